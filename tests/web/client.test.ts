// The page's side of the protocol against a worker that the test plays.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FromWorker, ToWorker } from '../../web/core-client/protocol.ts';
import { wasmBinary } from '../support/core.ts';

const fetched: string[] = [];
vi.stubGlobal('fetch', (url: string) => {
  fetched.push(url);
  const variant = url.includes('scalar') ? 'scalar' : 'simd';
  return Promise.resolve(
    new Response(wasmBinary(variant), { headers: { 'content-type': 'application/wasm' } }),
  );
});

const { Client } = await import('../../web/core-client/client.ts');

class FakeWorker {
  static made: FakeWorker[] = [];
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  heard: ToWorker[] = [];
  terminated = false;

  constructor() {
    FakeWorker.made.push(this);
  }
  postMessage(message: ToWorker) {
    this.heard.push(structuredClone({ ...message, module: undefined } as unknown as ToWorker));
  }
  terminate() {
    this.terminated = true;
  }
  says(data: FromWorker) {
    this.onmessage?.({ data });
  }
  crashes(message: string) {
    this.onerror?.({ message, preventDefault() {} });
  }
  get calls() {
    return this.heard.filter((message) => message.kind === 'call');
  }
}

const made = (i: number) => vi.waitUntil(() => FakeWorker.made[i]);
const called = (worker: FakeWorker, i = 0) => vi.waitUntil(() => worker.calls[i]);

