// A method's race: four chains, each in a worker of its own, each until its share of the evaluations is spent. Warm-up is paid
// from the same purse.

import { samplerStatistics, type KernelName, type MetricAdaptation } from '$core/catalogue.ts';
import { chainWorkers, type ChainClient, type ChainWorkers } from '../core-client/chains.ts';
import { TractableError } from '../core-client/errors.ts';
import type { SamplerArgs, SamplerRun } from '../core-client/mcmc.ts';
import type { TargetFacts, TargetSpec } from '../core-client/target.ts';
import { Kept, sideBySide, type Side } from './kept.ts';

export const chains = 4;

/** Numbers that are kept of one chain, and draws. */
const mostNumbers = 2 ** 18;
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
  /** Evaluations of a transition; a guess if it varies. */
  cost: number;
  /** Whether a transition takes as many as it needs. */
  varies: boolean;
}

/** The first two coordinates make the picture. */
export const placesOf = ({ dim }: Pick<TargetFacts, 'dim'>) => Math.min(2, dim);

/** Transitions of warm-up for so many evaluations. */
export const plannedWarmup = (purse: number, cost: number) => Math.max(1, Math.round(purse / cost));

/**
 * Where nobody knows beforehand what a transition costs, warm-up has two rounds. The first is short, finds the place and learns
 * the price; the second begins with its tuning and is as long as the rest of the purse allows.
 */
export const firstRound = (purse: number, cost: number) =>
  Math.min(150, Math.max(30, Math.round(purse / (4 * cost))));

/** None if it were shorter than the first: it would forget more than it learns. */
export function secondRound(purse: number, price: number, first: number): number {
  const transitions = Math.floor(purse / price);
  return transitions >= first ? transitions : 0;
}

/**
 * Stan's windows are for a thousand transitions that are dear. Of thousands of cheap ones the last window, which tunes the step
 * alone, may have more; and of few it must have, or the step is a guess after two or three tries.
 */
export function windowsOf(warmup: number) {
  const [first, last] = [Math.ceil(0.15 * warmup), Math.ceil(0.35 * warmup)];
  if (warmup < 300) return { first, base: Math.max(1, warmup - first - last), last };
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

/** One chain in its worker: warm-up, in one round or two, and then draws until the purse is empty. */
class Runner {
  #perCall = 16;

  constructor(
    readonly client: ChainClient,
    readonly account: Account,
    readonly contest: Contest,
    readonly plan: Plan,
    readonly k: number,
    readonly moved: (fresh: Float64Array) => void,
  ) {}

  async race() {
    const { client, account, contest, plan } = this;
    const { signal, budget, warmupShare } = contest;
    const purse = budget * warmupShare;
    let sampler: number;
    if (plan.varies) {
      const first = firstRound(purse, plan.cost);
      sampler = await this.#create(first, 0);
      const price = await this.#warmUp(sampler, first);
      const second = secondRound(purse - account.spent, price, first);
      if (second > 0 && this.#goesOn()) {
        const { position, metric, stepSize } = await client.call('samplerState', { sampler }, { signal });
        await client.call('samplerDelete', { sampler });
        const known = { start: position, ...(metric.length > 0 && { metric }), findInitialStep: false };
        sampler = await this.#create(second, 1, known, { step_size: stepSize });
        await this.#warmUp(sampler, second);
      }
    } else {
      const warmup = plannedWarmup(purse, plan.cost);
      sampler = await this.#create(warmup, 0);
      await this.#warmUp(sampler, warmup);
    }
    while (this.#goesOn()) await this.#run(sampler, Infinity, false);
    const gone = client.call('samplerDelete', { sampler });
    if (signal.aborted) gone.catch(() => undefined);
    else await gone;
  }

  #goesOn() {
    return !this.account.full && !this.contest.signal.aborted;
  }

  /** A later round is a chain of another number: its random numbers are fresh. */
  async #create(warmup: number, round: number, known: Partial<SamplerArgs> = {}, more = {}): Promise<number> {
    const { target, seed, signal } = this.contest;
    const { kernel, options, adaptation } = this.plan;
    const args = {
      target,
      kernel,
      options: { ...options, ...more },
      adaptation,
      seed,
      warmup,
      windows: windowsOf(warmup),
      firstChain: this.k + chains * round,
      ...known,
    };
    return (await this.client.call('samplerCreate', args, { signal })).sampler;
  }

  /** Resolves to what a transition costs in its last quarter. */
  async #warmUp(sampler: number, transitions: number): Promise<number> {
    const { account } = this;
    const quarter = Math.max(1, Math.floor(transitions / 4));
    let left = transitions;
    while (left > quarter && this.#goesOn()) left -= await this.#run(sampler, left - quarter, true);
    const before = account.spent;
    while (left > 0 && this.#goesOn()) left -= await this.#run(sampler, left, true);
    return (account.spent - before) / quarter;
  }

  /** At most so many transitions, as many as a call has time for; resolves to their number. */
  async #run(sampler: number, most: number, isWarmup: boolean): Promise<number> {
    const { account, plan } = this;
    const done = account.warmup.transitions + account.transitions;
    const mean = done > 0 && account.spent > 0 ? account.spent / done : plan.cost;
    const affordable = Math.ceil((account.budget - account.spent) / mean);
    const count = Math.max(1, Math.min(this.#perCall, affordable, most));
    const before = performance.now();
    const args = { sampler, count, draws: !isWarmup, quantities: !isWarmup };
    const run = await this.client.call('samplerRun', args, { signal: this.contest.signal });
    if (performance.now() - before < callMilliseconds) this.#perCall = Math.min(2 * this.#perCall, 8192);
    else this.#perCall = Math.max(1, this.#perCall >> 1);
    account.take(run, isWarmup);
    this.moved(isWarmup ? new Float64Array(0) : firstTwo(run.draws, account.dim));
    return run.count;
  }
}

/** Runs it; a worker that is busy with one long transition does not hear that it is cancelled: it is ended. */
async function raceOrEnd(runner: Runner) {
  const { client, contest } = runner;
  let ended = false;
  const onAbort = () =>
    setTimeout(() => {
      if (!ended) client.restart('it was cancelled and did not answer');
    }, cancelMilliseconds);
  contest.signal.addEventListener('abort', onAbort, { once: true });
  try {
    await runner.race();
  } finally {
    ended = true;
    contest.signal.removeEventListener('abort', onAbort);
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
        await raceOrEnd(new Runner(client, account, contest, plan, k, (fresh) => tell(share(), fresh)));
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
