//! Relationships on signed terms, and the orders under them. See [`interfaces::orders`] for what other contracts may call.
//!
//! # Trust
//! - Two parties are bound by what both signed: terms by the party that did not propose them, a line by the buyer that ordered it and
//!   the seller that accepted it, a change or a cancellation by the side that did not ask. Accepting names a version or a number whose
//!   content is never written again, so nothing can be slipped under a signature.
//! - An order runs on the terms that were in force when it was drafted, whatever becomes of the relationship. Suspension and notice
//!   stop new orders only.
//! - What a silent party loses by the clock: a seller that does not answer in time loses the lines that it did not accept; a request
//!   that is not answered lapses; the rest of an order that is not delivered may be given up by either side, a dispute window after
//!   the latest delivery date. Silence agrees to nothing. Windows run on block time and are at most 366 days.
//! - Progress is believed of the contracts that were linked when the order was drafted, and only within what both signed: a waybill
//!   contract that lies can tell of goods that never moved, none can raise what may be billed above what was received and the
//!   tolerance. Where the terms set no upper limit for quantities, there is none.
//! - Anyone may lapse an order; it takes only the time that has passed.
//! - A linked registry says which accounts act for a party. A relationship and its orders ask the registry that was linked when the
//!   relationship began, for ever; if that one does not answer, nobody can sign. Without a registry each account acts for itself.
//! - The linked notary is told what both signed, by anyone who has it told, and the linked credit contract how closed orders were
//!   fulfilled: as the waybills say that were told, so have them told in time. Nothing waits for either, and nothing of them is believed.
//! - The administrator links the registry, the contracts that tell of progress, a notary and a contract of ratings, and pauses new
//!   business: terms, orders, acceptances and changes. It cannot touch a relationship or an order, nor stop refusals, cancellations,
//!   closing or progress. An upgrade takes the delay, unless upgrades were renounced.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(missing_docs)]

mod events;
mod ledger;
mod line;
mod order;
mod relationship;
mod sources;
mod status;
#[cfg(test)]
mod tests;

pub use self::{
    events::{
        DocumentDeposited, FulfilmentTold, LinesAdded, LinesAnswered, OrderDrafted, OrderMoved,
        ProgressRecorded, RelationshipChanged, RequestAnswered, RequestMade, TermsAnswered,
        TermsProposed,
    },
    ledger::Ledger,
    orders::{OrdersContract, OrdersContractRef},
    sources::Sources,
};

