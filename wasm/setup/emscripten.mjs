// The compiler for WebAssembly. A recent emcc on PATH is used as it is. Debian 12's own is too old,
// but the package of Debian 13 holds scripts and prebuilt libraries ("Architecture: all") that work
// with Debian 12's clang-19; only Binaryen is a newer binary, so it runs through the loader and the
// C library it was built for. All of it is unpacked below build/toolchain; nothing is upgraded.

import fs from 'node:fs';
import path from 'node:path';
import { compareVersions, findProgram } from './programs.mjs';
import { moveIntoPlace, needSpace, partialFolder, readOr } from './folders.mjs';
import { buildFolder } from './places.mjs';
import { fail, lastLines, say } from './speech.mjs';
import { must, run, step } from './steps.mjs';
import { unpack } from './debian.mjs';

export const oldestEmscripten = '3.1.69';
/** The suite whose emscripten fits clang 19. */
export const suite = 'trixie';
export const suitePackages = ['emscripten', 'binaryen', 'node-acorn', 'libc6', 'libstdc++6', 'libgcc-s1'];

const folder = path.join(buildFolder, 'toolchain');
const home = path.join(folder, 'emscripten');
const stamp = path.join(folder, 'emscripten.stamp');
// Raised when what we unpack changes, so that an older set-up is done again.
const recipe = '2';

// What we never link, of 1.6 GB: other link modes (lto, pic), threads (-mt, -ww), the
// second file system, tracing allocators. Documents and Emscripten's own tests go too.
const libraries = '*/sysroot/lib/wasm32-emscripten';
const unused = [
  ...['lto', 'lto-pic', 'pic'].map((mode) => `${libraries}/${mode}`),
  ...['*-mt.a', '*-mt-*.a', '*-ww.a', '*-ww-*.a', '*-tracing.a'].map((n) => `${libraries}/${n}`),
  ...['libwasmfs*', 'libwebgpu*', 'libfetch*', 'libstb*', 'libGL-emu*'].map((n) => `${libraries}/${n}`),
  ...['docs', 'media', 'test', 'out', 'ChangeLog*'].map((n) => `./usr/share/emscripten/${n}`),
  './usr/share/doc',
  './usr/share/man',
  './usr/share/lintian',
];

/** The folder of the Emscripten that our builds use, or null when none is there yet. */
export function findEmscripten() {
  return onPath() ?? (readOr(stamp, '') === recipe && fs.existsSync(home) ? home : null);
}

/** Whether the Emscripten in use is the one that we unpacked. */
export function isOurs(emscriptenRoot) {
  return emscriptenRoot === home;
}

function onPath() {
  const emcc = findProgram('emcc');
  if (!emcc) return null;
  const found = emscriptenRootOf(emcc);
  return found && compareVersions(versionOf(found), oldestEmscripten) >= 0 ? found : null;
}

/** emcc may be a link or a wrapper script: the root is the folder that holds emcc.py. */
function emscriptenRootOf(emcc) {
  const real = fs.realpathSync(emcc);
  const places = [
    path.dirname(emcc),
    path.dirname(real),
    path.join(path.dirname(real), '../libexec'), // Homebrew
    path.join(path.dirname(real), '../share/emscripten'),
    '/usr/share/emscripten',
  ];
  const found = places.find((place) => fs.existsSync(path.join(place, 'emcc.py')));
  return found ? path.resolve(found) : null;
}

