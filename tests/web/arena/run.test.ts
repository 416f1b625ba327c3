// The race with the core under node: no chain spends more than its purse, what it draws is what the sampler draws, and nothing
// depends on how the calls were cut.

import { samplerStatistics } from '$core/catalogue.ts';
import { beforeAll, expect, test } from 'vitest';
import { methods as list } from '../../../web/arena/methods.ts';
import { columns } from '../../../web/arena/kept.ts';
import {
  firstRound,
  plannedWarmup,
  runChainsOnBudget,
  secondRound,
  windowsOf,
  type Contest,
} from '../../../web/arena/run.ts';
import { scoreOf, truthOf } from '../../../web/arena/score.ts';
import { ChainWorkers, type ChainClient } from '../../../web/core-client/chains.ts';
import { Job } from '../../../web/core-client/job.ts';
import type { Context } from '../../../web/core-client/methods.ts';
import { Objects } from '../../../web/core-client/objects.ts';
import type { TargetSpec } from '../../../web/core-client/target.ts';
import { trustedRHat } from '../../../web/arena/verdict.ts';
import { fields } from '../../../web/arena/state.ts';
import { loadCore, type Core } from '../../support/core.ts';
import { methods } from '../../support/methods.ts';

let core: Core;
beforeAll(async () => {
  core = await loadCore('simd');
});

/** A client whose worker is this thread. */
function clientOf(after: (method: string) => void = () => undefined): ChainClient {
  const objects = new Objects(0);
  const call = async (
    method: keyof typeof methods,
    args: never,
    { signal }: { signal?: AbortSignal } = {},
  ) => {
    const job = new Job(method, { progress: () => undefined, chunk: () => undefined });
    const cancel = () => job.cancel();
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) job.cancel();
    const run = methods[method] as (args: never, context: Context) => unknown;
    try {
      return await run(args, { core, objects, job });
    } finally {
      signal?.removeEventListener('abort', cancel);
      after(method);
    }
  };
  return {
    call,
    ready: () => Promise.resolve('wasm128'),
    restart: () => undefined,
  } as unknown as ChainClient;
}

const target: TargetSpec = { name: 'funnel', options: { dim: 3 } };
const contestOf = async (rest: Partial<Contest> = {}): Promise<Contest> => ({
  target,
  facts: await clientOf().call('targetFacts', { target }),
  seed: 5,
  budget: 3000,
  warmupShare: 0.25,
  signal: new AbortController().signal,
  tell: () => undefined,
  ...rest,
});
const nuts = { kernel: 'nuts', options: {}, adaptation: 'diagonal', cost: 15, varies: false } as const;
const pool = (after?: (method: string) => void) => new ChainWorkers(() => clientOf(after));

test('each chain ends with the last transition that its purse can pay, and has the sampler’s own draws', async () => {
  const contest = await contestOf();
  const { budget, seed } = contest;
  const outcome = await runChainsOnBudget(contest, nuts, pool());
  const warmup = plannedWarmup(0.25 * budget, nuts.cost);
  const S = samplerStatistics.length;
  let [spent, transitions, shortest] = [0, 0, Infinity];
  for (let k = 0; k < 4; k++) {
    const client = clientOf();
    const { sampler } = await client.call('samplerCreate', {
      target,
      kernel: 'nuts',
      seed,
      warmup,
      windows: windowsOf(warmup),
      firstChain: k,
    });
    const { draws, statistics } = await client.call('samplerRun', { sampler, count: 2000 });
    let [paid, n] = [0, 0];
    for (; paid + statistics[n * S + 8]! <= budget; n++) paid += statistics[n * S + 8]!;
    spent += paid;
    transitions += n - warmup;
    shortest = Math.min(shortest, n - warmup);
    const own = columns(columns(outcome.side.rows, 4 * 5, 5 * k, 5 * k + 2), 2, 0, 2);
    expect([...own]).toEqual([
      ...columns(draws.slice(warmup * 3, (warmup + outcome.side.count) * 3), 3, 0, 2),
    ]);
  }
  expect(samplerStatistics[8]).toBe('evaluations');
  expect([outcome.spent, outcome.transitions]).toEqual([spent, transitions]);
  expect([outcome.side.count, outcome.side.every]).toEqual([shortest, 1]);
  expect(outcome.spent).toBeLessThanOrEqual(4 * budget);
  expect(outcome.warmup.transitions).toBe(4 * warmup);
  expect(outcome.ended).toBe('done');
  expect(outcome.seconds).toBeGreaterThan(0);
});

test('where the price is unknown warm-up keeps to its purse, whatever the target costs', async () => {
  // A guess that is ten times too cheap, or too dear, changes little.
  for (const name of ['eight_schools', 'ring', 'standard_normal'] as const)
    for (const cost of [2, 15, 60]) {
      const hard: TargetSpec = { name };
      const facts = await clientOf().call('targetFacts', { target: hard });
      const contest = await contestOf({ target: hard, facts, budget: 20_000 });
      const { warmup, spent, transitions } = await runChainsOnBudget(
        contest,
        { ...nuts, cost, varies: true },
        pool(),
      );
      expect(warmup.spent / spent, `${name}, ${cost}`).toBeLessThan(0.5);
      expect(warmup.spent / spent, `${name}, ${cost}`).toBeGreaterThan(0.1);
      expect(transitions).toBeGreaterThan(100);
    }
  // A purse for some dozens of trees still leaves draws to each chain.
  for (const seed of [1, 2, 3, 4, 5]) {
    const banana: TargetSpec = { name: 'banana' };
    const facts = await clientOf().call('targetFacts', { target: banana });
    const contest = await contestOf({ target: banana, facts, budget: 2000, seed });
    const { side } = await runChainsOnBudget(contest, { ...nuts, varies: true }, pool());
    expect(side.count, `seed ${seed}`).toBeGreaterThan(20);
  }
});

