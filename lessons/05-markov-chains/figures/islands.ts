// A chain on five islands: its matrix, the law after t steps, and how far that is from where it settles.

import {
  axes,
  label,
  line,
  roleStroke,
  Scale,
  scales,
  significant,
  type Axis,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import type { Core } from './walks.ts';

export const count = 5;
export const mostSteps = 60;
/** Enough to see the rate without the other eigenvalues. */
const longRun = 600;

export const routes = ['row', 'ring', 'any'] as const;
export type Route = (typeof routes)[number];
export const routeTexts: Record<Route, string> = {
  row: 'the next in a row',
  ring: 'the next in a ring',
  any: 'any other',
};

export const rules = ['populations', 'own', 'clock', 'split'] as const;
export type Rule = (typeof rules)[number];
export const ruleTexts: Record<Rule, string> = {
  populations: 'Metropolis',
  own: 'edit the matrix',
  clock: 'a circle',
  split: 'two groups',
};

/** Which island is proposed from which: a fair coin between neighbours; beyond the end there is water, and one stays. */
export function proposals(route: Route): Float64Array {
  const q = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    if (route === 'any') for (let j = 0; j < count; j++) q[i * count + j] = j === i ? 0 : 1 / (count - 1);
    else
      for (const step of [-1, 1]) {
        const to = i + step;
        const water = route === 'row' && (to < 0 || to >= count);
        q[i * count + (water ? i : (to + count) % count)]! += 0.5;
      }
  }
  return q;
}

const rows = (...all: number[][]) => Float64Array.from(all.flat());

/** Chains that never settle, or not on one law. */
export const presets: Record<'clock' | 'split', Float64Array> = {
  clock: rows([0, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1], [1, 0, 0, 0, 0]),
  split: rows(
    [0.5, 0.5, 0, 0, 0],
    [0.5, 0.5, 0, 0, 0],
    [0, 0, 0.5, 0.5, 0],
    [0, 0, 0.25, 0.5, 0.25],
    [0, 0, 0, 0.5, 0.5],
  ),
};

/** The matrix with entry (i, j) set; the rest of its row shares what is left as before. */
export function edited(p: ArrayLike<number>, i: number, j: number, value: number): Float64Array {
  const result = Float64Array.from(p);
  const rest = 1 - result[i * count + j]!;
  for (let k = 0; k < count; k++)
    result[i * count + k] =
      k === j
        ? value
        : rest > 1e-12
          ? (result[i * count + k]! * (1 - value)) / rest
          : (1 - value) / (count - 1);
  return result;
}

export interface IslandsFound {
  p: Float64Array;
  /** Where it settles; empty if there is no such law, or not one. */
  stationary: Float64Array;
  defect: number;
  /** The second largest modulus of an eigenvalue; NaN if it is not known. */
  second: number;
  reason: string;
  /** (steps + 1, 5). */
  laws: Float64Array;
  distances: Float64Array;
  /** The total variation between pi and pi P. */
  moved: number;
  /** How the distance shrank with each step, late; NaN if it did not. */
  rate: number;
  /** The first step after which the distance is below 1 %; undefined if none is. */
  settled: number | undefined;
}

export async function study(
  client: Core,
  matrix: Float64Array | { populations: readonly number[]; route: Route },
  start: number,
  signal?: AbortSignal,
): Promise<IslandsFound> {
  const options = signal ? { signal } : {};
  const p =
    matrix instanceof Float64Array
      ? matrix
      : await client.call(
          'metropolisMatrix',
          { pi: Float64Array.from(matrix.populations), q: proposals(matrix.route) },
          options,
        );
  const { stationary, defect, secondModulus, reason } = await client.call(
    'finiteChain',
    { p, n: count },
    options,
  );
  const law = new Float64Array(count);
  law[start] = 1;
  const towards = stationary.length > 0 ? { towards: stationary } : {};
  const { laws, distances } = await client.call(
    'finiteLaws',
    { p, n: count, law, steps: longRun, ...towards },
    options,
  );
  const still =
    stationary.length > 0
      ? await client.call(
          'finiteLaws',
          { p, n: count, law: stationary, steps: 1, towards: stationary },
          options,
        )
      : undefined;
  const first = [...distances].findIndex((distance) => distance < 0.01);
  return {
    p,
    stationary,
    defect,
    second: secondModulus,
    reason,
    laws,
    distances,
    moved: still ? still.distances[1]! : NaN,
    rate: lateRate(distances),
    settled: first < 0 ? undefined : first,
  };
}

/** The factor a step, over the last even number of steps in which the distance is small and no rounding yet. */
export function lateRate(distances: ArrayLike<number>): number {
  let to = 0;
  for (let t = 0; t < distances.length; t++) if (distances[t]! > 1e-12) to = t;
  let from = to;
  while (from > 0 && distances[from - 1]! < 1e-7) from--;
  from = Math.min(from, to - 8);
  from += (to - from) % 2;
  return from >= 0 && to > from ? (distances[to]! / distances[from]!) ** (1 / (to - from)) : NaN;
}

