// The header-only libraries: Eigen, xsimd (before 13 it has no WebAssembly back-end), doctest. All
// end up in one folder of their own, from the system's packages or unpacked from a newer suite: a
// build for WebAssembly must never see /usr/include, where the headers of another C library lie.

import fs from 'node:fs';
import path from 'node:path';
import { compareVersions } from './programs.mjs';
import { moveIntoPlace, partialFolder, readOr } from './folders.mjs';
import { buildFolder } from './places.mjs';
import { step } from './steps.mjs';
import { unpack } from './debian.mjs';

export const libraries = [
  {
    name: 'Eigen3',
    oldest: '3.4',
    headers: ['eigen3', 'Eigen'],
    debian: ['libeigen3-dev'],
  },
  {
    name: 'xsimd',
    oldest: '13.0',
    headers: ['xsimd'],
    debian: ['libxsimd-dev'],
  },
  {
    name: 'doctest',
    oldest: '2.4.9',
    headers: ['doctest'],
    debian: ['doctest-dev'],
  },
];

const folder = path.join(buildFolder, 'toolchain');
export const packagesPrefix = path.join(folder, 'packages');
const stamp = path.join(folder, 'packages.stamp');
const recipe = '5';

/** Whether the prefix is complete; a system package that was removed leaves a dead link. */
export function haveLibraries() {
  if (readOr(stamp, '') !== recipe) return false;
  const include = path.join(packagesPrefix, 'usr/include');
  const has = ({ headers }) => headers.some((name) => fs.existsSync(path.join(include, name)));
  return libraries.every(has);
}

/** { prefix, config, version } of the newest fitting copy on the system, or null. */
export function findLibrary({ name, oldest, headers }, prefixes = systemPrefixes()) {
  for (const prefix of prefixes) {
    for (const config of configFolders(prefix, name)) {
      const text = readOr(path.join(prefix, config, `${name}ConfigVersion.cmake`), '');
      const version = /PACKAGE_VERSION "([\d.]+)"/.exec(text)?.[1];
      const header = headers.find((h) => fs.existsSync(path.join(prefix, 'include', h)));
      if (version && header && compareVersions(version, oldest) >= 0) {
        return { prefix, config, version, header };
      }
    }
  }
  return null;
}

/** name -> the folder of its CMake files, relative to the prefix. */
export function configsOfPrefix() {
  const usr = path.join(packagesPrefix, 'usr');
  const entries = libraries.map(({ name }) => [name, configFolders(usr, name)[0]]);
  return entries.filter(([, config]) => config).map(([name, config]) => [name, `usr/${config}`]);
}

function systemPrefixes() {
  const named = (process.env.CMAKE_PREFIX_PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...named, '/usr/local', '/opt/homebrew', '/usr'];
}

function configFolders(prefix, name) {
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const libs = ['share', 'lib', 'lib64', `lib/${arch}-linux-gnu`];
  const lower = name.toLowerCase();
  const places = libs.flatMap((lib) => [
    `${lib}/cmake/${name}`,
    `${lib}/cmake/${lower}`,
    `${lib}/${lower}/cmake`,
  ]);
  return places.filter((place) => fs.existsSync(path.join(prefix, place)));
}

/** Fills the prefix (below it `usr/`): links what the system has, unpacks the rest from `debOf`. */
export async function assembleLibraries(debOf) {
  const partial = partialFolder(packagesPrefix);
  await step('putting together the header libraries (Eigen, xsimd, doctest)', async () => {
    fs.mkdirSync(path.join(partial, 'usr/include'), { recursive: true });
    for (const library of libraries) {
      const found = findLibrary(library);
      if (found) link(found, path.join(partial, 'usr'));
      else for (const name of library.debian) await unpack(debOf(name), partial, ['*/share/doc']);
    }
    adapt(path.join(partial, 'usr'));
  });
  moveIntoPlace(partial, packagesPrefix, stamp, recipe);
}

/** Two things in the CMake files of Debian's packages do not fit a prefix of our own. */
function adapt(usr) {
  for (const { name } of libraries) {
    const config = configFolders(usr, name)[0];
    if (!config) continue;
    const edit = (file, change) => {
      const full = path.join(usr, config, file);
      if (fs.existsSync(full)) fs.writeFileSync(full, change(fs.readFileSync(full, 'utf8')));
    };
    // doctest's headers are looked for in /usr, wherever its files lie.
    const up = config.replaceAll(/[^/]+/g, '..');
    const here = `get_filename_component(_IMPORT_PREFIX "\${CMAKE_CURRENT_LIST_DIR}/${up}" ABSOLUTE)`;
    edit(`${name}Targets.cmake`, (text) => text.replace(/set\(_IMPORT_PREFIX "\/[^"]*"\)/, () => here));
    // xsimd switches on complex numbers of the library xtl, and then its emulated vectors, which our
    // scalar build is made of, do not compile. We use neither.
    edit('xsimdConfig.cmake', (text) => text.replace(/(xsimd_ENABLE_XTL_COMPLEX) ON\)/, '$1 OFF)'));
    edit('xsimdTargets.cmake', (text) =>
      text.replaceAll('XSIMD_ENABLE_XTL_COMPLEX=1', '').replaceAll('INTERFACE_LINK_LIBRARIES "xtl"', ''),
    );
  }
}

/** The CMake files are copied, for they find their headers from their own place. */
function link({ prefix, config, header }, target) {
  fs.symlinkSync(path.join(prefix, 'include', header), path.join(target, 'include', header));
  fs.cpSync(path.join(prefix, config), path.join(target, config), {
    recursive: true,
    dereference: true,
  });
}
