//! What the columns of a company's export mean: a small file, so that another export needs no code.
use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{bail, ensure, Context, Result};
use interfaces::waybill::{FreightTerm, TransportMode};
use regex::Regex;
use serde::Deserialize;

use super::amount::{in_units, Notation};

/// The mapping of the reference data, which is taken where none is named.
const REFERENCE: &str = include_str!("../../mappings/scms.toml");

/// What the columns of an export mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the file is, for the report.
    pub title: String,
    /// How the file is written.
    #[serde(default)]
    pub file: FileForm,
    /// Which column holds what.
    pub columns: Columns,
    /// How dates are written.
    pub dates: Dates,
    /// What money it is.
    pub money: Money,
    /// What the goods are counted in.
    pub goods: Goods,
    /// What differences both parties let pass.
    pub matching: Matching,
    /// What the export does not say about the course of events.
    #[serde(default)]
    pub life: Life,
    /// What two parties agree on and the export does not say.
    #[serde(default)]
    pub terms: Terms,
    /// Where enterprises are.
    pub enterprises: Enterprises,
    /// What the values of the column `mode` mean.
    #[serde(default)]
    pub modes: BTreeMap<String, Mode>,
    /// Who pays the freight.
    pub freight: Freight,
    /// What stands where a number or date should be.
    #[serde(default)]
    pub notes: Vec<NoteRule>,
}

/// How the file is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileForm {
    /// What stands between two fields.
    pub separator: char,
    /// What stands between whole and part of a number.
    pub decimal: char,
    /// What stands between groups of three digits, if anything.
    pub thousands: Option<char>,
}

impl Default for FileForm {
    fn default() -> Self {
        Self { separator: ',', decimal: '.', thousands: None }
    }
}

impl FileForm {
    /// How the file writes its numbers.
    pub fn notation(&self) -> Notation {
        Notation { decimal: self.decimal, thousands: self.thousands }
    }
}

/// Which column holds what. A column that is not named is not looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The line's own number, if it has one.
    pub line: Option<String>,
    /// The delivery's number: a waybill each.
    pub delivery: String,
    /// The order's number.
    pub order: Option<String>,
    /// Who buys and receives the goods.
    pub buyer: String,
    /// Who sells and sends them.
    pub supplier: String,
    /// Who made them.
    pub manufacturer: Option<String>,
    /// Who carries them: the columns whose values together name the carrier.
    pub carrier: Vec<String>,
    /// How they travel; see `modes`.
    pub mode: Option<String>,
    /// What it is.
    pub item: String,
    /// How much was delivered, in the unit of `goods`.
    pub quantity: String,
    /// What the supplier bills for the line.
    pub value: String,
    /// The agreed price of one unit.
    pub price: String,
    /// Freight of the line, as agreed.
    pub freight: Option<String>,
    /// What the carrier bills for it, where the export has that apart from what was agreed.
    pub freight_billed: Option<String>,
    /// Weight of the line.
    pub weight: Option<String>,
    /// Terms of delivery, which say who pays the freight; see `freight`.
    pub terms: Option<String>,
    /// The day the price was quoted.
    pub quoted: Option<String>,
    /// The day the supplier got the order.
    pub ordered: Option<String>,
    /// The day the line was to be delivered.
    pub scheduled: String,
    /// The day it was delivered.
    pub delivered: String,
    /// The day the delivery was signed for.
    pub recorded: String,
}

/// How dates are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// Formats in the notation of `strftime`, tried in this order.
    pub formats: Vec<String>,
}

/// What money it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// ISO 4217 code.
    pub currency: String,
    /// How many decimals its minor unit has: 2 for cents.
    #[serde(default = "two")]
    pub minor_digits: u32,
}

fn two() -> u32 {
    2
}

/// What the goods are counted in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// UN/ECE Recommendation 20 or 21 code.
    pub unit: String,
    /// What one unit of the column `weight` weighs, in grams.
    #[serde(default = "kilogram")]
    pub grams_per_weight: u32,
    /// Where the code of an item comes from.
    #[serde(default)]
    pub item: ItemCode,
}

fn kilogram() -> u32 {
    1_000
}

/// Where the code of an item comes from. A waybill takes 1 to 35 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemCode {
    /// The column holds the code itself.
    #[default]
    Column,
    /// The column holds a description: the code is the first 32 hexadecimal digits of its SHA-256.
    Digest,
}

/// What differences both parties let pass, as amounts of the currency, such as `"1.00"`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matching {
    /// Up to so much a line is written off, whatever the other keys say.
    pub small_difference: String,
    /// What a quantity that was billed and not delivered may be worth. Not checked if not set.
    pub quantity: Option<String>,
    /// By how much a value may differ because of the price. Not checked if not set.
    pub price: Option<String>,
    /// By how much the freight may differ. Not checked if not set.
    pub freight: Option<String>,
}

