//! What changes the document and not the goods: title, next versions, revisions, disposal.
use super::{Caller, Ledger};
use crate::{
    events::{GoodsDisposedOf, RevisionSigned, TitleMoved, WaybillReissued},
    header::{waybill_id, Header},
    status::Step,
    title,
};
use ink::prelude::{boxed::Box, string::String};
use interfaces::{
    ids::{Digest, DocumentId, Millis},
    registry::{Business, Scope},
    waybill::{FreightTerm, Revision, Title, TitleAction, TitleState, WaybillError, WaybillStatus},
};
use kit::{authority::Authority, store::Shelf};

#[cfg(test)]
mod tests;

const CONSIGNOR: u8 = 1;
const CARRIER: u8 = 2;
const CONSIGNEE: u8 = 4;
const DISPOSER: u8 = 8;

/// A revision that was proposed last, and who has signed it; of a bill, the one its title was surrendered for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Proposal {
    digest: Digest,
    /// Until when it may be signed; 0 once it is in force.
    until: Millis,
    /// [`CONSIGNOR`], [`CARRIER`], [`CONSIGNEE`] and [`DISPOSER`].
    signed: u8,
}

impl Ledger {
    /// Does what `moved` says with the title, and completes what is told of it.
    pub(crate) fn title(
        &mut self,
        caller: &Caller<impl Authority>,
        moved: &mut TitleMoved,
    ) -> Result<(), WaybillError> {
        let TitleMoved { waybill, party, action, previous, .. } = moved;
        let business = title::business(action);
        if business == Business::NewBusiness {
            caller.starts_business()?;
        }
        let mut header = self.header(waybill)?;
        let mut title = self.title_under(waybill, &header).ok_or(WaybillError::NoTitle)?;
        let carrier = &header.consignment.carrier;
        let scope = title::is_for(&title, carrier, party, action, caller.call.now)?;
        caller.may(header.epoch, party, scope, business)?;
        header.follow(Step::MoveTitle)?;
        *previous = title.entry;
        title::act(&mut title, carrier, party, action, &caller.call, caller.windows.signing)?;
        match action {
            TitleAction::AcceptSurrender => {
                header.surrender(&caller.call, &title.holder);
                self.put(waybill, &header);
            }
            // Who surrendered it in good time is not found silent the moment that the carrier will not have it.
            TitleAction::RejectSurrender => {
                header.start_again(&caller.call);
                self.put(waybill, &header);
            }
            // Reissued by no other changes than these: both have signed them then.
            TitleAction::SurrenderForAmendment(digest) => {
                let proposal = Proposal { digest: *digest, until: 0, signed: 0 };
                self.proposals.write(*waybill, &proposal);
            }
            _ => {}
        }
        self.titles.write(*waybill, &title);
        Ok(())
    }

    pub(crate) fn reissue(
        &mut self,
        caller: &Caller<impl Authority>,
        waybill: DocumentId,
        number: String,
        version: u16,
        revision: Revision,
    ) -> Result<WaybillReissued, WaybillError> {
        let mut header = self.header(&waybill)?;
        let carrier = header.consignment.carrier;
        caller.may(header.epoch, &carrier, Scope::Agree, Business::Exit)?;
        let voided = header.follow(Step::Reissue)?;
        if waybill_id(carrier, &number, version) != waybill {
            return Err(WaybillError::AnotherNumber);
        }
        let version = version.checked_add(1).ok_or(WaybillError::TooMany)?;
        let reissued = waybill_id(carrier, &number, version);
        if self.headers.holds(reissued) {
            return Err(WaybillError::AlreadyExists);
        }
        let mut title = self.title_under(&waybill, &header).ok_or(WaybillError::NoTitle)?;
        let digest = kit::digest(&revision);
        if title.state != TitleState::AskedForAmendment
            || self.proposals.read(waybill).is_none_or(|asked| asked.digest != digest)
        {
            return Err(WaybillError::NotAsked);
        }
        header.allows(&revision)?;
        let about = &header.consignment;
        // What a consignor owes it has signed, and nobody else may change.
        if revision.freight != about.freight
            && about.freight_term == FreightTerm::Prepaid
            && title.holder != about.consignor
        {
            return Err(WaybillError::PayerDidNotSign);
        }
        let status = core::mem::replace(&mut header.status, voided);
        title.state = TitleState::SurrenderedForAmendment;
        self.put(&waybill, &header);
        self.titles.write(waybill, &title);
        header.status = status;
        header.revise(&revision);
        header.start_again(&caller.call);
        title.state = TitleState::Live;
        self.put(&reissued, &header);
        self.titles.write(reissued, &title);
        Ok(WaybillReissued { waybill, reissued, number, version, revision })
    }

