//! What is in a table.
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use super::Mode;

/// A table: what a contract brings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Table {
    /// How the contract is made.
    pub(crate) deploy: Option<Deploy>,
    /// A value for each type that reads take as an argument, where zero or nothing would find nothing.
    #[serde(default)]
    pub(crate) specimens: BTreeMap<String, Json>,
    /// The stage at which reads are tried.
    pub(crate) read_at: Option<String>,
    /// Stages of the world, by name.
    #[serde(default, rename = "stage")]
    pub(crate) stages: BTreeMap<String, Stage>,
    /// Rules of access, by name.
    #[serde(default)]
    pub(crate) access: BTreeMap<String, Access>,
    /// What messages do, and for whom: at least one for each that changes something.
    #[serde(default, rename = "row")]
    pub(crate) rows: Vec<Row>,
    /// Reads that other contracts rely on, for their cost.
    #[serde(default, rename = "read")]
    pub(crate) reads: Vec<Row>,
    /// What does not cost more when there are many records.
    #[serde(default)]
    pub(crate) growth: Vec<Growth>,
    /// The lives of what the contract keeps: one, or several.
    #[serde(default, deserialize_with = "lives")]
    pub(crate) states: Vec<States>,
}

fn lives<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<States>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Lives {
        One(Box<States>),
        Several(Vec<States>),
    }
    Ok(match Lives::deserialize(input)? {
        Lives::One(states) => vec![*states],
        Lives::Several(states) => states,
    })
}

/// How a contract is made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deploy {
    pub(crate) constructor: String,
    #[serde(default)]
    pub(crate) args: Vec<Json>,
    /// The contracts that it is linked to, by their crates' names.
    #[serde(default)]
    pub(crate) links: Vec<String>,
}

/// A stage of the world: what was done to get there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stage {
    /// The stage before; `network` if none is named.
    pub(crate) after: Option<String>,
    /// How often its steps are taken; `<n>` counts. Once if it is not said.
    pub(crate) repeat: Option<u32>,
    pub(crate) steps: Vec<Step>,
}

/// A step to a stage: a call that succeeds, a wait, or a name for a value.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// Who calls.
    pub(crate) by: Option<String>,
    /// Whether the contract that passes calls on is the one that calls.
    #[serde(default)]
    pub(crate) through_contract: bool,
    /// The contract called; that of the table if none is named.
    pub(crate) on: Option<String>,
    /// The message.
    pub(crate) call: Option<String>,
    #[serde(default)]
    pub(crate) args: Vec<Json>,
    /// How much of the chain's token comes with the call, in its smallest unit.
    #[serde(default)]
    pub(crate) pays: u64,
    /// How long nothing happens.
    pub(crate) wait: Option<String>,
    /// A value to keep, where there is no call.
    pub(crate) value: Option<Json>,
    /// The name under which the answer, or the value, is kept.
    pub(crate) keep: Option<String>,
    /// Whose party the answer is.
    pub(crate) party: Option<String>,
    /// Where only.
    pub(crate) only: Option<Mode>,
}

/// What kinds of callers are answered: `allowed`, or the error's variant, of nested ones as `Refused.NotForParty`; the first of
/// nested ones may be left out.
#[derive(Debug, Deserialize)]
pub(crate) struct Access {
    /// All that are not named.
    others: Option<String>,
    #[serde(flatten)]
    answers: BTreeMap<Kind, String>,
}

impl Access {
    pub(crate) fn answer(&self, kind: Kind) -> Option<&str> {
        self.answers.get(&kind).or(self.others.as_ref()).map(String::as_str)
    }
}

/// A kind of caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The one whose message it is: the controller of the row's party, or the row's account.
    Owner,
    /// The controller of the other party.
    Counterparty,
    /// An agent of the row's party that has the row's scope.
    Agent,
    /// An agent of the row's party that has every scope but the row's.
    AgentOutOfScope,
    /// An agent of the row's party that had the row's scope until a moment ago.
    ExpiredAgent,
    /// The controller of the row's party while that is suspended. Where the row is an account's, of another party.
    SuspendedOwner,
    /// Somebody nobody knows.
    Stranger,
    /// The administrator of all contracts.
    Admin,
    /// A contract through which the owner calls.
    Contract,
    /// A contract that is an agent of the row's party and has the row's scope.
    ContractAgent,
    /// One who may attest.
    Attester,
    /// The controller of an attested regulator.
    Regulator,
}

impl Kind {
    pub(crate) const ALL: [Self; 12] = [
        Self::Owner,
        Self::Counterparty,
        Self::Agent,
        Self::AgentOutOfScope,
        Self::ExpiredAgent,
        Self::SuspendedOwner,
        Self::Stranger,
        Self::Admin,
        Self::Contract,
        Self::ContractAgent,
        Self::Attester,
        Self::Regulator,
    ];

    /// Whether there is such a caller where no registry is linked.
    pub(crate) fn exists_alone(self) -> bool {
        matches!(
            self,
            Self::Owner | Self::Counterparty | Self::Stranger | Self::Admin | Self::Contract
        )
    }
}

