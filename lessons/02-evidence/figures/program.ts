// A program with ~ and the logarithm of its density, line by line.

import { label, line, axes, roleStroke, Scale, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { middles, options, type Core, type Model } from './core.ts';

export const programs = ['coin', 'counts', 'times', 'normal'] as const;
export type ProgramName = (typeof programs)[number];
export const programNames: Record<ProgramName, string> = {
  coin: 'a coin',
  counts: 'counts',
  times: 'waiting times',
  normal: 'a measured value',
};

interface Program {
  unknown: string;
  prior: string;
  likelihood: string;
  data: readonly number[];
  range: readonly [number, number];
  begins: number;
  model: (data: readonly number[]) => Model;
}

export const sources: Record<ProgramName, Program> = {
  coin: {
    unknown: 'θ',
    prior: 'Beta(2, 2)',
    likelihood: 'Bernoulli(θ)',
    data: [1, 0, 1, 1],
    range: [0, 1],
    begins: 0.6,
    model: (data) => ({
      model: 'beta_bernoulli',
      prior: { a: 2, b: 2 },
      data: { successes: data.filter((y) => y === 1).length, failures: data.filter((y) => y === 0).length },
    }),
  },
  counts: {
    unknown: 'λ',
    prior: 'Gamma(2, 1)',
    likelihood: 'Poisson(λ)',
    data: [3, 1, 4],
    range: [0, 8],
    begins: 2.5,
    model: (data) => ({
      model: 'gamma_poisson',
      prior: { shape: 2, rate: 1 },
      data: { y: Float64Array.from(data) },
    }),
  },
  times: {
    unknown: 'λ',
    prior: 'Gamma(2, 1)',
    likelihood: 'Exponential(λ)',
    data: [0.3, 1.1, 0.2],
    range: [0, 6],
    begins: 1.5,
    model: (data) => ({
      model: 'gamma_exponential',
      prior: { shape: 2, rate: 1 },
      data: { y: Float64Array.from(data) },
    }),
  },
  normal: {
    unknown: 'μ',
    prior: 'Normal(0, 1)',
    likelihood: 'Normal(μ, 1)',
    data: [1.2, 2.1, 0.7],
    range: [-3, 4],
    begins: 1,
    model: (data) => ({
      model: 'normal_known_sd',
      prior: { mean: 0, sd: 1, sigma: 1 },
      data: { y: Float64Array.from(data) },
    }),
  },
};

/** Lines of the program: the prior, then one for each datum. */
export const linesOf = (name: ProgramName) => sources[name].data.length + 1;

export interface Terms {
  name: ProgramName;
  theta: number;
  /** log p of each line at theta. */
  terms: number[];
  /** log p(theta | Y) + log p(Y): Bayes' theorem, read backwards. */
  backwards: number;
}

export async function termsOf(
  client: Core,
  name: ProgramName,
  theta: number,
  signal?: AbortSignal,
): Promise<Terms> {
  const { data, model } = sources[name];
  const at = Float64Array.of(theta);
  const [whole, answer, ...each] = await Promise.all([
    client.call('conjugateCurves', { ...model(data), theta: at }, options(signal)),
    client.call('conjugate', model(data), options(signal)),
    ...data.map((y) => client.call('conjugateCurves', { ...model([y]), theta: at }, options(signal))),
  ]);
  return {
    ...{ name, theta },
    terms: [whole.logPrior[0]!, ...each.map(({ logLikelihood }) => logLikelihood[0]!)],
    backwards: whole.logPosterior[0]! + answer.logEvidence,
  };
}

export interface Curves {
  name: ProgramName;
  theta: Float64Array;
  /** The running sum of the lines: after the prior, after the first datum ... */
  sums: Float64Array[];
}

export async function curvesOf(client: Core, name: ProgramName, signal?: AbortSignal): Promise<Curves> {
  const { data, model, range } = sources[name];
  const theta = middles(...range, 300);
  const each = await Promise.all(
    data.map((y) => client.call('conjugateCurves', { ...model([y]), theta }, options(signal))),
  );
  const sums = [each[0]!.logPrior];
  for (const { logLikelihood } of each) sums.push(logLikelihood.map((l, i) => l + sums.at(-1)![i]!));
  return { name, theta, sums };
}

export const height = 300;

export function layout({ width, height: high }: Size, name: ProgramName): Scales {
  const { unknown, range } = sources[name];
  const x: Axis = { domain: range, label: unknown };
  const y: Axis = { domain: [-14, 2], label: 'log p so far', unit: 'nats' };
  const [left, right, top, bottom] = [46, width - 14, 28, high - 42];
  return { left, right, top, bottom, x: new Scale(x, left, right), y: new Scale(y, bottom, top) };
}

export function drawProgram(
  surface: Surface,
  scales: Scales,
  curves: Curves | undefined,
  terms: Terms | undefined,
  step: number,
) {
  axes(surface, scales);
  if (!curves || step === 0) return;
  for (let i = 0; i < step - 1; i++)
    line(
      surface,
      scales,
      { x: curves.theta, y: curves.sums[i]! },
      { ...roleStroke('prior', 1.25), opacity: 0.7 },
    );
  const stroke = step === 1 ? roleStroke('prior') : { colour: '--posterior', width: 2.5 };
  line(surface, scales, { x: curves.theta, y: curves.sums[step - 1]! }, stroke);
  if (!terms) return;
  const sum = terms.terms.slice(0, step).reduce((a, b) => a + b, 0);
  if (!Number.isFinite(sum)) return;
  surface.circle(scales.x.at(terms.theta), scales.y.at(scales.y.clamp(sum)), 5, {
    fill: { colour: stroke.colour },
  });
  const [low, high] = sources[terms.name].range;
  const onLeft = terms.theta < (low + high) / 2;
  label(
    surface,
    scales,
    { x: terms.theta, y: scales.y.clamp(sum), text: significant(sum, 4) },
    { colour: stroke.colour, dx: onLeft ? 10 : -10, dy: -12, align: onLeft ? 'left' : 'right' },
  );
}
