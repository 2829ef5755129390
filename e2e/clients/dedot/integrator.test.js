// How an integrator uses the suite with dedot: a typed client, made from our metadata by dedot's own generator.
//
// What the contracts take and give is checked by the compiler as well: `tsc` reads the types that `dedot typink` generated.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Keyring } from '@polkadot/keyring';
import { DedotClient, WsProvider } from 'dedot';
import { Contract } from 'dedot/contracts';
import { bundle, journey, url } from '../journey.js';

/** @typedef {import('../generated/dedot/registry/index.js').RegistryContractApi} RegistryContractApi */
/** @typedef {import('../generated/dedot/notary/index.js').NotaryContractApi} NotaryContractApi */
/** @typedef {import('../generated/dedot/notary/index.js').InterfacesNotaryStatement} Statement */
/** @typedef {`0x${string}`} Hex */

/** @type {DedotClient} */
let client;
/** @type {Contract<RegistryContractApi>} */
let registry;
/** @type {Contract<NotaryContractApi>} */
let notary;
/** @type {import('@polkadot/keyring/types').KeyringPair} */
let bob;

before(async () => {
  // By the newer JSON-RPC API, of `DedotClient.new`, a node first sends a transaction on when the next block comes. One that makes
  // blocks only for transactions, as a development node does, then waits for ever.
  client = await DedotClient.legacy(new WsProvider(url));
  bob = new Keyring({ type: 'sr25519' }).addFromUri('//Bob');
  // Dry runs are made for the default caller; who signs is said when something is sent.
  const options = { defaultCaller: bob.address };
  registry = new Contract(client, bundle('registry'), journey.contracts.registry.address, options);
  notary = new Contract(client, bundle('notary'), journey.contracts.notary.address, options);
});

after(() => client.disconnect());

test('an enterprise registers, is read back and is refused what it stated before', async () => {
  // Whoever listens hears of every enterprise, also of those that others register meanwhile.
  /** @type {(event: { party: Hex, name: string }) => void} */
  let heard;
  const told = new Promise((resolve) => { heard = resolve; });
  const name = `Bobs Mühle ${randomBytes(4).toString('hex')}`;
  const unwatch = await registry.events.EnterpriseRegistered.watch((events) => {
    for (const { data } of events) if (data.name === name) heard(data);
  });

  // The id of the enterprise that registers next can be asked before.
  const { data: party } = await registry.query.registryNextId(bob.address);
  // Without a gas limit dedot makes a dry run first, and takes what that needed.
  const registered = await registry.tx
    .registryRegister('Enterprise', name, 'DE', ['Supplier', 'Carrier'])
    .signAndSend(bob)
    .untilBestChainBlockIncluded();
  assert.equal(registered.dispatchError, undefined, 'registering failed');

  // The receipt has the event, and so has whoever listens.
  const event = registry.events.EnterpriseRegistered.find(registered.events);
  assert.equal(event?.data.party, party);
  assert.ok(event?.data.controller.eq(bob.address));
  assert.equal(await told.then((data) => data.party), party);
  await unwatch();

  const { data: enterprise } = await registry.query.registryEnterprise(party);
  assert.ok(enterprise, 'what was registered is there');
  const { kind, country, roles, suspendedUntil, suspendedBy } = enterprise;
  assert.deepEqual({ kind, name: enterprise.name, country, roles }, {
    kind: 'Enterprise',
    name,
    country: '0x4445', // [u8; 2]: the letters DE
    roles: ['Supplier', 'Carrier'],
  });
  // Milliseconds are bigints. What is None is undefined.
  assert.equal(suspendedUntil, 0n);
  assert.equal(suspendedBy, undefined);

  // A refusal is an answer like any other: a dry run tells it before anything is paid for.
  const gln = '9521103000007';
  const { data: wrong } = await registry.query.registryStateIdentifier(party, 'Gln', '9521103000008');
  assert.equal(wrong.isErr && wrong.err.type, 'WrongCheckDigit');
  const stated = await registry.tx.registryStateIdentifier(party, 'Gln', gln).signAndSend(bob).untilBestChainBlockIncluded();
  assert.equal(stated.dispatchError, undefined, 'stating an identifier failed');
  const { data: again, flags } = await registry.query.registryStateIdentifier(party, 'Gln', gln);
  assert.equal(again.isErr && again.err.type, 'AlreadyStated');
  assert.ok(flags.revert, 'a refusal reverts');
});

test('a digest is deposited with the notary, is read back and is refused a second time', async () => {
  const { data: party } = await registry.query.registryNextId(bob.address);
  await registry.tx.registryRegister('Enterprise', 'Bobs Archiv', 'DE', []).signAndSend(bob).untilBestChainBlockIncluded();

  const digest = /** @type {Hex} */ (`0x${randomBytes(32).toString('hex')}${'00'.repeat(32)}`);
  /** @type {Statement} */
  const statement = {
    subject: 'Document',
    algorithm: 'Sha256',
    digest, // room for 64 bytes; those that the algorithm does not need are 0
    size: 4_096n,
    mediaType: 'application/pdf',
    collectedAt: BigInt(Date.now()),
    timeSource: 'Network',
    collector: `0x${'00'.repeat(32)}`,
    device: 'scanner 7',
    source: '',
    custodian: { type: 'Party', value: party },
    arbiter: { type: 'Nobody' },
    signatories: [],
    signUntil: 0n,
  };
  const { data: expected } = await notary.query.notaryDepositId(party, 'Sha256', digest);
  const deposited = await notary.tx.notaryDeposit(party, statement).signAndSend(bob).untilBestChainBlockIncluded();
  assert.equal(notary.events.Deposited.find(deposited.events)?.data.deposit, expected);

  const { data: certificate } = await notary.query.notaryCertificate(expected);
  assert.equal(certificate?.depositor, party);
  assert.equal(certificate?.statement.digest, digest);
  assert.equal(certificate?.status, 'Deposited');
  assert.deepEqual(certificate?.statement.custodian, { type: 'Party', value: party });
  assert.deepEqual(certificate?.statement.arbiter, { type: 'Nobody' });

  const { data: again } = await notary.query.notaryDeposit(party, statement);
  assert.equal(again.isErr && again.err.type, 'AlreadyDeposited');

  // Errors say why: the registry does not know that Bob may act for nobody's enterprise.
  const nobody = /** @type {Hex} */ (`0x${'77'.repeat(32)}`);
  const { data: foreign } = await notary.query.notaryDeposit(nobody, statement);
  assert.deepEqual(foreign.isErr && foreign.err, { type: 'Refused', value: { type: 'UnknownParty' } });
});
