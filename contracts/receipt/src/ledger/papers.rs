//! What a receipt says: changed by both, or lost and replaced.
use super::{follow, is_frozen, is_reserved, no, Caller, Done, Ledger, Outcome};
use crate::{
    events::{AmendmentMoved, ReceiptReplaced},
    network::Network,
    pool,
    status::{next, Step},
};
use ink::prelude::{string::String, vec::Vec};
use interfaces::{
    ids::{Fingerprint, PartyId},
    receipt::{AmendmentStep, PledgeStatus, ReceiptError, Token, TokenId},
    registry::{Business, Scope},
};
use kit::{collateral::Collateral, store::Shelf, token::Supply};

fn is_live(token: &Token) -> Outcome<()> {
    if next(token.status, Step::Use).is_none() {
        return Err(no(ReceiptError::WrongStatus(token.status)));
    }
    Ok(())
}

impl Ledger {
    pub(crate) fn amend(
        &mut self,
        caller: &Caller<impl Network>,
        id: TokenId,
        step: AmendmentStep,
    ) -> Outcome<AmendmentMoved> {
        let is_lost = matches!(step, AmendmentStep::ReportLost { .. });
        if !is_lost {
            caller.starts()?;
        }
        let mut token = self.the_token(id)?;
        let now = caller.call.now;
        let warehouse = self.pool(&token.pool)?.warehouse;
        let by = match step {
            AmendmentStep::Propose(_) => warehouse,
            // A warehouse that lent has proposed already: the other word is the owner's.
            _ if ![PartyId::NONE, warehouse].contains(&token.pledgee) => token.pledgee,
            _ => token.owner,
        };
        let business = if is_lost { Business::Exit } else { Business::NewBusiness };
        let epoch = token.registry_epoch;
        match step {
            AmendmentStep::Propose(_) => caller.may(epoch, &by, Scope::Agree, business)?,
            _ if by == token.owner => caller.disposes(&token, business)?,
            _ => caller.may(epoch, &by, Scope::Dispose, business)?,
        }
        is_live(&token)?;
        is_frozen(&token, now)?;
        is_reserved(&token, now)?;
        match step {
            AmendmentStep::Propose(papers) => {
                self.proposals.write(id, &(token.transfers, papers));
            }
            AmendmentStep::Agree(papers) => {
                let Some((transfers, proposed)) = self.proposals.read(id) else {
                    return Err(no(ReceiptError::NotOffered));
                };
                // What it says already was proposed to take another proposal back.
                if transfers != token.transfers || proposed == token.papers {
                    return Err(no(ReceiptError::NotOffered));
                }
                if proposed != papers {
                    return Err(no(ReceiptError::TermsDiffer));
                }
                token.papers = papers;
                self.change(id, &mut token);
            }
            AmendmentStep::ReportLost { indemnity, document } => {
                if document == token.papers.document {
                    return Err(no(ReceiptError::AlreadyExists));
                }
                self.lost.write(id, &(token.transfers, indemnity, document));
            }
        }
        Ok(AmendmentMoved { token: id, step, by })
    }

    /// Invariant *Shares*: the new token has those that the old one had. Who controls the one controls the other.
    #[allow(clippy::too_many_arguments)] // All that a receipt is replaced by, and who is asked.
    pub(crate) fn replace(
        &mut self,
        caller: &Caller<impl Network>,
        collateral: &impl Collateral,
        supply: &mut Supply,
        id: TokenId,
        indemnity: Fingerprint,
        number: String,
        document: Fingerprint,
    ) -> Outcome<Done<ReceiptReplaced>> {
        let mut old = self.the_token(id)?;
        let pool_id = old.pool;
        let held = self.pool(&pool_id)?;
        let (warehouse, now) = (held.warehouse, caller.call.now);
        caller.may(old.registry_epoch, &warehouse, Scope::Agree, Business::Exit)?;
        is_live(&old)?;
        is_frozen(&old, now)?;
        is_reserved(&old, now)?;
        let Some((transfers, asked, text)) = self.lost.read(id) else {
            return Err(no(ReceiptError::NotOffered));
        };
        if transfers != old.transfers || asked == Fingerprint::NONE {
            return Err(no(ReceiptError::NotOffered));
        }
        if asked != indemnity || text != document {
            return Err(no(ReceiptError::TermsDiffer));
        }
        let named = self.named(&warehouse, &number)?;
        let replaces = old.receipt;
        let mut record = self.the_receipt(&replaces)?;
        let (shares, quantity) = (old.shares, pool::worth(&held, old.shares));
        self.leave(&replaces, shares)?;
        let before = old.status;
        follow(&mut old, Step::Replace)?;
        let mut moves = Vec::new();
        self.burn(supply, id, &mut old, &mut moves);
        // The new one is as the old one was, but nothing happened to it yet.
        let mut new = old;
        new.status = before;
        new.shares = shares;
        new.transfers = 0;
        new.receipt = named.receipt;
        new.papers.document = document;
        let token = self.mint(supply, &new, &mut moves);
        if let Some(mut pledge) = self.find_pledge(id) {
            if pledge.status == PledgeStatus::Pledged {
                pledge.transfers = 0;
                self.put_pledge(token, &pledge);
            }
        }
        record.deposit.number = number;
        record.deposit.depositor = new.owner;
        record.deposit.quantity = quantity;
        record.deposit.papers = new.papers;
        record.token = token;
        record.replaces = replaces;
        record.issued_at = now;
        record.shares = shares;
        self.put_receipt(&named.receipt, &record);
        Self::claim(collateral, &pool_id, &held, &named, quantity, Vec::new())?;
        let record = *record;
        let event = ReceiptReplaced { token: id, receipt: named.receipt, record, indemnity };
        Ok(Done { moves, event })
    }
}
