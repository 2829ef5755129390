//! ISO 3166-1 alpha-2 country codes.

/// All codes officially assigned, one after the other.
const ASSIGNED: &[u8] = b"\
ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ\
DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJP\
KEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOM\
PAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZ\
UAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/// The code in two bytes, if it is assigned.
pub(crate) fn assigned(code: &str) -> Option<[u8; 2]> {
    let code: [u8; 2] = code.as_bytes().try_into().ok()?;
    ASSIGNED.chunks_exact(2).any(|assigned| assigned == code).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_list_has_249_codes_in_order() {
        assert_eq!(ASSIGNED.len(), 2 * 249);
        let codes: Vec<&[u8]> = ASSIGNED.chunks_exact(2).collect();
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(ASSIGNED.iter().all(u8::is_ascii_uppercase));
    }

    #[test]
    fn a_code_is_taken_only_as_the_standard_writes_it() {
        for code in ["DE", "CN", "AD", "ZW", "GB", "SS", "CW"] {
            assert_eq!(assigned(code).map(|c| c.to_vec()), Some(code.as_bytes().to_vec()));
        }
        // EA, EU, UK and XK are reserved or for users; DD and YU are history; EDE lies across two entries.
        for code in ["", "D", "de", "DEU", "EU", "UK", "XK", "XI", "EL", "DD", "YU", "ED", "Ä"] {
            assert_eq!(assigned(code), None, "{code}");
        }
    }

    proptest! {
        #[test]
        fn no_other_text_is_a_country(text in "\\PC{0,4}") {
            prop_assert_eq!(assigned(&text).is_some(), text.len() == 2 && ASSIGNED.chunks_exact(2).any(|c| c == text.as_bytes()));
        }
    }
}
