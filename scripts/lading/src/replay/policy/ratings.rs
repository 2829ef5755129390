//! What is assumed of who enterprises are and how they serve, so that they can be rated: no export says it.
use anyhow::{ensure, Result};
use serde::Deserialize;

/// How ratings come to be, beside what the history says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratings {
    /// Points that a buyer gives a supplier for an order that was fulfilled perfectly.
    pub service_if_perfect: u8,
    /// Points for any other order.
    pub service_if_not: u8,
    /// Every how many months ratings are put on record.
    pub every_months: u32,
}

impl Ratings {
    pub(super) fn check(self) -> Result<Self> {
        for (key, found) in [
            ("service_if_perfect", self.service_if_perfect),
            ("service_if_not", self.service_if_not),
        ] {
            ensure!(
                found <= 100,
                "key `ratings.{key}`: {found} is out of range; expected 0 to 100"
            );
        }
        let months = self.every_months;
        ensure!(
            (1..=24).contains(&months),
            "key `ratings.every_months`: {months} is out of range; expected 1 to 24, for so long a fact counts"
        );
        Ok(self)
    }
}
