//! The words of GS1's Core Business Vocabulary (CBV) 2.0 and their three forms: the bare word of JSON (`shipping`), the
//! URN of EPCIS 1 (`urn:epcglobal:cbv:bizstep:shipping`) and the address (`https://ref.gs1.org/cbv/BizStep-shipping`).
use std::fmt;

/// What all addresses of CBV words begin with.
const CBV: &str = "https://ref.gs1.org/cbv/";
/// What the addresses of measurements and alerts begin with.
const WEB_VOCABULARY: &str = "https://gs1.org/voc/";

/// A word of a vocabulary, in its canonical form: an address (URI).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(String);

impl Term {
    /// What stands where a term could not be read.
    pub(crate) const UNREAD: Self = Self(String::new());

    /// The address.
    pub fn address(&self) -> &str {
        &self.0
    }

    /// The bare word if the term is GS1's: `shipping` of `https://ref.gs1.org/cbv/BizStep-shipping`, `Temperature` of
    /// `https://gs1.org/voc/Temperature`.
    pub fn word(&self) -> Option<&str> {
        match self.0.strip_prefix(CBV) {
            Some(term) => term.split_once('-').map(|(_, word)| word),
            None => self.0.strip_prefix(WEB_VOCABULARY),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A list of words that a field may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    BusinessStep,
    Disposition,
    BusinessTransaction,
    SourceOrDestination,
    ErrorReason,
    Measurement,
    Alert,
    Component,
}

impl Vocabulary {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::BusinessStep,
        Self::Disposition,
        Self::BusinessTransaction,
        Self::SourceOrDestination,
        Self::ErrorReason,
        Self::Measurement,
        Self::Alert,
        Self::Component,
    ];

    /// What a word of it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::BusinessStep => "a business step",
            Self::Disposition => "a disposition",
            Self::BusinessTransaction => "a type of business transaction",
            Self::SourceOrDestination => "a type of source or destination",
            Self::ErrorReason => "a reason of an error declaration",
            Self::Measurement => "a type of measurement",
            Self::Alert => "a sensor alert",
            Self::Component => "a component of a measurement",
        }
    }

    /// The words.
    pub(crate) fn words(self) -> &'static [&'static str] {
        match self {
            Self::BusinessStep => BUSINESS_STEPS,
            Self::Disposition => DISPOSITIONS,
            Self::BusinessTransaction => BUSINESS_TRANSACTIONS,
            Self::SourceOrDestination => &["owning_party", "possessing_party", "location"],
            Self::ErrorReason => &["did_not_occur", "incorrect_data"],
            Self::Measurement => MEASUREMENTS,
            Self::Alert => &["ALARM_CONDITION", "ERROR_CONDITION"],
            Self::Component => COMPONENTS,
        }
    }

    /// What the addresses of its words begin with.
    pub(crate) fn address(self) -> &'static str {
        match self {
            Self::BusinessStep => "https://ref.gs1.org/cbv/BizStep-",
            Self::Disposition => "https://ref.gs1.org/cbv/Disp-",
            Self::BusinessTransaction => "https://ref.gs1.org/cbv/BTT-",
            Self::SourceOrDestination => "https://ref.gs1.org/cbv/SDT-",
            Self::ErrorReason => "https://ref.gs1.org/cbv/ER-",
            Self::Measurement | Self::Alert => WEB_VOCABULARY,
            Self::Component => "https://ref.gs1.org/cbv/Comp-",
        }
    }

    /// What the URNs of its words begin with, if it has URNs.
    pub(crate) fn urn(self) -> Option<&'static str> {
        match self {
            Self::BusinessStep => Some("urn:epcglobal:cbv:bizstep:"),
            Self::Disposition => Some("urn:epcglobal:cbv:disp:"),
            Self::BusinessTransaction => Some("urn:epcglobal:cbv:btt:"),
            Self::SourceOrDestination => Some("urn:epcglobal:cbv:sdt:"),
            Self::ErrorReason => Some("urn:epcglobal:cbv:er:"),
            Self::Measurement | Self::Alert | Self::Component => None,
        }
    }

    /// The canonical form of `text`, which has its prefix written out. What is no word and no URI, or GS1's but not in
    /// this vocabulary, is refused with what is expected.
    pub(crate) fn term(self, text: &str) -> Result<Term, String> {
        let bare = match self.urn().and_then(|urn| text.strip_prefix(urn)) {
            Some(word) => Some(word),
            None => {
                text.strip_prefix(self.address()).or_else(|| (!text.contains(':')).then_some(text))
            }
        };
        match bare {
            Some(word) if self.words().contains(&word) => {
                Ok(Term(format!("{}{word}", self.address())))
            }
            // GS1's web vocabulary holds more than measurements, and grows.
            Some(_) if text.starts_with(WEB_VOCABULARY) => Ok(Term(text.to_owned())),
            Some(word) => Err(self.expected(word)),
            None if text.starts_with("urn:epcglobal:cbv:") || text.starts_with(CBV) => {
                Err(self.expected(text))
            }
            None if is_uri(text) => Ok(Term(text.to_owned())),
            None => Err(self.expected(text)),
        }
    }

    /// The words that may stand where `word` stands: all if they are few, else those most like it.
    fn expected(self, word: &str) -> String {
        let mut words = self.words().to_vec();
        let few = words.len() <= 15;
        if !few {
            words.sort_by(|one, other| {
                strsim::jaro_winkler(other, word).total_cmp(&strsim::jaro_winkler(one, word))
            });
            words.truncate(3);
        }
        let listed = words.join(", ");
        let name = self.name();
        if few {
            format!("{name} of CBV 2.0 ({listed}) or a URI of one's own")
        } else {
            format!("{name} of CBV 2.0 (nearest: {listed}) or a URI of one's own")
        }
    }
}

