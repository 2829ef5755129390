//! Title: who holds a bill of lading, who is to have the goods, and how both pass on.
//!
//! A title begins when its bill is issued, and moves once the carrier has the goods: before pickup the bill can be called off. It is
//! what anyone may read from the bill until it first moves, and stored from then on, always at the same size.
//!
//! | action | by | guard | what follows |
//! |---|---|---|---|
//! | Nominate n | beneficiary | n is neither beneficiary nor nominee | nominee n |
//! | TransferBeneficiary n | holder | holder is beneficiary, or n is nominee and the endorsement to order | beneficiary n, no nominee; n may reject |
//! | TransferHolder h | holder | h is not holder | holder h, who may reject; in blank also beneficiary |
//! | TransferBoth n h | holder | both of the above | both |
//! | RejectBeneficiary, RejectHolder | the new one | it is not both | as before |
//! | RejectBoth | who is both | it became both at once | as before |
//! | SurrenderForDelivery, SurrenderForAmendment r | who is both | | nothing moves until the carrier answers |
//! | AcceptSurrender | carrier | surrendered for delivery | nothing moves any more |
//! | AcceptSurrender | who is both | surrendered for delivery, and no answer in time | nothing moves any more |
//! | RejectSurrender | carrier | surrendered | as before |
//!
//! Surrendered for amendment, it is taken back by the reissue itself: there is never a time without a document. Any action but a
//! rejection ends the time to reject, which is the contract's window for signatures; a surrender binds who made it for as long, and
//! then, if the carrier has not answered, no more than the carrier. What was endorsed to a name is endorsed no further. The carrier
//! that issued a bill has no title to it.
use ink::prelude::boxed::Box;
use interfaces::{
    ids::{Digest, Millis, PartyId},
    registry::{Business, Scope},
    waybill::{
        Consignment, DocumentForm, Endorsement, Title, TitleAction, TitleState, WaybillError,
    },
};
use kit::Call;

#[cfg(test)]
mod tests;

/// Stands where there is no party.
pub(crate) const NOBODY: PartyId = PartyId::NONE;

/// The title of a bill as it is issued; none of a waybill. Its chain begins with `entry`.
pub(crate) fn issued(about: &Consignment, entry: &Digest) -> Option<Box<Title>> {
    let (beneficiary, endorsement) = match about.form {
        DocumentForm::Waybill => return None,
        DocumentForm::StraightBill => (&about.consignee, Endorsement::ToName),
        DocumentForm::BillToOrder => (&about.consignor, Endorsement::ToOrder),
        DocumentForm::BillToBearer => (&about.consignor, Endorsement::InBlank),
    };
    Some(Box::new(Title {
        state: TitleState::Live,
        holder: about.consignor,
        beneficiary: *beneficiary,
        endorsement,
        nominee: NOBODY,
        previous_holder: NOBODY,
        previous_beneficiary: NOBODY,
        previous_endorsement: endorsement,
        reject_until: 0,
        entry: *entry,
    }))
}

/// Whether `action` is the carrier's answer.
fn answers(action: &TitleAction) -> bool {
    matches!(action, TitleAction::AcceptSurrender | TitleAction::RejectSurrender)
}

/// Whether `action` starts something.
pub(crate) fn business(action: &TitleAction) -> Business {
    match action {
        TitleAction::Nominate(_)
        | TitleAction::TransferBeneficiary { .. }
        | TitleAction::TransferHolder(_)
        | TitleAction::TransferBoth { .. } => Business::NewBusiness,
        _ => Business::Exit,
    }
}

/// Whether `action` is for `party` to take at `now`; what an agent's signature under it takes.
pub(crate) fn is_for(
    title: &Title,
    carrier: &PartyId,
    party: &PartyId,
    action: &TitleAction,
    now: Millis,
) -> Result<Scope, WaybillError> {
    if answers(action) {
        if party == carrier {
            return Ok(Scope::Agree);
        }
        // The carrier's silence gives the goods to who asked for them.
        if *action != TitleAction::AcceptSurrender || !is_unanswered(title, now) {
            return Err(WaybillError::NotAParty);
        }
    }
    let as_beneficiary =
        matches!(action, TitleAction::RejectBeneficiary | TitleAction::Nominate(_));
    let as_both = matches!(
        action,
        TitleAction::RejectBoth
            | TitleAction::AcceptSurrender
            | TitleAction::SurrenderForDelivery
            | TitleAction::SurrenderForAmendment(_)
    );
    if !as_beneficiary && *party != title.holder {
        return Err(WaybillError::NotTheHolder);
    }
    if (as_beneficiary || as_both) && *party != title.beneficiary {
        return Err(WaybillError::NotTheBeneficiary);
    }
    Ok(Scope::Dispose)
}

