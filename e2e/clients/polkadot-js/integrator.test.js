// How an integrator uses the suite with @polkadot/api and @polkadot/api-contract: by the names of messages, without types.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import '@polkadot/api-augment';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { ContractPromise } from '@polkadot/api-contract';
import { bundle, journey, url } from '../journey.js';

/**
 * @typedef {import('@polkadot/api-contract/types').DecodedEvent} DecodedEvent
 * @typedef {import('@polkadot/types/types').ISubmittableResult & { contractEvents?: DecodedEvent[] }} ContractResult
 */

/** @type {ApiPromise} */
let api;
/** @type {ContractPromise} */
let registry;
/** @type {ContractPromise} */
let notary;
/** @type {import('@polkadot/keyring/types').KeyringPair} */
let charlie;

before(async () => {
  api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true });
  charlie = new Keyring({ type: 'sr25519' }).addFromUri('//Charlie');
  registry = new ContractPromise(api, bundle('registry'), journey.contracts.registry.address);
  notary = new ContractPromise(api, bundle('notary'), journey.contracts.notary.address);
});

after(() => api.disconnect());

test('an enterprise registers, is read back and is refused what it stated before', async () => {
  const name = `Charlies Spedition ${randomBytes(4).toString('hex')}`;
  // Contracts' events come among the chain's; the contract's metadata decodes those that are its own.
  /** @type {(party: string) => void} */
  let heard;
  const told = new Promise((resolve) => { heard = resolve; });
  const unsubscribe = await api.query.system.events((records) => {
    for (const { event, args } of decoded(registry, records)) {
      if (isNamed(event, 'EnterpriseRegistered') && value(event, args, 'name').eq(name)) {
        heard(value(event, args, 'party').toHex());
      }
    }
  });

  const party = (await ask(registry, 'registry::nextId', charlie.address)).toHex();
  const events = await send(registry, 'registry::register', 'Enterprise', name, 'DE', ['Carrier']);
  const registered = events.find(({ event }) => isNamed(event, 'EnterpriseRegistered'));
  assert.ok(registered, 'the receipt has the event');
  assert.equal(value(registered.event, registered.args, 'party').toHex(), party);
  assert.equal(await told, party);
  unsubscribe();

  const enterprise = (await ask(registry, 'registry::enterprise', party)).unwrap();
  // `toHuman()` is for people: it writes an account as an address and `[u8; 2]` as text, if it is text.
  const { kind, name: called, country, roles, suspendedBy } = enterprise.toHuman();
  assert.deepEqual({ kind, called, country, roles, suspendedBy },
    { kind: 'Enterprise', called: name, country: 'DE', roles: ['Carrier'], suspendedBy: null });
  assert.ok(enterprise.controller.eq(charlie.address));
  assert.ok(enterprise.suspendedUntil.isZero());

  const gln = '9521103000007';
  const wrong = await ask(registry, 'registry::stateIdentifier', party, 'Gln', '9521103000008');
  assert.ok(wrong.isErr && wrong.asErr.isWrongCheckDigit);
  await send(registry, 'registry::stateIdentifier', party, 'Gln', gln);
  const again = await ask(registry, 'registry::stateIdentifier', party, 'Gln', gln);
  assert.ok(again.isErr && again.asErr.isAlreadyStated);
});

