// The programs that the project calls: where they are, how new they are, which package has them.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The full path of a program on PATH, or null. */
export function findProgram(name, searchPath = process.env.PATH ?? '') {
  for (const folder of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const file = path.join(folder, name);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (fs.statSync(file).isFile()) return file;
    } catch {
      // not here: look on
    }
  }
  return null;
}

/** Negative, zero or positive as version a is older than, equal to or newer than b. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((v) => (v.match(/\d+/g) ?? []).map(Number));
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function programVersion(file) {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+(\.\d+)?/.exec(stdout ?? '')?.[0] ?? '0';
}

/** LLVM's tools carry their version in their name on Debian, and not elsewhere. */
function findLlvm(name) {
  const named = findProgram(`${name}-19`);
  if (named) return named;
  const plain = findProgram(name);
  return plain && programVersion(plain).startsWith('19.') ? plain : null;
}

function findCmake() {
  const file = findProgram('cmake');
  if (!file) return null;
  // A start of CMake costs little, but an unchanged set-up should cost nothing: Debian's is read
  // from the folder of its modules.
  const known = fs.existsSync('/usr/share/cmake-3.25') || fs.existsSync('/usr/share/cmake-3.31');
  return known || compareVersions(programVersion(file), '3.25') >= 0 ? file : null;
}

function findFuzzer() {
  const clang = findLlvm('clang++');
  if (!clang) return null;
  const lib = path.join(path.dirname(fs.realpathSync(clang)), '../lib/clang/19/lib');
  if (!fs.existsSync(lib)) return null;
  const files = fs.readdirSync(lib, { recursive: true });
  const found = files.find((file) => /libclang_rt\.fuzzer[-_.]/.test(file) || /fuzzer\.a$/.test(file));
  return found ? path.join(lib, found) : null;
}

function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  for (const file of [process.env.CHROME_PATH, ...names.map((n) => findProgram(n))]) {
    if (file && fs.existsSync(file)) return file;
  }
  return null;
}

/** name -> what it is, how to find it, the Debian packages that have it. */
export const programs = {
  cmake: { what: 'CMake 3.25 or newer', find: findCmake, packages: ['cmake'] },
  ninja: { what: 'Ninja', find: () => findProgram('ninja'), packages: ['ninja-build'] },
  compiler: {
    what: 'a C++20 compiler (g++ 12, clang 14 or newer)',
    find: () => findProgram('g++') ?? findProgram('clang++') ?? findProgram('c++'),
    packages: ['g++'],
  },
  ccache: {
    what: 'ccache',
    find: () => findProgram('ccache'),
    packages: ['ccache'],
    optional: true,
  },
  python: { what: 'Python 3', find: () => findProgram('python3'), packages: ['python3'] },
  chromium: { what: 'Chromium or Chrome', find: findChromium, packages: ['chromium'] },
  clang: { what: 'clang 19', find: () => findLlvm('clang++'), packages: ['clang-19'] },
  lld: { what: 'wasm-ld 19', find: () => findLlvm('wasm-ld'), packages: ['lld-19'] },
  llvm: { what: 'llvm 19', find: () => findLlvm('llvm-nm'), packages: ['llvm-19'] },
  fuzzer: { what: "clang 19's libFuzzer", find: findFuzzer, packages: ['libclang-rt-19-dev'] },
  clangFormat: {
    what: 'clang-format 19',
    find: () => findLlvm('clang-format'),
    packages: ['clang-format-19'],
  },
  clangTidy: {
    what: 'clang-tidy 19',
    find: () => findLlvm('clang-tidy'),
    packages: ['clang-tidy-19'],
  },
  gcovr: { what: 'gcovr', find: () => findProgram('gcovr'), packages: ['gcovr'] },
};
