// The walk over two hills, and the picture of where it has been.

import type { SamplerArgs } from '$web/core-client/mcmc.ts';
import { area, equalEdges, histogram, line, roleStroke, type Scales, type Surface } from '$web/kit/index.ts';
import { density, pile, type LineDensity, type LineStep } from './walks.ts';

/** A steep hill on the left with 35 % of the mass, a broad one on the right. */
export const twoHills = {
  name: 'two_normals',
  options: { weight: 0.35, mean1: -2, sd1: 0.4, mean2: 1.5, sd2: 1 },
} as const;
export const hillRange = [-5, 5.5] as const;
/** Between the hills. */
export const valley = -0.75;

export const hillWalk = (seed: number): SamplerArgs & { seed: number } => ({
  target: twoHills,
  kernel: 'random_walk',
  seed,
  options: { stepSize: 2.2 },
  start: Float64Array.of(-0.5),
});

export const hillHeight = 400;
/** As many transitions are shown one by one. */
export const followed = 60;
const edges = equalEdges(hillRange[0], hillRange[1], 35);

export const hillAxes = {
  x: { domain: hillRange, label: 'place x' },
  y: { domain: [0, 0.46], ticks: [0, 0.1, 0.2, 0.3, 0.4], label: 'height; bars: share of the visits' },
} as const;

/** Height of the ground at a place: the nearest of the drawn points. */
export function heightAt({ x, p }: Pick<LineDensity, 'x' | 'p'>, place: number) {
  const last = x.length - 1;
  const at = Math.round(((place - x[0]!) / (x[last]! - x[0]!)) * last);
  return p[Math.min(last, Math.max(0, at))]!;
}

export interface HillPicture {
  ground: LineDensity;
  /** Where the walk stands after each step. */
  visits: Float64Array;
  steps: readonly LineStep[];
  n: number;
}

export function drawHill(surface: Surface, at: Scales, { ground, visits, steps, n }: HillPicture) {
  area(surface, at, { x: ground.x, y: ground.p }, { colour: '--posterior', opacity: 0.12 });
  const seen = visits.subarray(0, n);
  if (n > followed)
    histogram(
      surface,
      at,
      { edges, heights: density(seen, edges) },
      { colour: '--approximation', opacity: 0.5 },
    );
  else pile(surface, at, seen, edges, '--approximation');
  line(surface, at, { x: ground.x, y: ground.p }, roleStroke('posterior'));
  const here = n > 0 ? visits[n - 1]! : -0.5;
  const last = n > 0 && n <= followed ? steps[n - 1] : undefined;
  if (last && !last.accepted) drawRefused(surface, at, ground, last);
  if (last?.accepted) drawMove(surface, at, ground, last);
  const [x, y] = [at.x.at(here), at.y.at(heightAt(ground, here))];
  surface.circle(x, y - 8, 8, { fill: { colour: '--accent' }, stroke: { colour: '--surface', width: 2 } });
}

function drawMove(surface: Surface, at: Scales, ground: LineDensity, { from, proposal }: LineStep) {
  const arc = arcOf(at, ground, from, proposal);
  surface.path(arc, { colour: '--accent', width: 1.5, opacity: 0.7 });
}

/** A place that was looked at and left. */
function drawRefused(surface: Surface, at: Scales, ground: LineDensity, { from, proposal }: LineStep) {
  surface.path(arcOf(at, ground, from, proposal), { colour: '--bad', width: 1.5, dash: [4, 4] });
  const [x, y] = [at.x.at(proposal), at.y.at(heightAt(ground, proposal)) - 8];
  surface.path([x - 5, y - 5, x + 5, y + 5, NaN, NaN, x - 5, y + 5, x + 5, y - 5], {
    colour: '--bad',
    width: 2.5,
  });
}

/** A hop from one place to the other. */
function arcOf(at: Scales, ground: LineDensity, from: number, to: number): number[] {
  const [x0, y0] = [at.x.at(from), at.y.at(heightAt(ground, from)) - 8];
  const [x1, y1] = [at.x.at(to), at.y.at(heightAt(ground, to)) - 8];
  const lift = 18 + 0.15 * Math.abs(x1 - x0);
  const points: number[] = [];
  for (let i = 0; i <= 20; i++) {
    const t = i / 20;
    points.push(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t - 4 * lift * t * (1 - t));
  }
  return points;
}
