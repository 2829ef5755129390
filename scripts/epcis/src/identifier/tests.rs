#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
use super::*;
use proptest::prelude::*;

/// URN, length of the company's prefix, link: every scheme, and what is special in it.
const BOTH: [(&str, usize, &str); 32] = [
    ("urn:epc:id:sgtin:4012345.011111.9876", 7, "01/04012345111118/21/9876"),
    ("urn:epc:id:sgtin:4012345.011111.98%22", 7, "01/04012345111118/21/98%22"),
    ("urn:epc:id:sgtin:415056789012.0.987654", 12, "01/04150567890128/21/987654"),
    (
        "urn:epc:id:sgtin:0614141.812345.6789%2F%26%25%22!%3F()",
        7,
        "01/80614141123458/21/6789%2F%26%25%22%21%3F%28%29",
    ),
    ("urn:epc:id:sgtin:061414.1812345.2.0", 6, "01/10614148123452/21/2.0"),
    ("urn:epc:id:sscc:4012345.3111111111", 7, "00/340123451111111111"),
    ("urn:epc:id:sgln:4012345.00005.122", 7, "414/4012345000054/254/122"),
    ("urn:epc:id:sgln:4012345.00005.0", 7, "414/4012345000054"),
    ("urn:epc:id:sgln:401234512345..0", 12, "414/4012345123456"),
    ("urn:epc:id:pgln:4000001.00000", 7, "417/4000001000005"),
    ("urn:epc:id:pgln:999999999999.", 12, "417/9999999999994"),
    ("urn:epc:id:grai:4012345.00022.334455", 7, "8003/04012345000221334455"),
    ("urn:epc:idpat:grai:4012345.66666.*", 7, "8003/04012345666663"),
    ("urn:epc:id:giai:4012345.ABC345", 7, "8004/4012345ABC345"),
    ("urn:epc:id:giai:4012345.a.b%2Fc", 7, "8004/4012345a.b%2Fc"),
    ("urn:epc:id:gsrn:4012345.0000006765", 7, "8018/401234500000067657"),
    ("urn:epc:id:gsrnp:4012345.0000000007", 7, "8017/401234500000000074"),
    ("urn:epc:id:gdti:4012345.00009.PO-4711", 7, "253/4012345000092PO-4711"),
    ("urn:epc:id:gdti:987659999999..9", 12, "253/98765999999929"),
    ("urn:epc:idpat:gdti:4012345.55555.*", 7, "253/4012345555554"),
    (
        "urn:epc:id:cpi:0614141.11111111111111-A%23%2F.1234",
        7,
        "8010/061414111111111111111-A%23%2F/8011/1234",
    ),
    ("urn:epc:idpat:cpi:4012345.ABC.*", 7, "8010/4012345ABC"),
    ("urn:epc:id:sgcn:4012345.99999.44", 7, "255/401234599999044"),
    ("urn:epc:idpat:sgcn:4012345.99999.*", 7, "255/4012345999990"),
    ("urn:epc:id:ginc:0614141.xyz47%2F11", 7, "401/0614141xyz47%2F11"),
    ("urn:epc:id:gsin:4012345.222333444", 7, "402/40123452223334442"),
    ("urn:epc:id:itip:4012345.011111.01.02.987", 7, "8006/040123451111180102/21/987"),
    ("urn:epc:idpat:itip:4012345.012345.01.02.*", 7, "8006/040123451234560102"),
    (
        "urn:epc:id:upui:1234567.098765.51qIgY)%3C%26Jp3*j7'SDB",
        7,
        "01/01234567987651/235/51qIgY%29%3C%26Jp3%2Aj7'SDB",
    ),
    ("urn:epc:class:lgtin:4012345.012345.Lot987", 7, "01/04012345123456/10/Lot987"),
    ("urn:epc:class:lgtin:4054739.099914.20160711", 7, "01/04054739999148/10/20160711"),
    ("urn:epc:idpat:sgtin:4054739.099914.*", 7, "01/04054739999148"),
];

#[test]
fn urn_and_link_of_every_scheme_are_one_identifier() {
    for (urn, prefix, path) in BOTH {
        let link = format!("https://id.gs1.org/{path}");
        let identifier = Identifier::parse(urn).unwrap_or_else(|error| panic!("{urn}: {error}"));
        assert_eq!(identifier.link(), link, "{urn}");
        assert_eq!(Identifier::parse(&link).as_ref(), Ok(&identifier), "{link}");
        assert_eq!(identifier.urn(prefix).as_deref(), Ok(urn), "{link}");
        assert_eq!(canonical(urn), Some(link));
    }
    let schemes: std::collections::BTreeSet<_> =
        BOTH.map(|(urn, ..)| Identifier::parse(urn).unwrap().scheme()).into();
    assert_eq!(schemes.len(), 17, "all but lots of pieces, which have no URN");
}

