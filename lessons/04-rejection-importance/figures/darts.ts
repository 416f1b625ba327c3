// Darts under an envelope, and the two panels of their picture: the board, and below it the heap of those that hit.

import {
  area,
  axes,
  equalEdges,
  histogram,
  label,
  line,
  points,
  roleStroke,
  rug,
  Scale,
  scales,
  significant,
  type Axis,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { density, gaps, type Core, type Curves, type Law, type LineTarget } from './laws.ts';

export interface Thrown {
  x: Float64Array;
  y: Float64Array;
  accepted: Uint32Array;
  hits: number;
  /** What part should hit: Z / M; and the standard error of the part that did. */
  expected: number;
  error: number;
  violations: number;
  /** The logarithm of p over the envelope where that is worst, and where. */
  excess: number;
  offending: number;
}

export const mostDarts = 100_000;
/** As long as each dart is followed. */
const few = 300;

/** All darts of one throw: in the order of the seed's endless sequence. */
export const throwDarts = (
  client: Core,
  target: LineTarget,
  law: Law,
  m: number,
  count: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Thrown> =>
  client.call('darts', { target, envelope: { ...law, m }, count, seed }, signal ? { signal } : {});

/** At what one throws, from under which envelope. */
export interface Game {
  target: LineTarget;
  law: Law;
  m: number;
  seed: number;
}

const sameGame = (one: Game, other: Game) =>
  one.target === other.target &&
  one.m === other.m &&
  one.seed === other.seed &&
  one.law.kind === other.law.kind &&
  one.law.a === other.law.a &&
  one.law.b === other.law.b;

const joined = <T extends Float64Array | Uint32Array>(before: T, after: T): T => {
  const all = new (before.constructor as new (length: number) => T)(before.length + after.length);
  all.set(before);
  all.set(after, before.length);
  return all;
};

/** Keeps what was thrown: of a game that goes on, only the darts that are new are thrown. */
export class Quiver {
  #game: Game | undefined;
  #thrown: Thrown | undefined;

  async upTo(client: Core, game: Game, count: number, signal?: AbortSignal): Promise<Thrown> {
    const known = this.#game && sameGame(this.#game, game) ? this.#thrown : undefined;
    // Back in time: what the darts said by then is not kept.
    const before = known && known.x.length <= count ? known : undefined;
    const { law, m, ...rest } = game;
    const begin = before?.x.length ?? 0;
    const thrown = await client.call(
      'darts',
      { ...rest, envelope: { ...law, m }, count: count - begin, begin, hits: before?.hits ?? 0 },
      signal ? { signal } : {},
    );
    this.#game = game;
    return (this.#thrown = before ? after(before, thrown) : thrown);
  }
}

function after(before: Thrown, thrown: Thrown): Thrown {
  const worse = before.violations > 0 && !(thrown.excess > before.excess) ? before : thrown;
  const { hits, expected, error } = thrown; // the core counts on from the darts before
  return {
    ...{ hits, expected, error },
    x: joined(before.x, thrown.x),
    y: joined(before.y, thrown.y),
    accepted: joined(before.accepted, thrown.accepted),
    violations: before.violations + thrown.violations,
    excess: worse.excess,
    offending: worse.offending,
  };
}

/** The places of those that hit. */
export function hitsOf({ x, accepted }: Pick<Thrown, 'x' | 'accepted'>, n = x.length): Float64Array {
  const found = new Float64Array(n);
  let many = 0;
  for (let i = 0; i < n; i++) if (accepted[i] === 1) found[many++] = x[i]!;
  return found.slice(0, many);
}

/** Hits and misses of the first n darts, apart. */
export function sorted(thrown: Pick<Thrown, 'x' | 'y' | 'accepted'>, n = thrown.x.length) {
  const [hit, miss] = [[[], []] as [number[], number[]], [[], []] as [number[], number[]]];
  for (let i = 0; i < n; i++) {
    const side = thrown.accepted[i] === 1 ? hit : miss;
    side[0].push(thrown.x[i]!);
    side[1].push(thrown.y[i]!);
  }
  return { hit: { x: hit[0], y: hit[1] }, miss: { x: miss[0], y: miss[1] } };
}

export const boardHeight = 430;

export function boardLayout(
  size: Size,
  range: readonly [number, number],
  top: number,
  heap: number,
): { board: Scales; heap: Scales } {
  const cut = Math.round(size.height * 0.66);
  const x: Axis = { domain: range, label: 'x' };
  const y: Axis = { domain: [0, top], label: 'height' };
  const board = scales(size, { ...x, label: '' }, y, { bottom: cut });
  const below = scales(
    size,
    x,
    { domain: [0, heap], label: 'density of the hits', ticks: [0, Number(heap.toPrecision(1))] },
    { top: cut + 8 },
  );
  // One x axis for both, one above the other.
  const left = Math.max(board.left, below.left);
  return { board: moved(board, left), heap: moved(below, left) };
}

/** The same box from another left edge. */
export const moved = (at: Scales, left: number): Scales => ({
  ...at,
  left,
  x: new Scale(at.x.axis, left, at.right),
});

export interface BoardPicture {
  curves: Curves;
  /** The envelope's area. */
  m: number;
  /** The target's integral; the heap is compared with p / Z. */
  z: number;
  thrown: Thrown | undefined;
  n: number;
  /** Whether the curves have their names. */
  names: boolean;
}

export const heapEdges = (range: readonly [number, number]) => equalEdges(range[0], range[1], 40);

export function drawBoard(surface: Surface, at: ReturnType<typeof boardLayout>, picture: BoardPicture) {
  const { curves, m, z, thrown, n, names } = picture;
  const { board, heap } = at;
  const envelope = curves.q.map((q) => m * q);
  axes(surface, board);
  axes(surface, heap);
  area(surface, board, { x: curves.x, y: curves.p }, { colour: '--posterior', opacity: 0.1 });
  if (thrown && n > 0) drawDarts(surface, board, thrown, n);
  const holes = gaps(curves.x, curves.p, envelope);
  if (holes.length > 0) drawGaps(surface, board, curves, envelope);
  line(surface, board, { x: curves.x, y: envelope }, roleStroke('likelihood'));
  line(surface, board, { x: curves.x, y: curves.p }, roleStroke('posterior'));
  if (names) nameBoth(surface, board, curves, m, holes.length > 0);
  if (thrown && n > 0) {
    const hits = hitsOf(thrown, n);
    const edges = heapEdges(board.x.axis.domain);
    // A few hits are no heap yet.
    if (hits.length < 60) rug(surface, heap, hits, { colour: '--posterior', width: 2 }, { length: 16 });
    else
      histogram(
        surface,
        heap,
        { edges, heights: density(hits, edges) },
        { colour: '--posterior', opacity: 0.45 },
      );
  }
  line(surface, heap, { x: curves.x, y: curves.p.map((p) => p / z) }, roleStroke('posterior', 2));
  if (thrown && n > 0 && n <= few) drawDrop(surface, at, thrown, n);
}

function drawDarts(surface: Surface, board: Scales, thrown: Thrown, n: number) {
  const { hit, miss } = sorted(thrown, n);
  const radius = n <= 300 ? 3.2 : n <= 2000 ? 2.2 : 1.4;
  points(surface, board, miss, { colour: '--control', radius, opacity: n <= 2000 ? 0.75 : 0.45 });
  points(surface, board, hit, { colour: '--posterior', radius, opacity: n <= 2000 ? 0.9 : 0.5 });
}

/** The newest dart, if it has hit, on its way to the heap. */
function drawDrop(
  surface: Surface,
  { board, heap }: { board: Scales; heap: Scales },
  thrown: Thrown,
  n: number,
) {
  if (thrown.accepted[n - 1] !== 1) return;
  const x = board.x.at(thrown.x[n - 1]!);
  const y = board.y.at(thrown.y[n - 1]!);
  surface.circle(x, y, 6, { stroke: { colour: '--accent', width: 2 } });
  surface.path([x, y + 6, x, heap.bottom - 16], { colour: '--accent', width: 1.5, dash: [4, 4] });
}

function nameBoth(surface: Surface, board: Scales, { x, p, peak }: Curves, m: number, cut: boolean) {
  let top = 0;
  for (let i = 1; i < x.length; i++) if (p[i]! > p[top]!) top = i;
  const below = { colour: '--posterior', align: 'center', dy: 24 } as const;
  if (!cut) label(surface, board, { x: x[top]!, y: p[top]!, text: 'target' }, below);
  const [, right] = board.x.axis.domain;
  const text = `envelope M q, M = ${significant(m, 3)}`;
  label(
    surface,
    board,
    { x: right, y: peak * m, text },
    { colour: '--likelihood', align: 'right', dx: -4, dy: -12 },
  );
}

/** Where the target sticks out of its envelope: no dart can fall there. */
function drawGaps(surface: Surface, board: Scales, { x, p }: Curves, envelope: Float64Array) {
  const top = p.map((value, i) => Math.max(value, envelope[i]!));
  area(surface, board, { x, y: top, base: envelope }, { colour: '--bad', opacity: 0.75 });
  let worst = 0;
  for (let i = 1; i < x.length; i++) if (p[i]! - envelope[i]! > p[worst]! - envelope[worst]!) worst = i;
  const bold = { colour: '--bad', align: 'center' } as const;
  label(surface, board, { x: x[worst]!, y: p[worst]!, text: 'no dart can fall here' }, { ...bold, dy: -12 });
}
