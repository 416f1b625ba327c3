// Where importance sampling breaks: running estimates that jump, that settle on the wrong value, and weights that multiply.

import {
  axes,
  label,
  line,
  roleStroke,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import type { Core, Law } from './laws.ts';

export const kinds = ['thin', 'gap', 'many'] as const;
export type Kind = (typeof kinds)[number];
export const kindTexts: Record<Kind, string> = {
  thin: 'Tails too thin',
  gap: 'A gap in the support',
  many: 'Many dimensions',
};

// --- running estimates -----------------------------------------------------------------------------------------------

export const mostDraws = 100_000;
export const firstDraws = 10;

/** 10, 11, ... 100 000: about forty in each power of ten. */
export const checkpoints: Float64Array = (() => {
  const at = new Set<number>();
  for (let i = 0; i <= 160; i++) at.add(Math.round(firstDraws * 10 ** (i / 40)));
  return Float64Array.from(at);
})();

export interface Run {
  ratio: Float64Array;
  error: Float64Array;
  ess: Float64Array;
}

export const runs = 8;

/** Estimates of the integral over its true value, for a proposal N(0, s^2) or a box [-reach, reach]; one run for each seed. */
export async function runAll(client: Core, law: Law, seed: number, signal?: AbortSignal): Promise<Run[]> {
  const all: Run[] = [];
  for (let run = 0; run < runs; run++)
    all.push(
      await client.call(
        'runningWeights',
        { target: 'normal', law, seed: (seed + 1000 * run) % 2 ** 32, at: checkpoints },
        signal ? { signal } : {},
      ),
    );
  return all;
}

/** The largest rise from one checkpoint to the next: where one draw has carried the estimate off. */
export function largestJump(ratio: ArrayLike<number>, upTo = ratio.length): { by: number; at: number } {
  let found = { by: 0, at: 0 };
  for (let i = 1; i < upTo; i++) {
    const by = ratio[i]! - ratio[i - 1]!;
    if (checkpoints[i]! >= 100 && by > found.by) found = { by, at: checkpoints[i]! };
  }
  return found;
}

export const runningLayout = (size: Size): Scales =>
  scales(
    size,
    { domain: [firstDraws, mostDraws], log: true, label: 'draws' },
    { domain: [0.4, 1.6], label: 'mean weight; it should be 1' },
  );

export function drawRuns(surface: Surface, at: Scales, all: readonly Run[], n: number) {
  axes(surface, at);
  const upTo = checkpoints.findIndex((each) => each > n);
  const count = upTo < 0 ? checkpoints.length : upTo;
  const x = checkpoints.subarray(0, count);
  for (const run of all.slice(1))
    line(
      surface,
      at,
      { x, y: run.ratio.subarray(0, count) },
      { colour: '--muted', width: 1.2, opacity: 0.6 },
    );
  line(surface, at, { x: [firstDraws, mostDraws], y: [1, 1] }, roleStroke('posterior', 2));
  label(surface, at, { x: firstDraws, y: 1, text: 'truth' }, { colour: '--posterior', dx: 8, dy: -10 });
  const first = all[0];
  if (!first || count === 0) return;
  for (const side of [-2, 2]) {
    const y = first.ratio.subarray(0, count).map((value, i) => value + side * first.error[i]!);
    line(surface, at, { x, y }, { colour: '--likelihood', width: 1, dash: [3, 4] });
  }
  line(surface, at, { x, y: first.ratio.subarray(0, count) }, { colour: '--likelihood', width: 2.5 });
  const last = { x: x.at(-1)!, y: first.ratio[count - 1]! };
  surface.circle(at.x.at(last.x), at.y.at(at.y.clamp(last.y)), 4, { fill: { colour: '--likelihood' } });
}

// --- many dimensions -------------------------------------------------------------------------------------------------

export const dims = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50] as const;
export const rows = 10_000;

export interface Product {
  dim: number;
  share: number;
}

/** What 10 000 draws of N(0, s^2 I) are worth for N(0, I): the weights of the coordinates multiply. */
export async function products(
  client: Core,
  s: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Product[]> {
  const asked = signal ? { signal } : {};
  const law: Law = { kind: 'normal', a: 0, b: s };
  const sums = new Float64Array(rows);
  const found: Product[] = [];
  for (let dim = 1; dim <= dims.at(-1)!; dim++) {
    const coordinate = await client.call(
      'importance',
      { target: 'normal', law, count: rows, seed, begin: (dim - 1) * rows },
      asked,
    );
    for (let i = 0; i < rows; i++) sums[i]! += coordinate.log_weights[i]!;
    if (!(dims as readonly number[]).includes(dim)) continue;
    const { ess } = await client.call('psis', { logRatios: sums.slice() }, asked);
    found.push({ dim, share: ess / rows });
  }
  return found;
}

export const productLayout = (size: Size): Scales =>
  scales(
    size,
    { domain: [0, 52], label: 'dimension d' },
    { domain: [1e-6, 1.5], log: true, label: 'effective part, ESS / N' },
  );

export function drawProducts(surface: Surface, at: Scales, found: readonly Product[], one: number) {
  axes(surface, at);
  const x = [1, 52];
  line(surface, at, { x, y: x.map((d) => one ** d) }, roleStroke('posterior'));
  label(
    surface,
    at,
    { x: 14, y: one ** 14, text: 'exact' },
    { colour: '--posterior', dx: -6, dy: 18, align: 'right' },
  );
  line(surface, at, { x: [0, 52], y: [1 / rows, 1 / rows] }, { colour: '--bad', width: 1.5, dash: [5, 4] });
  label(surface, at, { x: 0, y: 1 / rows, text: 'one draw left' }, { colour: '--bad', dx: 8, dy: 13 });
  surface.dots(
    found.flatMap(({ dim, share }) => [at.x.at(dim), at.y.at(share)]),
    4.5,
    { colour: '--fg' },
  );
  const last = found.at(-1);
  if (last)
    label(
      surface,
      at,
      { x: last.dim, y: last.share, text: 'what the weights say' },
      { colour: '--fg', align: 'right', dy: -14 },
    );
}
