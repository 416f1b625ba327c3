// The pictures of Ways: two planes for the two orders, or one with a coordinate missing.

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
import { reach, window, type Cloud, type Model, type Reversed } from './ways.ts';

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
