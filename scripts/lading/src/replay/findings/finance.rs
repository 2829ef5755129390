//! What was owed, to whom it went, and who was paid: read back from the chain, but for the days on which it happened and the price that
//! the financier paid, which no contract keeps: these are the ones that it accepted.
use std::collections::BTreeMap;

use anyhow::{ensure, Context, Result};
use chain::Chain;
use ink::codegen::TraitCallBuilder;
use interfaces::{
    ids::{Millis, Money},
    receivable::{Debt, Receivable as _, ReceivableStatus, TokenStatus},
    reconciliation::Reconciliation as _,
};
use serde::Serialize;

use super::Names;
use crate::replay::{
    calendar::{self, DAY},
    figures::{counted, decimal},
    life::{finance::Owed, Life},
    mapping::Mapping,
    policy::Finance as Policy,
    progress::Progress,
    timeline::Subject,
};

/// What those are to whom money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It was owed the goods.
    Supplier,
    /// It made them, and its supplier paid it with what it was owed.
    Manufacturer,
    /// It was owed their freight.
    Carrier,
    /// It bought what was owed.
    Financier,
}

impl Kind {
    /// In words, for the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Manufacturer => "maker",
            Self::Carrier => "carrier",
            Self::Financier => "financier",
        }
    }
}

/// Who got money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payee {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How many tokens it had when they were paid.
    pub tokens: u64,
    /// What it drew on them, in minor units.
    pub drawn_minor: u128,
    /// The face of what it had sold before.
    pub sold_minor: u128,
    /// What it got for that.
    pub proceeds_minor: u128,
    /// How long it waited for its money after its debtor confirmed, in tenths of a day: the mean, by amounts. Nothing for the financier,
    /// who was not waiting for its own.
    pub waited_tenths: u64,
    /// Σ of what it got times the milliseconds that it waited for it.
    #[serde(skip)]
    pub waiting: u128,
}

impl Payee {
    /// One that got nothing yet.
    pub fn new(name: String) -> Self {
        Self {
            name,
            kind: Kind::Supplier,
            tokens: 0,
            drawn_minor: 0,
            sold_minor: 0,
            proceeds_minor: 0,
            waited_tenths: 0,
            waiting: 0,
        }
    }

    /// What it gave up by selling, in minor units.
    pub fn discount(&self) -> u128 {
        self.sold_minor.saturating_sub(self.proceeds_minor)
    }

    /// What it got in all, in minor units.
    pub fn got(&self) -> u128 {
        self.drawn_minor.saturating_add(self.proceeds_minor)
    }

    /// It waited so long for so much.
    fn wait(&mut self, amount: Money, after: Millis) {
        self.waiting = self.waiting.saturating_add(u128::from(amount).saturating_mul(after.into()));
    }
}

/// Who paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payer {
    /// Its name.
    pub name: String,
    /// How many receivables.
    pub receivables: u64,
    /// What it owed and paid, in minor units.
    pub paid_minor: u128,
    /// What it owes now, as the contract counts it for its line.
    pub open_minor: u128,
}

/// What was confirmed and not paid at the end of a month, in minor units, by who held it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Exposure {
    /// The month, as in 2010-03.
    pub month: String,
    /// Held by suppliers and carriers.
    pub creditors_minor: u128,
    /// By manufacturers.
    pub manufacturers_minor: u128,
    /// By the financier.
    pub financier_minor: u128,
}

impl Exposure {
    /// Whoever held it.
    pub fn all(&self) -> u128 {
        self.creditors_minor + self.manufacturers_minor + self.financier_minor
    }
}

