//! Calls one after another, from a stage of a table: what is sent, and whether what comes of it may.
use chain::{
    AccountId32, Backend, Balance, Call, ChainError, ContractEvent, Embedded, Instantiation,
    Receipt, Sealing, Signing, Terms, H256, UNIT,
};
use e2e::{
    bundles,
    time::{days, hours, seconds},
    Random,
};
use ink::{primitives::LangError, scale::Decode};
use sp_core::blake2_256;

use super::{
    target::{Door, Ground, Reading, Target},
    values::Values,
    Finding, Outcome, Tally,
};
use crate::tables::{answer_in, contracts, Answer};

/// Calls one after another, from a stage of the tables.
pub(super) struct Round<'a> {
    target: &'a Target<'a>,
    ground: &'a Ground<'a>,
    address: &'a AccountId32,
    chain: Embedded,
    random: Random,
    values: Values<'a>,
    /// What the contract runs, and what behaves the same.
    codes: [H256; 2],
    /// Digest of what the contracts store, if it is known.
    digest: Option<[u8; 32]>,
}

/// What is sent.
struct Attempt {
    input: Vec<u8>,
    by: usize,
    is_constructor: bool,
    value: u128,
}

/// What was returned, and what came with it.
type Answered = Result<(Vec<u8>, Receipt<()>), ChainError>;

impl<'a> Round<'a> {
    pub(super) fn new(target: &'a Target<'a>, seed: u64) -> Self {
        let mut random = Random::from_seed("whatever_bytes", seed);
        let ground = &target.grounds[random.below(target.grounds.len() as u64) as usize];
        let mut chain = ground.scene.chain();
        chain.set_signing(Signing::Unsigned);
        chain.set_sealing(Sealing::Instant);
        let name = &target.contract.name;
        let wasm = target.contract.bundle.wasm();
        let codes = [target.contract.bundle.code_hash(), H256(blake2_256(&bundles::twin(wasm)))];
        Self {
            target,
            ground,
            address: ground.scene.address(name),
            chain,
            random,
            values: ground.values.clone(),
            codes,
            digest: None,
        }
    }

    pub(super) fn go(&mut self, length: u64, tally: &mut Tally) -> Result<(), Finding> {
        for _ in 0..length {
            if self.random.once_in(20) {
                let span = self.random.one_of(&[
                    seconds(1),
                    hours(1),
                    days(1),
                    days(3),
                    days(8),
                    days(46),
                ]);
                let time = self.chain.next_time() + span;
                self.chain.set_time(time).expect("a later time is late enough");
            }
            tally.calls += 1;
            self.step(tally)?;
            // An administrator may upgrade to other code that there is, another contract's too: then this is another contract.
            let code = self.code_of(self.address);
            if !code.is_some_and(|code| self.codes.contains(&code)) {
                break;
            }
        }
        Ok(())
    }

    fn step(&mut self, tally: &mut Tally) -> Result<(), Finding> {
        let attempt = self.attempt();
        let balances = self.balances(&attempt);
        let digest = self.digest.take().unwrap_or_else(|| self.read_digest());
        let (answered, address) = self.send(&attempt);
        let reading = self.target.reading(&attempt.input, attempt.is_constructor, attempt.value);
        let judged = self.judge(&reading, &address, &answered, tally).and_then(|outcome| {
            let may_change = outcome == Outcome::Accepted
                && matches!(reading, Reading::For(door) if door.mutates);
            if !may_change {
                if self.read_digest() != digest {
                    return Err("changed what is stored".to_owned());
                }
                self.digest = Some(digest);
            }
            if outcome != Outcome::Accepted {
                if self.balances(&attempt) != balances {
                    return Err("moved tokens or a deposit".to_owned());
                }
                if attempt.is_constructor && self.code_of(&address).is_some() {
                    return Err("made a contract".to_owned());
                }
            }
            Ok(outcome)
        });
        match judged {
            Ok(outcome) => {
                *tally.outcomes.entry(outcome).or_default() += 1;
                Ok(())
            }
            Err(problem) => Err(self.finding(&attempt, &reading, problem, &answered)),
        }
    }

