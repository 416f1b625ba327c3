// Writes TypeScript's unions of names from the module's own catalogue, so that the two cannot differ.
// Usage: node emit_catalogue.mjs MODULE.js OUT.ts

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [modulePath, outPath] = process.argv.slice(2);
const { default: create } = await import(pathToFileURL(modulePath).href);
const core = await create();

const lists = Object.entries(core.catalogue()).map(([type, names]) => {
  const rows = names.map((name) => `  '${name}',`).join('\n');
  const table = type[0].toLowerCase() + type.slice(1) + 's';
  return `export const ${table} = [\n${rows}\n] as const;\nexport type ${type} = (typeof ${table})[number];\n`;
});

// The laws that a model may name, with their parameters.
const laws = core
  .model_laws()
  .map((law) => `  ${JSON.stringify(law)},`)
  .join('\n');
lists.push(`export const modelLaws = [\n${laws}\n] as const;\n`);

writeFileSync(
  outPath,
  `// Made by wasm/emit_catalogue.mjs from the module: do not edit.\n\n${lists.join('\n')}`,
);
