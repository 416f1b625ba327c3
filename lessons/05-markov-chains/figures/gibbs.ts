// Gibbs sampling of a correlated normal law, move by move along the axes.

import {
  axes,
  contour,
  inside,
  label,
  line,
  panels,
  points,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { asked, chainwise, held, type Core } from './samplers.ts';

export const mostRounds = 2000;
export const lags = 21;
export const limit = 0.98;
const reach = 3.2;

const targetOf = (rho: number) => ({ name: 'ar1_normal', options: { dim: 2, rho } }) as const;

export interface Chain {
  rho: number;
  /** The place before the first round, then after each: (rounds + 1, 2). */
  places: Float64Array;
}

/** The start is far off, in a corner where the law is thin. */
const corner = [-2.4, 2.4] as const;

export async function chainOf(client: Core, rho: number, seed: number, signal?: AbortSignal): Promise<Chain> {
  const start = Float64Array.from(corner);
  const model = {
    kind: 'gaussian',
    mean: new Float64Array(2),
    covariance: Float64Array.of(1, rho, rho, 1),
  } as const;
  return held(client, client.call('gibbsCreate', { model, seed, start }, asked(signal)), async (sampler) => {
    const { draws } = await client.call(
      'samplerRun',
      { sampler, count: mostRounds, statistics: false },
      asked(signal),
    );
    return { rho, places: Float64Array.of(...corner, ...draws) };
  });
}

export interface Facts {
  /** Autocorrelations of x1 at lags 0, 1, ... of the rounds. */
  correlations: Float64Array;
  mean: number;
  mcse: number;
  ess: number;
}

export async function factsOf(
  client: Core,
  { places }: Chain,
  rounds: number,
  signal?: AbortSignal,
): Promise<Facts> {
  const x = chainwise(places.subarray(2, 2 + 2 * rounds), 1, 2);
  const [correlations, all] = await Promise.all([
    client.call('autocorrelation', { draws: x, lags: Math.min(lags, rounds) }, asked(signal)),
    client.call('chainSummary', { draws: x, chains: 1 }, asked(signal)),
  ]);
  return { correlations, mean: all.mean, mcse: all.mcseMean, ess: all.essMean };
}

/**
 * Half moves: after move 2 r the chain has made r rounds; an odd one has drawn x1 and not yet x2.
 */
export function placeAfter({ places }: Chain, move: number): [number, number] {
  const round = Math.floor(move / 2);
  const before: [number, number] = [places[2 * round]!, places[2 * round + 1]!];
  return move % 2 === 0 ? before : [places[2 * round + 2]!, before[1]];
}

const cells = 61;
const grid = Float64Array.from({ length: cells }, (_, i) => -reach + (2 * reach * i) / (cells - 1));

export interface Law {
  rho: number;
  values: Float64Array;
}

/** The density on a grid, as a part of its highest. */
export async function lawOf(client: Core, rho: number, signal?: AbortSignal): Promise<Law> {
  const x = new Float64Array(2 * cells * cells);
  for (let j = 0; j < cells; j++)
    for (let i = 0; i < cells; i++) x.set([grid[i]!, grid[j]!], 2 * (j * cells + i));
  return { rho, values: await heights(client, rho, x, signal) };
}

async function heights(client: Core, rho: number, x: Float64Array, signal?: AbortSignal) {
  const { value } = await client.call('targetDensity', { target: targetOf(rho), x }, asked(signal));
  let top = -Infinity;
  for (const each of value) top = Math.max(top, each);
  return (await client.call(
    'special',
    { name: 'exp', x: value.map((each) => each - top) },
    asked(signal),
  )) as Float64Array;
}

export interface Slice {
  /** Along which axis the next move goes. */
  axis: 0 | 1;
  at: number;
  along: Float64Array;
  /** The conditional density, as a part of its highest. */
  height: Float64Array;
}

/** The conditional law from which the move after `move` is drawn. */
export async function sliceOf(
  client: Core,
  chain: Chain,
  move: number,
  signal?: AbortSignal,
): Promise<Slice> {
  const axis = (move % 2) as 0 | 1;
  const at = placeAfter(chain, move)[1 - axis]!;
  const along = Float64Array.from({ length: 121 }, (_, i) => -reach + (2 * reach * i) / 120);
  const x = new Float64Array(2 * along.length);
  along.forEach((each, i) => x.set(axis === 0 ? [each, at] : [at, each], 2 * i));
  return { axis, at, along, height: await heights(client, chain.rho, x, signal) };
}

export function layout(size: Size): { plane: Scales; lagged: Scales } {
  const wide = size.width >= 560;
  const boxes = wide ? panels(size, [1.35, 1], 'columns', 12) : panels(size, [1.9, 1], 'rows', 4);
  return {
    plane: scales(
      size,
      { domain: [-reach, reach], label: 'x₁', equal: true, ticks: [-2, 0, 2] },
      { domain: [-reach, reach], label: 'x₂', ticks: [-2, 0, 2] },
      boxes[0],
    ),
    lagged: scales(
      size,
      { domain: [-0.6, lags - 0.4], label: 'lag, in rounds', ticks: [0, 5, 10, 15, 20] },
      { domain: [-0.15, 1.05], label: 'autocorrelation of x₁', ticks: [0, 0.25, 0.5, 0.75, 1] },
      boxes[1],
    ),
  };
}

export const heightFor = (width: number) => (width >= 560 ? 400 : 540);

/** The end of the ellipse's short axis, where one takes hold of it: on the line of 86 %, two units out. */
export const gripOf = (rho: number) => {
  const out = 2 * Math.sqrt((1 - rho) / 2);
  return { x: -out, y: out };
};
export const rhoAt = (x: number) => Math.min(limit, Math.max(0, 1 - 2 * (x / 2) ** 2));

export interface Picture {
  law: Law | undefined;
  chain: Chain | undefined;
  slice: Slice | undefined;
  facts: Facts | undefined;
  move: number;
}

/** Of a long chain only the last moves are drawn as a path. */
const shownMoves = 40;

export function drawGibbs(surface: Surface, at: ReturnType<typeof layout>, picture: Picture) {
  const { plane, lagged } = at;
  axes(surface, plane);
  axes(surface, lagged);
  const { law, chain } = picture;
  if (law) {
    const all = { values: law.values, columns: cells, rows: cells } as const;
    const full = { ...all, x: [-reach, reach] as const, y: [-reach, reach] as const };
    // exp(-r^2 / 2): 39 %, 86 % and 99 % lie within.
    contour(
      surface,
      plane,
      { grid: full, levels: [0.011, 0.135, 0.607] },
      { stroke: { colour: '--posterior', width: 1.5, opacity: 0.7 } },
    );
  }
  if (chain) drawPath(surface, plane, chain, picture.move);
  if (picture.slice) drawSlice(surface, plane, picture.slice);
  drawLags(surface, lagged, picture);
}

function drawPath(surface: Surface, plane: Scales, chain: Chain, move: number) {
  const rounds = Math.floor(move / 2);
  const { places } = chain;
  if (rounds > 0) {
    const x = Float64Array.from({ length: rounds }, (_, i) => places[2 * i + 2]!);
    const y = Float64Array.from({ length: rounds }, (_, i) => places[2 * i + 3]!);
    points(
      surface,
      plane,
      { x, y },
      { colour: '--fg', radius: rounds > 200 ? 1.5 : 2.5, opacity: rounds > 200 ? 0.35 : 0.6 },
    );
  }
  const first = Math.max(0, move - shownMoves);
  const path = Array.from({ length: move - first + 1 }, (_, i) => placeAfter(chain, first + i));
  line(
    surface,
    plane,
    { x: path.map(([x]) => x), y: path.map(([, y]) => y) },
    { colour: '--accent', width: 1.75, opacity: 0.8 },
  );
  const [x, y] = path.at(-1)!;
  surface.circle(plane.x.at(x), plane.y.at(y), 5.5, {
    fill: { colour: '--accent' },
    stroke: { colour: '--surface', width: 1.5 },
  });
}

/** The conditional as a hill that stands on the line of the move. */
function drawSlice(surface: Surface, plane: Scales, { axis, at, along, height }: Slice) {
  const tall = 46;
  const base = axis === 0 ? plane.y.at(at) : plane.x.at(at);
  const hill = new Float64Array(2 * along.length);
  along.forEach((each, i) => {
    const up = height[i]! * tall;
    hill.set(axis === 0 ? [plane.x.at(each), base - up] : [base + up, plane.y.at(each)], 2 * i);
  });
  inside(surface, plane, () => {
    const ends = axis === 0 ? [plane.left, base, plane.right, base] : [base, plane.top, base, plane.bottom];
    surface.path(ends, { colour: '--likelihood', width: 1, dash: [4, 4] });
    surface.fill(hill, { colour: '--likelihood', opacity: 0.25 });
    surface.path(hill, { colour: '--likelihood', width: 2 });
  });
  const text = axis === 0 ? 'p(x₁ | x₂)' : 'p(x₂ | x₁)';
  let top = 0;
  height.forEach((each, i) => each > height[top]! && (top = i));
  const place = axis === 0 ? { x: along[top]!, y: at } : { x: at, y: along[top]! };
  label(
    surface,
    plane,
    { ...place, text },
    axis === 0
      ? { colour: '--likelihood', dy: base - tall - 14 < plane.top ? 14 : -tall - 10, align: 'center' }
      : { colour: '--likelihood', dx: tall + 6, align: 'left' },
  );
}

function drawLags(surface: Surface, lagged: Scales, { facts, chain }: Picture) {
  surface.path([lagged.left, lagged.y.at(0), lagged.right, lagged.y.at(0)], { colour: '--rule', width: 1 });
  if (!chain) return;
  const x = Float64Array.from({ length: 101 }, (_, i) => (i * (lags - 1)) / 100);
  facts?.correlations.forEach((each, lag) => {
    const at = lagged.x.at(lag);
    surface.path([at, lagged.y.at(0), at, lagged.y.at(Math.max(-0.15, each))], {
      colour: '--accent',
      width: 5,
      opacity: 0.75,
    });
  });
  line(
    surface,
    lagged,
    { x, y: x.map((lag) => chain.rho ** (2 * lag)) },
    { colour: '--posterior', width: 2, dash: [6, 4] },
  );
  label(
    surface,
    lagged,
    { x: 3, y: chain.rho ** 6, text: 'theory: ρ²ᵏ at lag k' },
    { colour: '--posterior', dx: 10, dy: -12 },
  );
}
