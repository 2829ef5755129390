// How an integrator uses the suite with polkadot-api and @polkadot-api/sdk-ink 0.6: typed by what `papi` generated from our metadata.
//
// sdk-ink knows an error of a contract as bytes only: where a contract refuses, `refusal` below decodes them.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { contracts, node } from '#descriptors';
import { getInkClient } from '@polkadot-api/ink-contracts';
import { createInkV5Sdk } from '@polkadot-api/sdk-ink';
import { Keyring } from '@polkadot/keyring';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { Binary, createClient, Enum, FixedSizeBinary } from 'polkadot-api';
import { withPolkadotSdkCompat } from 'polkadot-api/polkadot-sdk-compat';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws-provider/node';
import { journey, url } from '../journey.js';

await cryptoWaitReady();
const dave = new Keyring({ type: 'sr25519' }).addFromUri('//Dave');
const signer = getPolkadotSigner(dave.publicKey, 'Sr25519', (data) => dave.sign(data));
const origin = dave.address;

// This node is older than the API that polkadot-api speaks: without withPolkadotSdkCompat nothing is ever answered.
const client = createClient(withPolkadotSdkCompat(sentAtOnce(getWsProvider(url))));
const chain = client.getTypedApi(node);

// Without `atBest`, dry runs would be of the newest block that is final, a second or two ago.
const registry = createInkV5Sdk(chain, contracts.registry, { atBest: true }).getContract(journey.contracts.registry.address);
const notary = createInkV5Sdk(chain, contracts.notary, { atBest: true }).getContract(journey.contracts.notary.address);

after(() => client.destroy());

test('an enterprise registers, is read back and is refused what it stated before', async () => {
  const name = `Daves Kontor ${randomBytes(4).toString('hex')}`;
  // `chain.event.Contracts.ContractEmitted.watch` leaves out the topics, and ink! 5 tells by a topic which event it is. So whoever
  // listens watches all events of the chain, and finds the contract's among them.
  const told = new Promise((resolve, reject) => {
    const watch = chain.query.System.Events.watchValue('best').subscribe({
      next(records) {
        for (const { type, value } of registry.filterEvents(records)) {
          if (type !== 'EnterpriseRegistered' || value.name !== name) continue;
          resolve(value.party.asHex());
          setTimeout(() => watch.unsubscribe());
        }
      },
      error: reject,
    });
  });

  const next = await registry.query('Registry::next_id', { origin, data: { registrant: origin } });
  assert.ok(next.success, 'asking for the id failed');
  const party = next.value.response;
  const register = await registry.query('Registry::register', {
    origin,
    data: { kind: Enum('Enterprise'), name, country: 'DE', roles: [Enum('Supplier'), Enum('Warehouse')] },
  });
  assert.ok(register.success, 'registering would be refused');
  // A dry run tells what the call would return and its events; the call takes the gas that the dry run needed.
  assert.equal(register.value.response.asHex(), party.asHex());
  assert.deepEqual(register.value.events.map(({ type }) => type), ['EnterpriseRegistered']);
  const registered = await register.value.send().signAndSubmit(signer);
  assert.ok(registered.ok, `registering failed: ${JSON.stringify(registered.dispatchError)}`);
  const event = registry.filterEvents(registered.events).find(({ type }) => type === 'EnterpriseRegistered');
  assert.ok(event?.type === 'EnterpriseRegistered', 'the receipt has the event');
  assert.equal(event.value.party.asHex(), party.asHex());
  assert.equal(event.value.controller, origin);
  assert.equal(await told, party.asHex());

  const found = await registry.query('Registry::enterprise', { origin, data: { party } });
  assert.ok(found.success, 'asking for the enterprise failed');
  const enterprise = found.value.response;
  assert.ok(enterprise, 'what was registered is there');
  assert.equal(enterprise.name, name);
  assert.equal(enterprise.kind.type, 'Enterprise');
  assert.equal(enterprise.country.asText(), 'DE');
  assert.deepEqual(enterprise.roles.map(({ type }) => type), ['Supplier', 'Warehouse']);
  assert.equal(enterprise.suspended_until, 0n);
  assert.equal(enterprise.suspended_by, undefined);

  const gln = { party, scheme: Enum('Gln'), value: '9521103000007' };
  const wrong = await registry.query('Registry::state_identifier', { origin, data: { ...gln, value: '9521103000008' } });
  assert.deepEqual(refusal(contracts.registry, 'Registry::state_identifier', wrong), { type: 'WrongCheckDigit', value: undefined });
  const stated = await registry.send('Registry::state_identifier', { origin, data: gln }).signAndSubmit(signer);
  assert.ok(stated.ok, `stating an identifier failed: ${JSON.stringify(stated.dispatchError)}`);
  const again = await registry.query('Registry::state_identifier', { origin, data: gln });
  assert.deepEqual(refusal(contracts.registry, 'Registry::state_identifier', again), { type: 'AlreadyStated', value: undefined });
});

