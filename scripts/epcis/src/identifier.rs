//! GS1 identifiers in their two forms: EPC URN (`urn:epc:id:sgtin:4012345.011111.9876`) and GS1 Digital Link
//! (`https://id.gs1.org/01/04012345111118/21/9876`), with their check digits.
//!
//! A URN tells where the company's prefix ends and leaves the check digit out; a link is the other way round. So
//! [`Identifier::urn`] has to be told the length of the prefix.
use percent_encoding::{percent_decode_str, utf8_percent_encode, AsciiSet, CONTROLS};
use std::fmt;

/// What canonical links begin with.
const RESOLVER: &str = "https://id.gs1.org/";
/// What is written as `%XX` in a link.
const IN_LINK: &AsciiSet =
    &IN_URN.add(b'!').add(b'(').add(b')').add(b'*').add(b'+').add(b',').add(b':');
/// What is written as `%XX` in a URN.
const IN_URN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?');

/// What a GS1 identifier names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// A trade item, any of its kind: GTIN.
    Gtin,
    /// A lot of a trade item: GTIN and lot.
    Lgtin,
    /// One trade item: GTIN and serial number.
    Sgtin,
    /// One trade item by the serial number that others gave it (tobacco): GTIN and third party's number.
    Upui,
    /// A piece of a trade item, any of its kind or one.
    Itip,
    /// A piece of a trade item of a lot.
    ItipLot,
    /// A logistic unit.
    Sscc,
    /// A place.
    Sgln,
    /// A party.
    Pgln,
    /// A returnable asset, any of its kind or one.
    Grai,
    /// An asset.
    Giai,
    /// Who is served.
    Gsrn,
    /// Who serves.
    Gsrnp,
    /// A document, any of its kind or one.
    Gdti,
    /// A component or part, any of its kind or one.
    Cpi,
    /// A coupon, any of its kind or one.
    Sgcn,
    /// A consignment.
    Ginc,
    /// A shipment.
    Gsin,
}

/// Why a text is not taken for a GS1 identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentifierError {
    /// It is neither form.
    #[error("neither an EPC URN nor a GS1 Digital Link")]
    NotAnIdentifier,
    /// A URN of a kind that is not known here.
    #[error("`{0}` is no scheme of EPC URNs that GS1 keys have")]
    UnknownScheme(String),
    /// A part that must be there is not.
    #[error("{part} is missing")]
    Missing {
        /// Which part.
        part: &'static str,
    },
    /// A part of the wrong length.
    #[error("{part} must have {expected}, not {found} characters")]
    Length {
        /// Which part.
        part: &'static str,
        /// How long it may be.
        expected: String,
        /// How long it is.
        found: usize,
    },
    /// A character that the part cannot have.
    #[error("{part} cannot have `{found}`")]
    Character {
        /// Which part.
        part: &'static str,
        /// The character.
        found: char,
    },
    /// The last digit does not follow from those before it.
    #[error("the check digit of {number} must be {expected}")]
    CheckDigit {
        /// The number with the wrong digit.
        number: String,
        /// The right one.
        expected: char,
    },
    /// There is no URN for what is identified.
    #[error("there is no EPC URN for it")]
    NoUrn,
}

/// A GS1 identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    scheme: Scheme,
    /// The key without what makes it one of its kind; with its check digit if it has one.
    key: String,
    /// What makes it one of its kind: serial number, lot, extension.
    qualifier: Option<String>,
}

