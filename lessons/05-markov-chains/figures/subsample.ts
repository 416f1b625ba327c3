// Samplers that look at a part of the data, for the mean of normal data: what they draw from instead of the posterior.

import {
  area,
  axes,
  equalEdges,
  histogram,
  label,
  line,
  panels,
  roleStroke,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { asked, held, type Core } from './samplers.ts';

export const rows = 20;
export const methodNames = ['full', 'carried', 'sgld'] as const;
export type Method = (typeof methodNames)[number];
export const methodTexts: Record<Method, string> = {
  full: 'Metropolis, all data',
  carried: 'Metropolis, mini-batches',
  sgld: 'Langevin (SGLD)',
};
export const batches = [1, 2, 5, 10, 20] as const;
/** SGLD's epsilon as a part of 4 / N, where it runs away. */
export const steps = ['0.02', '0.1', '0.4'] as const;
export type Step = (typeof steps)[number];
export const draws = 100_000;
const burn = 1000;

export interface Run {
  method: Method;
  batch: number;
  step: Step;
  y: Float64Array;
  x: Float64Array;
  mean: number;
  mcse: number;
  variance: number;
  varianceError: number;
  ess: number;
  laws: Laws;
}

export interface Laws {
  mean: number;
  /** Of the posterior, and of what is drawn from. */
  exact: number;
  drawnMean: number;
  drawn: number;
  grid: Float64Array;
  /** Densities on the grid: the posterior's, and of what is drawn from. */
  posterior: Float64Array;
  law: Float64Array;
}

export const range = [-2, 2] as const;
const grid = equalEdges(range[0], range[1], 240);

async function bell(client: Core, x: Float64Array, mean: number, variance: number, signal?: AbortSignal) {
  const logs = await client.call(
    'distribution',
    { name: 'normal', parameters: [mean, Math.sqrt(variance)], fn: 'log_prob', x },
    asked(signal),
  );
  return (await client.call('special', { name: 'exp', x: logs }, asked(signal))) as Float64Array;
}

/** A law known up to a constant, on the grid: its area is made 1. */
function normalised(logs: Float64Array): Float64Array {
  const top = logs.reduce((most, each) => Math.max(most, each), -Infinity);
  const values = logs.map((each) => Math.exp(each - top));
  const sum = values.reduce((all, each) => all + each, 0) * (grid[1]! - grid[0]!);
  return values.map((each) => each / sum);
}

export async function runOf(
  client: Core,
  method: Method,
  batch: number,
  step: Step,
  seed: number,
  signal?: AbortSignal,
): Promise<Run> {
  const y = (await client.call(
    'special',
    // The data themselves are as even as a bell can be: about 0.
    { name: 'normal_ppf', x: Float64Array.from({ length: rows }, (_, i) => (i + 0.5) / rows) },
    asked(signal),
  )) as Float64Array;
  const stepSize = (Number(step) * 4) / rows;
  const found = await client.call(
    'subsampledLaws',
    { y, batchRows: batch, stepSize, x: grid },
    asked(signal),
  );
  const drawn = { full: found.variance, carried: found.carriedVariance, sgld: found.sgldVariance }[method];
  const [posterior, wide] = await Promise.all([
    bell(client, grid, found.mean, found.variance, signal),
    bell(client, grid, found.mean, drawn, signal),
  ]);
  const laws: Laws = {
    ...{ mean: found.mean, exact: found.variance, drawn, grid, posterior },
    drawnMean: method === 'carried' ? found.carriedMean : found.mean,
    law: method === 'carried' ? normalised(found.carriedLog) : wide,
  };
  const start = Float64Array.of(0);
  const made =
    method === 'sgld'
      ? client.call('sgldCreate', { y, batchRows: batch, stepSize, seed, start }, asked(signal))
      : client.call(
          'subsampledCreate',
          // A walk does best with about 2.4 times the width of what it draws from.
          { y, batchRows: batch, batch: method, stepSize: 2.4 * Math.sqrt(drawn), seed, start },
          asked(signal),
        );
  return held(client, made, async (sampler) => {
    await client.call('samplerRun', { sampler, count: burn, draws: false, statistics: false }, asked(signal));
    const { draws: x } = await client.call(
      'samplerRun',
      { sampler, count: draws, statistics: false },
      asked(signal),
    );
    // The variance as a mean of squares about the law's own mean, so that its error is one of a mean.
    const squares = x.map((each) => (each - laws.drawnMean) ** 2);
    const [one, two] = await Promise.all([
      client.call('chainSummary', { draws: x, chains: 1 }, asked(signal)),
      client.call('chainSummary', { draws: squares, chains: 1 }, asked(signal)),
    ]);
    return {
      ...{ method, batch, step, y, x, laws },
      ...{ mean: one.mean, mcse: one.mcseMean, ess: one.essMean },
      ...{ variance: two.mean, varianceError: two.mcseMean },
    };
  });
}

export const height = 420;

export function layout(size: Size): { heap: Scales; trace: Scales } {
  const [top, bottom] = panels(size, [2, 1], 'rows', 4);
  return {
    heap: scales(
      size,
      { domain: range, label: 'the mean x' },
      { domain: [0, 2.1], label: 'density', ticks: [0, 0.5, 1, 1.5, 2] },
      top,
    ),
    trace: scales(
      size,
      { domain: [0, traced], label: 'transition' },
      { domain: range, label: 'x', ticks: [-1, 0, 1] },
      bottom,
    ),
  };
}
const traced = 400;

export function drawSubsample(surface: Surface, { heap, trace }: ReturnType<typeof layout>, run: Run) {
  axes(surface, heap);
  axes(surface, trace);
  const { laws, x } = run;
  const edges = equalEdges(range[0], range[1], 72);
  const heights = new Float64Array(72);
  const unit = 72 / ((range[1] - range[0]) * x.length);
  for (const each of x) {
    const bin = Math.floor(((each - range[0]) / (range[1] - range[0])) * 72);
    if (bin >= 0 && bin < 72) heights[bin]! += unit;
  }
  histogram(surface, heap, { edges, heights }, { colour: '--fg', opacity: 0.22 });
  area(surface, heap, { x: laws.grid, y: laws.posterior }, { colour: '--posterior', opacity: 0.12 });
  line(surface, heap, { x: laws.grid, y: laws.posterior }, roleStroke('posterior'));
  label(surface, heap, { x: 0.2, y: 1.3, text: 'the posterior' }, { colour: '--posterior', dx: 6 });
  if (run.method !== 'full') {
    line(surface, heap, { x: laws.grid, y: laws.law }, roleStroke('approximation'));
    const far = Math.min(1.2, 1.2 * Math.sqrt(laws.drawn));
    const at = laws.grid.findIndex((each) => each >= far);
    label(
      surface,
      heap,
      { x: far, y: laws.law[at] ?? 0, text: 'what it draws from' },
      { colour: '--approximation', dx: 8, dy: -10 },
    );
  }
  const path = x.subarray(0, traced);
  line(
    surface,
    trace,
    { x: Float64Array.from(path, (_, i) => i), y: path },
    { colour: '--accent', width: 1.25 },
  );
}
