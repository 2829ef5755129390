//! Matching of two parties' bills. See [`interfaces::reconciliation`] for what other contracts may call.
//!
//! # Trust
//! - A case binds both parties only when both have signed its terms: one by opening it, the other by accepting their digest; or
//!   both before, as those of their relationship.
//!   Each enters its own statement and nobody else's. Anyone may have lines examined and the case ended: what comes out
//!   depends on the statements, the terms, the waybill and the block's time, never on who calls, nor on the order.
//! - The administrator links a registry, a waybill contract, an orders contract, a notary and a credit contract, pauses the opening and accepting of cases, and upgrades after
//!   the delay; none of its messages reaches a case. A case keeps the contracts that were linked when it was opened.
//! - Of the registry it believes who may act for a party. Of the waybill contract it believes what was delivered, once the
//!   waybill is closed, and to whom it belongs: both parties of the case must be on it. A waybill contract that lies can make
//!   lines match or not; one that fails holds its lines up until 30 days past the time to wait that the terms give.
//! - Of the orders contract is believed which terms two parties signed for their relationship: a case that is opened under them
//!   binds both at once, and stays on them.
//! - The orders contract is told what a balanced case billed, by anyone who has it told, and nothing waits for it. Of it is believed
//!   whose an order is, of the waybill contract which line of an order a line fulfils.
//! - The linked notary is told the balance of a case, by anyone who has it told. Nothing waits for it, and nothing of it is believed.
//! - The linked credit contract is told, by anyone who has it told, how much of a balanced case was disputed rightly: by what both accepted,
//!   the arbiter decided, or both had signed before. Nothing waits for it, and nothing of it is believed.
//! - Without a registry a party is an account. Without a waybill contract the statements alone are compared, and a line is
//!   whatever both sides refer to by the same document and number.
//! - Statements are seen by everyone as they are entered. Where the terms say that entry is sealed, both sides have committed to
//!   theirs by then, and one that turns out different, or is never opened, counts for nothing. A commitment hides a statement
//!   only as long as its nonce is kept, and from nobody who can guess both.
//! - Where entry is blind, the public sees which lines are billed and what they come to together, and of those that do not match
//!   what is stated. The other party knows the keys, and can try values until a digest fits; so can whoever gets a key.
//! - Discrepancies are settled by what both sign, by the arbiter within what the two stated, or, where a window runs out, at
//!   what both had signed before. Anyone may have that recorded.
//! - A biller is owed a line in one case at most. What a case has come to owe nothing for may be billed anew in another.
//! - Quantities are compared as numbers: that both sides count in the waybill's unit is for them to see to.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod consolidated;
mod discrepancy;
pub mod events;
pub mod ledger;
mod links;
mod matching;
mod profile;
mod status;

pub use self::reconciliation::{ReconciliationContract, ReconciliationContractRef};

