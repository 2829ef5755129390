//! `lading call`: calls a message of a contract on a node, with arguments as its metadata describes them.
use crate::{
    deploy::read_bundle,
    network::Place,
    replay::figures::decimal,
    ui::{count, Ui},
};
use anyhow::{bail, ensure, Context, Result};
use chain::{
    Account, Backend as _, Bundle, Call, ContractEvent, FieldInfo, Gas, MessageInfo, Receipt, Terms,
};
use serde::Serialize;
use serde_json::{json, Value};

/// Call a message of a contract that was deployed on a node.
///
/// What reads is asked, and what changes something is signed and sent, unless it would be refused: nothing is sent then, and the reason is
/// told. Arguments are given in the order of the message: numbers, words, 0x and hexadecimal digits for ids and digests, addresses, and
/// JSON for the rest: '["Supplier","Carrier"]', '{"gtin":"…"}', null for none.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The contract, such as registry.
    contract: String,
    /// The message, such as register, or Registry::register.
    message: String,
    /// Its arguments.
    #[arg(allow_negative_numbers = true)]
    arguments: Vec<String>,
    /// The secret of the key that calls: a phrase, a seed, or a development key such as //Alice. Needed by what changes something.
    #[arg(long, value_name = "KEY")]
    suri: Option<String>,
    /// Tokens to hand over, in the smallest unit of the chain's token.
    #[arg(long, value_name = "AMOUNT", default_value_t = 0)]
    value: u128,
    /// Try it and send nothing.
    #[arg(long)]
    dry_run: bool,
}

/// What came of a call.
#[derive(Debug, Serialize)]
struct Outcome {
    contract: String,
    message: String,
    answer: Value,
    /// Whether it is in a final block; if not, it was only asked.
    included: bool,
    block: u32,
    gas: Gauge,
    /// In the smallest unit of the chain's token.
    fee: u128,
    /// In the smallest unit of the chain's token: paid, or got back if negative.
    deposit: i128,
    events: Vec<Value>,
}

/// Gas for a program.
#[derive(Debug, Serialize)]
struct Gauge {
    ref_time: u64,
    proof_size: u64,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let (mut node, network) = args.place.open()?;
    let suite = network.suite()?;
    let deployed = suite.contract(&args.contract).with_context(|| {
        let known: Vec<_> = network.contracts.keys().map(String::as_str).collect();
        format!("no contract is called {}: {}", args.contract, known.join(", "))
    })?;
    let bundle = read_bundle(None, &args.contract)?;
    ensure!(
        bundle.code_hash() == deployed.code_hash,
        "the released {} is other code than the one on {}: its arguments may differ",
        args.contract,
        network.chain
    );
    let message = message(&bundle, &args.message)?;
    let arguments = arguments(&message, &args.arguments)?;
    let call = Call {
        contract: deployed.address.clone(),
        input: bundle.message_input(&message.label, &arguments)?,
        terms: Terms { value: args.value, ..Terms::default() },
    };
    let signer = args.suri.as_deref().map(Account::from_secret).transpose().context("--suri")?;
    let receipt = match signer {
        Some(signer) if message.mutates && !args.dry_run => node.submit_call(&signer, &call)?,
        Some(signer) => node.try_call(signer.id(), &call)?,
        None => {
            ensure!(
                !message.mutates,
                "{} changes something: --suri names the key that calls, with --dry-run to send nothing",
                message.label
            );
            node.try_call(&[0; 32].into(), &call)?
        }
    };
    let told = |event: &ContractEvent| -> Value {
        let bytes: &[u8; 32] = event.contract.as_ref();
        let read = suite.name_at(bytes).and_then(|name| {
            let (label, fields) = read_bundle(None, name).ok()?.event(event).ok()?;
            Some(json!({ "contract": name, "event": label, "fields": fields }))
        });
        read.unwrap_or_else(|| json!({ "contract": event.contract.to_string() }))
    };
    let events = receipt.events.iter().map(told).collect();
    let outcome = outcome(args, &bundle, &message, receipt, events)?;
    if let Some(error) = outcome.answer.get("Err") {
        bail!("{} refused: {error}; nothing was sent", message.label);
    }
    ui.result(&outcome, text)
}

