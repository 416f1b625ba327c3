import { describe, expect, it } from 'vitest';
import { Drops, milestones, pile, Tally } from '../../../lessons/03-sampling/figures/drops.ts';
import { coreClient } from './core.ts';

/** A core whose i-th uniform is known. */
const uniform = (i: number) => ((i + 1) * 0.6180339887) % 1;
const calls: number[] = [];
const client = {
  call: async (method: string, args: { count: number; begin: number; x: Float64Array }) => {
    if (method === 'keyFromSeed') return [1, 2];
    if (method !== 'uniform') return args.x.map((x) => 8 * x - 4);
    calls.push(args.count);
    return Float64Array.from({ length: args.count }, (_, i) => uniform(args.begin + i));
  },
} as never;
const { signal } = new AbortController();

describe('drops', () => {
  it('are the same, however one comes to them', async () => {
    const [steps, jump] = [new Drops(client, 1), new Drops(client, 1)];
    for (const n of [1, 2, 300, 299, 5000]) await steps.grow(n, signal);
    await jump.grow(5000, signal);
    expect(steps.z.slice(0, 5000)).toEqual(jump.z.slice(0, 5000));
  });

  it('are not made twice when two ask at once', async () => {
    const drops = new Drops(client, 1);
    await Promise.all([drops.grow(10, signal), drops.grow(1000, signal), drops.grow(20, signal)]);
    expect(drops.u.length).toBeGreaterThanOrEqual(1000);
    drops.u.forEach((u, i) => expect(u).toBe(uniform(i)));
  });

  it('are made ahead, so that steps are free', async () => {
    const drops = new Drops(client, 1);
    calls.length = 0;
    for (let n = 1; n <= 200; n++) await drops.grow(n, signal);
    expect(calls).toEqual([256]);
  });
});

describe('what is counted', () => {
  const z = Float64Array.of(-5, -1, 0, 1, 3.999, 4);
  const u = Float64Array.of(0, 0.1, 0.5, 0.9, 0.999, 1);

  it('goes on, and begins again for fewer', () => {
    const [on, whole] = [new Tally(), new Tally()];
    for (const n of [2, 6, 3, 6]) on.to(n, { u, z });
    whole.to(6, { u, z });
    expect([...on.counts]).toEqual([...whole.counts]);
    expect([...on.heights]).toEqual([...whole.heights]);
    expect(on.outside).toBe(2);
  });

  it('has the mean and the variance of the core, none of nothing and no variance of one', async () => {
    const { client } = await coreClient();
    const drops = new Drops(client, 1);
    await drops.grow(600, signal);
    const moments = await drops.moments(600, signal);
    const first = drops.z.slice(0, 600);
    const mean = first.reduce((a, b) => a + b) / 600;
    expect(moments.mean).toBeCloseTo(mean, 12);
    expect(moments.variance).toBeCloseTo(first.reduce((a, x) => a + (x - mean) ** 2, 0) / 599, 12);
    expect((await drops.moments(0, signal)).mean).toBeNaN();
    const one = await drops.moments(1, signal);
    expect([one.mean, one.variance]).toEqual([drops.z[0], NaN]);
    expect(await drops.moments(600, signal)).toEqual(moments);
  });

  it.each([50, 1000, 1_000_000])('piles up to an area of 1 with %i drops', (n) => {
    const { edges, heights } = pile(new Float64Array(64).fill(n / 64), n);
    expect(edges.length).toBe(heights.length + 1);
    expect(heights.reduce((sum, h, i) => sum + h * (edges[i + 1]! - edges[i]!), 0)).toBeCloseTo(1, 12);
  });

  it('measures twice in a power of ten', () => {
    expect(milestones(9)).toEqual([]);
    expect(milestones(1000)).toEqual([10, 32, 100, 316, 1000]);
    expect(milestones(1_000_000)).toHaveLength(11);
  });
});
