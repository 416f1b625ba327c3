// One transition of NUTS, leaf by leaf: the trajectory doubles until it turns back on itself.

import type { NutsPath } from '$web/core-client/mcmc.ts';
import type { TargetSpec } from '$web/core-client/target.ts';
import { axes, histogram, inside, label, panels, scales } from '$web/kit/index.ts';
import type { Scales, Size, Surface } from '$web/kit/index.ts';
import {
  arrow,
  columnOf,
  drawLines,
  options,
  statistic,
  type Core,
  type Ground,
  type Range,
} from './core.ts';

export const ridge: TargetSpec = { name: 'ar1_normal', options: { dim: 2, rho: 0.85 } };
export const turnReach: Range = [-3.6, 3.6];
export const turnHeights = [0.5, 2, 4.5];

/** A tree when one doubling is done. */
export interface Doubling {
  /** Leaves known when it is complete (the start is not among them). */
  leaves: number;
  forwards: boolean;
  /** The ends of the trajectory along it, and whether both still move away from each other. */
  first: number;
  last: number;
  /** Towards the sum of momenta, at both ends: a turn when one is not positive. */
  turns: [number, number];
  /** Whether these leaves count: the last doubling may be thrown away. */
  counts: boolean;
}

export interface Transition {
  start: Float64Array;
  chosen: Float64Array;
  path: NutsPath;
  /** Momenta of each point of `path`, then that of the start: (n + 1, 2). */
  momenta: Float64Array;
  /** How much each weighs against the start: exp(-energy error). */
  weights: Float64Array;
  doublings: Doubling[];
  /** The leaf that was chosen: its index in `path`, -1 for the start. */
  leaf: number;
  depth: number;
}

/** The transition after `before` others, and where those ended. */
export async function transition(
  client: Core,
  { stepSize, seed, before }: { stepSize: number; seed: number; before: number },
  signal?: AbortSignal,
): Promise<{ of: Transition; draws: Float64Array }> {
  const { sampler } = await client.call(
    'samplerCreate',
    { target: ridge, kernel: 'nuts', seed, options: { stepSize } },
    options(signal),
  );
  try {
    const earlier = await client.call(
      'samplerRun',
      { sampler, count: before, statistics: false },
      options(signal),
    );
    const step = await client.call('samplerStep', { sampler }, options(signal));
    return {
      of: await explained(client, step.start, step.position, step.path!, step.depth[0]!, stepSize, signal),
      draws: earlier.draws,
    };
  } finally {
    await client.call('samplerDelete', { sampler });
  }
}

/** The core walks the trajectory again, from its start to both ends: that gives the momenta, too. */
async function explained(
  client: Core,
  start: Float64Array,
  chosen: Float64Array,
  path: NutsPath,
  depth: number,
  stepSize: number,
  signal?: AbortSignal,
): Promise<Transition> {
  const n = path.place.length;
  const { gradient } = await client.call(
    'targetDensity',
    { target: ridge, x: start, gradient: true },
    options(signal),
  );
  const sign = path.place[0]!;
  // The first point is a step away: what it moved, without the half kick, is the push at the start.
  const push = start.map(
    (q, d) => (path.positions[d]! - q) / (sign * stepSize) - (sign * stepSize * gradient![d]!) / 2,
  );
  const forwards = Math.max(0, ...path.place);
  const backwards = Math.max(0, ...path.place.map((each) => -each));
  const walk = (steps: number, size: number) =>
    client.call('leapfrogPath', { target: ridge, q: start, p: push, stepSize: size, steps }, options(signal));
  const [ahead, behind] = await Promise.all([walk(forwards, stepSize), walk(backwards, -stepSize)]);
  const momenta = new Float64Array(2 * n + 2);
  path.place.forEach((place, i) => {
    const from = place > 0 ? ahead.momenta : behind.momenta;
    momenta.set(from.subarray(2 * Math.abs(place), 2 * Math.abs(place) + 2), 2 * i);
  });
  momenta.set(push, 2 * n);
  let leaf = -1;
  for (let i = 0; i < n; i++)
    if (path.positions[2 * i] === chosen[0] && path.positions[2 * i + 1] === chosen[1]) leaf = i;
  return {
    start,
    chosen,
    path,
    momenta,
    weights: path.energyError.map((each) => Math.exp(-each)),
    doublings: doublingsOf(path, momenta, depth),
    leaf,
    depth,
  };
}

