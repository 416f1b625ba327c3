// Small images of ink on paper, many at a time: digits, what a decoder makes of them, what was drawn. A grid of them is one
// image, so that a hundred cost no more than one.

import type { Surface } from './surface.ts';
import { grouped } from './format.ts';

export interface Digits {
  /** An image a row, from its top left to its bottom right: bytes 0 (paper) ... 255 (ink), or numbers 0 ... 1. */
  images: Uint8Array | Float32Array | Float64Array;
  /** Pixels along an edge. */
  side: number;
  /** Images along a row of the grid. */
  columns: number;
}

/** Clear pixels between two images. */
export const gap = 2;

export interface DigitPixels {
  rgba: Uint8ClampedArray;
  width: number;
  height: number;
}

/** How many images there are. */
export function digitCount({ images, side }: Pick<Digits, 'images' | 'side'>): number {
  const count = images.length / (side * side);
  if (!Number.isInteger(side) || side < 1 || !Number.isInteger(count))
    throw new Error(`There are ${images.length} numbers: no images of ${side} by ${side}.`);
  return count;
}

export function gridSize(digits: Digits): { width: number; height: number } {
  const { side, columns } = digits;
  if (!Number.isInteger(columns) || columns < 1)
    throw new Error(`columns is ${columns}; it must be at least 1.`);
  const rows = Math.max(1, Math.ceil(digitCount(digits) / columns));
  return { width: columns * (side + gap) - gap, height: rows * (side + gap) - gap };
}

/**
 * The grid as pixels of one colour, the ink as its opacity: right on light and on dark paper. `into` is used again if it has
 * the size. What is no number is clear.
 */
export function digitPixels(
  digits: Digits,
  [red, green, blue]: readonly [number, number, number],
  into?: Uint8ClampedArray,
): DigitPixels {
  const { images, side, columns } = digits;
  const { width, height } = gridSize(digits);
  const rgba = into?.length === 4 * width * height ? into : new Uint8ClampedArray(4 * width * height);
  if (rgba === into) rgba.fill(0);
  const scale = images instanceof Uint8Array ? 1 : 255;
  for (let from = 0, n = 0; from < images.length; n++) {
    const corner = (Math.floor(n / columns) * width + (n % columns)) * (side + gap);
    for (let row = 0; row < side; row++) {
      let to = 4 * (corner + row * width);
      for (const end = from + side; from < end; from++, to += 4) {
        rgba[to] = red;
        rgba[to + 1] = green;
        rgba[to + 2] = blue;
        rgba[to + 3] = scale * images[from]!;
      }
    }
  }
  return { rgba, width, height };
}

/** Draws the grid with its top left corner at x, y; `cell` is the edge of an image in pixels. Returns the grid's size. */
export function digitGrid(
  surface: Surface,
  digits: Digits,
  x: number,
  y: number,
  cell: number,
  colour = '--fg',
): { width: number; height: number } {
  const { rgba, width, height } = digitPixels(digits, surface.rgb(colour));
  const scale = cell / digits.side;
  surface.image(rgba, width, height, x, y, scale * width, scale * height);
  return { width: scale * width, height: scale * height };
}

/** Where the ink of an image is; undefined if there is none. */
export function inkOf({ images, side }: Pick<Digits, 'images' | 'side'>, at = 0) {
  const full = images instanceof Uint8Array ? 255 : 1;
  let [left, right, top, bottom, sum] = [side, -1, side, -1, 0];
  for (let i = 0; i < side * side; i++) {
    const value = images[at * side * side + i]! / full;
    if (!(value > 0)) continue;
    sum += Math.min(1, value);
    left = Math.min(left, i % side);
    right = Math.max(right, i % side);
    top = Math.min(top, Math.floor(i / side));
    bottom = Math.max(bottom, Math.floor(i / side));
  }
  if (right < 0) return undefined;
  return { share: sum / (side * side), wide: right - left + 1, high: bottom - top + 1, left, top };
}

const percent = (share: number) => (share < 0.01 ? 'less than 1 %' : `${Math.round(100 * share)} %`);

/** One image in words. */
export function digitWords(digits: Pick<Digits, 'images' | 'side'>, at = 0): string {
  const ink = inkOf(digits, at);
  if (!ink) return `An image of ${digits.side} by ${digits.side} pixels without ink.`;
  return `An image of ${digits.side} by ${digits.side} pixels; ink covers ${percent(ink.share)} of it, ${ink.wide} pixels wide and ${ink.high} high.`;
}

/** A grid in words; `labels` are what the images are taken for. */
export function gridWords(digits: Digits, labels?: ArrayLike<number>): string {
  const count = digitCount(digits);
  if (count === 1) return digitWords(digits) + (labels ? ` It is a ${labels[0]}.` : '');
  let total = 0;
  for (let i = 0; i < count; i++) total += inkOf(digits, i)?.share ?? 0;
  const size = `${grouped(count)} images of ${digits.side} by ${digits.side} pixels in rows of ${digits.columns}`;
  const ink = count === 0 ? '' : `; ink covers ${percent(total / count)} of them on average`;
  if (!labels) return `${size}${ink}.`;
  const rows = Array.from({ length: Math.ceil(count / digits.columns) }, (_, row) =>
    Array.from(labels)
      .slice(row * digits.columns, Math.min(count, (row + 1) * digits.columns))
      .join(' '),
  );
  return `${size}${ink}. Row by row: ${rows.join('; ')}.`;
}