    /// Signs the revision that `signing` tells of, and tells whether it is in force.
    pub(crate) fn revise(
        &mut self,
        caller: &Caller<impl Authority>,
        signing: &mut RevisionSigned,
    ) -> Result<(), WaybillError> {
        let RevisionSigned { waybill, party, revision, recorded_at: now, in_force } = signing;
        caller.starts_business()?;
        let mut header = self.header(waybill)?;
        let about = &header.consignment;
        // Before the goods are where they were to go, who may send them elsewhere has a say; from then on, who is to have them.
        let mut all = CONSIGNOR | CARRIER;
        if matches!(header.status, WaybillStatus::Issued | WaybillStatus::InTransit) {
            all |= DISPOSER;
        }
        if header.has_come() {
            all |= CONSIGNEE;
        }
        let mut signs = 0;
        for (place, signatory) in [
            (CONSIGNOR, &about.consignor),
            (CARRIER, &about.carrier),
            (CONSIGNEE, &about.consignee),
            (DISPOSER, &header.disposer),
        ] {
            if party == signatory {
                signs |= place;
            }
        }
        if signs & all == 0 {
            return Err(WaybillError::NotAParty);
        }
        caller.may(header.epoch, party, Scope::Agree, Business::NewBusiness)?;
        header.follow(Step::Revise)?;
        header.is_untitled()?;
        header.allows(revision)?;
        // Who signed it, signed it with these.
        let digest = kit::digest(&(&*revision, about.consignee, header.disposer));
        let mut proposal = match self.proposals.read(*waybill) {
            Some(proposal) if proposal.digest == digest && *now < proposal.until => proposal,
            _ => Proposal { digest, until: now.saturating_add(caller.windows.signing), signed: 0 },
        };
        let signed = proposal.signed | signs;
        *in_force = signed & all == all;
        // Who has to sign changes with the goods' arrival: a word given before may be the last that is needed.
        if proposal.signed == signed && !*in_force {
            return Err(WaybillError::AlreadyAsked);
        }
        proposal.signed = signed;
        if *in_force {
            header.revise(revision);
            self.put(waybill, &header);
            proposal.until = 0;
        }
        self.proposals.write(*waybill, &proposal);
        Ok(())
    }

    /// Does what `disposed` says with the goods.
    pub(crate) fn dispose(
        &mut self,
        caller: &Caller<impl Authority>,
        disposed: &GoodsDisposedOf,
    ) -> Result<(), WaybillError> {
        let GoodsDisposedOf { waybill, party, disposal } = disposed;
        let mut header = self.header(waybill)?;
        if *party != header.disposer {
            return Err(WaybillError::NotAParty);
        }
        caller.may(header.epoch, party, Scope::Dispose, Business::Exit)?;
        header.follow(Step::Dispose)?;
        header.is_untitled()?;
        header.dispose(disposal)?;
        self.put(waybill, &header);
        Ok(())
    }

    pub(crate) fn title_of(&self, waybill: DocumentId) -> Option<Title> {
        let header = self.find(&waybill)?;
        if matches!(header.status, WaybillStatus::Draft | WaybillStatus::Cancelled) {
            return None;
        }
        self.title_under(&waybill, &header).map(|title| *title)
    }

    /// The title as it was moved last, or else as it was issued.
    #[inline(never)]
    pub(super) fn title_under(&self, waybill: &DocumentId, header: &Header) -> Option<Box<Title>> {
        let issued = title::issued(&header.consignment, waybill.bytes())?;
        Some(self.titles.boxed(waybill).unwrap_or(issued))
    }
}
