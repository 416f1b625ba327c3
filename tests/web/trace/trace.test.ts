// What a traced function becomes, and what is said of one that cannot be traced.

import { describe, expect, test } from 'vitest';
import { createTracer, type Traced, type Tracer } from '../../../web/trace/index.ts';
import { lineOf } from '../../../web/trace/lines.ts';
import { binary, camel, grouped, groupwise, others, toOne, unary } from '../../../web/trace/table.ts';
import { rowsOf } from './support.ts';

const t: Tracer = createTracer();
/** What code that TypeScript does not check would do. */
const any = (value: unknown) => value as never;
/** A property that TypeScript does not know, or arguments that it would not let through. */
const own = (object: object, name: string) => Reflect.get(object, name) as (...args: unknown[]) => Traced;

const ofTwo = (f: (x: Traced, y: Traced) => unknown) => t.trace({ dim: 2 }, ([x, y]) => any(f(x!, y!)));
/** The records beside the input and its two columns. */
const rest = (f: (x: Traced, y: Traced) => unknown) => rowsOf(ofTwo(f)).slice(3, -1);

test('columns that do not go together are refused where they are written', () => {
  const bad = (f: (x: Traced) => Traced) => () => t.trace({ dim: 3 }, (x) => f(x));
  expect(bad((x) => t.add(x, [1, 2]))).toThrow('add: 3 columns and 2 columns do not go together');
  expect(bad((x) => t.select(x, [1, 2, 3], [1, 2]))).toThrow(
    'select: 3 columns and 2 columns do not go together',
  );
  expect(bad((x) => t.add(x, [1]))).not.toThrow();
});

test('an array as an index picks columns, as gather does', () => {
  const recipe = t.trace({ dim: 3 }, (x) => own(x, String([2, 0, 0])) as unknown as Traced);
  expect(rowsOf(recipe)).toEqual(['x = input (batch, 3)', 'gather(0; 2, 0, 0)', 'return 1']);
});

