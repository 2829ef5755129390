//! The lives of goods, requests and deeds.
use interfaces::{
    ids::Millis,
    provenance::{Deed, EventAction, EventKind, ItemStatus, RequestStatus},
    registry::{Business, Scope},
};

/// What may happen to goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// They are looked at, and nothing becomes of it.
    Observe,
    /// They are packed, taken out, recounted, or used in part.
    Handle,
    /// They are sent.
    Ship,
    /// They arrive.
    Receive,
    /// They go back to who sent them.
    Return,
    /// They are used up.
    Consume,
    /// They are gone.
    Decommission,
}

/// Where `step` leads from `status`; `None` if it does not follow.
///
/// | step | Active | Shipped | Consumed | Decommissioned |
/// |---|---|---|---|---|
/// | Observe | Active | Shipped | | |
/// | Handle | Active | | | |
/// | Ship | Shipped | | | |
/// | Receive | | Active | | |
/// | Return | | Active | | |
/// | Consume | Consumed | | | |
/// | Decommission | Decommissioned | | | |
pub(crate) fn next(status: ItemStatus, step: Step) -> Option<ItemStatus> {
    use ItemStatus::{Active, Consumed, Decommissioned, Shipped};
    match (status, step) {
        (Active | Shipped, Step::Observe) => Some(status),
        (Active, Step::Handle) | (Shipped, Step::Receive | Step::Return) => Some(Active),
        (Active, Step::Ship) => Some(Shipped),
        (Active, Step::Consume) => Some(Consumed),
        (Active, Step::Decommission) => Some(Decommissioned),
        _ => None,
    }
}

/// Whether goods are still somewhere.
pub(crate) fn is_alive(status: ItemStatus) -> bool {
    matches!(status, ItemStatus::Active | ItemStatus::Shipped)
}

/// What a deed is to the goods that it is done to.
pub(crate) fn step(deed: &Deed) -> Step {
    match deed {
        Deed::Observe | Deed::Transact | Deed::Breach(_) => Step::Observe,
        Deed::Ship(_) => Step::Ship,
        Deed::Receive => Step::Receive,
        Deed::Refuse | Deed::TakeBack => Step::Return,
        Deed::Decommission => Step::Decommission,
        _ => Step::Handle,
    }
}

/// Type and action of the event that records a deed.
pub(crate) fn epcis(deed: &Deed) -> (EventKind, EventAction) {
    use EventAction::{Add, Delete, Observe};
    match deed {
        Deed::Commission => (EventKind::Object, Add),
        Deed::Decommission => (EventKind::Object, Delete),
        Deed::Transact => (EventKind::Transaction, Add),
        Deed::Transform => (EventKind::Transformation, Add),
        Deed::Pack(_) => (EventKind::Aggregation, Add),
        Deed::Unpack(_) => (EventKind::Aggregation, Delete),
        Deed::Install(_) => (EventKind::Association, Add),
        Deed::Remove(_) => (EventKind::Association, Delete),
        _ => (EventKind::Object, Observe),
    }
}

/// In which scope a deed is done, and whether it starts something.
pub(crate) fn access(deed: &Deed) -> (Scope, Business) {
    match deed {
        Deed::Receive | Deed::Refuse => (Scope::Receive, Business::Exit),
        Deed::Ship(_) | Deed::Pack(_) | Deed::Install(_) => {
            (Scope::HandOver, Business::NewBusiness)
        }
        _ => (Scope::HandOver, Business::Exit),
    }
}

/// Where a request stands: `answered_at` is 0 until it is answered.
pub(crate) fn request(answered_at: Millis, due_at: Millis, now: Millis) -> RequestStatus {
    if answered_at == 0 {
        if now > due_at {
            RequestStatus::Overdue
        } else {
            RequestStatus::Open
        }
    } else if answered_at > due_at {
        RequestStatus::AnsweredLate
    } else {
        RequestStatus::Answered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::ids::{ItemId, PartyId};
    use proptest::prelude::*;
    use ItemStatus::*;

    const STATUSES: [ItemStatus; 4] = [Active, Shipped, Consumed, Decommissioned];

    /// The table of [`next`], once more.
    #[rustfmt::skip]
    const TABLE: [(Step, [Option<ItemStatus>; 4]); 7] = [
        (Step::Observe,      [Some(Active), Some(Shipped), None, None]),
        (Step::Handle,       [Some(Active), None, None, None]),
        (Step::Ship,         [Some(Shipped), None, None, None]),
        (Step::Receive,      [None, Some(Active), None, None]),
        (Step::Return,       [None, Some(Active), None, None]),
        (Step::Consume,      [Some(Consumed), None, None, None]),
        (Step::Decommission, [Some(Decommissioned), None, None, None]),
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
    fn a_request_is_late_after_its_time_and_not_before() {
        assert_eq!(request(0, 10, 10), RequestStatus::Open);
        assert_eq!(request(0, 10, 11), RequestStatus::Overdue);
        assert_eq!(request(10, 10, 99), RequestStatus::Answered);
        assert_eq!(request(11, 10, 99), RequestStatus::AnsweredLate);
    }

    #[test]
    fn deeds_are_events_of_the_type_and_action_that_epcis_names() {
        use EventAction::*;
        let (inside, to) = (ItemId::NONE, PartyId::NONE);
        for (deed, event) in [
            (Deed::Commission, (EventKind::Object, Add)),
            (Deed::Observe, (EventKind::Object, Observe)),
            (Deed::Ship(to), (EventKind::Object, Observe)),
            (Deed::Receive, (EventKind::Object, Observe)),
            (Deed::Decommission, (EventKind::Object, Delete)),
            (Deed::Transact, (EventKind::Transaction, Add)),
            (Deed::Transform, (EventKind::Transformation, Add)),
            (Deed::Pack(inside), (EventKind::Aggregation, Add)),
            (Deed::Unpack(inside), (EventKind::Aggregation, Delete)),
            (Deed::Install(inside), (EventKind::Association, Add)),
            (Deed::Remove(inside), (EventKind::Association, Delete)),
        ] {
            assert_eq!(epcis(&deed), event, "{deed:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_gone_never_comes_back(steps in prop::collection::vec(0usize..7, 0..30)) {
            let mut status = Active;
            for step in steps {
                let Some(after) = next(status, TABLE[step].0) else { continue };
                prop_assert!(is_alive(status));
                status = after;
            }
        }
    }
}
