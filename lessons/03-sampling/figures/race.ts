// The race of the root-finding methods for a quantile: what is raced on, the searches as the core makes them, and what a step
// does in words.

import { rootMethods, type RootMethod } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import { equalEdges, significant } from '$web/kit/index.ts';
import { withKde } from './with-kde.ts';

type Core = Pick<Client, 'call'>;

export const methodName: Record<RootMethod, string> = {
  bisection: 'Bisection',
  newton: 'Newton',
  bracketed_newton: 'Bracketed Newton',
  brent: 'Brent',
};
export const methodColour: Record<RootMethod, string> = {
  bisection: '--c5',
  newton: '--c2',
  bracketed_newton: '--c4',
  brent: '--c1',
};

/** A miss as small as this is home: what the core's searches are content with, and a little. */
export const home = 1e-12;

/** Where the race is run. */
export interface Course {
  data: Float64Array;
  bandwidth: number;
  low: number;
  high: number;
  x: Float64Array;
  cdf: Float64Array;
  /** Heights at which Newton was tried, and whether it found its way. */
  heights: number[];
  escapes: boolean[];
}

/** Three quarters of the numbers in a wide hump, one quarter in a narrow one far from it; nearly nothing between. */
export async function twoHumps(client: Core, signal: AbortSignal): Promise<Float64Array> {
  const key = await client.call('keyFromSeed', { seed: 2026 }, { signal });
  const z = await client.call('normal', { key, count: 200 }, { signal });
  return Float64Array.from(z, (value, i) => (i < 150 ? -1 + 1.5 * value : 6 + 0.5 * value));
}

export async function layCourse(client: Core, data: Float64Array, signal: AbortSignal): Promise<Course> {
  return withKde(client, data, 'sheather_jones', signal, async (kde, bandwidth) => {
    const low = data.reduce((a, b) => Math.min(a, b)) - 3.5 * bandwidth;
    const high = data.reduce((a, b) => Math.max(a, b)) + 3.5 * bandwidth;
    const x = equalEdges(low, high, 400);
    const cdf = await client.call('kdeCdf', { kde, x }, { signal });
    const heights = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
    const escapes: boolean[] = [];
    for (const p of heights) {
      const { miss } = await client.call('kdeQuantileSteps', { kde, p, method: 'newton' }, { signal });
      escapes.push(!((miss.at(-1) ?? NaN) <= home));
    }
    return { data, bandwidth, low, high, x, cdf, heights, escapes };
  });
}

export interface Search {
  method: RootMethod;
  x: Float64Array;
  miss: Float64Array;
  /** The estimate's distribution function and density at each x (NaN where x is no number). */
  cdf: Float64Array;
  density: Float64Array;
  escaped: boolean;
}

export interface Race {
  p: number;
  quantile: number;
  /** |F(F^-1(p)) - p| of the core's own quantile, the largest of p and seven other heights. */
  roundTrip: number;
  searches: Search[];
  /** The steps of the slowest. */
  steps: number;
}

export async function runRace(client: Core, { data, bandwidth }: Course, p: number, signal: AbortSignal) {
  return withKde(client, data, bandwidth, signal, async (kde): Promise<Race> => {
    const heights = Float64Array.of(p, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999);
    const quantile = await client.call('kdePpf', { kde, x: heights }, { signal });
    const back = await client.call('kdeCdf', { kde, x: quantile }, { signal });
    const searches: Search[] = [];
    for (const method of rootMethods) {
      const { x, miss } = await client.call('kdeQuantileSteps', { kde, p, method }, { signal });
      const finite = x.filter(Number.isFinite);
      const cdf = await client.call('kdeCdf', { kde, x: finite }, { signal });
      const density = await client.call('kdeDensity', { kde, x: finite }, { signal });
      const at = (values: Float64Array) => x.map((_, i) => values[i] ?? NaN);
      searches.push({
        method,
        x,
        miss,
        cdf: at(cdf),
        density: at(density),
        escaped: !((miss.at(-1) ?? NaN) <= home),
      });
    }
    const steps = Math.max(...searches.map((search) => search.x.length));
    return {
      p,
      quantile: quantile[0]!,
      roundTrip: Math.max(...back.map((q, i) => Math.abs(q - heights[i]!))),
      searches,
      steps,
    };
  });
}

/** The index of a search's point after `step` steps of all; -1 before the start. */
export const place = (search: Search, step: number) => Math.min(step, search.x.length) - 1;

/** Correct digits of p, for an axis: a miss of 0 counts as the 16 digits that a double has. */
export const digits = (miss: number) => (miss > 0 ? Math.min(16, Math.max(0, -Math.log10(miss))) : 16);
export const wholeDigits = (miss: number) => (Number.isNaN(miss) ? 0 : Math.floor(digits(miss) + 1e-9));

