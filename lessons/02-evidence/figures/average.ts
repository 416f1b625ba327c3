// The evidence as an average: draws from the prior, the likelihood at each, and their running mean.

import { area, axes, inside, label, line, roleStroke, Scale, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { densities, drawBeta, keys, middles, most, options, special, type Core, type Model } from './core.ts';

export const priors = {
  flat: [1, 1],
  usual: [2, 2],
  fair: [10, 10],
  tails: [2, 8],
} as const;
export type PriorName = keyof typeof priors;
export const priorNames: Record<PriorName, string> = {
  flat: 'Beta(1, 1)',
  usual: 'Beta(2, 2)',
  fair: 'Beta(10, 10)',
  tails: 'Beta(2, 8)',
};

/** Seven heads of ten. */
export const modelOf = (prior: PriorName) =>
  ({
    model: 'beta_bernoulli',
    prior: { a: priors[prior][0], b: priors[prior][1] },
    data: { successes: 7, failures: 3 },
  }) satisfies Model;

export const mostDraws = 100_000;
const cells = 400;

export interface Run {
  prior: PriorName;
  seed: number;
  theta: Float64Array;
  /** p(Y | theta) of each draw. */
  likelihood: Float64Array;
  /** The running mean after i + 1 draws, and its standard error. */
  mean: Float64Array;
  error: Float64Array;
  evidence: number;
  logEvidence: number;
  curves: { theta: Float64Array; prior: Float64Array; likelihood: Float64Array };
}

export async function run(client: Core, prior: PriorName, seed: number, signal?: AbortSignal): Promise<Run> {
  const model = modelOf(prior);
  const [key] = await keys(client, seed, 1, signal);
  const theta = await drawBeta(client, key!, priors[prior], mostDraws, signal);
  const at = async (x: Float64Array) => {
    const logs = await client.call('conjugateCurves', { ...model, theta: x }, options(signal));
    return special(client, 'exp', logs.logLikelihood, signal);
  };
  const likelihood = await at(theta);
  const grid = middles(0, 1, cells);
  const curve = await densities(client, model, grid, signal);
  const { logEvidence } = await client.call('conjugate', model, options(signal));
  const [evidence] = await special(client, 'exp', Float64Array.of(logEvidence), signal);
  return {
    ...{ prior, seed, theta, likelihood, ...running(likelihood), logEvidence },
    evidence: evidence!,
    curves: { theta: grid, prior: curve.prior, likelihood: await at(grid) },
  };
}

/** Welford's running mean with its standard error; that of one number is unknown. */
export function running(values: Float64Array): { mean: Float64Array; error: Float64Array } {
  const [mean, error] = [new Float64Array(values.length), new Float64Array(values.length)];
  let [m, squares] = [0, 0];
  values.forEach((value, i) => {
    const off = value - m;
    m += off / (i + 1);
    squares += off * (value - m);
    mean[i] = m;
    error[i] = i === 0 ? NaN : Math.sqrt(squares / i / (i + 1));
  });
  return { mean, error };
}

export const runs = 60;
export const runDraws = 30_000;

export interface Many {
  prior: PriorName;
  samples: Float64Array;
  /** |log mean - exact| of each run. */
  misses: Float64Array[];
  /** Root mean square over the runs. */
  typical: Float64Array;
  /** Of the line through (log S, log typical), from S = 30 on. */
  slope: number;
}

/** Many runs of the core's own, for how far one is off as draws are added. */
export async function many(
  client: Core,
  prior: PriorName,
  seed: number,
  signal?: AbortSignal,
): Promise<Many> {
  const all = await keys(client, seed + 1, runs, signal);
  const traces = await Promise.all(
    all.map((key) =>
      client.call(
        'evidenceMonteCarlo',
        { ...modelOf(prior), key, samples: runDraws, points: 60 },
        options(signal),
      ),
    ),
  );
  const samples = traces[0]!.samples;
  const misses = traces.map((trace) => trace.logMean.map((value) => Math.abs(value - trace.exact)));
  const typical = samples.map((_, i) =>
    Math.sqrt(misses.reduce((total, miss) => total + miss[i]! ** 2, 0) / runs),
  );
  const [x, y] = [
    await special(client, 'log', samples, signal),
    await special(client, 'log', typical, signal),
  ];
  const from = samples.findIndex((s) => s >= 30);
  return { prior, samples, misses, typical, slope: slopeOf(x.subarray(from), y.subarray(from)) };
}

/** The slope of least squares. */
export function slopeOf(x: Float64Array, y: Float64Array): number {
  const mean = (v: Float64Array) => v.reduce((a, b) => a + b, 0) / v.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx] = [0, 0];
  x.forEach((each, i) => {
    xy += (each - mx) * (y[i]! - my);
    xx += (each - mx) ** 2;
  });
  return xy / xx;
}

export const heightOf = (withMany: boolean) => (withMany ? 720 : 520);

