//! What codes are called, for a person and for a program.
use epcis::{identifier::Scheme, Identifier};
use interfaces::{
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::Quantity,
    provenance::{
        CertificateScope, CustodyModel, ErrorReason, EventAction, EventKind, ItemKind, ItemStatus,
        Measure, RecallStatus, UnitCode,
    },
};
use std::fmt::Debug;

use crate::{replay::figures::thousandths, ui::printable};

/// The name of a variant without what it holds, in small letters, its words apart by `between`: `InTransit` is `in transit`.
fn apart(variant: &impl Debug, between: char) -> String {
    let mut words = String::new();
    let name = format!("{variant:?}");
    for letter in name.chars().take_while(char::is_ascii_alphabetic) {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(between);
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// As JSON has it: `in_transit`.
pub fn code(variant: &impl Debug) -> String {
    apart(variant, '_')
}

/// The business step in the Core Business Vocabulary; `None` if it is not stated.
pub fn step(step: BizStep) -> Option<String> {
    match step {
        BizStep::NotStated => None,
        BizStep::Unlisted => Some("other".to_owned()),
        step => Some(code(&step)),
    }
}

/// The disposition in the Core Business Vocabulary; `None` if it is not stated.
pub fn disposition(disposition: Disposition) -> Option<String> {
    match disposition {
        Disposition::NotStated => None,
        Disposition::NonSellable => Some("non_sellable_other".to_owned()),
        disposition => Some(code(&disposition)),
    }
}

/// A word of the vocabulary, for a person.
pub fn spoken(word: &str) -> String {
    word.replace('_', " ")
}

/// What kind of document it is: in the Core Business Vocabulary, and for a person.
pub fn document(kind: BizTransactionType) -> (Option<&'static str>, &'static str) {
    use BizTransactionType::*;
    match kind {
        NotStated => (None, "document"),
        BillOfLading => (Some("bol"), "bill of lading"),
        Certificate => (Some("cert"), "certificate"),
        DespatchAdvice => (Some("desadv"), "despatch advice"),
        Invoice => (Some("inv"), "invoice"),
        Pedigree => (Some("pedigree"), "pedigree"),
        PurchaseOrder => (Some("po"), "purchase order"),
        PurchaseOrderConfirmation => (Some("poc"), "order confirmation"),
        ProductionOrder => (Some("prodorder"), "production order"),
        ReceivingAdvice => (Some("recadv"), "receiving advice"),
        ReturnAuthorisation => (Some("rma"), "return authorisation"),
        TestProcedure => (Some("testprd"), "test procedure"),
        TestResult => (Some("testres"), "test result"),
        UploadEvent => (Some("upevt"), "upload"),
    }
}

/// The type of an event in EPCIS.
pub fn event_type(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Object => "ObjectEvent",
        EventKind::Aggregation => "AggregationEvent",
        EventKind::Transaction => "TransactionEvent",
        EventKind::Transformation => "TransformationEvent",
        EventKind::Association => "AssociationEvent",
    }
}

/// The action of an event in EPCIS.
pub fn action(action: EventAction) -> &'static str {
    match action {
        EventAction::Add => "ADD",
        EventAction::Observe => "OBSERVE",
        EventAction::Delete => "DELETE",
    }
}

/// Why an event is declared to be wrong.
pub fn reason(reason: ErrorReason) -> &'static str {
    match reason {
        ErrorReason::DidNotOccur => "it did not occur",
        ErrorReason::IncorrectData => "its data are not correct",
    }
}

/// Where goods stand.
pub fn status(status: ItemStatus) -> &'static str {
    match status {
        ItemStatus::Active => "active",
        ItemStatus::Shipped => "on its way",
        ItemStatus::Consumed => "used up",
        ItemStatus::Decommissioned => "gone",
    }
}

/// Where a recall stands.
pub fn recall(status: RecallStatus) -> &'static str {
    match status {
        RecallStatus::Spreading => "spreading",
        RecallStatus::Complete => "complete",
        RecallStatus::Closed => "closed",
    }
}

/// Whether there is one, or a quantity.
pub fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Lot => "lot",
        ItemKind::Serial => "piece",
    }
}

/// How what is claimed of goods stays with them.
pub fn model(model: CustodyModel) -> String {
    apart(&model, ' ')
}

/// What a certificate vouches for.
pub fn scope(scope: CertificateScope) -> String {
    apart(&scope, ' ')
}

/// What was measured, and in which unit.
pub fn measure(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::Temperature => ("temperature", "°C"),
        Measure::RelativeHumidity => ("relative humidity", "%"),
        Measure::Acceleration => ("acceleration", "m/s²"),
        Measure::Angle => ("angle", "°"),
        Measure::Illuminance => ("illuminance", "lx"),
        Measure::Pressure => ("pressure", "Pa"),
        Measure::Radioactivity => ("radioactivity", "Bq"),
        Measure::VolumeFraction => ("volume fraction", "ppm"),
    }
}

/// The code of a unit, as it is written.
pub fn unit_code(unit: &UnitCode) -> String {
    String::from_utf8_lossy(unit).trim().to_owned()
}

