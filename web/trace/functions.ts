// The functions of traced values: each writes one record. `exp(x)` and `x.exp()` are the same.

import { operands as only, requireCount, upTo, type Takes } from './arity.ts';
import { describe } from './describe.ts';
import { nearTo, shown } from './names.ts';
import { maxColumns } from './recipe.ts';
import type { Options, Recorder } from './recorder.ts';
import { binary, camel, grouped, groupwise, toOne, unary, type Camel } from './table.ts';
import { notAnOperand, requireOwn, Traced, type NumberArray, type Operand } from './traced.ts';

type Columns = number | undefined;
type OneOf<List extends readonly string[]> = Camel<List[number]>;
type Row = readonly number[] | NumberArray;

/** `expand`, `reshape`: rows may be the batch. */
export type Rows = number | 'batch';
/** Which operand of a product is transposed. */
export type TransposeFlag = 'none' | 'a' | 'b' | 'both';

interface Own {
  /** How many rows the batch has, as a value. */
  batchSize(): Traced;
  /** In each row the lower factor L of A = L L', n by n. */
  choleskyEach(a: Operand, n: number): Traced;
  /** x held within [low, high]. */
  clamp(x: Operand, low: number, high: number): Traced;
  /** All columns side by side. */
  concat(parts: readonly Operand[]): Traced;
  concat(...parts: Operand[]): Traced;
  /** The sum of a b over what belongs to one replica. */
  dot(a: Operand, b: Operand): Traced;
  /** x copied to this shape. */
  expand(x: Operand, rows: Rows, cols: number): Traced;
  /** Column j of the result is column index[j] of x. */
  gather(x: Operand, index: Row): Traced;
  /** Column i. */
  at(x: Operand, i: number): Traced;
  /** 1 where a < b, else 0. */
  less(a: Operand, b: Operand): Traced;
  /** In each row y_t = x_t + sum_j a_j y_(t-j). */
  linearRecurrence(x: Operand, a: Operand): Traced;
  /** The matrix product. */
  matmul(a: Operand, b: Operand, transpose?: TransposeFlag): Traced;
  /** In each row the product of an (r, k) and a (k, c) matrix, stored row by row. */
  matmulEach(a: Operand, b: Operand, r: number, k: number, c: number, transpose?: TransposeFlag): Traced;
  /** The n-th derivative of digamma, n = 0 ... 4. */
  polygamma(n: number, x: Operand): Traced;
  /** (R, C) as (rows, cols), row by row. */
  reshape(x: Operand, rows: number, cols: number): Traced;
  /** Column index[j] of the result gets column j of x; it has `cols`. */
  scatterAdd(x: Operand, index: Row, cols: number): Traced;
  /** b where the condition is not 0, else c. */
  select(condition: Operand, b: Operand, c: Operand): Traced;
  /** `count` columns from `first` on. */
  slice(x: Operand, first: number, count: number): Traced;
  /** In each row L^-1 B (transposed: L'^-1 B) for lower L, n by n, and B, (n, c). */
  solveLowerEach(l: Operand, b: Operand, n: number, c: number, transposed?: boolean): Traced;
  /** In each row the transpose of an (r, c) matrix. */
  transposeEach(x: Operand, r: number, c: number): Traced;
  /** A function of the core's catalogue, by its name there: call('dense', [x, weight, bias], { activation: 'tanh' }). */
  call(name: string, operands: readonly Operand[], options?: Options): Traced;
  /** The same for one that has several results. */
  callMany(name: string, results: number, operands: readonly Operand[], options?: Options): Traced[];
  /** Numbers as a value: a number, a row, or a matrix as an array of rows. */
  data(values: Operand): Traced;
}

export type Functions = Own & {
  [Name in OneOf<typeof unary> | OneOf<typeof toOne>]: (x: Operand) => Traced;
} & { [Name in OneOf<typeof binary>]: (a: Operand, b: Operand) => Traced } & {
  [Name in OneOf<typeof grouped> | OneOf<typeof groupwise>]: (x: Operand, group?: number) => Traced;
};

