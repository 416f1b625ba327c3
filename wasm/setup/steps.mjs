// How a command of ours runs: progress lines with times, child processes whose output goes to a log, an orderly end.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildFolder, root } from './places.mjs';
import { explain, explainError, fail, kindOf, lastLines, say } from './speech.mjs';

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
