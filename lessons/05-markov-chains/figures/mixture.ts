// Gibbs sampling of the Bayesian mixture of the seminar (eqs. 14 to 22), in the plane: labels, means and weights in turn, each
// from its complete conditional.

import { axes, label, line, panels, scales, type Scales, type Size, type Surface } from '$web/kit/index.ts';
import type { MixtureModel } from '$web/core-client/gibbs.ts';
import { asked, held, type Core } from './samplers.ts';

export const sigma = 0.6;
export const priorSd = 2;
export const sweeps = 1000;
export const reach = 4;
export const mostPoints = 40;
export const fewestPoints = 2;
export const colours = ['--c1', '--c2', '--c3', '--c4'] as const;
export const blocks = ['z', 'mu', 'pi'] as const;
export type Block = (typeof blocks)[number];

export const dataNames = ['apart', 'close', 'own'] as const;
export type DataName = (typeof dataNames)[number];
const centres = {
  apart: [-2, -1, 2, 1.2],
  close: [-0.55, -0.3, 0.55, 0.3],
} as const;

/** Twelve points about each of two centres, with the noise that the model knows of. */
export async function madeData(
  client: Core,
  name: 'apart' | 'close',
  signal?: AbortSignal,
): Promise<number[]> {
  const key = await client.call('keyFromSeed', { seed: name === 'apart' ? 21 : 22 }, asked(signal));
  const noise = await client.call('normal', { key, count: 48 }, asked(signal));
  const at = centres[name];
  const data = Array.from(noise, (each, i) => at[2 * (i < 24 ? 0 : 1) + (i % 2)]! + sigma * each);
  return data.map((each) => Math.max(-reach, Math.min(reach, Math.round(100 * each) / 100)));
}

export const modelOf = (data: readonly number[], components: number): MixtureModel => ({
  ...{ kind: 'mixture', x: Float64Array.from(data), dim: 2 },
  ...{ components, sigma, priorSd },
});

export interface Chain {
  model: MixtureModel;
  k: number;
  n: number;
  /** Numbers of a position: mu (2 k), pi (k), z (n). */
  width: number;
  /** Positions before the first sweep and after each, (sweeps + 1, width). */
  places: Float64Array;
}

export async function chainOf(
  client: Core,
  data: readonly number[],
  k: number,
  seed: number,
  start?: Float64Array,
  signal?: AbortSignal,
): Promise<Chain> {
  const model = modelOf(data, k);
  const made = client.call('gibbsCreate', { model, seed, ...(start && { start }) }, asked(signal));
  const first = (await made).position;
  return held(client, made, async (sampler) => {
    const { draws } = await client.call(
      'samplerRun',
      { sampler, count: sweeps, statistics: false },
      asked(signal),
    );
    const places = new Float64Array(first.length + draws.length);
    places.set(first);
    places.set(draws, first.length);
    return { model, k, n: data.length / 2, width: first.length, places };
  });
}

/** After `step` blocks: labels are drawn first, then means, then weights. */
export function placeAfter({ places, width, k }: Chain, step: number): Float64Array {
  const [sweep, done] = [Math.floor(step / 3), step % 3];
  const place = places.slice(sweep * width, (sweep + 1) * width);
  if (done === 0) return place;
  const next = places.subarray((sweep + 1) * width, (sweep + 2) * width);
  place.set(next.subarray(3 * k), 3 * k);
  if (done > 1) place.set(next.subarray(0, 2 * k));
  return place;
}

/** The same place with components 1 and 2 called by each other's name. */
export function renamed(place: Float64Array, k: number): Float64Array {
  const other = place.slice();
  for (const [from, to] of [
    [0, 2],
    [1, 3],
    [2 * k, 2 * k + 1],
  ] as const)
    [other[from], other[to]] = [place[to]!, place[from]!];
  for (let i = 3 * k; i < place.length; i++) if (place[i]! < 2) other[i] = 1 - place[i]!;
  return other;
}

export const conditionals = (
  client: Core,
  model: MixtureModel,
  position: Float64Array,
  signal?: AbortSignal,
) => client.call('mixtureConditionals', { model, position }, asked(signal));
export type Conditionals = Awaited<ReturnType<typeof conditionals>>;

/** The first coordinate of each mean before the first sweep and after each of `count`. */
export function traces({ places, width, k }: Chain, count: number): Float64Array[] {
  return Array.from({ length: k }, (_, j) =>
    Float64Array.from({ length: count + 1 }, (_, s) => places[s * width + 2 * j]!),
  );
}

/** How often means 1 and 2 have changed sides, after some sweeps to settle. */
export function switches(first: ArrayLike<number>, second: ArrayLike<number>, settle = 10): number {
  let [count, side] = [0, 0];
  for (let s = settle; s < first.length; s++) {
    const now = Math.sign(first[s]! - second[s]!);
    if (side !== 0 && now !== 0 && now !== side) count++;
    if (now !== 0) side = now;
  }
  return count;
}

export const heightFor = (width: number) => (width >= 480 ? 600 : Math.round(0.92 * width + 190));

