// Bayes' theorem at the border, through the methods that the page calls: right numbers, and what bad input says.

import { beforeAll, describe, expect, test } from 'vitest';
import { bayesMethods } from '$web/core-client/bayes.ts';
import type { Context } from '$web/core-client/methods.ts';
import { loadCore, type Fault } from '../support/core.ts';

const of = (...values: number[]) => Float64Array.from(values);

/** A job that never waits. */
const job = { pause: () => Promise.resolve(), send: () => Promise.resolve() };

describe.each(['simd', 'scalar'] as const)('Bayes in the %s module', (variant) => {
  let context: Context;
  beforeAll(async () => {
    context = { core: await loadCore(variant), job, objects: undefined } as unknown as Context;
  });

  type Methods = typeof bayesMethods;
  const call = async <M extends keyof Methods>(method: M, args: Parameters<Methods[M]>[0]) =>
    (await (bayesMethods[method] as (args: unknown, context: Context) => unknown)(args, context)) as Awaited<
      ReturnType<Methods[M]>
    >;

  test('a joint table has margins, conditionals and information', async () => {
    const table = await call('jointTable', {
      rows: 2,
      columns: 2,
      cells: of(9, 1, 89.1, 900.9),
      counts: true,
    });
    expect(table.rowMargin[0]).toBeCloseTo(0.01, 15);
    expect(table.rowsGivenColumn[0]).toBeCloseTo(10 / 109, 15);
    expect(table.columnsGivenRow[0]).toBeCloseTo(0.9, 15);
    expect(table.independent).toBe(false);
    const same = await call('jointTable', { prior: of(0.01, 0.99), conditional: of(0.9, 0.1, 0.09, 0.91) });
    expect(same.cells[2]).toBeCloseTo(0.0891, 15);
    const rule = await call('bayesRule', { prior: of(0.01, 0.99), likelihood: of(0.9, 0.09) });
    expect(rule.posterior[0]).toBeCloseTo(0.0917431, 7);
  });

  test('areas are exact, and darts are counted where they fall', async () => {
    const shapes = {
      a: { x: 0, y: 0, radius: 1 },
      b: { x: 1, y: 0, radius: 1 },
      omega: of(-2, -2, 2, 2),
    };
    const areas = await call('vennAreas', shapes);
    expect(areas.both * areas.omega).toBeCloseTo(1.2283696986087568, 14);
    const darts = await call('vennDarts', { ...shapes, key: [1, 0], count: 10_000 });
    const both = darts.region.filter((region) => region === 3).length / 10_000;
    expect(Math.abs(both - areas.both)).toBeLessThan(4 * Math.sqrt(areas.both / 10_000));
    const polygon = of(-1, -1, 1, -1, 1, 1, -1, 1);
    const inside = await call('vennAreas', { ...shapes, a: { polygon }, b: { x: 0, y: 0, radius: 0.5 } });
    expect(inside.aGivenB).toBeCloseTo(1, 14);
  });

  const shape = { x: 0, y: 0, radius: 1 };
  const omega = of(-2, -2, 2, 2);
  test.each<[string, string, RegExp, keyof Methods, unknown]>([
    ['an empty table', 'shape_mismatch', /empty/, 'jointTable', { rows: 0, columns: 0, cells: of() }],
    [
      'a wrong sum',
      'invalid_argument',
      /sum to 1.2/,
      'jointTable',
      { rows: 1, columns: 2, cells: of(0.5, 0.7) },
    ],
    [
      'a negative cell',
      'invalid_argument',
      /cell \(1, 0\) is -1/,
      'jointTable',
      { rows: 2, columns: 1, cells: of(2, -1) },
    ],
    ['NaN', 'not_finite', /cell \(0, 1\) is nan/, 'jointTable', { rows: 1, columns: 2, cells: of(1, NaN) }],
    ['no cells', 'invalid_argument', /cells is undefined/, 'jointTable', { rows: 1, columns: 2 }],
    ['10^9 rows', 'too_large', /rows is 1e\+09/, 'jointTable', { rows: 1e9, columns: 2, cells: of(1) }],
    [
      'a text as flag',
      'invalid_argument',
      /counts is "yes"/,
      'jointTable',
      { rows: 1, columns: 1, cells: of(1), counts: 'yes' },
    ],
    [
      'a ragged conditional',
      'shape_mismatch',
      /3 cells, which are not 2 rows/,
      'jointTable',
      { prior: of(0.5, 0.5), conditional: of(1, 0, 1) },
    ],
    [
      'a prior that is no law',
      'invalid_argument',
      /prior sum to 1.5/,
      'bayesRule',
      { prior: of(1, 0.5), likelihood: of(1, 1) },
    ],
    ['no shape', 'invalid_argument', /a is 7; it must be/, 'vennAreas', { a: 7, b: shape, omega }],
    [
      'a radius of 0',
      'invalid_argument',
      /radius is 0/,
      'vennAreas',
      { a: { ...shape, radius: 0 }, b: shape, omega },
    ],
    [
      'a shape outside',
      'invalid_argument',
      /shape b reaches x = 4/,
      'vennAreas',
      { a: shape, b: { ...shape, x: 3 }, omega },
    ],
    [
      'two corners',
      'shape_mismatch',
      /a has 4 numbers/,
      'vennAreas',
      { a: { polygon: of(0, 0, 1, 1) }, b: shape, omega },
    ],
    [
      'omega of 3 numbers',
      'shape_mismatch',
      /omega has 3/,
      'vennAreas',
      { a: shape, b: shape, omega: of(1, 2, 3) },
    ],
    [
      '10^9 darts',
      'too_large',
      /count is 1e\+09/,
      'vennDarts',
      { a: shape, b: shape, omega, key: [1, 0], count: 1e9 },
    ],
  ])('%s is an Error with a code and a sentence', async (_, code, message, method, args) => {
    const fault = await call(method, args as never).then(
      () => undefined,
      (error: unknown) => error as Error & Fault,
    );
    expect(fault?.code).toBe(code);
    expect(fault?.message).toMatch(message);
    const rule = await call('bayesRule', { prior: of(0.5, 0.5), likelihood: of(1, 0) });
    expect([...rule.posterior]).toEqual([1, 0]);
  });
});
