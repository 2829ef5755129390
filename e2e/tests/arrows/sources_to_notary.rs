//! Orders, waybills and cases are deposited with the notary by the contracts that keep them: what it believes, and what they bear from
//! it.
use super::{corrupt, digest_of, SPEECHLESS};
use chain::Message;
use e2e::{
    forwarded, time::days, Actor::*, Agreement, Bill, Contract, Forwarded, Purchase, Relationship,
    Shipment, World,
};
use ink::scale::{Decode, Encode, Error, Input};
use interfaces::{
    administration::{Administration, Link},
    ids::{CaseId, DepositId, Digest, DocumentId, PartyId},
    notary::{Algorithm, DepositStatus, Deposits, Notary, NotaryError, RecordKind, Subject, Told},
    orders::{LineState, OrderError, OrderedLine, Orders},
    reconciliation::{Reconciliation, ReconciliationError},
    waybill::{DocumentForm, Revision, TitleAction, Waybill, WaybillError, WaybillStatus},
};
use misbehaving::Manner;
use notary::Deposited;

/// The contracts that deposit, and by which link the notary believes them.
const SOURCES: [(Contract, Link); 3] = [
    (Contract::Orders, Link::Orders),
    (Contract::Waybill, Link::Waybill),
    (Contract::Reconciliation, Link::Reconciliation),
];

/// What there is to tell, and which of [`SOURCES`] tells it.
const KINDS: [(RecordKind, usize); 5] = [
    (RecordKind::Terms, 0),
    (RecordKind::Order, 0),
    (RecordKind::Waybill, 1),
    (RecordKind::Delivery, 1),
    (RecordKind::Balance, 2),
];

/// An error of any of the three contracts, as it is encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said(Vec<u8>);

impl Decode for Said {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        while let Ok(byte) = input.read_byte() {
            bytes.push(byte);
        }
        Ok(Self(bytes))
    }
}

fn said(error: impl Encode) -> Said {
    Said(error.encode())
}

/// Something that can be deposited.
struct Paper {
    source: Contract,
    /// Under which document it is on record, and as what.
    told: Told,
    algorithm: Algorithm,
    digest: Digest,
    /// Deposits it.
    message: Message<Result<(), Said>>,
}

impl Paper {
    fn of<E: Decode>(
        source: Contract,
        (document, kind): (DocumentId, RecordKind),
        (algorithm, digest): (Algorithm, Digest),
        message: impl Into<Message<Result<(), E>>>,
    ) -> Self {
        let message = message.into();
        let call = message.call();
        let message = Message::encoded(call.contract.clone(), call.input.clone());
        Self { source, told: Told { document, kind }, algorithm, digest, message }
    }

    /// What its contract says where there is no answer.
    fn unavailable(&self) -> Said {
        match self.source {
            Contract::Orders => said(OrderError::NotaryUnavailable),
            Contract::Waybill => said(WaybillError::NotaryUnavailable),
            _ => said(ReconciliationError::NotaryUnavailable),
        }
    }

    /// What its contract says where the notary refuses.
    fn refused(&self, error: NotaryError) -> Said {
        let index = error.encode()[0];
        match self.source {
            Contract::Orders => said(OrderError::NotTold(index)),
            Contract::Waybill => said(WaybillError::NotTold(index)),
            _ => said(ReconciliationError::NotTold(index)),
        }
    }

    fn deposit(&self, world: &World) -> DepositId {
        let source = world.address(self.source);
        world.ask(world.notary().told_id(source, self.told.document, self.told.kind))
    }
}

