// Marks: each is a function that draws data on a surface through a pair of scales.

import type { Scales } from './scale.ts';
import type { Fill, Stroke, Surface, TextStyle } from './surface.ts';

export interface XY {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Draws inside the box of the axes only. */
export function inside(surface: Surface, { left, top, right, bottom }: Scales, draw: () => void) {
  surface.save();
  surface.clip(left, top, right - left, bottom - top);
  try {
    draw();
  } finally {
    surface.restore();
  }
}

/** Pixels of the points. What lies far outside is brought near, because a canvas is slow with huge coordinates. */
function pixels({ x, y }: Scales, data: XY): Float64Array {
  const count = Math.min(data.x.length, data.y.length);
  const result = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    result[2 * i] = near(x.at(data.x[i]!));
    result[2 * i + 1] = near(y.at(data.y[i]!));
  }
  return result;
}

const near = (pixel: number) => (pixel > 1e4 ? 1e4 : pixel < -1e4 ? -1e4 : pixel);

/** A line through the points; a NaN interrupts it. */
export function line(surface: Surface, scales: Scales, data: XY, stroke: Stroke) {
  inside(surface, scales, () => surface.path(pixels(scales, data), { width: 2.5, ...stroke }));
}

/** A staircase: y[i] holds from x[i] to x[i + 1], as a cdf of data does. */
export function steps(surface: Surface, scales: Scales, data: XY, stroke: Stroke) {
  const count = data.x.length;
  const [x, y] = [new Float64Array(Math.max(0, 2 * count - 1)), new Float64Array(Math.max(0, 2 * count - 1))];
  for (let i = 0; i < count; i++) {
    x[2 * i] = data.x[i]!;
    y[2 * i] = data.y[i]!;
    if (i + 1 < count) {
      x[2 * i + 1] = data.x[i + 1]!;
      y[2 * i + 1] = data.y[i]!;
    }
  }
  line(surface, scales, { x, y }, stroke);
}

/** The area between y and `base` (a number, or one for each point). */
export function area(
  surface: Surface,
  scales: Scales,
  data: XY & { base?: number | ArrayLike<number> },
  fill: Fill,
) {
  const count = Math.min(data.x.length, data.y.length);
  const base = data.base ?? 0;
  const ring = new Float64Array(4 * count);
  ring.set(pixels(scales, data));
  for (let i = 0; i < count; i++) {
    const from = count - 1 - i;
    ring[2 * (count + i)] = near(scales.x.at(data.x[from]!));
    ring[2 * (count + i) + 1] = near(scales.y.at(typeof base === 'number' ? base : base[from]!));
  }
  inside(surface, scales, () => surface.fill(ring, { opacity: 0.2, ...fill }));
}

/** Bars between consecutive edges (one more edge than heights), from zero up. */
export function histogram(
  surface: Surface,
  scales: Scales,
  data: { edges: ArrayLike<number>; heights: ArrayLike<number> },
  fill: Fill,
) {
  const { edges, heights } = data;
  if (edges.length !== heights.length + 1)
    throw new Error(
      `histogram: there are ${edges.length} edges for ${heights.length} heights; one more is needed.`,
    );
  const floor = scales.y.log ? scales.bottom : scales.y.at(0);
  const rings = new Float64Array(10 * heights.length);
  for (let i = 0; i < heights.length; i++) {
    const left = scales.x.at(edges[i]!);
    const right = scales.x.at(edges[i + 1]!);
    // A hair of paper between wide bars; none between narrow ones, where it would make a pattern.
    const gap = Math.abs(right - left) > 5 ? 0.5 * Math.sign(right - left) : 0;
    const top = heights[i]! > 0 ? near(scales.y.at(heights[i]!)) : floor;
    const [from, to] = [left + gap, right - gap];
    rings.set([from, floor, from, top, to, top, to, floor, NaN, NaN], 10 * i);
  }
  inside(surface, scales, () => surface.fill(rings, { opacity: 0.75, ...fill }));
}

/** `count` equal bins from `low` to `high`: their edges. */
export const equalEdges = (low: number, high: number, count: number) =>
  Float64Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);

/** A short tick on an axis for every datum. */
export function rug(
  surface: Surface,
  scales: Scales,
  data: ArrayLike<number>,
  stroke: Stroke,
  { side = 'bottom', length = 9 }: { side?: 'bottom' | 'left'; length?: number } = {},
) {
  const points = new Float64Array(6 * data.length);
  for (let i = 0; i < data.length; i++) {
    if (side === 'bottom') {
      const x = scales.x.at(data[i]!);
      points.set([x, scales.bottom, x, scales.bottom - length, NaN, NaN], 6 * i);
    } else {
      const y = scales.y.at(data[i]!);
      points.set([scales.left, y, scales.left + length, y, NaN, NaN], 6 * i);
    }
  }
  inside(surface, scales, () => surface.path(points, { width: 1, opacity: 0.7, ...stroke }));
}

/** A line across the box at a value of x, or of y. */
export function rule(
  surface: Surface,
  { x, y, left, right, top, bottom }: Scales,
  data: { x: number } | { y: number },
  stroke: Stroke,
) {
  const at = 'x' in data ? x.at(data.x) : y.at(data.y);
  surface.path('x' in data ? [at, top, at, bottom] : [left, at, right, at], { width: 1.5, ...stroke });
}

export interface LabelStyle extends Omit<TextStyle, 'baseline'> {
  /** Pixels to the right and down from the point. */
  dx?: number;
  dy?: number;
}

/** Words beside what they name; they stay inside the box. */
export function label(
  surface: Surface,
  scales: Scales,
  data: { x: number; y: number; text: string },
  { dx = 0, dy = 0, ...style }: LabelStyle,
) {
  const text: TextStyle = {
    size: 13,
    weight: 600,
    halo: '--surface',
    ...style,
    align: 'left',
    baseline: 'middle',
  };
  const width = surface.measure(data.text, text);
  const shift = style.align === 'right' ? width : style.align === 'center' ? width / 2 : 0;
  const x = Math.min(Math.max(scales.x.at(data.x) + dx - shift, scales.left + 4), scales.right - width);
  const y = Math.min(Math.max(scales.y.at(data.y) + dy, scales.top + 8), scales.bottom - 8);
  surface.text(data.text, x, y, text);
}

/** What the student guessed: a dashed line that says so. */
export function guess(
  surface: Surface,
  scales: Scales,
  data: { x: number } | { y: number },
  text = 'your guess',
) {
  rule(surface, scales, data, { colour: '--muted', width: 1.5, dash: [4, 4] });
  const at =
    'x' in data
      ? { x: data.x, y: scales.y.invert(scales.top + 8) }
      : { x: scales.x.invert(scales.right), y: data.y };
  const beside = 'x' in data ? { dx: 6 } : { dy: -10, align: 'right' as const };
  label(surface, scales, { ...at, text }, { colour: '--muted', size: 12, ...beside });
}
