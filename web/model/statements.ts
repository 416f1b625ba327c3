// What a model says: sample, observe, quantity, factor. Each writes one record (core/tractable/graph/recipe.hpp has the
// words), after those of its parameters.

import { describe } from '../trace/describe.ts';
import { nameOfData, nameData } from '../trace/data-names.ts';
import type { Below } from '../trace/lines.ts';
import type { Operands } from '../trace/operands.ts';
import { modelKinds } from '../trace/recipe.ts';
import type { Options, Recorder } from '../trace/recorder.ts';
import { Traced, type Operand } from '../trace/traced.ts';
import { shortName } from './data.ts';
import { calledAs, isDiscrete, isLaw, type Bounds, type Law } from './laws.ts';
import { requireFit, shapeOfSample, sizeOf, type Parameters, type Shape, type Size } from './shapes.ts';

export interface Statements {
  /** A parameter: a value that is not known, and its law. */
  sample(name: string, law: Law, size?: Size): Traced;
  /** Data, and the law that they were drawn from. */
  observe(data: Observed, law: Law): void;
  observe(name: string, data: Observed, law: Law): void;
  /** A value that is reported with the draws. Gives it back. */
  quantity(name: string, value: Operand, size?: Size): Traced;
  /** A term of the log density. */
  factor(name: string, value: Operand, options?: { likelihood?: boolean }): void;
}

/** Numbers: one, a row, or a matrix as an array of rows. */
export type Observed = number | ArrayLike<number> | readonly ArrayLike<number>[];

/** A law as the recorder takes it. */
interface LawWords {
  name: string;
  operands: number[];
  options: Options;
}

const maxName = 60;

/** One trace's names, and where they were given. */
class Names {
  readonly #lines = new Map<string, number>();

  add(name: string, line: number) {
    const known = this.#lines.get(name);
    if (known !== undefined) {
      throw new TypeError(
        `The name '${name}' is used twice${known > 0 ? `, first on line ${known}` : ''}; each ` +
          'sample, observe, quantity and factor has a name of its own',
      );
    }
    this.#lines.set(name, line);
  }

