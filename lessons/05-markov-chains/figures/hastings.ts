// A walk by factors, whose proposals are not symmetric: the two factors of Hastings' ratio, and the laws with and without it.

import type { SamplerArgs } from '$web/core-client/mcmc.ts';
import {
  area,
  axes,
  equalEdges,
  histogram,
  label,
  line,
  roleStroke,
  scales,
  significant,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { aligned, density, runOf, type Core } from './walks.ts';

export const gamma = { name: 'gamma', options: { shape: 3, rate: 2 } } as const;
/** What the walk draws from without the second factor: p(x) / x. */
export const wrongGamma = { name: 'gamma', options: { shape: 2, rate: 2 } } as const;
export const gammaRange = [0, 5] as const;
export const mostGamma = 40_000;
const factor = 0.7;

const factorWalk = (seed: number, hastings: boolean): SamplerArgs => ({
  target: gamma,
  kernel: 'log_normal_walk',
  seed,
  options: { stepSize: factor, hastings: hastings ? 1 : 0 },
  start: Float64Array.of(1.5),
});

export const gammaRun = (client: Core, seed: number, hastings: boolean, signal?: AbortSignal) =>
  runOf(client, factorWalk(seed, hastings), mostGamma, signal);

export interface Laws {
  x: Float64Array;
  p: Float64Array;
  wrong: Float64Array;
  mean: number;
  wrongMean: number;
}

export async function lawsOf(client: Core, signal?: AbortSignal): Promise<Laws> {
  const options = signal ? { signal } : {};
  const x = equalEdges(gammaRange[0] + 1e-6, gammaRange[1], 300);
  const [right, wrong] = await Promise.all(
    [gamma, wrongGamma].map(async (target) => {
      const [{ logNormalizer }, { value }, { mean }] = await Promise.all([
        client.call('targetFacts', { target }, options),
        client.call('targetDensity', { target, x }, options),
        client.call('targetMoments', { target }, options),
      ]);
      return { p: value.map((log) => Math.exp(log - logNormalizer)), mean: mean[0]! };
    }),
  );
  return { x, p: right!.p, mean: right!.mean, wrong: wrong!.p, wrongMean: wrong!.mean };
}

export interface Factors {
  /** Densities of what is proposed from x and from x'. */
  from: Float64Array;
  back: Float64Array;
  /** p(x') / p(x). */
  target: number;
  /** q(x'|x) and q(x|x'). */
  there: number;
  home: number;
}

/** What is proposed from either place, and the factors of the ratio. */
export async function factorsOf(
  client: Core,
  laws: Laws,
  x: number,
  to: number,
  signal?: AbortSignal,
): Promise<Factors> {
  const options = signal ? { signal } : {};
  const logs = await client.call('special', { name: 'log', x: Float64Array.of(x, to) }, options);
  const of = (middle: number, at: number) =>
    client.call(
      'distribution',
      {
        name: 'lognormal',
        parameters: [middle, factor],
        fn: 'log_prob',
        x: Float64Array.from([...laws.x, at]),
      },
      options,
    );
  const places = Float64Array.of(x, to);
  const [from, back, { value }] = await Promise.all([
    of(logs[0]!, to),
    of(logs[1]!, x),
    client.call('targetDensity', { target: gamma, x: places }, options),
  ]);
  const last = laws.x.length;
  return {
    from: from.subarray(0, last).map(Math.exp),
    back: back.subarray(0, last).map(Math.exp),
    target: Math.exp(value[1]! - value[0]!),
    there: Math.exp(from[last]!),
    home: Math.exp(back[last]!),
  };
}

export const hastingsHeight = 460;
const edges = equalEdges(gammaRange[0], gammaRange[1], 40);

export function hastingsLayout(size: Size): { move: Scales; heap: Scales } {
  const cut = Math.round(size.height * 0.45);
  const x = { domain: gammaRange };
  const move = scales(
    size,
    x,
    { domain: [0, 1.3], label: 'what is proposed, q', ticks: [0, 0.5, 1] },
    { bottom: cut },
  );
  const heap = scales(size, { ...x, label: 'x' }, { domain: [0, 0.85], label: 'density' }, { top: cut + 6 });
  return aligned({ move, heap });
}

export interface HastingsPicture {
  laws: Laws;
  factors: Factors | undefined;
  x: number;
  to: number;
  draws: Float64Array;
  hastings: boolean;
}

export function drawHastings(
  surface: Surface,
  { move, heap }: ReturnType<typeof hastingsLayout>,
  { laws, factors, x, to, draws, hastings }: HastingsPicture,
) {
  axes(surface, move);
  axes(surface, heap);
  if (factors) {
    line(surface, move, { x: laws.x, y: factors.from }, { colour: '--accent', width: 2 });
    line(surface, move, { x: laws.x, y: factors.back }, { ...roleStroke('likelihood', 2) });
    for (const [place, density, colour, text] of [
      [to, factors.there, '--accent', 'q(x′ | x)'],
      [x, factors.home, '--likelihood', 'q(x | x′)'],
    ] as const) {
      const [px, top] = [move.x.at(place), Math.max(move.top, move.y.at(density))];
      surface.path([px, move.y.at(0), px, top], { colour, width: 3 });
      surface.circle(px, top, 4, { fill: { colour } });
      label(surface, move, { x: place, y: density, text }, { colour, dx: 8, dy: -9 });
    }
  }
  if (factors) drawRatio(surface, move, factors, hastings);
  if (draws.length >= 100)
    histogram(
      surface,
      heap,
      { edges, heights: density(draws, edges) },
      { colour: '--approximation', opacity: 0.45 },
    );
  area(surface, heap, { x: laws.x, y: laws.p }, { colour: '--posterior', opacity: 0.06 });
  line(surface, heap, { x: laws.x, y: laws.p }, roleStroke('posterior'));
  label(surface, heap, { x: 2.1, y: 0.36, text: 'target p' }, { colour: '--posterior', dx: 16, dy: -8 });
  if (hastings) return;
  line(surface, heap, { x: laws.x, y: laws.wrong }, { colour: '--bad', width: 2, dash: [5, 4] });
  label(surface, heap, { x: 0.5, y: 0.736, text: 'p(x) / x' }, { colour: '--bad', dx: 22, dy: -6 });
}

/** The ratio with its two factors, each in its colour. */
function drawRatio(surface: Surface, at: Scales, { target, there, home }: Factors, hastings: boolean) {
  const second = home / there;
  const pieces = [
    ['r = ', '--fg'],
    [`${significant(target, 3)}`, '--posterior'],
    ...(hastings ? [[' · ', '--fg'] as const, [significant(second, 3), '--likelihood'] as const] : []),
    [` = ${significant(hastings ? target * second : target, 3)}`, '--fg'],
  ] as const;
  const style = { size: 15, weight: 650 };
  const wide = pieces.reduce((sum, [text]) => sum + surface.measure(text, style), 0);
  let x = at.right - wide - 4;
  for (const [text, colour] of pieces) {
    surface.text(text, x, at.top + 12, { ...style, colour, baseline: 'middle', halo: '--surface' });
    x += surface.measure(text, style);
  }
  const small = {
    size: 12,
    colour: '--muted',
    align: 'right',
    baseline: 'middle',
    halo: '--surface',
  } as const;
  const words = hastings ? 'p(x′)/p(x) · q(x | x′)/q(x′ | x)' : 'p(x′)/p(x) alone';
  surface.text(words, at.right - 4, at.top + 30, small);
}
