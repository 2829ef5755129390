//! Who has how much of what was paid.
//!
//! Of a receivable, F is the face, P what was paid, D what was drawn of that; of a token, f and d are its face and what was drawn on
//! it. All are minor units below 2^63, so f · P fits into 126 bits.
//!
//! Invariants, each kept where it is named, and all from D ≤ P ≤ F and Σ d = D, Σ f = F:
//! - *Share*: no token draws more than its share of what was paid, rounded down (`due`).
//! - *Covered*: what was drawn is never more than what was paid, whatever a split rounded up (`due`).
//! - *In full*: once P = F, all that is not drawn is due (`due`).
//! - *Kept*: a split divides face and drawings without a rest, and leaves something to draw on both parts (`divide`).
use interfaces::ids::Money;

/// A receivable's money, or a token's part of it: how much there is to be had in all, and how much of it was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Balance {
    pub(crate) face: Money,
    pub(crate) drawn: Money,
}

impl Balance {
    pub(crate) fn undrawn(&self) -> Money {
        self.face.saturating_sub(self.drawn)
    }
}

/// ⌊dividend ÷ divisor⌋, digit by digit; 0 where there is nothing to divide by.
///
/// It takes longer than the compiler's own, three microseconds, and a fifth of its room.
#[inline(never)]
pub(crate) fn quotient(dividend: u128, divisor: u128) -> u128 {
    let (mut quotient, mut rest) = (0u128, 0u128);
    if divisor == 0 {
        return quotient;
    }
    for digit in (0..128).rev() {
        // The rest is less than the divisor; its highest digit is lost below only if there is one, and then the divisor goes into it.
        let is_lost = rest >> 127 == 1;
        rest = (rest << 1) | ((dividend >> digit) & 1);
        quotient <<= 1;
        if is_lost || rest >= divisor {
            rest = rest.wrapping_sub(divisor);
            quotient |= 1;
        }
    }
    quotient
}

/// ⌊amount · part ÷ whole⌋, for a part that is at most the whole; 0 of nothing.
#[inline(never)]
pub(crate) fn share(amount: Money, part: Money, whole: Money) -> Money {
    let product = u128::from(amount).saturating_mul(u128::from(part));
    let share = quotient(product, u128::from(whole));
    Money::try_from(share).unwrap_or(amount).min(amount)
}

/// What a token draws: max(0, min(⌊f · P ÷ F⌋ − d, P − D)).
pub(crate) fn due(of: Balance, paid: Money, token: Balance) -> Money {
    let owed = share(token.face, paid, of.face).saturating_sub(token.drawn);
    owed.min(paid.saturating_sub(of.drawn))
}

