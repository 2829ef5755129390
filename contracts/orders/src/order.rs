//! The header: what is stored of an order but its lines and requests.
//!
//! Neither headers nor lines change their size, so the buyer pays for them and no signature frees a deposit.
use crate::{
    line::{cost, count, OUT},
    sources::Sources,
    status::{answered, fulfilment, next, Step},
};
use interfaces::{
    credit::{DOCUMENTED, IN_FULL, ON_TIME, UNDAMAGED},
    ids::{DocumentId, Millis, PartyId},
    orders::{
        Answer, LineState, LineView, OrderError, OrderHead, OrderStatus, OrderView, ProgressLine,
        Request, RequestStatus, Side, Tally, Terms,
    },
    reconciliation::Limits,
};
use kit::{codes, Call};

/// How long after an order was closed what is under way may still be told, before it counts as missing: 30 days.
const TELLING: Millis = 30 * 24 * 60 * 60 * 1000;

/// An order, its lines and requests apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub(crate) struct Header {
    pub status: OrderStatus,
    /// The registry asked about this order for ever; 0 is none.
    pub epoch: u8,
    /// The contracts that tell of it for ever.
    pub sources: Sources,
    pub head: OrderHead,
    pub lines: u16,
    pub answer_until: Millis,
    /// The latest date of any line, agreed or not: it is never lowered, so no change shortens the wait for a rest.
    pub latest: Millis,
    response_window: Millis,
    dispute_window: Millis,
    /// The tolerance for quantities, from the pinned terms.
    pub quantity: Limits,
    pub tally: Tally,
    /// What its agreed lines cost, in minor units, each rounded down.
    pub value: u128,
    /// What of [`ON_TIME`], [`DOCUMENTED`] and [`UNDAMAGED`] holds of all that was received.
    merits: u8,
    /// Whether the consignee signed for all that was received.
    is_confirmed: bool,
    /// When it was closed or called off; 0 before.
    pub closed_at: Millis,
    pub request: Request,
}

impl Header {
    /// A draft under `terms`, which it keeps for ever.
    pub fn draft(
        epoch: u8,
        sources: Sources,
        buyer: PartyId,
        seller: PartyId,
        version: u16,
        terms: &Terms,
        serves: Option<DocumentId>,
    ) -> Self {
        Self {
            status: OrderStatus::Draft,
            epoch,
            sources,
            head: OrderHead {
                buyer,
                seller,
                terms: version,
                currency: codes::currency(&terms.currency).unwrap_or_default(),
                serves,
            },
            lines: 0,
            answer_until: 0,
            latest: 0,
            response_window: terms.response_window,
            dispute_window: terms.dispute_window,
            quantity: terms.tolerances.quantity,
            tally: Tally::default(),
            value: 0,
            merits: ON_TIME | DOCUMENTED | UNDAMAGED,
            is_confirmed: true,
            closed_at: 0,
            request: Request {
                status: RequestStatus::NeverAsked,
                number: 0,
                by: Side::Buyer,
                answer_until: 0,
            },
        }
    }

    /// Where `step` leads.
    pub fn follow(&self, step: Step) -> Result<OrderStatus, OrderError> {
        next(self.status, step).ok_or(OrderError::WrongStatus(self.status))
    }

    /// Who is on this side.
    pub fn party(&self, side: Side) -> &PartyId {
        match side {
            Side::Buyer => &self.head.buyer,
            Side::Seller => &self.head.seller,
        }
    }

    /// On which side `party` is.
    pub fn side(&self, party: &PartyId) -> Result<Side, OrderError> {
        if *party == self.head.buyer {
            Ok(Side::Buyer)
        } else if *party == self.head.seller {
            Ok(Side::Seller)
        } else {
            Err(OrderError::NotAParty)
        }
    }

    /// The buyer signs: the seller's time to answer runs.
    pub fn place(&mut self, call: &Call) -> Result<(), OrderError> {
        self.status = self.follow(Step::Place)?;
        self.answer_until = call.now.saturating_add(self.response_window);
        Ok(())
    }

    /// While an order is placed only, nothing is answered or asked past the time to answer.
    pub fn is_in_time(&self, call: &Call) -> Result<(), OrderError> {
        if self.status == OrderStatus::Placed && call.now > self.answer_until {
            return Err(OrderError::TooLate(self.answer_until));
        }
        Ok(())
    }

