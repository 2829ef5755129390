//! PSP34 as the standard has it, over every token there is to compare: one body of tests, by selectors and bytes alone.
//!
//! A token that is added is a [`Psp34`]: how it mints, for whom, and in which of the ways that the standard leaves open it goes.
mod receipt;
mod receivable;

use chain::{Account, AccountId32, Chain, ContractEvent, Embedded, Message, H256};
use e2e::{
    bundles,
    standard::{
        message,
        psp34::{allowance, approve, balance_of, collection_id, owner_of, total_supply, transfer},
        Approval, Id, Psp34Error, Transfer,
    },
};
use ink::scale::{Decode, DecodeAll, Encode};

use crate::split_merge::Divisible;

/// How long an approval for one token is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Approvals {
    /// Until it is taken back, also when the token has been with others in between.
    Stay,
    /// Until it is used or taken back, also when the token has been with others in between.
    AreUsedUp,
    /// Until the token moves.
    Die,
}

/// How a token tells what has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Events {
    /// By the fields alone, under the signature that ink! 5 gives them, and this many topics for a transfer and an approval.
    Signed(usize, usize),
    /// With the event's number in the contract before the fields, and this many topics for both, as in ink! 4.
    Numbered(usize),
}

/// What may go with a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Data {
    /// Whatever bytes.
    Any,
    /// Nothing, or the digest of a document in 32 bytes; anything else is refused with this word.
    Digest(&'static str),
}

/// What the standard leaves open, or leaves unsaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ways {
    /// How long an approval for one token is good.
    pub(crate) approvals: Approvals,
    /// Whether who may transfer all tokens of an owner may also approve others for one of them.
    pub(crate) operators_approve: bool,
    /// Whether to approve oneself for all that one has is refused, as it is for one token.
    pub(crate) refuses_itself_for_all: bool,
    /// Whether the supply is a number of 128 bits, as the standard says, or of 64.
    pub(crate) wide_supply: bool,
    /// What may go with a transfer.
    pub(crate) data: Data,
    /// Whether the contract itself can have a token, which nobody would get out again.
    pub(crate) goes_to_itself: bool,
    /// How it tells.
    pub(crate) events: Events,
}

/// A token under test, on a chain of its own.
pub(crate) trait Psp34 {
    /// What it is called when a test fails.
    fn name(&self) -> &'static str;
    /// Its ways.
    fn ways(&self) -> Ways;
    /// The chain that it is on.
    fn chain(&mut self) -> &mut Embedded;
    /// Where it is.
    fn address(&self) -> AccountId32;
    /// Mints a token that was not there to `owner`. Answers it, and what was told.
    fn mint(&mut self, owner: &Account) -> (Id, Vec<ContractEvent>);

    /// Mints `id` to `owner`, if anyone may and ids are free.
    fn mint_as(&mut self, _owner: &Account, _id: &Id) -> Option<Result<(), Psp34Error>> {
        None
    }

    /// Who can own its tokens. All three have funds.
    fn people(&self) -> [Account; 3] {
        ["Alice", "Bob", "Charlie"].map(Account::dev)
    }
}

/// A token of a library's, where anyone mints.
struct Peer {
    bundle: &'static str,
    ways: Ways,
    chain: Embedded,
    address: AccountId32,
    minted: u64,
}

impl Peer {
    fn made(bundle: &'static str, ways: Ways) -> Box<dyn Psp34> {
        let mut chain = Embedded::new();
        let address = bundles::deploy_peer(&mut chain, &Account::dev("Dave"), bundle);
        Box::new(Self { bundle, ways, chain, address, minted: 0 })
    }

    fn call_mint(
        &mut self,
        owner: &Account,
        id: &Id,
    ) -> (Result<(), Psp34Error>, Vec<ContractEvent>) {
        let mint = message(&self.address, ink::selector_bytes!("mint"), id);
        let receipt = self.chain.call(owner, mint).expect("the peer answers");
        (receipt.returned, receipt.events)
    }
}

