//! Requests to a node, which survive a lost connection.
use std::{future::Future, time::Duration};

use ink::scale::Decode;
use sp_core::H256;
use subxt::{
    backend::{
        legacy::LegacyRpcMethods,
        rpc::{
            reconnecting_rpc_client::{self as reconnecting, FixedInterval},
            rpc_params, RpcClient,
        },
    },
    config::Header as _,
    OnlineClient, PolkadotConfig,
};

use crate::ChainError;

/// A block by number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub number: u32,
    pub hash: H256,
    pub parent: H256,
}

/// A connection, and what the chain at its other end is.
pub(super) struct Connection {
    pub url: String,
    /// Makes and reads extrinsics and events by the chain's metadata.
    pub client: OnlineClient<PolkadotConfig>,
    /// How long it waits for what does not come.
    pub patience: Duration,
    methods: LegacyRpcMethods<PolkadotConfig>,
    requests: RpcClient,
}

/// How long it waits between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(200);

impl Connection {
    pub(super) async fn open(url: &str, patience: Duration) -> Result<Self, ChainError> {
        let unreachable = |error: &dyn std::fmt::Display| {
            ChainError::Connection(format!("no node answers at {url}: {error}"))
        };
        // The one that is kept tries again and again; whether there is a node at all is known at once.
        reconnecting::RpcClient::builder()
            .retry_policy(std::iter::empty::<Duration>())
            .build(url)
            .await
            .map_err(|error| unreachable(&error))?;
        let attempts = usize::try_from(patience.as_millis() / PAUSE.as_millis()).unwrap_or(1);
        let requests: RpcClient = reconnecting::RpcClient::builder()
            .retry_policy(FixedInterval::new(PAUSE).take(attempts))
            .max_response_size(64 << 20)
            .build(url)
            .await
            .map_err(|error| unreachable(&error))?
            .into();
        let client = OnlineClient::from_rpc_client(requests.clone())
            .await
            .map_err(|error| unreachable(&error))?;
        if client.metadata().pallet_by_name("Contracts").is_none() {
            return Err(ChainError::WrongChain {
                expected: "a chain with pallet-contracts".to_owned(),
                found: format!("a chain without it at {url}"),
            });
        }
        let methods = LegacyRpcMethods::new(requests.clone());
        Ok(Self { url: url.to_owned(), client, patience, methods, requests })
    }

