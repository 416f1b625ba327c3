import fc from 'fast-check';
import { expect, test } from 'vitest';
import { panels, Scale, scales } from '../../../web/kit/scale.ts';

test('linear and logarithmic scales map the ends, and back', () => {
  const linear = new Scale({ domain: [-2, 2] }, 100, 500);
  expect([linear.at(-2), linear.at(0), linear.at(2)]).toEqual([100, 300, 500]);
  const log = new Scale({ domain: [1, 1e4], log: true }, 0, 400);
  expect(log.at(100)).toBeCloseTo(200, 9);
  expect(log.invert(300)).toBeCloseTo(1000, 9);
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (value) => {
      const scale = new Scale({ domain: [1e-3, 1e3], log: true }, 300, 10);
      expect(scale.invert(scale.at(value)) / value).toBeCloseTo(1, 10);
    }),
  );
});

test('a domain that is none is named', () => {
  expect(() => new Scale({ domain: [1, 1], label: 'density' }, 0, 1)).toThrow(
    /density: its domain is 1 to 1/,
  );
  expect(() => new Scale({ domain: [0, NaN] }, 0, 1)).toThrow(/An axis: its domain is 0 to NaN/);
  expect(() => new Scale({ domain: [0, 10], log: true, label: 'n' }, 0, 1)).toThrow(
    /logarithmic axis needs positive/,
  );
});

test('a pointer chooses round numbers, within a pixel of where it is', () => {
  const scale = new Scale({ domain: [-5, 5] }, 0, 437);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 437, noNaN: true }), (pixel) => {
      const value = scale.round(scale.invert(pixel));
      expect(Math.abs(scale.at(value) - pixel)).toBeLessThan(1);
      expect(String(Math.abs(value)).length).toBeLessThanOrEqual(5);
    }),
  );
  expect(new Scale({ domain: [1, 1e6], log: true }, 0, 100).round(12_345)).toBe(12_300);
});

test('ticks lie in the domain; those that are given are taken', () => {
  expect(new Scale({ domain: [0, 1] }, 0, 400).ticks(5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(new Scale({ domain: [0, 1], ticks: [0.5] }, 0, 400).ticks(5)).toEqual([0.5]);
  expect(new Scale({ domain: [1, 1000], log: true }, 0, 400).ticks(5)).toContain(10);
});

test('the axes leave a box on the surface, wider labels a narrower one', () => {
  const size = { width: 360, height: 240 };
  const narrow = scales(size, { domain: [0, 1] }, { domain: [0, 1] });
  const wide = scales(size, { domain: [0, 1] }, { domain: [0, 90_000], label: 'count' });
  expect(wide.left).toBeGreaterThan(narrow.left);
  expect(wide.top).toBeGreaterThan(narrow.top);
  for (const { left, right, top, bottom } of [narrow, wide]) {
    expect(left).toBeGreaterThan(0);
    expect(right).toBeLessThan(360);
    expect(top).toBeGreaterThan(0);
    expect(bottom).toBeLessThan(240);
  }
  expect(wide.x.at(1)).toBe(wide.right);
  expect(wide.y.at(90_000)).toBe(wide.top);
});

test('equal units make a circle round', () => {
  for (const size of [
    { width: 700, height: 300 },
    { width: 300, height: 700 },
  ]) {
    const made = scales(size, { domain: [-2, 2], equal: true }, { domain: [-1, 1] });
    expect(made.x.at(1) - made.x.at(0)).toBeCloseTo(made.y.at(0) - made.y.at(1), 9);
  }
});

test('panels share the surface', () => {
  expect(panels({ width: 420, height: 100 }, [1, 3], 'columns', 20)).toEqual([
    { left: 0, right: 100, top: 0, bottom: 100 },
    { left: 120, right: 420, top: 0, bottom: 100 },
  ]);
  expect(panels({ width: 420, height: 100 }, [1, 1], 'rows', 0)[1]).toMatchObject({ top: 50, bottom: 100 });
});