/// The address of a CBV word given as a URN; `None` if `text` is none.
pub(crate) fn of_urn(text: &str) -> Option<String> {
    Vocabulary::ALL.into_iter().find_map(|vocabulary| {
        let word = text.strip_prefix(vocabulary.urn()?)?;
        Some(format!("{}{word}", vocabulary.address()))
    })
}

/// Whether `text` is an absolute URI (RFC 3986), letters beyond ASCII let through (RFC 3987).
pub(crate) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let in_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let mut bytes = rest.bytes();
    let mut next = || bytes.next();
    let mut plain = !rest.is_empty();
    while let Some(byte) = next() {
        plain &= match byte {
            b'%' => [next(), next()]
                .into_iter()
                .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())),
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
            byte => byte > b' ' && byte != 0x7f,
        };
    }
    plain
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(in_scheme)
}

const BUSINESS_STEPS: &[&str] = &[
    "accepting",
    "arriving",
    "assembling",
    "collecting",
    "commissioning",
    "consigning",
    "creating_class_instance",
    "cycle_counting",
    "decommissioning",
    "departing",
    "destroying",
    "disassembling",
    "dispensing",
    "encoding",
    "entering_exiting",
    "holding",
    "inspecting",
    "installing",
    "killing",
    "loading",
    "other",
    "packing",
    "picking",
    "receiving",
    "removing",
    "repackaging",
    "repairing",
    "replacing",
    "reserving",
    "retail_selling",
    "sampling",
    "sensor_reporting",
    "shipping",
    "staging_outbound",
    "stock_taking",
    "stocking",
    "storing",
    "transporting",
    "unloading",
    "unpacking",
    "void_shipping",
];

const DISPOSITIONS: &[&str] = &[
    "active",
    "available",
    "completeness_inferred",
    "completeness_verified",
    "conformant",
    "container_closed",
    "container_open",
    "damaged",
    "destroyed",
    "dispensed",
    "disposed",
    "encoded",
    "expired",
    "in_progress",
    "in_transit",
    "inactive",
    "mismatch_class",
    "mismatch_instance",
    "mismatch_quantity",
    "needs_replacement",
    "no_pedigree_match",
    "non_conformant",
    "non_sellable_other",
    "partially_dispensed",
    "recalled",
    "reserved",
    "retail_sold",
    "returned",
    "sellable_accessible",
    "sellable_not_accessible",
    "stolen",
    "unavailable",
    "unknown",
];

const BUSINESS_TRANSACTIONS: &[&str] = &[
    "bol",
    "cert",
    "desadv",
    "inv",
    "pedigree",
    "po",
    "poc",
    "prodorder",
    "recadv",
    "rma",
    "testprd",
    "testres",
    "upevt",
];

