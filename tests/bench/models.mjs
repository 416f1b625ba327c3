// Rows of models that students write: trace_eight_schools, from the text to the first gradient, and gp_50_chains, four chains
// of 1000 + 1000 transitions on a Gaussian process of 50 points in the page's workers.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { serve } from '../../web/serve.mjs';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const page = path.join(here, 'model-page');

const repeats = 9;
const rounds = 20;

const codeOf = (name) => fs.readFileSync(path.join(root, 'tests/posteriordb/models', `${name}.js`), 'utf8');

const schools = {
  code: codeOf('eight_schools_noncentered'),
  data: { J: 8, y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] },
  dim: 10,
};

/** A wave and noise of sd 0.7, at 50 points: uniform numbers of a small generator, four of them for a normal one. */
function gaussianProcess() {
  let state = 12_345;
  const uniform = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const noise = () => 0.7 * Math.sqrt(3) * (uniform() + uniform() + uniform() + uniform() - 2);
  const x = Array.from({ length: 50 }, (_, i) => -10 + (20 * i) / 49);
  return { code: codeOf('gp_regr'), data: { x, y: x.map((each) => 2 * Math.sin(each / 2) + noise()) } };
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];
const row = (name, unit, values, params) => ({
  name,
  value: median(values),
  unit,
  min: Math.min(...values),
  max: Math.max(...values),
  repeats: values.length,
  params,
});

const settings = {
  configFile: false,
  root: page,
  publicDir: false,
  logLevel: 'error',
  resolve: { alias: { $core: path.join(root, 'build/wasm/wasm') } },
  worker: { format: 'es' },
};

const scratch = (name) => fs.mkdtempSync(path.join(os.tmpdir(), `tractable-${name}-`));

/** Under node. The first medians are the compiler's, not the code's. */
export async function measureTraceNode() {
  const folder = scratch('trace');
  try {
    await build({
      ...settings,
      build: {
        ssr: 'node.ts',
        outDir: folder,
        emptyOutDir: true,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: 'node.mjs' } },
      },
    });
    const { tracer } = await import(pathToFileURL(path.join(folder, 'node.mjs')).href);
    const trace = await tracer(fs.readFileSync(path.join(root, 'build/wasm/wasm/tractable_simd.wasm')));
    const once = () =>
      median(Array.from({ length: rounds }, () => trace(schools.code, schools.data, schools.dim)));
    for (let i = 0; i < 3; i++) once();
    return row('trace_eight_schools', 'ms', Array.from({ length: repeats }, once), { rounds });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** In Chromium. `browser` is Playwright's; `filter` says which rows. */
export async function measureModels(browser, filter) {
  const wanted = (name) => name.includes(filter);
  if (!wanted('trace_eight_schools') && !wanted('gp_50_chains')) return [];
  const folder = scratch('models');
  await build({
    ...settings,
    base: './',
    build: { outDir: folder, emptyOutDir: true, target: 'chrome111', assetsInlineLimit: 0 },
  });
  const site = await serve({ folder, port: 4730 });
  const tab = await browser.newPage();
  try {
    await tab.goto(site.address);
    await tab.waitForFunction(() => 'traceToGradient' in globalThis);
    const rows = [];
    if (wanted('trace_eight_schools')) {
      const once = () => tab.evaluate(traceRounds, { ...schools, rounds });
      for (let i = 0; i < 3; i++) await once();
      const values = [];
      for (let i = 0; i < repeats; i++) values.push(median(await once()));
      rows.push(row('trace_eight_schools', 'ms', values, { rounds }));
    }
    if (wanted('gp_50_chains')) {
      const values = [];
      for (let seed = 1; seed <= 3; seed++) {
        const { milliseconds, stopped } = await tab.evaluate(runChains, { ...gaussianProcess(), seed });
        if (stopped.some((why) => why !== 'done'))
          throw new Error(`gp_50_chains: the chains ended ${stopped}`);
        values.push(milliseconds / 1000);
      }
      rows.push(
        row('gp_50_chains', 's', values, {
          points: 50,
          chains: 4,
          warmup: 1000,
          draws: 1000,
          cores: os.availableParallelism(),
        }),
      );
    }
    return rows;
  } finally {
    await tab.close();
    await site.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs in the page. */
async function traceRounds({ code, data, dim, rounds }) {
  const times = [];
  for (let i = 0; i < rounds; i++) times.push(await globalThis.traceToGradient(code, data, dim));
  return times;
}

/** Runs in the page. */
async function runChains({ code, data, seed }) {
  return globalThis.chains(code, data, seed);
}
