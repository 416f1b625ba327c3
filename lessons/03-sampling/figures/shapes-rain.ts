// What the picture of `Shapes` shows for each law: the pile, what is expected of it, and words beside both.

import { equalEdges, type Axis, type XY } from '$web/kit/index.ts';
import type { View } from './core-rain.svelte.ts';
import { families } from './families.ts';
import { countHeights, countInto, type Knots, type Law } from './laws.ts';

/** The floor of the curve that is dragged by its knots. */
export const range = [0, 8] as const;
export const edges = equalEdges(...range, 40);
const faceEdges = equalEdges(0.5, 6.5, 6);
const width = edges[1]! - edges[0]!;

interface Words {
  x: number;
  y: number;
  text: string;
  align?: 'right';
}

export interface Rain {
  law: Law;
  heights: Float64Array;
  /** How many have fallen. */
  n: number;
  /** The drops in each column. */
  counts: Float64Array;
  edges: Float64Array;
  /** The columns as drawn, and what the law expects of them. */
  pile: Float64Array;
  expected: XY;
  name: Words;
  expectedName: Words;
  /** The axes of the floor and of the pile. */
  floor: Axis;
  up: Axis;
}

interface Fallen {
  law: Law;
  heights: Float64Array;
  n: number;
}

const upTo = (counts: Float64Array, expected: XY): Axis => ({
  domain: [0, 1.12 * Math.max(5, ...counts, ...Array.from(expected.y))],
  label: 'drops in a column',
});

const floorOf = (label: string): Axis => ({ domain: range, ticks: [0, 2, 4, 6, 8], label });

/** A law that the core knows. `draws`: of all drops, once they are there. */
export function coreRain({ curve, heights, n, newest }: View, draws?: Float64Array): Rain {
  const { family, cdf, edges, reach, density } = curve;
  const { whole, floor, ticks, label, name } = families[family];
  const counts = draws ? countInto(draws, n, edges) : countHeights(heights, n, reach);
  const landed = new Float64Array(n).fill(NaN);
  landed.set(newest, n - newest.length);
  // What a column should hold: a share for whole numbers, else a number of drops.
  const due = reach.slice(1).map((height, i) => (whole ? 1 : n) * (height - reach[i]!));
  const pile = whole && n > 0 ? counts.map((count) => count / n) : counts;
  const up: Axis = {
    domain: [0, 1.12 * Math.max(whole ? 0.3 : 5, ...pile, ...due)],
    label: whole ? 'share of the drops' : 'drops in a column',
  };
  const scale = whole ? 1 : n * (edges[1]! - edges[0]!);
  const expected = { x: density.x, y: density.y.map((value) => value * scale) };
  const middle = (floor[0] + floor[1]) / 2;
  const beside = Math.max(
    0,
    expected.x.findIndex((x) => x >= curve.mean),
  );
  return {
    ...{ law: { cdf, stair: whole, draws: draws ?? landed }, heights, n, counts, edges, pile, expected },
    // Low on the right, where the curve is high above it; or high on the left, where it is far below.
    name:
      curve.mean > middle
        ? { x: floor[0], y: 0.93, text: name(curve.value) }
        : { x: floor[1], y: 0.1, text: name(curve.value), align: 'right' },
    expectedName: {
      // In the right half of the floor it stands to the left of the column.
      x: expected.x[beside]! - (curve.mean > middle ? 0.6 : 0),
      y: expected.y[beside]! + 0.12 * up.domain[1],
      text: whole || n > 0 ? (curve.mean > middle ? 'expected' : '  expected') : '',
      ...(curve.mean > middle ? { align: 'right' } : {}),
    },
    floor: { domain: floor, ticks, label },
    up,
  };
}

export function dieRain(fallen: Fallen, faces: readonly number[]): Rain {
  const { law, n } = fallen;
  const counts = countInto(law.draws, n, faceEdges);
  return {
    ...fallen,
    counts,
    edges: faceEdges,
    pile: n > 0 ? counts.map((count) => count / n) : counts,
    expected: { x: faces.map((_, i) => i + 1), y: faces },
    name: { x: 3.1, y: law.cdf.y[3]! + 0.07, text: 'F(x)' },
    expectedName: { x: 0.5, y: 0.85, text: 'drag the faces’ probabilities' },
    floor: { domain: [0, 7], ticks: [1, 2, 3, 4, 5, 6], label: 'face' },
    up: { domain: [0, 1], label: 'share of the drops', ticks: [0, 0.5, 1] },
  };
}

/** A polyline's density is a staircase: the slope of each piece, at both of its ends. */
export function polylineRain(fallen: Fallen, knots: Knots): Rain {
  const { law, n } = fallen;
  const counts = countInto(law.draws, n, edges);
  const { x, y } = law.cdf;
  const expected: { x: number[]; y: number[] } = { x: [], y: [] };
  for (let i = 1; i < x.length; i++) {
    const across = x[i]! - x[i - 1]!;
    const slope = across > 0 ? (n * width * (y[i]! - y[i - 1]!)) / across : 0;
    expected.x.push(x[i - 1]!, x[i]!);
    expected.y.push(slope, slope);
  }
  const tallest = expected.y.indexOf(Math.max(...expected.y));
  const middle = (expected.x[tallest]! + expected.x[tallest + 1]!) / 2;
  const up = upTo(counts, expected);
  return {
    ...fallen,
    counts,
    edges,
    pile: counts,
    expected,
    name: { x: knots.x[2]!, y: knots.y[2]! - 0.09, text: 'F(x), yours' },
    expectedName: {
      x: middle,
      y: expected.y[tallest]! + 0.07 * up.domain[1],
      text: n > 0 ? 'the slope of F' : '',
    },
    floor: floorOf('value x'),
    up,
  };
}
