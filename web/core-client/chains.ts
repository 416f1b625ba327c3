// K chains, each in a worker of its own: on the page's side. Chain k of a seed is the same chain, bit for bit, however many
// workers there are, and whether or not one of them was lost: what it saved goes on in a new one.

import { Client } from './client.ts';
import { TractableError } from './errors.ts';
import type { SamplerArgs, SamplerDraws, SamplerRun, SamplerState } from './mcmc.ts';

/** What is needed of a client: tests put their own here. */
export type ChainClient = Pick<Client, 'call' | 'ready' | 'restart'>;

export interface ChainsArgs extends Omit<SamplerArgs, 'seed' | 'key' | 'chains' | 'firstChain'> {
  seed: number;
  /** 4 unless it is given; at most 64. `start` is (chains, D). */
  chains?: number;
  /** Transitions of warm-up and after it: 1000 and 1000 unless they are given. */
  warmup?: number;
  draws?: number;
  /** Whether the draws of warm-up are told and kept, too. */
  keepWarmup?: boolean;
  statistics?: boolean;
  quantities?: boolean;
}

export interface ChainsOptions {
  /** Aborting it is no failure: the result has what was drawn, and says `stopped: 'cancelled'`. */
  signal?: AbortSignal;
  /** Each chunk once, in the order of its chain. A worker waits while two of its chunks have not been taken. */
  onDraws?: (chain: number, chunk: SamplerDraws) => void | Promise<void>;
  /** Whether the results have the draws, too: yes, unless a page that takes them from `onDraws` says no. */
  keep?: boolean;
  /** Transitions of all chains together. */
  onProgress?: (done: number, of: number) => void;
  /** Workers that work at the same time: one for each chain, up to 8, unless it is given. */
  workers?: number;
  /** Milliseconds between two saved states of a chain: what a lost worker costs at most. */
  saveEvery?: number;
  /** Milliseconds without a word after which a worker counts as lost. */
  patience?: number;
}

/** What is kept of some transitions of one chain: (count, D), (count, S), (count, Q). */
export type ChainDraws = Pick<SamplerDraws, 'count' | 'draws' | 'statistics' | 'quantities'>;

export interface ChainResult extends ChainDraws {
  /** Of warm-up; nothing without `keepWarmup`. */
  warmup: ChainDraws;
  /** `lost`: its worker died again and again; `message` says why. */
  stopped: 'done' | 'cancelled' | 'lost';
  message?: string;
  /** How often it went on in a new worker. */
  resumed: number;
  /** Step size, metric and place at its end; missing if it did not get there. */
  state?: SamplerState;
}

/** A cancelled worker that does not answer is ended after so many milliseconds: what it has not told is lost. */
const cancelMilliseconds = 80;

/** The longest that a timer waits; beyond it would not wait at all. */
const longestWait = 2 ** 31 - 1;

/** A chain is given up when so many workers died without bringing it forward. */
const mostLosses = 3;

/** Workers that were started and wait for chains. */
export class ChainWorkers {
  readonly #idle: ChainClient[] = [];

  constructor(
    private readonly make: () => ChainClient = () => new Client(),
    private readonly most = 8,
  ) {}

  /**
   * Starts workers until so many wait: chains then begin at once. `prepare`: what each does meanwhile, such as a first call, which
   * fetches the script of its methods.
   */
  async warm(count: number, prepare?: (client: ChainClient) => Promise<unknown>): Promise<void> {
    while (this.#idle.length < Math.min(count, this.most)) this.#idle.push(this.make());
    await Promise.all(
      this.#idle.slice(0, count).map(async (client) => {
        await client.ready();
        await prepare?.(client);
      }),
    );
  }

  take(): ChainClient {
    return this.#idle.pop() ?? this.make();
  }

  give(client: ChainClient) {
    if (this.#idle.length < this.most) this.#idle.push(client);
    else client.restart();
  }

  /** Ends those that wait. */
  close() {
    for (const client of this.#idle.splice(0)) client.restart();
  }
}

/** Those of this page. */
export const chainWorkers = new ChainWorkers();

/** Draws as they come, and as one. */
class Growing {
  count = 0;
  readonly #parts: ChainDraws[] = [];

  add(part: ChainDraws, keep: boolean) {
    if (keep && part.count > 0) this.#parts.push(part);
    this.count += part.count;
  }

  joined(quantities: boolean): ChainDraws {
    const all = (name: 'draws' | 'statistics' | 'quantities') => {
      const arrays = this.#parts.map((part) => part[name] ?? new Float64Array(0));
      const joined = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const array of arrays) {
        joined.set(array, at);
        at += array.length;
      }
      return joined;
    };
    const [draws, statistics] = [all('draws'), all('statistics')];
    return { count: this.count, draws, statistics, ...(quantities && { quantities: all('quantities') }) };
  }
}

