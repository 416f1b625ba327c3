// The layers of core/ (DESIGN, section 1) and the borders between the folders: which may include or import which.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imports, includes, sources } from './sources.mjs';

// a: [b, ...] means that a may include b, and through b all that b may.
const direct = {
  base: [],
  simd: ['base'],
  linalg: ['simd'],
  graph: ['linalg'],
  distribution: ['graph'],
  bijector: ['graph'],
  nn: ['graph'],
  optim: ['graph'],
  target: ['distribution', 'bijector', 'nn', 'optim'],
  flow: ['distribution', 'bijector', 'nn', 'optim'],
  data: ['linalg'],
  density: ['linalg'],
  diagnostics: ['linalg'],
  mcmc: ['distribution', 'diagnostics'],
  montecarlo: ['mcmc'],
  bayes: ['montecarlo', 'optim'],
  vi: ['distribution', 'bijector', 'flow', 'nn', 'optim', 'target'],
  vae: ['nn', 'distribution', 'flow', 'vi', 'optim', 'linalg'],
  diffusion: ['nn', 'distribution', 'flow', 'vi', 'optim', 'linalg'],
};

// Single headers that a layer may include beside its layers.
const exceptions = { mcmc: ['target/log_density.hpp'], montecarlo: ['target/log_density.hpp'] };

const reach = (layer, seen = new Set()) => {
  for (const below of direct[layer] ?? []) if (!seen.has(below)) reach(below, seen.add(below));
  return seen;
};

/** What is wrong with `file` including `header`, or null. */
export function fault(file, header) {
  const layer = file.split('/')[2];
  // Above all layers: the catalogue joins the families' rows, the umbrella header is for users.
  const isAbove = /^core\/tractable\/(catalogue\.|tractable\.hpp)/.test(file);
  if (header === 'tractable/tractable.hpp') return 'the core never includes the umbrella header';
  if (header.startsWith('Eigen/')) return layer === 'linalg' ? null : 'only linalg includes Eigen';
  if (header.startsWith('xsimd/')) return layer === 'simd' ? null : 'only simd includes xsimd';
  if (header.startsWith('doctest/')) return 'the core does not know its tests';
  if (!header.startsWith('tractable/') || isAbove) return null;
  const [, below] = header.split('/');
  if (!(layer in direct)) return `the layer ${layer} is not in the table`;
  if (below === layer || reach(layer).has(below)) return null;
  if (exceptions[layer]?.includes(header.slice('tractable/'.length))) return null;
  return `${layer} may not include ${below}`;
}

test('every file of core/ includes its own layer and those below it only', () => {
  const found = [];
  for (const file of sources('core', /\.(hpp|cpp)$/)) {
    for (const header of includes(file)) {
      const what = fault(file, header);
      if (what) found.push(`${file} includes ${header}: ${what}`);
    }
  }
  assert.deepEqual(found, []);
});

test('the layering test finds what it should', () => {
  assert.equal(
    fault('core/tractable/base/error.hpp', 'tractable/simd/special.hpp'),
    'base may not include simd',
  );
  assert.equal(fault('core/tractable/density/kde.cpp', 'tractable/base/error.hpp'), null);
  assert.equal(fault('core/tractable/vi/elbo.cpp', 'tractable/graph/graph.hpp'), null);
  assert.equal(
    fault('core/tractable/mcmc/hmc.cpp', 'tractable/target/zoo.hpp'),
    'mcmc may not include target',
  );
  assert.equal(fault('core/tractable/mcmc/hmc.cpp', 'tractable/target/log_density.hpp'), null);
  assert.equal(fault('core/tractable/graph/plan/plan.cpp', 'Eigen/Dense'), 'only linalg includes Eigen');
});

test('headers that a user may include do not need xsimd', () => {
  // Those that do are kernels, and core/CMakeLists.txt leaves them out of the installation.
  const needsXsimd = new Set();
  const all = sources('core', /\.hpp$/);
  for (let before = -1; before !== needsXsimd.size;) {
    before = needsXsimd.size;
    for (const file of all) {
      const named = includes(file);
      if (named.some((header) => header.startsWith('xsimd/') || needsXsimd.has(`core/${header}`)))
        needsXsimd.add(file);
    }
  }
  for (const header of publicHeaders())
    assert.ok(!needsXsimd.has(`core/${header}`), `${header} would be installed`);
});

// Installed, because public headers include them, but not for users.
const behindPublicHeaders = [
  'tractable/graph/op.hpp',
  'tractable/graph/shape.hpp',
  'tractable/simd/special_list.hpp',
  'tractable/simd/optimizer_step.hpp',
  'tractable/density/boxes.hpp',
];

/** Headers that a user, and wasm/, may include: those that are installed, but for those behind others. */
function publicHeaders() {
  const cmake = sources('core', /CMakeLists\.txt$/, { text: true })[0].text;
  const inside = [...cmake.matchAll(/PATTERN "([^"]+)" EXCLUDE/g)].map((match) => match[1]);
  return sources('core', /\.hpp$/)
    .map((file) => file.slice('core/'.length))
    .filter((header) => !header.split('/').some((part) => inside.includes(part)))
    .filter((header) => !behindPublicHeaders.includes(header) && header !== 'tractable/tractable.hpp')
    .sort();
}

test('the umbrella header includes every public header, in order', () => {
  assert.deepEqual(includes('core/tractable/tractable.hpp'), publicHeaders());
});

test('an installed header includes installed headers only', () => {
  const installed = [...publicHeaders(), ...behindPublicHeaders];
  for (const header of installed) {
    for (const name of includes(`core/${header}`).filter((name) => name.startsWith('tractable/')))
      assert.ok(installed.includes(name), `${header} includes ${name}, which is not installed`);
  }
});

test('in TypeScript only core-client sees the module', () => {
  const found = [];
  for (const file of sources(['web', 'lessons'], /\.(ts|svelte|mjs)$/)) {
    for (const name of imports(file)) {
      const isModule = /tractable_(simd|scalar)/.test(name);
      if (isModule && !file.startsWith('web/core-client/')) found.push(`${file} imports ${name}`);
      if (file.startsWith('web/') && /(^|\/)lessons\//.test(name)) found.push(`${file} imports ${name}`);
    }
  }
  assert.deepEqual(found, []);
});

test('wasm includes public headers only', () => {
  const allowed = publicHeaders();
  const found = [];
  for (const file of sources('wasm', /\.(hpp|cpp)$/)) {
    for (const header of includes(file)) {
      const ours = header.startsWith('tractable/');
      if (/^(Eigen|xsimd)\//.test(header) || (ours && !allowed.includes(header)))
        found.push(`${file} includes ${header}`);
    }
  }
  assert.deepEqual(found, []);
});
