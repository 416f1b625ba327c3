// The methods for regression: conjugate, generalised linear, polynomial; and for a Gaussian's hidden coordinates.

import type { Context } from './methods.ts';
import { flat } from './models.ts';

export interface RegressionLaw {
  beta: Float64Array;
  /** (k, k), row by row: beta has the covariance s2 v. */
  v: Float64Array;
  a: number;
  b: number;
}

export interface PolynomialArgs {
  x: Float64Array;
  y: Float64Array;
  /** 0 to 30. */
  degree: number;
  /** Where mean, sd and leastSquares are wanted. */
  grid?: Float64Array;
  xTest?: Float64Array;
  yTest?: Float64Array;
  /** The ends of the x axis. */
  low?: number;
  high?: number;
  /** The noise's standard deviation; 0: unknown, with an inverse gamma prior (a, b) of its square. */
  noise?: number;
  /** Of each coefficient of the orthonormal polynomials; in units of the noise where that is unknown. */
  priorSd?: number;
  a?: number;
  b?: number;
}

const none = new Float64Array(0);

export const regressionMethods = {
  /** The same of a regression with unknown noise; x (n, k) row by row. */
  conjugateRegression: (
    { prior: { beta, v, a, b }, x, y }: { prior: RegressionLaw; x: Float64Array; y: Float64Array },
    { core }: Context,
  ): RegressionLaw & { logEvidence: number } => core.conjugate_regression(beta, v, a, b, x, y),

  /** A generalised linear model by maximum likelihood, with AIC and BIC; x (n, k) row by row. */
  fitGlm: (
    { family, x, y }: { family: 'normal' | 'logistic' | 'poisson'; x: Float64Array; y: Float64Array },
    { core }: Context,
  ) => core.fit_glm(family, x, y),

  /** A polynomial by Bayes and by least squares: evidence, predictive law on a grid, errors, BIC. */
  polynomialRegression: (
    {
      x,
      y,
      degree,
      grid = none,
      xTest = none,
      yTest = none,
      low = -1,
      high = 1,
      noise = 0,
      priorSd = 1,
      a = 1,
      b = 0.01,
    }: PolynomialArgs,
    { core }: Context,
  ) => {
    const options = flat(
      { low, high, noise, priorSd, a, b },
      ['low', 'high', 'noise', 'priorSd', 'a', 'b'],
      'options',
      'polynomialRegression',
    );
    return core.fit_polynomial(x, y, degree, grid, xTest, yTest, options);
  },

  /** The law of a Gaussian's hidden coordinates, given the others; covariance row by row. */
  conditionGaussian: (
    {
      mean,
      covariance,
      known,
      values,
    }: { mean: Float64Array; covariance: Float64Array; known: Uint32Array; values: Float64Array },
    { core }: Context,
  ): { hidden: Uint32Array; mean: Float64Array; covariance: Float64Array } =>
    core.condition_gaussian(mean, covariance, known, values),
};
