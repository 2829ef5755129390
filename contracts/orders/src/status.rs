//! The lives of relationships, orders and requests, and how far an order is fulfilled.
use interfaces::orders::{
    Answer, Fulfilment, OrderStatus, RelationshipStatus, RelationshipStep, RequestStatus, Tally,
};

/// Whether one party may take `step`. Where it leads follows from who suspends and when notice runs out.
///
/// | step | Proposed | Active | Suspended | Terminating | Ended |
/// |---|---|---|---|---|---|
/// | Suspend | | yes | yes | yes | |
/// | Resume | | | yes | | |
/// | Terminate | | yes | yes | | |
///
/// Every one can be left alone: Proposed by withdrawing or declining, the others by Terminate and the notice period.
pub(crate) fn follows(status: RelationshipStatus, step: RelationshipStep) -> bool {
    use RelationshipStatus::*;
    match step {
        RelationshipStep::Suspend => matches!(status, Active | Suspended | Terminating),
        RelationshipStep::Resume => matches!(status, Suspended),
        RelationshipStep::Terminate => matches!(status, Active | Suspended),
    }
}

/// What may happen to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Its draft gets lines.
    AddLines,
    /// The buyer signs the draft.
    Place,
    /// The seller answers lines, and others wait.
    Answer,
    /// No line waits any more, and some are agreed.
    Confirm,
    /// No line waits any more, and none is agreed.
    Reject,
    /// The time to answer is over, and no line is agreed.
    Lapse,
    /// One side calls it off while no line is agreed.
    CallOff,
    /// A side requests something, or answers a request.
    Request,
    /// Both call it off before anything was shipped.
    AgreeToCancel,
    /// Both give up what was not shipped.
    AgreeToClose,
    /// One side closes it when everything was received, or late enough.
    Close,
    /// Goods leave the seller.
    Ship,
    /// What was shipped is received, billed or paid.
    Settle,
}

/// Where `step` leads from `status`; `None` if it does not follow.
///
/// | step | Draft | Placed | Confirmed | Closed |
/// |---|---|---|---|---|
/// | AddLines | Draft | | | |
/// | Place | Placed | | | |
/// | Answer | | Placed | | |
/// | Confirm | | Confirmed | | |
/// | Reject | | Rejected | | |
/// | Lapse | | Lapsed | | |
/// | CallOff | Cancelled | Cancelled | | |
/// | Request | | Placed | Confirmed | |
/// | AgreeToCancel | | Cancelled | Cancelled | |
/// | AgreeToClose | | Closed | Closed | |
/// | Close | | | Closed | |
/// | Ship | | Placed | Confirmed | |
/// | Settle | | Placed | Confirmed | Closed |
///
/// Closed, Cancelled, Rejected and Lapsed are the ends: none is ever left.
/// Each open status can be left without the counterparty: Draft by CallOff (either), Placed by Confirm or Lapse when the time to
/// answer is over (anyone), Confirmed by Close a window after the latest delivery date (either).
pub(crate) fn next(status: OrderStatus, step: Step) -> Option<OrderStatus> {
    use OrderStatus::*;
    match (step, status) {
        (Step::AddLines, Draft) => Some(Draft),
        (Step::Place, Draft) => Some(Placed),
        (Step::Answer, Placed) => Some(Placed),
        (Step::Confirm, Placed) => Some(Confirmed),
        (Step::Reject, Placed) => Some(Rejected),
        (Step::Lapse, Placed) => Some(Lapsed),
        (Step::CallOff, Draft | Placed) => Some(Cancelled),
        (Step::Request | Step::Ship, Placed | Confirmed) => Some(status),
        (Step::AgreeToCancel, Placed | Confirmed) => Some(Cancelled),
        (Step::AgreeToClose, Placed | Confirmed) => Some(Closed),
        (Step::Close, Confirmed) => Some(Closed),
        (Step::Settle, Placed | Confirmed | Closed) => Some(status),
        _ => None,
    }
}