    /// Whether `line` is one that both signed, or may still sign.
    pub fn binds(&self, line: &LineView) -> bool {
        match line.state {
            LineState::Agreed => true,
            LineState::Ordered => self.status == OrderStatus::Placed,
            LineState::Rejected | LineState::Lapsed => false,
        }
    }

    /// Where the order stands once lines were answered.
    pub fn settle_answers(&mut self) -> Result<(), OrderError> {
        let waits = self.tally.agreed.saturating_add(self.tally.rejected) < self.lines;
        if self.status == OrderStatus::Placed && !waits {
            let step = if self.tally.agreed > 0 { Step::Confirm } else { Step::Reject };
            self.status = self.follow(step)?;
        }
        Ok(())
    }

    /// Opens a request; there is one at a time.
    pub fn ask(&mut self, call: &Call, by: Side, asked: RequestStatus) -> Result<(), OrderError> {
        self.follow(Step::Request)?;
        self.is_in_time(call)?;
        if let Some(until) = self.open_request(call) {
            return Err(OrderError::RequestOpen(until));
        }
        self.request(call, by, asked)
    }

    /// Calls the order off as far as `by` can. Invariant *Both*: what is agreed takes two.
    pub fn cancel(&mut self, call: &Call, by: Side) -> Result<(), OrderError> {
        if self.tally.agreed > 0 || self.status == OrderStatus::Confirmed {
            return self.ask(call, by, RequestStatus::CancellationAsked);
        }
        let status = self.follow(Step::CallOff)?;
        self.request(call, by, RequestStatus::CancellationAccepted)?;
        self.status = status;
        Ok(())
    }

    /// Who may give this answer to the last request.
    pub fn signer(&self, answer: Answer) -> &PartyId {
        let is_buyers = (self.request.by == Side::Buyer) == (answer == Answer::Withdraw);
        self.party(if is_buyers { Side::Buyer } else { Side::Seller })
    }

    /// Counts a line [`IN`](crate::line::IN) or [`OUT`](crate::line::OUT), by what is told of it, and what it costs.
    ///
    /// Invariant *Valued*: the value is what the agreed lines cost together.
    pub fn count(&mut self, line: &LineView, by: u16) {
        count(&mut self.tally, line, by);
        if line.state == LineState::Agreed {
            let cost = cost(line);
            // What is taken out was added before, and 500 lines of less than 2^117 each fit.
            self.value = match by {
                OUT => self.value.wrapping_sub(cost),
                _ => self.value.wrapping_add(cost),
            };
        }
    }

    /// Takes note of how something was received.
    pub fn receive(&mut self, line: &LineView, told: &ProgressLine) {
        self.is_confirmed &= told.at > 0;
        self.merits &= told.merits | ON_TIME;
        if told.at > line.ordered.latest {
            self.merits &= !ON_TIME;
        }
    }

    /// What of [`IN_FULL`], [`ON_TIME`], [`DOCUMENTED`] and [`UNDAMAGED`] holds of it, once it is closed.
    pub fn outcome(&self, now: Millis) -> Result<u8, OrderError> {
        let Tally { agreed, arriving, received, .. } = self.tally;
        let told_by = self.closed_at.saturating_add(TELLING);
        if received < agreed && now < told_by {
            return Err(OrderError::WindowOpen(told_by));
        }
        let mut merits = self.merits;
        if arriving < agreed {
            merits &= !ON_TIME;
        }
        if received >= agreed {
            merits |= IN_FULL;
        }
        // What nobody signed for neither helps nor silences: with it an order that fell short stays one that fell short.
        let is_claimed = merits & (IN_FULL | ON_TIME) == IN_FULL | ON_TIME;
        if self.sources.waybill == 0 || is_claimed && !self.is_confirmed {
            return Err(OrderError::Unconfirmed);
        }
        Ok(merits)
    }

    /// Answers the request of this `number`; whether it was a change that both have signed now.
    pub fn answer(&mut self, call: &Call, number: u16, answer: Answer) -> Result<bool, OrderError> {
        self.follow(Step::Request)?;
        let status = answered(self.request.status, answer)
            .filter(|_| number == self.request.number)
            .ok_or(OrderError::NotAsked)?;
        if answer == Answer::Accept && call.now > self.request.answer_until {
            return Err(OrderError::TooLate(self.request.answer_until));
        }
        self.request.status = status;
        if status == RequestStatus::CancellationAccepted {
            let has_begun = self.tally.begun > 0;
            let step = if has_begun { Step::AgreeToClose } else { Step::AgreeToCancel };
            self.status = self.follow(step)?;
            self.closed_at = call.now;
        }
        Ok(status == RequestStatus::ChangeAccepted)
    }

