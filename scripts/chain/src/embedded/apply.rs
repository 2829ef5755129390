//! How a block begins, and how an extrinsic gets into it.
use contracts_node_runtime::{
    Executive, Header, RuntimeEvent, Signature, SignedExtra, SignedPayload, System, Timestamp,
    TimestampCall, UncheckedExtrinsic,
};
use frame_support::{
    dispatch::{DispatchResultWithPostInfo, GetDispatchInfo, PostDispatchInfo},
    storage::storage_prefix,
};
use ink::scale::{Compact, Decode, Encode};
use sp_core::{crypto::AccountId32, sr25519, H256};
use sp_runtime::{
    generic::Era,
    traits::{Header as _, SignedExtension},
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    DispatchError,
};

use super::{extrinsic::Performed, Signing};
use crate::{
    work::{gas, Ran, Work},
    Account, ChainError, ContractEvent, Gas, Receipt,
};

/// A block that is about to begin.
pub(super) struct NextBlock {
    pub number: u32,
    pub parent: H256,
    pub time: u64,
}

impl NextBlock {
    pub(super) fn begin(self) {
        let header =
            Header::new(self.number, H256::zero(), H256::zero(), self.parent, Default::default());
        Executive::initialize_block(&header);
        let set = TimestampCall::set { now: self.time }.into();
        Executive::apply_extrinsic(UncheckedExtrinsic::new_unsigned(set))
            .expect("the time inherent is valid in a block that just began")
            .expect("the time was checked to be late enough when it was set");
    }
}

/// Why an extrinsic is not in a block.
pub(super) enum Refused {
    /// The block has no room for it.
    Full,
    /// Anything else.
    For(ChainError),
}

/// What an extrinsic came to inside its block.
pub(super) struct Applied {
    pub performed: Performed,
    pub receipt: Receipt<()>,
    /// How far the events of the open block go, in bytes.
    pub told: usize,
}

/// Applies one extrinsic in the open block. The caller undoes its changes unless it is included.
pub(super) fn apply(
    signer: &Account,
    work: Work<'_>,
    signing: Signing,
    told: usize,
) -> Result<Applied, Refused> {
    let apply = || apply_unsigned(signer.id(), work);
    let performed = match signing {
        Signing::Unsigned => apply(),
        Signing::Signed => undone(apply),
    }?;
    let mut receipt = summary(&performed);
    if receipt.reverted && !work.forced() {
        return Ok(Applied { performed, receipt, told });
    }
    if signing == Signing::Signed {
        let result = apply_signed(signer, work)?;
        let tried = performed.result.as_ref().map(|_| ()).map_err(|error| error.error);
        if result != tried {
            let differ =
                format!("an extrinsic was tried with {tried:?} and applied with {result:?}");
            return Err(Refused::For(ChainError::Runtime(differ)));
        }
    }
    let (news, told) = read_events(told);
    receipt.included = true;
    receipt.events = news.events;
    receipt.fee = news.fee;
    receipt.weight = news.weight;
    Ok(Applied { performed, receipt, told })
}

/// What the executive does with a signed extrinsic, without the signature.
fn apply_unsigned(signer: &AccountId32, work: Work<'_>) -> Result<Performed, Refused> {
    let refused = |error| refused(error, signer);
    let call = work.runtime_call();
    let extra = extra(signer);
    let signature = Signature::Sr25519(sr25519::Signature::default());
    let encoded = UncheckedExtrinsic::new_signed(
        call.clone(),
        signer.clone().into(),
        signature,
        extra.clone(),
    )
    .encode();
    let length = encoded.len();
    let info = call.get_dispatch_info();
    if !System::inherents_applied() {
        Executive::inherents_applied();
    }
    System::note_extrinsic(encoded);
    let before = extra.pre_dispatch(signer, &call, &info, length).map_err(refused)?;
    let performed = work.perform(signer);
    let (post_info, result) = outcome(&performed.result);
    SignedExtra::post_dispatch(Some(before), &info, &post_info, length, &result)
        .map_err(refused)?;
    System::note_applied_extrinsic(&performed.result, info);
    Ok(performed)
}

