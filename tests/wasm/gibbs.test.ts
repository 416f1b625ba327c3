// Gibbs sampling, samplers that look at a part of the data, and chains on a few states: known answers.

import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../web/core-client/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import { faultOf, loadCore } from '../support/core.ts';
import { methods } from '../support/methods.ts';

const mean = (x: Float64Array | number[]) => [...x].reduce((sum, each) => sum + each, 0) / x.length;
const variance = (x: Float64Array | number[]) => {
  const m = mean(x);
  return mean([...x].map((each) => (each - m) ** 2));
};
const column = (draws: Float64Array, dim: number, j: number) => draws.filter((_, i) => i % dim === j);

describe.each(['simd', 'scalar'] as const)('the %s module', (variant) => {
  let context: Context;
  beforeAll(async () => {
    const job = { pause: async () => undefined } as unknown as Context['job'];
    context = { core: await loadCore(variant), objects: new Objects(0), job };
  });
  const drawn = async (sampler: number, count: number) => {
    const { draws } = await methods.samplerRun({ sampler, count, statistics: false }, context);
    methods.samplerDelete({ sampler }, context);
    return draws;
  };

  test('Gibbs on a normal law: moments, and one coordinate a transition of random scan', async () => {
    const model = {
      kind: 'gaussian',
      mean: Float64Array.of(1, -2),
      covariance: Float64Array.of(1, 0.8, 0.8, 1),
    } as const;
    const { sampler, dim } = methods.gibbsCreate({ model, seed: 3 }, context);
    expect(dim).toBe(2);
    const draws = await drawn(sampler, 20_000);
    const [x, y] = [column(draws, 2, 0), column(draws, 2, 1)];
    // An autoregression of coefficient 0.64: (1 + 0.64) / (1 - 0.64) draws count as one. Four standard errors.
    const error = Math.sqrt(4.56 / 20_000);
    expect(Math.abs(mean(x) - 1)).toBeLessThan(4 * error);
    expect(Math.abs(mean(y) + 2)).toBeLessThan(4 * error);
    expect(Math.abs(variance(x) - 1)).toBeLessThan(4 * Math.SQRT2 * error);
    const random = methods.gibbsCreate({ model, seed: 3, scan: 'random' }, context).sampler;
    let before = methods.samplerState({ sampler: random }, context).position;
    for (let i = 0; i < 20; i++) {
      const { position } = methods.samplerStep({ sampler: random }, context);
      expect([...position].filter((each, j) => each !== before[j])).toHaveLength(1);
      before = position;
    }
    methods.samplerDelete({ sampler: random }, context);
  });

  test('Gibbs on the mixture finds two clouds, and the same ones again after a save', async () => {
    const z = context.core.normal_f64([5, 0], 60, 0);
    const x = z.map((each, i) => 0.3 * each + (i < 30 ? -2 : 2));
    const args = { model: { kind: 'mixture', x, sigma: 0.3, priorSd: 3 }, seed: 4 } as const;
    const { sampler, dim, position } = methods.gibbsCreate(args, context);
    expect([dim, position[2], position[3]]).toEqual([64, 0.5, 0.5]);
    await methods.samplerRun({ sampler, count: 50 }, context);
    const saved = methods.samplerSave({ sampler }, context);
    const draws = await drawn(sampler, 200);
    const [low, high] = [0, 1].map((j) => mean(column(draws, 64, j))).sort((a, b) => a - b);
    expect(low).toBeCloseTo(-2, 0);
    expect(high).toBeCloseTo(2, 0);
    const again = methods.gibbsCreate(args, context).sampler;
    methods.samplerRestore({ sampler: again, saved }, context);
    expect(await drawn(again, 200)).toEqual(draws);
  });

  test('Gibbs on regression agrees with least squares, on normal data with their mean', async () => {
    const noise = context.core.normal_f64([6, 0], 200, 0);
    const x = Float64Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : (i - 200) / 100));
    const y = noise.map((each, i) => 1 + 2 * x[2 * i + 1]! + 0.5 * each);
    const { sampler } = methods.gibbsCreate({ model: { kind: 'regression', x, y }, seed: 5 }, context);
    const draws = await drawn(sampler, 4000);
    expect(mean(column(draws, 3, 1))).toBeCloseTo(2, 0);
    expect(Math.abs(mean(column(draws, 3, 2)) - 0.25)).toBeLessThan(0.08);
    const normal = methods.gibbsCreate({ model: { kind: 'normal', y: noise }, seed: 5 }, context).sampler;
    const both = await drawn(normal, 4000);
    expect(Math.abs(mean(column(both, 2, 0)) - mean(noise))).toBeLessThan(0.02);
    expect(Math.abs(mean(column(both, 2, 1)) - 1)).toBeLessThan(0.3);
  });

  test('a part of the data makes the law wider, as theory says', async () => {
    const y = context.core.normal_f64([7, 0], 400, 0);
    const make = (batch: 'shared' | 'full', batchRows: number, stepSize: number) =>
      methods.subsampledCreate(
        { y, batch, batchRows, stepSize, seed: 6, start: Float64Array.of(mean(y)) },
        context,
      );
    const full = await drawn(make('full', 400, 0.12).sampler, 20_000);
    // About one draw in ten counts.
    expect(Math.abs(variance(full) * 400 - 1)).toBeLessThan(4 * Math.sqrt(20 / 20_000));
    const part = await drawn(make('shared', 40, 1).sampler, 40_000);
    const expected = 1 / 400 + variance(y) / 40;
    expect(variance(part) / expected).toBeGreaterThan(0.6);
    expect(variance(part) / expected).toBeLessThan(1.6);
  });

  test('the mixture’s complete conditionals, by hand', () => {
    const model = { kind: 'mixture', x: Float64Array.of(-1, 0.5, 2), sigma: 0.5, priorSd: 2 } as const;
    // mu = -1, 1; pi = 0.25, 0.75; labels 0, 0, 1.
    const position = Float64Array.of(-1, 1, 0.25, 0.75, 0, 0, 1);
    const found = methods.mixtureConditionals({ model, position }, context);
    // r = 0.25 / 4.
    expect(found.means[0]).toBeCloseTo(-0.5 / 2.0625, 14);
    expect(found.means[1]).toBeCloseTo(2 / 1.0625, 14);
    expect(found.variances[0]).toBeCloseTo(0.25 / 2.0625, 14);
    expect([[...found.counts], [...found.weights]]).toEqual([
      [2, 1],
      [3, 2],
    ]);
    const [one, two] = [0.25 * Math.exp(-2 * 1.5 ** 2), 0.75 * Math.exp(-2 * 0.5 ** 2)];
    expect(found.responsibilities[2]).toBeCloseTo(one / (one + two), 14);
    const log = (z: number, sd: number) => -0.5 * (z / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
    const joint =
      log(-1, 2) +
      log(1, 2) +
      2 * Math.log(0.25) +
      Math.log(0.75) +
      log(0, 0.5) +
      log(1.5, 0.5) +
      log(1, 0.5);
    expect(found.logJoint).toBeCloseTo(joint, 12);
  });

  test('SGLD and Metropolis with the estimate carried along draw from the laws that theory says', async () => {
    const y = Float64Array.from({ length: 16 }, (_, i) => (i - 7.5) / 4);
    const x = Float64Array.of(-0.5, 0, 0.5);
    const laws = methods.subsampledLaws({ y, batchRows: 4, stepSize: 0.05, x }, context);
    expect([laws.mean, laws.variance]).toEqual([0, 1 / 16]);
    expect(laws.carriedMean).toBeCloseTo(0, 12);
    expect(laws.carriedLog[0]).toBeCloseTo(laws.carriedLog[2]!, 12);
    const s2 = mean([...y].map((each) => each * each));
    const V = (256 * s2) / 4;
    expect(laws.sgldVariance).toBeCloseTo((0.05 + 0.000625 * V) / (1 - 0.6 ** 2), 12);
    expect(methods.subsampledLaws({ y, batchRows: 4, stepSize: 0.25 }, context).sgldVariance).toBe(Infinity);
    const start = Float64Array.of(0);
    const chain = await drawn(
      methods.sgldCreate({ y, batchRows: 4, stepSize: 0.05, seed: 7, start }, context).sampler,
      40_000,
    );
    // An autoregression of coefficient 0.6, its squares of 0.36: about 2.1 draws count as one.
    expect(Math.abs(variance(chain) / laws.sgldVariance - 1)).toBeLessThan(4 * Math.sqrt((2 * 2.2) / 40_000));
    const walk = methods.subsampledCreate(
      { y, batchRows: 4, batch: 'carried', stepSize: 1.2, seed: 7, start },
      context,
    ).sampler;
    const all = await drawn(walk, 200_000);
    const squares = all.map((each) => each * each);
    const { mean: got, mcseMean } = methods.chainSummary({ draws: squares, chains: 1 }, context);
    expect(mcseMean).toBeLessThan(0.05 * laws.carriedVariance);
    expect(Math.abs(got - laws.carriedVariance)).toBeLessThan(4 * mcseMean);
  });

  const p = Float64Array.of(0.9, 0.1, 0.3, 0.7);
  test('a chain of two states: all of theory', () => {
    const facts = methods.finiteChain({ p, n: 2 }, context);
    expect([...facts.stationary]).toEqual([expect.closeTo(0.75, 14), expect.closeTo(0.25, 14)]);
    expect(facts.defect).toBeLessThan(1e-15);
    expect(facts.secondModulus).toBeCloseTo(0.6, 13);
    expect(facts.reason).toBe('');
    const { laws, distances } = methods.finiteLaws(
      { p, n: 2, law: Float64Array.of(1, 0), steps: 5, towards: facts.stationary },
      context,
    );
    expect(laws).toHaveLength(12);
    distances.forEach((each, t) => expect(each).toBeCloseTo(0.25 * 0.6 ** t, 13));
    const all = methods.finitePath({ p, n: 2, state: 0, count: 10_000, seed: 8 }, context);
    const rest = methods.finitePath(
      { p, n: 2, state: all[3999]!, count: 6000, seed: 8, begin: 4000 },
      context,
    );
    expect(rest).toEqual(all.slice(4000));
    // Autocorrelation 0.6: four standard errors.
    expect(Math.abs(all.filter((each) => each === 1).length / 1e4 - 0.25)).toBeLessThan(
      4 * Math.sqrt((0.1875 * 4) / 1e4),
    );
  });

  test('Metropolis on three states is reversible; without Hastings it has another law', () => {
    const pi = Float64Array.of(1, 2, 3);
    const q = Float64Array.of(0.1, 0.8, 0.1, 0.1, 0.1, 0.8, 0.4, 0.5, 0.1);
    const right = methods.metropolisMatrix({ pi, q }, context);
    const facts = methods.finiteChain({ p: right, n: 3 }, context);
    facts.stationary.forEach((each, i) => expect(each).toBeCloseTo(pi[i]! / 6, 13));
    const wrong = methods.finiteChain(
      { p: methods.metropolisMatrix({ pi, q, hastings: false }, context), n: 3 },
      context,
    );
    expect(Math.abs(wrong.stationary[0]! - 1 / 6)).toBeGreaterThan(0.01);
  });

  test('two sets without a way out are named; laws need no stationary one', () => {
    const identity = Float64Array.of(1, 0, 0, 1);
    const facts = methods.finiteChain({ p: identity, n: 2 }, context);
    expect([facts.stationary.length, facts.secondModulus]).toEqual([0, NaN]);
    expect(facts.reason).not.toBe('');
    const { laws } = methods.finiteLaws(
      { p: identity, n: 2, law: Float64Array.of(0.5, 0.5), steps: 1 },
      context,
    );
    expect([...laws]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test.each<[string, () => unknown, string, RegExp]>([
    [
      'a row that is none',
      () => methods.finiteChain({ p: Float64Array.of(0.5, 0.6, 0, 1), n: 2 }, context),
      'invalid_argument',
      /1\.1/,
    ],
    [
      'no matrix',
      () => methods.finiteChain({ p: new Float64Array(3), n: 2 }, context),
      'shape_mismatch',
      /./,
    ],
    [
      '1000 states',
      () => methods.finiteChain({ p, n: 1000 }, context),
      'too_large',
      /n is 1000; it must be at most 128/,
    ],
    [
      'a state that is none',
      () => methods.finitePath({ p, n: 2, state: 2, count: 1, seed: 1 }, context),
      'invalid_argument',
      /2/,
    ],
    [
      'a path of 10^9',
      () => methods.finitePath({ p, n: 2, state: 0, count: 1e9, seed: 1 }, context),
      'too_large',
      /count is 1e\+09/,
    ],
    [
      'no law',
      () => methods.finiteLaws({ p, n: 2, law: new Float64Array(2), steps: 1 }, context),
      'invalid_argument',
      /law/,
    ],
    [
      'no pi',
      () => methods.metropolisMatrix({ pi: new Float64Array(0), q: p }, context),
      'shape_mismatch',
      /pi has 0/,
    ],
    [
      'a covariance that is not positive definite',
      () =>
        methods.gibbsCreate(
          {
            model: { kind: 'gaussian', mean: new Float64Array(2), covariance: Float64Array.of(1, 2, 2, 1) },
            seed: 1,
          },
          context,
        ),
      'invalid_argument',
      /pivot/,
    ],
    [
      'an empty normal law',
      () =>
        methods.gibbsCreate(
          {
            model: { kind: 'gaussian', mean: new Float64Array(0), covariance: new Float64Array(0) },
            seed: 1,
          },
          context,
        ),
      'shape_mismatch',
      /./,
    ],
    [
      'one component',
      () =>
        methods.gibbsCreate(
          { model: { kind: 'mixture', x: new Float64Array(4), components: 1 }, seed: 1 },
          context,
        ),
      'invalid_argument',
      /components is 1/,
    ],
    [
      'data that are not finite',
      () => methods.gibbsCreate({ model: { kind: 'normal', y: Float64Array.of(1, NaN) }, seed: 1 }, context),
      'not_finite',
      /y\[1\] is nan/,
    ],
    [
      'another scan',
      () => methods.gibbsCreate({ model: { kind: 'normal', y: p }, seed: 1, scan: 'all' as never }, context),
      'unknown_name',
      /scan is "all"/,
    ],
    [
      'more rows than there are',
      () => methods.subsampledCreate({ y: p, batchRows: 5, batch: 'carried', seed: 1 }, context),
      'invalid_argument',
      /batch_rows is 5; it must be at most 4/,
    ],
    [
      'no data',
      () =>
        methods.subsampledCreate({ y: new Float64Array(0), batchRows: 1, batch: 'full', seed: 1 }, context),
      'invalid_argument',
      /./,
    ],
    [
      'no data for SGLD',
      () => methods.sgldCreate({ y: new Float64Array(0), batchRows: 1, stepSize: 0.1, seed: 1 }, context),
      'too_few_values',
      /y is empty/,
    ],
    [
      'SGLD without a step',
      () => methods.sgldCreate({ y: p, batchRows: 2, stepSize: 0, seed: 1 }, context),
      'invalid_argument',
      /step_size is 0/,
    ],
    [
      'a law of too many data',
      () => methods.subsampledLaws({ y: new Float64Array(5000), batchRows: 2, stepSize: 1 }, context),
      'too_large',
      /y has 5000 numbers; at most 4096/,
    ],
    [
      'a position of another mixture',
      () => methods.mixtureConditionals({ model: { kind: 'mixture', x: p }, position: p }, context),
      'shape_mismatch',
      /position has 4 numbers; the dimension is 8/,
    ],
  ])('%s is an Error, and nothing is left', (_, action, code, message) => {
    const fault = faultOf(action);
    expect([fault.code, fault.message]).toEqual([code, expect.stringMatching(message)]);
    const before = context.core.heap_used();
    faultOf(action);
    expect([context.core.heap_used(), context.objects.count]).toEqual([before, 0]);
  });
});