function doublingsOf(path: NutsPath, momenta: Float64Array, depth: number): Doubling[] {
  const n = path.place.length;
  const sum = [momenta[2 * n]!, momenta[2 * n + 1]!];
  let [first, last] = [n, n];
  let [low, high] = [0, 0];
  const found: Doubling[] = [];
  for (let i = 0; i < n; i++) {
    sum[0]! += momenta[2 * i]!;
    sum[1]! += momenta[2 * i + 1]!;
    if (path.place[i]! < low) [low, first] = [path.place[i]!, i];
    if (path.place[i]! > high) [high, last] = [path.place[i]!, i];
    if (i + 1 < n && path.depth[i + 1] === path.depth[i]) continue;
    const along = (at: number) => momenta[2 * at]! * sum[0]! + momenta[2 * at + 1]! * sum[1]!;
    found.push({
      leaves: i + 1,
      forwards: path.place[i]! > 0,
      first,
      last,
      turns: [along(first), along(last)],
      counts: path.depth[i]! < depth,
    });
  }
  return found;
}

/** The whole of many transitions: how deep the trees are, and the moments of the draws. */
export interface Many {
  stepSize: number;
  seed: number;
  draws: Float64Array;
  depths: Float64Array;
  evaluations: number;
  mean: number;
  mcse: number;
  /** Of the products x1 x2: the exact value is rho. */
  product: number;
  productError: number;
}

export const manyDraws = 4000;

