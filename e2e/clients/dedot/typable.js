// Writes the metadata of all released bundles into a folder, in a form that dedot's generator takes: `node dedot/typable.js FOLDER`.
//
// `dedot typink` 1.3.0 writes the names of a message's arguments into types as they are, and fails where one is a word that TypeScript
// keeps for itself, as `case` is; here it is `the_case`. Names of arguments are not sent, so nothing else changes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const KEPT = ['case', 'default', 'delete', 'export', 'function', 'import', 'in', 'new', 'package', 'return', 'this', 'with'];

const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const bundles = new URL('../../../deployments/bundles/', import.meta.url);
for (const file of readdirSync(bundles).filter((name) => name.endsWith('.contract'))) {
  const { source: { hash, language, compiler }, ...metadata } = JSON.parse(readFileSync(new URL(file, bundles), 'utf8'));
  for (const { args } of [...metadata.spec.messages, ...metadata.spec.constructors]) {
    for (const arg of args) if (KEPT.includes(arg.label)) arg.label = `the_${arg.label}`;
  }
  const named = `${folder}/${file.replace('.contract', '.json')}`;
  writeFileSync(named, JSON.stringify({ source: { hash, language, compiler }, ...metadata }));
}
