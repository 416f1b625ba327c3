// darts_frame: 10 000 new darts under an envelope, from the call on the page to their places on the page: the worker throws
// them, the arrays are transferred. The target has two bumps, the envelope is a normal law.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { serve } from '../../web/serve.mjs';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');

const repeats = 5;
const frames = 60;
const darts = 10_000;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** `browser` is Playwright's. Resolves to the row. */
export async function measureDarts(browser) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tractable-darts-'));
  await build({
    configFile: false,
    root: path.join(here, 'client-page'),
    base: './',
    publicDir: false,
    logLevel: 'error',
    resolve: { alias: { $core: path.join(root, 'build/wasm/wasm') } },
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'chrome111', assetsInlineLimit: 0 },
  });
  const site = await serve({ folder, port: 4720 });
  const page = await browser.newPage();
  try {
    await page.goto(site.address);
    await page.waitForFunction(() => 'client' in globalThis);
    const medians = [];
    for (let repeat = 0; repeat <= repeats; repeat++) {
      const times = await page.evaluate(throwDarts, { frames, darts, seed: repeat });
      // The first round warms the code up.
      if (repeat > 0) medians.push(median(times));
    }
    return {
      name: 'darts_frame',
      value: median(medians),
      unit: 'ms',
      min: Math.min(...medians),
      max: Math.max(...medians),
      repeats,
      params: { darts, frames },
    };
  } finally {
    await page.close();
    await site.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs in the page: milliseconds of each frame's darts. */
async function throwDarts({ frames, darts, seed }) {
  const envelope = { kind: 'normal', a: -1, b: 2.5, m: 12 };
  const times = [];
  let hits = 0;
  for (let i = 0; i < frames; i++) {
    const start = performance.now();
    const thrown = await globalThis.client.call('darts', {
      target: 'two_bumps',
      envelope,
      count: darts,
      seed,
      begin: i * darts,
      hits,
    });
    times.push(performance.now() - start);
    hits = thrown.hits;
    if (thrown.x.length !== darts || thrown.violations > 0) throw new Error('these are not the darts');
  }
  const [got, expected] = [hits / (frames * darts), (1.25 * Math.sqrt(2 * Math.PI)) / envelope.m];
  if (Math.abs(got - expected) > 5 * Math.sqrt((expected * (1 - expected)) / (frames * darts)))
    throw new Error(`${got} of the darts hit, not ${expected}`);
  return times;
}
