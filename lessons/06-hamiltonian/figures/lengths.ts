// How far to slide: single trajectories to look at, and a race against the random walk at an equal number of densities.

import type { TargetSpec } from '$web/core-client/target.ts';
import { axes, grouped, inside, label, line, panels, scales } from '$web/kit/index.ts';
import type { Scales, Size, Surface } from '$web/kit/index.ts';
import { columnOf, drawLines, options, statistic, sum, type Core, type Ground, type Range } from './core.ts';

export const lengthTargets = ['round', 'ridge'] as const;
export type LengthTarget = (typeof lengthTargets)[number];
export const lengthTexts: Record<LengthTarget, string> = { round: 'round bell', ridge: 'narrow ridge' };
export const lengthSpecs: Record<LengthTarget, TargetSpec> = {
  round: { name: 'standard_normal', options: { dim: 2 } },
  ridge: { name: 'ar1_normal', options: { dim: 2, rho: 0.95 } },
};
export const lengthReach: Range = [-3.4, 3.4];
export const lengthHeights = [0.5, 2, 4.5];

/** Gradients (for the walk: densities) that each of the two may spend. */
export const budget = 24_000;
export const epsReach: Range = [0.05, 2.4];
export const mostSteps = 80;
/** The share by which jitter changes the step size. */
export const jitterShare = 0.3;

export interface Setting {
  target: LengthTarget;
  eps: number;
  steps: number;
  jitter: boolean;
  seed: number;
}

export interface Trajectory {
  /** (steps + 1, 2). */
  positions: Float64Array;
  acceptance: number;
  accepted: boolean;
}

/** A few transitions one after the other, with all that lies between the draws. */
export async function trajectories(
  client: Core,
  { target, eps, steps, jitter, seed }: Setting,
  count: number,
  signal?: AbortSignal,
): Promise<Trajectory[]> {
  const root = await client.call('keyFromSeed', { seed }, options(signal));
  const [one, two] = await client.call('split', { key: root, count: 2 }, options(signal));
  const momenta = await client.call('normal', { key: one!, count: 2 * count }, options(signal));
  const uniforms = await client.call('uniform', { key: two!, count: 2 * count }, options(signal));
  const found: Trajectory[] = [];
  let q = Float64Array.of(-1.2, -1.2);
  for (let i = 0; i < count; i++) {
    const stepSize = jitter ? eps * (1 + jitterShare * (2 * uniforms[2 * i]! - 1)) : eps;
    const p = Float64Array.of(momenta[2 * i]!, momenta[2 * i + 1]!);
    const call = { target: lengthSpecs[target], q, p, stepSize, steps };
    const { positions, energy } = await client.call('leapfrogPath', call, options(signal));
    const acceptance = Math.min(1, Math.exp(energy[0]! - energy[steps]!)) || 0;
    const accepted = uniforms[2 * i + 1]! < acceptance;
    found.push({ positions, acceptance, accepted });
    if (accepted) q = positions.slice(2 * steps);
  }
  return found;
}

/** One runner. */
export interface Runner {
  draws: number;
  /** x1 after each transition, and what a transition costs. */
  x: Float64Array;
  cost: number;
  acceptance: number;
  /** Effective draws for the mean of a coordinate, or of its square, whichever is the worst: a mirrored draw is new to the one only. */
  ess: number;
  /** The autocorrelation of x1 from one draw to the next. */
  lag1: number;
}

async function measure(
  client: Core,
  run: { draws: Float64Array; statistics: Float64Array },
  cost: number,
  signal?: AbortSignal,
): Promise<Runner> {
  const x = columnOf(run.draws, 2, 0);
  const places = [x, columnOf(run.draws, 2, 1)];
  const squares = places.map((all) => all.map((place) => place * place));
  const each = [...places, ...squares].map((draws) =>
    client.call('chainSummary', { draws, chains: 1 }, options(signal)),
  );
  const ess = Math.min(...(await Promise.all(each)).map(({ essMean }) => essMean));
  const lags = await client.call('autocorrelation', { draws: x, lags: 2 }, options(signal));
  return {
    draws: x.length,
    x,
    cost,
    acceptance: sum(statistic(run.statistics, 'acceptance')) / x.length,
    ess,
    lag1: lags[1]!,
  };
}

export interface Race {
  of: Setting;
  hmc: Runner;
  walk: Runner;
}

export async function race(client: Core, of: Setting, signal?: AbortSignal): Promise<Race> {
  const target = lengthSpecs[of.target];
  const start = await client.call('targetSample', { target, count: 1, seed: of.seed }, options(signal));
  const run = async (
    args: Parameters<typeof client.call<'samplerCreate'>>[1],
    count: number,
    cost: number,
  ) => {
    const { sampler } = await client.call('samplerCreate', args, options(signal));
    try {
      // What the walk needs to find its step size costs it nothing here.
      if (args.warmup)
        await client.call('samplerRun', { sampler, count: args.warmup, draws: false }, options(signal));
      return await measure(
        client,
        await client.call('samplerRun', { sampler, count }, options(signal)),
        cost,
        signal,
      );
    } finally {
      await client.call('samplerDelete', { sampler });
    }
  };
  const seed = of.seed;
  const tuning = { stepSize: of.eps, steps: of.steps, jitter: of.jitter ? jitterShare : 0 };
  const hmc = await run(
    { target, kernel: 'hmc', seed, start, options: tuning },
    Math.floor(budget / of.steps),
    of.steps,
  );
  const walk = await run(
    { target, kernel: 'random_walk', seed, start, warmup: 1000, adaptation: 'none' },
    budget,
    1,
  );
  return { of, hmc, walk };
}