test('a digest is deposited with the notary, is read back and is refused a second time', async () => {
  const register = await registry.query('Registry::register', {
    origin,
    data: { kind: Enum('Enterprise'), name: 'Daves Archiv', country: 'DE', roles: [] },
  });
  assert.ok(register.success, 'registering would be refused');
  const party = register.value.response;
  const registered = await register.value.send().signAndSubmit(signer);
  assert.ok(registered.ok, `registering failed: ${JSON.stringify(registered.dispatchError)}`);

  // Room for 64 bytes; those that the algorithm does not need are 0.
  const digest = FixedSizeBinary.fromBytes(new Uint8Array([...randomBytes(32), ...new Uint8Array(32)]));
  const data = {
    party,
    statement: {
      subject: Enum('Document'),
      algorithm: Enum('Sha256'),
      digest,
      size: 4_096n,
      media_type: 'application/pdf',
      collected_at: BigInt(Date.now()),
      time_source: Enum('Network'),
      collector: FixedSizeBinary.fromBytes(new Uint8Array(32)),
      device: 'scanner 7',
      source: '',
      custodian: Enum('Party', party),
      arbiter: Enum('Nobody'),
      signatories: [],
      sign_until: 0n,
    },
  };
  const deposit = await notary.query('Notary::deposit', { origin, data });
  assert.ok(deposit.success, 'the deposit would be refused');
  const id = deposit.value.response;
  const deposited = await deposit.value.send().signAndSubmit(signer);
  assert.ok(deposited.ok, `the deposit failed: ${JSON.stringify(deposited.dispatchError)}`);

  const found = await notary.query('Notary::certificate', { origin, data: { deposit: id } });
  assert.ok(found.success, 'asking for the certificate failed');
  const certificate = found.value.response;
  assert.equal(certificate?.depositor.asHex(), party.asHex());
  assert.equal(certificate?.statement.digest.asHex(), digest.asHex());
  assert.equal(certificate?.status.type, 'Deposited');
  const { custodian, arbiter } = certificate.statement;
  assert.equal(custodian.type === 'Party' && custodian.value.asHex(), party.asHex());
  assert.equal(arbiter.type, 'Nobody');

  const again = await notary.query('Notary::deposit', { origin, data });
  assert.deepEqual(refusal(contracts.notary, 'Notary::deposit', again), { type: 'AlreadyDeposited', value: undefined });

  const nobody = FixedSizeBinary.fromBytes(new Uint8Array(32).fill(0x77));
  const foreign = await notary.query('Notary::deposit', { origin, data: { ...data, party: nobody } });
  assert.deepEqual(refusal(contracts.notary, 'Notary::deposit', foreign),
    { type: 'Refused', value: { type: 'UnknownParty', value: undefined } });
});

/**
 * The error that a contract gave. sdk-ink 0.6.2 takes every answer that reverts for a failure without a type, and its `message` is hex,
 * or whatever text the bytes happen to be; @polkadot-api/ink-contracts decodes them.
 * @template {{ metadata?: any }} D
 * @param {D} descriptor
 * @param {string} message
 * @param {{ success: boolean, value: any }} answer
 */
function refusal(descriptor, message, answer) {
  assert.ok(!answer.success, `${message} was not refused`);
  assert.equal(answer.value.type, 'FlagReverted', `${message} failed, and was not refused: ${answer.value.type}`);
  const decoded = /** @type {any} */ (getInkClient(/** @type {any} */ (descriptor)).message(message).decode({ data: answer.value.value.raw }));
  // ink! wraps what a message returns in a result of its own, which is an error only if the call could not be read.
  assert.ok(decoded.success && !decoded.value.success, `${message} could not be read`);
  return decoded.value.value;
}

/**
 * Sends transactions by the older name. By the newer one a node first sends a transaction on when the next block comes, and one that
 * makes blocks only for transactions, as a development node does, waits for ever. Elsewhere this is not needed.
 * @param {import('polkadot-api/ws-provider/node').JsonRpcProvider} provider
 * @returns {import('polkadot-api/ws-provider/node').JsonRpcProvider}
 */
function sentAtOnce(provider) {
  return (onMessage) => {
    const { send, disconnect } = provider(onMessage);
    return {
      disconnect,
      send: (message) => send(message.replace('"transaction_v1_broadcast"', '"author_submitExtrinsic"')),
    };
  };
}
