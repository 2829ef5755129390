//! What moves from state to state does so as its grids say: every state × message × caller, each from a snapshot of the state.
//!
//! The grids are in the tables. A cell is the state that follows, or the error, without the state that it may tell: that is the one
//! it is at. And whoever is silent, every open state ends.
use std::collections::{BTreeMap, BTreeSet};

use chain::{Account, Backend, Embedded};
use scale_info::TypeDef;
use serde_json::Value as Json;

use crate::tables::{
    answer_of, contracts, none, Answer, Contract, Grid, Mode, Paying, Scene, States, Step, World,
};

#[test]
fn linked_contracts_move_from_state_to_state_as_their_grids_say() {
    check(Mode::Linked);
}

#[test]
fn contracts_that_stand_alone_move_from_state_to_state_as_their_grids_say() {
    check(Mode::Alone);
}

#[test]
fn every_state_has_a_column_and_every_message_of_its_own_a_grid() {
    let mut wrong = Vec::new();
    for (contract, states) in with_states() {
        let world = World::new(Mode::Linked);
        let reached: BTreeSet<_> = states
            .columns
            .values()
            .map(|stage| {
                let scene = world.at(&contract.name, stage);
                state(contract, states, &scene, &scene.chain())
            })
            .collect();
        for name in names(contract, states) {
            if !reached.contains(&name) {
                wrong.push(format!("tables/{}.toml: no column stands for {name}", contract.name));
            }
        }
        // The messages of the contract itself, and not those of its administration, are about what has states.
        let own = states.told_by.split_once("::").map_or("", |(name, _)| name);
        for message in contract.bundle.messages().iter().filter(|message| message.mutates) {
            let is_own = message.label.split_once("::").is_none_or(|(name, _)| name == own);
            let lives = contract.table.states.iter();
            let mut grids = lives.flat_map(|states| &states.grids);
            if is_own && !grids.any(|grid| grid.message == message.label) {
                wrong.push(format!("tables/{}.toml: {} has no grid", contract.name, message.label));
            }
        }
        for grid in &states.grids {
            let (columns, rows) = cells(grid);
            for column in states.columns.keys().filter(|column| !columns.contains(column)) {
                wrong.push(format!(
                    "tables/{}.toml: the grid of {} has no column {column}",
                    contract.name,
                    title(grid)
                ));
            }
            for party in states.parties.iter().map(String::as_str).chain(["Stranger"]) {
                if !rows.iter().any(|(caller, _)| caller == party) {
                    wrong.push(format!(
                        "tables/{}.toml: the grid of {} has no row for {party}",
                        contract.name,
                        title(grid)
                    ));
                }
            }
        }
    }
    none("grids", wrong);
}

#[test]
fn every_open_state_ends_whoever_is_silent() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (contract, states) in with_states() {
        for mode in [Mode::Linked, Mode::Alone] {
            let world = World::new(mode);
            // What ends, and who must not be silent for it.
            let mut found: BTreeMap<&str, Vec<BTreeSet<&str>>> = BTreeMap::new();
            for ending in &states.endings {
                let mut scene = world.at(&contract.name, stage(contract, states, &ending.from));
                let mut chain = scene.chain();
                for step in
                    ending.steps.iter().filter(|step| step.only.is_none_or(|only| only == mode))
                {
                    scene.take_in(&mut chain, step, &contract.name);
                }
                let end = state(contract, states, &scene, &chain);
                if end != ending.to || !states.ends.contains(&end) {
                    wrong.push(format!(
                        "{}: from {} to {end}, and not to the end {} ({mode:?})",
                        contract.name, ending.from, ending.to
                    ));
                }
                found
                    .entry(&ending.from)
                    .or_default()
                    .push(ending.steps.iter().filter_map(|step| step.by.as_deref()).collect());
                count += 1;
            }
            for (column, stage) in &states.columns {
                let scene = world.at(&contract.name, stage);
                if states.ends.contains(&state(contract, states, &scene, &scene.chain())) {
                    continue;
                }
                let endings = found.get(column.as_str()).map_or(&[][..], Vec::as_slice);
                for silent in &states.parties {
                    if !endings.iter().any(|callers| !callers.contains(silent.as_str())) {
                        wrong.push(format!(
                            "{}: {column} has no end while {silent} is silent",
                            contract.name
                        ));
                    }
                }
            }
        }
    }
    println!("{count} endings");
    none("endings", wrong);
}

