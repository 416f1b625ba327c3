// The client's methods for traced functions, on the module under node.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Job } from '../../../web/core-client/job.ts';
import type { Context } from '../../../web/core-client/methods.ts';
import { methods } from '../../support/methods.ts';
import { Objects } from '../../../web/core-client/objects.ts';
import { createTracer, type Recipe } from '../../../web/trace/index.ts';
import { faultOf, loadCore } from '../../support/core.ts';

const t = createTracer();
let context: Context;
let progress: [number, number][];
beforeAll(async () => {
  const core = await loadCore('simd');
  const output = {
    progress: (done: number, of: number) => progress.push([done, of]),
    chunk: () => undefined,
  };
  progress = [];
  context = { core, objects: new Objects(0), job: new Job('test', output) };
});
afterAll(() => expect(context.objects.count).toBe(0));

/** x0 sin(x1). */
const product = () => t.trace({ dim: 2 }, ([x, y]) => t.mul(x!, t.sin(y!)));
const withGraph = async <R>(recipe: Recipe, use: (graph: number) => R | Promise<R>, options = {}) => {
  const { graph } = methods.graphCreate({ recipe, ...options }, context);
  try {
    return await use(graph);
  } finally {
    methods.graphDelete({ graph }, context);
  }
};

test('a program says what it takes and gives', async () => {
  const info = methods.graphCreate({ recipe: product(), batch: 7 }, context);
  expect(info).toMatchObject({
    inputs: [{ name: 'x', rows: 'batch', cols: 2 }],
    outputs: [{ name: '', rows: 'batch', cols: 1 }],
    dim: 2,
    batch: 7,
  });
  expect(info.steps).toBeGreaterThan(0);
  methods.graphDelete({ graph: info.graph }, context);
  const fault = faultOf(() => methods.graphPrint({ graph: info.graph }, context));
  expect([fault.code, fault.message]).toEqual(['deleted_object', expect.stringMatching(/graph 1 is gone/)]);
});

/** toEqual would take seconds for as many numbers. */
const sameBits = (a: Float64Array, b: Float64Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer));

test('many rows are evaluated in slices, with the bits of one call', async () => {
  const rows = 2_000_001;
  const x = context.core.normal_f64([5, 0], 2 * rows, 0);
  await withGraph(product(), async (graph) => {
    progress = [];
    const { value, gradient } = await methods.graphEvaluate({ graph, x }, context);
    expect(progress.length).toBeGreaterThan(0);
    expect(progress.at(-1)![1]).toBe(2 * rows);
    expect([value.length, gradient!.length]).toEqual([rows, 2 * rows]);
    const whole = context.objects.get('graph', graph, 'test').evaluate(x);
    expect(sameBits(value, whole.value) && sameBits(gradient!, whole.gradient!)).toBe(true);
    for (const i of [0, 63, 64, rows - 1]) {
      expect(value[i]).toBeCloseTo(x[2 * i]! * Math.sin(x[2 * i + 1]!), 13);
      expect(gradient![2 * i]).toBeCloseTo(Math.sin(x[2 * i + 1]!), 13);
      expect(gradient![2 * i + 1]).toBeCloseTo(x[2 * i]! * Math.cos(x[2 * i + 1]!), 13);
    }
    await expect(methods.graphEvaluate({ graph, x: x.subarray(1) }, context)).rejects.toMatchObject({
      code: 'shape_mismatch',
    });
  });
});

test('a fault in a later slice names its place in x', async () => {
  const x = new Float64Array(4_000_000).fill(1);
  x[3_000_001] = NaN;
  await withGraph(product(), async (graph) => {
    const refused = {
      code: 'not_finite',
      message: 'evaluate: x[3000001] is NaN; every value must be a finite number',
    };
    await expect(methods.graphEvaluate({ graph, x }, context)).rejects.toMatchObject(refused);
    await expect(methods.graphNotFinite({ graph, x }, context)).rejects.toMatchObject({ code: 'not_finite' });
  });
});

test('a value that is too large is refused before memory is taken for it', async () => {
  const wide = t.trace({ dim: 1 }, (x) => t.expand(x, 'batch', 2 ** 19));
  const refused = {
    code: 'too_large',
    message: expect.stringMatching(/would have 524288000000 numbers/) as string,
  };
  await withGraph(
    wide,
    (graph) =>
      expect(methods.graphEvaluate({ graph, x: new Float64Array(1_000_000) }, context)).rejects.toMatchObject(
        refused,
      ),
    { batch: 1, gradient: false },
  );
});

