//! Signatures that another brings: believed once, in time, on one chain, by one contract, and for what was signed.
use chain::Backend;
use e2e::{
    time::{days, minutes},
    Actor::{self, *},
    Contract, Shipment, World,
};
use ink::{
    primitives::{AccountId, Hash},
    scale::Encode,
};
use interfaces::{
    ids::{DocumentId, Millis},
    registry::Refusal,
    waybill::{SignOff, Waybill, WaybillError, WaybillStatus},
};
use waybill::ManySignedOff;

/// What someone signs for another to bring.
#[derive(Debug, Clone)]
pub(crate) struct Slip {
    pub(crate) chain: Hash,
    pub(crate) contract: AccountId,
    pub(crate) signer: AccountId,
    pub(crate) step: SignOff,
    pub(crate) waybills: Vec<DocumentId>,
    pub(crate) declared_at: Millis,
    pub(crate) nonce: u64,
    pub(crate) deadline: Millis,
}

impl Slip {
    /// The driver's, that the goods of `waybills` have arrived.
    pub(crate) fn of(world: &World, waybills: &[DocumentId], nonce: u64) -> Self {
        Self {
            chain: world.chain.genesis_hash().unwrap().0.into(),
            contract: world.address(Contract::Waybill),
            signer: world.account(Driver),
            step: SignOff::Arrive,
            waybills: waybills.to_vec(),
            declared_at: world.now(),
            nonce,
            deadline: world.now() + minutes(10),
        }
    }

    /// What is signed, as the interface describes it.
    fn digest(&self) -> [u8; 32] {
        let Self { chain, contract, signer, step, waybills, declared_at, nonce, deadline } = self;
        let what = (chain, contract, signer, step, waybills, declared_at, nonce, deadline);
        let mut bytes = b"lading/waybill/sign-off".to_vec();
        what.encode_to(&mut bytes);
        sp_core::blake2_256(&bytes)
    }

    pub(crate) fn signed_by(&self, actor: Actor) -> [u8; 64] {
        actor.key().sign(&self.digest())
    }

    /// As a wallet signs what is not a transaction.
    fn signed_by_the_wallet_of(&self, actor: Actor) -> [u8; 64] {
        actor.key().sign(&[b"<Bytes>", &self.digest()[..], b"</Bytes>"].concat())
    }

    /// The call that brings it to the waybill contract.
    pub(crate) fn message(
        self,
        world: &World,
        signature: [u8; 64],
    ) -> impl Into<chain::Message<Result<(), WaybillError>>> {
        let Self { signer, step, waybills, declared_at, nonce, deadline, .. } = self;
        world.waybill().relay_sign_off(
            signer,
            step,
            waybills,
            declared_at,
            nonce,
            deadline,
            signature,
        )
    }
}

/// Brings it as the stranger; the contract refuses it with this.
fn refused(world: &mut World, slip: &Slip, signature: [u8; 64]) -> WaybillError {
    let message = slip.clone().message(world, signature);
    world.err(Stranger, message)
}

fn brought(world: &mut World, slip: &Slip, signature: [u8; 64]) {
    let message = slip.clone().message(world, signature);
    world.ok(Stranger, message);
}

fn on_the_way(world: &mut World, number: u64) -> DocumentId {
    world.carry_waybill(&Shipment::numbered(number))
}

#[test]
fn a_driver_signs_for_many_waybills_and_another_pays() {
    let mut world = World::linked();
    let waybills = [on_the_way(&mut world, 1), on_the_way(&mut world, 2)];
    let driver = Driver.key();
    let funds = |world: &World| world.chain.balance(driver.id()).unwrap().free;
    let before = funds(&world);
    let slip = Slip::of(&world, &waybills, 7);
    brought(&mut world, &slip, slip.signed_by(Driver));
    let told: ManySignedOff = world.event();
    assert_eq!((told.step, told.waybills), (SignOff::Arrive, waybills.to_vec()));
    for waybill in waybills {
        assert_eq!(world.status_of(waybill), WaybillStatus::Arrived);
    }
    assert_eq!(funds(&world), before);
}

#[test]
fn what_a_wallet_signs_is_believed_too() {
    let mut world = World::linked();
    let waybill = on_the_way(&mut world, 1);
    let slip = Slip::of(&world, &[waybill], u64::MAX);
    brought(&mut world, &slip, slip.signed_by_the_wallet_of(Driver));
    assert_eq!(world.status_of(waybill), WaybillStatus::Arrived);
}

