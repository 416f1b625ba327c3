// How the set-up speaks and fails: progress lines with times, child processes whose output goes to
// a log, and one clear sentence for every way in which a machine can let us down.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The checkout: everything the project writes stands below it. */
export const root = path.resolve(import.meta.dirname, '../..');
export const buildFolder = path.join(root, 'build');

/** A failure that a person can act on: its message is one sentence, printed without a stack. */
export class Failure extends Error {}

export function fail(sentence) {
  throw new Failure(sentence);
}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Prints what is about to happen, a sign of life while it takes long, and the time it took. */
export async function step(title, action) {
  say(`> ${title}`);
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  const sign = setInterval(() => say(`  ... ${title}: ${seconds()} s so far`), 30_000);
  try {
    const result = await action();
    say(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(sign);
  }
}

/** What a part that is not done prints, so that nothing is left out in silence. */
export function skipped(what, reason) {
  say(`- skipped: ${what} (${reason})`);
}

export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// ---- child processes ---------------------------------------------------------------------------

const running = new Set();

// Each child leads a process group, so that ending it ends what it started (a browser, ninja's
// compilers); Ctrl-C reaches only us, and we pass it on.
function endGroup(child, signal = 'SIGTERM') {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // it has ended already
  }
}
process.on('exit', () => running.forEach((child) => endGroup(child)));

/**
 * Runs a program without a stdin, its output in `build/logs/<log>.log` (added to it with `append`).
 * Resolves to { code, output, missing, log }: it never rejects because the program failed. After
 * `limit` seconds the program is ended and counts as failed.
 */
export function run(command, args, { log, append = false, cwd = root, env = process.env, limit } = {}) {
  const file = log && path.join(buildFolder, 'logs', `${log}.log`);
  let sink = null;
  let begin = 0;
  if (file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    sink = fs.openSync(file, append ? 'a' : 'w');
    begin = fs.fstatSync(sink).size;
  }
  return new Promise((resolve) => {
    const chunks = [];
    const stdio = ['ignore', sink ?? 'pipe', sink ?? 'pipe'];
    const child = spawn(command, args, { cwd, env, stdio, detached: true });
    running.add(child);
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    let late = false;
    const clock =
      limit &&
      setTimeout(() => {
        late = true;
        endGroup(child, 'SIGKILL');
      }, limit * 1000);
    const end = (code, missing) => {
      if (!running.delete(child)) return; // 'close' follows 'error': the first one counts
      clearTimeout(clock);
      if (late && sink !== null) fs.writeSync(sink, `\nended after ${limit} s\n`);
      if (sink !== null) fs.closeSync(sink);
      const text = file ? fs.readFileSync(file).subarray(begin) : Buffer.concat(chunks);
      resolve({ code, output: text.toString('utf8'), missing, log: file });
    };
    child.on('error', (error) => end(127, error.code === 'ENOENT' ? command : undefined));
    child.on('close', (code) => end(code ?? 128));
  });
}

/** As `run`, but a failure stops the set-up with a sentence (and the last lines of the output). */
export async function must(command, args, { doing, ...options }) {
  const result = await run(command, args, options);
  if (result.code !== 0) stop(result, doing);
  return result;
}

/** As `must`, but what fails for want of a network is tried again after a pause. */
export async function mustDownload(command, args, { doing, pauses = [5, 20], ...options }) {
  for (const pause of [...pauses, null]) {
    const result = await run(command, args, options);
    if (result.code === 0) return result;
    if (pause === null || kindOf(result.output) !== 'download') stop(result, doing);
    say(`  the download failed; trying again in ${pause} s`);
    await sleep(pause * 1000);
  }
}

function stop(result, doing) {
  if (!result.missing) process.stderr.write(lastLines(result.output));
  fail(explain(result, doing));
}

export function lastLines(text, count = 20) {
  const lines = text.trimEnd().split('\n').slice(-count);
  return lines.map((line) => `  | ${line.slice(0, 400)}\n`).join('');
}

// ---- what went wrong ---------------------------------------------------------------------------

const kinds = [
  ['disk', /No space left on device|ENOSPC|[Nn]ot enough free space|have enough free space|Disk quota/],
  ['key', /NO_PUBKEY|Missing key [0-9A-F]+|is not signed/],
  ['suite', /does not have a Release file|404 {2}Not Found[^\n]*Release/],
  [
    'download',
    new RegExp(
      'Temporary failure resolving|Could not resolve|Could not connect|Unable to connect|' +
        'Failed to fetch|Some index files failed|Connection (timed out|failed|refused)|' +
        'unreachable|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|' +
        'EHOSTUNREACH|ERR_SOCKET_TIMEOUT|socket hang up|Hash Sum mismatch|EINTEGRITY|' +
        'network (timeout|connectivity)|E(429|50[0234])\\b',
    ),
  ],
  ['lock', /Could not get lock|Unable to acquire the dpkg frontend lock/],
  ['package', /Unable to locate package|has no installation candidate|Unable to find a source package/],
  ['dpkg', /dpkg was interrupted|--fix-broken install|Unmet dependencies/],
];