export const lawAt = ({ laws }: Pick<IslandsFound, 'laws'>, t: number) =>
  laws.subarray(t * count, (t + 1) * count);

export const islandsHeight = (wide: boolean) => (wide ? 590 : 880);

const names = ['A', 'B', 'C', 'D', 'E'] as const;
export const islandName = (i: number) => names[i]!;
/** What a bar of a population of 1 is high, beside the law. */
export const mostPeople = 10;

export interface IslandsLayout {
  bars: Scales;
  table: Scales;
  /** Across: the islands. Upwards from -1 to 1: hops to the right above, to the left below. */
  traffic: Scales;
  curve: Scales;
}

export function islandsLayout(size: Size): IslandsLayout {
  const wide = size.width >= 560;
  const island: Axis = {
    domain: [-0.5, count - 0.5],
    ticks: [0, 1, 2, 3, 4],
    format: (i) => names[i]!,
    label: 'island',
  };
  const share: Axis = { domain: [0, 1], label: 'probability', ticks: [0, 0.25, 0.5, 0.75, 1] };
  const from: Axis = {
    domain: [count - 0.5, -0.5],
    ticks: [0, 1, 2, 3, 4],
    format: (i) => names[i]!,
    label: 'from',
    grid: false,
  };
  const both: Axis = { domain: [-1, 1], label: 'who hops in the next step', ticks: [] };
  const step: Axis = { domain: [0, mostSteps], label: 'step t' };
  const distance: Axis = {
    domain: [1e-6, 1.4],
    log: true,
    ticks: [1e-6, 1e-4, 0.01, 1],
    label: 'total variation to where it settles',
  };
  const cut = Math.round(size.height * (wide ? 0.45 : 0.31));
  const over = { ...island, label: 'to' };
  if (!wide) {
    const [next, low] = [Math.round(size.height * 0.6), Math.round(size.height * 0.76)];
    return {
      bars: scales(size, island, share, { bottom: cut }),
      table: scales(size, over, from, { top: cut + 4, bottom: next }),
      traffic: scales(size, { ...island, ticks: [], label: '' }, both, { top: next + 4, bottom: low }),
      curve: scales(size, step, distance, { top: low + 4 }),
    };
  }
  const half = Math.round(size.width * 0.54);
  const low = Math.round(size.height * 0.69);
  return {
    bars: scales(size, island, share, { bottom: cut, right: half }),
    table: scales(size, over, from, { bottom: cut, left: half + 12 }),
    traffic: scales(size, { ...island, ticks: [], label: '' }, both, { top: cut + 4, bottom: low }),
    curve: scales(size, step, distance, { top: low + 4 }),
  };
}

export interface IslandsPicture {
  found: IslandsFound;
  t: number;
  /** 1 % and where it is reached are shown. */
  told: boolean;
}

export function drawIslands(surface: Surface, at: IslandsLayout, { found, t, told }: IslandsPicture) {
  drawBars(surface, at.bars, found, t);
  drawTable(surface, at.table, found.p);
  drawTraffic(surface, at.traffic, found, lawAt(found, t));
  drawDistance(surface, at.curve, found, t, told);
}

function drawBars(surface: Surface, at: Scales, found: IslandsFound, t: number) {
  axes(surface, at);
  const law = lawAt(found, t);
  const wide = (at.x.at(1) - at.x.at(0)) * 0.62;
  const floor = at.y.at(0);
  for (let i = 0; i < count; i++) {
    const [x, top] = [at.x.at(i) - wide / 2, at.y.at(law[i]!)];
    surface.rect(x, top, wide, floor - top, { fill: { colour: '--approximation', opacity: 0.55 } });
    if (found.stationary.length === 0) continue;
    const rest = at.y.at(found.stationary[i]!);
    surface.path([x - 4, rest, x + wide + 4, rest], { colour: '--posterior', width: 3 });
  }
  // What the marks are stands above, away from the highest bar.
  const highest = law.indexOf(Math.max(...law));
  const [x, align] = highest < 2 ? ([count - 0.5, 'right'] as const) : ([-0.5, 'left'] as const);
  const dx = highest < 2 ? -6 : 6;
  const text = `bars: after ${t} ${t === 1 ? 'step' : 'steps'}`;
  label(surface, at, { x, y: 0.94, text }, { colour: '--approximation', align, dx });
  if (found.stationary.length === 0) return;
  const lines = { x, y: 0.94, text: 'lines: where it settles' };
  label(surface, at, lines, { colour: '--posterior', align, dx, dy: 18 });
}

