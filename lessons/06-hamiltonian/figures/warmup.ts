// Warm-up: the step size finds itself by dual averaging, the metric from the draws of windows that double.

import { samplerStatistics, type MetricAdaptation, type SamplerStatistic } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import type { TargetSpec } from '$web/core-client/target.ts';
import { axes, label, line, panels, points, roleStroke, rule, scales } from '$web/kit/index.ts';
import type { Scales, Size, Surface } from '$web/kit/index.ts';

type Core = Pick<Client, 'call'>;

export const grounds = ['scales', 'tilted'] as const;
export type Ground = (typeof grounds)[number];
export const groundTexts: Record<Ground, string> = { scales: 'scales 1 : 100', tilted: 'a tilted ridge' };
export const groundSpecs: Record<Ground, TargetSpec> = {
  scales: { name: 'scaled_normal', options: { dim: 2, low: 1, high: 100 } },
  tilted: { name: 'ar1_normal', options: { dim: 2, rho: 0.98 } },
};
export const metricTexts: Record<MetricAdaptation, string> = {
  none: 'none',
  diagonal: 'a variance each',
  dense: 'the whole covariance',
};

/** Transitions: of warm-up, and of the draws that are kept; the picture shows the first of these. */
export const warmup = 400;
export const kept = 1000;
export const shown = 500;
/** As in Stan. */
export const windows = { first: 75, base: 25, last: 50 } as const;
export const acceptanceReach = [0.5, 0.99] as const;
/** The metric is looked at so often; the windows end at multiples of it. */
const glance = 5;

export interface Setting {
  ground: Ground;
  metric: MetricAdaptation;
  target: number;
  seed: number;
}

/** Variances of both coordinates and their covariance. */
export type Spread = readonly [number, number, number];

export interface Warmup {
  of: Setting;
  /** Of the target: exact. */
  truth: Spread;
  /** Of each transition, those of warm-up first. */
  stepSize: Float64Array;
  acceptance: Float64Array;
  evaluations: Float64Array;
  x: Float64Array;
  y: Float64Array;
  /** After how many transitions each metric came; the first, at 0, is the identity. */
  metrics: { from: number; spread: Spread }[];
  /** Of the kept draws. */
  after: { stepSize: number; acceptance: number; cost: number; ess: number; perThousand: number };
  /** The mean of x2 squared in them, and of x2 squared and x1 x2 in the last window, with standard errors. */
  square: Estimate;
  window: { square: Estimate; product: Estimate };
}

export interface Estimate {
  value: number;
  error: number;
}

const column = new Map(samplerStatistics.map((name, i) => [name as string, i]));

function statistic(statistics: Float64Array, name: SamplerStatistic): Float64Array {
  const [width, at] = [samplerStatistics.length, column.get(name)!];
  return Float64Array.from({ length: statistics.length / width }, (_, i) => statistics[i * width + at]!);
}

const coordinate = (rows: Float64Array, at: 0 | 1) =>
  Float64Array.from({ length: rows.length / 2 }, (_, i) => rows[2 * i + at]!);

const meanOf = (numbers: Float64Array) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** A metric as the sampler tells it: nothing for the identity, variances, or the covariance. */
const spreadOf = (metric: Float64Array): Spread =>
  metric.length === 0
    ? [1, 1, 0]
    : metric.length === 2
      ? [metric[0]!, metric[1]!, 0]
      : [metric[0]!, metric[3]!, metric[1]!];