describe('what is written down', () => {
  test('a function of columns, operands first, as functions or as methods', () => {
    const recipe = t.trace({ dim: 2 }, ([x, y]) => t.mul(x!, 2).add(t.exp(y!)).sub(t.mul(x!, 2)));
    expect(rowsOf(recipe)).toEqual([
      'x = input (batch, 2)',
      'gather(0; 0)',
      'gather(0; 1)',
      '2',
      'mul(1, 3)',
      'exp(2)',
      'add(4, 5)',
      'mul(1, 3)',
      'sub(6, 7)',
      'return 8',
    ]);
  });

  test('inputs with names, and outputs with names', () => {
    const recipe = t.trace({ dim: { mu: 1, theta: 3 } }, ({ mu, theta }) => ({
      total: t.sum(theta.sub(mu)),
      first: theta[0]!,
    }));
    expect(rowsOf(recipe)).toEqual([
      'mu = input (batch, 1)',
      'theta = input (batch, 3)',
      'sub(1, 0)',
      'sum(2)',
      'gather(1; 0)',
      'return total: 3, first: 4',
    ]);
  });

  test('numbers, rows and matrices; the same one once, a changed one again', () => {
    const row = [1, 2];
    const lines = rest((x, y) => {
      const a = x.mul(row).add(y.mul(row)).add(1).add(-0).add(0).add(1);
      row[1] = 3;
      const b = t.matmul(t.concat(x, y), [
        [1, 2, 3],
        [4, 5, 6],
      ]);
      const c = a.add(row);
      row[1] = 2;
      return [c, b.mul(new Float32Array([0.5, 1, 2])), 7];
    });
    expect(lines).toEqual([
      'data (1, 2) 1 2',
      'mul(1, 3)',
      'mul(2, 3)',
      'add(4, 5)',
      '1',
      'add(6, 7)',
      '-0',
      'add(8, 9)',
      '0',
      'add(10, 11)',
      'add(12, 7)',
      'concat(1, 2)',
      'data (2, 3) 1 2 3 4 5 6',
      'matmul(14, 15)',
      'data (1, 2) 1 3',
      'add(13, 17)',
      'data (1, 3) 0.5 1 2',
      'mul(16, 19)',
      '7',
      'concat(18, 20, 21)',
    ]);
  });

  test('values side by side in an array', () => {
    expect(rest((x, y) => t.logSumExp([x, y.mul(2), 0]))).toEqual([
      '2',
      'mul(2, 3)',
      '0',
      'concat(1, 4, 5)',
      'log_sum_exp(6)',
    ]);
    expect(rowsOf(ofTwo((x, y) => [x, y])).at(-2)).toBe('concat(1, 2)');
  });

  test('every function writes its own name, with its integers in the order of the core', () => {
    const x4 = (f: (x: Traced) => Traced) => rowsOf(t.trace({ dim: 4 }, f)).slice(1, -1);
    const own: [(x: Traced) => Traced, string[]][] = [
      [(x) => t.at(x, 3), ['gather(0; 3)']],
      [(x) => x[2]!, ['gather(0; 2)']],
      [(x) => x.gather([3, 0, 0]), ['gather(0; 3, 0, 0)']],
      [(x) => x.gather(Int32Array.of(1)), ['gather(0; 1)']],
      [(x) => x.scatterAdd([1, 0, 5, 2], 6), ['scatter_add(0; 6, 1, 0, 5, 2)']],
      [(x) => x.slice(1, 2), ['slice(0; 1, 2)']],
      [(x) => x.at(0).expand('batch', 5), ['gather(0; 0)', 'expand(1; -1, 5)']],
      [
        (x) => t.data([1, 2, 3, 4]).reshape(2, 2).sum().mul(x),
        ['data (1, 4) 1 2 3 4', 'reshape(1; 2, 2)', 'sum(2)', 'mul(3, 0)'],
      ],
      [(x) => x.matmul(t.data([[1, 2, 3, 4]]), 'b'), ['data (1, 4) 1 2 3 4', 'matmul(0, 1; 2)']],
      [(x) => t.matmul(x, x, 'a'), ['matmul(0, 0; 1)']],
      [(x) => x.matmulEach(x, 2, 2, 2, 'both'), ['matmul_each(0, 0; 2, 2, 2, 3)']],
      [(x) => x.matmulEach(x, 2, 2, 2), ['matmul_each(0, 0; 2, 2, 2)']],
      [(x) => x.choleskyEach(2), ['cholesky_each(0; 2)']],
      [(x) => x.solveLowerEach(x, 2, 2, true), ['solve_lower_each(0, 0; 2, 2, 1)']],
      [(x) => x.solveLowerEach(x, 2, 2), ['solve_lower_each(0, 0; 2, 2)']],
      [(x) => x.transposeEach(2, 2), ['transpose_each(0; 2, 2)']],
      [(x) => x.linearRecurrence([0.5]), ['data (1, 1) 0.5', 'linear_recurrence(0, 1)']],
      [(x) => x.polygamma(2), ['polygamma(0; 2)']],
      [(x) => t.polygamma(2, x), ['polygamma(0; 2)']],
      [(x) => x.dot(x), ['dot(0, 0)']],
      [(x) => x.less(1), ['1', 'greater(1, 0)']],
      [(x) => x.select(1, x), ['1', 'select(0, 1, 0)']],
      [(x) => x.clamp(-1, 1), ['-1', '1', 'clamp(0, 1, 2)']],
      [(x) => x.concat(x, 1), ['1', 'concat(0, 0, 1)']],
      [(x) => t.concat([x, x]), ['concat(0, 0)']],
      [(x) => x.mul(t.batchSize()), ['batch_size()', 'mul(0, 1)']],
    ];
    for (const [f, lines] of own) expect(x4(f)).toEqual(lines);
    for (const name of [...unary, ...toOne]) {
      const key = camel(name) as 'exp';
      expect(x4((x) => t[key](x))).toEqual([`${name}(0)`]);
      expect(x4((x) => x[key]())).toEqual([`${name}(0)`]);
    }
    for (const name of binary) {
      const key = camel(name) as 'add';
      expect(x4((x) => t[key](1, x))).toEqual(['1', `${name}(1, 0)`]);
      expect(x4((x) => x[key](x))).toEqual([`${name}(0, 0)`]);
    }
    for (const name of [...grouped, ...groupwise]) {
      const key = camel(name) as 'logSumExp';
      expect(x4((x) => t[key](x))).toEqual([`${name}(0)`]);
      expect(x4((x) => x[key](2))).toEqual([`${name}(0; 2)`]);
    }
    const written = [...unary, ...toOne, ...binary, ...grouped, ...groupwise, ...others].map(camel);
    expect(Object.keys(t).sort()).toEqual(
      [...written, 'trace', 'at', 'less', 'data', 'call', 'callMany'].sort(),
    );
  });

  test('shared inputs, and functions of the catalogue with options and several results', () => {
    const recipe = t.trace({ dim: 2, shared: { w: [2, 3], b: [1, 3] } }, (x, { w, b }) => {
      const y = t.call('dense', [x, w, b], { activation: 'tanh' });
      const [z, logDet] = t.callMany('some.forward', 2, [y, 1], { scale: 0.5 });
      return t.add(z!, logDet!);
    });
    expect(rowsOf(recipe)).toEqual([
      'x = input (batch, 2)',
      'w = input (2, 3)',
      'b = input (1, 3)',
      'dense(0, 1, 2) activation=tanh',
      '1',
      'some.forward(3, 4) scale=0.5',
      'pick 5, 0',
      'pick 5, 1',
      'add(6, 7)',
      'return 8',
    ]);
  });

  test('columns are known where they are plain from the calls', () => {
    const columns: (number | undefined)[] = [];
    t.trace({ dim: 6 }, (x) => {
      const row = t.data([1, 2, 3]);
      const each = [
        x,
        x.exp(),
        x.at(1),
        x.slice(0, 4),
        x.sum(),
        x.logSumExp(2),
        x.softmax(2),
        x.at(0).mul(row),
      ];
      const more = [x.matmul(row, 'b'), x.concat(row), x.matmulEach(x, 2, 3, 2), t.select(x.at(0), 1, row)];
      columns.splice(0, Infinity, ...[...each, ...more].map((value) => value.columns)); // traced twice
      expect([...x.slice(2, 3)]).toHaveLength(3);
      expect(() => [...x.matmul(row, 'b')]).toThrow(/known only to the core.*at\(x, 0\)/);
      return x;
    });
    expect(columns).toEqual([6, 6, 1, 4, 1, 3, 6, 3, undefined, 9, 4, 3]);
  });
});