/// What the export does not say about the course of events.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Life {
    /// The goods are picked up so many days before the earlier of scheduled and delivered.
    pub pickup_days_before: u32,
    /// An order whose day is not known is placed so many days before its first goods are picked up.
    pub order_days_before: u32,
    /// Days in which the consignee may still note what could not be seen; then the waybill is closed.
    pub reservation_days: u32,
    /// Days in which the consignee has to sign for goods that arrived.
    pub signing_days: u32,
}

impl Default for Life {
    fn default() -> Self {
        Self { pickup_days_before: 1, order_days_before: 1, reservation_days: 7, signing_days: 7 }
    }
}

/// What two parties agree on and the export does not say: the same for every relationship.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// Days in which a delivery is to be paid, from its bill on.
    pub payment_days: u16,
    /// Days that an order waits for its answer.
    pub response_days: u32,
    /// Days that the rest of an order is waited for after its latest delivery date, and that a case waits for its waybills.
    pub dispute_days: u32,
    /// Days that a relationship goes on after notice.
    pub notice_days: u32,
}

impl Default for Terms {
    fn default() -> Self {
        Self { payment_days: 30, response_days: 7, dispute_days: 30, notice_days: 30 }
    }
}

/// Where enterprises are.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enterprises {
    /// ISO 3166-1 code for those whose country is not known.
    pub country: String,
    /// ISO 3166-1 code by name.
    #[serde(default)]
    pub countries: BTreeMap<String, String>,
}

/// How goods travel, UN/ECE Recommendation 19.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Not said.
    NotSpecified,
    /// By sea.
    Maritime,
    /// By rail.
    Rail,
    /// By road.
    Road,
    /// By air.
    Air,
    /// By post.
    Mail,
    /// By more than one.
    Multimodal,
    /// By pipeline or cable.
    FixedInstallation,
    /// By inland waterway.
    InlandWater,
}

impl From<Mode> for TransportMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::NotSpecified => Self::NotSpecified,
            Mode::Maritime => Self::Maritime,
            Mode::Rail => Self::Rail,
            Mode::Road => Self::Road,
            Mode::Air => Self::Air,
            Mode::Mail => Self::Mail,
            Mode::Multimodal => Self::Multimodal,
            Mode::FixedInstallation => Self::FixedInstallation,
            Mode::InlandWater => Self::InlandWater,
        }
    }
}

/// Who pays the freight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freight {
    /// Who pays where the column `terms` is not mapped.
    pub paid_by: Payer,
    /// Who pays by the value of the column `terms`.
    #[serde(default)]
    pub terms: BTreeMap<String, Payer>,
}

/// Who pays the freight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The consignor.
    Supplier,
    /// The consignee.
    Buyer,
}

impl From<Payer> for FreightTerm {
    fn from(payer: Payer) -> Self {
        match payer {
            Payer::Supplier => Self::Prepaid,
            Payer::Buyer => Self::Collect,
        }
    }
}

/// A field that may hold a note in place of what belongs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notable {
    /// Freight of the line, as agreed.
    Freight,
    /// What the carrier bills for it.
    FreightBilled,
    /// Weight of the line.
    Weight,
    /// The day the price was quoted.
    Quoted,
    /// The day the supplier got the order.
    Ordered,
    /// Who made the goods.
    Manufacturer,
}

/// What a note says of the number or date in whose place it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// It is on another line of the same delivery; the groups `delivery` and `line` of the pattern name it.
    OnAnotherLine,
    /// It is part of the value of the goods.
    IncludedInValue,
    /// It is on another document.
    OnAnotherDocument,
    /// Nobody wrote it down.
    NotRecorded,
    /// There is none.
    NotApplicable,
}

impl Meaning {
    /// In words, for the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::OnAnotherLine => "on another line of the delivery",
            Self::IncludedInValue => "included in the value of the goods",
            Self::OnAnotherDocument => "on another document",
            Self::NotRecorded => "not recorded",
            Self::NotApplicable => "does not apply",
        }
    }
}

/// What stands where a number or date should be, and what it means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteRule {
    /// The fields that it may stand in.
    pub fields: Vec<Notable>,
    /// The text, as it stands in the file.
    pub text: Option<String>,
    /// Or a regular expression that fits all of it.
    #[serde(default, deserialize_with = "pattern")]
    pub pattern: Option<Regex>,
    /// What it means.
    pub means: Meaning,
}

fn pattern<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Regex>, D::Error> {
    let pattern = String::deserialize(deserializer)?;
    Regex::new(&format!("^(?:{pattern})$")).map(Some).map_err(serde::de::Error::custom)
}