#[test]
fn a_link_is_the_same_whatever_resolver_names_and_attributes_it_has() {
    for (written, path) in [
        (
            "https://example.com/gtin/09780345418913/21/765tz?abc=211121",
            "01/09780345418913/21/765tz",
        ),
        ("http://example.com/some/shelf/01/9780345418913", "01/09780345418913"),
        ("https://id.gs1.org/01/40123455/", "01/00000040123455"),
        ("https://id.gs1.de/01/04012345111118/10/A/21/9876#top", "01/04012345111118/21/9876"),
        ("https://id.gs1.org/gtin/04012345111118/cpv/2A/lot/A", "01/04012345111118/10/A"),
        ("https://id.gs1.org/8006/040123451111180102/10/A", "8006/040123451111180102/10/A"),
        ("https://id.gs1.org/sscc/340123451111111111", "00/340123451111111111"),
        ("https://id.gs1.org/8018/401234500000067657/8019/3", "8018/401234500000067657"),
        ("https://id.gs1.org/414/4012345000054/254/a%2bb", "414/4012345000054/254/a%2Bb"),
        ("https://id.gs1.org/01/04012345111118/21/a:b", "01/04012345111118/21/a%3Ab"),
    ] {
        assert_eq!(
            Identifier::parse(written).map(|identifier| identifier.link()),
            Ok(format!("https://id.gs1.org/{path}")),
            "{written}"
        );
    }
}

#[test]
fn what_is_malformed_is_refused_with_the_reason() {
    for (text, reason) in [
        ("", "neither an EPC URN nor a GS1 Digital Link"),
        ("urn:epc:sgtin", "neither an EPC URN nor a GS1 Digital Link"),
        ("https://example.com/po/12345678", "neither an EPC URN nor a GS1 Digital Link"),
        ("https:///01/04012345111118", "neither an EPC URN nor a GS1 Digital Link"),
        (
            "urn:epc:id:gid:95100000.12345.400",
            "`id:gid` is no scheme of EPC URNs that GS1 keys have",
        ),
        (
            "urn:epc:class:sgtin:4012345.011111.1",
            "`class:sgtin` is no scheme of EPC URNs that GS1 keys have",
        ),
        ("urn:epc:id:sgtin:4012345.011111", "the serial number is missing"),
        (
            "urn:epc:id:sgtin:4012345.011111.",
            "the serial number must have 1 to 20, not 0 characters",
        ),
        (
            "urn:epc:id:sgtin:4012345.011111.123456789012345678901",
            "the serial number must have 1 to 20, not 21 characters",
        ),
        (
            "urn:epc:id:sgtin:4012345.11111.1",
            "company prefix and reference must have 13, not 12 characters",
        ),
        ("urn:epc:id:sgtin:401234x.011111.1", "the company prefix cannot have `x`"),
        (
            "urn:epc:id:sgtin:40123.01111111.1",
            "the company prefix must have 6 to 12, not 5 characters",
        ),
        ("urn:epc:id:sgtin:4012345.011111.a b", "the serial number cannot have ` `"),
        ("urn:epc:id:sgtin:4012345.011111.a%2", "the serial number cannot have `%`"),
        ("urn:epc:id:sgtin:4012345.011111.%C3%A4", "the serial number cannot have `ä`"),
        ("urn:epc:id:sscc:4012345", "the reference is missing"),
        ("urn:epc:id:itip:4012345.011111.1.02.987", "the piece must have 2, not 1 characters"),
        ("urn:epc:id:itip:4012345.011111.01.02", "the serial number is missing"),
        ("urn:epc:id:sgcn:4012345.99999.4a", "the serial number cannot have `a`"),
        ("urn:epc:id:cpi:4012345.abc.1", "the key cannot have `a`"),
        ("urn:epc:id:giai:4012345.", "the reference is missing"),
        ("urn:epc:idpat:sgtin:4012345.*.*", "the reference cannot have `*`"),
        ("urn:epc:idpat:sgtin:4012345.011111.1", "the `.*` of a pattern is missing"),
        ("https://id.gs1.org/01/04012345111119", "the check digit of 04012345111119 must be 8"),
        (
            "https://id.gs1.org/8006/040123451111190102",
            "the check digit of 04012345111119 must be 8",
        ),
        ("https://id.gs1.org/00/34012345111111111", "the key must have 18, not 17 characters"),
        ("https://id.gs1.org/01/04012345111118/21", "the value of the last qualifier is missing"),
        ("https://id.gs1.org/01/04012345111118/99/1", "neither an EPC URN nor a GS1 Digital Link"),
    ] {
        match Identifier::parse(text) {
            Ok(identifier) => panic!("{text} is {identifier}"),
            Err(error) => assert!(error.to_string().starts_with(reason), "{text}: {error}"),
        }
    }
}

#[test]
fn check_digits_are_those_of_gs1() {
    for number in
        ["98412345678908", "4012345000115", "040123450000001112", "401234500000067657", "40123455"]
    {
        let (payload, last) = number.split_at(number.len() - 1);
        assert_eq!(check_digit(payload).map(String::from).as_deref(), Some(last), "{number}");
    }
    assert_eq!(check_digit("12x"), None);
}

