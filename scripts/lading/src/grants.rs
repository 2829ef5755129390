//! `lading grants`: who may be told a rating, by whose consent, and what became of that.

use crate::{
    kept::{hex, id, Kept, Place, ReadingPlace, Session},
    rate::{
        must_rate,
        who::{find, must_be_registered, Names, Party},
        words,
    },
    replay::{
        calendar::{self, iso, DAY},
        figures::{counted, thousands},
    },
    suite::Suite,
    trace::table::{shown, table},
    ui::{printable, Ui},
};
use anyhow::{bail, ensure, Context, Result};
use chain::{AccountId32, Chain};
use credit::Used;
use ink::codegen::TraitCallBuilder;
use interfaces::{
    credit::{Consent, Credit as _, Disclosure, Grade, Grant, GrantId, SubScores, View},
    ids::{Account, Fingerprint, Millis, NOBODY},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// Give, take back, use and list grants: the consent of an enterprise that its rating be told.
///
/// A grant says whom, for what, how much, until when and how often, and through which contract if not by itself. It governs what contracts
/// act on; it hides nothing from who reads the chain, and `lading rate` asks for none. Each use leaves a receipt, an event of its block. A
/// chain in a file keeps no events, so that of uses that are over their number is told.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    List(List),
    Show(Show),
    Grant(Give),
    Revoke(Revoke),
    Use(Use),
}

/// List grants.
#[derive(clap::Args)]
struct List {
    /// Only those that this enterprise gave, or that let it know: its id, an identifier such as gln=4012345000009, or its name.
    enterprise: Option<String>,
    /// Only those that can be used.
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    place: ReadingPlace,
}

/// Tell of one grant.
#[derive(clap::Args)]
struct Show {
    /// Its number.
    grant: GrantId,
    #[command(flatten)]
    place: ReadingPlace,
}

