//! What is read of blocks and of the state after them.
use std::collections::BTreeMap;

use frame_support::{
    dispatch::{DispatchClass, PerDispatchClass},
    storage::storage_prefix,
    weights::Weight,
    Hashable,
};
use frame_system::limits::BlockWeights;
use ink::scale::Decode;
use sp_core::{crypto::AccountId32, H256};
use subxt::{dynamic::constant, events::Events, PolkadotConfig};

use super::{connection::Connection, news::all_emitted};
use crate::{work::gas, Balance, ChainError, ContractEvent, Entry, Gas};

/// What contracts told in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockEvents {
    /// Number of the block.
    pub number: u32,
    /// Its hash.
    pub hash: H256,
    /// Its time, in milliseconds since 1970.
    pub time: u64,
    /// The events of contracts, in order.
    pub events: Vec<Emitted>,
}

/// An event of a contract, and its place in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emitted {
    /// Its place among all events of the block.
    pub index: u32,
    /// Place of the extrinsic in its block, if one caused it.
    pub extrinsic: Option<u32>,
    /// The event.
    pub event: ContractEvent,
}

/// How full a block is, of transactions that are not the chain's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockFill {
    /// What they weigh.
    pub used: Gas,
    /// What they may weigh in one block.
    pub most: Gas,
}

/// The extrinsics of final blocks, by number, so that all who wait for one read each block once.
#[derive(Default)]
pub(super) struct Bodies {
    known: BTreeMap<u32, Body>,
}

/// A block, and its extrinsics as they were sent.
#[derive(Clone)]
pub(super) struct Body {
    pub hash: H256,
    pub parent: H256,
    pub extrinsics: std::sync::Arc<Vec<Vec<u8>>>,
}

/// How many blocks are kept to be read again.
const KEPT: usize = 256;

impl Bodies {
    /// The final block `number`.
    pub(super) async fn body(
        &mut self,
        link: &Connection,
        number: u32,
    ) -> Result<Body, ChainError> {
        if let Some(known) = self.known.get(&number) {
            return Ok(known.clone());
        }
        let hash = link.existing(number).await?;
        let (extrinsics, parent) = link.block(hash).await?;
        let body = Body { hash, parent, extrinsics: extrinsics.into() };
        self.known.insert(number, body.clone());
        if self.known.len() > KEPT {
            self.known.pop_first();
        }
        Ok(body)
    }
}

impl Connection {
    /// Hash of the block `number`, which must be there.
    async fn existing(&self, number: u32) -> Result<H256, ChainError> {
        self.block_hash(number)
            .await?
            .ok_or_else(|| self.lost(&format!("there is no block {number}")))
    }

    pub(super) async fn block_events(&self, number: u32) -> Result<BlockEvents, ChainError> {
        let hash = self.existing(number).await?;
        let events = all_emitted(&self.events(hash).await?)?;
        Ok(BlockEvents { number, hash, time: self.time(hash).await?, events })
    }

    pub(super) async fn block_fill(&self, number: u32) -> Result<BlockFill, ChainError> {
        let hash = self.existing(number).await?;
        let limits = self.client.constants().at(&constant("System", "BlockWeights"));
        let limits = limits.map_err(|error| self.lost(&error))?;
        let limits = BlockWeights::decode(&mut limits.encoded()).map_err(|error| {
            self.lost(&format!("its limits of a block cannot be read: {error}"))
        })?;
        let key = storage_prefix(b"System", b"BlockWeight");
        let used: PerDispatchClass<Weight> = self.read(&key, hash).await?.unwrap_or_default();
        let class = DispatchClass::Normal;
        let most = limits.per_class.get(class).max_total.unwrap_or(limits.max_block);
        Ok(BlockFill { used: gas(*used.get(class)), most: gas(most) })
    }

