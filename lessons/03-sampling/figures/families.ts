// The laws of `Shapes` that the core knows by name: what the student drags of each, and what the core says of it. Nothing is
// computed here: densities, distribution functions, quantiles and moments are the core's.

import type { Distribution } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import { equalEdges, significant, type XY } from '$web/kit/index.ts';
import { rare } from './distance.ts';

type Core = Pick<Client, 'call'>;

export const familyNames = [
  'exponential',
  'gamma',
  'binomial',
  'poisson',
  'geometric',
] as const satisfies readonly Distribution[];
export type FamilyName = (typeof familyNames)[number];

export const tries = 10;

interface Family {
  /** What is dragged, in the figure's state. */
  field: 'rate' | 'shape' | 'p' | 'events' | 'chance';
  parameters(value: number): number[];
  /** The handle stands at the law's mean: where that is for a value, and the value for a mean. */
  place(value: number): number;
  value(place: number): number;
  /** The means in reach. */
  reach: readonly [number, number];
  step: number;
  handle: string;
  said(value: number): string;
  /** A law of whole numbers: its distribution function is a staircase. */
  whole: boolean;
  floor: readonly [number, number];
  ticks: number[];
  label: string;
  /** Beside the curve. */
  name(value: number): string;
  /** How the summary begins. */
  summary(value: number): string;
}

const three = (value: number) => significant(value, 3);

export const families: Record<FamilyName, Family> = {
  exponential: {
    ...{ field: 'rate', whole: false, floor: [0, 8], ticks: [0, 2, 4, 6, 8], label: 'waiting time x' },
    parameters: (rate) => [rate],
    place: (rate) => 1 / rate,
    value: (mean) => 1 / mean,
    ...{ reach: [0.25, 4], step: 0.05, handle: 'the rate λ, by the mean 1/λ' },
    said: (rate) => `rate ${three(rate)}, mean ${three(1 / rate)}`,
    name: (rate) => `F(x) = 1 − exp(−λx), λ = ${three(rate)}`,
    summary: (rate) => `Waiting times with rate ${three(rate)}.`,
  },
  gamma: {
    ...{ field: 'shape', whole: false, floor: [0, 8], ticks: [0, 2, 4, 6, 8], label: 'waiting time x' },
    parameters: (shape) => [shape, 1],
    place: (shape) => shape,
    value: (mean) => mean,
    ...{ reach: [0.25, 4], step: 0.05, handle: 'the shape a, which is the mean at rate 1' },
    said: (shape) => `shape ${three(shape)}`,
    name: (shape) => `F(x), shape a = ${three(shape)}`,
    summary: (shape) => `A gamma law of shape ${three(shape)} and rate 1.`,
  },
  binomial: {
    ...{ field: 'p', whole: true, floor: [-0.7, 10.7], ticks: [0, 2, 4, 6, 8, 10], label: 'successes k' },
    parameters: (p) => [tries, p],
    place: (p) => tries * p,
    value: (mean) => mean / tries,
    ...{ reach: [0.2, 9.8], step: 0.1, handle: 'the probability p of a success, by the mean 10 p' },
    said: (p) => `p ${three(p)}, mean ${three(tries * p)}`,
    name: (p) => `F(k), n = 10, p = ${three(p)}`,
    summary: (p) => `Successes in ten tries, each of probability ${three(p)}.`,
  },
  poisson: {
    ...{ field: 'events', whole: true, floor: [-0.7, 16.7], ticks: [0, 4, 8, 12, 16], label: 'events k' },
    parameters: (mean) => [mean],
    place: (mean) => mean,
    value: (mean) => mean,
    ...{ reach: [0.25, 8], step: 0.25, handle: 'the mean number λ of events' },
    said: (mean) => `mean ${three(mean)}`,
    name: (mean) => `F(k), λ = ${three(mean)}`,
    summary: (mean) => `Events in an hour, ${three(mean)} on average.`,
  },
  geometric: {
    ...{ field: 'chance', whole: true, floor: [0, 20.7], ticks: [1, 5, 10, 15, 20], label: 'tries k' },
    parameters: (p) => [p],
    place: (p) => 1 / p,
    value: (mean) => 1 / mean,
    ...{ reach: [1.05, 5], step: 0.05, handle: 'the probability p of a success, by the mean 1/p' },
    said: (p) => `p ${three(p)}, mean ${three(1 / p)}`,
    name: (p) => `F(k), p = ${three(p)}`,
    summary: (p) => `Tries up to and including the first success, each of probability ${three(p)}.`,
  },
};

export const isFamily = (law: string): law is FamilyName => law in families;

/** What the core says of one law. */
export interface Curve {
  family: FamilyName;
  value: number;
  mean: number;
  variance: number;
  /** E (X - mean)^4: how far variances of samples scatter. */
  fourth: number;
  cdf: XY;
  /** The density at the places of the curve, or the probability of each whole number. */
  density: { x: Float64Array; y: Float64Array };
  /** Of the columns, and the distribution function there. */
  edges: Float64Array;
  reach: Float64Array;
  /** The height of the curve at its mean. */
  atMean: number;
}

