// Decodes a journey with @polkadot/api and @polkadot/api-contract: every event of every contract, and the errors of every refused
// call.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ApiPromise, WsProvider } from '@polkadot/api';
import { Abi } from '@polkadot/api-contract';
import { AbstractArray, AbstractInt, bool, Enum, Null, Option, Raw, Struct, Text } from '@polkadot/types-codec';
import { assertEvents, assertRefusals, blocks, bundle, inCamelCase, journey, url } from '../journey.js';

/**
 * polkadot.js 16.5.6 writes an underscore after these names of a struct's fields, since its Struct is a Map with members of those
 * names. It takes them without, and arguments of messages and of events keep theirs.
 */
const WITH_UNDERSCORE = ['entries', 'hash', 'keys', 'new', 'registry', 'size'];

/** @typedef {{ name: string, abi: Abi }} Named */

/** @type {ApiPromise} */
let api;
/** @type {Map<string, Named>} */
let byAddress;

before(async () => {
  api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true });
  assert.equal(api.genesisHash.toHex(), journey.genesis, `${url} is another chain than the record's`);
  const properties = api.registry.getChainProperties();
  const contracts = Object.entries(journey.contracts).map(([name, { address }]) => (
    /** @type {const} */ ([address, { name, abi: new Abi(bundle(name), properties) }])
  ));
  byAddress = new Map(contracts);
});

after(() => api.disconnect());

test('polkadot.js decodes every event of the journey', async () => {
  const found = [];
  for (const block_hash of blocks) {
    const then = await api.at(block_hash);
    const records = await then.query.system.events();
    for (const [index, record] of records.entries()) {
      if (!then.events.contracts.ContractEmitted.is(record.event)) continue;
      const emitter = byAddress.get(record.event.data[0].toString());
      if (!emitter) continue;
      // ink! 5 tells which event it is by a topic, so the whole record is needed, not its data alone.
      const { event, args } = emitter.abi.decodeEvent(record);
      const fields = Object.fromEntries(event.args.map(({ name }, place) => [name, normal(args[place])]));
      // The identifier is the path of the event's type, such as `registry::events::Attested`.
      const name = event.identifier.split('::').at(-1) ?? '';
      found.push({ block_hash, index, contract: emitter.name, name, fields });
    }
  }
  assertEvents('polkadot.js', found, (fields) => {
    const given = Object.entries(Object(inCamelCase(fields))).map(([name, held]) => [name, withUnderscores(held)]);
    return Object.fromEntries(given);
  });
});

test('polkadot.js decodes the error of every refused call', async () => {
  await assertRefusals('polkadot.js', async ({ block_hash, contract: name, message, caller, input }) => {
    const { address } = journey.contracts[name];
    // `ContractPromise.query` asks the newest block; of an older one the runtime is asked directly.
    const then = await api.at(block_hash);
    const { result } = await then.call.contractsApi.call(caller, address, 0, null, null, input);
    assert.ok(result.isOk, `${message} ended in ${result}`);
    const emitter = byAddress.get(address);
    assert.ok(emitter, `the record has no contract ${name}`);
    const { returnType } = emitter.abi.findMessage(message);
    assert.ok(returnType, `${message} returns nothing by the metadata of ${name}`);
    const { data } = result.asOk;
    const answer = emitter.abi.registry.createTypeUnsafe(returnType.lookupName || returnType.type, [data.toU8a(true)]);
    // ink! wraps what a message returns in a result of its own, which is an error only if the call could not be read.
    assert.ok(answer.isOk && answer.asOk.isErr, `${message} was not refused`);
    return { returned: data.toHex(), error: normal(answer.asOk.asErr) };
  }, (error) => withUnderscores(inCamelCase(error)));
});

/**
 * A value with the names of structs' fields as polkadot.js gives them.
 * @param {unknown} value
 * @returns {unknown}
 */
function withUnderscores(value) {
  if (Array.isArray(value)) return value.map(withUnderscores);
  if (value === null || typeof value !== 'object') return value;
  const renamed = Object.entries(value).map(([name, held]) => [
    WITH_UNDERSCORE.includes(name) ? `${name}_` : name,
    withUnderscores(held),
  ]);
  return Object.fromEntries(renamed);
}

/**
 * The record's normal form of what polkadot.js decodes. `toJSON()` would not do: it writes variants with a small first letter, and
 * large numbers as hex.
 * @param {unknown} value
 * @returns {unknown}
 */
function normal(value) {
  if (value instanceof Option) return value.isNone ? null : normal(value.unwrap());
  if (value instanceof Enum) return value.inner instanceof Null ? value.type : { [value.type]: normal(value.inner) };
  if (value instanceof Struct) return Object.fromEntries([...value.entries()].map(([name, held]) => [name, normal(held)]));
  if (value instanceof AbstractArray) return value.map(normal);
  if (value instanceof AbstractInt || value instanceof Text) return value.toString();
  if (value instanceof bool) return value.isTrue;
  if (value instanceof Raw) return value.toHex();
  throw new assert.AssertionError({ message: `polkadot.js decodes to ${value?.constructor.name}, of which nobody thought` });
}
