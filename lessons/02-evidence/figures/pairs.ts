// Four conjugate pairs: the data that one clicks in, the numbers of the posterior that one predicts, and their curves.

import type { ConjugateAnswer } from '$web/core-client/conjugate.ts';
import {
  densities,
  middles,
  most,
  options,
  special,
  sum,
  type Core,
  type Densities,
  type Model,
} from './core.ts';

export const pairs = ['coin', 'counts', 'normal', 'die'] as const;
export type Pair = (typeof pairs)[number];

export const titles: Record<Pair, string> = {
  coin: 'a coin',
  counts: 'counts',
  normal: 'a measured value',
  die: 'a die',
};

/** What is unknown, and its law. */
export const stories: Record<Pair, string> = {
  coin: 'θ is the share of heads. Prior: Beta(2, 2).',
  counts: 'λ is the rate of cars a minute. Prior: Gamma with shape 2, rate 1.',
  normal: 'μ is a temperature in °C, measured with noise of sd 1. Prior: normal, mean 0, sd 1.',
  die: 'θ has a share for each face. Prior: Dirichlet(1, 1, 1, 1, 1, 1).',
};

/** The numbers of the posterior that the student predicts. */
export const asked: Record<Pair, readonly string[]> = {
  coin: ['a′', 'b′'],
  counts: ['shape′', 'rate′'],
  normal: ['mean′', 'sd′'],
  die: ['α₁′', 'α₂′', 'α₃′', 'α₄′', 'α₅′', 'α₆′'],
};

/** What has been seen when one comes: seven heads of ten, three minutes, three measurements, four throws. */
export const begins: Record<Pair, readonly number[]> = {
  coin: [1, 0, 1, 1, 1, 0, 1, 1, 0, 1],
  counts: [3, 1, 4],
  normal: [1.2, 2.1, 0.7],
  die: [6, 2, 6, 5],
};
export const mostData = 60;

/** The numbers of the priors, in the order of `asked`. */
export const priors: Record<Pair, readonly number[]> = {
  coin: [2, 2],
  counts: [2, 1],
  normal: [0, 1],
  die: [1, 1, 1, 1, 1, 1],
};
export const noise = 1;

export const facesOf = (data: readonly number[]) =>
  Float64Array.from({ length: 6 }, (_, i) => data.filter((face) => face === i + 1).length);

/** The model as the core takes it; the die has more than one unknown. */
export function modelOf(pair: Exclude<Pair, 'die'>, data: readonly number[]): Model {
  const [p, q] = priors[pair] as [number, number];
  if (pair === 'coin') {
    const successes = data.filter((toss) => toss >= 0.5).length;
    return {
      model: 'beta_bernoulli',
      prior: { a: p, b: q },
      data: { successes, failures: data.length - successes },
    };
  }
  const y = Float64Array.from(data);
  if (pair === 'counts') return { model: 'gamma_poisson', prior: { shape: p, rate: q }, data: { y } };
  return { model: 'normal_known_sd', prior: { mean: p, sd: q, sigma: noise }, data: { y } };
}

/** Where the curves are drawn. */
export const ranges: Record<Pair, readonly [number, number]> = {
  coin: [0, 1],
  counts: [0, 10],
  normal: [-4, 4],
  die: [0, 1],
};
export const cells = 600;

export interface Updated {
  pair: Pair;
  data: readonly number[];
  /** One curve; a die has six. */
  curves: Densities[];
  /** The posterior's numbers, in the order of `asked`. */
  posterior: number[];
  logEvidence: number;
  /** The same by another road: an integral; of a die, one throw after the other. */
  otherRoad: number;
  /** The mean of the (first) unknown: by its closed form, and of the curve. */
  mean: number;
  curveMean: number;
  next: string;
}

export async function update(
  client: Core,
  pair: Pair,
  data: readonly number[],
  signal?: AbortSignal,
): Promise<Updated> {
  const theta = middles(...ranges[pair], cells);
  const [low, high] = ranges[pair];
  if (pair === 'die') {
    const counts = facesOf(data);
    const alpha = Float64Array.from(priors.die);
    const answer = await client.call(
      'conjugate',
      { model: 'dirichlet_categorical', prior: { alpha }, data: { counts } },
      options(signal),
    );
    const [all, many] = [sum(alpha), data.length];
    // One face against the other five: the law of its share is a beta law.
    const curves = await Promise.all(
      Array.from(counts, (count, j) =>
        densities(
          client,
          {
            model: 'beta_bernoulli',
            prior: { a: alpha[j]!, b: all - alpha[j]! },
            data: { successes: count, failures: many - count },
          },
          theta,
          signal,
        ),
      ),
    );
    const posterior = [...(answer.posterior['alpha'] as Float64Array)];
    return {
      ...{ pair, data, curves, posterior, logEvidence: answer.logEvidence },
      otherRoad: await throwByThrow(client, alpha, data, signal),
      mean: posterior[5]! / sum(posterior),
      curveMean: meanOf(curves[5]!, (high - low) / cells),
      next: nextOf(pair, answer),
    };
  }
  const model = modelOf(pair, data);
  const [answer, curve, roads] = await Promise.all([
    client.call('conjugate', model, options(signal)),
    densities(client, model, theta, signal),
    client.call('evidence', model, options(signal)),
  ]);
  const posterior = Object.values(answer.posterior).slice(0, 2) as number[];
  return {
    ...{ pair, data, posterior, curves: [curve], logEvidence: answer.logEvidence },
    otherRoad: roads.quadrature.logEvidence,
    mean: meanFrom(pair, posterior),
    curveMean: meanOf(curve, (high - low) / cells),
    next: nextOf(pair, answer),
  };
}

