// The methods for samplers whose models are of a lesson's own: Gibbs sampling by closed-form conditionals, Metropolis on a part of
// the data; and for Markov chains on a few states. The samplers are used and deleted as those of mcmc.ts.

import type { Sampler } from '$core/tractable_simd.js';
import { camel } from './camel.ts';
import { HeldSampler, infoOf, type SamplerInfo } from './mcmc.ts';
import type { Context } from './methods.ts';

/** What is drawn, block by block, and the position's coordinates. */
export type GibbsModel =
  /** N(mean, covariance): x1, x2 ... */
  | { kind: 'gaussian'; mean: Float64Array; covariance: Float64Array }
  /** Points x (n, dim) of K Gaussians of known sigma: mu (K dim), pi (K), the n labels 0 ... K - 1; blocks z, mu, pi. */
  | {
      kind: 'mixture';
      x: Float64Array;
      dim?: number;
      components?: number;
      sigma?: number;
      priorSd?: number;
    }
  /** Normal data: mu, and the precision tau. */
  | { kind: 'normal'; y: Float64Array }
  /** y = X beta + noise, X (n, k), beta of variance s2 `priorVariance` before the data: beta (k), s2. */
  | { kind: 'regression'; x: Float64Array; y: Float64Array; priorVariance?: number };

export type MixtureModel = Extract<GibbsModel, { kind: 'mixture' }>;

interface OneChain {
  seed: number;
  /** The chain's number under the seed. */
  firstChain?: number;
  /** Without it the chain starts at a place that it draws. */
  start?: Float64Array;
}

export interface GibbsArgs extends OneChain {
  model: GibbsModel;
  /** Every block once a transition, in their order; or one at random. */
  scan?: 'systematic' | 'random';
}

export interface SubsampledArgs extends OneChain {
  /** Normal data of variance 1; x is their mean, its prior is flat: exactly N(mean of y, 1 / N). */
  y: Float64Array;
  /** How many of them a transition looks at. */
  batchRows: number;
  /** Which estimate a proposal is compared with: the one that was accepted with the place, one from the same rows; or all rows. */
  batch: 'carried' | 'shared' | 'full';
  stepSize?: number;
}

export interface SgldArgs extends OneChain {
  y: Float64Array;
  batchRows: number;
  /** Epsilon. */
  stepSize: number;
}

function hold(make: () => Sampler, { objects }: Context): SamplerInfo {
  const sampler = make();
  try {
    return { sampler: objects.hold('sampler', new HeldSampler(sampler)), ...infoOf(sampler) };
  } catch (error) {
    sampler.delete(); // nobody could, without its number
    throw error;
  }
}

const none = new Float64Array(0);

export const gibbsMethods = {
  /** A Gibbs sampler: `samplerRun`, `samplerStep` ... `samplerDelete` take its number. It knows no quantities. */
  gibbsCreate: (
    { model, scan = 'systematic', seed, firstChain = 0, start = none }: GibbsArgs,
    context: Context,
  ): SamplerInfo =>
    hold(() => {
      const { core } = context;
      const rest = [scan, core.key_from_seed(seed), firstChain, start] as const;
      switch (model.kind) {
        case 'gaussian':
          return core.make_gaussian_gibbs(model.mean, model.covariance, ...rest);
        case 'normal':
          return core.make_normal_gibbs(model.y, ...rest);
        case 'regression':
          return core.make_regression_gibbs(model.x, model.y, model.priorVariance ?? 10, ...rest);
        default: {
          const { x, dim = 1, components = 2, sigma = 1, priorSd = 1 } = model;
          return core.make_mixture_gibbs(x, dim, components, sigma, priorSd, ...rest);
        }
      }
    }, context),

  /** Random-walk Metropolis on a part of the data: wrong, to be looked at. */
  subsampledCreate: (
    { y, batchRows, batch, stepSize = 1, seed, firstChain = 0, start = none }: SubsampledArgs,
    context: Context,
  ): SamplerInfo =>
    hold(() => {
      const { core } = context;
      return core.make_subsampled(y, batchRows, batch, stepSize, core.key_from_seed(seed), firstChain, start);
    }, context),

  /**
   * SGLD with a constant step for the mean of the same data: gradients of `batchRows` of them, and noise; nothing is accepted or
   * rejected.
   */
  sgldCreate: (
    { y, batchRows, stepSize, seed, firstChain = 0, start = none }: SgldArgs,
    context: Context,
  ): SamplerInfo =>
    hold(() => {
      const { core } = context;
      return core.make_sgld(y, batchRows, stepSize, core.key_from_seed(seed), firstChain, start);
    }, context),

  /**
   * What they draw from: the posterior's mean and variance; those of Metropolis with the estimate carried along, and the log of
   * its density at each x up to a constant; SGLD's variance, which is infinite where it runs away.
   */
  subsampledLaws: (
    {
      y,
      batchRows,
      stepSize,
      x = none,
    }: { y: Float64Array; batchRows: number; stepSize: number; x?: Float64Array },
    { core }: Context,
  ) => camel(core.subsampled_laws(y, batchRows, stepSize, x)),

  /**
   * The mixture's complete conditionals at a position (mu, pi, z): of each mu_k its mean (K, dim), its variance and how many
   * points it has; `weights` of pi's Dirichlet law; each point's responsibilities (n, K); and the log joint density.
   */
  mixtureConditionals: (
    { model, position }: { model: MixtureModel; position: Float64Array },
    { core }: Context,
  ) => {
    const { x, dim = 1, components = 2, sigma = 1, priorSd = 1 } = model;
    return camel(core.mixture_conditionals(x, dim, components, sigma, priorSd, position));
  },

  /**
   * What theory says of the chain with transition matrix p (n, n), n at most 128: its stationary law, the largest breach of
   * detailed balance, the eigenvalues (ascending) and the second largest of their moduli, whose distance from 1 is the gap. What
   * does not exist is empty or NaN, and `reason` says why.
   */
  finiteChain: ({ p, n }: { p: Float64Array; n: number }, { core }: Context) =>
    camel(core.finite_chain(p, n)),

  /** The laws (steps + 1, n) after 0, 1 ... transitions from `law`, and their distances in total variation from `towards`. */
  finiteLaws: (
    {
      p,
      n,
      law,
      steps,
      towards = none,
    }: { p: Float64Array; n: number; law: Float64Array; steps: number; towards?: Float64Array },
    { core }: Context,
  ) => core.finite_laws(p, n, law, steps, towards),

  /** The `count` states after `state`, which is where the chain stands after transition `begin`. */
  finitePath: (
    {
      p,
      n,
      state,
      count,
      seed,
      begin = 0,
    }: { p: Float64Array; n: number; state: number; count: number; seed: number; begin?: number },
    { core }: Context,
  ): Uint32Array => core.finite_path(p, n, state, core.key_from_seed(seed), count, begin),

  /** The transition matrix (n, n) of Metropolis-Hastings for the law pi (any multiple of it) and proposals q (n, n). */
  metropolisMatrix: (
    { pi, q, hastings = true }: { pi: Float64Array; q: Float64Array; hastings?: boolean },
    { core }: Context,
  ): Float64Array => core.metropolis_matrix(pi, q, hastings),
};