/// What a message does, and for whom.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// The message, as the metadata calls it.
    pub(crate) message: String,
    /// What tells this row from another of the same message.
    pub(crate) case: Option<String>,
    /// The stage at which the owner may call; `network` if none is named.
    pub(crate) stage: Option<String>,
    #[serde(default)]
    pub(crate) args: Vec<Json>,
    /// How much of the chain's token comes with the call, in its smallest unit. What is passed on comes without it.
    #[serde(default)]
    pub(crate) pays: u64,
    /// Who spends how much of the chain's token by the call, besides fee and deposit: people and contracts by their names, in its
    /// smallest unit; below 0 who gets it.
    #[serde(default)]
    pub(crate) spends: BTreeMap<String, i64>,
    /// For which party the caller acts.
    pub(crate) party: Option<String>,
    /// Which account calls, where it does not act for a party.
    pub(crate) account: Option<String>,
    /// Whether the contract that passes calls on is the owner, whoever signs.
    #[serde(default)]
    pub(crate) through_contract: bool,
    /// The other party.
    pub(crate) other: Option<String>,
    /// The scope that an agent needs.
    pub(crate) scope: Option<String>,
    /// The rule of access.
    pub(crate) access: Option<String>,
    /// What the owner is answered while new business is paused; `allowed` if it is not said.
    pub(crate) paused: Option<String>,
    /// Where only.
    pub(crate) only: Option<Mode>,
    /// What the message cannot do without.
    pub(crate) floor: Option<Floor>,
    /// Why it may free a deposit.
    pub(crate) frees: Option<String>,
    /// Why its cost is left out.
    pub(crate) uncosted: Option<String>,
    /// What the message cannot do without where nothing is linked. Where this is said, what it costs there is recorded, too: that is what
    /// others' tokens, which ask nobody, are measured against.
    pub(crate) floor_alone: Option<Floor>,
}

impl Row {
    pub(crate) fn stage(&self) -> &str {
        self.stage.as_deref().unwrap_or("network")
    }

    /// The row's name: the message and what tells it from others.
    pub(crate) fn title(&self) -> String {
        match &self.case {
            None => self.message.clone(),
            Some(case) => format!("{} ({case})", self.message),
        }
    }

    /// Whose message it is: an account.
    pub(crate) fn owner(&self) -> &str {
        self.account.as_deref().or(self.party.as_deref()).unwrap_or("Stranger")
    }
}

/// Host calls that a message cannot do without, besides reading the root and, if it changes something, writing it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Floor {
    /// Storage items read.
    #[serde(default)]
    pub(crate) reads: u64,
    /// Storage items written.
    #[serde(default)]
    pub(crate) writes: u64,
    /// For each event, the number of its topics, the signature included.
    #[serde(default)]
    pub(crate) topics: Vec<u32>,
    /// Reads of other contracts, as `registry/may`: these have rows of their own.
    #[serde(default)]
    pub(crate) asks: Vec<String>,
}

/// Many records, and the messages that must not notice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Growth {
    /// What there are many of.
    pub(crate) of: String,
    /// The stage that it begins with.
    pub(crate) after: Option<String>,
    /// What is done again and again; `<n>` counts.
    pub(crate) steps: Vec<Step>,
    /// The rows, by their titles, that cost the same afterwards.
    pub(crate) rows: Vec<String>,
}

/// The life of what the contract keeps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct States {
    /// The message that tells the state.
    pub(crate) told_by: String,
    #[serde(default)]
    pub(crate) args: Vec<Json>,
    /// Where the state is in its answer, as a JSON pointer.
    #[serde(default)]
    pub(crate) at: String,
    /// The type of the state in the metadata.
    pub(crate) of: String,
    /// The states that end it.
    pub(crate) ends: Vec<String>,
    /// Who plays a part in it; each is silent once.
    pub(crate) parties: Vec<String>,
    /// The columns of the grids, each with the stage that it stands for.
    pub(crate) columns: BTreeMap<String, String>,
    /// What each message does to it.
    #[serde(rename = "grid")]
    pub(crate) grids: Vec<Grid>,
    /// How it ends when somebody is silent.
    #[serde(rename = "ending")]
    pub(crate) endings: Vec<Ending>,
}

/// What a message does in each state, by whoever calls.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grid {
    pub(crate) message: String,
    /// What tells this grid from another of the same message.
    pub(crate) case: Option<String>,
    #[serde(default)]
    pub(crate) args: Vec<Json>,
    /// How much of the chain's token comes with the call, in its smallest unit.
    #[serde(default)]
    pub(crate) pays: u64,
    /// Where only.
    pub(crate) only: Option<Mode>,
    /// How long nothing happens before the call.
    pub(crate) wait: Option<String>,
    /// Lines of cells between bars: the first names the columns, the others begin with who calls. A cell is the state that
    /// follows, or the error; a line of one cell has it in all columns.
    pub(crate) cells: String,
}

/// How an open state ends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    /// The column that it begins with.
    pub(crate) from: String,
    pub(crate) steps: Vec<Step>,
    /// The end.
    pub(crate) to: String,
}
