//! Transport documents, from draft to frozen billing record. See [`interfaces::waybill`] for what other contracts may call.
//!
//! # Trust
//! - Consignor and carrier are bound by what both signed: a draft is sealed by its writer, then signed as it stands by the other, and
//!   nobody changes it after. The consignee is bound by what it signs itself.
//! - Custody goes from carrier to carrier by both signatures. That the goods left the consignor and that they arrived is the carrier's
//!   word, when they were delivered the consignee's; no declared time is later than clocks can differ or before the taking it follows.
//! - What a silent party loses by the clock: a consignee that does not sign in time is taken to have received what it did not except
//!   (billable, marked as unconfirmed), when the block recorded the arrival and not when the carrier declared it; so is the holder of a
//!   title that nobody surrendered. A carrier that does not answer a surrender is taken to have accepted it if who made it says so; one
//!   whose goods do not arrive for 30 days past the agreed time is taken to have lost them.
//!   Windows run on block time, and are fixed for ever when the contract is made: one that is endless would leave waybills open.
//! - Anyone may lapse, close, and close many; it takes only the time that has passed.
//! - Whoever names itself consignor can draft under any carrier's number, and so use that number up; the carrier can call such a
//!   draft off and take another number, and is bound by nothing that it did not sign.
//! - A bill of lading's title is its holder's and beneficiary's word alone, but for the carrier's answer to a surrender. Once the carrier
//!   has accepted one for delivery, who surrendered it signs for the goods and nobody else can. A bill is issued anew by the changes that
//!   its title was surrendered for, so both have signed them; the freight that the consignor owes, another holder does not change.
//!   Until pickup consignor and carrier can call a bill off: no title moves. A title keeps no waybill open: goods that arrived lapse to
//!   its holder, and goods that did not are lost, as without one.
//! - A signature that another brings is its signer's, once, until its deadline, for this contract on this chain.
//! - A linked registry says which accounts act for a party. A waybill asks the registry it began with, for ever; if that one does not
//!   answer, nobody can sign, and only what anyone may do goes on. Without a registry each account acts for itself.
//! - The linked notary is told what was signed, by anyone who has it told; the linked provenance contract, by consignor and recipient,
//!   which of its goods went under a waybill. Nothing waits for either, and nothing of them is believed.
//! - The linked credit contract is told, by anyone who has it told, how a carrier delivered: by the consignee's word alone, since it
//!   alone signed how the goods came. Where it did not sign, nothing is told. Nothing waits for it, and nothing of it is believed.
//! - The administrator links the registry, orders, a notary, a provenance, a collateral and a credit contract, and pauses new business: drafts, their lines, issue, taking over,
//!   revisions, and what moves a title but for rejections and surrenders. It cannot touch a
//!   waybill, nor stop pickup, delivery, cancellation or closing. An upgrade takes the delay, unless upgrades were renounced.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(missing_docs)]

mod answer;
mod events;
mod header;
mod ledger;
mod leg;
mod line;
mod status;
#[cfg(test)]
mod tests;
mod title;

pub use self::{
    events::{
        CancellationAsked, CustodyOffered, CustodyTaken, DeliveryTold, DeliveryUnconfirmed,
        DocumentDeposited, EncumbranceLifted, ExceptionsNoted, GoodsArrived, GoodsDelivered,
        GoodsDisposedOf, GoodsLost, GoodsPickedUp, LinesAdded, ManySignedOff, MovementTold,
        PartDelivered, ProgressTold, Relayed, RevisionSigned, TitleMoved, TransportEventLogged,
        WaybillCancelled, WaybillClosed, WaybillDrafted, WaybillIssued, WaybillReissued,
    },
    ledger::Ledger,
    waybill::{WaybillContract, WaybillContractRef},
};