export async function runWarmup(client: Core, of: Setting, signal?: AbortSignal): Promise<Warmup> {
  const asked = signal ? { signal } : {};
  const target = groundSpecs[of.ground];
  const made = await client.call(
    'samplerCreate',
    {
      target,
      kernel: 'nuts',
      seed: of.seed,
      warmup,
      windows,
      adaptation: of.metric,
      targetAcceptance: of.target,
    },
    asked,
  );
  const { sampler } = made;
  try {
    const metrics: Warmup['metrics'] = [{ from: 0, spread: spreadOf(made.metric) }];
    const draws = new Float64Array(2 * (warmup + kept));
    const statistics = new Float64Array(samplerStatistics.length * (warmup + kept));
    const run = async (from: number, count: number) => {
      const part = await client.call('samplerRun', { sampler, count }, asked);
      signal?.throwIfAborted();
      draws.set(part.draws, 2 * from);
      statistics.set(part.statistics, samplerStatistics.length * from);
    };
    for (let t = 0; t < warmup; t += glance) {
      await run(t, glance);
      const spread = spreadOf((await client.call('samplerState', { sampler }, asked)).metric);
      const last = metrics.at(-1)!.spread;
      if (spread.some((each, i) => each !== last[i])) metrics.push({ from: t + glance, spread });
    }
    await run(warmup, kept);
    const moments = await client.call('targetMoments', { target }, asked);
    const estimate = async (values: Float64Array): Promise<Estimate> => {
      const { mean, mcseMean } = await client.call('chainSummary', { draws: values, chains: 1 }, asked);
      return { value: mean, error: mcseMean };
    };
    const [x, y] = [coordinate(draws, 0), coordinate(draws, 1)];
    const [from, to] = [metrics.at(-2)?.from ?? 0, metrics.at(-1)!.from || warmup];
    const squares = y.map((each) => each * each);
    const products = x.map((each, i) => each * y[i]!);
    const evaluations = statistic(statistics, 'evaluations');
    const cost = meanOf(evaluations.subarray(warmup));
    const worth = await Promise.all(
      [x, y].map((each) =>
        client.call('chainSummary', { draws: each.slice(warmup), chains: 1 }, asked).then((s) => s.essBulk),
      ),
    );
    const ess = Math.min(...worth);
    const [acceptance, stepSize] = [statistic(statistics, 'acceptance'), statistic(statistics, 'step_size')];
    return {
      of,
      truth: [moments.variance[0]!, moments.variance[1]!, moments.covariance[1]!],
      stepSize,
      acceptance,
      evaluations,
      x,
      y,
      metrics,
      after: {
        stepSize: stepSize.at(-1)!,
        acceptance: meanOf(acceptance.subarray(warmup)),
        cost,
        ess,
        perThousand: (1000 * ess) / (kept * cost),
      },
      square: await estimate(squares.slice(warmup)),
      window: {
        square: await estimate(squares.slice(from, to)),
        product: await estimate(products.slice(from, to)),
      },
    };
  } finally {
    await client.call('samplerDelete', { sampler });
  }
}

/** The metric that holds at transition t. */
export const metricAt = ({ metrics }: Warmup, t: number) => metrics.findLast(({ from }) => from <= t)!;

// --- the picture -----------------------------------------------------------------------------------------------------

export const narrow = (width: number) => width < 600;
export const warmupHeight = (width: number) => (narrow(width) ? 690 : 420);

export interface Layout {
  step: Scales;
  acceptance: Scales;
  plane: Scales;
}

export function warmupLayout(size: Size): Layout {
  const small = narrow(size.width);
  const [left, right] = small
    ? [
        { left: 0, right: size.width, top: 0, bottom: 380 },
        { left: 0, right: size.width, top: 390 },
      ]
    : panels(size, [1.55, 1], 'columns', 8);
  const middle = left!.bottom! / 2;
  const x = { domain: [0, shown] as const };
  return {
    step: scales(
      size,
      { ...x, format: () => '' },
      { domain: [0.02, 50], log: true, label: 'step size' },
      { ...left!, bottom: middle },
    ),
    acceptance: scales(
      size,
      { ...x, label: 'transition' },
      { domain: [0, 1], label: 'acceptance, mean of 20' },
      { ...left!, top: middle },
    ),
    plane: scales(
      size,
      { domain: [-3.2, 3.2], equal: true, label: 'x₁, in standard deviations of the target' },
      { domain: [-3.2, 3.2], label: 'x₂, likewise' },
      right!,
    ),
  };
}

const smoothed = 20;