/// Let an enterprise know how the one that the key acts for is rated.
#[derive(clap::Args)]
struct Give {
    /// Whom: its id, an identifier such as gln=4012345000009, or its name.
    #[arg(long, value_name = "ENTERPRISE")]
    viewer: String,
    /// How much: `grade`, `at-least GRADE` (yes or no, and nothing else), `sub-scores`, or `full`.
    #[arg(long, num_args = 1..=2, value_names = ["VIEW", "GRADE"], required = true)]
    view: Vec<String>,
    /// What for. The chain keeps the SHA-256 of the UTF-8 bytes of this text, and who uses the grant gives the same text.
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    /// Until the end of this day, UTC, such as 2027-01-31.
    #[arg(long, value_name = "DATE", required_unless_present = "days", conflicts_with = "days")]
    until: Option<String>,
    /// For so many days from now.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: Option<u32>,
    /// How often.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    uses: u32,
    /// The contract that asks for the viewer, and alone does: its name in the suite, such as receivable, or its address. Without it the viewer
    /// asks itself.
    #[arg(long, value_name = "CONTRACT")]
    contract: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// Take a grant back, at once.
#[derive(clap::Args)]
struct Revoke {
    /// Its number.
    grant: GrantId,
    #[command(flatten)]
    place: Place,
}

/// Ask by a grant how its subject is rated now, as its viewer. It takes one use, and leaves a receipt.
#[derive(clap::Args)]
struct Use {
    /// Its number.
    grant: GrantId,
    /// What for: the text that the grant was given for.
    #[arg(long, value_name = "TEXT")]
    purpose: String,
    #[command(flatten)]
    place: Place,
}

/// A grant, as it is told.
#[derive(Debug, Serialize)]
struct Told {
    /// Its number.
    grant: GrantId,
    /// `open`, `revoked`, `expired` or `used up`.
    state: &'static str,
    /// Who gave it.
    subject: Party,
    /// Who relies on it.
    viewer: Party,
    /// The contract that asks for the viewer; nothing where it asks itself.
    contract: Option<Contract>,
    /// How much the viewer is told.
    view: &'static str,
    /// The grade that is asked about, where that is all that is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<&'static str>,
    /// SHA-256 of what it is for.
    purpose_sha256: String,
    /// Until when.
    expires_at: String,
    /// How often it may be used in all.
    uses: u32,
    /// How often it was.
    used: u32,
    /// The number of the registry that it keeps.
    registry: u8,
}

/// A contract.
#[derive(Debug, Serialize)]
struct Contract {
    address: String,
    /// What it is called, if it is of the suite.
    name: Option<&'static str>,
}

/// Grants, as they are listed.
#[derive(Debug, Serialize)]
struct Listed {
    /// How many there are on the chain.
    all: u64,
    /// Of whom; nothing if all are listed.
    of: Option<Party>,
    /// They.
    grants: Vec<Told>,
}

/// What a use of a grant came to.
#[derive(Debug, Serialize)]
struct Answer {
    /// The grant, with one use less.
    #[serde(flatten)]
    grant: Told,
    /// What the viewer is told.
    told: Disclosed,
    /// The receipt: by which version of the weights, of what records (their digest), when.
    receipt: Receipt,
}

/// The receipt of a use.
#[derive(Debug, Serialize)]
struct Receipt {
    use_number: u32,
    weights_version: u16,
    inputs: String,
    used_at: String,
    block: u32,
}

/// What a viewer is told; only what the grant lets it know is there.
#[derive(Debug, Default, Serialize)]
struct Disclosed {
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_at_least: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<Score>,
}

/// A score.
#[derive(Debug, Serialize)]
struct Score {
    part: &'static str,
    score_hundredths: u16,
    /// Whether enough is known: else the score says nothing.
    is_rated: bool,
    samples: u32,
    counterparties: u8,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    match &args.command {
        Command::List(args) => ui.result(&list(args, ui)?, list_text),
        Command::Show(args) => {
            let kept = args.place.open()?;
            must_rate(&kept)?;
            let grant = must_be(&kept, args.grant)?;
            let told = Told::of(&kept, &Names::new(&kept), args.grant, &grant)?;
            ui.result(&told, Told::text)
        }
        Command::Grant(args) => {
            let told = give(args)?;
            ui.done(&told, |told| {
                let purpose = printable(&args.purpose);
                format!(
                    "Granted.\n{}The purpose is kept as the SHA-256 of the UTF-8 bytes of {purpose:?}: keep the text, it is asked for.",
                    told.text()
                )
            })
        }
        Command::Revoke(args) => {
            ui.done(&revoke(args)?, |told| format!("Taken back.\n{}", told.text()))
        }
        Command::Use(args) => ui.done(&consult(args)?, answer_text),
    }
}

fn list(args: &List, ui: &Ui) -> Result<Listed> {
    let kept = args.place.open()?;
    must_rate(&kept)?;
    let names = Names::new(&kept);
    let of = args.enterprise.as_ref().map(|enterprise| find(&kept, enterprise)).transpose()?;
    if let Some(of) = of {
        must_be_registered(&names, of)?;
    }
    let mut counter = ui.counter("grants read");
    let (mut grants, mut all) = (Vec::new(), 0);
    // They are numbered from 1 on, and none is ever removed.
    while let Some(grant) = read(&kept, all + 1)? {
        all += 1;
        counter.add(1);
        if of.is_some_and(|of| of != grant.subject && of != grant.consent.viewer) {
            continue;
        }
        let told = Told::of(&kept, &names, all, &grant)?;
        if !args.open || told.state == OPEN {
            grants.push(told);
        }
    }
    Ok(Listed { all, of: of.map(|of| names.party(of)).transpose()?, grants })
}

fn give(args: &Give) -> Result<Told> {
    let (view, at_least) = view(&args.view)?;
    ensure!(!args.purpose.trim().is_empty(), "--purpose says what the rating is for");
    let until = args.until.as_deref().map(day).transpose()?;
    let mut session = args.place.open()?;
    must_rate(&session.kept)?;
    let names = Names::new(&session.kept);
    let viewer = find(&session.kept, &args.viewer).context("--viewer")?;
    must_be_registered(&names, viewer).context("--viewer")?;
    let contract = args
        .contract
        .as_ref()
        .map_or(Ok(NOBODY), |contract| address(&session.kept.suite, contract))
        .context("--contract")?;
    let now = session.kept.chain.next_time();
    let for_days = Millis::from(args.days.unwrap_or(0)).saturating_mul(DAY);
    let expires_at = until.unwrap_or(now.saturating_add(for_days));
    ensure!(
        expires_at > now,
        "--until: that was over at {}, and it is {}",
        iso(expires_at),
        iso(now)
    );
    let consent = Consent {
        viewer,
        contract,
        view,
        at_least,
        purpose: purpose(&args.purpose),
        expires_at,
        uses: args.uses,
    };
    let mut credit = session.kept.suite.credit();
    let message = credit.call_mut().grant(session.party, consent);
    let number = session.call("giving the grant", message)?.returned;
    told_and_kept(session, number)
}

fn revoke(args: &Revoke) -> Result<Told> {
    let mut session = args.place.open()?;
    must_rate(&session.kept)?;
    must_be(&session.kept, args.grant)?;
    let mut credit = session.kept.suite.credit();
    session.call("taking the grant back", credit.call_mut().revoke(args.grant))?;
    told_and_kept(session, args.grant)
}

fn consult(args: &Use) -> Result<Answer> {
    let mut session = args.place.open()?;
    must_rate(&session.kept)?;
    let grant = must_be(&session.kept, args.grant)?;
    let mut credit = session.kept.suite.credit();
    let Fingerprint(purpose) = purpose(&args.purpose);
    let message = credit.call_mut().consult(args.grant, grant.subject, session.party, purpose);
    let used = session.call("using the grant", message)?;
    let contract = session.kept.suite.contract("credit").map(|contract| contract.address.clone());
    let receipts = contract.map(|contract| used.events_of::<Used>(&contract)).transpose()?;
    let receipt = receipts.and_then(|receipts| receipts.into_iter().next());
    let receipt = receipt.context("the use left no receipt")?;
    let told = disclosed(&used.returned);
    let receipt = Receipt {
        use_number: receipt.used,
        weights_version: receipt.version,
        inputs: hex(&receipt.inputs.0),
        used_at: iso(receipt.used_at),
        block: used.block,
    };
    Ok(Answer { grant: told_and_kept(session, args.grant)?, told, receipt })
}

/// Tells of a grant as it is now, and keeps what was done.
fn told_and_kept(session: Session, number: GrantId) -> Result<Told> {
    let grant = must_be(&session.kept, number)?;
    let told = Told::of(&session.kept, &Names::new(&session.kept), number, &grant)?;
    session.kept.save()?;
    Ok(told)
}

/// A grant, if there is one of this number.
fn read(kept: &Kept, number: GrantId) -> Result<Option<Grant>> {
    let grant = kept.chain.query(kept.suite.credit().call().grant_of(number))?;
    Ok(grant.and_then(|grant| grant.decoded()))
}

fn must_be(kept: &Kept, number: GrantId) -> Result<Grant> {
    read(kept, number)?
        .with_context(|| format!("there is no grant {} on this chain", thousands(number)))
}

/// What a text is on the chain: SHA-256 of its UTF-8 bytes.
fn purpose(text: &str) -> Fingerprint {
    Fingerprint(Sha256::digest(text.as_bytes()).into())
}

/// Reads how much a viewer is told, and the grade that it asks about.
fn view(words: &[String]) -> Result<(View, Grade)> {
    let (view, grade) = match words {
        [view] => (view.as_str(), None),
        [view, grade] => (view.as_str(), Some(words::read_grade(grade).context("--view")?)),
        _ => bail!("--view is one word, or at-least and a grade"),
    };
    Ok(match (view, grade) {
        ("at-least", Some(grade)) => (View::AtLeast, grade),
        ("at-least", None) => bail!("--view at-least needs a grade: C, B, A, AA or AAA"),
        ("grade", None) => (View::Grade, Grade::Unrated),
        ("sub-scores", None) => (View::SubScores, Grade::Unrated),
        ("full", None) => (View::Full, Grade::Unrated),
        ("grade" | "sub-scores" | "full", Some(_)) => bail!("--view {view} takes no grade"),
        _ => bail!("--view is grade, at-least GRADE, sub-scores or full, not {view}"),
    })
}

/// The end of a day.
fn day(text: &str) -> Result<Millis> {
    let day = calendar::read(text, &["%Y-%m-%d".to_owned()]);
    day.map(calendar::end).with_context(|| format!("--until: {text} is no day such as 2027-01-31"))
}

/// The contract that is named so, or is there.
fn address(suite: &Suite, text: &str) -> Result<Account> {
    if let Some(contract) = suite.contract(text) {
        return Ok(chain::ink_id(&contract.address));
    }
    let address = match text.parse::<AccountId32>() {
        Ok(address) => address,
        Err(_) => AccountId32::new(id(text).with_context(|| {
            format!("no contract of the suite is called {text}, and it is no address")
        })?),
    };
    let address = chain::ink_id(&address);
    ensure!(address != NOBODY, "32 zeros are nobody's address");
    Ok(address)
}

/// What a grant's state is called while it can be used.
const OPEN: &str = "open";

/// Where a grant stands: as the contract looks at it, revoked before expired before used up.
fn state(grant: &Grant, now: Millis) -> &'static str {
    if grant.is_revoked {
        "revoked"
    } else if now >= grant.consent.expires_at {
        "expired"
    } else if grant.used >= grant.consent.uses {
        "used up"
    } else {
        OPEN
    }
}

