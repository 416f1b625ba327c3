// Distributions over the border: values, draws, what is said of bad laws, and that work cut into pieces is the same.

import { distributionFunctions, distributions } from '$core/catalogue.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { distributionMethods } from '../../web/core-client/distribution.ts';
import type { Context } from '../../web/core-client/methods.ts';
import { faultOf, loadCore, type Core } from '../support/core.ts';

const of = (...numbers: number[]) => Float64Array.from(numbers);

describe.each(['simd', 'scalar'] as const)('the %s module', (variant) => {
  let core: Core;
  let context: Context;
  let pauses = 0;
  beforeAll(async () => {
    core = await loadCore(variant);
    const job = { pause: () => Promise.resolve(void pauses++) };
    context = { core, job } as unknown as Context;
  });

  test('the catalogue names families, functions and parameters that work with their fallbacks', () => {
    const rows = core.distributions();
    expect(rows.map(({ name }) => name)).toEqual([...distributions]);
    for (const { name, discrete, parameters } of rows) {
      const fallbacks = Float64Array.from(parameters, ({ fallback }) => fallback);
      const law = core.distribution_moments(name, fallbacks);
      expect(law.discrete).toBe(discrete);
      expect(law.low).toBeLessThan(law.high);
      for (const fn of distributionFunctions) {
        const [value] = core.distribution(name, fallbacks, fn, of(0.5));
        // A discrete law has no mass at 1/2.
        expect(value).toSatisfy((v: number) => Number.isFinite(v) || (discrete && v === -Infinity));
      }
      // A sequence, whatever the parts in which it is asked for.
      const whole = core.distribution_sample(name, fallbacks, [1, 2], 300, 0);
      expect(core.distribution_sample(name, fallbacks, [1, 2], 200, 100)).toEqual(whole.slice(100));
    }
  });

  test('gives known values', () => {
    expect(core.distribution('normal', of(1, 2), 'cdf', of(1))[0]).toBe(0.5);
    expect(core.distribution('normal', of(0, 1), 'log_prob', of(0))[0]).toBeCloseTo(-0.9189385332046727, 14);
    expect(core.distribution('binomial', of(2, 0.5), 'sf', of(-1, 0, 1, 2))).toEqual(of(1, 0.75, 0.25, 0));
    expect(core.distribution('binomial', of(2, 0.5), 'log_prob', of(3, 0.5))).toEqual(
      of(-Infinity, -Infinity),
    );
    expect(core.distribution('gamma', of(1, 2), 'ppf', of(0, 1))).toEqual(of(0, Infinity));
    expect(core.distribution_moments('gamma', of(1, 2))).toEqual({
      mean: 0.5,
      variance: 0.25,
      entropy: expect.closeTo(1 - Math.LN2, 14),
      low: 0,
      high: Infinity,
      discrete: false,
    });
    const kl = core.distribution_kl('normal', of(1, 1), 'normal', of(0, 1));
    expect(kl).toBeCloseTo(0.5, 14);
  });

  test.each<[string, string, RegExp, () => unknown]>([
    [
      'a sigma of 0',
      'invalid_argument',
      /normal: sigma is 0; it must be greater than 0/,
      () => core.distribution('normal', of(0, 0), 'cdf', of(0)),
    ],
    [
      'a rate below 0',
      'invalid_argument',
      /gamma: rate is -1; it must be greater than 0/,
      () => core.distribution_sample('gamma', of(1, -1), [1, 0], 1, 0),
    ],
    [
      'a parameter that is NaN',
      'not_finite',
      /normal: mu is nan/,
      () => core.distribution_moments('normal', of(NaN, 1)),
    ],
    [
      'a missing parameter',
      'invalid_argument',
      /normal: there are 1 parameters; it has 2/,
      () => core.distribution_moments('normal', of(0)),
    ],
    [
      'a probability of 1.5',
      'invalid_argument',
      /binomial: p is 1.5/,
      () => core.distribution_moments('binomial', of(3, 1.5)),
    ],
    [
      'half a trial',
      'invalid_argument',
      /binomial: n is 2.5; it must be a whole number/,
      () => core.distribution_moments('binomial', of(2.5, 0.5)),
    ],
    [
      'parameters in a plain array',
      'invalid_argument',
      /parameters is 0,1; it must be a Float64Array/,
      () => core.distribution_moments('normal', [0, 1] as never),
    ],
    [
      'an unknown family',
      'unknown_name',
      /there is no norml; there are .*normal/,
      () => core.distribution_moments('norml' as never, of(0, 1)),
    ],
    [
      'an unknown function',
      'unknown_name',
      /fn is "pdf"; it must be one of log_prob, cdf/,
      () => core.distribution('normal', of(0, 1), 'pdf' as never, of(0)),
    ],
    [
      'NaN among the points',
      'not_finite',
      /x\[1\] is nan/,
      () => core.distribution('normal', of(0, 1), 'cdf', of(0, NaN)),
    ],
    [
      'a quantile of 1.5',
      'invalid_argument',
      /x\[0\] is 1.5/,
      () => core.distribution('normal', of(0, 1), 'isf', of(1.5)),
    ],
    [
      '10^9 draws',
      'too_large',
      /count is 1e\+09; it must be at most/,
      () => core.distribution_sample('normal', of(0, 1), [1, 0], 1e9, 0),
    ],
    [
      'a key that is none',
      'invalid_argument',
      /key is 7; it must be a pair/,
      () => core.distribution_sample('normal', of(0, 1), 7 as never, 1, 0),
    ],
    [
      'a divergence without a closed form',
      'invalid_argument',
      /there is no closed form for normal and gamma/,
      () => core.distribution_kl('normal', of(0, 1), 'gamma', of(1, 1)),
    ],
  ])('%s is an Error with a code and a sentence, and the next call works', (_, code, message, action) => {
    const fault = faultOf(action);
    expect(fault.name).toBe('TractableError');
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
    expect(core.distribution('normal', of(0, 1), 'cdf', of(0))).toEqual(of(0.5));
  });

  test('the methods cut their work into pieces, and give the same', async () => {
    const law = { name: 'gamma', parameters: [2.5, 1] } as const;
    const list = of(2.5, 1);
    pauses = 0;
    const draws = await distributionMethods.distributionSample(
      { ...law, parameters: [...law.parameters], key: [3, 4], count: 40_000, begin: 5 },
      context,
    );
    expect(pauses).toBe(3);
    expect(draws).toEqual(core.distribution_sample('gamma', list, [3, 4], 40_000, 5));
    const x = draws.subarray(0, 3000);
    for (const fn of ['log_prob', 'cdf'] as const) {
      const y = await distributionMethods.distribution({ name: 'gamma', parameters: list, fn, x }, context);
      expect(y).toEqual(core.distribution('gamma', list, fn, x));
    }
    expect(pauses).toBe(6);
    // The place of what is wrong is its place in the whole.
    const bad = x.slice();
    bad[2500] = NaN;
    await expect(
      distributionMethods.distribution({ name: 'gamma', parameters: list, fn: 'sf', x: bad }, context),
    ).rejects.toMatchObject({ code: 'not_finite', message: expect.stringMatching(/x\[2500\] is nan/) });
  });

  test('a thousand laws and errors leave no memory behind', () => {
    const round = () => {
      core.distribution('binomial', of(20, 0.3), 'log_prob', of(1, 2, 3));
      core.distribution_sample('gamma', of(0.5, 1), [1, 0], 10, 0);
      core.distribution_moments('binomial', of(20, 0.3));
      faultOf(() => core.distribution_moments('normal', of(0, -1)));
    };
    for (let i = 0; i < 100; i++) round();
    const before = core.heap_used();
    for (let i = 0; i < 1000; i++) round();
    expect(core.heap_used() - before).toBe(0);
  });
});

test('both modules give the same bits of draws, densities and tails', async () => {
  const [simd, scalar] = await Promise.all([loadCore('simd'), loadCore('scalar')]);
  for (const { name, parameters } of simd.distributions()) {
    const list = Float64Array.from(parameters, ({ fallback }) => fallback);
    const draws = simd.distribution_sample(name, list, [7, 8], 5000, 0);
    expect(draws).toEqual(scalar.distribution_sample(name, list, [7, 8], 5000, 0));
    for (const fn of ['log_prob', 'cdf', 'log_sf'] as const) {
      const x = draws.subarray(0, 500);
      expect(simd.distribution(name, list, fn, x)).toEqual(scalar.distribution(name, list, fn, x));
    }
  }
});