/// Signs the extrinsic and has the executive decode, verify and apply it.
fn apply_signed(signer: &Account, work: Work<'_>) -> Result<Result<(), DispatchError>, Refused> {
    let refused = |error| refused(error, signer.id());
    let payload = SignedPayload::new(work.runtime_call(), extra(signer.id())).map_err(refused)?;
    let signature = payload.using_encoded(|bytes| signer.sign(bytes));
    let (call, extra, _) = payload.deconstruct();
    let signature = Signature::Sr25519(sr25519::Signature::from(signature));
    let signed = UncheckedExtrinsic::new_signed(call, signer.id().clone().into(), signature, extra);
    let received = UncheckedExtrinsic::decode(&mut &signed.encode()[..])
        .map_err(|error| Refused::For(ChainError::Invalid(error.to_string())))?;
    Executive::apply_extrinsic(received).map_err(refused)
}

/// The signed part of an extrinsic besides its call: immortal, the next nonce, no tip.
fn extra(signer: &AccountId32) -> SignedExtra {
    (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(System::account_nonce(signer)),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::from(0),
    )
}

fn refused(error: TransactionValidityError, signer: &AccountId32) -> Refused {
    match error {
        TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources) => Refused::Full,
        TransactionValidityError::Invalid(InvalidTransaction::Payment) => {
            Refused::For(ChainError::InsufficientFunds {
                account: signer.clone(),
                free: free(signer),
                reason: "fee".to_owned(),
            })
        }
        other => Refused::For(ChainError::Invalid(<&'static str>::from(other).to_owned())),
    }
}

fn outcome(result: &DispatchResultWithPostInfo) -> (PostDispatchInfo, Result<(), DispatchError>) {
    match result {
        Ok(post_info) => (*post_info, Ok(())),
        Err(error) => (error.post_info, Err(error.error)),
    }
}

/// The receipt of what is not included yet.
pub(super) fn summary(performed: &Performed) -> Receipt<()> {
    let done = performed.result.is_ok();
    let accepted = |ran: &&Ran| done && matches!(&ran.result, Ok(returned) if !returned.reverted);
    Receipt {
        included: false,
        block: System::block_number(),
        time: Timestamp::get(),
        gas: performed.runs.iter().fold(Gas::default(), |sum, ran| sum.plus(ran.gas)),
        gas_required: performed
            .runs
            .iter()
            .fold(Gas::default(), |sum, ran| sum.plus(ran.gas_required)),
        weight: Gas::default(),
        deposit: performed
            .runs
            .iter()
            .filter(accepted)
            .fold(performed.deposit, |sum, ran| sum.saturating_add(ran.deposit)),
        fee: 0,
        events: Vec::new(),
        // A batch in which every call failed has done nothing, though it is no failure for the runtime.
        reverted: !done
            || (!performed.runs.is_empty() && !performed.runs.iter().any(|ran| accepted(&ran))),
        returned: (),
    }
}

/// What the events of an extrinsic tell.
#[derive(Default)]
pub(super) struct News {
    pub events: Vec<ContractEvent>,
    fee: u128,
    weight: Gas,
}

/// Reads the events of the open block from the byte `told` on, and says how far they go.
pub(super) fn read_events(told: usize) -> (News, usize) {
    let stored = sp_io::storage::get(&storage_prefix(b"System", b"Events")).unwrap_or_default();
    let mut list = &stored[..];
    let mut news = News::default();
    // The list begins with its length, whose own length changes as it grows.
    if Compact::<u32>::decode(&mut list).is_err() {
        return (news, 0);
    }
    let end = list.len();
    let mut rest = list.get(told..).unwrap_or_default();
    while let Ok(record) = frame_system::EventRecord::<RuntimeEvent, H256>::decode(&mut rest) {
        match record.event {
            RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted {
                contract,
                data,
            }) => {
                news.events.push(ContractEvent { contract, topics: record.topics, data });
            }
            RuntimeEvent::TransactionPayment(
                pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. },
            ) => news.fee = actual_fee,
            RuntimeEvent::System(
                frame_system::Event::ExtrinsicSuccess { dispatch_info }
                | frame_system::Event::ExtrinsicFailed { dispatch_info, .. },
            ) => news.weight = gas(dispatch_info.weight),
            _ => {}
        }
    }
    (news, end)
}

/// Runs `act` and undoes what it did.
fn undone<T>(act: impl FnOnce() -> T) -> T {
    sp_io::storage::start_transaction();
    let result = act();
    sp_io::storage::rollback_transaction();
    result
}

/// What `account` can spend.
pub(super) fn free(account: &AccountId32) -> u128 {
    System::account(account).data.free
}