test('a digest is deposited with the notary, is read back and is refused a second time', async () => {
  const party = await ask(registry, 'registry::nextId', charlie.address);
  await send(registry, 'registry::register', 'Enterprise', 'Charlies Archiv', 'DE', []);

  const digest = `0x${randomBytes(32).toString('hex')}${'00'.repeat(32)}`;
  const statement = {
    subject: 'Document',
    algorithm: 'Sha256',
    digest, // room for 64 bytes; those that the algorithm does not need are 0
    size: 4_096,
    mediaType: 'application/pdf',
    collectedAt: Date.now(),
    timeSource: 'Network',
    collector: `0x${'00'.repeat(32)}`,
    device: 'scanner 7',
    source: '',
    custodian: { Party: party },
    arbiter: 'Nobody',
    signatories: [],
    signUntil: 0,
  };
  const expected = await ask(notary, 'notary::depositId', party, 'Sha256', digest);
  const events = await send(notary, 'notary::deposit', party, statement);
  const deposited = events.find(({ event }) => isNamed(event, 'Deposited'));
  assert.ok(deposited, 'the receipt has the event');
  assert.ok(value(deposited.event, deposited.args, 'deposit').eq(expected));

  const certificate = (await ask(notary, 'notary::certificate', expected)).unwrap();
  assert.ok(certificate.depositor.eq(party));
  assert.equal(certificate.statement.digest.toHex(), digest);
  // A struct's fields `size`, `hash` and `registry` are read with an underscore.
  assert.equal(certificate.statement.size_.toNumber(), 4_096);
  assert.ok(certificate.status.isDeposited);
  assert.ok(certificate.statement.custodian.asParty.eq(party));
  assert.ok(certificate.statement.arbiter.isNobody);

  const again = await ask(notary, 'notary::deposit', party, statement);
  assert.ok(again.isErr && again.asErr.isAlreadyDeposited);
  const foreign = await ask(notary, 'notary::deposit', `0x${'77'.repeat(32)}`, statement);
  assert.ok(foreign.isErr && foreign.asErr.isRefused && foreign.asErr.asRefused.isUnknownParty);
});

/**
 * Dries a call: as much gas as a block has is allowed, and what it needs is told. The `gasLimit: -1` of older examples gives none of
 * its second part, the size of the proof, and so ends in `OutOfGas`.
 * @param {ContractPromise} contract
 * @param {string} message
 * @param {unknown[]} args
 */
function dry(contract, message, args) {
  const limits = { gasLimit: api.consts.system.blockWeights.maxBlock, storageDepositLimit: null };
  return contract.query[message](charlie.address, limits, ...args);
}

/**
 * Asks a message in a dry run, and gives what it returns: of a message that can refuse, its `Result`.
 * @param {ContractPromise} contract
 * @param {string} message
 * @param {unknown[]} args
 * @returns {Promise<any>}
 */
async function ask(contract, message, ...args) {
  const { output, result } = await dry(contract, message, args);
  assert.ok(result.isOk, `${message} ended in ${result}`);
  // The outer result is ink!'s: an error if the call could not be read.
  return /** @type {any} */ (output).asOk;
}

/**
 * Sends a message with the gas that its dry run needed, waits for its block, and gives the contract's events.
 * @param {ContractPromise} contract
 * @param {string} message
 * @param {unknown[]} args
 * @returns {Promise<DecodedEvent[]>}
 */
async function send(contract, message, ...args) {
  const { gasRequired } = await dry(contract, message, args);
  const call = contract.tx[message]({ gasLimit: gasRequired, storageDepositLimit: null }, ...args);
  return new Promise((resolve, reject) => {
    call.signAndSend(charlie, { nonce: -1 }, (/** @type {ContractResult} */ result) => {
      if (result.dispatchError) reject(new Error(`${message} failed: ${result.dispatchError}`));
      // What cannot be decoded is left out of `contractEvents`, with a line on the console.
      else if (result.status.isInBlock || result.status.isFinalized) resolve(result.contractEvents ?? []);
    }).catch(reject);
  });
}

/**
 * The contract's events among the chain's.
 * @param {ContractPromise} contract
 * @param {import('@polkadot/types/interfaces').EventRecord[]} records
 */
function decoded(contract, records) {
  return records
    .filter(({ event }) => api.events.contracts.ContractEmitted.is(event) && event.data[0].eq(contract.address))
    // ink! 5 tells by a topic which event it is, so the whole record is needed, not its data alone.
    .map((record) => contract.abi.decodeEvent(record));
}

/**
 * Whether it is that event: its identifier is the path of its type, such as `registry::events::Attested`.
 * @param {import('@polkadot/api-contract/types').AbiEvent} event
 * @param {string} name
 */
const isNamed = (event, name) => event.identifier.endsWith(`::${name}`);

/**
 * The value of an event's field, whose values come in the order of their names.
 * @param {import('@polkadot/api-contract/types').AbiEvent} event
 * @param {import('@polkadot/types/types').Codec[]} args
 * @param {string} name
 */
const value = (event, args, name) => args[event.args.findIndex((arg) => arg.name === name)];
