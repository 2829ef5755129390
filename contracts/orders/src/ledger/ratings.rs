//! What the credit contract is told.
use super::Ledger;
use crate::events::FulfilmentTold;
use interfaces::{
    credit::{FactKind, What},
    ids::{DocumentId, Millis, Money, PartyId},
    orders::{OrderError, OrderStatus},
};
use kit::{
    ask::Untaken,
    credit::{Credit, Said},
    money::LIMIT,
};

impl Ledger {
    /// Tells how the seller fulfilled an order. Nothing is written here: that contract knows what it was told.
    pub(crate) fn tell_credit(
        &self,
        credit: &impl Credit,
        now: Millis,
        order: DocumentId,
        kind: FactKind,
    ) -> Result<FulfilmentTold, OrderError> {
        let header = self.header(&order)?;
        if header.status != OrderStatus::Closed {
            return Err(OrderError::WrongStatus(header.status));
        }
        let what = match kind {
            FactKind::Outcome => What::Delivery(header.outcome(now)?),
            FactKind::Closed => What::Closed,
        };
        let arbiter = self.terms_of(&order).and_then(|terms| terms.arbiter.party());
        let most = LIMIT.saturating_sub(1);
        let value = Money::try_from(header.value).unwrap_or(most).min(most);
        let said = Said {
            document: &order,
            subject: &header.head.seller,
            counterparty: &header.head.buyer,
            arbiter: arbiter.as_ref().unwrap_or(&PartyId::NONE),
            at: header.closed_at,
            value,
            currency: header.head.currency,
            what,
        };
        credit.observe(&said).map_err(|untaken| match untaken {
            Untaken::Unavailable => OrderError::CreditUnavailable,
            Untaken::Refused(error) => OrderError::NotTold(error),
        })?;
        Ok(FulfilmentTold { order, kind })
    }
}