impl Told {
    fn of(kept: &Kept, names: &Names, number: GrantId, grant: &Grant) -> Result<Self> {
        let Consent { viewer, contract, view, at_least, purpose, expires_at, uses } = grant.consent;
        let address: [u8; 32] = *contract.as_ref();
        Ok(Self {
            grant: number,
            state: state(grant, kept.chain.next_time()),
            subject: names.party(grant.subject)?,
            viewer: names.party(viewer)?,
            contract: (contract != NOBODY).then(|| Contract {
                address: chain::address(contract).to_string(),
                name: kept.suite.name_at(&address),
            }),
            view: match view {
                View::Grade => "grade",
                View::AtLeast => "at-least",
                View::SubScores => "sub-scores",
                View::Full => "full",
            },
            at_least: (view == View::AtLeast).then(|| words::grade(at_least)),
            purpose_sha256: hex(&purpose.0),
            expires_at: iso(expires_at),
            uses,
            used: grant.used,
            registry: grant.registry,
        })
    }

    /// How much, in words.
    fn how_much(&self) -> String {
        match self.at_least {
            Some(grade) => format!("whether the grade is at least {grade}"),
            None => match self.view {
                "grade" => "the grade",
                "sub-scores" => "the scores, without a grade",
                _ => "all of the rating",
            }
            .to_owned(),
        }
    }

