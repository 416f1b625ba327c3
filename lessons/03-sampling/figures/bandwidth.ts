// What `Bumps` asks the core: the rules' bandwidths, an estimate at one bandwidth, and the leave-one-out score along the scale.

import type { BandwidthRule } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import { areaUnder, countHumps, highest } from './humps.ts';
import { withKde } from './with-kde.ts';

type Core = Pick<Client, 'call'>;

export const ruleNames = {
  silverman: 'Silverman',
  scott: 'Scott',
  sheather_jones: 'Sheather–Jones',
} as const satisfies Partial<Record<BandwidthRule, string>>;
export type Rule = keyof typeof ruleNames;
export type Rules = Partial<Record<Rule, number>>;

/** Every score compares all pairs: more data than this would make one wait. */
export const mostData = 5000;

export interface Source {
  name: string;
  unit: string;
  /** At most `mostData` of those given. */
  data: Float64Array;
  given: number;
  /** Each value once, and how many data have it. */
  distinct: { value: number; count: number }[];
  rules: Rules;
  /** The ends of the bandwidth's scale. */
  scale: readonly [number, number];
}

/** Reads the rules' bandwidths from the data. A rule that fails is left out; if all do, the core's error is thrown. */
export async function readSource(
  client: Core,
  name: string,
  unit: string,
  numbers: ArrayLike<number>,
  signal: AbortSignal,
): Promise<Source> {
  const data = Float64Array.from(numbers).slice(0, mostData);
  const rules: Rules = {};
  let first: unknown;
  for (const rule of Object.keys(ruleNames) as Rule[]) {
    try {
      rules[rule] = await client.call('bandwidth', { rule, data }, { signal });
    } catch (error) {
      first ??= error;
    }
  }
  const middle = rules.sheather_jones ?? rules.silverman ?? rules.scott;
  if (middle === undefined) throw first;
  const sorted = data.toSorted();
  const span = sorted.at(-1)! - sorted[0]!;
  const counts = new Map<number, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  const distinct = [...counts].map(([value, count]) => ({ value, count }));
  const round = (value: number) => Number(value.toPrecision(2));
  // Below a two-thousandth of the span the picture has fewer pixels than bells.
  const scale = [round(Math.max(middle / 13, span / 2000)), round(Math.max(8 * middle, span / 200))] as const;
  return { name, unit, data, given: numbers.length, distinct, rules, scale };
}

export const startBandwidth = ({ rules }: Source) =>
  Number((rules.sheather_jones ?? rules.silverman ?? rules.scott)!.toPrecision(6));

export const spanOf = ({ distinct }: Source) => [distinct[0]!.value, distinct.at(-1)!.value] as const;

export interface Estimate {
  h: number;
  x: Float64Array;
  y: Float64Array;
  humps: number;
  /** Where the highest hump stands on the grid. */
  peak: number;
  area: number;
  /** The mean log likelihood of a datum under the estimate from all others; undefined for a single datum. */
  score: number | undefined;
}

/** Positions from far left of the data to far right, at most half a bandwidth apart. */
export function gridFor([low, high]: readonly [number, number], h: number): Float64Array {
  const [from, to] = [low - 8 * h, high + 8 * h];
  const count = Math.min(8192, Math.max(512, Math.ceil((2 * (to - from)) / h)));
  return Float64Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
}

export async function estimate(
  client: Core,
  source: Source,
  h: number,
  signal: AbortSignal,
): Promise<Estimate> {
  const x = gridFor(spanOf(source), h);
  const { data } = source;
  return withKde(client, data, h, signal, async (kde) => {
    const y = await client.call('kdeDensity', { kde, x }, { signal });
    const total = data.length > 1 ? await client.call('kdeLeaveOneOut', { kde }, { signal }) : undefined;
    const score = total === undefined ? undefined : total / data.length;
    return { h, x, y, humps: countHumps(y), peak: highest(y), area: areaUnder(x, y), score };
  });
}

export interface Scores {
  h: number[];
  score: number[];
}

/** Bandwidths of the score's curve. */
export const scoreCount = 61;

/** Scores along the scale, one after another; `tell` gets what there is so far, some times a second. */
export async function scoresAlong(
  client: Core,
  { data, scale: [low, high] }: Source,
  signal: AbortSignal,
  tell: (scores: Scores) => void,
): Promise<Scores> {
  const scores: Scores = { h: [], score: [] };
  if (data.length < 2) return scores;
  let told = performance.now();
  for (let i = 0; i < scoreCount; i++) {
    const h = low * (high / low) ** (i / (scoreCount - 1));
    const total = await withKde(client, data, h, signal, (kde) =>
      client.call('kdeLeaveOneOut', { kde }, { signal }),
    );
    scores.h.push(h);
    scores.score.push(total / data.length);
    if (performance.now() - told > 100) {
      told = performance.now();
      tell({ h: [...scores.h], score: [...scores.score] });
    }
  }
  return scores;
}