/** Mean of the last `smoothed` values at each place. */
function running(values: Float64Array, upTo: number): Float64Array {
  const means = new Float64Array(upTo);
  let sum = 0;
  for (let i = 0; i < upTo; i++) {
    sum += values[i]!;
    if (i >= smoothed) sum -= values[i - smoothed]!;
    means[i] = sum / Math.min(i + 1, smoothed);
  }
  return means;
}

/** The ellipse of two standard deviations, in those of the target. */
function ellipse([a, b, c]: Spread, [u, v]: Spread): { x: Float64Array; y: Float64Array } {
  const turns = Float64Array.from({ length: 97 }, (_, i) => (2 * Math.PI * i) / 96);
  const lower = c / Math.sqrt(a);
  const rest = Math.sqrt(Math.max(0, b - lower * lower));
  return {
    x: turns.map((t) => (2 * Math.sqrt(a) * Math.cos(t)) / Math.sqrt(u)),
    y: turns.map((t) => (2 * (lower * Math.cos(t) + rest * Math.sin(t))) / Math.sqrt(v)),
  };
}

export function drawWarmup(surface: Surface, at: Layout, run: Warmup | undefined, t: number, target: number) {
  for (const each of [at.step, at.acceptance, at.plane]) axes(surface, each);
  const seen = Math.min(t, shown);
  const ends = run ? run.metrics.slice(1).map(({ from }) => from) : [];
  for (const panel of [at.step, at.acceptance]) {
    for (const end of ends)
      rule(surface, panel, { x: end }, { colour: '--approximation', width: 1, dash: [3, 3] });
    rule(surface, panel, { x: warmup }, { colour: '--fg', width: 1.5 });
  }
  rule(surface, at.acceptance, { y: target }, { colour: '--accent', width: 1.5, dash: [6, 4] });
  if (!run) return;
  const x = Float64Array.from({ length: seen }, (_, i) => i + 0.5);
  line(surface, at.step, { x, y: run.stepSize.subarray(0, seen) }, { colour: '--likelihood', width: 1.6 });
  points(
    surface,
    at.acceptance,
    { x, y: run.acceptance.subarray(0, seen) },
    { radius: 1.4, opacity: 0.35, colour: '--likelihood' },
  );
  line(surface, at.acceptance, { x, y: running(run.acceptance, seen) }, { colour: '--likelihood', width: 2 });
  label(surface, at.step, { x: warmup, y: 50, text: 'draws' }, { colour: '--fg', dx: 5, dy: 12, size: 12 });
  label(
    surface,
    at.step,
    { x: warmup, y: 50, text: 'warm-up' },
    { colour: '--fg', dx: -5, dy: 12, size: 12, align: 'right' },
  );
  if (ends.length > 0)
    label(
      surface,
      at.step,
      { x: ends[0]!, y: 0.02, text: 'a new metric at each line' },
      { colour: '--approximation', dx: 5, dy: -10, size: 12 },
    );
  drawPlane(surface, at.plane, run, t);
}

function drawPlane(surface: Surface, at: Scales, run: Warmup, t: number) {
  const { truth } = run;
  const now = metricAt(run, t);
  // Once it draws, all of the draws; before, those of the window that is open.
  const from = t > warmup ? warmup : now.from;
  const to = Math.min(t, run.x.length);
  const [sx, sy] = [Math.sqrt(truth[0]), Math.sqrt(truth[1])];
  points(
    surface,
    at,
    {
      x: run.x.subarray(from, to).map((each) => each / sx),
      y: run.y.subarray(from, to).map((each) => each / sy),
    },
    { radius: 2, opacity: 0.5, colour: '--likelihood' },
  );
  line(surface, at, ellipse(truth, truth), roleStroke('posterior'));
  line(surface, at, ellipse(now.spread, truth), roleStroke('approximation'));
  label(
    surface,
    at,
    { x: 0, y: 2, text: 'target, 2 σ' },
    { colour: '--posterior', align: 'center', dy: -12 },
  );
  label(
    surface,
    at,
    { x: 0, y: -3.2, text: now.from === 0 ? 'metric: the identity' : `metric since ${now.from}` },
    { colour: '--approximation', align: 'center', dy: -12 },
  );
}
