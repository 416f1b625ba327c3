// Level lines of a function on a grid, by marching squares (d3-contour).

import { contours } from 'd3-contour';
import type { Grid } from './image.ts';
import { inside } from './marks.ts';
import type { Scales } from './scale.ts';
import type { Fill, Stroke, Surface } from './surface.ts';

export interface ContourLine {
  level: number;
  /** x, y pairs in data coordinates; NaN between the rings. The rings enclose where the values are at least `level`. */
  rings: Float64Array;
}

/** Lines for each level. The values stand at the nodes: the first column at x[0], the last at x[1]. */
export function contourLines(
  { values, columns, rows, x, y }: Grid,
  levels: readonly number[],
): ContourLine[] {
  if (values.length !== columns * rows || columns < 2 || rows < 2)
    throw new Error(`contour: there are ${values.length} values for ${columns} columns and ${rows} rows.`);
  const make = contours()
    .size([columns, rows])
    .thresholds([...levels]);
  const along = (range: readonly [number, number], nodes: number, at: number) =>
    // d3 puts element i at i + 0.5 and closes rings half a cell outside the nodes.
    range[0] + (Math.min(Math.max(at - 0.5, 0), nodes - 1) / (nodes - 1)) * (range[1] - range[0]);
  return make(Array.from(values)).map(({ coordinates, value }) => {
    const rings: number[] = [];
    for (const polygon of coordinates)
      for (const ring of polygon) {
        for (const [i, j] of ring) rings.push(along(x, columns, i!), along(y, rows, j!));
        rings.push(NaN, NaN);
      }
    return { level: value, rings: Float64Array.from(rings) };
  });
}

/**
 * The levels above which the given shares of the grid's mass lie: the line of 0.9 encloses 90 %. For densities on an even
 * grid.
 */
export function massLevels(values: ArrayLike<number>, shares: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort().reverse();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  return shares.map((share) => {
    let sum = 0;
    for (const value of sorted) if ((sum += value) >= share * total) return value;
    return sorted[sorted.length - 1]!;
  });
}

/** Draws the level lines, and fills what they enclose when `fill` is given. */
export function contour(
  surface: Surface,
  scales: Scales,
  data: { grid: Grid; levels: readonly number[] },
  { stroke, fill }: { stroke?: Stroke; fill?: Fill },
) {
  const { x, y } = data.grid;
  inside(surface, scales, () => {
    for (const { rings } of contourLines(data.grid, data.levels)) {
      const pixels = new Float64Array(rings.length);
      for (let i = 0; i < rings.length; i += 2) {
        pixels[i] = scales.x.at(rings[i]!);
        pixels[i + 1] = scales.y.at(rings[i + 1]!);
      }
      if (fill) surface.fill(pixels, { opacity: 0.12, ...fill });
      if (stroke) surface.path(openAtEdges(rings, pixels, x, y), stroke);
    }
  });
}

/** A ring that is cut off by the grid's edge is closed along it; that part is no level line and is left out. */
function openAtEdges(
  rings: Float64Array,
  pixels: Float64Array,
  x: readonly [number, number],
  y: readonly [number, number],
): Float64Array {
  const onEdge = (i: number, j: number) =>
    (rings[i] === rings[j] && (rings[i] === x[0] || rings[i] === x[1])) ||
    (rings[i + 1] === rings[j + 1] && (rings[i + 1] === y[0] || rings[i + 1] === y[1]));
  const result: number[] = [];
  for (let i = 0; i < pixels.length; i += 2) {
    if (i > 0 && onEdge(i - 2, i)) result.push(NaN, NaN);
    result.push(pixels[i]!, pixels[i + 1]!);
  }
  return Float64Array.from(result);
}
