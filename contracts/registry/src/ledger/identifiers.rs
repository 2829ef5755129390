//! Identifiers that an enterprise states and attesters confirm.
use super::{is_named, is_open, Attesters, Ledger};
use crate::{
    country,
    events::{IdentifierConfirmed, IdentifierStated, IdentifierWithdrawn},
};
use ink::prelude::{string::String, vec::Vec};
use interfaces::{
    ids::{Digest, PartyId},
    registry::{Identifier, RegistryError, Scheme},
};
use kit::{
    identifiers::{digits, gs1, lei, uscc, Fault},
    list::PER_CALL,
    store::Shelf,
    Call,
};

/// Most identifiers that an enterprise may state.
pub(crate) const PER_ENTERPRISE: usize = 64;

/// An identifier's characters, none of which is 0, filled up with zeros.
pub(crate) type Text = [u8; 20];

/// For whom an identifier is confirmed. It stays when the identifier is withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Holding {
    party: PartyId,
    held: bool,
}

/// What an enterprise states: the first `count` entries. They fit into one item, which is cheaper to read and to keep
/// than an item each; entries beyond are left over from what was withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Stated {
    count: u8,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
struct Entry {
    scheme: Scheme,
    text: Text,
    confirmed: bool,
}

impl Stated {
    fn current(&self) -> &[Entry] {
        self.entries.get(..usize::from(self.count)).unwrap_or(&self.entries)
    }

    fn place_of(&self, scheme: Scheme, text: Text) -> Option<usize> {
        self.current().iter().position(|entry| entry.scheme == scheme && entry.text == text)
    }

    /// The first confirmed one of a scheme.
    pub(super) fn confirmed(&self, scheme: Scheme) -> Option<Text> {
        let is = |entry: &&Entry| entry.scheme == scheme && entry.confirmed;
        self.current().iter().find(is).map(|entry| entry.text)
    }

    /// Adds an entry; false if there are as many as there may be.
    fn push(&mut self, entry: Entry) -> bool {
        let place = usize::from(self.count);
        if place >= PER_ENTERPRISE {
            return false;
        }
        match self.entries.get_mut(place) {
            Some(left_over) => *left_over = entry,
            None => self.entries.push(entry),
        }
        self.count = self.count.saturating_add(1);
        true
    }

    /// Takes the entry at `place` out; the last takes its place.
    fn swap_remove(&mut self, place: usize) {
        let Some(last) = usize::from(self.count).checked_sub(1) else { return };
        if place <= last && last < self.entries.len() {
            self.entries.swap(place, last);
            self.count = self.count.saturating_sub(1);
        }
    }
}

impl Ledger {
    /// States an identifier.
    pub(crate) fn state_identifier(
        &mut self,
        call: Call,
        paused: bool,
        party: PartyId,
        scheme: Scheme,
        value: String,
    ) -> Result<IdentifierStated, RegistryError> {
        is_open(paused)?;
        self.controlled(call, party)?;
        let text = check(scheme, &value)?;
        let mut stated = self.stated.read(party).unwrap_or_default();
        // Invariant: an enterprise states no identifier twice, and 64 at most.
        if stated.place_of(scheme, text).is_some() {
            return Err(RegistryError::AlreadyStated);
        }
        if let Some(holder) = self.holder(scheme, text) {
            return Err(RegistryError::HeldBy(holder));
        }
        if !stated.push(Entry { scheme, text, confirmed: false }) {
            return Err(RegistryError::TooManyIdentifiers);
        }
        self.stated.write(party, &stated);
        Ok(IdentifierStated { party, scheme, value })
    }

    /// Takes an identifier back.
    pub(crate) fn withdraw_identifier(
        &mut self,
        call: Call,
        party: PartyId,
        scheme: Scheme,
        value: String,
    ) -> Result<IdentifierWithdrawn, RegistryError> {
        self.controlled(call, party)?;
        let text = check(scheme, &value)?;
        let mut stated = self.stated.read(party).unwrap_or_default();
        let place = stated.place_of(scheme, text).ok_or(RegistryError::NotStated)?;
        let was_confirmed = stated.entries.get(place).is_some_and(|entry| entry.confirmed);
        stated.swap_remove(place);
        self.stated.write(party, &stated);
        if was_confirmed {
            self.holdings.write((scheme, text), &Holding { party, held: false });
        }
        Ok(IdentifierWithdrawn { party, scheme, value, was_confirmed })
    }