    /// The seller did not answer in time. Invariant *Both*: only what is agreed stays.
    pub fn lapse(&mut self, call: &Call) -> Result<(), OrderError> {
        let step = if self.tally.agreed > 0 { Step::Confirm } else { Step::Lapse };
        let status = self.follow(step)?;
        let until = self.open_request(call).unwrap_or_default().max(self.answer_until);
        if call.now <= until {
            return Err(OrderError::WindowOpen(until));
        }
        self.status = status;
        Ok(())
    }

    /// From when either side may close it though something is missing.
    pub fn close_from(&self) -> Millis {
        self.latest.saturating_add(self.dispute_window)
    }

    /// Nothing more is shipped.
    pub fn close(&mut self, call: &Call) -> Result<(), OrderError> {
        let status = self.follow(Step::Close)?;
        let until = self.close_from();
        if self.tally.received < self.tally.agreed && call.now < until {
            return Err(OrderError::WindowOpen(until));
        }
        self.status = status;
        self.closed_at = call.now;
        Ok(())
    }

    /// As clients see it.
    pub fn view(&self) -> OrderView {
        OrderView {
            status: self.status,
            fulfilment: fulfilment(self.status, &self.tally),
            head: self.head,
            lines: self.lines,
            answer_until: self.answer_until,
            latest: self.latest,
            close_from: self.close_from(),
            tally: self.tally,
            request: self.request,
        }
    }

    /// A line as clients see it: what was not answered lapses with the order's going on.
    pub fn shown(&self, mut line: LineView) -> LineView {
        let waits = matches!(self.status, OrderStatus::Draft | OrderStatus::Placed);
        if line.state == LineState::Ordered && !waits {
            line.state = LineState::Lapsed;
        }
        line
    }

    /// Until when the last request can be accepted, if it can.
    fn open_request(&self, call: &Call) -> Option<Millis> {
        let Request { status, answer_until, .. } = self.request;
        (answered(status, Answer::Accept).is_some() && call.now <= answer_until)
            .then_some(answer_until)
    }

    fn request(&mut self, call: &Call, by: Side, status: RequestStatus) -> Result<(), OrderError> {
        let number = self.request.number.checked_add(1).ok_or(OrderError::TooMany)?;
        let answer_until = call.now.saturating_add(self.response_window);
        self.request = Request { status, number, by, answer_until };
        Ok(())
    }
}

/// The id of the order that `buyer` places under `number`: BLAKE2b-256 of the SCALE encoding of
/// `(*b"lading/order", buyer, number, version)`, so that the number's length stands before it.
pub(crate) fn order_id(buyer: &PartyId, number: &str, version: u16) -> DocumentId {
    let mut id = [0; 32];
    ink::env::hash_encoded::<ink::env::hash::Blake2x256, _>(
        &(*b"lading/order", buyer, number, version),
        &mut id,
    );
    id.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use interfaces::{
        ids::OptionalParty,
        orders::{Incoterm, Settlement},
        reconciliation::Tolerances,
    };

    #[test]
    fn requests_are_counted_to_the_last_and_no_further() {
        let terms = Terms {
            seller: OptionalParty::Nobody,
            currency: "EUR".into(),
            payment_days: 0,
            incoterm: Incoterm::NotAgreed,
            tolerances: Tolerances::default(),
            response_window: 0,
            statement_window: 0,
            dispute_window: 0,
            notice_period: 0,
            arbiter: OptionalParty::Nobody,
            settlement: Settlement::OffChain,
            document: [0; 32],
        };
        let (buyer, seller) = (PartyId([1; 32]), PartyId([2; 32]));
        let mut header = Header::draft(0, Sources::default(), buyer, seller, 1, &terms, None);
        header.request.number = u16::MAX;
        let call = Call { caller: [1; 32].into(), now: 1 };
        let before = header;
        assert_eq!(header.cancel(&call, Side::Buyer), Err(OrderError::TooMany));
        assert_eq!(header, before);
        header.request.number -= 1;
        assert_eq!(header.cancel(&call, Side::Buyer), Ok(()));
        assert_eq!((header.status, header.request.number), (OrderStatus::Cancelled, u16::MAX));
    }
}