fn check(mode: Mode) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (contract, states) in with_states() {
        let world = World::new(mode);
        let names = names(contract, states);
        for grid in states.grids.iter().filter(|grid| grid.only.is_none_or(|only| only == mode)) {
            let (columns, rows) = cells(grid);
            for (caller, row) in rows {
                assert_eq!(
                    row.len(),
                    columns.len(),
                    "tables/{}.toml: {} by {caller}",
                    contract.name,
                    title(grid)
                );
                for (column, expected) in columns.iter().zip(row) {
                    let scene = world.at(&contract.name, stage(contract, states, column));
                    count += 1;
                    if let Err(problem) =
                        try_cell(contract, states, grid, &caller, scene, &names, &expected)
                    {
                        wrong.push(format!(
                            "{}/{} at {column} by {caller} ({mode:?}): {problem}",
                            contract.name,
                            title(grid)
                        ));
                    }
                }
            }
        }
    }
    println!("{count} cells of state × message × caller ({mode:?})");
    none("states", wrong);
}

fn try_cell(
    contract: &Contract,
    states: &States,
    grid: &Grid,
    caller: &str,
    mut scene: Scene,
    names: &[String],
    expected: &str,
) -> Result<(), String> {
    if grid.wait.is_some() {
        scene.take(&Step { wait: grid.wait.clone(), ..Step::default() }, &contract.name);
    }
    let mut chain = scene.chain();
    let from = state(contract, states, &scene, &chain);
    let before = scene.digest(&chain);
    let call = scene.seen_by(caller).call(&contract.name, &grid.message, &grid.args);
    let mut call = call.paying(grid.pays);
    call.terms.force = true;
    let receipt = chain.submit_call(&Account::dev(caller), &call);
    let answer = match answer_of(&contract.bundle, &grid.message, &receipt) {
        // An error that tells the state tells the one that it is at.
        Answer::Refused(path) => {
            Answer::Refused(path.strip_suffix(&format!(".{from}")).unwrap_or(&path).to_owned())
        }
        other => other,
    };
    let to = state(contract, states, &scene, &chain);
    match answer {
        Answer::Allowed(_) if to == expected => Ok(()),
        Answer::Allowed(_) => Err(format!("leads to {to}, not {expected}")),
        Answer::Failed(_) => Err(format!("{answer}, not {expected}")),
        Answer::Refused(_) if names.iter().any(|name| name == expected) => {
            Err(format!("{answer}, and does not lead to {expected}"))
        }
        Answer::Refused(_) if !answer.is(expected) => Err(format!("{answer}, not {expected}")),
        Answer::Refused(_) if to != from || scene.digest(&chain) != before => {
            Err("refused, and changed something all the same".to_owned())
        }
        Answer::Refused(_) => Ok(()),
    }
}

fn with_states() -> impl Iterator<Item = (&'static Contract, &'static States)> {
    contracts()
        .iter()
        .flat_map(|contract| contract.table.states.iter().map(move |states| (contract, states)))
}

fn stage<'a>(contract: &Contract, states: &'a States, column: &str) -> &'a str {
    states
        .columns
        .get(column)
        .unwrap_or_else(|| panic!("tables/{}.toml: {column} is no column", contract.name))
}

/// The state that the contract tells.
fn state(contract: &Contract, states: &States, scene: &Scene, chain: &Embedded) -> String {
    let answer = scene.read(chain, &contract.name, &states.told_by, &states.args);
    let state = answer.pointer(&states.at).and_then(Json::as_str);
    state
        .unwrap_or_else(|| panic!("{} answers {answer}, which has no state", states.told_by))
        .to_owned()
}

/// All states, by the metadata.
fn names(contract: &Contract, states: &States) -> Vec<String> {
    let types = contract.bundle.metadata().registry().types.iter();
    let mut found = types.filter(|ty| ty.ty.path.segments.last() == Some(&states.of));
    match found.next().map(|ty| &ty.ty.type_def) {
        Some(TypeDef::Variant(variants)) => {
            variants.variants.iter().map(|variant| variant.name.clone()).collect()
        }
        _ => panic!("tables/{}.toml: the metadata has no enum {}", contract.name, states.of),
    }
}

/// The columns of a grid, and for each caller the cells.
fn cells(grid: &Grid) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let mut lines = grid.cells.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let mut cells = line.split('|').map(|cell| cell.trim().to_owned());
        let first = cells.next().unwrap_or_default();
        (first, cells.collect::<Vec<_>>())
    });
    let (_, columns) =
        lines.next().unwrap_or_else(|| panic!("the grid of {} is empty", grid.message));
    let rows = lines.map(|(caller, mut row)| {
        if row.len() == 1 {
            row = vec![row[0].clone(); columns.len()];
        }
        (caller, row)
    });
    let rows = rows.collect();
    (columns, rows)
}

fn title(grid: &Grid) -> String {
    match &grid.case {
        None => grid.message.clone(),
        Some(case) => format!("{} ({case})", grid.message),
    }
}
