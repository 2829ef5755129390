//! Histories of goods, from source to consumer. See [`interfaces::provenance`] for what other contracts may call.
//!
//! # Trust
//! - That goods came to be, in what quantity, and what is claimed of them is the word of who commissions them; certificates and attested
//!   parties say how much that is worth. From there on nothing is believed: no goods are made of less than they take, by rates that their
//!   maker declares and everyone sees; what was used up is dead; what a custody model keeps apart stays so.
//! - A rate between units is its maker's word too. Within a unit it never exceeds the whole, and goods are never measured again in a unit
//!   they left, so no round of conversions makes more of what there was.
//! - Only who possesses goods writes of them. Possession passes when who they were shipped to receives them, and not before: nobody is made
//!   the holder of what it did not take. What is packed is with whoever has the outermost packing. A shipper can take back what was
//!   not received, so no recipient holds goods up by silence.
//! - Events are never edited. That one is wrong is declared by who recorded it, and changes nothing: it is set right by further events under
//!   the same rules, so no declaration can make goods. The quantity of a lot is raised only as far as what it was made of gives.
//! - A recall is opened by the maker of goods or by an attested regulator, and reaches all that was made of them, whoever has it; anyone can
//!   follow it on. It stops shipping and nothing else: recalled goods are received, processed (what is made of them is born recalled), taken
//!   out and decommissioned. It is never undone.
//! - An inspection is opened by an attested regulator, a suspicion by anyone; both only put a clock and an answer's digest on record.
//! - A scan reveals its secret to all who read the chain. The first one proves that the secret was on the goods; a later one by another says
//!   that it was copied, from the goods or from the chain, and not which of the two is genuine.
//! - The waybill contract that is linked ships for the possessor and receives for the addressee, because both signed there; if it lies, it can
//!   move goods that somebody possesses to anyone. A pause does not stop it, since what it tells has happened.
//! - A linked registry says which accounts act for a party, and who is a regulator. Goods, and all that is made of them, ask the registry
//!   that was linked when they came to be, for ever; goods of two registries do not mix. Without a registry each account acts for itself,
//!   and nobody is a regulator.
//! - The administrator links the registry and the waybill contract, and pauses new business: bringing goods into being, making goods,
//!   shipping, packing, certifying, putting secrets on goods. It cannot touch goods, events or recalls, nor stop observing, receiving,
//!   taking out, decommissioning, error declarations, recalls, requests and scans. An upgrade takes the delay, unless upgrades were
//!   renounced.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(missing_docs)]

mod balance;
mod events;
mod ledger;
mod regulators;
mod status;
#[cfg(test)]
mod tests;

pub use self::{
    events::{
        Certified, ErrorDeclared, EventRecorded, RecallAcknowledged, RecallClosed, RecallOpened,
        RecallSpread, RequestAnswered, RequestOpened, Scanned, SecretsCommitted,
    },
    ledger::Ledger,
    provenance::{ProvenanceContract, ProvenanceContractRef},
};

