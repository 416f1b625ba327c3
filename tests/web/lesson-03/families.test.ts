// The laws that the core knows: what `Shapes` is told of them, against formulas of a book.

import { describe, expect, test } from 'vitest';
import {
  askCurve,
  askDrops,
  families,
  familyNames,
  land,
  measure,
  type FamilyName,
} from '../../../lessons/03-sampling/figures/families.ts';
import { countHeights, countInto } from '../../../lessons/03-sampling/figures/laws.ts';
import { coreRain } from '../../../lessons/03-sampling/figures/shapes-rain.ts';
import { coreClient } from './core.ts';

const { signal } = new AbortController();
const { client } = await coreClient();
const key = await client.call('keyFromSeed', { seed: 3 });
const heights = (await client.call('uniform', { key, count: 10_000 })) as Float64Array;

/** Kurtosis: E (X - m)^4 / Var^2 (Johnson, Kotz, Kemp & Balakrishnan). */
const kurtosis: Record<FamilyName, (value: number) => number> = {
  exponential: () => 9,
  gamma: (shape) => 3 + 6 / shape,
  binomial: (p) => 3 + (1 - 6 * p * (1 - p)) / (10 * p * (1 - p)),
  poisson: (mean) => 3 + 1 / mean,
  geometric: (p) => 9 + (p * p) / (1 - p),
};

const cases = familyNames.flatMap((family) => {
  const { reach, value } = families[family];
  return [0, 0.3, 1].map((part) => [family, value(reach[0] + part * (reach[1] - reach[0]))] as const);
});

describe.each(cases)('%s, %d', (family, value) => {
  const { place, whole, value: back } = families[family];
  const curve = askCurve(client, family, value, signal);
  const drops = curve.then((known) => askDrops(client, known, heights, heights.length, signal));

  test('its handle stands at the core’s mean, and its fourth moment is the book’s', async () => {
    const { mean, variance, fourth, atMean, cdf } = await curve;
    expect(place(value)).toBeCloseTo(mean, 12);
    expect(back(place(value))).toBeCloseTo(value, 12);
    expect(fourth / variance ** 2 / kurtosis[family](value)).toBeCloseTo(1, 3);
    // There the handle of a curve without steps is held: a skewed law has more than half of itself below its mean.
    if (!whole) {
      expect(atMean).toBeGreaterThan(0.5);
      expect(atMean).toBeLessThan(0.8);
    }
    for (let i = 1; i < cdf.y.length; i++) expect(cdf.y[i]).toBeGreaterThanOrEqual(cdf.y[i - 1]!);
  });

  test('every drop lands at the smallest value whose height reaches its own', async () => {
    const { x, back: reached, miss } = await drops;
    if (!whole) expect(miss).toBeLessThanOrEqual(1e-13);
    else {
      const law = { name: family, parameters: families[family].parameters(value), fn: 'cdf' as const };
      const before = await client.call('distribution', { ...law, x: x.map((k) => k - 1) });
      const wrong = heights.filter((u, i) => !(reached[i]! >= u && before[i]! < u));
      expect(wrong).toHaveLength(0);
      expect(x.every(Number.isInteger)).toBe(true);
    }
  });

  test('mean, variance and distance of ten thousand are as near as four standard errors', async () => {
    const { mean, variance, fourth } = await curve;
    const n = heights.length;
    const found = await measure(client, await drops, n, signal);
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
    const error = Math.sqrt((fourth - variance ** 2) / n);
    expect(Math.abs(found.variance - variance)).toBeLessThan(4 * error);
    expect(found.distance).toBeLessThan(found.bound);
    // Stephens' factor at ten thousand, and the limit law's own bound: 2.2774427744492103 (mpmath).
    expect(found.bound).toBeCloseTo(2.2774427744492103 / 100.1211, 12);
    // A law a little beside it is told apart.
    const { reach } = families[family];
    const beside = back(
      place(value) + (place(value) < (reach[0] + reach[1]) / 2 ? 0.1 : -0.1) * (reach[1] - reach[0]),
    );
    const other = await askDrops(client, await askCurve(client, family, beside, signal), heights, n, signal);
    const wrong = await measure(
      client,
      { ...other, curve: await curve, back: await backOf(family, value, other.x) },
      n,
      signal,
    );
    expect(wrong.distance).toBeGreaterThan(found.bound);
    expect(Math.abs(wrong.mean - mean)).toBeGreaterThan(4 * Math.sqrt(variance / n));
  });

  test('the pile is the same from the heights, while the drops are on their way', async () => {
    const { edges, reach } = await curve;
    const { x } = await drops;
    const [now, then] = [countHeights(heights, 5000, reach), countInto(x, 5000, edges)];
    // A drop on an edge may fall on either side by rounding.
    now.forEach((count, i) => expect(Math.abs(count - then[i]!)).toBeLessThanOrEqual(whole ? 0 : 1));
    const newest = await land(client, await curve, heights.slice(4992, 5000), signal);
    expect(newest).toEqual(x.slice(4992, 5000));
    const rain = coreRain({ curve: await curve, heights, n: 5000, newest });
    expect(rain.law.draws.slice(4992)).toEqual(newest);
    expect(rain.law.draws[4991]).toBeNaN();
    expect(rain.up.domain[1]).toBeLessThan(Infinity);
  });
});

async function backOf(family: FamilyName, value: number, x: Float64Array) {
  const parameters = families[family].parameters(value);
  return client.call('distribution', { name: family, parameters, fn: 'cdf', x });
}

test('the distance of staircases is the largest over all steps', async () => {
  const curve = await askCurve(client, 'binomial', 0.5, signal);
  // All draws at 5: F(4) = 386/1024 below, 1 - F(5) = 386/1024 above.
  const x = new Float64Array(7).fill(5);
  const found = await measure(client, { curve, heights, x, back: x, miss: 0 }, 7, signal);
  expect(found.distance).toBeCloseTo(386 / 1024, 14);
  expect(found.variance).toBe(0);
});