test('the rounds of warm-up: the first short, the second as long as the rest pays for, or none', () => {
  expect([firstRound(2500, 15), firstRound(1e6, 15), firstRound(10, 15)]).toEqual([42, 150, 30]);
  expect(secondRound(2000, 10, 42)).toBe(200);
  expect(secondRound(2000, 10, 201)).toBe(0);
  expect(secondRound(-5, 10, 20)).toBe(0);
});

test('a race that is stopped keeps what was drawn', async () => {
  const stop = new AbortController();
  let runs = 0;
  const contest = await contestOf({ budget: 1_000_000, signal: stop.signal });
  const walk = { kernel: 'random_walk', options: {}, adaptation: 'none', cost: 1, varies: false } as const;
  const outcome = await runChainsOnBudget(
    { ...contest, warmupShare: 1e-5 },
    walk,
    pool((method) => {
      if (method === 'samplerRun' && ++runs === 40) stop.abort();
    }),
  );
  expect(outcome.ended).toBe('cancelled');
  expect(outcome.transitions).toBeGreaterThan(0);
  expect(outcome.spent).toBeLessThan(4_000_000);
  expect(outcome.side.count).toBeGreaterThan(0);
});

test('a budget that ends in warm-up leaves no draws and no score', async () => {
  const contest = await contestOf({ budget: 40 });
  const outcome = await runChainsOnBudget(contest, { ...nuts, cost: 0.1 }, pool());
  expect([outcome.transitions, outcome.side.count]).toEqual([0, 0]);
  const client = clientOf();
  const { signal } = contest;
  expect(await scoreOf(client, outcome, await truthOf(client, target, signal), signal)).toBeUndefined();
});

test('what the core refuses is an error, not an outcome', async () => {
  const wrong = { ...nuts, options: { max_depth: 99 } };
  await expect(runChainsOnBudget(await contestOf(), wrong, pool())).rejects.toThrow(/max_depth/);
});

test('good draws lie near the truth, those of a blind sampler far away', async () => {
  const client = clientOf();
  const near: TargetSpec = { name: 'bimodal', options: { distance: 12 } };
  const { signal } = new AbortController();
  const truth = await truthOf(client, near, signal);
  expect(truth.floor).toBeGreaterThan(0);
  expect(truth.floor).toBeLessThan(0.05);
  const contest = await contestOf({ target: near, facts: truth.facts, budget: 10_000 });
  const score = async (plan: Parameters<typeof runChainsOnBudget>[1]) =>
    (await scoreOf(client, await runChainsOnBudget(contest, plan, pool()), truth, signal))!;
  // It proposes from both bells at once; the other walks around in the one in which it began.
  const wide = await score({
    kernel: 'independence',
    options: { sd: 5 },
    adaptation: 'none',
    cost: 1,
    varies: false,
  });
  const blind = await score({
    kernel: 'random_walk',
    options: { step_size: 0.5 },
    adaptation: 'none',
    cost: 1,
    varies: false,
  });
  expect(wide.distance).toBeLessThan(0.15);
  expect(wide.worstZ).toBeLessThan(4);
  expect(wide.rHat).toBeLessThan(1.02);
  expect(blind.rHat).toBeGreaterThan(10 * (wide.rHat - 1) + 1);
  expect(blind.rHat).toBeGreaterThan(trustedRHat);
  expect(blind.distance).toBeGreaterThan(2 * wide.distance);
  expect(wide.low).toBeLessThanOrEqual(wide.high);
  expect(wide.perThousand).toBeCloseTo(wide.ess / 40, 10);
});

test('the list: ids are unique, and who cannot run says why', async () => {
  expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  const facts = async (name: 'gamma' | 'banana') => clientOf().call('targetFacts', { target: { name } });
  const unfit = async (name: 'gamma' | 'banana') => {
    const known = await facts(name);
    return list.filter((method) => method.unfit({ name }, known) !== undefined).map(({ id }) => id);
  };
  expect(await unfit('banana')).toEqual(['log-normal-walk']);
  expect(await unfit('gamma')).toEqual(['random-walk-dense', 'nuts-dense']);
});

test('the state survives the address, and nonsense in it is refused', () => {
  const { options, methods: chosen } = fields;
  const given = { dim: 2, rho: -0.5, sd: 1e-3 };
  expect(options.read(options.write(given))).toEqual(given);
  expect(options.read('')).toEqual({});
  for (const text of ['dim', 'dim:', 'dim:x', 'dim:1~', '__proto__:1', 'dim:1e999'])
    expect(options.read(text)).toBeUndefined();
  expect(chosen.write(chosen.initial)).toBe('all');
  expect(chosen.read('nuts~random-walk')).toEqual(['random-walk', 'nuts']);
  expect(chosen.read(chosen.write(['nuts']))).toEqual(['nuts']);
  expect(chosen.read('nuts~gibberish')).toBeUndefined();
});
