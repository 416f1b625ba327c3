// Exponential families: a law tilted by exp(eta T(x)), the log-partition function A with its tangent, and the conjugate prior
// of eta as pseudo-observations.

import type { ExponentialName } from '$core/catalogue.ts';
import {
  area,
  axes,
  equalEdges,
  histogram,
  label,
  line,
  roleStroke,
  significant,
  type Axis,
  type Scales,
  Scale,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { keys, most, options, special, sum, type Core } from './core.ts';

export interface Family {
  text: string;
  /** How T and eta read. */
  statistic: string;
  natural: string;
  /** Where eta is dragged, where the law is drawn, and how high. */
  eta: readonly [number, number];
  x: readonly [number, number];
  top: number;
  start: number;
  /** Whether x is a whole number. */
  discrete: boolean;
  /** Where the prior's mean of T is dragged, and where it begins. */
  mean: readonly [number, number];
  before: number;
}

export const families = {
  bernoulli: {
    ...{ text: 'coin', statistic: 'x', natural: 'log odds' },
    ...{ eta: [-4, 4], x: [-0.6, 1.6], top: 1.1, start: 1, discrete: true, mean: [0.02, 0.98], before: 0.5 },
  },
  poisson: {
    ...{ text: 'counts', statistic: 'x', natural: 'log rate' },
    ...{ eta: [-1.5, 2.5], x: [-0.6, 20.6], top: 0.75, start: 1, discrete: true, mean: [0.2, 12], before: 5 },
  },
  normal_mean: {
    ...{ text: 'bell, place', statistic: 'x', natural: 'mean' },
    ...{ eta: [-3, 3], x: [-6, 6], top: 0.5, start: 1, discrete: false, mean: [-3, 3], before: -1 },
  },
  normal_precision: {
    ...{ text: 'bell, width', statistic: 'x²', natural: '−½ · precision' },
    ...{ eta: [-3, -0.05], x: [-6, 6], top: 1.1, start: -0.5, discrete: false, mean: [0.1, 4], before: 2 },
  },
  gamma_rate: {
    ...{ text: 'waiting', statistic: 'x', natural: '−rate' },
    ...{ eta: [-2.5, -0.2], x: [0, 12], top: 2.6, start: -0.8, discrete: false, mean: [0.2, 5], before: 3 },
  },
} as const satisfies Record<ExponentialName, Family>;
export const familyNames = Object.keys(families) as ExponentialName[];

export const views = ['moments', 'prior'] as const;
export type View = (typeof views)[number];
export const counts = [100, 10_000, 100_000] as const;
export const seen = [0, 5, 20, 100] as const;

const gridPoints = 241;
export const gridOf = (name: ExponentialName) => {
  const [low, high] = families[name].eta;
  return Float64Array.from({ length: gridPoints }, (_, i) => low + ((high - low) * i) / (gridPoints - 1));
};

/** A, A' and A'' over the range of eta. */
export interface Partition {
  name: ExponentialName;
  eta: Float64Array;
  a: Float64Array;
  mean: Float64Array;
  variance: Float64Array;
}

export async function partitionOf(
  client: Core,
  name: ExponentialName,
  eta: Float64Array,
  signal?: AbortSignal,
): Promise<Partition> {
  const facts = await client.call('exponentialFamily', { name, eta }, options(signal));
  return { name, eta, a: facts.logPartition, mean: facts.mean, variance: facts.variance };
}

/** The law at one eta, and draws of it with what their T say. */
export interface Law {
  name: ExponentialName;
  eta: number;
  at: { a: number; mean: number; variance: number };
  x: Float64Array;
  base: Float64Array;
  density: Float64Array;
}

export async function lawAt(
  client: Core,
  name: ExponentialName,
  eta: number,
  signal?: AbortSignal,
): Promise<Law> {
  const { x: range, discrete } = families[name];
  const [low, high] = [Math.ceil(range[0]), Math.floor(range[1])];
  const x = discrete
    ? Float64Array.from({ length: high - low + 1 }, (_, i) => low + i)
    : Float64Array.from({ length: 361 }, (_, i) => range[0] + ((range[1] - range[0]) * i) / 360);
  const [facts, curves] = await Promise.all([
    client.call('exponentialFamily', { name, eta: Float64Array.of(eta) }, options(signal)),
    client.call('exponentialCurves', { name, eta, x }, options(signal)),
  ]);
  const [base, density] = await Promise.all([
    special(client, 'exp', curves.logBase, signal),
    special(client, 'exp', curves.logProb, signal),
  ]);
  const at = { a: facts.logPartition[0]!, mean: facts.mean[0]!, variance: facts.variance[0]! };
  return { name, eta, at, x, base, density };
}

export interface Draws {
  name: ExponentialName;
  eta: number;
  x: Float64Array;
  statistic: Float64Array;
  mean: number;
  variance: number;
  /** Standard errors of both. */
  meanError: number;
  varianceError: number;
}

export async function drawsOf(
  client: Core,
  name: ExponentialName,
  eta: number,
  count: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Draws> {
  const [key] = await keys(client, seed, 1, signal);
  const { x, statistic } = await client.call(
    'exponentialDraws',
    { name, eta, key: key!, count },
    options(signal),
  );
  const mean = sum(statistic) / count;
  const power = (k: number) => sum(statistic.map((t) => (t - mean) ** k)) / count;
  const variance = (power(2) * count) / (count - 1);
  return {
    ...{ name, eta, x, statistic, mean, variance },
    meanError: Math.sqrt(variance / count),
    varianceError: Math.sqrt(Math.max(0, power(4) - variance ** 2) / count),
  };
}

/** Prior and posterior of eta: pseudo-observations, and the same with what was seen. */
export interface Pulled {
  name: ExponentialName;
  eta: Float64Array;
  prior: Float64Array;
  posterior: Float64Array;
  nu: number;
  n: number;
  before: number;
  /** The mean of T in the data; NaN without any. */
  data: number;
  /** (chi + sum of T) / (nu + n), and E A' under the posterior by quadrature. */
  after: number;
  integral: number;
}

export async function pulled(
  client: Core,
  draws: Draws,
  [before, nu, n]: readonly [number, number, number],
  signal?: AbortSignal,
): Promise<Pulled> {
  const { name } = draws;
  const eta = gridOf(name);
  const total = sum(draws.statistic.subarray(0, n));
  const of = async (chi: number, weight: number) => {
    const found = await client.call('exponentialPrior', { name, chi, nu: weight, eta }, options(signal));
    return { density: await special(client, 'exp', found.logDensity, signal), mean: found.mean };
  };
  const chi = before * nu;
  const [prior, posterior] = await Promise.all([of(chi, nu), of(chi + total, nu + n)]);
  return {
    ...{ name, eta, prior: prior.density, posterior: posterior.density, nu, n, before },
    ...{ data: total / n, after: (chi + total) / (nu + n), integral: posterior.mean },
  };
}

export const height = 520;
const left = 52;

export function layout({ width, height: high }: Size, name: ExponentialName, view: View, top: number) {
  const family: Family = families[name];
  const room = (from: number, to: number, x: Axis, y: Axis): Scales => ({
    ...{ left, right: width - 14, top: from, bottom: to },
    x: new Scale(x, left, width - 14),
    y: new Scale(y, to, from),
  });
  const eta: Axis = { domain: family.eta, label: `η = ${family.natural}` };
  return view === 'moments'
    ? {
        upper: room(
          28,
          200,
          { domain: family.x, label: 'x', ...(name === 'bernoulli' ? { ticks: [0, 1] } : {}) },
          { domain: [0, family.top], label: family.discrete ? 'probability' : 'density' },
        ),
        lower: room(282, high - 42, eta, { domain: [0, 1], label: 'A(η)' }),
      }
    : {
        upper: room(28, 262, eta, { domain: [0, top], label: 'density of η' }),
        lower: room(
          330,
          high - 42,
          { domain: [Math.min(0, family.mean[0]), family.mean[1]], label: `mean of T = ${family.statistic}` },
          { domain: [0, 3], label: '', ticks: [] },
        ),
      };
}

/** The same with A's own range on its axis. */
export function withRange(at: ReturnType<typeof layout>, { a }: Pick<Partition, 'a'>) {
  const low = -most(a.map((each) => -each));
  const [high, spare] = [most(a), 0.12 * (most(a) - low)];
  const y: Axis = { domain: [low - spare, high + spare], label: 'A(η)' };
  return { ...at, lower: { ...at.lower, y: new Scale(y, at.lower.bottom, at.lower.top) } };
}

export interface MomentsPicture {
  partition: Partition;
  law: Law;
  draws: Draws | undefined;
}

export function drawMoments(
  surface: Surface,
  { upper, lower }: ReturnType<typeof layout>,
  { partition, law, draws }: MomentsPicture,
) {
  const family: Family = families[law.name];
  axes(surface, upper);
  axes(surface, lower);
  drawLaw(surface, upper, law, draws);
  line(surface, lower, { x: partition.eta, y: partition.a }, { colour: '--fg', width: 2.5 });
  const { a, mean } = law.at;
  // The tangent, and its slope as a step of one to the right.
  const [from, to] = family.eta;
  const tangent = [from, to].map((eta) => a + mean * (eta - law.eta));
  line(surface, lower, { x: [from, to], y: tangent }, { colour: '--likelihood', width: 2, dash: [6, 4] });
  label(
    surface,
    lower,
    {
      x: (from + to) / 2,
      y: lower.y.axis.domain[1],
      text: `slope A′(η) = E[T] = ${significant(mean, 3)}`,
    },
    { colour: '--likelihood', align: 'center', dy: 4 },
  );
}

function drawLaw(surface: Surface, at: Scales, law: Law, draws: Draws | undefined) {
  const family: Family = families[law.name];
  const faint = { colour: '--likelihood', opacity: 0.3 };
  if (family.discrete) {
    const edges = Float64Array.from({ length: law.x.length + 1 }, (_, i) => law.x[0]! - 0.5 + i);
    histogram(surface, at, { edges, heights: law.density }, faint);
    law.x.forEach((x, i) => {
      const base = law.base[i]!;
      if (base <= family.top) surface.circle(at.x.at(x), at.y.at(base), 3, { fill: { colour: '--muted' } });
      // Higher than the picture.
      else surface.text('↑', at.x.at(x), at.top + 6, { colour: '--muted', size: 12, align: 'center' });
    });
    if (draws) {
      const share = (x: number) => draws.x.reduce((n, each) => n + (each === x ? 1 : 0), 0) / draws.x.length;
      for (const x of law.x) {
        const y = at.y.at(share(x));
        surface.path([at.x.at(x - 0.4), y, at.x.at(x + 0.4), y], { colour: '--fg', width: 1.5 });
      }
    }
  } else {
    if (draws) {
      const edges = equalEdges(at.x.axis.domain[0], at.x.axis.domain[1], 48);
      const width = edges[1]! - edges[0]!;
      const heights = new Float64Array(48);
      for (const x of draws.x) {
        const bin = Math.floor((x - edges[0]!) / width);
        if (bin >= 0 && bin < 48) heights[bin]! += 1 / (width * draws.x.length);
      }
      histogram(surface, at, { edges, heights }, { colour: '--fg', opacity: 0.16 });
    }
    line(surface, at, { x: law.x, y: law.base }, { colour: '--muted', width: 1.5, dash: [3, 4] });
    area(surface, at, { x: law.x, y: law.density }, { colour: '--likelihood', opacity: 0.16 });
    line(surface, at, { x: law.x, y: law.density }, { colour: '--likelihood', width: 2.5 });
  }
  const [, right] = at.x.axis.domain;
  const style = { align: 'right', dx: -4 } as const;
  label(
    surface,
    at,
    { x: right, y: family.top, text: 'h(x) exp(η T(x) − A(η))' },
    { ...style, colour: '--likelihood', dy: 10 },
  );
  label(
    surface,
    at,
    { x: right, y: family.top, text: family.discrete ? 'dots: h(x)' : 'dotted: h(x)' },
    { ...style, colour: '--muted', dy: 30 },
  );
}

export function drawPrior(
  surface: Surface,
  { upper, lower }: ReturnType<typeof layout>,
  pull: Pulled,
  truth: Law,
) {
  axes(surface, upper);
  axes(surface, lower);
  area(surface, upper, { x: pull.eta, y: pull.posterior }, { colour: '--posterior', opacity: 0.18 });
  line(surface, upper, { x: pull.eta, y: pull.prior }, roleStroke('prior'));
  line(surface, upper, { x: pull.eta, y: pull.posterior }, roleStroke('posterior'));
  const [low] = upper.x.axis.domain;
  const top = upper.y.axis.domain[1];
  label(surface, upper, { x: low, y: top, text: 'prior' }, { colour: '--prior', dx: 8, dy: 10 });
  label(surface, upper, { x: low, y: top, text: 'posterior' }, { colour: '--posterior', dx: 8, dy: 28 });
  const x = upper.x.at(truth.eta);
  surface.path([x, upper.top, x, upper.bottom], { colour: '--muted', width: 1.5, dash: [4, 4] });
  // Three means, and discs as heavy as the data behind them.
  const rows = [
    {
      y: 2.5,
      at: pull.before,
      weight: pull.nu,
      colour: '--prior',
      text: `prior: ν = ${pull.nu}`,
    },
    { y: 1.5, at: pull.data, weight: pull.n, colour: '--fg', text: `data: n = ${pull.n}` },
    { y: 0.5, at: pull.after, weight: pull.nu + pull.n, colour: '--posterior', text: 'posterior' },
  ];
  for (const row of rows) {
    const y = lower.y.at(row.y);
    if (!Number.isNaN(row.at)) {
      const x = lower.x.at(lower.x.clamp(row.at));
      surface.path([lower.left, y, x, y], { colour: row.colour, width: 1, opacity: 0.5 });
      surface.circle(x, y, 2 + 1.6 * Math.sqrt(row.weight), { fill: { colour: row.colour, opacity: 0.8 } });
    }
    const onRight = lower.x.at(lower.x.clamp(row.at)) < (lower.left + lower.right) / 2;
    surface.text(row.text, onRight ? lower.right - 4 : lower.left + 4, y - 10, {
      ...{ colour: row.colour, size: 12, weight: 650, baseline: 'middle', halo: '--surface' },
      align: onRight ? 'right' : 'left',
    });
  }
}
