// The set-up: brings a machine to the point where the project builds, and does nothing when it is
// there. `node wasm/setup/setup.mjs [part ...]`; what it fetches lies below build/ and node_modules/
// but for packages of the system.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compareVersions, findProgram, programs } from './programs.mjs';
import { needSpace, partialFolder, readOr, removePartials, withLock, writeIfChanged } from './folders.mjs';
import { buildFolder, root } from './places.mjs';
import { fail, say, skipped } from './speech.mjs';
import { main, mustDownload, step } from './steps.mjs';
import { downloadFromSuite, hasApt, installPackages, readSystem } from './debian.mjs';
import {
  compilerEnvironment,
  findEmscripten,
  isOurs,
  oldestEmscripten,
  suite,
  suitePackages,
  tellIfTooOld,
  unpackEmscripten,
} from './emscripten.mjs';
import {
  assembleLibraries,
  configsOfPrefix,
  findLibrary,
  haveLibraries,
  libraries,
  packagesPrefix,
} from './libraries.mjs';

/** part -> the programs it calls; `wasm` and `native` need the libraries too. */
const parts = {
  npm: [],
  native: ['cmake', 'ninja', 'compiler', 'ccache'],
  wasm: ['cmake', 'ninja', 'ccache', 'python'],
  browser: ['chromium'],
  format: ['clangFormat'],
  fuzz: ['clang', 'fuzzer'],
  long: ['clang', 'fuzzer', 'clangTidy', 'gcovr'],
};
export const allParts = Object.keys(parts);
/** What `npm test` needs. */
export const testParts = allParts.filter((part) => part !== 'long');

// Our own Emscripten calls these of LLVM.
const llvmPrograms = ['clang', 'lld', 'llvm'];

const toolchainFolder = path.join(buildFolder, 'toolchain');
const downloads = path.join(toolchainFolder, 'download');

/** Brings the given parts to life; quick and silent when nothing is missing. */
export async function setUp(wanted = testParts) {
  const unknown = wanted.find((part) => !(part in parts));
  if (unknown) fail(`There is no part '${unknown}': choose from ${allParts.join(', ')}.`);
  if (compareVersions(process.version, '20.19') < 0) {
    fail(`Node ${process.version} is too old: install Node 20.19 or newer.`);
  }
  fs.mkdirSync(buildFolder, { recursive: true });
  if (!isComplete(wanted)) {
    await withLock(path.join(buildFolder, 'setup.lock'), async () => {
      const start = performance.now();
      await setUpPrograms(wanted);
      if (wanted.includes('native') || wanted.includes('wasm')) await setUpToolchain(wanted);
      if (wanted.includes('npm')) await setUpNpm();
      say(`The set-up is complete (${((performance.now() - start) / 1000).toFixed(1)} s).`);
    });
  }
  writeToolchainFile();
}

function isComplete(wanted) {
  const builds = wanted.includes('native') || wanted.includes('wasm');
  return (
    missingPrograms(wanted).every((name) => programs[name].optional && !hasApt()) &&
    (!builds || haveLibraries()) &&
    (!wanted.includes('wasm') || findEmscripten() !== null) &&
    (!wanted.includes('npm') || haveNpm())
  );
}

// ---- programs ----------------------------------------------------------------------------------

function missingPrograms(wanted) {
  const names = wanted.flatMap((part) => parts[part]);
  const emscripten = wanted.includes('wasm') && findEmscripten();
  if (wanted.includes('wasm') && (!emscripten || isOurs(emscripten))) names.push(...llvmPrograms);
  return [...new Set(names)].filter((name) => !programs[name].find());
}

async function setUpPrograms(wanted) {
  const missing = missingPrograms(wanted);
  if (missing.length === 0) return;
  if (hasApt()) {
    await installPackages([...new Set(missing.flatMap((name) => programs[name].packages))]);
    const still = missing.filter((name) => !programs[name].find());
    if (still.length > 0) {
      fail(
        `The packages are installed, but ${describe(still)} cannot be found on PATH: check PATH and run the same command again.`,
      );
    }
    return;
  }
  const needed = missing.filter((name) => !programs[name].optional);
  for (const name of missing.filter((n) => programs[n].optional)) {
    skipped(programs[name].what, 'not on this machine; builds work without it, only slower');
  }
  // Off Debian nobody gets LLVM for our own Emscripten: there it is emsdk's business.
  const own = needed.filter((name) => !llvmPrograms.includes(name) || findEmscripten());
  if (own.length > 0) {
    fail(`This machine lacks ${describe(own)}: install it and run the same command again.`);
  }
}

function describe(names) {
  return names.map((name) => programs[name].what).join(', ');
}

// ---- compiler and libraries --------------------------------------------------------------------

