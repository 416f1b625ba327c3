// `npm test` and `npm run test:long`: sets up what is missing, builds, runs every suite (or those
// named as arguments) and prints their counts; the last line is the sum.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPreset } from '../wasm/setup/build.mjs';
import { setUp, toolchain } from '../wasm/setup/setup.mjs';
import { readOr } from '../wasm/setup/folders.mjs';
import { buildFolder, root } from '../wasm/setup/places.mjs';
import { explainError, fail, lastLines, say } from '../wasm/setup/speech.mjs';
import { main, run } from '../wasm/setup/steps.mjs';
import { buildSite } from '../web/start.mjs';
import * as parsers from './parsers.mjs';

// ---- the table ---------------------------------------------------------------------------------
// Two jobs run at a time; among those whose `after` has ended well, the upper ones first. A job with
// `build` has no tests and is counted only when it fails. `parts` of the set-up are what it calls.

const jobs = [
  {
    name: 'build-modules',
    parts: ['npm', 'wasm'],
    build: () => buildPreset('wasm', { targets: ['wasm/all'], log: 'build-modules' }),
  },
  {
    name: 'build-wasm',
    after: ['build-modules'],
    build: () => buildPreset('wasm', { targets: ['core_tests'] }),
  },
  { name: 'build-native', parts: ['native'], build: () => buildPreset('release') },
  {
    name: 'native',
    after: ['build-native'],
    run: runTests('build/release/tests/core_tests', { TRACTABLE_LONG: '1' }),
  },
  { name: 'wasm', after: ['build-wasm'], run: runNode('build/wasm/tests/core_tests.js') },
  { name: 'build-site', parts: ['npm'], after: ['build-modules'], build: buildSiteJob },
  { name: 'browser', parts: ['browser'], after: ['build-site'], run: runPlaywright },
  { name: 'typescript', parts: ['npm'], after: ['build-modules'], run: runVitest },
  { name: 'build-fuzz', parts: ['native', 'fuzz'], build: () => buildPreset('fuzz') },
  { name: 'fuzz', after: ['build-fuzz'], run: runFuzzers },
  { name: 'tree', parts: ['npm', 'native', 'format'], after: ['build-native'], run: runTree },
  // svelte-check reads the types that the modules' build generates.
  { name: 'check', parts: ['npm', 'format'], after: ['build-modules'], run: runChecks },
  ...[
    { name: 'build-dev', parts: ['native'], build: () => buildPreset('dev') },
    { name: 'sanitizers', after: ['build-dev'], run: runTests('build/dev/tests/core_tests') },
    { name: 'build-wasm-dev', parts: ['npm', 'wasm'], build: () => buildPreset('wasm-dev') },
    {
      name: 'wasm-checked',
      after: ['build-wasm-dev'],
      run: runNode('build/wasm-dev/tests/core_tests.js'),
    },
    {
      name: 'build-wasm-scalar',
      after: ['build-wasm'],
      build: () => buildPreset('wasm', { targets: ['core_tests_scalar'], log: 'build-wasm-scalar' }),
    },
    { name: 'scalar', after: ['build-wasm-scalar'], run: runNode('build/wasm/tests/core_tests_scalar.js') },
    { name: 'mutants', parts: ['native'], run: runMutants },
    { name: 'build-coverage', parts: ['native'], build: () => buildPreset('coverage') },
    { name: 'coverage', parts: ['long'], after: ['build-coverage'], run: runCoverage },
    { name: 'clang-tidy', parts: ['long'], after: ['build-native'], run: runClangTidy },
  ].map((job) => ({ ...job, long: true })),
];

const minutes = 60;

// ---- suites ------------------------------------------------------------------------------------
// Each takes { command, env, tools, long } and gives the counts of parsers.mjs. `command` runs a
// program with its output in the suite's log.

/** `longer` is added to the environment of a long run. */
function runTests(program, longer = {}) {
  return async ({ command, env, long }) => {
    const { code, output } = await command(path.join(root, program), [], {
      env: long ? { ...env, ...longer } : env,
    });
    return parsers.verdict(parsers.doctest(output), code);
  };
}

function runNode(program) {
  return async ({ command }) => {
    const { code, output } = await command(process.execPath, [program]);
    return parsers.verdict(parsers.doctest(output), code);
  };
}

async function runVitest({ command, env, long }) {
  const report = freshReport('typescript');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await command('vitest', ['run', ...reporters], {
    env: long ? { ...env, TRACTABLE_LONG: '1' } : env,
  });
  return parsers.verdict(parsers.vitest(readOr(report, '')), code);
}

/**
 * Few failures are tried once more, one test at a time: a browser among compilers on two cores may be too late for what
 * it waits for, and a fault of the site fails again. What passed only then is named.
 */
