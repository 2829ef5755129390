//! A contract as its metadata shows it from outside, and the stages of its table.
use std::collections::BTreeMap;

use chain::Account;
use e2e::Random;
use ink::scale::{Compact, Decode, Encode};
use scale_info::{
    form::PortableForm, PortableRegistry, TypeDef, TypeDefPrimitive, TypeDefSequence,
};

use super::values::{read, Values};
use crate::tables::{Contract, Kind, Mode, Row, Scene, World};

/// A message, or a constructor.
pub(super) struct Door {
    pub(super) label: String,
    pub(super) selector: [u8; 4],
    pub(super) args: Vec<u32>,
    pub(super) returns: u32,
    /// Whether it takes tokens.
    pub(super) payable: bool,
    /// Whether it may change the state.
    pub(super) mutates: bool,
    pub(super) is_constructor: bool,
}

/// What the metadata says of an input.
pub(super) enum Reading<'a> {
    /// It comes with tokens, and they are not taken.
    Paid,
    /// It is longer than the contract's buffer.
    TooLong,
    /// It has no selector that there is, or other arguments.
    Unreadable,
    /// It is for this door, but that a text in it is none: a contract that takes few texts need not look whether they are UTF-8.
    Garbled(&'a Door),
    /// It is for this door.
    For(&'a Door),
}

/// A contract, and where rounds on it begin.
pub(super) struct Target<'a> {
    pub(super) contract: &'a Contract,
    pub(super) doors: Vec<Door>,
    /// Length of the contract's buffer.
    pub(super) limit: usize,
    /// The types, with bytes in place of texts.
    textless: PortableRegistry,
    pub(super) grounds: Vec<Ground<'a>>,
    pub(super) people: Vec<Account>,
}

/// A stage of the tables.
pub(super) struct Ground<'a> {
    pub(super) name: String,
    pub(super) scene: Scene,
    /// The calls of the rows for this stage, which are accepted if nothing was done before.
    pub(super) rows: Vec<RowCall>,
    pub(super) values: Values<'a>,
}

/// The call of a row.
pub(super) struct RowCall {
    pub(super) by: usize,
    pub(super) input: Vec<u8>,
    /// What comes with it.
    pub(super) value: u128,
}

impl<'a> Target<'a> {
    pub(super) fn new(contract: &'a Contract, worlds: &[(Mode, World)]) -> Self {
        let project = contract.bundle.metadata();
        let spec = project.spec();
        let messages = spec.messages().iter().map(|spec| Door {
            label: spec.label().clone(),
            selector: selector(spec.selector().to_bytes()),
            args: spec.args().iter().map(|arg| arg.ty().ty().id).collect(),
            returns: spec.return_type().ret_type().ty().id,
            payable: spec.payable(),
            mutates: spec.mutates(),
            is_constructor: false,
        });
        let constructors = spec.constructors().iter().map(|spec| Door {
            label: spec.label().clone(),
            selector: selector(spec.selector().to_bytes()),
            args: spec.args().iter().map(|arg| arg.ty().ty().id).collect(),
            returns: spec.return_type().ret_type().ty().id,
            payable: *spec.payable(),
            mutates: true,
            is_constructor: true,
        });
        let mut target = Self {
            contract,
            doors: messages.chain(constructors).collect(),
            limit: buffer(contract),
            textless: textless(project.registry()),
            grounds: Vec::new(),
            people: Vec::new(),
        };
        for (mode, world) in worlds {
            target.add_grounds(*mode, world);
        }
        target
    }

    /// Adds all stages at which a row of the contract may be called.
    fn add_grounds(&mut self, mode: Mode, world: &World) {
        let contract = self.contract;
        let is_linked =
            contract.table.deploy.as_ref().is_some_and(|deploy| !deploy.links.is_empty());
        if mode == Mode::Alone && !is_linked {
            return;
        }
        // A row without a rule of access is there for its cost, and only where contracts are linked.
        let rows = contract.rows().into_iter().filter(|row| {
            row.only.is_none_or(|only| only == mode)
                && (mode == Mode::Linked || row.access.is_some())
        });
        let mut by_stage: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for row in rows {
            by_stage.entry(row.stage()).or_default().push(row);
        }
        for (stage, rows) in by_stage {
            let scene = world.at(&contract.name, stage);
            let people = scene.people();
            if self.people.is_empty() {
                self.people = people.iter().map(|name| Account::dev(name)).collect();
            }
            let calls = rows.iter().map(|row| {
                let by = people.iter().position(|name| *name == row.owner());
                let by = by.unwrap_or_else(|| panic!("{} has no funds", row.owner()));
                let call = scene.seen_by(row.owner()).call(&contract.name, &row.message, &row.args);
                RowCall { by, input: call.input, value: row.pays.into() }
            });
            let rows: Vec<_> = calls.collect();
            let types = contract.bundle.metadata().registry();
            let mut values = Values::new(types, self.limit);
            // What is forgotten when there is too much to remember is the same each time.
            let mut random = Random::from_seed("whatever_bytes", 0);
            for row in &rows {
                for (id, arg) in self.arguments(&row.input) {
                    values.learn(arg, id, &mut random);
                }
            }
            let name = format!("{stage} ({mode:?})");
            self.grounds.push(Ground { name, scene, rows, values });
        }
    }

