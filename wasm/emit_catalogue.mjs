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
const laws = (core.model_laws?.() ?? lawsOfFamilies()).map((law) => `  ${JSON.stringify(law)},`).join('\n');
lists.push(`export const modelLaws = [\n${laws}\n] as const;\n`);

writeFileSync(
  outPath,
  `// Made by wasm/emit_catalogue.mjs from the module: do not edit.\n\n${lists.join('\n')}`,
);

function lawsOfFamilies() {
  const rows = core
    .distributions()
    .filter(({ variadic }) => !variadic)
    .map(({ name, discrete, parameters }) => {
      const { low, high } = core.distribution_moments(
        name,
        Float64Array.from(parameters, ({ fallback }) => fallback),
      );
      const transform = low === -Infinity ? 'real' : high === Infinity ? 'lower' : 'interval';
      return {
        name,
        parameters: parameters.map(({ name, domain }) => ({ name, domain, shape: 'number' })),
        discrete,
        event: 'number',
        transform,
      };
    });
  const row = (name, domain = 'real') => ({ name, domain, shape: 'row' });
  const number = (name, domain) => ({ name, domain, shape: 'number' });
  const matrix = (name) => ({ name, domain: 'real', shape: 'matrix' });
  const law = (name, parameters, discrete, event, transform) => ({
    name,
    parameters,
    discrete,
    event,
    transform,
  });
  return [
    ...rows,
    law('categorical', [row('logits')], true, 'number', 'real'),
    law('dirichlet', [row('alpha', 'positive')], false, 'row', 'simplex'),
    law('lkj_cholesky', [number('eta', 'positive')], false, 'matrix', 'correlation_cholesky'),
    law('multinomial', [number('n', 'count'), row('logits')], true, 'row', 'real'),
    law('multivariate_normal', [row('mu'), matrix('scale_tril')], false, 'row', 'real'),
    law('multivariate_normal_diagonal', [row('mu'), row('sigma', 'positive')], false, 'row', 'real'),
  ];
}
