//! The life of an observation.
use interfaces::credit::ObservationStatus;

/// What may happen to an observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Its subject contests it.
    Contest,
    /// The arbiter finds that it is wrong.
    Strike,
    /// The arbiter finds that it is right.
    Confirm,
}

/// Where `step` leads from `status`; `None` if it does not follow.
///
/// | step | Standing | Contested | Struck | Confirmed |
/// |---|---|---|---|---|
/// | Contest | Contested | | | |
/// | Strike | | Struck | | |
/// | Confirm | | Confirmed | | |
///
/// A contest that nobody decides in time leaves it contested for good: it counts again, and there is no second one.
pub(crate) fn next(status: ObservationStatus, step: Step) -> Option<ObservationStatus> {
    use ObservationStatus::{Confirmed, Contested, Standing, Struck};
    match (status, step) {
        (Standing, Step::Contest) => Some(Contested),
        (Contested, Step::Strike) => Some(Struck),
        (Contested, Step::Confirm) => Some(Confirmed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ObservationStatus::{Confirmed, Contested, Standing, Struck};

    #[test]
    fn each_step_follows_where_the_table_says_and_nowhere_else() {
        let all = [Standing, Contested, Struck, Confirmed];
        let table = [
            (Step::Contest, [Some(Contested), None, None, None]),
            (Step::Strike, [None, Some(Struck), None, None]),
            (Step::Confirm, [None, Some(Confirmed), None, None]),
        ];
        for (step, row) in table {
            for (status, expected) in all.into_iter().zip(row) {
                assert_eq!(next(status, step), expected, "{status:?} {step:?}");
            }
        }
    }
}