impl Psp34 for Peer {
    fn name(&self) -> &'static str {
        self.bundle
    }

    fn ways(&self) -> Ways {
        self.ways
    }

    fn chain(&mut self) -> &mut Embedded {
        &mut self.chain
    }

    fn address(&self) -> AccountId32 {
        self.address.clone()
    }

    fn mint(&mut self, owner: &Account) -> (Id, Vec<ContractEvent>) {
        self.minted += 1;
        let id = Id::U64(1_000 + self.minted);
        let (outcome, events) = self.call_mint(owner, &id);
        assert_eq!(outcome, Ok(()), "{}", self.bundle);
        (id, events)
    }

    fn mint_as(&mut self, owner: &Account, id: &Id) -> Option<Result<(), Psp34Error>> {
        Some(self.call_mint(owner, id).0)
    }
}

/// Every token, each freshly made. What is known of their ways is here.
pub(crate) fn tokens() -> Vec<Box<dyn Psp34>> {
    vec![
        Peer::made(
            "pendzl_psp34",
            Ways {
                approvals: Approvals::Stay,
                operators_approve: false,
                refuses_itself_for_all: false,
                wide_supply: false,
                data: Data::Any,
                goes_to_itself: true,
                events: Events::Signed(1, 1),
            },
        ),
        Peer::made(
            "openbrush_psp34",
            Ways {
                approvals: Approvals::AreUsedUp,
                operators_approve: true,
                refuses_itself_for_all: false,
                wide_supply: true,
                data: Data::Any,
                goes_to_itself: true,
                events: Events::Numbered(4),
            },
        ),
        receipt::made(),
        receivable::made(),
    ]
}

/// Every token of ours that has a slot and a value, each freshly made.
pub(crate) fn divisible() -> Vec<Box<dyn Divisible>> {
    vec![receipt::divisible(), receivable::divisible()]
}

/// A test at work on one token.
struct Case {
    token: Box<dyn Psp34>,
    address: AccountId32,
    owner: Account,
    operator: Account,
    stranger: Account,
}

fn each(test: impl Fn(&mut Case)) {
    for token in tokens() {
        println!("{}", token.name());
        let address = token.address();
        let [owner, operator, stranger] = token.people();
        test(&mut Case { token, address, owner, operator, stranger });
    }
}

impl Case {
    #[track_caller]
    fn ask<R: Decode>(&mut self, message: Message<R>) -> R {
        self.token.chain().query(message).expect("a read is answered")
    }

    /// Sends a call, and answers what it came to and what was told.
    #[track_caller]
    fn call(
        &mut self,
        by: &Account,
        message: Message<Result<(), Psp34Error>>,
    ) -> (Result<(), Psp34Error>, Vec<ContractEvent>) {
        let receipt = self.token.chain().call(by, message).expect("a call is answered");
        (receipt.returned, receipt.events)
    }

    #[track_caller]
    fn done(
        &mut self,
        by: &Account,
        message: Message<Result<(), Psp34Error>>,
    ) -> Vec<ContractEvent> {
        let (outcome, events) = self.call(by, message);
        assert_eq!(outcome, Ok(()), "{}", self.token.name());
        events
    }

    /// The call is refused with this, in just these bytes, and nothing has changed or was told.
    #[track_caller]
    fn refused(
        &mut self,
        by: &Account,
        message: Message<Result<(), Psp34Error>>,
        error: Psp34Error,
    ) {
        let name = self.token.name();
        let contracts = [self.address.clone()];
        let chain = self.token.chain();
        let before = chain.state_digest(&contracts).unwrap();
        let receipt = chain.dry_run(by.id(), message.clone()).expect("a refusal is an answer");
        assert_eq!((receipt.returned, receipt.reverted), (Err(error), true), "{name}");
        // It is sent all the same, as one who does not try first would send it.
        let receipt = chain.call(by, message.forced()).expect("a refusal is an answer");
        assert!(receipt.reverted && receipt.events.is_empty(), "{name}");
        assert_eq!(chain.state_digest(&contracts).unwrap(), before, "{name}");
    }

    fn mint(&mut self) -> Id {
        let owner = self.owner.clone();
        self.token.mint(&owner).0
    }

    #[track_caller]
    fn is_with(&mut self, id: &Id, owner: &Account) {
        let now = self.ask(owner_of(&self.address, id));
        assert_eq!(now.as_ref(), Some(owner.id()), "{}", self.token.name());
    }

