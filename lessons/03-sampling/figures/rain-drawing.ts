// The picture of Rain.

import { axes, histogram, inside, label, line, roleStroke, rug, rule } from '$web/kit/index.ts';
import type { Scales, Surface } from '$web/kit/index.ts';
import { heightBins, most } from './drops.ts';
import type { Panels } from './rain-panels.ts';

export interface Rain {
  positions: Float64Array;
  cdf: Float64Array | undefined;
  pdf: Float64Array | undefined;
  shown:
    | {
        n: number;
        seed: number;
        mean: number;
        variance: number;
        counts: Float64Array;
        heights: Float64Array;
        outside: number;
        last: { u: number; z: number } | undefined;
        /** The first drops, to be drawn one by one. */
        rug: { u: Float64Array; z: Float64Array };
      }
    | undefined;
  heap: { edges: Float64Array; heights: Float64Array } | undefined;
  fall: number;
  strip: readonly { n: number; distance: number }[];
  now: { n: number; distance: number } | undefined;
  guess: { from: number; to: number; kept: boolean };
  quartiles: readonly [number, number] | undefined;
}

/** A walk is followed while drops come one at a time. */
export const walkers = 200;
/** So few are seen one by one. */
export const single = 60;
const dot = 3.5;

export function drawRain(surface: Surface, panels: Panels, rain: Rain) {
  for (const panel of [panels.curve, panels.pile, panels.strip]) axes(surface, panel);
  drawHeights(surface, panels, rain);
  drawPile(surface, panels.pile, rain);
  if (rain.shown && rain.shown.n <= walkers) drawWalk(surface, panels, rain);
  drawCurve(surface, panels.curve, rain);
  drawStrip(surface, panels.strip, rain);
}

/** The heights pile up evenly, to the left of their axis. */
function drawHeights(surface: Surface, { curve, heights: room }: Panels, { shown }: Rain) {
  if (!shown || shown.n === 0) return;
  const highest = Math.max(...shown.heights, 1.4 * (shown.n / heightBins));
  const step = (curve.bottom - curve.top) / heightBins;
  shown.heights.forEach((count, i) => {
    const width = ((room.right - room.left) * count) / highest;
    surface.rect(room.right - width, curve.bottom - (i + 1) * step + 0.5, width, step - 1, {
      fill: { colour: '--fg', opacity: 0.3 },
    });
  });
}

function drawCurve(surface: Surface, scales: Scales, { positions, cdf, shown }: Rain) {
  if (shown && shown.n <= walkers) rug(surface, scales, shown.rug.u, { colour: '--fg' }, { side: 'left' });
  if (!cdf) return;
  line(surface, scales, { x: positions, y: cdf }, roleStroke('posterior'));
  label(surface, scales, { x: 1.1, y: 0.8, text: 'Φ(x)' }, { colour: '--posterior', dx: 12, dy: 8 });
}

function drawPile(
  surface: Surface,
  scales: Scales,
  { heap, shown, fall, pdf, positions, guess, quartiles }: Rain,
) {
  if (heap && shown!.n > single) histogram(surface, scales, heap, { colour: '--fg', opacity: 0.25 });
  if (shown && shown.n <= single) drawDots(surface, scales, shown.rug.z, fall);
  else if (shown && shown.n <= walkers) rug(surface, scales, shown.rug.z, { colour: '--fg' });
  if (pdf && guess.kept && shown && shown.n > single) {
    line(surface, scales, { x: positions, y: pdf }, roleStroke('posterior'));
    label(surface, scales, { x: 0.85, y: 0.32, text: 'φ(x)' }, { colour: '--posterior', dx: 10 });
  }
  if (!guess.kept) return;
  const dashed = { colour: '--muted', width: 1.5, dash: [4, 4] };
  rule(surface, scales, { x: guess.from }, dashed);
  rule(surface, scales, { x: guess.to }, dashed);
  const highest = scales.y.axis.domain[1];
  label(
    surface,
    scales,
    { x: guess.to, y: highest, text: 'your guess' },
    { colour: '--muted', size: 12, dx: 6, dy: 8 },
  );
  if (!quartiles) return;
  for (const x of quartiles) rule(surface, scales, { x }, { colour: '--posterior', width: 1.5 });
  label(
    surface,
    scales,
    { x: quartiles[0], y: highest, text: 'truth' },
    { colour: '--posterior', size: 12, dx: -6, dy: 26, align: 'right' },
  );
}

