// Chains in several workers, played by the core under node: the same bits whatever the number of workers, however they die and
// whenever the run is cancelled.

import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ChainWorkers, runChains, type ChainClient, type ChainsArgs } from '../../web/core-client/chains.ts';
import { TractableError } from '../../web/core-client/errors.ts';
import { Job } from '../../web/core-client/job.ts';
import type { SamplerDraws } from '../../web/core-client/mcmc.ts';
import type { Context } from '../../web/core-client/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import { loadCore, type Core } from '../support/core.ts';
import { methods } from '../support/methods.ts';

let core: Core;
beforeAll(async () => {
  core = await loadCore('simd');
});

interface Options {
  signal?: AbortSignal;
  onProgress?: (done: number, of: number) => void;
  onChunk?: (chunk: unknown) => unknown;
}

/** A client whose worker is this thread. It dies, or falls silent, when it is told to. */
class Played {
  static made: Played[] = [];
  restarts = 0;
  objects = new Objects(0);
  /** After how many chunks its first worker dies, its second ...; those that follow live. */
  deaths: number[] = [];
  isSilent = false;
  /** One call at a time, as in a worker. */
  #queue: Promise<unknown> = Promise.resolve();
  readonly #running = new Map<Job, (error: Error) => void>();

  constructor() {
    Played.made.push(this);
  }

  ready() {
    return Promise.resolve('wasm128');
  }

  restart(reason = 'it was stopped') {
    this.restarts++;
    this.objects = new Objects(this.restarts);
    this.deaths.shift();
    this.isSilent = false;
    for (const [job, reject] of this.#running) {
      job.cancel();
      reject(new TractableError('worker_lost', job.method, `${job.method}: the worker is gone (${reason})`));
    }
    this.#running.clear();
    this.#queue = Promise.resolve();
  }

  async call(method: keyof typeof methods, args: never, { signal, onProgress, onChunk }: Options = {}) {
    if (signal?.aborted) throw new TractableError('cancelled', method, 'before it began');
    let taken: Promise<unknown> = Promise.resolve();
    let chunks = 0;
    const life = this.restarts;
    const job: Job = new Job(method, {
      progress: (done, of) => life === this.restarts && onProgress?.(done, of),
      chunk: (chunk) => {
        if (life !== this.restarts) return;
        if (++chunks > (this.deaths[0] ?? Infinity)) return this.restart('it was killed');
        taken = taken
          .then(() => onChunk?.(chunk))
          .catch((error: Error) => {
            job.cancel(); // as Client: a fault of the page's ends the call
            this.#running.get(job)?.(error);
          })
          .then(() => job.taken());
      },
    });
    const cancel = () => job.cancel();
    signal?.addEventListener('abort', cancel);
    return new Promise((resolve, reject) => {
      this.#running.set(job, reject);
      if (this.isSilent) return;
      const run = methods[method] as (args: never, context: Context) => unknown;
      this.#queue = this.#queue
        .then(() => run(args, { core, objects: this.objects, job }))
        .then((result) => taken.then(() => resolve(result)))
        .catch(reject)
        .finally(() => {
          this.#running.delete(job);
          signal?.removeEventListener('abort', cancel);
        });
    });
  }
}

const pool = (setUp: (client: Played, i: number) => void = () => undefined) =>
  new ChainWorkers(() => {
    const client = new Played();
    setUp(client, Played.made.length - 1);
    return client as unknown as ChainClient;
  });

beforeEach(() => {
  Played.made = [];
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Each look at the clock takes 5 ms: then there are many chunks, however fast the machine is. */
function slowClock() {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 5));
}

const args: ChainsArgs = {
  target: { name: 'eight_schools_noncentred' },
  kernel: 'nuts',
  seed: 11,
  chains: 3,
  warmup: 150,
  draws: 250,
};
const bits = (chains: { draws: Float64Array; statistics: Float64Array }[]) =>
  chains.map(({ draws, statistics }) => [...draws, ...statistics]);

/** Chain k as one sampler draws it without a break. */
async function alone(k: number, { draws, ...given }: ChainsArgs = args) {
  const job = new Job('test', { progress: () => undefined, chunk: () => undefined });
  const context = { core, objects: new Objects(0), job };
  const { sampler } = methods.samplerCreate({ ...given, chains: 1, firstChain: k }, context);
  await methods.samplerRun({ sampler, count: given.warmup!, draws: false, statistics: false }, context);
  const run = await methods.samplerRun({ sampler, count: draws! }, context);
  methods.samplerDelete({ sampler }, context);
  return run;
}

test('chain k is the same for one worker, two and three, and alone', async () => {
  const expected = bits([await alone(0), await alone(1), await alone(2)]);
  for (const workers of [1, 2, 3]) {
    const chains = await runChains(args, { workers }, pool());
    expect(bits(chains)).toEqual(expected);
    expect(chains.map(({ stopped, resumed, count }) => [stopped, resumed, count])).toEqual(
      new Array(3).fill(['done', 0, 250]),
    );
    expect(chains[0]!.state!.iteration).toBe(400);
    expect(chains[0]!.warmup.count).toBe(0);
  }
  expect(Played.made).toHaveLength(6);
  expect(Played.made.map(({ objects }) => objects.count)).toEqual(new Array(6).fill(0));
});

