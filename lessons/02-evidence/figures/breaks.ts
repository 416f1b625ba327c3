// Three ways in which evidence goes wrong: a prior that rules out the truth, a prior that is vague, an average that never
// meets the likelihood.

import { area, label, line, roleStroke, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Surface } from '$web/kit/index.ts';
import { keys, most, options, special, type Core, type Model } from './core.ts';

export const names = ['closed', 'vague', 'wide'] as const;
export type Name = (typeof names)[number];
export const titles: Record<Name, string> = {
  closed: 'A prior that rules out the truth',
  vague: 'A prior that says nothing',
  wide: 'An average that never hits',
};
export const height = 380;

// --- closed: coins of 0.1 to 0.5 only, tossed with 0.7 -----------------------------------------------------------------

export const open = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
export const closed = open.slice(0, 5);
/** Tosses, seven of ten heads. */
export const tossCounts = [0, 10, 20, 50, 100, 200, 500, 1000] as const;

export interface Closed {
  n: number;
  /** Posteriors over the coins that each prior allows. */
  open: Float64Array;
  closed: Float64Array;
  /** Of the evidence, in nats: open against closed. */
  logRatio: number;
}

export async function closedAt(client: Core, n: number, signal?: AbortSignal): Promise<Closed> {
  const model: Model = {
    model: 'beta_bernoulli',
    prior: { a: 1, b: 1 },
    data: { successes: Math.round(0.7 * n), failures: n - Math.round(0.7 * n) },
  };
  const { logLikelihood } = await client.call(
    'conjugateCurves',
    { ...model, theta: Float64Array.from(open) },
    options(signal),
  );
  // Relative to the best coin, so that a thousand tosses are no zero.
  const top = most(logLikelihood);
  const likelihood = await special(
    client,
    'exp',
    logLikelihood.map((l) => l - top),
    signal,
  );
  const rule = (coins: number) =>
    client.call(
      'bayesRule',
      { prior: new Float64Array(coins).fill(1 / coins), likelihood: likelihood.subarray(0, coins) },
      options(signal),
    );
  // Of the closed prior relative to its own best coin, which is the last.
  const own = most(logLikelihood.subarray(0, closed.length));
  const inside = await special(
    client,
    'exp',
    logLikelihood.subarray(0, closed.length).map((l) => l - own),
    signal,
  );
  const [wide, narrow] = await Promise.all([
    rule(open.length),
    client.call(
      'bayesRule',
      { prior: new Float64Array(closed.length).fill(1 / closed.length), likelihood: inside },
      options(signal),
    ),
  ]);
  const logs = await special(client, 'log', Float64Array.of(wide.evidence, narrow.evidence), signal);
  return { n, open: wide.posterior, closed: narrow.posterior, logRatio: logs[0]! + top - logs[1]! - own };
}

/** Nats a toss by which 0.5 predicts a coin of 0.7 worse than 0.7 does: 0.7 log(0.7 / 0.5) + 0.3 log(0.3 / 0.5). */
export async function lossPerToss(client: Core, signal?: AbortSignal): Promise<number> {
  const [a, b] = await special(client, 'log', Float64Array.of(0.7 / 0.5, 0.3 / 0.5), signal);
  return 0.7 * a! + 0.3 * b!;
}

export const closedAxes: { x: Axis; y: Axis } = {
  x: { domain: [0.04, 0.96], label: 'θ, the share of heads', ticks: open },
  y: { domain: [0, 1.1], label: 'posterior probability', ticks: [0, 0.25, 0.5, 0.75, 1] },
};

export function drawClosed(surface: Surface, scales: Scales, now: Closed) {
  const bar = (theta: number, p: number, side: number, colour: string) => {
    const unit = scales.x.at(0.2) - scales.x.at(0.1);
    const [x, y] = [scales.x.at(theta) + (side < 0 ? -0.36 : 0.02) * unit, scales.y.at(p)];
    surface.rect(x, y, 0.34 * unit, scales.bottom - y, { fill: { colour } });
  };
  const truth = scales.x.at(0.7);
  surface.path([truth, scales.top, truth, scales.bottom], { colour: '--fg', width: 1.5, dash: [4, 4] });
  open.forEach((theta, i) => bar(theta, now.open[i]!, 1, '--posterior'));
  closed.forEach((theta, i) => bar(theta, now.closed[i]!, -1, '--bad'));
  const say = (x: number, text: string, colour: string, dy: number, align: 'left' | 'right' = 'left') =>
    label(surface, scales, { x, y: 1.1, text }, { colour, dy, align, dx: align === 'left' ? 6 : -6 });
  say(0.04, 'only 0.1 to 0.5 allowed', '--bad', 10);
  say(0.04, 'all nine allowed', '--posterior', 28);
  say(0.7, 'the truth', '--fg', 10);
}

// --- vague: Lindley's paradox ------------------------------------------------------------------------------------------

export const many = 100;
export const centre = 0.25;
/** A hundred measurements with noise 1 and mean 0.25: 2.5 standard errors from 0. */
export const measured = new Float64Array(many).fill(centre);
export const modelOf = (sd: number) =>
  ({ model: 'normal_known_sd', prior: { mean: 0, sd, sigma: 1 }, data: { y: measured } }) satisfies Model;

export interface Vague {
  sd: number;
  /** log of p(Y | free mean) / p(Y | mean 0). */
  logFactor: number;
  posterior: { mean: number; sd: number };
}

