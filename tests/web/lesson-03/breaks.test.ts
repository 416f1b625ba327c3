import { expect, it } from 'vitest';
import {
  allBandwidths,
  leaveOneOut,
  loners,
  outliers,
  placesOff,
  rounded,
  shiftData,
} from '../../../lessons/03-sampling/figures/breaks.ts';
import { coreClient } from './core.ts';

const { signal } = new AbortController();
const { client, objects } = await coreClient();
const data = Float64Array.from({ length: 120 }, (_, i) => 180 + ((i * 37) % 50));

it('does not move a shifted picture; the hasty program does', async () => {
  const near = await shiftData(client, data, 0, signal);
  expect(placesOff(near.still, near.hasty)).toBe(0);
  const far = await shiftData(client, data, 1_000_000, signal);
  far.moved.forEach((y, i) => expect(y).toBeCloseTo(far.still[i]!, 12));
  expect(far.roundTrip).toBeLessThanOrEqual(1e-12 + far.resolution);
  expect(placesOff(far.still, far.hasty)).toBeGreaterThan(300);
  expect(objects.count).toBe(0);
});

it('stretches Silverman by one value only so far', async () => {
  const with_ = (place: number) =>
    allBandwidths(client, Float64Array.from([...data, ...outliers(place, false)]), signal);
  const [near, far, farther] = [await with_(232), await with_(1e4), await with_(1e6)];
  expect(far.silverman).toBeGreaterThan(near.silverman);
  expect(farther.silverman).toBeCloseTo(far.silverman, 9);
  expect(outliers(440, true).at(-1)).toBe(440);
});

it('finds the ruler where every value has a twin', async () => {
  const coarse = rounded(data, 10);
  expect(loners(coarse)).toBe(0);
  expect(loners(Float64Array.of(1, 1, 2, 3))).toBe(2);
  const [tiny, small, usual] = await leaveOneOut(client, coarse, Float64Array.of(1e-6, 0.02, 3), signal);
  expect(tiny).toBeGreaterThan(small!);
  expect(small).toBeGreaterThan(usual!);
});