fn outcome(
    args: &Args,
    bundle: &Bundle,
    message: &MessageInfo,
    receipt: Receipt<Vec<u8>>,
    events: Vec<Value>,
) -> Result<Outcome> {
    let Gas { ref_time, proof_size } = receipt.gas;
    Ok(Outcome {
        contract: args.contract.clone(),
        message: message.label.clone(),
        answer: bundle.message_answer(&message.label, &receipt.returned)?,
        included: receipt.included,
        block: receipt.block,
        gas: Gauge { ref_time, proof_size },
        fee: receipt.fee,
        deposit: receipt.deposit,
        events,
    })
}

/// The message that is called `name`, with or without its trait.
fn message(bundle: &Bundle, name: &str) -> Result<MessageInfo> {
    let mut found: Vec<_> = bundle
        .messages()
        .into_iter()
        .filter(|message| message.label == name || message.label.rsplit("::").next() == Some(name))
        .collect();
    match (found.pop(), found.len()) {
        (Some(message), 0) => Ok(message),
        (Some(_), _) => bail!("{} has several messages {name}: name the trait, too", bundle.name()),
        (None, _) => {
            let known: Vec<_> =
                bundle.messages().into_iter().map(|message| message.label).collect();
            bail!("{} has no message {name}: {}", bundle.name(), known.join(", "))
        }
    }
}

/// The arguments as JSON, each as its type is written there.
fn arguments(message: &MessageInfo, given: &[String]) -> Result<Vec<Value>> {
    let shape = || {
        let all = message.args.iter().map(|one| format!("{}: {}", one.name, one.type_name));
        all.collect::<Vec<_>>().join(", ")
    };
    ensure!(
        given.len() == message.args.len(),
        "{} takes {} arguments ({}), and {} are given",
        message.label,
        message.args.len(),
        shape(),
        given.len()
    );
    Ok(message.args.iter().zip(given).map(|(field, text)| argument(field, text)).collect())
}

/// An argument as JSON: text where its type is written as text, whatever it looks like.
fn argument(field: &FieldInfo, text: &str) -> Value {
    let is_text = matches!(&field.type_name[..], "String" | "u128" | "i128" | "AccountId");
    match serde_json::from_str(text) {
        Ok(value) if !is_text => value,
        Ok(Value::String(quoted)) => Value::String(quoted),
        _ => Value::String(text.to_owned()),
    }
}

fn text(outcome: &Outcome) -> String {
    let Outcome { message, answer, block, .. } = outcome;
    let units = |amount: i128| decimal(amount / 1_000_000_000, 3);
    let mut text = format!("{message}: {answer:#}\n");
    for event in &outcome.events {
        text += &format!("told: {event:#}\n");
    }
    let gas = count(outcome.gas.ref_time / 1_000_000);
    if outcome.included {
        let fee = units(i128::try_from(outcome.fee).unwrap_or(i128::MAX));
        let deposit = units(outcome.deposit);
        text + &format!("block {}, {gas} us, fee {fee} UNIT, deposit {deposit} UNIT", count(*block))
    } else {
        text + &format!("asked at block {}, {gas} us; nothing was sent", count(*block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry() -> Bundle {
        read_bundle(None, "registry").expect("it is released")
    }

    #[test]
    fn a_message_is_named_with_or_without_its_trait() {
        let bundle = registry();
        for name in ["register", "Registry::register"] {
            assert_eq!(message(&bundle, name).expect("there is one").label, "Registry::register");
        }
        let said = message(&bundle, "registre").expect_err("there is none").to_string();
        assert!(said.contains("registry has no message registre"), "{said}");
        assert!(said.contains("Registry::register"), "{said}");
    }

    #[test]
    fn arguments_are_what_their_types_are_written_as() {
        let bundle = registry();
        let register = message(&bundle, "register").expect("there is one");
        let given = ["Enterprise", "4711", "DE", r#"["Supplier"]"#].map(str::to_owned);
        let arguments = arguments(&register, &given).expect("so many");
        assert_eq!(
            arguments,
            [json!("Enterprise"), json!("4711"), json!("DE"), json!(["Supplier"])]
        );
        bundle.message_input(&register.label, &arguments).expect("they are of its types");
    }

    #[test]
    fn too_few_arguments_are_refused_with_what_is_expected() {
        let register = message(&registry(), "register").expect("there is one");
        let said = arguments(&register, &["Enterprise".to_owned()]).expect_err("too few");
        let said = said.to_string();
        assert!(said.contains("takes 4 arguments (kind: Kind, name: String"), "{said}");
        assert!(said.contains("and 1 are given"), "{said}");
    }
}
