// Laws, as a model names them: frozen plain objects that only hold what was written. Their names and parameters are the
// core's own list; densities, supports and draws are the core's, too.

import { modelLaws } from '$core/catalogue.ts';
import { describe } from '../trace/describe.ts';
import { nearTo } from '../trace/names.ts';
import { camel, type Camel } from '../trace/table.ts';
import { wrapperNames } from './law-names.ts';
import { explain, notAnOperand, Traced, type Operand } from '../trace/traced.ts';

export type LawRow = (typeof modelLaws)[number];
type RowNamed<Name extends LawRow['name']> = Extract<LawRow, { name: Name }>;

/** Along each row of the value: what Stan calls a constrained vector. */
export type RowTransform = 'simplex' | 'ordered' | 'positive_ordered';

export interface Bounds {
  low?: Operand;
  high?: Operand;
}

export interface Law {
  /** As in the core's list, or flat, truncated, mixture. */
  readonly law: string;
  readonly parameters: readonly Operand[];
  /** The laws of a mixture, or the one that is truncated. */
  readonly of?: readonly Law[];
  readonly bounds?: Readonly<Bounds>;
  readonly transform?: RowTransform;
  /** What is no value: how many classes there are where each value has logits of its own. */
  readonly options?: Readonly<Record<string, number>>;
  /** Whether a mixture's parameter holds logits, or weights that sum to 1. */
  readonly weights?: 'logits' | 'probabilities';
}

type Arguments<Parameters extends readonly unknown[]> = { [Place in keyof Parameters]: Operand };
/** By name; a law may take options, too. */
type Named<Row extends LawRow> = {
  [Parameter in Row['parameters'][number] as Camel<Parameter['name']>]: Operand;
};
/** normal(mu, sigma), or normal({ mu, sigma }). */
export type LawFunction<Row extends LawRow> = {
  (...parameters: Arguments<Row['parameters']>): Law;
  (parameters: Named<Row> & { classes?: number }): Law;
};
export type LawFunctions = { [Name in LawRow['name'] as Camel<Name>]: LawFunction<RowNamed<Name>> };

export interface Wrappers {
  /** Every value alike, between bounds where there are some: a density of 1. */
  flat(bounds?: Bounds): Law;
  /** x[0] < x[1] < ... */
  ordered(law: Law): Law;
  /** 0 < x[0] < x[1] < ... */
  positiveOrdered(law: Law): Law;
  /** Positive numbers that sum to 1. */
  simplex(law: Law): Law;
  /** The law between bounds, its density divided by its probability there. */
  truncated(law: Law, bounds: Bounds): Law;
  /** One of the laws, each with its probability: mixture([0.3, 0.7], [a, b]), or mixture({ logits }, [a, b]). */
  mixture(weights: Operand | { logits: Operand }, laws: readonly Law[]): Law;
}

/** Whole numbers that a law takes by name, beside its parameters. */
const optionsOf: Readonly<Record<string, readonly string[]>> = { categorical: ['classes'] };

const rows = new Map<string, LawRow>(modelLaws.map((row) => [row.name, row]));
const made = new WeakSet<object>();

export const isLaw = (value: unknown): value is Law =>
  typeof value === 'object' && value !== null && made.has(value);

/** The core's row; undefined for flat, truncated and mixture. */
export const rowOf = (law: Law): LawRow | undefined => rows.get(law.law);

export const calledAs = (law: Law): string => camel(law.law);

const noNumber = 'A law has no number to calculate with: sample a value from it, and calculate with that.';

function make(law: Law): Law {
  Object.defineProperty(law, Symbol.toPrimitive, {
    value: () => {
      throw new TypeError(noNumber);
    },
  });
  const name = calledAs(law);
  explain(law, `the law ${name}(...), which is no value: const x = sample('x', ${name}(...)) is one`);
  made.add(law);
  return Object.freeze(law);
}

/** Throws unless the argument can be a value: the sentence names the law and its parameter. */
function requireOperand(where: string, name: string, found: unknown) {
  if (typeof found === 'number' || Traced.is(found) || Array.isArray(found) || ArrayBuffer.isView(found))
    return;
  if (found === undefined) {
    throw new TypeError(
      `${where}: ${name} is undefined; is a name misspelled, or is the value used before it is sampled?`,
    );
  }
  throw new TypeError(notAnOperand(where, found).message.replace('the argument is', `${name} is`));
}

function requireLaw(where: string, name: string, found: unknown): Law {
  if (isLaw(found)) return found;
  if (typeof found === 'function') {
    throw new TypeError(`${where}: ${name} is ${describe(found)}; are its parentheses missing?`);
  }
  const what = Traced.is(found) ? 'a value' : describe(found);
  throw new TypeError(`${where}: ${name} is ${what}; it must be a law, as normal(0, 1)`);
}

const isNamed = (args: readonly unknown[]): args is [Record<string, unknown>] => {
  const [only] = args;
  if (args.length !== 1 || typeof only !== 'object' || only === null) return false;
  return !(Traced.is(only) || Array.isArray(only) || ArrayBuffer.isView(only) || isLaw(only));
};

function fromNames(where: string, names: readonly string[], given: Record<string, unknown>): unknown[] {
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      throw new TypeError(
        `${where} has no parameter ${name}${nearTo(name, names) || `; it has ${names.join(', ')}`}`,
      );
    }
  }
  return names.filter((name) => Object.hasOwn(given, name)).map((name) => given[name]);
}

/** The options among the named arguments. */
function optionsAmong(where: string, names: readonly string[], named: Record<string, unknown>) {
  const options: Record<string, number> = {};
  for (const name of names) {
    const found = named[name];
    if (found === undefined) continue;
    if (typeof found !== 'number' || !Number.isInteger(found) || found < 1) {
      throw new TypeError(`${where}: ${name} is ${describe(found)}; it must be a whole number from 1 on`);
    }
    options[name] = found;
  }
  return options;
}

