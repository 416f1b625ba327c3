// The real worker with the real module in Chromium: progress, chunks, cancelling, crashes, and that nothing is lost.

import { expect, test, type Page } from '@playwright/test';
import type { Client } from '../../web/core-client/client.ts';

declare global {
  // What the page puts into the console's reach (web/main.ts).
  var tractable: { client: Client; Client: new (options?: object) => Client };
}

test.beforeEach(async ({ page }) => {
  await page.goto('./');
  await page.evaluate(() => tractable.client.ready());
});

/** The code and message with which a call fails. */
const faultOf = (page: Page, method: string, args: object) =>
  page.evaluate(
    ([name, given]) =>
      tractable.client.call(name as never, given as never).then(
        () => ({ code: 'none', message: '' }),
        ({ code, message }: { code: string; message: string }) => ({ code, message }),
      ),
    [method, args] as const,
  );

const works = async (page: Page) =>
  expect(await page.evaluate(() => tractable.client.call('keyFromSeed', { seed: 5 }))).toEqual([5, 0]);

test('bad input is an Error with a code and a sentence, and the next call works', async ({ page }) => {
  const key = [1, 0];
  const cases: [string, object, string, RegExp][] = [
    ['normal', { key, count: -1 }, 'invalid_argument', /count is -1; it must be at least 0/],
    ['normal', { key, count: 1e9 }, 'too_large', /count is 1e\+09; it must be at most 16777216/],
    ['normal', { key, count: 100_000.5 }, 'invalid_argument', /count is 100000.5; it must be an integer/],
    ['normal', { key, count: 200_000, begin: -1 }, 'invalid_argument', /begin is -1/],
    ['bandwidth', { rule: 'best', data: [] }, 'invalid_argument', /data is .*; it must be a Float64Array/],
    [
      'drawSummary',
      { key, count: 10, low: 1, high: 1, bins: 5 },
      'invalid_argument',
      /low is 1 and high is 1/,
    ],
    ['nothing', {}, 'unknown_name', /method is "nothing"/],
    ['toString', {}, 'unknown_name', /method is "toString"/],
    [
      'drawSummary',
      { key, count: '5', low: 0, high: 1, bins: 5 },
      'invalid_argument',
      /count is 5; it must be a number/,
    ],
    [
      'drawSummary',
      { key, count: 65_536.5, low: 0, high: 1, bins: 5 },
      'invalid_argument',
      /count is 65536.5/,
    ],
    ['normal', { key, count: 5, precision: 'float32' }, 'unknown_name', /precision is "float32"/],
    ['normal', { key, count: 70_000, begin: 2 ** 53 - 10 }, 'invalid_argument', /begin is/],
    ['kdeDelete', { kde: 999 }, 'deleted_object', /kde 999 is gone/],
    ['kdeDensity', { kde: 77, x: {} }, 'deleted_object', /kde 77 is gone/],
  ];
  for (const [method, args, code, message] of cases) {
    const fault = await faultOf(page, method, args);
    expect(fault.code, `${method}: ${fault.message}`).toBe(code);
    expect(fault.message).toMatch(message);
    await works(page);
  }
});

test('typed arrays with bad numbers or without a buffer are named', async ({ page }) => {
  const faults = await page.evaluate(async () => {
    const { client } = tractable;
    const fault = (call: Promise<unknown>) => call.then(String, ({ code, message }) => `${code}: ${message}`);
    const gone = new Float64Array(3);
    structuredClone(gone, { transfer: [gone.buffer] });
    return [
      await fault(client.call('special', { name: 'normal_ppf', x: Float64Array.of(0.5, 1.5) })),
      await fault(client.call('bandwidth', { rule: 'silverman', data: Float64Array.of(1, NaN) })),
      await fault(client.call('bandwidth', { rule: 'best' as never, data: Float64Array.of(1, 2) })),
      await fault(client.call('kdeCreate', { data: Float64Array.of(1, 2), bandwidth: -1 })),
      await fault(client.call('bandwidth', { rule: 'silverman', data: gone })),
      await client
        .call('kdeCreate', { data: Float64Array.of(1, 2), bandwidth: 1 })
        .then(({ kde }) =>
          fault(client.call('kdePpf', { kde, x: new Float64Array(200).fill(0.5).fill(1.5, 150) })),
        ),
    ];
  });
  expect(faults[0]).toMatch(/^invalid_argument: .*x\[1\] is 1.5/);
  expect(faults[1]).toMatch(/^not_finite: .*data\[1\] is nan/);
  expect(faults[2]).toMatch(/^unknown_name: .*"?best"?.*silverman/);
  expect(faults[3]).toMatch(/^invalid_argument: .*bandwidth is -1/);
  expect(faults[4]).toMatch(/^detached_buffer: .*data has a detached buffer/);
  expect(faults[5]).toMatch(/^invalid_argument: ppf: x\[150\] is 1.5/);
  await works(page);
});

