// The methods for distributions. A law is a family's name and its parameters in the order of `distributions`.

import type { Distribution, DistributionFunction } from '$core/catalogue.ts';
import type { Context } from './methods.ts';
import { doubles, evaluate, fill, type FillArgs } from './pieces.ts';

/** Draws, or numbers that one call evaluates: a few milliseconds, so that a job can pause between. */
const samplePiece = 16_384;
const pieces: Record<DistributionFunction, number> = {
  log_prob: 16_384,
  cdf: 1024,
  sf: 1024,
  log_cdf: 1024,
  log_sf: 1024,
  ppf: 128,
  isf: 128,
};

export interface Law {
  name: Distribution;
  parameters: Float64Array | number[];
}

export interface LawMoments {
  /** Infinite or NaN where there is none. */
  mean: number;
  variance: number;
  /** In nats. */
  entropy: number;
  /** The ends of the support. */
  low: number;
  high: number;
  discrete: boolean;
}

/** What a parameter may be; all are finite. A count is a whole number from 0. */
export type ParameterDomain = 'real' | 'positive' | 'probability' | 'count';

export interface DistributionRow {
  name: Distribution;
  discrete: boolean;
  /** Whether more parameters of the last one's kind may follow: the probabilities of categories. */
  variadic: boolean;
  parameters: { name: string; domain: ParameterDomain; fallback: number }[];
}

/** Anything else than an array goes to the core as it is, for its own error. */
const numbers = (list: Float64Array | number[]): Float64Array =>
  Array.isArray(list) ? Float64Array.from(list) : list;

export const distributionMethods = {
  /** The families, in alphabetical order. */
  distributions: (_: undefined, { core }: Context): DistributionRow[] => core.distributions(),

  /** A function of each number of x: points, or for `ppf` and `isf` probabilities. */
  distribution: (
    { name, parameters, fn, x }: Law & { fn: DistributionFunction; x: Float64Array },
    { core, job }: Context,
  ): Promise<Float64Array> => {
    const list = numbers(parameters);
    return evaluate(x, pieces[fn] ?? samplePiece, (part) => core.distribution(name, list, fn, part), job);
  },

  /** `count` independent draws, from `begin` on in the key's endless sequence. */
  distributionSample: (
    { name, parameters, ...args }: Law & Omit<FillArgs, 'precision'>,
    { core, job }: Context,
  ): Promise<Float64Array> => {
    const list = numbers(parameters);
    return fill(
      (key, count, begin) => core.distribution_sample(name, list, key, count, begin),
      doubles,
      args,
      job,
      samplePiece,
    );
  },

  distributionMoments: ({ name, parameters }: Law, { core }: Context): LawMoments =>
    core.distribution_moments(name, numbers(parameters)),

  /** KL(p, q) in nats; an error where no closed form is known. */
  distributionKl: ({ p, q }: { p: Law; q: Law }, { core }: Context): number =>
    core.distribution_kl(p.name, numbers(p.parameters), q.name, numbers(q.parameters)),
};