export async function vagueAt(client: Core, sd: number, signal?: AbortSignal): Promise<Vague> {
  const model = modelOf(sd);
  const [answer, curves] = await Promise.all([
    client.call('conjugate', model, options(signal)),
    client.call('conjugateCurves', { ...model, theta: Float64Array.of(0) }, options(signal)),
  ]);
  return {
    sd,
    logFactor: answer.logEvidence - curves.logLikelihood[0]!,
    posterior: { mean: answer.posterior['mean'] as number, sd: answer.posterior['sd'] as number },
  };
}

export const widths = Float64Array.from({ length: 61 }, (_, i) => 10 ** (-2 + i / 12));
export const vagueCurve = (client: Core, signal?: AbortSignal) =>
  Promise.all(Array.from(widths, (sd) => vagueAt(client, sd, signal)));

/** Nats lost for each factor of e that the prior is widened, over the last decade of the curve. */
export async function vagueSlope(client: Core, signal?: AbortSignal): Promise<number> {
  const [one, two] = await Promise.all([vagueAt(client, 100, signal), vagueAt(client, 1000, signal)]);
  const [ten] = await special(client, 'log', Float64Array.of(10), signal);
  return (two.logFactor - one.logFactor) / ten!;
}

/** Of a test of mean 0: how often chance is at least so far off. */
export async function pValue(client: Core, signal?: AbortSignal): Promise<number> {
  const x = Float64Array.of(-centre * Math.sqrt(many));
  const [tail] = (await client.call('special', { name: 'normal_cdf', x }, options(signal))) as Float64Array;
  return 2 * tail!;
}

export const vagueAxes: { x: Axis; y: Axis } = {
  x: { domain: [0.01, 1000], log: true, label: 'sd of the prior of the free mean' },
  y: { domain: [-8, 4], label: 'log evidence: free mean against mean 0', unit: 'nats' },
};

export function drawVague(surface: Surface, scales: Scales, curve: readonly Vague[], now: Vague) {
  line(surface, scales, { x: vagueAxes.x.domain, y: [0, 0] }, { colour: '--fg', width: 1.5 });
  const [x, y] = [curve.map(({ sd }) => sd), curve.map(({ logFactor }) => logFactor)];
  line(surface, scales, { x, y }, roleStroke('posterior'));
  const say = (text: string, at: number, dy: number) =>
    label(surface, scales, { x: 1000, y: at, text }, { colour: '--fg', align: 'right', dx: -6, dy });
  say('for a free mean', 0, -12);
  say('for mean 0', 0, 14);
  const right = now.sd < 200;
  label(
    surface,
    scales,
    { x: now.sd, y: now.logFactor, text: significant(now.logFactor, 3) },
    { colour: '--posterior', dx: right ? 14 : -14, dy: -12, align: right ? 'left' : 'right' },
  );
}

// --- wide: the average over a prior that is much wider than the likelihood ----------------------------------------------

export const priorSds = [1, 100, 10_000] as const;
export const draws = 10_000;
/** Near the posterior, and wider: what importance sampling draws from instead. */
const proposal = { mean: 0.25, sd: 0.2, sigma: 1 };

export interface Wide {
  sd: number;
  weighted: boolean;
  seed: number;
  samples: Float64Array;
  logMean: Float64Array;
  error: Float64Array;
  effectiveSize: number;
  exact: number;
}

export async function wideRun(
  client: Core,
  sd: number,
  weighted: boolean,
  seed: number,
  signal?: AbortSignal,
): Promise<Wide> {
  const [key] = await keys(client, seed, 1, signal);
  const trace = await client.call(
    'evidenceMonteCarlo',
    { ...modelOf(sd), key: key!, samples: draws, points: 300, ...(weighted ? { proposal } : {}) },
    options(signal),
  );
  return {
    ...{ sd, weighted, seed },
    samples: trace.samples,
    logMean: trace.logMean,
    error: trace.standardError,
    effectiveSize: trace.effectiveSize,
    exact: trace.exact,
  };
}

/** Exact in the middle; what lies farther below is told in words. */
export const wideAxes = ({ exact }: { exact: number }): { x: Axis; y: Axis } => ({
  x: { domain: [1, draws], log: true, label: 'draws S' },
  y: { domain: [exact - 8, exact + 4], label: 'log of the mean so far', unit: 'nats' },
});

export function drawWide(surface: Surface, scales: Scales, run: Wide) {
  const { samples: x, logMean, error } = run;
  const edge = (times: number) => logMean.map((each, i) => each + times * (error[i]! || 0));
  line(surface, scales, { x: [1, draws], y: [run.exact, run.exact] }, { colour: '--fg', width: 1.5 });
  label(
    surface,
    scales,
    { x: draws, y: run.exact, text: 'the integral' },
    { colour: '--fg', align: 'right', dx: -4, dy: -11 },
  );
  area(surface, scales, { x, y: edge(2), base: edge(-2) }, { colour: '--approximation', opacity: 0.22 });
  line(surface, scales, { x, y: logMean }, { colour: '--approximation', width: 2.5 });
  const last = logMean.at(-1)!;
  if (last < scales.y.axis.domain[0])
    label(
      surface,
      scales,
      { x: draws, y: scales.y.axis.domain[0], text: `far below: ${significant(last, 3)}` },
      { colour: '--approximation', align: 'right', dx: -6, dy: -14 },
    );
}
