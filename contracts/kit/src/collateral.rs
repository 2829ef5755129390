//! Claiming what a contract issues from the collateral contract that is linked.
use crate::{
    administration::Links,
    ask::{self, arguments, Untaken},
};
use ink::{prelude::vec::Vec, selector_bytes};
use interfaces::{
    administration::Link,
    collateral::AssetKind,
    ids::{DocumentId, Fingerprint},
};

/// What is claimed when a paper is issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What it is.
    pub kind: AssetKind,
    /// The contract's document about it.
    pub document: DocumentId,
    /// The paper's fingerprint.
    pub asset: Fingerprint,
    /// What the backing is claimed for.
    pub group: DocumentId,
    /// What stands behind the paper, at most four.
    pub backing: Vec<Fingerprint>,
    /// What would be alike, at most four.
    pub near: Vec<Fingerprint>,
}

/// Takes claims, and lets go of them. A document asks for ever the one that it began with.
pub trait Collateral {
    /// The collateral contract in force: 0 if none is linked.
    fn epoch(&self) -> u8;

    /// Claims a paper from the collateral contract numbered `epoch`; where that is 0 nothing is claimed.
    fn claim(&self, epoch: u8, claim: &Claim) -> Result<(), Untaken>;

    /// Ends a claim.
    fn end(&self, epoch: u8, asset: &Fingerprint) -> Result<(), Untaken>;

    /// Frees what stood behind the papers of a group.
    fn free(&self, epoch: u8, group: &DocumentId, backing: &[Fingerprint]) -> Result<(), Untaken>;
}

/// The collateral contract that is linked, and those that were.
pub struct LinkedCollateral<'a>(pub &'a Links);

impl LinkedCollateral<'_> {
    #[inline(never)]
    fn tell(&self, epoch: u8, message: [u8; 4], arguments: Vec<u8>) -> Result<(), Untaken> {
        if epoch == 0 {
            return Ok(());
        }
        ask::tell(self.0.address_at(Link::Collateral, epoch), message, arguments)
    }
}

impl Collateral for LinkedCollateral<'_> {
    fn epoch(&self) -> u8 {
        self.0.state_of(Link::Collateral).epoch
    }

    fn claim(&self, epoch: u8, claim: &Claim) -> Result<(), Untaken> {
        let Claim { kind, document, asset, group, backing, near } = claim;
        let arguments = arguments(&(kind, document, asset, group, backing, near));
        self.tell(epoch, selector_bytes!("Claims::claim"), arguments)
    }

    fn end(&self, epoch: u8, asset: &Fingerprint) -> Result<(), Untaken> {
        self.tell(epoch, selector_bytes!("Claims::end"), arguments(asset))
    }

    fn free(&self, epoch: u8, group: &DocumentId, backing: &[Fingerprint]) -> Result<(), Untaken> {
        self.tell(epoch, selector_bytes!("Claims::free"), arguments(&(group, backing)))
    }
}

/// For tests of rules: a collateral contract that holds what it was told.
#[cfg(feature = "std")]
#[derive(Debug)]
pub struct Pound {
    /// How often one was linked; 0 for none.
    pub epoch: u8,
    /// Whether it does not answer.
    pub is_silent: bool,
    /// What was claimed, in order, each with whether it ended.
    pub claims: core::cell::RefCell<Vec<(Claim, bool)>>,
    /// What stands behind papers now, each with its group.
    pub backing: core::cell::RefCell<Vec<(Fingerprint, DocumentId)>>,
    /// What stood behind papers and was freed, each with its group.
    pub freed: core::cell::RefCell<Vec<(Fingerprint, DocumentId)>>,
}

#[cfg(feature = "std")]
impl Default for Pound {
    fn default() -> Self {
        Self {
            epoch: 1,
            is_silent: false,
            claims: Default::default(),
            backing: Default::default(),
            freed: Default::default(),
        }
    }
}

#[cfg(feature = "std")]
impl Pound {
    /// `CollateralError::NotFound`
    pub const NOT_FOUND: Untaken = Untaken::Refused(4);
    /// `CollateralError::AlreadyClaimed`
    pub const ALREADY_CLAIMED: Untaken = Untaken::Refused(9);
    /// `CollateralError::BackingClaimed`
    pub const BACKING_CLAIMED: Untaken = Untaken::Refused(10);
    /// `CollateralError::NotTheClaimant`
    pub const NOT_THE_CLAIMANT: Untaken = Untaken::Refused(11);
    /// `CollateralError::AlreadyEnded`
    pub const ALREADY_ENDED: Untaken = Untaken::Refused(12);
    /// `CollateralError::TooMany`
    pub const TOO_MANY: Untaken = Untaken::Refused(13);
    /// `CollateralError::Repeated`
    pub const REPEATED: Untaken = Untaken::Refused(14);

    fn answers(&self, lists: &[&[Fingerprint]]) -> Result<(), Untaken> {
        if self.is_silent {
            return Err(Untaken::Unavailable);
        }
        if lists.iter().any(|list| list.len() > 4) {
            return Err(Self::TOO_MANY);
        }
        if lists.iter().any(|list| crate::list::has_repeats(list)) {
            return Err(Self::REPEATED);
        }
        Ok(())
    }
}

#[cfg(feature = "std")]
impl Collateral for Pound {
    fn epoch(&self) -> u8 {
        self.epoch
    }

