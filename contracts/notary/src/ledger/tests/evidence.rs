//! Chains of evidence.
use super::*;
use crate::{
    deposit::chain_id,
    events::{ChainClosed, ChainOpened, LinkAppended},
};

const CLOSES: Millis = START + 100 * DAY;
const NO_CHAIN: EvidenceId = EvidenceId([0; 32]);

impl Desk {
    fn open(&mut self, number: &str, closes_at: Millis) -> Result<ChainOpened, NotaryError> {
        let caller = self.by(SHIPPER);
        self.ledger.open_chain(&caller, SHIPPER, number.into(), vec![CARRIER, BUYER], closes_at)
    }

    fn append(
        &mut self,
        chain: EvidenceId,
        party: PartyId,
        deposit: DepositId,
    ) -> Result<LinkAppended, NotaryError> {
        let caller = self.by(party);
        self.ledger.append(&caller, chain, party, deposit, [13; 32])
    }

    fn close(&mut self, by: PartyId, chain: EvidenceId) -> Result<ChainClosed, NotaryError> {
        let caller = self.by(by);
        self.ledger.close_chain(&caller, chain)
    }
}

#[test]
fn each_link_carries_the_digest_of_the_one_before_and_they_are_read_in_order() {
    let mut desk = Desk::new();
    desk.roll.epoch = 6;
    let told = desk.open("C-1", CLOSES).unwrap();
    let chain = chain_id(&SHIPPER, "C-1");
    assert_eq!(
        told,
        ChainOpened {
            chain,
            keeper: SHIPPER,
            number: "C-1".into(),
            contributors: vec![CARRIER, BUYER],
            opened_at: START,
            closes_at: CLOSES,
            registry_epoch: 6,
        }
    );
    assert_eq!(desk.asked(), [(6, SHIPPER, Scope::Notarise, Business::NewBusiness)]);
    let deposits =
        [desk.deposited(document(1)), desk.deposit(STRANGER, document(1)).unwrap().deposit];
    desk.roll.epoch = 7;
    desk.paused = true;
    let (mut head, mut links) = ([0; 32], vec![]);
    for at in 1..=60u32 {
        let party = [SHIPPER, CARRIER, BUYER][at as usize % 3];
        let deposit = deposits[at as usize % 2];
        desk.now += 1;
        desk.asked();
        let told = desk.append(chain, party, deposit).unwrap();
        assert_eq!(desk.asked(), [(6, party, Scope::Notarise, Business::Exit)]);
        let link = EvidenceLink {
            previous: head,
            deposit,
            by: party,
            note: [13; 32],
            recorded_at: desk.now,
        };
        head = kit::digest(&(chain, at, link));
        links.push(link);
        assert_eq!(told, LinkAppended { chain, number: at, link, head });
    }
    let view = desk.ledger.find_chain(&chain).unwrap();
    assert_eq!((view.links, view.head, view.registry_epoch), (60, head, 6));
    assert_eq!(desk.ledger.links_of(&chain, 0, 100), links[..50]);
    assert_eq!(desk.ledger.links_of(&chain, 51, 50), links[50..]);
    assert_eq!(desk.ledger.links_of(&chain, 2, 3), links[1..4]);
    assert_eq!(desk.ledger.links_of(&chain, u32::MAX, u32::MAX), []);
    assert_eq!(desk.ledger.links_of(&chain, 1, 0), []);
}

#[test]
fn a_closed_chain_never_grows_whoever_or_whatever_closed_it() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(document(1));
    let [by_keeper, by_time] = ["1", "2"].map(|number| desk.open(number, CLOSES).unwrap().chain);
    desk.paused = true;
    desk.now += DAY;
    desk.asked();
    let told = desk.close(SHIPPER, by_keeper).unwrap();
    assert_eq!(told, ChainClosed { chain: by_keeper, closed_at: START + DAY });
    assert_eq!(desk.asked(), [(0, SHIPPER, Scope::Notarise, Business::Exit)]);
    let closed = NotaryError::Closed(START + DAY);
    assert_eq!(desk.append(by_keeper, CARRIER, deposit), Err(closed));
    assert_eq!(desk.close(SHIPPER, by_keeper), Err(closed));
    desk.now = CLOSES - 1;
    desk.append(by_time, CARRIER, deposit).unwrap();
    desk.now = CLOSES;
    assert_eq!(desk.append(by_time, CARRIER, deposit), Err(NotaryError::Closed(CLOSES)));
    assert_eq!(desk.close(SHIPPER, by_time), Err(NotaryError::Closed(CLOSES)));
    assert_eq!(desk.ledger.find_chain(&by_time).unwrap().links, 1);
}