    /// Whether what came of an input is what may come of it.
    fn judge(
        &mut self,
        reading: &Reading,
        address: &AccountId32,
        answered: &Answered,
        tally: &mut Tally,
    ) -> Result<Outcome, String> {
        let (returned, receipt) = match (reading, answered) {
            (Reading::Paid, Err(ChainError::ContractTrapped { .. })) => return Ok(Outcome::Paid),
            (Reading::TooLong, Err(ChainError::Pallet { pallet, error, .. }))
                if pallet == "Contracts" && error == "OutputBufferTooSmall" =>
            {
                return Ok(Outcome::TooLong)
            }
            // Where some message takes tokens, each looks for itself, once it has read what came.
            (Reading::Paid, Ok((returned, receipt)))
                if receipt.reverted && returned[..] == [1, 1] =>
            {
                return Ok(Outcome::Unreadable)
            }
            (Reading::Paid, Ok(_)) => return Err("took tokens that it does not take".to_owned()),
            (Reading::TooLong, Ok(_)) => return Err("read more than its buffer holds".to_owned()),
            (_, Ok((returned, receipt))) => (returned, receipt),
            (_, Err(ChainError::Pallet { error, .. })) => {
                return Err(format!("no answer ({error})"))
            }
            // Without what it carries, so that the same finding is told once.
            (_, Err(error)) => {
                let error = format!("{error:?}");
                let name = error.split([' ', '(']).next().unwrap_or_default();
                return Err(format!("no answer ({name})"));
            }
        };
        let is_unreadable = <Result<(), LangError>>::decode(&mut &returned[..])
            == Ok(Err(LangError::CouldNotReadInput));
        let outcome = match reading {
            Reading::For(_) if is_unreadable => {
                return Err("did not read what can be read".to_owned())
            }
            Reading::For(door) => match self.answer(door, returned) {
                Answer::Allowed(_) => {
                    tally.accepted.insert(door.label.clone());
                    self.values.learn(returned, door.returns, &mut self.random);
                    Outcome::Accepted
                }
                Answer::Refused(error) => {
                    tally.errors.insert(error);
                    Outcome::Refused
                }
                Answer::Failed(reason) => {
                    return Err(format!("answered what it does not have ({reason})"))
                }
            },
            _ if is_unreadable => Outcome::Unreadable,
            Reading::Garbled(door) => match self.answer(door, returned) {
                Answer::Refused(error) => {
                    tally.errors.insert(error);
                    Outcome::Refused
                }
                // Who reads what a text stands for that is none reads nothing.
                Answer::Allowed(_) if !door.mutates && returned.iter().all(|byte| *byte == 0) => {
                    Outcome::Accepted
                }
                _ => return Err("accepted a text that is none".to_owned()),
            },
            _ => return Err("read what cannot be read".to_owned()),
        };
        let is_accepted = outcome == Outcome::Accepted;
        if receipt.reverted == is_accepted {
            return Err("did not revert what it refused, or reverted what it accepted".to_owned());
        }
        let may_tell = is_accepted && matches!(reading, Reading::For(door) if door.mutates);
        let has_told = !receipt.events.is_empty() || receipt.deposit != 0;
        if has_told && !may_tell {
            return Err("left an event or a deposit".to_owned());
        }
        for event in &receipt.events {
            self.check_event(event, address)?;
        }
        Ok(outcome)
    }

    /// The answer of a door, which is of the type that the metadata says.
    fn answer(&self, door: &Door, returned: &[u8]) -> Answer {
        let bundle = &self.target.contract.bundle;
        if !door.is_constructor {
            return answer_in(bundle, &door.label, returned);
        }
        // A constructor that cannot fail answers `Ok(Ok(()))`, though its metadata says `Ok(())`.
        match (returned, bundle.constructor_answer(&door.label, returned)) {
            ([0] | [0, 0], _) => Answer::Allowed(().into()),
            (_, Ok(error)) => Answer::Refused(error.to_string()),
            (_, Err(error)) => Answer::Failed(error.to_string()),
        }
    }

    /// An event can be read by the metadata of the contract that it is of.
    fn check_event(&self, event: &ContractEvent, new: &AccountId32) -> Result<(), String> {
        let scene = &self.ground.scene;
        let of =
            contracts().iter().find(|contract| scene.address(&contract.name) == &event.contract);
        let of = of.or((&event.contract == new).then_some(self.target.contract));
        let of = of.ok_or("an event of no contract that there is")?;
        let read = of.bundle.event(event).map(drop);
        read.map_err(|error| format!("an event that cannot be read ({error})"))
    }

    fn send(&mut self, attempt: &Attempt) -> (Answered, AccountId32) {
        let Attempt { input, by, is_constructor, value } = attempt;
        let signer = &self.target.people[*by];
        let terms = Terms { value: *value, force: true, ..Terms::default() };
        if !is_constructor {
            let call = Call { contract: self.address.clone(), input: input.clone(), terms };
            let answered = self.chain.submit_call(signer, &call);
            return (answered.map(|receipt| receipt.swap(())), self.address.clone());
        }
        let instantiation = Instantiation {
            code_hash: self.target.contract.bundle.code_hash(),
            input: input.clone(),
            salt: self.random.number().to_le_bytes().to_vec(),
            terms,
        };
        let Instantiation { code_hash, input, salt, .. } = &instantiation;
        let address = chain::instantiate_address(signer.id(), code_hash, input, salt);
        let answered = self.chain.submit_instantiation(signer, &instantiation);
        let answered = answered.map(|receipt| {
            let (made, receipt) = receipt.swap(());
            (made.output, receipt)
        });
        (answered, address)
    }

