// Less noise from the same draws: a control variate, and pairs of mirrored draws. Three heaps of estimates.

import {
  axes,
  equalEdges,
  histogram,
  label,
  panels,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { density, meanOf, type Core } from './laws.ts';

export const functions = ['exp', 'bowl', 'line'] as const;
export type FunctionName = (typeof functions)[number];

export interface Job {
  text: string;
  mean: number;
  /** Variance of a pair's mean to that of two draws, 1 + correlation; and what is left beside the control, 1 - R^2. */
  pairs: number;
  control: number;
  range: readonly [number, number];
}

const e = Math.E;
const varianceOfExp = (e * e - 1) / 2 - (e - 1) ** 2;

/** By hand, from the integrals of e^u, e^(2u), u e^u over [0, 1]; a bowl is its own mirror image; a line is its own control. */
export const jobs: Record<FunctionName, Job> = {
  exp: {
    text: 'eᵘ',
    mean: e - 1,
    pairs: 1 + (e - (e - 1) ** 2) / varianceOfExp,
    control: 1 - (12 * ((3 - e) / 2) ** 2) / varianceOfExp,
    range: [1.45, 1.99],
  },
  bowl: { text: '4 (u − ½)²', mean: 1 / 3, pairs: 2, control: 1, range: [0.08, 0.587] },
  line: { text: '2u + 1', mean: 2, pairs: 0, control: 0, range: [1.66, 2.34] },
};

export const pairs = 32;
export const repeats = 2000;

export interface Heaps {
  f: FunctionName;
  plain: Float64Array;
  paired: Float64Array;
  controlled: Float64Array;
  mean: number;
  meanError: number;
  /** The slope of the control. */
  slope: number;
  /** What is left of the variance, from long runs: in 64 values the slope is a little off, which costs some per cent. */
  left: { pairs: Uncertain; control: Uncertain };
}

interface Uncertain {
  value: number;
  error: number;
}

const longRuns = 32;
const longPairs = 4000;

/** The mean of the runs and its standard error; 0 where they differ by rounding only. */
function fromRuns(values: readonly number[]): Uncertain {
  const all = Float64Array.from(values);
  const error = Math.sqrt(varianceOf(all) / all.length);
  return { value: meanOf(all), error: error < 1e-12 ? 0 : error };
}

export async function estimates(
  client: Core,
  f: FunctionName,
  seed: number,
  signal?: AbortSignal,
): Promise<Heaps> {
  const found = await client.call('quieter', { f, pairs, repeats, seed }, signal ? { signal } : {});
  const { plain, paired, controlled, mean, mean_error, slope } = found;
  const [byPairs, byControl]: [number[], number[]] = [[], []];
  for (let run = 1; run <= longRuns; run++) {
    const long = { f, pairs: longPairs, repeats: 1, seed: (seed + 7919 * run) % 2 ** 32 };
    const { pair_ratio, control_ratio } = await client.call('quieter', long, signal ? { signal } : {});
    byPairs.push(pair_ratio);
    byControl.push(control_ratio);
  }
  const left = { pairs: fromRuns(byPairs), control: fromRuns(byControl) };
  return { f, plain, paired, controlled, mean, meanError: mean_error, slope, left };
}

export function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  return (meanOf(values.map((x) => (x - mean) ** 2)) * values.length) / (values.length - 1);
}

export const ways = ['plain', 'paired', 'controlled'] as const;
const looks = {
  plain: { text: 'plain: 64 values', short: 'plain', colour: '--likelihood' },
  paired: { text: '32 mirrored pairs', short: 'pairs', colour: '--approximation' },
  controlled: { text: '64 values and a control', short: 'control', colour: '--posterior' },
} as const;

export const quieterHeight = 380;

export function quieterLayout(size: Size, { range }: Job): Record<(typeof ways)[number], Scales> {
  const boxes = panels(size, [1, 1, 1.3], 'rows', 4);
  const at = (k: number) =>
    scales(
      size,
      { domain: range, label: k === 2 ? 'estimate of the mean' : '', ...(k === 2 ? {} : { ticks: [] }) },
      { domain: [0, 1.12], ticks: [] },
      boxes[k],
    );
  return { plain: at(0), paired: at(1), controlled: at(2) };
}

export function drawQuieter(
  surface: Surface,
  at: ReturnType<typeof quieterLayout>,
  heaps: Heaps,
  shown: boolean,
) {
  const { mean, range } = jobs[heaps.f];
  const edges = equalEdges(range[0], range[1], 90);
  for (const way of ways) {
    const { colour, ...names } = looks[way];
    const text = surface.width < 480 ? names.short : names.text;
    const scales = at[way];
    axes(surface, scales);
    if (shown || way === 'plain') {
      const heights = density(heaps[way], edges);
      const top = Math.max(...heights);
      histogram(surface, scales, { edges, heights: heights.map((h) => h / top) }, { colour });
    }
    const x = scales.x.at(mean);
    surface.path([x, scales.top, x, scales.bottom], { colour: '--fg', width: 1.5, dash: [5, 4] });
    label(surface, scales, { x: range[0], y: 0.85, text }, { colour, dx: 6 });
  }
  label(surface, at.plain, { x: mean, y: 1, text: 'exact' }, { colour: '--fg', dx: 6, dy: 2 });
}
