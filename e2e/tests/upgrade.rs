//! Upgrades in place: when they are refused, what they keep, and what becomes of code that does not fit.
mod credit;
mod receivable;

use std::collections::BTreeMap;

use crate::relay::Slip;
use chain::{address, Backend, ChainError, Message, H256};
use collateral::Claimed;
use e2e::{
    bundles, forwarded,
    layout::misfits,
    standard::{psp34, Id},
    time::days,
    Actor::*,
    Agreement, Batch, Bill, Contract, Exhibit, Forwarded, Purchase, Relationship, Shipment, Stored,
    World, NO_EVIDENCE, PERFECT, PRICE,
};
use ink::{
    primitives::AccountId,
    scale::{Decode, Encode},
};
use interfaces::{
    administration::{Administration, AdministrationError, Link, Upgrade, UpgradeState},
    collateral::{AssetKind, Claims, Collateral, CollateralError},
    credit::Credit as _,
    ids::{
        CaseId, DepositId, DocumentId, EventId, EvidenceId, Fingerprint, ItemId, PartyId, PoolId,
        RecallId, RelationshipId, RequestId,
    },
    notary::{
        Algorithm, AssuranceLevel, DepositStatus, Deposits, IdentitySource, Notary, NotaryError,
        RecordKind, Reply, Standing, Use,
    },
    orders::{Answer, OrderError, OrderProgress, OrderStatus, Orders, ProgressKind},
    provenance::{
        CertificateScope, Deed, Direction, ItemStatus, Movement, Movements, Provenance,
        ProvenanceError, RecallStatus,
    },
    receipt::{
        AmendmentStep, PledgeStatus, PledgeStep, Receipt as _, Sale, SaleStep, Settlement, TokenId,
    },
    receivable::Receivable as _,
    reconciliation::{
        Action, BlindLine, CaseStatus, CaseTerms, Completion, EntryMode, OpenedLine, Reason,
        Reconciliation, ReconciliationError,
    },
    registry::{Business, Kind, Registry, Role, Scheme, Scope, Topic},
    waybill::{
        DocumentForm, ExceptionReason, LineException, Reservation, Revision, SignOff, Title,
        TitleAction, TitleState, Waybill, WaybillError, WaybillStatus,
    },
};
use kit::{
    events::{UpgradeAnnounced, UpgradeCancelled, Upgraded, UpgradesRenounced},
    merkle::{leaf, sha256},
};

/// How many records of each kind an upgrade has to keep.
const RECORDS: usize = 1_000;

/// Where every contract keeps its root.
const ROOT_KEY: &str = "0x00000000";

/// How many items a call may bring.
const PER_CALL: usize = 50;

/// The code that `contract` runs, in another dress.
fn next_version(world: &mut World, contract: Contract) -> H256 {
    world.upload(&bundles::twin(contract.bundle().wasm()))
}

#[test]
fn an_upgrade_takes_its_role_its_announcement_its_delay_and_its_code() {
    for contract in Contract::ALL {
        let mut world = World::linked();
        let code = next_version(&mut world, contract);
        let hash = code.0.into();
        let controls = world.administration(contract);
        let delay = world.settings().delay;

        assert_eq!(
            world.err(Stranger, controls.clone().announce_upgrade(hash)),
            AdministrationError::MissingRole
        );
        assert_eq!(
            world.err(Admin, controls.clone().apply_upgrade()),
            AdministrationError::NothingAnnounced
        );
        assert_eq!(
            world.err(Admin, controls.clone().cancel_upgrade()),
            AdministrationError::NothingAnnounced
        );

        world.ok(Admin, controls.clone().announce_upgrade(hash));
        let announced: UpgradeAnnounced = world.event();
        let from = announced.from;
        assert_eq!(announced.code_hash, hash);
        let waiting = UpgradeState {
            delay,
            renounced: false,
            announced: Some(Upgrade { code_hash: hash, from }),
        };
        assert_eq!(world.ask(controls.upgrade_state()), waiting);
        assert_eq!(
            world.err(Stranger, controls.clone().apply_upgrade()),
            AdministrationError::MissingRole
        );
        assert_eq!(
            world.err(Admin, controls.clone().apply_upgrade()),
            AdministrationError::TooEarly(from)
        );
        let almost = from - 1 - world.now();
        world.sleep(almost);
        let early = world.err(Admin, controls.clone().apply_upgrade());
        assert_eq!(early, AdministrationError::TooEarly(from), "not a millisecond early");

        world.ok(Admin, controls.clone().cancel_upgrade());
        assert_eq!(world.event::<UpgradeCancelled>(), UpgradeCancelled { code_hash: hash });
        assert_eq!(
            world.err(Admin, controls.clone().apply_upgrade()),
            AdministrationError::NothingAnnounced
        );

        let missing = [9; 32].into();
        world.ok(Admin, controls.clone().announce_upgrade(missing));
        world.sleep(delay);
        assert_eq!(
            world.err(Admin, controls.clone().apply_upgrade()),
            AdministrationError::CodeNotFound
        );

        world.upgrade(contract, code);
        assert_eq!(world.event::<Upgraded>(), Upgraded { code_hash: hash });
        assert_eq!(world.code_hash(world.address(contract)), code);
        assert_eq!(world.ask(controls.upgrade_state()).announced, None);

        world.ok(Admin, controls.clone().announce_upgrade(hash));
        world.ok(Admin, controls.clone().renounce_upgrades());
        assert_eq!(
            world.event::<UpgradesRenounced>(),
            UpgradesRenounced { by: world.account(Admin) }
        );
        assert_eq!(
            world.err(Admin, controls.clone().announce_upgrade(hash)),
            AdministrationError::Renounced
        );
        assert_eq!(
            world.err(Admin, controls.clone().apply_upgrade()),
            AdministrationError::NothingAnnounced
        );
        assert_eq!(
            world.err(Admin, controls.clone().renounce_upgrades()),
            AdministrationError::Renounced
        );
    }
}