    fn balances(&mut self) -> [u32; 3] {
        [&self.owner, &self.operator, &self.stranger]
            .map(|of| of.id().clone())
            .map(|of| self.ask(balance_of(&self.address, &of)))
    }

    fn supply(&mut self) -> u128 {
        if self.token.ways().wide_supply {
            self.ask(total_supply::<u128>(&self.address))
        } else {
            self.ask(total_supply::<u64>(&self.address)).into()
        }
    }

    /// Whether the operator may transfer `id`; all that the owner has if none.
    fn allowed(&mut self, id: Option<&Id>) -> bool {
        self.ask(allowance(&self.address, self.owner.id(), self.operator.id(), id))
    }

    fn approve(&self, id: Option<&Id>, approved: bool) -> Message<Result<(), Psp34Error>> {
        approve(&self.address, self.operator.id(), id, approved)
    }

    fn transfer(&self, to: &Account, id: &Id) -> Message<Result<(), Psp34Error>> {
        transfer(&self.address, to.id(), id, &[])
    }
}

#[test]
fn a_collection_is_called_by_its_address() {
    each(|case| {
        let expected = Id::Bytes(AsRef::<[u8]>::as_ref(&case.address).to_vec());
        assert_eq!(case.ask(collection_id(&case.address)), expected);
    });
}

#[test]
fn what_is_minted_has_an_owner_and_counts() {
    each(|case| {
        let (before, supply) = (case.balances(), case.supply());
        let (one, two) = (case.mint(), case.mint());
        assert_ne!(one, two);
        let owner = case.owner.clone();
        case.is_with(&one, &owner);
        case.is_with(&two, &owner);
        assert_eq!(case.balances(), [before[0] + 2, before[1], before[2]]);
        assert_eq!(case.supply(), supply + 2);
    });
}

#[test]
fn a_token_that_is_not_there_has_no_owner_and_cannot_be_approved_or_moved() {
    each(|case| {
        let Case { owner, operator, .. } = &*case;
        let (owner, operator) = (owner.clone(), operator.clone());
        for id in [Id::U8(0), Id::U64(u64::MAX), Id::U128(7), Id::Bytes(Vec::new())] {
            assert_eq!(case.ask(owner_of(&case.address, &id)), None);
            assert!(!case.allowed(Some(&id)));
            for approved in [true, false] {
                case.refused(&owner, case.approve(Some(&id), approved), Psp34Error::TokenNotExists);
            }
            case.refused(&owner, case.transfer(&operator, &id), Psp34Error::TokenNotExists);
        }
    });
}

#[test]
fn ids_of_every_kind_are_names_and_the_same_number_in_another_width_is_another() {
    each(|case| {
        let owner = case.owner.clone();
        let bytes = Id::Bytes(b"urn:epc:id:sgtin:4012345.011122.25".to_vec());
        let ids = [Id::U8(1), Id::U16(1), Id::U32(1), Id::U64(1), Id::U128(1), bytes];
        for (already, id) in ids.iter().enumerate() {
            assert_eq!(case.ask(owner_of(&case.address, id)), None);
            match case.token.mint_as(&owner, id) {
                None => return,
                Some(minted) => assert_eq!(minted, Ok(())),
            }
            case.is_with(id, &owner);
            assert_eq!(case.supply(), already as u128 + 1);
            assert_eq!(case.token.mint_as(&owner, id), Some(Err(Psp34Error::TokenExists)));
        }
    });
}

#[test]
fn an_owner_gives_its_token_away_and_has_no_more_say() {
    each(|case| {
        let (owner, operator) = (case.owner.clone(), case.operator.clone());
        let (id, other) = (case.mint(), case.mint());
        let (before, supply) = (case.balances(), case.supply());
        case.done(&owner, case.transfer(&operator, &id));
        case.is_with(&id, &operator);
        case.is_with(&other, &owner);
        assert_eq!(case.balances(), [before[0] - 1, before[1] + 1, before[2]]);
        assert_eq!(case.supply(), supply);
        case.refused(&owner, case.transfer(&owner, &id), Psp34Error::NotApproved);
        let stranger = approve(&case.address, case.stranger.id(), Some(&id), true);
        case.refused(&owner, stranger, Psp34Error::NotApproved);
    });
}

