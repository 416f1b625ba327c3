// A method's race: four chains, each in a worker of its own, each until its share of the evaluations is spent. Warm-up is paid
// from the same purse.

import { samplerStatistics, type KernelName, type MetricAdaptation } from '$core/catalogue.ts';
import { chainWorkers, type ChainClient, type ChainWorkers } from '../core-client/chains.ts';
import { TractableError } from '../core-client/errors.ts';
import type { SamplerRun } from '../core-client/mcmc.ts';
import type { TargetFacts, TargetSpec } from '../core-client/target.ts';
import { Kept, sideBySide, type Side } from './kept.ts';

export const chains = 4;

/** Numbers that are kept of one chain, and draws. */
const mostNumbers = 2 ** 19;
const mostDraws = 2 ** 14;

export interface Contest {
  target: TargetSpec;
  facts: TargetFacts;
  seed: number;
  /** Evaluations of each chain, and the share of them, at most, that warm-up is planned with. */
  budget: number;
  warmupShare: number;
  signal: AbortSignal;
  /** How much of the budget is spent, 0 to 1, and the newest places (x1, x2 by row) of each chain. */
  tell: (share: number, fresh: Float64Array) => void;
}

export interface Outcome {
  /** Draws after warm-up: the first one or two coordinates, then the quantities. */
  side: Side;
  places: number;
  /** Of all chains together, after warm-up: transitions, and how many of them diverged. */
  transitions: number;
  divergences: number;
  acceptance: number;
  stepSizes: number[];
  /** Evaluations of all chains, those of warm-up among them. */
  spent: number;
  warmup: { transitions: number; spent: number };
  /** Inside the core, all chains added up. */
  seconds: number;
  /** `spent` is the whole budget unless it was stopped. */
  ended: 'done' | 'cancelled' | 'lost';
  /** Why a worker was lost. */
  message?: string;
}

interface Plan {
  kernel: KernelName;
  options: Record<string, number>;
  adaptation: MetricAdaptation;
  cost: number;
}

/** The first two coordinates make the picture. */
export const placesOf = ({ dim }: Pick<TargetFacts, 'dim'>) => Math.min(2, dim);

/** Transitions of warm-up for a share of the budget. */
export const plannedWarmup = (budget: number, share: number, cost: number) =>
  Math.max(1, Math.round((budget * share) / cost));

/** Stan's windows are made for dear transitions: with thousands of cheap ones the last, which tunes the step alone, may be longer. */
export function windowsOf(warmup: number) {
  if (warmup < 1000) return {};
  return { first: Math.round(0.1 * warmup), base: 50, last: Math.round(0.25 * warmup) };
}

const column = Object.fromEntries(samplerStatistics.map((name, j) => [name, j])) as Record<
  (typeof samplerStatistics)[number],
  number
>;

/** One chain's account. */
export class Account {
  spent = 0;
  warmup = { transitions: 0, spent: 0 };
  transitions = 0;
  divergences = 0;
  acceptance = 0;
  milliseconds = 0;
  stepSize = NaN;
  full = false;
  readonly kept: Kept;
  readonly #row: Float64Array;

  constructor(
    readonly budget: number,
    readonly places: number,
    readonly dim: number,
    readonly quantities: number,
  ) {
    const width = places + quantities;
    const most = Math.max(256, Math.min(mostDraws, 2 * Math.floor(mostNumbers / width / 2)));
    this.kept = new Kept(width, most);
    this.#row = new Float64Array(width);
  }

