// Four gradient rules that somebody wrote by hand, each held against a central difference. One is wrong.

import type { Traced } from '$web/trace/index.ts';
import { evaluate, t, type Core } from './programs.ts';

const { add, sub, mul, div, sigmoid, tanh, log1p, square, reciprocal } = t;

interface Written {
  name: string;
  /** The rule as it was written, in the signs of the lesson: a goes in, y comes out. */
  rule: string;
  f: (a: Traced) => Traced;
  slope: (a: Traced) => Traced;
}

const minus = (y: Traced) => sub(1, y);
export const written: readonly Written[] = [
  {
    name: 'sigmoid',
    rule: 'y · (1 − y)',
    f: (a) => sigmoid(a),
    slope: (a) => mul(sigmoid(a), minus(sigmoid(a))),
  },
  { name: 'tanh', rule: '1 − y', f: (a) => tanh(a), slope: (a) => minus(tanh(a)) },
  {
    name: '1 / (1 + a²)',
    rule: '−2 a · y²',
    f: (a) => reciprocal(add(1, square(a))),
    slope: (a) => mul(mul(-2, a), square(reciprocal(add(1, square(a))))),
  },
  {
    name: 'log(1 + a²)',
    rule: '2 a / (1 + a²)',
    f: (a) => log1p(square(a)),
    slope: (a) => div(mul(2, a), add(1, square(a))),
  },
];

const recipes = written.map(({ f, slope }) =>
  t.trace({ dim: { x: 1, h: 1 } }, ({ x, h }) => [div(sub(f(add(x, h)), f(sub(x, h))), mul(2, h)), slope(x)]),
);

export const steps = Float64Array.from({ length: 61 }, (_, i) => 10 ** (-12 + (12 * i) / 60));

/** |difference - rule| for every rule and step. */
export async function check(core: Core, x: number, signal?: AbortSignal): Promise<Float64Array[]> {
  const rows = Float64Array.from({ length: 2 * steps.length }, (_, i) => (i % 2 === 0 ? x : steps[i >> 1]!));
  const all = await Promise.all(
    recipes.map((recipe) => evaluate(core, recipe, rows, signal ? { signal } : {})),
  );
  return all.map(({ value }) => steps.map((_, i) => Math.abs(value[2 * i]! - value[2 * i + 1]!)));
}

/** A rule that is right comes near the difference for some step; a wrong one does not for any. */
export const nearest = (errors: Float64Array) => errors.reduce((a, b) => Math.min(a, b));
export const suspicious = 1e-6;
