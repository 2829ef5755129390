//! Suspension from new business by a regulator.
use super::{Ledger, Record};
use crate::events::{EnterpriseSuspended, SuspensionLifted};
use interfaces::{
    ids::{Digest, Millis, PartyId},
    registry::{Business, RegistryError, Role, Scope, Topic},
};
use kit::{store::Shelf, Call};

/// How long a suspension lasts without renewal, and how long after it the same regulator orders none, in milliseconds: 30 days.
pub(crate) const SUSPENSION: Millis = 30 * 24 * 60 * 60 * 1000;

impl Record {
    /// Whether new business is forbidden at `now`.
    pub(super) fn is_suspended(&self, now: Millis) -> bool {
        now < self.suspended_until
    }
}

impl Ledger {
    /// Suspends `party`. Suspending is new business of the regulator: one that is suspended itself may not.
    pub(crate) fn suspend(
        &mut self,
        call: Call,
        party: PartyId,
        regulator: PartyId,
        reason: Digest,
    ) -> Result<EnterpriseSuspended, RegistryError> {
        self.is_regulator(call, regulator)?;
        let record = self.record(party)?;
        if record.is_suspended(call.now) {
            return Err(RegistryError::Suspended(record.suspended_until));
        }
        // Invariant: no regulator keeps an enterprise out for longer than 30 days at a stretch on its own word: neither by renewing, nor by
        // lifting and suspending anew, nor at the moment when the last one lapses.
        let again_from = record.suspended_until.saturating_add(SUSPENSION);
        if record.suspended_by == Some(regulator) && call.now < again_from {
            return Err(RegistryError::SameRegulator);
        }
        Ok(self.order(call, party, record, regulator, reason))
    }

    /// Renews a suspension.
    pub(crate) fn renew_suspension(
        &mut self,
        call: Call,
        party: PartyId,
        regulator: PartyId,
        reason: Digest,
    ) -> Result<EnterpriseSuspended, RegistryError> {
        self.is_regulator(call, regulator)?;
        let record = self.record(party)?;
        if !record.is_suspended(call.now) {
            return Err(RegistryError::NotSuspended);
        }
        if record.suspended_by == Some(regulator) {
            return Err(RegistryError::SameRegulator);
        }
        Ok(self.order(call, party, record, regulator, reason))
    }

    /// Lifts a suspension. That gives something back, so a regulator that is suspended itself may.
    pub(crate) fn lift_suspension(
        &mut self,
        call: Call,
        party: PartyId,
        regulator: PartyId,
    ) -> Result<SuspensionLifted, RegistryError> {
        self.may(call.now, call.caller, regulator, Scope::Supervise, Business::Exit)
            .map_err(RegistryError::Refused)?;
        let mut record = self.record(party)?;
        if !record.is_suspended(call.now) {
            return Err(RegistryError::NotSuspended);
        }
        if record.suspended_by != Some(regulator) {
            return Err(RegistryError::NotItsRegulator);
        }
        record.suspended_until = call.now;
        self.records.write(party, &record);
        Ok(SuspensionLifted { party, regulator, until: call.now })
    }

    /// Whether `party` is registered and not suspended at `now`.
    pub(crate) fn is_active(&self, now: Millis, party: PartyId) -> bool {
        self.records.read(party).is_some_and(|record| !record.is_suspended(now))
    }

    /// Invariant: only a regulator that is attested as one, and acts by those who may act for it, suspends.
    fn is_regulator(&self, call: Call, regulator: PartyId) -> Result<(), RegistryError> {
        self.may(call.now, call.caller, regulator, Scope::Supervise, Business::NewBusiness)
            .map_err(RegistryError::Refused)?;
        if self.attested(call.now, regulator, Topic::Role(Role::Regulator)) {
            Ok(())
        } else {
            Err(RegistryError::NotRegulator)
        }
    }