impl Identifier {
    /// Reads either form.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        if text.starts_with("urn:") {
            Self::from_urn(text)
        } else {
            Self::from_link(text)
        }
    }

    /// Reads an EPC URN: pure identity (`urn:epc:id:`), class (`urn:epc:class:`) or pattern of all of a kind
    /// (`urn:epc:idpat:….*`).
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_urn(urn: &str) -> Result<Self, IdentifierError> {
        let rest = urn.strip_prefix("urn:epc:").ok_or(IdentifierError::NotAnIdentifier)?;
        let (form, rest) = rest.split_once(':').ok_or(IdentifierError::NotAnIdentifier)?;
        let (name, body) = rest.split_once(':').ok_or(IdentifierError::NotAnIdentifier)?;
        let unknown = || IdentifierError::UnknownScheme(format!("{form}:{name}"));
        let (kind, body) = match form {
            "id" | "class" => (false, body),
            "idpat" => (
                true,
                body.strip_suffix(".*")
                    .ok_or(IdentifierError::Missing { part: "the `.*` of a pattern" })?,
            ),
            _ => return Err(unknown()),
        };
        let scheme = match (form, name) {
            ("id", "sgtin") => Scheme::Sgtin,
            ("idpat", "sgtin" | "upui") => Scheme::Gtin,
            ("class", "lgtin") => Scheme::Lgtin,
            ("id", "upui") => Scheme::Upui,
            ("id" | "idpat", "itip") => Scheme::Itip,
            ("id", "sscc") => Scheme::Sscc,
            ("id", "sgln") => Scheme::Sgln,
            ("id", "pgln") => Scheme::Pgln,
            ("id" | "idpat", "grai") => Scheme::Grai,
            ("id", "giai") => Scheme::Giai,
            ("id", "gsrn") => Scheme::Gsrn,
            ("id", "gsrnp") => Scheme::Gsrnp,
            ("id" | "idpat", "gdti") => Scheme::Gdti,
            ("id" | "idpat", "cpi") => Scheme::Cpi,
            ("id" | "idpat", "sgcn") => Scheme::Sgcn,
            ("id", "ginc") => Scheme::Ginc,
            ("id", "gsin") => Scheme::Gsin,
            _ => return Err(unknown()),
        };
        let (prefix, rest) =
            body.split_once('.').ok_or(IdentifierError::Missing { part: "the reference" })?;
        digits("the company prefix", prefix)?;
        length("the company prefix", prefix, 6, 12)?;
        let serial_follows = scheme.has_qualifier() && !kind;
        let (mut reference, mut serial) = (rest, None);
        if serial_follows || scheme == Scheme::Itip {
            let (before, after) = rest
                .split_once('.')
                .ok_or(IdentifierError::Missing { part: "the serial number" })?;
            (reference, serial) = (before, Some(after));
        }
        let mut pieces = String::new();
        if let (Scheme::Itip, Some(rest)) = (scheme, serial) {
            let mut parts = rest.splitn(3, '.');
            for part in ["the piece", "the number of pieces"] {
                let piece = parts.next().unwrap_or_default();
                digits(part, piece)?;
                length(part, piece, 2, 2)?;
                pieces.push_str(piece);
            }
            serial = parts.next();
            if kind == serial.is_some() {
                return Err(IdentifierError::Missing { part: "the serial number" });
            }
        }
        let key = scheme.key(prefix, reference)?;
        let qualifier = serial.map(|serial| decoded("the serial number", serial)).transpose()?;
        Self {
            scheme,
            key: format!("{key}{pieces}"),
            qualifier: qualifier.filter(|text| !scheme.is_none(text)),
        }
        .checked()
    }

    /// Reads a GS1 Digital Link of any resolver; query, fragment and less exact qualifiers (a lot beside a serial
    /// number, a variant) are left out.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_link(link: &str) -> Result<Self, IdentifierError> {
        let identifier = Self::read_link(link)?;
        let key = identifier.checked_digits();
        if let Some((payload, last)) =
            key.and_then(|key| key.split_at_checked(key.len().saturating_sub(1)))
        {
            let expected = check_digit(payload).ok_or(IdentifierError::NotAnIdentifier)?;
            if !last.starts_with(expected) {
                return Err(IdentifierError::CheckDigit {
                    number: format!("{payload}{last}"),
                    expected,
                });
            }
        }
        Ok(identifier)
    }

    /// Reads a link and takes its check digit as it is.
    fn read_link(link: &str) -> Result<Self, IdentifierError> {
        let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
        let rest = rest.ok_or(IdentifierError::NotAnIdentifier)?;
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, path) = rest.split_once('/').ok_or(IdentifierError::NotAnIdentifier)?;
        if authority.is_empty() {
            return Err(IdentifierError::NotAnIdentifier);
        }
        let segments: Vec<_> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
        // A resolver may have a path of its own: the key begins where what follows is one.
        let mut reason = IdentifierError::NotAnIdentifier;
        for start in 0..segments.len() {
            let Some([key, value, qualifiers @ ..]) = segments.get(start..) else {
                continue;
            };
            let Some((scheme, _)) = KEYS.iter().find(|(_, names)| names.contains(key)) else {
                continue;
            };
            match Self::of_segments(*scheme, value, qualifiers) {
                Ok(identifier) => return Ok(identifier),
                Err(error) => reason = error,
            }
        }
        Err(reason)
    }

    fn of_segments(
        scheme: Scheme,
        value: &str,
        qualifiers: &[&str],
    ) -> Result<Self, IdentifierError> {
        let value = decoded("the key", value)?;
        let mut qualified: Vec<(Scheme, &str)> = Vec::new();
        for pair in qualifiers.chunks(2) {
            let [name, value] = pair else {
                return Err(IdentifierError::Missing { part: "the value of the last qualifier" });
            };
            let finer = match (scheme, *name) {
                (Scheme::Gtin, "21" | "ser") => Scheme::Sgtin,
                (Scheme::Gtin, "10" | "lot") => Scheme::Lgtin,
                (Scheme::Gtin, "235" | "tpx") => Scheme::Upui,
                (Scheme::Itip, "21" | "ser") => Scheme::Itip,
                (Scheme::Itip, "10" | "lot") => Scheme::ItipLot,
                (Scheme::Sgln, "254" | "glnx") => Scheme::Sgln,
                (Scheme::Cpi, "8011" | "cpsn") => Scheme::Cpi,
                (Scheme::Gtin | Scheme::Itip, "22" | "cpv")
                | (Scheme::Gsrn | Scheme::Gsrnp, "8019" | "srin") => continue,
                _ => return Err(IdentifierError::NotAnIdentifier),
            };
            qualified.push((finer, value));
        }
        // The finest first: one item by its maker's number, by another's, its lot.
        let rank = |(finer, _): &&(Scheme, &str)| match finer {
            Scheme::Lgtin | Scheme::ItipLot => 2,
            Scheme::Upui => 1,
            _ => 0,
        };
        let finest = qualified.iter().min_by_key(rank);
        let (scheme, mut qualifier) = match finest {
            Some((finer, value)) => (*finer, Some(decoded("the qualifier", value)?)),
            None => (scheme, None),
        };
        let mut key = value;
        if scheme.is_trade_item() && matches!(key.len(), 8 | 12 | 13) {
            key = format!("{key:0>14}");
        }
        if let Some(digits) = scheme.digits_before_serial() {
            if let Some((number, serial)) =
                key.split_at_checked(digits).filter(|(_, serial)| !serial.is_empty())
            {
                qualifier = Some(serial.to_owned());
                key = number.to_owned();
            }
        }
        Self { scheme, key, qualifier }.checked()
    }

    /// The identifier, if key and qualifier have the form that the scheme asks for.
    fn checked(self) -> Result<Self, IdentifierError> {
        let (part, key) = ("the key", &self.key);
        match self.scheme {
            Scheme::Giai | Scheme::Ginc => {
                characters(part, key, is_in_82)?;
                digits("the company prefix", key.get(..4).unwrap_or(key))?;
                length(part, key, 5, 30)?;
            }
            Scheme::Cpi => {
                characters(part, key, |character| {
                    character.is_ascii_digit()
                        || character.is_ascii_uppercase()
                        || "#-/".contains(character)
                })?;
                digits("the company prefix", key.get(..4).unwrap_or(key))?;
                length(part, key, 5, 30)?;
            }
            scheme => {
                let expected = scheme.digits();
                digits(part, key)?;
                length(part, key, expected, expected)?;
            }
        }
        let Some(qualifier) = &self.qualifier else {
            return Ok(self);
        };
        let part = match self.scheme {
            Scheme::Lgtin | Scheme::ItipLot => "the lot",
            Scheme::Sgln => "the extension",
            _ => "the serial number",
        };
        match self.scheme {
            Scheme::Cpi | Scheme::Sgcn => digits(part, qualifier)?,
            _ => characters(part, qualifier, is_in_82)?,
        }
        let longest = match self.scheme {
            Scheme::Upui => 28,
            Scheme::Gdti => 17,
            Scheme::Grai => 16,
            Scheme::Cpi | Scheme::Sgcn => 12,
            _ => 20,
        };
        length(part, qualifier, 1, longest)?;
        Ok(self)
    }

    /// What is identified.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether any of a kind or of a lot is identified, and not one thing (CBV 2.0, 8.3 and 8.2).
    pub fn is_class(&self) -> bool {
        match self.scheme {
            Scheme::Gtin | Scheme::Lgtin | Scheme::ItipLot => true,
            Scheme::Itip | Scheme::Grai | Scheme::Gdti | Scheme::Cpi | Scheme::Sgcn => {
                self.qualifier.is_none()
            }
            _ => false,
        }
    }

    /// The key with its check digit if it has one, without serial number, lot or extension.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Serial number, lot or extension.
    pub fn qualifier(&self) -> Option<&str> {
        self.qualifier.as_deref()
    }

    /// The canonical GS1 Digital Link.
    pub fn link(&self) -> String {
        let key = utf8_percent_encode(&self.key, IN_LINK);
        let qualifier = self.qualifier.as_deref().map(|text| utf8_percent_encode(text, IN_LINK));
        let (key_name, qualifier_name) = self.scheme.names();
        match (qualifier, qualifier_name) {
            (None, _) => format!("{RESOLVER}{key_name}/{key}"),
            (Some(qualifier), None) => format!("{RESOLVER}{key_name}/{key}{qualifier}"),
            (Some(qualifier), Some(name)) => {
                format!("{RESOLVER}{key_name}/{key}/{name}/{qualifier}")
            }
        }
    }

    /// The EPC URN, if the company's prefix has `prefix` digits.
    ///
    /// # Errors
    /// - [`IdentifierError::NoUrn`] if no URN can say it.
    /// - [`IdentifierError::Length`] if a prefix cannot have that many digits, or the key not such a prefix.
    pub fn urn(&self, prefix: usize) -> Result<String, IdentifierError> {
        let wrong = || IdentifierError::Length {
            part: "the company prefix",
            expected: "6 to 12".into(),
            found: prefix,
        };
        if !(6..=12).contains(&prefix) {
            return Err(wrong());
        }
        let payload = self
            .checked_digits()
            .map_or(Some(self.key.as_str()), |key| key.get(..key.len().saturating_sub(1)));
        let payload = payload.ok_or_else(wrong)?;
        // A digit before the prefix: the indicator of a trade item and the extension of a logistic unit go to the
        // reference, the filler of a returnable asset goes away.
        let (first, rest) = match self.scheme {
            scheme if scheme.is_trade_item() || scheme == Scheme::Sscc => {
                payload.split_at_checked(1)
            }
            Scheme::Itip | Scheme::ItipLot => payload.split_at_checked(1),
            Scheme::Grai => payload.split_at_checked(1).map(|(_, rest)| ("", rest)),
            _ => Some(("", payload)),
        }
        .ok_or_else(wrong)?;
        let (company, reference) = rest.split_at_checked(prefix).ok_or_else(wrong)?;
        digits("the company prefix", company)?;
        let reference = format!("{first}{}", utf8_percent_encode(reference, IN_URN));
        let serial =
            self.qualifier.as_deref().map(|serial| utf8_percent_encode(serial, IN_URN).to_string());
        let pieces = self.key.get(14..).and_then(|pieces| pieces.split_at_checked(2));
        let every = || String::from("*");
        let form = if serial.is_none() { "idpat" } else { "id" };
        Ok(match self.scheme {
            Scheme::Gtin => format!("urn:epc:idpat:sgtin:{company}.{reference}.*"),
            Scheme::Lgtin => {
                format!("urn:epc:class:lgtin:{company}.{reference}.{}", serial.unwrap_or_default())
            }
            Scheme::Sgtin => {
                format!("urn:epc:id:sgtin:{company}.{reference}.{}", serial.unwrap_or_default())
            }
            Scheme::Upui => {
                format!("urn:epc:id:upui:{company}.{reference}.{}", serial.unwrap_or_default())
            }
            Scheme::Itip => {
                let (piece, pieces) = pieces.ok_or(IdentifierError::NoUrn)?;
                let serial = serial.unwrap_or_else(every);
                format!("urn:epc:{form}:itip:{company}.{reference}.{piece}.{pieces}.{serial}")
            }
            Scheme::ItipLot => return Err(IdentifierError::NoUrn),
            Scheme::Sscc => format!("urn:epc:id:sscc:{company}.{reference}"),
            Scheme::Sgln => format!(
                "urn:epc:id:sgln:{company}.{reference}.{}",
                serial.unwrap_or_else(|| "0".into())
            ),
            Scheme::Pgln => format!("urn:epc:id:pgln:{company}.{reference}"),
            Scheme::Grai => format!(
                "urn:epc:{form}:grai:{company}.{reference}.{}",
                serial.unwrap_or_else(every)
            ),
            Scheme::Giai => format!("urn:epc:id:giai:{company}.{reference}"),
            Scheme::Gsrn => format!("urn:epc:id:gsrn:{company}.{reference}"),
            Scheme::Gsrnp => format!("urn:epc:id:gsrnp:{company}.{reference}"),
            Scheme::Gdti => format!(
                "urn:epc:{form}:gdti:{company}.{reference}.{}",
                serial.unwrap_or_else(every)
            ),
            Scheme::Cpi => {
                format!("urn:epc:{form}:cpi:{company}.{reference}.{}", serial.unwrap_or_else(every))
            }
            Scheme::Sgcn => format!(
                "urn:epc:{form}:sgcn:{company}.{reference}.{}",
                serial.unwrap_or_else(every)
            ),
            Scheme::Ginc => format!("urn:epc:id:ginc:{company}.{reference}"),
            Scheme::Gsin => format!("urn:epc:id:gsin:{company}.{reference}"),
        })
    }

    /// The part of the key that ends with a check digit.
    fn checked_digits(&self) -> Option<&str> {
        match self.scheme {
            Scheme::Giai | Scheme::Ginc | Scheme::Cpi => None,
            Scheme::Itip | Scheme::ItipLot => self.key.get(..14),
            _ => Some(&self.key),
        }
    }
}