    /// Confirms an identifier.
    pub(crate) fn confirm_identifier(
        &mut self,
        call: Call,
        attesters: &impl Attesters,
        party: PartyId,
        scheme: Scheme,
        value: String,
        evidence: Digest,
    ) -> Result<IdentifierConfirmed, RegistryError> {
        is_named(attesters, call)?;
        self.exists(party)?;
        let text = check(scheme, &value)?;
        let mut stated = self.stated.read(party).unwrap_or_default();
        let place = stated.place_of(scheme, text).ok_or(RegistryError::NotStated)?;
        // Invariant: an identifier is confirmed for one enterprise at most.
        if let Some(holder) = self.holder(scheme, text) {
            return Err(RegistryError::HeldBy(holder));
        }
        if let Some(entry) = stated.entries.get_mut(place) {
            entry.confirmed = true;
        }
        self.stated.write(party, &stated);
        self.holdings.write((scheme, text), &Holding { party, held: true });
        Ok(IdentifierConfirmed { party, attester: call.caller, scheme, value, evidence })
    }

    /// The enterprise for which an identifier is confirmed.
    pub(crate) fn by_identifier(&self, scheme: Scheme, value: &str) -> Option<PartyId> {
        self.holder(scheme, check(scheme, value).ok()?)
    }

    /// At most `limit` and 50 of the identifiers that `party` states, beginning with number `from`.
    pub(crate) fn identifiers_of(&self, party: PartyId, from: u16, limit: u16) -> Vec<Identifier> {
        let stated = self.stated.read(party).unwrap_or_default();
        let page = PER_CALL.min(usize::from(limit));
        stated.current().iter().skip(usize::from(from)).take(page).map(Identifier::from).collect()
    }

    fn holder(&self, scheme: Scheme, text: Text) -> Option<PartyId> {
        self.holdings
            .read((scheme, text))
            .filter(|holding| holding.held)
            .map(|holding| holding.party)
    }
}

impl From<&Entry> for Identifier {
    fn from(entry: &Entry) -> Self {
        let characters = entry.text.iter().take_while(|byte| **byte != 0);
        Self {
            scheme: entry.scheme,
            value: characters.map(|byte| char::from(*byte)).collect(),
            confirmed: entry.confirmed,
        }
    }
}

/// Checks an identifier by the rules of its scheme, as far as they can be checked without asking its issuer.
fn check(scheme: Scheme, value: &str) -> Result<Text, RegistryError> {
    let checked = match scheme {
        Scheme::Gln => gs1(value, 13),
        Scheme::Lei => lei(value),
        Scheme::Uscc => uscc(value),
        Scheme::Duns => digits(value, 9..=9).map(drop),
        Scheme::Scac => well_formed(
            (2..=4).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_uppercase()),
        ),
        Scheme::Vat => well_formed(is_vat(value)),
        Scheme::Gs1CompanyPrefix => digits(value, 4..=12).map(drop),
    };
    checked.map_err(|fault| match fault {
        Fault::Malformed => RegistryError::Malformed,
        Fault::CheckDigit => RegistryError::WrongCheckDigit,
    })?;
    let mut text = Text::default();
    text.iter_mut().zip(value.bytes()).for_each(|(to, from)| *to = from);
    Ok(text)
}

fn well_formed(is: bool) -> Result<(), Fault> {
    if is {
        Ok(())
    } else {
        Err(Fault::Malformed)
    }
}

