// How wrong a difference quotient is, as its step h shrinks: every quotient is a program of the engine, run for all h.

import type { Recipe, Traced } from '$web/trace/index.ts';
import { evaluate, t, type Core } from './programs.ts';

export type Precision = 'double' | 'float';
/** Half the distance of 1 from the next number: what rounding costs at most, relative. */
export const unit: Readonly<Record<Precision, number>> = { double: 2 ** -53, float: 2 ** -24 };

/** Four steps in a power of two that is not a power of two itself, so that x + h rounds as it does for any h. */
export const finest: Readonly<Record<Precision, number>> = { double: 1e-16, float: 1e-8 };
export const stepsFor = (precision: Precision, count = 161) => {
  const low = Math.log10(finest[precision]);
  return Float64Array.from({ length: count }, (_, i) => 10 ** (low - (low * i) / (count - 1)));
};

interface Known {
  title: string;
  f: (x: Traced) => Traced;
  /** The first, second and third derivative by hand. */
  first: (x: Traced) => Traced;
  second: (x: Traced) => Traced;
  third: (x: Traced) => Traced;
}

const { add, sub, mul, div, sin, cos, exp, square, reciprocal, atan } = t;
const bump = (x: Traced) => reciprocal(add(1, square(x)));

export const known: Readonly<Record<'waves' | 'arc', Known>> = {
  waves: {
    title: 'sin(x) · exp(x)',
    f: (x) => mul(sin(x), exp(x)),
    first: (x) => mul(exp(x), add(sin(x), cos(x))),
    second: (x) => mul(2, mul(exp(x), cos(x))),
    third: (x) => mul(2, mul(exp(x), sub(cos(x), sin(x)))),
  },
  arc: {
    title: 'atan(x)',
    f: (x) => atan(x),
    first: bump,
    second: (x) => mul(-2, mul(x, square(bump(x)))),
    third: (x) => mul(sub(mul(6, square(x)), 2), mul(bump(x), square(bump(x)))),
  },
};
export type Name = keyof typeof known;

export interface Derivatives {
  f: number;
  first: number;
  second: number;
  third: number;
  /** By the graph, in the chosen precision. */
  automatic: number;
}

export interface ErrorCurves {
  x: number;
  precision: Precision;
  h: Float64Array;
  /** |quotient - f'| / |f'| at x. */
  forward: Float64Array;
  central: Float64Array;
  /** The same over points beside x: the root of the mean square. Rounding is ragged, and this is its size. */
  forwardTypical: Float64Array;
  centralTypical: Float64Array;
  /** |graph's slope - f'| / |f'|. */
  automatic: number;
  at: Derivatives;
}

const recipes = new Map<Name, { f: Recipe; forward: Recipe; central: Recipe; hand: Recipe }>();

function recipesOf(name: Name) {
  const made = recipes.get(name);
  if (made) return made;
  const { f, first, second, third } = known[name];
  const two = { dim: { x: 1, h: 1 } };
  const all = {
    f: t.trace({ dim: { x: 1 } }, ({ x }) => f(x)),
    forward: t.trace(two, ({ x, h }) => div(sub(f(add(x, h)), f(x)), h)),
    central: t.trace(two, ({ x, h }) => div(sub(f(add(x, h)), f(sub(x, h))), mul(2, h))),
    hand: t.trace({ dim: { x: 1 } }, ({ x }) => [f(x), first(x), second(x), third(x)]),
  };
  recipes.set(name, all);
  return all;
}

/** Points beside x, within a hundredth: the picture is the same there, and rounding falls anew. */
const neighbours = 48;

