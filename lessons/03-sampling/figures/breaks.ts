// The four ways to break an estimate: what the core says of each, and the one program that is wrong on purpose.

import type { BandwidthRule } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import { field, HashState } from '$web/kit/index.ts';
import { withKde } from './with-kde.ts';

type Core = Pick<Client, 'call'>;

export const kinds = ['shift', 'tails', 'ties', 'point'] as const;
export type Kind = (typeof kinds)[number];
export const shifts = [0, 1000, 10_000, 1_000_000] as const;
export const rulers = [1, 5, 10] as const;
export const points = { two: [190, 205], one: [190], equal: [190, 190, 190] } as const;
export type PointsName = keyof typeof points;

export const breaksState = (id: string) =>
  new HashState(id, {
    kind: field.word<Kind>('shift', kinds),
    shift: field.number(1_000_000, 0, 1_000_000),
    outlier: field.number(260, 232, 440),
    many: field.flag(false),
    ruler: field.integer(1, 1, 10),
    h: field.number(2.66, 0.02, 10),
    points: field.word<PointsName>('one', ['two', 'one', 'equal']),
  });
export type BreaksState = ReturnType<typeof breaksState>;

/** What every break is given. */
export interface BreakProps {
  client: Client;
  id: string;
  hash: BreaksState;
}

/**
 * The density as a hasty program computes it, in single precision: (x - d)^2 expanded to x^2 - 2 x d + d^2. Far from 0 the
 * three terms are huge and nearly cancel, and what is left is their rounding.
 */
export function hastyDensity(data: Float64Array, h: number, x: Float64Array): Float64Array {
  const f = Math.fround;
  return x.map((at) => {
    let sum = 0;
    for (const d of data) {
      const square = f(f(f(at * at) - f(f(2 * at) * d)) + f(d * d));
      sum += Math.exp(-square / (2 * h * h));
    }
    return sum / (data.length * h * Math.sqrt(2 * Math.PI));
  });
}

/** Quarters of a millimetre: adding a million to them is exact, so that nothing but the core can move the picture. */
export const grid = (low: number, high: number) =>
  Float64Array.from({ length: Math.round(4 * (high - low)) + 1 }, (_, i) => low + i / 4);

export interface Shifted {
  shift: number;
  x: Float64Array;
  still: Float64Array;
  moved: Float64Array;
  hasty: Float64Array;
  roundTrip: number;
  /** How finely doubles lie at the shifted data, times the highest density: F cannot be hit nearer. */
  resolution: number;
}

export async function shiftData(client: Core, data: Float64Array, shift: number, signal: AbortSignal) {
  const x = grid(160, 245);
  const still = await withKde(client, data, 'sheather_jones', signal, (kde) =>
    client.call('kdeDensity', { kde, x }, { signal }),
  );
  const far = data.map((d) => d + shift);
  return withKde(client, far, 'sheather_jones', signal, async (kde, bandwidth): Promise<Shifted> => {
    const at = x.map((value) => value + shift);
    const moved = await client.call('kdeDensity', { kde, x: at }, { signal });
    const p = Float64Array.of(0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999);
    const quantiles = await client.call('kdePpf', { kde, x: p }, { signal });
    const back = await client.call('kdeCdf', { kde, x: quantiles }, { signal });
    const highest = moved.reduce((a, b) => Math.max(a, b));
    return {
      ...{ shift, x, still, moved },
      hasty: hastyDensity(far, bandwidth, at),
      roundTrip: Math.max(...back.map((q, i) => Math.abs(q - p[i]!))),
      resolution: highest * 2 ** (Math.floor(Math.log2(shift + 245)) - 52),
    };
  });
}

/** At how many places a wrong curve is off by more than a tenth of the right curve's top. */
export function placesOff(right: Float64Array, wrong: Float64Array): number {
  const bound = right.reduce((a, b) => Math.max(a, b)) / 10;
  return right.reduce((count, y, i) => count + (Math.abs(wrong[i]! - y) <= bound ? 0 : 1), 0);
}

export const rules = ['silverman', 'scott', 'sheather_jones'] as const satisfies readonly BandwidthRule[];
export type Rule = (typeof rules)[number];
export const ruleName: Record<Rule, string> = {
  silverman: 'Silverman',
  scott: 'Scott',
  sheather_jones: 'Sheather–Jones',
};
export const ruleColour: Record<Rule, string> = {
  silverman: '--c2',
  scott: '--c4',
  sheather_jones: '--c1',
};

/** One value far out at `place`; or thirty, spread from the last bird to there. */
export const outliers = (place: number, many: boolean) =>
  many ? Array.from({ length: 30 }, (_, i) => 232 + ((place - 232) * (i + 1)) / 30) : [place];

export type Bandwidths = Record<Rule, number>;

export async function allBandwidths(client: Core, data: Float64Array, signal: AbortSignal) {
  const found: Partial<Bandwidths> = {};
  for (const rule of rules) found[rule] = await client.call('bandwidth', { rule, data }, { signal });
  return found as Bandwidths;
}

/** The leave-one-out log-likelihood of one datum, on average, for every h. */
export async function leaveOneOut(client: Core, data: Float64Array, h: Float64Array, signal: AbortSignal) {
  const result = new Float64Array(h.length);
  for (const [i, bandwidth] of h.entries())
    result[i] = await withKde(
      client,
      data,
      bandwidth,
      signal,
      async (kde) => (await client.call('kdeLeaveOneOut', { kde }, { signal })) / data.length,
    );
  return result;
}

export const rounded = (data: ArrayLike<number>, ruler: number) =>
  Float64Array.from(data, (value) => ruler * Math.round(value / ruler));

/** How many data have no twin: only they hold a leave-one-out likelihood back from h = 0. */
export function loners(data: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of data) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].filter((count) => count === 1).length;
}