describe('the client', () => {
  let client: InstanceType<typeof Client>;
  beforeEach(() => {
    FakeWorker.made = [];
    client = new Client({ createWorker: () => new FakeWorker() as unknown as Worker });
  });

  async function ready() {
    const before = FakeWorker.made.length;
    const started = client.ready();
    const worker = await made(before);
    worker.says({ kind: 'ready', instructionSet: 'wasm128' });
    await started;
    return worker;
  }

  const ask = (options = {}) => client.call('keyFromSeed', { seed: 1 }, options);

  test('starts one worker for many calls and resolves each with its own result', async () => {
    const worker = await ready();
    const results = [ask(), ask()];
    const [first, second] = [await called(worker, 0), await called(worker, 1)];
    worker.says({ kind: 'result', id: second.id, result: [2, 0] });
    worker.says({ kind: 'result', id: first.id, result: [1, 0] });
    expect(await Promise.all(results)).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(FakeWorker.made).toHaveLength(1);
  });

  test('turns an error record into an Error with its code', async () => {
    const worker = await ready();
    const result = ask();
    const { id } = await called(worker);
    worker.says({ kind: 'error', id, error: { code: 'not_finite', where: 'f', message: 'f: x is nan' } });
    await expect(result).rejects.toMatchObject({
      name: 'TractableError',
      code: 'not_finite',
      where: 'f',
      message: 'f: x is nan',
    });
  });

  test('acknowledges each chunk after the page has taken it', async () => {
    const worker = await ready();
    const release: (() => void)[] = [];
    const result = client.call(
      'drawSummary',
      { key: [1, 0], count: 1, low: 0, high: 1, bins: 1 },
      { onChunk: () => new Promise<void>((resolve) => release.push(resolve)) },
    );
    const { id } = await called(worker);
    worker.says({ kind: 'chunk', id, chunk: {} });
    await vi.waitUntil(() => release.length === 1);
    expect(worker.heard.filter(({ kind }) => kind === 'taken')).toHaveLength(0);
    (await vi.waitUntil(() => release[0]))();
    await vi.waitUntil(() => worker.heard.some(({ kind }) => kind === 'taken'));
    worker.says({ kind: 'result', id, result: {} });
    await result;
  });

  test('passes a cancellation on, and does not send a call that was cancelled before', async () => {
    const worker = await ready();
    const control = new AbortController();
    const result = ask({ signal: control.signal });
    const { id } = await called(worker);
    control.abort();
    expect(worker.heard.at(-1)).toEqual({ kind: 'cancel', id, module: undefined });
    worker.says({ kind: 'error', id, error: { code: 'cancelled', where: 'keyFromSeed', message: '' } });
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    await expect(ask({ signal: control.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(worker.calls).toHaveLength(1);
  });

  test('a crash fails the calls that run and the next call starts a new worker', async () => {
    const worker = await ready();
    const result = ask();
    await called(worker);
    worker.crashes('unreachable');
    await expect(result).rejects.toMatchObject({ code: 'worker_lost' });
    expect(worker.terminated).toBe(true);
    const next = ask();
    const second = await made(1);
    second.says({ kind: 'ready', instructionSet: 'wasm128' });
    const { id } = await called(second);
    worker.says({ kind: 'result', id, result: ['late', 'word'] } as never);
    second.says({ kind: 'result', id, result: [3, 0] });
    expect(await next).toEqual([3, 0]);
  });

  test('restart fails a call that has not been sent yet', async () => {
    await ready();
    const result = ask();
    client.restart();
    await expect(result).rejects.toMatchObject({ code: 'worker_lost' });
  });

  test('restart fails a call that waits for the start, too', async () => {
    const result = ask();
    await made(0);
    client.restart();
    await expect(result).rejects.toMatchObject({ code: 'worker_lost' });
    await ready();
  });

  test('falls back to the scalar module when SIMD does not compute what it should', async () => {
    const started = client.ready();
    (await made(0)).says({ kind: 'unfit', reason: 'the kernel exp does not give its known answers here' });
    const second = await made(1);
    expect(FakeWorker.made[0]!.terminated).toBe(true);
    expect(await vi.waitUntil(() => second.heard[0])).toMatchObject({ kind: 'start', variant: 'scalar' });
    second.says({ kind: 'ready', instructionSet: 'scalar' });
    expect(await started).toBe('scalar');
    expect(client.variant).toBe('scalar');
  });

  test('refuses a detached buffer and what cannot be cloned, and the next call works', async () => {
    const worker = await ready();
    const x = new Float64Array(3);
    structuredClone(x, { transfer: [x.buffer] });
    await expect(client.call('special', { name: 'erf', x })).rejects.toMatchObject({
      code: 'detached_buffer',
      message: 'special: x has a detached buffer: it was transferred away, so its numbers are gone',
    });
    await expect(client.call('special', { name: 'erf', x: (() => 1) as never })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    const result = ask();
    const { id } = (await vi.waitUntil(() => worker.calls.at(-1)))!;
    worker.says({ kind: 'result', id, result: [1, 0] });
    expect(await result).toEqual([1, 0]);
  });

  test('a callback that throws cancels its job and fails its call with that error', async () => {
    const worker = await ready();
    const fault = new Error('the page could not draw');
    const args = { key: [1, 0] as [number, number], count: 1, low: 0, high: 1, bins: 1 };
    for (const [i, options] of [
      { onChunk: () => Promise.reject(fault) },
      { onProgress: () => Promise.reject(fault) as never },
    ].entries()) {
      const result = client.call('drawSummary', args, options);
      const { id } = await called(worker, i);
      worker.says({ kind: 'chunk', id, chunk: {} });
      worker.says({ kind: 'progress', id, done: 0, of: 1 });
      await expect(result).rejects.toBe(fault);
      expect(worker.heard.some((message) => message.kind === 'cancel' && message.id === id)).toBe(true);
      worker.says({ kind: 'result', id, result: {} }); // a late word
    }
  });

  test('the whole comes after all of its parts', async () => {
    const worker = await ready();
    const order: string[] = [];
    const result = client
      .call(
        'drawSummary',
        { key: [1, 0], count: 1, low: 0, high: 1, bins: 1 },
        {
          onChunk: async () => {
            await new Promise((resolve) => setTimeout(resolve, 20));
            order.push('part');
          },
        },
      )
      .then(() => order.push('whole'));
    const { id } = (await vi.waitUntil(() => worker.calls.at(-1)))!;
    worker.says({ kind: 'chunk', id, chunk: {} });
    worker.says({ kind: 'result', id, result: {} });
    await result;
    expect(order).toEqual(['part', 'whole']);
  });

  test('a late error of a worker that was replaced does not touch the new one', async () => {
    const old = await ready();
    client.restart();
    const worker = await ready();
    const result = ask();
    const { id } = await called(worker);
    old.crashes('too late');
    expect(worker.terminated).toBe(false);
    worker.says({ kind: 'result', id, result: [4, 0] });
    expect(await result).toEqual([4, 0]);
  });

  test('a crash at the start is no reason to go on without SIMD, and the next call tries again', async () => {
    const started = client.ready();
    (await made(0)).crashes('out of memory');
    await expect(started).rejects.toMatchObject({ code: 'worker_lost' });
    expect(client.variant).toBe('simd');
    await ready();
    expect(await vi.waitUntil(() => FakeWorker.made[1]!.heard[0])).toMatchObject({
      kind: 'start',
      variant: 'simd',
    });
  });

  test('a variant that was asked for is kept', async () => {
    client = new Client({ variant: 'simd', createWorker: () => new FakeWorker() as unknown as Worker });
    const started = client.ready();
    (await made(0)).says({ kind: 'unfit', reason: 'wrong' });
    await expect(started).rejects.toMatchObject({ message: 'wrong' });
    expect(client.variant).toBe('simd');
  });

  test('two hundred restarts with calls on their way leave none waiting', async () => {
    for (let i = 0; i < 200; i++) {
      const worker = await ready();
      const results = [ask(), ask(), ask()];
      const { id } = await called(worker);
      client.restart();
      worker.says({ kind: 'result', id, result: ['late', 'word'] });
      for (const result of results) await expect(result).rejects.toMatchObject({ code: 'worker_lost' });
    }
  }, 60_000);

  test('two hundred starts and stops leave no call waiting', async () => {
    for (let i = 0; i < 200; i++) {
      const result = ask();
      client.restart();
      await expect(result).rejects.toMatchObject({ code: 'worker_lost' });
    }
    expect(fetched.length).toBeLessThan(5); // compiled once
  });

  test('the worker starts while the module is compiled; without a module it is ended, and the next call tries again', async () => {
    const healthy = globalThis.fetch;
    let refuse: (error: Error) => void = () => undefined;
    vi.stubGlobal('fetch', () => new Promise((_, reject) => (refuse = reject)));
    vi.resetModules();
    const { Client: Fresh } = await import('../../web/core-client/client.ts');
    const fresh = new Fresh({ createWorker: () => new FakeWorker() as unknown as Worker });
    const started = fresh.ready();
    const worker = FakeWorker.made[0]!;
    expect(worker.heard).toEqual([]);
    refuse(new Error('no network'));
    await expect(started).rejects.toMatchObject({ code: 'worker_lost', message: 'no network' });
    expect(worker.terminated).toBe(true);

    vi.stubGlobal('fetch', healthy);
    const again = fresh.ready();
    const second = FakeWorker.made[1]!;
    expect(await vi.waitUntil(() => second.heard[0])).toMatchObject({ kind: 'start', variant: 'simd' });
    second.says({ kind: 'ready', instructionSet: 'wasm128' });
    expect(await again).toBe('wasm128');
  });
});
