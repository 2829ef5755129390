//! What linked contracts tell.
use super::*;

const PAPER: DocumentId = DocumentId([90; 32]);

const KINDS: [(RecordKind, [u8; 32]); 5] = [
    (RecordKind::Terms, ORDERS),
    (RecordKind::Order, ORDERS),
    (RecordKind::Waybill, WAYBILLS),
    (RecordKind::Delivery, WAYBILLS),
    (RecordKind::Balance, RECONCILIATION),
];

impl Desk {
    fn tell(
        &mut self,
        by: [u8; 32],
        document: DocumentId,
        kind: RecordKind,
        digest: Digest,
    ) -> Result<Deposited, NotaryError> {
        let caller = self.by_account(by);
        let algorithm = Algorithm::Blake2b256;
        let told = *self.ledger.record_document(
            &caller,
            &self.links,
            document,
            kind,
            algorithm,
            digest,
        )?;
        self.known.push(told.deposit);
        Ok(told)
    }
}

#[test]
fn each_contract_tells_its_own_once_also_while_business_is_paused() {
    let mut desk = Desk::new();
    desk.roll.epoch = 2;
    desk.paused = true;
    for (at, (kind, source)) in KINDS.into_iter().enumerate() {
        let hash = [at as u8 + 1; 32];
        let told = desk.tell(source, PAPER, kind, hash).unwrap();
        let deposit = told_id(&source.into(), &PAPER, kind);
        let statement = Statement {
            algorithm: Algorithm::Blake2b256,
            digest: wide(&hash),
            size: 0,
            media_type: String::new(),
            collected_at: START,
            time_source: TimeSource::Block,
            collector: [0; 32],
            device: String::new(),
            source: String::new(),
            custodian: OptionalParty::Nobody,
            arbiter: OptionalParty::Nobody,
            ..document(0)
        };
        assert_eq!(
            told,
            Deposited {
                deposit,
                depositor: PartyId(source),
                number: at as u64 + 1,
                statement,
                follows: None,
                is_joint: false,
                told: Some(Told { document: PAPER, kind }),
                is_first: true,
                registry_epoch: 2,
                recorded_at: START,
            }
        );
        let view = desk.view(deposit);
        assert_eq!((view.told, view.status), (told.told, DepositStatus::Deposited));
        let first = desk.ledger.first_seen(Algorithm::Blake2b256, wide(&hash));
        assert_eq!(first, Some(deposit));
        // Whatever it says the second time.
        for digest in [hash, [99; 32]] {
            let again = desk.refused(|desk| desk.tell(source, PAPER, kind, digest));
            assert_eq!(again, NotaryError::AlreadyDeposited);
        }
    }
    assert_eq!(desk.asked(), [], "a contract is no party of the registry's");
}

#[test]
fn what_is_wrong_with_what_is_told_is_told_in_order() {
    let mut desk = Desk::new();
    for (kind, source) in KINDS {
        for other in [ORDERS, WAYBILLS, RECONCILIATION, STRANGER.0] {
            if other != source {
                let error = desk.refused(|desk| desk.tell(other, PAPER, kind, [0; 32]));
                assert_eq!(error, NotaryError::NotTheSource);
            }
        }
    }
    let kind = RecordKind::Waybill;
    desk.tell(WAYBILLS, PAPER, kind, [1; 32]).unwrap();
    let again = desk.refused(|desk| desk.tell(WAYBILLS, PAPER, kind, [0; 32]));
    assert_eq!(again, NotaryError::AlreadyDeposited);
    let empty = desk.refused(|desk| desk.tell(WAYBILLS, NOWHERE.0.into(), kind, [0; 32]));
    assert_eq!(empty, NotaryError::MalformedDigest);
    let caller = desk.by_account(WAYBILLS);
    let too_long = desk.refused(|desk| {
        let (algorithm, document) = (Algorithm::Sha224, NOWHERE.0.into());
        desk.ledger.record_document(&caller, &desk.links, document, kind, algorithm, [1; 32])
    });
    assert_eq!(too_long, NotaryError::MalformedDigest);
}

#[test]
fn only_the_contract_that_is_linked_now_is_believed() {
    let mut desk = Desk::new();
    let kind = RecordKind::Delivery;
    let next = [24; 32];
    desk.link(Link::Waybill, next);
    let error = desk.refused(|desk| desk.tell(WAYBILLS, PAPER, kind, [1; 32]));
    assert_eq!(error, NotaryError::NotTheSource);
    desk.tell(next, PAPER, kind, [1; 32]).unwrap();
}
