// The picture of base rates: four bars, of which the student sets three, and a thousand people sorted by what happened.

import { Scale, type Axis, type Scales, type Size, type Surface } from '$web/kit/index.ts';
import {
  count,
  gridFor,
  groupOf,
  groups,
  many,
  placeInColumns,
  type Box,
  type Fates,
  type Rates,
} from './people.ts';

export interface Story {
  title: string;
  state: readonly [string, string];
  sign: string;
  rates: Rates;
}

export const stories = {
  test: {
    title: 'Medical test',
    state: ['ill', 'well'],
    sign: 'positive',
    rates: { prior: 0.01, sensitivity: 0.9, falsePositive: 0.09 },
  },
  spam: {
    title: 'Spam filter',
    state: ['spam', 'ham'],
    sign: 'flagged',
    rates: { prior: 0.2, sensitivity: 0.95, falsePositive: 0.02 },
  },
  rare: {
    title: 'A rarer illness',
    state: ['ill', 'well'],
    sign: 'positive',
    rates: { prior: 0.001, sensitivity: 0.9, falsePositive: 0.09 },
  },
} as const satisfies Record<string, Story>;
export type StoryName = keyof typeof stories;
export const storyNames = Object.keys(stories) as StoryName[];

export interface RatesPicture {
  rates: Rates;
  story: Story;
  posterior: number | undefined;
  fates: Fates | undefined;
}

export const bars = ['prior', 'sensitivity', 'falsePositive', 'posterior'] as const;
export type Bar = (typeof bars)[number];

const share: Axis = { domain: [0, 1], ticks: [] };
const empty: Axis = { domain: [0, 1], ticks: [] };
export const height = 450;
const barTop = 46;
const barBottom = 206;

export function layout({ width }: Size): { bars: Record<Bar, Scales>; people: Box } {
  const room = width - 16;
  const step = room / 4;
  const thick = Math.min(76, 0.62 * step);
  const one = (k: number): Scales => {
    const left = 8 + (k + 0.5) * step - thick / 2;
    const [right, top, bottom] = [left + thick, barTop, barBottom];
    return { left, right, top, bottom, x: new Scale(empty, left, right), y: new Scale(share, bottom, top) };
  };
  return {
    bars: { prior: one(0), sensitivity: one(1), falsePositive: one(2), posterior: one(3) },
    people: { left: 8, right: width - 8, top: 286, bottom: height - 14 },
  };
}

const colours: Record<Bar, string> = {
  prior: '--prior',
  sensitivity: '--likelihood',
  falsePositive: '--likelihood',
  posterior: '--posterior',
};

/** What a share of probability is called: 0.9 %, 52.6 %, 100 %. */
export function percent(p: number): string {
  const hundred = 100 * p;
  const digits = hundred !== 0 && hundred !== 100 && (hundred < 9.95 || hundred > 99) ? 1 : 0;
  return `${hundred.toFixed(p < 0.001 && p > 0 ? 2 : digits).replace(/\.0$/, '')} %`;
}

export function drawRates(surface: Surface, at: ReturnType<typeof layout>, picture: RatesPicture) {
  const { rates, story, posterior, fates } = picture;
  const [yes, no] = story.state;
  const heads: Record<Bar, readonly [string, string]> = {
    prior: ['everybody', `P(${yes})`],
    sensitivity: [`the ${yes}`, `P(+ | ${yes})`],
    falsePositive: [`the ${no}`, `P(+ | ${no})`],
    posterior: [`the ${story.sign}`, `P(${yes} | +)`],
  };
  for (const bar of bars) {
    const scales = at.bars[bar];
    const p = bar === 'posterior' ? posterior : rates[bar];
    const middle = (scales.left + scales.right) / 2;
    const text = { align: 'center', size: 12 } as const;
    surface.text(heads[bar][0], middle, 14, { ...text, colour: '--muted', baseline: 'middle' });
    surface.text(heads[bar][1], middle, 31, {
      ...text,
      colour: colours[bar],
      weight: 650,
      baseline: 'middle',
    });
    const [width, whole] = [scales.right - scales.left, scales.bottom - scales.top];
    surface.rect(scales.left, scales.top, width, whole, {
      fill: { colour: '--control', opacity: 0.16 },
      stroke: { colour: '--rule' },
    });
    if (p === undefined || Number.isNaN(p)) continue;
    const top = scales.y.at(p);
    surface.rect(scales.left, top, width, scales.bottom - top, {
      fill: { colour: colours[bar], opacity: 0.75 },
    });
    surface.text(percent(p), middle, scales.bottom + 13, {
      ...{ colour: '--fg', size: 14, weight: 650, align: 'center', baseline: 'top' },
    });
  }
  drawPeople(surface, at.people, fates, rates, story);
}

const looks = {
  caught: { colour: '--posterior', opacity: 1 },
  missed: { colour: '--prior', opacity: 1 },
  alarmed: { colour: '--likelihood', opacity: 1 },
  cleared: { colour: '--muted', opacity: 0.35 },
} as const;

function drawPeople(surface: Surface, box: Box, fates: Fates | undefined, rates: Rates, story: Story) {
  if (!fates) return;
  const counts = count(fates, rates);
  const grid = gridFor(many, box);
  const radius = Math.min(5, 0.36 * grid.cell);
  const dots: Record<string, number[]> = { caught: [], missed: [], alarmed: [], cleared: [] };
  const sorted = Array.from({ length: many }, (_, i) => groupOf(fates, i, rates)).sort(
    (a, b) => groups.indexOf(a) - groups.indexOf(b),
  );
  sorted.forEach((group, k) => dots[group]!.push(...placeInColumns(k, box, grid)));
  for (const group of groups) surface.dots(dots[group]!, radius, looks[group]);
  const names = {
    caught: `${story.state[0]}, +`,
    missed: `${story.state[0]}, −`,
    alarmed: `${story.state[1]}, +`,
    cleared: `${story.state[1]}, −`,
  };
  // The legend counts: so many dots of each colour.
  const step = (box.right - box.left) / groups.length;
  groups.forEach((group, k) => {
    const x = box.left + k * step;
    surface.circle(x + 6, box.top - 22, 5, { fill: looks[group] });
    surface.text(String(counts[group]), x + 16, box.top - 22, {
      ...{ colour: '--fg', size: 14, weight: 650, baseline: 'middle' },
    });
    const shift = surface.measure(String(counts[group]), { size: 14, weight: 650 });
    const wide = step > 120;
    surface.text(names[group], wide ? x + 22 + shift : x + 1, box.top - (wide ? 22 : 40), {
      ...{ colour: '--muted', size: 12, baseline: 'middle' },
    });
  });
}
