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
        let mut stated = self.stated.get(party).unwrap_or_default();
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
        self.stated.insert(party, &stated);
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
        let mut stated = self.stated.get(party).unwrap_or_default();
        let place = stated.place_of(scheme, text).ok_or(RegistryError::NotStated)?;
        let was_confirmed = stated.entries.get(place).is_some_and(|entry| entry.confirmed);
        stated.swap_remove(place);
        self.stated.insert(party, &stated);
        if was_confirmed {
            self.holdings.insert((scheme, text), &Holding { party, held: false });
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
        let mut stated = self.stated.get(party).unwrap_or_default();
        let place = stated.place_of(scheme, text).ok_or(RegistryError::NotStated)?;
        // Invariant: an identifier is confirmed for one enterprise at most.
        if let Some(holder) = self.holder(scheme, text) {
            return Err(RegistryError::HeldBy(holder));
        }
        if let Some(entry) = stated.entries.get_mut(place) {
            entry.confirmed = true;
        }
        self.stated.insert(party, &stated);
        self.holdings.insert((scheme, text), &Holding { party, held: true });
        Ok(IdentifierConfirmed { party, attester: call.caller, scheme, value, evidence })
    }

    /// The enterprise for which an identifier is confirmed.
    pub(crate) fn by_identifier(&self, scheme: Scheme, value: &str) -> Option<PartyId> {
        self.holder(scheme, check(scheme, value).ok()?)
    }

    /// At most `limit` and 50 of the identifiers that `party` states, beginning with number `from`.
    pub(crate) fn identifiers_of(&self, party: PartyId, from: u16, limit: u16) -> Vec<Identifier> {
        let stated = self.stated.get(party).unwrap_or_default();
        let page = PER_CALL.min(usize::from(limit));
        stated.current().iter().skip(usize::from(from)).take(page).map(Identifier::from).collect()
    }

    fn holder(&self, scheme: Scheme, text: Text) -> Option<PartyId> {
        self.holdings
            .get((scheme, text))
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
