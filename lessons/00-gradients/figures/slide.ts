// f(x) = sin(x) exp(x), its secant and its tangent: the numbers of the first figure.

import type { Traced } from '$web/trace/index.ts';
import { evaluate, grid, t, type Core } from './programs.ts';

export const f = (x: Traced) => t.mul(t.sin(x), t.exp(x));

const recipe = t.trace({ dim: { x: 1 } }, ({ x }) => f(x));
const quotient = t.trace({ dim: { x: 1, h: 1 } }, ({ x, h }) => t.div(t.sub(f(t.add(x, h)), f(x)), h));
/** The derivative as one writes it by hand: a program of its own, which no gradient has touched. */
const byHand = t.trace({ dim: { x: 1 } }, ({ x }) => t.mul(t.exp(x), t.add(t.sin(x), t.cos(x))));

export const low = -3;
export const high = 2.6;

export async function curve(core: Core) {
  const x = grid(low, high, 281);
  return { x, y: (await evaluate(core, recipe, x)).value };
}

export interface Slope {
  x: number;
  h: number;
  /** At x, and at x + h. */
  y: number;
  far: number;
  secant: number;
  tangent: number;
  closed: number;
}

export async function slopeAt(core: Core, x: number, h: number, signal?: AbortSignal): Promise<Slope> {
  const asked = signal ? { signal } : {};
  const [{ value, gradient }, secant, closed] = await Promise.all([
    evaluate(core, recipe, Float64Array.of(x, x + h), { ...asked, gradient: true }),
    evaluate(core, quotient, Float64Array.of(x, h), asked),
    evaluate(core, byHand, Float64Array.of(x), asked),
  ]);
  return {
    x,
    h,
    y: value[0]!,
    far: value[1]!,
    secant: secant.value[0]!,
    tangent: gradient![0]!,
    closed: closed.value[0]!,
  };
}