/// Where `answer` leads a request; `None` if it does not wait for one. What was answered is never answered again: another request
/// takes its place.
///
/// | answer | ChangeAsked | CancellationAsked |
/// |---|---|---|
/// | Accept | ChangeAccepted | CancellationAccepted |
/// | Decline | ChangeDeclined | CancellationDeclined |
/// | Withdraw | ChangeWithdrawn | CancellationWithdrawn |
pub(crate) fn answered(status: RequestStatus, answer: Answer) -> Option<RequestStatus> {
    use RequestStatus::*;
    match (status, answer) {
        (ChangeAsked, Answer::Accept) => Some(ChangeAccepted),
        (ChangeAsked, Answer::Decline) => Some(ChangeDeclined),
        (ChangeAsked, Answer::Withdraw) => Some(ChangeWithdrawn),
        (CancellationAsked, Answer::Accept) => Some(CancellationAccepted),
        (CancellationAsked, Answer::Decline) => Some(CancellationDeclined),
        (CancellationAsked, Answer::Withdraw) => Some(CancellationWithdrawn),
        _ => None,
    }
}

/// How far an order is fulfilled, from its numbers alone.
pub(crate) fn fulfilment(status: OrderStatus, tally: &Tally) -> Fulfilment {
    let all = |lines: u16| tally.agreed > 0 && lines == tally.agreed;
    if all(tally.received) {
        if !all(tally.billed) {
            Fulfilment::Received
        } else if !all(tally.paid) {
            Fulfilment::Billed
        } else {
            Fulfilment::Paid
        }
    } else if status == OrderStatus::Closed {
        Fulfilment::ClosedShort
    } else if tally.arriving > 0 {
        Fulfilment::PartlyReceived
    } else if all(tally.shipped) {
        Fulfilment::Shipped
    } else if tally.begun > 0 {
        Fulfilment::PartlyShipped
    } else {
        Fulfilment::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use OrderStatus::*;

    const STATUSES: [OrderStatus; 7] =
        [Draft, Placed, Confirmed, Closed, Cancelled, Rejected, Lapsed];

    /// The table of [`next`], once more: a row for each step, a cell for each of [`STATUSES`].
    #[rustfmt::skip]
    const TABLE: [(Step, [Option<OrderStatus>; 7]); 13] = [
        (Step::AddLines,      [Some(Draft), None, None, None, None, None, None]),
        (Step::Place,         [Some(Placed), None, None, None, None, None, None]),
        (Step::Answer,        [None, Some(Placed), None, None, None, None, None]),
        (Step::Confirm,       [None, Some(Confirmed), None, None, None, None, None]),
        (Step::Reject,        [None, Some(Rejected), None, None, None, None, None]),
        (Step::Lapse,         [None, Some(Lapsed), None, None, None, None, None]),
        (Step::CallOff,       [Some(Cancelled), Some(Cancelled), None, None, None, None, None]),
        (Step::Request,       [None, Some(Placed), Some(Confirmed), None, None, None, None]),
        (Step::AgreeToCancel, [None, Some(Cancelled), Some(Cancelled), None, None, None, None]),
        (Step::AgreeToClose,  [None, Some(Closed), Some(Closed), None, None, None, None]),
        (Step::Close,         [None, None, Some(Closed), None, None, None, None]),
        (Step::Ship,          [None, Some(Placed), Some(Confirmed), None, None, None, None]),
        (Step::Settle,        [None, Some(Placed), Some(Confirmed), Some(Closed), None, None, None]),
    ];

    fn is_end(status: OrderStatus) -> bool {
        matches!(status, Closed | Cancelled | Rejected | Lapsed)
    }

    #[test]
    fn every_step_leads_where_the_table_says() {
        for (step, cells) in TABLE {
            for (status, expected) in STATUSES.into_iter().zip(cells) {
                assert_eq!(next(status, step), expected, "{step:?} at {status:?}");
            }
        }
    }

    #[test]
    fn every_open_status_can_end() {
        for start in STATUSES {
            let mut reached = vec![start];
            let mut seen = 0;
            while seen < reached.len() {
                let at = reached[seen];
                seen += 1;
                for to in TABLE.iter().filter_map(|(step, _)| next(at, *step)) {
                    if !reached.contains(&to) {
                        reached.push(to);
                    }
                }
            }
            assert!(reached.iter().any(|status| is_end(*status)), "{start:?}");
        }
    }

    #[test]
    fn a_party_may_do_to_a_relationship_what_the_table_says() {
        use RelationshipStatus::*;
        use RelationshipStep::*;
        let statuses = [Proposed, Active, Suspended, Terminating, Ended];
        for (step, cells) in [
            (Suspend, [false, true, true, true, false]),
            (Resume, [false, false, true, false, false]),
            (Terminate, [false, true, true, false, false]),
        ] {
            for (status, expected) in statuses.into_iter().zip(cells) {
                assert_eq!(follows(status, step), expected, "{step:?} at {status:?}");
            }
        }
    }

    #[test]
    fn a_request_is_answered_once_and_as_what_it_is() {
        use RequestStatus::*;
        let answers = [Answer::Accept, Answer::Decline, Answer::Withdraw];
        for (status, cells) in [
            (ChangeAsked, [Some(ChangeAccepted), Some(ChangeDeclined), Some(ChangeWithdrawn)]),
            (
                CancellationAsked,
                [
                    Some(CancellationAccepted),
                    Some(CancellationDeclined),
                    Some(CancellationWithdrawn),
                ],
            ),
            (NeverAsked, [None; 3]),
            (ChangeAccepted, [None; 3]),
            (ChangeDeclined, [None; 3]),
            (ChangeWithdrawn, [None; 3]),
            (CancellationAccepted, [None; 3]),
            (CancellationDeclined, [None; 3]),
            (CancellationWithdrawn, [None; 3]),
        ] {
            for (answer, expected) in answers.into_iter().zip(cells) {
                assert_eq!(answered(status, answer), expected, "{answer:?} at {status:?}");
            }
        }
    }

    #[test]
    fn fulfilment_follows_from_the_numbers() {
        let tally = |agreed, begun, shipped, arriving, received, billed, paid| Tally {
            agreed,
            rejected: 1,
            begun,
            shipped,
            arriving,
            received,
            billed,
            paid,
        };
        for (tally, open, closed) in [
            (tally(0, 0, 0, 0, 0, 0, 0), Fulfilment::Open, Fulfilment::ClosedShort),
            (tally(2, 0, 0, 0, 0, 0, 0), Fulfilment::Open, Fulfilment::ClosedShort),
            (tally(2, 1, 0, 0, 0, 0, 0), Fulfilment::PartlyShipped, Fulfilment::ClosedShort),
            (tally(2, 2, 1, 0, 0, 0, 0), Fulfilment::PartlyShipped, Fulfilment::ClosedShort),
            (tally(2, 2, 2, 0, 0, 0, 0), Fulfilment::Shipped, Fulfilment::ClosedShort),
            (tally(2, 1, 1, 1, 1, 1, 1), Fulfilment::PartlyReceived, Fulfilment::ClosedShort),
            (tally(2, 2, 2, 2, 1, 0, 0), Fulfilment::PartlyReceived, Fulfilment::ClosedShort),
            (tally(2, 2, 2, 2, 2, 1, 0), Fulfilment::Received, Fulfilment::Received),
            (tally(2, 2, 2, 2, 2, 2, 1), Fulfilment::Billed, Fulfilment::Billed),
            (tally(2, 2, 2, 2, 2, 2, 2), Fulfilment::Paid, Fulfilment::Paid),
        ] {
            assert_eq!(fulfilment(Confirmed, &tally), open, "{tally:?}");
            assert_eq!(fulfilment(Closed, &tally), closed, "{tally:?}");
        }
    }

    proptest! {
        #[test]
        fn an_order_moves_only_forward_and_ended_ones_never(steps in prop::collection::vec(0usize..13, 0..60)) {
            let mut status = Draft;
            for step in steps {
                let Some(after) = next(status, TABLE[step].0) else { continue };
                prop_assert!(after >= status);
                prop_assert!(!is_end(status) || after == status);
                status = after;
            }
        }
    }
}
