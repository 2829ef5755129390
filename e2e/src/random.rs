//! Random choices that can be made again from their seed.
use std::{env, fmt, time::SystemTime};

/// A source of random choices. If the test that holds it fails, it prints its seed.
pub struct Random {
    seed: u64,
    state: u64,
    what: &'static str,
}

impl Random {
    /// From `LADING_SEED` if it is set, else from the clock. `what` is the test that it is for.
    pub fn from_env(what: &'static str) -> Self {
        let seed = env::var("LADING_SEED").ok().map(|text| {
            parse(&text).unwrap_or_else(|| {
                panic!(
                    "LADING_SEED should be a number, decimal or 0x and hexadecimal, not {text:?}"
                )
            })
        });
        let clock = || {
            let now = SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .expect("the clock is past 1970");
            now.as_nanos() as u64
        };
        Self::from_seed(what, seed.unwrap_or_else(clock))
    }

    /// From `seed`.
    pub fn from_seed(what: &'static str, seed: u64) -> Self {
        Self { seed, state: seed, what }
    }

    /// What it was made from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Any number (splitmix64).
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.number()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of `choices`, of which there is at least one.
    pub fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }

    /// One of `choices`, if there is any.
    pub fn any_of<T: Clone>(&mut self, choices: &[T]) -> Option<T> {
        (!choices.is_empty()).then(|| self.one_of(choices))
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, LADING_SEED={:#x}", self.what, self.seed)
    }
}

impl Drop for Random {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "\nto see this again: LADING_SEED={:#x} cargo test --release -p e2e -- {}",
                self.seed, self.what
            );
        }
    }
}

fn parse(text: &str) -> Option<u64> {
    let text = text.trim();
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}