export async function many(
  client: Core,
  stepSize: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Many> {
  const { sampler } = await client.call(
    'samplerCreate',
    { target: ridge, kernel: 'nuts', seed, options: { stepSize } },
    options(signal),
  );
  try {
    const { draws, statistics } = await client.call(
      'samplerRun',
      { sampler, count: manyDraws },
      options(signal),
    );
    const [x, y] = [columnOf(draws, 2, 0), columnOf(draws, 2, 1)];
    const summary = (draws: Float64Array) =>
      client.call('chainSummary', { draws, chains: 1 }, options(signal));
    const [one, two] = await Promise.all([summary(x), summary(x.map((each, i) => each * y[i]!))]);
    const evaluations = statistic(statistics, 'evaluations').reduce((total, each) => total + each, 0);
    return {
      stepSize,
      seed,
      draws,
      depths: statistic(statistics, 'depth'),
      evaluations,
      mean: one.mean,
      mcse: one.mcseMean,
      product: two.mean,
      productError: two.mcseMean,
    };
  } finally {
    await client.call('samplerDelete', { sampler });
  }
}

export const turnHeight = 590;

export function turnLayout(size: Size, reach = 12): { plane: Scales; weights: Scales } {
  const [above, below] = panels(size, [400, 190], 'rows', 0);
  return {
    plane: scales(
      size,
      { domain: turnReach, label: 'x₁', equal: true },
      { domain: turnReach, label: 'x₂' },
      above,
    ),
    weights: scales(
      size,
      { domain: [-reach - 0.6, reach + 0.6], label: 'place along the trajectory' },
      { domain: [0, 1.6], label: 'weight of the leaf', ticks: [0, 0.5, 1, 1.5] },
      below,
    ),
  };
}

/** One tint for each doubling, in turn. */
const tints = ['--likelihood', '--approximation'];
const tint = (depth: number) => tints[depth % 2]!;

export function drawTurn(
  surface: Surface,
  at: ReturnType<typeof turnLayout>,
  ground: Ground | undefined,
  draws: Float64Array | undefined,
  now: Transition | undefined,
  n: number,
) {
  axes(surface, at.plane);
  if (ground) drawLines(surface, at.plane, ground.lines, { colour: '--posterior', width: 1.2, opacity: 0.6 });
  const pixel = (rows: ArrayLike<number>, i: number) =>
    [at.plane.x.at(rows[2 * i]!), at.plane.y.at(rows[2 * i + 1]!)] as const;
  if (draws)
    inside(surface, at.plane, () => {
      const all = new Float64Array(draws.length);
      for (let i = 0; i < draws.length / 2; i++) all.set(pixel(draws, i), 2 * i);
      surface.dots(all, 2, { colour: '--fg', opacity: 0.35 });
    });
  axes(surface, at.weights);
  if (!now) return;
  const leaves = Math.min(n, now.path.place.length);
  const finished = n > now.path.place.length;
  drawTree(surface, at.plane, now, leaves, finished);
  drawWeights(surface, at.weights, now, leaves, finished);
  const doubling = now.doublings.find((each) => each.leaves === n);
  // A doubling that is thrown away was cut off by one of its parts: the ends of the whole say nothing.
  if (doubling?.counts) drawEnds(surface, at.plane, now, doubling);
}

function drawTree(surface: Surface, plane: Scales, now: Transition, leaves: number, finished: boolean) {
  const { path, start, depth } = now;
  const at = (i: number): readonly [number, number] =>
    i < 0
      ? [plane.x.at(start[0]!), plane.y.at(start[1]!)]
      : [plane.x.at(path.positions[2 * i]!), plane.y.at(path.positions[2 * i + 1]!)];
  inside(surface, plane, () => {
    const known = [...Array(leaves).keys()]
      .map((i) => ({ place: path.place[i]!, i }))
      .concat({ place: 0, i: -1 });
    known.sort((a, b) => a.place - b.place);
    surface.path(
      known.flatMap(({ i }) => [...at(i)]),
      { colour: '--muted', width: 1.5 },
    );
    for (let i = 0; i < leaves; i++) {
      const gone = finished && path.depth[i]! >= depth;
      surface.circle(...at(i), 2 + 2.5 * Math.sqrt(Math.min(2, now.weights[i]!)), {
        fill: { colour: tint(path.depth[i]!), opacity: gone ? 0.2 : 1 },
        stroke: { colour: '--surface', width: 1 },
      });
    }
    surface.circle(...at(-1), 6, { fill: { colour: '--surface' }, stroke: { colour: '--fg', width: 2.5 } });
    if (finished) surface.circle(...at(now.leaf), 9, { stroke: { colour: '--fg', width: 3 } });
  });
  label(surface, plane, { x: start[0]!, y: start[1]!, text: 'start' }, { colour: '--fg', dx: 10, dy: -12 });
  if (finished && now.leaf >= 0)
    label(
      surface,
      plane,
      { x: now.chosen[0]!, y: now.chosen[1]!, text: 'the draw' },
      { colour: '--fg', dx: 13, dy: 12 },
    );
}

/** At both ends the momentum, and the sum of all momenta: the direction of the whole. */
function drawEnds(
  surface: Surface,
  plane: Scales,
  now: Transition,
  { first, last, turns, leaves }: Doubling,
) {
  const n = now.path.place.length;
  const sum = [now.momenta[2 * n]!, now.momenta[2 * n + 1]!];
  for (let i = 0; i < leaves; i++) {
    sum[0]! += now.momenta[2 * i]!;
    sum[1]! += now.momenta[2 * i + 1]!;
  }
  const length = Math.hypot(sum[0]!, sum[1]!) || 1;
  [first, last].forEach((end, side) => {
    const [x, y] =
      end === n
        ? [now.start[0]!, now.start[1]!]
        : [now.path.positions[2 * end]!, now.path.positions[2 * end + 1]!];
    const from = [plane.x.at(x), plane.y.at(y)] as const;
    arrow(
      surface,
      from,
      [plane.x.at(x + 0.45 * now.momenta[2 * end]!), plane.y.at(y + 0.45 * now.momenta[2 * end + 1]!)],
      turns[side]! > 0 ? '--ok' : '--bad',
      { width: 3 },
    );
    arrow(
      surface,
      from,
      [plane.x.at(x + (0.9 * sum[0]!) / length), plane.y.at(y + (0.9 * sum[1]!) / length)],
      '--fg',
      {
        width: 1.5,
        dash: [4, 3],
      },
    );
  });
}

function drawWeights(surface: Surface, at: Scales, now: Transition, leaves: number, finished: boolean) {
  const bars = [{ place: 0, weight: 1, colour: '--muted', gone: false, chosen: now.leaf < 0 }];
  for (let i = 0; i < leaves; i++)
    bars.push({
      place: now.path.place[i]!,
      weight: now.weights[i]!,
      colour: tint(now.path.depth[i]!),
      gone: finished && now.path.depth[i]! >= now.depth,
      chosen: now.leaf === i,
    });
  for (const { place, weight, colour, gone, chosen } of bars) {
    histogram(
      surface,
      at,
      { edges: [place - 0.42, place + 0.42], heights: [weight] },
      { colour, opacity: gone ? 0.2 : 0.85 },
    );
    if (finished && chosen)
      label(
        surface,
        at,
        { x: place, y: Math.min(1.4, weight), text: 'the draw' },
        { colour: '--fg', dy: -10, align: 'center' },
      );
  }
}
