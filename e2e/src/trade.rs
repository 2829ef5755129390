//! The trade's stages, with the usual values filled in.
use interfaces::{
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::{
        CaseId, DepositId, Digest, DocumentId, EventId, Fingerprint, ItemId, Millis, Money,
        OptionalDocument, OptionalParty, Quantity, RelationshipId,
    },
    notary::{Algorithm, Certificate, Notary, Statement as Deposition, Subject, TimeSource},
    orders::{
        Answer, Incoterm, LineView, OrderView, OrderedLine, Orders, RelationshipView, Settlement,
        Terms,
    },
    provenance::{
        CustodyModel, Deed, Facts, Input, Item, ItemKind, NewItem, Provenance, UnitCode, Yield,
    },
    receivable::{self, Backing, Debt, Receivable, ReceivableError, Token, TokenId},
    reconciliation::{
        BillLine, CaseLine, CaseTerms, CaseView, Completion, EntryMode, Limits, LineReference,
        Reconciliation, Statement, Tolerances,
    },
    waybill::{
        Consignment, DocumentForm, FreightTerm, Goods, LineException, OrderLine, TransportMode,
        Waybill, WaybillStatus, WaybillView,
    },
};

use chain::Message;

use crate::{time::days, Actor, Stage, World};

/// No report, photograph or signature is kept anywhere.
pub const NO_EVIDENCE: Digest = [0; 32];

/// Agreed price of one unit, in cents.
pub const UNIT_PRICE: Money = 1_250;

/// Agreed freight for one unit, in cents.
pub const UNIT_FREIGHT: Money = 85;

/// What pays a cent, in the smallest unit of the chain's token.
pub const CENT: u128 = 1_000_000;

/// A quantity of one unit, in thousandths.
const UNIT: Quantity = 1_000;

/// What all goods are.
const ITEM: &str = "04012345678901";

/// Two parties that buy and sell, and the terms that both sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// Who sells, and proposes the terms.
    pub seller: Actor,
    /// Who orders, and accepts them.
    pub buyer: Actor,
    /// What differences of quantities pass.
    pub quantity: Limits,
    /// How long an order or a request waits for its answer, in milliseconds.
    pub response_window: Millis,
    /// How long after its latest delivery date an order waits for the rest, in milliseconds.
    pub dispute_window: Millis,
    /// How long the relationship goes on after notice, in milliseconds.
    pub notice_period: Millis,
}

impl Default for Relationship {
    /// The supplier sells to the buyer, in exact quantities.
    fn default() -> Self {
        let none = Limits { upper_absolute: Some(0), lower_absolute: Some(0), ..Limits::default() };
        Self {
            seller: Actor::Supplier,
            buyer: Actor::Buyer,
            quantity: none,
            response_window: days(2),
            dispute_window: days(10),
            notice_period: days(30),
        }
    }
}

impl Relationship {
    /// The terms.
    pub fn terms<C: Stage>(&self, world: &World<C>) -> Terms {
        Terms {
            seller: OptionalParty::Party(world.party(self.seller)),
            currency: "EUR".to_owned(),
            payment_days: 30,
            incoterm: Incoterm::Dap,
            tolerances: Tolerances { quantity: self.quantity, ..Agreement::default().tolerances },
            response_window: self.response_window,
            statement_window: days(5),
            dispute_window: self.dispute_window,
            notice_period: self.notice_period,
            arbiter: OptionalParty::Party(world.party(Actor::Arbiter)),
            settlement: Settlement::OffChain,
            document: [0xa9; 32],
        }
    }
}

/// What is ordered, and of whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// The buyer's number.
    pub number: String,
    /// Who orders.
    pub buyer: Actor,
    /// Who is to deliver.
    pub seller: Actor,
    /// Quantities of the lines, in thousandths.
    pub quantities: Vec<Quantity>,
    /// How long after ordering they may be delivered, in milliseconds.
    pub deliver_within: Millis,
}

impl Default for Purchase {
    /// What a [`Shipment`] moves.
    fn default() -> Self {
        let Shipment { quantities, deliver_within, .. } = Shipment::default();
        Self {
            number: "PO-0001".to_owned(),
            buyer: Actor::Buyer,
            seller: Actor::Supplier,
            quantities,
            deliver_within,
        }
    }
}

