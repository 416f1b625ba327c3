import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  areKnots,
  countHeights,
  countInto,
  die,
  knotReach,
  polyline,
  shareBelow,
  shares,
  withShare,
} from '../../../lessons/03-sampling/figures/laws.ts';

const heights = Float64Array.of(0.1, 0.5, 0.75, 0.999);

describe('the die', () => {
  test('a height on the edge of a step belongs to the lower face', () => {
    const { draws } = die([0.5, 0.25, 0.25, 0, 0, 0], heights);
    expect([...draws]).toEqual([1, 1, 2, 3]);
  });

  test('a face without probability never falls, and no height is above the last step', () => {
    const third = 1 / 3;
    const { draws } = die([third, 0, third, 0, third, 0], Float64Array.of(third + 1e-15, 1 - 1e-16));
    expect(draws[0]).toBe(3);
    expect(draws[1]).toBeLessThanOrEqual(6);
    expect(draws[1]).toBeGreaterThan(0);
  });

  test('setting one share keeps the sum and the proportions of the others', () => {
    expect(withShare([0.2, 0.2, 0.6], 2, 0.2)).toEqual([0.4, 0.4, 0.2]);
    expect(withShare([0, 1, 0], 1, 0.5)).toEqual([0.25, 0.5, 0.25]);
    expect(shares([1, 1, 2])).toEqual([0.25, 0.25, 0.5]);
    expect(shares([0, 0])).toEqual([0.5, 0.5]);
  });
});

describe('a curve of five knots', () => {
  const knots = { x: [1, 2, 4, 5, 7], y: [0, 0.5, 0.5, 0.75, 1] };

  test('its quantile is the smallest value that reaches the height', () => {
    const { draws } = polyline(knots, [0, 8], Float64Array.of(0.25, 0.5, 0.625, 0.875));
    expect([...draws]).toEqual([1.5, 2, 4.5, 6]);
  });

  test('no drag and no key makes it cross or fall', () => {
    const move = fc.record({
      which: fc.nat(4),
      x: fc.double({ noNaN: true }),
      y: fc.double({ noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let now = knots;
        for (const { which, x, y } of moves) {
          const reach = knotReach(now, which, [0, 8]);
          const clamp = (value: number, [low, high]: readonly [number, number]) =>
            Math.min(Math.max(value, low), high);
          now = { x: now.x.with(which, clamp(x, reach.x)), y: now.y.with(which, clamp(y, reach.y)) };
          expect(areKnots(now)).toBe(true);
        }
      }),
    );
  });

  test('what an address says is checked', () => {
    expect(areKnots({ x: [1, 1, 4, 5, 7], y: knots.y })).toBe(false);
    expect(areKnots({ x: knots.x, y: [0, 0.6, 0.5, 0.75, 1] })).toBe(false);
    expect(areKnots({ x: knots.x, y: [0.1, 0.5, 0.5, 0.75, 1] })).toBe(false);
  });
});

test('columns count what lies in them, with their upper edge', () => {
  const values = Float64Array.of(0.5, 1, 1.5, 2, 9, -1);
  expect([...countInto(values, 6, Float64Array.of(0, 1, 2))]).toEqual([2, 2]);
  expect([...countInto(values, 1, Float64Array.of(0, 1, 2))]).toEqual([1, 0]);
  expect(shareBelow(values, 4, 1)).toBe(0.5);
  // The same from heights, under a curve that stands at 0, 1/4 and 1 at the edges.
  const heights = Float64Array.of(0.1, 0.25, 0.3, 1);
  expect([...countHeights(heights, 4, Float64Array.of(0, 0.25, 1))]).toEqual([2, 2]);
  expect([...countHeights(heights, 3, Float64Array.of(0.2, 0.25))]).toEqual([1]);
});
