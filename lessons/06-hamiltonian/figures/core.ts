// What several figures of this lesson ask the core, and the valley that they draw.

import { samplerStatistics, type SamplerStatistic } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import type { TargetSpec } from '$web/core-client/target.ts';
import { contourLines, type ContourLine } from '$web/kit/contour.ts';
import { inside, type Scales, type Surface } from '$web/kit/index.ts';

export type Core = Pick<Client, 'call'>;

export const options = (signal?: AbortSignal) => (signal ? { signal } : {});

export type Range = readonly [number, number];

/** The ground of a target with two coordinates: height -log p, counted from the lowest place seen. */
export interface Ground {
  /** log p where the height is 0. */
  top: number;
  lines: ContourLine[];
  /** Level lines at other heights of the same ground. */
  at: (heights: readonly number[]) => ContourLine[];
}

const nodes = 161;

/** The ground over a box; of targets with more coordinates the cut through 0. `swap` puts the first coordinate upright. */
export async function groundOf(
  client: Core,
  target: TargetSpec,
  [x, y]: readonly [Range, Range],
  heights: readonly number[],
  { dim = 2, swap = false, signal }: { dim?: number; swap?: boolean; signal?: AbortSignal } = {},
): Promise<Ground> {
  const rows = new Float64Array(nodes * nodes * dim);
  const along = ([low, high]: Range, i: number) => low + ((high - low) * i) / (nodes - 1);
  for (let j = 0, at = 0; j < nodes; j++)
    for (let i = 0; i < nodes; i++, at += dim) {
      rows[at + (swap ? 1 : 0)] = along(x, i);
      rows[at + (swap ? 0 : 1)] = along(y, j);
    }
  const { value } = await client.call('targetDensity', { target, x: rows }, options(signal));
  let top = -Infinity;
  for (const each of value) if (each > top) top = each;
  // Level lines enclose what is at least as large: log p, not the height.
  const grid = { values: value.map((each) => Math.max(each - top, -1e6)), columns: nodes, rows: nodes, x, y };
  const at = (levels: readonly number[]) =>
    contourLines(
      grid,
      [...levels].map((each) => -each).sort((a, b) => a - b),
    );
  return { top, lines: at(heights), at };
}

/** Level lines, thin; what a ring has along the edge of the box is no level line. */
export function drawLines(
  surface: Surface,
  scales: Scales,
  lines: readonly ContourLine[],
  stroke: { colour: string; width?: number; dash?: readonly number[]; opacity?: number },
) {
  const [[left, right], [low, high]] = [scales.x.axis.domain, scales.y.axis.domain];
  const edge = (x: number, y: number) => x <= left || x >= right || y <= low || y >= high;
  inside(surface, scales, () => {
    for (const { rings } of lines) {
      const pixels: number[] = [];
      for (let i = 0; i < rings.length; i += 2) {
        const [x, y] = [rings[i]!, rings[i + 1]!];
        if (i > 0 && edge(x, y) && edge(rings[i - 2]!, rings[i - 1]!)) pixels.push(NaN, NaN);
        pixels.push(scales.x.at(x), scales.y.at(y));
      }
      surface.path(pixels, stroke);
    }
  });
}

/** An arrow from one pixel to another. */
export function arrow(
  surface: Surface,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  colour: string,
  { width = 2.5, dash = [] as readonly number[] } = {},
) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = Math.hypot(dx, dy);
  if (!(length > 2)) return;
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(9, length * 0.6);
  surface.path([x0, y0, x1 - ux * head * 0.8, y1 - uy * head * 0.8], { colour, width, dash });
  const [bx, by] = [x1 - ux * head, y1 - uy * head];
  const side = head * 0.5;
  surface.fill([x1, y1, bx - uy * side, by + ux * side, bx + uy * side, by - ux * side], {
    colour,
    opacity: 1,
  });
}

const column = new Map(samplerStatistics.map((name, i) => [name as string, i]));

/** One number of each transition of a run with one chain. */
export function statistic(statistics: Float64Array, name: SamplerStatistic): Float64Array {
  const [width, at] = [samplerStatistics.length, column.get(name)!];
  return Float64Array.from({ length: statistics.length / width }, (_, i) => statistics[i * width + at]!);
}

export const sum = (numbers: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
};

/** Every `width`-th number from `at` on. */
export const columnOf = (rows: Float64Array, width: number, at: number) =>
  Float64Array.from({ length: rows.length / width }, (_, i) => rows[i * width + at]!);
