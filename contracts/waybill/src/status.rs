//! The life of a waybill.
use interfaces::waybill::{SignOff, WaybillStatus};

/// What may happen to a waybill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Its draft gets lines.
    AddLines,
    /// The other side signs the draft.
    Issue,
    /// Consignor and carrier, or one of them past the pickup date, call it off.
    Cancel,
    /// The carrier takes the goods.
    PickUp,
    /// The carrier that has the goods signs them over.
    HandOver,
    /// The next carrier takes them.
    TakeOver,
    /// The goods are at the place of delivery.
    Arrive,
    /// The consignee notes what is wrong.
    NoteExceptions,
    /// The consignee signs for the goods.
    Deliver,
    /// The consignee did not sign in time.
    Lapse,
    /// The goods did not arrive in time.
    Lose,
    /// The window for late reservations is over.
    Close,
    /// Something is told of the goods.
    LogEvent,
    /// The title moves.
    MoveTitle,
    /// The carrier issues the next version in its place.
    Reissue,
    /// Who signed it changes it.
    Revise,
    /// Who may dispose of the goods does.
    Dispose,
    /// The consignee signs for a part of the goods.
    DeliverPart,
}

impl From<SignOff> for Step {
    fn from(step: SignOff) -> Self {
        match step {
            SignOff::Issue => Self::Issue,
            SignOff::PickUp => Self::PickUp,
            SignOff::TakeOver => Self::TakeOver,
            SignOff::Arrive => Self::Arrive,
            SignOff::Deliver => Self::Deliver,
            SignOff::Close => Self::Close,
        }
    }
}

