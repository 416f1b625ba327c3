// `npm start`: sets up what is missing, builds what has changed, serves the site and prints its
// address. `node web/start.mjs [--port N] [--build-only]`

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { mustBuild } from '../wasm/setup/build.mjs';
import { setUp, toolchain } from '../wasm/setup/setup.mjs';
import { readOr } from '../wasm/setup/folders.mjs';
import { buildFolder, root } from '../wasm/setup/places.mjs';
import { fail, say } from '../wasm/setup/speech.mjs';
import { main, must, step } from '../wasm/setup/steps.mjs';
import { firstPort, serve } from './serve.mjs';

const site = path.join(root, 'dist');
const stamp = path.join(buildFolder, 'site.stamp');

/** Builds what the page loads, and none of the tests that the preset has beside it. */
function buildModules() {
  return mustBuild('wasm', { targets: ['wasm/all'], log: 'build-modules' });
}

/** Builds the site into dist/ from the sources and the WebAssembly modules, if they changed. */
export async function buildSite({ log = 'build-site' } = {}) {
  const hash = inputHash();
  if (readOr(stamp, '') === hash && fs.existsSync(path.join(site, 'index.html'))) return false;
  fs.rmSync(stamp, { force: true });
  const { environment } = await toolchain();
  await must('vite', ['build'], { log, env: environment, doing: 'building the site' });
  fs.writeFileSync(stamp, hash);
  return true;
}

/** Over all that the site is made from: its sources, its settings, the modules. */
function inputHash() {
  const hash = createHash('sha256');
  const settings = fs
    .readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|ts|js|mjs|html)$/.test(entry.name))
    .map((entry) => path.join(root, entry.name));
  const modules = filesBelow(path.join(buildFolder, 'wasm/wasm')).filter((file) =>
    /\.(wasm|js|mjs|d\.ts)$/.test(file),
  );
  const sources = ['web', 'lessons'].flatMap((folder) => filesBelow(path.join(root, folder)));
  for (const file of [...settings, ...modules, ...sources].sort()) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(fs.readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .filter((entry) => !/CMakeFiles|node_modules|\.svelte-kit/.test(entry.parentPath ?? entry.path))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

async function start() {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'build-only': { type: 'boolean' } },
  });
  const port = Number(values.port ?? firstPort);
  if (!(Number.isInteger(port) && port >= 0 && port < 65536)) {
    fail(`--port takes a number from 0 to 65535, not '${values.port}'.`);
  }
  await setUp(['npm', 'wasm']);
  await step('building the WebAssembly modules', buildModules);
  await step('building the site', buildSite);
  if (values['build-only']) return;
  const { address, close } = await serve({
    folder: site,
    port,
    strict: values.port !== undefined,
  });
  // Until here Ctrl-C cuts work off; from here on it is how the command ends.
  process.removeAllListeners('SIGINT').once('SIGINT', () => close().then(() => process.exit(0)));
  say(`The site is served until Ctrl-C is pressed:\n${address}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(start);
