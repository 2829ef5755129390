//! Confirmed debts that split and travel as PSP34 tokens. See [`interfaces::receivable`] for what other contracts may call.
//!
//! # Trust
//! - A receivable is owed once the debtor, the creditor and, where there is one, the guarantor have signed the same terms. From then on nothing
//!   revokes it, and nobody changes it: no party, no administrator. That it will be paid is the debtor's word, and the guarantor's; a limit on
//!   what a debtor confirms, by itself or by its financier, is kept here, and says nothing of other books.
//! - Its invoice is confirmed here once, and where a collateral contract is linked, nowhere else that asks there. That contract can refuse
//!   a confirmation; nothing that is confirmed depends on it.
//! - Where the reconciliation contract is linked, a debt on a case is believed as far as the case is balanced; where the waybill contract is,
//!   one on a delivery as far as the delivery is closed, and freight as far as it was agreed. Both are asked once, at
//!   confirmation. If they lie, more is confirmed than was delivered; it is owed all the same, for the debtor signed it.
//! - A linked credit contract is told how a debt was paid, by anyone who has it told, and nothing of it is believed. On chain nobody can
//!   say when that was but the block. Off chain it is when the holders confirmed it: one that was paid and confirms late makes the debtor
//!   late, so who wants its punctuality on record pays on chain; and a debtor that declares what it never paid is not told as
//!   one that did not pay, but stands by that declaration.
//! - Who buys by a grade has the credit contract asked that is linked then, by a grant of who is rated, and believes it: one that lies sells what is
//!   worth less to who asked it, and to nobody else. A grant that names this contract is used by nobody but a buyer that it names; whoever can
//!   have it asked can also read the chain. A purchase that fails uses none. Who buys without a condition has nobody asked.
//! - Tokens move by who acts for their owner, or by operators that it approved, and an approval ends with the next transfer, split or merge. A pledged
//!   token moves to its pledgee only, between the default date and the end that both signed; after that the owner can end the pledge.
//! - Money goes from who calls to the account that the owner named, or into the contract for the holders, and from there to the account that
//!   the holder names. The contract never pays out more of a receivable than was paid in for it. No message takes from a third.
//! - A PSP22 token is believed about its own balances, and nothing else: one that lies, traps or keeps money back harms those who agreed to be
//!   paid in it, in their payments in it. Tokens whose balances change by themselves are not fit for it.
//! - Off the chain a payment counts as far as a holder confirms it; the payer's declaration is a claim. A holder that was paid and does not
//!   confirm is a matter for a court.
//! - A linked registry says which accounts act for a party, and who is active. A receivable and its tokens ask the registry that was linked
//!   when it was drafted, for ever. Without one each account acts for itself.
//! - The administrator links contracts, lists venues and pauses new business: drafting, signing, lines, splits, merges, transfers, offers,
//!   purchases, pledges. It cannot stop payments, draws, receipts, releases, enforcement, recourse, returns from venues and withdrawals, nor
//!   touch a receivable, a token or money. An upgrade takes the delay, unless upgrades were renounced.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(missing_docs)]

mod accounting;
mod discount;
mod events;
mod ledger;
mod links;
mod payment;
mod status;
#[cfg(test)]
mod tests;

pub use self::{
    events::*,
    ledger::Ledger,
    receivable::{ReceivableContract, ReceivableContractRef},
};

