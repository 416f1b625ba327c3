// Importance weights: draws of q as stems whose height is the weight, under the two curves.

import {
  area,
  axes,
  inside,
  label,
  line,
  roleStroke,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { moved } from './darts.ts';
import type { Core, Curves, Law, LineTarget } from './laws.ts';

export interface Weighted {
  x: Float64Array;
  /** p / q, of the normalised target: 1 on average. */
  w: Float64Array;
  ess: number;
  /** The estimate of the integral over the true one, and its error. */
  ratio: number;
  ratioError: number;
  mean: number;
  meanError: number;
  k: number;
  threshold: number;
  /** Where the law cannot come although the target is there. */
  missed: number;
  missedAt: number;
}

export async function weigh(
  client: Core,
  target: LineTarget,
  law: Law,
  count: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Weighted> {
  const found = await client.call('importance', { target, law, count, seed }, signal ? { signal } : {});
  const integral = found.expected_log_evidence;
  const ratio = Math.exp(found.log_evidence - integral);
  return {
    x: found.x,
    w: found.log_weights.map((log) => Math.exp(log - integral)),
    ess: found.ess,
    ratio,
    ratioError: ratio * found.log_evidence_error,
    mean: found.mean,
    meanError: found.mean_error,
    k: found.k,
    threshold: found.threshold,
    missed: found.missed,
    missedAt: found.missed_at,
  };
}

/**
 * ESS / N in the long run, 1 / E w^2, for the target N(0, 1) and q = N(m, s^2); 0 where the variance of the weights is
 * infinite. Completing the square in p^2 / q: E w^2 = s^2 / sqrt(2 s^2 - 1) exp(m^2 / (2 s^2 - 1)).
 */
export function essShare(m: number, s: number): number {
  const room = 2 * s * s - 1;
  return room > 0 ? (Math.sqrt(room) / (s * s)) * Math.exp((-m * m) / room) : 0;
}

/**
 * The standard error of ESS / N times sqrt(N), of independent coordinates; Infinity or NaN where the fourth moment of the
 * weights is infinite.
 */
export function essSpread(m: number, s: number, dim = 1): number {
  // E w^r = s^(r - 1) sqrt(s^2 / D) exp(r (r - 1) m^2 / (2 D)), D = r s^2 - (r - 1).
  const moment = (r: number) => {
    const room = r * s * s - (r - 1);
    const one = (s ** r / Math.sqrt(room)) * Math.exp((r * (r - 1) * m * m) / (2 * room));
    return room > 0 ? one ** dim : Infinity;
  };
  const [second, third, fourth] = [moment(2), moment(3), moment(4)];
  // ESS / N = a^2 / b with a = mean w, b = mean w^2: the delta method with the covariance of both.
  const variance = 4 * (second - 1) - (4 * (third - second)) / second + (fourth - second ** 2) / second ** 2;
  return Math.sqrt(variance) / second;
}

export const weightsHeight = 430;

export function weightsLayout(
  size: Size,
  range: readonly [number, number],
  top: number,
  high = 0.85,
): { curves: Scales; stems: Scales } {
  const cut = Math.round(size.height * 0.5);
  const curves = scales(size, { domain: range }, { domain: [0, high], label: 'density' }, { bottom: cut });
  const stems = scales(
    size,
    { domain: range, label: 'x' },
    { domain: [0, top], label: 'weight p / q' },
    { top: cut + 6 },
  );
  const left = Math.max(curves.left, stems.left);
  return { curves: moved(curves, left), stems: moved(stems, left) };
}

/** What the upright axis of the weights reaches: most of them, and it does not jump at every draw. */
export function stemTop(w: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < w.length; i++) if (w[i]! > most) most = w[i]!;
  for (const top of [2, 3, 5, 10, 20, 50, 100, 200, 500, 1000]) if (most <= top * 0.95) return top;
  return Math.max(1000, most * 1.1);
}

export const mostStems = 400;

export function drawWeights(
  surface: Surface,
  at: ReturnType<typeof weightsLayout>,
  curves: Curves,
  z: number,
  found: Weighted | undefined,
) {
  axes(surface, at.curves);
  axes(surface, at.stems);
  const p = curves.p.map((value) => value / z);
  area(surface, at.curves, { x: curves.x, y: p }, { colour: '--posterior', opacity: 0.12 });
  line(surface, at.curves, { x: curves.x, y: curves.q }, roleStroke('approximation'));
  line(surface, at.curves, { x: curves.x, y: p }, roleStroke('posterior'));
  nameCurve(surface, at.curves, curves.x, p, 'target p', '--posterior', -1);
  nameCurve(surface, at.curves, curves.x, curves.q, 'proposal q', '--approximation', 1);
  // The weight as a curve: where it is large, draws are rare.
  const ratio = p.map((value, i) => (curves.q[i]! > 0 ? value / curves.q[i]! : NaN));
  line(surface, at.stems, { x: curves.x, y: ratio }, { colour: '--muted', width: 1.5, dash: [3, 4] });
  const { stems } = at;
  surface.path([stems.left, stems.y.at(1), stems.right, stems.y.at(1)], {
    colour: '--control',
    width: 1,
    dash: [6, 5],
  });
  label(
    surface,
    stems,
    { x: stems.x.axis.domain[1], y: 1, text: '1' },
    { colour: '--muted', align: 'right', dx: -4, dy: -9 },
  );
  if (!found) return;
  const many = Math.min(found.x.length, mostStems);
  const [paths, heads] = [[] as number[], [] as number[]];
  const [floor, width] = [stems.y.at(0), many > 150 ? 1 : 1.5];
  for (let i = 0; i < many; i++) {
    const [x, y] = [stems.x.at(found.x[i]!), stems.y.at(found.w[i]!)];
    paths.push(x, floor, x, y, NaN, NaN);
    heads.push(x, y);
  }
  inside(surface, stems, () => {
    surface.path(paths, { colour: '--likelihood', width, opacity: 0.7 });
    surface.dots(heads, many > 150 ? 2 : 3, { colour: '--likelihood' });
  });
  if (found.missed > 0) drawMissed(surface, at.curves, curves, p);
}

function nameCurve(
  surface: Surface,
  at: Scales,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  text: string,
  colour: string,
  side: 1 | -1,
) {
  let top = 0;
  for (let i = 1; i < x.length; i++) if (y[i]! > y[top]!) top = i;
  // The middle of a level top.
  let end = top;
  while (end + 1 < x.length && y[end + 1] === y[top]) end++;
  top = (top + end) >> 1;
  label(
    surface,
    at,
    { x: x[top]!, y: Math.min(y[top]!, 0.8 * at.y.axis.domain[1]), text },
    { colour, dy: -13, dx: 12 * side, align: side < 0 ? 'right' : 'left' },
  );
}

/** The part of the target that no draw ever reaches. */
function drawMissed(surface: Surface, at: Scales, curves: Curves, p: Float64Array) {
  const y = p.map((value, i) => (curves.q[i]! > 0 ? 0 : value));
  area(surface, at, { x: curves.x, y }, { colour: '--bad', opacity: 0.55 });
}