impl Purchase {
    /// The same goods under another number.
    pub fn numbered(number: u64) -> Self {
        Self { number: format!("PO-{number:04}"), ..Self::default() }
    }

    /// Its lines.
    pub fn lines<C: Stage>(&self, world: &World<C>) -> Vec<OrderedLine> {
        let earliest = world.now();
        let line = |quantity: &Quantity| OrderedLine {
            item: ITEM.to_owned(),
            quantity: *quantity,
            unit: "C62".to_owned(),
            unit_price: UNIT_PRICE,
            earliest,
            latest: earliest + self.deliver_within,
        };
        self.quantities.iter().map(line).collect()
    }
}

/// Goods that are to be moved, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// The carrier's number.
    pub number: String,
    /// Who writes the draft: consignor or carrier.
    pub drafter: Actor,
    /// Who hands the goods over.
    pub consignor: Actor,
    /// Who issues the waybill.
    pub carrier: Actor,
    /// Who is to receive the goods.
    pub consignee: Actor,
    /// Whether a title goes with them.
    pub form: DocumentForm,
    /// Quantities of the lines, in thousandths.
    pub quantities: Vec<Quantity>,
    /// The order whose lines of the same numbers they fulfil.
    pub order: Option<DocumentId>,
    /// How long after drafting the goods may be picked up, in milliseconds.
    pub pickup_within: Millis,
    /// How long after drafting they may be delivered, in milliseconds.
    pub deliver_within: Millis,
}

impl Default for Shipment {
    /// 100, 40 and 7 pieces, from the supplier by the carrier to the buyer.
    fn default() -> Self {
        Self {
            number: "LADE-0001".to_owned(),
            drafter: Actor::Supplier,
            consignor: Actor::Supplier,
            carrier: Actor::Carrier,
            consignee: Actor::Buyer,
            form: DocumentForm::Waybill,
            quantities: vec![100 * UNIT, 40 * UNIT, 7 * UNIT],
            order: None,
            pickup_within: days(2),
            deliver_within: days(10),
        }
    }
}

impl Shipment {
    /// The same goods under another number.
    pub fn numbered(number: u64) -> Self {
        Self { number: format!("LADE-{number:04}"), ..Self::default() }
    }

    /// The one of consignor and carrier that signs what the other drafted.
    pub fn countersigner(&self) -> Actor {
        if self.drafter == self.consignor {
            self.carrier
        } else {
            self.consignor
        }
    }

    /// What the waybill is about.
    pub fn consignment<C: Stage>(&self, world: &World<C>) -> Consignment {
        let now = world.now();
        Consignment {
            consignor: world.party(self.consignor),
            carrier: world.party(self.carrier),
            consignee: world.party(self.consignee),
            document: [0xd0; 32],
            form: self.form,
            mode: TransportMode::Road,
            place_of_receipt: "DEHAM".to_owned(),
            place_of_delivery: "NLRTM".to_owned(),
            freight: self.quantities.iter().map(|quantity| quantity / UNIT * UNIT_FREIGHT).sum(),
            currency: "EUR".to_owned(),
            freight_term: FreightTerm::Collect,
            gross_weight: 480 * UNIT * UNIT,
            pickup_until: now + self.pickup_within,
            deliver_until: now + self.deliver_within,
        }
    }

    /// Its lines.
    pub fn goods<C: Stage>(&self, world: &World<C>) -> Vec<Goods> {
        let deliver_until = world.now() + self.deliver_within;
        let line = |(line, quantity): (u16, &Quantity)| Goods {
            item: ITEM.to_owned(),
            quantity: *quantity,
            unit: "C62".to_owned(),
            deliver_until,
            order_line: self.order.map(|order| OrderLine { order, line }),
        };
        (1..).zip(&self.quantities).map(line).collect()
    }
}

/// What is deposited with the notary, and who has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// Who deposits it.
    pub depositor: Actor,
    /// What its digest stands for.
    pub subject: Subject,
    /// Its digest: SHA-256.
    pub digest: Digest,
    /// Its length in bytes, or the number of its leaves.
    pub size: u64,
    /// Who has to sign it, too.
    pub signatories: Vec<Actor>,
    /// How long they can, in milliseconds.
    pub sign_within: Millis,
    /// Who decides if it is challenged.
    pub arbiter: Option<Actor>,
}