async function setUpToolchain(wanted) {
  const system = readSystem();
  const needsCompiler = wanted.includes('wasm') && !findEmscripten();
  const needsLibraries = !haveLibraries();
  if (needsCompiler) tellIfTooOld();
  // From Debian 13 on the release's own packages are new enough.
  if (system.id === 'debian' && Number(system.version || 99) >= 13) {
    const names = needsCompiler ? ['emscripten'] : [];
    if (needsLibraries) names.push(...libraries.filter(lacks).flatMap((l) => l.debian));
    await installPackages(names);
    if (needsCompiler && !findEmscripten()) failWithoutEmscripten();
    if (needsLibraries) await assembleLibraries();
    return;
  }

  const debs = needsCompiler ? [...suitePackages] : [];
  const absent = needsLibraries ? libraries.filter(lacks) : [];
  debs.push(...absent.flatMap((library) => library.debian));
  const debian = system.id === 'debian' && hasApt() && Number(system.version) >= 12;
  let debOf = null;
  if (debs.length > 0) {
    if (!debian) {
      if (needsCompiler) failWithoutEmscripten();
      const list = absent.map(({ name, oldest }) => `${name} ${oldest} or newer`).join(', ');
      fail(
        `This machine lacks ${list}: install with CMake files below /usr/local or a folder named in CMAKE_PREFIX_PATH, and run the same command again.`,
      );
    }
    needSpace(buildFolder, needsCompiler ? 900 : 100, 'fetching the compiler and the libraries');
    debOf = await downloadFromSuite(debs, suite, partialFolder(downloads));
  }
  try {
    if (needsLibraries) await assembleLibraries(debOf);
    if (needsCompiler) await unpackEmscripten(debOf);
  } finally {
    removePartials(downloads);
  }
}

function lacks(library) {
  return findLibrary(library) === null;
}

function failWithoutEmscripten() {
  fail(
    `Emscripten ${oldestEmscripten} or newer is missing: install it with emsdk (emsdk install latest && emsdk activate latest), put emcc on PATH (source emsdk_env.sh), and run the same command again.`,
  );
}

/** What CMake includes; written anew only when something changed. */
function writeToolchainFile() {
  const emscripten = findEmscripten();
  const place = isOurs(emscripten) ? '${CMAKE_CURRENT_LIST_DIR}/emscripten' : (emscripten ?? '');
  const prefix = haveLibraries() ? '${CMAKE_CURRENT_LIST_DIR}/packages' : '';
  const configs = prefix ? configsOfPrefix() : [];
  const lines = [
    '# Written by wasm/setup/setup.mjs: where this machine has the compiler and the libraries.',
    `set(TRACTABLE_EMSCRIPTEN_ROOT "${place}")`,
    `set(TRACTABLE_PACKAGES_PREFIX "${prefix}")`,
    // So that find_package finds them, also what they ask for themselves and when cross-compiling.
    ...configs.map(([name, config]) => `set(${name}_DIR "${prefix}/${config}")`),
  ];
  writeIfChanged(path.join(toolchainFolder, 'toolchain.cmake'), `${lines.join('\n')}\n`);
}

// ---- npm ---------------------------------------------------------------------------------------

const npmStamp = path.join(root, 'node_modules/.tractable-lock');

function lockHash() {
  const lock = readOr(path.join(root, 'package-lock.json'), null);
  if (lock === null) fail('package-lock.json is missing: take it from the repository again.');
  return createHash('sha256').update(lock).digest('hex');
}

function haveNpm() {
  return readOr(npmStamp, '') === lockHash();
}

async function setUpNpm() {
  if (haveNpm()) return;
  const hash = lockHash();
  needSpace(root, 600, 'installing the npm packages');
  // Under `npm run` this is the very npm that called us.
  const own = process.env.npm_execpath;
  const [command, ...first] = own?.endsWith('.js') ? [process.execPath, own] : ['npm'];
  // npm waits minutes for a network that is not there; we try again ourselves.
  const flags = ['--no-progress', '--prefer-offline', '--fetch-retries=1', '--fetch-timeout=60000'];
  await step('installing the npm packages (npm ci)', () =>
    mustDownload(command, [...first, 'ci', ...flags], {
      log: 'npm-ci',
      doing: 'installing the npm packages',
    }),
  );
  fs.writeFileSync(npmStamp, hash);
}

// ---- for other scripts -------------------------------------------------------------------------

/** Where everything is on this machine; null for what no part has set up. */
export async function toolchain() {
  const emscriptenRoot = findEmscripten();
  return {
    emscriptenRoot,
    packagesPrefix: haveLibraries() ? packagesPrefix : null,
    chromium: programs.chromium.find(),
    clang: programs.clang.find(),
    clangFormat: programs.clangFormat.find(),
    clangTidy: programs.clangTidy.find(),
    gcovr: programs.gcovr.find(),
    environment: buildEnvironment(emscriptenRoot),
  };
}

/** The environment of builds and tests: our compiler, our npm programs, caches in the checkout. */
function buildEnvironment(emscriptenRoot) {
  const env = compilerEnvironment(emscriptenRoot);
  const folders = [path.join(root, 'node_modules/.bin'), env.PATH];
  env.PATH = folders.filter(Boolean).join(path.delimiter);
  env.CCACHE_DIR = path.join(buildFolder, 'ccache');
  env.CCACHE_MAXSIZE ??= '1G';
  // A python3 that is a shim (pyenv) costs more at each call of emcc than the compiler's start.
  const python = findProgram('python3', '/usr/bin');
  if (python && !env.PYTHON) env.EMSDK_PYTHON ??= python;
  return env;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    const start = performance.now();
    const wanted = process.argv.slice(2);
    await setUp(wanted.length > 0 ? wanted : undefined);
    const { emscriptenRoot, packagesPrefix: prefix } = await toolchain();
    if (emscriptenRoot) say(`emscripten: ${emscriptenRoot}`);
    if (prefix) say(`libraries: ${prefix}`);
    say(`Everything is in place (${((performance.now() - start) / 1000).toFixed(1)} s).`);
  });
}
