// The ball in the cube, dimension by dimension: what is exact, what darts say, and what they cannot say.

import {
  axes,
  guess as drawGuess,
  label,
  line,
  roleStroke,
  scales,
  type Axis,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import type { Core } from './laws.ts';

export const mostDimensions = 100;
/** Those at which darts are thrown. */
export const dimensions = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30, 40, 50, 60, 80, 100,
] as const;

export interface Thrown {
  dim: number;
  darts: number;
  hits: number;
  acceptance: number;
  /** Holds the true part in 95 of 100 tries. */
  low: number;
  high: number;
  /** log of the exact part. */
  log: number;
}

export async function throwAt(
  client: Core,
  dim: number,
  count: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Thrown> {
  const asked = signal ? { signal } : {};
  // What fits in one call gets smaller as the dimension grows.
  const piece = Math.min(10_000, count);
  let found = await client.call('ballDarts', { dim, count: 0, seed }, asked);
  for (let begin = 0; begin < count; begin += piece)
    found = await client.call(
      'ballDarts',
      { dim, count: Math.min(piece, count - begin), seed, begin, hits: found.hits },
      asked,
    );
  const { darts, hits, acceptance, low, high, log_expected: log } = found;
  return { dim, darts, hits, acceptance, low, high, log };
}

/** The logarithm of the exact part at 1 ... most dimensions. */
export async function exactParts(client: Core, signal?: AbortSignal): Promise<Float64Array> {
  const logs = new Float64Array(mostDimensions);
  for (let dim = 1; dim <= mostDimensions; dim++)
    logs[dim - 1] = (
      await client.call('ballDarts', { dim, count: 0, seed: 1 }, signal ? { signal } : {})
    ).log_expected;
  return logs;
}

export const ballHeight = 400;
/** As far as the near view shows: a million darts reach a little below 1e-6. */
export const nearDimensions = 20;

const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const asPower = (power: number) =>
  power === 0 ? '1' : `10⁻${[...String(-power)].map((digit) => digits[Number(digit)]).join('')}`;

export function ballLayout(size: Size, wide: boolean, far: boolean): { square: Scales; curve: Scales } {
  const side: Axis = { domain: [-1, 1], equal: true, ticks: [] };
  const across: Axis = far
    ? {
        domain: [1, mostDimensions],
        label: 'dimension d',
        log: true,
        ticks: [1, 2, 5, 10, 20, 50, 100],
        format: String,
      }
    : { domain: [1, nearDimensions], label: 'dimension d', ticks: [1, 2, 3, 5, 10, 15, 20] };
  const upward: Axis = {
    domain: [far ? -72 : -8.6, 0.3],
    label: 'part of the darts that hit',
    ticks: far ? [-70, -60, -50, -40, -30, -20, -10, 0] : [-8, -7, -6, -5, -4, -3, -2, -1, 0],
    format: asPower,
  };
  const plain: Axis = { domain: [-1, 1], ticks: [] };
  if (wide) {
    const cut = Math.min(250, size.width * 0.36);
    return {
      square: scales(size, side, plain, { right: cut, top: 40, bottom: size.height - 40 }),
      curve: scales(size, across, upward, { left: cut + 8 }),
    };
  }
  const cut = 214;
  return {
    square: scales(size, side, plain, { top: 24, bottom: cut - 16 }),
    curve: scales(size, across, upward, { top: cut + 8 }),
  };
}

export interface BallPicture {
  logs: Float64Array;
  dim: number;
  thrown: Thrown[];
  guess: number | undefined;
}

/** The power of ten. */
export const power = (log: number) => log / Math.LN10;

export function drawBall(
  surface: Surface,
  at: ReturnType<typeof ballLayout>,
  { logs, dim, thrown, guess }: BallPicture,
) {
  drawSlice(surface, at.square, logs, dim);
  const { curve } = at;
  axes(surface, curve);
  const x = Float64Array.from(logs, (_, i) => i + 1);
  line(surface, curve, { x, y: logs.map(power) }, roleStroke('posterior'));
  const beside = curve.x.axis.domain[1] > nearDimensions ? 50 : 15;
  const place = { x: beside, y: power(logs[beside - 1]!), text: 'exact' };
  label(surface, curve, place, { colour: '--posterior', dx: -10, dy: 8, align: 'right' });
  for (const each of thrown) if (each.dim <= curve.x.axis.domain[1]) drawThrown(surface, curve, each);
  if (guess !== undefined) drawGuess(surface, curve, { y: guess });
}

/** An interval where darts have hit; else an arrow that falls from the upper bound. */
function drawThrown(surface: Surface, curve: Scales, { dim, hits, acceptance, low, high }: Thrown) {
  const x = curve.x.at(dim);
  const top = curve.y.at(Math.log10(high));
  if (hits > 0) {
    const stroke = { colour: '--fg', width: 2 };
    surface.path([x, top, x, curve.y.at(Math.log10(low))], stroke);
    surface.circle(x, curve.y.at(Math.log10(acceptance)), 4, { fill: { colour: '--fg' } });
    return;
  }
  surface.path([x - 5, top, x + 5, top], { colour: '--fg', width: 2 });
  surface.path([x, top, x, top + 16], { colour: '--fg', width: 1.5, dash: [3, 3] });
  surface.fill([x, top + 23, x - 4, top + 15, x + 4, top + 15], { colour: '--fg' });
}

/** The square is the cube, the disc what a share of the same size would look like in the plane. */
function drawSlice(surface: Surface, square: Scales, logs: Float64Array, dim: number) {
  const { left, right, top, bottom } = square;
  surface.rect(left, top, right - left, bottom - top, {
    fill: { colour: '--likelihood', opacity: 0.14 },
    stroke: { colour: '--likelihood', width: 2 },
  });
  const share = Math.exp(logs[dim - 1]!);
  const radius = Math.sqrt(((right - left) * (bottom - top) * share) / Math.PI);
  if (dim === 1)
    surface.rect(left, top, right - left, bottom - top, { fill: { colour: '--posterior', opacity: 0.5 } });
  else
    surface.circle((left + right) / 2, (top + bottom) / 2, Math.max(radius, 0.6), {
      fill: { colour: '--posterior', opacity: 0.75 },
    });
  surface.text(`d = ${dim}: the ball’s part`, (left + right) / 2, top - 8, {
    ...{ colour: '--fg', size: 12, weight: 600, align: 'center', baseline: 'bottom' },
  });
  surface.text('of the cube, as an area', (left + right) / 2, bottom + 6, {
    ...{ colour: '--muted', size: 12, align: 'center', baseline: 'top' },
  });
}
