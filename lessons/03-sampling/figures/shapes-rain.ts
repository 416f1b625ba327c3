// What the picture of `Shapes` shows for each law: the pile, what is expected of it, and words beside both.

import { equalEdges, significant, type Axis, type XY } from '$web/kit/index.ts';
import { countInto, type Knots, type Law } from './laws.ts';

/** The floor of the continuous laws. */
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

/** `decay`: exp(-t) at the places of the curve. */
export function exponentialRain(fallen: Fallen, rate: number, decay: Float64Array): Rain {
  const { law, n } = fallen;
  const counts = countInto(law.draws, n, edges);
  const scale = n * width * rate;
  const expected = { x: law.cdf.x, y: decay.map((value) => value * scale) };
  return {
    ...fallen,
    counts,
    edges,
    pile: counts,
    expected,
    // Low on the right, where the curve is high above it whatever the rate.
    name: { x: range[1], y: 0.1, text: `F(x) = 1 − exp(−λx), λ = ${significant(rate, 3)}`, align: 'right' },
    expectedName: { x: 1 / rate, y: 0.5 * scale, text: n > 0 ? '  expected' : '' },
    floor: floorOf('waiting time x'),
    up: upTo(counts, expected),
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