async function runPlaywright({ command, env, tools }) {
  const report = freshReport('browser');
  // A browser keeps files of its own in HOME, which is not ours to fill.
  const home = path.join(buildFolder, 'home');
  fs.mkdirSync(home, { recursive: true });
  const tests = async (...flags) => {
    const { code } = await command('playwright', ['test', '--reporter=list,json', ...flags], {
      env: {
        ...env,
        HOME: home,
        TRACTABLE_CHROMIUM: tools.chromium ?? '',
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      },
    });
    return parsers.verdict(parsers.playwright(readOr(report, '')), code);
  };
  const first = await tests();
  if (first.failed === 0 || first.failed > 3 || first.passed === 0) return first;
  freshReport('browser');
  const again = await tests('--last-failed', '--workers=1');
  if (again.passed + again.failed !== first.failed) return first;
  if (again.passed > 0) say(`    browser: ${again.passed} passed only when run again, alone (see the log)`);
  return { ...first, passed: first.passed + again.passed, failed: again.failed };
}

function freshReport(name) {
  const file = path.join(buildFolder, 'logs', `${name}.json`);
  fs.rmSync(file, { force: true });
  return file;
}

async function runTree({ command }) {
  const files = fs
    .readdirSync(path.join(root, 'tests/tree'))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => path.join('tests/tree', name));
  // Not all at once: the other job needs a core.
  const flags = ['--test', '--test-concurrency=1', '--test-reporter=spec'];
  const { code, output } = await command(process.execPath, [...flags, ...files]);
  return parsers.verdict(parsers.nodeTest(output), code);
}

async function runChecks({ command }) {
  const { code, output } = await command(process.execPath, ['tests/check.mjs']);
  return parsers.verdict(parsers.checks(output), code);
}

async function runMutants({ command }) {
  const { code, output } = await command(process.execPath, ['tests/mutants.mjs']);
  return parsers.verdict(parsers.checks(output), code);
}

/** Seconds of a fuzz target in a long run, where a minute is not enough: recipes reach the whole engine. */
const fuzzSeconds = { fuzz_recipe: 300 };

