//! The life of a case.
use interfaces::reconciliation::CaseStatus;

/// What can happen to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The counterparty signs the terms.
    Accept,
    /// Either party calls it off.
    Withdraw,
    /// A side states lines, or says that there are no more while the other has not.
    State,
    /// The second side says that there are no more.
    CompleteBoth,
    /// Lines are examined, once statements are complete or the time to enter them is over.
    Match,
    /// Every line is cleared.
    Balance,
    /// Every line was examined, and discrepancies are not settled.
    Dispute,
}

/// Where a step leads; `None` where it does not follow.
///
/// | from | Accept | Withdraw | State | CompleteBoth | Match | Balance | Dispute |
/// |---|---|---|---|---|---|---|---|
/// | Proposed | Open | Withdrawn | | | | | |
/// | Open | | | Open | Matching | Matching | Balanced | Discrepant |
/// | Matching | | | | | Matching | Balanced | Discrepant |
/// | Discrepant | | | | | | Balanced | |
/// | Balanced | | | | | | | |
/// | Withdrawn | | | | | | | |
///
/// A proposal may take the id of a case that was withdrawn: that is another case, and no step of the old one.
pub(crate) fn next(from: CaseStatus, step: Step) -> Option<CaseStatus> {
    match (from, step) {
        (CaseStatus::Proposed, Step::Accept) => Some(CaseStatus::Open),
        (CaseStatus::Proposed, Step::Withdraw) => Some(CaseStatus::Withdrawn),
        (CaseStatus::Open, Step::State) => Some(CaseStatus::Open),
        (CaseStatus::Open, Step::CompleteBoth) => Some(CaseStatus::Matching),
        (CaseStatus::Open | CaseStatus::Matching, Step::Match) => Some(CaseStatus::Matching),
        (CaseStatus::Open | CaseStatus::Matching | CaseStatus::Discrepant, Step::Balance) => {
            Some(CaseStatus::Balanced)
        }
        (CaseStatus::Open | CaseStatus::Matching, Step::Dispute) => Some(CaseStatus::Discrepant),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use CaseStatus::*;

    const STEPS: [Step; 7] = [
        Step::Accept,
        Step::Withdraw,
        Step::State,
        Step::CompleteBoth,
        Step::Match,
        Step::Balance,
        Step::Dispute,
    ];

    #[test]
    fn every_cell_of_the_table_is_as_written() {
        let table = [
            (Proposed, [Some(Open), Some(Withdrawn), None, None, None, None, None]),
            (
                Open,
                [
                    None,
                    None,
                    Some(Open),
                    Some(Matching),
                    Some(Matching),
                    Some(Balanced),
                    Some(Discrepant),
                ],
            ),
            (Matching, [None, None, None, None, Some(Matching), Some(Balanced), Some(Discrepant)]),
            (Discrepant, [None, None, None, None, None, Some(Balanced), None]),
            (Balanced, [None; 7]),
            (Withdrawn, [None; 7]),
        ];
        for (from, row) in table {
            for (step, to) in STEPS.iter().zip(row) {
                assert_eq!(next(from, *step), to, "{from:?} {step:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_case_that_ended_never_moves_and_none_moves_back(steps in prop::collection::vec(0usize..7, 0..20)) {
            let mut at = Proposed;
            for step in steps {
                let Some(to) = next(at, STEPS[step]) else { continue };
                prop_assert!(!matches!(at, Balanced | Withdrawn));
                prop_assert!(to >= at);
                at = to;
            }
        }
    }
}
