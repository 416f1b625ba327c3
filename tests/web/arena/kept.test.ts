// Thinning: what is kept depends on the transitions' numbers alone.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columns, Kept, sideBySide } from '../../../web/arena/kept.ts';

const filled = (count: number, most: number, width = 2) => {
  const kept = new Kept(width, most);
  for (let i = 0; i < count; i++) kept.add([i, -i].slice(0, width));
  return kept;
};

test('every row stays while there is room', () => {
  const kept = filled(6, 6);
  expect([kept.count, kept.every, kept.seen]).toEqual([6, 1, 6]);
  expect([...kept.rows]).toEqual([0, -0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5]);
});

test('what is kept is every 2^k-th transition from the first on, and at least half of the room', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 300 }), (count, half) => {
      const most = 2 * half;
      const { every, rows, count: held } = filled(count, most, 1);
      const expected = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
      expect([...rows]).toEqual(expected);
      expect(held).toBeLessThanOrEqual(most);
      expect(Math.log2(every) % 1).toBe(0);
      // No thinner than it must be: with half of the rhythm there would be too many.
      if (every > 1) expect(Math.ceil(count / (every / 2))).toBeGreaterThan(most);
    }),
  );
});

test('chains side by side are equally thinned and cut to the shortest', () => {
  const { count, every, rows } = sideBySide([filled(9, 8), filled(5, 8)]);
  // The first has 0 2 4 6 8, the second 0 2 4.
  expect([count, every]).toEqual([3, 2]);
  expect([...columns(rows, 2, 0)]).toEqual([0, 0, 2, 2, 4, 4]);
  expect([...columns(rows, 2, 1)]).toEqual([-0, -0, -2, -2, -4, -4]);
  expect(sideBySide([filled(3, 8), filled(0, 8)]).count).toBe(0);
});