/// What a contract stores, by key.
fn entries(world: &World, contract: Contract) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let entries =
        world.chain.contract_entries(&address(world.address(contract))).expect("it is there");
    entries.into_iter().collect()
}

/// Upgrades and checks that nothing but the note of the upgrade itself has changed.
fn upgrade_keeps_all(world: &mut World, contract: Contract) {
    let code = next_version(world, contract);
    let before = entries(world, contract);
    world.upgrade(contract, code);
    assert_eq!(world.code_hash(world.address(contract)), code);
    let after = entries(world, contract);
    assert_eq!(before.len(), after.len(), "nothing appeared and nothing was lost");
    let changed: Vec<_> =
        after.iter().filter(|(key, value)| before.get(*key) != Some(value)).collect();
    assert!(changed.len() <= 1, "{} entries changed", changed.len());
    for (_, value) in changed {
        let state =
            UpgradeState::decode(&mut &value[..]).expect("only the state of upgrades may change");
        assert_eq!(state, world.ask(world.administration(contract).upgrade_state()));
    }
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_registry() {
    let mut world = World::linked().in_bulk();
    let (agent, heir) = (world.account(Driver), world.account(Stranger));
    let regulator = world.party(Regulator);
    let until = world.now() + days(700);
    let parties: Vec<PartyId> = (0..RECORDS)
        .map(|number| {
            let register = world.registry().register(
                Kind::Individual,
                format!("Number {number}"),
                "FR".to_owned(),
                vec![Role::Distributor],
            );
            let party = world.ok(Warehouse, register);
            let value = format!("{number:09}");
            world.ok(
                Warehouse,
                world.registry().state_identifier(party, Scheme::Duns, value.clone()),
            );
            world.ok(
                Attester,
                world.registry().confirm_identifier(party, Scheme::Duns, value, NO_EVIDENCE),
            );
            world.ok(Attester, world.registry().attest(party, Topic::Licence, [1; 32], until));
            world.ok(
                Warehouse,
                world.registry().appoint_agent(
                    party,
                    agent,
                    vec![Scope::Notarise, Scope::Draw],
                    until,
                ),
            );
            world.ok(Warehouse, world.registry().offer_control(party, Some(heir)));
            world.ok(Regulator, world.registry().suspend(party, regulator, [2; 32]));
            party
        })
        .collect();
    let read = |world: &World| -> Vec<_> {
        let every = parties.iter().enumerate().step_by(20);
        every
            .map(|(number, party)| {
                let registry = world.registry();
                (
                    world.ask(registry.enterprise(*party)),
                    world.ask(registry.identifiers_of(*party, 0, 50)),
                    world.ask(registry.by_identifier(Scheme::Duns, format!("{number:09}"))),
                    world.ask(registry.attestation_of(*party, Topic::Licence)),
                    world.ask(registry.appointment_of(*party, agent)),
                    world.ask(registry.may(agent, *party, Scope::Draw, Business::Exit)),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before
        .iter()
        .all(|(enterprise, identifiers, ..)| enterprise.is_some() && identifiers.len() == 1));
    upgrade_keeps_all(&mut world, Contract::Registry);
    assert!(read(&world) == before, "every record reads as before");
    for party in &parties[..PER_CALL] {
        world.ok(Stranger, world.registry().take_control(*party));
    }
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_waybill_contract() {
    let mut world = World::linked().in_bulk();
    let second = world.party(SecondCarrier);
    let noted = LineException {
        line: 1,
        received: 99_000,
        short: 1_000,
        damaged: 0,
        refused: 0,
        reason: ExceptionReason::Missing,
    };
    let waybills: Vec<DocumentId> = (0..RECORDS)
        .map(|number| {
            let waybill = world.issue_waybill(&Shipment::numbered(number as u64));
            let now = world.now();
            world.ok(
                Carrier,
                world.waybill().pick_up(waybill, vec![Reservation::Seal], [3; 32], now),
            );
            // Some are to change hands, of some the goods arrived and something is missing.
            if number % 40 == 0 {
                world.ok(Carrier, world.waybill().arrive(waybill, now));
                world.ok(Buyer, world.waybill().note_exceptions(waybill, vec![noted]));
            } else {
                world.ok(Carrier, world.waybill().hand_over(waybill, second));
            }
            waybill
        })
        .collect();
    let read = |world: &World| -> Vec<_> {
        let every = waybills.iter().step_by(20);
        every
            .map(|waybill| {
                let contract = world.waybill();
                (
                    world.ask(contract.waybill(*waybill)),
                    world.ask(contract.lines_of(*waybill, 1, 50)),
                    world.ask(contract.leg_of(*waybill, 1)),
                    world.ask(contract.billing_record(*waybill, vec![1, 2, 3])),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before
        .iter()
        .all(|(view, lines, leg, _)| view.is_some() && lines.len() == 3 && leg.is_some()));
    upgrade_keeps_all(&mut world, Contract::Waybill);
    assert!(read(&world) == before, "every record reads as before");
    // And each goes on: the second carrier takes over what was offered, has it arrive, and the buyer signs.
    let offered: Vec<_> = (0..RECORDS).filter(|number| number % 40 != 0).collect();
    let offered: Vec<_> = offered.into_iter().map(|number| waybills[number]).collect();
    for many in offered.chunks(PER_CALL) {
        let now = world.now();
        for (actor, step) in [
            (SecondCarrier, SignOff::TakeOver),
            (SecondCarrier, SignOff::Arrive),
            (Buyer, SignOff::Deliver),
        ] {
            world.ok(actor, world.waybill().sign_off(step, many.to_vec(), now));
        }
    }
    let landed: Vec<_> = waybills.iter().copied().step_by(40).collect();
    let now = world.now();
    world.ok(Buyer, world.waybill().sign_off(SignOff::Deliver, landed, now));
    assert!(waybills
        .iter()
        .step_by(20)
        .all(|waybill| world.status_of(*waybill) == WaybillStatus::Delivered));
}

#[test]
fn an_upgrade_keeps_a_thousand_titles_amendments_asked_for_and_relayed_signatures() {
    let mut world = World::linked().in_bulk();
    let supplier = world.party(Supplier);
    let bills: Vec<(DocumentId, String, Revision)> = (0..RECORDS)
        .map(|number| {
            let form = DocumentForm::BillToOrder;
            let shipment = Shipment { form, ..Shipment::numbered(number as u64) };
            let bill = world.carry_waybill(&shipment);
            let about = world.view_of(bill).consignment;
            let changes = Revision {
                document: [7; 32],
                place_of_delivery: about.place_of_delivery,
                deliver_until: about.deliver_until,
                freight: about.freight + number as u64,
                gross_weight: about.gross_weight,
            };
            let digest = sp_core::blake2_256(&changes.encode());
            let surrender = TitleAction::SurrenderForAmendment(digest);
            world.ok(Supplier, world.waybill().title(bill, supplier, surrender));
            (bill, shipment.number, changes)
        })
        .collect();
    // Each in a word of its own: 256 nonces share one.
    let slips: Vec<Slip> = (0..RECORDS)
        .map(|number| {
            let shipment = Shipment::numbered((RECORDS + number) as u64);
            let waybill = world.carry_waybill(&shipment);
            let slip = Slip {
                deadline: world.now() + days(90),
                ..Slip::of(&world, &[waybill], 256 * number as u64)
            };
            let signature = slip.signed_by(Driver);
            world.ok(Stranger, slip.clone().message(&world, signature));
            slip
        })
        .collect();
    let read = |world: &World| -> Vec<_> {
        let every = bills.iter().step_by(20);
        every.map(|(bill, ..)| world.ask(world.waybill().title_of(*bill))).collect()
    };
    let before = read(&world);
    let asked = |title: &Title| title.state == TitleState::AskedForAmendment;
    assert!(before.iter().all(|title| title.as_ref().is_some_and(asked)));
    upgrade_keeps_all(&mut world, Contract::Waybill);
    assert!(read(&world) == before, "every title reads as before");
    // What was asked for is reissued, nothing else is, and no signature is believed twice.
    for (bill, number, changes) in bills.into_iter().step_by(20) {
        let other = Revision { document: [8; 32], ..changes.clone() };
        let other = world.waybill().reissue(bill, number.clone(), 1, other);
        assert_eq!(world.err(Carrier, other), WaybillError::NotAsked);
        world.ok(Carrier, world.waybill().reissue(bill, number, 1, changes));
    }
    for slip in slips.into_iter().step_by(20) {
        let signature = slip.signed_by(Driver);
        let again = slip.clone().message(&world, signature);
        assert_eq!(world.err(Stranger, again), WaybillError::Replayed);
    }
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_reconciliation_contract() {
    let mut world = World::linked().in_bulk();
    let waybills: Vec<DocumentId> = (0..RECORDS / PER_CALL)
        .map(|number| {
            let lines = Shipment {
                quantities: vec![100_000; PER_CALL],
                ..Shipment::numbered(number as u64)
            };
            world.deliver_waybill(&lines, &[])
        })
        .collect();
    world.sleep(world.settings().reservation_window);
    world.ok(Stranger, world.waybill().sign_off(SignOff::Close, waybills.clone(), 0));
    // One line a case, billed ten cents too high; the buyer explains why not, where the line's number is even.
    let cases: Vec<(CaseId, DocumentId, u16)> = (0..RECORDS)
        .map(|number| {
            let (waybill, line) = (waybills[number / PER_CALL], (number % PER_CALL + 1) as u16);
            let sequence = number as u16;
            let tolerances = interfaces::reconciliation::Tolerances {
                small_difference: 0,
                ..Agreement::default().tolerances
            };
            let case =
                world.agree_case(&Agreement { sequence, tolerances, ..Agreement::default() });
            let bill = Bill::of(waybill, line, 100_000);
            world.enter(case, Supplier, &[bill.plus(10)]);
            world.enter(case, Buyer, &[bill]);
            for actor in [Supplier, Buyer] {
                world.ok(
                    actor,
                    world.reconciliation().complete_statement(
                        case,
                        world.party(actor),
                        Completion::Open,
                    ),
                );
            }
            world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![line]));
            if line % 2 == 0 {
                answer(&mut world, case, waybill, line, Action::Explain);
            }
            (case, waybill, line)
        })
        .collect();
    // Two commitments a case, to statements of nothing.
    let sealed: Vec<CaseId> = (0..RECORDS / 2)
        .map(|number| {
            let case = agree(&mut world, 1_000 + number as u16, EntryMode::Sealed);
            for actor in [Supplier, Buyer] {
                let party = world.party(actor);
                let digest = commitment_to_nothing(&world, case, party);
                world.ok(actor, world.reconciliation().commit(case, party, digest));
            }
            case
        })
        .collect();
    // Fifty blind lines a case, of documents that nobody keeps.
    let blind: Vec<CaseId> = (0..RECORDS / PER_CALL)
        .map(|number| {
            let case = agree(&mut world, 2_000 + number as u16, EntryMode::Blind);
            let lines = (1..=PER_CALL as u16).map(|line| {
                let opened = opened(number, line);
                BlindLine { reference: opened.line.reference, digest: veil(case, &opened) }
            });
            let lines: Vec<_> = lines.collect();
            for actor in [Supplier, Buyer] {
                let (party, lines) = (world.party(actor), lines.clone());
                world.ok(actor, world.reconciliation().enter_blind(case, party, lines));
            }
            case
        })
        .collect();
    let read = |world: &World| -> Vec<_> {
        let every = cases.iter().step_by(20);
        every
            .map(|(case, waybill, line)| {
                let contract = world.reconciliation();
                (
                    world.ask(contract.case(*case)),
                    world.ask(contract.lines_of(*case, 0)),
                    world.ask(contract.discrepancies_of(*case, 0)),
                    world.ask(contract.billed_in(world.party(Supplier), *waybill, *line)),
                    world.ask(contract.terms_digest_of(*case)),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before.iter().all(|(case, lines, ..)| case.is_some() && lines.len() == 1));
    upgrade_keeps_all(&mut world, Contract::Reconciliation);
    assert!(read(&world) == before, "every record reads as before");
    for (case, waybill, line) in cases.iter().step_by(7) {
        let is_settled = line % 2 == 1;
        if is_settled {
            let amount = Bill::of(*waybill, *line, 100_000).plus(10).total();
            answer(&mut world, *case, *waybill, *line, Action::Accept(amount));
        }
        world.ok(Stranger, world.reconciliation().conclude(*case));
        let expected = if is_settled { CaseStatus::Balanced } else { CaseStatus::Discrepant };
        assert_eq!(world.case_of(*case).status, expected);
    }
    for case in sealed.iter().step_by(50) {
        for actor in [Supplier, Buyer] {
            let party = world.party(actor);
            let complete = |nonce| {
                let completion = Completion::Sealed(nonce);
                world.reconciliation().complete_statement(*case, party, completion)
            };
            let (wrong, right) = (complete([0; 32]), complete(NONCE));
            assert_eq!(world.err(actor, wrong), ReconciliationError::OtherStatement);
            world.ok(actor, right);
        }
        assert_eq!(world.case_of(*case).status, CaseStatus::Matching);
    }
    for (number, case) in blind.iter().enumerate() {
        for actor in [Supplier, Buyer] {
            let party = world.party(actor);
            let completion = Completion::Blind(0);
            let complete = world.reconciliation().complete_statement(*case, party, completion);
            world.ok(actor, complete);
        }
        let lines: Vec<_> = (1..=PER_CALL as u16).map(|line| opened(number, line)).collect();
        let party = world.party(Supplier);
        world.ok(Supplier, world.reconciliation().open_lines(*case, party, lines));
    }
}

/// What opens commitments.
const NONCE: [u8; 32] = [7; 32];

/// A case whose statements come in as `entry` says.
fn agree(world: &mut World, sequence: u16, entry: EntryMode) -> CaseId {
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let terms = CaseTerms { entry, ..Agreement::default().terms(world) };
    let contract = world.reconciliation();
    let case = world.ok(Supplier, contract.clone().open(supplier, buyer, 202_501, sequence, terms));
    let digest = world.ask(contract.terms_digest_of(case)).expect("it was opened");
    world.ok(Buyer, contract.clone().accept(case, digest));
    case
}

/// The buyer's answer to a discrepancy.
fn answer(world: &mut World, case: CaseId, document: DocumentId, line: u16, action: Action) {
    let buyer = world.party(Buyer);
    let contract = world.reconciliation();
    let answer =
        contract.clone().answer_discrepancy(case, buyer, document, line, Reason::Price, action);
    world.ok(Buyer, answer);
}

/// The commitment to a statement without lines.
fn commitment_to_nothing(world: &World, case: CaseId, party: PartyId) -> [u8; 32] {
    let contract = world.address(Contract::Reconciliation);
    let contract: &[u8; 32] = contract.as_ref();
    let parts: [&[u8]; 7] =
        [b"lading/statement", contract, &case.0, &party.0, &NONCE, &[0; 32], &[0; 2 + 16]];
    sp_core::blake2_256(&parts.concat())
}

/// A line of a document that nobody keeps, as it is opened.
fn opened(number: usize, line: u16) -> OpenedLine {
    let document = DocumentId([number as u8; 32]);
    OpenedLine { line: Bill::of(document, line, 1_000).entry(), key: [line as u8; 32] }
}

/// The digest that a line is entered by.
fn veil(case: CaseId, opened: &OpenedLine) -> [u8; 32] {
    let OpenedLine { line, key } = opened;
    sp_core::blake2_256(&[&b"lading/line"[..], key, &case.0, &line.encode()].concat())
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_orders_contract() {
    let mut world = World::linked().in_bulk();
    let source = world.forwarder(b"source");
    for link in [Link::Waybill, Link::Reconciliation, Link::Receivable] {
        world.link(Contract::Orders, link, source);
    }
    let buyer = world.party(Buyer);
    let agree = Relationship { response_window: days(30), ..Relationship::default() };
    // A relationship each, with a seller whom the supplier controls, and two versions of its terms.
    let trades: Vec<(RelationshipId, PartyId, DocumentId)> = (0..RECORDS)
        .map(|number| {
            let name = format!("Number {number}");
            let register = world.registry().register(
                Kind::Enterprise,
                name,
                "FR".to_owned(),
                vec![Role::Supplier],
            );
            let seller = world.ok(Supplier, register);
            world.set_party(Supplier, seller);
            let relationship = world.relate(&agree);
            let order = world.place_order(&Purchase::numbered(number as u64));
            world.ok(Supplier, world.orders().answer_lines(order, vec![1, 2], true));
            // The last line waits for its change to be signed; the first is on its way.
            let (now, latest) = (world.now(), world.order_of(order).latest);
            let change =
                world.orders().request_line_change(order, seller, 3, 5_000, 1_000, now, latest);
            world.ok(Supplier, change);
            for kind in [ProgressKind::Shipped, ProgressKind::Received, ProgressKind::Billed] {
                let told = world
                    .order_progress()
                    .record_line_progress(order, kind, order, 1, 1, 60_000, now, PERFECT);
                let told = world.call(Stranger, forwarded(source, told)).returned;
                assert_eq!(told, Forwarded(Some(Ok(()))));
            }
            world.propose_terms(&agree);
            (relationship, seller, order)
        })
        .collect();
    let read = |world: &World| -> Vec<_> {
        let every = trades.iter().step_by(20);
        every
            .map(|(relationship, seller, order)| {
                let contract = world.orders();
                (
                    world.ask(contract.relationship(*relationship)),
                    [1, 2].map(|version| world.ask(contract.terms(*relationship, version))),
                    world.ask(contract.order(*order)),
                    world.ask(contract.terms_of(*order)),
                    world.ask(contract.facts_of(*order, vec![1, 2, 3])),
                    world.ask(contract.changes_of(*order, 1)),
                    world.ask(contract.relationship_id(buyer, *seller)),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before.iter().all(|(relationship, terms, order, _, facts, changes, _)| {
        relationship.is_some()
            && terms.iter().all(Option::is_some)
            && order.is_some()
            && facts.as_ref().is_some_and(|facts| facts.lines.len() == 3)
            && changes.len() == 1
    }));
    upgrade_keeps_all(&mut world, Contract::Orders);
    assert!(read(&world) == before, "every record reads as before");
    // And each goes on: the change is signed, the rest is shipped, and what was told stays told.
    for (relationship, _, order) in trades.iter().step_by(7) {
        world.ok(Buyer, world.orders().answer_request(*order, 1, Answer::Accept));
        assert_eq!(world.order_of(*order).status, OrderStatus::Confirmed);
        for (document_line, expected) in [(1, Err(OrderError::AlreadyTold(0))), (2, Ok(()))] {
            let told = world.order_progress().record_line_progress(
                *order,
                ProgressKind::Shipped,
                *order,
                1,
                document_line,
                40_000,
                0,
                0,
            );
            let told = world.call(Stranger, forwarded(source, told)).returned;
            assert_eq!(told, Forwarded(Some(expected)));
        }
        world.ok(Buyer, world.orders().answer_terms(*relationship, 2, Answer::Accept));
    }
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_notary() {
    let mut world = World::linked().in_bulk();
    let source = world.forwarder(b"source");
    world.link(Contract::Notary, Link::Waybill, source);
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let closes_at = world.now() + days(700);
    // Of each deposit one signature is in and one is waited for; it is challenged, used, in a chain, and another was told.
    let kept: Vec<(DepositId, EvidenceId, DepositId)> = (0..RECORDS)
        .map(|number| {
            let exhibit = Exhibit {
                signatories: vec![Carrier, Buyer],
                sign_within: days(300),
                ..Exhibit::numbered(number as u64)
            };
            let deposit = world.deposit(&exhibit);
            let carrier = world.party(Carrier);
            world.ok(Carrier, world.notary().answer(deposit, carrier, Reply::Sign));
            world.ok(Buyer, world.notary().challenge(deposit, buyer, [1; 32]));
            let shared = world.notary().record_use(deposit, supplier, Use::Shared, buyer, [2; 32]);
            world.ok(Supplier, shared);
            let name = format!("CASE-{number}");
            let open = world.notary().open_chain(supplier, name, vec![buyer], closes_at);
            let chain = world.ok(Supplier, open);
            world.ok(Buyer, world.notary().append(chain, buyer, deposit, [3; 32]));
            let account = numbered(number).into();
            let level = AssuranceLevel::High;
            let bind = world.notary().bind_identity(supplier, account, [4; 32], level, closes_at);
            world.ok(Supplier, bind);
            let document = DocumentId(numbered(number));
            let kind = RecordKind::Waybill;
            let record =
                world.deposits().record_document(document, kind, Algorithm::Sha256, [5; 32]);
            let told = world.call(Stranger, forwarded(source, record)).returned;
            let Forwarded(Some(Ok(told))) = told else { panic!("{told:?}") };
            (deposit, chain, told)
        })
        .collect();
    let read = |world: &World| -> Vec<_> {
        let every = kept.iter().enumerate().step_by(20);
        every
            .map(|(number, (deposit, chain, told))| {
                let contract = world.notary();
                let statement = world.certificate_of(*deposit).statement;
                let (account, issuer) = (numbered(number).into(), IdentitySource::Issuer);
                (
                    world.ask(contract.certificate(*deposit)),
                    world.ask(contract.certificate(*told)),
                    world.ask(contract.challenge_of(*deposit, buyer)),
                    world.ask(contract.chain(*chain)),
                    world.ask(contract.links_of(*chain, 1, 50)),
                    world.ask(contract.identity_of(account, supplier, issuer)),
                    world.ask(contract.first_seen(statement.algorithm, statement.digest)),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before.iter().all(|(one, other, challenge, chain, links, identity, first)| {
        one.is_some()
            && other.is_some()
            && challenge.is_some()
            && chain.is_some()
            && links.len() == 1
            && identity.is_some()
            && first.is_some()
    }));
    upgrade_keeps_all(&mut world, Contract::Notary);
    assert_eq!(world.ask(world.notary().issued()), 2 * RECORDS as u64);
    // And each goes on: sealed by the last signature, upheld, appended to, and told once.
    for (number, (deposit, chain, told)) in kept.iter().enumerate().step_by(7) {
        world.ok(Buyer, world.notary().answer(*deposit, buyer, Reply::Sign));
        assert_eq!(world.certificate_of(*deposit).status, DepositStatus::Sealed);
        assert_eq!(world.ok(Supplier, world.notary().append(*chain, supplier, *told, [6; 32])), 2);
        let document = DocumentId(numbered(number));
        let again = world.deposits().record_document(
            document,
            RecordKind::Waybill,
            Algorithm::Sha256,
            [5; 32],
        );
        let again = world.call(Stranger, forwarded(source, again)).returned;
        assert_eq!(again, Forwarded(Some(Err(NotaryError::AlreadyDeposited))));
        assert_eq!(world.certificate_of(*deposit).standing, Standing::Valid);
    }
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_collateral_contract() {
    let mut world = World::linked().in_bulk();
    let buyer = world.party(Buyer);
    let claimants: Vec<AccountId> = (0..RECORDS)
        .map(|number| {
            let claimant = world.forwarder(&numbered(number));
            let code = world.code_hash(claimant).0.into();
            world.ok(Admin, world.collateral().admit(claimant, code));
            claimant
        })
        .collect();
    let delay = world.settings().delay;
    world.sleep(delay);
    let kind = AssetKind::Receivable;
    let key = |of: u8, number: usize| {
        let mut key = numbered(number);
        key[31] = of;
        Fingerprint(key)
    };
    let group = |number: usize| DocumentId(numbered(number));
    // Each claims a paper and what stands behind it; of some the paper has ended, or what stands behind it is free.
    for (number, claimant) in claimants.iter().enumerate() {
        world.ok(Admin, world.collateral().complete_admission(*claimant));
        let (paper, behind, near) = (key(1, number), key(2, number), key(3, number));
        let document = group(number);
        let claim = world.claims().claim(kind, document, paper, document, vec![behind], vec![near]);
        assert_eq!(claims(&mut world, *claimant, claim), Ok(()));
        world.ok(Buyer, world.collateral().report(buyer, paper, DocumentId([7; 32])));
        if number % 40 == 0 {
            let end = world.claims().end(paper);
            assert_eq!(claims(&mut world, *claimant, end), Ok(()));
            let free = world.claims().free(document, vec![behind]);
            assert_eq!(claims(&mut world, *claimant, free), Ok(()));
        }
    }
    let read = |world: &World| -> Vec<_> {
        let every = claimants.iter().enumerate().step_by(20);
        every
            .map(|(number, claimant)| {
                let contract = world.collateral();
                (
                    world.ask(contract.admission_of(*claimant)),
                    world.ask(contract.encumbrance_of(key(1, number))),
                    world.ask(contract.backing_of(key(2, number))),
                    world.ask(contract.is_encumbered(key(1, number))),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before.iter().enumerate().all(|(place, (admission, paper, behind, live))| {
        admission.is_some() && paper.is_some() && behind.is_some() && *live == (place % 2 == 1)
    }));
    upgrade_keeps_all(&mut world, Contract::Collateral);
    assert!(read(&world) == before, "every record reads as before");
    // And each goes on: nothing is claimed again, what was freed is, what is alike is named, and the rest ends.
    for (number, claimant) in claimants.iter().enumerate().step_by(8) {
        let next = claimants[(number + 1) % RECORDS];
        let (document, near) = (DocumentId([8; 32]), key(3, number));
        let again = world.claims().claim(kind, document, key(1, number), document, vec![], vec![]);
        assert_eq!(claims(&mut world, next, again), Err(CollateralError::AlreadyClaimed));
        let (other, behind) = (key(4, number), key(2, number));
        let claim = world.claims().claim(kind, document, other, document, vec![behind], vec![near]);
        let is_free = number % 40 == 0;
        let expected = if is_free { Ok(()) } else { Err(CollateralError::BackingClaimed(0)) };
        assert_eq!(claims(&mut world, next, claim), expected);
        if is_free {
            let claimed: Claimed = world.event();
            assert_eq!(claimed.alike.len(), 1);
            assert_eq!((claimed.alike[0].asset, claimed.alike[0].is_ended), (key(1, number), true));
        } else {
            let end = world.claims().end(key(1, number));
            assert_eq!(claims(&mut world, *claimant, end), Ok(()));
        }
    }
}

/// What the collateral contract answers to a claimant that passes calls on.
fn claims(
    world: &mut World,
    claimant: AccountId,
    message: impl Into<Message<Result<(), CollateralError>>>,
) -> Result<(), CollateralError> {
    let answer = world.call(Stranger, forwarded(claimant, message)).returned;
    let Forwarded(Some(answer)) = answer else { panic!("{answer:?}") };
    answer
}

/// A receipt whose token is pledged, and for sale a part that was split off.
struct Filed {
    pool: PoolId,
    receipt: DocumentId,
    token: TokenId,
    part: TokenId,
    sale: Sale,
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_the_receipt_contract() {
    let mut world = World::linked().in_bulk();
    let contract = address(world.address(Contract::Receipt));
    let operator = address(world.account(Driver));
    let (buyer, carrier) = (world.party(Buyer), world.party(Carrier));
    let (indemnity, document) = (Fingerprint([0xb8; 32]), Fingerprint([0xb9; 32]));
    let filed: Vec<Filed> = (0..RECORDS)
        .map(|number| {
            let lot = format!("L-{number}");
            let stored = Stored::numbered(number as u64).in_lot(&lot);
            let token = world.store(&stored);
            let part = world.ok(Supplier, world.receipt().split(token, 100_000_000));
            let until = world.now() + days(30);
            let sale = Sale { until, ..world.sale(Supplier, part, Settlement::NATIVE) };
            world.ok(Supplier, world.receipt().sell(part, SaleStep::Offer(sale)));
            world.ok(Supplier, psp34::approve(&contract, &operator, Some(&Id::U64(part)), true));
            let terms = world.pledge_terms(token, Buyer, Settlement::NATIVE);
            world.pledge(Supplier, token, terms);
            // Of some the text is lost.
            if number % 40 == 0 {
                let lost = AmendmentStep::ReportLost { indemnity, document };
                world.ok(Supplier, world.receipt().amend(part, lost));
            }
            let (pool, receipt) = (world.pool_id(&lot), world.receipt_id(&stored));
            Filed { pool, receipt, token, part, sale }
        })
        .collect();
    let read = |world: &World| -> Vec<_> {
        let every = filed.iter().step_by(20);
        every
            .map(|filed| {
                let messages = world.receipt();
                let id = Id::U64(filed.part);
                let owner = world.ask(psp34::owner_of(&contract, &id));
                let allowed = owner.as_ref().is_some_and(|owner| {
                    world.ask(psp34::allowance(&contract, owner, &operator, Some(&id)))
                });
                (
                    world.ask(messages.pool(filed.pool)),
                    world.ask(messages.receipt(filed.receipt)),
                    [filed.token, filed.part].map(|token| world.ask(messages.token(token))),
                    world.ask(messages.pledge_of(filed.token)),
                    world.ask(messages.offer_of(filed.part)),
                    world.worth(filed.part),
                    owner,
                    allowed,
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before.iter().all(|(pool, receipt, tokens, pledge, offer, worth, _, allowed)| {
        pool.is_some()
            && receipt.is_some()
            && tokens.iter().all(Option::is_some)
            && pledge.is_some()
            && offer.is_some()
            && *worth == 100_000_000
            && *allowed
    }));
    upgrade_keeps_all(&mut world, Contract::Receipt);
    assert!(read(&world) == before, "every record reads as before");
    // And each goes on: the pledge is enforced and bought back, the part is sold or replaced, and all goods are loaded out.
    for (number, filed) in filed.iter().enumerate().step_by(8) {
        let Filed { pool, token, part, sale, .. } = *filed;
        world.ok(Buyer, world.receipt().pledge(token, PledgeStep::Enforce));
        assert_eq!(world.receipt_token(token).owner, buyer);
        let buy_back = Message::from(world.receipt().buy_back(token)).value(PRICE);
        world.ok(Supplier, buy_back);
        assert_eq!(world.pledge_of(token).status, PledgeStatus::BoughtBack);
        let (part, owner) = if number % 40 == 0 {
            let next = format!("N-{number}");
            let replace = world.receipt().replace(part, indemnity, next, document);
            (world.ok(Warehouse, replace), Supplier)
        } else {
            let buy = Message::from(world.receipt().buy(part, carrier, sale)).value(PRICE);
            world.ok(Carrier, buy);
            (part, Carrier)
        };
        world.load_out_all(Supplier, token);
        world.load_out_all(owner, part);
        assert_eq!(world.pool_of(pool).shares, 0);
    }
}

/// Goods of the supplier's: a lot of which some was used, what was made of that and is on a pallet, and another lot that is on its way.
struct Stock {
    lot: ItemId,
    pallet: ItemId,
    made: ItemId,
    sent: ItemId,
    recall: RecallId,
    request: RequestId,
}

#[test]
fn an_upgrade_keeps_a_thousand_records_of_every_kind_in_provenance() {
    let mut world = World::linked().in_bulk();
    let source = world.forwarder(b"source");
    world.link(Contract::Provenance, Link::Waybill, source);
    let (supplier, buyer) = (world.party(Supplier), world.party(Buyer));
    let expires_at = world.now() + days(700);
    let (origin, secret) = (CertificateScope::Origin, [7; 32]);
    let root = leaf(sha256, &sha256(&secret));
    let tell = |world: &mut World, number: usize, movement: Movement, item: ItemId| {
        let (document, time) = (DocumentId(numbered(number)), world.now());
        let record = world.movements().record_movement(
            document,
            movement,
            0,
            supplier,
            buyer,
            time,
            vec![item],
        );
        let told = world.call(Stranger, forwarded(source, record)).returned;
        let Forwarded(Some(told)) = told else { panic!("{told:?}") };
        told
    };
    let batch = |kind: usize, number: usize| Batch::numbered((kind * RECORDS + number) as u64);
    let stock: Vec<Stock> = (0..RECORDS)
        .map(|number| {
            let lot = world.harvest(&batch(0, number));
            world.ok(Supplier, world.provenance().commit_secrets(supplier, lot, root, 1));
            world.ok(Stranger, world.provenance().scan(lot, 0, secret, vec![]));
            let certify =
                world.provenance().certify(supplier, lot, origin, NO_EVIDENCE, expires_at);
            world.ok(Supplier, certify);
            let request = world.provenance().report_suspect(lot, NO_EVIDENCE);
            let request = world.ok(Stranger, request);
            let flour = batch(1, number).of(300_000);
            let made = world.make(&[(lot, 400_000)], &[], &[flour])[0];
            let recall = world.provenance().open_recall(supplier, lot, NO_EVIDENCE);
            let recall = world.ok(Supplier, recall);
            let pallet = world.harvest(&Batch::piece(batch(2, number).number));
            world.handle(Supplier, Deed::Pack(pallet), &[made]);
            let sent = world.harvest(&batch(3, number));
            assert!(tell(&mut world, number, Movement::Shipped, sent).is_ok());
            Stock { lot, pallet, made, sent, recall, request }
        })
        .collect();
    let read = |world: &World| -> Vec<_> {
        let every = stock.iter().step_by(20);
        every
            .map(|goods| {
                let contract = world.provenance();
                let used = world.item_of(goods.lot).last_use;
                (
                    [goods.lot, goods.pallet, goods.made, goods.sent]
                        .map(|item| world.ask(contract.item(item))),
                    world.ask(contract.event(used)),
                    world.ask(contract.history_of(goods.lot, EventId::NONE, 50)),
                    world.ask(contract.trace(goods.lot, Direction::Forward, EventId::NONE)),
                    world.ask(contract.recall(goods.recall)),
                    world.ask(contract.request(goods.request)),
                    world.ask(contract.certificate_of(goods.lot, supplier, origin)),
                    world.ask(contract.secrets_of(goods.lot)),
                    world.ask(contract.scans_of(goods.lot, 0)),
                    world.ask(contract.holder_of(goods.made)),
                )
            })
            .collect()
    };
    let before = read(&world);
    assert!(before.iter().all(
        |(items, event, history, trace, recall, request, certificate, secrets, scans, holder)| {
            items.iter().all(Option::is_some)
                && event.is_some()
                && history.len() == 2
                && trace.is_some()
                && recall.is_some()
                && request.is_some()
                && certificate.is_some()
                && secrets.is_some()
                && scans.is_some()
                && *holder == Some(supplier)
        }
    ));
    upgrade_keeps_all(&mut world, Contract::Provenance);
    assert!(read(&world) == before, "every record reads as before");
    // And each goes on: the recall is followed on, what is on its way arrives and was told once, and secrets are scanned again.
    for (number, goods) in stock.iter().enumerate().step_by(7) {
        let Stock { lot, pallet, made, sent, recall, request } = *goods;
        let status = world.ok(Stranger, world.provenance().spread(recall, 50));
        assert_eq!(status, RecallStatus::Complete);
        assert!(world.ask(world.provenance().is_recalled(made)));
        assert_eq!(world.item_of(pallet).recalled_inside, 1);
        let again = tell(&mut world, number, Movement::Shipped, sent);
        assert_eq!(again, Err(ProvenanceError::AlreadyRecorded));
        assert!(tell(&mut world, number, Movement::Received, sent).is_ok());
        let arrived = world.item_of(sent);
        assert_eq!((arrived.status, arrived.possessor), (ItemStatus::Active, buyer));
        assert_eq!(world.ok(Driver, world.provenance().scan(lot, 0, secret, vec![])), 2);
        world.ok(Supplier, world.provenance().answer_request(request, NO_EVIDENCE));
        world.handle(Supplier, Deed::Unpack(pallet), &[made]);
    }
}

/// 32 bytes that begin with a number, counted from 1.
fn numbered(number: usize) -> [u8; 32] {
    let mut bytes = [0xb7; 32];
    bytes[..8].copy_from_slice(&(number as u64 + 1).to_le_bytes());
    bytes
}

#[test]
fn the_layouts_that_bundles_state_tell_code_that_fits_from_code_that_does_not() {
    for contract in Contract::ALL {
        assert_eq!(misfits(contract.bundle(), contract.bundle()), []);
        for other in Contract::ALL {
            if other != contract {
                let misfits = misfits(contract.bundle(), other.bundle());
                assert!(!misfits.is_empty(), "{contract:?} could be taken for {other:?}");
            }
        }
        assert!(!misfits(contract.bundle(), &bundles::peer("misbehaving")).is_empty());
    }
}

/// A question that only `contract` understands. It gets no answer.
fn ask_in_vain(world: &mut World, contract: Contract) -> ChainError {
    match contract {
        Contract::Registry => {
            world.fails(Stranger, world.registry().enterprise(world.party(Supplier)))
        }
        Contract::Waybill => world.fails(Stranger, world.waybill().waybill(DocumentId([0; 32]))),
        Contract::Reconciliation => {
            world.fails(Stranger, world.reconciliation().case(CaseId([0; 32])))
        }
        Contract::Orders => world.fails(Stranger, world.orders().order(DocumentId([0; 32]))),
        Contract::Notary => world.fails(Stranger, world.notary().certificate(DepositId([0; 32]))),
        Contract::Provenance => world.fails(Stranger, world.provenance().item(ItemId([0; 32]))),
        Contract::Collateral => {
            world.fails(Stranger, world.collateral().encumbrance_of(Fingerprint([0; 32])))
        }
        Contract::Receivable => world.fails(Stranger, world.receivable().due_on(0)),
        Contract::Receipt => world.fails(Stranger, world.receipt().quantity_of(0)),
        Contract::Credit => world.fails(Stranger, world.credit().version()),
    }
}

#[test]
fn a_contract_upgraded_to_another_ones_code_can_be_brought_back_if_the_layout_of_the_root_says_so()
{
    let mut world = World::linked();
    world.close_waybill(&Shipment::default(), &[]);
    let kept = world.keep();
    for contract in Contract::ALL {
        for other in Contract::ALL.into_iter().filter(|other| *other != contract) {
            world.restore(&kept);
            let before = entries(&world, contract);
            let has_way_back = !misfits(contract.bundle(), other.bundle())
                .iter()
                .any(|misfit| misfit.key == ROOT_KEY);
            world.upgrade(contract, other.bundle().code_hash());
            let failed = ask_in_vain(&mut world, contract);
            let expected = if has_way_back {
                matches!(failed, ChainError::CouldNotReadInput { .. })
            } else {
                // The root is read before the message is looked for.
                !matches!(failed, ChainError::OutOfGas { .. })
            };
            assert!(expected, "{contract:?} with the code of {other:?}: {failed}");
            if has_way_back {
                world.upgrade(contract, contract.bundle().code_hash());
                assert_eq!(entries(&world, contract), before, "{contract:?} back from {other:?}");
            }
        }
    }
}

#[test]
fn a_rehearsal_shows_code_without_a_way_back_before_it_is_announced() {
    let mut world = World::linked();
    let kept = world.keep();
    let before = world.digest();
    let code = world.upload(bundles::peer("misbehaving").wasm());
    world.upgrade(Contract::Registry, code);
    world.fails(Admin, world.administration(Contract::Registry).upgrade_state());
    world.restore(&kept);
    assert_eq!(world.digest(), before);
    assert!(
        world.ask(world.registry().is_active(world.party(Supplier))),
        "it was only a rehearsal"
    );
}
