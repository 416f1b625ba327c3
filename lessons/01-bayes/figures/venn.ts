// Two events as shapes on a square: where the darts fall, and what each probability is a share of.

import { Scale, type Axis, type Scales, type Size, type Surface } from '$web/kit/index.ts';
import type { Darts, VennAreas, VennArgs } from '$web/core-client/joint.ts';
import type { Core } from './people.ts';

export type { Darts, VennAreas };

/** The event B, a disc, and the event A, a hexagon; the square is everything that can happen. */
export interface Shapes {
  a: { x: number; y: number; radius: number };
  b: { x: number; y: number; radius: number };
}

export const questions = ['a', 'b', 'both', 'either', 'aGivenB', 'bGivenA'] as const;
export type Question = (typeof questions)[number];

/** How a probability reads, which regions it counts, and of which. */
export const readings: Record<Question, { name: string; words: string; part: number[]; whole: number[] }> = {
  a: { name: 'P(A)', words: 'the hexagon, of the square', part: [1, 3], whole: [0, 1, 2, 3] },
  b: { name: 'P(B)', words: 'the disc, of the square', part: [2, 3], whole: [0, 1, 2, 3] },
  both: { name: 'P(A, B)', words: 'where both overlap, of the square', part: [3], whole: [0, 1, 2, 3] },
  either: { name: 'P(A or B)', words: 'either or both, of the square', part: [1, 2, 3], whole: [0, 1, 2, 3] },
  aGivenB: { name: 'P(A | B)', words: 'where both overlap, of the disc', part: [3], whole: [2, 3] },
  bGivenA: { name: 'P(B | A)', words: 'where both overlap, of the hexagon', part: [3], whole: [1, 3] },
};

export const most = 100_000;
export const jumps = [100, 10_000, most] as const;

/** The corners of the hexagon, as the core has them. */
export const corners = 6;
export function hexagon({ a: { x, y, radius } }: Shapes): [number, number][] {
  return Array.from({ length: corners }, (_, k) => {
    const angle = (2 * Math.PI * k) / corners;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as [number, number];
  });
}

/** How far a shape's middle may go so that all of it stays on the square. */
export const rangeOf = (radius: number): [number, number] => [radius, 1 - radius];

export interface Counted {
  part: number;
  whole: number;
}

export function countDarts(regions: ArrayLike<number>, n: number, question: Question): Counted {
  const { part, whole } = readings[question];
  const counted = { part: 0, whole: 0 };
  for (let i = 0; i < n; i++) {
    if (whole.includes(regions[i]!)) counted.whole++;
    if (part.includes(regions[i]!)) counted.part++;
  }
  return counted;
}

const across: Axis = { domain: [0, 1], ticks: [] };

/** A square in the middle of the surface. */
export function square({ width, height }: Size): Scales {
  const side = Math.min(width - 20, height - 16);
  const left = (width - side) / 2;
  const top = (height - side) / 2;
  const [right, bottom] = [left + side, top + side];
  return { left, right, top, bottom, x: new Scale(across, left, right), y: new Scale(across, bottom, top) };
}

export interface VennPicture {
  shapes: Shapes;
  question: Question;
  darts: Darts | undefined;
  n: number;
}

/** Beyond so many, darts are dust. */
const dust = 4000;

export function drawVenn(surface: Surface, scales: Scales, { shapes, question, darts, n }: VennPicture) {
  const { left, top, right, bottom } = scales;
  const { part, whole } = readings[question];
  const ring = hexagon(shapes).flatMap(([x, y]) => [scales.x.at(x), scales.y.at(y)]);
  const closed = [...ring, ring[0]!, ring[1]!];
  const { x, y, radius } = shapes.b;
  const [cx, cy, r] = [scales.x.at(x), scales.y.at(y), scales.x.at(radius) - scales.x.at(0)];
  const everything = whole.includes(0);
  surface.rect(left, top, right - left, bottom - top, {
    fill: { colour: '--control', opacity: everything ? 0.14 : 0.03 },
    stroke: { colour: '--control', width: everything ? 2 : 1 },
  });
  fills(surface, { closed, cx, cy, r }, part, whole);
  const strong = { a: whole.includes(1) && !everything, b: whole.includes(2) && !everything };
  surface.path(closed, { colour: '--prior', width: strong.a ? 4 : 2.5, dash: [8, 5] });
  surface.circle(cx, cy, r, { stroke: { colour: '--likelihood', width: strong.b ? 4 : 2.5, dash: [2, 4] } });
  if (darts) drawDarts(surface, scales, darts, n, question);
  const text = { size: 15, weight: 650, halo: '--surface', align: 'center', baseline: 'middle' } as const;
  const away = (from: number, to: number) => (from < to || from === to ? -1 : 1);
  const side = away(shapes.a.x, shapes.b.x);
  surface.text('A', scales.x.at(shapes.a.x + side * 0.62 * shapes.a.radius), scales.y.at(shapes.a.y), {
    ...text,
    colour: '--prior',
  });
  surface.text('B', scales.x.at(shapes.b.x - side * 0.7 * shapes.b.radius), scales.y.at(shapes.b.y), {
    ...text,
    colour: '--likelihood',
  });
  surface.text('everything', left + 8, top + 14, {
    colour: '--muted',
    size: 12,
    halo: '--surface',
    baseline: 'middle',
  });
}

