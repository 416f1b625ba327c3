// Rain: the drops and what is counted of them. Heights, landings, their heights on the curve, mean and variance come from the
// core; here they are kept and counted into bins.

import type { Client } from '$web/core-client/client.ts';

export const most = 1_000_000;
export const [low, high] = [-4, 4] as const;
export const bins = 64;
export const heightBins = 20;

export interface Moments {
  mean: number;
  variance: number;
}

/** The drops of one seed so far. The n-th is the same however one came to n. */
export class Drops {
  u = new Float64Array();
  z = new Float64Array();
  /** Φ of where each has landed: for the distance from the law. */
  back = new Float64Array();
  #moments: (Moments & { n: number }) | undefined;

  constructor(
    readonly client: Pick<Client, 'call'>,
    readonly seed: number,
  ) {}

  /** Makes sure that there are `n` drops; some are made ahead, so that a step does not wait. */
  async grow(n: number, signal: AbortSignal): Promise<void> {
    const begin = this.u.length;
    if (n <= begin) return;
    const count = Math.min(most, Math.max(n, 2 * begin, 256)) - begin;
    const options = { signal };
    const key = await this.client.call('keyFromSeed', { seed: this.seed }, options);
    const u = (await this.client.call('uniform', { key, count, begin }, options)) as Float64Array;
    const z = (await this.client.call('special', { name: 'normal_ppf', x: u }, options)) as Float64Array;
    const back = (await this.client.call('special', { name: 'normal_cdf', x: z }, options)) as Float64Array;
    // Another call may have been faster.
    if (this.u.length !== begin) return this.grow(n, signal);
    this.u = joined(this.u, u);
    this.z = joined(this.z, z);
    this.back = joined(this.back, back);
  }

  /** Of the first n; asked for ahead, like the drops. */
  async moments(n: number, signal: AbortSignal): Promise<Moments> {
    if (this.#moments?.n === n) return this.#moments;
    const moments = await this.client.call('moments', { x: this.z.slice(0, n) }, { signal });
    this.#moments = { n, ...moments };
    return moments;
  }

  distance(n: number, signal: AbortSignal) {
    return this.client.call('ksFromUniform', { u: this.back.slice(0, n) }, { signal });
  }
}

function joined(a: Float64Array, b: Float64Array) {
  const result = new Float64Array(a.length + b.length);
  result.set(a);
  result.set(b, a.length);
  return result;
}

/** Counts over the first drops; it goes on from where it was, or begins again when fewer are asked for. */
export class Tally {
  n = 0;
  counts = new Float64Array(bins);
  heights = new Float64Array(heightBins);
  outside = 0;

  to(n: number, { u, z }: Pick<Drops, 'u' | 'z'>) {
    if (n < this.n) {
      this.n = this.outside = 0;
      this.counts.fill(0);
      this.heights.fill(0);
    }
    for (let i = this.n; i < n; i++) {
      const x = z[i]!;
      this.heights[Math.min(heightBins - 1, Math.floor(u[i]! * heightBins))]!++;
      const bin = Math.floor(((x - low) / (high - low)) * bins);
      if (bin >= 0 && bin < bins) this.counts[bin]!++;
      else this.outside++;
    }
    this.n = n;
  }
}

/** Few drops deserve few bins: neighbours are put together. */
export function pile(counts: ArrayLike<number>, n: number) {
  const merged = n < 200 ? 4 : n < 20_000 ? 2 : 1;
  const width = ((high - low) / counts.length) * merged;
  const size = counts.length / merged;
  const heights = new Float64Array(size);
  for (let i = 0; i < counts.length; i++) heights[Math.floor(i / merged)]! += counts[i]! / (n * width || 1);
  return { edges: Float64Array.from({ length: size + 1 }, (_, i) => low + i * width), heights };
}

/** Where the distance is measured: two places in each power of ten, as far as the drops go. */
export const milestones = (n: number) =>
  Array.from({ length: 11 }, (_, i) => Math.round(10 ** (1 + i / 2))).filter((at) => at <= n);
