// Bayes' theorem at the border, through the methods that the page calls: right numbers, and what bad input says.

import { beforeAll, describe, expect, test } from 'vitest';
import type { Context, Methods } from '$web/core-client/methods.ts';
import { loadCore, type Fault } from '../support/core.ts';
import { methods } from '../support/methods.ts';

const of = (...values: number[]) => Float64Array.from(values);

/** A job that never waits. */
const job = { pause: () => Promise.resolve(), send: () => Promise.resolve() };

describe.each(['simd', 'scalar'] as const)('Bayes in the %s module', (variant) => {
  let context: Context;
  beforeAll(async () => {
    context = { core: await loadCore(variant), job, objects: undefined } as unknown as Context;
  });

  const call = async <M extends keyof Methods>(method: M, args: Parameters<Methods[M]>[0]) =>
    (await (methods[method] as (args: unknown, context: Context) => unknown)(args, context)) as Awaited<
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

  test('an exponential family: moments are derivatives, a prior is pseudo-observations', async () => {
    const poisson = { name: 'poisson' } as const;
    const facts = await call('exponentialFamily', { ...poisson, eta: of(0, Math.log(3)) });
    expect(facts.low).toBe(-Infinity);
    expect(facts.mean[1]).toBeCloseTo(3, 14);
    expect(facts.variance[1]).toBeCloseTo(3, 14);
    expect(facts.logPartition[0]).toBe(1);
    expect((await call('exponentialNatural', { ...poisson, mean: of(3) }))[0]).toBeCloseTo(Math.log(3), 14);
    const gamma = { name: 'gamma_rate', known: 2.5 } as const;
    const curves = await call('exponentialCurves', { ...gamma, eta: -2, x: of(-1, 0.5) });
    expect(curves.logProb[0]).toBe(-Infinity);
    const density = await call('distribution', {
      ...{ name: 'gamma', parameters: [2.5, 2], fn: 'log_prob', x: of(0.5) },
    });
    expect(curves.logProb[1]).toBeCloseTo(density[0]!, 13);
    const key: [number, number] = [1, 0];
    const all = await call('exponentialDraws', { ...gamma, eta: -2, key, count: 20_000 });
    const mean = all.statistic.reduce((a, b) => a + b, 0) / 20_000;
    expect(Math.abs(mean - 1.25)).toBeLessThan(4 * Math.sqrt(0.625 / 20_000));
    const rest = await call('exponentialDraws', { ...gamma, eta: -2, key, count: 10, begin: 100 });
    expect(rest.x).toEqual(all.x.slice(100, 110));
    // The coin of Beta(2, 2), ten tosses.
    const coin = await call('exponentialPrior', {
      ...{ name: 'bernoulli', chi: 2, nu: 4, eta: of(0), data: of(1, 1, 1, 1, 1, 1, 1, 0, 0, 0) },
    });
    expect(coin.logEvidence).toBeCloseTo(-6.977748, 6);
    expect(coin.mean).toBeCloseTo(0.5, 9);
    // Beta(2, 2) at 1/2 is 3/2, and the slope of the logit there 4.
    expect(Math.exp(coin.logDensity[0]!)).toBeCloseTo(3 / 8, 13);
  });

  test('areas are exact, and darts are counted where they fall', async () => {
    const shapes = {
      a: { x: 0, y: 0, radius: 1 },
      b: { x: 1, y: 0, radius: 1 },
      omega: of(-2, -2, 2, 2),
    };
    const areas = await call('vennAreas', shapes);
    expect(areas.both * areas.omega).toBeCloseTo(1.228369698608757, 14);
    const darts = await call('vennDarts', { ...shapes, key: [1, 0], count: 10_000 });
    const both = darts.region.filter((region) => region === 3).length / 10_000;
    expect(Math.abs(both - areas.both)).toBeLessThan(4 * Math.sqrt(areas.both / 10_000));
    const polygon = of(-1, -1, 1, -1, 1, 1, -1, 1);
    const inside = await call('vennAreas', { ...shapes, a: { polygon }, b: { x: 0, y: 0, radius: 0.5 } });
    expect(inside.aGivenB).toBeCloseTo(1, 14);
  });

  const coin = {
    model: 'beta_bernoulli',
    prior: { a: 2, b: 2 },
    data: { successes: 7, failures: 3 },
  } as const;

  test('a conjugate model gives posterior, evidence and predictive', async () => {
    const found = await call('conjugate', coin);
    expect(found.posterior).toEqual({ a: 9, b: 5 });
    expect(found.logEvidence).toBeCloseTo(-6.977748, 5);
    expect(found.logOrders).toBeCloseTo(Math.log(120), 12);
    expect(found.predictive.law).toBe('bernoulli');
    expect(found.predictive.parameters[0]).toBeCloseTo(9 / 14, 14);
    const words = await call('conjugate', {
      model: 'dirichlet_categorical',
      prior: { alpha: of(1, 1, 2) },
      data: { counts: of(3, 0, 1) },
    });
    expect(words.posterior).toEqual({ alpha: of(4, 1, 3) });
    expect([...words.predictive.parameters]).toEqual([0.5, 0.125, 0.375]);
    // One datum more: its predictive density is the evidence of it alone.
    const nig = { mean: 0, kappa: 1, a: 2, b: 3 };
    for (const [model, law] of [
      ['gamma_poisson', { shape: 2, rate: 3 }],
      ['gamma_exponential', { shape: 2, rate: 3 }],
      ['normal_known_sd', { mean: 0, sd: 2, sigma: 1 }],
      ['normal_inverse_gamma', nig],
    ] as const) {
      const one = await call('conjugate', { model, prior: law, data: { y: of(2) } } as never);
      const next = await call('conjugatePredictive', { model, law, x: of(2, -3) });
      expect(next[0]).toBeCloseTo(one.logEvidence, 12);
      expect(next[1] === -Infinity).toBe(model.startsWith('gamma'));
    }
    const regression = await call('conjugateRegression', {
      prior: { beta: of(0), v: of(1), a: 2, b: 3 },
      x: of(1, 1),
      y: of(2, 1),
    });
    const plain = await call('conjugate', {
      model: 'normal_inverse_gamma',
      prior: nig,
      data: { y: of(2, 1) },
    });
    expect(regression.logEvidence).toBeCloseTo(plain.logEvidence, 12);
  });

  test('every road leads to the evidence', async () => {
    const found = await call('evidence', coin);
    expect(found.quadrature.logEvidence).toBeCloseTo(found.exact, 10);
    expect(found.laplace.mode).toBeCloseTo(8 / 12, 14);
    expect(Math.abs(found.laplaceFree.logEvidence - found.exact)).toBeLessThan(0.05);
    expect(-found.bic / 2).toBeCloseTo(-7.25994, 5);
    const theta = of(0.2, 0.7);
    const { logPrior, logLikelihood, logPosterior } = await call('conjugateCurves', { ...coin, theta });
    logPosterior.forEach((each, i) =>
      expect(each).toBeCloseTo(logPrior[i]! + logLikelihood[i]! - found.exact, 12),
    );
    const outside = await call('conjugateCurves', {
      ...coin,
      prior: { a: 1, b: 1 },
      data: { successes: 0, failures: 0 },
      theta: of(2, -1),
    });
    expect([...outside.logPrior, ...outside.logPosterior]).toEqual(Array(4).fill(-Infinity));
    const jeffreys = await call('evidence', {
      ...coin,
      prior: { a: 0.5, b: 0.5 },
      data: { successes: 0, failures: 10 },
    });
    expect(jeffreys.quadrature.converged).toBe(true);
    expect(jeffreys.quadrature.logEvidence).toBeCloseTo(jeffreys.exact, 10);
    const trace = await call('evidenceMonteCarlo', { ...coin, key: [3, 4], samples: 20_000, points: 50 });
    expect(trace.samples.at(-1)).toBe(20_000);
    expect(trace.samples.length).toBeLessThanOrEqual(50);
    trace.samples.slice(1).forEach((count, i) => expect(count).toBeGreaterThan(trace.samples[i]!));
    expect(Math.abs(trace.logMean.at(-1)! - trace.exact)).toBeLessThan(3 * trace.standardError.at(-1)!);
    const best = await call('evidenceMonteCarlo', {
      ...coin,
      key: [3, 4],
      samples: 50,
      proposal: { a: 9, b: 5 },
    });
    expect(best.effectiveSize).toBeCloseTo(50, 8);
    expect((await call('evidenceMonteCarlo', { ...coin, key: [3, 4], samples: 0 })).samples).toHaveLength(0);
  });

  test('polynomials, linear models, groups and missing coordinates', async () => {
    const { core } = context;
    const x = core.uniform_f64([1, 2], 100, 0).map((u) => 2 * u - 1) as Float64Array;
    const noise = core.normal_f64([2, 3], 100, 0) as Float64Array;
    const y = x.map((at, i) => 1 - 2 * at + 3 * at ** 3 + 0.1 * noise[i]!);
    const fits: Awaited<ReturnType<Methods['polynomialRegression']>>[] = [];
    for (let degree = 0; degree <= 9; degree++) {
      fits.push(await call('polynomialRegression', { x, y, degree, noise: 0.1, grid: of(-1, 0, 1) }));
    }
    const best = (score: (fit: (typeof fits)[0]) => number) =>
      fits.reduce((a, b) => (score(b) > score(a) ? b : a)).degree;
    expect(best((fit) => fit.logEvidence)).toBe(3);
    expect(best((fit) => -fit.bic)).toBe(3);
    expect(fits[3]!.mean[1]).toBeCloseTo(1, 1);
    const rows = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : x[(i - 1) / 2]!));
    const line = await call('fitGlm', { family: 'normal', x: rows, y });
    expect(line.bic).toBeCloseTo(3 * Math.log(100) - 2 * line.logLikelihood, 9);
    const groups = await call('fitBetaBinomial', { successes: of(1, 5, 9, 2), trials: of(10, 10, 10, 10) });
    expect(groups.converged).toBe(true);
    expect(Math.abs(groups.gradient[0]!)).toBeLessThan(1e-9);
    const hidden = await call('conditionGaussian', {
      mean: of(0, 0),
      covariance: of(1, 0.5, 0.5, 1),
      known: Uint32Array.of(1),
      values: of(2),
    });
    expect(hidden).toEqual({ hidden: Uint32Array.of(0), mean: of(1), covariance: of(0.75) });
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
    [
      'an unknown model',
      'unknown_name',
      /model is "coin"; it must be one of beta_bernoulli/,
      'conjugate',
      { ...coin, model: 'coin' },
    ],
    [
      'NaN as next datum',
      'not_finite',
      /x\[1\] is nan/,
      'conjugatePredictive',
      { model: 'gamma_poisson', law: { shape: 2, rate: 3 }, x: of(1, NaN) },
    ],
    ['NaN as theta', 'not_finite', /theta\[0\] is nan/, 'conjugateCurves', { ...coin, theta: of(NaN) }],
    [
      'an asymmetric covariance',
      'invalid_argument',
      /covariance is not symmetric: \(1, 0\) is 0.1 and \(0, 1\) is 5/,
      'conditionGaussian',
      { mean: of(0, 0), covariance: of(1, 5, 0.1, 1), known: Uint32Array.of(1), values: of(1) },
    ],
    ['a model of Object', 'unknown_name', /model is "toString"/, 'evidence', { ...coin, model: 'toString' }],
    ['a prior of 0', 'invalid_argument', /a is 0/, 'conjugate', { ...coin, prior: { a: 0, b: 1 } }],
    [
      'a missing number',
      'invalid_argument',
      /prior.b is undefined/,
      'conjugate',
      { ...coin, prior: { a: 1 } },
    ],
    [
      'half a toss',
      'invalid_argument',
      /successes is 0.5/,
      'conjugate',
      { ...coin, data: { successes: 0.5, failures: 1 } },
    ],
    [
      'data as a list',
      'invalid_argument',
      /data.y is 1; it must be a Float64Array/,
      'conjugate',
      { model: 'gamma_poisson', prior: { shape: 1, rate: 1 }, data: { y: [1] } },
    ],
    [
      'a negative count',
      'invalid_argument',
      /y\[1\] is -1/,
      'conjugate',
      { model: 'gamma_poisson', prior: { shape: 1, rate: 1 }, data: { y: of(1, -1) } },
    ],
    [
      'a sigma of 0',
      'invalid_argument',
      /sigma is 0/,
      'evidence',
      { model: 'normal_known_sd', prior: { mean: 0, sd: 1, sigma: 0 }, data: { y: of(1) } },
    ],
    [
      'evidence of two numbers',
      'unknown_name',
      /one of beta_bernoulli, gamma_poisson/,
      'evidence',
      { model: 'normal_inverse_gamma', prior: { mean: 0, kappa: 1, a: 1, b: 1 }, data: { y: of(1) } },
    ],
    [
      '10^9 draws',
      'too_large',
      /samples is 1e\+09/,
      'evidenceMonteCarlo',
      { ...coin, key: [1, 0], samples: 1e9 },
    ],
    [
      'a text of draws',
      'invalid_argument',
      /samples is "9"/,
      'evidenceMonteCarlo',
      { ...coin, key: [1, 0], samples: '9' },
    ],
    [
      'no points',
      'invalid_argument',
      /points is 0/,
      'evidenceMonteCarlo',
      { ...coin, key: [1, 0], samples: 9, points: 0 },
    ],
    [
      'a proposal that is none',
      'invalid_argument',
      /proposal.a is undefined/,
      'evidenceMonteCarlo',
      { ...coin, key: [1, 0], samples: 9, proposal: 7 },
    ],
    ['one group', 'too_few_values', /1 groups/, 'fitBetaBinomial', { successes: of(1), trials: of(2) }],
    [
      'a family that is none',
      'unknown_name',
      /family is "probit"/,
      'fitGlm',
      { family: 'probit', x: of(1, 1), y: of(1, 2) },
    ],
    [
      'x that is no table',
      'shape_mismatch',
      /x has 3 values/,
      'fitGlm',
      { family: 'normal', x: of(1, 1, 1), y: of(1, 2) },
    ],
    [
      'equal columns',
      'invalid_argument',
      /column \d of x depends/,
      'fitGlm',
      { family: 'normal', x: of(1, 1, 2, 2, 3, 3), y: of(1, 2, 3) },
    ],
    [
      'more rows than one piece of work has',
      'too_large',
      /10923 rows of 8 columns; at most 10922/,
      'fitGlm',
      { family: 'logistic', x: new Float64Array(8 * 10_923), y: new Float64Array(10_923) },
    ],
    [
      'a grid that is too fine',
      'too_large',
      /7944 points of data, grid and test of 10 columns; at most 7943/,
      'polynomialRegression',
      { x: of(0), y: of(0), degree: 9, grid: new Float64Array(7943) },
    ],
    [
      'degree 31',
      'invalid_argument',
      /degree is 31/,
      'polynomialRegression',
      { x: of(0), y: of(0), degree: 31 },
    ],
    [
      'a noise below 0',
      'invalid_argument',
      /noise is -1/,
      'polynomialRegression',
      { x: of(0), y: of(0), degree: 1, noise: -1 },
    ],
    [
      'a prior that is text',
      'invalid_argument',
      /options.priorSd is 1; it must be a number/,
      'polynomialRegression',
      { x: of(0), y: of(0), degree: 1, priorSd: '1' },
    ],
    [
      'an x outside',
      'invalid_argument',
      /x\[0\] is 3/,
      'polynomialRegression',
      { x: of(3), y: of(0), degree: 1 },
    ],
    [
      'a matrix that is no covariance',
      'invalid_argument',
      /covariance is not positive definite: pivot 1 of 0 to 1 is -3/,
      'conditionGaussian',
      { mean: of(0, 0), covariance: of(1, 2, 2, 1), known: Uint32Array.of(1), values: of(0) },
    ],
    [
      'a natural parameter that there is not',
      'invalid_argument',
      /eta is 0; it must lie between -inf and 0/,
      'exponentialFamily',
      { name: 'gamma_rate', eta: of(0) },
    ],
    [
      'a family that is none',
      'unknown_name',
      /name is "cauchy"; it must be one of bernoulli, poisson/,
      'exponentialDraws',
      { name: 'cauchy', eta: 0, key: [1, 0], count: 1 },
    ],
    [
      'too many draws of one call',
      'too_large',
      /count is 131073; it must be at most 131072/,
      'exponentialDraws',
      { name: 'poisson', eta: 0, key: [1, 0], count: 131_073 },
    ],
    [
      'pseudo-observations that nobody can have made',
      'invalid_argument',
      /chi \/ nu is 1.5; it must lie between 0 and 1/,
      'exponentialPrior',
      { name: 'bernoulli', chi: 3, nu: 2 },
    ],
    [
      'a known number that is none',
      'not_finite',
      /known is nan/,
      'exponentialCurves',
      { name: 'normal_mean', known: NaN, eta: 0, x: of(0) },
    ],
    [
      'a v of the wrong size',
      'shape_mismatch',
      /v has 3 values/,
      'conjugateRegression',
      { prior: { beta: of(0, 0), v: of(1, 0, 1), a: 1, b: 1 }, x: of(1, 1), y: of(1) },
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

  test('a thousand runs, made, used, refused and deleted, leave no memory behind', async () => {
    const round = async () => {
      await call('evidenceMonteCarlo', { ...coin, key: [1, 0], samples: 10, points: 2 });
      await call('evidenceMonteCarlo', { ...coin, key: [1, 0], samples: -1 }).catch(() => undefined);
      await call('conjugate', coin);
    };
    for (let i = 0; i < 100; i++) await round();
    const before = context.core.heap_used();
    for (let i = 0; i < 1000; i++) await round();
    expect(context.core.heap_used() - before).toBe(0);
  });
});