  /** The name, or the first of name2, name3 ... that is free. */
  free(name: string): string {
    if (!this.#lines.has(name)) return name;
    let number = 2;
    while (this.#lines.has(name + number)) number++;
    return name + number;
  }
}

const namesOf = new WeakMap<Recorder, Names>();
const names = (trace: Recorder): Names => {
  let found = namesOf.get(trace);
  if (!found) namesOf.set(trace, (found = new Names()));
  return found;
};

export function makeStatements(
  recorder: (where: string) => Recorder,
  operands: Operands,
  line: (below: Below) => number,
): Statements {
  /** An operand as a row: a matrix of data row by row. */
  const row = (where: string, operand: Operand, at: number): Traced =>
    operands.value(where, flattened(operand), at);

  const parametersOf = (where: string, law: Law, at: number): Parameters => {
    let values = law.parameters.map((parameter) => row(where, parameter, at));
    if (law.weights === 'probabilities')
      values = values.map((weights) => operands.write('log', [weights], [], weights.columns, at));
    return {
      law,
      values,
      of: (law.of ?? []).map((inner) => parametersOf(`${where}: ${calledAs(inner)}`, inner, at)),
    };
  };

  const boundRecords = (where: string, { low, high }: Bounds, at: number) =>
    [low, high].filter((bound) => bound !== undefined).map((bound) => row(where, bound, at).record);

  /** The law's name, operands and options; those within it as records before. */
  const lawWords = (where: string, { law, values, of }: Parameters, at: number): LawWords => {
    const inner = of.map((each) =>
      recorder(where).law(modelKinds.law, at, [], lawWords(where, each, at), []),
    );
    const own = values.map(({ record }) => record);
    if (law.law !== 'truncated')
      return { name: law.law, operands: [...own, ...inner], options: { ...law.options } };
    return {
      name: 'truncated',
      operands: [...inner, ...boundRecords(where, law.bounds!, at)],
      options: { bounds: sideOf(law.bounds!) },
    };
  };

  const sample = (name: unknown, law: unknown, size?: unknown): Traced => {
    const at = line(sample);
    const trace = recorder('sample');
    const own = requireName('sample', name, "sample('mu', normal(0, 1))");
    const where = `sample('${own}')`;
    const found = requireLaw(where, law);
    names(trace).add(own, at);
    if (isDiscrete(found)) {
      throw new TypeError(
        `${where}: ${calledAs(found)} gives whole numbers, and what is sampled must vary smoothly. ` +
          'Sum it out: mixture(weights, [law, law]), or logSumExp and factor.',
      );
    }
    const parameters = parametersOf(`${where}: ${calledAs(found)}`, found, at);
    const [rows, columns] = shapeOfSample(where, parameters, size);
    const { transform, bounds } = constraint(found);
    const limits = bounds ? boundRecords(where, bounds, at) : [];
    const record = trace.law(modelKinds.sample, at, [trace.name(own)], lawWords(where, parameters, at), [
      trace.name(transform),
      limits.length,
      ...limits,
      rows,
      columns,
    ]);
    return new Traced(trace, record, rows * columns);
  };

  const observe = (...args: unknown[]): void => {
    const at = line(observe);
    const trace = recorder('observe');
    const named = args.length >= 3 || typeof args[0] === 'string';
    const [name, data, law] = named ? args : [undefined, ...args];
    const own = named
      ? requireName('observe', name, "observe('y', data.y, normal(mu, sigma))")
      : names(trace).free((typeof data === 'object' && data !== null && shortName(nameOfData(data))) || 'y');
    const where = `observe('${own}')`;
    requireData(where, data, law);
    const found = requireLaw(where, law);
    if (found.law === 'flat' || found.transform) {
      throw new TypeError(
        `${where}: ${found.law === 'flat' ? 'flat()' : 'a constraint'} is for what is sampled; data need a law, as normal(mu, sigma)`,
      );
    }
    names(trace).add(own, at);
    const parameters = parametersOf(`${where}: ${calledAs(found)}`, found, at);
    const values = row(where, data as Operand, at);
    requireFit(where, parameters, values.columns!);
    trace.law(modelKinds.observe, at, [trace.name(own)], lawWords(where, parameters, at), [values.record]);
  };

  const quantity = (name: unknown, value: unknown, size?: unknown): Traced => {
    const at = line(quantity);
    const trace = recorder('quantity');
    const own = requireName('quantity', name, "quantity('ratio', div(a, b))");
    const where = `quantity('${own}')`;
    const found = operands.value(where, value, at);
    names(trace).add(own, at);
    const [rows, columns] = shapeOfQuantity(where, found, sizeOf(where, size));
    trace.plain(modelKinds.quantity, at, [trace.name(own), found.record, rows, columns]);
    return found;
  };

  const factor = (name: unknown, value: unknown, options?: { likelihood?: boolean }): void => {
    const at = line(factor);
    const trace = recorder('factor');
    const own = requireName('factor', name, "factor('penalty', neg(square(x)))");
    const found = operands.value(`factor('${own}')`, value, at);
    names(trace).add(own, at);
    trace.plain(modelKinds.factor, at, [trace.name(own), found.record, options?.likelihood === true ? 1 : 0]);
  };

  return { sample, observe, quantity, factor } as Statements;
}

const sideOf = ({ low, high }: Bounds) => (low === undefined ? 'high' : high === undefined ? 'low' : 'both');

/** The transform's name and the bounds that it takes; '' is by the law's support. */
function constraint(law: Law): { transform: string; bounds?: Bounds } {
  if (law.transform) return { transform: law.transform };
  if (law.law !== 'flat') return { transform: '' };
  const bounds = law.bounds ?? {};
  if (bounds.low === undefined && bounds.high === undefined) return { transform: 'real' };
  return { transform: { low: 'lower', high: 'upper', both: 'interval' }[sideOf(bounds)], bounds };
}

function shapeOfQuantity(where: string, { columns }: Traced, size: Shape | undefined): Shape {
  if (size) {
    const [rows, cols] = size;
    if (columns === undefined || columns === rows * cols) return size;
    throw new RangeError(`${where}: the size is ${rows} by ${cols}, and the value has ${columns} columns`);
  }
  if (columns !== undefined) return [1, columns];
  throw new TypeError(
    `${where}: how many columns the value has is known only to the core; write it as third argument`,
  );
}

function requireName(where: string, name: unknown, example: string): string {
  if (typeof name !== 'string') {
    const what = isLaw(name) || Traced.is(name) ? (isLaw(name) ? 'a law' : 'a value') : describe(name);
    throw new TypeError(`${where}: the name is ${what}; write ${example}`);
  }
  if (!/^\p{L}[\p{L}\p{N}_.]*$/u.test(name) || name.length > maxName) {
    throw new TypeError(
      `${where}: the name is ${JSON.stringify(name.slice(0, maxName))}; a name is a letter, then letters, digits, _ and points`,
    );
  }
  return name;
}

function requireLaw(where: string, law: unknown): Law {
  if (isLaw(law)) return law;
  if (law === undefined) throw new TypeError(`${where}: the law is missing; write one, as normal(0, 1)`);
  if (typeof law === 'function') {
    throw new TypeError(`${where}: the law is ${describe(law)}; are its parentheses missing?`);
  }
  throw new TypeError(
    `${where}: the law is ${Traced.is(law) ? 'a value' : describe(law)}; it must be one, as normal(0, 1)`,
  );
}

function requireData(where: string, data: unknown, law: unknown) {
  if (isLaw(data)) {
    const hint =
      isLaw(law) || law === undefined ? 'the data are missing' : 'the data come first, then the law';
    throw new TypeError(`${where}: ${hint}: observe(data.y, normal(mu, sigma))`);
  }
  if (Traced.is(data) || (Array.isArray(data) && data.flat().some(Traced.is))) {
    throw new TypeError(
      `${where}: the data are a traced value, and data are numbers. A value gets its law where it is sampled; ` +
        'factor(name, term) adds a term to the log density',
    );
  }
  if (data === undefined) throw new TypeError(`${where}: the data are undefined; is a name misspelled?`);
}

const flat = new WeakMap<object, Float64Array>();

/** A matrix of numbers as one row; the same array for the same frozen matrix. */
function flattened(operand: Operand): Operand {
  if (!Array.isArray(operand)) return operand;
  const list = operand as readonly unknown[];
  const known = flat.get(list);
  if (known) return known;
  const isRow = (item: unknown) =>
    (Array.isArray(item) && item.every((x) => typeof x === 'number')) ||
    (ArrayBuffer.isView(item) && !(item instanceof DataView));
  if (list.length === 0 || !list.every(isRow)) return operand;
  const made = Float64Array.from((list as readonly ArrayLike<number>[]).flatMap((row) => Array.from(row)));
  const name = nameOfData(list);
  if (name !== undefined) nameData(made, name);
  if (Object.isFrozen(list)) flat.set(list, made);
  return made;
}