/// A quantity with its unit: the sign of the common ones, else the code of UN/ECE Recommendation 20.
pub fn quantity(quantity: Quantity, unit: &UnitCode) -> String {
    let sign = match unit {
        b"KGM" => "kg",
        b"GRM" => "g",
        b"TNE" => "t",
        b"LTR" => "l",
        b"MLT" => "ml",
        b"MTR" => "m",
        b"MTK" => "m²",
        b"MTQ" => "m³",
        b"C62" | b"H87" | b"EA " if quantity == 1_000 => "piece",
        b"C62" | b"H87" | b"EA " => "pieces",
        _ => return format!("{} {}", thousandths(quantity), unit_code(unit)),
    };
    format!("{} {sign}", thousandths(quantity))
}

/// A GLN: 13 digits.
pub fn gln(number: u64) -> String {
    format!("{number:013}")
}

/// An id as a person tells it from others.
pub fn short(id: &[u8; 32]) -> String {
    format!("0x{}…{}", hex::encode(&id[..4]), hex::encode(&id[30..]))
}

/// An identifier of goods as the trade says it: `GTIN 09521141111116 lot ABC`; another than those of GS1 as it is.
pub fn name(epc: &str) -> String {
    let Ok(identifier) = Identifier::parse(epc) else { return printable(epc) };
    let key = identifier.key();
    match (identifier.scheme(), identifier.qualifier()) {
        (Scheme::Lgtin, Some(lot)) => format!("GTIN {key} lot {lot}"),
        (Scheme::Sgtin, Some(serial)) => format!("GTIN {key} serial {serial}"),
        (Scheme::ItipLot, Some(lot)) => format!("ITIP {key} lot {lot}"),
        (scheme, Some(qualifier)) => {
            format!("{} {key} no. {qualifier}", format!("{scheme:?}").to_uppercase())
        }
        (scheme, None) => format!("{} {key}", format!("{scheme:?}").to_uppercase()),
    }
}

/// The same with what tells it from others of its kind first, where there is little place: `lot ABC of 09521141111116`.
pub fn name_in_short(epc: &str) -> String {
    let Ok(identifier) = Identifier::parse(epc) else { return printable(epc) };
    let key = identifier.key();
    match (identifier.scheme(), identifier.qualifier()) {
        (Scheme::Lgtin | Scheme::ItipLot, Some(lot)) => format!("lot {lot} of {key}"),
        (Scheme::Sgtin, Some(serial)) => format!("no. {serial} of {key}"),
        _ => name(epc),
    }
}

/// Numbers of goods, those that follow one another together: `#1, #3–#7`; at most six of these, and how many are left out.
pub fn numbers(mut numbers: Vec<usize>) -> (String, usize) {
    numbers.sort_unstable();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let left_out = runs.iter().skip(6).map(|(first, last)| last - first + 1).sum();
    let told = runs.iter().take(6).map(|(first, last)| match last - first {
        0 => format!("#{first}"),
        1 => format!("#{first}, #{last}"),
        _ => format!("#{first}–#{last}"),
    });
    (told.collect::<Vec<_>>().join(", "), left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_words_of_the_vocabulary() {
        assert_eq!(step(BizStep::NotStated), None);
        assert_eq!(step(BizStep::CreatingClassInstance).unwrap(), "creating_class_instance");
        assert_eq!(step(BizStep::Unlisted).unwrap(), "other");
        assert_eq!(disposition(Disposition::InTransit).unwrap(), "in_transit");
        assert_eq!(disposition(Disposition::NonSellable).unwrap(), "non_sellable_other");
        assert_eq!(spoken("void_shipping"), "void shipping");
        assert_eq!(scope(CertificateScope::ChainOfCustody), "chain of custody");
    }

    #[test]
    fn quantities_have_their_unit() {
        assert_eq!(quantity(1_234_500, b"KGM"), "1,234.5 kg");
        assert_eq!(quantity(1_000, b"C62"), "1 piece");
        assert_eq!(quantity(2_000, b"EA "), "2 pieces");
        assert_eq!(quantity(2_000, b"4G "), "2 4G");
        assert_eq!(gln(12_345_678_905), "0012345678905");
    }

    #[test]
    fn goods_are_named_as_the_trade_names_them() {
        for (epc, said) in [
            ("urn:epc:class:lgtin:4012345.012345.998877", "GTIN 04012345123456 lot 998877"),
            ("https://id.gs1.org/01/10614141073464/21/2017", "GTIN 10614141073464 serial 2017"),
            ("urn:epc:id:sscc:0614141.1234567890", "SSCC 106141412345678908"),
            ("urn:uuid:1234", "urn:uuid:1234"),
        ] {
            assert_eq!(name(epc), said);
        }
        assert_eq!(short(&[0xab; 32]), "0xabababab…abab");
        let lot = "urn:epc:class:lgtin:4012345.012345.998877";
        assert_eq!(name_in_short(lot), "lot 998877 of 04012345123456");
        assert_eq!(name_in_short("urn:epc:id:sscc:0614141.1234567890"), "SSCC 106141412345678908");
    }

    #[test]
    fn numbers_that_follow_one_another_are_told_together() {
        assert_eq!(numbers(vec![]), (String::new(), 0));
        assert_eq!(numbers(vec![7, 2, 1, 4, 5, 6]), ("#1, #2, #4–#7".to_owned(), 0));
        let odd = (0..10).map(|n| 2 * n + 1).collect();
        assert_eq!(numbers(odd), ("#1, #3, #5, #7, #9, #11".to_owned(), 4));
    }
}
