// Chains in real workers in Chromium: how fast they start, how fast they end, and that a worker which is killed costs nothing.

import { expect, test } from '@playwright/test';
import type * as Chains from '../../web/core-client/chains.ts';
import type { Client } from '../../web/core-client/client.ts';

// What the page puts into the console's reach (web/main.ts).
type Page = { client: Client; chains: () => Promise<typeof Chains> };

/** A machine that builds meanwhile is several times slower than the limits that the figures hold when it is at rest. */
const busy = 5;

test.beforeEach(async ({ page }) => {
  await page.goto('./');
  await page.evaluate(() => (globalThis as never as { tractable: Page }).tractable.client.ready());
});

test('four chains in four workers begin at once, and a cancelled run ends at once with what was drawn', async ({
  page,
}) => {
  const found = await page.evaluate(async () => {
    const { runChains, chainWorkers } = await (globalThis as never as { tractable: Page }).tractable.chains();
    const args = { target: { name: 'funnel' }, kernel: 'nuts', seed: 4, warmup: 0, draws: 1e9 } as const;
    const round = async () => {
      const control = new AbortController();
      const begun = new Set<number>();
      const start = performance.now();
      let all = 0;
      let aborted = 0;
      let told = 0;
      const results = await runChains(args, {
        signal: control.signal,
        onDraws: (chain, { count }) => {
          told += count;
          begun.add(chain);
          if (begun.size < 4 || all > 0) return;
          all = performance.now() - start;
          setTimeout(() => {
            aborted = performance.now();
            control.abort();
          }, 200);
        },
      });
      return {
        begin: all,
        cancel: performance.now() - aborted,
        kept: results.reduce((sum, { count }) => sum + count, 0) === told,
        stopped: results.map(({ stopped }) => stopped),
      };
    };
    const cold = await round();
    await chainWorkers.warm(4);
    const rounds = [];
    for (let i = 0; i < 5; i++) rounds.push(await round());
    chainWorkers.close();
    return { cold, rounds };
  });
  const list = [found.cold, ...found.rounds];
  for (const { kept, stopped } of list) {
    expect(kept).toBe(true);
    expect(stopped).toEqual(new Array(4).fill('cancelled'));
  }
  const least = (numbers: number[]) => Math.min(...numbers);
  const begin = least(found.rounds.map((each) => each.begin));
  const cancel = least(list.map((each) => each.cancel));
  const figures = `cold ${found.cold.begin.toFixed(0)} ms, warm ${begin.toFixed(0)} ms, cancel ${cancel.toFixed(0)} ms`;
  test.info().annotations.push({ type: 'measured', description: figures });
  console.log(figures);
  expect(found.cold.begin).toBeLessThan(300 * busy);
  expect(begin).toBeLessThan(300);
  expect(cancel).toBeLessThan(100);
});

test('a worker that is killed in the middle: its chain goes on in another, with the same bits', async ({
  page,
}) => {
  const same = await page.evaluate(async () => {
    const made: Worker[] = [];
    const Real = globalThis.Worker;
    globalThis.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        made.push(this);
      }
    };
    const { runChains } = await (globalThis as never as { tractable: Page }).tractable.chains();
    const args = {
      target: { name: 'eight_schools' },
      kernel: 'nuts',
      seed: 9,
      chains: 2,
      warmup: 500,
      draws: 20_000,
    } as const;
    const whole = await runChains(args);
    const again = made.length;
    let chunks = 0;
    const broken = await runChains(args, {
      patience: 1500,
      saveEvery: 50,
      onDraws: () => {
        if (++chunks === 6) made.at(-1)!.terminate();
      },
    });
    const bits = (results: typeof whole) => results.map(({ draws, statistics }) => [draws, statistics]);
    const equal = (a: Float64Array, b: Float64Array) =>
      a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
    const [one, two] = [bits(whole).flat(), bits(broken).flat()];
    return {
      equal: one.map((array, i) => equal(array, two[i]!)),
      resumed: broken.reduce((sum, { resumed }) => sum + resumed, 0),
      stopped: broken.map(({ stopped }) => stopped),
      replaced: made.length - again,
    };
  });
  expect(same.equal).toEqual([true, true, true, true]);
  expect(same.stopped).toEqual(['done', 'done']);
  expect(same.resumed).toBeGreaterThanOrEqual(1);
  expect(same.replaced).toBe(same.resumed);
});

test('samplers made, used and deleted leave nothing behind', async ({ page }) => {
  const [before, after] = await page.evaluate(async () => {
    const { client } = (globalThis as never as { tractable: Page }).tractable;
    const round = async (times: number) => {
      for (let i = 0; i < times; i++) {
        const { sampler } = await client.call('samplerCreate', {
          target: { name: 'banana' },
          kernel: i % 2 ? 'nuts' : 'random_walk',
          seed: i,
          warmup: 20,
        });
        await client.call('samplerRun', { sampler, count: 40, quantities: true });
        await client.call('samplerStep', { sampler });
        await client.call('samplerDelete', { sampler });
      }
      return client.call('info', undefined);
    };
    return [await round(50), await round(500)] as const;
  });
  expect(after.objects).toBe(0);
  expect(after.heapUsed).toBe(before.heapUsed);
});

test('Metropolis in two dimensions through the client', async ({ page }) => {
  const rate = await page.evaluate(async () => {
    const { client } = (globalThis as never as { tractable: Page }).tractable;
    const { sampler } = await client.call('samplerCreate', {
      target: { name: 'ar1_normal', options: { rho: 0.5 } },
      kernel: 'random_walk',
      seed: 1,
      start: new Float64Array(2),
    });
    const rates = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      const { count } = await client.call('samplerRun', { sampler, count: 1e6, statistics: false });
      rates.push(count / (performance.now() - start) / 1000);
    }
    await client.call('samplerDelete', { sampler });
    return Math.max(...rates);
  });
  console.log(`${rate.toFixed(2)} million transitions a second`);
  expect(rate).toBeGreaterThan(0.5);
});