test('the caller keeps its arrays, and a long fill is the same as short ones', async ({ page }) => {
  const same = await page.evaluate(async () => {
    const { client } = tractable;
    const x = Float64Array.of(1, 2, 3);
    await client.call('special', { name: 'exp', x });
    const key = await client.call('keyFromSeed', { seed: 9 });
    const long = await client.call('normal', { key, count: 300_000 });
    const part = await client.call('normal', { key, count: 1000, begin: 200_000 });
    return x.length === 3 && part.every((value, i) => value === long[200_000 + i]);
  });
  expect(same).toBe(true);
});

test('a slow page holds the worker back: at most two chunks are under way', async ({ page }) => {
  const most = await page.evaluate(async () => {
    let under = 0;
    let largest = 0;
    await tractable.client.call(
      'drawSummary',
      { key: [1, 0], count: 2e7, low: -4, high: 4, bins: 10 },
      {
        onChunk: async () => {
          largest = Math.max(largest, ++under);
          await new Promise((resolve) => setTimeout(resolve, 120));
          under--;
        },
      },
    );
    return largest;
  });
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(2);
});

test('cancelling ends a job within a few slices, and those that wait behind it go on', async ({ page }) => {
  const { code, milliseconds, next, progressed } = await page.evaluate(async () => {
    const control = new AbortController();
    let progressed = 0;
    const job = tractable.client
      .call(
        'drawSummary',
        { key: [1, 0], count: 1e10, low: -4, high: 4, bins: 10 },
        { signal: control.signal, onProgress: (done) => (progressed = done) },
      )
      .then(
        () => 'none',
        ({ code }) => code as string,
      );
    const next = tractable.client.call('keyFromSeed', { seed: 6 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    control.abort();
    return { code: await job, milliseconds: performance.now() - start, next: await next, progressed };
  });
  expect(code).toBe('cancelled');
  expect(progressed).toBeGreaterThan(0);
  expect(milliseconds).toBeLessThan(500); // one slice is 12 ms; the rest is a busy machine
  expect(next).toEqual([6, 0]);
});

test('restart ends the worker at once; the next call starts another, without the old objects', async ({
  page,
}) => {
  const result = await page.evaluate(async () => {
    const { client } = tractable;
    const { kde } = await client.call('kdeCreate', { data: Float64Array.of(1, 2, 4), bandwidth: 1 });
    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => 'none',
        ({ code }: { code: string }) => code,
      );
    const job = codeOf(client.call('drawSummary', { key: [1, 0], count: 1e10, low: -4, high: 4, bins: 10 }));
    client.restart();
    // A new object of the new worker: the old number must not name it.
    const { kde: other } = await client.call('kdeCreate', { data: Float64Array.of(7, 8), bandwidth: 1 });
    const old = [
      await codeOf(client.call('kdeCdf', { kde, x: Float64Array.of(1) })),
      await codeOf(client.call('kdeDelete', { kde })),
    ];
    const still = await codeOf(client.call('kdeCdf', { kde: other, x: Float64Array.of(1) }));
    return [await job, ...old, still];
  });
  expect(result).toEqual(['worker_lost', 'deleted_object', 'deleted_object', 'none']);
  await works(page);
});

test('five hundred traps: each fails its call only, and a new worker answers the next', async ({ page }) => {
  const codes = await page.evaluate(async () => {
    const codes: string[] = [];
    for (let i = 0; i < 500; i++) {
      await tractable.client.call('trap', undefined).catch(({ code }: { code: string }) => codes.push(code));
      const key = await tractable.client.call('keyFromSeed', { seed: i });
      if (key[0] !== i) codes.push('wrong');
    }
    return codes;
  });
  expect(codes).toEqual(Array.from({ length: 500 }, () => 'worker_lost'));
});

test('memory that runs out is an Error, and the next call works', async ({ page }) => {
  const code = await page.evaluate(async () => {
    const { client } = tractable;
    const held: number[] = [];
    const data = new Float64Array(8e6).map((_, i) => i);
    try {
      for (;;) held.push((await client.call('kdeCreate', { data, bandwidth: 1 })).kde);
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      for (const kde of held) await client.call('kdeDelete', { kde });
    }
  });
  expect(code).toBe('out_of_memory');
  await works(page);
});

test('ten thousand estimates made, used and deleted leave nothing behind', async ({ page }) => {
  const [before, after] = await page.evaluate(async () => {
    const { client } = tractable;
    const x = Float64Array.of(0, 1);
    const round = async (times: number) => {
      for (let i = 0; i < times; i++) {
        const { kde } = await client.call('kdeCreate', { data: Float64Array.of(1, 2, i), bandwidth: 0.5 });
        await client.call('kdeDensity', { kde, x });
        await client.call('kdeDelete', { kde });
      }
      return client.call('info', undefined);
    };
    return [await round(100), await round(10_000)] as const;
  });
  expect(after.objects).toBe(0);
  expect(after.heapUsed).toBe(before.heapUsed);
});
