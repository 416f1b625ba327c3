// Draws as they arrive: warm-up apart from the rest, chains of unequal length, and the orders that the diagnostics take.

import { samplerStatistics } from '$core/catalogue.ts';
import { expect, test } from 'vitest';
import { Draws, Rows } from '../../../web/playground/draws.ts';

const width = samplerStatistics.length;
const chunk = (first: number, count: number, chain: number) => ({
  first,
  count,
  draws: Float64Array.from({ length: count }, (_, i) => 100 * chain + first + i),
  quantities: Float64Array.from(
    { length: 2 * count },
    (_, i) => 100 * chain + first + Math.floor(i / 2) + (i % 2) / 2,
  ),
  statistics: Float64Array.from({ length: width * count }, (_, i) =>
    samplerStatistics[i % width] === 'divergent'
      ? Number((first + Math.floor(i / width)) % 3 === 0)
      : i % width,
  ),
});
const plan = { chains: 2, warmup: 3, draws: 5, dim: 1, names: ['a', 'b'] };

function filled() {
  const draws = new Draws(plan);
  draws.add(0, chunk(0, 3, 0));
  draws.add(0, chunk(3, 2, 0));
  draws.add(0, chunk(5, 3, 0));
  draws.add(1, chunk(0, 3, 1));
  draws.add(1, chunk(3, 4, 1));
  return draws;
}

test('warm-up is kept apart, and the chains’ common length counts', () => {
  const draws = filled();
  expect([draws.reached(0), draws.reached(1)]).toEqual([8, 7]);
  expect([draws.length, draws.total]).toEqual([4, 9]);
  expect([...draws.warming(0)[1]!]).toEqual([100, 101, 102]);
  expect([...draws.quantity(1)[0]!]).toEqual([3.5, 4.5, 5.5, 6.5, 7.5]);
});

test('the orders that the core takes', () => {
  const draws = filled();
  expect([...draws.side(0)]).toEqual([3, 4, 5, 6, 103, 104, 105, 106]);
  expect([...draws.table([1, 0])].slice(0, 8)).toEqual([3.5, 3, 103.5, 103, 4.5, 4, 104.5, 104]);
});

test('positions: chain after chain, thinned evenly, with where each comes from', () => {
  const { x, rows } = filled().positions();
  expect([...x]).toEqual([3, 4, 5, 6, 103, 104, 105, 106]);
  expect(rows[5]).toEqual({ chain: 1, draw: 1 });
  expect([...filled().positions(4).x]).toEqual([3, 5, 103, 105]);
  expect(new Draws(plan).positions().x).toHaveLength(0);
});

test('flags are counted after warm-up only', () => {
  const draws = filled();
  // Transitions 3 and 6 of each chain.
  expect(draws.flagged('divergent')).toBe(4);
  expect(draws.atLeast('depth', samplerStatistics.indexOf('depth'))).toBe(9);
  expect([...draws.statistic('divergent')[1]!]).toEqual([1, 0, 0, 1]);
});

test('rows grow without losing any', () => {
  const rows = new Rows(3);
  for (let i = 0; i < 500; i++) rows.add(Float64Array.of(i, -i, 1));
  expect(rows.count).toBe(500);
  expect([rows.at(499, 0), rows.at(250, 1)]).toEqual([499, -250]);
  expect([...rows.part(2, 3)]).toEqual([2, -2, 1]);
  expect(rows.column(0, 498)).toEqual(Float64Array.of(498, 499));
});
