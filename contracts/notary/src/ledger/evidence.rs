//! Chains of evidence.
use super::{Caller, Ledger};
use crate::{
    deposit::{are_parties, chain_id},
    events::{ChainClosed, ChainOpened, LinkAppended},
};
use ink::prelude::{string::String, vec::Vec};
use interfaces::{
    ids::{DepositId, Digest, EvidenceId, Millis, PartyId},
    notary::{EvidenceChain, EvidenceLink, NotaryError},
    registry::Business,
};
use kit::{authority::Authority, codes, list::PER_CALL, store::Shelf};

/// The longest that a chain is open: with a longer one, a keeper's silence could keep it open for ever.
const LONGEST: Millis = 3_660 * 24 * 60 * 60 * 1000;

impl Ledger {
    pub(crate) fn open_chain(
        &mut self,
        caller: &Caller<impl Authority>,
        party: PartyId,
        number: String,
        contributors: Vec<PartyId>,
        closes_at: Millis,
    ) -> Result<ChainOpened, NotaryError> {
        caller.starts(Business::NewBusiness)?;
        let registry_epoch = caller.authority.epoch();
        caller.may(registry_epoch, &party, Business::NewBusiness)?;
        if !codes::is_number(&number) {
            return Err(NotaryError::MalformedNumber);
        }
        let id = chain_id(&party, &number);
        if self.chains.holds(id) {
            return Err(NotaryError::AlreadyExists);
        }
        are_parties(&party, &contributors)?;
        let opened_at = caller.call.now;
        if closes_at <= opened_at || closes_at > opened_at.saturating_add(LONGEST) {
            return Err(NotaryError::OutOfOrder);
        }
        let chain = EvidenceChain {
            keeper: party,
            contributors,
            links: 0,
            head: [0; 32],
            opened_at,
            closes_at,
            registry_epoch,
        };
        self.put_chain(&id, &chain);
        Ok(ChainOpened {
            chain: id,
            keeper: party,
            number,
            contributors: chain.contributors,
            opened_at,
            closes_at,
            registry_epoch,
        })
    }

    /// Invariant *Closed*.
    pub(crate) fn append(
        &mut self,
        caller: &Caller<impl Authority>,
        chain: EvidenceId,
        party: PartyId,
        deposit: DepositId,
        note: Digest,
    ) -> Result<LinkAppended, NotaryError> {
        let mut record = self.find_chain(&chain).ok_or(NotaryError::NotFound)?;
        if party != record.keeper && !record.contributors.contains(&party) {
            return Err(NotaryError::NotAParty);
        }
        caller.may(record.registry_epoch, &party, Business::Exit)?;
        let now = caller.call.now;
        is_open(&record, now)?;
        if !self.deposits.holds(deposit) {
            return Err(NotaryError::NotFound);
        }
        let number = record.links.checked_add(1).ok_or(NotaryError::TooMany)?;
        let link =
            EvidenceLink { previous: record.head, deposit, by: party, note, recorded_at: now };
        let head = kit::digest(&(&chain, number, link));
        record.links = number;
        record.head = head;
        self.links.write((chain, number), &link);
        self.put_chain(&chain, &record);
        Ok(LinkAppended { chain, number, link, head })
    }

    pub(crate) fn close_chain(
        &mut self,
        caller: &Caller<impl Authority>,
        chain: EvidenceId,
    ) -> Result<ChainClosed, NotaryError> {
        let mut record = self.find_chain(&chain).ok_or(NotaryError::NotFound)?;
        caller.may(record.registry_epoch, &record.keeper, Business::Exit)?;
        let closed_at = caller.call.now;
        is_open(&record, closed_at)?;
        record.closes_at = closed_at;
        self.put_chain(&chain, &record);
        Ok(ChainClosed { chain, closed_at })
    }

    #[inline(never)]
    pub(crate) fn find_chain(&self, chain: &EvidenceId) -> Option<EvidenceChain> {
        self.chains.read(chain)
    }

    pub(crate) fn links_of(&self, chain: &EvidenceId, from: u32, limit: u32) -> Vec<EvidenceLink> {
        let most = usize::try_from(limit).unwrap_or(PER_CALL).min(PER_CALL);
        let mut found = Vec::new();
        for number in (from.max(1)..=u32::MAX).take(most) {
            match self.links.read((chain, number)) {
                Some(link) => found.push(link),
                None => break,
            }
        }
        found
    }

    #[inline(never)]
    fn put_chain(&mut self, id: &EvidenceId, chain: &EvidenceChain) {
        self.chains.write(id, chain);
    }
}

fn is_open(chain: &EvidenceChain, now: Millis) -> Result<(), NotaryError> {
    if now >= chain.closes_at {
        return Err(NotaryError::Closed(chain.closes_at));
    }
    Ok(())
}