  /** Takes transitions as long as the purse lasts: the one that would overdraw it is not counted. */
  take(run: SamplerRun, isWarmup: boolean) {
    this.milliseconds += run.milliseconds;
    this.stepSize = run.stepSize;
    const { dim, quantities, places } = this;
    for (let i = 0; i < run.count; i++) {
      const row = i * samplerStatistics.length;
      const cost = run.statistics[row + column.evaluations]!;
      if (this.spent + cost > this.budget) {
        this.full = true;
        return;
      }
      this.spent += cost;
      if (isWarmup) {
        this.warmup.transitions++;
        this.warmup.spent += cost;
        continue;
      }
      this.transitions++;
      this.divergences += run.statistics[row + column.divergent]!;
      this.acceptance += run.statistics[row + column.acceptance]!;
      for (let j = 0; j < places; j++) this.#row[j] = run.draws[i * dim + j]!;
      for (let j = 0; j < quantities; j++) this.#row[places + j] = run.quantities![i * quantities + j]!;
      this.kept.add(this.#row);
    }
    if (this.spent >= this.budget) this.full = true;
  }
}

/** How long a call should take: long beside a message, short beside a glance. */
const callMilliseconds = 40;
const cancelMilliseconds = 80;

async function runOne(
  client: ChainClient,
  k: number,
  account: Account,
  { target, seed, budget, warmupShare, signal }: Contest,
  { kernel, options, adaptation, cost }: Plan,
  moved: (fresh: Float64Array) => void,
) {
  const warmup = plannedWarmup(budget, warmupShare, cost);
  // A worker that is busy with one long transition does not hear: it is ended.
  let ended = false;
  const onAbort = () =>
    setTimeout(() => {
      if (!ended) client.restart('it was cancelled and did not answer');
    }, cancelMilliseconds);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const windows = windowsOf(warmup);
    const args = { target, kernel, options, adaptation, seed, warmup, windows, firstChain: k };
    const { sampler } = await client.call('samplerCreate', args, { signal });
    let perCall = 16;
    for (let at = 0; !account.full && !signal.aborted;) {
      const isWarmup = at < warmup;
      const mean = at > 0 && account.spent > 0 ? account.spent / at : cost;
      const affordable = Math.ceil((budget - account.spent) / mean);
      const count = Math.max(1, Math.min(perCall, affordable, isWarmup ? warmup - at : Infinity));
      const before = performance.now();
      const run = await client.call(
        'samplerRun',
        { sampler, count, draws: !isWarmup, quantities: !isWarmup },
        { signal },
      );
      if (performance.now() - before < callMilliseconds) perCall = Math.min(2 * perCall, 8192);
      else perCall = Math.max(1, perCall >> 1);
      account.take(run, isWarmup);
      at += run.count;
      const places = isWarmup ? new Float64Array(0) : firstTwo(run.draws, account.dim);
      moved(places);
    }
    if (!signal.aborted) await client.call('samplerDelete', { sampler });
    else void client.call('samplerDelete', { sampler }).catch(() => undefined);
  } finally {
    ended = true;
    signal.removeEventListener('abort', onAbort);
  }
}

/** x1, x2 of each row; for a law on the line the second is missing. */
function firstTwo(draws: Float64Array, dim: number): Float64Array {
  const places = placesOf({ dim });
  const count = draws.length / dim;
  const result = new Float64Array(count * places);
  for (let i = 0; i < count; i++) result.set(draws.subarray(i * dim, i * dim + places), i * places);
  return result;
}

const codeOf = (error: unknown) => (error instanceof TractableError ? error.code : undefined);

/** Throws for what the core refuses; cancelled chains and lost workers are told in the outcome, with what was drawn until then. */
export async function runChainsOnBudget(
  contest: Contest,
  plan: Plan,
  pool: ChainWorkers = chainWorkers,
): Promise<Outcome> {
  const { facts, budget, signal, tell } = contest;
  const places = placesOf(facts);
  const make = () => new Account(budget, places, facts.dim, facts.quantities.length);
  const accounts = Array.from({ length: chains }, make);
  const share = () => accounts.reduce((sum, { spent }) => sum + spent, 0) / (chains * budget);
  let lost: string | undefined;
  const ran = await Promise.allSettled(
    accounts.map(async (account, k) => {
      const client = pool.take();
      try {
        await runOne(client, k, account, contest, plan, (fresh) => tell(share(), fresh));
      } catch (error) {
        const code = codeOf(error);
        if (signal.aborted && (code === 'cancelled' || code === 'worker_lost')) return;
        if (code !== 'worker_lost') throw error;
        lost = (error as Error).message;
      } finally {
        pool.give(client);
      }
    }),
  );
  for (const each of ran) if (each.status === 'rejected') throw each.reason;
  const sum = (of: (account: Account) => number) => accounts.reduce((all, each) => all + of(each), 0);
  const transitions = sum((each) => each.transitions);
  return {
    side: sideBySide(accounts.map(({ kept }) => kept)),
    places,
    transitions,
    divergences: sum((each) => each.divergences),
    acceptance: sum((each) => each.acceptance) / transitions,
    stepSizes: accounts.map(({ stepSize }) => stepSize),
    spent: sum((each) => each.spent),
    warmup: {
      transitions: sum((each) => each.warmup.transitions),
      spent: sum((each) => each.warmup.spent),
    },
    seconds: sum((each) => each.milliseconds) / 1000,
    ended: signal.aborted ? 'cancelled' : lost === undefined ? 'done' : 'lost',
    ...(lost !== undefined && { message: lost }),
  };
}