    fn order(
        &mut self,
        call: Call,
        party: PartyId,
        mut record: Record,
        regulator: PartyId,
        reason: Digest,
    ) -> EnterpriseSuspended {
        let until = call.now.saturating_add(SUSPENSION);
        record.suspended_until = until;
        record.suspended_by = Some(regulator);
        self.records.write(party, &record);
        EnterpriseSuspended { party, regulator, reason, until }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fixture::*, *};
    use interfaces::registry::Refusal;

    struct Case {
        ledger: Ledger,
        party: PartyId,
        first: PartyId,
        second: PartyId,
    }

    impl Case {
        fn new() -> Self {
            let mut ledger = Ledger::default();
            let party = ledger.with_firm(OWNER);
            let first = ledger.with_regulator(REGULATOR);
            let second = ledger.with_regulator(SECOND_REGULATOR);
            Self { ledger, party, first, second }
        }

        fn suspended() -> Self {
            let mut case = Self::new();
            case.ledger.suspend(by(REGULATOR), case.party, case.first, EVIDENCE).unwrap();
            case
        }
    }

    #[ink::test]
    fn a_suspension_lasts_30_days_and_lapses_by_itself() {
        let Case { mut ledger, party, first, .. } = Case::new();
        let until = NOW + 30 * 86_400_000;
        let suspended = ledger.suspend(by(REGULATOR), party, first, EVIDENCE);
        let told = EnterpriseSuspended { party, regulator: first, reason: EVIDENCE, until };
        assert_eq!(suspended, Ok(told));
        assert!(!ledger.is_active(NOW, party) && !ledger.is_active(until - 1, party));
        assert!(ledger.is_active(until, party));
        let enterprise = ledger.enterprise(party).unwrap();
        assert_eq!((enterprise.suspended_until, enterprise.suspended_by), (until, Some(first)));
    }

    #[ink::test]
    fn only_the_registered_are_active() {
        let Case { ledger, party, .. } = Case::new();
        assert!(ledger.is_active(NOW, party));
        assert!(!ledger.is_active(NOW, NOBODY));
    }

    /// Every step in every state: never suspended, suspended, lapsed, lifted.
    #[ink::test]
    fn each_step_is_taken_only_in_its_state() {
        let lapsed = NOW + SUSPENSION;
        for (state, now, is_suspended) in [
            ("new", NOW, false),
            ("suspended", NOW, true),
            ("lapsed", lapsed, false),
            ("lifted", NOW, false),
        ] {
            let case = || {
                let mut case = if state == "new" { Case::new() } else { Case::suspended() };
                if state == "lifted" {
                    case.ledger.lift_suspension(by(REGULATOR), case.party, case.first).unwrap();
                }
                case
            };
            let Case { mut ledger, party, second, .. } = case();
            // Another regulator: the first has to wait, as told below.
            let suspended = ledger.suspend(at(SECOND_REGULATOR, now), party, second, EVIDENCE);
            let renewed = |Case { mut ledger, party, second, .. }: Case| {
                ledger.renew_suspension(at(SECOND_REGULATOR, now), party, second, EVIDENCE)
            };
            let lifted = |Case { mut ledger, party, first, .. }: Case| {
                ledger.lift_suspension(at(REGULATOR, now), party, first)
            };
            if is_suspended {
                assert_eq!(suspended, Err(RegistryError::Suspended(lapsed)), "{state}");
                assert_eq!(renewed(case()).unwrap().until, now + SUSPENSION, "{state}");
                assert_eq!(lifted(case()).unwrap().until, now, "{state}");
            } else {
                assert_eq!(suspended.unwrap().until, now + SUSPENSION, "{state}");
                assert_eq!(renewed(case()), Err(RegistryError::NotSuspended), "{state}");
                assert_eq!(lifted(case()), Err(RegistryError::NotSuspended), "{state}");
            }
        }
    }