/// Confirmed debts that split and travel as PSP34 tokens.
#[allow(clippy::large_enum_variant)] // One enum holds every message's arguments; ink! writes it.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod receivable {
    use crate::{
        ledger::{claimed, ended, receivable_id, Caller, Ledger, Signature},
        links::Linked,
        ReleaseTold,
    };
    use ink::prelude::{boxed::Box, vec::Vec};
    use interfaces::{
        administration::{
            Administration, AdministrationError, Link, LinkState, UpgradeState, ADMIN,
        },
        credit::FactKind,
        ids::{
            account, Account, CodeHash, Digest, DocumentId, Fingerprint, Millis, Money, PartyId,
        },
        kept::Kept,
        receivable::{
            Condition, Debt, Line, LineLimit, Pledge, PledgeStep, Receivable, ReceivableError,
            Recourse, SaleOffer, Terms, Token, TokenId,
        },
        reconciliation::Text,
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        authority::LinkedRegistry,
        codes,
        collateral::LinkedCollateral,
        credit::LinkedCredit,
        events::emit,
        psp34::number,
        store::Shelf,
        token::{owner, party, Supply},
        Call,
    };
    use pendzl::contracts::{
        pausable::Pausable,
        psp34::{Id, PSP34Error, PSP34},
    };

    /// The root, how many tokens there are, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct ReceivableContract {
        root: Root,
        supply: Supply,
        has_venues: bool,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl ReceivableContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only).
        #[ink(constructor)]
        pub fn new(admin: Account, delay: Millis) -> Self {
            let mut contract = Self {
                root: Root::new(),
                supply: Supply::default(),
                has_venues: false,
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
                Link::Reconciliation,
                Link::Waybill,
                Link::Collateral,
                Link::Credit,
            ];
            controls.administer(root, links, access, &ChainCodes, allowed, command)?;
            Ok(())
        }

        // Once for both messages.
        #[inline(never)]
        fn buy(
            &mut self,
            token: TokenId,
            number: u64,
            party: PartyId,
            price: Money,
            condition: Option<&Condition>,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let raters = LinkedCredit(&self.links);
            let value = self.env().transferred_value();
            let (sold, payment) = self
                .ledger
                .accept_offer(&caller, &raters, value, token, number, party, price, condition)?;
            payment.collect_in_full(&sold.payer, &caller.contract)?;
            emit(sold);
            Ok(())
        }
    }

    // Once for all messages, not inlined into each.
    #[inline(never)]
    fn caller<'a>(root: &Root, has_venues: bool, links: &'a Links) -> Caller<LinkedRegistry<'a>> {
        Caller {
            call: Call::current(),
            contract: account(&ink::env::account_id::<Environment>()),
            paused: root.paused,
            has_venues,
            authority: LinkedRegistry { links, current: root.registry },
        }
    }

    // Each floor lists the host calls that the message cannot do without. `r` reads, `w` writes; `event n` has n topics beside
    // its signature, `Transfer` is PSP34's and has none. Asking the registry is one cross-contract call, and none where no registry is
    // linked.

    impl Receivable for ReceivableContract {
        /// Drafts a receivable on `terms` (amounts in minor units, times in milliseconds) and signs it for `party`. Answers its id. Debtor,
        /// scope ConfirmDebt, or creditor, scope Agree.
        // Floor: root r+w, may, receivable r+w, event 3.
        #[ink(message)]
        fn draft(&mut self, party: PartyId, terms: Terms) -> Result<DocumentId, ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let drafted = self.ledger.draft(&caller, party, Box::new(terms))?;
            let receivable = drafted.receivable;
            emit(*drafted);
            Ok(receivable)
        }

        /// Signs the draft whose terms have the digest `terms` for `party`; with the last signature it is confirmed. Debtor or guarantor, scope ConfirmDebt; creditor, scope Agree.
        // Floor: root r+w, may, receivable r+w, event 1; with the last signature also line r+w, token w, balance r+w, link r, `Transfer`, event 3; on a
        // case or freight link r, ask, confirmed r+w; where collateral is linked, claim.
        #[ink(message)]
        fn sign(
            &mut self,
            party: PartyId,
            receivable: DocumentId,
            terms: Digest,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let collateral = LinkedCollateral(&self.links);
            let backings = Linked(&self.links);
            let (ledger, supply) = (&mut self.ledger, &mut self.supply);
            let signature =
                ledger.sign(&caller, supply, &backings, &collateral, party, receivable, &terms)?;
            match signature {
                Signature::Signed(signed) => emit(signed),
                Signature::Last(sealed) => {
                    claimed(&collateral, &sealed)?;
                    emit(sealed.event);
                }
            }
            Ok(())
        }

        /// Calls a draft off. Debtor or guarantor, scope ConfirmDebt; creditor, scope Agree.
        // Floor: root r+w, may, receivable r+w, event 1.
        #[ink(message)]
        fn withdraw(
            &mut self,
            party: PartyId,
            receivable: DocumentId,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            emit(self.ledger.withdraw(&caller, party, receivable)?);
            Ok(())
        }

        /// Limits what `debtor` may owe in `currency` (minor units), and names who changes that next: `financier`, or with 32 zeros the debtor.
        /// `party`, scope Agree: the financier named before, or else the debtor.
        // Floor: root r+w, may, line r+w, event 2; attested where a financier is named.
        #[ink(message)]
        fn set_line(
            &mut self,
            party: PartyId,
            debtor: PartyId,
            currency: Text,
            limit: LineLimit,
            financier: PartyId,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let currency = currency.as_ref();
            emit(self.ledger.set_line(&caller, party, debtor, currency, limit, financier)?);
            Ok(())
        }

        /// Splits `face` (minor units) off a token; answers the new one's number. The owner, scope Dispose.
        // Floor: root r+w, may, token r+w, new token w, balance r+w, `Transfer`, event 1.
        #[ink(message)]
        fn split(&mut self, token: TokenId, face: Money) -> Result<TokenId, ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let split = self.ledger.split(&caller, &mut self.supply, token, face)?;
            let into = split.into;
            emit(split);
            Ok(into)
        }

        /// Merges the token `from` into `token`. The owner of both, scope Dispose.
        // Floor: root r+w, may, two tokens r+w, balance r+w, `Transfer`, event 1.
        #[ink(message)]
        fn merge(&mut self, token: TokenId, from: TokenId) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            emit(self.ledger.merge(&caller, &mut self.supply, token, from)?);
            Ok(())
        }

        /// Offers a token for sale (amounts in minor units, rates in basis points a year, times in milliseconds); answers the offer's number. The
        /// owner, scope Dispose.
        // Floor: root r+w, may, token r+w, offer w, event 2.
        #[ink(message)]
        fn offer(&mut self, token: TokenId, offer: SaleOffer) -> Result<u64, ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let offered = self.ledger.offer(&caller, token, offer)?;
            let number = offered.number;
            emit(offered);
            Ok(number)
        }

        /// Buys a token for `party` at `price` (minor units) by its offer `number`; the caller pays with the call, or by an allowance in PSP22. Whom
        /// it was offered to, scope Agree.
        // Floor: root r+w, may, token r+w, offer r, two balances r+w, payment, `Transfer`, event 2.
        #[ink(message, payable)]
        fn accept_offer(
            &mut self,
            token: TokenId,
            number: u64,
            party: PartyId,
            price: Money,
        ) -> Result<(), ReceivableError> {
            self.buy(token, number, party, price, None)
        }

        /// Buys a token as `accept_offer` does (`price` in minor units, paid with the call or by an allowance), if somebody is rated well enough now,
        /// as the linked credit contract tells the buyer by a grant. `condition`: the grant, who is rated, the SHA-256 of what for, and the
        /// lowest grade that is good enough. Whom it was offered to, scope Agree.
        // Floor: of `accept_offer`, and receivable r, link r, credit call.
        #[ink(message, payable)]
        fn accept_offer_if_rated(
            &mut self,
            token: TokenId,
            number: u64,
            party: PartyId,
            price: Money,
            condition: Condition,
        ) -> Result<(), ReceivableError> {
            self.buy(token, number, party, price, Some(&condition))
        }

        /// Ends the offer `number` of a token. `party`: the owner, scope Dispose, or the buyer named, scope Agree.
        // Floor: root r+w, may, token r+w, offer r, event 1.
        #[ink(message)]
        fn close_offer(
            &mut self,
            token: TokenId,
            number: u64,
            party: PartyId,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            emit(self.ledger.close_offer(&caller, token, number, party)?);
            Ok(())
        }

        /// Offers a token in pledge (times in milliseconds); answers the offer's number. The owner, scope Dispose.
        // Floor: root r+w, may, token r+w, pledge w, event 2.
        #[ink(message)]
        fn pledge(&mut self, token: TokenId, pledge: Pledge) -> Result<u64, ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let offered = self.ledger.pledge(&caller, token, pledge)?;
            let number = offered.number;
            emit(offered);
            Ok(number)
        }

        /// Takes a step about the pledge `number` of a token. The pledgee: Accept, scope Agree; Reject, Release, Enforce, scope Dispose. The owner:
        /// Withdraw, scope Dispose.
        // Floor: root r+w, may, token r+w, pledge r, event 1; to enforce two balances r+w, `Transfer`.
        #[ink(message)]
        fn answer_pledge(
            &mut self,
            token: TokenId,
            number: u64,
            step: PledgeStep,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            emit(self.ledger.answer_pledge(&caller, token, number, step)?);
            Ok(())
        }

        /// Pays `amount` (minor units) of a receivable, with the call or by an allowance in PSP22; answers how much was credited. Anyone.
        // Floor: root r+w, receivable r+w, payment, line r+w, event 2.
        #[ink(message, payable)]
        fn pay(&mut self, receivable: DocumentId, amount: Money) -> Result<Money, ReceivableError> {
            let contract = account(&self.env().account_id());
            let payer = account(&self.env().caller());
            let value = self.env().transferred_value();
            let (debt, payment) = self.ledger.bill(contract, value, &receivable, amount)?;
            // What arrives is known only afterwards, so the call comes before the write: nobody gets back in here meanwhile, for the chain
            // traps on re-entry.
            let arrived = payment.collect(&payer, &contract)?;
            let now = self.env().block_timestamp();
            let paid = self.ledger.credit(now, payer, receivable, debt, amount, arrived)?;
            let credited = paid.amount;
            emit(paid);
            Ok(credited)
        }

        /// Declares that `amount` (minor units) was paid off chain; `evidence` is the SHA-256 of what shows it. `party`, scope ConfirmDebt: debtor,
        /// guarantor, or with recourse the creditor.
        // Floor: root r+w, may, receivable r+w, event 1.
        #[ink(message)]
        fn declare_payment(
            &mut self,
            party: PartyId,
            receivable: DocumentId,
            amount: Money,
            evidence: Digest,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            emit(self.ledger.declare_payment(
                &caller,
                party,
                receivable,
                amount,
                evidence.into(),
            )?);
            Ok(())
        }

        /// Confirms that the holder of a token received `amount` (minor units) off chain. The owner, scope Draw; after default the pledgee.
        // Floor: root r+w, may, token r+w, receivable r+w, line r+w, event 2; burnt: balance r+w, `Transfer`.
        #[ink(message)]
        fn confirm_receipt(
            &mut self,
            token: TokenId,
            amount: Money,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            emit(self.ledger.confirm_receipt(&caller, &mut self.supply, token, amount)?);
            Ok(())
        }

        /// Draws all that is due on a token to the account `to`; answers how much, in minor units. The owner, scope Draw; after default the
        /// pledgee.
        // Floor: root r+w, may, token r+w, receivable r+w, payment, event 2; burnt: balance r+w, `Transfer`.
        #[ink(message)]
        fn draw(&mut self, token: TokenId, to: Account) -> Result<Money, ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let (drawn, payment) = self.ledger.draw(&caller, &mut self.supply, token, to)?;
            payment.disburse(&caller.contract)?;
            let amount = drawn.amount;
            emit(drawn);
            Ok(amount)
        }

        /// Marks a receivable as overdue once the days of grace are over. Anyone.
        // Floor: root r+w, receivable r+w, event 2.
        #[ink(message)]
        fn mark_overdue(&mut self, receivable: DocumentId) -> Result<(), ReceivableError> {
            let now = self.env().block_timestamp();
            emit(self.ledger.mark_overdue(now, receivable)?);
            Ok(())
        }

        /// Claims what is not drawn of a token of an overdue receivable; `notice` is the SHA-256 of what was sent. The owner, scope Draw; after default
        /// the pledgee.
        // Floor: root r+w, may, token r, receivable r, event 3.
        #[ink(message)]
        fn claim_recourse(
            &mut self,
            token: TokenId,
            against: Recourse,
            notice: Digest,
        ) -> Result<(), ReceivableError> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            emit(self.ledger.claim_recourse(&caller, token, against, notice.into())?);
            Ok(())
        }

        /// Gives a token that a venue still has when it is due back to who put it there. Anyone.
        // Floor: root r+w, token r+w, two balances r+w, `Transfer`.
        #[ink(message)]
        fn return_from_venue(&mut self, token: TokenId) -> Result<(), ReceivableError> {
            let now = self.env().block_timestamp();
            self.ledger.return_from_venue(now, token)
        }

        /// Lists `venue` as a contract that tokens may be put into, or takes it off the list. Administrator only.
        // Floor: root r+w, role r, venue w, event 1.
        #[ink(message)]
        fn list_venue(&mut self, venue: Account, is_listed: bool) -> Result<(), ReceivableError> {
            let by = account(&self.env().caller());
            let is_admin = self.access.members.holds((ADMIN, Some(by)));
            emit(self.ledger.list_venue(is_admin, &ChainCodes, venue, is_listed)?);
            self.has_venues = true;
            Ok(())
        }

        /// Tells the collateral contract that a receivable is paid. Anyone.
        // Floor: root r+w, receivable r, link r, end, event 1.
        #[ink(message)]
        fn tell_collateral(&mut self, receivable: DocumentId) -> Result<(), ReceivableError> {
            let debt = self.ledger.settled(&receivable)?;
            ended(&LinkedCollateral(&self.links), &debt, &receivable)?;
            emit(ReleaseTold { receivable });
            Ok(())
        }

        /// Tells the linked credit contract how a receivable was paid, in days, or that it is closed, once each. Anyone.
        // Floor: root r+w, receivable r, link r, credit call, event 1.
        #[ink(message)]
        fn tell_credit(
            &mut self,
            receivable: DocumentId,
            kind: FactKind,
        ) -> Result<(), ReceivableError> {
            let now = self.env().block_timestamp();
            emit(self.ledger.tell_credit(&LinkedCredit(&self.links), now, receivable, kind)?);
            Ok(())
        }

        /// A receivable, its tokens apart.
        #[ink(message)]
        fn receivable(&self, receivable: DocumentId) -> Option<Kept<Debt>> {
            self.ledger.receivables.kept(receivable)
        }

        /// A token.
        #[ink(message)]
        fn token(&self, token: TokenId) -> Option<Kept<Token>> {
            self.ledger.tokens.kept(token)
        }

        /// What a draw on a token would pay now, in minor units.
        #[ink(message)]
        fn due_on(&self, token: TokenId) -> Money {
            self.ledger.due_on(token)
        }

        /// A token's last offer for sale.
        #[ink(message)]
        fn offer_of(&self, token: TokenId) -> Option<Kept<SaleOffer>> {
            self.ledger.offers.kept(token)
        }

        /// What a token is sold at now by its last offer, in minor units.
        #[ink(message)]
        fn price_of(&self, token: TokenId) -> Money {
            self.ledger.price_of(token, self.env().block_timestamp())
        }

        /// A token's last offer in pledge.
        #[ink(message)]
        fn pledge_of(&self, token: TokenId) -> Option<Kept<Pledge>> {
            self.ledger.pledges.kept(token)
        }

        /// What `debtor` owes in `currency`, and how much it may, in minor units.
        #[ink(message)]
        fn line_of(&self, debtor: PartyId, currency: Text) -> Option<Kept<Line>> {
            self.ledger.lines.kept((debtor, codes::currency(&currency)?))
        }

        /// How much was confirmed on the case, or as freight of the waybill, of this id, in minor units.
        #[ink(message)]
        fn confirmed_on(&self, backing: Fingerprint) -> Money {
            self.ledger.confirmed_on(&backing)
        }

        /// Whether tokens may be put into the contract at `venue`.
        #[ink(message)]
        fn is_venue(&self, venue: Account) -> bool {
            let venue: &[u8; 32] = venue.as_ref();
            self.ledger.is_venue(&PartyId::from(*venue))
        }

        /// The id of the receivable of `debtor` to `creditor` for `invoice`; 32 zeros where that is no invoice number.
        #[ink(message)]
        fn receivable_id(&self, debtor: PartyId, creditor: PartyId, invoice: Text) -> DocumentId {
            receivable_id(&debtor, &creditor, invoice.as_ref()).unwrap_or(DocumentId::NONE)
        }
    }

    impl PSP34 for ReceivableContract {
        /// This contract's account.
        #[ink(message)]
        fn collection_id(&self) -> Id {
            let contract = self.env().account_id();
            Id::Bytes(AsRef::<[u8; 32]>::as_ref(&contract).to_vec())
        }

        /// How many tokens `owner` has; a party's id stands as an account of the same bytes.
        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u32 {
            self.ledger.book.balance_of(&party(&owner))
        }

        /// The owner of a token (`U64`), as an account of the same bytes; none of a burnt one.
        #[ink(message)]
        fn owner_of(&self, id: Id) -> Option<AccountId> {
            let token = self.ledger.live_token(number(&id)?)?;
            Some(owner(&token.owner))
        }

        /// Whether `operator` may transfer the token, or all tokens of `owner`.
        #[ink(message)]
        fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool {
            let id = id.map(|id| number(&id));
            self.ledger.allowance(&party(&owner), &account(&operator), id)
        }

        /// Lets `operator` transfer a token until its next transfer, split or merge, or all that the caller owns as an account; or no more. The owner,
        /// scope Dispose.
        // Floor: root r+w, may, token r, approval w, `Approval`.
        #[ink(message)]
        fn approve(
            &mut self,
            operator: AccountId,
            id: Option<Id>,
            approved: bool,
        ) -> Result<(), PSP34Error> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let id = id.map(|id| number(&id));
            self.ledger.approve(&caller, &operator, id, approved)
        }

        /// Transfers a token to `to`, an active enterprise or a listed venue. `data` is empty for a sale, or the 32 bytes of the trade's digest. The owner,
        /// scope Dispose, or who it approved.
        // Floor: root r+w, may, token r+w, two balances r+w, `Transfer`; is_active where a registry is linked; event 2 for a trade.
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, id: Id, data: Vec<u8>) -> Result<(), PSP34Error> {
            let caller = caller(&self.root, self.has_venues, &self.links);
            let traded = self.ledger.transfer(&caller, party(&to), number(&id), &data)?;
            if let Some(traded) = traded {
                emit(traded);
            }
            Ok(())
        }

        /// How many tokens there are, burnt ones not counted.
        #[ink(message)]
        fn total_supply(&self) -> u64 {
            self.supply.live
        }
    }

    impl Administration for ReceivableContract {
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

    impl Pausable for ReceivableContract {
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
