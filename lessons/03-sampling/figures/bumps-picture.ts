// How `Bumps` is drawn: bells on the data and their sum above; below, the scale of bandwidths with the rules' notches and
// the leave-one-out score.

import {
  axes,
  fixed,
  label,
  line,
  roleStroke,
  rug,
  significant,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { ruleNames, spanOf, type Estimate, type Rule, type Scores, type Source } from './bandwidth.ts';
import { stacked } from '$web/kit/stacked.ts';

/** The standard normal density at some places, from the core. */
export interface Bell {
  z: Float64Array;
  density: Float64Array;
}

export interface BumpsPicture {
  source: Source;
  bell: Bell;
  /** The datum that carries the only bell, or undefined when all do. */
  centre: number | undefined;
  h: number;
  estimate: Estimate | undefined;
  scores: Scores;
  best: number | undefined;
}

/** More bells than this are a grey mass. */
const mostBells = 90;

/** Height of one bell with area 1. */
export const bellTop = ({ density }: Bell, h: number) => density[density.length >> 1]! / h;

/** The scores from a good way below the best to a little above: what ties do at tiny bandwidths may leave the picture. */
function scoreDomain(scores: Scores, best: number | undefined): readonly [number, number] {
  if (scores.score.length === 0) return [-1, 0];
  const at = best === undefined ? -1 : scores.h.indexOf(best);
  const top = at < 0 ? Math.max(...scores.score) : scores.score[at]!;
  return [top - 0.12, top + 0.06];
}

export function boxesOf(size: Size, picture: BumpsPicture): [Scales, Scales] {
  const { source, bell, centre, h, estimate, scores, best } = picture;
  const [low, high] = spanOf(source);
  const pad = 0.12 * (high - low) || 1;
  const top = centre === undefined && estimate ? estimate.y[estimate.peak]! : bellTop(bell, h);
  const { unit, name } = source;
  return stacked(
    size,
    {
      x: { domain: [low - pad, high + pad], label: name, unit },
      y: { domain: [0, top * 1.15], label: 'density', unit: unit && `per ${unit}` },
    },
    {
      x: { domain: source.scale, log: true, label: 'bandwidth h', unit },
      y: { domain: scoreDomain(scores, best), label: 'leave-one-out log likelihood', unit: 'nats per datum' },
    },
    [8, 7],
  );
}

export function drawBumps(surface: Surface, picture: BumpsPicture) {
  const [above, below] = boxesOf(surface, picture);
  const { source, estimate, centre } = picture;
  axes(surface, above);
  rug(surface, above, source.data, { colour: '--fg', opacity: source.data.length > 100 ? 0.35 : 0.7 });
  if (centre !== undefined) {
    oneBell(surface, above, picture, centre, 1, 2.5, 1);
    const at = { x: centre + picture.h, y: 0.6 * bellTop(picture.bell, picture.h) };
    label(surface, above, { ...at, text: 'one bell' }, { colour: '--approximation', dx: 10 });
  }
  if (centre === undefined && estimate) {
    if (source.distinct.length <= mostBells)
      for (const { value, count } of source.distinct)
        oneBell(surface, above, picture, value, count / source.data.length, 1, 0.45);
    line(surface, above, estimate, roleStroke('approximation'));
    const at = { x: estimate.x[estimate.peak]!, y: estimate.y[estimate.peak]! };
    label(surface, above, { ...at, text: 'estimate' }, { colour: '--approximation', dy: -10, dx: 10 });
  }
  drawScale(surface, below, picture);
}

function oneBell(
  surface: Surface,
  scales: Scales,
  { bell, h }: BumpsPicture,
  centre: number,
  share: number,
  width: number,
  opacity: number,
) {
  const x = bell.z.map((z) => centre + h * z);
  const y = bell.density.map((density) => (share * density) / h);
  line(surface, scales, { x, y }, { colour: '--approximation', width, opacity });
}

function drawScale(surface: Surface, scales: Scales, { source, h, estimate, scores, best }: BumpsPicture) {
  axes(surface, scales);
  const notches = (Object.keys(ruleNames) as Rule[]).flatMap((rule) => {
    const h = source.rules[rule];
    return h === undefined ? [] : [{ h, text: ruleNames[rule] }];
  });
  notches.sort((a, b) => a.h - b.h);
  const x = scores.h;
  line(surface, scales, { x, y: scores.score }, { colour: '--likelihood', width: 2.5 });
  // Names stand to the right, one below the other, so that close notches can be read; over the curve, which may pass there.
  const ink = { colour: '--fg', width: 1.5 };
  notches.forEach(({ h, text }, i) => {
    const x = scales.x.at(h);
    const y = scales.bottom - 18 - 17 * (notches.length - 1 - i);
    surface.path([x, scales.bottom, x, y], ink);
    surface.text(text, x + 5, y, { colour: '--fg', size: 12, baseline: 'middle', halo: '--surface' });
  });
  if (best !== undefined) {
    const y = scores.score[x.indexOf(best)]!;
    label(
      surface,
      scales,
      { x: best, y, text: 'best' },
      { colour: '--likelihood', dy: -12, align: 'center' },
    );
    surface.circle(scales.x.at(best), scales.y.at(y), 4, { fill: { colour: '--likelihood' } });
  }
  const unit = source.unit && ` ${source.unit}`;
  const head = { x: h, y: scales.y.axis.domain[1], text: `h = ${significant(h, 3)}${unit}` };
  // Beside the handle's line, on the side where there is room.
  const right = scales.x.at(h) + 8 + surface.measure(head.text, { size: 13, weight: 600 }) < scales.right;
  const beside = right ? { dx: 8 } : { dx: -8, align: 'right' as const };
  label(surface, scales, head, { colour: '--approximation', dy: 8, ...beside });
  if (estimate?.score === undefined || scores.h.length === 0) return;
  const inView = scales.y.clamp(estimate.score);
  const needle = [scales.x.at(estimate.h), scales.y.at(inView)] as const;
  surface.circle(...needle, 5, {
    fill: { colour: '--surface' },
    stroke: { colour: '--likelihood', width: 2.5 },
  });
  // A needle at the edge points to where the score is. Its number stands below the head, and not on the notches' names.
  const gone = estimate.score > inView ? ' ↑' : estimate.score < inView ? ' ↓' : '';
  const reading = { x: estimate.h, y: inView, text: fixed(estimate.score, 3) + gone };
  const lowest = scales.bottom - 24 - 17 * notches.length;
  const at = Math.min(Math.max(needle[1] + 15, scales.top + 26), lowest);
  label(surface, scales, reading, { colour: '--likelihood', dy: at - needle[1], ...beside });
}
