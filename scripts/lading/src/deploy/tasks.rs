//! The steps of a deployment: each looks whether it is done already, so that one that was interrupted goes on where it was, and a second
//! one changes nothing.
use anyhow::{bail, ensure, Context, Result};
use chain::{instantiate_address, Account, AccountId32, Bundle, Chain, Constructor, Receipt, H256};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    administration::{Administration as _, Link},
    collateral::{Admission, Collateral as _},
};
use std::{fmt, str::FromStr as _};

use super::plan::{Inputs, Step, ADMITTED, PLAN};
use crate::{
    network::Network,
    suite::{name_of, Deployed, Suite},
};

/// A contract of the plan before it is made: its address follows from who makes it of what.
#[derive(Debug, Clone)]
pub struct Planned {
    pub contract: Link,
    pub code_hash: H256,
    /// Selector and arguments of its constructor.
    pub input: Vec<u8>,
    /// Its name: no two contracts of a suite have the same.
    pub salt: Vec<u8>,
    pub address: AccountId32,
}

/// What is to be deployed, by whom, and where that will be.
pub struct Deployer<'a> {
    /// Who makes the contracts and administers them.
    pub admin: AccountId32,
    pub bundles: &'a [Bundle],
    pub planned: Vec<Planned>,
    pub suite: Suite,
    delay: u64,
}

/// One transaction of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Uploads the code of a contract, by its place in the plan.
    Upload(usize),
    /// Makes a contract.
    Make(usize),
    /// Links a contract to another.
    Link(usize, Link),
    /// Has the collateral contract announce that it will admit a contract.
    Announce(Link),
    /// Has the collateral contract admit it.
    Admit(Link),
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |place: &usize| PLAN.get(*place).map_or("?", |step| name_of(step.contract));
        match self {
            Self::Upload(place) => write!(f, "uploading {}", name(place)),
            Self::Make(place) => write!(f, "making {}", name(place)),
            Self::Link(place, link) => write!(f, "linking {} in {}", name_of(*link), name(place)),
            Self::Announce(claimant) => {
                write!(f, "announcing {} to collateral", name_of(*claimant))
            }
            Self::Admit(claimant) => write!(f, "admitting {} to collateral", name_of(*claimant)),
        }
    }
}

impl<'a> Deployer<'a> {
    /// Plans to deploy `bundles`, which are those of the plan in its order, as `admin`.
    ///
    /// # Errors
    /// If there is not a bundle for each.
    pub fn new(admin: &AccountId32, inputs: &Inputs, bundles: &'a [Bundle]) -> Result<Self> {
        let made = PLAN.iter().map(|Step { contract, input, .. }| {
            (input(inputs), name_of(*contract).as_bytes().to_vec())
        });
        Self::made(admin, made, bundles, inputs.terms.delay)
    }

    /// What `network` says that was deployed, with the code of `bundles`, which are those of the plan in its order.
    ///
    /// # Errors
    /// If the file does not have all contracts of the plan, or what it says of one cannot be.
    pub fn of(network: &Network, bundles: &'a [Bundle]) -> Result<Self> {
        let admin = AccountId32::from_str(&network.deployer)
            .map_err(|error| anyhow::anyhow!("its deployer {}: {error}", network.deployer))?;
        let made = PLAN.iter().map(|Step { contract, .. }| {
            let name = name_of(*contract);
            let placed =
                network.contracts.get(name).with_context(|| format!("it has no {name}"))?;
            let bytes = |text: &str| hex::decode(text.trim_start_matches("0x")).context(name);
            Ok((bytes(&placed.input)?, bytes(&placed.salt)?))
        });
        Self::made(&admin, made.collect::<Result<Vec<_>>>()?.into_iter(), bundles, 0)
    }

    /// The contracts of the plan, each by what it is made with: input and salt.
    fn made(
        admin: &AccountId32,
        made: impl Iterator<Item = (Vec<u8>, Vec<u8>)>,
        bundles: &'a [Bundle],
        delay: u64,
    ) -> Result<Self> {
        ensure!(
            bundles.len() == PLAN.len(),
            "{} bundles are not the {} of the plan",
            bundles.len(),
            PLAN.len()
        );
        let mut planned = Vec::with_capacity(PLAN.len());
        for ((step, bundle), (input, salt)) in PLAN.iter().zip(bundles).zip(made) {
            let code_hash = bundle.code_hash();
            let address = instantiate_address(admin, &code_hash, &input, &salt);
            planned.push(Planned { contract: step.contract, code_hash, input, salt, address });
        }
        let deployed = |planned: &Planned| {
            let Planned { address, code_hash, .. } = planned.clone();
            (name_of(planned.contract), Deployed { address, code_hash })
        };
        let suite = Suite::new(planned.iter().map(deployed).collect());
        Ok(Self { admin: admin.clone(), bundles, planned, suite, delay })
    }

    /// All that is to be done, in order.
    pub fn tasks(&self) -> Vec<Task> {
        let made = (0..PLAN.len()).flat_map(|place| [Task::Upload(place), Task::Make(place)]);
        let links = PLAN.iter().enumerate().flat_map(|(place, step)| {
            let all = step.links.iter().chain(step.sources);
            all.map(move |link| Task::Link(place, *link))
        });
        let admissions = ADMITTED.into_iter().flat_map(|claimant| {
            let at_once = (self.delay == 0).then_some(Task::Admit(claimant));
            [Some(Task::Announce(claimant)), at_once].into_iter().flatten()
        });
        made.chain(links).chain(admissions).collect()
    }