/** Whether a point cannot be shown: Newton has left. */
export const isOutside = ({ low, high }: Pick<Course, 'low' | 'high'>, x: number) => !(x >= low && x <= high);

/** A rule in words, cut where one part of it can be lit. */
export interface Told {
  parts: { text: string; lit: boolean }[];
  /** What it came to. */
  said: string;
}

const told = (said: string, ...parts: [text: string, lit?: boolean][]): Told => ({
  parts: parts.map(([text, lit = false]) => ({ text, lit })),
  said,
});

/** What one method does in going from `step - 1` to `step`, or what it is about to do. */
export function tell(search: Search, step: number, p: number): Told {
  const i = place(search, step);
  const resting = step > search.x.length;
  const x = search.x[i]!;
  const from = search.x[i - 1]!;
  const at = (value: number) => significant(value, 6);
  const rest = search.escaped ? 'Lost: it does not come back.' : `Home since step ${search.x.length}.`;
  switch (search.method) {
    case 'bisection': {
      const above = search.cdf[i]! > p;
      const lit = i >= 0 && !resting;
      return told(
        i < 0 ? '' : resting ? rest : `x = ${at(x)}: the curve is ${above ? 'above' : 'below'} p here.`,
        ['Try the middle; keep the '],
        ['left half', lit && above],
        [' or the '],
        ['right half', lit && !above],
        ['.'],
      );
    }
    case 'newton': {
      const lit = i >= 1 && !resting;
      const leap = Math.abs(x - from);
      const flat = lit && Math.abs(search.density[i - 1]! * (search.x[0]! - from || leap)) < 0.01;
      const said =
        i < 0
          ? ''
          : resting
            ? rest
            : i === 0
              ? `It starts in the middle, x = ${at(x)}.`
              : `${significant(search.cdf[i - 1]! - p, 2)} over slope ${significant(search.density[i - 1]!, 2)}: x = ${at(x)}.`;
      return told(
        said,
        ['x minus '],
        ['(F(x) − p)', lit && !flat],
        [' over '],
        ['the slope f(x)', lit],
        ['.'],
      );
    }
    case 'bracketed_newton': {
      const wanted = from - (search.cdf[i - 1]! - p) / search.density[i - 1]!;
      const lit = i >= 1 && !resting;
      const newton = Math.abs(wanted - x) <= 1e-6 * (Math.abs(x - from) + 1e-12 * Math.abs(x) + 1e-300);
      const said =
        i < 0
          ? ''
          : resting
            ? rest
            : i === 0
              ? `It starts in the middle, x = ${at(x)}.`
              : newton || search.miss[i] === 0
                ? `Newton’s step is safe: x = ${at(x)}.`
                : `Newton would go to ${at(wanted)}; it halves: x = ${at(x)}.`;
      const halves = lit && !newton && search.miss[i] !== 0;
      return told(
        said,
        ['Newton’s step', lit && !halves],
        [' if it is safe, else '],
        ['the middle', halves],
        ['.'],
      );
    }
    case 'brent': {
      const lit = i >= 1 && !resting;
      const nearer = i === 0 || search.miss[i]! < search.miss[i - 1]!;
      const said =
        i < 0 ? '' : resting ? rest : nearer ? `x = ${at(x)}.` : `The new point is no nearer: x = ${at(x)}.`;
      return told(
        said,
        ['A parabola or a line through its points, else the middle; '],
        ['take it if nearer', lit && nearer],
        [', else '],
        ['keep the old', lit && !nearer],
        ['.'],
      );
    }
  }
}

/** What the picture shows, as a person would say it. */
export function summarize(race: Race, course: Course, step: number): string {
  const goal = `The curve reaches ${significant(race.p, 3)} at x = ${significant(race.quantile, 6)}.`;
  if (step === 0) return `${goal} Four methods stand ready to find it: press play, or take one step.`;
  const each = race.searches.map((search) => {
    const i = place(search, step);
    const name = methodName[search.method];
    if (search.escaped && (i === search.x.length - 1 || isOutside(course, search.x[i]!)))
      return `${name} has left the picture`;
    const known = wholeDigits(search.miss[i]!);
    if (i === search.x.length - 1) return `${name} is home since step ${search.x.length}`;
    return `${name} has ${known} correct ${known === 1 ? 'digit' : 'digits'}`;
  });
  return `${goal} After ${step} ${step === 1 ? 'step' : 'steps'}: ${each.join('; ')}.`;
}