type NoMethod = 'batchSize' | 'call' | 'callMany' | 'data';

/** x.f(...) is f(x, ...); polygamma's x comes first here, too. */
type AsMethod<F> = F extends (x: Operand, ...rest: infer Rest) => Traced ? (...rest: Rest) => Traced : never;
export type Methods = {
  [Name in Exclude<keyof Functions, NoMethod | 'polygamma' | 'concat'>]: AsMethod<Functions[Name]>;
} & { polygamma(n: number): Traced; concat(...parts: Operand[]): Traced };

const broadcast = (a: Columns, b: Columns): Columns =>
  a === undefined || b === undefined ? undefined : a === 1 ? b : a;

const flags: Record<TransposeFlag, number> = { none: 0, a: 1, b: 2, both: 3 };

type Below = (...args: never[]) => unknown;

/** `recorder`: the trace that is being written; throws when there is none. */
export function makeFunctions(
  recorder: (where: string) => Recorder,
  line: (below: Below) => number,
): Functions {
  /** Any operand as a traced value. */
  const value = (where: string, operand: unknown, at: number): Traced => {
    const trace = recorder(where);
    if (Traced.is(operand)) return requireOwn(operand, trace, where);
    if (typeof operand === 'number') return new Traced(trace, trace.constant(operand, at), 1);
    if (ArrayBuffer.isView(operand) && !(operand instanceof DataView) && !isBig(operand)) {
      const numbers = operand as Float64Array;
      if (numbers.length === 0) throw new RangeError(`${where}: the array is empty`);
      return new Traced(trace, trace.data(operand, 1, numbers, at), numbers.length);
    }
    if (Array.isArray(operand)) return array(where, operand as unknown[], at);
    throw notAnOperand(where, operand);
  };

  const array = (where: string, items: unknown[], at: number): Traced => {
    const trace = recorder(where);
    if (items.length === 0) throw new RangeError(`${where}: the array is empty`);
    if (items.every((item) => typeof item === 'number')) {
      return new Traced(trace, trace.data(items, 1, items, at), items.length);
    }
    const rows = items.map(rowOf);
    if (rows.every((row) => row !== undefined)) {
      const cols = rows[0]!.length;
      const odd = rows.findIndex((row) => row.length !== cols);
      if (odd > 0) {
        throw new RangeError(
          `${where}: row ${odd} of the matrix has ${rows[odd]!.length} numbers, row 0 has ${cols}`,
        );
      }
      if (cols === 0) throw new RangeError(`${where}: the rows of the matrix are empty`);
      trace.requireRoom(rows.length * cols);
      const numbers = rows.flatMap((row) => Array.from(row));
      return new Traced(trace, trace.data(items, rows.length, numbers, at), cols);
    }
    return join(where, items, at);
  };

  const join = (where: string, parts: readonly unknown[], at: number): Traced => {
    const values = parts.map((part) => value(where, part, at));
    if (values.length === 1) return values[0]!;
    let columns: Columns = 0;
    for (const part of values) {
      columns = columns === undefined || part.columns === undefined ? undefined : columns + part.columns;
    }
    return write('concat', values, [], columns, at);
  };

  const write = (
    name: string,
    operands: Traced[],
    integers: number[],
    columns: Columns,
    at: number,
  ): Traced => {
    const trace = recorder(camel(name));
    const record = trace.call(
      name,
      operands.map((operand) => operand.record),
      integers,
      at,
    );
    return new Traced(trace, record, columns);
  };

  const integer = (where: string, name: string, found: unknown, least: number): number => {
    if (typeof found === 'number' && Number.isInteger(found) && found >= least && found < 2 ** 31)
      return found;
    const what = least === 0 ? 'an integer from 0 on' : `an integer of at least ${least}`;
    throw new TypeError(`${where}: ${name} is ${describe(found)}; it must be ${what}`);
  };
  const rowsOf = (where: string, rows: unknown) => (rows === 'batch' ? -1 : integer(where, 'rows', rows, 1));
  const listOf = (where: string, index: unknown): number[] => {
    if (!Array.isArray(index) && !(ArrayBuffer.isView(index) && !(index instanceof DataView))) {
      throw new TypeError(`${where}: index is ${describe(index)}; it must be an array of integers`);
    }
    const { length } = index as ArrayLike<unknown>;
    if (length > maxColumns)
      throw new RangeError(`${where}: index has ${length} places; at most ${maxColumns} are columns`);
    return Array.from(index as ArrayLike<unknown>, (i, place) => integer(where, `index[${place}]`, i, 0));
  };
  const flagOf = (where: string, transpose: unknown): number[] => {
    if (transpose === undefined || transpose === 'none') return [];
    if (typeof transpose === 'string' && Object.hasOwn(flags, transpose))
      return [flags[transpose as TransposeFlag]];
    throw new TypeError(
      `${where}: transpose is ${describe(transpose)}; it must be 'none', 'a', 'b' or 'both'`,
    );
  };

  type Build = (where: string, at: number, ...args: never[]) => Traced;
  const builds: Record<string, { build: Build; takes: Takes }> = {};
  /** `build` gets the line, then the arguments as they were written. */
  const define = <Args extends unknown[]>(
    name: string,
    takes: Takes,
    build: (where: string, at: number, ...args: Args) => Traced,
  ) => {
    builds[camel(name)] = { build: build as unknown as Build, takes };
  };

  for (const name of unary) {
    define<[unknown]>(name, only(1), (where, at, x) => {
      const a = value(where, x, at);
      return write(name, [a], [], a.columns, at);
    });
  }
  for (const name of binary) {
    define<[unknown, unknown]>(name, only(2), (where, at, x, y) => {
      const [a, b] = [value(where, x, at), value(where, y, at)];
      return write(name, [a, b], [], broadcast(a.columns, b.columns), at);
    });
  }
  for (const name of toOne)
    define<[unknown]>(name, only(1), (where, at, x) => write(name, [value(where, x, at)], [], 1, at));
  const groupOf = (where: string, group: unknown) =>
    group === undefined ? [] : [integer(where, 'group', group, 1)];
  for (const name of grouped) {
    define<[unknown, unknown]>(name, { least: 1, most: 2 }, (where, at, x, group) => {
      const a = value(where, x, at);
      const [size] = groupOf(where, group);
      const columns = size === undefined ? 1 : a.columns === undefined ? undefined : a.columns / size;
      return write(name, [a], groupOf(where, group), columns, at);
    });
  }
  for (const name of groupwise) {
    define<[unknown, unknown]>(name, { least: 1, most: 2 }, (where, at, x, group) => {
      const a = value(where, x, at);
      return write(name, [a], groupOf(where, group), a.columns, at);
    });
  }

  define<[]>('batch_size', only(0), (_, at) => write('batch_size', [], [], 1, at));
  define<[unknown]>('data', only(1), (where, at, values) => value(where, values, at));
  define<unknown[]>('concat', { least: 1, most: Infinity }, (where, at, ...parts) =>
    join(where, parts.length === 1 && Array.isArray(parts[0]) ? (parts[0] as unknown[]) : parts, at),
  );
  define<[unknown, unknown]>('dot', only(2), (where, at, a, b) =>
    write('dot', [value(where, a, at), value(where, b, at)], [], 1, at),
  );
  define<[unknown, unknown]>('less', only(2), (where, at, x, y) => {
    const [a, b] = [value(where, x, at), value(where, y, at)];
    return write('greater', [b, a], [], broadcast(a.columns, b.columns), at);
  });
  define<[unknown, unknown, unknown]>('select', only(3), (where, at, condition, x, y) => {
    const [c, a, b] = [value(where, condition, at), value(where, x, at), value(where, y, at)];
    return write('select', [c, a, b], [], broadcast(c.columns, broadcast(a.columns, b.columns)), at);
  });
  define<[unknown, unknown, unknown]>('clamp', upTo(3), (where, at, x, low, high) => {
    const a = value(where, x, at);
    for (const [name, bound] of Object.entries({ low, high })) {
      if (typeof bound !== 'number')
        throw new TypeError(`${where}: ${name} is ${describe(bound)}; it must be a number`);
    }
    return write('clamp', [a, value(where, low, at), value(where, high, at)], [], a.columns, at);
  });
  define<[unknown, unknown]>('at', upTo(2), (where, at, x, i) => {
    const a = value(where, x, at);
    const column = integer(where, 'the column', i, 0);
    if (a.columns !== undefined && column >= a.columns) {
      throw new RangeError(
        `${where}: there is no column ${column}: the value has ${a.columns}, counted from 0`,
      );
    }
    return write('gather', [a], [column], 1, at);
  });
  define<[unknown, unknown]>('gather', upTo(2), (where, at, x, index) => {
    const list = listOf(where, index);
    return write('gather', [value(where, x, at)], list, list.length, at);
  });
  define<[unknown, unknown, unknown]>('scatter_add', upTo(3), (where, at, x, index, cols) => {
    const count = integer(where, 'cols', cols, 1);
    return write('scatter_add', [value(where, x, at)], [count, ...listOf(where, index)], count, at);
  });
  define<[unknown, unknown, unknown]>('slice', upTo(3), (where, at, x, first, count) => {
    const integers = [integer(where, 'first', first, 0), integer(where, 'count', count, 1)];
    return write('slice', [value(where, x, at)], integers, integers[1], at);
  });
  for (const name of ['expand', 'reshape'] as const) {
    define<[unknown, unknown, unknown]>(name, upTo(3), (where, at, x, rows, cols) => {
      const integers = [rowsOf(where, rows), integer(where, 'cols', cols, 1)];
      return write(name, [value(where, x, at)], integers, integers[1], at);
    });
  }
  define<[unknown, unknown, unknown]>('matmul', { least: 2, most: 3 }, (where, at, x, y, transpose) => {
    const [a, b] = [value(where, x, at), value(where, y, at)];
    const flag = flagOf(where, transpose);
    return write('matmul', [a, b], flag, (flag[0] ?? 0) < 2 ? b.columns : undefined, at);
  });
  define<[unknown, unknown, unknown, unknown, unknown, unknown]>(
    'matmul_each',
    upTo(6),
    (where, at, x, y, r, k, c, transpose) => {
      const sizes = Object.entries({ r, k, c }).map(([name, size]) => integer(where, name, size, 1));
      const operands = [value(where, x, at), value(where, y, at)];
      return write(
        'matmul_each',
        operands,
        [...sizes, ...flagOf(where, transpose)],
        sizes[0]! * sizes[2]!,
        at,
      );
    },
  );
  define<[unknown, unknown]>('cholesky_each', upTo(2), (where, at, x, n) => {
    const a = value(where, x, at);
    return write('cholesky_each', [a], [integer(where, 'n', n, 1)], a.columns, at);
  });
  define<[unknown, unknown, unknown, unknown, unknown]>(
    'solve_lower_each',
    upTo(5),
    (where, at, l, x, n, c, transposed) => {
      const b = value(where, x, at);
      const sizes = [integer(where, 'n', n, 1), integer(where, 'c', c, 1)];
      const integers = transposed === true ? [...sizes, 1] : sizes;
      return write('solve_lower_each', [value(where, l, at), b], integers, b.columns, at);
    },
  );
  define<[unknown, unknown, unknown]>('transpose_each', upTo(3), (where, at, x, r, c) => {
    const a = value(where, x, at);
    return write(
      'transpose_each',
      [a],
      [integer(where, 'r', r, 1), integer(where, 'c', c, 1)],
      a.columns,
      at,
    );
  });
  define<[unknown, unknown]>('linear_recurrence', only(2), (where, at, x, a) => {
    const series = value(where, x, at);
    return write('linear_recurrence', [series, value(where, a, at)], [], series.columns, at);
  });
  define<[unknown, unknown]>('polygamma', upTo(2), (where, at, n, x) => {
    const a = value(where, x, at);
    return write('polygamma', [a], [integer(where, 'n', n, 0)], a.columns, at);
  });

  const callRow = (name: unknown, operands: unknown, options: unknown, at: number): number => {
    if (typeof name !== 'string' || name === '') throw new TypeError(`call: the name is ${describe(name)}`);
    if (!Array.isArray(operands)) throw notAList(name, operands);
    const entries = Object.entries((options ?? {}) as Options);
    const odd = entries.find(
      ([, each]) => typeof each !== 'number' && (typeof each !== 'string' || each === ''),
    );
    if (odd) throw new TypeError(`${name}: ${odd[0]} is ${describe(odd[1])}; it must be a number or a name`);
    const records = (operands as unknown[]).map((operand) => value(name, operand, at).record);
    return recorder(name).call(name, records, [], at, Object.fromEntries(entries));
  };
  define<[unknown, unknown, unknown]>('call', upTo(3), (where, at, name, operands, options) => {
    const trace = recorder(where);
    return new Traced(trace, callRow(name, operands, options, at), undefined);
  });

  const made: Record<string, unknown> = {};
  for (const [name, { build, takes }] of Object.entries(builds)) {
    // Each is its own `below`: the line is that of its caller.
    const f = (...args: never[]): Traced => {
      requireCount(name, takes, args, false);
      return build(name, line(f), ...args);
    };
    made[name] = Object.defineProperty(f, 'name', { value: name });
    if (name === 'batchSize' || name === 'call' || name === 'data') continue;
    const method = function (this: Traced, ...rest: never[]): Traced {
      const args = (name === 'polygamma' ? [...rest, this] : [this, ...rest]) as never[];
      requireCount(name, takes, args, true);
      return build(name, line(method), ...args);
    };
    Object.defineProperty(method, 'name', { value: name });
    Object.defineProperty(Traced.prototype, name, { value: method, configurable: true, writable: true });
  }
  const callMany: Functions['callMany'] = (name, results, operands, options) => {
    const at = line(callMany);
    const trace = recorder('callMany');
    const count = integer('callMany', 'results', results, 1);
    const record = callRow(name, operands, options, at);
    return Array.from({ length: count }, (_, k) => new Traced(trace, trace.pick(record, k, at), undefined));
  };
  return { ...made, callMany } as unknown as Functions;
}

/** Stands behind `t`: a name that it lacks arrives here. */
export const strangers = (names: () => readonly string[]): object =>
  new Proxy(Object.prototype, {
    get(target, key, receiver: unknown) {
      if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON')
        return Reflect.get(target, key, receiver) as unknown;
      const near = nearTo(key, names());
      throw new TypeError(
        `t has no function ${shown(key)}${near || '; console.log(Object.keys(t)) shows which it has'}`,
      );
    },
  });

const notAList = (where: string, operands: unknown) =>
  new TypeError(`${where}: its operands are ${describe(operands)}; they must be an array`);

const isBig = (view: ArrayBufferView) => view instanceof BigInt64Array || view instanceof BigUint64Array;

/** A row of plain numbers, or undefined. */
function rowOf(item: unknown): ArrayLike<number> | undefined {
  if (ArrayBuffer.isView(item) && !(item instanceof DataView) && !isBig(item)) return item as Float64Array;
  if (Array.isArray(item) && item.every((x) => typeof x === 'number')) return item as number[];
  return undefined;
}
