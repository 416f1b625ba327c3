// Traced functions in the module: values and gradients, and what is said of recipes that are none.

import { graphFunctions, graphOps } from '$core/catalogue.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import type { GraphProgram } from '../../build/wasm/wasm/tractable_simd.js';
import { createTracer, decodeRecipe, encodeRecipe, type Recipe } from '../../web/trace/index.ts';
import { binary, grouped, groupwise, others, toOne, unary } from '../../web/trace/table.ts';
import { faultOf, loadCore, type Core } from '../support/core.ts';

const t = createTracer();

/** Rosenbrock's function: 0 at (1, 1). */
const rosenbrock = () =>
  t.trace({ dim: 2 }, ([x, y]) =>
    t.add(t.square(t.sub(1, x!)), t.mul(100, t.square(t.sub(y!, t.square(x!))))),
  );

describe.each(['simd', 'scalar'] as const)('the %s module', (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await loadCore(variant);
  });

  interface Options {
    batch?: number;
    precision?: 'double' | 'float';
    gradient?: boolean;
  }
  const make = ({ words, numbers, names }: Recipe, options: Options = {}) => {
    const { batch = 64, precision = 'double', gradient = true } = options;
    return core.make_graph_program(words, numbers, names.join('\n'), batch, precision, gradient);
  };
  const using = <R>(recipe: Recipe, use: (program: GraphProgram) => R, options: Options = {}): R => {
    const program = make(recipe, options);
    try {
      return use(program);
    } finally {
      program.delete();
    }
  };
  const works = () =>
    using(rosenbrock(), (program) => {
      const { value, gradient } = program.evaluate(Float64Array.of(1, 1, 0, 0, -1, 2));
      expect([...value]).toEqual([0, 1, 104]);
      expect([...gradient!]).toEqual(
        [0, 0, -2, 0, 396, 200].map((each) => expect.closeTo(each, 12) as number),
      );
    });

  test('knows every function of the tracer, and no other', () => {
    expect([...graphFunctions]).toEqual(
      [...unary, ...binary, ...grouped, ...groupwise, ...toOne, ...others].sort(),
    );
    expect(core.catalogue()['GraphFunction']).toEqual([...graphFunctions]);
    expect(core.catalogue()['GraphOp']).toEqual([...graphOps]);
  });

  test('evaluates value and gradient of rows, the same for every batch and in arrays of their own', () => {
    works();
    const x = core.normal_f64([1, 0], 2 * 1000, 0);
    const [one, many] = [1, 64].map((batch) =>
      using(rosenbrock(), (program) => program.evaluate(x), { batch }),
    );
    expect(one).toEqual(many);
    expect(one!.value).toHaveLength(1000);
    expect(one!.value.buffer).not.toBe(x.buffer);
    const plain = using(rosenbrock(), (program) => program.evaluate(x), { gradient: false });
    expect(plain.value).toEqual(one!.value);
    expect(plain.gradient).toBeUndefined();
    const single = using(rosenbrock(), (program) => program.evaluate(x), { precision: 'float' });
    single.value.forEach((value, i) => {
      expect(Math.abs(value - one!.value[i]!)).toBeLessThan(2e-5 * (1 + one!.value[i]!));
    });
    expect(single.value).not.toEqual(one!.value);
  });

  test('inputs with names, by hand', () => {
    const recipe = t.trace({ dim: { mu: 1, theta: 3 } }, ({ mu, theta }) =>
      t.sum(t.square(t.sub(theta, mu))),
    );
    using(
      recipe,
      (program) => {
        expect(program.inputs()).toEqual([
          { name: 'mu', rows: 'batch', cols: 1 },
          { name: 'theta', rows: 'batch', cols: 3 },
        ]);
        expect(program.outputs()).toEqual([{ name: '', rows: 'batch', cols: 1 }]);
        expect([program.dim, program.batch]).toEqual([4, 1]);
        expect(program.steps).toBeGreaterThan(0);
        expect(program.bytes).toBeGreaterThan(0);
        program.set_input(0, Float64Array.of(1));
        program.set_input(1, Float64Array.of(1, 2, 4));
        program.run();
        expect([...program.value(0)]).toEqual([10]);
        expect([...program.gradient(1)]).toEqual([0, 2, 6]);
        expect([...program.gradient(0)]).toEqual([-8]);
        expect(faultOf(() => program.set_input(2, new Float64Array(1))).message).toMatch(
          /input is 2; it must be at most 1/,
        );
        expect(faultOf(() => program.set_input(0, new Float64Array(3))).code).toBe('shape_mismatch');
        expect(faultOf(() => program.set_input(0, Float64Array.of(NaN))).code).toBe('not_finite');
        expect(faultOf(() => program.value(1)).code).toBe('invalid_argument');
        expect(faultOf(() => program.gradient(-1)).message).toMatch(/input is -1/);
        expect(program.evaluate(Float64Array.of(1, 1, 2, 4)).value[0]).toBe(10);
      },
      { batch: 1 },
    );
  });

  test('a layer of the catalogue with weights that all rows see', () => {
    const recipe = t.trace({ dim: 2, shared: { w: [2, 3], b: [1, 3] } }, (x, { w, b }) =>
      t.sum(t.call('dense', [x, w, b], { activation: 'relu' })),
    );
    using(recipe, (program) => {
      program.set_input(1, Float64Array.of(1, 2, 3, 4, 5, 6));
      program.set_input(2, Float64Array.of(0, 0, -20));
      const { value, gradient } = program.evaluate(Float64Array.of(1, 1, 2, 3));
      expect([...value]).toEqual([12, 37]); // 5, 7, relu(-11); 14, 19, relu(4)
      expect([...gradient!]).toEqual([3, 9, 6, 15]);
    });
    const fault = faultOf(() => make(t.trace({ dim: 2 }, (x) => t.call('dense', [x], {}))));
    expect(fault.message).toMatch(/dense has 1 operands; it takes 3/);
    const option = faultOf(() =>
      make(t.trace({ dim: 1 }, (x) => t.call('dense', [x, 1, 1], { activation: 'sine' }))),
    );
    expect([option.code, option.message]).toEqual([
      'unknown_name',
      expect.stringMatching(/activation is "sine"; it must be one of identity, relu/),
    ]);
  });

  test('prints, draws and inspects', () => {
    const recipe = t.trace({ dim: 2 }, ([x, y]) => t.mul(t.sin(x!), y!));
    using(recipe, (program) => {
      expect(program.print()).toBe(
        'x = input  (batch, 2)\n%0 = gather(x; 0)  (batch, 1)\n%1 = gather(x; 1)  (batch, 1)\n' +
          '%2 = sin(%0)  (batch, 1)\n%3 = mul(%1, %2)  (batch, 1)\nreturn %3\n',
      );
      expect(program.dot()).toMatch(/^digraph/);
      const nodes = program.inspect(Float64Array.of(0.5, 3));
      const sine = nodes.find(({ op }) => op === 'sin')!;
      expect(sine.value[0]).toBeCloseTo(0.479425538604203, 15);
      expect(nodes[sine.adjoint!]!.value[0]).toBe(3);
      expect(sine.record).toBe(3);
      expect(nodes[sine.operands[0]!]!.label).toBe('gather 0');
      const [input] = nodes;
      expect(input).toMatchObject({
        op: 'input',
        name: 'x',
        rows: 'batch',
        cols: 2,
        forward: true,
        record: 0,
      });
      const [dx, dy] = nodes[input!.adjoint!]!.value;
      expect(dx).toBeCloseTo(3 * 0.8775825618903728, 14);
      expect(dy).toBeCloseTo(0.479425538604203, 15);
      expect(nodes.some(({ forward }) => !forward)).toBe(true);
      for (const [i, { operands }] of nodes.entries())
        for (const place of operands) expect(place).toBeLessThan(i);
    });
  });

  test('names the first operation that is not finite', () => {
    const recipe = t.trace({ dim: 1 }, (x) => t.add(1, t.log(t.sub(x, 1))));
    using(recipe, (program) => {
      expect(program.not_finite(Float64Array.of(2))).toBeNull();
      const found = program.not_finite(Float64Array.of(0))!;
      expect(found.what).toMatch(/^log\(sub\(/);
      expect(recipe.lines).toHaveLength(5);
      expect(found.record).toBe(3);
      const rows = new Float64Array(200).fill(2);
      rows[1] = 0;
      expect(program.not_finite(rows)).toEqual(found);
    });
  });

  test('refuses a value whose size has no room in 32 bits', () => {
    const recipe = t.trace({ dim: 1 }, (x) => t.expand(x, 'batch', 2 ** 16));
    using(
      recipe,
      (program) => {
        const fault = faultOf(() => program.evaluate(new Float64Array(2 ** 16)));
        expect([fault.code, fault.message]).toEqual([
          'too_large',
          expect.stringMatching(/the value would have 4294967296 numbers/),
        ]);
      },
      { batch: 1, gradient: false },
    );
    works();
  });

  const good = rosenbrock();
  const changed = (change: Partial<Recipe>) => ({ ...good, ...change });
  test.each<[string, string, RegExp, () => unknown]>([
    [
      'words that are no array',
      'invalid_argument',
      /words is null; it must be a Uint32Array/,
      () => make(changed({ words: null as never })),
    ],
    [
      'words of another kind',
      'invalid_argument',
      /words is .* it must be a Uint32Array/,
      () => make(changed({ words: Int32Array.of(1) as never })),
    ],
    [
      'numbers of another kind',
      'invalid_argument',
      /numbers is 1; it must be a Float64Array/,
      () => make(changed({ numbers: [1] as never })),
    ],
    [
      'names that are no text',
      'invalid_argument',
      /names is 7; it must be a string/,
      () => core.make_graph_program(good.words, good.numbers, 7 as never, 1, 'double', true),
    ],
    ['a batch of 0', 'invalid_argument', /batch is 0/, () => make(good, { batch: 0 })],
    ['a batch of -1', 'invalid_argument', /batch is -1/, () => make(good, { batch: -1 })],
    ['a batch of 2^31', 'too_large', /2147483648/, () => make(good, { batch: 2 ** 31 })],
    // In 32 bits it would be 0.
    ['a batch of 2^32', 'too_large', /batch is 4294967296/, () => make(good, { batch: 2 ** 32 })],
    ['a batch of 10^12', 'too_large', /batch is 1e\+12/, () => make(good, { batch: 1e12 })],
    [
      'a batch of 1.5',
      'invalid_argument',
      /batch is 1.5; it must be an integer/,
      () => make(good, { batch: 1.5 }),
    ],
    ['a program larger than the limit', 'too_large', /bytes/, () => make(good, { batch: 2 ** 26 })],
    [
      'another precision',
      'unknown_name',
      /precision is "half"; it must be one of double, float/,
      () => make(good, { precision: 'half' as never }),
    ],
    [
      'a gradient that is 1',
      'invalid_argument',
      /gradient is 1; it must be true or false/,
      () => make(good, { gradient: 1 as never }),
    ],
    ['no words', 'parse_error', /ends too early/, () => make(changed({ words: new Uint32Array(0) }))],
    [
      'another version',
      'parse_error',
      /another version/,
      () => make(changed({ words: good.words.map((w) => w + 1) })),
    ],
    [
      'a recipe that was cut off',
      'parse_error',
      /ends too early|too many/,
      () => make(changed({ words: good.words.slice(0, -3) })),
    ],
    [
      'numbers that are missing',
      'parse_error',
      /fewer numbers/,
      () => make(changed({ numbers: new Float64Array(0) })),
    ],
    ['names that are missing', 'parse_error', /names text/, () => make(changed({ names: [] }))],
    [
      'a name that is none',
      'unknown_name',
      /no function "gathers"/,
      () => make(changed({ names: good.names.map((name) => (name === 'gather' ? 'gathers' : name)) })),
    ],
    ['NaN', 'not_finite', /a number is nan/, () => make(changed({ numbers: good.numbers.map(() => NaN) }))],
    [
      'shapes that do not fit',
      'shape_mismatch',
      /matmul: \(batch, 3\) and \(1, 2\)/,
      () => make(t.trace({ dim: 3 }, (x) => t.matmul(x, [1, 2]))),
    ],
    [
      'x of another length',
      'shape_mismatch',
      /x has 3 numbers, which are no rows of 2/,
      () => using(good, (program) => program.evaluate(new Float64Array(3))),
    ],
    [
      'NaN in x',
      'not_finite',
      /x\[1\] is nan/,
      () => using(good, (program) => program.evaluate(Float64Array.of(0, NaN))),
    ],
    [
      'rows that are joined',
      'invalid_argument',
      /joined by sum_rows/,
      () =>
        using(
          t.trace({ dim: 1 }, (x) => t.sumRows(x)),
          (program) => program.evaluate(Float64Array.of(1, 2)),
        ),
    ],
    [
      'a gradient that is not there',
      'invalid_argument',
      /without a gradient/,
      () => using(good, (program) => program.gradient(0), { gradient: false }),
    ],
    [
      'more nodes than can be shown',
      'too_large',
      /at most 500 are shown/,
      () =>
        using(
          t.trace({ dim: 1 }, (x) => {
            for (let i = 0; i < 600; i++) x = x.sin();
            return x;
          }),
          (program) => program.inspect(Float64Array.of(1)),
        ),
    ],
  ])('%s is an Error with a code, and the next program works', (_, code, message, action) => {
    const fault = faultOf(action);
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
    expect(fault.where).not.toBe('');
    works();
  });

  test('a fault names the record, so that the line can be found', () => {
    const recipe = t.trace({ dim: 3 }, (x) => t.dot(t.exp(x), [1, 2]));
    const fault = faultOf(() => make(recipe));
    expect(fault.where).toBe('record 3');
    expect(fault.message).toMatch(/^record 3: mul: \(batch, 3\) and \(1, 2\)/);
  });

  test('every word changed to any other is an Error or another program, and the module lives', () => {
    const recipe = t.trace({ dim: 3 }, (x) =>
      t.logSumExp(
        t
          .matmul(x, [
            [1, 2],
            [3, 4],
            [5, 6],
          ])
          .concat(x.gather([2, 0]), t.pow(x.at(1), 2)),
      ),
    );
    for (let place = 0; place < recipe.words.length; place++) {
      for (const word of [0, 1, 3, 255, 0x104, 2 ** 24, 2 ** 31 - 1, 2 ** 32 - 1]) {
        const words = recipe.words.slice();
        words[place] = word;
        try {
          make({ ...recipe, words }, { batch: 2 }).delete();
        } catch (error) {
          expect((error as { code: string }).code).not.toBe('internal_error');
        }
      }
    }
    works();
  });

  test('a program used after it was deleted is an error of its own', () => {
    const program = make(good);
    program.delete();
    expect(() => program.evaluate(Float64Array.of(1, 1))).toThrow(/deleted/);
    works();
  });

  test('a thousand programs made, used and deleted leave no memory behind, nor do faults', () => {
    const bad = changed({ words: good.words.slice(0, -2) });
    const misfit = t.trace({ dim: 3 }, (x) => t.dot(x, [1, 2]));
    const round = () => {
      using(good, (program) => {
        program.evaluate(Float64Array.of(1, 2, 3, 4));
        program.inspect(Float64Array.of(1, 2));
        program.not_finite(Float64Array.of(1, 2));
        program.print();
        faultOf(() => program.evaluate(new Float64Array(3)));
      });
      faultOf(() => make(bad));
      faultOf(() => make(misfit));
    };
    for (let i = 0; i < 50; i++) round();
    const before = core.heap_used();
    for (let i = 0; i < 1000; i++) round();
    expect(core.heap_used() - before).toBe(0);
  });

  test('a recipe comes back from its text with the same bits', async () => {
    const recipe = rosenbrock();
    const text = await encodeRecipe(recipe);
    expect(text).toMatch(/^1[\w-]+$/);
    const back = await decodeRecipe(text);
    const x = core.normal_f64([3, 0], 200, 0);
    expect(using(back, (program) => program.evaluate(x))).toEqual(
      using(recipe, (program) => program.evaluate(x)),
    );
  });
});

test('both modules give the same bits', async () => {
  const [simd, scalar] = await Promise.all([loadCore('simd'), loadCore('scalar')]);
  const { words, numbers, names } = t.trace({ dim: 5 }, (x) =>
    t
      .logSumExp(
        t
          .tanh(x)
          .mul([1, 2, 3, 4, 5])
          .add(t.erf(t.softplus(x))),
      )
      .sub(t.dot(x, x)),
  );
  const x = simd.normal_f64([7, 0], 5 * 999, 0);
  const [a, b] = [simd, scalar].map((core) => {
    const program = core.make_graph_program(words, numbers, names.join('\n'), 64, 'double', true);
    const result = program.evaluate(x);
    program.delete();
    return result;
  });
  expect(a).toEqual(b);
});