impl Default for Exhibit {
    /// A document of the supplier's, of 4,096 bytes, that nobody else has to sign and the arbiter decides about.
    fn default() -> Self {
        Self {
            depositor: Actor::Supplier,
            subject: Subject::Document,
            digest: [0xe0; 32],
            size: 4_096,
            signatories: Vec::new(),
            sign_within: days(14),
            arbiter: Some(Actor::Arbiter),
        }
    }
}

impl Exhibit {
    /// Another document.
    pub fn numbered(number: u64) -> Self {
        let mut digest = [0xe0; 32];
        digest[..8].copy_from_slice(&number.to_le_bytes());
        Self { digest, ..Self::default() }
    }

    /// A tree of `size` leaves.
    pub fn tree(subject: Subject, root: Digest, size: u64) -> Self {
        Self { subject, digest: root, size, ..Self::default() }
    }

    /// What is stated of it now.
    pub fn statement<C: Stage>(&self, world: &World<C>) -> Deposition {
        let now = world.now();
        let mut digest = [0; 64];
        digest[..32].copy_from_slice(&self.digest);
        Deposition {
            subject: self.subject,
            algorithm: Algorithm::Sha256,
            digest,
            size: self.size,
            media_type: "application/pdf".to_owned(),
            collected_at: now,
            time_source: TimeSource::Network,
            collector: [0; 32],
            device: "scanner 7".to_owned(),
            source: String::new(),
            custodian: OptionalParty::Nobody,
            arbiter: self.arbiter.map(|arbiter| world.party(arbiter)).into(),
            signatories: self.signatories.iter().map(|actor| world.party(*actor)).collect(),
            sign_until: now + self.sign_within,
        }
    }
}

/// The kilogram.
pub const KILOGRAM: UnitCode = *b"KGM";

/// The piece.
pub const PIECE: UnitCode = *b"C62";

/// What nothing is claimed by.
const NO_CLAIM: Digest = [0; 32];

/// From where on the events are numbered that are not numbered by whoever records them.
const FOLLOWING: u64 = 1 << 32;

/// Goods that come to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// Who makes them.
    pub maker: Actor,
    /// Their number: each maker has one batch of a number.
    pub number: u64,
    /// Whether there is one, or a quantity.
    pub kind: ItemKind,
    /// How much, in thousandths.
    pub quantity: Quantity,
    /// In which unit.
    pub unit: UnitCode,
}

impl Default for Batch {
    /// A ton of the supplier's.
    fn default() -> Self {
        Self {
            maker: Actor::Supplier,
            number: 1,
            kind: ItemKind::Lot,
            quantity: 1_000 * UNIT,
            unit: KILOGRAM,
        }
    }
}

impl Batch {
    /// Another ton.
    pub fn numbered(number: u64) -> Self {
        Self { number, ..Self::default() }
    }

    /// A thing with a number of its own, such as a pallet.
    pub fn piece(number: u64) -> Self {
        Self { kind: ItemKind::Serial, quantity: UNIT, unit: PIECE, ..Self::numbered(number) }
    }

    /// As `maker` makes it.
    #[must_use]
    pub fn by(self, maker: Actor) -> Self {
        Self { maker, ..self }
    }

    /// So much of it, in thousandths.
    #[must_use]
    pub fn of(self, quantity: Quantity) -> Self {
        Self { quantity, ..self }
    }

    /// What it is called for.
    pub fn goods(&self) -> NewItem {
        let Self { number, kind, quantity, unit, .. } = *self;
        NewItem { epc: counted(0xec, number), kind, quantity, unit, share: 0 }
    }
}

/// 32 bytes that begin with a number.
fn counted(filling: u8, number: u64) -> Digest {
    let mut bytes = [filling; 32];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    bytes
}

/// The terms of a case, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Who bills, and opens the case.
    pub biller: Actor,
    /// Who is billed, and accepts it.
    pub billed: Actor,
    /// The period.
    pub period: u32,
    /// Which case of the period.
    pub sequence: u16,
    /// What differences pass.
    pub tolerances: Tolerances,
    /// How long statements may be entered, in milliseconds.
    pub entry_within: Millis,
    /// How long lines may wait for their waybills, in milliseconds.
    pub wait_within: Millis,
}

