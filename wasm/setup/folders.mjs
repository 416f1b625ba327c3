// The folders that we write: one set-up at a time, what is half done beside its place, room on the disk.

import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, say } from './speech.mjs';

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