/// What came of what was owed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Finance {
    /// What the policy assumes, for no file says it.
    pub assumed: Vec<String>,
    /// Receivables, all of them settled.
    pub receivables: u64,
    /// Of them, those of freight.
    pub of_freight: u64,
    /// Σ of their faces, in minor units.
    pub face_minor: u128,
    /// Σ of what was paid.
    pub paid_minor: u128,
    /// Σ of what was drawn.
    pub drawn_minor: u128,
    /// Σ of what their cases cleared.
    pub cleared_minor: u128,
    /// Tokens that manufacturers got.
    pub passed_on: u64,
    /// Their faces.
    pub passed_on_minor: u128,
    /// Tokens that the financier bought.
    pub sold: u64,
    /// Their faces.
    pub sold_minor: u128,
    /// What it paid for them.
    pub proceeds_minor: u128,
    /// What the receivable contract had more at the end than at the beginning, in the smallest unit of the chain's token.
    pub left_in_contract: i128,
    /// By month, from the first to the last in which anything was owed.
    pub months: Vec<Exposure>,
    /// Who got money, the largest first.
    pub payees: Vec<Payee>,
    /// Who paid, the largest first.
    pub payers: Vec<Payer>,
    /// What was found to hold at the end. A replay of which it does not hold fails.
    pub checked: Vec<&'static str>,
}

impl Finance {
    /// Asks the chain what came of what was owed; nothing where the policy does not go on to that.
    ///
    /// # Errors
    /// If the chain does not answer, or one sum is not what it must be.
    pub(super) fn read(
        life: &Life<'_>,
        names: &Names<'_>,
        progress: &mut Progress,
    ) -> Result<Option<Self>> {
        let Some(policy) = &life.policy.finance else { return Ok(None) };
        let mut finance = Self { assumed: assumed(policy, life.mapping()), ..Self::default() };
        let mut payees = Payees::default();
        let mut payers = BTreeMap::new();
        let mut changes = Changes::default();
        for (place, owed) in &life.debts {
            progress.step(|| "receivables".to_owned());
            finance
                .count(life, names, *place, owed, &mut payees, &mut payers)
                .with_context(|| format!("the receivable on case {}", place + 1))?;
            changes.count(owed);
        }
        finance.months = changes.months();
        finance.payees = payees.into_list();
        finance.payers = payers.into_values().collect();
        finance.payers.sort_by_key(|payer| std::cmp::Reverse(payer.paid_minor));
        finance.left_in_contract =
            i128::try_from(life.pot()?)?.saturating_sub(i128::try_from(life.first_pot)?);
        finance.check()?;
        Ok(Some(finance))
    }

    fn count(
        &mut self,
        life: &Life<'_>,
        names: &Names<'_>,
        place: usize,
        owed: &Owed,
        payees: &mut Payees,
        payers: &mut BTreeMap<String, Payer>,
    ) -> Result<()> {
        let debt = life.debt(owed)?;
        let subject = life.cases.get(place).context("there is no such case")?.subject;
        let id = *life.case_ids.get(place).context("there is no such case")?;
        let reconciliation = life.suite.reconciliation();
        let case = life.chain.query(reconciliation.call().case(id))?.context("nobody opened it")?;
        let Debt { status, face, paid, drawn, .. } = debt;
        ensure!(status == ReceivableStatus::Settled, "it is {status:?} at the end, not settled");
        ensure!(
            u128::from(face) == case.cleared,
            "its face is {face} minor units, and its case cleared {}",
            case.cleared
        );
        self.receivables += 1;
        self.of_freight += u64::from(subject == Subject::Freight);
        self.face_minor += u128::from(face);
        self.paid_minor += u128::from(paid);
        self.drawn_minor += u128::from(drawn);
        self.cleared_minor += case.cleared;
        let name = names.name(debt.debtor);
        if !payers.contains_key(&name) {
            let currency = case.terms.currency.clone();
            let receivable = life.suite.receivable();
            let line = life.chain.query(receivable.call().line_of(debt.debtor, currency))?;
            let line = line.and_then(|line| line.decoded()).context("its debtor has no line")?;
            let payer =
                Payer { name: name.clone(), receivables: 0, paid_minor: 0, open_minor: line.open };
            payers.insert(name.clone(), payer);
        }
        let payer = payers.get_mut(&name).context("it has no debtor")?;
        payer.receivables += 1;
        payer.paid_minor += u128::from(paid);
        let creditor = match subject {
            Subject::Goods => Kind::Supplier,
            Subject::Freight => Kind::Carrier,
        };
        let passed_on = owed.passed_on.iter().map(|part| part.token);
        for number in std::iter::once(owed.first).chain(passed_on) {
            let token = life.token(number)?;
            ensure!(
                token.status == TokenStatus::Burnt && token.receivable == owed.id,
                "token {number} is {:?} at the end, not burnt",
                token.status
            );
            let kind = if token.owner == debt.creditor {
                creditor
            } else if token.tier > 0 {
                Kind::Manufacturer
            } else {
                Kind::Financier
            };
            let payee = payees.of(kind, names.name(token.owner));
            payee.tokens += 1;
            payee.drawn_minor += u128::from(token.drawn);
            match kind {
                Kind::Supplier | Kind::Carrier => {}
                Kind::Manufacturer => {
                    self.passed_on += 1;
                    self.passed_on_minor += u128::from(token.face);
                }
                Kind::Financier => {
                    let sold = owed.sold.context("the financier has what it did not buy")?;
                    self.sold += 1;
                    self.sold_minor += u128::from(token.face);
                    self.proceeds_minor += u128::from(sold.amount);
                    let seller = payees.of(creditor, names.name(debt.creditor));
                    seller.sold_minor += u128::from(token.face);
                    seller.proceeds_minor += u128::from(sold.amount);
                    seller.wait(sold.amount, sold.at.saturating_sub(owed.confirmed_at));
                    continue;
                }
            }
            payees
                .of(kind, names.name(token.owner))
                .wait(token.drawn, owed.paid_at.saturating_sub(owed.confirmed_at));
        }
        Ok(())
    }

