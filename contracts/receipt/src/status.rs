//! The lives of tokens.
use interfaces::receipt::TokenStatus;

/// What may happen to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is transferred, sold, pledged, split, amended, or takes another in.
    Use,
    /// Goods are asked for.
    Request,
    /// They are not asked for any more, or refused.
    Desist,
    /// The pledgee agrees to that.
    Agree,
    /// The warehouse says that it handed goods over.
    HandOver,
    /// The owner says that it did not.
    Contest,
    /// A part was delivered.
    DeliverPart,
    /// All was.
    DeliverAll,
    /// It becomes its pledgee's or its depositor's; a request of the one before ends, and what was handed over stays so.
    Seize,
    /// Its shares become another token's.
    Merge,
    /// Another token stands for it.
    Replace,
}

/// Where `step` leads from `status`; `None` if it does not follow.
///
/// | step | Live | LoadOutRequested | HandedOver | Delivered, Merged, Replaced |
/// |---|---|---|---|---|
/// | Use | Live | | | |
/// | Request | LoadOutRequested | | | |
/// | Desist | | Live | | |
/// | Agree | | LoadOutRequested | | |
/// | HandOver | | HandedOver | | |
/// | Contest | | | LoadOutRequested | |
/// | DeliverPart | | | Live | |
/// | DeliverAll | | | Delivered | |
/// | Seize | Live | Live | HandedOver | |
/// | Merge | Merged | | | |
/// | Replace | Replaced | | | |
pub(crate) fn next(status: TokenStatus, step: Step) -> Option<TokenStatus> {
    use TokenStatus::{Delivered, HandedOver, Live, LoadOutRequested, Merged, Replaced};
    match (status, step) {
        (Live, Step::Use | Step::Seize)
        | (LoadOutRequested, Step::Desist | Step::Seize)
        | (HandedOver, Step::DeliverPart) => Some(Live),
        (Live, Step::Request) | (LoadOutRequested, Step::Agree) | (HandedOver, Step::Contest) => {
            Some(LoadOutRequested)
        }
        (LoadOutRequested, Step::HandOver) | (HandedOver, Step::Seize) => Some(HandedOver),
        (HandedOver, Step::DeliverAll) => Some(Delivered),
        (Live, Step::Merge) => Some(Merged),
        (Live, Step::Replace) => Some(Replaced),
        _ => None,
    }
}

/// Whether a token still is somebody's.
pub(crate) fn is_alive(status: TokenStatus) -> bool {
    use TokenStatus::{HandedOver, Live, LoadOutRequested};
    matches!(status, Live | LoadOutRequested | HandedOver)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use TokenStatus::*;

    const STATUSES: [TokenStatus; 6] =
        [Live, LoadOutRequested, HandedOver, Delivered, Merged, Replaced];

    /// The table of [`next`], once more.
    #[rustfmt::skip]
    const TABLE: [(Step, [Option<TokenStatus>; 3]); 11] = [
        (Step::Use,         [Some(Live), None, None]),
        (Step::Request,     [Some(LoadOutRequested), None, None]),
        (Step::Desist,      [None, Some(Live), None]),
        (Step::Agree,       [None, Some(LoadOutRequested), None]),
        (Step::HandOver,    [None, Some(HandedOver), None]),
        (Step::Contest,     [None, None, Some(LoadOutRequested)]),
        (Step::DeliverPart, [None, None, Some(Live)]),
        (Step::DeliverAll,  [None, None, Some(Delivered)]),
        (Step::Seize,       [Some(Live), Some(Live), Some(HandedOver)]),
        (Step::Merge,       [Some(Merged), None, None]),
        (Step::Replace,     [Some(Replaced), None, None]),
    ];

    #[test]
    fn every_step_leads_where_the_table_says() {
        for (step, cells) in TABLE {
            for (at, status) in STATUSES.into_iter().enumerate() {
                let expected = cells.get(at).copied().flatten();
                assert_eq!(next(status, step), expected, "{step:?} at {status:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_no_more_never_comes_back(steps in prop::collection::vec(0usize..11, 0..40)) {
            let mut status = Live;
            for step in steps {
                let Some(after) = next(status, TABLE[step].0) else { continue };
                prop_assert!(is_alive(status));
                status = after;
            }
        }
    }
}
