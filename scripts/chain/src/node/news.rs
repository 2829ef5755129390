//! What the events of a block tell.
use frame_support::weights::Weight;
use ink::scale::Decode;
use sp_core::{crypto::AccountId32, H256};
use sp_runtime::DispatchError;
use subxt::{
    events::{EventDetails, Events, Phase},
    Metadata, PolkadotConfig,
};

use super::blocks::Emitted;
use crate::{work::gas, ChainError, ContractEvent, Gas};

/// What the events of an extrinsic tell.
#[derive(Default)]
pub(super) struct News {
    pub events: Vec<ContractEvent>,
    pub fee: u128,
    pub weight: Gas,
    /// What it failed with, if it did.
    pub failure: Option<DispatchError>,
    /// What each call of a batch came to, as far as they were made.
    pub items: Vec<Result<(), DispatchError>>,
}

impl News {
    /// Reads what the extrinsic `index` told.
    pub(super) fn read(events: &Events<PolkadotConfig>, index: u32) -> Result<Self, ChainError> {
        let mut news = Self::default();
        for event in events.iter() {
            let event = event.map_err(unreadable)?;
            if event.phase() == Phase::ApplyExtrinsic(index) {
                news.hear(&event)?;
            }
        }
        Ok(news)
    }

    fn hear(&mut self, event: &EventDetails<PolkadotConfig>) -> Result<(), ChainError> {
        match (event.pallet_name(), event.variant_name()) {
            ("Contracts", "ContractEmitted") => self.events.push(contract_event(event)?),
            ("TransactionPayment", "TransactionFeePaid") => {
                (_, self.fee) = fields::<(AccountId32, u128)>(event)?;
            }
            ("System", "ExtrinsicSuccess") => self.weight = gas(fields::<Weight>(event)?),
            ("System", "ExtrinsicFailed") => {
                let (failure, weight) = fields::<(DispatchError, Weight)>(event)?;
                self.failure = Some(failure);
                self.weight = gas(weight);
            }
            ("Utility", "ItemCompleted") => self.items.push(Ok(())),
            ("Utility", "ItemFailed") => self.items.push(Err(fields(event)?)),
            ("Utility", "BatchInterrupted") => {
                let (_, error) = fields::<(u32, DispatchError)>(event)?;
                self.items.push(Err(error));
            }
            _ => {}
        }
        Ok(())
    }
}

/// The events of contracts among `events`, with their places.
pub(super) fn all_emitted(events: &Events<PolkadotConfig>) -> Result<Vec<Emitted>, ChainError> {
    let mut all = Vec::new();
    for event in events.iter() {
        let event = event.map_err(unreadable)?;
        if (event.pallet_name(), event.variant_name()) == ("Contracts", "ContractEmitted") {
            let extrinsic = match event.phase() {
                Phase::ApplyExtrinsic(index) => Some(index),
                Phase::Initialization | Phase::Finalization => None,
            };
            all.push(Emitted { index: event.index(), extrinsic, event: contract_event(&event)? });
        }
    }
    Ok(all)
}

/// The events of contracts in a list as the chain stores it, without the first `before` of the list.
pub(super) fn emitted(
    metadata: &Metadata,
    list: Vec<u8>,
    before: u32,
) -> Result<Vec<ContractEvent>, ChainError> {
    let all = all_emitted(&Events::decode_from(list, metadata.clone()))?;
    let new = all.into_iter().filter(|emitted| emitted.index >= before);
    Ok(new.map(|emitted| emitted.event).collect())
}

fn contract_event(event: &EventDetails<PolkadotConfig>) -> Result<ContractEvent, ChainError> {
    let (contract, data) = fields(event)?;
    let topics = event.topics().iter().map(|topic| H256(topic.0)).collect();
    Ok(ContractEvent { contract, topics, data })
}

/// The first fields of an event.
fn fields<T: Decode>(event: &EventDetails<PolkadotConfig>) -> Result<T, ChainError> {
    T::decode(&mut event.field_bytes()).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> ChainError {
    ChainError::Connection(format!("an event of the chain cannot be read: {error}"))
}