    fn claim(&self, epoch: u8, claim: &Claim) -> Result<(), Untaken> {
        if epoch == 0 {
            return Ok(());
        }
        self.answers(&[&claim.backing, &claim.near])?;
        let mut claims = self.claims.borrow_mut();
        if claims.iter().any(|(earlier, _)| earlier.asset == claim.asset) {
            return Err(Self::ALREADY_CLAIMED);
        }
        let mut held = self.backing.borrow_mut();
        let is_anothers =
            |key| held.iter().any(|(other, group)| other == key && *group != claim.group);
        if claim.backing.iter().any(is_anothers) {
            return Err(Self::BACKING_CLAIMED);
        }
        for key in &claim.backing {
            if !held.contains(&(*key, claim.group)) {
                held.push((*key, claim.group));
            }
        }
        self.freed.borrow_mut().retain(|(key, _)| !claim.backing.contains(key));
        claims.push((claim.clone(), false));
        Ok(())
    }

    fn end(&self, epoch: u8, asset: &Fingerprint) -> Result<(), Untaken> {
        if epoch == 0 {
            return Ok(());
        }
        self.answers(&[])?;
        let mut claims = self.claims.borrow_mut();
        match claims.iter_mut().find(|(claim, _)| claim.asset == *asset) {
            None => Err(Self::NOT_FOUND),
            Some((_, true)) => Err(Self::ALREADY_ENDED),
            Some((_, ended)) => {
                *ended = true;
                Ok(())
            }
        }
    }

    fn free(&self, epoch: u8, group: &DocumentId, backing: &[Fingerprint]) -> Result<(), Untaken> {
        if epoch == 0 {
            return Ok(());
        }
        self.answers(&[backing])?;
        if backing.is_empty() {
            return Err(Self::NOT_FOUND);
        }
        let mut held = self.backing.borrow_mut();
        let mut freed = self.freed.borrow_mut();
        for key in backing {
            let is_key = |(other, _): &&(Fingerprint, DocumentId)| other == key;
            let live = held.iter().find(is_key);
            match live.or_else(|| freed.iter().find(is_key)) {
                None => return Err(Self::NOT_FOUND),
                Some((_, other)) if other != group => return Err(Self::NOT_THE_CLAIMANT),
                Some(_) if live.is_none() => return Err(Self::ALREADY_ENDED),
                Some(_) => {}
            }
        }
        held.retain(|(key, _)| !backing.contains(key));
        freed.extend(backing.iter().map(|key| (*key, *group)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ink::scale::Encode;
    use interfaces::collateral::CollateralError;

    // Claiming from a contract itself needs a chain, and is tested there.

    fn claim() -> Claim {
        Claim {
            kind: AssetKind::Receipt,
            document: DocumentId([1; 32]),
            asset: Fingerprint([2; 32]),
            group: DocumentId([3; 32]),
            backing: vec![Fingerprint([4; 32])],
            near: Vec::new(),
        }
    }

    #[ink::test]
    fn where_none_is_linked_nothing_is_claimed_and_nothing_stands_in_the_way() {
        let links = Links::default();
        let collateral = LinkedCollateral(&links);
        assert_eq!(collateral.epoch(), 0);
        assert_eq!(collateral.claim(0, &claim()), Ok(()));
        assert_eq!(collateral.end(0, &claim().asset), Ok(()));
        assert_eq!(collateral.free(0, &claim().group, &claim().backing), Ok(()));
    }

    #[ink::test]
    fn one_that_never_was_does_not_answer() {
        let links = Links::default();
        assert_eq!(LinkedCollateral(&links).claim(1, &claim()), Err(Untaken::Unavailable));
    }

    #[test]
    fn the_pound_refuses_by_the_errors_of_the_interface() {
        for (refused, error) in [
            (Pound::NOT_FOUND, CollateralError::NotFound),
            (Pound::ALREADY_CLAIMED, CollateralError::AlreadyClaimed),
            (Pound::BACKING_CLAIMED, CollateralError::BackingClaimed(0)),
            (Pound::NOT_THE_CLAIMANT, CollateralError::NotTheClaimant),
            (Pound::ALREADY_ENDED, CollateralError::AlreadyEnded(0)),
            (Pound::TOO_MANY, CollateralError::TooMany),
            (Pound::REPEATED, CollateralError::Repeated),
        ] {
            assert_eq!(refused, Untaken::Refused(error.encode()[0]), "{error:?}");
        }
    }

    #[test]
    fn a_group_may_bring_its_backing_again_and_nobody_else_before_it_is_freed() {
        let pound = Pound::default();
        assert_eq!(pound.claim(1, &claim()), Ok(()));
        assert_eq!(pound.claim(1, &claim()), Err(Pound::ALREADY_CLAIMED));
        let second = Claim { asset: Fingerprint([5; 32]), ..claim() };
        assert_eq!(pound.claim(1, &second), Ok(()));
        let anothers = Claim { asset: Fingerprint([6; 32]), group: DocumentId([7; 32]), ..claim() };
        assert_eq!(pound.claim(1, &anothers), Err(Pound::BACKING_CLAIMED));
        assert_eq!(pound.free(1, &claim().group, &claim().backing), Ok(()));
        assert_eq!(pound.free(1, &claim().group, &claim().backing), Err(Pound::ALREADY_ENDED));
        assert_eq!(pound.claim(1, &anothers), Ok(()));
        assert_eq!(pound.free(1, &claim().group, &claim().backing), Err(Pound::NOT_THE_CLAIMANT));
        assert_eq!(pound.end(1, &second.asset), Ok(()));
        assert_eq!(pound.end(1, &second.asset), Err(Pound::ALREADY_ENDED));
    }
}