export async function errorCurves(
  core: Core,
  name: Name,
  x: number,
  precision: Precision,
  signal?: AbortSignal,
): Promise<ErrorCurves> {
  const recipe = recipesOf(name);
  const asked = { precision, ...(signal && { signal }) };
  // In single precision the truth is that of the x that is meant there.
  const exactly = (value: number) => (precision === 'float' ? Math.fround(value) : value);
  const points = Float64Array.from({ length: neighbours + 1 }, (_, i) =>
    exactly(i === 0 ? x : x + 0.01 * Math.max(1, Math.abs(x)) * ((i - 0.5) / neighbours - 0.5)),
  );
  const h = stepsFor(precision);
  const rows = new Float64Array(2 * h.length * points.length);
  let next = 0;
  for (const step of h)
    for (const point of points) {
      rows[next++] = point;
      rows[next++] = step;
    }
  const [forward, central, hand, graph] = await Promise.all([
    evaluate(core, recipe.forward, rows, asked),
    evaluate(core, recipe.central, rows, asked),
    evaluate(core, recipe.hand, points, signal ? { signal } : {}),
    evaluate(core, recipe.f, points.subarray(0, 1), { ...asked, gradient: true }),
  ]);
  const slope = (point: number) => hand.value[4 * point + 1]!;
  const size = Math.abs(slope(0));
  const errors = (quotients: Float64Array) => {
    const here = new Float64Array(h.length);
    const typical = new Float64Array(h.length);
    for (let i = 0; i < h.length; i++) {
      let squares = 0;
      for (let point = 0; point < points.length; point++) {
        const off = (quotients[i * points.length + point]! - slope(point)) / size;
        if (point === 0) here[i] = Math.abs(off);
        else squares += off * off;
      }
      typical[i] = Math.sqrt(squares / neighbours);
    }
    return [here, typical] as const;
  };
  const [forwardHere, forwardTypical] = errors(forward.value);
  const [centralHere, centralTypical] = errors(central.value);
  const automatic = graph.gradient![0]!;
  return {
    x: points[0]!,
    precision,
    h,
    forward: forwardHere,
    central: centralHere,
    forwardTypical,
    centralTypical,
    automatic: Math.abs(automatic - slope(0)) / size,
    at: {
      f: hand.value[0]!,
      first: slope(0),
      second: hand.value[2]!,
      third: hand.value[3]!,
      automatic,
    },
  };
}

export interface Theory {
  /** The h at which truncation and rounding together are least. */
  best: number;
  truncation: (h: number) => number;
  rounding: (h: number) => number;
}

/**
 * The bounds, relative to f': truncation against rounding. A value of f is wrong by u |f|, and the place x + h by u |x|,
 * which costs u |x f'|; together d. Forward: h |f''| / 2 + 2 d / h, least at 2 sqrt(d / |f''|). Central:
 * h^2 |f'''| / 6 + d / h, least at (3 d / |f'''|)^(1/3).
 */
export function theory(kind: 'forward' | 'central', x: number, at: Derivatives, u: number): Theory {
  const { f, first, second, third } = at;
  const size = Math.abs(first);
  const d = u * (Math.abs(f) + Math.abs(x * first));
  if (kind === 'forward') {
    return {
      best: 2 * Math.sqrt(d / Math.abs(second)),
      truncation: (h) => (h * Math.abs(second)) / 2 / size,
      rounding: (h) => (2 * d) / h / size,
    };
  }
  return {
    best: Math.cbrt((3 * d) / Math.abs(third)),
    truncation: (h) => (h * h * Math.abs(third)) / 6 / size,
    rounding: (h) => d / h / size,
  };
}

/** The h of the least error, from a curve whose bottom is ragged: the middle, on the logarithmic scale, of the stretch within
 * twice the least. */
export function bottom(h: Float64Array, error: Float64Array): number {
  const least = error.reduce((a, b) => Math.min(a, b));
  const inside = Array.from(h).filter((_, i) => error[i]! <= 2 * least);
  return Math.sqrt(inside[0]! * inside.at(-1)!);
}

/** Correct digits of a relative error, at most 16. */
export const digitsOf = (error: number) => (error > 0 ? Math.max(0, Math.min(16, -Math.log10(error))) : 16);