/** The part of a chunk from transition `from` on. */
function cut(chunk: SamplerDraws, from: number): SamplerDraws {
  const skip = Math.min(chunk.count, from - chunk.first);
  if (skip <= 0) return chunk;
  const rest = (array: Float64Array) => array.slice((array.length / chunk.count) * skip);
  return {
    first: chunk.first + skip,
    count: chunk.count - skip,
    draws: rest(chunk.draws),
    statistics: rest(chunk.statistics),
    ...(chunk.quantities && { quantities: rest(chunk.quantities) }),
  };
}

const codeOf = (error: unknown) => (error instanceof TractableError ? error.code : undefined);

/** A call that is cancelled, or that hears nothing for long, ends in time: its worker is ended if it must be. */
class Watch {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  #busy = 0;
  readonly #onAbort = () => {
    setTimeout(() => {
      if (!this.#ended) this.client.restart('it was cancelled and did not answer');
    }, cancelMilliseconds);
  };

  constructor(
    private readonly client: ChainClient,
    private readonly signal: AbortSignal | undefined,
    private readonly patience: number,
  ) {
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.heard();
  }

  get ended() {
    return this.#ended;
  }

  heard() {
    clearTimeout(this.#timer);
    if (this.#ended || this.#busy > 0) return;
    const lose = () => this.client.restart(`it said nothing for ${this.patience} ms`);
    this.#timer = setTimeout(lose, Math.min(this.patience, longestWait));
  }

  /** The worker may have to wait for the page meanwhile. */
  async during(action: () => unknown) {
    this.#busy++;
    clearTimeout(this.#timer);
    try {
      await action();
    } finally {
      this.#busy--;
      this.heard();
    }
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.signal?.removeEventListener('abort', this.#onAbort);
  }
}

/** One chain from its beginning to its end, in as many workers as it takes. */
class Chain {
  readonly #warmup = new Growing();
  readonly #draws = new Growing();
  #saved: { at: number; state: Float64Array } | undefined;
  /** Transitions that are known: told and kept, or passed by in warm-up. */
  #at = 0;
  #resumed = 0;

  constructor(
    private readonly args: ChainsArgs & { warmup: number; draws: number },
    private readonly number: number,
    private readonly options: ChainsOptions & { saveEvery: number; patience: number },
    private readonly moved: (transitions: number) => void,
  ) {}

  async run(client: ChainClient): Promise<ChainResult> {
    for (let losses = 0, before = -1; ;) {
      try {
        const state = await this.#attempt(client);
        return this.#result(state ? 'done' : 'cancelled', state);
      } catch (error) {
        if (this.options.signal?.aborted && ['cancelled', 'worker_lost'].includes(codeOf(error) ?? ''))
          return this.#result('cancelled');
        if (codeOf(error) !== 'worker_lost') throw error;
        const place = this.#saved?.at ?? 0;
        losses = place > before ? 1 : losses + 1;
        before = place;
        if (losses >= mostLosses) return { ...this.#result('lost'), message: (error as Error).message };
        this.#resumed++;
      }
    }
  }

  cancelled(): ChainResult {
    return this.#result('cancelled');
  }

  #result(stopped: ChainResult['stopped'], state?: SamplerState): ChainResult {
    const { quantities = false } = this.args;
    const warmup = this.#warmup.joined(quantities);
    return {
      ...this.#draws.joined(quantities),
      warmup,
      stopped,
      resumed: this.#resumed,
      ...(state && { state }),
    };
  }

  /** In one worker: the state at the end, or undefined if it was cancelled. */
  async #attempt(client: ChainClient): Promise<SamplerState | undefined> {
    const { signal, patience } = this.options;
    const { warmup, start } = this.args;
    const watch = new Watch(client, signal, patience);
    try {
      const { chains = 4, seed, target, kernel, options, adaptation, windows, metric } = this.args;
      const { targetAcceptance, adaptStepSize, findInitialStep } = this.args;
      const size = start ? start.length / chains : 0;
      const created = await client.call(
        'samplerCreate',
        defined({
          target,
          kernel,
          options,
          adaptation,
          windows,
          metric,
          targetAcceptance,
          adaptStepSize,
          findInitialStep,
          seed,
          warmup,
          firstChain: this.number,
          start: start?.slice(this.number * size, (this.number + 1) * size),
        }) as SamplerArgs,
        signal && { signal },
      );
      const { sampler } = created;
      watch.heard();
      try {
        const state = await this.#through(sampler, client, watch);
        await client.call('samplerDelete', { sampler });
        return state;
      } catch (error) {
        // The worker lives on, and other chains come to it; what a lost one held is gone.
        if (codeOf(error) !== 'worker_lost')
          await client.call('samplerDelete', { sampler }).catch(() => undefined);
        throw error;
      }
    } finally {
      watch.end();
    }
  }

  /** From where the chain was saved to its end: the state there, or undefined if it was cancelled. */
  async #through(sampler: number, client: ChainClient, watch: Watch): Promise<SamplerState | undefined> {
    const { warmup, draws } = this.args;
    let at = 0;
    if (this.#saved) {
      await client.call('samplerRestore', { sampler, saved: this.#saved.state });
      at = this.#saved.at;
    }
    for (const end of [warmup, warmup + draws]) {
      if (at >= end) continue;
      const { stopped } = await this.#runTo(end, at, sampler, client, watch);
      if (stopped === 'cancelled') return undefined;
      at = end;
    }
    return client.call('samplerState', { sampler });
  }

  async #runTo(end: number, at: number, sampler: number, client: ChainClient, watch: Watch) {
    const { saveEvery, signal, onDraws, keep: kept = true } = this.options;
    const { warmup, keepWarmup = false, statistics = true, quantities = false } = this.args;
    const isWarmup = at < warmup;
    const keep = keepWarmup || !isWarmup;
    const take = async (chunk: SamplerDraws) => {
      const { saved, ...rest } = chunk;
      const fresh = cut(rest, this.#at);
      if (fresh.count > 0) {
        this.#at = fresh.first + fresh.count;
        if (keep) {
          (isWarmup ? this.#warmup : this.#draws).add(fresh, kept);
          await onDraws?.(this.number, fresh);
        }
        this.moved(this.#at);
      }
      if (saved) this.#saved = { at: chunk.first + chunk.count, state: saved };
    };
    const result: SamplerRun = await client.call(
      'samplerRun',
      {
        sampler,
        count: end - at,
        stream: true,
        draws: keep,
        statistics: keep && statistics,
        quantities: keep && quantities,
        saveEvery,
      },
      {
        ...(signal && { signal }),
        onProgress: (done) => {
          watch.heard();
          this.moved(Math.max(this.#at, at + done));
        },
        // A chunk that waited for the page while its worker was given up comes too late: the next attempt tells it, or nobody.
        onChunk: (chunk) => (watch.ended ? undefined : watch.during(() => take(chunk))),
      },
    );
    await watch.during(() => take(result));
    return result;
  }
}

/** Without the fields that are undefined. */
const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function requireWhole(value: number, low: number, high: number, name: string) {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  const message = `runChains: ${name} is ${String(value)}; it must be an integer from ${low} to ${high}`;
  throw new TractableError('invalid_argument', 'runChains', message);
}

/**
 * Runs chains 0 ... chains - 1 of a seed and returns what each drew, in their order. Throws for arguments that the core refuses;
 * cancelled chains and lost workers are told in the result, with what was drawn until then.
 */
export async function runChains(
  { chains = 4, warmup = 1000, draws = 1000, ...rest }: ChainsArgs,
  { workers = Math.min(chains, 8), saveEvery = 250, patience = 10_000, ...options }: ChainsOptions = {},
  pool: ChainWorkers = chainWorkers,
): Promise<ChainResult[]> {
  requireWhole(chains, 1, 64, 'chains');
  requireWhole(workers, 1, 64, 'workers');
  requireWhole(warmup, 0, 2 ** 53, 'warmup');
  requireWhole(draws, 0, 2 ** 53, 'draws');
  if (rest.start && rest.start.length % chains !== 0) {
    const message = `runChains: start has ${rest.start.length} numbers, which are no rows for ${chains} chains`;
    throw new TractableError('shape_mismatch', 'runChains', message);
  }
  // A fault of one chain ends the others, too.
  const stop = new AbortController();
  const forward = () => stop.abort();
  const { signal, onProgress } = options;
  if (signal?.aborted) stop.abort();
  signal?.addEventListener('abort', forward, { once: true });

  const reached = new Array<number>(chains).fill(0);
  const of = chains * (warmup + draws);
  const own = { ...options, saveEvery, patience, signal: stop.signal };
  const all = reached.map((_, number) => {
    const moved = (transitions: number) => {
      reached[number] = Math.max(reached[number]!, transitions);
      onProgress?.(
        reached.reduce((sum, each) => sum + each),
        of,
      );
    };
    return new Chain({ ...rest, chains, warmup, draws }, number, own, moved);
  });
  const results = new Array<ChainResult>(chains);
  let next = 0;
  const work = async () => {
    const client = pool.take();
    try {
      for (let number = next++; number < chains; number = next++) {
        const chain = all[number]!;
        results[number] = stop.signal.aborted ? chain.cancelled() : await chain.run(client);
      }
    } catch (error) {
      stop.abort();
      throw error;
    } finally {
      pool.give(client);
    }
  };
  try {
    const ended = await Promise.allSettled(Array.from({ length: Math.min(workers, chains) }, work));
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
    return results;
  } finally {
    signal?.removeEventListener('abort', forward);
  }
}
