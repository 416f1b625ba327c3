// The methods for expressions: a recipe (web/trace) becomes a program, which the worker holds until `graphDelete`.

import type { GraphOp } from '$core/catalogue.ts';
import type { GraphProgram } from '$core/tractable_simd.js';
import type { Recipe } from '../trace/recipe.ts';
import { TractableError, toRecord } from './errors.ts';
import type { Context } from './methods.ts';

/** An input or output of a program. Rows are a number or the batch. */
export interface Port {
  name: string;
  rows: number | 'batch';
  cols: number;
}

export interface GraphInfo {
  /** The number by which the page holds the program. */
  graph: number;
  inputs: Port[];
  outputs: Port[];
  /** Columns of x: of all inputs whose rows are the batch. */
  dim: number;
  /** Rows of one run, kernel calls in it, and bytes that the program holds. */
  batch: number;
  steps: number;
  bytes: number;
}

export interface Evaluated {
  /** The first output of each row. */
  value: Float64Array;
  /** Of the sum of each row's value, (rows, dim); missing if the program was made without. */
  gradient?: Float64Array;
}

/** A node with its numbers. Operands and adjoint are places in the list in which it stands. */
export interface InspectedNode {
  op: GraphOp;
  /** The operation with its integers ("gather 0, 2"), without its operands. */
  label: string;
  /** Of an input. */
  name: string;
  operands: number[];
  rows: number | 'batch';
  cols: number;
  /** Row by row. */
  value: Float64Array;
  /** The line of the code that made it, if it is known. */
  line?: number;
  /** Whether the value itself needs it; else only a derivative does. */
  forward: boolean;
  /** The node whose value is d(sum of the output) / d(this node), if there is one. */
  adjoint?: number;
}

export interface GraphOptions {
  recipe: Recipe;
  /** Rows of one run; results do not depend on it. */
  batch?: number;
  precision?: 'double' | 'float';
  /** Whether the gradient is computed, too. */
  gradient?: boolean;
}

export interface GraphTiming {
  graph: number;
  /** (batch, dim): as many rows as one run takes. */
  x: Float64Array;
  runs?: number;
  milliseconds?: number;
}

/** kMaxElements of wasm/border.hpp: for more the core is asked as a whole, and refuses it in its own words. */
const maxElements = 2 ** 24;

/** Work of one call into the core: numbers that its kernels touch, about a millisecond of them. */
const pieceWork = 1_000_000;

const programOf = ({ objects }: Context, id: number, where: string) => objects.get('graph', id, where);

/** Numbers of x that go into one call: whole runs of the program. */
function pieceOf({ dim, batch, bytes }: GraphProgram): number {
  const runs = Math.max(1, Math.floor((8 * pieceWork) / Math.max(1, bytes)));
  return runs * batch * dim;
}

/** One piece of x. Where the core refuses its numbers, the sentence names their place in x. */
export function inPiece<T>(x: Float64Array, from: number, piece: number, f: (x: Float64Array) => T): T {
  const rows = x.subarray(from, from + piece);
  try {
    return f(rows);
  } catch (error) {
    const odd = rows.findIndex((each) => !Number.isFinite(each));
    if (from === 0 || odd < 0) throw error;
    const { where } = toRecord(error, 'evaluate');
    const what = `x[${from + odd}] is ${rows[odd]}; every value must be a finite number`;
    throw new TractableError('not_finite', where, `${where}: ${what}`);
  }
}

/** What the core says of a record, said of the line that made it. `where` keeps the record: "record 12". */
export function located<T>(recipe: Recipe | undefined, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, where, message } = toRecord(error, 'graph');
    const record = /^record (\d+)$/.exec(where)?.[1];
    const line = record === undefined ? 0 : (recipe?.lines?.[Number(record)] ?? 0);
    if (line === 0 || code === 'internal_error') throw error;
    throw new TractableError(code, where, message.replace(`${where}:`, `line ${line}:`));
  }
}

/** The lines of the records of each program, for what is said of it later. */
const linesOf = new WeakMap<GraphProgram, Uint32Array>();

const tracer = { recipe: 't.trace', model: 'traceModel' };

/** A recipe comes from code that is not trusted: what is not of its types is refused before the core copies it. */
export function checked(recipe: unknown, where: string, what: 'recipe' | 'model' = 'recipe'): Recipe {
  const { words, numbers, names, lines } = (recipe ?? {}) as Partial<Recipe>;
  const fits =
    words instanceof Uint32Array &&
    numbers instanceof Float64Array &&
    Array.isArray(names) &&
    names.every((name) => typeof name === 'string' && !name.includes('\n')) &&
    (lines === undefined || lines instanceof Uint32Array);
  if (fits) return { words, numbers, names, lines: lines ?? new Uint32Array(0) };
  throw new TractableError(
    'parse_error',
    where,
    `${where}: ${what} is none; it must be what ${tracer[what]} returns`,
  );
}

