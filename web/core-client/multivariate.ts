// The methods for laws of rows, and for mixtures of laws on the line.

import type { DistributionFunction, Multivariate } from '$core/catalogue.ts';
import type { Law } from './distribution.ts';
import type { Context, Key } from './methods.ts';
import { doubles, evaluate, fill } from './pieces.ts';

type Numbers = Float64Array | number[];

/** A law's name and its parameters, in the order of `multivariates`; a matrix lies row by row. */
export interface RowLaw {
  name: Multivariate;
  parameters: Numbers[];
}

export interface RowLawMoments {
  mean: Float64Array;
  /** Row by row. */
  covariance: Float64Array;
  /** In nats; NaN where no closed form is known. */
  entropy: number;
}

export interface MixtureLaw {
  /** They sum to 1. */
  weights: Numbers;
  components: Law[];
}

export interface MixtureMoments {
  mean: number;
  variance: number;
  /** The ends of the support. */
  low: number;
  high: number;
  discrete: boolean;
}

/** Numbers that one call draws or evaluates: a few milliseconds, so that a job can pause between. */
const pieceNumbers = 16_384;
const tailPieces = 256;
const quantilePieces = 16;

/** Anything else than an array goes to the core as it is, for its own error. */
const numbers = (list: Numbers): Float64Array => (Array.isArray(list) ? Float64Array.from(list) : list);
const lists = (all: Numbers[]): Float64Array[] => (Array.isArray(all) ? all.map(numbers) : all);

const partsOf = ({ weights, components }: MixtureLaw) =>
  [
    numbers(weights),
    components.map(({ name }) => name),
    lists(components.map(({ parameters }) => parameters)),
  ] as const;

const pieceOf = (fn: DistributionFunction) => {
  if (fn === 'log_prob') return pieceNumbers;
  return fn === 'ppf' || fn === 'isf' ? quantilePieces : tailPieces;
};

export const multivariateMethods = {
  /** The laws of rows, in alphabetical order, with the names of their parameters. */
  multivariates: (_: undefined, { core }: Context) => core.multivariates(),

  /** The log density of each row of x. */
  multivariateLogProb: async (
    { name, parameters, x }: RowLaw & { x: Float64Array },
    { core, job }: Context,
  ): Promise<Float64Array> => {
    const list = lists(parameters);
    const width = x.length > pieceNumbers ? core.multivariate_moments(name, list).mean.length : 1;
    const piece = Math.max(1, Math.floor(pieceNumbers / width)) * width;
    if (!(x.length > piece) || x.length % width !== 0) return core.multivariate_log_prob(name, list, x);
    const result = new Float64Array(x.length / width);
    for (let done = 0; done < x.length; done += piece) {
      try {
        result.set(core.multivariate_log_prob(name, list, x.subarray(done, done + piece)), done / width);
      } catch (error) {
        core.multivariate_log_prob(name, list, x); // so that its sentence names the right place
        throw error;
      }
      await job.pause(done, x.length);
    }
    return result;
  },

  /** `count` independent rows, from row `begin` on in the key's endless sequence. */
  multivariateSample: async (
    { name, parameters, key, count, begin = 0 }: RowLaw & { key: Key; count: number; begin?: number },
    { core, job }: Context,
  ): Promise<Float64Array> => {
    const list = lists(parameters);
    const first = core.multivariate_sample(name, list, key, Math.min(count, 1), begin);
    const rows = Math.max(1, Math.floor(pieceNumbers / Math.max(first.length, 1)));
    if (!(count > rows && Number.isInteger(count) && count * first.length <= 2 ** 24)) {
      return core.multivariate_sample(name, list, key, count, begin);
    }
    core.multivariate_sample(name, list, key, 0, begin + count); // the core's own words if a place lies beyond 2^53
    const result = new Float64Array(count * first.length);
    for (let done = 0; done < count; done += rows) {
      const part = core.multivariate_sample(name, list, key, Math.min(rows, count - done), begin + done);
      result.set(part, done * first.length);
      await job.pause(done, count);
    }
    return result;
  },

  multivariateMoments: ({ name, parameters }: RowLaw, { core }: Context): RowLawMoments =>
    core.multivariate_moments(name, lists(parameters)),

  /** KL(p, q) in nats; an error where no closed form is known. */
  multivariateKl: ({ p, q }: { p: RowLaw; q: RowLaw }, { core }: Context): number =>
    core.multivariate_kl(p.name, lists(p.parameters), q.name, lists(q.parameters)),

  /** A function of each number of x: points, or for `ppf` and `isf` probabilities. */
  mixture: (
    { fn, x, ...law }: MixtureLaw & { fn: DistributionFunction; x: Float64Array },
    { core, job }: Context,
  ): Promise<Float64Array> => {
    const parts = partsOf(law);
    return evaluate(x, pieceOf(fn), (part) => core.mixture(...parts, fn, part), job);
  },

  /** `count` independent draws, from `begin` on in the key's endless sequence. */
  mixtureSample: (
    { weights, components, ...args }: MixtureLaw & { key: Key; count: number; begin?: number },
    { core, job }: Context,
  ): Promise<Float64Array> => {
    const parts = partsOf({ weights, components });
    const make = (key: Key, count: number, begin: number) => core.mixture_sample(...parts, key, count, begin);
    return fill(make, doubles, args, job, pieceNumbers);
  },

  mixtureMoments: (law: MixtureLaw, { core }: Context): MixtureMoments =>
    core.mixture_moments(...partsOf(law)),

  /** p(component | x): for each number of x as many as there are components. */
  mixtureResponsibilities: (
    { x, ...law }: MixtureLaw & { x: Float64Array },
    { core }: Context,
  ): Float64Array => core.mixture_responsibilities(...partsOf(law), x),
};