export function layout({ width, height }: Size, made: Run | undefined, withMany: boolean) {
  const left = 62;
  const room = (top: number, bottom: number, x: Axis, y: Axis): Scales => ({
    ...{ left, right: width - 14, top, bottom },
    x: new Scale(x, left, width - 14),
    y: new Scale(y, bottom, top),
  });
  const peak = made ? most(made.curves.likelihood) * 1.15 : 1;
  const evidence = made?.evidence ?? 1;
  const draws: Axis = { domain: [1, mostDraws], log: true, label: 'draws S' };
  return {
    prior: room(
      28,
      190,
      { domain: [0, 1], label: 'θ', ticks: [0, 0.25, 0.5, 0.75, 1] },
      { domain: [0, peak], label: 'likelihood p(Y | θ)', format: (v) => (v === 0 ? '0' : significant(v, 1)) },
    ),
    mean: room(278, withMany ? 470 : height - 42, withMany ? { ...draws, label: '' } : draws, {
      domain: [0, 2.2 * evidence],
      label: 'mean of p(Y | θ) so far',
      ticks: [0, evidence, 2 * evidence],
      format: (v) => (v === 0 ? '0' : significant(v, 2)),
    }),
    miss: withMany
      ? room(530, height - 42, draws, {
          domain: [1e-4, 10],
          log: true,
          label: 'miss of log p(Y)',
          unit: 'nats',
        })
      : undefined,
  };
}

export interface AveragePicture {
  made: Run | undefined;
  n: number;
  many: Many | undefined;
}

/** So many draws are in view at once. */
const trail = 60;

export function drawAverage(
  surface: Surface,
  at: ReturnType<typeof layout>,
  { made, n, many: others }: AveragePicture,
) {
  axes(surface, at.prior);
  axes(surface, at.mean);
  if (at.miss) axes(surface, at.miss);
  if (!made) return;
  const { theta, prior, likelihood } = made.curves;
  const tall = at.prior.y.axis.domain[1];
  const top = most(prior);
  const scaled = prior.map((p) => (p / top) * tall * 0.8);
  line(surface, at.prior, { x: theta, y: scaled }, roleStroke('prior'));
  line(surface, at.prior, { x: theta, y: likelihood }, roleStroke('likelihood'));
  label(surface, at.prior, { x: 0, y: tall, text: 'prior (its shape)' }, { colour: '--prior', dx: 6, dy: 6 });
  const peak = likelihood.indexOf(most(likelihood));
  label(
    surface,
    at.prior,
    { x: theta[peak]!, y: likelihood[peak]!, text: 'likelihood' },
    { colour: '--likelihood', dx: -12, dy: -10 },
  );
  for (let i = Math.max(0, n - trail); i < n; i++) {
    const last = i === n - 1;
    const x = at.prior.x.at(made.theta[i]!);
    const y = at.prior.y.at(made.likelihood[i]!);
    surface.path([x, at.prior.bottom, x, y], {
      ...{ colour: '--approximation', width: last ? 3 : 1.5, opacity: last ? 1 : 0.35 },
    });
    if (last) surface.circle(x, y, 4.5, { fill: { colour: '--approximation' } });
  }
  drawMean(surface, at.mean, made, n);
  if (at.miss && others) drawMisses(surface, at.miss, others);
}

function drawMean(surface: Surface, scales: Scales, made: Run, n: number) {
  const exact = [1, mostDraws];
  line(surface, scales, { x: exact, y: [made.evidence, made.evidence] }, { colour: '--fg', width: 1.5 });
  label(
    surface,
    scales,
    { x: mostDraws, y: made.evidence, text: 'the integral' },
    { colour: '--fg', align: 'right', dx: -4, dy: -11 },
  );
  if (n === 0) return;
  // A logarithmic axis needs a few hundred of a hundred thousand places.
  const places: number[] = [];
  for (let s = 1; s < n; s = Math.max(s + 1, Math.floor(s * 1.03))) places.push(s);
  places.push(n);
  const pick = (of: (i: number) => number) => Float64Array.from(places, (s) => of(s - 1));
  const x = Float64Array.from(places);
  const band = pick((i) => made.mean[i]! + 2 * (made.error[i] || 0));
  const base = pick((i) => made.mean[i]! - 2 * (made.error[i] || 0));
  area(surface, scales, { x, y: band, base }, { colour: '--approximation', opacity: 0.22 });
  line(surface, scales, { x, y: pick((i) => made.mean[i]!) }, { colour: '--approximation', width: 2.5 });
  inside(surface, scales, () =>
    surface.circle(scales.x.at(n), scales.y.at(scales.y.clamp(made.mean[n - 1]!)), 4.5, {
      fill: { colour: '--approximation' },
    }),
  );
}

function drawMisses(surface: Surface, scales: Scales, { samples, misses, typical, slope }: Many) {
  for (const miss of misses)
    line(surface, scales, { x: samples, y: miss }, { colour: '--muted', width: 0.75, opacity: 0.35 });
  line(surface, scales, { x: samples, y: typical }, { colour: '--approximation', width: 3 });
  label(
    surface,
    scales,
    { x: mostDraws, y: 10, text: `slope ${significant(slope, 2)}` },
    { colour: '--approximation', align: 'right', dx: -6, dy: 12 },
  );
}
