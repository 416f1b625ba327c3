// One joint law of a hidden z and a datum x, drawn in both orders; and a hidden coordinate, imputed.

import {
  axes,
  label,
  line,
  points,
  roleStroke,
  Scale,
  type Axis,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
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

export const reach = 4;
const xAxis: Axis = { domain: [-reach, reach], label: 'datum x' };
const zAxis: Axis = { domain: [-reach, reach], label: 'hidden z' };
const narrow = 560;

export const views = ['draw', 'impute'] as const;
export type View = (typeof views)[number];

export const heightFor = (width: number, view: View) => (width >= narrow || view === 'impute' ? 400 : 720);

export function layout({ width, height }: Size, view: View): { forth: Scales; back: Scales } {
  const box = (left: number, right: number, top: number, bottom: number): Scales => ({
    ...{ left, right, top, bottom },
    x: new Scale(xAxis, left, right),
    y: new Scale(zAxis, bottom, top),
  });
  if (view === 'impute') {
    const whole = box(36, width - 14, 30, height - 40);
    return { forth: whole, back: whole };
  }
  if (width >= narrow) {
    const half = (width - 14) / 2;
    return { forth: box(36, half - 6, 48, height - 40), back: box(half + 42, width - 14, 48, height - 40) };
  }
  const half = height / 2;
  return { forth: box(36, width - 14, 48, half - 42), back: box(36, width - 14, half + 48, height - 40) };
}

export interface WaysPicture {
  view: View;
  clouds: { forth: Cloud; back: Cloud } | undefined;
  n: number;
  /** How far the newest draw has come: to its first coordinate at 1/2, to both at 1. */
  progress: number;
  model: Model;
  way: Reversed;
  /** The datum whose z is hidden, and the conditional density of z there, on `z`. */
  datum: number;
  bell: { z: Float64Array; density: Float64Array } | undefined;
  guess: number | undefined;
}

const few = 200;

export function drawWays(surface: Surface, at: ReturnType<typeof layout>, picture: WaysPicture) {
  const { view, clouds, n, progress } = picture;
  if (view === 'impute') return drawImpute(surface, at.forth, picture);
  const title = (scales: Scales, text: string) =>
    surface.text(text, scales.left - 28, scales.top - 30, {
      ...{ colour: '--fg', size: 13, weight: 650, baseline: 'bottom' },
    });
  for (const [scales, cloud, order] of [
    [at.forth, clouds?.forth, 'zx'],
    [at.back, clouds?.back, 'xz'],
  ] as const) {
    axes(surface, scales);
    title(scales, order === 'zx' ? 'z first: p(z) p(x | z)' : 'x first: p(x) p(z | x)');
    means(surface, scales, picture, order);
    if (!cloud || n === 0) continue;
    const landed = progress < 1 ? n - 1 : n;
    points(
      surface,
      scales,
      { x: cloud.x.subarray(0, landed), y: cloud.z.subarray(0, landed) },
      {
        ...{ radius: n <= few ? 3 : 1.6, opacity: n <= few ? 0.7 : 0.35, colour: '--posterior' },
      },
    );
    if (n <= few) walk(surface, scales, cloud, n - 1, progress, order);
  }
}

/** Where the second coordinate is on average, given the first. */
function means(surface: Surface, scales: Scales, { model, way: { back } }: WaysPicture, order: 'zx' | 'xz') {
  const ends = [-reach, reach];
  const along =
    order === 'zx'
      ? { x: ends.map((z) => model.slope * z), y: ends }
      : { x: ends, y: ends.map((x) => back * x) };
  const colour = order === 'zx' ? '--likelihood' : '--posterior';
  line(surface, scales, along, roleStroke(order === 'zx' ? 'likelihood' : 'posterior', 2));
  const text = order === 'zx' ? 'mean of x, given z' : 'mean of z, given x';
  // In the corner that the cloud leaves free.
  const at = { x: -reach, y: model.slope >= 0 ? 3.4 : -3.4 };
  label(surface, scales, { ...at, text }, { colour, size: 12, dx: 8 });
}

/** The newest draw: its first coordinate on an axis, then across or up to the point. */
function walk(
  surface: Surface,
  scales: Scales,
  cloud: Cloud,
  i: number,
  progress: number,
  order: 'zx' | 'xz',
) {
  const [x, y] = [scales.x.at(scales.x.clamp(cloud.x[i]!)), scales.y.at(scales.y.clamp(cloud.z[i]!))];
  const first = order === 'zx' ? [scales.left, y] : [x, scales.bottom];
  const share = Math.max(0, 2 * progress - 1);
  const [toX, toY] = [first[0]! + share * (x - first[0]!), first[1]! + share * (y - first[1]!)];
  surface.circle(first[0]!, first[1]!, 5, { fill: { colour: order === 'zx' ? '--prior' : '--fg' } });
  if (progress > 0.5) {
    surface.path([first[0]!, first[1]!, toX, toY], { colour: '--accent', width: 2, dash: [6, 4] });
    surface.circle(toX, toY, 4.5, { fill: { colour: '--accent' } });
  }
}

function drawImpute(surface: Surface, scales: Scales, { clouds, n, datum, bell, way, guess }: WaysPicture) {
  axes(surface, scales);
  if (clouds)
    points(
      surface,
      scales,
      { x: clouds.forth.x.subarray(0, n), y: clouds.forth.z.subarray(0, n) },
      {
        ...{ radius: n <= few ? 3 : 1.6, opacity: 0.3, colour: '--muted' },
      },
    );
  const x = scales.x.at(datum);
  const half = Math.max(1.5, scales.x.at(window) - scales.x.at(0));
  surface.rect(x - half, scales.top, 2 * half, scales.bottom - scales.top, {
    fill: { colour: '--fg', opacity: 0.18 },
  });
  if (guess !== undefined) {
    const y = scales.y.at(scales.y.clamp(guess));
    surface.path([scales.left, y, scales.right, y], { colour: '--muted', width: 1.5, dash: [4, 4] });
    label(
      surface,
      scales,
      { x: -reach, y: guess, text: 'your guess' },
      { colour: '--muted', size: 12, dx: 6, dy: -9 },
    );
  }
  if (!bell) return;
  // The law of z at this x, turned upright: as wide as there is room.
  const room = datum < 1.5 ? 1 : -1;
  const side = bell.density.map((p) => datum + room * 1.6 * p);
  line(surface, scales, { x: side, y: bell.z }, { colour: '--posterior', width: 2.5 });
  const mean = way.back * datum;
  surface.circle(x, scales.y.at(mean), 5, { fill: { colour: '--posterior' } });
  label(
    surface,
    scales,
    { x: datum + room * 1.6 * Math.max(...bell.density), y: mean, text: 'p(z | x)' },
    {
      ...{ colour: '--posterior', dx: 8 * room, align: room > 0 ? 'left' : 'right' },
    },
  );
}

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
