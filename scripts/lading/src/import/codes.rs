//! Words and places of EPCIS as the contract has them.

use epcis::{identifier::Scheme, Identifier, Role, Term};
use ink::scale::Decode;
use interfaces::{
    cbv::{BizStep, BizTransactionType, Disposition},
    ids::DocumentId,
};
use sha2::{Digest as _, Sha256};
use std::{collections::HashMap, sync::LazyLock};

/// The contract's vocabulary, where each code's documentation is the word that it stands for.
const CBV: &str = include_str!("../../../../contracts/interfaces/src/cbv.rs");

/// What the words of business steps, dispositions and types of documents begin with.
const VOCABULARIES: [&str; 3] = ["BizStep-", "Disp-", "BTT-"];

/// The code of each word of the vocabulary, such as 33 of `BizStep-shipping`.
static CODES: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
    let documented =
        CBV.lines().filter_map(|line| line.trim().strip_prefix("/// `")?.strip_suffix("`."));
    let of = |vocabulary| {
        documented.clone().filter(move |word| word.starts_with(vocabulary)).zip(1_u8..)
    };
    VOCABULARIES.into_iter().flat_map(of).collect()
});

/// The code of `term`, if it is a word of the vocabulary.
fn code<T: Decode>(term: &Term) -> Option<T> {
    let word = term.address().strip_prefix("https://ref.gs1.org/cbv/")?;
    T::decode(&mut [*CODES.get(word)?].as_slice()).ok()
}

/// The code of a business step.
pub fn step(term: Option<&Term>) -> BizStep {
    term.map_or(BizStep::NotStated, |term| code(term).unwrap_or(BizStep::Unlisted))
}

/// The code of a disposition.
pub fn disposition(term: Option<&Term>) -> Disposition {
    term.and_then(code).unwrap_or(Disposition::NotStated)
}

/// What kind of document the first of these is, and what the chain knows it by.
pub fn document(transactions: &[Role]) -> (BizTransactionType, DocumentId) {
    let Some(first) = transactions.first() else {
        return (BizTransactionType::NotStated, DocumentId::NONE);
    };
    let kind = first.role.as_ref().and_then(code).unwrap_or(BizTransactionType::NotStated);
    (kind, DocumentId(Sha256::digest(&first.id).into()))
}

/// The GLN of a place or a party: 13 digits.
pub fn gln(id: &str) -> Option<String> {
    let identifier = Identifier::parse(id).ok()?;
    matches!(identifier.scheme(), Scheme::Sgln | Scheme::Pgln).then(|| identifier.key().to_owned())
}

/// The number of a place: that of its GLN, 0 if it has none.
pub fn place(id: Option<&String>) -> u64 {
    id.and_then(|id| gln(id)?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use epcis::{Document, Event};

    /// An event with these fields beside those that it must have.
    fn event(fields: &str) -> Event {
        let text = format!(
            r#"{{"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", "type": "ObjectEvent", "action": "OBSERVE",
                "eventTime": "2024-08-05T17:30:00Z", "eventTimeZoneOffset": "+00:00", "epcList": ["urn:epc:id:sscc:0614141.1234567890"],
                {fields}}}"#
        );
        Document::read(&text)
            .unwrap_or_else(|refusal| panic!("{fields}: {refusal}"))
            .events
            .remove(0)
    }

    /// The words of a vocabulary, without what they begin with, in the order of their codes.
    fn words(vocabulary: &str) -> Vec<&'static str> {
        let of =
            CODES.iter().filter_map(|(word, code)| Some((code, word.strip_prefix(vocabulary)?)));
        let mut words: Vec<_> = of.collect();
        words.sort();
        words.into_iter().map(|(_, word)| word).collect()
    }

    /// `snake_case` of a variant's name.
    fn snake(name: &str) -> String {
        let mut snake = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !snake.is_empty() {
                snake.push('_');
            }
            snake.extend(letter.to_lowercase());
        }
        snake
    }

    #[test]
    fn every_business_step_of_cbv_has_its_code() {
        let words = words("BizStep-");
        assert_eq!(words.len(), 41);
        for word in words {
            let read = event(&format!(r#""bizStep": "{word}""#));
            let name = snake(&format!("{:?}", step(read.business_step.as_ref())));
            assert_eq!(name, if word == "other" { "unlisted" } else { word });
        }
    }

    #[test]
    fn every_disposition_of_cbv_has_its_code() {
        let words = words("Disp-");
        assert_eq!(words.len(), 33);
        for word in words {
            let read = event(&format!(r#""disposition": "{word}""#));
            let name = snake(&format!("{:?}", disposition(read.disposition.as_ref())));
            assert_eq!(name, if word == "non_sellable_other" { "non_sellable" } else { word });
        }
    }

    #[test]
    fn every_type_of_document_of_cbv_has_its_code() {
        let words = words("BTT-");
        assert_eq!(words.len(), 13);
        for (word, code) in words.into_iter().zip(1_u8..) {
            let id = "urn:epcglobal:cbv:bt:9521101000009:LS-4711";
            let list = format!(
                r#""bizTransactionList": [{{"type": "{word}", "bizTransaction": "{id}"}}]"#
            );
            let (kind, document) = document(&event(&list).business_transactions);
            assert_eq!(kind as u8, code, "{word}");
            assert_eq!(document.0, <[u8; 32]>::from(Sha256::digest(id)));
        }
    }

    #[test]
    fn words_of_others_are_unlisted_or_not_stated() {
        let own = event(
            r#""bizStep": "https://mill.example/step/sifting", "disposition": "https://mill.example/state/warm",
               "bizTransactionList": [{"type": "https://mill.example/slip", "bizTransaction": "urn:x:1"}, {"bizTransaction": "urn:x:2"}]"#,
        );
        assert_eq!(step(own.business_step.as_ref()), BizStep::Unlisted);
        assert_eq!(disposition(own.disposition.as_ref()), Disposition::NotStated);
        let (kind, id) = document(&own.business_transactions);
        assert_eq!((kind, id.0), (BizTransactionType::NotStated, Sha256::digest("urn:x:1").into()));
        assert_eq!(step(None), BizStep::NotStated);
        assert_eq!(document(&[]), (BizTransactionType::NotStated, DocumentId::NONE));
    }

    #[test]
    fn a_place_is_the_number_of_its_gln() {
        for (id, number) in [
            ("urn:epc:id:sgln:9521101.00001.7", 9_521_101_000_016),
            ("https://id.gs1.org/414/9521101000016", 9_521_101_000_016),
            ("urn:epc:id:pgln:9521101.00000", 9_521_101_000_009),
            ("geo:50.9,6.9", 0),
            ("urn:epc:id:sscc:0614141.1234567890", 0),
        ] {
            assert_eq!(place(Some(&id.to_owned())), number, "{id}");
        }
        assert_eq!(place(None), 0);
    }
}