/// Relationships on signed terms, and the orders under them.
#[allow(clippy::large_enum_variant)] // One enum holds every message's arguments; ink! writes it.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod orders {
    use crate::{
        ledger::{Caller, Draft, Ledger},
        sources::Sources,
    };
    use ink::prelude::{string::String, vec, vec::Vec};
    use interfaces::{
        administration::{Administration, AdministrationError, Link, LinkState, UpgradeState},
        credit::FactKind,
        ids::{
            Account, CodeHash, DocumentId, Millis, Money, OptionalDocument, PartyId, Quantity,
            RelationshipId,
        },
        notary::RecordKind,
        orders::{
            Answer, LineChange, LineView, OrderError, OrderFacts, OrderProgress, OrderView,
            OrderedLine, Orders, ProgressKind, ProgressLine, RelationshipStep, RelationshipView,
            Terms,
        },
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        authority::LinkedRegistry,
        credit::LinkedCredit,
        events::emit,
        notary::LinkedNotary,
        Call,
    };
    use pendzl::contracts::pausable::Pausable;

    /// The root, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct OrdersContract {
        root: Root,
        sources: Sources,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl OrdersContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only).
        #[ink(constructor)]
        pub fn new(admin: Account, delay: Millis) -> Self {
            let mut contract = Self {
                root: Root::new(),
                sources: Sources::default(),
                controls: Controls::default(),
                links: Links::default(),
                access: AccessControlData::default(),
                ledger: Ledger::default(),
            };
            contract.controls.establish(&mut contract.access, admin, delay);
            contract
        }

        fn administer(&mut self, command: Command) -> Result<(), AdministrationError> {
            let Self { root, controls, links, access, .. } = self;
            let allowed = &[
                Link::Registry,
                Link::Waybill,
                Link::Reconciliation,
                Link::Receivable,
                Link::Notary,
                Link::Credit,
            ];
            let set = controls.administer(root, links, access, &ChainCodes, allowed, command)?;
            self.sources.note(set);
            Ok(())
        }
    }

    // Once for all messages, not inlined into each.
    #[inline(never)]
    fn caller<'a>(root: &Root, sources: Sources, links: &'a Links) -> Caller<LinkedRegistry<'a>> {
        let authority = LinkedRegistry { links, current: root.registry };
        Caller { call: Call::current(), paused: root.paused, sources, authority }
    }

    // Each floor lists the host calls that the message cannot do without. `r` reads, `w` writes; `event n` has n topics beside
    // its signature. Asking the registry is one cross-contract call, and none where no registry is linked.
    impl Orders for OrdersContract {
        /// Proposes `terms` (windows in milliseconds, amounts in minor units) of `party` to `counterparty`: the first, or a next version.
        /// Answers the version. `party`, scope Agree.
        // Floor: root r+w, may, relationship r+w, terms w, event 3.
        #[ink(message)]
        fn propose_terms(
            &mut self,
            party: PartyId,
            counterparty: PartyId,
            terms: Terms,
        ) -> Result<u16, OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let proposed = self.ledger.propose_terms(&caller, party, counterparty, terms)?;
            let version = proposed.version;
            emit(proposed);
            Ok(version)
        }

        /// Answers the terms proposed as `version`; accepted, they are in force. The party that did not propose them, or to withdraw
        /// them the one that did, scope Agree.
        // Floor: root r+w, may, relationship r+w, event 1.
        #[ink(message)]
        fn answer_terms(
            &mut self,
            relationship: RelationshipId,
            version: u16,
            answer: Answer,
        ) -> Result<(), OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let answered = self.ledger.answer_terms(&caller, relationship, version, answer)?;
            emit(answered);
            Ok(())
        }

        /// Suspends a relationship, resumes it or gives notice: no new orders. `party` is one of the two, scope Agree.
        // Floor: root r+w, may, relationship r+w, event 1; terms r for notice.
        #[ink(message)]
        fn change_relationship(
            &mut self,
            relationship: RelationshipId,
            party: PartyId,
            step: RelationshipStep,
        ) -> Result<(), OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let changed = self.ledger.change_relationship(&caller, relationship, party, step)?;
            emit(changed);
            Ok(())
        }

        /// Writes an order of `party` to `seller` under its `number` (1 to 35 characters), with up to 50 `lines`; `complete` says that
        /// there are no more, and places it. `serves` is the order of its own customer that it helps to fulfil. Answers the order's
        /// id. `party`, scope Order.
        // Floor: root r+w, may, relationship r, terms r, header exists+w, line w each, event 3.
        #[ink(message)]
        fn draft(
            &mut self,
            party: PartyId,
            seller: PartyId,
            number: String,
            serves: OptionalDocument,
            lines: Vec<OrderedLine>,
            complete: bool,
        ) -> Result<DocumentId, OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let serves = serves.document();
            let draft = Draft { party, seller, number, serves, lines, complete };
            let drafted = self.ledger.draft(&caller, draft)?;
            let order = drafted.order;
            emit(drafted);
            Ok(order)
        }

        /// Adds up to 50 `lines` to a draft, 500 in all; `complete` says that there are no more, and places it. The buyer, scope Order.
        // Floor: root r+w, may, header r+w, line w each, event 1; relationship r to place it.
        #[ink(message)]
        #[inline(never)]
        fn add_lines(
            &mut self,
            order: DocumentId,
            lines: Vec<OrderedLine>,
            complete: bool,
        ) -> Result<(), OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let added = self.ledger.add_lines(&caller, order, lines, complete)?;
            emit(added);
            Ok(())
        }

        /// Adds one line to a draft: `item` (GTIN or the buyer's code, 1 to 35 bytes), `quantity` in thousandths of `unit` (UN/ECE
        /// code), `unit_price` in minor units, `earliest` and `latest` delivery in milliseconds; `complete` says that it is the last.
        /// The buyer, scope Order.
        // Floor: root r+w, may, header r+w, line w, event 1; relationship r to place it.
        #[ink(message)]
        fn add_line(
            &mut self,
            order: DocumentId,
            item: String,
            quantity: Quantity,
            unit: String,
            unit_price: Money,
            earliest: Millis,
            latest: Millis,
            complete: bool,
        ) -> Result<(), OrderError> {
            let line = OrderedLine { item, quantity, unit, unit_price, earliest, latest };
            self.add_lines(order, vec![line], complete)
        }

        /// Accepts or rejects up to 50 `lines` (numbers) as they were ordered; to accept one with changes, request the change. The
        /// seller, scope Order.
        // Floor: root r+w, may, header r+w, line r+w each, event 1.
        #[ink(message)]
        fn answer_lines(
            &mut self,
            order: DocumentId,
            lines: Vec<u16>,
            accept: bool,
        ) -> Result<(), OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let answered = self.ledger.answer_lines(&caller, order, lines, accept)?;
            emit(answered);
            Ok(())
        }

        /// Asks the other side to sign changed quantities (thousandths of the unit), prices (minor units) or dates (milliseconds) of up
        /// to 50 lines. Answers the request's number. `party` is buyer or seller, scope Order.
        // Floor: root r+w, may, header r+w, line r each, changes w, event 1.
        #[ink(message)]
        #[inline(never)]
        fn request_change(
            &mut self,
            order: DocumentId,
            party: PartyId,
            changes: Vec<LineChange>,
        ) -> Result<u16, OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let requested = self.ledger.request_change(&caller, order, party, changes)?;
            let number = requested.number;
            emit(requested);
            Ok(number)
        }

        /// Asks the other side to sign a changed `line`: `quantity` in thousandths of its unit, `unit_price` in minor units, `earliest`
        /// and `latest` delivery in milliseconds. Answers the request's number. `party` is buyer or seller, scope Order.
        // Floor: root r+w, may, header r+w, line r, changes w, event 1.
        #[ink(message)]
        fn request_line_change(
            &mut self,
            order: DocumentId,
            party: PartyId,
            line: u16,
            quantity: Quantity,
            unit_price: Money,
            earliest: Millis,
            latest: Millis,
        ) -> Result<u16, OrderError> {
            let change = LineChange { line, quantity, unit_price, earliest, latest };
            self.request_change(order, party, vec![change])
        }

        /// Calls an order off: at once while no line is agreed, else by a request that the other side answers. Answers the request's
        /// number. `party` is buyer or seller, scope Order.
        // Floor: root r+w, may, header r+w, event 1.
        #[ink(message)]
        fn cancel(&mut self, order: DocumentId, party: PartyId) -> Result<u16, OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let requested = self.ledger.cancel(&caller, order, party)?;
            let number = requested.number;
            emit(requested);
            Ok(number)
        }

        /// Answers the open request of this `number`. The side that did not ask, or to withdraw it the one that did, scope Order.
        // Floor: root r+w, may, header r+w, event 1; to accept a change, changes r and line r+w each.
        #[ink(message)]
        fn answer_request(
            &mut self,
            order: DocumentId,
            number: u16,
            answer: Answer,
        ) -> Result<(), OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let answered = self.ledger.answer_request(&caller, order, number, answer)?;
            emit(answered);
            Ok(())
        }

        /// Records that the seller did not answer every line in time: confirmed with the lines that are agreed, or lapsed. Anyone.
        // Floor: root r+w, header r+w, event 1.
        #[ink(message)]
        fn lapse(&mut self, order: DocumentId) -> Result<(), OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let moved = self.ledger.lapse(&caller, order)?;
            emit(moved);
            Ok(())
        }

        /// Closes an order: once everything was received, or, with what was shipped, a dispute window after the latest delivery date.
        /// `party` is buyer or seller, scope Order.
        // Floor: root r+w, may, header r+w, event 1.
        #[ink(message)]
        fn close(&mut self, order: DocumentId, party: PartyId) -> Result<(), OrderError> {
            let caller = caller(&self.root, self.sources, &self.links);
            let moved = self.ledger.close(&caller, order, party)?;
            emit(moved);
            Ok(())
        }

        /// Deposits the terms in force of a relationship, or an order as it is agreed now, with the linked notary, each version and each
        /// order once; `document` is the relationship's id or the order's. Anyone.
        // Floor: root r+w, relationship and terms r, or header r and line r each, at most 50; link r, notary call, event 1.
        #[ink(message)]
        fn deposit(&mut self, document: DocumentId, kind: RecordKind) -> Result<(), OrderError> {
            let now = self.env().block_timestamp();
            let notary = LinkedNotary(&self.links);
            emit(self.ledger.deposit(&notary, now, document, kind)?);
            Ok(())
        }

        /// Tells the linked credit contract how the seller fulfilled a closed `order`, or that it is closed, once each. Anyone.
        // Floor: root r+w, header r, terms r, link r, credit call, event 1.
        #[ink(message)]
        fn tell_credit(&mut self, order: DocumentId, kind: FactKind) -> Result<(), OrderError> {
            let now = self.env().block_timestamp();
            emit(self.ledger.tell_credit(&LinkedCredit(&self.links), now, order, kind)?);
            Ok(())
        }

        /// The relationship, its terms apart.
        #[ink(message)]
        fn relationship(&self, relationship: RelationshipId) -> Option<RelationshipView> {
            self.ledger.relationship(&relationship, self.env().block_timestamp())
        }

        /// The terms proposed as `version`, whether or not both signed them.
        #[ink(message)]
        fn terms(&self, relationship: RelationshipId, version: u16) -> Option<Terms> {
            self.ledger.terms(&relationship, version)
        }

        /// The terms that the order runs on.
        #[ink(message)]
        fn terms_of(&self, order: DocumentId) -> Option<Terms> {
            self.ledger.terms_of(&order)
        }

        /// The order, its lines apart.
        #[ink(message)]
        fn order(&self, order: DocumentId) -> Option<OrderView> {
            self.ledger.order(&order)
        }

        /// Up to `limit` (at most 50) lines, beginning with number `from`, counted from 1.
        #[ink(message)]
        fn lines_of(&self, order: DocumentId, from: u16, limit: u16) -> Vec<LineView> {
            self.ledger.lines_of(&order, from, limit)
        }

        /// What may be billed and judged by: the order's parties, with those of the up to 50 `lines` (numbers) asked for that exist.
        #[ink(message)]
        fn facts_of(&self, order: DocumentId, lines: Vec<u16>) -> Option<OrderFacts> {
            self.ledger.facts_of(&order, lines)
        }

        /// The changes of the request of this `number`; none if it asked to cancel.
        #[ink(message)]
        fn changes_of(&self, order: DocumentId, number: u16) -> Vec<LineChange> {
            self.ledger.changes_of(&order, number)
        }

        /// The id of the relationship of two parties: the same whichever is named first.
        #[ink(message)]
        fn relationship_id(&self, one: PartyId, other: PartyId) -> RelationshipId {
            crate::relationship::relationship_id(&one, &other)
        }

        /// The id of the order that `buyer` places under `number`, in its `version` (counted from 1).
        #[ink(message)]
        fn order_id(&self, buyer: PartyId, number: String, version: u16) -> DocumentId {
            crate::order::order_id(&buyer, &number, version)
        }
    }

    impl OrderProgress for OrdersContract {
        /// Tells what up to 50 `lines` of `document` say of lines of `order`, quantities in thousandths of their units; all or none, and
        /// each once. Only the contract that was linked for this `kind` when the order was drafted.
        // Floor: root r+w, header r+w, source r, marks r+w, line r+w each, event 2.
        #[ink(message)]
        #[inline(never)]
        fn record_progress(
            &mut self,
            order: DocumentId,
            kind: ProgressKind,
            document: DocumentId,
            lines: Vec<ProgressLine>,
        ) -> Result<(), OrderError> {
            let recorded = self.ledger.record_progress(
                &Call::current(),
                &self.links,
                order,
                kind,
                document,
                lines,
            )?;
            emit(recorded);
            Ok(())
        }

        /// Tells what `document_line` of `document` says of `line` (counted from 1) of `order`: `quantity` in thousandths of its unit,
        /// if received also when, `at` (milliseconds; 0 if unsigned), and `merits` (4 documented, 8 undamaged), once. Only the contract that was linked for this `kind` when the order was drafted.
        // Floor: root r+w, header r+w, source r, marks r+w, line r+w, event 2.
        #[ink(message)]
        fn record_line_progress(
            &mut self,
            order: DocumentId,
            kind: ProgressKind,
            document: DocumentId,
            line: u16,
            document_line: u16,
            quantity: Quantity,
            at: Millis,
            merits: u8,
        ) -> Result<(), OrderError> {
            let line = ProgressLine { line, document_line, quantity, at, merits };
            self.record_progress(order, kind, document, vec![line])
        }
    }

    impl Administration for OrdersContract {
        /// Offers the administration to `to`, who must accept it. Administrator only.
        #[ink(message)]
        fn offer_administration(&mut self, to: Account) -> Result<(), AdministrationError> {
            self.administer(Command::Offer(to))
        }

        /// Takes over the administration. Only the account it was offered to.
        #[ink(message)]
        fn accept_administration(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::Accept)
        }

        /// Pauses new business; ways out stay open. Role PAUSER.
        #[ink(message)]
        fn pause(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::Pause)
        }

        /// Lets new business go on. Role PAUSER.
        #[ink(message)]
        fn unpause(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::Unpause)
        }

        /// Links the contract at `to`, which must run `code_hash`: at once the first time, later after the delay. Administrator only.
        #[ink(message)]
        fn set_link(
            &mut self,
            link: Link,
            to: Account,
            code_hash: CodeHash,
        ) -> Result<(), AdministrationError> {
            self.administer(Command::SetLink(link, to, code_hash))
        }

        /// Completes an announced link once the delay is over. Administrator only.
        #[ink(message)]
        fn apply_link(&mut self, link: Link) -> Result<(), AdministrationError> {
            self.administer(Command::ApplyLink(link))
        }

        /// Where `link` points; epoch 0 and no address where it was never set.
        #[ink(message)]
        fn link_of(&self, link: Link) -> LinkState {
            self.links.state_of(link)
        }

        /// Announces that the contract is to run `code_hash`. Role CODE_UPGRADER.
        #[ink(message)]
        fn announce_upgrade(&mut self, code_hash: CodeHash) -> Result<(), AdministrationError> {
            self.administer(Command::AnnounceUpgrade(code_hash))
        }

        /// Takes an announced upgrade back. Role CODE_UPGRADER.
        #[ink(message)]
        fn cancel_upgrade(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::CancelUpgrade)
        }

        /// Runs the announced code from the next call on, once the delay is over. Role CODE_UPGRADER.
        #[ink(message)]
        fn apply_upgrade(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::ApplyUpgrade)
        }

        /// Gives up upgrades for ever. Role CODE_UPGRADER.
        #[ink(message)]
        fn renounce_upgrades(&mut self) -> Result<(), AdministrationError> {
            self.administer(Command::RenounceUpgrades)
        }

        /// How the contract may change: the delay in milliseconds, what was announced, whether upgrades were given up.
        #[ink(message)]
        fn upgrade_state(&self) -> UpgradeState {
            self.controls.upgrade_state()
        }
    }

    impl Pausable for OrdersContract {
        /// Whether new business is paused.
        #[ink(message)]
        fn paused(&self) -> bool {
            self.root.paused
        }
    }

    /// Whether `address` holds `role`.
    #[overrider(AccessControl)]
    fn has_role(&self, role: RoleType, address: Option<AccountId>) -> bool {
        AccessControlDefaultImpl::has_role_default_impl(self, role, address)
    }

    /// The role that may grant and revoke `role`; the administrator's unless it was changed.
    #[overrider(AccessControl)]
    fn get_role_admin(&self, role: RoleType) -> RoleType {
        AccessControlDefaultImpl::get_role_admin_default_impl(self, role)
    }

    /// Gives `role` to `account`. Holders of the role's admin role; never to nobody in particular, and never the administration itself.
    #[overrider(AccessControl)]
    fn grant_role(
        &mut self,
        role: RoleType,
        account: Option<AccountId>,
    ) -> Result<(), AccessControlError> {
        change_role(&mut self.access, RoleChange::Grant(role, account))
    }

    /// Takes `role` from `account`. Holders of the role's admin role; not the administration itself.
    #[overrider(AccessControl)]
    fn revoke_role(
        &mut self,
        role: RoleType,
        account: Option<AccountId>,
    ) -> Result<(), AccessControlError> {
        change_role(&mut self.access, RoleChange::Revoke(role, account))
    }

    /// Gives up a role of one's own; `account` is the caller. Without an administrator links and roles never change again.
    #[overrider(AccessControl)]
    fn renounce_role(
        &mut self,
        role: RoleType,
        account: Option<AccountId>,
    ) -> Result<(), AccessControlError> {
        change_role(&mut self.access, RoleChange::Renounce(role, account))
    }

    /// Lets holders of `new_admin` grant and revoke `role`. Holders of the role's present admin role; not for the administration itself.
    #[overrider(AccessControl)]
    fn set_role_admin(
        &mut self,
        role: RoleType,
        new_admin: RoleType,
    ) -> Result<(), AccessControlError> {
        change_role(&mut self.access, RoleChange::SetAdmin(role, new_admin))
    }
}