export const graphMethods = {
  /** A program of a traced function, held by the worker until `graphDelete`. An Error names the line at fault. */
  graphCreate: (
    { recipe, batch = 64, precision = 'double', gradient = true }: GraphOptions,
    context: Context,
  ): GraphInfo => {
    const { words, numbers, names, lines } = checked(recipe, 'graphCreate');
    const make = () =>
      context.core.make_graph_program(words, numbers, names.join('\n'), batch, precision, gradient);
    const program = located(recipe, make);
    try {
      const { dim, batch, steps, bytes } = program;
      const [inputs, outputs] = [program.inputs(), program.outputs()];
      linesOf.set(program, lines);
      return { graph: context.objects.hold('graph', program), inputs, outputs, dim, batch, steps, bytes };
    } catch (error) {
      program.delete(); // nobody could, without its number
      throw error;
    }
  },

  /** The first output, and its gradient, of each row of x, (rows, dim): inputs lie side by side in their order. */
  graphEvaluate: async (
    { graph, x }: { graph: number; x: Float64Array },
    context: Context,
  ): Promise<Evaluated> => {
    const program = programOf(context, graph, 'graphEvaluate');
    const { dim } = program;
    const piece = pieceOf(program);
    if (!(x instanceof Float64Array) || x.length <= piece || x.length % dim !== 0) return program.evaluate(x);
    const width = program.outputs()[0]!.cols;
    if ((x.length / dim) * width > maxElements) return program.evaluate(x);
    const value = new Float64Array((x.length / dim) * width);
    let gradient: Float64Array | undefined;
    for (let done = 0; done < x.length; done += piece) {
      const part = inPiece(x, done, piece, (rows) =>
        programOf(context, graph, 'graphEvaluate').evaluate(rows),
      );
      value.set(part.value, (done / dim) * width);
      if (part.gradient) (gradient ??= new Float64Array(x.length)).set(part.gradient, done);
      await context.job.pause(done, x.length);
    }
    return gradient ? { value, gradient } : { value };
  },

  /** Numbers of an input whose rows are not the batch: they stay for the evaluations that follow. */
  graphSetInput: (
    { graph, input, values }: { graph: number; input: number; values: Float64Array },
    context: Context,
  ): void => programOf(context, graph, 'graphSetInput').set_input(input, values),

  /**
   * Seconds that `runs` runs of the program take, one after the other, on a batch of rows x. So many are run and timed in
   * pieces, at least for `milliseconds`; the median piece counts, so that what else the machine does in between does not.
   */
  graphTime: async (
    { graph, x, runs = 1, milliseconds = 10 }: GraphTiming,
    context: Context,
  ): Promise<number> => {
    for (const [name, value] of Object.entries({ runs, milliseconds })) {
      if (Number.isInteger(value) && value >= 1 && value <= 100_000) continue;
      const message = `graphTime: ${name} is ${String(value)}; it must be an integer from 1 to 100000`;
      throw new TractableError('invalid_argument', 'graphTime', message);
    }
    let program = programOf(context, graph, 'graphTime');
    program.set_input(0, x);
    program.run(); // what is slow only the first time
    let pieces: number[] = [];
    let [done, spent, count] = [0, 0, 1];
    while (spent < milliseconds || done < runs) {
      const start = performance.now();
      for (let i = 0; i < count; i++) program.run();
      const took = performance.now() - start;
      done += count;
      spent += took;
      pieces.push(took / count);
      if (took < 1) {
        // Too short for the clock; when it is long enough, only such pieces count.
        count *= 2;
        if (done < runs || spent < milliseconds) pieces = [];
      }
      await context.job.pause(done, runs);
      program = programOf(context, graph, 'graphTime'); // it may be gone meanwhile
    }
    pieces.sort((a, b) => a - b);
    return (runs * pieces[pieces.length >> 1]!) / 1000;
  },

  /** The first operation whose value is not finite in a row of x, with its line; null if all are. */
  graphNotFinite: async (
    { graph, x }: { graph: number; x: Float64Array },
    context: Context,
  ): Promise<{ what: string; line?: number } | null> => {
    const program = programOf(context, graph, 'graphNotFinite');
    const piece = pieceOf(program);
    const inPieces = x instanceof Float64Array && x.length > piece && x.length % program.dim === 0;
    const step = inPieces ? piece : Infinity;
    for (let done = 0; done === 0 || done < x.length; done += step) {
      const found = inPieces
        ? inPiece(x, done, piece, (rows) => programOf(context, graph, 'graphNotFinite').not_finite(rows))
        : program.not_finite(x);
      if (found !== null) {
        const line = lineOf(program, found.record);
        return { what: found.what, ...(line !== undefined && { line }) };
      }
      if (inPieces) await context.job.pause(done, x.length);
    }
    return null;
  },

  /** Every node with its value and its adjoint for rows of x. For expressions of up to 500 nodes. */
  graphInspect: ({ graph, x }: { graph: number; x: Float64Array }, context: Context): InspectedNode[] => {
    const program = programOf(context, graph, 'graphInspect');
    return program.inspect(x).map(({ record, adjoint, ...node }) => {
      const line = lineOf(program, record);
      return { ...node, ...(line !== undefined && { line }), ...(adjoint !== null && { adjoint }) };
    });
  },

  /** The expression in words, one line a node, and in the language of Graphviz. */
  graphPrint: ({ graph }: { graph: number }, context: Context): { text: string; dot: string } => {
    const program = programOf(context, graph, 'graphPrint');
    return { text: program.print(), dot: program.dot() };
  },

  graphDelete: ({ graph }: { graph: number }, { objects }: Context) =>
    objects.delete('graph', graph, 'graphDelete'),
};

function lineOf(program: GraphProgram, record: number | null): number | undefined {
  return (record === null ? 0 : linesOf.get(program)?.[record]) || undefined;
}