/** Where the dots come to lie: each on the floor, or on those that are there already. */
function resting(scales: Scales, z: Float64Array): number[] {
  const places: number[] = [];
  const levels: number[] = [];
  for (const value of z) {
    const x = scales.x.at(value);
    const taken = levels.filter((_, j) => Math.abs(places[2 * j]! - x) < 2 * dot);
    let level = 0;
    while (taken.includes(level)) level++;
    levels.push(level);
    places.push(x, scales.bottom - (2 * level + 1) * dot);
  }
  return places;
}

function drawDots(surface: Surface, scales: Scales, z: Float64Array, fall: number) {
  const landed = fall < 1 ? z.length - 1 : z.length;
  const places = resting(scales, z).slice(0, 2 * Math.max(0, landed));
  inside(surface, scales, () => surface.dots(places, dot, { colour: '--fg', opacity: 0.6 }));
}

/** The newest drop: across to the curve in the first half of its fall, then down to the floor. */
function drawWalk(surface: Surface, { curve, pile }: Panels, { shown, fall }: Rain) {
  const last = shown!.last;
  if (!last) return;
  const y = curve.y.at(last.u);
  const x = curve.x.at(curve.x.clamp(last.z));
  const floor = shown!.n <= single ? resting(pile, shown!.rug.z).at(-1)! : pile.bottom - dot;
  const across = Math.min(1, 2 * fall);
  const down = Math.max(0, 2 * fall - 1);
  const [atX, atY] = [curve.left + (x - curve.left) * across, y + (floor - y) * down];
  const path = down > 0 ? [curve.left, y, x, y, x, atY] : [curve.left, y, atX, y];
  surface.path(path, { colour: '--accent', width: 2, dash: [6, 4] });
  surface.circle(atX, atY, 4.5, { fill: { colour: '--accent' } });
}

function drawStrip(surface: Surface, scales: Scales, { strip, now }: Rain) {
  const ends = [10, most];
  line(
    surface,
    scales,
    { x: ends, y: ends.map((n) => 1 / Math.sqrt(n)) },
    { ...roleStroke('posterior', 1.5) },
  );
  label(
    surface,
    scales,
    { x: 3e4, y: 1 / Math.sqrt(3e4), text: '1/√n' },
    { colour: '--posterior', dx: 4, dy: -12 },
  );
  const sorted = [...strip].sort((a, b) => a.n - b.n);
  const data = { x: sorted.map(({ n }) => n), y: sorted.map(({ distance }) => distance) };
  line(surface, scales, data, { ...roleStroke('approximation', 1.5) });
  inside(surface, scales, () => {
    surface.dots(
      sorted.flatMap(({ n, distance }) => [scales.x.at(n), scales.y.at(distance)]),
      3.5,
      { colour: '--approximation' },
    );
    if (now && now.n >= 10)
      surface.circle(scales.x.at(now.n), scales.y.at(now.distance), 5, {
        stroke: { colour: '--accent', width: 2 },
      });
  });
  const last = sorted.at(-1);
  if (!last) return;
  // Few drops stand at the upper left, where there is room above them alone; many have it below.
  const few = last.n < 3000;
  const beside = few ? last : sorted.at(-3)!;
  const place = few
    ? { dx: 12, dy: -12, align: 'left' as const }
    : { dx: -6, dy: 20, align: 'right' as const };
  label(
    surface,
    scales,
    { x: beside.n, y: beside.distance, text: 'these drops' },
    { colour: '--approximation', ...place },
  );
}