#[test]
fn a_signature_is_good_once_and_nonces_come_in_any_order() {
    let mut world = World::linked();
    let waybills: Vec<_> = (1..=4).map(|number| on_the_way(&mut world, number)).collect();
    // Two in one word of nonces, two in others.
    for (waybill, nonce) in waybills.iter().zip([300, 299, 0, u64::MAX]) {
        let slip = Slip::of(&world, &[*waybill], nonce);
        brought(&mut world, &slip, slip.signed_by(Driver));
        assert_eq!(refused(&mut world, &slip, slip.signed_by(Driver)), WaybillError::Replayed);
        let other = Slip { waybills: waybills.clone(), ..slip };
        assert_eq!(refused(&mut world, &other, other.signed_by(Driver)), WaybillError::Replayed);
    }
}

#[test]
fn a_refused_signature_uses_up_no_nonce() {
    let mut world = World::linked();
    let waybill = on_the_way(&mut world, 1);
    let slip = Slip::of(&world, &[waybill], 1);
    assert_eq!(refused(&mut world, &slip, slip.signed_by(Stranger)), WaybillError::BadSignature);
    // What is signed is refused for what it is.
    let early = Slip { step: SignOff::Close, ..slip.clone() };
    let not_yet = WaybillError::WrongStatus(WaybillStatus::InTransit);
    assert_eq!(refused(&mut world, &early, early.signed_by(Driver)), not_yet);
    brought(&mut world, &slip, slip.signed_by(Driver));
}

#[test]
fn a_signature_is_good_until_its_deadline() {
    let mut world = World::linked();
    let waybill = on_the_way(&mut world, 1);
    let slip = Slip::of(&world, &[waybill], 1);
    let late = Slip { deadline: slip.deadline + days(1), ..slip.clone() };
    world.sleep(minutes(11));
    let over = WaybillError::TooLate(slip.deadline);
    assert_eq!(refused(&mut world, &slip, slip.signed_by(Driver)), over);
    brought(&mut world, &late, late.signed_by(Driver));
}

#[test]
fn a_signature_for_another_chain_contract_or_purpose_is_not_believed() {
    let mut world = World::linked();
    let waybill = on_the_way(&mut world, 1);
    let other = on_the_way(&mut world, 2);
    let slip = Slip::of(&world, &[waybill], 1);
    let others = [
        Slip { chain: [7; 32].into(), ..slip.clone() },
        Slip { contract: world.address(Contract::Reconciliation), ..slip.clone() },
        Slip { signer: world.account(Carrier), ..slip.clone() },
        Slip { step: SignOff::Deliver, ..slip.clone() },
        Slip { waybills: vec![other], ..slip.clone() },
        Slip { waybills: vec![waybill, other], ..slip.clone() },
        Slip { declared_at: slip.declared_at - 1, ..slip.clone() },
        Slip { nonce: 2, ..slip.clone() },
        Slip { deadline: slip.deadline + 1, ..slip.clone() },
    ];
    for signed in others {
        let signature = signed.signed_by(Driver);
        assert_eq!(refused(&mut world, &slip, signature), WaybillError::BadSignature, "{signed:?}");
    }
    brought(&mut world, &slip, slip.signed_by(Driver));
}

#[test]
fn a_signature_with_any_bit_flipped_is_refused_and_traps_nothing() {
    let mut world = World::linked();
    let waybill = on_the_way(&mut world, 1);
    let slip = Slip::of(&world, &[waybill], 1);
    let signature = slip.signed_by(Driver);
    for bit in 0..512 {
        let mut flipped = signature;
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(refused(&mut world, &slip, flipped), WaybillError::BadSignature, "bit {bit}");
    }
    for bytes in [[0; 64], [0xff; 64]] {
        assert_eq!(refused(&mut world, &slip, bytes), WaybillError::BadSignature);
    }
}

#[test]
fn a_signature_gives_no_right_that_its_signer_has_not() {
    let mut world = World::linked();
    let waybill = on_the_way(&mut world, 1);
    let slip = Slip { signer: world.account(Buyer), ..Slip::of(&world, &[waybill], 1) };
    let not_its_own = WaybillError::Refused(Refusal::NotForParty);
    assert_eq!(refused(&mut world, &slip, slip.signed_by(Buyer)), not_its_own);
}
