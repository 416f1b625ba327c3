// The bias of self-normalised weights: estimated from many short runs, beside its leading term.

import {
  axes,
  label,
  line,
  roleStroke,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import type { Core, Law } from './laws.ts';

export const sizes = [2, 4, 8, 16, 32, 64, 128, 256] as const;

export interface Point {
  n: number;
  repeats: number;
  /** The average error of the estimates, and its standard error. */
  bias: number;
  biasError: number;
  plain: number;
  plainError: number;
  /** How far one estimate is from its average: standard deviation. */
  spread: number;
}

/** Target N(0, 1), whose mean is 0; the proposal stands to the right of it. */
export const middle = 1;
export const width = 1.5;
const law: Law = { kind: 'normal', a: middle, b: width };

/**
 * N times the bias in the limit, -E w^2 (x - mean): by the formulas of weights.ts, with p^2 / q a bell about
 * -m / (2 s^2 - 1). It is positive: the estimate leans towards the proposal.
 */
export const limit =
  ((width ** 2 / Math.sqrt(2 * width ** 2 - 1)) * Math.exp(middle ** 2 / (2 * width ** 2 - 1)) * middle) /
  (2 * width ** 2 - 1);

export async function biasAt(
  client: Core,
  n: number,
  draws: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Point> {
  const repeats = Math.round(draws / n);
  const found = await client.call(
    'repeatedMeans',
    { target: 'normal', law, count: n, repeats, seed: seed + n },
    signal ? { signal } : {},
  );
  return {
    n,
    repeats,
    bias: found.ratio.mean,
    biasError: found.ratio.error,
    plain: found.plain.mean,
    plainError: found.plain.error,
    spread: found.ratio.error * Math.sqrt(repeats),
  };
}

export const biasLayout = (size: Size): Scales =>
  scales(
    size,
    { domain: [1.6, 320], log: true, label: 'draws N of one estimate', ticks: [...sizes], format: String },
    { domain: [3e-4, 2], log: true, label: 'size of the error' },
  );

export function drawBias(surface: Surface, at: Scales, points: readonly Point[], shown: boolean) {
  axes(surface, at);
  const ends = [2, 256];
  if (points.length > 0) {
    const spread = { x: points.map(({ n }) => n), y: points.map(({ spread }) => spread) };
    line(surface, at, spread, { colour: '--likelihood', width: 2 });
    const { n, spread: y } = points[Math.min(4, points.length - 1)]!;
    label(
      surface,
      at,
      { x: n, y, text: 'noise of one estimate' },
      { colour: '--likelihood', dx: 4, dy: -16 },
    );
  }
  if (!shown) return;
  line(surface, at, { x: ends, y: ends.map((n) => limit / n) }, roleStroke('posterior', 1.5));
  label(
    surface,
    at,
    { x: 2.6, y: limit / 2.6, text: 'bias, theory' },
    { colour: '--posterior', dy: 22, dx: -16 },
  );
  for (const { n, bias, biasError } of points) {
    const x = at.x.at(n);
    const low = Math.max(bias - 2 * biasError, at.y.axis.domain[0]);
    const high = Math.max(bias + 2 * biasError, at.y.axis.domain[0]);
    surface.path([x, at.y.at(low), x, at.y.at(high)], { colour: '--fg', width: 2 });
    if (bias > at.y.axis.domain[0]) surface.circle(x, at.y.at(bias), 4, { fill: { colour: '--fg' } });
  }
}