    /// What must hold in the end: the sums of one and the same money, counted along its different ways.
    fn check(&mut self) -> Result<()> {
        let sum = |amounts: &mut dyn Iterator<Item = u128>| amounts.sum::<u128>();
        let by_payee = sum(&mut self.payees.iter().map(|payee| payee.drawn_minor));
        let by_payer = sum(&mut self.payers.iter().map(|payer| payer.paid_minor));
        let open = sum(&mut self.payers.iter().map(|payer| payer.open_minor));
        let still = self.months.last().map_or(0, Exposure::all);
        for (what, found, expected) in [
            ("what was owed is what the cases cleared, receivable by receivable", self.face_minor, self.cleared_minor),
            ("all that was owed was paid", self.paid_minor, self.face_minor),
            ("all that was paid was drawn", self.drawn_minor, self.paid_minor),
            ("what those drew who held tokens is what the debtors paid", by_payee, by_payer),
            ("it is what was drawn of the receivables", by_payee, self.drawn_minor),
            ("no debtor owes anything any more, as the contract counts its line", open, 0),
            ("nothing is open at the end of the last month", still, 0),
            (
                "the contract has neither more nor less of the chain's token than before the first payment",
                self.left_in_contract.unsigned_abs(),
                0,
            ),
        ] {
            ensure!(
                found == expected,
                "it does not hold that {what}: {found} is not {expected}, in minor units"
            );
            self.checked.push(what);
        }
        Ok(())
    }
}

/// Who got money, by what it is and its name.
#[derive(Default)]
struct Payees(BTreeMap<(Kind, String), Payee>);

impl Payees {
    fn of(&mut self, kind: Kind, name: String) -> &mut Payee {
        let new = || Payee { kind, ..Payee::new(name.clone()) };
        self.0.entry((kind, name.clone())).or_insert_with(new)
    }

    /// The largest first.
    fn into_list(self) -> Vec<Payee> {
        let mut list: Vec<_> = self.0.into_values().collect();
        for payee in &mut list {
            let waited = payee.waiting.saturating_mul(10).checked_div(payee.got()).unwrap_or(0);
            payee.waited_tenths = u64::try_from(waited / u128::from(DAY)).unwrap_or(u64::MAX);
        }
        list.sort_by_key(|payee| std::cmp::Reverse(payee.got()));
        list
    }
}