/// The canonical link.
impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.link())
    }
}

/// The canonical link of `text` if it is a GS1 identifier in either form; a link's check digit is taken as it is.
pub(crate) fn canonical(text: &str) -> Option<String> {
    let identifier = if text.starts_with("urn:") {
        Identifier::from_urn(text)
    } else {
        Identifier::read_link(text)
    };
    identifier.ok().map(|identifier| identifier.link())
}

/// The check digit of GS1 keys that follows `payload`; `None` if there are other characters than digits in it.
pub fn check_digit(payload: &str) -> Option<char> {
    let mut sum: u32 = 0;
    for (position, digit) in payload.chars().rev().enumerate() {
        let weight = if position % 2 == 0 { 3 } else { 1 };
        sum = sum.checked_add(digit.to_digit(10)?.checked_mul(weight)?)?;
    }
    char::from_digit(10_u32.checked_sub(sum % 10)? % 10, 10)
}

/// The keys of links and the names that stood for them in the standard's earlier releases.
const KEYS: [(Scheme, [&str; 2]); 14] = [
    (Scheme::Sscc, ["00", "sscc"]),
    (Scheme::Gtin, ["01", "gtin"]),
    (Scheme::Gdti, ["253", "gdti"]),
    (Scheme::Sgcn, ["255", "gcn"]),
    (Scheme::Ginc, ["401", "ginc"]),
    (Scheme::Gsin, ["402", "gsin"]),
    (Scheme::Sgln, ["414", "gln"]),
    (Scheme::Pgln, ["417", "party"]),
    (Scheme::Grai, ["8003", "grai"]),
    (Scheme::Giai, ["8004", "giai"]),
    (Scheme::Itip, ["8006", "itip"]),
    (Scheme::Cpi, ["8010", "cpid"]),
    (Scheme::Gsrnp, ["8017", "gsrnp"]),
    (Scheme::Gsrn, ["8018", "gsrn"]),
];

