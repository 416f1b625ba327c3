// What several figures of this lesson ask the core.

import type { Client } from '$web/core-client/client.ts';
import type { Key } from '$web/core-client/methods.ts';
import type { ConjugateModels, OneParameterModel } from '$web/core-client/models.ts';

export type Core = Pick<Client, 'call'>;

export const options = (signal?: AbortSignal) => (signal ? { signal } : {});

type Elementary = 'exp' | 'log' | 'normal_pdf' | 'lgamma';

export async function special(
  client: Core,
  name: Elementary,
  x: Float64Array,
  signal?: AbortSignal,
): Promise<Float64Array> {
  return (await client.call('special', { name, x }, options(signal))) as Float64Array;
}

/** A model of one unknown number with the numbers of its prior and its data, as the core takes it. */
export type Model = {
  [K in OneParameterModel]: {
    model: K;
    prior: ConjugateModels[K]['prior'];
    data: ConjugateModels[K]['data'];
  };
}[OneParameterModel];

export interface Densities {
  theta: Float64Array;
  prior: Float64Array;
  /** Divided by its largest value on the grid: only its shape is of use in a picture of densities. */
  likelihood: Float64Array;
  posterior: Float64Array;
}

export async function densities(
  client: Core,
  model: Model,
  theta: Float64Array,
  signal?: AbortSignal,
): Promise<Densities> {
  const logs = await client.call('conjugateCurves', { ...model, theta }, options(signal));
  const top = most(logs.logLikelihood);
  const [prior, likelihood, posterior] = await Promise.all([
    special(client, 'exp', logs.logPrior, signal),
    special(
      client,
      'exp',
      logs.logLikelihood.map((l) => l - top),
      signal,
    ),
    special(client, 'exp', logs.logPosterior, signal),
  ]);
  return { theta, prior, likelihood, posterior };
}

/** The largest of the numbers that are finite. */
export function most(numbers: ArrayLike<number>): number {
  let top = -Infinity;
  for (let i = 0; i < numbers.length; i++)
    if (numbers[i]! > top && Number.isFinite(numbers[i])) top = numbers[i]!;
  return top;
}

export const sum = (numbers: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i]!;
  return total;
};

/** The middles of `count` equal cells of (low, high): a sum over them times the width is an integral. */
export const middles = (low: number, high: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => low + ((high - low) * (i + 0.5)) / count);

export async function keys(client: Core, seed: number, count: number, signal?: AbortSignal): Promise<Key[]> {
  const root = await client.call('keyFromSeed', { seed }, options(signal));
  return client.call('split', { key: root, count }, options(signal));
}

export async function uniforms(client: Core, key: Key, count: number, signal?: AbortSignal) {
  return (await client.call('uniform', { key, count }, options(signal))) as Float64Array;
}

/**
 * Draws of Beta(a, b) with whole a and b: the a-th smallest of a + b - 1 uniform numbers has that law.
 */
export async function drawBeta(
  client: Core,
  key: Key,
  [a, b]: readonly [number, number],
  count: number,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const of = a + b - 1;
  const u = await uniforms(client, key, count * of, signal);
  const draws = new Float64Array(count);
  const sorted = new Float64Array(of);
  for (let i = 0; i < count; i++) {
    // A few numbers are put in order fastest one by one.
    for (let j = 0; j < of; j++) {
      const next = u[i * of + j]!;
      let at = j;
      for (; at > 0 && sorted[at - 1]! > next; at--) sorted[at] = sorted[at - 1]!;
      sorted[at] = next;
    }
    draws[i] = sorted[a - 1]!;
  }
  return draws;
}
