// Decodes a journey with dedot: every event of every contract, and the errors of every refused call.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DedotClient, WsProvider } from 'dedot';
import { AccountId32 } from 'dedot/codecs';
import { Contract } from 'dedot/contracts';
import { hexToU8a, u8aToHex } from 'dedot/utils';
import { assertEvents, assertRefusals, blocks, bundle, inCamelCase, journey, url } from '../journey.js';

/**
 * dedot 1.3.0 drops the names of the fields of these variants when it reads a contract's metadata, and gives and takes lists instead:
 * `normalizeContractTypeDef` in `@dedot/contracts` takes no `name` along.
 * @type {Record<string, string[]>}
 */
const WITHOUT_NAMES = {
  Agree: ['quantity', 'instructions'],
  HandOver: ['quantity', 'evidence'],
  Redirect: ['consignee', 'place_of_delivery'],
  ReportLost: ['indemnity', 'document'],
  Request: ['quantity', 'instructions'],
  TransferBeneficiary: ['to', 'endorsement'],
  TransferBoth: ['beneficiary', 'holder', 'endorsement'],
};

/** @typedef {{ name: string, contract: Contract }} Named */

/** @type {DedotClient} */
let client;
/** @type {Map<string, Named>} */
let byAddress;

before(async () => {
  // By the newer JSON-RPC API this node gives only the newest blocks.
  client = await DedotClient.legacy(new WsProvider(url));
  assert.equal(client.genesisHash, journey.genesis, `${url} is another chain than the record's`);
  const contracts = Object.entries(journey.contracts).map(([name, { address }]) => {
    // Contracts UI and cargo-contract take bundles with the code; so does dedot.
    return /** @type {const} */ ([address, { name, contract: new Contract(client, bundle(name), address) }]);
  });
  byAddress = new Map(contracts);
});

after(() => client.disconnect());

test('dedot decodes every event of the journey', async () => {
  const found = [];
  for (const block_hash of blocks) {
    const then = await client.at(/** @type {`0x${string}`} */ (block_hash));
    const records = await then.query.system.events();
    for (const [index, record] of records.entries()) {
      if (!client.events.contracts.ContractEmitted.is(record)) continue;
      const emitter = byAddress.get(record.event.palletEvent.data.contract.address());
      if (!emitter) continue;
      const { name, data } = emitter.contract.decodeEvent(record);
      found.push({ block_hash, index, contract: emitter.name, name, fields: normal(data ?? {}) });
    }
  }
  assertEvents('dedot', found, spelled);
});

test('dedot decodes the error of every refused call', async () => {
  await assertRefusals('dedot', async ({ block_hash, contract: name, message, caller, input }) => {
    const { address } = journey.contracts[name];
    // `contract.query` asks the newest block; of an older one the runtime is asked directly.
    const then = await client.at(/** @type {`0x${string}`} */ (block_hash));
    const { result } = await then.call.contractsApi.call(caller, address, 0n, undefined, undefined, input);
    assert.ok(result.isOk, `${message} ended in ${JSON.stringify(result.err)}`);
    const { registry, metadata } = named(name);
    const called = metadata.spec.messages.find(({ label }) => label === message);
    assert.ok(called, `there is no message ${message} in the metadata of ${name}`);
    const answer = registry.findCodec(called.returnType.type).tryDecode(hexToU8a(result.value.data));
    // ink! wraps what a message returns in a result of its own, which is an error only if the call could not be read.
    assert.ok(answer.isOk && answer.value.isErr, `${message} was not refused`);
    return { returned: result.value.data, error: normal(answer.value.err) };
  }, spelled);
});

test('dedot still gives lists for variants whose fields have names', () => {
  const variants = Object.keys(journey.contracts).flatMap((name) => named(name).metadata.types.flatMap(
    ({ type }) => type.def.variant?.variants ?? []));
  const withNames = variants.filter(({ fields }) => fields?.[0]?.name);
  const listed = Object.fromEntries(withNames.map(({ name, fields }) => [name, fields.map((field) => field.name)]));
  assert.deepEqual(listed, WITHOUT_NAMES, 'the variants whose fields have names are others than those of the exception');

  const { registry, metadata } = named('waybill');
  const disposal = metadata.types.find(({ type }) => type.path?.at(-1) === 'Disposal');
  assert.ok(disposal, 'the metadata of waybill has no Disposal');
  const codec = registry.findCodec(disposal.id);
  const consignee = `0x${'07'.repeat(32)}`;
  const decoded = codec.tryDecode(codec.tryEncode({ type: 'Redirect', value: [consignee, 'NLAMS'] }));
  assert.deepEqual(decoded.value, [consignee, 'NLAMS'], 'dedot keeps the names now: strike the exception');
});

/** @param {string} name */
function named(name) {
  const found = [...byAddress.values()].find((one) => one.name === name);
  assert.ok(found, `the record has no contract ${name}`);
  return found.contract;
}

/**
 * The names of fields in camelCase, but none of variants' fields; and dedot leaves a field out that is None.
 * @param {unknown} value
 * @returns {unknown}
 */
const spelled = (value) => withoutNone(inCamelCase(withLists(value)));

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function withLists(value) {
  if (Array.isArray(value)) return value.map(withLists);
  if (value === null || typeof value !== 'object') return value;
  const listed = Object.entries(value).map(([name, held]) => {
    const fields = typeof held === 'object' ? WITHOUT_NAMES[name] : undefined;
    return [name, fields ? fields.map((field) => withLists(held[field])) : withLists(held)];
  });
  return Object.fromEntries(listed);
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function withoutNone(value) {
  if (Array.isArray(value)) return value.map(withoutNone);
  if (value === null || typeof value !== 'object') return value;
  const held = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(held.map(([name, field]) => [name, withoutNone(field)]));
}

/**
 * The record's normal form of what dedot decodes: `undefined` is None, a variant has a `type`.
 * @param {unknown} value
 * @returns {unknown}
 */
function normal(value) {
  if (value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof AccountId32) return value.raw;
  if (value instanceof Uint8Array) return u8aToHex(value);
  if (Array.isArray(value)) return value.map(normal);
  if ('type' in value) {
    const { type } = value;
    return 'value' in value ? { [String(type)]: normal(value.value) } : type;
  }
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, normal(held)]));
}
