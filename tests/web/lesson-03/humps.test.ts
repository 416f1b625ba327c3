import { expect, test } from 'vitest';
import { gridFor } from '../../../lessons/03-sampling/figures/bandwidth.ts';
import { areaUnder, bestInside, countHumps, highest } from '../../../lessons/03-sampling/figures/humps.ts';

test('humps are rises that are followed by a fall', () => {
  expect(countHumps([0, 1, 0])).toBe(1);
  expect(countHumps([0, 1, 0.5, 2, 0])).toBe(2);
  expect(countHumps([0, 1, 1, 1, 0])).toBe(1);
  expect(countHumps([0, 1, 0, 0, 0, 1, 0, 1, 0])).toBe(3);
  expect(countHumps([])).toBe(0);
  expect(countHumps([0, 0, 0])).toBe(0);
});

test('ripples of rounding are no humps', () => {
  expect(countHumps([0, 1, 1 - 1e-13, 1, 0])).toBe(1);
  expect(countHumps([0, 1e-14, 0, 1e-14, 0, 1, 0])).toBe(1);
});

test('a hump that the picture cuts counts', () => {
  expect(countHumps([0, 1, 0.5, 1])).toBe(2);
  expect(countHumps([1, 0])).toBe(1);
});

test('the highest point and the area', () => {
  expect(highest(Float64Array.of(1, 3, 2))).toBe(1);
  expect(areaUnder(Float64Array.of(0, 1, 2), Float64Array.of(0, 1, 0))).toBe(1);
});

test('the best bandwidth has lower scores on both sides, and is not the one of the ties', () => {
  expect(bestInside([1, 2, 3, 4], [0, 1, 2, 1])).toBe(3);
  expect(bestInside([1, 2, 3, 4], [9, 1, 2, 1])).toBe(3);
  expect(bestInside([1, 2, 3, 4, 5], [0, 9, 1, 2, 1])).toBe(4);
  expect(bestInside([1, 2, 3], [3, 2, 1])).toBeUndefined();
  expect(bestInside([], [])).toBeUndefined();
});

test('the grid reaches eight bandwidths beyond the data, in steps of at most half a bandwidth', () => {
  for (const h of [0.05, 1, 300]) {
    const x = gridFor([170, 230], h);
    expect(x[0]).toBe(170 - 8 * h);
    expect(x.at(-1)).toBeCloseTo(230 + 8 * h, 9);
    expect(x[1]! - x[0]!).toBeLessThanOrEqual(h / 2 + 1e-12);
  }
});
