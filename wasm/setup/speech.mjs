// How the set-up speaks and fails: lines of progress, and one clear sentence for every way in which a machine can let us
// down.

import path from 'node:path';
import { root } from './places.mjs';

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** What a part that is not done prints, so that nothing is left out in silence. */
export function skipped(what, reason) {
  say(`- skipped: ${what} (${reason})`);
}

/** A failure that a person can act on: its message is one sentence, printed without a stack. */
export class Failure extends Error {}

export function fail(sentence) {
  throw new Failure(sentence);
}

export function lastLines(text, count = 20) {
  const lines = text.trimEnd().split('\n').slice(-count);
  return lines.map((line) => `  | ${line.slice(0, 400)}\n`).join('');
}

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