export const perThousand = (runner: Runner) => (1000 * runner.ess) / (runner.draws * runner.cost);

/**
 * The lag-1 autocorrelation of fixed trajectories on N(0, I): a leapfrog step turns the plane of place and momentum by
 * theta = 2 asin(eps / 2), L steps by L theta; a rejected one stays where it was.
 */
export function turned({ target, eps, steps, jitter }: Setting, acceptance: number): number | undefined {
  if (target !== 'round' || jitter || eps > 0.3 || acceptance < 0.99) return undefined;
  return 1 - acceptance * (1 - Math.cos(2 * steps * Math.asin(eps / 2)));
}

export const lengthsHeight = 640;

export function lengthsLayout(size: Size): { plane: Scales; hmc: Scales; walk: Scales } {
  const [top, middle, bottom] = panels(size, [380, 120, 140], 'rows', 0);
  const equal = { domain: lengthReach, label: 'x₁', equal: true };
  const time = { domain: [0, shownBudget] as const };
  return {
    plane: scales(size, equal, { domain: lengthReach, label: 'x₂' }, top),
    hmc: scales(
      size,
      { ...time, ticks: [] },
      { domain: [-3.6, 3.6], label: 'x₁ by sliding', ticks: [-3, 0, 3] },
      middle,
    ),
    walk: scales(
      size,
      { ...time, label: 'gradients or densities spent' },
      { domain: [-3.6, 3.6], label: 'x₁ by walking', ticks: [-3, 0, 3] },
      bottom,
    ),
  };
}

/** The beginning of the race that the traces show. */
const shownBudget = 2000;

export function drawLengths(
  surface: Surface,
  at: ReturnType<typeof lengthsLayout>,
  ground: Ground | undefined,
  paths: readonly Trajectory[],
  n: number,
  found: Race | undefined,
) {
  axes(surface, at.plane);
  if (ground) drawLines(surface, at.plane, ground.lines, { colour: '--posterior', width: 1.2, opacity: 0.6 });
  inside(surface, at.plane, () => {
    for (let i = 0; i < Math.min(n, paths.length); i++)
      drawTrajectory(surface, at.plane, paths[i]!, i === n - 1);
  });
  axes(surface, at.hmc);
  axes(surface, at.walk);
  if (!found) return;
  trace(surface, at.hmc, found.hmc, '--likelihood');
  trace(surface, at.walk, found.walk, '--approximation');
}

function drawTrajectory(surface: Surface, plane: Scales, { positions, accepted }: Trajectory, last: boolean) {
  const count = positions.length / 2;
  const pixels = new Float64Array(2 * count);
  const far = (pixel: number) => Math.max(-1e4, Math.min(1e4, pixel));
  for (let k = 0; k < count; k++)
    pixels.set([far(plane.x.at(positions[2 * k]!)), far(plane.y.at(positions[2 * k + 1]!))], 2 * k);
  const colour = accepted ? '--likelihood' : '--bad';
  surface.path(pixels, {
    colour,
    width: last ? 2 : 1,
    opacity: last ? 1 : 0.35,
    dash: accepted ? [] : [5, 4],
  });
  if (last) surface.dots(pixels, 2.5, { colour });
  const [x, y] = [pixels[2 * count - 2]!, pixels[2 * count - 1]!];
  if (accepted)
    surface.circle(x, y, last ? 6 : 4, { fill: { colour }, stroke: { colour: '--surface', width: 1.5 } });
  else surface.path([x - 5, y - 5, x + 5, y + 5, NaN, NaN, x - 5, y + 5, x + 5, y - 5], { colour, width: 2 });
}

function trace(surface: Surface, scales: Scales, { x, cost, ess }: Runner, colour: string) {
  const count = Math.min(x.length, Math.ceil(shownBudget / cost));
  const time = Float64Array.from({ length: count }, (_, i) => (i + 1) * cost);
  line(surface, scales, { x: time, y: x.subarray(0, count) }, { colour, width: 1.2 });
  if (cost > 8)
    inside(surface, scales, () => {
      const dots = new Float64Array(2 * count);
      for (let i = 0; i < count; i++) dots.set([scales.x.at(time[i]!), scales.y.at(x[i]!)], 2 * i);
      surface.dots(dots, 2.5, { colour });
    });
  label(
    surface,
    scales,
    {
      x: shownBudget,
      y: 3,
      text: Number.isFinite(ess) ? `worth ${grouped(Math.round(ess))} draws` : 'worth nothing',
    },
    { colour: '--fg', align: 'right', dx: -4 },
  );
}
