// Graphical models at the border, through the methods that the page calls: right numbers, and what bad input says.

import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '$web/core-client/methods.ts';
import { networkMethods } from '$web/core-client/networks.ts';
import { loadCore, type Fault } from '../support/core.ts';

const of = (...values: number[]) => Float64Array.from(values);
const words = (...values: number[]) => Uint32Array.from(values);

/** Season 0, sprinkler 1, rain 2, wet 3, slippery 4. */
const sprinkler = { nodes: 5, arrows: words(0, 1, 0, 2, 1, 3, 2, 3, 3, 4), a: 1, b: 2, given: words(0) };
const law = {
  ...sprinkler,
  weights: of(0.7, 0.8, 0.9, 1.1, 0.6),
  noise: of(1, 1, 1, 1, 1),
  key: [1, 0] as [number, number],
  count: 20_000,
};
const levels = { alpha: 1.5, sdZ: 1, sdX: 0.5 };

describe.each(['simd', 'scalar'] as const)('Graphical models in the %s module', (variant) => {
  let context: Context;
  beforeAll(async () => {
    context = { core: await loadCore(variant) } as unknown as Context;
  });

  type Methods = typeof networkMethods;
  const call = <M extends keyof Methods>(method: M, args: Parameters<Methods[M]>[0]) =>
    (networkMethods[method] as (args: unknown, context: Context) => unknown)(args, context) as ReturnType<
      Methods[M]
    >;

  test('a graph is asked, and names the path that is open', () => {
    expect(call('dSeparation', sprinkler)).toEqual({ separated: true, path: words() });
    expect(call('dSeparation', { ...sprinkler, given: words() }).path).toEqual(words(1, 0, 2));
    expect(call('dSeparation', { ...sprinkler, given: words(0, 4) }).path).toEqual(words(1, 3, 2));
  });

  test('draws of a law of the graph say the same, within four standard errors', () => {
    const apart = call('gaussianNetwork', law);
    expect(Math.abs(apart.exact)).toBeLessThan(1e-14);
    expect(apart.standardError).toBeCloseTo(1 / Math.sqrt(20_000 - 4), 14);
    expect(Math.abs(apart.z)).toBeLessThan(4 * apart.standardError);
    expect(apart.pOfZero).toBeGreaterThan(6e-5);
    expect(apart.leftOfA).toHaveLength(400);
    const together = call('gaussianNetwork', { ...law, given: words() });
    // Of one cause with the variance 1: 0.56 / sqrt(1.49 1.64).
    expect(together.exact).toBeCloseTo(0.56 / Math.sqrt(1.49 * 1.64), 14);
    expect(together.expected).toBeCloseTo(Math.atanh(together.exact), 14);
    expect(Math.abs(together.z - together.expected)).toBeLessThan(4 * together.standardError);
    expect(together.pOfZero).toBeLessThan(1e-9);
  });

  test('three levels have one evidence by every road, and draws from both ends are of one law', () => {
    const found = call('gaussianLevelsEvidence', { ...levels, x: 3, alphas: of(0.5, Math.sqrt(7.75)) });
    const density = Math.exp((-0.5 * 9) / 3.5) / Math.sqrt(2 * Math.PI * 3.5);
    expect(Math.exp(found.logEvidence)).toBeCloseTo(density, 14);
    expect(Math.abs(found.quadrature.value / density - 1)).toBeLessThan(1e-6);
    expect(found.bestAlpha).toBeCloseTo(Math.sqrt(7.75), 14);
    expect(found.curve[1]).toBeGreaterThan(found.curve[0]!);
    const draws = { ...levels, count: 10_000 };
    const [down, up] = [
      call('gaussianLevels', { ...draws, key: [1, 0] }),
      call('gaussianLevels', { ...draws, key: [2, 0], fromData: true }),
    ];
    const cells = ({ theta, x }: typeof down) => {
      const counts = of(0, 0, 0, 0);
      theta.forEach((value, i) => counts[2 * Number(value > 0) + Number(x[i]! > 0)]!++);
      return counts;
    };
    const { p, degrees } = call('chiSquareTwoSamples', { a: cells(down), b: cells(up) });
    expect(degrees).toBe(3);
    expect(p).toBeGreaterThan(1e-4);
    // One that hangs together otherwise is told apart.
    const other = { ...up, x: up.x.map((value) => -value) };
    expect(call('chiSquareTwoSamples', { a: cells(down), b: cells(other) }).p).toBeLessThan(1e-9);
  });

  test.each<[string, Fault['code'], RegExp, keyof Methods, unknown]>([
    [
      'a circle',
      'invalid_argument',
      /in a circle: 0 -> 1 -> 0/,
      'dSeparation',
      { ...sprinkler, arrows: words(0, 1, 1, 0) },
    ],
    [
      'half an arrow',
      'shape_mismatch',
      /arrows has 3 numbers/,
      'dSeparation',
      { ...sprinkler, arrows: words(0, 1, 2) },
    ],
    [
      'a node too many',
      'invalid_argument',
      /b is 7; there are 5 nodes/,
      'dSeparation',
      { ...sprinkler, b: 7 },
    ],
    ['a graph too large', 'too_large', /nodes is 17/, 'dSeparation', { ...sprinkler, nodes: 17 }],
    [
      'a given that is asked',
      'invalid_argument',
      /asked about and given/,
      'dSeparation',
      { ...sprinkler, given: words(1) },
    ],
    [
      'a noise of 0',
      'invalid_argument',
      /noise\[0\] is 0/,
      'gaussianNetwork',
      { ...law, noise: of(0, 1, 1, 1, 1) },
    ],
    ['too many draws', 'too_large', /count is 20001/, 'gaussianNetwork', { ...law, count: 20_001 }],
    [
      'too few draws',
      'invalid_argument',
      /count is 4; it must be at least 32/,
      'gaussianNetwork',
      { ...law, count: 4 },
    ],
    [
      'an alpha of 0',
      'invalid_argument',
      /alpha is 0/,
      'gaussianLevels',
      { ...levels, alpha: 0, key: [1, 0], count: 1 },
    ],
    [
      'an x that is none',
      'not_finite',
      /x is nan/,
      'gaussianLevelsEvidence',
      { ...levels, x: NaN, alphas: of() },
    ],
    [
      'half a count',
      'invalid_argument',
      /b\[1\] is 0.5/,
      'chiSquareTwoSamples',
      { a: of(9, 9), b: of(9, 0.5) },
    ],
    ['no draws', 'too_few_values', /0 and 0 values/, 'chiSquareTwoSamples', { a: of(0, 0), b: of(0, 0) }],
  ])('%s is an Error with a code and a sentence', (_, code, message, method, args) => {
    let fault: (Error & Fault) | undefined;
    try {
      call(method, args as never);
    } catch (error) {
      fault = error as Error & Fault;
    }
    expect(fault?.code).toBe(code);
    expect(fault?.message).toMatch(message);
    expect(call('dSeparation', sprinkler).separated).toBe(true);
  });
});
