// Polynomials of degree 0 to 9 through data: what is fitted, and what each degree is worth.

import { significant } from '$web/kit/index.ts';
import type { Core } from './core.ts';
import { keys, options, uniforms } from './core.ts';

export const degrees = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

export interface Data {
  x: Float64Array;
  y: Float64Array;
  /** Not fitted: they judge the fit. */
  xTest: Float64Array;
  yTest: Float64Array;
  low: number;
  high: number;
}

/** The curve that makes the data: a cubic. */
export const truth = (x: number) => 0.25 + x * (-1.3 + 2.2 * x * x);
export const sigma = 0.1;

/** `n` points about the cubic, at random places or at even ones, and `tests` more that nobody fits. */
export async function cubicData(
  client: Core,
  seed: number,
  n: number,
  { even = false, tests = 200 } = {},
  signal?: AbortSignal,
): Promise<Data> {
  const [places, noise, testPlaces, testNoise] = await keys(client, seed, 4, signal);
  const normal = async (key: typeof noise, count: number) =>
    (await client.call('normal', { key: key!, count }, options(signal))) as Float64Array;
  const spread = (u: Float64Array) => u.map((each) => 2 * each - 1);
  const x = even
    ? Float64Array.from({ length: n }, (_, i) => -0.95 + (1.9 * i) / (n - 1))
    : spread(await uniforms(client, places!, n, signal)).sort();
  const xTest = spread(await uniforms(client, testPlaces!, tests, signal)).sort();
  const about = (at: Float64Array, e: Float64Array) => at.map((each, i) => truth(each) + sigma * e[i]!);
  return {
    x,
    y: about(x, await normal(noise, n)),
    xTest,
    yTest: about(xTest, await normal(testNoise, tests)),
    low: -1,
    high: 1,
  };
}

/** Every fourth year is kept back to judge the fit. */
export function everyFourth(x: readonly number[], y: readonly number[]): Data {
  const pick = (from: readonly number[], test: boolean) =>
    Float64Array.from(from.filter((_, i) => (i % 4 === 2) === test));
  return {
    x: pick(x, false),
    y: pick(y, false),
    xTest: pick(x, true),
    yTest: pick(y, true),
    low: x[0]!,
    high: x.at(-1)!,
  };
}

export const gridOf = ({ low, high }: Pick<Data, 'low' | 'high'>, count = 201) =>
  Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

export interface Fit {
  degree: number;
  logEvidence: number;
  /** Posterior predictive mean and standard deviation on the grid. */
  mean: Float64Array;
  sd: Float64Array;
  leastSquares: Float64Array;
  trainError: number;
  testError: number;
  logLikelihood: number;
  bic: number;
  aic: number;
}

/** A root mean square in words: below a millionth it is rounding. */
export const miss = (error: number) =>
  Number.isFinite(error) ? (error < 1e-6 ? 'nothing' : significant(error, 2)) : 'what nobody knows';

/** How wide the prior of each coefficient is, in units of the noise. */
export const usualPrior = 10;

export async function fitAll(
  client: Core,
  data: Data,
  priorSd = usualPrior,
  signal?: AbortSignal,
): Promise<Fit[]> {
  const grid = gridOf(data);
  const { x, y, xTest, yTest, low, high } = data;
  return Promise.all(
    degrees.map((degree) =>
      client.call(
        'polynomialRegression',
        { x, y, xTest, yTest, low, high, grid, degree, priorSd },
        options(signal),
      ),
    ),
  );
}

export const criteria = ['evidence', 'bic', 'aic', 'test'] as const;
export type Criterion = (typeof criteria)[number];

/** What a criterion says of a fit: the larger, the better. */
export const scoreOf: Record<Criterion, (fit: Fit) => number> = {
  evidence: (fit) => fit.logEvidence,
  bic: (fit) => -fit.bic / 2,
  aic: (fit) => -fit.aic / 2,
  test: (fit) => -fit.testError,
};

/** The degree that it prefers. Degrees that the data do not determine have no score. */
export function choice(fits: readonly Fit[], criterion: Criterion): number {
  const scores = fits.map(scoreOf[criterion]);
  return scores.reduce(
    (best, score, i) => (score > scores[best]! || Number.isNaN(scores[best]) ? i : best),
    0,
  );
}