export function layout(size: Size): { plane: Scales; trace: Scales } {
  const [top, bottom] = panels(size, [size.width < 480 ? 1.9 : 2.5, 1], 'rows', 6);
  return {
    plane: scales(
      size,
      { domain: [-reach, reach], equal: true, ticks: [-4, -2, 0, 2, 4] },
      { domain: [-reach, reach], ticks: [-4, -2, 0, 2, 4] },
      top,
    ),
    trace: scales(
      size,
      { domain: [0, 1], ticks: [], label: 'sweep' },
      { domain: [-reach, reach], label: 'first coordinate of each mean', ticks: [-2, 0, 2] },
      bottom,
    ),
  };
}

export interface Picture {
  chain: Chain;
  place: Float64Array;
  law: Conditionals | undefined;
  /** What the next step draws. */
  next: Block;
  chosen: number;
  /** Traces of this chain and of those before it, from which names were swapped. */
  past: Float64Array[][];
  sweep: number;
}

/** A point's mark: a colour is not enough to tell four groups apart. */
function mark(surface: Surface, x: number, y: number, k: number, r: number) {
  const fill = { colour: colours[k]! };
  if (k === 0) surface.circle(x, y, r, { fill });
  else if (k === 1) surface.rect(x - r, y - r, 2 * r, 2 * r, { fill });
  else if (k === 2) surface.fill([x, y - 1.3 * r, x + 1.2 * r, y + r, x - 1.2 * r, y + r], fill);
  else surface.fill([x, y - 1.4 * r, x + 1.4 * r, y, x, y + 1.4 * r, x - 1.4 * r, y], fill);
}

export function drawMixture(surface: Surface, at: ReturnType<typeof layout>, picture: Picture) {
  const { plane, trace } = at;
  const { chain, place, law, next, chosen } = picture;
  const { k, n } = chain;
  const x = chain.model.x;
  axes(surface, plane);
  const unit = plane.x.at(1) - plane.x.at(0);
  const spot = (i: number): [number, number] => [plane.x.at(x[2 * i]!), plane.y.at(x[2 * i + 1]!)];
  const centre = (j: number): [number, number] => [plane.x.at(place[2 * j]!), plane.y.at(place[2 * j + 1]!)];
  const many = Math.min(chosen, n - 1);
  if (next === 'z' && law)
    for (let j = 0; j < k; j++) {
      const part = law.responsibilities[many * k + j]!;
      surface.path([...spot(many), ...centre(j)], {
        colour: colours[j]!,
        width: 1 + 7 * part,
        opacity: part < 0.005 ? 0.25 : 0.7,
      });
    }
  for (let i = 0; i < n; i++) mark(surface, ...spot(i), place[3 * k + i]!, 4.5);
  surface.circle(...spot(many), 10, { stroke: { colour: '--fg', width: 2 } });
  for (let j = 0; j < k; j++) {
    const [cx, cy] = centre(j);
    surface.circle(cx, cy, sigma * unit, { stroke: { colour: colours[j]!, width: 1.5, opacity: 0.6 } });
    const cross = [cx - 8, cy, cx + 8, cy, NaN, NaN, cx, cy - 8, cx, cy + 8];
    surface.path(cross, { colour: '--surface', width: 6 });
    surface.path(cross, { colour: colours[j]!, width: 3 });
    if (next === 'mu' && law)
      // Where it will be drawn: two standard deviations about the conditional mean.
      surface.circle(
        plane.x.at(law.means[2 * j]!),
        plane.y.at(law.means[2 * j + 1]!),
        2 * Math.sqrt(law.variances[j]!) * unit,
        {
          fill: { colour: colours[j]!, opacity: 0.22 },
          stroke: { colour: colours[j]!, width: 1.5, dash: [4, 3] },
        },
      );
    label(
      surface,
      plane,
      { x: place[2 * j]!, y: place[2 * j + 1]!, text: `μ${'₁₂₃₄'[j]!}  π ${place[2 * k + j]!.toFixed(2)}` },
      { colour: '--fg', dx: 10, dy: -12 },
    );
  }
  drawTraces(surface, trace, picture);
}

function drawTraces(surface: Surface, trace: Scales, { chain, past, sweep }: Picture) {
  const now = traces(chain, sweep);
  const whole = [...past, now];
  const total = Math.max(20, whole.reduce((sum, each) => sum + each[0]!.length, 0) - 1);
  const own = scales(surface, { domain: [0, total], label: 'sweep' }, trace.y.axis, {
    top: trace.top - 28,
    bottom: trace.bottom + 40,
  });
  axes(surface, own);
  let begin = 0;
  for (const part of whole) {
    const count = part[0]!.length;
    part.forEach((y, j) =>
      line(
        surface,
        own,
        { x: Float64Array.from(y, (_, s) => begin + s), y },
        { colour: colours[j]!, width: 1.5 },
      ),
    );
    if (begin > 0) {
      const at = own.x.at(begin - 0.5);
      surface.path([at, own.top, at, own.bottom], { colour: '--muted', width: 1, dash: [3, 3] });
    }
    begin += count;
  }
}
