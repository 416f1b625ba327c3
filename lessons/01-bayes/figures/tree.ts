// The picture of base rates as a tree: two branches from all people, two from each kind of them, and the share that is asked
// for, made of two of the four leaves.

import { grouped, Scale, type Axis, type Scales, type Size, type Surface } from '$web/kit/index.ts';
import type { Rates } from './people.ts';
import { percent, type Story } from './rates.ts';

export const branches = ['prior', 'sensitivity', 'falsePositive'] as const;
export type Branch = (typeof branches)[number];

/** How many of so many people end in each leaf. */
export interface Leaves {
  all: number;
  ill: number;
  missed: number;
  caught: number;
  alarmed: number;
  cleared: number;
}

const mostPeople = 1_000_000;

/** The leaves for the smallest number of people, a power of ten, of whom nobody must be cut in pieces. */
export function leavesOf({ prior, sensitivity, falsePositive }: Rates): Leaves {
  const of = (all: number) => {
    const ill = prior * all;
    const [caught, alarmed] = [sensitivity * ill, falsePositive * (all - ill)];
    return { all, ill, missed: ill - caught, caught, alarmed, cleared: all - ill - alarmed };
  };
  const whole = (made: Leaves) =>
    Object.fromEntries(
      Object.entries(made).map(([key, people]) => [key, Math.round(people)]),
    ) as unknown as Leaves;
  for (let all = 100; all <= mostPeople; all *= 10) {
    const [made, rounded] = [of(all), whole(of(all))];
    if (
      Object.keys(made).every(
        (key) => Math.abs(made[key as keyof Leaves] - rounded[key as keyof Leaves]) < 1e-6,
      )
    )
      return rounded;
  }
  return of(mostPeople);
}

export const height = 424;
const [rows, middle] = [[44, 112, 188, 256], 150] as const;
const bar = { top: 344, bottom: 368 };
const dot = 4;
/** A branch's bead keeps off its ends. */
const margin = 0.12;
const share: Axis = { domain: [0, 1], ticks: [] };

interface Point {
  x: number;
  y: number;
}

export function layout({ width }: Size) {
  const [x1, x2] = [Math.round(0.36 * width), Math.round(0.68 * width)];
  const root = { x: 14, y: middle };
  const ill = { x: x1, y: (rows[0] + rows[1]) / 2 };
  const well = { x: x1, y: (rows[2] + rows[3]) / 2 };
  const [missed, caught, alarmed, cleared] = rows.map((y) => ({ x: x2, y })) as [Point, Point, Point, Point];
  const between = (from: Point, to: Point): Scales => {
    const at = (t: number) => ({ x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) });
    const [a, b] = [at(margin), at(1 - margin)];
    return {
      ...{ left: a.x, right: b.x, top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y) },
      ...{ x: new Scale(share, a.x, b.x), y: new Scale(share, a.y, b.y) },
    };
  };
  return {
    ...{ width, root, ill, well, missed, caught, alarmed, cleared },
    beads: {
      prior: between(root, ill),
      sensitivity: between(ill, caught),
      falsePositive: between(well, alarmed),
    } satisfies Record<Branch, Scales>,
  };
}
type Layout = ReturnType<typeof layout>;

export const colours: Record<Branch, string> = {
  prior: '--prior',
  sensitivity: '--likelihood',
  falsePositive: '--likelihood',
};

export interface TreePicture {
  rates: Rates;
  story: Story;
  posterior: number | undefined;
}

export function drawTree(surface: Surface, at: Layout, { rates, story, posterior }: TreePicture) {
  const leaves = leavesOf(rates);
  const { root, ill, well, missed, caught, alarmed, cleared } = at;
  drawRest(surface, root, well, 1 - rates.prior, 18);
  drawRest(surface, ill, missed, 1 - rates.sensitivity, -14);
  drawRest(surface, well, cleared, 1 - rates.falsePositive, 16);
  drawBranch(surface, at, 'prior', root, ill, rates.prior);
  drawBranch(surface, at, 'sensitivity', ill, caught, rates.sensitivity);
  drawBranch(surface, at, 'falsePositive', well, alarmed, rates.falsePositive);
  for (const { x, y } of [root, ill, well, missed, cleared])
    surface.circle(x, y, dot, { fill: { colour: '--muted' } });
  const [yes, no] = story.state;
  const strong = { colour: '--fg', size: 14, weight: 650, baseline: 'middle' } as const;
  surface.text(grouped(leaves.all), 8, root.y + 30, strong);
  surface.text('people', 8, root.y + 46, { ...strong, colour: '--muted', size: 12, weight: 400 });
  surface.text(`${shown(leaves.ill)} ${yes}`, ill.x + 8, ill.y - 20, { ...strong, align: 'right' });
  surface.text(`${shown(leaves.all - leaves.ill)} ${no}`, well.x + 8, well.y + 24, {
    ...strong,
    align: 'right',
  });
  drawLeaf(surface, missed, shown(leaves.missed), `${yes}, −`);
  drawLeaf(surface, caught, shown(leaves.caught), `${yes}, +`, '--posterior');
  drawLeaf(surface, alarmed, shown(leaves.alarmed), `${no}, +`, '--likelihood');
  drawLeaf(surface, cleared, shown(leaves.cleared), `${no}, −`);
  drawAnswer(surface, at, leaves, posterior, story);
}

