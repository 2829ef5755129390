//! The world itself: what every other test begins with.
use e2e::{Actor, Actor::*, Agreement, Bill, Contract, Purchase, Relationship, Shipment, World};
use interfaces::{
    administration::{Administration, Link},
    orders::{OrderStatus, RelationshipStatus},
    registry::{Business, Registry, Role, Scope, Topic},
    waybill::WaybillStatus,
};

#[test]
fn in_a_linked_world_everyone_is_registered_and_every_link_is_set() {
    let world = World::linked();
    for actor in Actor::ENTERPRISES {
        assert!(world.ask(world.registry().is_active(world.party(actor))), "{actor:?}");
    }
    for contract in Contract::ALL {
        for (link, to) in contract.links() {
            let state = world.ask(world.administration(contract).link_of(*link));
            assert_eq!(
                (state.epoch, state.address),
                (1, Some(world.address(*to))),
                "{contract:?} to {link:?}"
            );
        }
        let none = world.ask(world.administration(contract).link_of(Link::Collateral));
        assert_eq!(none.epoch, 0);
    }
    assert!(
        world.ask(world.registry().attested(world.party(Regulator), Topic::Role(Role::Regulator)))
    );
    let (driver, carrier) = (world.account(Driver), world.party(Carrier));
    assert_eq!(
        world.ask(world.registry().may(driver, carrier, Scope::Receive, Business::NewBusiness)),
        Ok(())
    );
}

#[test]
fn worlds_do_not_see_each_other() {
    let mut one = World::linked();
    let other = World::linked();
    let before = other.digest();
    assert_eq!(one.digest(), before);
    one.issue_waybill(&Shipment::default());
    assert_ne!(one.digest(), before);
    assert_eq!(other.digest(), before);
}

#[test]
fn the_stages_of_the_trade_go_through_alone_and_linked() {
    for mut world in [World::new(), World::linked()] {
        let relationship = world.relate(&Relationship::default());
        let status = world.relationship_of(relationship).status;
        assert_eq!(status, RelationshipStatus::Active);
        let order = world.agree_order(&Purchase::default());
        assert_eq!(world.order_of(order).status, OrderStatus::Confirmed);
        let shipment = Shipment { order: Some(order), ..Shipment::default() };
        let waybill = world.close_waybill(&shipment, &[]);
        assert_eq!(world.status_of(waybill), WaybillStatus::Closed);
        let case = world.agree_case(&Agreement::default());
        world.state(case, Supplier, &[Bill::of(waybill, 1, 100_000)]);
        world.state(case, Buyer, &[Bill::of(waybill, 1, 100_000)]);
        assert_eq!(world.case_of(case).lines, 1);
    }
}

#[test]
fn a_world_that_was_kept_comes_back_as_it_was() {
    let mut world = World::linked();
    let kept = world.keep();
    let (digest, now) = (world.digest(), world.now());
    world.close_waybill(&Shipment::default(), &[]);
    world.restore(&kept);
    assert_eq!((world.digest(), world.now(), world.log().len()), (digest, now, 0));
}
