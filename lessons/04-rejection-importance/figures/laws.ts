// What the figures ask the core of densities on the line: a target p known up to a constant, and a law q to draw from.

import type { LineTarget } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import type { Law } from '$web/core-client/montecarlo.ts';
import { equalEdges } from '$web/kit/index.ts';

export type Core = Pick<Client, 'call'>;
export type { Law, LineTarget };

export interface Known {
  text: string;
  /** Where the picture shows it. */
  range: readonly [number, number];
  /** Of the normalised law, by hand: the bells of two_bumps weigh 4 to 1; the gamma has shape 3 and rate 1. */
  mean: number;
  variance: number;
}

export const targets = {
  two_bumps: { text: 'two bumps', range: [-6, 4], mean: -1.2, variance: 3.41 },
  gamma: { text: 'skewed (gamma)', range: [0, 12], mean: 3, variance: 3 },
  normal: { text: 'a bell', range: [-4, 4], mean: 0, variance: 1 },
} as const satisfies Partial<Record<LineTarget, Known>>;
export type TargetName = keyof typeof targets;
export const targetNames = Object.keys(targets) as TargetName[];

export const shapes = ['normal', 'cauchy', 'uniform'] as const;
export type Shape = (typeof shapes)[number];
export const shapeTexts: Record<Shape, string> = {
  normal: 'normal',
  cauchy: 'heavy tails (Cauchy)',
  uniform: 'box',
};

/** As a sentence says it: "a Cauchy envelope". */
export const shapeNames: Record<Shape, string> = {
  normal: 'normal',
  cauchy: 'Cauchy',
  uniform: 'box-shaped',
};

/** A law about `centre`, so wide: a box reaches `width` to either side. */
export const lawOf = (kind: Shape, centre: number, width: number): Law =>
  kind === 'uniform' ? { kind, a: centre - width, b: centre + width } : { kind, a: centre, b: width };

export interface Curves {
  x: Float64Array;
  /** The target, unnormalised. */
  p: Float64Array;
  /** The law's density. */
  q: Float64Array;
  /** Its highest value. */
  peak: number;
  /** The lowest height of the law's peak at which it covers the target on the picture; Infinity if none does. */
  cover: number;
}

export const pieces = 400;

/** Both densities along the picture. */
export async function curvesOf(
  client: Core,
  target: LineTarget,
  law: Law,
  range: readonly [number, number],
  signal?: AbortSignal,
): Promise<Curves> {
  const grid = equalEdges(range[0], range[1], pieces);
  // The law's middle is where it is highest.
  const middle = law.kind === 'uniform' ? (law.a + law.b) / 2 : law.a;
  const x = Float64Array.from([...grid, middle]);
  const logs = await client.call('lineCurves', { target, law, x }, signal ? { signal } : {});
  const [p, q] = [logs.target.map(Math.exp), logs.proposal.map(Math.exp)];
  const peak = q[pieces + 1]!;
  let cover = 0;
  for (let i = 0; i <= pieces; i++)
    if (p[i]! > 1e-9) cover = Math.max(cover, q[i]! > 0 ? (p[i]! / q[i]!) * peak : Infinity);
  return { x: grid, p: p.subarray(0, pieces + 1), q: q.subarray(0, pieces + 1), peak, cover };
}

/** Where p lies above the envelope: intervals of x. */
export function gaps(x: ArrayLike<number>, p: ArrayLike<number>, envelope: ArrayLike<number>) {
  const found: [number, number][] = [];
  for (let i = 0; i < x.length; i++) {
    // A hair is rounding of the picture, not a gap.
    if (!(p[i]! > envelope[i]! * (1 + 1e-9) + 1e-9)) continue;
    const last = found.at(-1);
    if (last && i > 0 && last[1] === x[i - 1]!) last[1] = x[i]!;
    else found.push([x[i]!, x[i]!]);
  }
  return found;
}

/** Parts of a whole in bins of equal width, as a density. */
export function density(values: ArrayLike<number>, edges: ArrayLike<number>, of = values.length) {
  const count = edges.length - 1;
  const [low, high] = [edges[0]!, edges[count]!];
  const heights = new Float64Array(count);
  const unit = of > 0 ? count / ((high - low) * of) : 0;
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i]! - low) * count) / (high - low));
    if (bin >= 0 && bin < count) heights[bin]! += unit;
  }
  return heights;
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
