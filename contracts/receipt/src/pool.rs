//! What shares of a pool are worth, and how many leave with goods.
//!
//! With N shares and the quantity Q of a pool, n shares are worth ⌊n·Q/N⌋. The first receipts have as many shares as goods, a shortage lowers
//! Q alone, and so Q ≤ N, always. Goods q < ⌊n·Q/N⌋ leave with ⌈q·N/Q⌉ shares: (Q − q) / (N − ⌈q·N/Q⌉) ≥ Q/N, so that nobody else's
//! shares are worth less, and q·N/Q ≤ n, so that there are as many. All goods leave with all n shares, and Q/N does not fall then either;
//! with n = N they are all of Q.
use interfaces::{ids::Quantity, receipt::Pool};

/// What a pool holds for its shares: invariant *Quantity*, for it is kept nowhere else.
pub(crate) fn quantity(pool: &Pool) -> Quantity {
    pool.issued.saturating_sub(pool.delivered).saturating_sub(pool.missing)
}

/// What `shares` of a pool are worth: invariant *Enough*, for all are rounded down.
pub(crate) fn worth(pool: &Pool, shares: Quantity) -> Quantity {
    let (worth, _) = scaled(shares, quantity(pool), pool.shares);
    worth
}

/// How many shares a part of the goods takes along: rounded up.
pub(crate) fn shares_of(pool: &Pool, quantity_out: Quantity) -> Quantity {
    let (shares, rest) = scaled(quantity_out, pool.shares, quantity(pool));
    shares.saturating_add(u64::from(rest > 0))
}

/// `amount` × `part` ÷ `whole`, and what remains; nothing of nothing. The last two are below 2^63, and the product of the first is never
/// written down: dividing 128 bits would take more code than all else here.
#[inline(never)]
fn scaled(amount: u64, part: u64, whole: u64) -> (u64, u64) {
    let (Some(times), Some(rest)) = (part.checked_div(whole), part.checked_rem(whole)) else {
        return (0, 0);
    };
    let mut sum = (0, 0);
    for bit in (0..u64::BITS).rev() {
        sum = plus(sum, sum, whole);
        if amount.checked_shr(bit).unwrap_or_default() & 1 == 1 {
            sum = plus(sum, (times, rest), whole);
        }
    }
    sum
}