    /// Whether `task` is done on `chain`.
    ///
    /// # Errors
    /// If something else was done in its place.
    pub fn is_done(&self, chain: &impl Chain, task: Task) -> Result<bool> {
        match task {
            Task::Upload(place) => {
                let planned = self.place(place)?;
                Ok(chain.code(&planned.code_hash)?.is_some())
            }
            Task::Make(place) => self.is_made(chain, self.place(place)?),
            Task::Link(place, link) => self.is_linked(chain, self.place(place)?, link),
            Task::Announce(claimant) => {
                let found = self.admission(chain, claimant)?;
                let code = self.planned(claimant)?.code_hash.0.into();
                Ok(found.is_some_and(|admission| {
                    (admission.announced && admission.announced_code_hash == code)
                        || (admission.admitted && admission.code_hash == code)
                }))
            }
            Task::Admit(claimant) => {
                let found = self.admission(chain, claimant)?;
                let code = self.planned(claimant)?.code_hash.0.into();
                Ok(found.is_some_and(|admission| admission.admitted && admission.code_hash == code))
            }
        }
    }

    /// Does `task` on `chain`, as `signer`, who is the administrator.
    ///
    /// # Errors
    /// If the chain or a contract refuses.
    pub fn perform(
        &self,
        chain: &mut impl Chain,
        signer: &Account,
        task: Task,
    ) -> Result<Receipt<()>> {
        let what = || task.to_string();
        match task {
            Task::Upload(place) => {
                let bundle = self.bundles.get(place).context("the plan has a bundle for each")?;
                let uploaded = chain.upload(signer, bundle.wasm()).with_context(what)?;
                Ok(uploaded.swap(()).1)
            }
            Task::Make(place) => {
                let planned = self.place(place)?;
                let constructor = Constructor::<AccountId32>::encoded(planned.input.clone());
                let made = chain
                    .instantiate(signer, planned.code_hash, constructor, &planned.salt)
                    .with_context(what)?;
                ensure!(!made.reverted, "{task}: its constructor refused");
                let (address, receipt) = made.swap(());
                let expected = &planned.address;
                ensure!(address == *expected, "{task}: it is at {address}, not at {expected}");
                Ok(receipt)
            }
            Task::Link(place, link) => {
                let there = self.planned(link)?;
                let mut administration = Suite::administration(&self.place(place)?.address);
                let (address, code) = (chain::ink_id(&there.address), there.code_hash.0.into());
                let message = administration.call_mut().set_link(link, address, code);
                accepted(task, chain.call(signer, message).with_context(what)?)
            }
            Task::Announce(claimant) => {
                let there = self.planned(claimant)?;
                let (address, code) = (chain::ink_id(&there.address), there.code_hash.0.into());
                let mut collateral = self.suite.collateral();
                let message = collateral.call_mut().admit(address, code);
                accepted(task, chain.call(signer, message).with_context(what)?)
            }
            Task::Admit(claimant) => {
                let address = chain::ink_id(&self.planned(claimant)?.address);
                let mut collateral = self.suite.collateral();
                let message = collateral.call_mut().complete_admission(address);
                accepted(task, chain.call(signer, message).with_context(what)?)
            }
        }
    }

    /// What is planned for `contract`.
    pub fn planned(&self, contract: Link) -> Result<&Planned> {
        let found = self.planned.iter().find(|planned| planned.contract == contract);
        found.with_context(|| format!("the plan uses {} and does not deploy it", name_of(contract)))
    }

    fn place(&self, place: usize) -> Result<&Planned> {
        self.planned.get(place).context("a task is of a contract of the plan")
    }

    fn is_made(&self, chain: &impl Chain, planned: &Planned) -> Result<bool> {
        let Planned { contract, address, code_hash, .. } = planned;
        match chain.code_hash(address)? {
            None => Ok(false),
            Some(found) if found == *code_hash => Ok(true),
            Some(found) => bail!(
                "{} at {address} was upgraded: it runs {found:?}, and the bundle is {code_hash:?}",
                name_of(*contract)
            ),
        }
    }

    fn is_linked(&self, chain: &impl Chain, here: &Planned, link: Link) -> Result<bool> {
        if !self.is_made(chain, here)? {
            return Ok(false);
        }
        let administration = Suite::administration(&here.address);
        let state = chain.query(administration.call().link_of(link))?;
        let (found, planned) = (state.address.map(chain::address), &self.planned(link)?.address);
        match found {
            None => Ok(false),
            Some(found) if found == *planned => Ok(true),
            Some(found) => bail!(
                "{}: its link to {} is {found}, not {planned}",
                name_of(here.contract),
                name_of(link)
            ),
        }
    }

    fn admission(&self, chain: &impl Chain, claimant: Link) -> Result<Option<Admission>> {
        if !self.is_made(chain, self.planned(Link::Collateral)?)? {
            return Ok(None);
        }
        let address = chain::ink_id(&self.planned(claimant)?.address);
        let collateral = self.suite.collateral();
        let found = chain.query(collateral.call().admission_of(address))?;
        Ok(found.and_then(|found| found.decoded()))
    }
}

/// The receipt of a message that should have been accepted.
fn accepted<T, E: fmt::Debug>(task: Task, receipt: Receipt<Result<T, E>>) -> Result<Receipt<()>> {
    let (answer, receipt) = receipt.swap(());
    match answer {
        Ok(_) => Ok(receipt),
        Err(error) => bail!("{task}: {error:?}"),
    }
}
