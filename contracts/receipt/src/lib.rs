//! Warehouse receipts as tokens. See [`interfaces::receipt`] for what other contracts may call.
//!
//! # Trust
//! - That goods lie in a warehouse is the word of an inspector other than the warehouse: receipts are never issued for more than one
//!   attested. Under a registry every attested auditor inspects, so that a holder finds one that its warehouse did not choose; without one,
//!   whom the pool names. A warehouse and an inspector that lie together can issue receipts for nothing; one inspector that lies can lower
//!   what all receipts of a pool are worth, in the open and by a report of a known digest.
//! - What an inspector finds missing is borne by all shares of the pool alike, and nothing is issued into it again. Whoever takes goods out
//!   leaves everybody else's shares worth no less.
//! - Goods leave by two signatures: the owner asks and signs for having received, the warehouse says that it handed over. An owner that is
//!   silent for the time fixed when the contract is made is taken to have received what it asked for, and no more. One that contests has its
//!   request as before: who is right is not decided here. A warehouse that never hands over owes the goods for ever; the token shows it.
//! - A pledge is what owner and pledgee both signed. Meanwhile the owner keeps the token and cannot move it; from default on the pledgee
//!   makes itself the owner and nothing here asks whether the debt was paid: that is what both trust it with. It takes what was offered, by
//!   quantity and text, before the default date or never. A pledgee that does nothing loses control when the pledge lapses. Who may buy back does so at the agreed price, and until then the token does not move.
//! - A sale is what seller and buyer both signed, word for word; it is paid by the buyer to the seller's account in the same call, and this
//!   contract holds no money at any time. What a PSP22 says of a payment counts for nothing, the payee's balance for all; who names a PSP22
//!   that lies about balances, or takes one, is paid in it.
//! - An attested regulator freezes a token for 30 days, and another renews that; neither makes it move. A frozen token moves to nobody, and
//!   no right to it runs out meanwhile.
//! - The linked collateral contract is asked before a receipt is: if the paper or its goods are claimed elsewhere, or it does not answer,
//!   nothing is issued. No way out but the replacement of a lost receipt waits for it.
//! - A linked registry says which accounts act for a party, who is active, and who is attested. A pool and its tokens ask the registry that
//!   was linked when the pool was opened, for ever. Without a registry each account acts for itself, and nobody is a regulator.
//! - The administrator links the registry and the collateral contract, lists venues, and pauses new business: pools, issue, splits, merges,
//!   transfers, pledges, sales, amendments. It cannot touch a pool, a receipt or a token, nor stop inspections, load-out, release,
//!   enforcement, buying back, replacement, freezes and returns. An upgrade takes the delay, unless upgrades were renounced.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(missing_docs)]

mod events;
mod ledger;
mod network;
mod payment;
mod pool;
mod status;
#[cfg(test)]
mod tests;

pub use self::{
    events::{
        AmendmentMoved, LoadOutMoved, MarginCalled, PledgeMoved, PoolExpired, PoolOpened,
        ReceiptIssued, ReceiptReplaced, ReceiptSplit, ReceiptVenueListed, ReceiptsMerged,
        SaleOffered, Sold, StockInspected, TokenFrozen, TradeNamed, VenueReturned,
    },
    ledger::Ledger,
    receipt::{ReceiptContract, ReceiptContractRef},
};

/// Warehouse receipts as tokens.
#[allow(clippy::large_enum_variant)] // One enum holds every message's arguments; ink! writes it.
#[pendzl::implementation(AccessControl)]
#[ink::contract]
mod receipt {
    use crate::{
        ledger::{in_standard_words, pool_id, receipt_id, Caller, Done, Ledger, Move},
        payment::ChainTill,
    };
    use ink::{
        env::Event,
        prelude::{string::String, vec, vec::Vec},
    };
    use interfaces::{
        administration::{
            Administration, AdministrationError, Link, LinkState, UpgradeState, ADMIN,
        },
        ids::{
            account, Account, CodeHash, DocumentId, Fingerprint, Millis, PartyId, PoolId, Quantity,
        },
        kept::Kept,
        receipt::{
            AmendmentStep, Deposit, Finding, FreezeStep, GoodsKey, LoadOutStep, Pledge, PledgeStep,
            Pool, Receipt, ReceiptError, ReceiptRecord, Sale, SaleOffer, SaleStep, Stock, Token,
            TokenId,
        },
    };
    use kit::{
        administration::{change_role, ChainCodes, Command, Controls, Links, RoleChange, Root},
        authority::LinkedRegistry,
        collateral::LinkedCollateral,
        events::emit,
        psp34::{approval, transferred},
        store::Shelf,
        token::{owner, party, Supply},
        Call,
    };
    use pendzl::contracts::{
        pausable::Pausable,
        psp34::{Id, PSP34Error, PSP34},
    };

