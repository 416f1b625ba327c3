// Debian: which packages a machine lacks, and files of a newer suite unpacked without upgrading it.

import fs from 'node:fs';
import path from 'node:path';
import { readOr } from './folders.mjs';
import { Failure, explain, fail, kindOf, say } from './speech.mjs';
import { must, mustDownload, run, step } from './steps.mjs';
import { findProgram } from './programs.mjs';

/** The machine's own words about itself: { id, version, codename }; empty strings off Linux. */
export function readSystem(text = readOr('/etc/os-release', '')) {
  const value = (key) => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return { id: value('ID'), version: value('VERSION_ID'), codename: value('VERSION_CODENAME') };
}

export function hasApt() {
  return Boolean(findProgram('apt-get') && findProgram('dpkg'));
}

// ---- packages of this machine ------------------------------------------------------------------

const aptEnvironment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
// A mirror may stumble, and a machine that has just booted may be installing its own updates.
const patience = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=300'];
const plainly = ['install', '-y', '-q', '--no-install-recommends', '--no-remove'];

/** Installs packages with the system's package manager, or says which command does it. */
export async function installPackages(names, { isRoot = process.getuid?.() === 0 } = {}) {
  if (names.length === 0) return;
  const list = names.join(' ');
  if (!isRoot) {
    fail(
      `Some packages are missing and only root can install them; run this and then the same command again: ` +
        `sudo apt-get update && sudo apt-get install --no-install-recommends ${list}`,
    );
  }
  say(`The set-up installs these packages with apt-get: ${list}`);
  await step('reading the package lists (apt-get update)', () =>
    mustDownload('apt-get', [...patience, 'update', '-q'], {
      log: 'apt-update',
      env: aptEnvironment,
      doing: 'reading the package lists',
    }),
  );
  await step(`installing ${names.length} packages (apt-get install)`, async () => {
    const options = {
      log: 'apt-install',
      env: aptEnvironment,
      doing: `installing ${list}`,
    };
    const first = await run('apt-get', [...patience, ...plainly, ...names], options);
    if (first.code === 0) return;
    // An installation that was cut off earlier leaves dpkg half-way: let it finish, once.
    if (kindOf(first.output) === 'dpkg') {
      await must('dpkg', ['--configure', '-a'], { ...options, log: 'dpkg-configure' });
      await must('apt-get', [...patience, '-y', '-q', '-f', 'install'], options);
    }
    await mustDownload('apt-get', [...patience, ...plainly, ...names], options);
  });
}

// ---- apt sources -------------------------------------------------------------------------------

// The options of the one-line format and their names in the other one.
const optionNames = {
  arch: 'Architectures',
  lang: 'Languages',
  target: 'Targets',
  pdiffs: 'PDiffs',
  'by-hash': 'By-Hash',
  'signed-by': 'Signed-By',
  trusted: 'Trusted',
  'allow-insecure': 'Allow-Insecure',
  'allow-weak': 'Allow-Weak',
  'allow-downgrade-to-insecure': 'Allow-Downgrade-To-Insecure',
  'check-valid-until': 'Check-Valid-Until',
  'valid-until-min': 'Valid-Until-Min',
  'valid-until-max': 'Valid-Until-Max',
  'check-date': 'Check-Date',
  'date-max-future': 'Date-Max-Future',
};

/**
 * Reads apt sources of either format into [{ uris, suites, components, options }], binary packages
 * only; `options` has the names of the deb822 format.
 */
export function parseSources(text, name) {
  return name.endsWith('.sources') ? parseStanzas(text) : parseLines(text);
}

function parseStanzas(text) {
  const kept = text.split('\n').filter((line) => !line.startsWith('#'));
  const entries = [];
  for (const stanza of kept.join('\n').split(/\n[ \t]*\n/)) {
    const fields = {};
    let key = null;
    for (const line of stanza.split('\n')) {
      const field = /^([A-Za-z0-9-]+):[ \t]*(.*)$/.exec(line);
      if (field) {
        key = Object.values(optionNames).find((n) => n.toLowerCase() === field[1].toLowerCase());
        key ??= field[1].toLowerCase();
        fields[key] = field[2].trim();
      } else if (key && /^[ \t]/.test(line)) {
        fields[key] += `\n${line}`; // an embedded key is continued, and must stay as it is
      }
    }
    const { types = '', uris = '', suites = '', components = '', enabled = 'yes', ...rest } = fields;
    if (!words(types).includes('deb') || /^(no|false|0)$/i.test(enabled)) continue;
    const options = Object.fromEntries(
      Object.entries(rest).filter(([key]) => Object.values(optionNames).includes(key)),
    );
    entries.push({
      uris: words(uris),
      suites: words(suites),
      components: words(components),
      options,
    });
  }
  return entries;
}

