// Laws of rows and mixtures over the border: values, draws, what is said of bad laws, and that work cut into pieces is
// the same.

import { distributionFunctions, multivariates } from '$core/catalogue.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../web/core-client/methods.ts';
import { multivariateMethods, type MixtureLaw, type RowLaw } from '../../web/core-client/multivariate.ts';
import { faultOf, loadCore, type Core } from '../support/core.ts';

const of = (...numbers: number[]) => Float64Array.from(numbers);
const laws: RowLaw[] = [
  { name: 'dirichlet', parameters: [of(1, 2, 0.5)] },
  {
    name: 'gaussian_mixture',
    parameters: [of(0.25, 0.75), of(0, 0, 3, 3), of(1, 0, 0, 1, 2, 1, 1, 1)],
  },
  { name: 'lkj_cholesky', parameters: [of(3), of(2)] },
  { name: 'multinomial', parameters: [of(5), of(0.2, 0.3, 0.5)] },
  { name: 'multivariate_normal', parameters: [of(1, -1), of(2, 1, 1, 1)] },
  { name: 'multivariate_normal_diagonal', parameters: [of(1, -1, 0), of(2, 1, 3)] },
];
const bumps: MixtureLaw = {
  weights: [0.25, 0.75],
  components: [
    { name: 'normal', parameters: [-2, 0.5] },
    { name: 'student_t', parameters: of(3, 1, 2) },
  ],
};
const parts = [of(0.25, 0.75), ['normal', 'student_t'], [of(-2, 0.5), of(3, 1, 2)]] as const;
const mixed = () => [parts[0], [...parts[1]], [...parts[2]]] as Parameters<Core['mixture_moments']>;

