// Metropolis by hand: a place is proposed, its ratio computed, a uniform number drawn; the student decides.

import type { SamplerArgs } from '$web/core-client/mcmc.ts';
import {
  area,
  axes,
  equalEdges,
  fixed,
  histogram,
  label,
  line,
  roleStroke,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { aligned, density, densityPieces, pile, type LineDensity, type LineStep } from './walks.ts';

/** A steep bell and a broad one that overlap: the walk crosses often. */
export const handTarget = {
  name: 'two_normals',
  options: { weight: 0.4, mean1: -1.5, sd1: 0.35, mean2: 1.2, sd2: 1.2 },
} as const;
export const handRange = [-4.5, 5] as const;
export const handStart = 0;
/** So many by hand, then it plays. */
export const byHand = 10;
export const mostHand = 20_000;
/** As many steps have all their numbers. */
export const followedHand = 60;

export const handWalk = (seed: number): SamplerArgs & { seed: number } => ({
  target: handTarget,
  kernel: 'random_walk',
  seed,
  options: { stepSize: 2 },
  start: Float64Array.of(handStart),
});

/** What is shown of a step that is being made. */
export const stages = ['start', 'proposed', 'ratio', 'drawn'] as const;
export type Stage = (typeof stages)[number];

/** The draws that are counted: all, or those of the steps only that were accepted. */
export function counted(draws: Float64Array, accepted: ArrayLike<number>, n: number, repeats: boolean) {
  return repeats ? draws.slice(0, n) : draws.subarray(0, n).filter((_, i) => accepted[i] === 1);
}

/** Height of the curve at a place, between two of the drawn points. */
export function heightAt({ x, p }: Pick<LineDensity, 'x' | 'p'>, place: number) {
  const at = ((place - x[0]!) / (x[densityPieces]! - x[0]!)) * densityPieces;
  const i = Math.min(densityPieces - 1, Math.max(0, Math.floor(at)));
  const share = Math.min(1, Math.max(0, at - i));
  return p[i]! + share * (p[i + 1]! - p[i]!);
}

export const handHeight = 490;
const edges = equalEdges(handRange[0], handRange[1], 38);

export interface HandLayout {
  curve: Scales;
  coin: Scales;
  heap: Scales;
}

export function handLayout(size: Size): HandLayout {
  const x = { domain: handRange };
  const y = { domain: [0, 0.55], ticks: [0, 0.2, 0.4] } as const;
  const [one, two] = [Math.round(size.height * 0.46), Math.round(size.height * 0.64)];
  const curve = scales(size, x, { ...y, label: 'density p(x)' }, { bottom: one });
  const heap = scales(size, { ...x, label: 'x' }, { ...y, label: 'what is counted' }, { top: two });
  const coin = scales(
    size,
    { domain: [0, 1.0001], ticks: [0, 0.25, 0.5, 0.75, 1], label: '' },
    { domain: [0, 1], ticks: [] },
    { top: one + 8, bottom: two - 6 },
  );
  return aligned({ curve, heap, coin });
}

export interface HandPicture {
  law: LineDensity;
  step: LineStep | undefined;
  stage: Stage;
  here: number;
  seen: Float64Array;
}

export function drawHand(surface: Surface, at: HandLayout, { law, step, stage, here, seen }: HandPicture) {
  axes(surface, at.curve);
  axes(surface, at.heap);
  area(surface, at.curve, { x: law.x, y: law.p }, { colour: '--posterior', opacity: 0.1 });
  line(surface, at.curve, { x: law.x, y: law.p }, roleStroke('posterior'));
  if (step && stage !== 'start') {
    stem(
      surface,
      at.curve,
      law,
      step.proposal,
      '--likelihood',
      'x′',
      stage !== 'proposed',
      step.proposal > here,
    );
  }
  drawCoin(surface, at.coin, stage === 'ratio' || stage === 'drawn' ? step : undefined, stage === 'drawn');
  stem(
    surface,
    at.curve,
    law,
    here,
    '--accent',
    'x',
    step !== undefined && (stage === 'ratio' || stage === 'drawn'),
    step !== undefined && here > step.proposal,
  );
  if (seen.length > followedHand)
    histogram(
      surface,
      at.heap,
      { edges, heights: density(seen, edges) },
      { colour: '--approximation', opacity: 0.5 },
    );
  else pile(surface, at.heap, seen, edges, '--approximation');
  line(surface, at.heap, { x: law.x, y: law.p }, roleStroke('posterior', 1.5));
}

/** A place on the floor, its height above it. */
function stem(
  surface: Surface,
  at: Scales,
  law: LineDensity,
  place: number,
  colour: string,
  name: string,
  high: boolean,
  /** Whether it stands to the right of the other. */
  right: boolean,
) {
  const [x, floor, top] = [at.x.at(place), at.y.at(0), at.y.at(heightAt(law, place))];
  if (high) surface.path([x, floor, x, top], { colour, width: 3 });
  surface.circle(x, floor, 7, { fill: { colour }, stroke: { colour: '--surface', width: 2 } });
  const text = high ? `p(${name}) = ${fixed(heightAt(law, place), 3)}` : name;
  const above = { x: place, y: high ? heightAt(law, place) : 0, text };
  const beside = right ? ({ align: 'left', dx: -6 } as const) : ({ align: 'right', dx: 6 } as const);
  label(surface, at, above, high ? { colour, dy: -12, ...beside } : { colour, align: 'center', dy: -18 });
}

/** The ratio as a part of a line of length one, and where the uniform number falls on it. */
function drawCoin(surface: Surface, at: Scales, step: LineStep | undefined, drawn: boolean) {
  const [low, high] = [at.x.at(0), at.x.at(1)];
  const [top, thick] = [at.bottom - 16, 14];
  if (!step) {
    surface.rect(low, top, high - low, thick, { stroke: { colour: '--control', width: 1 } });
    axes(surface, at);
    nameBar(surface, at, 0.5, 'r and u will stand here', '--muted');
    return;
  }
  const { acceptance, u } = step;
  const cut = low + (high - low) * acceptance;
  surface.rect(low, top, cut - low, thick, { fill: { colour: '--ok', opacity: 0.35 } });
  surface.rect(cut, top, high - cut, thick, { fill: { colour: '--bad', opacity: 0.25 } });
  surface.rect(low, top, high - low, thick, { stroke: { colour: '--control', width: 1 } });
  axes(surface, at);
  nameBar(surface, at, acceptance, `min(1, r) = ${fixed(acceptance, 3)}`, '--fg');
  if (!drawn) return;
  const x = low + (high - low) * u;
  surface.path([x, top - 6, x, top + thick + 6], { colour: '--fg', width: 3 });
  const beside = u > acceptance ? 'left' : 'right';
  surface.text(`u`, x + (beside === 'left' ? 7 : -7), top + thick / 2, {
    ...{ colour: '--fg', size: 14, weight: 700, align: beside, baseline: 'middle', halo: '--surface' },
  });
}

/** Words above the bar, over a part of it. */
function nameBar(surface: Surface, at: Scales, part: number, text: string, colour: string) {
  const style = { colour, size: 13, weight: 600, halo: '--surface', baseline: 'middle' } as const;
  const wide = surface.measure(text, style);
  const x = Math.min(Math.max(at.x.at(part) - wide / 2, at.left), at.right - wide);
  surface.text(text, x, at.bottom - 27, style);
}

/** Why the decision was wrong. */
export function correction({ acceptance, u }: LineStep, accepted: boolean): string {
  if (acceptance >= 1)
    return 'The place is at least as high: r is 1 or more, and u is never above 1. Such a step is always accepted.';
  return accepted
    ? `u = ${fixed(u, 3)} is not below r = ${fixed(acceptance, 3)}: it falls on the red part. The step is rejected.`
    : `u = ${fixed(u, 3)} is below r = ${fixed(acceptance, 3)}: it falls on the green part. The step is accepted, although the place is lower.`;
}
