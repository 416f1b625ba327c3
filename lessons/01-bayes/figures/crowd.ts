// The hook's picture: a test sweeps over a thousand people, and those whom it marks step aside.

import { Scale, type Axis, type Scales, type Size, type Surface } from '$web/kit/index.ts';
import { groupOf, gridFor, many, medical, placeInColumns, type Box, type Fates } from './people.ts';

export interface Crowd {
  fates: Fates | undefined;
  /** How far the test has swept over the crowd, 0 to 1. */
  swept: number;
  /** How far the positive have stepped aside, 0 to 1. */
  aside: number;
  /** Whether it is shown who is ill. */
  revealed: boolean;
  guess: number | undefined;
}

export interface Layout {
  crowd: Box;
  pile: Box;
  /** The scale on which one guesses, 0 to 100. */
  scale: Scales;
}

const hundred: Axis = {
  domain: [0, 100],
  ticks: [0, 25, 50, 75, 100],
  label: 'ill, of 100 with a positive test',
};
const flat: Axis = { domain: [0, 1], ticks: [] };
const narrow = 560;

export const heightFor = (width: number) => (width < narrow ? 600 : 440);

export function layout({ width, height }: Size): Layout {
  const slim = width < narrow;
  const floor = height - 78;
  const crowd = slim
    ? { left: 8, right: width - 8, top: 26, bottom: 26 + 0.68 * (floor - 52) }
    : { left: 8, right: 0.66 * width, top: 26, bottom: floor - 12 };
  const pile = slim
    ? { left: 8, right: width - 8, top: crowd.bottom + 30, bottom: floor - 6 }
    : { left: 0.7 * width, right: width - 8, top: 26, bottom: floor - 12 };
  const [left, right] = [24, width - 24];
  const scale = {
    ...{ left, right, top: floor + 14, bottom: floor + 34 },
    x: new Scale(hundred, left, right),
    y: new Scale(flat, floor + 34, floor + 14),
  };
  return { crowd, pile, scale };
}

export function drawCrowd(surface: Surface, at: Layout, crowd: Crowd) {
  const { fates, swept, aside, revealed } = crowd;
  title(surface, at.crowd, 'A thousand people take a test');
  drawScale(surface, at.scale, crowd);
  if (!fates) return;
  const grid = gridFor(many, at.crowd);
  const radius = Math.min(5, 0.3 * grid.cell);
  const order = pileOrder(fates);
  const pile = gridFor(Math.max(1, order.length), at.pile);
  const room = { ...pile, cell: Math.min(pile.cell, 2.2 * grid.cell) };
  const rank = new Map(order.map((person, k) => [person, k]));
  const kinds: Record<'plain' | 'marked' | 'ill', number[]> = { plain: [], marked: [], ill: [] };
  const front = at.crowd.left + swept * (at.crowd.right - at.crowd.left + 2);
  for (let i = 0; i < many; i++) {
    let [x, y] = placeInColumns(i, at.crowd, grid);
    const k = rank.get(i);
    if (k === undefined || x > front) {
      kinds.plain.push(x, y);
      continue;
    }
    const [toX, toY] = placeInColumns(k, at.pile, room);
    [x, y] = [x + (toX - x) * aside, y + (toY - y) * aside];
    const ill = revealed && groupOf(fates, i, medical) === 'caught';
    kinds[ill ? 'ill' : 'marked'].push(x, y);
  }
  surface.dots(kinds.plain, radius, { colour: '--muted', opacity: 0.45 });
  surface.dots(kinds.marked, radius + 1.2 * aside + 0.4, { colour: '--likelihood' });
  surface.dots(kinds.ill, radius + 1.2 * aside + 0.4, { colour: '--posterior' });
  if (swept > 0 && swept < 1)
    surface.path([front, at.crowd.top - 4, front, at.crowd.bottom], { colour: '--likelihood', width: 2 });
  if (aside > 0.6) title(surface, at.pile, `${order.length} tested positive`, '--likelihood');
}

const title = (surface: Surface, box: Box, text: string, colour = '--muted') =>
  surface.text(text, box.left, box.top - 8, { colour, size: 13, weight: 600, baseline: 'bottom' });

function drawScale(surface: Surface, scales: Scales, { guess, revealed, fates }: Crowd) {
  const y = scales.bottom;
  surface.path([scales.left, y, scales.right, y], { colour: '--control', width: 1.5 });
  for (const tick of hundred.ticks!) {
    const x = scales.x.at(tick);
    surface.path([x, y, x, y + 5], { colour: '--control' });
    surface.text(String(tick), x, y + 8, { colour: '--muted', align: 'center', baseline: 'top' });
  }
  surface.text(hundred.label!, scales.right + 10, y + 38, {
    ...{ colour: '--muted', size: 12, weight: 600, align: 'right', baseline: 'bottom' },
  });
  if (!revealed || !fates) return;
  const share = shareIll(fates);
  const text = { size: 13, weight: 600, baseline: 'bottom' } as const;
  const at = scales.x.at(share);
  surface.circle(at, y, 6, { fill: { colour: '--posterior' } });
  surface.text('these people', at - 6, y - 9, { ...text, colour: '--posterior' });
  if (guess === undefined || Math.abs(guess - share) < 3) return;
  const x = scales.x.at(guess);
  surface.circle(x, y, 6, { fill: { colour: '--surface' }, stroke: { colour: '--muted', width: 2 } });
  // Only where it does not meet the other name.
  const [width, taken] = [surface.measure('your guess', text), at + surface.measure('these people', text)];
  const left = Math.min(x - width / 2, surface.width - width - 4);
  if (left > taken + 4) surface.text('your guess', left, y - 9, { ...text, colour: '--muted' });
}

/** Those with a positive test, the ill first. */
export function pileOrder(fates: Fates): number[] {
  const of = (group: 'caught' | 'alarmed') =>
    Array.from({ length: many }, (_, i) => i).filter((i) => groupOf(fates, i, medical) === group);
  return [...of('caught'), ...of('alarmed')];
}

/** Of 100 with a positive test, how many of these people are ill. */
export function shareIll(fates: Fates): number {
  const order = pileOrder(fates);
  const ill = order.filter((i) => groupOf(fates, i, medical) === 'caught').length;
  return order.length === 0 ? NaN : (100 * ill) / order.length;
}