/** The evidence as a product: how probable each throw was, given those before it. */
async function throwByThrow(
  client: Core,
  alpha: Float64Array,
  data: readonly number[],
  signal?: AbortSignal,
) {
  const shares: number[] = [];
  for (let i = 0; i < data.length; i++) {
    const counts = facesOf(data.slice(0, i));
    const before = await client.call(
      'conjugate',
      { model: 'dirichlet_categorical', prior: { alpha }, data: { counts } },
      options(signal),
    );
    shares.push(before.predictive.parameters[data[i]! - 1]!);
  }
  return sum(await special(client, 'log', Float64Array.from(shares), signal));
}

const meanFrom = (pair: Pair, [p, q]: readonly number[]) =>
  pair === 'coin' ? p! / (p! + q!) : pair === 'counts' ? p! / q! : p!;

const meanOf = ({ theta, posterior }: Densities, width: number) =>
  sum(posterior.map((density, i) => density * theta[i]!)) * width;

function nextOf(pair: Pair, { predictive }: ConjugateAnswer): string {
  const [p, q] = predictive.parameters as unknown as [number, number];
  if (pair === 'coin') return `The next toss is heads with probability ${p.toFixed(3)}.`;
  // Of a negative binomial with r and p the mean is r (1 - p) / p.
  if (pair === 'counts') return `In the next minute ${((p * (1 - q)) / q).toFixed(2)} cars are expected.`;
  if (pair === 'normal')
    return `The next measurement will lie about ${p.toFixed(2)}, with a standard deviation of ${q.toFixed(2)}.`;
  return `The next throw is a six with probability ${predictive.parameters[5]!.toFixed(3)}.`;
}

/** Digits of a measured value are rounded by whoever predicts it. */
export const toleranceOf = (pair: Pair) => (pair === 'normal' ? 0.006 : 1e-9);

export type Verdict = { right: true } | { right: false; text: string };

/** What a predicted posterior shows about the thought behind it. */
export function judge(
  pair: Pair,
  data: readonly number[],
  truth: readonly number[],
  given: readonly number[],
): Verdict {
  const near = (wanted: readonly number[]) =>
    wanted.every((each, i) => Math.abs(each - given[i]!) <= toleranceOf(pair));
  if (near(truth)) return { right: true };
  const wrong = (text: string): Verdict => ({ right: false, text });
  const prior = priors[pair];
  if (pair === 'normal') {
    const mean = sum(data) / data.length;
    if (Math.abs(given[0]! - mean) < 0.006)
      return wrong('That mean is the data’s alone. The prior counts as one more measurement, at 0.');
    if (Math.abs(given[0]! - truth[0]!) < 0.006)
      return wrong(
        'The mean is right. Precisions (one over the variance) add: 1 for the prior, 1 for each measurement.',
      );
    return wrong('Add the measurements, and divide by how many there are plus one, for the prior.');
  }
  if (near(truth.map((each, i) => each - prior[i]!)))
    return wrong('Those are the data alone. The prior’s numbers are there, too: add them.');
  if (near(prior)) return wrong('That is the prior. What have the data added to it?');
  if (truth.length === 2 && near([truth[1]!, truth[0]!]))
    return wrong('Both are there, the other way round.');
  const off = truth.findIndex((each, i) => Math.abs(each - given[i]!) > toleranceOf(pair));
  const why = {
    coin: ['a counts heads', 'b counts tails'],
    counts: ['the shape grows by every car that was counted', 'the rate grows by 1 for every minute'],
    die: Array.from({ length: 6 }, (_, i) => `α${'₁₂₃₄₅₆'[i]} counts the throws that showed ${i + 1}`),
  }[pair];
  return wrong(`${asked[pair][off]} is not ${given[off]}: ${why[off]}, on top of the prior’s ${prior[off]}.`);
}

/** The top of an axis on which the curves of both laws have room. */
export const topOf = ({ curves }: Updated, shown: boolean) =>
  1.1 * Math.max(...curves.map((curve) => Math.max(most(curve.prior), shown ? most(curve.posterior) : 0)));