    /// Whether anything is ever accepted: what reads or makes, and what has a row that says so.
    pub(super) fn may_be_accepted(&self, door: &Door) -> bool {
        // Nobody here calls through a contract.
        let is_own = |row: &&Row| row.message == door.label && !row.through_contract;
        let rows = self.contract.rows().into_iter().filter(is_own);
        let mut rules = rows.filter_map(|row| row.access.as_deref());
        let is_allowed = |rule| self.contract.access(rule).answer(Kind::Owner) == Some("allowed");
        door.is_constructor || !door.mutates || rules.any(is_allowed)
    }

    fn types(&self) -> &'a PortableRegistry {
        self.contract.bundle.metadata().registry()
    }

    pub(super) fn doors(&self, is_constructor: bool) -> impl Iterator<Item = &Door> {
        self.doors.iter().filter(move |door| door.is_constructor == is_constructor)
    }

    /// The door that an input is for, if all its arguments can be read. More bytes after them are nothing wrong.
    pub(super) fn door(&self, input: &[u8], is_constructor: bool) -> Option<&Door> {
        self.door_by(self.types(), input, is_constructor)
    }

    fn door_by(
        &self,
        types: &PortableRegistry,
        input: &[u8],
        is_constructor: bool,
    ) -> Option<&Door> {
        let (selector, mut rest) = input.split_at_checked(4)?;
        let door = self.doors(is_constructor).find(|door| door.selector == selector)?;
        let is_read = |id: &u32| read(&mut rest, *id, types, &mut |_, _| ()).is_some();
        door.args.iter().all(is_read).then_some(door)
    }

    /// The arguments of a right input, each with its type.
    pub(super) fn arguments<'b>(&self, input: &'b [u8]) -> Vec<(u32, &'b [u8])> {
        let Some(door) = self.door(input, false) else { return Vec::new() };
        let mut rest = &input[4..];
        let argument = |id: &u32| {
            let whole = rest;
            read(&mut rest, *id, self.types(), &mut |_, _| ());
            (*id, &whole[..whole.len() - rest.len()])
        };
        door.args.iter().map(argument).collect()
    }

    /// What comes of an input, in the order in which ink! looks at it.
    pub(super) fn reading(&self, input: &[u8], is_constructor: bool, value: u128) -> Reading<'_> {
        if value > 0 && !self.doors(is_constructor).any(|door| door.payable) {
            return Reading::Paid;
        }
        if input.len() > self.limit {
            return Reading::TooLong;
        }
        match self.door(input, is_constructor) {
            None => match self.door_by(&self.textless, input, is_constructor) {
                None => Reading::Unreadable,
                // It may see the tokens before it would see the text.
                Some(door) if value > 0 && !door.payable => Reading::Paid,
                Some(door) => Reading::Garbled(door),
            },
            Some(door) if value > 0 && !door.payable => Reading::Paid,
            Some(door) => Reading::For(door),
        }
    }
}

/// `types` with bytes in place of texts: what is written the same and read without a look at what it says.
fn textless(types: &PortableRegistry) -> PortableRegistry {
    let mut textless = types.clone();
    let is = |of: &TypeDef<PortableForm>, primitive| matches!(of, TypeDef::Primitive(found) if *found == primitive);
    let byte = types.types.iter().find(|known| is(&known.ty.type_def, TypeDefPrimitive::U8));
    let byte = byte.expect("metadata of ink! 5 has bytes").id;
    let bytes = TypeDefSequence::<PortableForm>::decode(&mut &Compact(byte).encode()[..]);
    let bytes = bytes.expect("a list is written as the number of its type");
    for known in &mut textless.types {
        if is(&known.ty.type_def, TypeDefPrimitive::Str) {
            known.ty.type_def = TypeDef::Sequence(bytes.clone());
        }
    }
    textless
}

/// Length of the buffer that a contract reads its input into.
fn buffer(contract: &Contract) -> usize {
    let environment = serde_json::to_value(contract.bundle.metadata().spec().environment());
    let length = environment.ok().and_then(|all| all["staticBufferSize"].as_u64());
    length.expect("metadata of ink! 5 has the length of the buffer") as usize
}

fn selector(bytes: &[u8]) -> [u8; 4] {
    bytes.try_into().expect("a selector has four bytes")
}
