// One joint law of a hidden z and a datum x, drawn in both orders; and a hidden coordinate, imputed.

import type { Core } from './people.ts';

/** z is standard normal; x given z is normal with mean slope * z and standard deviation noise. */
export interface Model {
  slope: number;
  noise: number;
}

/** The same law from its other end: x has this deviation, and z given x is normal with mean back * x. */
export interface Reversed {
  deviation: number;
  back: number;
  left: number;
}

/** By the law of a Gaussian's hidden coordinate: the joint covariance has all that is needed. */
export async function reverse(
  client: Core,
  { slope, noise }: Model,
  signal?: AbortSignal,
): Promise<Reversed> {
  const variance = slope ** 2 + noise ** 2;
  const given = await client.call(
    'conditionGaussian',
    {
      mean: Float64Array.of(0, 0),
      covariance: Float64Array.of(1, slope, slope, variance),
      known: Uint32Array.of(1),
      values: Float64Array.of(1),
    },
    signal ? { signal } : {},
  );
  return { deviation: Math.sqrt(variance), back: given.mean[0]!, left: Math.sqrt(given.covariance[0]!) };
}

export interface Cloud {
  x: Float64Array;
  z: Float64Array;
}

export const most = 100_000;
export const jumps = [100, 10_000, most] as const;

/** Two independent clouds: the first draws z and then x, the second x and then z. */
export async function drawBoth(
  client: Core,
  model: Model,
  way: Reversed,
  seed: number,
  count: number,
  signal: AbortSignal,
): Promise<{ forth: Cloud; back: Cloud }> {
  const root = await client.call('keyFromSeed', { seed }, { signal });
  const keys = await client.call('split', { key: root, count: 4 }, { signal });
  const normals: Float64Array[] = [];
  for (const key of keys)
    normals.push((await client.call('normal', { key, count }, { signal })) as Float64Array);
  const [a, b, c, d] = normals as [Float64Array, Float64Array, Float64Array, Float64Array];
  const { deviation, back, left } = way;
  const x = c.map((e) => deviation * e);
  return {
    forth: { z: a, x: b.map((e, i) => model.slope * a[i]! + model.noise * e) },
    back: { x, z: d.map((e, i) => back * x[i]! + left * e) },
  };
}

/** Sums of both coordinates: two clouds with the same margins differ there if they hang together differently. */
export const sums = ({ x, z }: Cloud, n: number) => x.slice(0, n).map((each, i) => each + z[i]!);

export interface Compared {
  n: number;
  x: { distance: number; p: number };
  z: { distance: number; p: number };
  both: { distance: number; p: number };
}

export async function compare(
  client: Core,
  forth: Cloud,
  back: Cloud,
  n: number,
  signal: AbortSignal,
): Promise<Compared> {
  const ask = (a: Float64Array, b: Float64Array) => client.call('ksTwoSamples', { a, b }, { signal });
  return {
    n,
    x: await ask(forth.x.slice(0, n), back.x.slice(0, n)),
    z: await ask(forth.z.slice(0, n), back.z.slice(0, n)),
    both: await ask(sums(forth, n), sums(back, n)),
  };
}

/** Half the width of the window in which draws count as "x is this". */
export const window = 0.05;

/** The hidden z of the draws whose x lies in the window about `at`. */
export function near({ x, z }: Cloud, n: number, at: number) {
  let [count, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (Math.abs(x[i]! - at) > window) continue;
    count++;
    sum += z[i]!;
  }
  return { count, mean: sum / count };
}

/** The planes go from -reach to reach. */
export const reach = 4;

export async function bellAt(client: Core, { back, left }: Reversed, datum: number, signal: AbortSignal) {
  const z = Float64Array.from({ length: 161 }, (_, i) => -reach + (2 * reach * i) / 160);
  const standard = z.map((each) => (each - back * datum) / left);
  const density = (await client.call(
    'special',
    { name: 'normal_pdf', x: standard },
    { signal },
  )) as Float64Array;
  return { z, density: density.map((p) => p / left) };
}