test('a program that cannot be described is not kept', () => {
  let deleted = 0;
  const program = {
    inputs: () => {
      throw new Error('no memory');
    },
    delete: () => deleted++,
  };
  const core = { make_graph_program: () => program } as unknown as Context['core'];
  const objects = new Objects(0);
  expect(() => methods.graphCreate({ recipe: product() }, { ...context, core, objects })).toThrow(
    'no memory',
  );
  expect([deleted, objects.count]).toEqual([1, 0]);
});

test('a job that is cancelled ends between two slices', async () => {
  const job = new Job('test', { progress: () => job.cancel(), chunk: () => undefined });
  await withGraph(product(), async (graph) => {
    const x = new Float64Array(2_000_000);
    await expect(methods.graphEvaluate({ graph, x }, { ...context, job })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

test('shared inputs stay, and print and drawing are those of the core', async () => {
  const recipe = t.trace({ dim: 2, shared: { w: [1, 2] } }, (x, { w }) => t.dot(x, w));
  await withGraph(recipe, async (graph) => {
    methods.graphSetInput({ graph, input: 1, values: Float64Array.of(10, 1) }, context);
    for (const first of [1, 2]) {
      const { value } = await methods.graphEvaluate({ graph, x: Float64Array.of(first, 2) }, context);
      expect([...value]).toEqual([10 * first + 2]);
    }
    const { text, dot } = methods.graphPrint({ graph }, context);
    expect(text).toMatch(/^x = input {2}\(batch, 2\)\nw = input {2}\(1, 2\)\n/);
    expect(dot).toMatch(/w: input/);
  });
});

describe('lines', () => {
  /** The recipe with lines as a browser would give them: record i comes from line 10 + i. */
  const lined = (recipe: Recipe): Recipe => ({ ...recipe, lines: recipe.lines.map((_, i) => 10 + i) });

  test('a fault of a record is said of its line', () => {
    const recipe = lined(t.trace({ dim: 3 }, (x) => t.dot(t.exp(x), [1, 2])));
    const fault = faultOf(() => methods.graphCreate({ recipe }, context));
    expect([fault.code, fault.where]).toEqual(['shape_mismatch', 'record 3']);
    expect(fault.message).toMatch(/^line 13: mul: \(batch, 3\) and \(1, 2\)/);
    const without = faultOf(() =>
      methods.graphCreate({ recipe: { ...recipe, lines: new Uint32Array(0) } }, context),
    );
    expect(without.message).toMatch(/^record 3: mul/);
  });

  test('so are nodes, and what is not finite', async () => {
    const recipe = lined(t.trace({ dim: 1 }, (x) => t.log(t.sin(x))));
    await withGraph(recipe, async (graph) => {
      const nodes = methods.graphInspect({ graph, x: Float64Array.of(1) }, context);
      const sine = nodes.find(({ op }) => op === 'sin')!;
      expect(sine.line).toBe(11);
      expect(nodes[sine.adjoint!]!.value[0]).toBeCloseTo(1 / Math.sin(1), 13);
      const found = { what: 'log(sin(x))', line: 12 };
      const notFinite = (x: Float64Array) => methods.graphNotFinite({ graph, x }, context);
      expect(await notFinite(Float64Array.of(-1))).toEqual(found);
      expect(await notFinite(Float64Array.of(1))).toBeNull();
      // Also in a row that is neither of the last run nor of the first call.
      for (const [rows, odd] of [
        [300, 3],
        [1_000_000, 700_000],
      ] as const) {
        const x = new Float64Array(rows).fill(1);
        expect(await notFinite(x)).toBeNull();
        x[odd] = -1;
        expect(await notFinite(x)).toEqual(found);
      }
    });
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a number', 3],
  ['words of another kind', { ...product(), words: [1, 2] }],
  ['names that are no texts', { ...product(), names: [1] }],
  ['names of two lines', { ...product(), names: ['a\nb'] }],
  ['lines of another kind', { ...product(), lines: [1] }],
])('%s instead of a recipe is refused', (_, recipe) => {
  const fault = faultOf(() => methods.graphCreate({ recipe: recipe as Recipe }, context));
  expect([fault.code, fault.message]).toEqual([
    'parse_error',
    expect.stringMatching(/must be what t\.trace returns/),
  ]);
});
