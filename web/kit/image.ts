// Grids of numbers as images, through a table of 256 colours.

import { inside } from './marks.ts';
import type { Scales } from './scale.ts';
import type { Surface } from './surface.ts';

export interface Grid {
  /** rows * columns values, the row of the lowest y first. */
  values: ArrayLike<number>;
  columns: number;
  rows: number;
  /** The rectangle that the cells fill, in data coordinates. */
  x: readonly [number, number];
  y: readonly [number, number];
}

/** 256 colours with their opacity: red, green, blue, alpha. */
export type ColourTable = Uint8ClampedArray;

/** A table from a function of d3-scale-chromatic, such as interpolateViridis ("#440154", "rgb(68, 1, 84)"). */
export function colourTable(interpolate: (t: number) => string): ColourTable {
  const table = new Uint8ClampedArray(1024);
  for (let i = 0; i < 256; i++) {
    const text = interpolate(i / 255);
    const parts = text.startsWith('#')
      ? [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16))
      : (text.match(/[\d.]+/g) ?? []).map(Number);
    table.set([parts[0]!, parts[1]!, parts[2]!, 255], 4 * i);
  }
  return table;
}

/** One colour from clear to full: right on light and on dark paper. */
export function fadeTable(surface: Surface, colour: string): ColourTable {
  const table = new Uint8ClampedArray(1024);
  const [red, green, blue] = surface.rgb(colour);
  for (let i = 0; i < 256; i++) table.set([red, green, blue, i], 4 * i);
  return table;
}

/** Pixels of the values, top row first; `low` has the table's first colour, `high` its last. NaN is clear. */
export function toPixels(grid: Grid, table: ColourTable, low: number, high: number): Uint8ClampedArray {
  const { values, columns, rows } = grid;
  if (values.length !== columns * rows)
    throw new Error(`image: there are ${values.length} values for ${columns} columns and ${rows} rows.`);
  const pixels = new Uint8ClampedArray(4 * columns * rows);
  const scale = high > low ? 255 / (high - low) : 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[(rows - 1 - row) * columns + column]!;
      if (value !== value) continue;
      const level = Math.min(255, Math.max(0, Math.round((value - low) * scale)));
      const to = 4 * (row * columns + column);
      for (let channel = 0; channel < 4; channel++) pixels[to + channel] = table[4 * level + channel]!;
    }
  }
  return pixels;
}

/** The grid as an image in data coordinates; the range of colours is that of the values unless `range` is given. */
export function image(
  surface: Surface,
  scales: Scales,
  grid: Grid,
  { table, range }: { table: ColourTable; range?: readonly [number, number] },
) {
  let [low, high] = range ?? [Infinity, -Infinity];
  if (!range) {
    for (let i = 0; i < grid.values.length; i++) {
      const value = grid.values[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const [left, right] = [scales.x.at(grid.x[0]), scales.x.at(grid.x[1])];
  const [bottom, top] = [scales.y.at(grid.y[0]), scales.y.at(grid.y[1])];
  const pixels = toPixels(grid, table, low, high);
  inside(surface, scales, () =>
    surface.image(pixels, grid.columns, grid.rows, left, top, right - left, bottom - top),
  );
}