#[test]
fn a_prefix_has_6_to_12_digits_and_fits_the_key() {
    let sscc = Identifier::parse("https://id.gs1.org/00/340123451111111111").unwrap();
    assert!(matches!(sscc.urn(5), Err(IdentifierError::Length { found: 5, .. })));
    assert!(matches!(sscc.urn(13), Err(IdentifierError::Length { found: 13, .. })));
    let asset = Identifier::parse("https://id.gs1.org/8004/4012345A").unwrap();
    assert_eq!(
        asset.urn(8),
        Err(IdentifierError::Character { part: "the company prefix", found: 'A' })
    );
    assert!(asset.urn(12).is_err());
    let lot = Identifier::parse("https://id.gs1.org/8006/040123451111180102/10/A").unwrap();
    assert_eq!(lot.urn(7), Err(IdentifierError::NoUrn));
}

/// A company's prefix and a reference that have this many digits together.
fn numbers(both: usize) -> impl Strategy<Value = (String, String)> {
    (6..=12_usize, prop::collection::vec(0..10_u8, both)).prop_map(|(prefix, digits)| {
        let digits: String = digits.into_iter().map(|digit| char::from(b'0' + digit)).collect();
        let (prefix, reference) = digits.split_at(prefix);
        (prefix.to_owned(), reference.to_owned())
    })
}

fn serial(longest: usize) -> impl Strategy<Value = String> {
    let text = prop::collection::vec(
        prop::sample::select("!\"%&'()*+,-./:;<=>?_09AZaz".chars().collect::<Vec<_>>()),
        1..=longest,
    );
    text.prop_map(|text| {
        utf8_percent_encode(&text.into_iter().collect::<String>(), IN_URN).to_string()
    })
}

fn urns() -> impl Strategy<Value = (String, usize)> {
    let with_serial = |scheme: &'static str, both, longest| {
        (numbers(both), serial(longest)).prop_map(move |((prefix, reference), serial)| {
            (format!("urn:epc:{scheme}:{prefix}.{reference}.{serial}"), prefix.len())
        })
    };
    let alone = |scheme: &'static str, both| {
        numbers(both).prop_map(move |(prefix, reference)| {
            (format!("urn:epc:id:{scheme}:{prefix}.{reference}"), prefix.len())
        })
    };
    let every = |scheme: &'static str, both| {
        numbers(both).prop_map(move |(prefix, reference)| {
            (format!("urn:epc:idpat:{scheme}:{prefix}.{reference}.*"), prefix.len())
        })
    };
    prop_oneof![
        with_serial("id:sgtin", 13, 20),
        with_serial("class:lgtin", 13, 20),
        with_serial("id:upui", 13, 28),
        with_serial("id:grai", 12, 16),
        with_serial("id:gdti", 12, 17),
        with_serial("id:sgln", 12, 20).prop_filter("no extension", |(urn, _)| !urn.ends_with(".0")),
        with_serial("id:itip", 13, 20).prop_map(|(urn, prefix)| {
            let (start, serial) = (
                urn.split('.').take(2).collect::<Vec<_>>().join("."),
                urn.splitn(3, '.').nth(2).unwrap(),
            );
            (format!("{start}.01.12.{serial}"), prefix)
        }),
        alone("sscc", 17),
        alone("pgln", 12),
        alone("gsrn", 17),
        alone("gsrnp", 17),
        alone("gsin", 16),
        alone("giai", 16),
        alone("ginc", 16),
        every("sgtin", 13),
        every("grai", 12),
        every("gdti", 12),
        every("sgcn", 12),
    ]
}

proptest! {
    #[test]
    fn every_identifier_goes_to_its_link_and_back((urn, prefix) in urns()) {
        let identifier = Identifier::from_urn(&urn).unwrap();
        prop_assert_eq!(Identifier::from_link(&identifier.link()), Ok(identifier.clone()));
        prop_assert_eq!(identifier.urn(prefix), Ok(urn));
        prop_assert_eq!(canonical(&identifier.link()), Some(identifier.link()));
    }

    #[test]
    fn one_wrong_digit_is_found(payload in "[0-9]{13}", position in 0..13_usize, digit in prop::char::range('0', '9')) {
        let check = check_digit(&payload).unwrap();
        let mut wrong: Vec<_> = payload.chars().collect();
        prop_assume!(wrong[position] != digit);
        wrong[position] = digit;
        let link = format!("https://id.gs1.org/01/{}{check}", wrong.into_iter().collect::<String>());
        let is_found = matches!(Identifier::from_link(&link), Err(IdentifierError::CheckDigit { .. }));
        prop_assert!(is_found);
    }

    #[test]
    fn no_text_stops_the_reading(text in ".*", rest in "[0-9a-z.:%*/]*") {
        let scheme = ["urn:epc:id:sgtin:", "urn:epc:idpat:itip:", "urn:epc:id:cpi:", "https://a/8006/", "https://a/8003/"];
        for start in scheme {
            let _ = canonical(&format!("{start}{rest}"));
            if let Ok(identifier) = Identifier::parse(&format!("{start}{text}")) {
                for prefix in 0..20 {
                    let _ = identifier.urn(prefix);
                }
            }
        }
        let _ = canonical(&text);
    }
}
