// Where a derivative is no derivative, or is lost: three places, each with its cure.

import type { Traced, Recipe } from '$web/trace/index.ts';
import { evaluate, grid, t, type Core } from './programs.ts';

const { abs, exp, greater, log, relu, select, sqrt, sub, add, div, mul } = t;

export interface Version {
  code: string;
  f: (x: Traced) => Traced;
}

export interface Pitfall {
  title: string;
  domain: readonly [number, number];
  start: number;
  asWritten: Version;
  mended: Version;
}

export const pitfalls = {
  abs: {
    title: '|x| at 0',
    domain: [-2, 2],
    start: 0,
    asWritten: { code: 'abs(x)', f: (x) => abs(x) },
    mended: { code: 'sqrt(add(mul(x, x), 0.01))', f: (x) => sqrt(add(mul(x, x), 0.01)) },
  },
  relu: {
    title: 'relu at 0',
    domain: [-2, 2],
    start: 0,
    asWritten: { code: 'relu(x)', f: (x) => relu(x) },
    mended: { code: 'div(softplus(mul(8, x)), 8)', f: (x) => div(t.softplus(mul(8, x)), 8) },
  },
  select: {
    title: 'The branch not taken',
    domain: [-2, 2],
    start: -1,
    asWritten: { code: 'select(greater(x, 0), sqrt(x), 0)', f: (x) => select(greater(x, 0), sqrt(x), 0) },
    mended: {
      code: 'select(greater(x, 0), sqrt(select(greater(x, 0), x, 1)), 0)',
      f: (x) => select(greater(x, 0), sqrt(select(greater(x, 0), x, 1)), 0),
    },
  },
  overflow: {
    title: 'log(1 + exp(x))',
    domain: [-50, 950],
    start: 800,
    asWritten: { code: 'log(add(1, exp(x)))', f: (x) => log(add(1, exp(x))) },
    mended: { code: 'softplus(x)', f: (x) => t.softplus(x) },
  },
} as const satisfies Record<string, Pitfall>;

export type Name = keyof typeof pitfalls;
export const names = Object.keys(pitfalls) as Name[];

const recipes = new Map<string, Record<'f' | 'forward' | 'backward', Recipe>>();
function recipesOf(name: Name, mended: boolean) {
  const key = `${name}${mended}`;
  let made = recipes.get(key);
  if (!made) {
    const { f } = pitfalls[name][mended ? 'mended' : 'asWritten'] as Version;
    const two = { dim: { x: 1, h: 1 } };
    made = {
      f: t.trace({ dim: { x: 1 } }, ({ x }) => f(x)),
      forward: t.trace(two, ({ x, h }) => div(sub(f(add(x, h)), f(x)), h)),
      backward: t.trace(two, ({ x, h }) => div(sub(f(x), f(sub(x, h))), h)),
    };
    recipes.set(key, made);
  }
  return made;
}

export interface Fall {
  name: Name;
  mended: boolean;
  curve: { x: Float64Array; f: Float64Array; slope: Float64Array };
  at: { x: number; f: number; slope: number; left: number; right: number };
  /** What the engine says of the first number that is not one. */
  lost: string | undefined;
}

export async function fall(
  core: Core,
  name: Name,
  mended: boolean,
  x: number,
  signal?: AbortSignal,
): Promise<Fall> {
  const asked = signal ? { signal } : {};
  const recipe = recipesOf(name, mended);
  const [low, high] = pitfalls[name].domain;
  const along = grid(low, high, 401);
  const step = Float64Array.of(x, 1e-6 * Math.max(1, Math.abs(x)));
  const here = Float64Array.of(x);
  const [curve, point, right, left, lost] = await Promise.all([
    evaluate(core, recipe.f, along, { ...asked, gradient: true }),
    evaluate(core, recipe.f, here, { ...asked, gradient: true }),
    evaluate(core, recipe.forward, step, asked),
    evaluate(core, recipe.backward, step, asked),
    firstLost(core, recipe.f, here),
  ]);
  return {
    name,
    mended,
    curve: { x: along, f: curve.value, slope: curve.gradient! },
    at: { x, f: point.value[0]!, slope: point.gradient![0]!, left: left.value[0]!, right: right.value[0]! },
    lost,
  };
}

async function firstLost(core: Core, recipe: Recipe, x: Float64Array): Promise<string | undefined> {
  const { graph } = await core.call('graphCreate', { recipe, gradient: true });
  try {
    return (await core.call('graphNotFinite', { graph, x }))?.what;
  } finally {
    await core.call('graphDelete', { graph });
  }
}