/// Where `step` leads from `status`; `None` if it does not follow.
///
/// | step | Draft | Issued | InTransit | Arrived | Delivered | DeliveredUnconfirmed |
/// |---|---|---|---|---|---|---|
/// | AddLines | Draft | | | | | |
/// | Issue | Issued | | | | | |
/// | Cancel | Cancelled | Cancelled | | | | |
/// | PickUp | | InTransit | | | | |
/// | HandOver | | | InTransit | | | |
/// | TakeOver | | | InTransit | | | |
/// | Arrive | | | Arrived | | | |
/// | NoteExceptions | | | | Arrived | Delivered | DeliveredUnconfirmed |
/// | Deliver | | | Delivered | Delivered | | |
/// | Lapse | | | | DeliveredUnconfirmed | | |
/// | Lose | | | Lost | | | |
/// | Close | | | | | Closed | Closed |
/// | LogEvent | | Issued | InTransit | Arrived | | |
/// | MoveTitle | | | InTransit | Arrived | | |
/// | Reissue | | | Voided | Voided | | |
/// | Revise | | Issued | InTransit | Arrived | Delivered | |
/// | Dispose | | Issued | InTransit | | | |
/// | DeliverPart | | | InTransit | Arrived | | |
///
/// Closed, Cancelled, Lost and Voided are the ends: no step leads out of them.
/// Each open status can be left without the counterparty: Draft by Cancel, Issued by Cancel past the pickup date, InTransit by
/// Arrive (who has the goods), Deliver (the consignee) or Lose (the issuing carrier, and who is to have the
/// goods or sent them), Arrived by Lapse and both delivered ones by Close (anyone). Where a title goes with the goods, who holds it
/// stands where the consignee does: `title::act` says what its surrender and the carrier's silence come to.
pub(crate) fn next(status: WaybillStatus, step: Step) -> Option<WaybillStatus> {
    use WaybillStatus::*;
    match (step, status) {
        (Step::AddLines, Draft) => Some(Draft),
        (Step::Issue, Draft) => Some(Issued),
        (Step::Cancel, Draft | Issued) => Some(Cancelled),
        (Step::PickUp, Issued) => Some(InTransit),
        (Step::HandOver | Step::TakeOver, InTransit) => Some(InTransit),
        (Step::Arrive, InTransit) => Some(Arrived),
        (Step::NoteExceptions, Arrived | Delivered | DeliveredUnconfirmed) => Some(status),
        (Step::Deliver, InTransit | Arrived) => Some(Delivered),
        (Step::Lapse, Arrived) => Some(DeliveredUnconfirmed),
        (Step::Lose, InTransit) => Some(Lost),
        (Step::Close, Delivered | DeliveredUnconfirmed) => Some(Closed),
        (Step::LogEvent, Issued | InTransit | Arrived) => Some(status),
        (Step::MoveTitle | Step::DeliverPart, InTransit | Arrived) => Some(status),
        (Step::Reissue, InTransit | Arrived) => Some(Voided),
        (Step::Revise, Issued | InTransit | Arrived | Delivered) => Some(status),
        (Step::Dispose, Issued | InTransit) => Some(status),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use WaybillStatus::*;

    const STATUSES: [WaybillStatus; 10] = [
        Draft,
        Issued,
        InTransit,
        Arrived,
        Delivered,
        DeliveredUnconfirmed,
        Closed,
        Cancelled,
        Lost,
        Voided,
    ];

    /// The table of [`next`], once more: a row for each step, a cell for each of [`STATUSES`].
    #[rustfmt::skip]
    const TABLE: [(Step, [Option<WaybillStatus>; 10]); 18] = [
        (Step::AddLines,       [Some(Draft), None, None, None, None, None, None, None, None, None]),
        (Step::Issue,          [Some(Issued), None, None, None, None, None, None, None, None, None]),
        (Step::Cancel,         [Some(Cancelled), Some(Cancelled), None, None, None, None, None, None, None, None]),
        (Step::PickUp,         [None, Some(InTransit), None, None, None, None, None, None, None, None]),
        (Step::HandOver,       [None, None, Some(InTransit), None, None, None, None, None, None, None]),
        (Step::TakeOver,       [None, None, Some(InTransit), None, None, None, None, None, None, None]),
        (Step::Arrive,         [None, None, Some(Arrived), None, None, None, None, None, None, None]),
        (Step::NoteExceptions, [None, None, None, Some(Arrived), Some(Delivered), Some(DeliveredUnconfirmed), None, None, None, None]),
        (Step::Deliver,        [None, None, Some(Delivered), Some(Delivered), None, None, None, None, None, None]),
        (Step::Lapse,          [None, None, None, Some(DeliveredUnconfirmed), None, None, None, None, None, None]),
        (Step::Lose,           [None, None, Some(Lost), None, None, None, None, None, None, None]),
        (Step::Close,          [None, None, None, None, Some(Closed), Some(Closed), None, None, None, None]),
        (Step::LogEvent,       [None, Some(Issued), Some(InTransit), Some(Arrived), None, None, None, None, None, None]),
        (Step::MoveTitle,      [None, None, Some(InTransit), Some(Arrived), None, None, None, None, None, None]),
        (Step::Reissue,        [None, None, Some(Voided), Some(Voided), None, None, None, None, None, None]),
        (Step::Revise,         [None, Some(Issued), Some(InTransit), Some(Arrived), Some(Delivered), None, None, None, None, None]),
        (Step::Dispose,        [None, Some(Issued), Some(InTransit), None, None, None, None, None, None, None]),
        (Step::DeliverPart,    [None, None, Some(InTransit), Some(Arrived), None, None, None, None, None, None]),
    ];

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

    fn is_end(status: WaybillStatus) -> bool {
        matches!(status, Closed | Cancelled | Lost | Voided)
    }

    proptest! {
        #[test]
        fn a_waybill_moves_only_forward_and_ended_ones_never(steps in prop::collection::vec(0usize..18, 0..60)) {
            let mut status = Draft;
            for step in steps {
                let after = next(status, TABLE[step].0);
                prop_assert!(!is_end(status) || after.is_none() || after == Some(status));
                if let Some(after) = after {
                    prop_assert!(after >= status);
                    status = after;
                }
            }
        }
    }
}