describe.each(['simd', 'scalar'] as const)('the %s module', (variant) => {
  let core: Core;
  let context: Context;
  let pauses = 0;
  beforeAll(async () => {
    core = await loadCore(variant);
    const job = { pause: () => Promise.resolve(void pauses++) };
    context = { core, job } as unknown as Context;
  });

  test('the catalogue names the laws of rows and their parameters', () => {
    const rows = core.multivariates();
    expect(rows.map(({ name }) => name)).toEqual([...multivariates]);
    expect(laws.map(({ name }) => name)).toEqual([...multivariates]);
    for (const [k, { parameters }] of laws.entries())
      expect(rows[k]?.parameters.length).toBe(parameters.length);
  });

  test('every law of rows has draws with a density, whatever the parts in which they are asked for', () => {
    for (const { name, parameters } of laws as { name: RowLaw['name']; parameters: Float64Array[] }[]) {
      const { mean, covariance } = core.multivariate_moments(name, parameters);
      expect(covariance.length).toBe(mean.length ** 2);
      const whole = core.multivariate_sample(name, parameters, [1, 2], 300, 0);
      expect(whole.length).toBe(300 * mean.length);
      const end = core.multivariate_sample(name, parameters, [1, 2], 200, 100);
      expect(end).toEqual(whole.slice(100 * mean.length));
      const density = core.multivariate_log_prob(name, parameters, whole);
      expect(density.length).toBe(300);
      expect(density.every(Number.isFinite)).toBe(true);
    }
  });

  test('gives known values', () => {
    const normal = [of(0, 0), of(1, 0.5, 0.5, 1)];
    const [density] = core.multivariate_log_prob('multivariate_normal', normal, of(0, 0));
    expect(density).toBeCloseTo(-Math.log(2 * Math.PI * Math.sqrt(0.75)), 14);
    const { entropy } = core.multivariate_moments('multivariate_normal', normal);
    expect(entropy).toBeCloseTo(1 + Math.log(2 * Math.PI) + Math.log(0.75) / 2, 14);
    expect(core.multivariate_moments('dirichlet', [of(1, 3)]).mean).toEqual(of(0.25, 0.75));
    const wide = [of(0, 0), of(4, 2, 2, 4)];
    // (tr - 2 + log det ratio) / 2
    const kl = core.multivariate_kl('multivariate_normal', normal, 'multivariate_normal', wide);
    expect(kl).toBeCloseTo((0.5 - 2 + Math.log(16)) / 2, 14);
    expect(core.mixture(...mixed(), 'cdf', of(0.5))[0]).toBeCloseTo(0.5570233867479181, 14);
    const { mean, variance } = core.mixture_moments(...mixed());
    expect(mean).toBe(0.25);
    expect(variance).toBeCloseTo(0.25 * (0.25 + 2.25 ** 2) + 0.75 * (12 + 0.75 ** 2), 13);
    const p = core.mixture(...mixed(), 'ppf', of(0.1, 0.9));
    expect(core.mixture(...mixed(), 'cdf', p)[0]).toBeCloseTo(0.1, 14);
    const [first, second] = core.mixture_responsibilities(...mixed(), of(-2));
    expect(first! + second!).toBeCloseTo(1, 14);
  });

  test.each<[string, string, RegExp, () => unknown]>([
    [
      'a covariance that is not positive definite',
      'invalid_argument',
      /multivariate_normal: covariance is not positive definite: pivot 1 of 0 to 1 is -3; it must be greater than 0/,
      () => core.multivariate_moments('multivariate_normal', [of(0, 0), of(1, 2, 2, 1)]),
    ],
    [
      'an unknown law',
      'unknown_name',
      /there is no wishart; there are dirichlet, gaussian_mixture/,
      () => core.multivariate_moments('wishart' as never, [of(1)]),
    ],
    [
      'parameters that are no list',
      'invalid_argument',
      /parameters is 7; it must be an array/,
      () => core.multivariate_moments('dirichlet', 7 as never),
    ],
    [
      'a parameter that is no typed array',
      'invalid_argument',
      /parameters\[0\] is .*; it must be a Float64Array/,
      () => core.multivariate_moments('dirichlet', [[1, 2]] as never),
    ],
    [
      'NaN in a row',
      'not_finite',
      /x\[1\] is nan/,
      () => core.multivariate_log_prob('dirichlet', [of(1, 1)], of(0, NaN)),
    ],
    [
      'numbers that are no rows',
      'shape_mismatch',
      /x has 3 numbers; a row has 2/,
      () => core.multivariate_log_prob('dirichlet', [of(1, 1)], of(0, 1, 2)),
    ],
    [
      'too many rows',
      'too_large',
      /count is 16777216 rows of 2 numbers/,
      () => core.multivariate_sample('dirichlet', [of(1, 1)], [1, 0], 2 ** 24, 0),
    ],
    [
      'a divergence without a closed form',
      'invalid_argument',
      /there is no closed form for dirichlet and multivariate_normal/,
      () => core.multivariate_kl('dirichlet', [of(1, 1)], 'multivariate_normal', [of(0, 0), of(1, 0, 0, 1)]),
    ],
    [
      'weights that do not sum to 1',
      'invalid_argument',
      /weights sums to 0.75; probabilities must sum to 1/,
      () => core.mixture_moments(of(0.5, 0.25), ['normal', 'normal'], [of(0, 1), of(0, 1)]),
    ],
    [
      'a bad component',
      'invalid_argument',
      /normal: sigma is 0; it must be greater than 0/,
      () => core.mixture_moments(of(1), ['normal'], [of(0, 0)]),
    ],
    [
      'a component without a name',
      'shape_mismatch',
      /there are 0 names and 1 parameters/,
      () => core.mixture_moments(of(1), [], [of(0, 0)]),
    ],
    [
      'a function that is not there',
      'unknown_name',
      /fn is "pdf"; it must be one of log_prob/,
      () => core.mixture(of(1), ['normal'], [of(0, 1)], 'pdf' as never, of(0)),
    ],
    [
      'no probability',
      'invalid_argument',
      /x\[0\] is 2; a probability lies between 0 and 1/,
      () => core.mixture(of(1), ['normal'], [of(0, 1)], 'ppf', of(2)),
    ],
  ])('%s is an Error with a code and a sentence, and the next call works', (_, code, message, action) => {
    const fault = faultOf(action);
    expect(fault.name).toBe('TractableError');
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
    expect(core.mixture(of(1), ['normal'], [of(0, 1)], 'cdf', of(0))).toEqual(of(0.5));
  });

  test('the methods cut their work into pieces, and give the same', async () => {
    const law = { name: 'multivariate_normal', parameters: [[1, -1], of(2, 1, 1, 1)] } as RowLaw;
    const lists = [of(1, -1), of(2, 1, 1, 1)];
    pauses = 0;
    const draws = await multivariateMethods.multivariateSample(
      { ...law, key: [3, 4], count: 20_000, begin: 5 },
      context,
    );
    expect(pauses).toBe(3);
    expect(draws).toEqual(core.multivariate_sample('multivariate_normal', lists, [3, 4], 20_000, 5));
    const density = await multivariateMethods.multivariateLogProb({ ...law, x: draws }, context);
    expect(pauses).toBe(6);
    expect(density).toEqual(core.multivariate_log_prob('multivariate_normal', lists, draws));
    const bad = draws.slice();
    bad[30_000] = NaN;
    await expect(multivariateMethods.multivariateLogProb({ ...law, x: bad }, context)).rejects.toMatchObject({
      code: 'not_finite',
      message: expect.stringMatching(/x\[30000\] is nan/),
    });
    const mixture = await multivariateMethods.mixtureSample(
      { ...bumps, key: [3, 4], count: 40_000 },
      context,
    );
    expect(mixture).toEqual(core.mixture_sample(...mixed(), [3, 4], 40_000, 0));
    for (const fn of distributionFunctions) {
      const inverse = fn === 'ppf' || fn === 'isf';
      const x = inverse ? Float64Array.from({ length: 40 }, (_, i) => i / 40) : mixture.subarray(0, 600);
      expect(await multivariateMethods.mixture({ ...bumps, fn, x }, context)).toEqual(
        core.mixture(...mixed(), fn, x),
      );
    }
    expect(multivariateMethods.multivariateMoments(law, context).mean).toEqual(of(1, -1));
    expect(multivariateMethods.multivariateKl({ p: law, q: law }, context)).toBeCloseTo(0, 14);
    expect(multivariateMethods.mixtureMoments(bumps, context).mean).toBe(0.25);
    expect(multivariateMethods.mixtureResponsibilities({ ...bumps, x: of(0, 1) }, context).length).toBe(4);
    expect(multivariateMethods.multivariates(undefined, context).length).toBe(6);
  });

  test('a thousand laws and errors leave no memory behind', () => {
    const round = () => {
      core.multivariate_log_prob('multivariate_normal', [of(0, 0), of(1, 0, 0, 1)], of(0, 0));
      core.multivariate_sample('gaussian_mixture', [of(1), of(0), of(1)], [1, 0], 10, 0);
      core.mixture(...mixed(), 'log_prob', of(0));
      core.mixture_sample(...mixed(), [1, 0], 10, 0);
      faultOf(() => core.multivariate_moments('multivariate_normal', [of(0), of(0)]));
    };
    for (let i = 0; i < 100; i++) round();
    const before = core.heap_used();
    for (let i = 0; i < 1000; i++) round();
    expect(core.heap_used() - before).toBe(0);
  });
});

test('both modules give the same bits', async () => {
  const [simd, scalar] = await Promise.all([loadCore('simd'), loadCore('scalar')]);
  for (const { name, parameters } of laws as { name: RowLaw['name']; parameters: Float64Array[] }[]) {
    const draws = simd.multivariate_sample(name, parameters, [7, 8], 1000, 0);
    expect(draws).toEqual(scalar.multivariate_sample(name, parameters, [7, 8], 1000, 0));
    const density = simd.multivariate_log_prob(name, parameters, draws);
    expect(density).toEqual(scalar.multivariate_log_prob(name, parameters, draws));
  }
  const draws = simd.mixture_sample(...mixed(), [7, 8], 1000, 0);
  expect(draws).toEqual(scalar.mixture_sample(...mixed(), [7, 8], 1000, 0));
  expect(simd.mixture(...mixed(), 'log_cdf', draws)).toEqual(scalar.mixture(...mixed(), 'log_cdf', draws));
});