const MEASUREMENTS: &[&str] = &[
    "AbsoluteHumidity",
    "AbsorbedDose",
    "AbsorbedDoseRate",
    "Acceleration",
    "Altitude",
    "AmountOfSubstance",
    "AmountOfSubstancePerUnitVolume",
    "Angle",
    "AngularAcceleration",
    "AngularMomentum",
    "AngularVelocity",
    "Area",
    "Capacitance",
    "Conductance",
    "Conductivity",
    "Count",
    "Density",
    "Dimensionless",
    "DoseEquivalent",
    "DoseEquivalentRate",
    "DynamicViscosity",
    "ElectricCharge",
    "ElectricCurrent",
    "ElectricCurrentDensity",
    "ElectricFieldStrength",
    "Energy",
    "Exposure",
    "Force",
    "Frequency",
    "Illuminance",
    "Inductance",
    "Irradiance",
    "KinematicViscosity",
    "Length",
    "LinearMomentum",
    "Luminance",
    "LuminousFlux",
    "LuminousIntensity",
    "MagneticFlux",
    "MagneticFluxDensity",
    "MagneticVectorPotential",
    "Mass",
    "MassConcentration",
    "MassFlowRate",
    "MassPerAreaTime",
    "MemoryCapacity",
    "MolalityOfSolute",
    "MolarEnergy",
    "MolarMass",
    "MolarVolume",
    "Power",
    "Pressure",
    "RadiantFlux",
    "RadiantIntensity",
    "Radioactivity",
    "RelativeHumidity",
    "Resistance",
    "Resistivity",
    "SolidAngle",
    "SpecificVolume",
    "Speed",
    "SurfaceDensity",
    "SurfaceTension",
    "Temperature",
    "Time",
    "Torque",
    "Voltage",
    "Volume",
    "VolumeFlowRate",
    "VolumeFraction",
    "VolumetricFlux",
    "Wavenumber",
];

const COMPONENTS: &[&str] = &[
    "altitude",
    "axial_distance",
    "azimuth",
    "easting",
    "elevation_angle",
    "height",
    "latitude",
    "longitude",
    "northing",
    "polar_angle",
    "spherical_radius",
    "x",
    "y",
    "z",
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_three_forms_of_a_word_are_one_term() {
        for vocabulary in Vocabulary::ALL {
            for word in vocabulary.words() {
                let address = format!("{}{word}", vocabulary.address());
                assert_eq!(vocabulary.term(word).unwrap().address(), address);
                assert_eq!(vocabulary.term(&address).unwrap().word(), Some(*word));
                if let Some(urn) = vocabulary.urn() {
                    let urn = format!("{urn}{word}");
                    assert_eq!(vocabulary.term(&urn).unwrap().address(), address);
                    assert_eq!(of_urn(&urn), Some(address));
                }
            }
        }
    }

    #[test]
    fn the_vocabularies_are_as_long_as_cbv_has_them() {
        let lengths = Vocabulary::ALL.map(|vocabulary| vocabulary.words().len());
        assert_eq!(lengths, [41, 33, 13, 3, 2, 72, 2, 14]);
    }

    #[test]
    fn a_word_of_another_vocabulary_is_refused_in_every_form() {
        for text in [
            "in_transit",
            "urn:epcglobal:cbv:bizstep:in_transit",
            "urn:epcglobal:cbv:disp:in_transit",
            "https://ref.gs1.org/cbv/Disp-in_transit",
            "",
        ] {
            assert!(Vocabulary::BusinessStep.term(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_misspelt_is_answered_with_what_was_meant() {
        let expected = Vocabulary::BusinessStep.term("shiping").unwrap_err();
        assert!(expected.contains("(nearest: shipping,"), "{expected}");
        let expected = Vocabulary::SourceOrDestination.term("party").unwrap_err();
        assert!(expected.contains("(owning_party, possessing_party, location)"), "{expected}");
    }

    #[test]
    fn words_of_ones_own_are_uris() {
        assert_eq!(
            Vocabulary::BusinessStep.term("http://example.org/step/weighing").unwrap().word(),
            None
        );
        assert!(Vocabulary::BusinessStep.term("my step: weighing").is_err());
    }

    #[test]
    fn a_uri_has_a_scheme_and_no_spaces() {
        for text in [
            "urn:x",
            "geo:50.9,6.9",
            "https://id.gs1.org/01/1?a=b#c",
            "ni:///sha-256;ab?ver=CBV2.0",
            "http://exämple.org/",
        ] {
            assert!(is_uri(text), "{text}");
        }
        for text in
            ["", "urn", "urn:", ":x", "1a:x", "urn:a b", "urn:%2", "urn:%zz", "urn:{x}", "a/b:c"]
        {
            assert!(!is_uri(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_stops_the_reading(text in ".*") {
            for vocabulary in Vocabulary::ALL {
                let _ = vocabulary.term(&text);
            }
        }
    }
}