impl Scheme {
    /// The application identifiers of key and qualifier; a qualifier without one follows its key.
    fn names(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Sscc => ("00", None),
            Self::Gtin => ("01", None),
            Self::Lgtin => ("01", Some("10")),
            Self::Sgtin => ("01", Some("21")),
            Self::Upui => ("01", Some("235")),
            Self::Gdti => ("253", None),
            Self::Sgcn => ("255", None),
            Self::Ginc => ("401", None),
            Self::Gsin => ("402", None),
            Self::Sgln => ("414", Some("254")),
            Self::Pgln => ("417", None),
            Self::Grai => ("8003", None),
            Self::Giai => ("8004", None),
            Self::Itip => ("8006", Some("21")),
            Self::ItipLot => ("8006", Some("10")),
            Self::Cpi => ("8010", Some("8011")),
            Self::Gsrnp => ("8017", None),
            Self::Gsrn => ("8018", None),
        }
    }

    /// How many digits the key has; 0 where it is not of digits only.
    fn digits(self) -> usize {
        match self {
            Self::Gtin | Self::Lgtin | Self::Sgtin | Self::Upui | Self::Grai => 14,
            Self::Itip | Self::ItipLot | Self::Sscc | Self::Gsrn | Self::Gsrnp => 18,
            Self::Sgln | Self::Pgln | Self::Gdti | Self::Sgcn => 13,
            Self::Gsin => 17,
            Self::Giai | Self::Ginc | Self::Cpi => 0,
        }
    }

    /// After how many digits a serial number follows in the same segment of a link.
    fn digits_before_serial(self) -> Option<usize> {
        matches!(self, Self::Grai | Self::Gdti | Self::Sgcn).then(|| self.digits())
    }

    fn is_trade_item(self) -> bool {
        matches!(self, Self::Gtin | Self::Lgtin | Self::Sgtin | Self::Upui)
    }

    /// Whether a URN of one of its kind ends with a serial number, a lot or an extension.
    fn has_qualifier(self) -> bool {
        !matches!(
            self,
            Self::Gtin
                | Self::Sscc
                | Self::Pgln
                | Self::Giai
                | Self::Gsrn
                | Self::Gsrnp
                | Self::Ginc
                | Self::Gsin
        )
    }

    /// Whether the last part of a URN says that there is none: a place without extension.
    fn is_none(self, qualifier: &str) -> bool {
        self == Self::Sgln && qualifier == "0"
    }

    /// The key that a URN's company prefix and reference make.
    fn key(self, prefix: &str, reference: &str) -> Result<String, IdentifierError> {
        let expected = match self {
            Self::Gtin | Self::Lgtin | Self::Sgtin | Self::Upui | Self::Itip | Self::ItipLot => 13,
            Self::Sscc | Self::Gsrn | Self::Gsrnp => 17,
            Self::Sgln | Self::Pgln | Self::Grai | Self::Gdti | Self::Sgcn => 12,
            Self::Gsin => 16,
            Self::Giai | Self::Ginc | Self::Cpi if reference.is_empty() => {
                return Err(IdentifierError::Missing { part: "the reference" });
            }
            Self::Giai | Self::Ginc | Self::Cpi => {
                return Ok(format!("{prefix}{}", decoded("the reference", reference)?));
            }
        };
        digits("the reference", reference)?;
        let both = format!("{prefix}{reference}");
        length("company prefix and reference", &both, expected, expected)?;
        let payload = match self {
            Self::Sgln
            | Self::Pgln
            | Self::Gdti
            | Self::Sgcn
            | Self::Gsrn
            | Self::Gsrnp
            | Self::Gsin => both,
            Self::Grai => format!("0{both}"),
            _ => {
                let (first, rest) = reference
                    .split_at_checked(1)
                    .ok_or(IdentifierError::Missing { part: "the reference" })?;
                format!("{first}{prefix}{rest}")
            }
        };
        let check = check_digit(&payload).ok_or(IdentifierError::NotAnIdentifier)?;
        Ok(format!("{payload}{check}"))
    }
}

