// A random walk and the preconditioned Crank-Nicolson walk as the dimension grows: how often each is accepted, and how x1 moves.

import {
  axes,
  label,
  line,
  panels,
  scales,
  type Axis,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { createTracer, type Recipe, type Traced } from '$web/trace/index.ts';
import type { SamplerArgs } from '$web/core-client/mcmc.ts';
import { asked, chainwise, held, statistic, type Core } from './samplers.ts';

export const most = 1000;
/** Where both are measured. */
export const dimensions = [2, 3, 5, 10, 20, 50, 100, 200, 500, most] as const;
export const walks = ['pcn', 'random_walk'] as const;
export type Walk = (typeof walks)[number];
export const walkTexts: Record<Walk, string> = {
  pcn: 'Crank–Nicolson walk',
  random_walk: 'random walk',
};

const t = createTracer();
const { add, sub, mul, exp, square, sum, slice } = t;

/** The data speak of x1 only: it is about 2. The misfit is nowhere above 3. */
export const place = 2;
export const bound = 3;
const misfit = (x: Traced) => mul(bound, sub(1, exp(mul(-0.5, square(sub(slice(x, 0, 1), place))))));

/** log likelihood, which is what pcn takes; for the random walk with the prior N(0, I). */
export function recipeOf(walk: Walk, dim: number, data: boolean): Recipe {
  return t.trace({ dim }, (x) => {
    const fit = data ? mul(-1, misfit(x)) : mul(0, slice(x, 0, 1));
    return walk === 'pcn' ? fit : add(mul(-0.5, sum(square(x))), fit);
  });
}

export interface Measured {
  dim: number;
  acceptance: number;
  error: number;
}

const chains = 32;
const burn = 100;
const count = 120;

async function args(
  client: Core,
  walk: Walk,
  dim: number,
  step: number,
  data: boolean,
  seed: number,
  many: number,
  signal?: AbortSignal,
): Promise<SamplerArgs> {
  // Both begin at the same draws of the prior.
  const start = await client.call(
    'targetSample',
    { target: { name: 'standard_normal', options: { dim } }, count: many, seed },
    asked(signal),
  );
  const target = { recipe: recipeOf(walk, dim, data) };
  return { target, kernel: walk, options: { stepSize: step }, seed, chains: many, start };
}

export async function measure(
  client: Core,
  walk: Walk,
  dim: number,
  step: number,
  data: boolean,
  seed: number,
  signal?: AbortSignal,
): Promise<Measured> {
  const all = await args(client, walk, dim, step, data, seed, chains, signal);
  return held(client, client.call('samplerCreate', all, asked(signal)), async (sampler) => {
    await client.call('samplerRun', { sampler, count: burn, draws: false, statistics: false }, asked(signal));
    const run = await client.call('samplerRun', { sampler, count, draws: false }, asked(signal));
    const all = statistic(run, 'acceptance', chains);
    // Chains are independent: their averages have an error that no autocorrelation hides.
    const draws = Float64Array.from({ length: chains }, (_, b) => {
      const own = all.subarray(b * count, (b + 1) * count);
      return own.reduce((sum, each) => sum + each, 0) / count;
    });
    const { mean, sd } = await client.call('chainSummary', { draws, chains: 1 }, asked(signal));
    return { dim, acceptance: mean, error: sd / Math.sqrt(chains) };
  });
}

/** x1 after each of the first transitions. */
export async function pathOf(
  client: Core,
  walk: Walk,
  dim: number,
  step: number,
  data: boolean,
  seed: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const all = await args(client, walk, dim, step, data, seed, 1, signal);
  return held(client, client.call('samplerCreate', all, asked(signal)), async (sampler) => {
    const { draws } = await client.call(
      'samplerRun',
      { sampler, count: pathLength, statistics: false },
      asked(signal),
    );
    return Float64Array.of(all.start![0]!, ...chainwise(draws, 1, dim));
  });
}
export const pathLength = 200;

/**
 * The random walk's acceptance on N(0, I) without data, exactly: E 2 Phi(-s R / 2), R the length of d standard normals, is
 * 2 P(T > s sqrt(d) / 2) with T of Student's law with d degrees of freedom.
 */
export async function exactWalk(
  client: Core,
  dims: ArrayLike<number>,
  step: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const found = await Promise.all(
    Array.from(dims, (dim) =>
      client.call(
        'distribution',
        {
          name: 'student_t',
          parameters: [dim, 0, 1],
          fn: 'sf',
          x: Float64Array.of((step * Math.sqrt(dim)) / 2),
        },
        asked(signal),
      ),
    ),
  );
  return Float64Array.from(found, (each) => 2 * each[0]!);
}
export const exactAt = Float64Array.from({ length: 40 }, (_, i) => 2 * (most / 2) ** (i / 39));

export const height = 520;

export function layout(size: Size): { curve: Scales; paths: Record<Walk, Scales> } {
  const [top, one, two] = panels(size, [2.1, 1, 1.15], 'rows', 4);
  const across: Axis = {
    domain: [1.8, 1100],
    label: 'dimension d',
    log: true,
    ticks: [2, 5, 10, 20, 50, 100, 200, 500, 1000],
    format: size.width < 480 ? (d) => ([2, 10, 50, 200, 1000].includes(d) ? String(d) : '') : String,
  };
  const upright: Axis = { domain: [-3.4, 4.4], label: 'x₁', ticks: [-2, 0, 2, 4] };
  const time = { domain: [0, pathLength] as const };
  return {
    curve: scales(
      size,
      across,
      { domain: [0, 1.06], label: 'accepted', ticks: [0, 0.25, 0.5, 0.75, 1] },
      top,
    ),
    paths: {
      pcn: scales(size, { ...time, ticks: [] }, upright, one),
      random_walk: scales(size, { ...time, label: 'transition' }, upright, two),
    },
  };
}

export const colours: Record<Walk, string> = { pcn: '--c1', random_walk: '--c2' };

export interface Picture {
  dim: number;
  measured: Record<Walk, Measured[]>;
  paths: Partial<Record<Walk, Float64Array>>;
  exact: Float64Array | undefined;
}

export function drawDimension(surface: Surface, at: ReturnType<typeof layout>, picture: Picture) {
  const { curve, paths } = at;
  axes(surface, curve);
  if (picture.exact) {
    line(
      surface,
      curve,
      { x: exactAt, y: picture.exact },
      { colour: colours.random_walk, width: 1.5, dash: [6, 4] },
    );
  }
  for (const walk of walks) {
    const found = picture.measured[walk];
    line(
      surface,
      curve,
      { x: found.map(({ dim }) => dim), y: found.map(({ acceptance }) => acceptance) },
      { colour: colours[walk], width: 2 },
    );
    for (const { dim, acceptance } of found)
      surface.circle(curve.x.at(dim), curve.y.at(acceptance), 3.5, { fill: { colour: colours[walk] } });
    const named = found[Math.min(walk === 'pcn' ? 6 : 2, found.length - 1)];
    if (named)
      label(
        surface,
        curve,
        { x: named.dim, y: named.acceptance, text: walkTexts[walk] },
        { colour: colours[walk], dy: walk === 'pcn' && named.acceptance > 0.9 ? 16 : -14, dx: 4 },
      );
    const own = paths[walk];
    axes(surface, own);
    const path = picture.paths[walk];
    if (path)
      line(
        surface,
        own,
        { x: Float64Array.from(path, (_, i) => i), y: path },
        { colour: colours[walk], width: 1.5 },
      );
    label(
      surface,
      own,
      { x: pathLength, y: own.y.axis.domain[1], text: `${walkTexts[walk]}, d = ${picture.dim}` },
      { colour: colours[walk], align: 'right', dx: -6, dy: 8 },
    );
  }
}