#[test]
fn a_token_that_is_given_to_its_owner_stays_there() {
    each(|case| {
        let owner = case.owner.clone();
        let id = case.mint();
        let (before, supply) = (case.balances(), case.supply());
        case.done(&owner, case.transfer(&owner, &id));
        case.is_with(&id, &owner);
        assert_eq!((case.balances(), case.supply()), (before, supply));
        assert!(!case.allowed(Some(&id)));
    });
}

#[test]
fn a_stranger_moves_nothing_and_approves_nobody() {
    each(|case| {
        let stranger = case.stranger.clone();
        let id = case.mint();
        case.refused(&stranger, case.transfer(&stranger, &id), Psp34Error::NotApproved);
        case.refused(&stranger, case.approve(Some(&id), true), Psp34Error::NotApproved);
        case.refused(&stranger, case.approve(Some(&id), false), Psp34Error::NotApproved);
    });
}

#[test]
fn who_is_approved_for_a_token_moves_that_one_and_no_other() {
    each(|case| {
        let Case { owner, operator, stranger, .. } = &*case;
        let (owner, operator, stranger) = (owner.clone(), operator.clone(), stranger.clone());
        let (id, other) = (case.mint(), case.mint());
        assert!(!case.allowed(Some(&id)));
        case.done(&owner, case.approve(Some(&id), true));
        assert!(case.allowed(Some(&id)));
        assert!(!case.allowed(Some(&other)));
        assert!(!case.allowed(None));
        let backwards = allowance(&case.address, operator.id(), owner.id(), Some(&id));
        assert!(!case.ask(backwards));
        case.refused(&operator, case.transfer(&stranger, &other), Psp34Error::NotApproved);
        // It is no owner: it cannot pass its approval on.
        let passed_on = approve(&case.address, stranger.id(), Some(&id), true);
        case.refused(&operator, passed_on, Psp34Error::NotApproved);
        case.done(&operator, case.transfer(&stranger, &id));
        case.is_with(&id, &stranger);
        case.refused(&operator, case.transfer(&operator, &id), Psp34Error::NotApproved);
    });
}

#[test]
fn who_is_approved_takes_the_token_for_itself() {
    each(|case| {
        let (owner, operator) = (case.owner.clone(), case.operator.clone());
        let id = case.mint();
        case.done(&owner, case.approve(Some(&id), true));
        case.done(&operator, case.transfer(&operator, &id));
        case.is_with(&id, &operator);
        case.refused(&owner, case.transfer(&owner, &id), Psp34Error::NotApproved);
    });
}

#[test]
fn an_approval_that_is_taken_back_is_none_and_can_be_given_again() {
    each(|case| {
        let (owner, operator) = (case.owner.clone(), case.operator.clone());
        let id = case.mint();
        case.done(&owner, case.approve(Some(&id), true));
        case.done(&owner, case.approve(Some(&id), false));
        assert!(!case.allowed(Some(&id)));
        case.refused(&operator, case.transfer(&operator, &id), Psp34Error::NotApproved);
        // What is not there can be taken back, and what is there given again.
        case.done(&owner, case.approve(Some(&id), false));
        case.done(&owner, case.approve(Some(&id), true));
        case.done(&owner, case.approve(Some(&id), true));
        case.done(&operator, case.transfer(&operator, &id));
    });
}

#[test]
fn who_is_approved_for_all_moves_what_the_owner_has_and_will_have() {
    each(|case| {
        let Case { owner, operator, stranger, .. } = &*case;
        let (owner, operator, stranger) = (owner.clone(), operator.clone(), stranger.clone());
        let id = case.mint();
        case.done(&owner, case.approve(None, true));
        let later = case.mint();
        for id in [Some(&id), Some(&later), None] {
            assert!(case.allowed(id));
        }
        case.done(&operator, case.transfer(&stranger, &id));
        case.is_with(&id, &stranger);
        case.refused(&operator, case.transfer(&operator, &id), Psp34Error::NotApproved);
        // It comes back, and is one of all again.
        case.done(&stranger, case.transfer(&owner, &id));
        case.done(&operator, case.transfer(&stranger, &id));
        // One token cannot be taken out of all.
        case.done(&owner, case.approve(Some(&later), false));
        assert!(case.allowed(Some(&later)));
        case.done(&owner, case.approve(None, false));
        assert!(!case.allowed(Some(&later)) && !case.allowed(None));
        case.refused(&operator, case.transfer(&operator, &later), Psp34Error::NotApproved);
    });
}