/// `text` with its `%XX` replaced by what they stand for.
fn decoded(part: &'static str, text: &str) -> Result<String, IdentifierError> {
    let wrong = || IdentifierError::Character { part, found: '%' };
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| wrong())?;
    if text
        .split('%')
        .skip(1)
        .any(|rest| !rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count().eq(&2))
    {
        return Err(wrong());
    }
    Ok(decoded.into_owned())
}

fn characters(
    part: &'static str,
    text: &str,
    allowed: impl Fn(char) -> bool,
) -> Result<(), IdentifierError> {
    match text.chars().find(|character| !allowed(*character)) {
        Some(found) => Err(IdentifierError::Character { part, found }),
        None => Ok(()),
    }
}

fn digits(part: &'static str, text: &str) -> Result<(), IdentifierError> {
    characters(part, text, |character| character.is_ascii_digit())
}

fn length(
    part: &'static str,
    text: &str,
    least: usize,
    most: usize,
) -> Result<(), IdentifierError> {
    let found = text.chars().count();
    if (least..=most).contains(&found) {
        return Ok(());
    }
    let expected = if least == most { least.to_string() } else { format!("{least} to {most}") };
    Err(IdentifierError::Length { part, expected, found })
}

/// Whether the character is one of the 82 that serial numbers and lots are made of.
fn is_in_82(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!\"%&'()*+,-./:;<=>?_".contains(character)
}

#[cfg(test)]
mod tests;