    #[ink::test]
    fn a_suspension_is_renewed_by_another_regulator_each_time() {
        let Case { mut ledger, party, first, second } = Case::suspended();
        ledger.refuses(RegistryError::SameRegulator, |ledger| {
            ledger.renew_suspension(by(REGULATOR), party, first, EVIDENCE)
        });
        let renewed =
            ledger.renew_suspension(at(SECOND_REGULATOR, NOW + 5), party, second, EVIDENCE);
        assert_eq!(renewed.unwrap().until, NOW + 5 + SUSPENSION);
        ledger.refuses(RegistryError::SameRegulator, |ledger| {
            ledger.renew_suspension(at(SECOND_REGULATOR, NOW + 6), party, second, EVIDENCE)
        });
        assert!(ledger.renew_suspension(at(REGULATOR, NOW + 7), party, first, EVIDENCE).is_ok());
    }

    #[ink::test]
    fn no_regulator_keeps_an_enterprise_out_for_ever_on_its_own_word() {
        let Case { mut ledger, party, first, second } = Case::suspended();
        // Neither by lifting and suspending anew, nor when it lapses.
        ledger.lift_suspension(at(REGULATOR, LATER), party, first).unwrap();
        for now in [LATER, LATER + SUSPENSION - 1] {
            ledger.refuses(RegistryError::SameRegulator, |ledger| {
                ledger.suspend(at(REGULATOR, now), party, first, EVIDENCE)
            });
        }
        let again = LATER + SUSPENSION;
        ledger.suspend(at(REGULATOR, again), party, first, EVIDENCE).unwrap();
        let lapsed = again + SUSPENSION;
        ledger.refuses(RegistryError::SameRegulator, |ledger| {
            ledger.suspend(at(REGULATOR, lapsed), party, first, EVIDENCE)
        });
        ledger.suspend(at(SECOND_REGULATOR, lapsed), party, second, EVIDENCE).unwrap();
        let next = at(REGULATOR, lapsed + SUSPENSION);
        assert!(ledger.suspend(next, party, first, EVIDENCE).is_ok());
    }

    #[ink::test]
    fn a_suspension_is_lifted_by_the_regulator_that_ordered_or_renewed_it_last() {
        let Case { mut ledger, party, first, second } = Case::suspended();
        ledger.refuses(RegistryError::NotItsRegulator, |ledger| {
            ledger.lift_suspension(by(SECOND_REGULATOR), party, second)
        });
        ledger.renew_suspension(by(SECOND_REGULATOR), party, second, EVIDENCE).unwrap();
        ledger.refuses(RegistryError::NotItsRegulator, |ledger| {
            ledger.lift_suspension(by(REGULATOR), party, first)
        });
        let lifted = ledger.lift_suspension(at(SECOND_REGULATOR, LATER), party, second);
        assert_eq!(lifted, Ok(SuspensionLifted { party, regulator: second, until: LATER }));
        assert!(ledger.is_active(LATER, party));
    }

    #[ink::test]
    fn suspend_and_renew_report_their_errors_in_the_promised_order() {
        let Case { mut ledger, party, first, second } = Case::new();
        let not_regulator = ledger.with_firm_as(OTHER, &[Role::Regulator]);
        let steps = [
            (STRANGER, NOBODY, first, RegistryError::Refused(Refusal::NotForParty)),
            (STRANGER, NOBODY, NOBODY, RegistryError::Refused(Refusal::UnknownParty)),
            (OTHER, NOBODY, not_regulator, RegistryError::NotRegulator),
            (REGULATOR, NOBODY, first, RegistryError::UnknownEnterprise),
        ];
        for (caller, party, regulator, error) in steps {
            ledger.refuses(error, |l| l.suspend(by(caller), party, regulator, EVIDENCE));
            ledger.refuses(error, |l| l.renew_suspension(by(caller), party, regulator, EVIDENCE));
        }
        let refused = RegistryError::NotSuspended;
        ledger.refuses(refused, |l| l.renew_suspension(by(REGULATOR), party, first, EVIDENCE));
        ledger.suspend(by(REGULATOR), party, first, EVIDENCE).unwrap();
        let refused = RegistryError::Suspended(NOW + SUSPENSION);
        ledger.refuses(refused, |l| l.suspend(by(SECOND_REGULATOR), party, second, EVIDENCE));
        ledger.refuses(refused, |l| l.suspend(by(REGULATOR), party, first, EVIDENCE));
    }

