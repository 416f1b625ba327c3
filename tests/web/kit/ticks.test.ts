// Ticks are those of d3-scale, number for number.

import { scaleLinear, scaleLog } from 'd3-scale';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearTicks, logTicks } from '../../../web/kit/ticks.ts';

const counts = fc.integer({ min: 2, max: 20 });

test('on an even axis', () => {
  const ends = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const widths = fc.double({ min: -9, max: 9, noNaN: true }).map((power) => 10 ** power);
  fc.assert(
    fc.property(ends, widths, fc.boolean(), counts, (low, width, turned, count) => {
      const domain: [number, number] = turned ? [low + width, low] : [low, low + width];
      // Normalises the sign of zero, which no reader sees.
      const plain = (all: number[]) => all.map((x) => x + 0);
      expect(plain(linearTicks(domain, count))).toEqual(plain(scaleLinear(domain, [0, 1]).ticks(count)));
    }),
    { numRuns: 5000 },
  );
  expect(linearTicks([0, 1], 4)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(linearTicks([2, 2], 4)).toEqual([2]);
});

test('on a logarithmic axis', () => {
  const ends = fc.double({ min: -12, max: 12, noNaN: true }).map((power) => 10 ** power);
  fc.assert(
    fc.property(ends, ends, counts, (low, high, count) => {
      fc.pre(low !== high);
      expect(logTicks([low, high], count)).toEqual(scaleLog([low, high], [0, 1]).ticks(count));
    }),
    { numRuns: 5000 },
  );
  expect(logTicks([1, 1000], 3)).toEqual([1, 10, 100, 1000]);
});
