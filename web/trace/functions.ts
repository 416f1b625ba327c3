// The functions of traced values: each writes one record. `exp(x)` and `x.exp()` are the same.

import { operands as only, requireCount, upTo, type Takes } from './arity.ts';
import { describe } from './describe.ts';
import type { Below } from './lines.ts';
import { flagOf, integer, listOf, rowsOf, type Columns, type Operands } from './operands.ts';
import type { Options, Recorder } from './recorder.ts';
import type { Functions } from './signatures.ts';
import { binary, camel, grouped, groupwise, toOne, unary } from './table.ts';
import { Traced } from './traced.ts';

/** The columns of a result whose operands go side by side. */
export function broadcast(where: string, a: Columns, b: Columns): Columns {
  if (a === undefined || b === undefined) return undefined;
  if (a !== b && a !== 1 && b !== 1) {
    throw new RangeError(
      `${where}: ${a} columns and ${b} columns do not go together: they must be as many, or one`,
    );
  }
  return a === 1 ? b : a;
}

/** `recorder`: the trace that is being written; throws when there is none. */
export function makeFunctions(
  recorder: (where: string) => Recorder,
  { value, join, write }: Operands,
  line: (below: Below) => number,
): Functions {
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
      return write(name, [a, b], [], broadcast(where, a.columns, b.columns), at);
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
    return write('greater', [b, a], [], broadcast(where, a.columns, b.columns), at);
  });
  define<[unknown, unknown, unknown]>('select', only(3), (where, at, condition, x, y) => {
    const [c, a, b] = [value(where, condition, at), value(where, x, at), value(where, y, at)];
    return write(
      'select',
      [c, a, b],
      [],
      broadcast(where, c.columns, broadcast(where, a.columns, b.columns)),
      at,
    );
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
    return write('matmul', [a, b], flag, (flag[0] ?? 0) < 2 ? b.columns : b.rows, at);
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

const notAList = (where: string, operands: unknown) =>
  new TypeError(`${where}: its operands are ${describe(operands)}; they must be an array`);