#[test]
fn an_approval_for_one_token_outlives_one_for_all() {
    each(|case| {
        let (owner, operator) = (case.owner.clone(), case.operator.clone());
        let id = case.mint();
        case.done(&owner, case.approve(Some(&id), true));
        case.done(&owner, case.approve(None, true));
        case.done(&owner, case.approve(None, false));
        assert!(case.allowed(Some(&id)));
        case.done(&operator, case.transfer(&operator, &id));
    });
}

#[test]
fn who_is_approved_for_all_approves_others_where_the_token_has_it_so() {
    each(|case| {
        let Case { owner, operator, stranger, .. } = &*case;
        let (owner, operator, stranger) = (owner.clone(), operator.clone(), stranger.clone());
        let id = case.mint();
        case.done(&owner, case.approve(None, true));
        let passed_on = approve(&case.address, stranger.id(), Some(&id), true);
        if case.token.ways().operators_approve {
            case.done(&operator, passed_on);
            case.done(&stranger, case.transfer(&stranger, &id));
        } else {
            case.refused(&operator, passed_on, Psp34Error::NotApproved);
        }
    });
}

#[test]
fn nobody_approves_itself() {
    each(|case| {
        let owner = case.owner.clone();
        let id = case.mint();
        let itself = |case: &Case, id| approve(&case.address, owner.id(), id, true);
        case.refused(&owner, itself(case, Some(&id)), Psp34Error::SelfApprove);
        if case.token.ways().refuses_itself_for_all {
            case.refused(&owner, itself(case, None), Psp34Error::SelfApprove);
        } else {
            case.done(&owner, itself(case, None));
        }
    });
}

#[test]
fn an_approval_for_a_token_that_was_away_is_good_where_the_token_has_it_so() {
    each(|case| {
        let Case { owner, operator, stranger, .. } = &*case;
        let (owner, operator, stranger) = (owner.clone(), operator.clone(), stranger.clone());
        let approvals = case.token.ways().approvals;

        // Not used: the owner itself gives the token away and gets it back.
        let id = case.mint();
        case.done(&owner, case.approve(Some(&id), true));
        case.done(&owner, case.transfer(&stranger, &id));
        case.refused(&operator, case.transfer(&operator, &id), Psp34Error::NotApproved);
        case.done(&stranger, case.transfer(&owner, &id));
        let is_good = approvals != Approvals::Die;
        assert_eq!(case.allowed(Some(&id)), is_good);
        if is_good {
            case.done(&operator, case.transfer(&operator, &id));
        } else {
            case.refused(&operator, case.transfer(&operator, &id), Psp34Error::NotApproved);
        }

        // Used: the operator has moved it, and the owner gets it back.
        let id = case.mint();
        case.done(&owner, case.approve(Some(&id), true));
        case.done(&operator, case.transfer(&stranger, &id));
        case.done(&stranger, case.transfer(&owner, &id));
        let is_good = approvals == Approvals::Stay;
        assert_eq!(case.allowed(Some(&id)), is_good);
        if is_good {
            case.done(&operator, case.transfer(&operator, &id));
        } else {
            case.refused(&operator, case.transfer(&operator, &id), Psp34Error::NotApproved);
        }

        // Given to its owner by itself: that is a transfer too.
        let id = case.mint();
        case.done(&owner, case.approve(Some(&id), true));
        case.done(&owner, case.transfer(&owner, &id));
        assert_eq!(case.allowed(Some(&id)), approvals != Approvals::Die);
    });
}

#[test]
fn data_goes_with_a_transfer_and_changes_nothing_in_it() {
    each(|case| {
        let (owner, operator) = (case.owner.clone(), case.operator.clone());
        for length in [0, 1, 31, 32, 33, 64, 1_000, 10_000] {
            let id = case.mint();
            let with_data = transfer(&case.address, operator.id(), &id, &vec![0xa5; length]);
            match case.token.ways().data {
                Data::Digest(word) if ![0, 32].contains(&length) => {
                    case.refused(&owner, with_data, Psp34Error::Custom(word.to_owned()));
                }
                _ => {
                    case.done(&owner, with_data);
                    case.is_with(&id, &operator);
                }
            }
        }
    });
}

