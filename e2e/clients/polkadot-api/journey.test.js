// Decodes a journey with polkadot-api and its ink! packages: every event of every contract, and the errors of every refused call.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { node } from '#descriptors';
import { getInkClient } from '@polkadot-api/ink-contracts';
import { AccountId, Binary, createClient, getTypedCodecs } from 'polkadot-api';
import { getWsProvider } from 'polkadot-api/ws-provider/node';
import { assertEvents, assertRefusals, blocks, bundle, journey, url } from '../journey.js';

/** @typedef {{ name: string, ink: ReturnType<typeof getInkClient> }} Named */

/** The key under which the chain keeps the events of its newest block. */
const SYSTEM_EVENTS = '0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7';

const client = createClient(getWsProvider(url));
/** @type {Awaited<ReturnType<typeof getTypedCodecs<typeof node>>>} */
let codecs;
/** @type {Map<string, Named>} */
let byAddress;

before(async () => {
  const genesis = await client._request('chain_getBlockHash', [0]);
  assert.equal(genesis, journey.genesis, `${url} is another chain than the record's`);
  codecs = await getTypedCodecs(node);
  const contracts = Object.entries(journey.contracts).map(([name, { address }]) => (
    /** @type {const} */ ([address, { name, ink: getInkClient({ metadata: bundle(name) }) }])
  ));
  byAddress = new Map(contracts);
});

after(() => client.destroy());

test('polkadot-api decodes every event of the journey', async () => {
  const found = [];
  for (const block_hash of blocks) {
    // polkadot-api itself reads only blocks that it has pinned, the newest; what is older is asked for by its older name.
    const stored = await client._request('state_getStorage', [SYSTEM_EVENTS, block_hash]);
    const records = codecs.query.System.Events.value.dec(stored);
    for (const [index, { event, topics }] of records.entries()) {
      if (event.type !== 'Contracts' || event.value.type !== 'ContractEmitted') continue;
      const { contract, data } = event.value.value;
      const emitter = byAddress.get(contract);
      if (!emitter) continue;
      // `ink.event.filter` leaves out what it cannot decode, and says nothing; this throws.
      const { type, value } = emitter.ink.event.decode({ data }, topics[0].asHex());
      found.push({ block_hash, index, contract: emitter.name, name: type, fields: normal(value) });
    }
  }
  assertEvents('polkadot-api', found, asTheyAre);
});

test('polkadot-api decodes the error of every refused call', async () => {
  await assertRefusals('polkadot-api', async ({ block_hash, contract: name, message, caller, input }) => {
    const { address } = journey.contracts[name];
    const { args, value } = codecs.apis.ContractsApi.call;
    const asked = args.enc([caller, address, 0n, undefined, undefined, Binary.fromHex(input)]);
    const answered = await client._request('state_call', ['ContractsApi_call', Binary.fromBytes(asked).asHex(), block_hash]);
    const { result } = value.dec(answered);
    assert.ok(result.success, `${message} ended in ${JSON.stringify(result.value)}`);
    const emitter = byAddress.get(address);
    assert.ok(emitter, `the record has no contract ${name}`);
    const { data } = result.value;
    const answer = emitter.ink.message(message).decode({ data });
    // ink! wraps what a message returns in a result of its own, which is an error only if the call could not be read.
    assert.ok(answer.success && !answer.value.success, `${message} was not refused`);
    return { returned: data.asHex(), error: normal(answer.value.value) };
  }, asTheyAre);
});

/**
 * polkadot-api leaves the names of fields as they are.
 * @template T
 * @param {T} value
 */
const asTheyAre = (value) => value;

const accounts = AccountId();

/**
 * The record's normal form of what polkadot-api decodes: `undefined` is None, a variant has a `type`, an account is its address.
 * @param {unknown} value
 * @returns {unknown}
 */
function normal(value) {
  if (value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  if (typeof value === 'string') return isAddress(value) ? Binary.fromBytes(accounts.enc(value)).asHex() : value;
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Binary) return value.asHex();
  if (Array.isArray(value)) return value.map(normal);
  if ('type' in value) {
    const { type, value: held } = value;
    return held === undefined ? type : { [type]: normal(held) };
  }
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, normal(held)]));
}

/** @param {string} text */
function isAddress(text) {
  try {
    return accounts.dec(accounts.enc(text)) === text;
  } catch {
    return false;
  }
}
