//! The lives of deposits and challenges.
//!
//! What ends by time alone needs nobody to say so: its status follows from the clock.
use interfaces::notary::{ChallengeStatus, DepositStatus, Standing};

/// Where the signatures under a deposit stand: `required` is how many there are to be, `signed` and `declined` have a bit for each
/// signatory.
///
/// | of the signatories | in time | late |
/// |---|---|---|
/// | there are none | Deposited | Deposited |
/// | all signed | Sealed | Sealed |
/// | one declined | Declined | Declined |
/// | else | Pending | Lapsed |
///
/// Bits are only ever set, one at a time, and only while it is pending: so Sealed, Declined and Lapsed are never left, and Pending is
/// left by time at the latest.
pub(crate) fn signatures(
    required: usize,
    signed: u16,
    declined: u16,
    is_late: bool,
) -> DepositStatus {
    if required == 0 {
        DepositStatus::Deposited
    } else if declined != 0 {
        DepositStatus::Declined
    } else if usize::try_from(signed.count_ones()) == Ok(required) {
        DepositStatus::Sealed
    } else if is_late {
        DepositStatus::Lapsed
    } else {
        DepositStatus::Pending
    }
}

/// What may become of what was deposited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is deposited again under a newer algorithm.
    Renew,
    /// The log grows.
    Extend,
    /// Another is put in its place.
    Supersede,
    /// It is revoked.
    Revoke,
    /// Its arbiter upholds a challenge.
    Overturn,
}

/// Where `step` leads from `standing`; `None` if it does not follow.
///
/// | step | Valid | Renewed | Extended | Superseded | Revoked | Overturned |
/// |---|---|---|---|---|---|---|
/// | Renew | Renewed | | | | | |
/// | Extend | Extended | | | | | |
/// | Supersede | Superseded | | | | | |
/// | Revoke | Revoked | | | | | |
/// | Overturn | Overturned | Overturned | Overturned | Overturned | Overturned | |
///
/// Nothing is valid again, so a deposit is followed by one other at most; and nobody escapes a challenge by replacing what is challenged.
pub(crate) fn next(standing: Standing, step: Step) -> Option<Standing> {
    match (step, standing) {
        (Step::Overturn, Standing::Overturned) => None,
        (Step::Overturn, _) => Some(Standing::Overturned),
        (Step::Renew, Standing::Valid) => Some(Standing::Renewed),
        (Step::Extend, Standing::Valid) => Some(Standing::Extended),
        (Step::Supersede, Standing::Valid) => Some(Standing::Superseded),
        (Step::Revoke, Standing::Valid) => Some(Standing::Revoked),
        _ => None,
    }
}

/// Where a challenge stands: an open one that is not decided in time has lapsed.
pub(crate) fn challenge(stored: ChallengeStatus, is_late: bool) -> ChallengeStatus {
    if stored == ChallengeStatus::Open && is_late {
        ChallengeStatus::Lapsed
    } else {
        stored
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use Standing::*;

    const STANDINGS: [Standing; 6] = [Valid, Renewed, Extended, Superseded, Revoked, Overturned];

    /// The table of [`next`], once more: a row for each step, a cell for each of [`STANDINGS`].
    #[rustfmt::skip]
    const TABLE: [(Step, [Option<Standing>; 6]); 5] = [
        (Step::Renew,     [Some(Renewed), None, None, None, None, None]),
        (Step::Extend,    [Some(Extended), None, None, None, None, None]),
        (Step::Supersede, [Some(Superseded), None, None, None, None, None]),
        (Step::Revoke,    [Some(Revoked), None, None, None, None, None]),
        (Step::Overturn,  [Some(Overturned), Some(Overturned), Some(Overturned), Some(Overturned), Some(Overturned), None]),
    ];

    #[test]
    fn every_step_leads_where_the_table_says() {
        for (step, cells) in TABLE {
            for (standing, expected) in STANDINGS.into_iter().zip(cells) {
                assert_eq!(next(standing, step), expected, "{step:?} at {standing:?}");
            }
        }
    }

    #[test]
    fn signatures_stand_as_the_table_says() {
        use DepositStatus::*;
        for (required, signed, declined, in_time, late) in [
            (0, 0, 0, Deposited, Deposited),
            (1, 0, 0, Pending, Lapsed),
            (1, 1, 0, Sealed, Sealed),
            (1, 0, 1, Declined, Declined),
            (3, 0b101, 0, Pending, Lapsed),
            (3, 0b101, 0b010, Declined, Declined),
            (3, 0b111, 0, Sealed, Sealed),
            (16, u16::MAX, 0, Sealed, Sealed),
            (16, u16::MAX - 1, 0, Pending, Lapsed),
        ] {
            assert_eq!(signatures(required, signed, declined, false), in_time);
            assert_eq!(signatures(required, signed, declined, true), late);
        }
    }

    #[test]
    fn only_an_open_challenge_lapses() {
        use ChallengeStatus::*;
        for status in [Open, Upheld, Rejected, Lapsed] {
            assert_eq!(challenge(status, false), status);
        }
        for (status, then) in
            [(Open, Lapsed), (Upheld, Upheld), (Rejected, Rejected), (Lapsed, Lapsed)]
        {
            assert_eq!(challenge(status, true), then);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_valid_again_and_what_was_overturned_stays_so(steps in prop::collection::vec(0usize..5, 0..30)) {
            let mut standing = Valid;
            for step in steps {
                let Some(after) = next(standing, TABLE[step].0) else { continue };
                prop_assert!(after != Valid && standing != Overturned);
                prop_assert!(standing == Valid || after == Overturned);
                standing = after;
            }
        }

        #[test]
        fn an_end_of_signing_is_never_left(required in 1usize..=16, answers in prop::collection::vec((0u32..16, any::<bool>(), any::<bool>()), 0..40)) {
            let (mut signed, mut declined, mut is_late) = (0u16, 0u16, false);
            let mut end = None;
            for (who, signs, passes) in answers {
                is_late |= passes && who == 0;
                let status = signatures(required, signed, declined, is_late);
                if status == DepositStatus::Pending && (who as usize) < required {
                    let bits = if signs { &mut signed } else { &mut declined };
                    *bits |= 1 << who;
                }
                let status = signatures(required, signed, declined, is_late);
                prop_assert!(end.is_none_or(|end| end == status));
                if status != DepositStatus::Pending {
                    end = Some(status);
                }
            }
        }
    }
}