/** The kind of failure that a program's output tells of, or 'other'. */
export function kindOf(output) {
  return kinds.find(([, pattern]) => pattern.test(output))?.[0] ?? 'other';
}

/** One sentence for a failed program: what happened, and what to do. */
export function explain({ code, output = '', missing, log }, doing) {
  if (missing) {
    return `${capital(doing)} needs the program '${missing}', which is not on this machine: install it and run the same command again.`;
  }
  switch (kindOf(output)) {
    case 'disk':
      return `The disk is full: ${doing} stopped; free some space and run the same command again.`;
    case 'download':
      return `A download failed: ${doing} could not reach its server; check the network and run the same command again.`;
    case 'suite':
      return `A download failed: the package mirror of this machine does not offer what ${doing} needs; put emcc 3.1.69 or newer on PATH (emsdk), or use a complete Debian mirror.`;
    case 'key':
      return `A download failed: apt could not check a signature while ${doing}; update the package debian-archive-keyring and run the same command again.`;
    case 'lock':
      return `Another program is installing packages: ${doing} has to wait; run the same command again when it has finished.`;
    case 'package': {
      const name = /(?:locate package|Package) '?([a-z0-9.+-]+)/.exec(output)?.[1] ?? 'it needs';
      return `The package sources of this machine have no package ${name}: ${doing} stopped; enable Debian's main component and run the same command again.`;
    }
    default:
      return `${capital(doing)} failed (exit code ${code})${log ? `; the whole output is in ${path.relative(root, log)}` : ''}.`;
  }
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

/** The sentence for an error that node itself raised while we wrote, moved or read files. */
export function explainError(error) {
  if (error instanceof Failure) return error.message;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    return 'The disk is full: free some space and run the same command again.';
  }
  if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM') {
    return `Writing ${error.path} is not allowed: give this user the right to write in the checkout and run the same command again.`;
  }
  return null;
}

/** Stops early when a step that writes `megabytes` below `folder` would fill the disk. */
export function needSpace(folder, megabytes, doing, statfs = fs.statfsSync) {
  const { bavail, bsize } = statfs(folder);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free < megabytes) {
    fail(
      `The disk is too full: ${doing} needs ${megabytes} MB below ${folder}, where ${free} MB are free; free some space and run the same command again.`,
    );
  }
}

/** The frame of every command of ours: sentences for failures, exit codes, an orderly end. */
export async function main(action) {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.once(signal, () => process.exit(code));
  }
  try {
    await action();
  } catch (error) {
    const sentence = explainError(error);
    process.stderr.write(`${sentence ?? error.stack}\n`);
    process.exitCode = 1;
  }
}

// ---- one set-up at a time ----------------------------------------------------------------------

/**
 * Two commands started together in one checkout must not unpack the same folder. The lock names
 * its owner, so that one left behind by a set-up that was killed is no obstacle.
 */
export async function withLock(file, action) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  // A link appears with its content at once, so nobody meets a lock that names no owner yet.
  const own = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  fs.writeFileSync(own, String(process.pid));
  for (let told = false; ; told = true) {
    try {
      fs.linkSync(own, file);
      fs.rmSync(own);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(readOr(file, '0'));
    if (!isAlive(owner)) {
      fs.rmSync(file, { force: true });
      continue;
    }
    if (!told) say(`> waiting for another set-up of this checkout (process ${owner})`);
    await sleep(500);
  }
  try {
    return await action();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

export function readOr(file, otherwise) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}

/**
 * A new folder beside `target`, to be filled and moved into its place. What earlier runs left is
 * removed, but never waited for: a child of a run that was killed may still be writing there.
 */
export function partialFolder(target) {
  removePartials(target);
  const folder = `${target}.partial-${process.pid}`;
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

export function removePartials(target) {
  const parent = path.dirname(target);
  if (!fs.existsSync(parent)) return;
  for (const name of fs.readdirSync(parent)) {
    if (!name.startsWith(`${path.basename(target)}.partial`)) continue;
    try {
      fs.rmSync(path.join(parent, name), { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // the next run tries again
    }
  }
}

/** Puts a filled partial folder into its place; the stamp is written last, and taken away first. */
export function moveIntoPlace(folder, target, stamp, content) {
  fs.rmSync(stamp, { force: true });
  fs.rmSync(target, { recursive: true, force: true });
  fs.renameSync(folder, target);
  fs.writeFileSync(stamp, content);
  removePartials(target);
}

/** Writes only what changed: CMake configures again when a file it read has a new time. */
export function writeIfChanged(file, text) {
  if (readOr(file, null) === text) return false;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.new`, text);
  fs.renameSync(`${file}.new`, file);
  return true;
}
