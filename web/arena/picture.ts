// A method's draws over the target: contours where the target is a law in the plane, exact draws as a cloud where it has more
// coordinates, the density itself on the line.

import type { Client } from '../core-client/client.ts';
import type { TargetSpec } from '../core-client/target.ts';
import { area, contour, histogram, line, massLevels, points, roleStroke } from '../kit/index.ts';
import type { Axis, Grid, Scales, Surface } from '../kit/index.ts';
import type { Truth } from './score.ts';

export interface Backdrop {
  x: readonly [number, number];
  y: readonly [number, number];
  names: readonly [string, string];
  contours?: { grid: Grid; levels: readonly number[] };
  /** The density on the line. */
  curve?: { x: Float64Array; y: Float64Array };
  /** x, y in turn. */
  cloud?: Float64Array;
}

const nodes = 81;
/** Of the mass within the picture. */
const masses = [0.95, 0.75, 0.4];
export const bins = 60;

const evenly = (low: number, high: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

export async function backdropOf(
  client: Pick<Client, 'call'>,
  target: TargetSpec,
  { facts, exact }: Truth,
  signal: AbortSignal,
): Promise<Backdrop> {
  const [lowX, highX, lowY, highY] = facts.box as unknown as [number, number, number, number];
  const names = [facts.coordinates[0]!, facts.coordinates[1] ?? 'density'] as const;
  const exp = (x: Float64Array) =>
    client.call('special', { name: 'exp', x }, { signal }) as Promise<Float64Array>;
  if (facts.dim === 1) {
    const x = evenly(lowX, highX, 240);
    const { value } = await client.call('targetDensity', { target, x }, { signal });
    const y = await exp(value.map((each) => each - facts.logNormalizer));
    const top = y.reduce((most, each) => (each < Infinity ? Math.max(most, each) : most), 0);
    return { x: [lowX, highX], y: [0, 1.25 * top], names, curve: { x, y } };
  }
  const ranges = { x: [lowX, highX] as const, y: [lowY, highY] as const, names };
  if (facts.dim > 2) return exact ? { ...ranges, cloud: exact.places.slice(0, 4000) } : ranges;
  const [xs, ys] = [evenly(lowX, highX, nodes), evenly(lowY, highY, nodes)];
  const x = new Float64Array(2 * nodes * nodes);
  for (let i = 0; i < nodes; i++)
    for (let j = 0; j < nodes; j++) x.set([xs[j]!, ys[i]!], 2 * (i * nodes + j));
  const { value } = await client.call('targetDensity', { target, x }, { signal });
  const most = value.reduce((high, each) => Math.max(high, each), -Infinity);
  const values = await exp(value.map((each) => each - most));
  const grid: Grid = { values, columns: nodes, rows: nodes, x: ranges.x, y: ranges.y };
  return { ...ranges, contours: { grid, levels: massLevels(values, masses) } };
}

/** Every so many rows, so that at most `most` stay; x and y apart. */
export function thinned(places: Float64Array, width: number, most: number) {
  const step = Math.max(1, Math.ceil(places.length / width / most));
  const count = Math.ceil(places.length / width / step);
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    x[i] = places[i * step * width]!;
    if (width > 1) y[i] = places[i * step * width + 1]!;
  }
  return { x, y };
}

/** Bars of the draws' density on the line; what lies outside is in no bar, but counts. */
export function bars(x: ArrayLike<number>, [low, high]: readonly [number, number]) {
  const edges = evenly(low, high, bins + 1);
  const heights = new Float64Array(bins);
  for (let i = 0; i < x.length; i++) {
    const bin = Math.floor(((x[i]! - low) / (high - low)) * bins);
    if (bin >= 0 && bin < bins) heights[bin]! += bins / (x.length * (high - low));
  }
  return { edges, heights };
}

export interface Look {
  backdrop: Backdrop;
  /** (n, places), of one or two coordinates. */
  places?: Float64Array | undefined;
  radius: number;
  /** Points at most. */
  most: number;
  line: number;
}

export function drawCloud(
  surface: Surface,
  scales: Scales,
  { backdrop, places, radius, most, line: width }: Look,
) {
  const { contours, curve, cloud } = backdrop;
  if (contours) contour(surface, scales, contours, { fill: { colour: '--posterior', opacity: 0.1 } });
  if (cloud)
    points(surface, scales, thinned(cloud, 2, most), { colour: '--posterior', radius, opacity: 0.28 });
  if (curve) area(surface, scales, curve, { colour: '--posterior', opacity: 0.12 });
  if (places && places.length > 0) {
    if (curve)
      histogram(surface, scales, bars(places, backdrop.x), { colour: '--approximation', opacity: 0.7 });
    else points(surface, scales, thinned(places, 2, most), { colour: '--c2', radius, opacity: 0.5 });
  }
  // Lines over the draws: what is missed shows as much as what is found.
  if (contours) contour(surface, scales, contours, { stroke: { colour: '--posterior', width } });
  if (curve) line(surface, scales, curve, roleStroke('posterior', 1.5 * width));
}

/** Axes without ticks, for a picture of the size of a stamp. */
export const bare = (domain: readonly [number, number]): Axis => ({ domain, ticks: [], label: '' });
