// A puck on the ground of a two-dimensional bell: its slide, and the two parts of its energy.

import type { TargetSpec } from '$web/core-client/target.ts';
import { axes, label, panels, scales, type Scales, type Size, type Surface } from '$web/kit/index.ts';
import {
  arrow,
  columnOf,
  drawLines,
  options,
  type Core,
  type Ground,
  type Level,
  type Range,
} from './core.ts';

export const valley: TargetSpec = { name: 'ar1_normal', options: { dim: 2, rho: 0.6 } };
export const reach: Range = [-3.6, 3.6];
export const valleyHeights = [0.25, 1, 2, 3.5, 5.5, 8];
/** The arrow is drawn this much shorter than the momentum. */
export const arrowScale = 0.6;
/** Moments of the slide that are shown; between two of them lie `fine` leapfrog steps. */
export const moments = 480;
const fine = 5;
const stepSize = 0.01;
export const momentLength = fine * stepSize;

export interface Slide {
  /** At each moment. */
  x: Float64Array;
  y: Float64Array;
  /** Height above the bottom, and what is not height: of the moving. */
  height: Float64Array;
  moving: Float64Array;
}

export async function slide(
  client: Core,
  bottom: number,
  q: readonly [number, number],
  p: readonly [number, number],
  signal?: AbortSignal,
): Promise<Slide> {
  const path = await client.call(
    'leapfrogPath',
    { target: valley, q: Float64Array.from(q), p: Float64Array.from(p), stepSize, steps: fine * moments },
    options(signal),
  );
  const every = (all: Float64Array) => columnOf(all.subarray(0, fine * moments + 1), 1, 0);
  const at = (all: Float64Array) => Float64Array.from({ length: moments + 1 }, (_, i) => all[i * fine]!);
  const logProb = at(every(path.logProb));
  const energy = at(every(path.energy));
  return {
    x: at(columnOf(path.positions, 2, 0)),
    y: at(columnOf(path.positions, 2, 1)),
    height: logProb.map((each) => bottom - each),
    moving: energy.map((each, i) => each + logProb[i]!),
  };
}

export const puckHeight = 470;

export function puckLayout(size: Size): { plane: Scales; bar: Scales } {
  const [above, below] = panels(size, [386, 84], 'rows', 0);
  return {
    plane: scales(size, { domain: reach, label: 'x₁', equal: true }, { domain: reach, label: 'x₂' }, above),
    bar: scales(size, { domain: [0, 8], label: 'energy' }, { domain: [0, 1], ticks: [] }, below),
  };
}

export function drawPuck(
  surface: Surface,
  { plane, bar }: { plane: Scales; bar: Scales },
  ground: Ground | undefined,
  found: Slide | undefined,
  start: { q: readonly [number, number]; p: readonly [number, number] },
  n: number,
  fence: readonly Level[] | undefined,
) {
  axes(surface, plane);
  if (ground) drawLines(surface, plane, ground.lines, { colour: '--posterior', width: 1, opacity: 0.45 });
  const from = [plane.x.at(start.q[0]), plane.y.at(start.q[1])] as const;
  const tip = [
    plane.x.at(start.q[0] + arrowScale * start.p[0]),
    plane.y.at(start.q[1] + arrowScale * start.p[1]),
  ] as const;
  if (fence) drawLines(surface, plane, fence, { colour: '--fg', width: 2 });
  arrow(surface, from, tip, '--approximation');
  axes(surface, bar);
  if (!found) return;
  const path = new Float64Array(2 * (n + 1));
  for (let i = 0; i <= n; i++) path.set([plane.x.at(found.x[i]!), plane.y.at(found.y[i]!)], 2 * i);
  surface.path(path, { colour: '--likelihood', width: 1.5, opacity: 0.75 });
  surface.circle(plane.x.at(found.x[n]!), plane.y.at(found.y[n]!), 7, {
    fill: { colour: '--likelihood' },
    stroke: { colour: '--surface', width: 2 },
  });
  const [low, cut, high] = [
    bar.x.at(0),
    bar.x.at(found.height[n]!),
    bar.x.at(found.height[n]! + found.moving[n]!),
  ];
  const [top, tall] = [bar.top + 4, bar.bottom - bar.top - 4];
  surface.rect(low, top, cut - low, tall, { fill: { colour: '--posterior', opacity: 0.85 } });
  surface.rect(cut, top, Math.max(0, high - cut), tall, {
    fill: { colour: '--approximation', opacity: 0.85 },
  });
  label(
    surface,
    bar,
    { x: found.height[n]! + found.moving[n]!, y: 0.5, text: 'height + motion' },
    { colour: '--muted', dx: 8, size: 12 },
  );
}