/// A trade from terms to balance, and what of it can be deposited; each digest made of what anyone can read.
fn papers(world: &mut World) -> Vec<Paper> {
    let relationship = world.relate(&Relationship::default());
    let order = world.agree_order(&Purchase::default());
    let waybill = world.close_waybill(&Shipment { order: Some(order), ..Shipment::default() }, &[]);
    let case = balanced(world, 1, waybill);

    let terms = world.ask(world.orders().terms(relationship, 1)).expect("both signed them");
    let parts = [&b"lading/terms"[..], &relationship.0, &1u16.to_le_bytes()];
    let terms_document = DocumentId(sp_core::blake2_256(&parts.concat()));
    let head = world.order_of(order).head;
    let lines = world.ask(world.orders().lines_of(order, 1, 50)).into_iter();
    let agreed: Vec<(u16, OrderedLine)> = lines
        .filter(|line| line.state == LineState::Agreed)
        .map(|line| (line.line, line.ordered))
        .collect();
    let record = world.ask(world.waybill().billing_record(waybill, (1..=50).collect()));
    let record = record.expect("it was issued");
    let contract = world.reconciliation();
    let view = world.case_of(case);
    let terms_digest = world.ask(contract.terms_digest_of(case)).expect("there is such a case");
    let lines = (view.matched, view.adjusted, view.discrepant, view.settled);
    let sums = (view.cleared, view.written_off, view.disputed);
    let blake2 = |bytes: Vec<u8>| (Algorithm::Blake2b256, sp_core::blake2_256(&bytes));
    let sha256 = |digest| (Algorithm::Sha256, digest);

    let document = world.view_of(waybill).consignment.document;
    let related = DocumentId(relationship.0);
    vec![
        Paper::of(
            Contract::Orders,
            (terms_document, RecordKind::Terms),
            sha256(terms.document),
            world.orders().deposit(related, RecordKind::Terms),
        ),
        Paper::of(
            Contract::Orders,
            (order, RecordKind::Order),
            blake2((head, agreed).encode()),
            world.orders().deposit(order, RecordKind::Order),
        ),
        Paper::of(
            Contract::Waybill,
            (waybill, RecordKind::Waybill),
            sha256(document),
            world.waybill().deposit(waybill, RecordKind::Waybill),
        ),
        Paper::of(
            Contract::Waybill,
            (waybill, RecordKind::Delivery),
            blake2(record.encode()),
            world.waybill().deposit(waybill, RecordKind::Delivery),
        ),
        Paper::of(
            Contract::Reconciliation,
            (DocumentId(case.0), RecordKind::Balance),
            blake2((case, terms_digest, lines, sums).encode()),
            world.reconciliation().deposit(case),
        ),
    ]
}

/// A case in which both sides state all that was delivered.
fn balanced(world: &mut World, sequence: u16, waybill: DocumentId) -> CaseId {
    let quantities = [100_000, 40_000, 7_000];
    let bills: Vec<Bill> =
        (1..).zip(quantities).map(|(line, many)| Bill::of(waybill, line, many)).collect();
    let case = world.agree_case(&Agreement { sequence, ..Agreement::default() });
    world.state(case, Supplier, &bills);
    world.state(case, Buyer, &bills);
    world.ok(Stranger, world.reconciliation().match_lines(case, waybill, vec![1, 2, 3]));
    world.ok(Stranger, world.reconciliation().conclude(case));
    case
}

/// Contracts that stand alone but for a notary that misbehaves in `manner`.
fn under(manner: Manner) -> (World, Vec<Paper>) {
    let mut world = World::new();
    let notary = world.misbehaving(manner);
    for (source, _) in SOURCES {
        world.link(source, Link::Notary, notary);
    }
    let papers = papers(&mut world);
    (world, papers)
}

#[test]
fn the_links_are_refused_where_they_should_be() {
    for (source, link) in SOURCES {
        super::a_link_is_refused_where_it_should_be(source, Link::Notary, Contract::Notary);
        super::a_link_is_refused_where_it_should_be(Contract::Notary, link, source);
        super::a_link_is_refused_to_code_that_was_replaced_meanwhile(
            source,
            Link::Notary,
            Contract::Notary,
        );
    }
}