    /// The contract that asks, in words.
    fn through(&self) -> String {
        match &self.contract {
            None => "the viewer itself".to_owned(),
            Some(contract) => contract.name.map_or_else(|| contract.address.clone(), str::to_owned),
        }
    }

    fn text(&self) -> String {
        format!(
            "Grant {}, {}\nby       {}\nto       {}\ntold     {}\nasked by {}\nuntil    {}\nused     {} of {}\npurpose  {} (SHA-256)\n",
            thousands(self.grant),
            self.state,
            self.subject.in_full(),
            self.viewer.in_full(),
            self.how_much(),
            self.through(),
            self.expires_at,
            thousands(self.used),
            counted(self.uses.into(), "use"),
            self.purpose_sha256,
        )
    }
}

fn disclosed(told: &Disclosure) -> Disclosed {
    match told {
        Disclosure::Grade(grade) => {
            Disclosed { grade: Some(words::grade(*grade)), ..Disclosed::default() }
        }
        Disclosure::AtLeast(is) => Disclosed { is_at_least: Some(*is), ..Disclosed::default() },
        Disclosure::SubScores(scores) => {
            Disclosed { scores: scores_of(scores), ..Disclosed::default() }
        }
        Disclosure::Full(rating) => Disclosed {
            grade: Some(words::grade(rating.grade)),
            points: Some(rating.points),
            scores: scores_of(&rating.scores),
            ..Disclosed::default()
        },
    }
}

fn scores_of(scores: &SubScores) -> Vec<Score> {
    let all = [
        ("payment", scores.payment),
        ("delivery", scores.delivery),
        ("service", scores.service),
        ("disputes", scores.dispute),
        ("standing", scores.standing),
    ];
    all.into_iter()
        .map(|(part, score)| Score {
            part,
            score_hundredths: score.score,
            is_rated: score.is_rated,
            samples: score.samples,
            counterparties: score.counterparties,
        })
        .collect()
}