function versionOf(emscriptenRoot) {
  return readOr(path.join(emscriptenRoot, 'emscripten-version.txt'), '0').replace(/["\s]/g, '');
}

/** Says why an emcc that is on PATH is passed over. */
export function tellIfTooOld() {
  const emcc = findProgram('emcc');
  const found = emcc && emscriptenRootOf(emcc);
  if (found && compareVersions(versionOf(found), oldestEmscripten) < 0) {
    say(`- the emcc on PATH is ${versionOf(found)}; ${oldestEmscripten} or newer is needed`);
  }
}

/** Unpacks the compiler; `debOf` gives the downloaded file of each of `suitePackages`. */
export async function unpackEmscripten(debOf) {
  needSpace(buildFolder, 500, 'unpacking Emscripten');
  const partial = partialFolder(home);
  const files = path.join(partial, 'files');
  await step('unpacking Emscripten (without the library variants we never link)', async () => {
    await unpack(debOf('emscripten'), files, unused);
    await unpack(debOf('node-acorn'), files);
    const native = ['./etc', './usr/share', '*/gconv', '*/audit'];
    for (const name of ['binaryen', 'libc6', 'libstdc++6', 'libgcc-s1']) {
      await unpack(debOf(name), path.join(partial, 'binaryen-files'), native);
    }
    arrange(partial);
  });
  await step('checking the compiler with a small program', () => check(path.join(partial, 'root')));
  moveIntoPlace(path.join(partial, 'root'), home, stamp, recipe);
}

/** Makes one folder of it that may lie anywhere and be moved: no file holds a path of a machine. */
function arrange(partial) {
  const result = path.join(partial, 'root');
  fs.renameSync(path.join(partial, 'files/usr/share/emscripten'), result);
  fs.mkdirSync(path.join(result, 'node_modules'), { recursive: true });
  const acorn = path.join(result, 'node_modules/acorn');
  fs.renameSync(path.join(partial, 'files/usr/share/nodejs/acorn'), acorn);

  const native = path.join(partial, 'binaryen-files/usr');
  const libs = fs.readdirSync(path.join(native, 'lib')).find((n) => n.endsWith('-linux-gnu'));
  const binaryen = path.join(result, 'binaryen');
  fs.mkdirSync(path.join(binaryen, 'bin'), { recursive: true });
  fs.renameSync(path.join(native, 'lib', libs), path.join(binaryen, 'lib'));
  fs.renameSync(path.join(native, 'bin'), path.join(binaryen, 'programs'));
  const loader = fs.readdirSync(path.join(binaryen, 'lib')).find((n) => n.startsWith('ld-linux'));
  for (const name of fs.readdirSync(path.join(binaryen, 'programs'))) {
    if (!name.startsWith('wasm')) continue;
    const script = [
      '#!/bin/sh',
      `here="\${0%/*}/.."`,
      `exec "$here/lib/${loader}" --library-path "$here/lib" "$here/programs/${name}" "$@"`,
    ];
    const file = path.join(binaryen, 'bin', name);
    fs.writeFileSync(file, `${script.join('\n')}\n`, { mode: 0o755 });
  }
  fs.writeFileSync(path.join(result, '.emscripten'), configuration());
  // Below a package of ES modules, as ours is, node would take Emscripten's scripts for modules.
  fs.writeFileSync(path.join(result, 'package.json'), '{ "type": "commonjs" }\n');
}

/** Emscripten reads its configuration as Python and tells it its place in EM_CONFIG. */
export function configuration() {
  return `# Written by the set-up. Finds everything from its own place, so that the checkout may be moved.
import os, shutil
LLVM_ROOT = os.path.dirname(shutil.which('clang-19') or '/usr/bin/clang-19')
CLANG_ADD_VERSION = '19'
LLVM_ADD_VERSION = '19'
BINARYEN_ROOT = os.path.join(os.path.dirname(os.path.abspath(os.environ['EM_CONFIG'])), 'binaryen')
NODE_JS = shutil.which('node') or 'node'
FROZEN_CACHE = True  # the libraries are prebuilt: never build, never clear
`;
}

/** A program with an exception and SIMD must compile, link and run. */
async function check(emscriptenRoot) {
  const place = path.join(emscriptenRoot, '..', 'check');
  fs.mkdirSync(place, { recursive: true });
  const source = `#include <cstdio>
#include <stdexcept>
#include <wasm_simd128.h>
int main() {
  try { throw std::runtime_error("caught"); }
  catch (const std::exception& e) {
    std::printf("%s %g\\n", e.what(), wasm_f64x2_extract_lane(wasm_f64x2_splat(0.5), 1));
  }
}
`;
  fs.writeFileSync(path.join(place, 'check.cpp'), source);
  const flags = ['-std=c++20', '-O2', '-msimd128', '-fwasm-exceptions'];
  await must(path.join(emscriptenRoot, 'em++'), [...flags, 'check.cpp', '-o', 'check.cjs'], {
    cwd: place,
    env: compilerEnvironment(emscriptenRoot, process.env, true),
    log: 'check-compiler',
    doing: 'compiling a first program with Emscripten',
  });
  const { output } = await run(process.execPath, ['check.cjs'], { cwd: place });
  if (output.trim() !== 'caught 0.5') {
    process.stderr.write(lastLines(output));
    fail('The compiler was unpacked, but a program made with it does not run.');
  }
}

/**
 * The environment for our own Emscripten: what another one left in the shell (EM_CONFIG, EM_CACHE
 * ...) must not reach it.
 */
export function compilerEnvironment(emscriptenRoot, env = process.env, ours = isOurs(emscriptenRoot)) {
  if (!ours) return { ...env };
  const kept = Object.entries(env).filter(([key]) => !/^(EM_|EMSDK|EMCC_|EMMAKEN)/.test(key));
  return Object.fromEntries(kept);
}