/** A count; with more digits than people only where even a million people would have to be cut. */
const shown = (count: number) =>
  Math.abs(count - Math.round(count)) < 1e-6 ? grouped(Math.round(count)) : count.toFixed(1);

/** A branch to drag: filled as far as its probability goes. */
function drawBranch(surface: Surface, at: Layout, branch: Branch, from: Point, to: Point, p: number) {
  const { x, y } = at.beads[branch];
  const bead = { x: x.at(p), y: y.at(p) };
  surface.path([from.x, from.y, to.x, to.y], { colour: '--control', width: 7, opacity: 0.22 });
  surface.path([from.x, from.y, bead.x, bead.y], { colour: colours[branch], width: 7, opacity: 0.8 });
  // Into the room between the branches, away from the counts.
  const below = branch === 'sensitivity' || (branch === 'prior' && p > 0.5);
  surface.text(percent(p), bead.x + (p < 0.25 ? 4 : 0), bead.y + (below ? 22 : -22), {
    ...{ colour: colours[branch], size: 13, weight: 650, align: 'center', baseline: 'middle' },
    halo: '--surface',
  });
}

/** The other branch has what is left. */
function drawRest(surface: Surface, from: Point, to: Point, p: number, dy: number) {
  surface.path([from.x, from.y, to.x, to.y], { colour: '--control', width: 2 });
  const [x, y] = [from.x + 0.62 * (to.x - from.x), from.y + 0.62 * (to.y - from.y)];
  surface.text(percent(p), x, y + dy, {
    ...{ colour: '--muted', size: 12, align: 'center', baseline: 'middle', halo: '--surface' },
  });
}

function drawLeaf(surface: Surface, { x, y }: Point, count: string, name: string, colour?: string) {
  if (colour) surface.circle(x, y, dot + 3, { fill: { colour } });
  const left = x + 14;
  surface.text(count, left, y - 7, {
    ...{ colour: colour ?? '--fg', size: 15, weight: 650, baseline: 'middle' },
  });
  surface.text(name, left, y + 10, { colour: '--muted', size: 12, baseline: 'middle' });
}

/** The two leaves that are positive, side by side: the answer is the first one's part of both. */
function drawAnswer(
  surface: Surface,
  at: Layout,
  leaves: Leaves,
  posterior: number | undefined,
  story: Story,
) {
  const [left, right] = [8, at.width - 8];
  const thick = bar.bottom - bar.top;
  const all = leaves.caught + leaves.alarmed;
  // From both leaves to the bar.
  const [from, edge] = [right - 22, right - 6];
  surface.path([from, at.caught.y, edge, at.caught.y, edge, bar.top], { colour: '--muted', width: 1.5 });
  surface.path([from, at.alarmed.y, edge, at.alarmed.y], { colour: '--muted', width: 1.5 });
  surface.text(`${shown(all)} ${story.sign}:`, left, bar.top - 14, {
    ...{ colour: '--fg', size: 14, weight: 650, baseline: 'middle' },
  });
  surface.rect(left, bar.top, right - left, thick, { fill: { colour: '--control', opacity: 0.16 } });
  if (posterior === undefined || Number.isNaN(posterior)) return;
  const cut = left + posterior * (right - left);
  surface.rect(left, bar.top, cut - left, thick, { fill: { colour: '--posterior' } });
  surface.rect(cut, bar.top, right - cut, thick, { fill: { colour: '--likelihood', opacity: 0.75 } });
  surface.text(
    `${shown(leaves.caught)} / (${shown(leaves.caught)} + ${shown(leaves.alarmed)}) = ${percent(posterior)}`,
    left,
    bar.bottom + 20,
    { colour: '--posterior', size: 15, weight: 650, baseline: 'middle' },
  );
}