function lawFunction(row: LawRow) {
  const where = camel(row.name);
  const names = row.parameters.map(({ name }) => camel(name));
  const own = optionsOf[row.name] ?? [];
  const f = (...args: unknown[]): Law => {
    const named = isNamed(args) ? args[0] : {};
    const options = optionsAmong(where, own, named);
    const parameters = Object.entries(named).filter(([name]) => !own.includes(name));
    const given = isNamed(args) ? fromNames(where, names, Object.fromEntries(parameters)) : args;
    if (given.length !== names.length) {
      const missing = isNamed(args)
        ? names.find((name) => !Object.hasOwn(args[0], name))
        : names[given.length];
      throw new TypeError(
        `${where}(${names.join(', ')}) takes ${names.length} argument${names.length === 1 ? '' : 's'}, ` +
          `and there ${given.length === 1 ? 'is' : 'are'} ${given.length}` +
          (missing === undefined ? '' : `: ${missing} is missing`),
      );
    }
    given.forEach((parameter, place) => requireOperand(where, names[place]!, parameter));
    return make({
      law: row.name,
      parameters: given as Operand[],
      ...(Object.keys(options).length > 0 && { options: Object.freeze(options) }),
    });
  };
  return Object.defineProperty(f, 'name', { value: where });
}

function boundsOf(where: string, bounds: unknown, needed: boolean): Bounds {
  if (bounds === undefined && !needed) return {};
  if (typeof bounds !== 'object' || bounds === null || Traced.is(bounds) || Array.isArray(bounds)) {
    throw new TypeError(
      `${where}: the bounds are ${describe(bounds)}; write { low: 0 }, { high: 1 } or { low, high }`,
    );
  }
  const found = Object.entries(bounds).filter(([, bound]) => bound !== undefined);
  for (const [name, bound] of found) {
    if (name !== 'low' && name !== 'high') {
      throw new TypeError(`${where}: there is no bound ${name}; there are low and high`);
    }
    requireOperand(where, name, bound);
  }
  if (needed && found.length === 0)
    throw new TypeError(`${where}: there is no bound; write { low: 0 }, for example`);
  const { low, high } = Object.fromEntries(found) as { low?: Operand; high?: Operand };
  if (typeof low === 'number' && typeof high === 'number' && !(low < high)) {
    throw new RangeError(`${where}: low is ${low} and high is ${high}; low must be the smaller one`);
  }
  return Object.freeze({ ...(low !== undefined && { low }), ...(high !== undefined && { high }) });
}

const along =
  (name: 'ordered' | 'positiveOrdered' | 'simplex', transform: RowTransform) => (law: unknown) => {
    const inner = requireLaw(name, 'the law', law);
    if (inner.transform || inner.law === 'truncated' || Object.keys(inner.bounds ?? {}).length > 0) {
      throw new TypeError(`${name}: the law has a constraint already; one of them at a time`);
    }
    const row = rowOf(inner);
    if (row && row.event !== 'number' && !(transform === 'simplex' && row.name === 'dirichlet')) {
      throw new TypeError(`${name}: ${calledAs(inner)} is a law of whole rows; take a law of single numbers`);
    }
    return make({ ...inner, transform });
  };

const wrappers: Wrappers = {
  flat: (bounds) => make({ law: 'flat', parameters: [], bounds: boundsOf('flat', bounds, false) }),
  ordered: along('ordered', 'ordered'),
  positiveOrdered: along('positiveOrdered', 'positive_ordered'),
  simplex: along('simplex', 'simplex'),
  truncated: (law, bounds) => {
    const inner = requireLaw('truncated', 'the law', law);
    const row = rowOf(inner);
    if (!row || row.event !== 'number' || inner.transform) {
      throw new TypeError(
        `truncated: ${calledAs(inner)} cannot be truncated; a law of single numbers can, as normal(0, 1)`,
      );
    }
    return make({
      law: 'truncated',
      parameters: [],
      of: [inner],
      bounds: boundsOf('truncated', bounds, true),
    });
  },
  mixture: (weights, laws) => {
    const given: unknown = weights;
    const named = isNamed([given]) ? (given as Record<string, unknown>) : undefined;
    const [logits] = named ? fromNames('mixture', ['logits'], named) : [given];
    requireOperand('mixture', named ? 'logits' : 'the list of weights', logits);
    if (!Array.isArray(laws) || laws.length === 0) {
      throw new TypeError(
        `mixture: the laws are ${describe(laws)}; they must be an array, as [normal(0, 1), normal(3, 1)]`,
      );
    }
    const of = (laws as unknown[]).map((law, place) => requireLaw('mixture', `law ${place}`, law));
    const odd = of.findIndex((law) => rowOf(law) === undefined && law.law !== 'truncated');
    if (odd >= 0)
      throw new TypeError(`mixture: law ${odd} is ${calledAs(of[odd]!)}, which cannot be part of a mixture`);
    return make({
      law: 'mixture',
      parameters: [logits as Operand],
      of: Object.freeze(of),
      weights: named ? 'logits' : 'probabilities',
    });
  },
};
for (const name of wrapperNames) Object.defineProperty(wrappers[name], 'name', { value: name });

/** The functions that make laws, by name. They work outside of a model, too: a law is only what was written. */
export const laws = {
  ...Object.fromEntries(modelLaws.map((row) => [camel(row.name), lawFunction(row)])),
  ...wrappers,
} as unknown as LawFunctions & Wrappers;

/** Whether its values are whole numbers. */
export function isDiscrete(law: Law): boolean {
  return rowOf(law)?.discrete ?? law.of?.some(isDiscrete) ?? false;
}