impl NoteRule {
    /// Whether the rule speaks of `text` in `field`.
    pub fn fits(&self, field: Notable, text: &str) -> bool {
        self.fields.contains(&field)
            && (self.text.as_deref() == Some(text)
                || self.pattern.as_ref().is_some_and(|pattern| pattern.is_match(text)))
    }

    /// How the report names it.
    pub fn name(&self) -> &str {
        let pattern = self.pattern.as_ref().map(|pattern| {
            let pattern = pattern.as_str();
            pattern.strip_prefix("^(?:").and_then(|rest| rest.strip_suffix(")$")).unwrap_or(pattern)
        });
        self.text.as_deref().or(pattern).unwrap_or_default()
    }
}

impl Mapping {
    /// The mapping in the file, or the one of the reference data.
    ///
    /// # Errors
    /// If the file cannot be read, has an unknown key, lacks one, or a key has a value it cannot have: named by key.
    pub fn load(path: Option<&Path>) -> Result<Self> {
        match path {
            None => Self::parse(REFERENCE).context("the mapping of the reference data"),
            Some(path) => {
                let text = fs::read_to_string(path)
                    .with_context(|| format!("cannot read the mapping {}", path.display()))?;
                Self::parse(&text).with_context(|| format!("in the mapping {}", path.display()))
            }
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let mapping: Self = toml::from_str(text)?;
        mapping.check()?;
        Ok(mapping)
    }

    /// An amount of the currency in minor units; `key` is where it stands.
    fn amount(&self, key: &str, text: &str) -> Result<u64> {
        let plain = Notation { decimal: '.', thousands: None };
        let digits = self.money.minor_digits;
        plain.read(text).and_then(|number| in_units(number, digits)).map_err(|fault| {
            anyhow::anyhow!("key `{key}`: \"{text}\" {fault}; expected an amount such as \"1.00\"")
        })
    }

    /// The limits in minor units: small difference, quantity, price, freight.
    ///
    /// # Errors
    /// If one of them is not an amount.
    pub fn limits(&self) -> Result<(u64, [Option<u64>; 3])> {
        let matching = &self.matching;
        let optional = |key: &str, text: &Option<String>| {
            text.as_ref().map(|text| self.amount(key, text)).transpose()
        };
        Ok((
            self.amount("matching.small_difference", &matching.small_difference)?,
            [
                optional("matching.quantity", &matching.quantity)?,
                optional("matching.price", &matching.price)?,
                optional("matching.freight", &matching.freight)?,
            ],
        ))
    }

    /// The country of the enterprise, and whether it is known.
    pub fn country_of(&self, name: &str) -> (&str, bool) {
        match self.enterprises.countries.get(name) {
            Some(code) => (code, true),
            None => (&self.enterprises.country, false),
        }
    }

    fn check(&self) -> Result<()> {
        let capitals = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
        };
        ensure!(
            !self.dates.formats.is_empty(),
            "key `dates.formats`: the list is empty; expected a format such as \"%d-%b-%y\""
        );
        for format in &self.dates.formats {
            let broken = chrono::format::StrftimeItems::new(format)
                .any(|item| matches!(item, chrono::format::Item::Error));
            ensure!(!broken, "key `dates.formats`: \"{format}\" is not a format of dates; expected one such as \"%d-%b-%y\"");
        }
        let currency = &self.money.currency;
        ensure!(capitals(currency, 3), "key `money.currency`: \"{currency}\" is not an ISO 4217 code; expected three capital letters such as \"USD\"");
        let digits = self.money.minor_digits;
        ensure!(digits <= 6, "key `money.minor_digits`: {digits} is too many; expected 0 to 6");
        let unit = &self.goods.unit;
        let is_unit = (2..=3).contains(&unit.len())
            && unit.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        ensure!(is_unit, "key `goods.unit`: \"{unit}\" is not a UN/ECE code; expected 2 or 3 capital letters or digits such as \"XPK\"");
        ensure!(
            !self.columns.carrier.is_empty(),
            "key `columns.carrier`: the list is empty; expected a column at least"
        );
        let FileForm { separator, decimal, thousands } = self.file;
        ensure!(
            separator.is_ascii(),
            "key `file.separator`: {separator:?} is not an ASCII character"
        );
        ensure!(
            thousands != Some(decimal),
            "key `file.thousands`: {decimal:?} is the decimal mark already"
        );
        self.limits()?;
        let countries = self
            .enterprises
            .countries
            .iter()
            .map(|(name, code)| (format!("enterprises.countries.{name:?}"), code));
        for (key, code) in
            countries.chain([("enterprises.country".to_owned(), &self.enterprises.country)])
        {
            ensure!(capitals(code, 2), "key `{key}`: \"{code}\" is not an ISO 3166-1 code; expected two capital letters such as \"CI\"");
        }
        let Life { pickup_days_before, order_days_before, reservation_days, signing_days } =
            self.life;
        ensure!(
            (1..=90).contains(&pickup_days_before),
            "key `life.pickup_days_before`: {pickup_days_before} is out of range; expected 1 to 90"
        );
        ensure!(
            order_days_before <= 30,
            "key `life.order_days_before`: {order_days_before} is out of range; expected 0 to 30"
        );
        let Terms { payment_days, response_days, dispute_days, notice_days } = self.terms;
        for (key, days, least) in [
            ("payment_days", payment_days.into(), 0),
            ("response_days", response_days, 1),
            ("dispute_days", dispute_days, 1),
            ("notice_days", notice_days, 0),
        ] {
            ensure!(
                (least..=366).contains(&days),
                "key `terms.{key}`: {days} is out of range; expected {least} to 366"
            );
        }
        // A case is matched on the 10th of the next month at the earliest, when the windows of its month must be over.
        for (key, days) in [("reservation_days", reservation_days), ("signing_days", signing_days)]
        {
            ensure!(
                (1..=28).contains(&days),
                "key `life.{key}`: {days} is out of range; expected 1 to 28"
            );
        }
        for (place, rule) in self.notes.iter().enumerate() {
            let key = format!("notes[{place}]");
            ensure!(!rule.fields.is_empty(), "key `{key}.fields`: the list is empty");
            match (&rule.text, &rule.pattern) {
                (Some(_), None) | (None, Some(_)) => {}
                _ => bail!("key `{key}`: expected either `text` or `pattern`"),
            }
            if rule.means == Meaning::OnAnotherLine {
                let names = rule.pattern.iter().flat_map(Regex::capture_names).flatten();
                ensure!(
                    names.into_iter().any(|name| name == "delivery" || name == "line"),
                    "key `{key}.pattern`: a note that points to another line needs a group named `delivery` or `line`"
                );
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        format!("{:#}", Mapping::parse(text).expect_err("the mapping should be refused"))
    }

    fn with(from: &str, to: &str) -> String {
        assert!(REFERENCE.contains(from), "{from}");
        REFERENCE.replacen(from, to, 1)
    }

    #[test]
    fn the_reference_mapping_is_read() {
        let mapping = Mapping::load(None).unwrap();
        assert_eq!(mapping.limits().unwrap(), (100, [Some(0), Some(0), Some(0)]));
        assert_eq!(mapping.country_of("Côte d'Ivoire"), ("CI", true));
        assert!(!mapping.country_of("A vendor of unknown country").1);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = error(&with("[money]", "[money]\ncurency = \"USD\""));
        assert!(error.contains("curency"), "{error}");
    }

    #[test]
    fn a_missing_key_is_named() {
        let error = error(&with("currency = \"USD\"", ""));
        assert!(error.contains("currency"), "{error}");
    }

    #[test]
    fn a_value_that_cannot_be_is_named_by_its_key() {
        for (from, to, key) in [
            ("currency = \"USD\"", "currency = \"usd\"", "money.currency"),
            ("unit = \"XPK\"", "unit = \"packs\"", "goods.unit"),
            ("\"%d-%b-%y\"", "\"%Q\"", "dates.formats"),
            (
                "small_difference = \"1.00\"",
                "small_difference = \"1.005\"",
                "matching.small_difference",
            ),
            (
                "small_difference = \"1.00\"",
                "small_difference = \"one\"",
                "matching.small_difference",
            ),
            ("pickup_days_before = 1", "pickup_days_before = 0", "life.pickup_days_before"),
            ("order_days_before = 1", "order_days_before = 31", "life.order_days_before"),
            ("notice_days = 30", "notice_days = 367", "terms.notice_days"),
            ("\"Benin\" = \"BJ\"", "\"Benin\" = \"Benin\"", "enterprises.countries.\"Benin\""),
        ] {
            let error = error(&with(from, to));
            assert!(error.contains(&format!("`{key}`")), "{key}: {error}");
        }
    }

    #[test]
    fn notes_fit_only_where_the_mapping_says() {
        let mapping = Mapping::load(None).unwrap();
        let meaning = |field, text: &str| {
            mapping.notes.iter().find(|rule| rule.fits(field, text)).map(|rule| rule.means)
        };
        assert_eq!(
            meaning(Notable::Freight, "See ASN-93 (ID#:1281)"),
            Some(Meaning::OnAnotherLine)
        );
        assert_eq!(
            meaning(Notable::Weight, "Weight Captured Separately"),
            Some(Meaning::OnAnotherDocument)
        );
        assert_eq!(
            meaning(Notable::Freight, "Freight Included in Commodity Cost"),
            Some(Meaning::IncludedInValue)
        );
        assert_eq!(meaning(Notable::Weight, "Freight Included in Commodity Cost"), None);
        assert_eq!(meaning(Notable::Freight, "as See ASN-93 (ID#:1281) says"), None);
    }
}
