// What is drawn, and how it becomes a digit like MNIST's: MNIST's own digits are the oracle.

import { beforeAll, describe, expect, test } from 'vitest';
import { loadDigits, type DigitSet } from '../../../web/data/digits.ts';
import { Ink, normalised, sampled, sheetSide } from '../../../web/kit/ink.ts';

const large = 28;
let digits: DigitSet;
let small: DigitSet;
beforeAll(async () => {
  digits = (await loadDigits({ kind: 'grey28', train: 0 })).test;
  small = (await loadDigits({ kind: 'grey14', train: 0 })).test;
}, 180_000);
const digit = (n: number) => digits.images.subarray(784 * n, 784 * (n + 1));

/** The centre of mass, in pixels whose centres have whole numbers. */
function centre(image: Uint8Array) {
  let [mass, x, y] = [0, 0, 0];
  image.forEach((value, i) => {
    mass += value;
    x += value * (i % large);
    y += value * Math.floor(i / large);
  });
  return [x / mass, y / mass] as const;
}

function box(image: Uint8Array) {
  const inked = [...image.keys()].filter((i) => image[i]! > 0);
  const columns = inked.map((i) => i % large);
  const rows = inked.map((i) => Math.floor(i / large));
  return [Math.max(...columns) - Math.min(...columns) + 1, Math.max(...rows) - Math.min(...rows) + 1];
}

describe('the normalisation is MNIST’s', () => {
  test('a digit of MNIST that is laid on the sheet comes back as it was', () => {
    const ink = new Ink();
    for (let n = 0; n < digits.count; n++) {
      const image = digit(n);
      ink.lay(image, large);
      if (Buffer.compare(normalised(ink), image) !== 0) expect.fail(`digit ${n} is another one`);
    }
  });

  test('also at half the size, and when it lies elsewhere on the sheet or is drawn smaller', () => {
    const ink = new Ink();
    for (let n = 0; n < 100; n++) {
      ink.lay(digit(n), large);
      expect(normalised(ink, 14)).toEqual(small.images.slice(196 * n, 196 * (n + 1)));
      const there = ink.save();
      ink.clear();
      // Half as large, in a corner.
      for (let y = 0; y < sheetSide / 2; y++)
        for (let x = 0; x < sheetSide / 2; x++)
          ink.cells[y * sheetSide + x] = there[2 * y * sheetSide + 2 * x]!;
      expect(normalised(ink)).toEqual(digit(n));
    }
  });

  test('whatever is drawn, the box is 20 long and the centre of mass in the middle', () => {
    const ink = new Ink();
    for (const [x0, y0, x1, y1, radius] of [
      [20, 20, 140, 120, 8],
      [10, 84, 150, 84, 5],
      [100, 12, 101, 160, 12],
      [3, 3, 30, 50, 7],
      [80, 80, 80, 80, 4],
    ] as const) {
      ink.clear();
      ink.stroke(x0, y0, x1, y1, radius);
      const image = normalised(ink);
      expect(Math.max(...box(image))).toBeLessThanOrEqual(20);
      expect(Math.max(...box(image))).toBeGreaterThanOrEqual(19);
      for (const each of centre(image)) expect(Math.abs(each - 14)).toBeLessThan(0.51);
      expect(Math.max(...image)).toBe(255);
    }
  });
});

describe('the sheet', () => {
  test('without ink all pixels are paper, and full of ink there is a square in the middle', () => {
    const ink = new Ink();
    expect([ink.empty, ink.full]).toEqual([true, false]);
    expect(normalised(ink)).toEqual(new Uint8Array(784));
    expect(normalised(ink, 14)).toEqual(new Uint8Array(196));
    ink.cells.fill(255);
    expect([ink.empty, ink.full]).toEqual([false, true]);
    const image = normalised(ink);
    expect(box(image)).toEqual([20, 20]);
    expect(image.filter((value) => value === 255)).toHaveLength(400);
    expect(sampled(ink, 28)).toEqual(new Uint8Array(784).fill(255));
    // One cell of the faintest ink is a digit too.
    ink.clear();
    ink.cells[sheetSide * 3 + 5] = 1;
    expect(Math.max(...normalised(ink))).toBe(255);
  });

  test('a stroke covers what its pen covers, and the eraser takes as much away', () => {
    const ink = new Ink();
    ink.stroke(84, 84, 84, 84, 20);
    const mass = ink.cells.reduce((sum, cell) => sum + cell, 0) / 255;
    expect(mass / (Math.PI * 20 * 20)).toBeCloseTo(1, 2);
    ink.stroke(40, 84, 128, 84, 20);
    const stadium = Math.PI * 400 + 88 * 40;
    expect(ink.cells.reduce((sum, cell) => sum + cell, 0) / 255 / stadium).toBeCloseTo(1, 2);
    ink.stroke(40, 84, 128, 84, 20, true);
    // What is left is the grey of the edge.
    expect(Math.max(...ink.cells)).toBeLessThan(129);
    ink.stroke(40, 84, 128, 84, 23, true);
    expect(ink.empty).toBe(true);
    // Beyond the edge is nothing to write on.
    ink.stroke(-50, -50, 400, -20, 10);
    expect(ink.empty).toBe(true);
  });

  test('what lies on it is read as it lies, and strokes are taken back', () => {
    const ink = new Ink();
    ink.lay(digit(3), 28);
    expect(sampled(ink, 28)).toEqual(digit(3).slice());
    const before = ink.save();
    ink.stroke(0, 0, 168, 168, 9);
    expect(sampled(ink, 28)).not.toEqual(digit(3).slice());
    ink.restore(before);
    expect(sampled(ink, 28)).toEqual(digit(3).slice());
    ink.lay(small.images.subarray(0, 196), 14);
    expect(sampled(ink, 14)).toEqual(small.images.slice(0, 196));
    expect(() => ink.lay(new Uint8Array(9), 28)).toThrow('An image of 9 numbers cannot be laid');
  });

  test('the digit is made fast enough for every frame', () => {
    const ink = new Ink();
    ink.stroke(20, 20, 150, 150, 12);
    const start = performance.now();
    for (let i = 0; i < 50; i++) normalised(ink);
    expect((performance.now() - start) / 50).toBeLessThan(16);
  });
});
