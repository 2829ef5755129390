//! For tests of rules: numbers at random, the same for the same seed everywhere.

/// SplitMix64 (Steele, Lea and Flood 2014): small, and enough to walk by. Its state is the seed of what comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`, which is not 0.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)).checked_rem(sides).expect("dice have sides")
    }

    /// Whether it is one of so many.
    pub fn one_in(&mut self, sides: u64) -> bool {
        self.below(sides) == 0
    }

    /// One of these, of which there is one at least.
    pub fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        let sides = u64::try_from(choices.len()).expect("there are not so many");
        let place = usize::try_from(self.below(sides)).expect("it is below that");
        choices.get(place).expect("it is one of them").clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_published_numbers() {
        // SplitMix64 of the seed 1234567, as its authors' reference implementation prints it.
        let mut dice = Dice(1_234_567);
        let numbers: [u64; 5] = core::array::from_fn(|_| dice.below(u64::MAX));
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(numbers, published);
    }

    #[test]
    fn every_side_comes_up() {
        let mut dice = Dice(1);
        let thrown: std::collections::BTreeSet<u64> = (0..100).map(|_| dice.below(6)).collect();
        assert_eq!(thrown, (0..6).collect());
        assert!((0..100).all(|_| [3, 5].contains(&dice.of(&[3, 5])) && dice.one_in(1)));
    }
}
