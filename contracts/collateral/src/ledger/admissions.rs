//! Which contracts may claim.
use super::{Administrators, Ledger};
use crate::events::{AdmissionAnnounced, Admitted, Expelled};
use ink::prelude::boxed::Box;
use interfaces::{
    collateral::{Admission, CollateralError},
    ids::{Account, CodeHash, Millis, NO_CODE},
};
use kit::{administration::Codes, store::Shelf, Call};

/// Of a contract that never was to be admitted.
const NEVER: Admission = Admission {
    admitted: false,
    code_hash: NO_CODE,
    announced: false,
    announced_code_hash: NO_CODE,
    from: 0,
};

impl Ledger {
    pub(crate) fn admit(
        &mut self,
        call: &Call,
        administrators: &impl Administrators,
        codes: &impl Codes,
        delay: Millis,
        contract: Account,
        code_hash: CodeHash,
    ) -> Result<AdmissionAnnounced, CollateralError> {
        is_administrator(administrators, call)?;
        runs(codes, contract, code_hash)?;
        let mut admission = self.admission(contract);
        let from = call.now.saturating_add(delay);
        admission.announced = true;
        admission.announced_code_hash = code_hash;
        admission.from = from;
        self.put_admission(contract, &admission);
        Ok(AdmissionAnnounced { contract, code_hash, from })
    }

    pub(crate) fn complete_admission(
        &mut self,
        call: &Call,
        administrators: &impl Administrators,
        codes: &impl Codes,
        contract: Account,
    ) -> Result<Admitted, CollateralError> {
        is_administrator(administrators, call)?;
        let mut admission = self.admission(contract);
        if !admission.announced {
            return Err(CollateralError::NothingAnnounced);
        }
        if call.now < admission.from {
            return Err(CollateralError::TooEarly(admission.from));
        }
        let code_hash = admission.announced_code_hash;
        runs(codes, contract, code_hash)?;
        admission.admitted = true;
        admission.code_hash = code_hash;
        admission.announced = false;
        self.put_admission(contract, &admission);
        Ok(Admitted { contract, code_hash })
    }

    pub(crate) fn expel(
        &mut self,
        call: &Call,
        administrators: &impl Administrators,
        contract: Account,
    ) -> Result<Expelled, CollateralError> {
        is_administrator(administrators, call)?;
        let mut admission = self.admission(contract);
        if !admission.admitted && !admission.announced {
            return Err(CollateralError::NotAdmitted);
        }
        admission.admitted = false;
        admission.announced = false;
        self.put_admission(contract, &admission);
        Ok(Expelled { contract })
    }

    #[inline(never)]
    pub(super) fn admission(&self, contract: Account) -> Box<Admission> {
        self.admissions.boxed(contract).unwrap_or_else(|| Box::new(NEVER))
    }

    #[inline(never)]
    fn put_admission(&mut self, contract: Account, admission: &Admission) {
        self.admissions.write(contract, admission);
    }
}

fn is_administrator(
    administrators: &impl Administrators,
    call: &Call,
) -> Result<(), CollateralError> {
    if administrators.is_administrator(call.caller) {
        Ok(())
    } else {
        Err(CollateralError::MissingRole)
    }
}

/// That the contract runs this code.
#[inline(never)]
pub(super) fn runs(
    codes: &impl Codes,
    contract: Account,
    code_hash: CodeHash,
) -> Result<(), CollateralError> {
    if codes.hash_of(contract) == Some(code_hash) {
        Ok(())
    } else {
        Err(CollateralError::WrongCode)
    }
}