function parseLines(text) {
  const entries = [];
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?([^\s[]\S*)\s+(\S+)((?:\s+[^\s#]\S*)*)/.exec(line);
    if (!match || match[2].startsWith('cdrom:')) continue;
    const options = {};
    for (const option of words(match[1] ?? '')) {
      const [key, value] = option.split(/\+?=(.*)/);
      const known = optionNames[key.toLowerCase()];
      if (known) options[known] = value.replaceAll(',', ' ');
    }
    entries.push({
      uris: [match[2]],
      suites: [match[3]],
      components: words(match[4]),
      options,
    });
  }
  return entries;
}

function words(text) {
  return text.split(/\s+/).filter(Boolean);
}

/**
 * This machine's own Debian mirrors, most likely first: the entries of its release that have the
 * component main. Updates, security suites and the lists of other vendors are left out.
 */
export function debianMirrors(entries, codename) {
  const suites = [codename, 'stable', 'oldstable'];
  const mirrors = entries.flatMap((entry) =>
    entry.uris
      .filter((uri) => !/security/.test(uri))
      .map((uri) => ({ uri, entry, named: /debian/i.test(uri) })),
  );
  return mirrors
    .filter(({ entry }) => entry.suites.some((s) => suites.includes(s.replace(/\/$/, ''))))
    .filter(({ entry }) => entry.components.includes('main'))
    .sort((a, b) => Number(b.named) - Number(a.named))
    .map(({ uri, entry }) => ({ uri, options: entry.options }));
}

/** The text of a sources file for one suite of a mirror. */
export function sourceFor({ uri, options }, suite) {
  const lines = ['Types: deb', `URIs: ${uri}`, `Suites: ${suite}`, 'Components: main'];
  for (const [key, value] of Object.entries(options)) {
    lines.push(value.startsWith('\n') ? `${key}:${value}` : `${key}: ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

export function readSources(folder = '/etc/apt') {
  const parts = path.join(folder, 'sources.list.d');
  const names = fs.existsSync(parts) ? fs.readdirSync(parts).sort() : [];
  const files = [
    path.join(folder, 'sources.list'),
    ...names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => path.join(parts, name)),
  ];
  return files.flatMap((file) => parseSources(readOr(file, ''), file));
}

// ---- packages of a newer suite, unpacked -------------------------------------------------------

/**
 * Downloads packages of another suite of this machine's own mirror into `folder`, which becomes an
 * apt state of its own: the machine's state and its preferences play no part. Needs no root.
 */
export async function downloadFromSuite(names, suite, folder) {
  const mirrors = debianMirrors(readSources(), readSystem().codename);
  if (mirrors.length === 0) {
    fail(
      `The apt sources of this machine name no Debian mirror with the component main, so ${names[0]} cannot be fetched: add one, or put emcc 3.1.69 or newer on PATH (emsdk).`,
    );
  }
  for (const sub of ['lists/partial', 'cache/archives/partial', 'debs']) {
    fs.mkdirSync(path.join(folder, sub), { recursive: true });
  }
  const source = path.join(folder, 'suite.sources');
  const settings = {
    'Dir::Etc::sourcelist': source,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': folder,
    'Dir::State::lists': path.join(folder, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(folder, 'cache'),
    'APT::Default-Release': '',
    'APT::Update::Error-Mode': 'any',
    // Root's own folders are closed to the user _apt, who would download otherwise.
    'APT::Sandbox::User': 'root',
    'Acquire::Retries': '3',
    'Acquire::Languages': 'none',
  };
  const apt = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const options = { env: aptEnvironment, doing: `fetching packages of the Debian suite ${suite}` };

  await step(`reading the package list of the suite ${suite}`, async () => {
    for (const [i, mirror] of mirrors.entries()) {
      fs.writeFileSync(source, sourceFor(mirror, suite));
      const last = i === mirrors.length - 1;
      const update = last ? mustDownload : run;
      const result = await update('apt-get', [...apt, 'update', '-q'], {
        ...options,
        log: 'apt-suite',
      });
      if (result.code === 0) return;
      if (kindOf(result.output) === 'disk') throw new Failure(explain(result, options.doing));
    }
  });
  await step(`downloading ${names.length} packages of the suite ${suite}`, () =>
    mustDownload('apt-get', [...apt, 'download', '-q', ...names], {
      ...options,
      log: 'apt-download',
      cwd: path.join(folder, 'debs'),
    }),
  );
  const debs = fs.readdirSync(path.join(folder, 'debs')).filter((name) => name.endsWith('.deb'));
  return (name) => {
    const deb = debs.find((file) => file.startsWith(`${name}_`));
    if (!deb) fail(`A download failed: the package ${name} did not arrive; run the command again.`);
    return path.join(folder, 'debs', deb);
  };
}

/** Unpacks the files of a package below `folder`, without those that match a pattern of `leave`. */
export async function unpack(deb, folder, leave = []) {
  fs.mkdirSync(folder, { recursive: true });
  const name = path.basename(deb).split('_')[0];
  // Through a shell for the pipe alone: all names are passed as arguments, never as its text.
  const script = 'deb=$1; shift; set -o pipefail; dpkg-deb --fsys-tarfile "$deb" | tar -x "$@"';
  const excludes = leave.map((pattern) => `--exclude=${pattern}`);
  const args = ['--no-same-owner', '-C', folder, ...excludes];
  await must('bash', ['-c', script, 'bash', deb, ...args], {
    log: `unpack-${name}`,
    doing: `unpacking ${name}`,
  });
}