impl Default for Agreement {
    /// The supplier bills the buyer; small differences of up to 50 cents a line pass, and otherwise nothing does but lateness.
    fn default() -> Self {
        let exact = Limits {
            lower_absolute: Some(0),
            lower_percent: None,
            upper_absolute: Some(0),
            upper_percent: None,
        };
        Self {
            biller: Actor::Supplier,
            billed: Actor::Buyer,
            period: 202_501,
            sequence: 1,
            tolerances: Tolerances {
                small_difference: 50,
                quantity: exact,
                price: exact,
                freight: exact,
                date: Default::default(),
                unit_ratio: Default::default(),
                cumulative: None,
            },
            entry_within: days(30),
            wait_within: days(60),
        }
    }
}

impl Agreement {
    /// The terms, counted from now.
    pub fn terms<C: Stage>(&self, world: &World<C>) -> CaseTerms {
        let now = world.now();
        CaseTerms {
            biller: world.party(self.biller),
            currency: "EUR".to_owned(),
            tolerances: self.tolerances,
            entry_until: now + self.entry_within,
            wait_until: now + self.wait_within,
            arbiter: OptionalParty::Party(world.party(Actor::Arbiter)),
            entry: EntryMode::Open,
            response_window: days(30),
            decision_window: days(30),
        }
    }
}

/// One line of a bill, at the agreed prices unless changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill {
    /// The waybill.
    pub document: DocumentId,
    /// The line's number in it.
    pub line: u16,
    /// Quantity, in thousandths.
    pub quantity: Quantity,
    /// Value of the goods, in cents.
    pub value: Money,
    /// Freight, in cents.
    pub freight: Money,
}

impl Bill {
    /// `quantity` thousandths at the agreed price and freight.
    pub fn of(document: DocumentId, line: u16, quantity: Quantity) -> Self {
        let value = quantity / UNIT * UNIT_PRICE;
        Self { document, line, quantity, value, freight: quantity / UNIT * UNIT_FREIGHT }
    }

    /// With so many cents more, or fewer, for the goods.
    #[must_use]
    pub fn plus(mut self, cents: i64) -> Self {
        self.value = self.value.checked_add_signed(cents).expect("a bill below zero is none");
        self
    }

    /// What it is entered as.
    pub fn entry(self) -> BillLine {
        BillLine {
            reference: LineReference { document: self.document, line: self.line },
            statement: Statement {
                quantity: self.quantity,
                value: self.value,
                freight: self.freight,
                weight: 0,
            },
        }
    }

    /// Goods and freight, in cents.
    pub fn total(self) -> Money {
        self.value + self.freight
    }
}

/// A debt that is to be confirmed, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The creditor's number.
    pub number: String,
    /// Who owes.
    pub debtor: Actor,
    /// Whom it is owed to, and who drafts it.
    pub creditor: Actor,
    /// Who pays if the debtor does not.
    pub guarantor: Option<Actor>,
    /// How much, in cents.
    pub face: Money,
    /// What stands behind it.
    pub backing: Backing,
    /// In what it is paid.
    pub settlement: receivable::Settlement,
    /// How long after drafting it is due, in milliseconds.
    pub due_within: Millis,
    /// For how long after that it is not overdue, in milliseconds.
    pub grace: Millis,
    /// Whether the creditor answers for it.
    pub with_recourse: bool,
}

impl Default for Invoice {
    /// 1,000.00 EUR that the buyer owes the supplier in 60 days, by a contract, in the chain's token: a cent is [`CENT`].
    fn default() -> Self {
        Self {
            number: "INV-0001".to_owned(),
            debtor: Actor::Buyer,
            creditor: Actor::Supplier,
            guarantor: None,
            face: 100_000,
            backing: Backing::Contract(Fingerprint([0xac; 32])),
            settlement: receivable::Settlement::Native(CENT),
            due_within: days(60),
            grace: days(10),
            with_recourse: false,
        }
    }
}

impl Invoice {
    /// The same under another number.
    pub fn numbered(number: u64) -> Self {
        Self { number: format!("INV-{number:04}"), ..Self::default() }
    }

    /// The same with something else behind it.
    #[must_use]
    pub fn on(self, backing: Backing) -> Self {
        Self { backing, ..self }
    }

