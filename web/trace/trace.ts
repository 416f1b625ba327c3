// `t`: what a student's code sees. `t.trace({ dim: 2 }, ([x, y]) => ...)` runs the function once (and once more, to see
// that it is a function) on values that only write down what is done with them.
//
// What JavaScript does not let us see: `if (x)`, `x && y`, `!x` and `x === 0` on a traced value ask nothing of it, so
// that they take the same way always. Write select(greater(x, 0), a, b) instead.

import { describe } from './describe.ts';
import { makeFunctions } from './functions.ts';
import { named, noShared } from './inputs.ts';
import { makeOperands } from './operands.ts';
import type { Recipe } from './recipe.ts';
import type { Recorder } from './recorder.ts';
import { isTracing, openSession, traceTwice } from './session.ts';
import type { Functions } from './signatures.ts';
import { strangers } from './strangers.ts';
import { explain, requireOwn, Traced, type Operand } from './traced.ts';

/** A number of columns, or names with theirs: `{ mu: 1, theta: 8 }`. */
export type Dim = number | Readonly<Record<string, number>>;

/** Rows and columns by name. */
export type Shared = Readonly<Record<string, readonly [rows: number, cols: number]>>;

export interface Inputs<D extends Dim, S extends Shared = Shared> {
  /** What a row of the batch holds. */
  dim: D;
  /** What all rows see: weights, for example. */
  shared?: S;
}

/** One value (an array of values is these side by side), or several with names. */
export type Traceable = Operand | Readonly<Record<string, Operand>>;

export interface Tracer extends Functions {
  /** The expression that `f` computes. f gets one value with `dim` columns, or an object of values by name. */
  trace<D extends Dim, S extends Shared = Record<never, never>>(
    inputs: Inputs<D, S>,
    f: (
      x: D extends number ? Traced : { readonly [Name in keyof D]: Traced },
      shared: { readonly [Name in keyof S]: Traced },
    ) => Traceable,
  ): Recipe;
}

export interface TracerOptions {
  /** How many lines of the script stand before the student's code. */
  before?: number;
}

const most = 2 ** 20;

export function createTracer({ before = 0 }: TracerOptions = {}): Tracer {
  const { recorder, line } = openSession(
    before,
    (where) => `${where} works inside a traced function only: t.trace({ dim: 2 }, ([x, y]) => ...)`,
  );
  const functions = makeFunctions(recorder, makeOperands(recorder), line);

  const run = (trace: Recorder, shape: Shapes, f: (x: never, shared: never) => unknown, at: number) => {
    const made = ([name, rows, cols]: Shapes['batch'][number]) =>
      [name, new Traced(trace, trace.input(name, rows, cols, at), cols)] as const;
    const values = shape.batch.map(made);
    const shared = shape.shared.length > 0 ? named('shared input', shape.shared.map(made)) : noShared();
    const x = shape.named ? named('input', values) : values[0]![1];
    return outputsOf(f(x as never, shared as never));
  };

  const outputsOf = (result: unknown): [string, number][] => {
    const output = (name: string, value: unknown): [string, number] => {
      if (Traced.is(value)) return [name, requireOwn(value, recorder('return'), 'return').record];
      if (Array.isArray(value) && value.some(Traced.is))
        return [name, functions.concat(value as Operand[]).record];
      throw new TypeError(notAResult(value, name));
    };
    if (typeof result !== 'object' || result === null || Traced.is(result) || Array.isArray(result)) {
      return [output('', result)];
    }
    if (typeof (result as { then?: unknown }).then === 'function') {
      Promise.resolve(result).catch(() => undefined); // its own fault has no listener
      throw new TypeError('The traced function is async; it must give its value at once, without await.');
    }
    const prototype: unknown = Object.getPrototypeOf(result);
    const entries = Object.entries(result);
    if ((prototype !== Object.prototype && prototype !== null) || entries.length === 0) {
      throw new TypeError(notAResult(result, ''));
    }
    return entries.map(([name, value]) => output(name, value));
  };

  const trace = (inputs: Inputs<Dim>, f: (x: never, shared: never) => unknown): Recipe => {
    if (isTracing())
      throw new TypeError('t.trace stands inside a traced function; call the inner function instead.');
    if (typeof f !== 'function') {
      throw new TypeError(`t.trace({ dim }, f): f is ${describe(f)}; it must be a function`);
    }
    const at = line(trace);
    const shape = shapeOf(inputs);
    const { trace: written, result } = traceTwice('The function', (trace) => run(trace, shape, f, at));
    return explain(
      written.finish(result),
      'what t.trace returned; call the plain function that was traced: f(x)',
    );
  };

  const all = { ...functions, trace };
  const tracer: unknown = Object.create(
    strangers(() => Object.keys(all)),
    Object.getOwnPropertyDescriptors(all),
  );
  return Object.freeze(tracer) as Tracer;
}

