//! Certificates and requests.
use super::*;
use crate::events::{Certified, RequestAnswered, RequestOpened};
use interfaces::provenance::{Request, RequestKind, RequestStatus};

#[test]
fn whoever_issues_a_certificate_signs_for_it_and_can_end_it() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    let scope = CertificateScope::Analysis;
    let certify = |by, party, item, expires_at| {
        move |d: &mut Desk| {
            let caller = d.by(by);
            d.ledger.certify(&caller, party, item, scope, [7; 32], expires_at)
        }
    };
    let stranger = desk.refused(certify(STRANGER, LABORATORY, item, START + DAY));
    assert_eq!(stranger, NOT_FOR_PARTY);
    let nowhere = desk.refused(certify(LABORATORY, LABORATORY, NOWHERE, START + DAY));
    assert_eq!(nowhere, ProvenanceError::NoSuchItem(0));
    desk.asked();
    let told = certify(LABORATORY, LABORATORY, item, START + DAY)(&mut desk).unwrap();
    assert_eq!(desk.asked(), [(0, LABORATORY, Scope::Notarise, Business::NewBusiness)]);
    let (digest, issued_at, expires_at) = ([7; 32], START, START + DAY);
    assert_eq!(told, Certified { item, by: LABORATORY, scope, digest, issued_at, expires_at });
    let kept = desk.ledger.certificates.read((item, LABORATORY, scope));
    assert_eq!(kept, Some(Certificate { digest, issued_at, expires_at }));
    assert_eq!(desk.ledger.certificates.read((item, FARM, scope)), None);
    desk.paused = true;
    let paused = desk.refused(certify(LABORATORY, LABORATORY, item, START + 1));
    assert_eq!(paused, ProvenanceError::Paused);
    certify(LABORATORY, LABORATORY, item, START)(&mut desk).unwrap();
    let kept = desk.ledger.certificates.read((item, LABORATORY, scope)).unwrap();
    assert_eq!(kept.expires_at, START);
}

fn inspects(
    desk: &mut Desk,
    by: PartyId,
    item: ItemId,
    respondent: PartyId,
) -> Result<RequestOpened, ProvenanceError> {
    let caller = desk.by(by);
    desk.ledger.inspect(&caller, RESPONSE, by, item, respondent, [8; 32])
}

fn answers(
    desk: &mut Desk,
    by: PartyId,
    request: RequestId,
) -> Result<RequestAnswered, ProvenanceError> {
    let caller = desk.by(by);
    desk.ledger.answer_request(&caller, request, [9; 32])
}

#[test]
fn a_regulator_asks_who_made_or_has_the_goods_against_the_clock() {
    let mut desk = Desk::new();
    desk.roll.epoch = 1;
    let item = desk.born(FARM, lot(1, 5));
    desk.moves(FARM, MILL, &[item]);
    let farm = desk.refused(|d| inspects(d, FARM, item, MILL));
    assert_eq!(farm, ProvenanceError::NotRegulator);
    let other = desk.refused(|d| inspects(d, REGULATOR, item, BAKERY));
    assert_eq!(other, ProvenanceError::NotResponsible);
    let nowhere = desk.refused(|d| inspects(d, REGULATOR, NOWHERE, BAKERY));
    assert_eq!(nowhere, ProvenanceError::NoSuchItem(0));
    desk.asked();
    let told = inspects(&mut desk, REGULATOR, item, MILL).unwrap();
    assert_eq!(desk.asked(), [(1, REGULATOR, Scope::Supervise, Business::Exit)]);
    let request = request_id(&item, &REGULATOR, &[8; 32]);
    let (kind, due_at) = (RequestKind::Inspection, START + RESPONSE);
    let (by, question) = (REGULATOR, [8; 32]);
    let opened = RequestOpened { request, item, respondent: MILL, kind, by, question, due_at };
    assert_eq!(told, opened);
    let again = desk.refused(|d| inspects(d, REGULATOR, item, FARM));
    assert_eq!(again, ProvenanceError::AlreadyExists);
    let status_at = |desk: &Desk, now| desk.ledger.request_status(&request, now).unwrap();
    assert_eq!(status_at(&desk, due_at), RequestStatus::Open);
    assert_eq!(
        desk.ledger.requests.read(request).unwrap(),
        Request {
            registry_epoch: 1,
            kind,
            item,
            by,
            respondent: MILL,
            question,
            opened_at: START,
            due_at,
            answer: [0; 32],
            answered_at: 0,
        }
    );
    assert_eq!(status_at(&desk, due_at + 1), RequestStatus::Overdue);
    assert_eq!(desk.refused(|d| answers(d, FARM, request)), NOT_FOR_PARTY);
    desk.now = due_at + 1;
    let status = RequestStatus::AnsweredLate;
    let answered = answers(&mut desk, MILL, request).unwrap();
    assert_eq!(answered, RequestAnswered { request, by: MILL, answer: [9; 32], status });
    assert_eq!(status_at(&desk, desk.now + DAY), status);
    assert_eq!(desk.ledger.requests.read(request).unwrap().answered_at, due_at + 1);
    let again = desk.refused(|d| answers(d, MILL, request));
    assert_eq!(again, ProvenanceError::AlreadyAnswered);
    let nowhere = desk.refused(|d| answers(d, MILL, RequestId::NONE));
    assert_eq!(nowhere, ProvenanceError::NotFound);
}

#[test]
fn anyone_asks_the_maker_of_what_is_suspect() {
    let mut desk = Desk::new();
    let item = desk.born(FARM, lot(1, 5));
    desk.moves(FARM, MILL, &[item]);
    desk.paused = true;
    let call = desk.call([200; 32]);
    let told = desk.ledger.report_suspect(&call, RESPONSE, item, [6; 32]).unwrap();
    assert_eq!((told.respondent, told.kind), (FARM, RequestKind::Suspicion));
    assert_eq!(told.by, PartyId([200; 32]));
    let again = desk.refused(|d| d.ledger.report_suspect(&call, RESPONSE, item, [6; 32]));
    assert_eq!(again, ProvenanceError::AlreadyExists);
    let nowhere = desk.refused(|d| d.ledger.report_suspect(&call, RESPONSE, NOWHERE, [6; 32]));
    assert_eq!(nowhere, ProvenanceError::NoSuchItem(0));
    let answered = answers(&mut desk, FARM, told.request).unwrap();
    assert_eq!(answered.status, RequestStatus::Answered);
}
