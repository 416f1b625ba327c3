// Densities and likelihoods as the figures need them, by the core.

import type { Core } from './people.ts';

/** The middles of `count` equal cells of (0, 1): sums over them times 1 / count are integrals by the midpoint rule. */
export const middles = (count: number) => Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);

async function special(
  client: Core,
  name: 'exp' | 'log' | 'log1p' | 'lgamma',
  x: Float64Array,
  signal?: AbortSignal,
): Promise<Float64Array> {
  return (await client.call('special', { name, x }, signal ? { signal } : {})) as Float64Array;
}

/** log B(a, b), the logarithm of the integral of t^(a - 1) (1 - t)^(b - 1). */
export async function logBeta(client: Core, a: number, b: number, signal?: AbortSignal): Promise<number> {
  const [one, two, both] = await special(client, 'lgamma', Float64Array.of(a, b, a + b), signal);
  return one! + two! - both!;
}

/** t^k (1 - t)^m at each t: the probability of a sequence with k heads and m tails. */
export async function power(
  client: Core,
  t: Float64Array,
  k: number,
  m: number,
  signal?: AbortSignal,
  shift = 0,
): Promise<Float64Array> {
  const log = await special(client, 'log', t, signal);
  const rest = await special(
    client,
    'log1p',
    t.map((x) => -x),
    signal,
  );
  const product = t.map((_, i) => (k === 0 ? 0 : k * log[i]!) + (m === 0 ? 0 : m * rest[i]!) - shift);
  return special(client, 'exp', product, signal);
}

/** The density of Beta(a, b). */
export async function betaDensity(
  client: Core,
  t: Float64Array,
  a: number,
  b: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  return power(client, t, a - 1, b - 1, signal, await logBeta(client, a, b, signal));
}

/** In how many orders k heads come among n tosses. */
export async function orders(client: Core, n: number, k: number, signal?: AbortSignal): Promise<number> {
  const [all, heads, tails] = await special(
    client,
    'lgamma',
    Float64Array.of(n + 1, k + 1, n - k + 1),
    signal,
  );
  const [count] = await special(client, 'exp', Float64Array.of(all! - heads! - tails!), signal);
  return Math.round(count!);
}

export const sum = (numbers: ArrayLike<number>) => {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
};