type Ask = 'cdf' | 'log_prob' | 'ppf' | 'isf';

const asker = (client: Core, family: FamilyName, value: number, signal: AbortSignal) => {
  const law = { name: family, parameters: families[family].parameters(value) };
  return {
    law,
    ask: (fn: Ask, x: Float64Array) => client.call('distribution', { ...law, fn, x }, { signal }),
  };
};

const wholes = (low: number, high: number) =>
  Float64Array.from({ length: high - low + 1 }, (_, i) => low + i);

export async function askCurve(
  client: Core,
  family: FamilyName,
  value: number,
  signal: AbortSignal,
): Promise<Curve> {
  const { whole, floor } = families[family];
  const { law, ask } = asker(client, family, value, signal);
  const { mean, variance, low } = await client.call('distributionMoments', law, { signal });
  const top = Math.floor(floor[1]);
  // Close together near 0, where a density may bend, or rise without end.
  const x = whole ? wholes(low, top) : Float64Array.from({ length: 401 }, (_, i) => top * (i / 400) ** 2);
  const edges = whole ? equalEdges(low - 0.5, top + 0.5, top - low + 1) : equalEdges(floor[0], floor[1], 40);
  const [cdf, log, reach, height, end] = await Promise.all([
    ask('cdf', x),
    ask('log_prob', x),
    ask('cdf', edges),
    ask('cdf', Float64Array.of(mean)),
    ask('isf', Float64Array.of(1e-13)),
  ]);
  const y = (await client.call('special', { name: 'exp', x: log }, { signal })) as Float64Array;
  const cells = whole
    ? equalEdges(low - 0.5, end[0]! + 0.5, end[0]! - low + 1)
    : equalEdges(low, end[0]!, 2000);
  return {
    ...{ family, value, mean, variance, edges, reach },
    fourth: fourthMoment(cells, await ask('cdf', cells), mean),
    cdf: whole ? { x: [floor[0], ...x, floor[1]], y: [0, ...cdf, cdf.at(-1)!] } : { x, y: cdf },
    density: { x, y },
    atMean: height[0]!,
  };
}

/** E (X - mean)^4, each cell's share of the law taken at its middle. */
function fourthMoment(edges: Float64Array, reach: Float64Array, mean: number): number {
  let sum = 0;
  for (let i = 1; i < edges.length; i++)
    sum += (reach[i]! - reach[i - 1]!) * ((edges[i]! + edges[i - 1]!) / 2 - mean) ** 4;
  return sum;
}

/** Where heights land. */
export const land = (
  client: Core,
  { family, value }: Pick<Curve, 'family' | 'value'>,
  heights: Float64Array,
  signal: AbortSignal,
): Promise<Float64Array> => asker(client, family, value, signal).ask('ppf', heights);

/** Drops of one law, and the distribution function at each. */
export interface Drops {
  curve: Curve;
  heights: Float64Array;
  x: Float64Array;
  back: Float64Array;
  /** The largest |F(x) - u|: nothing but rounding where F has no steps. */
  miss: number;
}

export async function askDrops(
  client: Core,
  curve: Curve,
  heights: Float64Array,
  count: number,
  signal: AbortSignal,
): Promise<Drops> {
  const u = heights.slice(0, count);
  const x = await land(client, curve, u, signal);
  const back = await asker(client, curve.family, curve.value, signal).ask('cdf', x);
  const miss = back.reduce((most, height, i) => Math.max(most, Math.abs(height - u[i]!)), 0);
  return { curve, heights, x, back, miss };
}

/** What is measured of the first n drops. */
export interface Found {
  n: number;
  mean: number;
  variance: number;
  /** The largest distance between the drops' own distribution function and the law's. */
  distance: number;
  /** What true draws exceed once in 16 000 tries, at most so often where F has steps. */
  bound: number;
}

export async function measure(client: Core, drops: Drops, n: number, signal: AbortSignal): Promise<Found> {
  const x = drops.x.slice(0, n);
  const { mean, variance } = await client.call('moments', { x }, { signal });
  const bound = await client.call('ksBound', { level: rare, n }, { signal });
  return { n, mean, variance, bound, distance: await distanceOf(client, drops, x, signal) };
}

async function distanceOf(client: Core, { curve, back }: Drops, x: Float64Array, signal: AbortSignal) {
  const { family, value, density } = curve;
  if (!families[family].whole)
    return (await client.call('ksFromUniform', { u: back.slice(0, x.length) }, { signal })).distance;
  // Two staircases that step at whole numbers only: beyond the last drop they come closer.
  const low = density.x[0]!;
  const k = wholes(
    low,
    x.reduce((a, b) => Math.max(a, b), low),
  );
  const reach = await asker(client, family, value, signal).ask('cdf', k);
  const counts = new Float64Array(k.length);
  for (const each of x) counts[each - low]! += 1;
  let [below, most] = [0, 0];
  counts.forEach((count, i) => {
    below += count;
    most = Math.max(most, Math.abs(below / x.length - reach[i]!));
  });
  return most;
}
