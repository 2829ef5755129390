//! `lading register`: registers an enterprise on a chain.

use crate::{
    kept::{explained, hex, read_file, Kept, Place, Session, LARGEST},
    suite::Suite,
    ui::{printable, Ui},
};
use anyhow::{bail, ensure, Context, Result};
use chain::{Account, Chain};
use ink::codegen::TraitCallBuilder;
use interfaces::{
    administration::ATTESTER,
    ids::{Digest, PartyId},
    registry::{Kind, Registry as _, Role, Scheme},
};
use pendzl::contracts::access_control::AccessControl as _;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;

/// Register an enterprise, which then acts by the key that registered it.
///
/// Other commands act for the first enterprise of a key unless they are told another. On a chain that is kept in a file, a key
/// without funds gets some.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Legal name or pseudonym, 1 to 128 bytes.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// ISO 3166-1 alpha-2 code of its country, such as DE.
    #[arg(long, value_name = "CODE")]
    country: String,
    /// A role that it claims; may be given again. Roles: core-enterprise, supplier, distributor, carrier, forwarder, warehouse,
    /// financier, insurer, regulator, auditor, consumer-body.
    #[arg(long = "role", value_name = "ROLE", value_parser = role)]
    roles: Vec<Role>,
    /// An identifier that it states, such as gln=4012345000009; may be given again. Schemes: gln, lei, uscc, duns, scac, vat, gs1-prefix.
    #[arg(long = "identifier", value_name = "SCHEME=VALUE", value_parser = identifier)]
    identifiers: Vec<(Scheme, String)>,
    /// Have the identifiers confirmed on the evidence in this file, so that they are nobody else's: by //Alice, who administers a chain
    /// that is kept in a file.
    #[arg(long, value_name = "FILE", requires = "identifiers")]
    evidence: Option<PathBuf>,
}

/// The roles of the registry, by what they are called here.
const ROLES: [(&str, Role); 11] = [
    ("core-enterprise", Role::CoreEnterprise),
    ("supplier", Role::Supplier),
    ("distributor", Role::Distributor),
    ("carrier", Role::Carrier),
    ("forwarder", Role::Forwarder),
    ("warehouse", Role::Warehouse),
    ("financier", Role::Financier),
    ("insurer", Role::Insurer),
    ("regulator", Role::Regulator),
    ("auditor", Role::Auditor),
    ("consumer-body", Role::ConsumerBody),
];

/// The schemes of identifiers, by what they are called here.
const SCHEMES: [(&str, Scheme); 7] = [
    ("gln", Scheme::Gln),
    ("lei", Scheme::Lei),
    ("uscc", Scheme::Uscc),
    ("duns", Scheme::Duns),
    ("scac", Scheme::Scac),
    ("vat", Scheme::Vat),
    ("gs1-prefix", Scheme::Gs1CompanyPrefix),
];

/// What is called `name` in `all`, which are so many `kind`s.
fn called<T: Copy>(all: &[(&str, T)], kind: &str, name: &str) -> Result<T> {
    let found = all.iter().find(|(known, _)| *known == name);
    found.map(|(_, what)| *what).with_context(|| {
        let known: Vec<_> = all.iter().map(|(known, _)| *known).collect();
        format!("no {kind} is called {name}: {}", known.join(", "))
    })
}

fn role(name: &str) -> Result<Role> {
    called(&ROLES, "role", name)
}

/// Reads an identifier as it is given here: SCHEME=VALUE.
///
/// # Errors
/// If it is none, or of a scheme that nobody knows.
pub fn identifier(text: &str) -> Result<(Scheme, String)> {
    let (scheme, value) =
        text.split_once('=').context("an identifier is SCHEME=VALUE, such as gln=4012345000009")?;
    Ok((called(&SCHEMES, "scheme", scheme)?, value.to_owned()))
}

/// Confirms `identifiers` of `party`, as the administrator of a kept chain.
fn confirm(
    kept: &mut Kept,
    party: PartyId,
    identifiers: &[(Scheme, String)],
    evidence: Digest,
) -> Result<()> {
    let admin = Account::dev("Alice");
    let address = &kept.suite.contract("registry").context("the chain has no registry")?.address;
    let mut access = Suite::access_control(address);
    if !kept.chain.query(access.call().has_role(ATTESTER, Some(admin.ink())))? {
        let granted =
            kept.chain.call(&admin, access.call_mut().grant_role(ATTESTER, Some(admin.ink())))?;
        if let Err(error) = granted.returned {
            bail!("making //Alice an attester: refused: {error:?}");
        }
    }
    let mut registry = kept.suite.registry();
    for (scheme, value) in identifiers {
        let message =
            registry.call_mut().confirm_identifier(party, *scheme, value.clone(), evidence);
        if let Err(error) = kept.chain.call(&admin, message)?.returned {
            bail!("confirming the identifier {value}: refused: {}", explained(&error));
        }
    }
    Ok(())
}

/// The enterprise, as the chain has it.
#[derive(Serialize)]
struct Registered {
    party: String,
    name: String,
    country: String,
    controller: String,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    let account = Account::from_secret(&args.place.suri).context("--suri")?;
    ensure!(args.place.party.is_none(), "--party: a new enterprise gets its id from the registry");
    let evidence = args.evidence.as_ref().map(|path| {
        read_file(path, LARGEST)
            .with_context(|| format!("the evidence {} cannot be read", path.display()))
    });
    let evidence = evidence.transpose()?;
    let mut kept = Kept::open(&args.place.chain)?;
    kept.endow(&account)?;
    let mut session = Session { kept, account, party: PartyId::NONE };
    let mut registry = session.kept.suite.registry();
    let message = registry.call_mut().register(
        Kind::Enterprise,
        args.name.clone(),
        args.country.clone(),
        args.roles.clone(),
    );
    let party = session.call(&format!("registering {}", printable(&args.name)), message)?.returned;
    for (scheme, value) in &args.identifiers {
        let message = registry.call_mut().state_identifier(party, *scheme, value.clone());
        session.call(&format!("stating the identifier {value}"), message)?;
    }
    if let Some(evidence) = evidence {
        confirm(&mut session.kept, party, &args.identifiers, Sha256::digest(evidence).into())?;
    }
    let registered = Registered {
        party: hex(&party.0),
        name: args.name.clone(),
        country: args.country.clone(),
        controller: session.account.id().to_string(),
    };
    session.kept.save()?;
    ui.done(&registered, |registered| {
        let name = printable(&registered.name);
        format!("{name} ({}) is registered as {}", registered.country, registered.party)
    })
}
