// Three derivatives of one expression at one x: by differences, by formula, by the graph; and the two curves.

import type { Recipe } from '$web/trace/index.ts';
import { evaluate, grid, type Core } from './programs.ts';
import { digitsOf } from './errors.ts';
import { makeTape, type Tape } from './tape.ts';
import { trace as traceTyped, type Recipes } from './typed.ts';
import { short } from './writing.ts';

export const low = -3;
export const high = 3;

export interface Curves {
  x: Float64Array;
  f: Float64Array;
  slope: Float64Array;
  /** What a panel shows of them: the middle of the values, so that a pole does not flatten the rest. */
  fRange: [number, number];
  slopeRange: [number, number];
}

/** A range that holds most of the finite values, and room. */
export function rangeOf(values: Float64Array): [number, number] {
  const finite = values.filter(Number.isFinite).sort();
  if (finite.length === 0) return [-1, 1];
  const at = (share: number) => finite[Math.round(share * (finite.length - 1))]!;
  let [from, to] = [at(0), at(1)];
  const [inner, outer] = [at(0.05), at(0.95)];
  const core = Math.max(outer - inner, 1e-9);
  from = Math.max(from, inner - 0.8 * core);
  to = Math.min(to, outer + 0.8 * core);
  const room = 0.08 * Math.max(to - from, 1e-3 * Math.max(1, Math.abs(to)));
  return [from - room, to + room];
}

export async function curves(core: Core, recipe: Recipe, signal?: AbortSignal): Promise<Curves> {
  const x = grid(low, high, 481);
  const { value, gradient } = await evaluate(core, recipe, x, { gradient: true, ...(signal && { signal }) });
  return {
    x,
    f: value,
    slope: gradient!,
    fRange: rangeOf(value),
    slopeRange: rangeOf(gradient!),
  };
}

export interface Three {
  x: number;
  h: number;
  value: number;
  forward: number;
  central: number;
  /** The formula, typed in again and evaluated; undefined if it is too long to write. */
  symbolic: number | undefined;
  automatic: number;
  tape: Tape;
}

/** The formula of the derivative as a program of its own, traced like anything that is typed. */
export async function formulaOf(
  core: Core,
  recipes: Recipes,
  { signal, trace = traceTyped }: { signal?: AbortSignal; trace?: typeof traceTyped } = {},
): Promise<Recipe | number | undefined> {
  const { exact } = await makeTape(core, recipes.f, 0.7, signal ? { signal } : {});
  if (exact === undefined) return undefined;
  // A derivative without x is a number.
  if (!/\bx\b/.test(exact)) return Number(exact.replace('−', '-').replace(/[()]/g, ''));
  return (await trace(exact, { most: 4000, ...(signal && { signal }) })).f;
}

export async function three(
  core: Core,
  recipes: Recipes,
  formula: Recipe | number | undefined,
  { x, h }: { x: number; h: number },
  signal?: AbortSignal,
): Promise<Three> {
  const asked = signal ? { signal } : {};
  const at = Float64Array.of(x, h);
  const [forward, central, automatic, symbolic, tape] = await Promise.all([
    evaluate(core, recipes.forward, at, asked),
    evaluate(core, recipes.central, at, asked),
    evaluate(core, recipes.f, Float64Array.of(x), { ...asked, gradient: true }),
    formula === undefined || typeof formula === 'number'
      ? formula
      : evaluate(core, formula, Float64Array.of(x), asked).then(({ value }) => value[0]!),
    makeTape(core, recipes.f, x, asked),
  ]);
  return {
    x,
    h,
    value: automatic.value[0]!,
    forward: forward.value[0]!,
    central: central.value[0]!,
    symbolic,
    automatic: automatic.gradient![0]!,
    tape,
  };
}

/** `value` in two pieces: the digits that can be trusted if `truth` is right, and the rest. */
export function agreeing(value: number, truth: number): [trusted: string, rest: string] {
  if (!Number.isFinite(value)) return ['', short(value)];
  const text = value.toPrecision(16).replace('-', '−');
  let left = Math.floor(digitsOf(Math.abs(value - truth) / Math.max(Math.abs(truth), Number.MIN_VALUE)));
  if (left === 0) return ['', text];
  if (left === 0) return ['', text];
  let end = 0;
  let begun = false;
  for (; end < text.length && text[end] !== 'e'; end++) {
    begun ||= /[1-9]/.test(text[end]!);
    if (begun && /\d/.test(text[end]!) && left-- <= 0) break;
  }
  // Of 3.1e-7 the power belongs to both.
  return left >= 0 ? [text, ''] : [text.slice(0, end), text.slice(end)];
}