/// Transport documents, from draft to frozen billing record.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod waybill {
    use crate::{
        answer::parties,
        events::{
            ExceptionsNoted, GoodsDisposedOf, ManySignedOff, PartDelivered, Relayed,
            RevisionSigned, TitleMoved, TransportEventLogged,
        },
        header::Windows,
        ledger::{untaken, Caller, Collateral, Ledger, Moved, Orders, Provenance, Told},
    };
    use ink::{
        prelude::{string::String, vec, vec::Vec},
        selector_bytes,
    };
    use interfaces::{
        administration::{Administration, AdministrationError, Link, LinkState, UpgradeState},
        collateral::GoodsKind,
        credit::FactKind,
        ids::{
            account, Account, CodeHash, Digest, DocumentId, EventId, ItemId, Millis, PartyId,
            Quantity,
        },
        notary::RecordKind,
        orders::{ProgressKind, ProgressLine},
        provenance::Movement,
        waybill::{
            BillingRecord, Classifier, Consignment, Disposal, ExceptionReason, Goods, LegView,
            LineException, LineView, Reservation, Revision, SignOff, Title, TitleAction,
            TransportEvent, Waybill, WaybillError, WaybillStatus, WaybillView,
        },
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        ask::{arguments, ask, taken, tell, Untaken},
        authority::LinkedRegistry,
        credit::LinkedCredit,
        events::emit,
        notary::LinkedNotary,
        relay::Terms,
        Call,
    };
    use pendzl::contracts::pausable::Pausable;

    /// The root, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct WaybillContract {
        root: Root,
        windows: Windows,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl WaybillContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only). The consignee may sign until `signing_window` milliseconds after the block that
        /// recorded the arrival or, if later, the title's surrender or the bill's reissue, then anyone may lapse; anyone may close
        /// `reservation_window` milliseconds after the block that recorded the delivery. Relayed signatures are good for the chain with
        /// the genesis hash `chain` only.
        #[ink(constructor)]
        pub fn new(
            admin: Account,
            delay: Millis,
            signing_window: Millis,
            reservation_window: Millis,
            chain: CodeHash,
        ) -> Self {
            let mut contract = Self {
                root: Root::new(),
                windows: Windows { signing: signing_window, reservation: reservation_window },
                controls: Controls::default(),
                links: Links::default(),
                access: AccessControlData::default(),
                ledger: Ledger::default(),
            };
            contract.controls.establish(&mut contract.access, admin, delay);
            contract.ledger.relays.establish(chain);
            contract
        }

        fn administer(&mut self, command: Command) -> Result<(), AdministrationError> {
            let Self { root, controls, links, access, .. } = self;
            let known = &[
                Link::Registry,
                Link::Orders,
                Link::Notary,
                Link::Provenance,
                Link::Collateral,
                Link::Credit,
            ];
            controls.administer(root, links, access, &ChainCodes, known, command)?;
            Ok(())
        }
    }

    // Once for all messages: inlined into each it would be two kilobytes of code.
    #[inline(never)]
    fn caller<'a>(root: &Root, windows: Windows, links: &'a Links) -> Caller<LinkedRegistry<'a>> {
        let authority = LinkedRegistry { links, current: root.registry };
        Caller { call: Call::current(), paused: root.paused, windows, authority }
    }

    // Each floor lists the host calls that the message cannot do without. `r` reads, `w` writes; `event n` has n topics beside
    // its signature. Asking the registry is one cross-contract call, and none where no registry is linked.
    impl Waybill for WaybillContract {
        /// Writes and signs a draft for `party` (consignor or carrier, scope Agree) under the carrier's `number` (1 to 35 characters),
        /// with up to 50 `lines` of goods; `complete` says that there are no more. Answers the waybill's id.
        // Floor: root r+w, may, header exists+w, line w each, event 3.
        #[ink(message)]
        fn draft(
            &mut self,
            party: PartyId,
            number: String,
            consignment: Consignment,
            lines: Vec<Goods>,
            complete: bool,
        ) -> Result<DocumentId, WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let drafted = self.ledger.draft(
                &caller,
                &LinkedOrders(&self.links),
                &LinkedCollateral(&self.links),
                party,
                number,
                consignment,
                lines,
                complete,
            )?;
            let waybill = drafted.waybill;
            emit(drafted);
            Ok(waybill)
        }

        /// Adds up to 50 `lines` to a draft, 500 in all; `complete` says that there are no more. Its drafter, scope Agree.
        // Floor: root r+w, may, header r+w, line w each, event 1.
        #[ink(message)]
        fn add_lines(
            &mut self,
            waybill: DocumentId,
            lines: Vec<Goods>,
            complete: bool,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let added = self.ledger.add_lines(
                &caller,
                &LinkedOrders(&self.links),
                waybill,
                lines,
                complete,
            )?;
            emit(added);
            Ok(())
        }

        /// Adds one line to a draft: `item` (GTIN or the buyer's code, 1 to 35 bytes), `quantity` in thousandths of `unit` (UN/ECE
        /// code), `deliver_until` in milliseconds; `complete` says that it is the last. Its drafter, scope Agree.
        // Floor: root r+w, may, header r+w, line w, event 1.
        #[ink(message)]
        fn add_line(
            &mut self,
            waybill: DocumentId,
            item: String,
            quantity: Quantity,
            unit: String,
            deliver_until: Millis,
            complete: bool,
        ) -> Result<(), WaybillError> {
            let goods = Goods { item, quantity, unit, deliver_until, order_line: None };
            self.add_lines(waybill, vec![goods], complete)
        }

        /// Signs a complete draft that the other side wrote. The one of consignor and carrier that did not write it, scope Agree.
        // Floor: root r+w, may, header r+w, event 1.
        #[ink(message)]
        fn issue(&mut self, waybill: DocumentId) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let issued = self.ledger.issue(&caller, waybill)?;
            emit(issued);
            Ok(())
        }

        /// Signs a complete draft of a bill of lading that the other side wrote, and claims it and its `goods` (up to four numbers of one
        /// `kind`, commas between), so that nothing else is financed on them. The one of consignor and carrier that did not write it,
        /// scope Agree.
        // Floor: root r+w, may, header r+w, claim, event 1.
        #[ink(message)]
        fn issue_bill(
            &mut self,
            waybill: DocumentId,
            kind: GoodsKind,
            goods: String,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let collateral = LinkedCollateral(&self.links);
            emit(self.ledger.issue_bill(&caller, &collateral, waybill, kind, goods)?);
            Ok(())
        }

        /// Calls a waybill off before pickup: a draft at once, an issued one when both have asked, or either alone past the pickup
        /// date. `party` is the consignor or the carrier, scope Agree.
        // Floor: root r+w, may, header r+w, event 1.
        #[ink(message)]
        fn cancel(&mut self, waybill: DocumentId, party: PartyId) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let cancelled = self.ledger.cancel(&caller, waybill, party)?;
            cancelled.emit();
            Ok(())
        }

        /// Signs for the goods when they leave the consignor; no `reservations` presumes them in good order. `evidence` is a SHA-256,
        /// zero if none; `declared_at` the time in milliseconds. The carrier, scope Receive.
        // Floor: root r+w, may, header r+w, event 1; leg w if there is something to say.
        #[ink(message)]
        fn pick_up(
            &mut self,
            waybill: DocumentId,
            reservations: Vec<Reservation>,
            evidence: Digest,
            declared_at: Millis,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let picked_up =
                self.ledger.pick_up(&caller, waybill, reservations, evidence, declared_at)?;
            emit(picked_up);
            Ok(())
        }

        /// Signs the goods over to the carrier `to`, which has custody when it has signed too. The carrier that has them, scope
        /// HandOver.
        // Floor: root r+w, may, header r+w, event 1.
        #[ink(message)]
        fn hand_over(&mut self, waybill: DocumentId, to: PartyId) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let offered = self.ledger.hand_over(&caller, waybill, to)?;
            emit(offered);
            Ok(())
        }

        /// Signs for goods that another carrier signed over; no `reservations` presumes them in good order. `evidence` is a SHA-256,
        /// zero if none; `declared_at` the time in milliseconds. The carrier they were offered to, scope Receive.
        // Floor: root r+w, may, header r+w, leg w, event 1.
        #[ink(message)]
        fn take_over(
            &mut self,
            waybill: DocumentId,
            reservations: Vec<Reservation>,
            evidence: Digest,
            declared_at: Millis,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let taken =
                self.ledger.take_over(&caller, waybill, reservations, evidence, declared_at)?;
            emit(taken);
            Ok(())
        }

        /// Says that the goods are at the place of delivery since `declared_at` (milliseconds). The carrier that has them, scope
        /// HandOver.
        // Floor: root r+w, may, header r+w, event 1.
        #[ink(message)]
        fn arrive(&mut self, waybill: DocumentId, declared_at: Millis) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let arrived = self.ledger.arrive(&caller, waybill, declared_at)?;
            emit(arrived);
            Ok(())
        }

        /// Notes for up to 50 lines how they were not in full and sound; a later note replaces an earlier one. The consignee, scope
        /// Receive.
        // Floor: root r+w, may, header r, line r+w each, event 1.
        #[ink(message)]
        fn note_exceptions(
            &mut self,
            waybill: DocumentId,
            exceptions: Vec<LineException>,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let noted = ExceptionsNoted { waybill, exceptions };
            self.ledger.note_exceptions(&caller, &noted)?;
            emit(noted);
            Ok(())
        }

        /// Notes for `line` (counted from 1) what was `received`, `short`, `damaged` and `refused`, in thousandths of its unit, summing
        /// to what was loaded, and why. The consignee, scope Receive.
        // Floor: root r+w, may, header r, line r+w, event 1.
        #[ink(message)]
        fn note_exception(
            &mut self,
            waybill: DocumentId,
            line: u16,
            received: Quantity,
            short: Quantity,
            damaged: Quantity,
            refused: Quantity,
            reason: ExceptionReason,
        ) -> Result<(), WaybillError> {
            let exception = LineException { line, received, short, damaged, refused, reason };
            self.note_exceptions(waybill, vec![exception])
        }

        /// Signs for a part of `line` (counted from 1): `quantity` in thousandths of its unit, beside earlier parts. `declared_at` is the
        /// time of delivery in milliseconds. The consignee, scope Receive.
        // Floor: root r+w, may, header r+w, line r+w, event 1.
        #[ink(message)]
        fn deliver_part(
            &mut self,
            waybill: DocumentId,
            line: u16,
            quantity: Quantity,
            declared_at: Millis,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let part = PartDelivered { waybill, line, quantity, delivered_at: declared_at };
            self.ledger.deliver_part(&caller, &part)?;
            emit(part);
            Ok(())
        }

        /// Does something with the title of a bill of lading. `party` is its holder or beneficiary, scope Dispose; the carrier, scope
        /// Agree, to answer a surrender, or who is both where it was silent for the signing window.
        // Floor: root r+w, may, header r, title r+w, event 1; header w where a surrender is accepted.
        #[ink(message)]
        fn title(
            &mut self,
            waybill: DocumentId,
            party: PartyId,
            action: TitleAction,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let recorded_at = caller.call.now;
            let mut moved =
                TitleMoved { waybill, party, action, previous: Digest::default(), recorded_at };
            self.ledger.title(&caller, &mut moved)?;
            emit(moved);
            Ok(())
        }

        /// Voids a bill that was surrendered for amendment, and issues it again as the version after `version` of its `number`, with
        /// `changes` (place UN/LOCODE, time in milliseconds, freight in minor units, weight in grams). Answers the new id. The carrier,
        /// scope Agree.
        // Floor: root r+w, may, header r+2w, proposal r, title r+2w, event 2.
        #[ink(message)]
        fn reissue(
            &mut self,
            waybill: DocumentId,
            number: String,
            version: u16,
            changes: Revision,
        ) -> Result<DocumentId, WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let reissued = self.ledger.reissue(&caller, waybill, number, version, changes)?;
            let waybill = reissued.reissued;
            emit(reissued);
            Ok(waybill)
        }

        /// Signs a `revision` of a waybill: all values as they are to be (place UN/LOCODE, time in milliseconds, freight in minor units,
        /// weight in grams). `party` is the consignor, the carrier, who may dispose of the goods until they arrive, or the consignee once
        /// they or a part of them came, scope Agree.
        // Floor: root r+w, may, header r, proposal r+w, event 1; header w where all have signed.
        #[ink(message)]
        fn revise(
            &mut self,
            waybill: DocumentId,
            party: PartyId,
            revision: Revision,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let recorded_at = caller.call.now;
            let mut signed =
                RevisionSigned { waybill, party, revision, recorded_at, in_force: false };
            self.ledger.revise(&caller, &mut signed)?;
            emit(signed);
            Ok(())
        }

        /// Sends goods that have not arrived elsewhere (place UN/LOCODE), or gives the right to do so to another. `party` is who has that
        /// right, scope Dispose.
        // Floor: root r+w, may, header r+w, event 1.
        #[ink(message)]
        fn dispose(
            &mut self,
            waybill: DocumentId,
            party: PartyId,
            disposal: Disposal,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let disposed = GoodsDisposedOf { waybill, party, disposal };
            self.ledger.dispose(&caller, &disposed)?;
            emit(disposed);
            Ok(())
        }

        /// Takes one step for up to 50 waybills by the sr25519 `signature` of `signer`, with a `nonce` that it uses once, until `deadline`
        /// (milliseconds). `declared_at` is the time of the step in milliseconds, where it has one. Anyone.
        // Floor: as sign_off, and used nonces r+w, the chain's tag r, sr25519.
        #[ink(message)]
        fn relay_sign_off(
            &mut self,
            signer: Account,
            step: SignOff,
            waybills: Vec<DocumentId>,
            declared_at: Millis,
            nonce: u64,
            deadline: Millis,
            signature: [u8; 64],
        ) -> Result<(), WaybillError> {
            let contract = account(&self.env().account_id());
            let terms = Terms { signer, nonce, deadline };
            let caller = caller(&self.root, self.windows, &self.links);
            let recorded_at = caller.call.now;
            let relayed = Some(Relayed { signer, nonce });
            let signed_off = ManySignedOff { step, waybills, declared_at, recorded_at, relayed };
            self.ledger.relay_sign_off(caller, &contract, &signed_off, &terms, &signature)?;
            emit(signed_off);
            Ok(())
        }

        /// Tells the orders contract what was shipped, or received, by up to 50 `lines` (numbers counted from 1). Anyone.
        // Floor: root r+w, header r, line r each, orders call, event 2.
        #[ink(message)]
        fn tell(
            &mut self,
            waybill: DocumentId,
            kind: ProgressKind,
            lines: Vec<u16>,
        ) -> Result<(), WaybillError> {
            let told = self.ledger.tell(&LinkedOrders(&self.links), waybill, kind, lines)?;
            emit(told);
            Ok(())
        }

        /// Deposits the waybill, or what was delivered under it, with the linked notary, once for each `kind`. Anyone.
        // Floor: root r+w, header r, link r, notary call, event 1; for Delivery line r each, at most 50.
        #[ink(message)]
        fn deposit(&mut self, waybill: DocumentId, kind: RecordKind) -> Result<(), WaybillError> {
            let deposited = self.ledger.deposit(&LinkedNotary(&self.links), waybill, kind)?;
            emit(deposited);
            Ok(())
        }

        /// Tells the linked provenance contract that up to 50 of its `items` were shipped, or received, under the waybill; of more, each
        /// fifty are a `part`. The consignor, scope HandOver, of what was shipped; who got the goods, scope Receive, of what was received.
        // Floor: root r+w, may, header r, link r, provenance call, event 1.
        #[ink(message)]
        fn tell_movement(
            &mut self,
            waybill: DocumentId,
            movement: Movement,
            part: u16,
            items: Vec<ItemId>,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let provenance = LinkedProvenance(&self.links);
            let told =
                self.ledger.tell_movement(&caller, &provenance, waybill, movement, part, items)?;
            emit(told);
            Ok(())
        }

        /// Tells collateral that nothing is financed any more on a bill of lading that is over: its claim is ended, and those of the
        /// `goods` with which it was issued (up to four numbers of one `kind`, commas between) that are named are freed. Anyone.
        // Floor: root r+w, header r, lift, event 1.
        #[ink(message)]
        fn tell_collateral(
            &mut self,
            waybill: DocumentId,
            kind: GoodsKind,
            goods: String,
        ) -> Result<(), WaybillError> {
            let collateral = LinkedCollateral(&self.links);
            emit(self.ledger.tell_collateral(&collateral, waybill, kind, goods)?);
            Ok(())
        }

        /// Tells the linked credit contract how the carrier delivered, or that the waybill is closed, once each. Anyone.
        // Floor: root r+w, header r, link r, credit call, event 1; for Outcome line r each, at most 500.
        #[ink(message)]
        fn tell_credit(&mut self, waybill: DocumentId, kind: FactKind) -> Result<(), WaybillError> {
            emit(self.ledger.tell_credit(&LinkedCredit(&self.links), waybill, kind)?);
            Ok(())
        }

        /// Signs for the goods, in full but for the exceptions noted. `declared_at` is the time of delivery in milliseconds, `evidence`
        /// the SHA-256 of a signature or photograph, zero if none. The consignee, scope Receive.
        // Floor: root r+w, may, header r+w, event 1, whatever the number of lines.
        #[ink(message)]
        fn sign_delivery(
            &mut self,
            waybill: DocumentId,
            declared_at: Millis,
            evidence: Digest,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let delivered = self.ledger.sign_delivery(&caller, waybill, declared_at, evidence)?;
            emit(delivered);
            Ok(())
        }

        /// Records that the consignee did not sign in time for goods that arrived: delivered in full but for the exceptions noted,
        /// unconfirmed. Anyone.
        // Floor: root r+w, header r+w, event 1; title r+w where it was not surrendered.
        #[ink(message)]
        fn lapse(&mut self, waybill: DocumentId) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let unconfirmed = self.ledger.lapse(&caller, waybill)?;
            emit(unconfirmed);
            Ok(())
        }

        /// Records that goods in transit are lost, 30 days past the agreed time of delivery. `party` is the consignor or the consignee, in
        /// their place who holds a title that was not surrendered, or the carrier that issued it, scope Receive.
        // Floor: root r+w, may, header r+w, event 1; title r where there is one.
        #[ink(message)]
        fn declare_lost(
            &mut self,
            waybill: DocumentId,
            party: PartyId,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let lost = self.ledger.declare_lost(&caller, waybill, party)?;
            emit(lost);
            Ok(())
        }

        /// Freezes the billing record once the window for late reservations is over. Anyone.
        // Floor: root r+w, header r+w, event 1.
        #[ink(message)]
        fn close(&mut self, waybill: DocumentId) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let closed = self.ledger.close(&caller, waybill)?;
            emit(closed);
            Ok(())
        }

        /// Takes one step for up to 50 waybills without remarks, all or none. `declared_at` is the time of the step in milliseconds,
        /// where it has one. Who may take the step for each, the same party for all; anyone for closing.
        // Floor: root r+w, may (not for Close), header r+w each, leg w each for TakeOver, event 1.
        #[ink(message)]
        fn sign_off(
            &mut self,
            step: SignOff,
            waybills: Vec<DocumentId>,
            declared_at: Millis,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let recorded_at = caller.call.now;
            let signed_off =
                ManySignedOff { step, waybills, declared_at, recorded_at, relayed: None };
            self.ledger.sign_off(&caller, &signed_off)?;
            emit(signed_off);
            Ok(())
        }

        /// Logs what happened, or is to happen, to the goods at `place` (UN/LOCODE) and time `occurs_at` (milliseconds). `evidence` is
        /// a SHA-256, zero if none. `party` is the consignor, the consignee or the carrier that has or issued it, scope HandOver.
        // Floor: root r+w, may, header r, event 1.
        #[ink(message)]
        fn log_event(
            &mut self,
            waybill: DocumentId,
            party: PartyId,
            event: TransportEvent,
            classifier: Classifier,
            place: String,
            occurs_at: Millis,
            evidence: Digest,
        ) -> Result<(), WaybillError> {
            let caller = caller(&self.root, self.windows, &self.links);
            let logged = TransportEventLogged {
                waybill,
                party,
                event,
                classifier,
                place,
                occurs_at,
                evidence,
            };
            self.ledger.log_event(&caller, &logged)?;
            emit(logged);
            Ok(())
        }

        /// The waybill, its lines apart.
        #[ink(message)]
        fn waybill(&self, waybill: DocumentId) -> Option<WaybillView> {
            self.ledger.waybill(waybill)
        }

        /// Where the waybill stands.
        #[ink(message)]
        fn status_of(&self, waybill: DocumentId) -> Option<WaybillStatus> {
            self.ledger.status_of(waybill)
        }

        /// Up to `limit` (at most 50) lines, beginning with number `from`, counted from 1.
        #[ink(message)]
        fn lines_of(&self, waybill: DocumentId, from: u16, limit: u16) -> Vec<LineView> {
            self.ledger.lines_of(waybill, from, limit)
        }

        /// The custody of leg `leg`, counted from 1: who took the goods and what it remarked.
        #[ink(message)]
        fn leg_of(&self, waybill: DocumentId, leg: u8) -> Option<LegView> {
            self.ledger.leg_of(waybill, leg)
        }

        /// What may be billed: the delivery's facts, with those of the up to 50 `lines` (numbers) asked for that exist.
        #[ink(message)]
        fn billing_record(&self, waybill: DocumentId, lines: Vec<u16>) -> Option<BillingRecord> {
            self.ledger.billing_record(waybill, lines)
        }

        /// The title of a bill of lading; none of a waybill, nor of what was never issued or was cancelled.
        #[ink(message)]
        fn title_of(&self, waybill: DocumentId) -> Option<Title> {
            self.ledger.title_of(waybill)
        }

        /// The id of the waybill that `carrier` issues under `number`, in its `version` (counted from 1).
        #[ink(message)]
        fn waybill_id(&self, carrier: PartyId, number: String, version: u16) -> DocumentId {
            crate::header::waybill_id(carrier, &number, version)
        }
    }

    /// An order's parties are all that is asked for.
    const NO_LINES: Vec<u16> = Vec::new();

    /// The orders contract that is linked, and those that were.
    struct LinkedOrders<'a>(&'a Links);

    impl Orders for LinkedOrders<'_> {
        fn epoch(&self) -> u8 {
            self.0.state_of(Link::Orders).epoch
        }

        fn parties(
            &self,
            epoch: u8,
            order: DocumentId,
        ) -> Result<Option<[PartyId; 2]>, WaybillError> {
            let message = selector_bytes!("Orders::facts_of");
            let Some(orders) = self.0.address_at(Link::Orders, epoch) else {
                return Err(WaybillError::OrdersUnavailable);
            };
            let answer = ask(orders, message, arguments(&(order, NO_LINES)));
            Ok(parties(answer.ok_or(WaybillError::OrdersUnavailable)?))
        }

        fn record(
            &self,
            epoch: u8,
            order: DocumentId,
            kind: ProgressKind,
            document: DocumentId,
            lines: Vec<ProgressLine>,
        ) -> Result<(), WaybillError> {
            let message = selector_bytes!("OrderProgress::record_progress");
            let orders = self.0.address_at(Link::Orders, epoch);
            let told = tell(orders, message, arguments(&(order, kind, document, lines)));
            told.map_err(|why| untaken(why, WaybillError::OrdersUnavailable))
        }
    }

    /// The provenance contract that is linked now. What was told stays with the one that was told it.
    struct LinkedProvenance<'a>(&'a Links);

    impl Provenance for LinkedProvenance<'_> {
        fn record(&self, moved: &Moved) -> Result<EventId, Untaken> {
            let Some(provenance) = self.0.address_of(Link::Provenance) else {
                return Err(Untaken::Unavailable);
            };
            let message = selector_bytes!("Movements::record_movement");
            let Moved { document, movement, part, from, to, time, items } = moved;
            let told = arguments(&(document, movement, part, from, to, time, items));
            taken(ask(provenance, message, told))
        }
    }

    /// The collateral contract that is linked, and those that were.
    struct LinkedCollateral<'a>(&'a Links);

    impl Collateral for LinkedCollateral<'_> {
        fn epoch(&self) -> u8 {
            self.0.state_of(Link::Collateral).epoch
        }

        fn tell(
            &self,
            epoch: u8,
            told: Told,
            bill: &DocumentId,
            kind: GoodsKind,
            goods: &str,
        ) -> Result<(), Untaken> {
            let collateral = self.0.address_at(Link::Collateral, epoch);
            let message = match told {
                Told::Claim => selector_bytes!("Claims::claim_bill"),
                Told::Lift => selector_bytes!("Claims::lift_bill"),
            };
            tell(collateral, message, arguments(&(bill, kind, goods)))
        }
    }

    impl Administration for WaybillContract {
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

    impl Pausable for WaybillContract {
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