interface Shapes {
  batch: [name: string, rows: number | 'batch', cols: number][];
  shared: [name: string, rows: number | 'batch', cols: number][];
  /** Whether the function gets its columns by name. */
  named: boolean;
}

/** The inputs: names, rows and columns. */
function shapeOf(inputs: unknown): Shapes {
  const { dim, shared = {} } = (typeof inputs === 'object' && inputs !== null ? inputs : {}) as {
    dim?: unknown;
    shared?: unknown;
  };
  const size = (name: string, found: unknown): number => {
    if (typeof found === 'number' && Number.isInteger(found) && found >= 1 && found <= most) return found;
    throw new RangeError(`t.trace: ${name} is ${describe(found)}; it must be an integer from 1 on`);
  };
  const entries = (of: object) => {
    const found = Object.entries(of);
    if (found.some(([name]) => name === '' || name.includes('\n')))
      throw new RangeError('t.trace: an input has no name');
    return found;
  };
  if (typeof shared !== 'object' || shared === null) {
    throw new TypeError(`t.trace: shared is ${describe(shared)}; it must be names with [rows, columns]`);
  }
  const fixed = entries(shared).map(([name, shape]): Shapes['shared'][number] => {
    if (!Array.isArray(shape) || shape.length !== 2) {
      throw new TypeError(`t.trace: ${name} is ${describe(shape)}; it must be [rows, columns]`);
    }
    return [name, size(`the rows of ${name}`, shape[0]), size(`the columns of ${name}`, shape[1])];
  });
  if (typeof dim === 'number') {
    return { batch: [['x', 'batch', size('dim', dim)]], shared: fixed, named: false };
  }
  if (typeof dim !== 'object' || dim === null || Array.isArray(dim) || Object.keys(dim).length === 0) {
    throw new TypeError(
      `t.trace: dim is ${describe(dim)}; it must be a number of columns, or names with theirs: { mu: 1, theta: 8 }`,
    );
  }
  const batch = entries(dim).map(([name, cols]): Shapes['batch'][number] => [
    name,
    'batch',
    size(name, cols),
  ]);
  return { batch, shared: fixed, named: true };
}

/** `name`: of the output, in an object of them. */
function notAResult(value: unknown, name: string): string {
  const what = name === '' ? 'The traced function returns' : `The output ${name} is`;
  if (value === undefined) {
    return name === ''
      ? 'The traced function returns nothing: is its return missing?'
      : `${what} undefined: is a name misspelled, or does a function not return?`;
  }
  if (typeof value === 'number' || (Array.isArray(value) && value.every((x) => typeof x === 'number'))) {
    return `${what} ${describe(value)}, which does not depend on its inputs.`;
  }
  if (Array.isArray(value) && value.some(Array.isArray)) {
    return `${what} an array of arrays: a row of the batch gives a row, so write its values side by side: [a, b, c, d].`;
  }
  const hints: Record<string, string> = {
    boolean: ' Instead of a comparison write greater(a, b) or less(a, b).',
    function: ' Are its parentheses missing?',
  };
  const wanted =
    name === ''
      ? 'it must return a traced value, an array of them or an object with names'
      : 'it must be a traced value or an array of them';
  return `${what} ${describe(value)}; ${wanted}.${hints[typeof value] ?? ''}`;
}