    /// Asks until there is an answer: what was under way when the connection was lost is asked again.
    async fn ask<'a, T, F>(&'a self, ask: impl Fn(&'a Self) -> F) -> Result<T, ChainError>
    where
        F: Future<Output = Result<T, subxt::Error>> + 'a,
    {
        loop {
            match ask(self).await {
                Err(error) if error.is_disconnected_will_reconnect() => {
                    tokio::time::sleep(PAUSE).await;
                }
                answer => return answer.map_err(|error| self.lost(&error)),
            }
        }
    }

    /// That the node gave no answer.
    pub(super) fn lost(&self, error: &dyn std::fmt::Display) -> ChainError {
        ChainError::Connection(format!("{}: {error}", self.url))
    }

    pub(super) async fn chain_name(&self) -> Result<String, ChainError> {
        self.ask(|link| link.methods.system_chain()).await
    }

    pub(super) async fn token(&self) -> Result<(String, u8), ChainError> {
        let properties = self.ask(|link| link.methods.system_properties()).await?;
        let symbol = properties.get("tokenSymbol").and_then(|symbol| symbol.as_str());
        let places = properties.get("tokenDecimals").and_then(serde_json::Value::as_u64);
        let places = places.and_then(|places| u8::try_from(places).ok()).unwrap_or(12);
        Ok((symbol.unwrap_or("UNIT").to_owned(), places))
    }

    /// The last block that the node knows.
    pub(super) async fn best(&self) -> Result<Head, ChainError> {
        self.head(None).await
    }

    /// The last block that is final.
    pub(super) async fn finalised(&self) -> Result<Head, ChainError> {
        let hash = self.ask(|link| link.methods.chain_get_finalized_head()).await?;
        self.head(Some(hash)).await
    }

    async fn head(&self, at: Option<subxt::utils::H256>) -> Result<Head, ChainError> {
        let header = self.ask(|link| link.methods.chain_get_header(at)).await?;
        let header = header.ok_or_else(|| self.lost(&"the node does not know a block it named"))?;
        Ok(Head {
            number: header.number,
            hash: H256(header.hash().0),
            parent: H256(header.parent_hash.0),
        })
    }

    pub(super) async fn block_hash(&self, number: u32) -> Result<Option<H256>, ChainError> {
        let hash = self.ask(|link| link.methods.chain_get_block_hash(Some(number.into()))).await?;
        Ok(hash.map(|hash| H256(hash.0)))
    }

    /// The extrinsics of a block as they were sent, and the block before it.
    pub(super) async fn block(&self, hash: H256) -> Result<(Vec<Vec<u8>>, H256), ChainError> {
        let block = self.ask(|link| link.methods.chain_get_block(Some(hash.0.into()))).await?;
        let block = block.ok_or_else(|| self.lost(&format!("there is no block {hash:?}")))?.block;
        let extrinsics = block.extrinsics.into_iter().map(|extrinsic| extrinsic.0).collect();
        Ok((extrinsics, H256(block.header.parent_hash.0)))
    }

    /// The number of the next transaction of `account`, those that wait counted.
    pub(super) async fn next_nonce(&self, account: &[u8; 32]) -> Result<u64, ChainError> {
        let account = subxt::utils::AccountId32(*account);
        self.ask(|link| link.methods.system_account_next_index(&account)).await
    }

    /// Hands a transaction over. The outer error is of the connection: then it is not known whether the node has it.
    pub(super) async fn submit(&self, transaction: &[u8]) -> Result<(), subxt::Error> {
        self.methods.author_submit_extrinsic(transaction).await.map(|_| ())
    }

    /// What the runtime's `function` answers in the state after the block `at`.
    pub(super) async fn runtime<T: Decode>(
        &self,
        function: &str,
        arguments: &[u8],
        at: H256,
    ) -> Result<T, ChainError> {
        let answer = self.runtime_bytes(function, arguments, at).await?;
        T::decode(&mut &answer[..]).map_err(|error| {
            self.lost(&format!("{function} answered what cannot be read: {error}"))
        })
    }

    /// The same in bytes.
    pub(super) async fn runtime_bytes(
        &self,
        function: &str,
        arguments: &[u8],
        at: H256,
    ) -> Result<Vec<u8>, ChainError> {
        let at = Some(at.0.into());
        self.ask(|link| link.methods.state_call(function, Some(arguments), at)).await
    }

    /// What the chain stores under `key` after the block `at`.
    pub(super) async fn storage(
        &self,
        key: &[u8],
        at: H256,
    ) -> Result<Option<Vec<u8>>, ChainError> {
        let at = Some(at.0.into());
        self.ask(|link| link.methods.state_get_storage(key, at)).await
    }

    /// Up to `most` keys of a child trie after `from`.
    pub(super) async fn child_keys(
        &self,
        child: &str,
        most: u32,
        from: Option<&str>,
        at: H256,
    ) -> Result<Vec<String>, ChainError> {
        let at = format!("{at:?}");
        self.ask(|link| {
            let wanted = rpc_params![child, "0x", most, from, &at];
            link.requests.request("childstate_getKeysPaged", wanted)
        })
        .await
    }

    /// The values of a child trie's keys.
    pub(super) async fn child_values(
        &self,
        child: &str,
        keys: &[String],
        at: H256,
    ) -> Result<Vec<Option<String>>, ChainError> {
        let at = format!("{at:?}");
        self.ask(|link| {
            let wanted = rpc_params![child, keys, &at];
            link.requests.request("childstate_getStorageEntries", wanted)
        })
        .await
    }
}
