// The language: model(({ sample, observe, quantity, factor, data }) => ...), laws, and the functions of traced values by
// name. A model is run twice with values that only write down what is done with them (web/trace); what it says becomes a
// recipe that the core reads (core/tractable/target/model).

import { describe } from '../trace/describe.ts';
import { broadcast, makeFunctions } from '../trace/functions.ts';
import { makeOperands } from '../trace/operands.ts';
import { modelKinds, type Recipe } from '../trace/recipe.ts';
import { openSession, traceTwice } from '../trace/session.ts';
import type { Functions } from '../trace/signatures.ts';
import { Traced, type Operand } from '../trace/traced.ts';
import { dataOf, type Data } from './data.ts';
import {
  calledAs,
  isLaw,
  laws,
  rowOf,
  type Law,
  type LawFunctions,
  type LawRow,
  type Wrappers,
} from './laws.ts';
import { notHere } from './scope-names.ts';
import { makeStatements, type Statements } from './statements.ts';

/** What the function that is given to model() gets. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- data are what the reader brings
export type ModelScope<D = any> = Statements & { readonly data: D };
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type ModelFunction<D = any> = (scope: ModelScope<D>) => void;

interface Own {
  /** X times beta, for a matrix X of data: a number for each of its rows. */
  matVec(x: Operand, beta: Operand): Traced;
  /** The log density of the law at x, or the log probability of a discrete one: one column a value. */
  logProb(law: Law, x: Operand): Traced;
}

/** Every name that stands in a model's code. */
export type Scope = Omit<Functions, (typeof notHere)[number]> &
  Own &
  LawFunctions &
  Wrappers &
  ModelScope & { model(f: ModelFunction): void };

export interface Language {
  readonly scope: Scope;
  /** The recipe of the model that was registered, with these data. */
  trace(data: Data): Recipe;
  /** The same for a function. */
  traceFunction(f: ModelFunction, data: Data): Recipe;
}

const outside = (where: string) =>
  `${where} works inside a model only: model(({ sample, observe, data }) => { ... })`;

/** `before`: how many lines of the script stand before the student's code. */
export function createLanguage({ before = 0 }: { before?: number } = {}): Language {
  const { recorder, line } = openSession(before, outside);
  const operands = makeOperands(recorder);
  const functions = makeFunctions(recorder, operands, line);
  const statements = makeStatements(recorder, operands, line);
  let registered: { f: ModelFunction; line: number } | undefined;
  let data: Data | undefined;

  const matVec: Own['matVec'] = (x, beta) => {
    const at = line(matVec);
    const [matrix, vector] = [operands.value('matVec', x, at), operands.value('matVec', beta, at)];
    if (matrix.columns !== undefined && vector.columns !== undefined && matrix.columns !== vector.columns) {
      throw new RangeError(
        `matVec: the matrix has ${matrix.columns} columns, and there are ${vector.columns} numbers to multiply them with`,
      );
    }
    return operands.write('matmul', [vector, matrix], [2], matrix.rows, at);
  };

  const logProb: Own['logProb'] = (law, x) => {
    const at = line(logProb);
    const trace = recorder('logProb');
    const row = requireRow('logProb', law);
    const where = `logProb: ${calledAs(law)}`;
    const values = [x, ...law.parameters].map((operand) => operands.value(where, operand, at));
    const columns = row.event === 'number' ? breadthOf(where, row, values) : 1;
    const record = trace.call(
      `${row.name}.log_prob`,
      values.map((value) => value.record),
      [],
      at,
    );
    return new Traced(trace, record, columns);
  };

  const model = (...args: unknown[]): void => {
    const at = line(model);
    const [f] = args;
    if (typeof f !== 'function') {
      throw new TypeError(
        `model(f): f is ${describe(f)}; it must be a function: model(({ sample, observe, data }) => { ... })`,
      );
    }
    if (registered) {
      throw new TypeError(
        `model(...) is called twice${registered.line > 0 ? `, first on line ${registered.line}` : ''}; one model at a time`,
      );
    }
    registered = { f: f as ModelFunction, line: at };
  };

  const scope = {
    ...Object.fromEntries(
      Object.entries(functions).filter(([name]) => !(notHere as readonly string[]).includes(name)),
    ),
    matVec,
    logProb,
    ...laws,
    ...statements,
    model,
    data: lateData(() => data),
  } as unknown as Scope;

  const traceFunction = (f: ModelFunction, source: Data): Recipe => {
    data = dataOf(source);
    const own = Object.freeze({ ...statements, data });
    try {
      const { trace } = traceTwice('The model', (trace) => {
        requireDone(f(own) as unknown);
        if (!trace.kinds().includes(modelKinds.sample)) {
          throw new TypeError("The model has no parameters: sample('mu', normal(0, 1)) makes one.");
        }
      });
      return trace.finish([]);
    } finally {
      data = undefined;
    }
  };

  const trace = (source: Data): Recipe => {
    if (!registered) {
      throw new TypeError(
        'The code makes no model: model(({ sample, observe, data }) => { ... }) makes one.',
      );
    }
    return traceFunction(registered.f, source);
  };
  return { scope, trace, traceFunction };
}

/** The core's row of a law that has one and no constraint. */
function requireRow(where: string, law: unknown): LawRow {
  if (!isLaw(law)) throw new TypeError(`${where}(law, x): the law comes first, as logProb(normal(0, 1), x)`);
  const row = rowOf(law);
  if (row && !law.transform && !law.options) return row;
  throw new TypeError(
    `${where}: ${calledAs(law)} has no density of its own here; take a plain law, as normal(0, 1)`,
  );
}

/** The columns of a density whose operands go side by side: the value, and parameters that are numbers. */
function breadthOf(where: string, row: LawRow, values: readonly Traced[]): number | undefined {
  const shapes = ['number', ...row.parameters.map(({ shape }: { shape: string }) => shape)];
  let columns: number | undefined = 1;
  for (const [place, value] of values.entries()) {
    if (shapes[place] === 'number') columns = broadcast(where, columns, value.columns);
  }
  return columns;
}

function requireDone(result: unknown) {
  if (typeof result !== 'object' || result === null) return;
  if (typeof (result as { then?: unknown }).then !== 'function') return;
  Promise.resolve(result).catch(() => undefined); // its own fault has no listener
  throw new TypeError('The model is async; it must say all at once, without await.');
}

/** `data` outside of the model's own argument: there once the model is run. */
const lateData = (current: () => Data | undefined): Data =>
  new Proxy({} as Data, {
    get(target, key, receiver: unknown) {
      const data = current();
      if (data) return Reflect.get(data, key) as unknown;
      if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON')
        return Reflect.get(target, key, receiver) as unknown;
      throw new TypeError(outside(`data.${key}`));
    },
    has: (_, key) => key in (current() ?? {}),
    ownKeys: () => Reflect.ownKeys(current() ?? {}),
    getOwnPropertyDescriptor(_, key) {
      const data = current();
      if (!data || !Object.hasOwn(data, key)) return undefined;
      return { value: Reflect.get(data, key) as unknown, enumerable: true, configurable: true };
    },
  });
