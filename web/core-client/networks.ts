// The methods for graphical models: what a graph makes independent, draws of Gaussian networks and levels, and whether two
// histograms are of one law.

import type { Context, Key } from './methods.ts';

/** A graph without circles of at most 16 nodes, and a question to it: nodes are numbers from 0. */
export interface GraphQuestion {
  nodes: number;
  /** from, to, from, to ... */
  arrows: Uint32Array;
  a: number;
  b: number;
  given: Uint32Array;
}

export interface Separation {
  separated: boolean;
  /** A shortest open path from a to b; empty if there is none. */
  path: Uint32Array;
}

export interface NetworkArgs extends GraphQuestion {
  /** Of each arrow. */
  weights: Float64Array;
  /** The standard deviation of each node's own noise. */
  noise: Float64Array;
  key: Key;
  /** Draws, 32 to 20 000. */
  count: number;
}

export interface NetworkTest {
  /** The partial correlation of a and b under the law. */
  exact: number;
  /** Fisher's z of the draws' partial correlation, what is expected of it, and its standard error. */
  z: number;
  expected: number;
  standardError: number;
  /** How often draws of an independent pair are as far from z = 0. */
  pOfZero: number;
  /** Of up to 400 draws: a and b less what the given say of them. */
  leftOfA: Float64Array;
  leftOfB: Float64Array;
}

/** Standard deviations: theta ~ N(0, alpha), z ~ N(theta, sdZ), x ~ N(z, sdX). */
export interface LevelsArgs {
  alpha: number;
  sdZ: number;
  sdX: number;
}

export interface LevelDraws {
  theta: Float64Array;
  z: Float64Array;
  x: Float64Array;
}

export interface LevelsEvidence {
  /** log p(x) in closed form. */
  logEvidence: number;
  /** p(x) as the double integral of the joint density. */
  quadrature: { value: number; error: number; evaluations: number };
  /** log p(x) under each of `alphas`. */
  curve: Float64Array;
  /** The alpha with the highest evidence; 0 where the curve only falls. */
  bestAlpha: number;
}

export const networkMethods = {
  dSeparation: ({ nodes, arrows, a, b, given }: GraphQuestion, { core }: Context): Separation =>
    core.d_separation(nodes, arrows, a, b, given),

  gaussianNetwork: (
    { nodes, arrows, weights, noise, key, count, a, b, given }: NetworkArgs,
    { core }: Context,
  ): NetworkTest => core.gaussian_network(nodes, arrows, weights, noise, key, count, a, b, given),

  /** Up to 100 000 draws, downwards, or from the data upwards. */
  gaussianLevels: (
    {
      alpha,
      sdZ,
      sdX,
      key,
      count,
      fromData = false,
    }: LevelsArgs & { key: Key; count: number; fromData?: boolean },
    { core }: Context,
  ): LevelDraws => core.gaussian_levels(alpha, sdZ, sdX, key, count, fromData),

  gaussianLevelsEvidence: (
    { alpha, sdZ, sdX, x, alphas }: LevelsArgs & { x: number; alphas: Float64Array },
    { core }: Context,
  ): LevelsEvidence => core.gaussian_levels_evidence(alpha, sdZ, sdX, x, alphas),

  /** Pearson's test of homogeneity of two histograms over the same cells. */
  chiSquareTwoSamples: (
    { a, b }: { a: Float64Array; b: Float64Array },
    { core }: Context,
  ): { statistic: number; degrees: number; p: number } => core.chi_square_two_samples(a, b),
};