const long: ChainsArgs = { ...args, chains: 2, warmup: 200, draws: 600, seed: 5 };

test('a worker that dies again and again is replaced, and the bits are those of one that lives', async () => {
  slowClock();
  const expected = bits([await alone(0, long), await alone(1, long)]);
  const told: number[] = [];
  const workers = pool((client, i) => {
    if (i === 1) client.deaths = [3, 2];
  });
  const chains = await runChains(
    long,
    {
      saveEvery: 0,
      onDraws: (chain, { first, count }) => {
        if (chain !== 1) return;
        expect(first).toBe(told.at(-1) ?? long.warmup);
        told.push(first + count);
      },
    },
    workers,
  );
  expect(chains.map(({ stopped }) => stopped)).toEqual(['done', 'done']);
  expect(chains[1]!.resumed).toBe(2);
  expect(bits(chains)).toEqual(expected);
  expect(told.at(-1)).toBe(800);
});

test('without a saved state the chain begins anew; what was told is not told again', async () => {
  slowClock();
  let next = 0;
  const workers = pool((client) => (client.deaths = [1]));
  const onDraws = (_: number, { first, count }: SamplerDraws) => {
    expect(first).toBe(next);
    next += count;
  };
  const given = { ...long, chains: 1, warmup: 0, options: { stepSize: 0.3 } };
  const expected = bits([await alone(0, given)]);
  const chains = await runChains(given, { saveEvery: 1e9, onDraws }, workers);
  expect([chains[0]!.stopped, chains[0]!.resumed]).toEqual(['done', 1]);
  expect(bits(chains)).toEqual(expected);
});

test('a chain that no worker brings forward is lost, with a sentence and what it had; the other is done', async () => {
  slowClock();
  const workers = pool((client, i) => {
    if (i === 0) client.deaths = [0, 0, 0];
  });
  const [lost, done] = await runChains(long, {}, workers);
  expect([lost!.stopped, done!.stopped]).toEqual(['lost', 'done']);
  expect(lost!.message).toMatch(/the worker is gone \(it was killed\)/);
  expect(lost!.resumed).toBe(2);
  expect(done!.count).toBe(600);
});

test('a cancelled run keeps what was drawn', async () => {
  const control = new AbortController();
  let drawn = 0;
  const running = runChains(
    { ...args, chains: 2, draws: 1e9 },
    {
      signal: control.signal,
      onDraws: (_, { count }) => {
        drawn += count;
        if (drawn > 500) control.abort();
      },
    },
    pool(),
  );
  const chains = await running;
  expect(chains.map(({ stopped }) => stopped)).toEqual(['cancelled', 'cancelled']);
  const total = chains.reduce((sum, { count }) => sum + count, 0);
  expect(total).toBe(drawn);
  for (const [k, chain] of chains.entries()) {
    expect(chain.draws).toHaveLength(chain.count * 10);
    const whole = await alone(k, { ...args, draws: chain.count });
    expect(chain.draws).toEqual(whole.draws);
  }
  expect(Played.made.map(({ objects }) => objects.count)).toEqual([0, 0]);
  // Before it began: nothing, at once.
  const none = await runChains(args, { signal: control.signal }, pool());
  expect(none.map(({ stopped, count }) => [stopped, count])).toEqual(new Array(3).fill(['cancelled', 0]));
});

test('a worker that does not answer is ended: in time when it is cancelled, with patience else', async () => {
  const control = new AbortController();
  const silent = pool((client) => (client.isSilent = true));
  const running = runChains({ ...args, chains: 1 }, { signal: control.signal }, silent);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const start = performance.now();
  control.abort();
  const [chain] = await running;
  expect(chain!.stopped).toBe('cancelled');
  expect(performance.now() - start).toBeLessThan(1000); // 80 ms, and a busy machine
  const expected = bits([await alone(0)]);
  const patient = pool((client) => (client.isSilent = true));
  const chains = await runChains({ ...args, chains: 1 }, { patience: 50 }, patient);
  expect(chains[0]!.resumed).toBe(1);
  expect(bits(chains)).toEqual(expected);
});

test('a page that is slow is no reason to give a worker up', async () => {
  const onDraws = () => new Promise<void>((resolve) => setTimeout(resolve, 120));
  const chains = await runChains({ ...args, chains: 1 }, { patience: 100, onDraws }, pool());
  expect([chains[0]!.resumed, chains[0]!.stopped]).toEqual([0, 'done']);
});