/// Whether a VAT number begins with a country that issues such numbers and goes on with 2 to 13 capital letters or digits.
fn is_vat(value: &str) -> bool {
    let Some((country, number)) = value.split_at_checked(2) else { return false };
    // Greece writes EL, and Northern Ireland XI.
    let known = country == "EL" || country == "XI" || country::assigned(country).is_some();
    known
        && (2..=13).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{super::fixture::*, *};
    use proptest::prelude::*;

    fn state(
        ledger: &mut Ledger,
        caller: u8,
        party: PartyId,
        value: &str,
    ) -> Result<IdentifierStated, RegistryError> {
        ledger.state_identifier(by(caller), false, party, Scheme::Gln, value.into())
    }

    fn confirm(
        ledger: &mut Ledger,
        caller: u8,
        party: PartyId,
        value: &str,
    ) -> Result<IdentifierConfirmed, RegistryError> {
        ledger.confirm_identifier(by(caller), &Named, party, Scheme::Gln, value.into(), EVIDENCE)
    }

    fn withdraw(
        ledger: &mut Ledger,
        caller: u8,
        party: PartyId,
        value: &str,
    ) -> Result<IdentifierWithdrawn, RegistryError> {
        ledger.withdraw_identifier(by(caller), party, Scheme::Gln, value.into())
    }

    /// The nth 9-digit number.
    fn duns(number: usize) -> String {
        format!("{number:09}")
    }

    fn state_duns(
        ledger: &mut Ledger,
        party: PartyId,
        number: usize,
    ) -> Result<IdentifierStated, RegistryError> {
        ledger.state_identifier(by(OWNER), false, party, Scheme::Duns, duns(number))
    }

    #[test]
    fn each_scheme_takes_what_its_standard_writes() {
        let right = [
            (Scheme::Gln, "4012345000115"),
            (Scheme::Lei, "213800KUD8LAJWSQ9D15"),
            (Scheme::Uscc, "91110000600037341L"),
            (Scheme::Duns, "150483782"),
            (Scheme::Scac, "MAEU"),
            (Scheme::Scac, "AB"),
            (Scheme::Vat, "DE136695976"),
            (Scheme::Vat, "EL094259216"),
            (Scheme::Vat, "XI123456789"),
            (Scheme::Vat, "GB12"),
            (Scheme::Vat, "NL123456789B01"),
            (Scheme::Vat, "FR1234567890ABC"),
            (Scheme::Gs1CompanyPrefix, "4012"),
            (Scheme::Gs1CompanyPrefix, "401234567890"),
        ];
        for (scheme, value) in right {
            let text = check(scheme, value).unwrap();
            let entry = Entry { scheme, text, confirmed: true };
            let identifier = Identifier { scheme, value: value.into(), confirmed: true };
            assert_eq!(Identifier::from(&entry), identifier);
        }
    }

    #[test]
    fn each_scheme_refuses_what_its_standard_does_not_write() {
        let wrong = [
            (Scheme::Gln, "98412345678908"),
            (Scheme::Gln, "401234500011X"),
            (Scheme::Lei, "213800KUD8LAJWSQ9D1"),
            (Scheme::Lei, "213800kud8lajwsq9d15"),
            (Scheme::Uscc, "I1110000600037341L"),
            (Scheme::Duns, "15048378"),
            (Scheme::Duns, "1504837822"),
            (Scheme::Duns, "15-048378"),
            (Scheme::Scac, "M"),
            (Scheme::Scac, "MAEUX"),
            (Scheme::Scac, "MAE1"),
            (Scheme::Scac, "maeu"),
            (Scheme::Vat, ""),
            (Scheme::Vat, "D"),
            (Scheme::Vat, "DE"),
            (Scheme::Vat, "DE1"),
            (Scheme::Vat, "FR1234567890ABCD"),
            (Scheme::Vat, "XX123456789"),
            (Scheme::Vat, "de136695976"),
            (Scheme::Vat, "DE 136695976"),
            (Scheme::Vat, "Ä136695976"),
            (Scheme::Vat, "AÄ36695976"),
            (Scheme::Gs1CompanyPrefix, "401"),
            (Scheme::Gs1CompanyPrefix, "4012345678901"),
            (Scheme::Gs1CompanyPrefix, "40X2"),
        ];
        for (scheme, value) in wrong {
            assert_eq!(check(scheme, value), Err(RegistryError::Malformed), "{scheme:?} {value}");
        }
        let misread = [
            (Scheme::Gln, "4012345000114"),
            (Scheme::Lei, "213800KUD8LXJWSQ9D15"),
            (Scheme::Uscc, "A1110000600037341L"),
        ];
        for (scheme, value) in misread {
            assert_eq!(check(scheme, value), Err(RegistryError::WrongCheckDigit), "{value}");
        }
    }

    #[ink::test]
    fn an_identifier_is_a_claim_until_it_is_confirmed_and_free_once_it_is_withdrawn() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let other = ledger.with_firm(OTHER);
        let value = || GLN.to_string();
        let scheme = Scheme::Gln;
        let stated = state(&mut ledger, OWNER, party, GLN);
        assert_eq!(stated, Ok(IdentifierStated { party, scheme, value: value() }));
        state(&mut ledger, OTHER, other, GLN).unwrap();
        assert_eq!(ledger.by_identifier(scheme, GLN), None);

        let told = IdentifierConfirmed {
            party,
            attester: account(ATTESTER),
            scheme,
            value: value(),
            evidence: EVIDENCE,
        };
        assert_eq!(confirm(&mut ledger, ATTESTER, party, GLN), Ok(told));
        assert_eq!(ledger.by_identifier(scheme, GLN), Some(party));
        let listed = ledger.identifiers_of(party, 0, 50);
        assert_eq!(listed, [Identifier { scheme, value: value(), confirmed: true }]);
        ledger.refuses(RegistryError::HeldBy(party), |l| confirm(l, ATTESTER, other, GLN));
        ledger.refuses(RegistryError::HeldBy(party), |l| confirm(l, ATTESTER, party, GLN));

        // The claim of the other stands, and withdrawing it frees nothing.
        let withdrawn = withdraw(&mut ledger, OTHER, other, GLN).unwrap();
        assert!(!withdrawn.was_confirmed);
        ledger.refuses(RegistryError::HeldBy(party), |l| state(l, OTHER, other, GLN));
        let told = IdentifierWithdrawn { party, scheme, value: value(), was_confirmed: true };
        assert_eq!(withdraw(&mut ledger, OWNER, party, GLN), Ok(told));
        assert_eq!(ledger.by_identifier(scheme, GLN), None);
        state(&mut ledger, OTHER, other, GLN).unwrap();
        confirm(&mut ledger, SECOND_ATTESTER, other, GLN).unwrap();
        assert_eq!(ledger.by_identifier(scheme, GLN), Some(other));
    }

    #[ink::test]
    fn the_same_characters_are_another_identifier_in_another_scheme() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        for scheme in [Scheme::Duns, Scheme::Gs1CompanyPrefix] {
            let value = "123456789".to_string();
            ledger.state_identifier(by(OWNER), false, party, scheme, value).unwrap();
        }
        assert_eq!(ledger.identifiers_of(party, 0, 50).len(), 2);
    }

    #[ink::test]
    fn what_is_no_identifier_belongs_to_nobody() {
        let ledger = Ledger::default();
        assert_eq!(ledger.by_identifier(Scheme::Gln, "4012345000114"), None);
        assert_eq!(ledger.by_identifier(Scheme::Scac, ""), None);
        assert!(ledger.identifiers_of(NOBODY, 0, 50).is_empty());
    }

    #[ink::test]
    fn state_identifier_reports_its_errors_in_the_promised_order() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let other = ledger.with_firm(OTHER);
        state(&mut ledger, OTHER, other, GLN).unwrap();
        confirm(&mut ledger, ATTESTER, other, GLN).unwrap();
        for number in 0..PER_ENTERPRISE {
            state_duns(&mut ledger, party, number).unwrap();
        }
        let misread = "4012345000114".to_string();
        ledger.refuses(RegistryError::Paused, |ledger| {
            ledger.state_identifier(by(STRANGER), true, NOBODY, Scheme::Gln, "4".into())
        });
        let steps = [
            (STRANGER, NOBODY, "4", RegistryError::UnknownEnterprise),
            (STRANGER, party, "4", RegistryError::NotController),
            (OWNER, party, "4", RegistryError::Malformed),
            (OWNER, party, &misread, RegistryError::WrongCheckDigit),
            (OTHER, other, GLN, RegistryError::AlreadyStated),
            (OWNER, party, GLN, RegistryError::HeldBy(other)),
            (OWNER, party, "4012345000009", RegistryError::TooManyIdentifiers),
        ];
        for (caller, party, value, error) in steps {
            ledger.refuses(error, |ledger| state(ledger, caller, party, value));
        }
    }

    #[ink::test]
    fn withdraw_and_confirm_report_their_errors_in_the_promised_order() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        let other = ledger.with_firm(OTHER);
        state(&mut ledger, OTHER, other, GLN).unwrap();
        confirm(&mut ledger, ATTESTER, other, GLN).unwrap();
        let steps = [
            (STRANGER, NOBODY, "4", RegistryError::UnknownEnterprise),
            (STRANGER, party, "4", RegistryError::NotController),
            (OWNER, party, "4", RegistryError::Malformed),
            (OWNER, party, "4012345000114", RegistryError::WrongCheckDigit),
            (OWNER, party, GLN, RegistryError::NotStated),
        ];
        for (caller, party, value, error) in steps {
            ledger.refuses(error, |ledger| withdraw(ledger, caller, party, value));
        }
        let steps = [
            (OWNER, NOBODY, "4", RegistryError::NotAttester),
            (ATTESTER, NOBODY, "4", RegistryError::UnknownEnterprise),
            (ATTESTER, party, "4", RegistryError::Malformed),
            (ATTESTER, party, "4012345000114", RegistryError::WrongCheckDigit),
            (ATTESTER, party, GLN, RegistryError::NotStated),
            (ATTESTER, other, GLN, RegistryError::HeldBy(other)),
        ];
        for (caller, party, value, error) in steps {
            ledger.refuses(error, |ledger| confirm(ledger, caller, party, value));
        }
    }

    #[ink::test]
    fn identifiers_are_read_by_pages_of_50() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        for number in 0..PER_ENTERPRISE {
            state_duns(&mut ledger, party, number).unwrap();
        }
        let page = |from, limit| -> Vec<String> {
            ledger.identifiers_of(party, from, limit).into_iter().map(|i| i.value).collect()
        };
        assert_eq!(page(0, u16::MAX), (0..50).map(duns).collect::<Vec<_>>());
        assert_eq!(page(50, 50), (50..64).map(duns).collect::<Vec<_>>());
        assert_eq!(page(3, 2), [duns(3), duns(4)]);
        assert!(page(64, 1).is_empty() && page(u16::MAX, 50).is_empty() && page(0, 0).is_empty());
    }

    #[ink::test]
    fn a_full_list_takes_one_more_once_one_is_withdrawn_and_keeps_its_size() {
        let mut ledger = Ledger::default();
        let party = ledger.with_firm(OWNER);
        for number in 0..PER_ENTERPRISE {
            state_duns(&mut ledger, party, number).unwrap();
        }
        let size = ledger.stated.size(party);
        let value = duns(10);
        ledger.withdraw_identifier(by(OWNER), party, Scheme::Duns, value).unwrap();
        assert_eq!(ledger.stated.size(party), size);
        assert_eq!(ledger.identifiers_of(party, 10, 1)[0].value, duns(63));
        assert_eq!(ledger.identifiers_of(party, 50, 50).len(), 13);
        state_duns(&mut ledger, party, 99).unwrap();
        assert_eq!(ledger.stated.size(party), size);
        // The largest list is far from what a storage item may hold.
        assert!(size.is_some_and(|bytes| bytes < 2_000));
    }

    proptest! {
        #[test]
        fn what_is_checked_comes_back_as_it_was_written(value in "[A-Z0-9]{0,22}|\\PC{0,6}") {
            for scheme in [Scheme::Gln, Scheme::Lei, Scheme::Uscc, Scheme::Duns, Scheme::Scac, Scheme::Vat, Scheme::Gs1CompanyPrefix] {
                if let Ok(text) = check(scheme, &value) {
                    let entry = Entry { scheme, text, confirmed: false };
                    prop_assert_eq!(Identifier::from(&entry).value, value.clone());
                }
            }
        }
    }
}