/// Matching of two parties' bills under tolerances that both signed.
#[allow(clippy::large_enum_variant)] // One enum holds every message's arguments; ink! writes it.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod reconciliation {
    use crate::events::DiscrepancyMoved;
    use crate::{
        consolidated::spread,
        ledger::{case_id, Basis, Ledger, Proposal},
        links::Linked,
    };
    use ink::prelude::{boxed::Box, vec::Vec};
    use interfaces::{
        administration::{Administration, AdministrationError, Link, LinkState, UpgradeState},
        credit::FactKind,
        ids::{account, Account, CaseId, CodeHash, DocumentId, Millis, Money, PartyId, Quantity},
        reconciliation::{
            Action, BillLine, BlindLine, CaseLine, CaseTerms, CaseView, Completion, LineReference,
            OpenedLine, Reason, Reconciliation, ReconciliationError, Statement,
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
    pub struct ReconciliationContract {
        root: Root,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl ReconciliationContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only).
        #[ink(constructor)]
        pub fn new(admin: Account, delay: Millis) -> Self {
            let mut contract = Self {
                root: Root::new(),
                controls: Controls::default(),
                links: Links::default(),
                access: AccessControlData::default(),
                ledger: Ledger::default(),
            };
            contract.controls.establish(&mut contract.access, admin, delay);
            contract
        }

        #[inline(never)]
        fn begin(&mut self, proposal: Proposal) -> Result<CaseId, ReconciliationError> {
            let opened = self.ledger.open(
                Call::current(),
                self.root.paused,
                &registry(&self.root, &self.links),
                &Linked(&self.links),
                proposal,
            )?;
            let case = opened.case;
            emit(opened);
            Ok(case)
        }

        fn administer(&mut self, command: Command) -> Result<(), AdministrationError> {
            let Self { root, controls, links, access, .. } = self;
            controls.administer(
                root,
                links,
                access,
                &ChainCodes,
                &[Link::Registry, Link::Waybill, Link::Orders, Link::Notary, Link::Credit],
                command,
            )?;
            Ok(())
        }
    }

    /// The registry in force, and those that were.
    fn registry<'a>(root: &Root, links: &'a Links) -> LinkedRegistry<'a> {
        LinkedRegistry { links, current: root.registry }
    }

    impl Reconciliation for ReconciliationContract {
        /// Opens a case for `party` with `counterparty`, for `period` (such as 202611) and `sequence` in it, on `terms` (times in
        /// milliseconds, amounts in minor units). `party`'s controller or agent with scope Agree.
        #[ink(message)]
        fn open(
            &mut self,
            party: PartyId,
            counterparty: PartyId,
            period: u32,
            sequence: u16,
            terms: CaseTerms,
        ) -> Result<CaseId, ReconciliationError> {
            let basis = Basis::Proposed(Box::new(terms));
            self.begin(Proposal { party, counterparty, period, sequence, basis })
        }

        /// Opens a case for `party` with `counterparty` under the terms of their relationship that are in force, for `period` (such as
        /// 202611) and `sequence` in it; `biller` bills the other. `party`'s controller or agent with scope Agree.
        #[ink(message)]
        fn open_under(
            &mut self,
            party: PartyId,
            counterparty: PartyId,
            biller: PartyId,
            period: u32,
            sequence: u16,
        ) -> Result<CaseId, ReconciliationError> {
            let basis = Basis::InForce(biller);
            self.begin(Proposal { party, counterparty, period, sequence, basis })
        }

        /// Accepts `case` on the terms with the digest `terms`, as `terms_digest_of` gives it. The counterparty, scope Agree.
        #[ink(message)]
        fn accept(&mut self, case: CaseId, terms: [u8; 32]) -> Result<(), ReconciliationError> {
            let accepted = self.ledger.accept(
                Call::current(),
                self.root.paused,
                &registry(&self.root, &self.links),
                case,
                terms,
            )?;
            emit(accepted);
            Ok(())
        }

        /// Withdraws `case` before it is accepted, or declines it. `party` is one of the two, scope Agree.
        #[ink(message)]
        fn withdraw(&mut self, case: CaseId, party: PartyId) -> Result<(), ReconciliationError> {
            let withdrawn = self.ledger.withdraw(
                Call::current(),
                &registry(&self.root, &self.links),
                case,
                party,
            )?;
            emit(withdrawn);
            Ok(())
        }

        /// Commits to `party`'s statement in `case`, whose digest is `commitment`, before either side enters a line of its own.
        /// `party` is one of the two, scope Bill.
        #[ink(message)]
        fn commit(
            &mut self,
            case: CaseId,
            party: PartyId,
            commitment: [u8; 32],
        ) -> Result<(), ReconciliationError> {
            let committed = self.ledger.commit(
                Call::current(),
                &registry(&self.root, &self.links),
                case,
                party,
                commitment,
            )?;
            emit(committed);
            Ok(())
        }

        /// Enters up to 50 `lines` of `party`'s statement (quantities in thousandths of the unit, amounts in minor units). `party`
        /// is one of the two, scope Bill.
        #[ink(message)]
        fn enter(
            &mut self,
            case: CaseId,
            party: PartyId,
            lines: Vec<BillLine>,
        ) -> Result<(), ReconciliationError> {
            let entered = self.ledger.enter(
                Call::current(),
                &registry(&self.root, &self.links),
                case,
                party,
                lines,
            )?;
            emit(entered);
            Ok(())
        }

        /// Enters `line` (counted from 1) of `document`: `quantity` in thousandths of its unit, `value` of the goods and `freight`
        /// in minor units, `weight` in grams, 0 to state none. `party` is one of the two, scope Bill.
        #[ink(message)]
        fn enter_line(
            &mut self,
            case: CaseId,
            party: PartyId,
            document: DocumentId,
            line: u16,
            quantity: Quantity,
            value: Money,
            freight: Money,
            weight: Quantity,
        ) -> Result<(), ReconciliationError> {
            let reference = LineReference { document, line };
            let statement = Statement { quantity, value, freight, weight };
            self.enter(case, party, ink::prelude::vec![BillLine { reference, statement }])
        }

        /// Enters up to 50 `lines` of `party`'s statement over which one `freight`, in minor units, is spread by weight (in grams). `party`
        /// is one of the two, scope Bill.
        #[ink(message)]
        fn enter_consolidated(
            &mut self,
            case: CaseId,
            party: PartyId,
            freight: Money,
            lines: Vec<BillLine>,
        ) -> Result<(), ReconciliationError> {
            let mut lines = lines;
            spread(freight, &mut lines);
            self.enter(case, party, lines)
        }

        /// Enters up to 50 `lines` of `party`'s statement as digests. `party` is one of the two, scope Bill.
        #[ink(message)]
        fn enter_blind(
            &mut self,
            case: CaseId,
            party: PartyId,
            lines: Vec<BlindLine>,
        ) -> Result<(), ReconciliationError> {
            let entered = self.ledger.enter_blind(
                Call::current(),
                &registry(&self.root, &self.links),
                case,
                party,
                lines,
            )?;
            emit(entered);
            Ok(())
        }

        /// Opens up to 50 `lines` of `party`'s blind statement, each with its key. `party` is one of the two, scope Bill.
        #[ink(message)]
        fn open_lines(
            &mut self,
            case: CaseId,
            party: PartyId,
            lines: Vec<OpenedLine>,
        ) -> Result<(), ReconciliationError> {
            let opened = self.ledger.open_lines(
                Call::current(),
                &registry(&self.root, &self.links),
                case,
                party,
                lines,
            )?;
            emit(opened);
            Ok(())
        }

        /// Says that `party`'s statement in `case` is complete; `completion` is as the terms' entry is, with the nonce of the
        /// commitment where it is sealed. `party` is one of the two, scope Bill.
        #[ink(message)]
        fn complete_statement(
            &mut self,
            case: CaseId,
            party: PartyId,
            completion: Completion,
        ) -> Result<(), ReconciliationError> {
            let completed = self.ledger.complete_statement(
                Call::current(),
                &registry(&self.root, &self.links),
                account(&self.env().account_id()),
                case,
                party,
                completion,
            )?;
            emit(completed);
            Ok(())
        }

        /// Examines up to 50 `lines` (counted from 1) of one `document` in `case`. Anyone.
        #[ink(message)]
        fn match_lines(
            &mut self,
            case: CaseId,
            document: DocumentId,
            lines: Vec<u16>,
        ) -> Result<(), ReconciliationError> {
            let matched = self.ledger.match_lines(
                Call::current(),
                &Linked(&self.links),
                case,
                document,
                lines,
            )?;
            emit(matched);
            Ok(())
        }

        /// Ends `case` when every line was examined: balanced, and locked, or discrepant. Anyone.
        #[ink(message)]
        fn conclude(&mut self, case: CaseId) -> Result<(), ReconciliationError> {
            self.ledger.conclude(Call::current(), case)?.emit();
            Ok(())
        }

        /// Does `action` (amounts in minor units, goods and freight) for `reason` about the discrepancy of line number `line`
        /// (counted from 1) of `document` in `case`. `party` is one of the two, scope Bill; to decide, the arbiter, scope Agree.
        #[ink(message)]
        fn answer_discrepancy(
            &mut self,
            case: CaseId,
            party: PartyId,
            document: DocumentId,
            line: u16,
            reason: Reason,
            action: Action,
        ) -> Result<(), ReconciliationError> {
            let moved = self.ledger.answer_discrepancy(
                Call::current(),
                &registry(&self.root, &self.links),
                case,
                party,
                LineReference { document, line },
                reason,
                action,
            )?;
            tell_move(moved);
            Ok(())
        }

        /// Settles the discrepancy of line number `line` (counted from 1) of `document` in `case` when its window is over, or
        /// leaves it to the arbiter. Anyone.
        #[ink(message)]
        fn expire(
            &mut self,
            case: CaseId,
            document: DocumentId,
            line: u16,
        ) -> Result<(), ReconciliationError> {
            let reference = LineReference { document, line };
            tell_move(self.ledger.expire(Call::current(), case, reference)?);
            Ok(())
        }

        /// Tells the orders contract how much `lines` (counted from 1) of `document` bill of `order`, once `case` is balanced. Anyone.
        #[ink(message)]
        fn tell(
            &mut self,
            case: CaseId,
            order: DocumentId,
            document: DocumentId,
            lines: Vec<u16>,
        ) -> Result<(), ReconciliationError> {
            let linked = Linked(&self.links);
            let told = self.ledger.tell(&linked, &linked, case, order, document, &lines)?;
            emit(told);
            Ok(())
        }

        /// Deposits the balance of `case` with the linked notary, once. Anyone.
        #[ink(message)]
        fn deposit(&mut self, case: CaseId) -> Result<(), ReconciliationError> {
            emit(self.ledger.deposit(&LinkedNotary(&self.links), case)?);
            Ok(())
        }

        /// Tells the linked credit contract how much of a balanced `case` was disputed rightly, or that it is closed, once each. Anyone.
        #[ink(message)]
        fn tell_credit(&mut self, case: CaseId, kind: FactKind) -> Result<(), ReconciliationError> {
            emit(self.ledger.tell_credit(&LinkedCredit(&self.links), case, kind)?);
            Ok(())
        }

        /// The case, its lines apart.
        #[ink(message)]
        fn case(&self, case: CaseId) -> Option<CaseView> {
            self.ledger.case(case)
        }

        /// Line number `line` (counted from 1) of `document` in the case.
        #[ink(message)]
        fn line_of(&self, case: CaseId, document: DocumentId, line: u16) -> Option<CaseLine> {
            self.ledger.line_of(case, LineReference { document, line })
        }

        /// The lines that first came in with entry number `page`, counted from 0.
        #[ink(message)]
        fn lines_of(&self, case: CaseId, page: u16) -> Vec<CaseLine> {
            self.ledger.lines_of(case, page)
        }

        /// The lines that were found discrepant together, page `page` counted from 0.
        #[ink(message)]
        fn discrepancies_of(&self, case: CaseId, page: u16) -> Vec<CaseLine> {
            self.ledger.discrepancies_of(case, page)
        }

        /// The case that owes `biller` line number `line` of `document`, or may yet.
        #[ink(message)]
        fn billed_in(&self, biller: PartyId, document: DocumentId, line: u16) -> Option<CaseId> {
            self.ledger.billed_in(&biller, &LineReference { document, line })
        }

        /// The digest of the case's terms that its acceptance signs.
        #[ink(message)]
        fn terms_digest_of(&self, case: CaseId) -> Option<[u8; 32]> {
            self.ledger.terms_digest_of(case)
        }

        /// The id of the case between two parties for a period and a sequence: the same whichever is named first.
        #[ink(message)]
        fn case_id(&self, one: PartyId, other: PartyId, period: u32, sequence: u16) -> CaseId {
            case_id(one, other, period, sequence)
        }
    }

    #[inline(never)]
    fn tell_move(moved: DiscrepancyMoved) {
        emit(moved);
    }

    impl Administration for ReconciliationContract {
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

    impl Pausable for ReconciliationContract {
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

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::events::{
            BillEntered, BlindEntered, CaseAccepted, CaseBalanced, CaseOpened, CaseWithdrawn,
            LinesMatched, LinesOpened, StatementCommitted, StatementCompleted,
        };
        use ink::env::test::{default_accounts, recorded_events, set_block_timestamp, set_caller};
        use interfaces::{
            administration::{ADMIN, ATTESTER, PAUSER, UPGRADER},
            ids::OptionalParty,
            reconciliation::{CaseStatus, EntryMode, Limits, Tolerances},
        };
        use pendzl::contracts::access_control::AccessControl;
        use scale::Decode;

        const START: Millis = 1_000;

        fn alice() -> AccountId {
            default_accounts::<Environment>().alice
        }

        fn bob() -> AccountId {
            default_accounts::<Environment>().bob
        }

        fn party(account: AccountId) -> PartyId {
            PartyId(*account.as_ref())
        }

        fn by(account: AccountId) {
            set_caller::<Environment>(account);
        }

        fn contract() -> ReconciliationContract {
            by(alice());
            set_block_timestamp::<Environment>(START);
            ReconciliationContract::new(alice(), 5)
        }

        fn terms() -> CaseTerms {
            CaseTerms {
                biller: party(alice()),
                currency: "USD".into(),
                tolerances: Tolerances::default(),
                entry_until: START,
                wait_until: START,
                arbiter: OptionalParty::Nobody,
                entry: EntryMode::Open,
                response_window: 10,
                decision_window: 10,
            }
        }

        fn open(contract: &mut ReconciliationContract) -> Result<CaseId, ReconciliationError> {
            contract.open(party(alice()), party(bob()), 202611, 1, terms())
        }

        /// The event that left last, and under how many topics.
        fn last<T: Decode>() -> (T, usize) {
            let event = recorded_events().last().unwrap();
            (T::decode(&mut &event.data[..]).unwrap(), event.topics.len())
        }

        #[ink::test]
        fn the_administrator_begins_with_every_role_and_nothing_is_linked() {
            let contract = contract();
            for role in [ADMIN, PAUSER, UPGRADER] {
                assert!(AccessControl::has_role(&contract, role, Some(alice())));
                assert!(!AccessControl::has_role(&contract, role, Some(bob())));
            }
            assert!(!AccessControl::has_role(&contract, ATTESTER, Some(alice())));
            assert!(!contract.paused());
            assert_eq!(contract.upgrade_state().delay, 5);
            for link in [Link::Registry, Link::Waybill, Link::Orders, Link::Notary, Link::Credit] {
                assert_eq!(contract.link_of(link).epoch, 0);
            }
        }

        #[ink::test]
        fn every_command_tells_what_happened() {
            let mut contract = contract();
            let case = open(&mut contract).unwrap();
            assert_eq!(case, contract.case_id(party(bob()), party(alice()), 202611, 1));
            let (opened, topics) = last::<CaseOpened>();
            assert_eq!((opened.case, opened.terms, topics), (case, terms(), 4));

            by(bob());
            let digest = contract.terms_digest_of(case).unwrap();
            contract.accept(case, digest).unwrap();
            let accepted = CaseAccepted { case, by: party(bob()), terms: digest };
            assert_eq!(last(), (accepted, 2));

            let document = DocumentId([9; 32]);
            contract.enter_line(case, party(bob()), document, 1, 1000, 50, 5, 0).unwrap();
            let (entered, topics) = last::<BillEntered>();
            assert_eq!((entered.party, entered.lines.len(), topics), (party(bob()), 1, 2));
            contract.complete_statement(case, party(bob()), Completion::Open).unwrap();
            let completed = StatementCompleted { case, party: party(bob()), both: false };
            assert_eq!(last(), (completed, 2));

            by(alice());
            let lines = entered.lines;
            contract.enter(case, party(alice()), lines).unwrap();
            assert_eq!(contract.billed_in(party(alice()), document, 1), Some(case));
            assert_eq!(contract.lines_of(case, 0).len(), 1);
            contract.complete_statement(case, party(alice()), Completion::Open).unwrap();

            contract.match_lines(case, document, ink::prelude::vec![1]).unwrap();
            let (matched, topics) = last::<LinesMatched>();
            assert_eq!((matched.totals.cleared, topics), (55, 2));
            assert_eq!(contract.line_of(case, document, 1).unwrap().difference, 0);
            assert!(contract.discrepancies_of(case, 0).is_empty());
            contract.conclude(case).unwrap();
            assert_eq!(last(), (CaseBalanced { case, totals: matched.totals }, 2));
            assert_eq!(contract.case(case).unwrap().status, CaseStatus::Balanced);
        }

        /// A case on these terms that both signed.
        fn accepted(
            contract: &mut ReconciliationContract,
            sequence: u16,
            terms: CaseTerms,
        ) -> CaseId {
            by(alice());
            let (one, other) = (party(alice()), party(bob()));
            let case = contract.open(one, other, 202611, sequence, terms).unwrap();
            by(bob());
            let digest = contract.terms_digest_of(case).unwrap();
            contract.accept(case, digest).unwrap();
            case
        }

        #[ink::test]
        fn what_is_done_about_a_discrepancy_is_told() {
            let mut contract = contract();
            let none = Limits { upper_absolute: Some(0), ..Limits::default() };
            let tolerances = Tolerances { price: none, ..Tolerances::default() };
            let case = accepted(&mut contract, 1, CaseTerms { tolerances, ..terms() });
            let document = DocumentId([9; 32]);
            for (account, value) in [(alice(), 60), (bob(), 50)] {
                by(account);
                contract.enter_line(case, party(account), document, 1, 1000, value, 0, 0).unwrap();
                contract.complete_statement(case, party(account), Completion::Open).unwrap();
            }
            contract.match_lines(case, document, ink::prelude::vec![1]).unwrap();
            let raised = last::<LinesMatched>().0.raised;
            let offer = Action::Offer(55);
            let bob = party(bob());
            contract.answer_discrepancy(case, bob, document, 1, Reason::Price, offer).unwrap();
            let (moved, topics) = last::<DiscrepancyMoved>();
            assert_eq!((moved.by, moved.action, topics), (Some(bob), Some(offer), 2));
            assert_ne!(moved.discrepancy, raised[0]);
            set_block_timestamp::<Environment>(START + 11);
            contract.expire(case, document, 1).unwrap();
            let (moved, _) = last::<DiscrepancyMoved>();
            assert_eq!((moved.by, moved.action, moved.totals.cleared), (None, None, 50));
            let worked_off = contract.line_of(case, document, 1).unwrap().worked_off;
            assert_eq!(worked_off, Some(moved.discrepancy));
            contract.conclude(case).unwrap();
            assert_eq!(last::<CaseBalanced>().0.totals.settled, 1);
            let told = contract.tell(case, document, document, ink::prelude::vec![1]);
            assert_eq!(told, Err(ReconciliationError::OrdersUnavailable));
            assert_eq!(contract.deposit(case), Err(ReconciliationError::NotaryUnavailable));
            for kind in [FactKind::Outcome, FactKind::Closed] {
                let unlinked = Err(ReconciliationError::CreditUnavailable);
                assert_eq!(contract.tell_credit(case, kind), unlinked);
            }
        }

        #[ink::test]
        fn what_is_committed_to_entered_blind_and_opened_is_told() {
            let mut contract = contract();
            let bob = party(bob());
            let sealed = CaseTerms { entry: EntryMode::Sealed, ..terms() };
            let case = accepted(&mut contract, 1, sealed);
            contract.commit(case, bob, [5; 32]).unwrap();
            assert_eq!(last(), (StatementCommitted { case, party: bob, commitment: [5; 32] }, 2));

            let blind = CaseTerms { entry: EntryMode::Blind, ..terms() };
            let case = accepted(&mut contract, 2, blind);
            let reference = LineReference { document: DocumentId([9; 32]), line: 1 };
            let statement = Statement { quantity: 1000, value: 50, freight: 5, weight: 0 };
            let key = [6; 32];
            let digest = kit::digest(&(b"lading/line", key, case, reference, statement));
            let lines = ink::prelude::vec![BlindLine { reference, digest }];
            contract.enter_blind(case, bob, lines.clone()).unwrap();
            assert_eq!(last(), (BlindEntered { case, party: bob, lines }, 2));
            contract.complete_statement(case, bob, Completion::Blind(55)).unwrap();
            set_block_timestamp::<Environment>(START + 1);
            let line = BillLine { reference, statement };
            let lines = ink::prelude::vec![OpenedLine { line, key }];
            contract.open_lines(case, bob, lines.clone()).unwrap();
            let (opened, topics) = last::<LinesOpened>();
            assert_eq!((opened.lines, topics), (lines, 2));
        }

        #[ink::test]
        fn a_refused_command_tells_nothing() {
            let mut contract = contract();
            let before = recorded_events().count();
            assert_eq!(
                contract.open(party(bob()), party(alice()), 1, 1, terms()),
                Err(ReconciliationError::Refused(interfaces::registry::Refusal::NotForParty))
            );
            assert_eq!(recorded_events().count(), before);
        }

        #[ink::test]
        fn a_pause_stops_opening_and_accepting_and_leaves_the_way_out() {
            let mut contract = contract();
            let case = open(&mut contract).unwrap();
            contract.pause().unwrap();
            assert_eq!(open(&mut contract), Err(ReconciliationError::Paused));
            let digest = contract.terms_digest_of(case).unwrap();
            assert_eq!(contract.accept(case, digest), Err(ReconciliationError::Paused));
            contract.withdraw(case, party(alice())).unwrap();
            assert_eq!(last(), (CaseWithdrawn { case, by: party(alice()) }, 2));
        }
    }
}
