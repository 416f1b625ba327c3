// `npm run bench [-- FILTER]`: runs every benchmark row whose name contains FILTER natively, as WebAssembly under node, and
// as WebAssembly in a worker of headless Chromium; prints a table (median, and the spread over the repeats) and writes
// build/bench/{native,node,chromium}.json: arrays of {name, value, unit, min, max, repeats, params}.

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { mustBuild } from '../../wasm/setup/build.mjs';
import { setUp, toolchain } from '../../wasm/setup/setup.mjs';
import { buildFolder, root } from '../../wasm/setup/places.mjs';
import { fail, say, skipped } from '../../wasm/setup/speech.mjs';
import { main, run, step } from '../../wasm/setup/steps.mjs';
import { serve } from '../../web/serve.mjs';
import { measureDarts } from './darts.mjs';
import { measureDrag } from './drag.mjs';
import { measureModels, measureTraceNode } from './models.mjs';

const filter = process.argv[2] ?? '';
const modules = path.join(buildFolder, 'wasm/tests/bench');
const results = path.join(buildFolder, 'bench');

async function native() {
  const { code, output } = await run(path.join(buildFolder, 'release/tests/bench/bench'), [filter], {
    env: process.env,
  });
  if (code !== 0) fail(`The native benchmarks ended with code ${code}.`);
  return JSON.parse(output);
}

async function node() {
  // A process of its own, so that nothing else of this one is compiled, collected or timed with it.
  const script = `const { default: create } = await import(${JSON.stringify(pathToFileURL(path.join(modules, 'bench.mjs')).href)});
    process.stdout.write((await create()).run(${JSON.stringify(filter)}));`;
  const { code, output } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: process.env,
  });
  if (code !== 0) fail(`The benchmarks under node ended with code ${code}:\n${output}`);
  const rows = JSON.parse(output);
  if ('trace_eight_schools'.includes(filter)) rows.push(await measureTraceNode());
  return rows;
}

async function chromium() {
  const { chromium: executablePath } = await toolchain();
  if (!executablePath) return skipped('benchmarks in Chromium', 'it is not installed');
  const { chromium: browserType } = await import('@playwright/test');
  fs.copyFileSync(path.join(root, 'tests/bench/worker.mjs'), path.join(modules, 'worker.mjs'));
  fs.writeFileSync(path.join(modules, 'index.html'), '<!doctype html><title>Benchmarks</title>');
  const site = await serve({ folder: modules, port: 4700 });
  const browser = await browserType.launch({ executablePath, args: browserFlags });
  try {
    const page = await browser.newPage();
    await page.goto(site.address);
    const rows = JSON.parse(
      await page.evaluate(
        (wanted) =>
          new Promise((resolve, reject) => {
            const worker = new Worker('./worker.mjs', { type: 'module' });
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => reject(new Error(message));
            worker.postMessage(wanted);
          }),
        filter,
      ),
    );
    // Dragging in a figure: a row of the page, not of the core.
    if ('drag_frame_ms'.includes(filter)) rows.push(await measureDrag(browser));
    if ('darts_frame'.includes(filter)) rows.push(await measureDarts(browser));
    return [...rows, ...(await measureModels(browser, filter))];
  } finally {
    await browser.close();
    await site.close();
  }
}

// Root has no user namespace for the browser's own sandbox; the other flags keep it from looking for its maker's hosts.
const browserFlags = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function print(columns) {
  const names = [...new Set(Object.values(columns).flatMap((rows) => rows.map(({ name }) => name)))];
  const titles = Object.keys(columns);
  const cell = (row) => (row ? `${digits(row.value)} (${digits(row.min)} - ${digits(row.max)})` : '-');
  const lines = names.map((name) => {
    const rows = titles.map((title) => columns[title].find((row) => row.name === name));
    return [name, rows.find(Boolean).unit, ...rows.map(cell)];
  });
  const table = [['row', 'unit', ...titles], ...lines];
  const widths = table[0].map((_, i) => Math.max(...table.map((line) => line[i].length)));
  for (const line of table)
    say(line.map((text, i) => (i < 2 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('  '));
}

await main(async () => {
  await setUp(['npm', 'native', 'wasm', 'browser']);
  await step('building the native benchmarks', () => mustBuild('release', { targets: ['bench'] }));
  await step('building the WebAssembly benchmarks', () =>
    mustBuild('wasm', { targets: ['bench', 'tractable_simd', 'tractable_scalar_module'] }),
  );
  fs.mkdirSync(results, { recursive: true });
  const columns = {};
  for (const [title, measure] of Object.entries({ native, node, chromium })) {
    const rows = await step(`measuring: ${title}`, measure);
    if (!rows) continue;
    columns[title] = rows;
    fs.writeFileSync(path.join(results, `${title}.json`), `${JSON.stringify(rows, null, 2)}\n`);
  }
  if (Object.values(columns).every((rows) => rows.length === 0))
    fail(`No benchmark's name contains '${filter}'.`);
  say('');
  print(columns);
});
