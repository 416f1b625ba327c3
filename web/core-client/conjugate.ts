// The methods for conjugate pairs: posterior, predictive law, curves; and for exponential families.

import type { ExponentialName } from '$core/catalogue.ts';
import type { Context, Key } from './methods.ts';
import {
  flat,
  isArray,
  names,
  namesOf,
  numbersOf,
  type ConjugateModel,
  type Of,
  type OneParameterModel,
} from './models.ts';

export interface ConjugateAnswer {
  /** The names of the prior's numbers. */
  posterior: Record<string, number | Float64Array>;
  /** log p(y), of the data in the order in which they came. */
  logEvidence: number;
  /** log of the number of orders (tosses, categories): add it for the evidence of the counts alone. */
  logOrders: number;
  /** The law of the next datum and its numbers: [p], [r, p], [shape, scale], [mean, sd], [df, loc, scale], [p_1, ...]. */
  predictive: {
    law: 'bernoulli' | 'negative_binomial' | 'lomax' | 'normal' | 'student_t' | 'categorical';
    parameters: Float64Array;
  };
}

/** p(x | eta) = h(x) exp(eta T(x) - A(eta)). `known`: sigma of normal_mean, the shape of gamma_rate; 1 by default. */
export interface Exponential {
  name: ExponentialName;
  known?: number;
}

const none = new Float64Array(0);

export const conjugateMethods = {
  /** Posterior, evidence and predictive law of a conjugate model. */
  conjugate: (args: Of<ConjugateModel>, { core }: Context): ConjugateAnswer => {
    const { posterior, ...rest } = core.conjugate(args.model, ...numbersOf(args, 'conjugate'));
    const wanted = names[args.model].prior;
    const named = isArray(wanted[0]!)
      ? { [wanted[0]!]: posterior }
      : Object.fromEntries(wanted.map((name, i) => [name, posterior[i]!]));
    return { ...rest, posterior: named } as ConjugateAnswer;
  },

  /** log p(the next datum is x_i) under a law of the prior's form; -Infinity outside its support. */
  conjugatePredictive: (
    {
      model,
      law,
      x,
    }: { model: Exclude<ConjugateModel, 'dirichlet_categorical'>; law: object; x: Float64Array },
    { core }: Context,
  ): Float64Array =>
    core.conjugate_predictive(model, flat(law, namesOf(model, 'conjugate').prior, 'law', 'conjugate'), x),

  /** Logarithms of the prior's density, the likelihood and the posterior's density at each theta. */
  conjugateCurves: (
    { theta, ...args }: Of<OneParameterModel> & { theta: Float64Array },
    { core }: Context,
  ): { logPrior: Float64Array; logLikelihood: Float64Array; logPosterior: Float64Array } =>
    core.conjugate_curves(args.model, ...numbersOf(args, 'conjugateCurves'), theta),

  /** A, A' = E T and A'' = Var T at each eta; eta lies between low and high. */
  exponentialFamily: (
    { name, known = 1, eta }: Exponential & { eta: Float64Array },
    { core }: Context,
  ): {
    low: number;
    high: number;
    logPartition: Float64Array;
    mean: Float64Array;
    variance: Float64Array;
  } => core.exponential_family(name, known, eta),

  /** The eta of each mean of T. */
  exponentialNatural: (
    { name, known = 1, mean }: Exponential & { mean: Float64Array },
    { core }: Context,
  ): Float64Array => core.exponential_natural(name, known, mean),

  /** log h, T and log p at each x. */
  exponentialCurves: (
    { name, known = 1, eta, x }: Exponential & { eta: number; x: Float64Array },
    { core }: Context,
  ): { logBase: Float64Array; statistic: Float64Array; logProb: Float64Array } =>
    core.exponential_curves(name, known, eta, x),

  /** `count` draws, from `begin` on in the key's endless sequence, and T of each. */
  exponentialDraws: (
    {
      name,
      known = 1,
      eta,
      key,
      count,
      begin = 0,
    }: Exponential & { eta: number; key: Key; count: number; begin?: number },
    { core }: Context,
  ): { x: Float64Array; statistic: Float64Array } =>
    core.exponential_draws(name, known, eta, key, count, begin),

  /**
   * The conjugate prior of eta, as if nu data had been seen whose T sum to chi: its log density at each eta, the mean of
   * A' by quadrature with the error of that, and the log evidence of the data.
   */
  exponentialPrior: (
    {
      name,
      known = 1,
      chi,
      nu,
      eta = none,
      data = none,
    }: Exponential & { chi: number; nu: number; eta?: Float64Array; data?: Float64Array },
    { core }: Context,
  ): { logDensity: Float64Array; mean: number; error: number; logEvidence: number } =>
    core.exponential_prior(name, known, chi, nu, eta, data),
};