#[test]
fn a_token_goes_to_a_contract_as_to_anyone() {
    each(|case| {
        let owner = case.owner.clone();
        let id = case.mint();
        let itself = case.address.clone();
        let to_itself = transfer(&itself, &itself, &id, &[0xa5; 32]);
        if !case.token.ways().goes_to_itself {
            return case.refused(&owner, to_itself, Psp34Error::Custom("NotActive".to_owned()));
        }
        case.done(&owner, to_itself);
        assert_eq!(case.ask(owner_of(&itself, &id)), Some(itself.clone()));
        assert_eq!(case.ask(balance_of(&itself, &itself)), 1);
    });
}

#[test]
fn what_happens_is_told_in_the_bytes_of_the_standard() {
    each(|case| {
        let Case { owner, operator, .. } = &*case;
        let (owner, operator) = (owner.clone(), operator.clone());
        let (from, to) = (owner.id().clone(), operator.id().clone());
        let (id, events) = case.token.mint(&owner);
        case.told(&events, &Transfer { from: None, to: Some(from.clone()), id: id.clone() });
        for (name, approved) in [(None, true), (None, false), (Some(&id), true), (Some(&id), false)]
        {
            let events = case.done(&owner, case.approve(name, approved));
            let (from, to) = (from.clone(), to.clone());
            let told = Approval { owner: from, operator: to, id: name.cloned(), approved };
            case.told(&events, &told);
        }
        let events = case.done(&owner, case.transfer(&operator, &id));
        case.told(&events, &Transfer { from: Some(from), to: Some(to), id });
    });
}

/// An event of the standard: its name there, and its fields as ink! 5 writes them into the signature.
trait Told: Encode + Decode + PartialEq + std::fmt::Debug {
    const SIGNATURE: &'static str;
    const NUMBER: u8;
    fn topics(of: (usize, usize)) -> usize;
}

impl Told for Transfer {
    const SIGNATURE: &'static str = "Transfer(Option<AccountId>,Option<AccountId>,Id)";
    const NUMBER: u8 = 0;
    fn topics(of: (usize, usize)) -> usize {
        of.0
    }
}

impl Told for Approval {
    const SIGNATURE: &'static str = "Approval(AccountId,AccountId,Option<Id>,bool)";
    const NUMBER: u8 = 1;
    fn topics(of: (usize, usize)) -> usize {
        of.1
    }
}

impl Case {
    /// The call told this of the token, once.
    #[track_caller]
    fn told<E: Told>(&self, events: &[ContractEvent], expected: &E) {
        let name = self.token.name();
        let told: Vec<_> = events
            .iter()
            .filter(|event| event.contract == self.address)
            .filter_map(|event| match self.token.ways().events {
                Events::Signed(transfer, approval) => {
                    let signature = H256(sp_core::blake2_256(E::SIGNATURE.as_bytes()));
                    let is_one = event.topics.first() == Some(&signature);
                    assert!(!is_one || event.topics.len() == E::topics((transfer, approval)));
                    is_one.then_some(&event.data[..])
                }
                Events::Numbered(topics) => {
                    let (number, fields) = event.data.split_first()?;
                    assert_eq!(event.topics.len(), topics, "{name}");
                    (*number == E::NUMBER).then_some(fields)
                }
            })
            .map(|fields| E::decode_all(&mut &fields[..]).expect("the fields are the standard's"))
            .collect();
        assert_eq!(told.iter().collect::<Vec<_>>(), [expected], "{name}");
    }
}

#[test]
fn errors_have_the_numbers_of_the_standard() {
    let of = |error: Psp34Error| error.encode();
    let text = || "why".to_owned();
    assert_eq!(of(Psp34Error::Custom(text()))[0], 0);
    assert_eq!(of(Psp34Error::SelfApprove), [1]);
    assert_eq!(of(Psp34Error::NotApproved), [2]);
    assert_eq!(of(Psp34Error::TokenExists), [3]);
    assert_eq!(of(Psp34Error::TokenNotExists), [4]);
    assert_eq!(of(Psp34Error::SafeTransferCheckFailed(text()))[0], 5);
}