    /// The root, pendzl's roles, and the books.
    #[ink(storage)]
    #[derive(StorageFieldGetter)]
    pub struct ReceiptContract {
        root: Root,
        supply: Supply,
        has_venues: bool,
        answer_window: Millis,
        controls: Controls,
        links: Links,
        #[storage_field]
        access: AccessControlData,
        ledger: Ledger,
    }

    impl ReceiptContract {
        /// An empty contract. `admin` holds every administrative role; links and upgrades change `delay` milliseconds after they
        /// are announced (0 for development only). An owner that does not answer within `answer_window` milliseconds after a warehouse said
        /// that it handed goods over has received them (0 for development only: then a warehouse alone says what it delivered).
        #[ink(constructor)]
        pub fn new(admin: Account, delay: Millis, answer_window: Millis) -> Self {
            let mut contract = Self {
                root: Root::new(),
                supply: Supply::default(),
                has_venues: false,
                answer_window,
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
            let allowed = &[Link::Registry, Link::Collateral];
            controls.administer(root, links, access, &ChainCodes, allowed, command)?;
            Ok(())
        }
    }

    // Once for all messages, not inlined into each.
    #[inline(never)]
    fn caller<'a>(root: &Root, links: &'a Links) -> Caller<LinkedRegistry<'a>> {
        let network = LinkedRegistry { links, current: root.registry };
        Caller { call: Call::current(), paused: root.paused, network }
    }

    #[inline(never)]
    fn tell_moves(moves: &[Move]) {
        for Move { from, to, token } in moves {
            emit(transferred(from.as_ref(), to.as_ref(), *token));
        }
    }

    fn tell<E: Event>(done: Done<E>) {
        tell_moves(&done.moves);
        emit(done.event);
    }

    // Each floor lists the host calls that the message cannot do without. `r` reads, `w` writes; `event n` has n topics beside
    // its signature. Asking the registry is one cross-contract call, and none where no registry is linked.
    impl Receipt for ReceiptContract {
        /// Opens a pool of goods that nobody tells apart: `stock` (what, grade, lot, until when they keep in milliseconds), `unit` a UN/ECE code,
        /// `location` where they lie, `inspector` who attests the stock (zeros where a registry is linked). Answers its id. `warehouse`,
        /// attested, scope Agree.
        // Floor: root r+w, may, attested, link r, pool exists+w, event 2.
        #[ink(message)]
        fn open_pool(
            &mut self,
            warehouse: PartyId,
            stock: Stock,
            unit: String,
            location: String,
            inspector: PartyId,
        ) -> Result<PoolId, ReceiptError> {
            let Self { root, links, ledger, .. } = self;
            let caller = caller(root, links);
            let collateral = LinkedCollateral(links);
            let opened = ledger.open_pool(
                &caller,
                &collateral,
                warehouse,
                stock,
                &unit,
                location,
                inspector,
            )?;
            let pool = opened.pool;
            emit(opened);
            Ok(pool)
        }

        /// Puts on record what an inspector found, in thousandths: the stock ever taken in, or what is missing; `report` is the SHA-256 of its
        /// report. `inspector`, scope Notarise: an attested auditor, or whom the pool names.
        // Floor: root r+w, attested, may, pool r+w, event 2.
        #[ink(message)]
        fn inspect(
            &mut self,
            pool: PoolId,
            inspector: PartyId,
            finding: Finding,
            report: Fingerprint,
        ) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.inspect(&caller, pool, inspector, finding, report)?);
            Ok(())
        }

        /// Issues a receipt for goods in `pool`: `deposit` says for whom and how much in thousandths, `goods` (up to four) by what they are known
        /// elsewhere. Answers its token. The pool's warehouse, attested, scope Agree.
        // Floor: root r+w, may, attested, is_active, pool r+w, receipt exists+w, token w, balance r+w, claim, event 0, event 3.
        #[ink(message)]
        #[inline(never)]
        fn issue(
            &mut self,
            pool: PoolId,
            deposit: Deposit,
            goods: Vec<GoodsKey>,
        ) -> Result<TokenId, ReceiptError> {
            let Self { root, supply, links, ledger, .. } = self;
            let caller = caller(root, links);
            let collateral = LinkedCollateral(links);
            let issued = ledger.issue(&caller, &collateral, supply, pool, deposit, goods)?;
            let token = issued.event.record.token;
            tell(issued);
            Ok(token)
        }

        /// Issues a receipt for goods in `pool` that are known elsewhere by one key, or by none if its number is empty; `deposit` says for whom and
        /// how much in thousandths. Answers its token. The pool's warehouse, attested, scope Agree.
        // Floor: as issue.
        #[ink(message)]
        fn issue_single(
            &mut self,
            pool: PoolId,
            deposit: Deposit,
            goods: GoodsKey,
        ) -> Result<TokenId, ReceiptError> {
            let goods = if goods.number.is_empty() { Vec::new() } else { vec![goods] };
            self.issue(pool, deposit, goods)
        }

        /// Splits a token: the new one is worth `quantity`, in thousandths. Answers the new one. The owner, scope Dispose.
        // Floor: root r+w, may, token r+w, pool r, new token w, balance r+w, event 0, event 1.
        #[ink(message)]
        fn split(&mut self, token: TokenId, quantity: Quantity) -> Result<TokenId, ReceiptError> {
            let Self { root, supply, links, ledger, .. } = self;
            let split = ledger.split(&caller(root, links), supply, token, quantity)?;
            let new = split.event.new;
            tell(split);
            Ok(new)
        }

        /// Merges `token` into the token `into`, of the same pool and owner; it is no more. The owner of both, scope Dispose.
        // Floor: root r+w, may, two tokens r+w, balance r+w, event 0, event 2; two receipts r+w where they differ.
        #[ink(message)]
        fn merge(&mut self, into: TokenId, token: TokenId) -> Result<(), ReceiptError> {
            let Self { root, supply, links, ledger, .. } = self;
            tell(ledger.merge(&caller(root, links), supply, into, token)?);
            Ok(())
        }

        /// Takes a step towards getting goods out; quantities in thousandths, digests SHA-256. The owner requests, withdraws (scope Dispose),
        /// receives, contests (Receive); the pledgee agrees (Dispose); the warehouse refuses, hands over (HandOver); anyone completes.
        // Floor: root r+w, may, token r+w, event 1; pool r for most; to deliver pool r+w, receipt r+w, balance r+w, event 0.
        #[ink(message)]
        fn load_out(&mut self, token: TokenId, step: LoadOutStep) -> Result<(), ReceiptError> {
            let Self { root, supply, links, ledger, answer_window, .. } = self;
            let caller = caller(root, links);
            tell(ledger.load_out(&caller, supply, *answer_window, token, step)?);
            Ok(())
        }

        /// Takes a step about a pledge; times in milliseconds. The owner offers, withdraws, ends what has lapsed; the pledgee accepts, releases,
        /// enforces from default on; the pledgor waives buying back. Scope Dispose.
        // Floor: root r+w, may, token r+w, pledge r+w, event 2; to enforce two balances r+w, event 0.
        #[ink(message)]
        fn pledge(&mut self, token: TokenId, step: PledgeStep) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            tell(self.ledger.pledge(&caller, token, step)?);
            Ok(())
        }

        /// Says that what secures a debt has lost value: `demand` is the SHA-256 of what is asked, `until` by when in milliseconds. The pledgee,
        /// scope Dispose.
        // Floor: root r+w, may, token r, event 2.
        #[ink(message)]
        fn call_margin(
            &mut self,
            token: TokenId,
            demand: Fingerprint,
            until: Millis,
        ) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.call_margin(&caller, token, demand, until)?);
            Ok(())
        }

        /// Buys back a token whose pledge was enforced, at the agreed price: native tokens are sent with the call, a PSP22 is taken from the calling
        /// account, which approved this contract. The pledgor, scope Dispose.
        // Floor: root r+w, may, token r+w, pledge r+w, two balances r+w, payment, event 0, event 2.
        #[ink(message, payable)]
        fn buy_back(&mut self, token: TokenId) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            tell(self.ledger.buy_back(&caller, &ChainTill, token)?);
            Ok(())
        }

        /// Offers a token for sale by these words (quantity in thousandths, price in the settlement's smallest unit, until when in milliseconds), or
        /// takes the offer back. The owner, scope Dispose.
        // Floor: root r+w, may, token r, event 2; to offer pool r, offer w; to withdraw offer r+w.
        #[ink(message)]
        fn sell(&mut self, token: TokenId, step: SaleStep) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.sell(&caller, token, step)?);
            Ok(())
        }

        /// Buys a token by the words that it was offered with, and pays: native tokens are sent with the call, a PSP22 is taken from the calling
        /// account, which approved this contract. `buyer`, scope Dispose.
        // Floor: root r+w, may, is_active, token r+w, pool r, offer r+w, two balances r+w, payment, event 0, event 3.
        #[ink(message, payable)]
        fn buy(&mut self, token: TokenId, buyer: PartyId, sale: Sale) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            tell(self.ledger.buy(&caller, &ChainTill, token, buyer, sale)?);
            Ok(())
        }

        /// Changes what a receipt says, both signing. The warehouse proposes, scope Agree; the pledgee, or else the owner, agrees by the same words,
        /// scope Dispose. Or whoever would agree reports its text lost, with the SHA-256 of an indemnity and of the text to stand for it.
        // Floor: root r+w, may, token r, event 1; to propose pool r, proposal w; to agree proposal r, token w; to report it lost, lost w.
        #[ink(message)]
        fn amend(&mut self, token: TokenId, step: AmendmentStep) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.amend(&caller, token, step)?);
            Ok(())
        }

        /// Replaces a lost receipt by another of this number, under the indemnity and by the full text that were asked for (SHA-256). Answers the new token.
        /// The warehouse, scope Agree.
        // Floor: root r+w, may, pool r, lost r, old token r+w, new w, receipt r+w, new exists+w, pledge r, two balances r+w, claim, 2 event 0,
        // event 2.
        #[ink(message)]
        fn replace(
            &mut self,
            token: TokenId,
            indemnity: Fingerprint,
            number: String,
            document: Fingerprint,
        ) -> Result<TokenId, ReceiptError> {
            let Self { root, supply, links, ledger, .. } = self;
            let caller = caller(root, links);
            let collateral = LinkedCollateral(links);
            let replaced =
                ledger.replace(&caller, &collateral, supply, token, indemnity, number, document)?;
            let new = replaced.event.record.token;
            tell(replaced);
            Ok(new)
        }

        /// Freezes a token for 30 days, renews that, or lifts it; `reason` is the SHA-256 of the order. `regulator`, attested, scope Supervise;
        /// another than the last to renew, the same to lift.
        // Floor: root r+w, may, attested, token r+w, event 2.
        #[ink(message)]
        fn freeze(
            &mut self,
            token: TokenId,
            regulator: PartyId,
            step: FreezeStep,
            reason: Fingerprint,
        ) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            emit(self.ledger.freeze(&caller, token, regulator, step, reason)?);
            Ok(())
        }

        /// Says that the goods of a pool have expired, once. Anyone.
        // Floor: root r+w, pool r+w, event 1.
        #[ink(message)]
        fn mark_expired(&mut self, pool: PoolId) -> Result<(), ReceiptError> {
            emit(self.ledger.mark_expired(&Call::current(), pool)?);
            Ok(())
        }

        /// Gives a token whose goods have expired back from a venue to who put it there. Anyone.
        // Floor: root r+w, token r+w, two balances r+w, event 0, event 2.
        #[ink(message)]
        fn return_from_venue(&mut self, token: TokenId) -> Result<(), ReceiptError> {
            let caller = caller(&self.root, &self.links);
            tell(self.ledger.return_from_venue(&caller, token)?);
            Ok(())
        }

        /// Lists a venue contract, so that tokens may go to it, or unlists it. Administrator only.
        // Floor: root r+w, role r, venue w, event 1.
        #[ink(message)]
        fn list_venue(&mut self, venue: Account, listed: bool) -> Result<(), ReceiptError> {
            let by = self.env().caller();
            let is_administrator = self.access.members.holds((ADMIN, Some(by)));
            emit(self.ledger.list_venue(is_administrator, &ChainCodes, venue, listed)?);
            self.has_venues = true;
            Ok(())
        }

        /// Tells the collateral contract that a receipt has ended. Anyone.
        // Floor: root r+w, receipt r, pool r, link r, end.
        #[ink(message)]
        fn tell_ended(&mut self, receipt: DocumentId) -> Result<(), ReceiptError> {
            Ok(self.ledger.tell_ended(&LinkedCollateral(&self.links), receipt)?)
        }

        /// Tells the collateral contract that a pool is empty, so that these goods are free. Anyone.
        // Floor: root r+w, pool r, link r, free.
        #[ink(message)]
        fn tell_empty(&mut self, pool: PoolId, goods: GoodsKey) -> Result<(), ReceiptError> {
            Ok(self.ledger.tell_empty(&LinkedCollateral(&self.links), pool, goods)?)
        }

        /// A pool.
        #[ink(message)]
        fn pool(&self, pool: PoolId) -> Option<Kept<Pool>> {
            self.ledger.pools.kept(pool)
        }

        /// A token, also one that is no more.
        #[ink(message)]
        fn token(&self, token: TokenId) -> Option<Kept<Token>> {
            self.ledger.tokens.kept(token)
        }

        /// What a token is worth, in thousandths of its pool's unit.
        #[ink(message)]
        fn quantity_of(&self, token: TokenId) -> Option<Quantity> {
            self.ledger.quantity_of(token)
        }

        /// A receipt as it was issued.
        #[ink(message)]
        fn receipt(&self, receipt: DocumentId) -> Option<Kept<ReceiptRecord>> {
            self.ledger.receipts.kept(receipt)
        }

        /// The last pledge of a token.
        #[ink(message)]
        fn pledge_of(&self, token: TokenId) -> Option<Kept<Pledge>> {
            self.ledger.pledges.kept(token)
        }

        /// The last offer of a token.
        #[ink(message)]
        fn offer_of(&self, token: TokenId) -> Option<Kept<SaleOffer>> {
            self.ledger.offers.kept(token)
        }

        /// The id of the pool of a warehouse's `stock`.
        #[ink(message)]
        fn pool_id(&self, warehouse: PartyId, stock: Stock) -> PoolId {
            pool_id(&warehouse, &stock)
        }

        /// The id of the receipt that `warehouse` issues under `number`.
        #[ink(message)]
        fn receipt_id(&self, warehouse: PartyId, number: String) -> Option<DocumentId> {
            receipt_id(&warehouse, &number)
        }
    }

    impl PSP34 for ReceiptContract {
        /// The collection's id: this contract's account.
        #[ink(message)]
        fn collection_id(&self) -> Id {
            let itself: [u8; 32] = *self.env().account_id().as_ref();
            Id::Bytes(itself.to_vec())
        }

        /// How many tokens `owner` has: an account, or an enterprise by the bytes of its id.
        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u32 {
            self.ledger.book.balance_of(&party(&owner))
        }

        /// Whose a token is: an account, or an enterprise by the bytes of its id.
        #[ink(message)]
        fn owner_of(&self, id: Id) -> Option<AccountId> {
            self.ledger.owner_of(&id).as_ref().map(owner)
        }

        /// Whether `operator` may transfer the token `id` of `owner` as it is now, or without `id` all that `owner` has.
        #[ink(message)]
        fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool {
            self.ledger.allowance(&party(&owner), &account(&operator), id.as_ref())
        }

        /// Lets `operator` transfer the token `id` until it changes (moved, split, merged, amended, pledged or let go), or without `id` all that
        /// the calling account itself owns. The owner, scope Dispose.
        // Floor: root r+w, may, token r, approval w, event 0.
        #[ink(message)]
        fn approve(
            &mut self,
            operator: AccountId,
            id: Option<Id>,
            approved: bool,
        ) -> Result<(), PSP34Error> {
            let caller = caller(&self.root, &self.links);
            let done = self.ledger.approve(&caller, &account(&operator), id.as_ref(), approved);
            let (by, token) = done.map_err(in_standard_words)?;
            emit(approval(&by, &operator, token, approved));
            Ok(())
        }

        /// Transfers the token `id` to `to`; `data` is the SHA-256 of the trade's document, or empty. The owner, scope Dispose, or who was approved.
        // Floor: root r+w, may, token r+w, two balances r+w, event 0; venue r, where any is listed; under a registry also is_active.
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, id: Id, data: Vec<u8>) -> Result<(), PSP34Error> {
            let caller = caller(&self.root, &self.links);
            let here = account(&self.env().account_id());
            let Self { has_venues, ledger, .. } = self;
            let transferred =
                ledger.transfer(&caller, &here, *has_venues, &account(&to), &id, &data);
            let (passed, trade) = transferred.map_err(in_standard_words)?;
            tell_moves(&[passed]);
            if let Some(trade) = trade {
                emit(trade);
            }
            Ok(())
        }

        /// How many tokens there are.
        #[ink(message)]
        fn total_supply(&self) -> u64 {
            self.supply.live
        }
    }

    impl Administration for ReceiptContract {
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

    impl Pausable for ReceiptContract {
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
