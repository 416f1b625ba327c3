// A coin with an unknown share of heads and a beta prior, as the core knows it: curves over the share, and closed forms.

import type { Core } from './people.ts';

/** The middles of `count` equal cells of (0, 1): sums over them times 1 / count are integrals by the midpoint rule. */
export const middles = (count: number) => Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);

const model = 'beta_bernoulli';

export interface Beta {
  a: number;
  b: number;
}

const given = (prior: Beta, heads: number, tails: number) => ({
  model: model as typeof model,
  prior,
  data: { successes: heads, failures: tails },
});

const options = (signal?: AbortSignal) => (signal ? { signal } : {});

export async function exp(client: Core, x: Float64Array, signal?: AbortSignal): Promise<Float64Array> {
  return (await client.call('special', { name: 'exp', x }, options(signal))) as Float64Array;
}

/** The prior's density, and the probability of tosses in their order, at each theta. */
export async function curves(
  client: Core,
  theta: Float64Array,
  prior: Beta,
  heads: number,
  tails: number,
  signal?: AbortSignal,
): Promise<{ prior: Float64Array; likelihood: Float64Array; logLikelihood: Float64Array }> {
  const logs = await client.call(
    'conjugateCurves',
    { ...given(prior, heads, tails), theta },
    options(signal),
  );
  return {
    prior: await exp(client, logs.logPrior, signal),
    likelihood: await exp(client, logs.logLikelihood, signal),
    logLikelihood: logs.logLikelihood,
  };
}

/** The posterior's two numbers, the logarithm of the evidence, and in how many orders such tosses come. */
export async function closedForm(
  client: Core,
  prior: Beta,
  heads: number,
  tails: number,
  signal?: AbortSignal,
): Promise<{ posterior: Beta; logEvidence: number; evidence: number; orders: number }> {
  const { posterior, logEvidence, logOrders } = await client.call(
    'conjugate',
    given(prior, heads, tails),
    options(signal),
  );
  const [evidence, orders] = await exp(client, Float64Array.of(logEvidence, logOrders), signal);
  return {
    posterior: posterior as unknown as Beta,
    logEvidence,
    evidence: evidence!,
    orders: Math.round(orders!),
  };
}

export const flat: Beta = { a: 1, b: 1 };

export const sum = (numbers: ArrayLike<number>) => {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
};