/// Histories of goods, from source to consumer.
#[allow(clippy::large_enum_variant)] // One enum holds every message's arguments; ink! writes it.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod provenance {
    use crate::{
        events::EventRecorded,
        ledger::{event_id, item_id, Caller, Ledger, Told},
    };
    use ink::prelude::{boxed::Box, vec, vec::Vec};
    use interfaces::{
        administration::{Administration, AdministrationError, Link, LinkState, UpgradeState},
        ids::{
            Account, CodeHash, Digest, DocumentId, EventId, ItemId, Millis, PartyId, RecallId,
            RequestId,
        },
        kept::Kept,
        provenance::{
            Certificate, CertificateScope, CustodyModel, Deed, Direction, ErrorReason, EventRecord,
            Facts, Input, Item, Movement, Movements, NewItem, Provenance, ProvenanceError, Recall,
            RecallStatus, Request, RequestStatus, Scans, Secrets, Trace, Yield,
        },
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        authority::LinkedRegistry,
        events::emit,
        store::Shelf,
        Call,
    };
    use pendzl::contracts::pausable::Pausable;

    /// The root, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct ProvenanceContract {
        root: Root,
        response_window: Millis,
        recall_window: Millis,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl ProvenanceContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only). Requests are to be answered within `response_window` milliseconds (FSMA 204: 24 hours),
        /// and recalls acknowledged within `recall_window` milliseconds.
        #[ink(constructor)]
        pub fn new(
            admin: Account,
            delay: Millis,
            response_window: Millis,
            recall_window: Millis,
        ) -> Self {
            let mut contract = Self {
                root: Root::new(),
                response_window,
                recall_window,
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
            let allowed = &[Link::Registry, Link::Waybill];
            controls.administer(root, links, access, &ChainCodes, allowed, command)?;
            Ok(())
        }
    }

    // Once for all messages, not inlined into each.
    #[inline(never)]
    fn caller<'a>(root: &Root, links: &'a Links) -> Caller<LinkedRegistry<'a>> {
        let authority = LinkedRegistry { links, current: root.registry };
        Caller { call: Call::current(), paused: root.paused, authority }
    }

    // One place for what every event on record ends with.
    #[inline(never)]
    fn tell(
        recorded: Result<Box<EventRecorded>, ProvenanceError>,
    ) -> Result<EventId, ProvenanceError> {
        let recorded = recorded?;
        let event = recorded.event;
        emit(*recorded);
        Ok(event)
    }

    // Each floor lists the host calls that the message cannot do without. `r` reads, `w` writes; `event n` has n topics beside
    // its signature. Asking the registry is one cross-contract call, and none where no registry is linked.
    impl Provenance for ProvenanceContract {
        /// Brings up to 50 items into being: `epc` is the SHA-256 of the EPC's Digital Link URI, quantities in thousandths of the unit, shares
        /// in basis points, `claim` the SHA-256 of what is claimed of all (zeros for nothing), times in milliseconds. Answers the event's id.
        /// `party`, scope HandOver.
        // Floor: root r+w, may, event exists+w, item exists+w each, event 2.
        #[ink(message)]
        #[inline(never)]
        fn commission(
            &mut self,
            party: PartyId,
            facts: Facts,
            model: CustodyModel,
            claim: Digest,
            items: Vec<NewItem>,
        ) -> Result<EventId, ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            tell(self.ledger.commission(&caller, party, facts, model, claim, items))
        }

        /// Brings one item into being: `epc` is the SHA-256 of the EPC's Digital Link URI, its quantity in thousandths of the unit, `claim` the
        /// SHA-256 of what is claimed of it (zeros for nothing), its share in basis points. Answers the event's id. `party`, scope HandOver.
        // Floor: root r+w, may, event exists+w, item exists+w, event 2.
        #[ink(message)]
        fn commission_item(
            &mut self,
            party: PartyId,
            facts: Facts,
            model: CustodyModel,
            claim: Digest,
            item: NewItem,
        ) -> Result<EventId, ProvenanceError> {
            self.commission(party, facts, model, claim, vec![item])
        }

        /// Records what was done to up to 50 `items`, times in milliseconds, quantities in thousandths of the unit; to pack, take out, build
        /// in or take off, `items` are the things inside, and the deed names what they are inside of. Answers the event's id. Who possesses
        /// the goods, scope HandOver; to receive or refuse, whom they are on their way to, scope Receive.
        // Floor: root r+w, may, event exists+w, item r+w each, event 2; what is around r+w to pack and take out.
        #[ink(message)]
        fn record(
            &mut self,
            party: PartyId,
            facts: Facts,
            deed: Deed,
            items: Vec<ItemId>,
        ) -> Result<EventId, ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            tell(self.ledger.record(&caller, party, facts, deed, items))
        }

        /// Makes `outputs` of `inputs`, up to 50 together: splits, merges, processes or relabels. Quantities in thousandths of the unit, rates and
        /// shares in basis points, times in milliseconds; without `yields`, at most as much of each unit comes out as went in. Answers the
        /// event's id. Who possesses all inputs, scope HandOver.
        // Floor: root r+w, may, event exists+w, input r+w each, output exists+w each, event 2; recall r+w if one is recalled.
        #[ink(message)]
        #[inline(never)]
        fn transform(
            &mut self,
            party: PartyId,
            facts: Facts,
            model: CustodyModel,
            yields: Vec<Yield>,
            inputs: Vec<Input>,
            outputs: Vec<NewItem>,
        ) -> Result<EventId, ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            let ledger = &mut self.ledger;
            tell(ledger.transform(&caller, party, facts, model, yields, inputs, outputs))
        }

        /// Makes one item of one other or of a part of it: to split, process or relabel it. Quantities in thousandths of the unit, `rate` and
        /// shares in basis points. Answers the event's id. Who possesses the input, scope HandOver.
        // Floor: root r+w, may, event exists+w, input r+w, output exists+w, event 2; recall r+w if it is recalled.
        #[ink(message)]
        fn transform_item(
            &mut self,
            party: PartyId,
            facts: Facts,
            model: CustodyModel,
            rate: Yield,
            input: Input,
            output: NewItem,
        ) -> Result<EventId, ProvenanceError> {
            self.transform(party, facts, model, vec![rate], vec![input], vec![output])
        }

        /// Declares that an event is wrong, and names up to 50 events that are right instead; it stays, and what it did stays done. Who
        /// recorded it, scope HandOver.
        // Floor: root r+w, may, event r+w, corrective r each, event 1.
        #[ink(message)]
        fn declare_error(
            &mut self,
            party: PartyId,
            event: EventId,
            reason: ErrorReason,
            corrective: Vec<EventId>,
        ) -> Result<(), ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.declare_error(&caller, party, event, reason, corrective)?);
            Ok(())
        }

        /// Recalls an item with all that was made of it; `reason` is the SHA-256 of why. Answers the recall's id. The item's issuer, scope
        /// Agree, or an attested regulator, scope Supervise.
        // Floor: root r+w, may, item r+w, recall exists+w, reached w, event 3.
        #[ink(message)]
        fn open_recall(
            &mut self,
            party: PartyId,
            item: ItemId,
            reason: Digest,
        ) -> Result<RecallId, ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            let window = self.recall_window;
            let opened = self.ledger.open_recall(&caller, window, party, item, reason)?;
            let recall = opened.recall;
            emit(opened);
            Ok(recall)
        }

        /// Follows a recall on by up to `limit` (1 to 50) steps. Answers where it stands. Anyone.
        // Floor: root r+w, recall r+w, event r; each step item r+w, reached exists+2w, around r+w; event 1.
        #[ink(message)]
        fn spread(
            &mut self,
            recall: RecallId,
            limit: u32,
        ) -> Result<RecallStatus, ProvenanceError> {
            let spread = self.ledger.spread(recall, limit)?;
            let status = spread.status;
            emit(spread);
            Ok(status)
        }

        /// Acknowledges that up to 50 items are recalled by `recall`. Who possesses them, scope Receive.
        // Floor: root r+w, may, recall r+w, item r+w each, event 2.
        #[ink(message)]
        fn acknowledge_recall(
            &mut self,
            party: PartyId,
            recall: RecallId,
            items: Vec<ItemId>,
        ) -> Result<(), ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.acknowledge_recall(&caller, party, recall, items)?);
            Ok(())
        }

        /// Closes a complete recall once all was acknowledged or the time for it is over. Who opened it, scope Agree.
        // Floor: root r+w, may, recall r+w, event 1.
        #[ink(message)]
        fn close_recall(&mut self, recall: RecallId) -> Result<(), ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.close_recall(&caller, recall)?);
            Ok(())
        }

        /// Certifies an item until `expires_at` (milliseconds); `digest` is the SHA-256 of the certificate. An expiry that is over ends
        /// it. `party`, who issues the certificate, scope Notarise.
        // Floor: root r+w, may, item r, certificate w, event 2.
        #[ink(message)]
        fn certify(
            &mut self,
            party: PartyId,
            item: ItemId,
            scope: CertificateScope,
            digest: Digest,
            expires_at: Millis,
        ) -> Result<(), ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.certify(&caller, party, item, scope, digest, expires_at)?);
            Ok(())
        }

        /// Asks `respondent`, who made or has the item; `question` is the SHA-256 of what. Answers the request's id. `party`, an attested
        /// regulator, scope Supervise.
        // Floor: root r+w, may, attested, item r, request exists+w, event 3.
        #[ink(message)]
        fn inspect(
            &mut self,
            party: PartyId,
            item: ItemId,
            respondent: PartyId,
            question: Digest,
        ) -> Result<RequestId, ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            let (ledger, window) = (&mut self.ledger, self.response_window);
            let opened = ledger.inspect(&caller, window, party, item, respondent, question)?;
            let request = opened.request;
            emit(opened);
            Ok(request)
        }

        /// Asks the maker of an item that may not be genuine; `evidence` is the SHA-256 of what makes one think so. Answers the request's
        /// id. Anyone.
        // Floor: root r+w, item r, request exists+w, event 3.
        #[ink(message)]
        fn report_suspect(
            &mut self,
            item: ItemId,
            evidence: Digest,
        ) -> Result<RequestId, ProvenanceError> {
            let window = self.response_window;
            let opened = self.ledger.report_suspect(&Call::current(), window, item, evidence)?;
            let request = opened.request;
            emit(opened);
            Ok(request)
        }

        /// Answers a request, in time or late; `answer` is the SHA-256 of what. The respondent, scope Agree.
        // Floor: root r+w, may, request r+w, event 1.
        #[ink(message)]
        fn answer_request(
            &mut self,
            request: RequestId,
            answer: Digest,
        ) -> Result<(), ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.answer_request(&caller, request, answer)?);
            Ok(())
        }

        /// Commits the secrets that were put on goods, once: `root` is the RFC 6962 root over `size` leaves, each made of the SHA-256 of a
        /// secret. `party`, the item's issuer, scope HandOver.
        // Floor: root r+w, may, item r, secrets exists+w, event 1.
        #[ink(message)]
        fn commit_secrets(
            &mut self,
            party: PartyId,
            item: ItemId,
            root: Digest,
            size: u64,
        ) -> Result<(), ProvenanceError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.commit_secrets(&caller, party, item, root, size)?);
            Ok(())
        }

        /// Reveals the secret number `index`, counted from 0, of those on the goods, with its RFC 6962 `path` (at most 64 steps). Answers how
        /// often it was revealed. Anyone.
        // Floor: root r+w, item r, secrets r, SHA-256 for each step, scans r+w, event 1.
        #[ink(message)]
        fn scan(
            &mut self,
            item: ItemId,
            index: u64,
            secret: [u8; 32],
            path: Vec<Digest>,
        ) -> Result<u32, ProvenanceError> {
            let scanned = self.ledger.scan(&Call::current(), item, index, &secret, &path)?;
            let count = scanned.count;
            emit(scanned);
            Ok(count)
        }

        /// What is known of an item.
        #[ink(message)]
        fn item(&self, item: ItemId) -> Option<Kept<Item>> {
            self.ledger.items.kept(item)
        }

        /// An event, with the declaration that it is wrong where there is one.
        #[ink(message)]
        fn event(&self, event: EventId) -> Option<Kept<EventRecord>> {
            self.ledger.events.kept(event)
        }

        /// Who possesses an item: of what is inside another, who possesses the outermost.
        #[ink(message)]
        fn holder_of(&self, item: ItemId) -> Option<PartyId> {
            self.ledger.holder_of(&item)
        }

        /// Whether an item is recalled.
        #[ink(message)]
        fn is_recalled(&self, item: ItemId) -> bool {
            self.ledger.is_recalled(&item)
        }

        /// Whether `party` could ship up to 50 `items` now, or why it could not.
        #[ink(message)]
        fn may_ship(&self, party: PartyId, items: Vec<ItemId>) -> Result<(), ProvenanceError> {
            self.ledger.may_ship(&party, &items)
        }

        /// Up to `limit` (at most 50) events of an item, latest first, beginning with the event `from`, or the last if that is zeros.
        #[ink(message)]
        fn history_of(&self, item: ItemId, from: EventId, limit: u32) -> Vec<EventId> {
            self.ledger.history_of(&item, from, limit)
        }

        /// What an item was made of, or what was made of it: the page at the event `from`, or the first if that is zeros.
        #[ink(message)]
        fn trace(&self, item: ItemId, direction: Direction, from: EventId) -> Option<Trace> {
            self.ledger.trace(&item, direction, from)
        }

        /// A recall.
        #[ink(message)]
        fn recall(&self, recall: RecallId) -> Option<Kept<Recall>> {
            self.ledger.recalls.kept(recall)
        }

        /// The certificate of an item by a party, of that scope; it may be over.
        #[ink(message)]
        fn certificate_of(
            &self,
            item: ItemId,
            party: PartyId,
            scope: CertificateScope,
        ) -> Option<Kept<Certificate>> {
            self.ledger.certificates.kept((item, party, scope))
        }

        /// A request.
        #[ink(message)]
        fn request(&self, request: RequestId) -> Option<Kept<Request>> {
            self.ledger.requests.kept(request)
        }

        /// Whether a request was answered, and in time.
        #[ink(message)]
        fn request_status(&self, request: RequestId) -> Option<RequestStatus> {
            self.ledger.request_status(&request, self.env().block_timestamp())
        }

        /// What secrets its maker put on an item.
        #[ink(message)]
        fn secrets_of(&self, item: ItemId) -> Option<Kept<Secrets>> {
            self.ledger.secrets.kept(item)
        }

        /// How often the secret number `index` on an item was scanned.
        #[ink(message)]
        fn scans_of(&self, item: ItemId, index: u64) -> Option<Kept<Scans>> {
            self.ledger.scans.kept((item, index))
        }

        /// The id of the item that `issuer` brings into being under `epc`, the SHA-256 of its EPC's Digital Link URI.
        #[ink(message)]
        fn item_id(&self, issuer: PartyId, epc: Digest) -> ItemId {
            item_id(&issuer, &epc)
        }

        /// The id of the event that `party` records with this GS1 Event Hash ID.
        #[ink(message)]
        fn event_id(&self, party: PartyId, hash: Digest) -> EventId {
            event_id(&party, &hash)
        }
    }

    impl Movements for ProvenanceContract {
        /// Tells that up to 50 `items` went from `from` to `to` by `document`, `time` in milliseconds; of more, each fifty are a `part`. Answers
        /// the event's id. Only the linked waybill contract.
        // Floor: root r+w, link r, event exists+w, item r+w each, event 2.
        #[ink(message)]
        fn record_movement(
            &mut self,
            document: DocumentId,
            movement: Movement,
            part: u16,
            from: PartyId,
            to: PartyId,
            time: Millis,
            items: Vec<ItemId>,
        ) -> Result<EventId, ProvenanceError> {
            let told = Told { document, movement, part, from, to, time, items };
            tell(self.ledger.record_movement(&Call::current(), &self.links, told))
        }
    }

    impl Administration for ProvenanceContract {
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

    impl Pausable for ProvenanceContract {
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
