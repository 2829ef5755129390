// What the JavaScript clients' tests share: which node they ask, and the record of a journey that they decode again.
// No client's library is used here, so that no library checks itself.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/**
 * @typedef {{ block_hash: string, index: number, contract: string, name: string, fields: unknown }} Emitted
 *   An event of a contract: `index` is its place among all events of its block.
 * @typedef {{ block_hash: string, contract: string, message: string, caller: string, input: string, returned: string,
 *   error: unknown }} Refusal
 *   A call that a contract refused, with the state after the block.
 */

/** @param {string} name */
function setting(name) {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: run the tests with e2e/clients/run.sh`);
  return value;
}

/** Where the node listens. */
export const url = setting('LADING_URL');

/**
 * The journey as it was recorded.
 * @type {{ genesis: string, contracts: Record<string, { address: string }>, events: Emitted[], refusals: Refusal[] }}
 */
export const journey = JSON.parse(readFileSync(setting('LADING_RECORD'), 'utf8'));

/** The blocks of the journey in which a contract told something, in order. */
export const blocks = [...new Set(journey.events.map((event) => event.block_hash))];

/**
 * A released bundle: code and metadata.
 * @param {string} contract
 */
export function bundle(contract) {
  const path = new URL(`../../deployments/bundles/${contract}.contract`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * A value with the names of all fields in camelCase, as most JavaScript clients give them. Names of variants are left alone.
 * @param {unknown} value
 * @returns {unknown}
 */
export function inCamelCase(value) {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (value === null || typeof value !== 'object') return value;
  const renamed = Object.entries(value).map(([name, held]) => [
    name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase()),
    inCamelCase(held),
  ]);
  return Object.fromEntries(renamed);
}

/**
 * Asserts that a client found every event of the journey, in order, with every field, and no other, and says how many.
 * @param {string} client
 * @param {Emitted[]} found
 * @param {(fields: unknown) => unknown} spelled How the client spells the names of fields.
 */
export function assertEvents(client, found, spelled) {
  const place = (/** @type {Emitted} */ event) => `${event.contract}.${event.name}, event ${event.index} of block ${event.block_hash}`;
  for (const [number, event] of journey.events.entries()) {
    const { block_hash, index, contract, name, fields } = event;
    const expected = { block_hash, index, contract, name, fields: spelled(fields) };
    assert.ok(found[number], `${client} did not find ${place(event)}`);
    assert.deepEqual(found[number], expected, `${client} decodes ${place(event)} differently than it was recorded`);
  }
  const more = found.slice(journey.events.length).map(place);
  assert.deepEqual(more, [], `${client} found events that were not recorded`);
  assert.notEqual(found.length, 0, 'the record has no events');
  const kinds = new Set(found.map(({ contract, name }) => `${contract}.${name}`));
  console.log(`${client}: ${found.length} events of ${kinds.size} kinds in ${blocks.length} blocks, all as recorded`);
}

/**
 * Asserts that a client, when it repeats each refused call, is given the same bytes and finds the same error in them, and says how
 * many.
 * @param {string} client
 * @param {(refusal: Refusal) => Promise<{ returned: string, error: unknown }>} repeat
 * @param {(error: unknown) => unknown} spelled How the client spells the names of fields.
 */
export async function assertRefusals(client, repeat, spelled) {
  assert.notEqual(journey.refusals.length, 0, 'the record has no refusals');
  for (const refusal of journey.refusals) {
    const { message, block_hash, returned, error } = refusal;
    const repeated = await repeat(refusal);
    const expected = { returned, error: spelled(error) };
    assert.deepEqual(repeated, expected, `${client} sees another refusal of ${message} after block ${block_hash}`);
  }
  const kinds = new Set(journey.refusals.map(({ message, error }) => `${message} ${JSON.stringify(error)}`));
  console.log(`${client}: ${journey.refusals.length} refusals of ${kinds.size} kinds repeated, all as recorded`);
}
