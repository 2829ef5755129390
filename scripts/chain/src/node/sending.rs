//! Signing, sending, and waiting until what was sent is final.
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use ink::scale::Decode;
use sp_core::{crypto::AccountId32, H256};
use sp_runtime::{transaction_validity::TransactionValidityError, DispatchError};
use subxt::{
    config::polkadot::PolkadotExtrinsicParamsBuilder as Params, tx::Signer, utils::MultiSignature,
    PolkadotConfig,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{
    connection::Head,
    errors::{account, handed, invalid, Handed},
    news::News,
    Shared,
};
use crate::{work::Work, Account, ChainError, Gas};

/// How often it is asked whether there is another final block.
const GLANCE: Duration = Duration::from_millis(50);

/// How long a transaction that is in no block is left alone before it is sent again.
const RESEND: Duration = Duration::from_secs(3);

/// How often a number is asked for anew when another used it.
const ATTEMPTS: u32 = 10;

/// A transaction that was sent.
struct Sent {
    transaction: Vec<u8>,
    /// Its number among those of its sender.
    nonce: u64,
    /// The last final block before it was sent.
    after: u32,
}

/// A transaction in a final block.
pub(super) struct Included {
    pub number: u32,
    pub hash: H256,
    pub parent: H256,
    pub time: u64,
    pub news: News,
}

impl Shared {
    /// The next number of `signer`, for this sender alone until it is given back.
    async fn turn(&self, signer: &AccountId32) -> OwnedMutexGuard<Option<u64>> {
        let mine: Arc<Mutex<Option<u64>>> = {
            let mut nonces = self.nonces.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            Arc::clone(nonces.entry(signer.clone()).or_default())
        };
        mine.lock_owned().await
    }

    fn sign(
        &self,
        signer: &Account,
        work: Work<'_>,
        limits: &[Gas],
        nonce: u64,
    ) -> Result<Vec<u8>, ChainError> {
        let invalid = |error: subxt::Error| ChainError::Invalid(error.to_string());
        let signed = self
            .connection
            .client
            .tx()
            .create_signed_offline(
                &work.payload(limits),
                &Signing(signer),
                Params::new().nonce(nonce).build(),
            )
            .map_err(invalid)?;
        Ok(signed.into_encoded())
    }

    /// What the chain would say if `work` came next, without sending it: an error if it could not be in a block, else what it came to.
    pub(super) async fn apply(
        &self,
        signer: &Account,
        work: Work<'_>,
        best: Head,
    ) -> Result<Result<(), DispatchError>, ChainError> {
        type Applied = Result<Result<(), DispatchError>, TransactionValidityError>;
        if best.number == 0 {
            // Before its second block a chain does not know the hash of its first, which signatures are over.
            return Ok(Ok(()));
        }
        let at = best.hash;
        let (nonce, _) = self.connection.account(signer.id(), at).await?;
        let transaction = self.sign(signer, work, &[], nonce.into())?;
        let answer =
            self.connection.runtime_bytes("BlockBuilder_apply_extrinsic", &transaction, at).await?;
        match Applied::decode(&mut &answer[..]) {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(error)) => match invalid(error) {
                Handed::Unpayable => Err(self.unpayable(signer.id()).await?),
                Handed::Refused(why) => Err(ChainError::Invalid(why)),
                Handed::Over | Handed::Unknown | Handed::Stale => Ok(Ok(())),
            },
            Err(error) => Err(self.connection.lost(&error)),
        }
    }

    /// Sends `work` and waits until it is in a final block.
    pub(super) async fn deliver(
        &self,
        signer: &Account,
        work: Work<'_>,
        limits: &[Gas],
    ) -> Result<Included, ChainError> {
        for _ in 0..ATTEMPTS {
            let sent = self.send(signer, work, limits).await?;
            if let Some(included) = self.included(signer, sent).await? {
                return Ok(included);
            }
        }
        Err(outrun(signer.id()))
    }

    /// Sends `work`, signed with the next number of its sender.
    async fn send(
        &self,
        signer: &Account,
        work: Work<'_>,
        limits: &[Gas],
    ) -> Result<Sent, ChainError> {
        let after = self.connection.finalised().await?.number;
        let mut next = self.turn(signer.id()).await;
        for _ in 0..ATTEMPTS {
            let nonce = match next.take() {
                Some(nonce) => nonce,
                None => self.connection.next_nonce(signer.id().as_ref()).await?,
            };
            let transaction = self.sign(signer, work, limits, nonce)?;
            match handed(&self.connection.submit(&transaction).await) {
                // If it is not known whether the node has it, it is sent again while it is waited for.
                Handed::Over | Handed::Unknown => {
                    *next = nonce.checked_add(1);
                    return Ok(Sent { transaction, nonce, after });
                }
                Handed::Stale => {}
                Handed::Unpayable => return Err(self.unpayable(signer.id()).await?),
                Handed::Refused(why) => return Err(ChainError::Invalid(why)),
            }
        }
        Err(outrun(signer.id()))
    }

    /// Waits until a transaction is in a final block; nothing if another of its sender took its number, so that it never will be.
    async fn included(&self, signer: &Account, sent: Sent) -> Result<Option<Included>, ChainError> {
        let link = &self.connection;
        let mut next = sent.after.saturating_add(1);
        let began = Instant::now();
        let mut sent_at = began;
        let mut waits_since = began;
        loop {
            let Head { number: head, hash, .. } = link.finalised().await?;
            if next <= head {
                waits_since = Instant::now();
            }
            while next <= head {
                let body = self.bodies.lock().await.body(link, next).await?;
                let place = body.extrinsics.iter().position(|one| *one == sent.transaction);
                if let Some(index) = place {
                    let index = u32::try_from(index).unwrap_or(u32::MAX);
                    let news = News::read(&link.events(body.hash).await?, index)?;
                    let time = link.time(body.hash).await?;
                    let (hash, parent) = (body.hash, body.parent);
                    return Ok(Some(Included { number: next, hash, parent, time, news }));
                }
                next = next.saturating_add(1);
            }
            if sent_at.elapsed() > RESEND {
                sent_at = Instant::now();
                // A node that was restarted has forgotten what waited; one that has it says so.
                match handed(&link.submit(&sent.transaction).await) {
                    Handed::Refused(why) => return Err(ChainError::Invalid(why)),
                    Handed::Stale => {
                        // All blocks up to this one were looked through.
                        let (used, _) = link.account(signer.id(), hash).await?;
                        if u64::from(used) > sent.nonce {
                            return Ok(None);
                        }
                        Box::pin(self.nudge(signer)).await?;
                    }
                    Handed::Over | Handed::Unknown | Handed::Unpayable => {}
                }
            }
            if waits_since.elapsed() > link.patience {
                let seconds = link.patience.as_secs();
                return Err(link.lost(&format!("no block became final within {seconds} seconds")));
            }
            if began.elapsed() > link.patience.saturating_mul(5) {
                return Err(link.lost(&"blocks become final without the transaction that was sent"));
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Has a node that makes blocks for transactions only make another: one that was killed before a block of it was final makes that
    /// block final with the next one, and with nothing else. That block holds a transfer of nothing to oneself, which costs its fee.
    async fn nudge(&self, signer: &Account) -> Result<(), ChainError> {
        let link = &self.connection;
        if link.best().await?.number > link.finalised().await?.number {
            self.send(signer, Work::Transfer(signer.id(), 0), &[]).await?;
        }
        Ok(())
    }

    /// That `signer` cannot pay a fee.
    async fn unpayable(&self, signer: &AccountId32) -> Result<ChainError, ChainError> {
        let best = self.connection.best().await?;
        let free = self.connection.balance(signer, best.hash).await?.free;
        Ok(ChainError::InsufficientFunds {
            account: signer.clone(),
            free,
            reason: "fee".to_owned(),
        })
    }
}

/// That others use the numbers of `signer`'s transactions faster than this.
fn outrun(signer: &AccountId32) -> ChainError {
    ChainError::Invalid(format!("others keep using the numbers of {signer}'s transactions"))
}

/// An account as subxt signs with it.
struct Signing<'a>(&'a Account);

impl Signer<PolkadotConfig> for Signing<'_> {
    fn account_id(&self) -> subxt::utils::AccountId32 {
        account(self.0.id())
    }

    fn address(&self) -> subxt::utils::MultiAddress<subxt::utils::AccountId32, ()> {
        self.account_id().into()
    }

    fn sign(&self, payload: &[u8]) -> MultiSignature {
        MultiSignature::Sr25519(self.0.sign(payload))
    }
}