/// Whether the carrier was asked and had its time to answer.
fn is_unanswered(title: &Title, now: Millis) -> bool {
    matches!(title.state, TitleState::AskedForDelivery | TitleState::AskedForAmendment)
        && now >= title.reject_until
}

/// Takes `action`, which is for `party` to take. Who gets something has `window` milliseconds to reject it.
pub(crate) fn act(
    title: &mut Title,
    carrier: &PartyId,
    party: &PartyId,
    action: &TitleAction,
    call: &Call,
    window: Millis,
) -> Result<(), WaybillError> {
    use TitleAction::*;
    use TitleState::*;
    let is_one = title.holder == title.beneficiary;
    let was = if is_unanswered(title, call.now) && !answers(action) { Live } else { title.state };
    let state = match (action, was) {
        (AcceptSurrender, AskedForDelivery) => SurrenderedForDelivery,
        (RejectSurrender, AskedForDelivery | AskedForAmendment) => Live,
        (AcceptSurrender | RejectSurrender, Live) => return Err(WaybillError::NotSurrendered),
        (AcceptSurrender, AskedForAmendment) => return Err(WaybillError::NotAsked),
        (SurrenderForDelivery, Live) => AskedForDelivery,
        (SurrenderForAmendment(_), Live) => AskedForAmendment,
        (_, Live) => Live,
        _ => return Err(WaybillError::Surrendered),
    };
    let no_beneficiary = matches!(action, RejectBeneficiary | RejectBoth);
    let no_holder = matches!(action, RejectHolder | RejectBoth);
    if no_beneficiary || no_holder {
        if call.now >= title.reject_until
            || (no_beneficiary && title.previous_beneficiary == NOBODY)
            || (no_holder && title.previous_holder == NOBODY)
        {
            return Err(WaybillError::NothingToReject);
        }
        if is_one && no_beneficiary != no_holder {
            return Err(WaybillError::BothRoles);
        }
        if no_beneficiary {
            title.beneficiary = title.previous_beneficiary;
            title.previous_beneficiary = NOBODY;
            title.endorsement = title.previous_endorsement;
        }
        if no_holder {
            title.holder = title.previous_holder;
            title.previous_holder = NOBODY;
        }
        // In blank again, it would be of who holds it now, and not of who endorsed it away.
        if title.endorsement == Endorsement::InBlank && title.holder != title.beneficiary {
            title.endorsement = Endorsement::ToOrder;
        }
    } else {
        let was = title.endorsement;
        let (to, next, endorsement) = match action {
            TransferBeneficiary { to, endorsement } => (Some(to), None, *endorsement),
            // In blank, whoever holds it is its beneficiary.
            TransferHolder(next) => {
                ((was == Endorsement::InBlank).then_some(next), Some(next), was)
            }
            TransferBoth { beneficiary, holder, endorsement } => {
                (Some(beneficiary), Some(holder), *endorsement)
            }
            _ => (None, None, was),
        };
        if let Nominate(nominee) = action {
            may_have(nominee, carrier, &title.beneficiary)?;
            if *nominee == title.nominee {
                return Err(WaybillError::SameParty);
            }
            if was == Endorsement::ToName {
                return Err(WaybillError::CannotEndorse);
            }
            title.nominee = *nominee;
        }
        if let Some(next) = next {
            may_have(next, carrier, &title.holder)?;
        }
        if let Some(to) = to {
            may_have(to, carrier, carrier)?;
            if was == Endorsement::ToName
                || (endorsement == Endorsement::InBlank && to != next.unwrap_or(&title.holder))
            {
                return Err(WaybillError::CannotEndorse);
            }
            // A nomination says to whom and no more: how else than to order, the beneficiary itself would have to say.
            if !is_one && (*to != title.nominee || endorsement != Endorsement::ToOrder) {
                return Err(WaybillError::NotNominated);
            }
        }
        title.previous_beneficiary = NOBODY;
        title.previous_holder = NOBODY;
        if let Some(to) = to {
            title.previous_beneficiary = title.beneficiary;
            title.beneficiary = *to;
            title.nominee = NOBODY;
        }
        if let Some(next) = next {
            title.previous_holder = title.holder;
            title.holder = *next;
        }
        title.previous_endorsement = was;
        title.endorsement = endorsement;
        title.reject_until = call.now.saturating_add(window);
    }
    title.state = state;
    title.entry = kit::digest(&(&title.entry, party, action));
    Ok(())
}

/// A title goes to somebody, neither to who has to honour it nor to who has it.
#[inline(never)]
fn may_have(party: &PartyId, carrier: &PartyId, present: &PartyId) -> Result<(), WaybillError> {
    if *party == NOBODY {
        return Err(WaybillError::NotAParty);
    }
    if party == carrier || party == present {
        return Err(WaybillError::SameParty);
    }
    Ok(())
}