test('endless patience is patience', async () => {
  const workers = pool((client) => {
    const call = client.call.bind(client);
    vi.spyOn(client, 'call').mockImplementation(async (method, ...rest) => {
      if (method === 'samplerRun') await new Promise((resolve) => setTimeout(resolve, 30));
      return call(method, ...rest);
    });
  });
  const chains = await runChains({ ...args, chains: 1 }, { patience: Infinity }, workers);
  expect([chains[0]!.resumed, chains[0]!.stopped]).toEqual([0, 'done']);
});

test('a fault of the page ends the run, and no sampler stays behind in a worker', async () => {
  slowClock();
  const onDraws = () => Promise.reject(new Error('no room for a picture'));
  await expect(runChains(args, { onDraws }, pool())).rejects.toThrow('no room for a picture');
  expect(Played.made.map(({ objects }) => objects.count)).toEqual([0, 0, 0]);
});

test('a run that is cancelled before its first transition leaves no sampler behind', async () => {
  const control = new AbortController();
  const workers = pool((client) => {
    const call = client.call.bind(client);
    vi.spyOn(client, 'call').mockImplementation(async (method, ...rest) => {
      const result = await call(method, ...rest);
      if (method === 'samplerCreate') control.abort();
      return result;
    });
  });
  const [chain] = await runChains({ ...args, chains: 1 }, { signal: control.signal }, workers);
  expect([chain!.stopped, chain!.count]).toEqual(['cancelled', 0]);
  expect(Played.made.map(({ objects }) => objects.count)).toEqual([0]);
});

test('nothing is told after the end: a chunk that waited while its worker was ended is not taken', async () => {
  slowClock();
  const control = new AbortController();
  let [told, ended] = [0, false];
  let late = 0;
  const onDraws = async () => {
    told++;
    if (ended) late++;
    if (told === 1) setTimeout(() => control.abort(), 60); // when the second waits
    await new Promise((resolve) => setTimeout(resolve, 400));
  };
  const [chain] = await runChains(
    { ...args, chains: 1, draws: 1e9 },
    { signal: control.signal, onDraws },
    pool(),
  );
  ended = true;
  const { count } = chain!;
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect([chain!.stopped, late, told, chain!.count]).toEqual(['cancelled', 0, 1, count]);
});

test('draws that only onDraws wants are not kept a second time', async () => {
  const expected = await alone(0);
  const told: number[] = [];
  const onDraws = (chain: number, { draws }: SamplerDraws) => void (chain === 0 && told.push(...draws));
  const chains = await runChains(args, { keep: false, onDraws }, pool());
  expect(told).toEqual([...expected.draws]);
  expect(chains.map(({ count, draws }) => [count, draws.length])).toEqual(new Array(3).fill([250, 0]));
});

test('a worker that is warmed is prepared before it counts as ready', async () => {
  const prepared: string[] = [];
  const workers = pool();
  await workers.warm(2, async (client) => {
    await Promise.resolve();
    prepared.push(await client.ready());
  });
  expect(prepared).toHaveLength(2);
});

test('warm-up is kept if it is asked for', async () => {
  const seen: number[] = [];
  const [chain] = await runChains(
    { ...args, chains: 1, keepWarmup: true, quantities: true },
    { onDraws: (_, { first }) => void seen.push(first) },
    pool(),
  );
  expect([chain!.warmup.count, chain!.count, seen[0]]).toEqual([150, 250, 0]);
  expect(chain!.warmup.quantities).toHaveLength(1500);
  expect(bits([chain!])).toEqual(bits([await alone(0)]));
});

test.each<[string, Partial<ChainsArgs>, object, string, RegExp]>([
  ['0 chains', { chains: 0 }, {}, 'invalid_argument', /chains is 0; it must be an integer from 1 to 64/],
  ['half a draw', { draws: 0.5 }, {}, 'invalid_argument', /draws is 0.5/],
  ['no workers', {}, { workers: 0 }, 'invalid_argument', /workers is 0/],
  ['a start that is no rows', { start: new Float64Array(4) }, {}, 'shape_mismatch', /start has 4 numbers/],
  ['a start that is NaN', { start: new Float64Array(30).fill(NaN) }, {}, 'not_finite', /nan/],
  ['another kernel', { kernel: 'best' as never }, {}, 'unknown_name', /"best"/],
])('%s is an Error, and the workers come back', async (_, wrong, options, code, message) => {
  const workers = pool();
  await expect(runChains({ ...args, ...wrong }, options, workers)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  const made = Played.made.length;
  const chains = await runChains({ ...args, draws: 3 }, {}, workers);
  expect(chains.map(({ count }) => count)).toEqual([3, 3, 3]);
  expect(Played.made).toHaveLength(Math.max(3, made));
});

test('workers are warmed, used again and ended', async () => {
  const workers = pool();
  await workers.warm(3);
  expect(Played.made).toHaveLength(3);
  await runChains(args, {}, workers);
  expect(Played.made).toHaveLength(3);
  const ended = vi.spyOn(Played.prototype, 'restart');
  workers.close();
  expect(ended).toHaveBeenCalledTimes(3);
  ended.mockRestore();
});
