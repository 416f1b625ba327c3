// Predictive checks: the bins, the bands, the intervals and the numbers, against what can be counted by hand.

import { expect, test } from 'vitest';
import {
  bandsOf,
  countIn,
  edgesOf,
  intervalsOf,
  quantile,
  someRows,
  tested,
  within,
} from '../../../web/playground/check.ts';

const f = (...x: number[]) => Float64Array.from(x);

test('quantiles lie between neighbours in proportion', () => {
  expect(quantile(f(1, 2, 3, 4), 0.5)).toBe(2.5);
  expect(quantile(f(0, 10), 0.05)).toBe(0.5);
  expect(quantile(f(7), 0.95)).toBe(7);
  expect(quantile(f(-Infinity, -Infinity), 0.5)).toBe(-Infinity);
});

test('whole numbers have a bin each, others even bins that hold all observations', () => {
  const coin = edgesOf({ y: f(0, 1, 1), replicated: f(0, 0, 1, 1, 1, 1) });
  expect(coin).toEqual({ edges: f(-0.5, 0.5, 1.5), counted: true });
  const y = f(0.5, 2.5, 9.5);
  const { edges, counted } = edgesOf({ y, replicated: f(1, 2, 3, 4, 5, 6) });
  expect(counted).toBe(false);
  expect(countIn(edges, y).reduce((sum, n) => sum + n, 0)).toBe(3);
  expect(edgesOf({ y: f(2.5), replicated: f(2.5) }).edges.every(Number.isFinite)).toBe(true);
});

test('bands are the quantiles of the counts of each bin', () => {
  // Three replications with 0, 1 and 2 ones among two tosses.
  const bands = bandsOf({ y: f(1, 1), replicated: f(0, 0, 0, 1, 1, 1) });
  expect([...bands.observed]).toEqual([0, 2]);
  expect([...bands.levels[2]!]).toEqual([1, 1]);
  expect([...bands.levels[4]!]).toEqual([1.9, 1.9]);
});

test('intervals of each observation, and how many lie within', () => {
  const both = { y: f(0, 50), replicated: f(0, 0, 1, 10, 2, 20, 3, 30, 4, 40) };
  const levels = intervalsOf(both);
  expect(levels.map((level) => level[1])).toEqual([2, 10, 20, 30, 38]);
  expect(within(both, levels)).toBe(0);
  expect(within({ ...both, y: f(2, 38) }, levels)).toBe(2);
});

test('numbers of the whole: equal ones count half, and those that say nothing are left out', () => {
  const coin = tested({ y: f(0, 1), replicated: f(0, 1, 1, 1, 0, 1, 0, 0) });
  const mean = coin.find(({ id }) => id === 'mean')!;
  expect([mean.observed, mean.p]).toEqual([0.5, (0.5 + 1 + 0.5 + 0) / 4]);
  expect(tested({ y: f(3), replicated: f(1, 2, 4) }).map(({ id }) => id)).toEqual(['mean']);
  const sd = tested({ y: f(1, 3), replicated: f(1, 1, 0, 4) }).find(({ id }) => id === 'sd')!;
  expect(sd.observed).toBeCloseTo(Math.SQRT2, 14);
  expect([...sd.replicated]).toEqual([0, Math.sqrt(8)]);
});

test('some of the rows, evenly', () => {
  expect([...someRows(f(1, 1, 2, 2, 3, 3, 4, 4), 2, 2)]).toEqual([1, 1, 3, 3]);
  const all = f(1, 2);
  expect(someRows(all, 1, 5)).toBe(all);
});
