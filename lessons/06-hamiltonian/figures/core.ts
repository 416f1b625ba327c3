// What several figures of this lesson ask the core, and the valley that they draw.

import { samplerStatistics, type SamplerStatistic } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import type { TargetSpec } from '$web/core-client/target.ts';
import { inside, type Scales, type Surface } from '$web/kit/index.ts';

export type Core = Pick<Client, 'call'>;

export const options = (signal?: AbortSignal) => (signal ? { signal } : {});

export type Range = readonly [number, number];

/** The ground of a target with two coordinates: height -log p, counted from the lowest place seen. */
export interface Ground {
  /** log p where the height is 0. */
  top: number;
  lines: Level[];
  /** Level lines at other heights of the same ground. */
  at: (heights: readonly number[]) => Level[];
}

/** The line of one height: x, y of both ends of many short pieces, NaN after each. */
export interface Level {
  height: number;
  pieces: Float64Array;
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
  const ground = value.map((each) => top - each);
  const at = (heights: readonly number[]) => heights.map((height) => levelOf(ground, x, y, height));
  return { top, lines: at(heights), at };
}

/**
 * Marching over the cells: where a side's ends lie on both sides of the height it is crossed, two crossings make a piece. (The
 * kit's contours join the pieces to rings, to fill them; the first view of this page does without that script.)
 */
function levelOf(ground: Float64Array, x: Range, y: Range, height: number): Level {
  const pieces: number[] = [];
  const step = [(x[1] - x[0]) / (nodes - 1), (y[1] - y[0]) / (nodes - 1)] as const;
  // The corners of a cell, once round.
  const round = [0, 0, 1, 0, 1, 1, 0, 1, 0, 0];
  for (let j = 0; j + 1 < nodes; j++)
    for (let i = 0; i + 1 < nodes; i++) {
      let crossings = 0;
      for (let side = 0; side < 8; side += 2) {
        const [i0, j0] = [i + round[side]!, j + round[side + 1]!];
        const [i1, j1] = [i + round[side + 2]!, j + round[side + 3]!];
        const [a, b] = [ground[j0 * nodes + i0]! - height, ground[j1 * nodes + i1]! - height];
        if (a < 0 === b < 0) continue;
        const share = Number.isFinite(a) && Number.isFinite(b) ? a / (a - b) : 0.5;
        pieces.push(x[0] + step[0] * (i0 + share * (i1 - i0)), y[0] + step[1] * (j0 + share * (j1 - j0)));
        if (++crossings % 2 === 0) pieces.push(NaN, NaN);
      }
    }
  return { height, pieces: Float64Array.from(pieces) };
}

export function drawLines(
  surface: Surface,
  scales: Scales,
  lines: readonly Level[],
  stroke: { colour: string; width?: number; opacity?: number },
) {
  inside(surface, scales, () => {
    for (const { pieces } of lines) {
      const pixels = new Float64Array(pieces.length);
      for (let i = 0; i < pieces.length; i += 2) {
        pixels[i] = scales.x.at(pieces[i]!);
        pixels[i + 1] = scales.y.at(pieces[i + 1]!);
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