    /// What all sign, counted from now.
    pub fn terms<C: Stage>(&self, world: &World<C>) -> receivable::Terms {
        let now = world.now();
        receivable::Terms {
            debtor: world.party(self.debtor),
            creditor: world.party(self.creditor),
            guarantor: self.guarantor.map(|guarantor| world.party(guarantor)).into(),
            invoice: self.number.clone(),
            face: self.face,
            currency: "EUR".to_owned(),
            due_at: now + self.due_within,
            grace: self.grace,
            backing: self.backing,
            settlement: self.settlement,
            with_recourse: self.with_recourse,
            document: Fingerprint([0x1f; 32]),
            sign_until: now + days(5),
        }
    }
}

impl<C: Stage> World<C> {
    /// Has the seller propose terms to the buyer.
    #[track_caller]
    pub fn propose_terms(&mut self, relationship: &Relationship) -> (RelationshipId, u16) {
        let Relationship { seller, buyer, .. } = *relationship;
        let (party, counterparty) = (self.party(seller), self.party(buyer));
        let terms = relationship.terms(self);
        let version = self.ok(seller, self.orders().propose_terms(party, counterparty, terms));
        (self.ask(self.orders().relationship_id(party, counterparty)), version)
    }

    /// Has the buyer sign what the seller proposes: orders can be placed.
    #[track_caller]
    pub fn relate(&mut self, relationship: &Relationship) -> RelationshipId {
        let (id, version) = self.propose_terms(relationship);
        self.ok(relationship.buyer, self.orders().answer_terms(id, version, Answer::Accept));
        id
    }

    /// Places an order with all its lines, up to 50, under the terms in force.
    #[track_caller]
    pub fn place_order(&mut self, purchase: &Purchase) -> DocumentId {
        let (buyer, seller) = (self.party(purchase.buyer), self.party(purchase.seller));
        let (number, lines) = (purchase.number.clone(), purchase.lines(self));
        self.ok(
            purchase.buyer,
            self.orders().draft(buyer, seller, number, OptionalDocument::Nothing, lines, true),
        )
    }

    /// Places an order and has the seller accept every line: it is confirmed.
    #[track_caller]
    pub fn agree_order(&mut self, purchase: &Purchase) -> DocumentId {
        let order = self.place_order(purchase);
        let lines: Vec<u16> = (1..).take(purchase.quantities.len()).collect();
        self.ok(purchase.seller, self.orders().answer_lines(order, lines, true));
        order
    }

    /// The relationship.
    #[track_caller]
    pub fn relationship_of(&self, relationship: RelationshipId) -> RelationshipView {
        self.ask(self.orders().relationship(relationship)).expect("there is such a relationship")
    }

    /// The order.
    #[track_caller]
    pub fn order_of(&self, order: DocumentId) -> OrderView {
        self.ask(self.orders().order(order)).expect("there is such an order")
    }

    /// A line of the order.
    #[track_caller]
    pub fn order_line(&self, order: DocumentId, line: u16) -> LineView {
        let mut lines = self.ask(self.orders().lines_of(order, line, 1));
        lines.pop().expect("there is such a line")
    }

    /// Drafts a waybill with all its lines. Any party may write it that its shipment names.
    #[track_caller]
    pub fn draft_waybill(&mut self, shipment: &Shipment) -> DocumentId {
        let (consignment, goods) = (shipment.consignment(self), shipment.goods(self));
        let party = self.party(shipment.drafter);
        self.ok(
            shipment.drafter,
            self.waybill().draft(party, shipment.number.clone(), consignment, goods, true),
        )
    }

    /// Drafts a waybill and has the other side sign it: the goods are with the consignor.
    #[track_caller]
    pub fn issue_waybill(&mut self, shipment: &Shipment) -> DocumentId {
        let waybill = self.draft_waybill(shipment);
        self.ok(shipment.countersigner(), self.waybill().issue(waybill));
        waybill
    }

    /// Issues a waybill and has its carrier take the goods, clean.
    #[track_caller]
    pub fn carry_waybill(&mut self, shipment: &Shipment) -> DocumentId {
        let waybill = self.issue_waybill(shipment);
        let now = self.now();
        self.ok(shipment.carrier, self.waybill().pick_up(waybill, Vec::new(), NO_EVIDENCE, now));
        waybill
    }