    /// What is sent next.
    fn attempt(&mut self) -> Attempt {
        let target = self.target;
        let random = &mut self.random;
        let is_constructor = random.once_in(16);
        let doors: Vec<&Door> = target.doors(is_constructor).collect();
        let door = random.one_of(&doors);
        let row = (!is_constructor).then(|| random.below(self.ground.rows.len() as u64) as usize);
        let row = row.map(|row| &self.ground.rows[row]);
        let anyone = random.below(target.people.len() as u64) as usize;
        let mut by = anyone;
        let mut value = 0;
        let mut input = door.selector.to_vec();
        let make = |door: &Door, wrong, random: &mut Random, input: &mut Vec<u8>| {
            door.args.iter().for_each(|id| self.values.make(*id, wrong, random, input));
        };
        match (random.below(20), row) {
            // As a row says.
            (0..=2, Some(row)) => {
                input.clone_from(&row.input);
                (by, value) = (row.by, row.value);
            }
            // As a row says, but for one argument.
            (3..=7, Some(row)) => {
                let args = target.arguments(&row.input);
                let other = random.below(args.len().max(1) as u64) as usize;
                input.splice(.., row.input[..4].iter().copied());
                for (at, (id, arg)) in args.into_iter().enumerate() {
                    if at == other {
                        self.values.make(id, 0, random, &mut input);
                    } else {
                        input.extend(arg);
                    }
                }
                by = if random.once_in(4) { anyone } else { row.by };
                value = row.value;
            }
            // Right arguments.
            (0..=12, _) => make(door, 0, random, &mut input),
            // Some of them wrong.
            (13..=15, _) => make(door, 4, random, &mut input),
            // Random bytes after a right selector.
            (16 | 17, _) => {
                let length =
                    if random.once_in(20) { random.below(20_000) } else { random.below(200) };
                input.extend((0..length).map(|_| random.number() as u8));
            }
            // No selector, a part of one, or one of nothing.
            (18, _) => input.truncate(random.below(4) as usize),
            _ => {
                input.splice(.., (0..4).map(|_| random.number() as u8));
                make(door, 0, random, &mut input);
            }
        }
        if random.once_in(5) {
            damage(&mut input, random);
        }
        if random.once_in(40) {
            // Right up to the end of the buffer, and past it.
            let limit = target.limit as u64;
            let length =
                random.one_of(&[limit - 1, limit, limit + 1, limit + 4, 2 * limit, 4 * limit]);
            let any = random.number() as u8;
            let filler = random.one_of(&[0, 255, any]);
            input.resize(length as usize, filler);
        }
        if random.once_in(40) {
            value = random.one_of(&[1, UNIT / 1_000, UNIT]);
        }
        Attempt { input, by, is_constructor, value }
    }

    /// What the contract has and holds, and what is held on who calls.
    fn balances(&self, attempt: &Attempt) -> (Balance, u128) {
        let of = |id| self.chain.balance(id).expect("any account has a balance");
        (of(self.address), of(self.target.people[attempt.by].id()).held)
    }

    fn read_digest(&self) -> [u8; 32] {
        self.ground.scene.digest(&self.chain)
    }

    fn code_of(&self, address: &AccountId32) -> Option<H256> {
        self.chain.code_hash(address).expect("the chain answers")
    }

    fn finding(
        &self,
        attempt: &Attempt,
        reading: &Reading,
        problem: String,
        answered: &Answered,
    ) -> Finding {
        let Attempt { input, by, is_constructor, value } = attempt;
        let what = match (reading, is_constructor) {
            (Reading::For(door) | Reading::Garbled(door), _) => door.label.clone(),
            (_, true) => "a constructor".to_owned(),
            (_, false) => "a message".to_owned(),
        };
        let who = self.ground.scene.people()[*by];
        let came = match answered {
            Ok((returned, _)) => format!("returned 0x{}", hex::encode(returned)),
            Err(error) => error.to_string(),
        };
        let details = format!(
            "at the stage {}, {who} with {value} tokens: {came}\n    0x{}",
            self.ground.name,
            hex::encode(input)
        );
        Finding { what, problem, details }
    }
}

/// Changes some of the bytes.
fn damage(input: &mut Vec<u8>, random: &mut Random) {
    let length = input.len() as u64;
    let at = random.below(length.max(1)) as usize;
    match random.below(6) {
        0 => input.truncate(at),
        1 => input.extend((0..random.between(1, 40)).map(|_| random.number() as u8)),
        2 => drop(input.splice(at..at, [random.number() as u8])),
        _ if length == 0 => {}
        3 => drop(input.remove(at)),
        4 => input[at] = random.one_of(&[0, 1, 2, 3, 127, 128, 252, 254, 255]),
        _ => {
            for _ in 0..random.between(1, 3) {
                let at = random.below(length) as usize;
                input[at] ^= 1 << random.below(8);
            }
        }
    }
}
