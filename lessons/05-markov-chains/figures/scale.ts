// How far a random walk should propose: its path, its trace, how long it remembers, and what its draws are worth, by the scale.

import type { SamplerArgs } from '$web/core-client/mcmc.ts';
import type { TargetSpec } from '$web/core-client/target.ts';
import {
  axes,
  contour,
  equalEdges,
  grouped,
  histogram,
  inside,
  label,
  line,
  massLevels,
  points,
  roleStroke,
  scales,
  significant,
  type Grid,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { aligned, density, densityPieces, runOf, statistic, type Core } from './walks.ts';

export const shapes = ['ridge', 'banana', 'two', 'round'] as const;
export type Shape = (typeof shapes)[number];
export const shapeTexts: Record<Shape, string> = {
  ridge: 'a ridge (correlation 0.9)',
  banana: 'a banana',
  two: 'two hills',
  round: 'a round hill in d dimensions',
};
export const dimensions = [1, 2, 10, 50] as const;

export const targetOf = (shape: Shape, d: number): TargetSpec => {
  if (shape === 'ridge') return { name: 'ar1_normal', options: { rho: 0.9 } };
  if (shape === 'banana') return { name: 'banana' };
  if (shape === 'two') return { name: 'bimodal', options: { distance: 7 } };
  return { name: 'standard_normal', options: { dim: d } };
};

export const scaleRange = [0.03, 30] as const;
export const draws = 40_000;
const chains = 4;
/** Scales at which the curve is measured. */
export const grid = Array.from({ length: 31 }, (_, i) => 0.03 * 1000 ** (i / 30));

const walk = (target: TargetSpec, stepSize: number, seed: number, start: Float64Array): SamplerArgs => ({
  target,
  kernel: 'random_walk',
  seed,
  options: { stepSize },
  start,
  chains: start.length,
});

export interface Measured {
  scale: number;
  acceptance: number;
  acceptanceError: number;
  /** The smallest of the coordinates'. */
  ess: number;
  mean: number;
  meanError: number;
}

export interface Walked extends Measured {
  /** The first two coordinates of the first chain; y is empty on the line. */
  x: Float64Array;
  y: Float64Array;
  accepted: Float64Array;
  autocorrelation: Float64Array;
}

export const lags = 60;

/** One coordinate of one chain, or of all, (n, K). */
function coordinate(all: Float64Array, dim: number, which: number, every = 1): Float64Array {
  return Float64Array.from(
    { length: Math.floor(all.length / (dim * every)) },
    (_, i) => all[i * dim * every + which]!,
  );
}

/** From (n, K) to the (K, n) that diagnostics take. */
function byChain(values: Float64Array): Float64Array {
  const n = values.length / chains;
  const result = new Float64Array(values.length);
  for (let i = 0; i < n; i++) for (let k = 0; k < chains; k++) result[k * n + i] = values[i * chains + k]!;
  return result;
}

async function measure(
  client: Core,
  target: TargetSpec,
  dim: number,
  scale: number,
  seed: number,
  signal?: AbortSignal,
) {
  const options = signal ? { signal } : {};
  // From exact draws: nothing has to be warmed up, and the curve says what the scale does.
  const start = await client.call('targetSample', { target, count: chains, seed }, options);
  const args = { ...walk(target, scale, seed, start), chains };
  const run = await runOf(client, args, draws / chains, signal);
  const shown = Math.min(dim, 2);
  const summaries = await Promise.all([
    ...Array.from({ length: shown }, (_, c) =>
      client.call('chainSummary', { draws: byChain(coordinate(run.draws, dim, c)), chains }, options),
    ),
    client.call('chainSummary', { draws: byChain(statistic(run, 'acceptance')), chains }, options),
  ]);
  const accept = summaries.at(-1)!;
  const own = summaries.slice(0, shown);
  // Chains that never moved say nothing: no number of draws.
  const ess = Math.min(...own.map(({ essBulk }) => (Number.isNaN(essBulk) ? 0 : essBulk)));
  const measured: Measured = {
    scale,
    acceptance: accept.mean,
    acceptanceError: accept.mcseMean,
    ess,
    mean: own[0]!.mean,
    meanError: own[0]!.mcseMean,
  };
  return { measured, run };
}

/** One scale in full. */
export async function walkAt(
  client: Core,
  target: TargetSpec,
  scale: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Walked> {
  const options = signal ? { signal } : {};
  const { dim } = await client.call('targetFacts', { target }, options);
  const { measured, run } = await measure(client, target, dim, scale, seed, signal);
  const x = coordinate(run.draws, dim, 0, chains);
  const y = dim > 1 ? coordinate(run.draws, dim, 1, chains) : new Float64Array(0);
  const autocorrelation = await client.call('autocorrelation', { draws: x.slice(), lags }, options);
  return {
    ...measured,
    x,
    y,
    accepted: coordinate(statistic(run, 'accepted'), 1, 0, chains),
    autocorrelation,
  };
}

/** The curve: what every scale of the grid gives. */
export async function sweep(
  client: Core,
  target: TargetSpec,
  seed: number,
  signal: AbortSignal,
  tell: (all: Measured[]) => void,
): Promise<Measured[]> {
  const { dim } = await client.call('targetFacts', { target }, { signal });
  const all: Measured[] = [];
  for (const scale of grid) {
    const { measured } = await measure(client, target, dim, scale, seed, signal);
    if (signal.aborted) break;
    all.push(measured);
    tell([...all]);
  }
  return all;
}

export interface Ground {
  box: Float64Array;
  dim: number;
  /** Over the first two coordinates; of a target on the line its density along x. */
  grid: Grid;
  levels: number[];
  line: { x: Float64Array; p: Float64Array } | undefined;
  mean: number;
}

const cells = 91;

/** The part of the box with places of at least that density, and a little more. */
function cropped(box: Float64Array, { values }: Grid, least: number): Float64Array {
  const [first, last] = [
    [cells, cells],
    [0, 0],
  ];
  for (let i = 0; i < cells * cells; i++) {
    if (values[i]! < least) continue;
    [i % cells, Math.floor(i / cells)].forEach((at, axis) => {
      first[axis] = Math.min(first[axis]!, at);
      last[axis] = Math.max(last[axis]!, at);
    });
  }
  const place = (axis: number, at: number) =>
    box[2 * axis]! +
    ((box[2 * axis + 1]! - box[2 * axis]!) * Math.min(cells - 1, Math.max(0, at))) / (cells - 1);
  return Float64Array.from(
    [0, 1].flatMap((axis) => [place(axis, first[axis]! - 3), place(axis, last[axis]! + 3)]),
  );
}

export async function groundOf(client: Core, shape: Shape, d: number, signal?: AbortSignal): Promise<Ground> {
  const options = signal ? { signal } : {};
  // Of many independent coordinates the picture shows two.
  const target = targetOf(shape, Math.min(d, 2));
  const [{ box, dim, logNormalizer }, { mean }] = await Promise.all([
    client.call('targetFacts', { target }, options),
    client.call('targetMoments', { target }, options),
  ]);
  const across = equalEdges(box[0]!, box[1]!, cells - 1);
  const empty: Grid = { values: new Float64Array(4), columns: 2, rows: 2, x: [0, 1], y: [0, 1] };
  if (dim === 1) {
    const x = equalEdges(box[0]!, box[1]!, densityPieces);
    const { value } = await client.call('targetDensity', { target, x }, options);
    const p = value.map((log) => Math.exp(log - logNormalizer));
    return { box, dim, grid: empty, levels: [], line: { x, p }, mean: mean[0]! };
  }
  const upward = equalEdges(box[2]!, box[3]!, cells - 1);
  const places = new Float64Array(2 * cells * cells);
  upward.forEach((y, row) => across.forEach((x, column) => places.set([x, y], 2 * (row * cells + column))));
  const { value } = await client.call('targetDensity', { target, x: places }, options);
  const values = value.map(Math.exp);
  const [shown] = massLevels(values, [0.998]);
  const around = { x: [box[0]!, box[1]!], y: [box[2]!, box[3]!] } as const;
  const made: Grid = { values, columns: cells, rows: cells, ...around };
  return {
    box: cropped(box, made, shown!),
    dim,
    grid: made,
    levels: massLevels(values, [0.5, 0.8, 0.95]),
    line: undefined,
    mean: mean[0]!,
  };
}

export const scaleHeight = (wide: boolean) => (wide ? 640 : 1000);
export interface ScaleLayout {
  path: Scales;
  trace: Scales;
  memory: Scales;
  acceptance: Scales;
  worth: Scales;
}
/** As much of the trace as one can follow. */
export const traced = 400;

export function scaleLayout(size: Size, ground: Ground, top: number): ScaleLayout {
  const wide = size.width >= 560;
  const { width: w, height: h } = size;
  const { box } = ground;
  const first = { domain: [box[0]!, box[1]!] as const };
  const across = { domain: scaleRange, log: true, ticks: [0.03, 0.1, 0.3, 1, 3, 10, 30], format: String };
  const upward = ground.line
    ? { domain: [0, 0.5] as const, label: 'density' }
    : { domain: [box[2]!, box[3]!] as const, label: 'x₂' };
  const value = { ...first, label: 'x₁', ticks: [Math.round(box[0]! / 2), 0, Math.round(box[1]! / 2)] };
  const time = { domain: [0, traced] as const, label: 'step' };
  const lag = { domain: [0, lags] as const, label: 'lag' };
  const unit = { domain: [-0.25, 1] as const, ticks: [0, 0.5, 1], label: 'autocorrelation of x₁' };
  const part = { domain: [0, 1] as const, ticks: [0, 0.25, 0.5, 0.75, 1], label: 'accepted' };
  const worth = { domain: [0, top] as const, label: 'ESS of 100 draws' };
  const named = { ...across, label: 'scale of the proposals' };
  if (wide) {
    const half = Math.round(w * 0.46);
    const [a, b] = [Math.round(h * 0.54), Math.round(h * 0.27)];
    return {
      path: scales(size, { ...first, label: 'x₁' }, upward, { right: half, bottom: a }),
      trace: scales(size, time, value, { left: half + 10, bottom: b }),
      memory: scales(size, lag, unit, { left: half + 10, top: b, bottom: a }),
      ...aligned({
        acceptance: scales(size, across, part, { top: a + 4, bottom: Math.round(h * 0.74) }),
        worth: scales(size, named, worth, { top: Math.round(h * 0.74) }),
      }),
    };
  }
  const at = [0, 0.29, 0.46, 0.63, 0.79].map((share) => Math.round(h * share));
  return {
    path: scales(size, { ...first, label: 'x₁' }, upward, { bottom: at[1]! }),
    trace: scales(size, time, value, { top: at[1]! + 4, bottom: at[2]! }),
    memory: scales(size, lag, unit, { top: at[2]! + 4, bottom: at[3]! }),
    ...aligned({
      acceptance: scales(size, across, part, { top: at[3]! + 4, bottom: at[4]! }),
      worth: scales(size, named, worth, { top: at[4]! + 4 }),
    }),
  };
}

/** What the upright axis of the worth reaches. */
export function worthTop(all: readonly Measured[], here: number): number {
  const most = Math.max(here, ...all.map(({ ess }) => (100 * ess) / draws));
  for (const top of [0.5, 1, 2, 5, 10, 15, 20, 30, 50, 100]) if (most <= top * 0.92) return top;
  return Math.max(100, 1.1 * most);
}

export interface ScalePicture {
  ground: Ground;
  walked: Walked | undefined;
  curve: readonly Measured[];
}

export function drawScale(surface: Surface, at: ScaleLayout, { ground, walked, curve }: ScalePicture) {
  drawPath(surface, at.path, ground, walked);
  for (const each of [at.trace, at.memory, at.acceptance, at.worth]) axes(surface, each);
  if (walked) {
    const step = Float64Array.from({ length: traced }, (_, i) => i);
    line(
      surface,
      at.trace,
      { x: step, y: walked.x.subarray(0, traced) },
      { ...roleStroke('approximation', 1.2), dash: [] },
    );
    drawMemory(surface, at.memory, walked.autocorrelation);
  }
  const x = curve.map(({ scale }) => scale);
  const stroke = { ...roleStroke('approximation', 2), dash: [] };
  line(surface, at.acceptance, { x, y: curve.map(({ acceptance }) => acceptance) }, stroke);
  line(surface, at.worth, { x, y: curve.map(({ ess }) => (100 * ess) / draws) }, stroke);
  points(
    surface,
    at.worth,
    { x, y: curve.map(({ ess }) => (100 * ess) / draws) },
    { colour: '--approximation', radius: 3, opacity: 1 },
  );
  if (!walked) return;
  for (const [each, y] of [
    [at.acceptance, walked.acceptance],
    [at.worth, (100 * walked.ess) / draws],
  ] as const) {
    const place = each.x.at(walked.scale);
    surface.path([place, each.top, place, each.bottom], { colour: '--accent', width: 1, dash: [4, 4] });
    if (each === at.acceptance)
      surface.circle(place, each.y.at(y), 5, {
        fill: { colour: '--accent' },
        stroke: { colour: '--surface', width: 2 },
      });
  }
}

function drawPath(surface: Surface, at: Scales, ground: Ground, walked: Walked | undefined) {
  axes(surface, at);
  if (ground.line) {
    if (walked) {
      const edges = equalEdges(ground.box[0]!, ground.box[1]!, 36);
      histogram(
        surface,
        at,
        { edges, heights: density(walked.x, edges) },
        { colour: '--approximation', opacity: 0.5 },
      );
    }
    line(surface, at, { x: ground.line.x, y: ground.line.p }, roleStroke('posterior'));
    return;
  }
  const stroke = { colour: '--posterior', width: 1.5 };
  contour(
    surface,
    at,
    { grid: ground.grid, levels: ground.levels },
    { stroke, fill: { colour: '--posterior', opacity: 0.06 } },
  );
  if (!walked || walked.y.length === 0) return;
  const [x, y] = [walked.x.subarray(0, traced), walked.y.subarray(0, traced)];
  line(surface, at, { x, y }, { colour: '--approximation', width: 1, opacity: 0.6 });
  points(surface, at, { x, y }, { colour: '--approximation', radius: 2, opacity: 0.8 });
  inside(surface, at, () =>
    surface.circle(at.x.at(x[x.length - 1]!), at.y.at(y[y.length - 1]!), 6, {
      fill: { colour: '--accent' },
      stroke: { colour: '--surface', width: 2 },
    }),
  );
}

function drawMemory(surface: Surface, at: Scales, autocorrelation: Float64Array) {
  const floor = at.y.at(0);
  const stems: number[] = [];
  autocorrelation.forEach((each, lag) => {
    if (!Number.isNaN(each)) stems.push(at.x.at(lag), floor, at.x.at(lag), at.y.at(each), NaN, NaN);
  });
  surface.path([at.left, floor, at.right, floor], { colour: '--control', width: 1 });
  inside(surface, at, () => surface.path(stems, { colour: '--approximation', width: 2.5 }));
  if (stems.length === 0)
    label(
      surface,
      at,
      { x: lags / 2, y: 0.5, text: 'it has not moved' },
      { colour: '--bad', align: 'center' },
    );
}

/** The scale of the curve with the most effective draws. */
export const best = (curve: readonly Measured[]): Measured | undefined =>
  curve.length === grid.length ? curve.reduce((a, b) => (b.ess > a.ess ? b : a)) : undefined;

export const described = ({ scale, acceptance, ess }: Measured) =>
  `Scale ${significant(scale, 3)}: ${(100 * acceptance).toFixed(0)} % accepted; ${grouped(draws)} draws in four chains are worth ${grouped(Math.round(ess))}.`;