#[test]
fn what_both_signed_is_deposited_once_by_anyone_as_anyone_can_read_it() {
    let mut world = World::telling();
    let papers = papers(&mut world);
    for (number, paper) in (1..).zip(&papers) {
        let before = digest_of(&world, paper.source);
        let receipt = world.call(Stranger, paper.message.clone());
        assert_eq!(receipt.returned, Ok(()), "{:?}", paper.told);
        assert_eq!(receipt.events.len(), 2);
        assert_eq!(digest_of(&world, paper.source), before, "it is kept by the notary alone");
        let deposit = paper.deposit(&world);
        let deposited: Vec<Deposited> = world.events();
        let deposited = deposited.last().expect("it was told");
        assert_eq!((deposited.deposit, deposited.told), (deposit, Some(paper.told)));
        let certificate = world.certificate_of(deposit);
        let source = world.address(paper.source);
        let source: &[u8; 32] = source.as_ref();
        assert_eq!(certificate.depositor, PartyId(*source));
        assert_eq!((certificate.number, certificate.told), (number, Some(paper.told)));
        assert_eq!(certificate.status, DepositStatus::Deposited);
        let statement = certificate.statement;
        assert_eq!((statement.subject, statement.algorithm), (Subject::Document, paper.algorithm));
        assert_eq!(statement.digest[..32], paper.digest, "{:?}", paper.told);
        assert_eq!(statement.digest[32..], [0; 32]);
    }
    let signatures: Vec<orders::DocumentDeposited> = world.events();
    assert_eq!(signatures.iter().map(|event| event.version).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(signatures[1].deposit, papers[1].deposit(&world));
    let signatures: Vec<waybill::DocumentDeposited> = world.events();
    assert_eq!(signatures.len(), 2);
    assert_eq!(signatures[0].deposit, papers[2].deposit(&world));
    let signatures: Vec<reconciliation::events::BalanceDeposited> = world.events();
    assert_eq!(signatures.len(), 1);
    assert_eq!(signatures[0].deposit, papers[4].deposit(&world));
    for paper in &papers {
        let again = world.err(Supplier, paper.message.clone());
        assert_eq!(again, paper.refused(NotaryError::AlreadyDeposited));
    }
    assert_eq!(world.ask(world.notary().issued()), 5);
}

#[test]
fn where_no_notary_is_linked_everything_goes_on_and_nothing_is_deposited() {
    let mut world = World::new();
    for paper in papers(&mut world) {
        assert_eq!(world.err(Stranger, paper.message.clone()), paper.unavailable());
    }
    assert_eq!(world.ask(world.notary().issued()), 0);
}

#[test]
fn a_notary_that_believes_another_contract_refuses_and_is_told_once_it_does_not() {
    let mut world = World::linked();
    let papers = papers(&mut world);
    for paper in &papers {
        let refused = world.err(Stranger, paper.message.clone());
        assert_eq!(refused, paper.refused(NotaryError::NotTheSource));
    }
    for (source, link) in SOURCES {
        world.link(Contract::Notary, link, world.address(source));
    }
    for paper in &papers {
        world.ok(Stranger, paper.message.clone());
    }
}

#[test]
fn a_notary_without_an_answer_is_unavailable_and_nothing_else_suffers() {
    for manner in SPEECHLESS {
        let (mut world, papers) = under(manner);
        for paper in papers {
            assert_eq!(
                world.err(Stranger, paper.message.clone()),
                paper.unavailable(),
                "{manner:?}"
            );
        }
    }
}

#[test]
fn a_notary_that_agrees_and_names_no_deposit_is_not_believed() {
    let (mut world, papers) = under(Manner::AgreesToEverything);
    for paper in papers {
        assert_eq!(world.err(Stranger, paper.message.clone()), paper.unavailable());
    }
}

#[test]
fn a_notary_that_returns_too_much_traps_its_caller_and_leaves_no_trace() {
    let (mut world, papers) = under(Manner::ReturnsTooMuch);
    for paper in papers {
        super::is_stopped_by_too_much(&mut world, Stranger, paper.message);
    }
}

#[test]
fn a_notary_that_consumes_all_gas_leaves_no_trace() {
    let (mut world, papers) = under(Manner::ConsumesAllGas);
    for paper in papers {
        let unavailable = paper.unavailable();
        super::uses_up_the_gas(&mut world, Stranger, paper.message, unavailable);
    }
}

#[test]
fn a_notary_that_fails_later_is_told_nothing_and_stops_nothing() {
    let mut world = World::telling();
    let before = papers(&mut world);
    corrupt(&mut world, Contract::Notary);
    for paper in before {
        assert_eq!(world.err(Stranger, paper.message.clone()), paper.unavailable());
    }
    // Trade goes on.
    let order = world.agree_order(&Purchase::numbered(2));
    let shipment = Shipment { order: Some(order), ..Shipment::numbered(2) };
    let waybill = world.close_waybill(&shipment, &[]);
    balanced(&mut world, 2, waybill);
}

#[test]
fn depositing_waits_neither_for_the_registry_nor_for_the_end_of_a_pause() {
    let mut world = World::telling();
    let papers = papers(&mut world);
    for contract in Contract::ALL {
        world.ok(Admin, world.administration(contract).pause());
    }
    corrupt(&mut world, Contract::Registry);
    for paper in papers {
        world.ok(Stranger, paper.message);
    }
}

#[test]
fn what_is_linked_now_is_told_and_what_was_told_stays_where_it_is() {
    let mut world = World::telling();
    let papers = papers(&mut world);
    for paper in &papers {
        world.ok(Stranger, paper.message.clone());
    }
    let silent = world.misbehaving(Manner::Traps);
    for (source, _) in SOURCES {
        world.relink(source, Link::Notary, silent);
    }
    for paper in &papers {
        assert_eq!(world.err(Stranger, paper.message.clone()), paper.unavailable());
        assert_eq!(world.certificate_of(paper.deposit(&world)).told, Some(paper.told));
    }
}

#[test]
fn a_kind_is_told_by_its_own_contract_alone() {
    let mut world = World::telling();
    let papers = papers(&mut world);
    let (order, waybill) = (papers[1].told.document, papers[2].told.document);
    for kind in [RecordKind::Waybill, RecordKind::Delivery, RecordKind::Balance] {
        let message = world.orders().deposit(order, kind);
        assert_eq!(world.err(Stranger, message), OrderError::AnotherSource);
    }
    for kind in [RecordKind::Terms, RecordKind::Order, RecordKind::Balance] {
        let message = world.waybill().deposit(waybill, kind);
        assert_eq!(world.err(Stranger, message), WaybillError::AnotherSource);
    }
}

#[test]
fn each_kind_is_believed_of_the_contract_that_is_linked_for_it_and_of_no_other() {
    let document = DocumentId([7; 32]);
    for (place, (_, link)) in SOURCES.into_iter().enumerate() {
        let mut world = World::linked();
        let source = world.forwarder(b"source");
        world.link(Contract::Notary, link, source);
        for (kind, of) in KINDS {
            let record = world.deposits();
            let record = record.clone().record_document(document, kind, Algorithm::Sha256, [8; 32]);
            let alone = world.err(Stranger, record.clone());
            assert_eq!(alone, NotaryError::NotTheSource, "an account is no source");
            let told = world.call(Stranger, forwarded(source, record)).returned;
            let expected = if of == place {
                Ok(world.ask(world.notary().told_id(source, document, kind)))
            } else {
                Err(NotaryError::NotTheSource)
            };
            assert_eq!(told, Forwarded(Some(expected)), "{kind:?} by {link:?}");
        }
        let record = |algorithm, digest| {
            let kind = KINDS.iter().find(|(_, of)| *of == place).expect("each tells something").0;
            let other = DocumentId([9; 32]);
            let message = world.deposits();
            forwarded(source, message.clone().record_document(other, kind, algorithm, digest))
        };
        let malformed = [record(Algorithm::Sha256, [0; 32]), record(Algorithm::Sha224, [1; 32])];
        for message in malformed {
            let told = world.call(Stranger, message).returned;
            assert_eq!(told, Forwarded(Some(Err(NotaryError::MalformedDigest))));
        }
    }
}

#[test]
fn a_next_version_of_terms_is_deposited_once_it_is_signed_beside_the_former_one() {
    let mut world = World::telling();
    let relationship = world.relate(&Relationship::default());
    let deposit = world.orders().deposit(DocumentId(relationship.0), RecordKind::Terms);
    world.ok(Stranger, deposit.clone());
    let known = OrderError::NotTold(NotaryError::AlreadyDeposited.encode()[0]);
    assert_eq!(world.err(Stranger, deposit.clone()), known);
    world.propose_terms(&Relationship { notice_period: days(60), ..Relationship::default() });
    assert_eq!(world.err(Stranger, deposit.clone()), known, "not signed yet");
    let accept = world.orders().answer_terms(relationship, 2, interfaces::orders::Answer::Accept);
    world.ok(Buyer, accept);
    world.ok(Stranger, deposit);
    let told: Vec<orders::DocumentDeposited> = world.events();
    assert_eq!(told.iter().map(|event| event.version).collect::<Vec<_>>(), [1, 2]);
    assert_ne!(told[0].deposit, told[1].deposit);
}

#[test]
fn a_bill_that_is_issued_anew_is_deposited_anew() {
    let mut world = World::telling();
    let shipment = Shipment { form: DocumentForm::BillToOrder, ..Shipment::default() };
    let bill = world.carry_waybill(&shipment);
    world.ok(Stranger, world.waybill().deposit(bill, RecordKind::Waybill));
    let about = world.view_of(bill).consignment;
    let changes = Revision {
        document: [1; 32],
        place_of_delivery: "BEANR".to_owned(),
        deliver_until: about.deliver_until,
        freight: about.freight,
        gross_weight: about.gross_weight,
    };
    let surrender = TitleAction::SurrenderForAmendment(sp_core::blake2_256(&changes.encode()));
    world.ok(Supplier, world.waybill().title(bill, world.party(Supplier), surrender));
    let reissue = world.waybill().reissue(bill, shipment.number, 1, changes);
    let next = world.ok(Carrier, reissue);
    let voided = world.err(Stranger, world.waybill().deposit(bill, RecordKind::Waybill));
    assert_eq!(voided, WaybillError::WrongStatus(WaybillStatus::Voided));
    world.ok(Stranger, world.waybill().deposit(next, RecordKind::Waybill));
    let source = world.address(Contract::Waybill);
    for (document, digest) in [(bill, about.document), (next, [1; 32])] {
        let deposit = world.ask(world.notary().told_id(source, document, RecordKind::Waybill));
        assert_eq!(world.certificate_of(deposit).statement.digest[..32], digest);
    }
}