/// What changes, by the month, as in 201003, and by who holds it.
#[derive(Default)]
struct Changes(BTreeMap<u32, [i128; 3]>);

/// Who holds what is owed.
#[derive(Debug, Clone, Copy)]
enum Holder {
    Creditor = 0,
    Manufacturer = 1,
    Financier = 2,
}

impl Changes {
    fn add(&mut self, at: Millis, holder: Holder, amount: i128) {
        if let Some(held) = self.0.entry(month(at)).or_default().get_mut(holder as usize) {
            *held += amount;
        }
    }

    /// What a receivable did to what is open.
    fn count(&mut self, owed: &Owed) {
        let face = i128::from(owed.face);
        let mut rest = face;
        self.add(owed.confirmed_at, Holder::Creditor, face);
        for part in &owed.passed_on {
            let amount = i128::from(part.amount);
            rest -= amount;
            self.add(part.at, Holder::Creditor, -amount);
            self.add(part.at, Holder::Manufacturer, amount);
            self.add(owed.paid_at, Holder::Manufacturer, -amount);
        }
        let holder = match owed.sold {
            None => Holder::Creditor,
            Some(sold) => {
                self.add(sold.at, Holder::Creditor, -rest);
                self.add(sold.at, Holder::Financier, rest);
                Holder::Financier
            }
        };
        self.add(owed.paid_at, holder, -rest);
    }

    /// What is open at the end of each month from the first to the last.
    fn months(&self) -> Vec<Exposure> {
        let mut months = Vec::new();
        let (Some(first), Some(last)) = (self.0.keys().next(), self.0.keys().next_back()) else {
            return months;
        };
        let mut held = [0_i128; 3];
        let mut period = *first;
        while period <= *last {
            for (held, change) in held.iter_mut().zip(self.0.get(&period).unwrap_or(&[0; 3])) {
                *held += change;
            }
            let [creditors_minor, manufacturers_minor, financier_minor] =
                held.map(|held| u128::try_from(held).unwrap_or(0));
            months.push(Exposure {
                month: format!("{}-{:02}", period / 100, period % 100),
                creditors_minor,
                manufacturers_minor,
                financier_minor,
            });
            period = calendar::period(calendar::month_after(period));
        }
        months
    }
}