    #[ink::test]
    fn lift_suspension_reports_its_errors_in_the_promised_order() {
        let Case { mut ledger, party, first, second } = Case::new();
        let steps = [
            (STRANGER, NOBODY, first, RegistryError::Refused(Refusal::NotForParty)),
            (REGULATOR, NOBODY, first, RegistryError::UnknownEnterprise),
            (REGULATOR, party, first, RegistryError::NotSuspended),
        ];
        for (caller, party, regulator, error) in steps {
            ledger.refuses(error, |l| l.lift_suspension(by(caller), party, regulator));
        }
        ledger.suspend(by(REGULATOR), party, first, EVIDENCE).unwrap();
        ledger.refuses(RegistryError::NotItsRegulator, |l| {
            l.lift_suspension(by(SECOND_REGULATOR), party, second)
        });
    }

    #[ink::test]
    fn a_regulator_acts_only_while_it_claims_the_role_and_is_attested() {
        let Case { mut ledger, party, first, .. } = Case::new();
        let refused = RegistryError::NotRegulator;
        ledger.claim_roles(by(REGULATOR), first, &[]).unwrap();
        ledger.refuses(refused, |l| l.suspend(by(REGULATOR), party, first, EVIDENCE));
        ledger.claim_roles(by(REGULATOR), first, &[Role::Regulator]).unwrap();
        ledger.refuses(refused, |l| l.suspend(at(REGULATOR, FAR), party, first, EVIDENCE));
        ledger.withdraw_attestation(by(ATTESTER), first, Topic::Role(Role::Regulator)).unwrap();
        ledger.refuses(refused, |l| l.suspend(by(REGULATOR), party, first, EVIDENCE));
    }

    #[ink::test]
    fn an_agent_of_the_regulator_needs_the_scope_to_supervise() {
        let Case { mut ledger, party, first, .. } = Case::new();
        let agent = account(AGENT);
        ledger.appoint_agent(by(REGULATOR), first, agent, &[Scope::Agree], FAR).unwrap();
        let refused = RegistryError::Refused(Refusal::OutOfScope);
        ledger.refuses(refused, |l| l.suspend(by(AGENT), party, first, EVIDENCE));
        ledger.appoint_agent(by(REGULATOR), first, agent, &[Scope::Supervise], FAR).unwrap();
        assert!(ledger.suspend(by(AGENT), party, first, EVIDENCE).is_ok());
        assert!(ledger.lift_suspension(by(AGENT), party, first).is_ok());
    }

    #[ink::test]
    fn a_regulator_that_is_suspended_suspends_nobody_but_may_give_back() {
        let Case { mut ledger, party, first, second } = Case::suspended();
        let until = ledger.suspend(by(SECOND_REGULATOR), first, second, EVIDENCE).unwrap().until;
        let refused = RegistryError::Refused(Refusal::Suspended(until));
        ledger.refuses(refused, |l| l.suspend(by(REGULATOR), second, first, EVIDENCE));
        assert!(ledger.lift_suspension(by(REGULATOR), party, first).is_ok());
    }

    #[ink::test]
    fn what_was_suspended_may_still_be_told_about() {
        let Case { mut ledger, party, .. } = Case::suspended();
        // Only acting in trade stops; the enterprise keeps its books in order.
        assert!(ledger.claim_roles(by(OWNER), party, &[Role::Carrier]).is_ok());
        assert!(ledger.offer_control(by(OWNER), party, Some(account(OTHER))).is_ok());
        assert!(ledger.take_control(by(OTHER), party).is_ok());
        assert!(!ledger.is_active(NOW, party), "another key does not end a suspension");
    }
}