/** Every fuzz target for some seconds, from the corpus in tests/fuzz/corpus/<name>. */
async function runFuzzers({ command, long }) {
  const folder = path.join(buildFolder, 'fuzz/tests');
  const names = fs.existsSync(folder)
    ? fs.readdirSync(folder).filter((name) => /^fuzz_[a-z0-9_]+$/.test(name))
    : [];
  const found = { passed: 0, failed: 0, skipped: 0, reasons: [] };
  for (const name of names.sort()) {
    const finds = path.join(buildFolder, 'fuzz/corpus', name);
    const corpus = path.join(root, 'tests/fuzz/corpus', name.replace(/^fuzz_/, ''));
    const crashes = path.join(buildFolder, 'fuzz/crashes', name);
    for (const made of [finds, crashes]) fs.mkdirSync(made, { recursive: true });
    const limits = ['-max_len=65536', '-timeout=5', '-rss_limit_mb=1024', '-verbosity=1'];
    const { code } = await command(path.join(folder, name), [
      `-max_total_time=${long ? (fuzzSeconds[name] ?? 60) : 10}`,
      ...limits,
      `-artifact_prefix=${crashes}/`,
      finds,
      ...(fs.existsSync(corpus) ? [corpus] : []),
    ]);
    found[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return parsers.verdict(found, 0);
}

async function runClangTidy({ command, tools }) {
  const commands = JSON.parse(readOr(path.join(buildFolder, 'release/compile_commands.json'), '[]'));
  const core = path.join(root, 'core') + path.sep;
  const files = commands.map((entry) => entry.file).filter((file) => file.startsWith(core));
  const found = { passed: 0, failed: 0, skipped: 0, reasons: [] };
  // A file is compiled several times (for other instruction sets): once is enough here.
  for (const file of [...new Set(files)].sort()) {
    const flags = ['-p', path.join(buildFolder, 'release'), '--quiet', '--warnings-as-errors=*'];
    const { code } = await command(tools.clangTidy, [...flags, file]);
    found[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return parsers.verdict(found, 0);
}

/** The tests once more, instrumented; the coverage of the core is one check beside them. */
async function runCoverage(context) {
  const { command, tools } = context;
  const tests = await runTests('build/coverage/tests/core_tests')(context);
  const { code } = await command(tools.gcovr, [
    ...['--root', root, '--filter', 'core/', '--branches', '--exclude-throw-branches'],
    ...['--fail-under-line', '100', '--fail-under-branch', '95'],
    ...['--html-details', path.join(buildFolder, 'coverage/index.html'), '--txt', '-'],
    path.join(buildFolder, 'coverage'),
  ]);
  const full = code === 0;
  return { ...tests, passed: tests.passed + Number(full), failed: tests.failed + Number(!full) };
}

async function buildSiteJob() {
  try {
    await buildSite();
    return { code: 0, output: '' };
  } catch (error) {
    return { code: 1, output: explainError(error) ?? error.stack };
  }
}

// ---- running -----------------------------------------------------------------------------------

/**
 * Runs jobs, two at a time. `start` gives a promise of { passed, failed, skipped, ok } for a job;
 * it is called when all jobs of its `after` are done, and not at all when one of them failed:
 * `refuse(job, culprit)` gives the result then.
 */
export async function schedule(list, start, refuse, width = 2) {
  const results = new Map();
  const waiting = [...list];
  const active = new Map();
  const names = new Set(list.map((job) => job.name));
  while (waiting.length > 0 || active.size > 0) {
    for (let i = 0; i < waiting.length && active.size < width;) {
      const job = waiting[i];
      const needs = (job.after ?? []).filter((name) => names.has(name));
      const culprit = needs.find((name) => results.has(name) && !results.get(name).ok);
      if (culprit) {
        results.set(job.name, refuse(job, culprit));
        waiting.splice(i, 1);
        i = 0; // what needs this job can be refused now, too
      } else if (needs.every((name) => results.has(name))) {
        waiting.splice(i, 1);
        active.set(
          job.name,
          start(job).then((result) => {
            results.set(job.name, result);
            active.delete(job.name);
          }),
        );
      } else {
        i++;
      }
    }
    if (active.size > 0) await Promise.race(active.values());
    else if (waiting.length > 0) throw new Error(`jobs wait for each other: ${waiting[0].name}`);
  }
  return results;
}

/** The named suites with all that they come after; all that fit the length when none is named. */
export function choose(list, names, long) {
  if (names.length === 0) return list.filter((job) => long || !job.long);
  const unknown = names.find((name) => !list.some((job) => job.name === name));
  if (unknown) {
    fail(`There is no suite '${unknown}': choose from ${list.map((j) => j.name).join(', ')}.`);
  }
  const wanted = new Set();
  const add = (name) => {
    wanted.add(name);
    (list.find((job) => job.name === name).after ?? []).forEach(add);
  };
  names.forEach(add);
  return list.filter((job) => wanted.has(job.name));
}

async function runJob(job, context) {
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  say(`> ${job.name}`);
  if (job.build) {
    const result = await job.build();
    const ok = result.code === 0;
    if (!ok) process.stdout.write(`${lastLines(result.output, 80)}`);
    say(`  ${job.name.padEnd(16)} ${ok ? 'built' : 'FAILED'}  (${seconds()})`);
    return { passed: 0, failed: ok ? 0 : 1, skipped: 0, ok };
  }
  const log = path.join(buildFolder, 'logs', `${job.name}.log`);
  fs.mkdirSync(path.dirname(log), { recursive: true });
  fs.writeFileSync(log, '');
  const command = (program, args, options) =>
    run(program, args, {
      env: context.env,
      log: job.name,
      append: true,
      limit: (context.long ? 120 : 20) * minutes,
      ...options,
    });
  let result;
  try {
    result = await job.run({ ...context, command });
  } catch (error) {
    fs.appendFileSync(log, `${error.stack}\n`);
    result = parsers.verdict(null, 1);
  }
  const ok = result.failed === 0;
  if (!ok) {
    say(`--- ${job.name}: ${path.relative(root, log)} ---`);
    process.stdout.write(lastLines(readOr(log, ''), 400));
    if (result.why) say(`  ${job.name} failed: ${result.why}`);
  }
  say(`  ${job.name.padEnd(16)} ${parsers.summary(result)}  (${seconds()})`);
  for (const reason of result.reasons ?? []) say(`    skipped: ${reason}`);
  return { ...result, ok };
}

function refuse(job, culprit) {
  if (!job.build) say(`  ${job.name.padEnd(16)} FAILED: ${culprit} failed`);
  return { passed: 0, failed: job.build ? 0 : 1, skipped: 0, ok: false };
}

async function runAll() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { long: { type: 'boolean', default: false } },
  });
  const chosen = choose(jobs, positionals, values.long);
  const start = performance.now();
  await setUp([...new Set(chosen.flatMap((job) => job.parts ?? []))]);
  const tools = await toolchain();
  const env = {
    ...tools.environment,
    CI: 'true', // no watching, no prompts, no test left with `only`
    NO_COLOR: '1',
    TRACTABLE_REFERENCE: process.env.TRACTABLE_REFERENCE ?? path.resolve(root, '../shared/reference'),
  };
  delete env.FORCE_COLOR;
  delete env.NODE_TEST_CONTEXT;
  const context = { env, tools, long: values.long };
  const results = await schedule(chosen, (job) => runJob(job, context), refuse, 2);

  say('');
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const job of chosen) {
    const result = results.get(job.name);
    for (const key of Object.keys(sum)) sum[key] += result[key];
    if (!job.build || result.failed > 0) say(`${job.name.padEnd(16)} ${parsers.summary(result)}`);
  }
  for (const job of jobs.filter((j) => !chosen.includes(j) && !j.build && positionals.length === 0)) {
    say(`${job.name.padEnd(16)} not run: part of npm run test:long`);
  }
  const time = ((performance.now() - start) / 60_000).toFixed(1);
  say(`${time} minutes on ${os.availableParallelism()} cores`);
  say(parsers.summary(sum));
  if (sum.failed > 0) process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(runAll);
}
