// A cloud of points. Some thousands are drawn one by one; more are counted into cells of two pixels and shown as an image,
// whose cost does not grow with their number.

import { fadeTable, toPixels } from './image.ts';
import { inside, type XY } from './marks.ts';
import type { Scales } from './scale.ts';
import type { Fill, Surface } from './surface.ts';

/** Beyond so many points they are counted. */
export const mostDots = 5000;

const cell = 2;

/** How many points fall into each cell of the box, lowest y first. Points outside are not counted. */
export function countPoints(scales: Scales, { x, y }: XY, columns: number, rows: number): Uint32Array {
  const counts = new Uint32Array(columns * rows);
  const { left, right, top, bottom } = scales;
  const [across, upward] = [columns / (right - left), rows / (bottom - top)];
  const count = Math.min(x.length, y.length);
  for (let i = 0; i < count; i++) {
    const column = Math.floor((scales.x.at(x[i]!) - left) * across);
    const row = Math.floor((bottom - scales.y.at(y[i]!)) * upward);
    if (column >= 0 && column < columns && row >= 0 && row < rows) counts[row * columns + column]! += 1;
  }
  return counts;
}

export function points(
  surface: Surface,
  scales: Scales,
  data: XY,
  { radius = 2.5, opacity = 0.6, colour }: Fill & { radius?: number },
) {
  const count = Math.min(data.x.length, data.y.length);
  if (count <= mostDots) {
    const at = new Float64Array(2 * count);
    for (let i = 0; i < count; i++) {
      at[2 * i] = scales.x.at(data.x[i]!);
      at[2 * i + 1] = scales.y.at(data.y[i]!);
    }
    inside(surface, scales, () => surface.dots(at, radius, { colour, opacity }));
    return;
  }
  const { left, right, top, bottom } = scales;
  const columns = Math.max(1, Math.round((right - left) / cell));
  const rows = Math.max(1, Math.round((bottom - top) / cell));
  const counts = countPoints(scales, data, columns, rows);
  let most = 0;
  for (const n of counts) if (n > most) most = n;
  // A square root shows the thin tails beside the dense middle; one point alone must be seen too.
  const values = Float32Array.from(counts, (n) => (n === 0 ? 0 : 0.2 + 0.8 * Math.sqrt(n / most)));
  const grid = { values, columns, rows, x: [0, 1], y: [0, 1] } as const;
  const pixels = toPixels(grid, fadeTable(surface, colour), 0, 1);
  surface.image(pixels, columns, rows, left, top, right - left, bottom - top);
}
