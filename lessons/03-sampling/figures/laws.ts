// Laws for the rain of `Shapes` that have no name: each is a distribution function to draw, and what it makes of uniform
// heights. A die and a polyline need sums and divisions only; laws with a name are the core's (families.ts).

import type { XY } from '$web/kit/index.ts';

export interface Law {
  /** The distribution function: a curve, or a staircase. */
  cdf: XY;
  stair: boolean;
  /** Where the drops of the heights land, in their order; NaN where it is not known yet. */
  draws: Float64Array;
}

/** Shares that sum to one, from weights of any size. */
export function shares(weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 1 / weights.length));
}

/** The shares after one was set; the others keep their proportions, or share equally if they had nothing. */
export function withShare(old: readonly number[], which: number, share: number): number[] {
  const rest = old.reduce((sum, value, i) => (i === which ? sum : sum + value), 0);
  return old.map((value, i) => {
    if (i === which) return share;
    return Number(((rest > 0 ? value / rest : 1 / (old.length - 1)) * (1 - share)).toPrecision(6));
  });
}

export function die(faces: readonly number[], heights: Float64Array): Law {
  let sum = 0;
  const reach = faces.map((share) => (sum += share));
  // Rounding must leave no height above the last step.
  reach[faces.length - 1] = 1;
  const x = [0, ...faces.map((_, i) => i + 1), faces.length + 1];
  return {
    cdf: { x, y: [0, ...reach, 1] },
    stair: true,
    // The smallest face whose step reaches the height: on the edge of a step, the lower face.
    draws: heights.map((u) => reach.findIndex((step) => step >= u) + 1),
  };
}

export interface Knots {
  x: readonly number[];
  y: readonly number[];
}

/** The least distance across between two knots: a curve has one value at each place. */
export const knotGap = 0.1;

/** Where a knot may go: between its neighbours, so that the curve neither turns back nor falls. The ends keep their height. */
export function knotReach({ x, y }: Knots, which: number, [low, high]: readonly [number, number]) {
  const last = x.length - 1;
  const round = (value: number) => Number(value.toPrecision(12));
  return {
    x: [
      which === 0 ? low : round(x[which - 1]! + knotGap),
      which === last ? high : round(x[which + 1]! - knotGap),
    ] as const,
    y:
      which === 0 || which === last
        ? ([y[which]!, y[which]!] as const)
        : ([y[which - 1]!, y[which + 1]!] as const),
  };
}

/** Whether knots (an address may say anything) make a distribution function. */
export const areKnots = ({ x, y }: Knots) =>
  x.length === y.length &&
  y[0] === 0 &&
  y.at(-1) === 1 &&
  x.every((value, i) => i === 0 || (value > x[i - 1]! && y[i]! >= y[i - 1]!));

export function polyline(
  { x, y }: Knots,
  [low, high]: readonly [number, number],
  heights: Float64Array,
): Law {
  return {
    cdf: { x: [low, ...x, high], y: [0, ...y, 1] },
    stair: false,
    // The smallest value at which the curve reaches the height: nothing lands inside of a flat stretch.
    draws: heights.map((u) => {
      const to = Math.max(
        1,
        y.findIndex((height) => height >= u),
      );
      const part = (u - y[to - 1]!) / (y[to]! - y[to - 1]!);
      return x[to - 1]! + part * (x[to]! - x[to - 1]!);
    }),
  };
}

/** How many of the first `count` values lie in each bin between equal edges, the upper edge belonging to the bin. */
export function countInto(values: Float64Array, count: number, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length - 1);
  const [low, high] = [edges[0]!, edges.at(-1)!];
  for (let i = 0; i < count; i++) {
    const bin = Math.ceil(((values[i]! - low) / (high - low)) * counts.length) - 1;
    if (bin >= 0 && bin < counts.length) counts[bin]! += 1;
  }
  return counts;
}

/** The same of drops of which the heights are known: a drop lies in the bin between whose edges the curve has its height. */
export function countHeights(heights: Float64Array, count: number, reach: Float64Array): Float64Array {
  const counts = new Float64Array(reach.length - 1);
  for (let i = 0; i < count; i++) {
    const above = reach.findIndex((height) => height >= heights[i]!);
    if (above > 0) counts[above - 1]! += 1;
  }
  return counts;
}

export const shareBelow = (values: Float64Array, count: number, limit: number) =>
  values.subarray(0, count).reduce((sum, value) => (value <= limit ? sum + 1 : sum), 0) / count;