/// The sum of two numbers of wholes and what is less than one.
fn plus(one: (u64, u64), other: (u64, u64), whole: u64) -> (u64, u64) {
    let wholes = one.0.saturating_add(other.0);
    let rest = one.1.saturating_add(other.1);
    match rest.checked_sub(whole) {
        Some(rest) => (wholes.saturating_add(1), rest),
        None => (wholes, rest),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use interfaces::{
        ids::{Fingerprint, PartyId},
        receipt::{Commodity, Stock},
    };
    use proptest::prelude::*;

    pub(crate) fn pool(issued: Quantity, missing: Quantity) -> Pool {
        Pool {
            registry_epoch: 0,
            collateral_epoch: 0,
            warehouse: PartyId([1; 32]),
            inspector: PartyId([2; 32]),
            stock: Stock {
                commodity: Commodity::Hs(100_199),
                grade: "A".into(),
                lot: "1".into(),
                expires_at: 1,
            },
            unit: *b"KGM",
            location: "DEHAM".into(),
            attested: issued,
            issued,
            delivered: 0,
            missing,
            shares: issued,
            report: Fingerprint::NONE,
            is_expired: false,
        }
    }

    #[test]
    fn without_a_shortage_a_share_is_a_thousandth_of_the_unit() {
        let mut pool = pool(1_000, 0);
        assert_eq!(worth(&pool, 400), 400);
        assert_eq!(shares_of(&pool, 400), 400);
        pool.delivered = 400;
        pool.shares = 600;
        assert_eq!(worth(&pool, 600), 600);
    }

    #[test]
    fn a_shortage_is_borne_by_all() {
        let pool = pool(1_000, 100);
        assert_eq!(quantity(&pool), 900);
        assert_eq!((worth(&pool, 500), worth(&pool, 333)), (450, 299));
        assert_eq!(shares_of(&pool, 450), 500);
        assert_eq!(shares_of(&pool, 449), 499);
    }

    #[test]
    fn of_an_empty_pool_nothing_is_worth_anything() {
        let empty = pool(0, 0);
        assert_eq!((worth(&empty, 1), shares_of(&empty, 1)), (0, 0));
        let lost = pool(1_000, 1_000);
        assert_eq!((worth(&lost, 1_000), shares_of(&lost, 1)), (0, 0));
    }

    /// Shares of a pool, some of which may be missing.
    fn holdings() -> impl Strategy<Value = (Pool, Vec<Quantity>)> {
        let amounts = prop_oneof![1u64..50, 1u64..1_000_000, 1u64..(1 << 58)];
        (prop::collection::vec(amounts, 1..8), any::<u64>()).prop_map(|(holdings, dice)| {
            let issued: u64 = holdings.iter().sum();
            (pool(issued, dice % (issued + 1)), holdings)
        })
    }

    proptest! {
        #[test]
        fn a_share_is_what_128_bits_say(amount in 0u64..(1 << 63), part in 0u64..(1 << 63), whole in prop_oneof![0u64..9, 1u64..(1 << 63)]) {
            prop_assume!(whole == 0 || u128::from(amount) * u128::from(part) / u128::from(whole) < 1 << 64);
            let product = u128::from(amount) * u128::from(part);
            let expected = product.checked_div(whole.into()).unwrap_or_default();
            let rest = product.checked_rem(whole.into()).unwrap_or_default();
            prop_assert_eq!(scaled(amount, part, whole), (expected as u64, rest as u64));
        }

        #[test]
        fn all_are_worth_no_more_than_there_is((pool, holdings) in holdings()) {
            let sum: u64 = holdings.iter().map(|shares| worth(&pool, *shares)).sum();
            prop_assert!(sum <= quantity(&pool));
            prop_assert!(quantity(&pool) - sum < holdings.len() as u64);
            prop_assert_eq!(worth(&pool, pool.shares), quantity(&pool));
        }

        #[test]
        fn nobody_is_worth_less_because_another_takes_goods_out(
            (mut pool, mut holdings) in holdings(),
            deeds in prop::collection::vec((any::<usize>(), any::<u64>(), any::<bool>()), 0..20),
        ) {
            for (who, dice, all) in deeds {
                let who = who % holdings.len();
                let before: Vec<_> = holdings.iter().map(|n| worth(&pool, *n)).collect();
                let mine = before[who];
                let out = if all { mine } else { dice % (mine + 1) };
                let gone = if out == mine { holdings[who] } else { shares_of(&pool, out) };
                prop_assert!(gone <= holdings[who], "there are not as many shares");
                holdings[who] -= gone;
                pool.shares -= gone;
                pool.delivered += out;
                prop_assert!(quantity(&pool) <= pool.shares);
                for (other, before) in before.iter().enumerate() {
                    let after = worth(&pool, holdings[other]);
                    if other == who {
                        prop_assert!(after + out + 1 >= *before, "more than rounding is lost");

                    } else {
                        prop_assert!(after >= *before);
                    }
                }
            }
            // Whoever leaves last takes what remains.
            for shares in holdings {
                pool.delivered += worth(&pool, shares);
                pool.shares -= shares;
            }
            prop_assert_eq!((quantity(&pool), pool.shares), (0, 0));
        }

        #[test]
        fn what_is_split_off_is_worth_what_was_asked_for((pool, holdings) in holdings(), dice in any::<u64>()) {
            let all = worth(&pool, holdings[0]);
            prop_assume!(all > 0);
            let asked = 1 + dice % all;
            let shares = shares_of(&pool, asked);
            prop_assert!(shares <= holdings[0]);
            prop_assert_eq!(worth(&pool, shares), asked);
            let rest = worth(&pool, holdings[0] - shares);
            prop_assert!(rest + asked <= all && all <= rest + asked + 1);
        }
    }
}
