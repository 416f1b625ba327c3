// Grids of small images: their pixels and their words.

import { expect, test } from 'vitest';
import { digitGrid, digitPixels, digitWords, gap, gridWords } from '../../../web/kit/digits.ts';
import { recorder } from './recorder.ts';

/** Two by two pixels, the upper left one ink. */
const one = [255, 0, 0, 0];
const images = Uint8Array.from([...one, 0, 0, 0, 0, 0, 0, 0, 128]);

test('the grid is one image, with clear pixels between the images', () => {
  const { rgba, width, height } = digitPixels({ images, side: 2, columns: 2 }, [1, 2, 3]);
  expect([width, height]).toEqual([4 + gap, 4 + gap]);
  const alpha = Array.from({ length: width * height }, (_, i) => rgba[4 * i + 3]);
  const expected = new Array<number>(width * height).fill(0);
  expected[0] = 255;
  expected[(2 + gap + 1) * width + 1] = 128;
  expect(alpha).toEqual(expected);
  expect([...rgba.subarray(0, 4)]).toEqual([1, 2, 3, 255]);
});

test('numbers from 0 to 1 are ink too, beyond them and NaN is clear or full', () => {
  const floats = Float32Array.of(1, 0.5, NaN, 7, -1, 0, 0, 0);
  const { rgba } = digitPixels({ images: floats, side: 2, columns: 1 }, [0, 0, 0]);
  expect([3, 7, 11, 15].map((at) => rgba[at])).toEqual([255, 128, 0, 255]);
  const again = digitPixels({ images: new Float32Array(8), side: 2, columns: 1 }, [0, 0, 0], rgba);
  expect(again.rgba).toBe(rgba);
  expect(rgba.every((value, i) => i % 4 < 3 || value === 0)).toBe(true);
});

test('on a surface it is drawn once, at the size that was asked for', () => {
  const surface = recorder();
  expect(digitGrid(surface, { images, side: 2, columns: 3 }, 10, 20, 8)).toEqual({ width: 40, height: 8 });
  expect(surface.all('image').map((args) => args.slice(1))).toEqual([[10, 2, 10, 20, 40, 8]]);
});

test('it says what is to be seen', () => {
  expect(digitWords({ images, side: 2 })).toBe(
    'An image of 2 by 2 pixels; ink covers 25 % of it, 1 pixels wide and 1 high.',
  );
  expect(digitWords({ images, side: 2 }, 1)).toBe('An image of 2 by 2 pixels without ink.');
  expect(gridWords({ images, side: 2, columns: 2 }, [7, 1, 3])).toBe(
    '3 images of 2 by 2 pixels in rows of 2; ink covers 13 % of them on average. Row by row: 7 1; 3.',
  );
  expect(gridWords({ images: images.subarray(0, 4), side: 2, columns: 1 }, [4])).toContain('It is a 4.');
  expect(gridWords({ images: new Uint8Array(), side: 28, columns: 10 })).toBe(
    '0 images of 28 by 28 pixels in rows of 10.',
  );
  expect(() => digitPixels({ images, side: 5, columns: 2 }, [0, 0, 0])).toThrow(
    'There are 12 numbers: no images of 5 by 5.',
  );
  expect(() => digitPixels({ images, side: 2, columns: 0 }, [0, 0, 0])).toThrow('columns is 0');
});

test('a hundred digits cost little', () => {
  const many = new Float32Array(100 * 784).fill(0.3);
  const { rgba } = digitPixels({ images: many, side: 28, columns: 10 }, [0, 0, 0]);
  const start = performance.now();
  for (let i = 0; i < 20; i++) digitPixels({ images: many, side: 28, columns: 10 }, [0, 0, 0], rgba);
  expect((performance.now() - start) / 20).toBeLessThan(8);
});