function drawTable(surface: Surface, at: Scales, p: Float64Array) {
  // From top to bottom: the scale turns round, rows are from, columns to.
  const cell = { width: at.x.at(1) - at.x.at(0), height: at.y.at(1) - at.y.at(0) };
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      const value = p[i * count + j]!;
      const [x, y] = [at.x.at(j - 0.5), at.y.at(i - 0.5)];
      surface.rect(x + 1, y + 1, cell.width - 2, cell.height - 2, {
        fill: { colour: '--likelihood', opacity: 0.06 + 0.5 * value },
      });
      const text = value === 0 ? '0' : value.toFixed(2).replace(/^0/, '');
      surface.text(text, x + cell.width / 2, y + cell.height / 2, {
        colour: value === 0 ? '--muted' : '--fg',
        size: 12,
        weight: i === j ? 400 : 600,
        align: 'center',
        baseline: 'middle',
      });
    }
  axes(surface, { ...at, y: new Scale({ ...at.y.axis }, at.y.low, at.y.high) });
}

/** An arc for each way between two islands, as thick as the part of the people that takes it. */
function drawTraffic(surface: Surface, at: Scales, { p }: IslandsFound, law: Float64Array) {
  surface.text(at.y.axis.label!, at.left - 12, at.top - 25, {
    ...{ colour: '--muted', size: 12, weight: 600, baseline: 'top', halo: '--surface' },
  });
  const half = (at.bottom - at.top) / 2;
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      const part = law[i]! * p[i * count + j]!;
      if (i === j || part < 1e-4) continue;
      const [from, to, side] = [at.x.at(i), at.x.at(j), j > i ? -1 : 1];
      const high = half * (0.42 + 0.14 * Math.abs(j - i));
      const points: number[] = [];
      for (let k = 0; k <= 24; k++) {
        const share = 0.06 + (0.88 * k) / 24;
        points.push(
          from + (to - from) * share,
          at.y.at(0) + side * (6 + high * 4 * share * (1 - share) * 0.9),
        );
      }
      const width = Math.max(0.5, 36 * part);
      surface.path(points, { colour: '--likelihood', width, opacity: 0.75 });
      // The head stands in the middle of the arc.
      const [x, y, reach] = [points[24]!, points[25]!, 4 + width / 2];
      const ahead = Math.sign(to - from);
      surface.fill([x + ahead * reach * 1.3, y, x - ahead * 3, y - reach, x - ahead * 3, y + reach], {
        colour: '--likelihood',
      });
    }
  for (let i = 0; i < count; i++) {
    const [x, y] = [at.x.at(i), at.y.at(0)];
    surface.circle(x, y, 11, { fill: { colour: '--surface' }, stroke: { colour: '--control', width: 1.5 } });
    surface.text(names[i]!, x, y, {
      colour: '--fg',
      size: 12,
      weight: 600,
      align: 'center',
      baseline: 'middle',
    });
  }
}

function drawDistance(surface: Surface, at: Scales, found: IslandsFound, t: number, told: boolean) {
  axes(surface, at);
  const { distances, second } = found;
  if (distances.length === 0) {
    const middle = { x: mostSteps / 2, y: 1e-3, text: 'there is no one law to come near to' };
    label(surface, at, middle, { colour: '--bad', align: 'center' });
    return;
  }
  const x = Float64Array.from({ length: mostSteps + 1 }, (_, i) => i);
  const shown = distances.subarray(0, mostSteps + 1).map((each) => Math.max(each, 1e-9));
  if (second > 0 && second < 1) {
    // A straight line of that slope, beside the curve's first point.
    const straight = x.map((step) => Math.max(1e-9, 1.25 * second ** step));
    line(surface, at, { x, y: straight }, { colour: '--posterior', width: 2, dash: [7, 5] });
    const here = Math.min(mostSteps * 0.6, Math.log(1e-3) / Math.log(second));
    const place = { x: here, y: 1.25 * second ** here, text: `${significant(second, 3)}ᵗ` };
    label(surface, at, place, { colour: '--posterior', dx: 10, dy: -10 });
  }
  line(surface, at, { x, y: shown }, roleStroke('approximation'));
  if (told) {
    const [low, high] = [at.x.low, at.x.high];
    surface.path([low, at.y.at(0.01), high, at.y.at(0.01)], { colour: '--muted', dash: [3, 4] });
    label(surface, at, { x: mostSteps, y: 0.01, text: '1 %' }, { colour: '--muted', align: 'right', dy: -9 });
  }
  surface.circle(
    at.x.at(Math.min(t, mostSteps)),
    Math.min(at.bottom, at.y.at(shown[Math.min(t, mostSteps)]!)),
    6,
    {
      fill: { colour: '--approximation' },
      stroke: { colour: '--surface', width: 2 },
    },
  );
}
