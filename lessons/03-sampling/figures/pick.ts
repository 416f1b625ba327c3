// Two ways to draw from one estimate: through its quantile function, and by picking a datum and nudging it.

import type { Client } from '$web/core-client/client.ts';
import { equalEdges } from '$web/kit/index.ts';
import { withKde } from './with-kde.ts';

type Core = Pick<Client, 'call'>;

export interface Piles {
  data: Float64Array;
  bandwidth: number;
  low: number;
  high: number;
  x: Float64Array;
  density: Float64Array;
  cdf: Float64Array;
  /** The heights, and where the quantile function takes them. */
  u: Float64Array;
  inverse: Float64Array;
  /** The data that were picked, the normal numbers, and picked + h * normal. */
  picked: Float64Array;
  nudge: Float64Array;
  nudged: Float64Array;
  /** What the worker took for each pile, with the way there and back. */
  milliseconds: { inverse: number; nudged: number };
}

/** Piles are made in these sizes: one more draw in view does not make a new pile. */
export const sizes = [100, 1000, 10_000] as const;
export const sizeFor = (n: number) => sizes.find((size) => size >= n) ?? 10_000;

export async function makePiles(
  client: Core,
  data: Float64Array,
  seed: number,
  count: number,
  signal: AbortSignal,
): Promise<Piles> {
  return withKde(client, data, 'sheather_jones', signal, async (kde, bandwidth) => {
    const options = { signal };
    const sorted = data.toSorted();
    const [low, high] = [sorted[0]! - 3.5 * bandwidth, sorted.at(-1)! + 3.5 * bandwidth];
    const x = equalEdges(low, high, 300);
    const density = await client.call('kdeDensity', { kde, x }, options);
    const cdf = await client.call('kdeCdf', { kde, x }, options);
    const root = await client.call('keyFromSeed', { seed }, options);
    const [heights, picks] = await client.call('split', { key: root, count: 2 }, options);
    const u = (await client.call('uniform', { key: heights!, count }, options)) as Float64Array;
    const start = performance.now();
    const inverse = await client.call('kdePpf', { kde, x: u }, options);
    const middle = performance.now();
    const nudged = await client.call('kdeSample', { kde, key: picks!, count }, options);
    const end = performance.now();
    // The core splits the key of a sample into one for the picks and one for the noise: so each draw can be shown in its parts.
    const [which, noise] = await client.call('split', { key: picks!, count: 2 }, options);
    const place = await client.call('uniform', { key: which!, count }, options);
    const nudge = (await client.call('normal', { key: noise!, count }, options)) as Float64Array;
    const picked = Float64Array.from(place, (p) => sorted[Math.floor(p * sorted.length)]!);
    return {
      ...{ data, bandwidth, low, high, x, density, cdf, u, inverse, picked, nudge, nudged },
      milliseconds: { inverse: middle - start, nudged: end - middle },
    };
  });
}

/** One draw in its parts: the points of the search for u, and the bell of the datum that was picked. */
export interface Closeup {
  draw: number;
  x: Float64Array;
  cdf: Float64Array;
  /** phi((x - picked) / h) over phi(0), at the positions of the piles. */
  bell: Float64Array;
}

export async function lookCloser(client: Core, piles: Piles, draw: number, signal: AbortSignal) {
  const { data, bandwidth, u, picked, x: positions } = piles;
  return withKde(client, data, bandwidth, signal, async (kde): Promise<Closeup> => {
    const args = { kde, p: u[draw]!, method: 'bracketed_newton' } as const;
    const { x } = await client.call('kdeQuantileSteps', args, { signal });
    const cdf = await client.call('kdeCdf', { kde, x }, { signal });
    const z = Float64Array.from([0, ...positions.map((at) => (at - picked[draw]!) / bandwidth)]);
    const pdf = (await client.call('special', { name: 'normal_pdf', x: z }, { signal })) as Float64Array;
    return { draw, x, cdf, bell: pdf.slice(1).map((value) => value / pdf[0]!) };
  });
}

/** The first `n` values in equal bins, as a density. */
export function pile(values: Float64Array, n: number, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const [low, width] = [edges[0]!, edges[1]! - edges[0]!];
  const heights = new Float64Array(bins);
  for (let i = 0; i < n; i++) {
    const bin = Math.floor((values[i]! - low) / width);
    if (bin >= 0 && bin < bins) heights[bin]! += 1 / (n * width);
  }
  return heights;
}

// Kolmogorov's law, of the distance of two large samples of one law times sqrt(n / 2): its mean sqrt(pi / 2) ln 2, and the
// square root of its variance pi^2 / 12 - mean^2.
const mean = Math.sqrt(Math.PI / 2) * Math.LN2;
const deviation = Math.sqrt(Math.PI ** 2 / 12 - mean ** 2);
export const distanceOfTwins = (n: number) => ({
  expected: mean * Math.sqrt(2 / n),
  error: deviation * Math.sqrt(2 / n),
});