#[test]
fn what_is_wrong_with_a_new_chain_is_told_in_order() {
    let mut desk = Desk::new();
    desk.open("1", CLOSES).unwrap();
    desk.paused = true;
    let many: Vec<_> = (0..17).map(|at| PartyId([50 + at; 32])).collect();
    let refused = |desk: &mut Desk, by: PartyId, number: &str, others: &[PartyId], closes_at| {
        let caller = desk.by(by);
        let (number, others) = (number.into(), others.to_vec());
        desk.ledger.open_chain(&caller, SHIPPER, number, others, closes_at).unwrap_err()
    };
    assert_eq!(refused(&mut desk, STRANGER, "", &many, 0), NotaryError::Paused);
    desk.paused = false;
    assert_eq!(refused(&mut desk, STRANGER, "", &many, 0), NOT_FOR_PARTY);
    assert_eq!(refused(&mut desk, SHIPPER, "", &many, 0), NotaryError::MalformedNumber);
    assert_eq!(refused(&mut desk, SHIPPER, "1", &many, 0), NotaryError::AlreadyExists);
    assert_eq!(refused(&mut desk, SHIPPER, "2", &many, 0), NotaryError::TooMany);
    let twice = [SHIPPER, SHIPPER];
    assert_eq!(refused(&mut desk, SHIPPER, "2", &twice, 0), NotaryError::Repeated);
    assert_eq!(refused(&mut desk, SHIPPER, "2", &twice[..1], 0), NotaryError::SameParty);
    for wrong in [START, START + 3_660 * DAY + 1] {
        assert_eq!(refused(&mut desk, SHIPPER, "2", &many[..16], wrong), NotaryError::OutOfOrder);
    }
    desk.open("2", START + 3_660 * DAY).unwrap();
}

#[test]
fn what_is_wrong_with_a_link_is_told_in_order() {
    let mut desk = Desk::new();
    let deposit = desk.deposited(document(1));
    let chain = desk.open("1", CLOSES).unwrap().chain;
    assert_eq!(desk.append(NO_CHAIN, STRANGER, NOWHERE), Err(NotaryError::NotFound));
    assert_eq!(desk.append(chain, STRANGER, NOWHERE), Err(NotaryError::NotAParty));
    let caller = desk.by(STRANGER);
    let for_another = desk.ledger.append(&caller, chain, BUYER, NOWHERE, [0; 32]);
    assert_eq!(for_another, Err(NOT_FOR_PARTY));
    desk.now = CLOSES;
    assert_eq!(desk.append(chain, BUYER, NOWHERE), Err(NotaryError::Closed(CLOSES)));
    desk.now = START;
    assert_eq!(desk.append(chain, BUYER, NOWHERE), Err(NotaryError::NotFound));
    let mut record = desk.ledger.find_chain(&chain).unwrap();
    record.links = u32::MAX;
    desk.ledger.put_chain_as(&chain, &record);
    assert_eq!(desk.append(chain, BUYER, deposit), Err(NotaryError::TooMany));
    assert_eq!(desk.ledger.find_chain(&chain), Some(record));
    assert_eq!(desk.close(STRANGER, NO_CHAIN), Err(NotaryError::NotFound));
    assert_eq!(desk.close(BUYER, chain), Err(NOT_FOR_PARTY), "a contributor does not close it");
}

impl Ledger {
    fn put_chain_as(&mut self, id: &EvidenceId, chain: &EvidenceChain) {
        self.chains.write(id, chain);
    }
}