    /// All events of a block.
    pub(super) async fn events(&self, hash: H256) -> Result<Events<PolkadotConfig>, ChainError> {
        let stored = self.storage(&storage_prefix(b"System", b"Events"), hash).await?;
        // An empty list is not stored, and begins with its length 0 all the same.
        let list = stored.unwrap_or_else(|| vec![0]);
        Ok(Events::decode_from(list, self.client.metadata()))
    }

    /// How many events there are of a block.
    pub(super) async fn event_count(&self, at: H256) -> Result<u32, ChainError> {
        let stored = self.read(&storage_prefix(b"System", b"EventCount"), at).await?;
        Ok(stored.unwrap_or_default())
    }

    /// Time of a block, in milliseconds since 1970; 0 of the first, which has none.
    pub(super) async fn time(&self, at: H256) -> Result<u64, ChainError> {
        let stored = self.read(&storage_prefix(b"Timestamp", b"Now"), at).await?;
        Ok(stored.unwrap_or_default())
    }

    pub(super) async fn account(
        &self,
        account: &AccountId32,
        at: H256,
    ) -> Result<(u32, Balance), ChainError> {
        // `AccountInfo` of frame-system 38 with `AccountData` of pallet-balances 39; the counts of references are between.
        type Stored = (u32, (u32, u32, u32), (u128, u128));
        let key =
            [&storage_prefix(b"System", b"Account")[..], &account.blake2_128_concat()].concat();
        let (nonce, _, (free, held)) = self.read::<Stored>(&key, at).await?.unwrap_or_default();
        Ok((nonce, Balance { free, held }))
    }

    pub(super) async fn balance(
        &self,
        account: &AccountId32,
        at: H256,
    ) -> Result<Balance, ChainError> {
        Ok(self.account(account, at).await?.1)
    }

    pub(super) async fn code(
        &self,
        code_hash: &H256,
        at: H256,
    ) -> Result<Option<Vec<u8>>, ChainError> {
        let key =
            [&storage_prefix(b"Contracts", b"PristineCode")[..], code_hash.as_bytes()].concat();
        self.read(&key, at).await
    }

    /// The child trie of `contract` and the hash of its code, if there is such a contract.
    pub(super) async fn contract_info(
        &self,
        contract: &AccountId32,
        at: H256,
    ) -> Result<Option<(Vec<u8>, H256)>, ChainError> {
        let key =
            [&storage_prefix(b"Contracts", b"ContractInfoOf")[..], &contract.twox_64_concat()]
                .concat();
        self.read(&key, at).await
    }

    pub(super) async fn contract_entries(
        &self,
        contract: &AccountId32,
        at: H256,
    ) -> Result<Vec<Entry>, ChainError> {
        const PAGE: u32 = 512;
        let none = || ChainError::ContractNotFound { contract: contract.clone() };
        let (trie, _) = self.contract_info(contract, at).await?.ok_or_else(none)?;
        let child = digits(&[b":child_storage:default:", &trie[..]].concat());
        let mut entries = Vec::new();
        let mut last: Option<String> = None;
        loop {
            let keys = self.child_keys(&child, PAGE, last.as_deref(), at).await?;
            let Some(end) = keys.last() else { break };
            last = Some(end.clone());
            let values = self.child_values(&child, &keys, at).await?;
            for (key, value) in keys.iter().zip(values) {
                let value = value.ok_or_else(|| self.lost(&"a key of a contract has no value"))?;
                entries.push((self.bytes(key)?, self.bytes(&value)?));
            }
        }
        Ok(entries)
    }

    async fn read<T: Decode>(&self, key: &[u8], at: H256) -> Result<Option<T>, ChainError> {
        let Some(stored) = self.storage(key, at).await? else { return Ok(None) };
        T::decode(&mut &stored[..]).map(Some).map_err(|error| {
            self.lost(&format!("0x{} is stored as something else: {error}", hex::encode(key)))
        })
    }

    fn bytes(&self, text: &str) -> Result<Vec<u8>, ChainError> {
        hex::decode(text.trim_start_matches("0x")).map_err(|error| self.lost(&error))
    }
}

fn digits(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}