describe('what cannot be traced', () => {
  test.each<[string, (x: Traced, y: Traced) => unknown, RegExp]>([
    ['x > 0', (x) => (any(x) > 0 ? 1 : 2), /cannot compare or calculate.*greater\(x, 0\).*select\(a, b, c\)/],
    ['x * 2', (x) => any(x) * 2, /mul\(x, 2\)/],
    ['-x', (x) => -any(x), /neg\(x\)/],
    ['Math.exp(x)', (x) => Math.exp(any(x)), /exp\(x\)/],
    ['x + 1', (x) => any(x) + 1, /cannot add.*add\(x, 1\)/],
    ['x == 1', (x) => any(x) == 1, /compare it with ==/], // eslint-disable-line eqeqeq
    ['a template', (x) => `${any(x)}`, /cannot become text.*evaluate the traced function/],
    ['a key', (x) => [1, 2][any(x)], /name of a property/],
    ['JSON', (x) => JSON.stringify(x), /cannot be written as JSON/],
    ['nothing returned', () => undefined, /returns nothing: is its return missing/],
    ['a number returned', () => 3, /returns the number 3, which does not depend on its inputs/],
    ['numbers returned', () => [1, 2], /returns an array of 2, which does not depend/],
    ['a text returned', () => 'x', /returns the text "x"; it must return a traced value/],
    ['an empty object returned', () => ({}), /returns an object; it must/],
    ['a Map returned', () => new Map(), /returns an object; it must/],
    ['a missing part', (x) => ({ a: x, b: undefined }), /The output b is undefined: is a name misspelled/],
    ['an async function', async (x) => Promise.resolve(x), /is async; it must give its value at once/],
    ['an async function that fails', async () => Promise.reject(new Error('later')), /is async/],
    ['NaN', (x) => x.add(0 / 0), /A constant is NaN: only finite numbers/],
    ['an infinity', (x) => x.add(-1 / 0), /A constant is -Infinity/],
    ['NaN in data', (x) => x.add([1, NaN]), /the data has NaN at place 1/],
    ['undefined', (x) => x.add(any(undefined)), /add: the argument is undefined.*misspelled/],
    ['a column that is not there', (x) => t.exp(any([x][1])), /exp: the argument is undefined/],
    ['column 1 of one', (x) => x[1], /at: there is no column 1: the value has 1, counted from 0/],
    ['a function', (x) => x.add(any(Math.random)), /the function random.*parentheses missing/],
    ['a boolean', (x) => x.add(any(true)), /is true.*write 1 or 0/],
    ['a BigInt', (x) => x.add(any(3n)), /the BigInt 3n.*without the n/],
    ['a text', (x) => x.add(any('1')), /the text "1", not a traced value/],
    ['null', (x) => x.add(any(null)), /is null/],
    ['a ragged matrix', (x) => x.matmul([[1, 2], [3]]), /row 1 of the matrix has 1 numbers, row 0 has 2/],
    ['an empty array', (x) => x.add([]), /add: the array is empty/],
    ['an empty matrix', (x) => x.add([[], []]), /rows of the matrix are empty/],
    ['a column as text', (x) => x.at(any('0')), /at: the column is the text "0"; it must be an integer/],
    [
      'a negative index',
      (x) => x.gather([0, -1]),
      /gather: index\[1\] is the number -1; it must be an integer from 0/,
    ],
    ['an index that is none', (x) => x.gather(any(1)), /index is the number 1; it must be an array/],
    [
      'a transpose that is none',
      (x, y) => x.matmul(y, any('c')),
      /transpose is the text "c"; it must be 'none'/,
    ],
    ['a traced bound', (x, y) => x.clamp(any(y), 1), /clamp: low is an object; it must be a number/],
    ['a group of 0', (x) => x.sumCols(0), /group is the number 0; it must be an integer of at least 1/],
    ['a call without a name', (x) => t.call(any(undefined), [x]), /call: the name is undefined/],
    [
      'a call without a list',
      (x) => t.call('dense', any(x)),
      /dense: its operands are an object; they must be an array/,
    ],
    [
      'an option that is none',
      (x) => t.call('dense', [x], { a: any(x) }),
      /dense: a is an object; it must be a number/,
    ],
    ['an option that is NaN', (x) => t.call('dense', [x], { a: NaN }), /the option a has NaN/],
    [
      'an index of a million and more',
      (x) => x.gather(new Int32Array(2 ** 20 + 1)),
      /index has 1048577 places/,
    ],
    [
      'a matrix larger than all recipes',
      (x) => x.matmul(Array<Float64Array>(2 ** 20).fill(new Float64Array(2 ** 10)) as never),
      /holds more than 16777216 numbers/,
    ],
    ['a name of two lines', (x) => ({ 'a\nb': x }), /The name "a\\nb" has a line break/],
    ['a trace inside', (x) => t.trace({ dim: 1 }, () => x), /stands inside a traced function/],
  ])('%s', (_, f, message) => {
    expect(() => ofTwo(f)).toThrow(message);
    // The next trace is not disturbed.
    expect(rowsOf(ofTwo((x) => x)).at(-1)).toBe('return 1');
  });

  /** As beginners write: what would be wrong without a word, or be said of JavaScript's insides. */
  test.each<[string, (x: Traced, y: Traced) => unknown, RegExp]>([
    [
      'a sum of two',
      (x, y) => own(t, 'sum')(x, y),
      /^sum takes 1 argument, and there are 2: write sum\(\[a, b, c\]\)/,
    ],
    [
      'a maximum of three',
      (x, y) => own(t, 'max')(x, y, 1),
      /max takes 2.*are 3: write max\(max\(a, b\), c\)/,
    ],
    ['a maximum of one', (x) => own(t, 'max')(x), /max takes 2 arguments, and there is 1: .* maxCols\(x\)/],
    ['a logarithm with a base', (x) => own(t, 'log')(x, 10), /log takes 1.*div\(log\(x\), Math\.log\(b\)\)/],
    ['a method with two', (x, y) => own(x, 'add').call(x, y, 1), /^add takes 1 argument, and there are 2/],
    ['a method with none', (x) => own(x, 'mul').call(x), /^mul takes 1 argument, and there are 0/],
    ['nothing joined', () => t.concat(), /concat takes 1 argument, and there are 0/],
    ['no operand', () => own(t, 'exp')(), /exp takes 1 argument, and there are 0/],
    ['another case', (x) => own(t, 'Exp')(x), /^t has no function Exp; did you mean exp\?/],
    ['swapped letters', (x) => own(t, 'sqaure')(x), /sqaure; did you mean square\?/],
    ['a name of NumPy', (x) => own(t, 'where')(x), /where; did you mean select\?/],
    ['a function that is not there', (x) => own(t, 'log2')(x), /log2; write div\(log\(x\), Math\.LN2\)/],
    ['nothing like it', (x) => own(t, 'fourier')(x), /fourier; console\.log\(Object\.keys\(t\)\)/],
    ['a name of the language', (x) => own(t, 'Constructor')(x), /has no function Constructor; console/],
    ['a misspelled method', (x) => own(x, 'times')(2), /^A traced value has no times; did you mean mul\?/],
    ['a method of arrays', (x) => own(x, 'map')(2), /no map; an array of its columns has: \[\.\.\.x\]\.map/],
    ['the last column', (x) => own(x, '-1'), /no -1: its columns are counted from 0/],
    ['its size', (x) => t.div(x, any(own(x, 'size'))), /no size; how many columns it has is x\.length/],
    ['names where there are none', (x) => own(x, 'sigma'), /no sigma: its columns are x\[0\].*dim: \{ mu: 1/],
    ['a column changed', (x) => ((x as unknown as Traced[])[0] = x), /cannot be changed: make another one/],
    ['a property set', (x) => ((x as unknown as { a: number }).a = 1), /cannot be changed/],
    [
      'for (const i in x)',
      (x) => {
        let sum: Traced = t.data(0);
        for (const i in x) sum = t.add(sum, any(own(x, i)));
        return sum;
      },
      /write for \(const column of x\)/,
    ],
    [
      'x === 0',
      (x, y) => t.select(any((x as unknown) === 0), x, y),
      /is false.*instead of a comparison greater/,
    ],
    ['a comparison returned', (x, y) => x === y, /returns false; .* Instead of a comparison write greater/],
    ['a function returned', (x) => x.exp, /returns the function exp; .* Are its parentheses missing/],
    ['a matrix returned', (x, y) => [[x, y], [y, x]], /returns an array of arrays: .*side by side/], // prettier-ignore
    ['a number with a name', (x) => ({ a: x, b: 2 }), /The output b is the number 2, which does not depend/],
  ])('%s', (_, f, message) => {
    expect(() => ofTwo(f)).toThrow(message);
  });

  test('functions go where arrays take them', () => {
    expect(rest((x, y) => [x, y].map(t.exp))).toEqual(['exp(1)', 'exp(2)', 'concat(3, 4)']);
    expect(rest((x, y) => [x, y, x].reduce(t.add))).toEqual(['add(1, 2)', 'add(3, 1)']);
    expect('exp' in t && !('Exp' in t)).toBe(true);
  });

  test('inputs with names are told from those without', () => {
    const of = (f: (x: never, shared: never) => unknown) => () =>
      t.trace({ dim: { mu: 1, theta: 3 } }, any(f));
    expect(of(({ sigma }: Record<string, Traced>) => sigma)).toThrow(
      /^There is no input sigma; there is mu, theta/,
    );
    expect(of(({ Theta }: Record<string, Traced>) => Theta)).toThrow(/no input Theta; did you mean theta\?/);
    expect(of(([mu]: Traced[]) => mu)).toThrow(/write \(\{ mu, theta \}\) => ... instead of/);
    expect(of((mu, theta) => t.add(mu, theta))).toThrow(
      /^add: the argument is the object that holds every input/,
    );
    expect(() => t.trace({ dim: 2 }, (x, y) => t.add(x, any(y)))).toThrow(
      /second argument .* there are none/,
    );
    expect(() => t.trace({ dim: 2 }, (x, shared) => t.add(x, any(own(shared, 'w'))))).toThrow(
      /no shared input w/,
    );
    const recipe = ofTwo((x) => x);
    expect(() => ofTwo((x) => x.add(any(recipe)))).toThrow(
      /is what t\.trace returned; call the plain function/,
    );
    expect(rowsOf(t.trace({ dim: { mu: 1, theta: 3 } }, (x) => x))).toEqual([
      'mu = input (batch, 1)',
      'theta = input (batch, 3)',
      'return mu: 0, theta: 1',
    ]);
  });

  test('names of the language are names', () => {
    const inputs = JSON.parse('{"dim": {"__proto__": 1, "constructor": 2, "toString": 1}}') as {
      dim: { constructor: number };
    };
    const recipe = t.trace(inputs, (x) => t.concat(x.constructor, Object.values(x)[0]!));
    expect(rowsOf(recipe)).toEqual([
      '__proto__ = input (batch, 1)',
      'constructor = input (batch, 2)',
      'toString = input (batch, 1)',
      'concat(1, 0)',
      'return 3',
    ]);
    expect(rowsOf(ofTwo((x) => any(JSON.parse('{"__proto__": 1}')) && { constructor: x })).at(-1)).toBe(
      'return constructor: 1',
    );
  });

  test.each<[unknown, unknown, RegExp]>([
    [{ dim: 2 }, undefined, /f is undefined; it must be a function/],
    [{ dim: 0 }, (x: Traced) => x, /dim is the number 0; it must be an integer from 1 on/],
    [{ dim: 1.5 }, (x: Traced) => x, /dim is the number 1.5/],
    [{ dim: 1e9 }, (x: Traced) => x, /dim is the number 1000000000/],
    [{ dim: { a: 0 } }, (x: Traced) => x, /a is the number 0/],
    [{ dim: {} }, (x: Traced) => x, /dim is an object; it must be a number of columns, or names/],
    [{ dim: 1, shared: 3 }, (x: Traced) => x, /shared is the number 3; it must be names/],
    [{ dim: 1, shared: { w: 3 } }, (x: Traced) => x, /w is the number 3; it must be \[rows, columns\]/],
    [{ dim: 1, shared: { w: [3, 0] } }, (x: Traced) => x, /the columns of w is the number 0/],
    [{}, (x: Traced) => x, /dim is undefined/],
    [undefined, (x: Traced) => x, /dim is undefined/],
    [(x: Traced) => x, undefined, /f is undefined/],
  ])('%j as inputs', (inputs, f, message) => {
    expect(() => t.trace(any(inputs), any(f))).toThrow(message);
  });

  test('a value of another trace, kept outside', () => {
    let kept: Traced | undefined;
    t.trace({ dim: 1 }, (x) => (kept = x));
    expect(() => ofTwo((x) => x.add(kept!))).toThrow(/add: this value belongs to another trace/);
    expect(() => ofTwo(() => kept)).toThrow(/belongs to another trace/);
    expect(() => kept!.exp()).toThrow(/exp works inside a traced function only/);
    expect(() => t.exp(1)).toThrow(/t\.trace\(\{ dim: 2 \}/);
  });

  test('a function that is not the same the second time', () => {
    expect(() => ofTwo((x) => x.mul(Math.random()))).toThrow(
      /not the same when it is traced again.*Math.random/,
    );
    let calls = 0;
    expect(() => ofTwo((x) => (calls++ % 2 ? x.exp() : x))).toThrow(/not the same/);
    expect(() => ofTwo((x) => (calls++ % 2 ? x : x.exp()))).toThrow(/not the same/);
    expect(() => ofTwo((x) => (calls++ % 2 ? { a: x } : { b: x }))).toThrow(/not the same/);
    expect(() => ofTwo((x) => (calls++ % 2 ? x.exp() : x.log()))).toThrow(/not the same/);
    expect(() => ofTwo((x, y) => (calls++ % 2 ? x : y))).toThrow(/not the same/);
  });

  test('a loop without an end is stopped at 200 000 operations', () => {
    // The test runner maps every stack to its sources, which takes a hundred times as long as the stack.
    const { prepareStackTrace } = Error;
    (Error as { prepareStackTrace: unknown }).prepareStackTrace = undefined;
    expect(() =>
      ofTwo((x) => {
        for (let y = x; ; y = y.add(1));
      }),
    ).toThrow(/more than 200000 operations: does a loop not end/);
    const recipe = ofTwo((x) => {
      let y = x;
      for (let i = 0; i < 199_996; i++) y = y.exp();
      return y;
    });
    expect(recipe.lines).toHaveLength(199_999);
    Error.prepareStackTrace = prepareStackTrace;
  });
});

test('if (x), x === 0 and !x go unnoticed, as the documentation says', () => {
  expect(rest((x, y) => (any(x) ? y.exp() : y.log()))).toEqual(['exp(2)']);
  expect(rest((x, y) => (any(x) === 0 || !any(x) ? y.exp() : y.log()))).toEqual(['log(2)']);
});

test('a recipe is plain data, and shows nothing of the tracer', () => {
  const recipe = ofTwo((x) => x);
  expect(structuredClone(recipe)).toEqual(recipe);
  expect(Object.keys(recipe)).toEqual(['words', 'numbers', 'names', 'lines']);
});

test('lines are read from the stacks of Chromium and of Firefox, below the first of the code', () => {
  const chromium =
    'Error\n    at f (blob:null/ab-1:12:5)\n    at blob:null/ab-1:45:9\n    at run (blob:null/ab-1:9:1)';
  const firefox = 'f@blob:null/ab-1:12:5\n@blob:null/ab-1:45:9\nrun@blob:null/ab-1:9:1\n';
  for (const stack of [chromium, firefox]) {
    expect(lineOf(stack, 40)).toBe(5);
    expect(lineOf(stack, 10)).toBe(2);
    expect(lineOf(stack, 100)).toBe(0);
  }
  expect(lineOf('', 0)).toBe(0);
});