    /// Has the goods of a new waybill arrive.
    #[track_caller]
    pub fn land_waybill(&mut self, shipment: &Shipment) -> DocumentId {
        let waybill = self.carry_waybill(shipment);
        let now = self.now();
        self.ok(shipment.carrier, self.waybill().arrive(waybill, now));
        waybill
    }

    /// Has the consignee sign for the goods of a new waybill, but for `exceptions`.
    #[track_caller]
    pub fn deliver_waybill(
        &mut self,
        shipment: &Shipment,
        exceptions: &[LineException],
    ) -> DocumentId {
        let waybill = self.land_waybill(shipment);
        if !exceptions.is_empty() {
            self.ok(
                shipment.consignee,
                self.waybill().note_exceptions(waybill, exceptions.to_vec()),
            );
        }
        let now = self.now();
        self.ok(shipment.consignee, self.waybill().sign_delivery(waybill, now, NO_EVIDENCE));
        waybill
    }

    /// Closes a new waybill that was delivered but for `exceptions`: it can be billed.
    #[track_caller]
    pub fn close_waybill(
        &mut self,
        shipment: &Shipment,
        exceptions: &[LineException],
    ) -> DocumentId {
        let waybill = self.deliver_waybill(shipment, exceptions);
        self.sleep(self.settings().reservation_window);
        self.ok(Actor::Stranger, self.waybill().close(waybill));
        waybill
    }

    /// The waybill.
    #[track_caller]
    pub fn view_of(&self, waybill: DocumentId) -> WaybillView {
        self.ask(self.waybill().waybill(waybill)).expect("there is such a waybill")
    }

    /// Where the waybill stands.
    #[track_caller]
    pub fn status_of(&self, waybill: DocumentId) -> WaybillStatus {
        self.ask(self.waybill().status_of(waybill)).expect("there is such a waybill")
    }

    /// Deposits something.
    #[track_caller]
    pub fn deposit(&mut self, exhibit: &Exhibit) -> DepositId {
        let (party, statement) = (self.party(exhibit.depositor), exhibit.statement(self));
        self.ok(exhibit.depositor, self.notary().deposit(party, statement))
    }

    /// The certificate of a deposit.
    #[track_caller]
    pub fn certificate_of(&self, deposit: DepositId) -> Certificate {
        self.ask(self.notary().certificate(deposit)).expect("there is such a deposit")
    }

    /// What an event of this number that happens now says beside what it did.
    pub fn facts(&self, number: u64) -> Facts {
        Facts {
            hash: counted(0xfa, number),
            time: self.now(),
            step: BizStep::NotStated,
            disposition: Disposition::NotStated,
            read_point: 0,
            location: 0,
            transaction: BizTransactionType::NotStated,
            document: DocumentId::NONE,
        }
    }

    /// The facts of an event that nobody numbered: no two calls have the same.
    fn next_facts(&self) -> Facts {
        self.facts(FOLLOWING + self.calls())
    }

    /// The item that a batch is, or will be.
    pub fn item_id(&self, batch: &Batch) -> ItemId {
        self.ask(self.provenance().item_id(self.party(batch.maker), batch.goods().epc))
    }

    /// Brings a batch into being.
    #[track_caller]
    pub fn harvest(&mut self, batch: &Batch) -> ItemId {
        let (party, facts, goods) = (self.party(batch.maker), self.next_facts(), batch.goods());
        let model = CustodyModel::Segregated;
        self.ok(
            batch.maker,
            self.provenance().commission_item(party, facts, model, NO_CLAIM, goods),
        );
        self.item_id(batch)
    }

    /// Has the maker of `batches` make them of so much of each of `inputs`.
    #[track_caller]
    pub fn make(
        &mut self,
        inputs: &[(ItemId, Quantity)],
        yields: &[Yield],
        batches: &[Batch],
    ) -> Vec<ItemId> {
        let maker = batches.first().expect("something is made").maker;
        let (party, facts, yields) = (self.party(maker), self.next_facts(), yields.to_vec());
        let model = CustodyModel::Segregated;
        let inputs: Vec<_> =
            inputs.iter().map(|&(item, quantity)| Input { item, quantity }).collect();
        let outputs: Vec<_> = batches.iter().map(Batch::goods).collect();
        self.ok(maker, self.provenance().transform(party, facts, model, yields, inputs, outputs));
        batches.iter().map(|batch| self.item_id(batch)).collect()
    }

