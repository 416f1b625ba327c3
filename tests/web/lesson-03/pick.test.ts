import { expect, it } from 'vitest';
import {
  distanceOfTwins,
  lookCloser,
  makePiles,
  pile,
  sizeFor,
} from '../../../lessons/03-sampling/figures/pick.ts';
import { coreClient } from './core.ts';

const { signal } = new AbortController();
const { client, objects } = await coreClient();
const data = Float64Array.of(3, -1, 0, 0.5, 4, 2.5);

it('takes every nudged draw apart exactly', async () => {
  const piles = await makePiles(client, data, 7, 1000, signal);
  piles.nudged.forEach((value, i) =>
    expect(value).toBeCloseTo(piles.picked[i]! + piles.bandwidth * piles.nudge[i]!, 12),
  );
  expect(new Set(piles.picked)).toEqual(new Set(data));
  const { distance } = await client.call('ksTwoSamples', { a: piles.inverse, b: piles.nudged });
  const { expected, error } = distanceOfTwins(1000);
  expect(Math.abs(distance - expected)).toBeLessThan(4 * error);
  expect(objects.count).toBe(0);
});

it('keeps the first draws when the pile grows', async () => {
  const [few, many] = [
    await makePiles(client, data, 7, 100, signal),
    await makePiles(client, data, 7, 1000, signal),
  ];
  expect(many.inverse.slice(0, 100)).toEqual(few.inverse);
  expect(many.nudged.slice(0, 100)).toEqual(few.nudged);
  expect([0, 100, 101, 9999].map(sizeFor)).toEqual([100, 100, 1000, 10_000]);
});

it('shows the search for one height and the bell of one datum', async () => {
  const piles = await makePiles(client, data, 7, 100, signal);
  const closeup = await lookCloser(client, piles, 3, signal);
  expect(closeup.x.at(-1)).toBeCloseTo(piles.inverse[3]!, 9);
  expect(closeup.cdf.at(-1)).toBeCloseTo(piles.u[3]!, 12);
  const z = (piles.x[150]! - piles.picked[3]!) / piles.bandwidth;
  expect(closeup.bell[150]).toBeCloseTo(Math.exp((-z * z) / 2), 12);
});

it('piles up a density', () => {
  const heights = pile(Float64Array.of(0.1, 0.6, 0.7, 9), 3, Float64Array.of(0, 0.5, 1));
  expect(heights[0]! * 0.5).toBeCloseTo(1 / 3, 12);
  expect(heights[1]! * 0.5).toBeCloseTo(2 / 3, 12);
});