interface Outline {
  closed: number[];
  cx: number;
  cy: number;
  r: number;
}

const disc = ({ cx, cy, r }: Outline) =>
  Array.from({ length: 97 }, (_, k) => (Math.PI * k) / 48).flatMap((angle) => [
    cx + r * Math.cos(angle),
    cy + r * Math.sin(angle),
  ]);

/** The part strongly, the rest of the whole faintly. Areas in pixels: only the picture needs them. */
function fills(surface: Surface, outline: Outline, part: number[], whole: number[]) {
  const ring = disc(outline);
  const a = outline.closed;
  const lens = clip(ring, a);
  const strong = { colour: '--posterior', opacity: 0.5 };
  const faint = { colour: '--posterior', opacity: 0.1 };
  const pieces: [number, number[]][] = [
    [1, [...a, NaN, NaN, ...lens]],
    [2, [...ring, NaN, NaN, ...lens]],
    [3, lens],
  ];
  for (const [region, points] of pieces) {
    if (points.length < 6) continue;
    if (part.includes(region)) surface.fill(points, strong);
    else if (whole.includes(region) && !whole.includes(0)) surface.fill(points, faint);
  }
}

/** What of the ring lies inside the convex ring `by`, both x, y, x, y: cut edge by edge. */
export function clip(ring: readonly number[], by: readonly number[]): number[] {
  let points = Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i]!, ring[2 * i + 1]!] as const);
  const count = by.length / 2 - 1;
  const turn = Math.sign(
    Array.from(
      { length: count },
      (_, i) => by[2 * i]! * by[2 * i + 3]! - by[2 * i + 2]! * by[2 * i + 1]!,
    ).reduce((a, b) => a + b, 0),
  );
  for (let i = 0; i < count; i++) {
    const [x0, y0, x1, y1] = [by[2 * i]!, by[2 * i + 1]!, by[2 * i + 2]!, by[2 * i + 3]!];
    const side = ([x, y]: readonly [number, number]) => turn * ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0));
    const kept: (readonly [number, number])[] = [];
    points.forEach((point, k) => {
      const before = points[(k + points.length - 1) % points.length]!;
      const [at, was] = [side(point), side(before)];
      if (at < 0 !== was < 0) {
        const share = was / (was - at);
        kept.push([before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])]);
      }
      if (at >= 0) kept.push(point);
    });
    points = kept;
  }
  return points.flat();
}

function drawDarts(surface: Surface, scales: Scales, darts: Darts, n: number, question: Question) {
  const { part, whole } = readings[question];
  const shown = Math.min(n, dust);
  const dots: Record<'part' | 'whole' | 'out', number[]> = { part: [], whole: [], out: [] };
  for (let i = 0; i < shown; i++) {
    const region = darts.region[i]!;
    const kind = part.includes(region) ? 'part' : whole.includes(region) ? 'whole' : 'out';
    dots[kind].push(scales.x.at(darts.x[i]!), scales.y.at(darts.y[i]!));
  }
  const radius = shown > 800 ? 1.3 : 2.4;
  surface.dots(dots.out, radius, { colour: '--muted', opacity: 0.2 });
  surface.dots(dots.whole, radius, { colour: '--fg', opacity: 0.45 });
  surface.dots(dots.part, radius, { colour: '--posterior', opacity: 1 });
}

const asked = ({ a, b }: Shapes): VennArgs => ({
  a: { polygon: Float64Array.from(hexagon({ a, b }).flat()) },
  b,
  omega: Float64Array.of(0, 0, 1, 1),
});

export const areasOf = (client: Core, shapes: Shapes, signal?: AbortSignal): Promise<VennAreas> =>
  client.call('vennAreas', asked(shapes), signal ? { signal } : {});

export async function throwDarts(
  client: Core,
  shapes: Shapes,
  seed: number,
  count: number,
  signal: AbortSignal,
): Promise<Darts> {
  const key = await client.call('keyFromSeed', { seed }, { signal });
  return client.call('vennDarts', { ...asked(shapes), key, count }, { signal });
}