    /// Has `actor` do something to goods.
    #[track_caller]
    pub fn handle(&mut self, actor: Actor, deed: Deed, items: &[ItemId]) -> EventId {
        let (party, facts, items) = (self.party(actor), self.next_facts(), items.to_vec());
        self.ok(actor, self.provenance().record(party, facts, deed, items))
    }

    /// What is known of goods.
    #[track_caller]
    pub fn item_of(&self, item: ItemId) -> Item {
        let kept = self.ask(self.provenance().item(item)).expect("there is such an item");
        kept.decoded().expect("it is kept as it is read")
    }

    /// Has the creditor draft a debt.
    #[track_caller]
    pub fn draft_debt(&mut self, invoice: &Invoice) -> DocumentId {
        let (party, terms) = (self.party(invoice.creditor), invoice.terms(self));
        self.ok(invoice.creditor, self.receivable().draft(party, terms))
    }

    /// The signature of `actor` under a draft as it stands.
    #[track_caller]
    pub fn signature_under(
        &self,
        debt: DocumentId,
        actor: Actor,
    ) -> Message<Result<(), ReceivableError>> {
        let terms = *self.debt_of(debt).terms.bytes();
        self.receivable().sign(self.party(actor), debt, terms).into()
    }

    /// Has the creditor draft a debt, and all others sign it: it is owed, and the creditor has this token of it.
    #[track_caller]
    pub fn confirm_debt(&mut self, invoice: &Invoice) -> (DocumentId, TokenId) {
        let debt = self.draft_debt(invoice);
        for actor in invoice.guarantor.into_iter().chain([invoice.debtor]) {
            let signature = self.signature_under(debt, actor);
            self.ok(actor, signature);
        }
        (debt, self.debt_of(debt).first_token)
    }

    /// The debt.
    #[track_caller]
    pub fn debt_of(&self, debt: DocumentId) -> Debt {
        let kept = self.ask(self.receivable().receivable(debt)).expect("there is such a debt");
        kept.decoded().expect("it is kept as it is read")
    }

    /// The token of a debt.
    #[track_caller]
    pub fn token_of(&self, token: TokenId) -> Token {
        let kept = self.ask(self.receivable().token(token)).expect("there is such a token");
        kept.decoded().expect("it is kept as it is read")
    }

    /// Opens a case.
    #[track_caller]
    pub fn open_case(&mut self, agreement: &Agreement) -> CaseId {
        let Agreement { biller, billed, period, sequence, .. } = *agreement;
        let (party, counterparty, terms) =
            (self.party(biller), self.party(billed), agreement.terms(self));
        self.ok(biller, self.reconciliation().open(party, counterparty, period, sequence, terms))
    }

    /// Opens a case and has the other side accept it.
    #[track_caller]
    pub fn agree_case(&mut self, agreement: &Agreement) -> CaseId {
        let case = self.open_case(agreement);
        let digest =
            self.ask(self.reconciliation().terms_digest_of(case)).expect("there is such a case");
        self.ok(agreement.billed, self.reconciliation().accept(case, digest));
        case
    }

    /// Enters lines of `actor`'s statement.
    #[track_caller]
    pub fn enter(&mut self, case: CaseId, actor: Actor, bills: &[Bill]) {
        let lines = bills.iter().map(|bill| bill.entry()).collect();
        self.ok(actor, self.reconciliation().enter(case, self.party(actor), lines));
    }

    /// Enters `actor`'s statement and says that it is complete.
    #[track_caller]
    pub fn state(&mut self, case: CaseId, actor: Actor, bills: &[Bill]) {
        self.enter(case, actor, bills);
        self.ok(
            actor,
            self.reconciliation().complete_statement(case, self.party(actor), Completion::Open),
        );
    }

    /// The case.
    #[track_caller]
    pub fn case_of(&self, case: CaseId) -> CaseView {
        self.ask(self.reconciliation().case(case)).expect("there is such a case")
    }

    /// A line of the case.
    #[track_caller]
    pub fn case_line(&self, case: CaseId, document: DocumentId, line: u16) -> CaseLine {
        self.ask(self.reconciliation().line_of(case, document, line)).expect("there is such a line")
    }
}