fn list_text(listed: &Listed) -> String {
    let all = counted(listed.all, "grant");
    let of = match &listed.of {
        Some(of) => {
            format!("; {} by or to {}", thousands(listed.grants.len() as u64), of.in_full())
        }
        None => format!("; {} listed", thousands(listed.grants.len() as u64)),
    };
    let mut text = format!("{all} on this chain{of}.\n");
    if listed.grants.is_empty() {
        return text;
    }
    let mut grants = table(&["Grant", "State", "By", "To", "Told", "Asked by", "Until", "Used"]);
    for grant in &listed.grants {
        grants.add_row([
            thousands(grant.grant),
            grant.state.to_owned(),
            grant.subject.called(),
            grant.viewer.called(),
            grant.how_much(),
            grant.through(),
            grant.expires_at.clone(),
            format!("{} of {}", thousands(grant.used), thousands(grant.uses)),
        ]);
    }
    text += &format!("\n{}", shown(&grants));
    text
}

fn answer_text(answer: &Answer) -> String {
    let Disclosed { grade, is_at_least, points, scores } = &answer.told;
    let mut text = format!("{}: ", answer.grant.subject.in_full());
    let mut told = Vec::new();
    if let Some(grade) = grade {
        told.push(match points {
            Some(points) if *grade != "unrated" => format!("{grade}, {points} points of 100"),
            _ => (*grade).to_owned(),
        });
    }
    if let Some(is_at_least) = is_at_least {
        let grade = answer.grant.at_least.unwrap_or("that grade");
        let is = if *is_at_least { "at least" } else { "not at least" };
        told.push(format!("{is} {grade}"));
    }
    if told.is_empty() {
        told.push("no grade is told".to_owned());
    }
    text += &told.join(", ");
    text.push('\n');
    for score in scores {
        let told = match score.is_rated {
            true => words::score(score.score_hundredths),
            false => "not rated".to_owned(),
        };
        text += &format!("{:<9} {told}\n", score.part);
    }
    let Receipt { use_number, weights_version, inputs, used_at, block } = &answer.receipt;
    text + &format!(
        "Use {} of {} of grant {}, by version {weights_version} of the weights, of the records with the digest {inputs}; block {}, {used_at}.",
        thousands(*use_number),
        thousands(answer.grant.uses),
        thousands(answer.grant.grant),
        thousands(*block),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_view_is_read_with_the_grade_that_it_asks_about() {
        assert_eq!(view(&words("at-least AA")).unwrap(), (View::AtLeast, Grade::AA));
        assert_eq!(view(&words("full")).unwrap(), (View::Full, Grade::Unrated));
        for (wrong, why) in [
            ("at-least", "needs a grade"),
            ("at-least D", "no grade D"),
            ("at-least unrated", "no grade unrated"),
            ("grade A", "takes no grade"),
            ("everything", "not everything"),
        ] {
            let said = format!("{:#}", view(&words(wrong)).unwrap_err());
            assert!(said.contains("--view") && said.contains(why), "{said}");
        }
    }

    #[test]
    fn a_purpose_is_the_sha_256_of_its_utf_8_bytes() {
        // printf 'Kredit über 5' | sha256sum
        let expected = "5e4282863ef0e56a4eb88b497ae64b5ed603fd60312565abe2ff24f55c6adeb2";
        assert_eq!(hex(&purpose("Kredit über 5").0), format!("0x{expected}"));
    }

    #[test]
    fn a_grant_lasts_to_the_end_of_its_day() {
        assert_eq!(iso(day("2027-01-31").unwrap()), "2027-01-31T23:59:59Z");
        for wrong in ["31.1.2027", "2027-02-30", "", "9999-01-01"] {
            assert!(day(wrong).unwrap_err().to_string().contains("--until"), "{wrong}");
        }
    }

    #[test]
    fn a_grant_stands_as_the_contract_looks_at_it() {
        let consent = Consent {
            viewer: interfaces::ids::PartyId([2; 32]),
            contract: NOBODY,
            view: View::Full,
            at_least: Grade::A,
            purpose: purpose("x"),
            expires_at: 1_000,
            uses: 2,
        };
        let subject = interfaces::ids::PartyId([1; 32]);
        let given = Grant { registry: 1, is_revoked: false, subject, consent, used: 1 };
        assert_eq!(state(&given, 999), "open");
        assert_eq!(state(&given, 1_000), "expired");
        assert_eq!(state(&Grant { used: 2, ..given }, 999), "used up");
        assert_eq!(state(&Grant { used: 2, ..given }, 1_000), "expired");
        assert_eq!(state(&Grant { is_revoked: true, used: 2, ..given }, 1_000), "revoked");
    }
}
