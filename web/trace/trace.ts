// `t`: what a student's code sees. `t.trace({ dim: 2 }, ([x, y]) => ...)` runs the function once (and once more, to see
// that it is a function) on values that only write down what is done with them.
//
// What JavaScript does not let us see: `if (x)`, `x && y`, `!x` and `x === 0` on a traced value ask nothing of it, so
// that they take the same way always. Write select(greater(x, 0), a, b) instead.

import { describe } from './describe.ts';
import { makeFunctions, type Functions } from './functions.ts';
import { lineReader } from './lines.ts';
import type { Recipe } from './recipe.ts';
import { firstDifference, Recorder } from './recorder.ts';
import { requireOwn, Traced, type Operand } from './traced.ts';

/** A number of columns, or names with theirs: `{ mu: 1, theta: 8 }`. */
export type Dim = number | Readonly<Record<string, number>>;

export interface Inputs<D extends Dim> {
  /** What a row of the batch holds. */
  dim: D;
}

/** One value (an array of values is these side by side), or several with names. */
export type Traceable = Operand | Readonly<Record<string, Operand>>;

export interface Tracer extends Functions {
  /** The expression that `f` computes. f gets one value with `dim` columns, or an object of values by name. */
  trace<D extends Dim>(
    inputs: Inputs<D>,
    f: (x: D extends number ? Traced : { readonly [Name in keyof D]: Traced }) => Traceable,
  ): Recipe;
}

export interface TracerOptions {
  /** How many lines of the script stand before the student's code. */
  before?: number;
}

const mostColumns = 2 ** 20;

/** The trace that is being written: tracing is synchronous, so there is one. */
let current: Recorder | undefined;

export function createTracer({ before = 0 }: TracerOptions = {}): Tracer {
  const read = lineReader(before);
  // The second run is only compared with the first.
  let again = false;
  const line: typeof read = (below) => (again ? 0 : read(below));
  const recorder = (where: string): Recorder => {
    if (current) return current;
    throw new TypeError(`${where} works inside a traced function only: t.trace({ dim: 2 }, ([x, y]) => ...)`);
  };
  const functions = makeFunctions(recorder, line);

  const run = (
    shape: readonly [name: string, cols: number][],
    named: boolean,
    f: (x: never) => unknown,
    at: number,
  ) => {
    const trace = new Recorder();
    const values = shape.map(
      ([name, cols]) => [name, new Traced(trace, trace.input(name, 'batch', cols, at), cols)] as const,
    );
    current = trace;
    try {
      const x = named ? Object.fromEntries(values) : values[0]![1];
      const outputs = outputsOf(f(x as never));
      return { trace, recipe: trace.finish(outputs), outputs: JSON.stringify(outputs) };
    } finally {
      current = undefined;
    }
  };

  const outputsOf = (result: unknown): [string, number][] => {
    const output = (name: string, value: unknown): [string, number] => {
      if (Traced.is(value)) return [name, requireOwn(value, recorder('return'), 'return').record];
      if (Array.isArray(value) && value.some(Traced.is))
        return [name, functions.concat(value as Operand[]).record];
      throw new TypeError(notAResult(value));
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
      throw new TypeError(notAResult(result));
    }
    return entries.map(([name, value]) => output(name, value));
  };

  const trace = (inputs: Inputs<Dim>, f: (x: never) => unknown): Recipe => {
    if (current)
      throw new TypeError('t.trace stands inside a traced function; call the inner function instead.');
    if (typeof f !== 'function') {
      throw new TypeError(`t.trace({ dim }, f): f is ${describe(f)}; it must be a function`);
    }
    const at = line(trace);
    const shape = shapeOf(inputs);
    const named = typeof inputs.dim === 'object';
    const first = run(shape, named, f, at);
    again = true;
    let second: typeof first;
    try {
      second = run(shape, named, f, at);
    } finally {
      again = false;
    }
    const record = firstDifference(first.trace, second.trace);
    if (record !== undefined || first.outputs !== second.outputs) {
      const place = first.trace.lines[record ?? -1] ?? first.trace.lines.at(-1) ?? 0;
      throw new Error(
        `The function is not the same when it is traced again${place > 0 ? ` (first on line ${place})` : ''}: ` +
          'Math.random(), Date.now() and what it changes outside are not part of an expression. ' +
          'Randomness comes in as an input.',
      );
    }
    return first.recipe;
  };

  return Object.freeze({ ...functions, trace }) as Tracer;
}

/** The inputs: their names and columns. */
function shapeOf(inputs: unknown): [string, number][] {
  const dim: unknown =
    typeof inputs === 'object' && inputs !== null ? (inputs as Inputs<Dim>).dim : undefined;
  const columns = (name: string, cols: unknown): [string, number] => {
    if (typeof cols === 'number' && Number.isInteger(cols) && cols >= 1 && cols <= mostColumns)
      return [name, cols];
    throw new RangeError(`t.trace: ${name || 'dim'} is ${describe(cols)}; it must be an integer from 1 on`);
  };
  if (typeof dim === 'number') return [['x', columns('', dim)[1]]];
  if (typeof dim !== 'object' || dim === null || Array.isArray(dim) || Object.keys(dim).length === 0) {
    throw new TypeError(
      `t.trace: dim is ${describe(dim)}; it must be a number of columns, or names with theirs: { mu: 1, theta: 8 }`,
    );
  }
  return Object.entries(dim).map(([name, cols]) => {
    if (name === '' || name.includes('\n')) throw new RangeError('t.trace: an input has no name');
    return columns(name, cols);
  });
}

function notAResult(value: unknown): string {
  if (value === undefined) return 'The traced function returns nothing: is its return missing?';
  if (typeof value === 'number' || (Array.isArray(value) && value.every((x) => typeof x === 'number'))) {
    return `The traced function returns ${describe(value)}, which does not depend on its inputs.`;
  }
  return `The traced function returns ${describe(value)}; it must return a traced value, an array of them or an object with names.`;
}