/// What is drawn on the part with face `face` that is split off a token: d₁ = ⌊d · f₁ ÷ f⌋; the rest stays. Nothing unless both parts have
/// a face, and more of it than is drawn.
pub(crate) fn divide(token: Balance, face: Money) -> Option<Money> {
    let rest = token.face.checked_sub(face)?;
    let drawn = share(token.drawn, face, token.face);
    let rest_drawn = token.drawn.checked_sub(drawn)?;
    (drawn < face && rest_drawn < rest).then_some(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LARGEST: Money = (1 << 63) - 1;

    fn balance(face: Money, drawn: Money) -> Balance {
        Balance { face, drawn }
    }

    #[test]
    fn shares_are_rounded_down_and_the_last_payment_leaves_no_rest() {
        assert_eq!(due(balance(100, 0), 10, balance(33, 0)), 3);
        assert_eq!(due(balance(100, 3), 10, balance(67, 0)), 6);
        assert_eq!(due(balance(100, 9), 100, balance(33, 3)), 30);
        assert_eq!(due(balance(100, 39), 100, balance(67, 6)), 61);
        assert_eq!(due(balance(LARGEST, 0), LARGEST, balance(LARGEST, 0)), LARGEST);
    }

    #[test]
    fn nothing_is_due_of_nothing() {
        assert_eq!(due(balance(100, 0), 0, balance(33, 0)), 0);
        assert_eq!(due(balance(0, 0), 0, balance(0, 0)), 0);
        assert_eq!(due(balance(100, 10), 10, balance(50, 5)), 0);
    }

    #[test]
    fn both_parts_have_something_left() {
        assert_eq!(divide(balance(10, 0), 4), Some(0));
        assert_eq!(divide(balance(10, 5), 4), Some(2));
        assert_eq!(divide(balance(10, 0), 0), None);
        assert_eq!(divide(balance(10, 0), 10), None);
        assert_eq!(divide(balance(10, 0), 11), None);
        // 9 of 10 are drawn: the rest of 1 would have ⌈0.9⌉ drawn, which is all.
        assert_eq!(divide(balance(10, 9), 9), None);
    }

    proptest! {
        #[test]
        fn a_quotient_is_the_compilers(dividend in any::<u128>(), divisor in any::<u128>(), shift in 0u32..128) {
            let divisor = divisor >> shift;
            prop_assert_eq!(quotient(dividend, divisor), dividend.checked_div(divisor).unwrap_or(0));
            prop_assert_eq!(quotient(divisor, dividend), divisor.checked_div(dividend).unwrap_or(0));
        }

        #[test]
        fn a_split_neither_makes_nor_loses(face in 1..=LARGEST, drawn in 0..LARGEST, part in 0..=LARGEST) {
            let token = balance(face, drawn % face);
            let part = part % face;
            if let Some(first) = divide(token, part) {
                let second = token.drawn - first;
                prop_assert!(first < part && second < face - part);
                prop_assert_eq!(u128::from(first), u128::from(token.drawn) * u128::from(part) / u128::from(face));
            }
        }

        #[test]
        fn what_is_due_is_a_share_of_what_is_there(face in 1..=LARGEST, paid in 0..=LARGEST, drawn in 0..=LARGEST, part in 0..=LARGEST, had in 0..=LARGEST) {
            let paid = paid % (face + 1);
            let whole = balance(face, drawn % (paid + 1));
            let token = balance(part % (face + 1), had);
            let due = due(whole, paid, token);
            prop_assert!(whole.drawn + due <= paid);
            prop_assert!(due == 0 || u128::from(token.drawn + due) <= u128::from(token.face) * u128::from(paid) / u128::from(face));
        }

        #[test]
        fn all_is_drawn_once_all_is_paid(face in 1..100_000u64, steps in prop::collection::vec((0u8..4, 0usize..20, 1u64..30_000), 0..60)) {
            let mut whole = balance(face, 0);
            let mut paid = 0;
            let mut tokens = vec![balance(face, 0)];
            let draw = |whole: &mut Balance, paid, token: &mut Balance| {
                let due = due(*whole, paid, *token);
                token.drawn += due;
                whole.drawn += due;
            };
            for (step, which, amount) in steps {
                let at = which % tokens.len();
                match step {
                    0 => paid += amount.min(face - paid),
                    1 => {
                        let part = amount % tokens[at].face;
                        if let Some(drawn) = divide(tokens[at], part) {
                            tokens[at] = balance(tokens[at].face - part, tokens[at].drawn - drawn);
                            tokens.push(balance(part, drawn));
                        }
                    }
                    2 if tokens.len() > 1 => {
                        let from = tokens.swap_remove(at);
                        tokens[0].face += from.face;
                        tokens[0].drawn += from.drawn;
                    }
                    _ => draw(&mut whole, paid, &mut tokens[at]),
                }
                prop_assert_eq!(tokens.iter().map(|token| token.face).sum::<u64>(), face);
                prop_assert_eq!(tokens.iter().map(|token| token.drawn).sum::<u64>(), whole.drawn);
                prop_assert!(whole.drawn <= paid && paid <= face);
            }
            paid = face;
            for token in &mut tokens {
                draw(&mut whole, paid, token);
                prop_assert_eq!(token.undrawn(), 0);
            }
            prop_assert_eq!(whole.drawn, face);
        }
    }
}