/// The month of a time, as in 201003.
fn month(at: Millis) -> u32 {
    let digits: String = calendar::iso_day(at).chars().filter(char::is_ascii_digit).collect();
    digits.get(..6).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// What the policy assumes, in words.
pub fn assumed(policy: &Policy, mapping: &Mapping) -> Vec<String> {
    let percent = |points: u32| format!("{} %", decimal(points, 2));
    vec![
        format!(
            "no file says when anything was paid: here goods are paid {} and freight {} after their case is balanced, in full and on the day",
            counted(mapping.terms.payment_days.into(), "day"),
            counted(policy.freight_payment_days.into(), "day")
        ),
        format!(
            "money of the world cannot be paid on a chain, so one smallest unit of the chain's own token stands for {} {}",
            decimal(1, mapping.money.minor_digits),
            mapping.money.currency
        ),
        format!(
            "{} of the suppliers, chosen by a digest of their names, pay the makers whom the file names with {} of what these makers' goods were billed at",
            percent(policy.suppliers_that_pass_on),
            percent(policy.passed_on)
        ),
        format!(
            "{} of the suppliers, chosen likewise, sell what is left to {}, discounted by {} a year (actual/360); the file names no financier",
            percent(policy.suppliers_that_sell),
            policy.financier.name,
            percent(policy.annual_rate)
        ),
    ]
}

#[cfg(test)]
mod tests {
    use interfaces::ids::DocumentId;

    use super::*;
    use crate::replay::life::finance::Part;

    fn at(text: &str) -> Millis {
        calendar::start(calendar::read(text, &["%Y-%m-%d".to_owned()]).unwrap())
    }

    fn told(months: &[Exposure]) -> Vec<(&str, u128, u128, u128)> {
        let one =
            |one: &Exposure| (one.creditors_minor, one.manufacturers_minor, one.financier_minor);
        months
            .iter()
            .map(|month| {
                let (creditors, manufacturers, financier) = one(month);
                (&month.month[..], creditors, manufacturers, financier)
            })
            .collect()
    }

    #[test]
    fn what_is_open_at_the_end_of_a_month_is_told_by_who_holds_it_and_no_month_is_left_out() {
        let mut changes = Changes::default();
        assert_eq!(changes.months(), []);
        let part = |amount, at| Part { token: 2, to: 3, amount, at };
        let mut sold = Owed::new(DocumentId([1; 32]), 100, at("2010-11-10"), at("2011-02-01"));
        sold.passed_on = vec![part(30, at("2010-11-10"))];
        sold.sold = Some(part(69, at("2010-11-11")));
        changes.count(&sold);
        changes.count(&Owed::new(DocumentId([2; 32]), 7, at("2010-12-31"), at("2011-01-01")));
        assert_eq!(
            told(&changes.months()),
            [
                ("2010-11", 0, 30, 70),
                ("2010-12", 7, 30, 70),
                ("2011-01", 0, 30, 70),
                ("2011-02", 0, 0, 0),
            ]
        );
    }

    #[test]
    fn whoever_waits_for_its_money_waits_for_the_mean_of_its_amounts() {
        let mut payees = Payees::default();
        let payee = payees.of(Kind::Supplier, "A".into());
        (payee.drawn_minor, payee.sold_minor, payee.proceeds_minor) = (100, 310, 300);
        payee.wait(100, 30 * DAY);
        payee.wait(300, DAY / 2);
        payees.of(Kind::Manufacturer, "A".into()).drawn_minor = 500;
        let list = payees.into_list();
        let told: Vec<_> = list
            .iter()
            .map(|one| (one.kind, one.got(), one.discount(), one.waited_tenths))
            .collect();
        // (100 · 30 + 300 · ½) ÷ 400 days.
        assert_eq!(told, [(Kind::Manufacturer, 500, 0, 0), (Kind::Supplier, 400, 10, 78)]);
    }

    type Spoil = fn(&mut Finance);

    fn sound() -> Finance {
        let payee = |name: &str, drawn_minor| Payee { drawn_minor, ..Payee::new(name.to_owned()) };
        let payer = Payer { name: "C".into(), receivables: 1, paid_minor: 100, open_minor: 0 };
        Finance {
            face_minor: 100,
            paid_minor: 100,
            drawn_minor: 100,
            cleared_minor: 100,
            payees: vec![payee("A", 60), payee("B", 40)],
            payers: vec![payer],
            ..Finance::default()
        }
    }

    #[test]
    fn a_sum_that_is_not_what_it_must_be_is_found() {
        let mut finance = sound();
        finance.check().unwrap();
        assert_eq!(finance.checked.len(), 8);
        let spoilt: [(Spoil, &str); 7] = [
            (|finance| finance.cleared_minor = 101, "receivable by receivable: 100 is not 101"),
            (|finance| finance.paid_minor = 99, "all that was owed was paid: 99 is not 100"),
            (|finance| finance.drawn_minor = 99, "all that was paid was drawn"),
            (|finance| finance.payees[0].drawn_minor = 61, "what the debtors paid: 101 is not 100"),
            (|finance| finance.payers[0].open_minor = 1, "no debtor owes"),
            (|finance| finance.left_in_contract = -1, "neither more nor less"),
            (
                |finance| {
                    let left = Exposure { financier_minor: 2, ..Exposure::default() };
                    finance.months.push(left);
                },
                "the last month: 2 is not 0",
            ),
        ];
        for (spoil, says) in spoilt {
            let mut finance = sound();
            spoil(&mut finance);
            let said = finance.check().unwrap_err().to_string();
            assert!(said.contains(says), "{says}: {said}");
        }
    }
}
