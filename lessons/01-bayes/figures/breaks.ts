// Three ways in which conditioning goes wrong: a prior of zero, a base rate forgotten, an event that has no probability.

import { axes, histogram, label, line, points, Scale, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { bayesRule } from './bayes-core.ts';
import { medical, type Core } from './people.ts';

export const names = ['zero', 'base', 'null'] as const;
export type Name = (typeof names)[number];
export const titles: Record<Name, string> = {
  zero: 'A prior of zero',
  base: 'The base rate, forgotten',
  null: 'An event without probability',
};

const likelihood = Float64Array.of(medical.sensitivity, medical.falsePositive);

/** P(ill) after 0, 1, 2 ... positive tests in a row: each posterior is the next prior. */
export async function inARow(
  client: Core,
  prior: number,
  tests: number,
  signal?: AbortSignal,
): Promise<number[]> {
  const path = [prior];
  let now = Float64Array.of(prior, 1 - prior);
  for (let i = 0; i < tests; i++) {
    now = Float64Array.from((await bayesRule(client, now, likelihood, signal ? { signal } : {})).posterior);
    path.push(now[0]!);
  }
  return path;
}

export const tests = 10;
export const believers = [
  { prior: 0.01, colour: '--posterior', text: 'prior 0.01' },
  { prior: 1e-6, colour: '--likelihood', text: 'one in a million' },
  { prior: 0, colour: '--bad', text: 'prior 0' },
] as const;

export interface Paths {
  paths: number[][];
}

export async function pathsOf(client: Core, signal: AbortSignal): Promise<number[][]> {
  return Promise.all(believers.map(({ prior }) => inARow(client, prior, tests, signal)));
}

export interface BaseCurve {
  prior: number[];
  posterior: number[];
}

export async function baseCurve(client: Core, signal: AbortSignal): Promise<BaseCurve> {
  const prior = Array.from({ length: 61 }, (_, i) => 10 ** (-4 + (4 * i) / 60) * 0.9);
  const posterior = await Promise.all(prior.map(async (p) => (await inARow(client, p, 1, signal))[1]!));
  return { prior, posterior };
}

/** Two ways to come near the line x = z: a strip of equal width, or a wedge of equal angle. */
export const limits = ['strip', 'wedge'] as const;
export type Limit = (typeof limits)[number];
export const thrown = 200_000;

export interface Cloud {
  x: Float64Array;
  z: Float64Array;
}

export async function throwCloud(client: Core, seed: number, signal: AbortSignal): Promise<Cloud> {
  const root = await client.call('keyFromSeed', { seed }, { signal });
  const [a, b] = await client.call('split', { key: root, count: 2 }, { signal });
  const normal = async (key: typeof root) =>
    (await client.call('normal', { key, count: thrown }, { signal })) as Float64Array;
  return { x: await normal(a!), z: await normal(b!) };
}

/** How wide: half the strip's width, or half the wedge's angle. */
export function keep({ x, z }: Cloud, limit: Limit, width: number): Cloud {
  const slope = Math.tan(width);
  const inside = (i: number) =>
    limit === 'strip'
      ? Math.abs(z[i]! - x[i]!) < width * Math.SQRT2
      : Math.abs(z[i]! - x[i]!) < slope * Math.abs(z[i]! + x[i]!);
  const kept = { x: [] as number[], z: [] as number[] };
  for (let i = 0; i < x.length; i++) {
    if (!inside(i)) continue;
    kept.x.push(x[i]!);
    kept.z.push(z[i]!);
  }
  return { x: Float64Array.from(kept.x), z: Float64Array.from(kept.z) };
}

/** The mean of x² of those that are kept, and its standard error. */
export function meanSquare({ x }: Cloud) {
  const n = x.length;
  const squares = x.map((each) => each * each);
  const mean = squares.reduce((a, b) => a + b, 0) / n;
  const spread = squares.reduce((a, b) => a + (b - mean) ** 2, 0) / n;
  return { n, mean, error: Math.sqrt(spread / n) };
}

/** What theory has for it as the width goes to 0: x is N(0, 1/2) in the strip; in the wedge its square is a unit exponential. */
export const limitOf: Record<Limit, number> = { strip: 0.5, wedge: 1 };

export const height = 380;
export const zeroAxes: { x: Axis; y: Axis } = {
  x: { domain: [0, tests], label: 'positive tests in a row', ticks: [0, 2, 4, 6, 8, 10] },
  y: { domain: [0, 1.04], label: 'probability of being ill', ticks: [0, 0.25, 0.5, 0.75, 1] },
};
export const baseAxes: { x: Axis; y: Axis } = {
  x: { domain: [9e-5, 0.9], log: true, label: 'base rate', ticks: [1e-4, 1e-3, 1e-2, 1e-1] },
  y: { domain: [0, 1.04], label: 'probability', ticks: [0, 0.25, 0.5, 0.75, 1] },
};

export function drawZero(surface: Surface, scales: Scales, paths: number[][], shown: number) {
  paths.forEach((path, k) => {
    const { colour, text } = believers[k]!;
    const y = path.slice(0, shown + 1);
    const x = y.map((_, i) => i);
    line(surface, scales, { x, y }, { colour });
    surface.dots(
      y.flatMap((p, i) => [scales.x.at(i), scales.y.at(p)]),
      4,
      { colour },
    );
    // Each is named where it climbs, or above the floor.
    const half = path.findIndex((p) => p > 0.4);
    const climbs = half >= 0 && half <= shown;
    const at = climbs ? half : shown;
    label(
      surface,
      scales,
      { x: at, y: path[at]!, text },
      climbs ? { colour, dx: 12, dy: 10 } : floorLabel(k, colour),
    );
  });
}

const floorLabel = (k: number, colour: string) => ({
  colour,
  dx: 12,
  dy: k === 2 ? -12 : k === 1 ? -30 : -48,
});

export function drawBase(
  surface: Surface,
  scales: Scales,
  curve: BaseCurve,
  prior: number,
  posterior: number,
) {
  const ends = [9e-5, 0.9];
  line(surface, scales, { x: ends, y: [0.9, 0.9] }, { colour: '--likelihood', dash: [2, 4] });
  label(
    surface,
    scales,
    { x: 1e-4, y: 0.9, text: 'P(+ | ill), which one is told' },
    {
      ...{ colour: '--likelihood', dx: 4, dy: -13 },
    },
  );
  line(surface, scales, { x: curve.prior, y: curve.posterior }, { colour: '--posterior' });
  label(
    surface,
    scales,
    { x: prior, y: posterior, text: `P(ill | +) = ${significant(posterior, 3)}` },
    {
      ...{
        colour: '--posterior',
        dx: prior < 0.03 ? 10 : -12,
        dy: -14,
        align: prior < 0.03 ? 'left' : 'right',
      },
    },
  );
}

const narrow = 560;
export const nullHeight = (width: number) => (width < narrow ? 620 : height);

export function nullLayout({ width, height }: Size): { plane: Scales; pile: Scales } {
  const make = (left: number, right: number, top: number, bottom: number, x: Axis, y: Axis): Scales => ({
    ...{ left, right, top, bottom },
    x: new Scale(x, left, right),
    y: new Scale(y, bottom, top),
  });
  const x: Axis = { domain: [-3.2, 3.2], label: 'x' };
  const z: Axis = { domain: [-3.2, 3.2], label: 'z' };
  const kept: Axis = { domain: [-3.2, 3.2], label: 'x of those in the band' };
  const density: Axis = { domain: [0, 0.72], label: 'density', ticks: [0, 0.2, 0.4, 0.6] };
  if (width < narrow) {
    const side = Math.min(width - 50, 0.5 * height - 40);
    return {
      plane: make(36, 36 + side, 28, 28 + side, x, z),
      pile: make(36, width - 14, 28 + side + 78, height - 40, kept, density),
    };
  }
  const side = Math.min(height - 68, 0.45 * width);
  return {
    plane: make(32, 32 + side, 28, 28 + side, x, z),
    pile: make(32 + side + 58, width - 14, 28, 28 + side, kept, density),
  };
}

export interface NullPicture {
  cloud: Cloud;
  kept: Cloud;
  limit: Limit;
  width: number;
  /** The density of x in the limit, for the strip and for the wedge. */
  truth: { x: Float64Array; density: Float64Array } | undefined;
}

export function drawNull(surface: Surface, at: ReturnType<typeof nullLayout>, picture: NullPicture) {
  const { cloud, kept, truth } = picture;
  axes(surface, at.plane);
  axes(surface, at.pile);
  const some = 4000;
  points(
    surface,
    at.plane,
    { x: cloud.x.subarray(0, some), y: cloud.z.subarray(0, some) },
    {
      ...{ radius: 1.2, opacity: 0.25, colour: '--muted' },
    },
  );
  points(
    surface,
    at.plane,
    { x: kept.x.subarray(0, some), y: kept.z.subarray(0, some) },
    {
      ...{ radius: 1.6, opacity: 0.7, colour: '--posterior' },
    },
  );
  const [bins, low, high] = [32, -3.2, 3.2];
  const heights = new Float64Array(bins);
  const width = (high - low) / bins;
  for (const x of kept.x) {
    const bin = Math.floor((x - low) / width);
    if (bin >= 0 && bin < bins) heights[bin]! += 1 / (kept.x.length * width);
  }
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low + i * width);
  histogram(surface, at.pile, { edges, heights }, { colour: '--posterior', opacity: 0.35 });
  if (truth) line(surface, at.pile, { x: truth.x, y: truth.density }, { colour: '--fg', width: 2 });
}

/** sqrt(2) phi(sqrt(2) x) for the strip; for the wedge |x| exp(-x²), which is sqrt(2 pi) |x| phi(sqrt(2) x). */
export async function truthOf(client: Core, limit: Limit, signal: AbortSignal) {
  const x = Float64Array.from({ length: 321 }, (_, i) => -3.2 + 0.02 * i);
  const phi = (await client.call(
    'special',
    { name: 'normal_pdf', x: x.map((each) => each * Math.SQRT2) },
    { signal },
  )) as Float64Array;
  const factor = (each: number) => (limit === 'strip' ? Math.SQRT2 : Math.abs(each) * Math.sqrt(2 * Math.PI));
  return { limit, x, density: phi.map((p, i) => p * factor(x[i]!)) };
}
