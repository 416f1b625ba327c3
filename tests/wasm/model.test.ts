// Models as the worker runs them, without a worker: from their code to draws, and what is said of models that are none.

import { beforeAll, describe, expect, test } from 'vitest';
import { TractableError } from '../../web/core-client/errors.ts';
import type { Context } from '../../web/core-client/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import { traceModelHere } from '../../web/model/here.ts';
import { loadCore } from '../support/core.ts';
import { methods } from '../support/methods.ts';

const data = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };
const schools = `model(({ sample, observe, quantity, data }) => {
  const mu = sample('mu', normal(0, 5));
  const tau = sample('tau', halfCauchy(5));
  const z = sample('z', normal(0, 1), data.y.length);
  const theta = quantity('theta', add(mu, mul(tau, z)));
  observe(data.y, normal(theta, data.sigma));
});`;

const traced = (body: string, given: Record<string, unknown> = {}) =>
  traceModelHere(`model(({ sample, observe, quantity, factor, data }) => {\n${body}\n});`, given);

async function fault(action: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await action();
  } catch (error) {
    return error as TractableError;
  }
  throw new Error('nothing was refused');
}

const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, each) => sum + each, 0) / x.length;

describe.each(['simd', 'scalar'] as const)('models in the %s module', (variant) => {
  let context: Context;
  beforeAll(async () => {
    const job = { pause: async () => undefined, room: async () => undefined } as unknown as Context['job'];
    context = { core: await loadCore(variant), objects: new Objects(0), job };
  });
  const model = traceModelHere(schools, data);

  test('eight schools: facts, density, quantities', async () => {
    const facts = await methods.modelFacts({ model }, context);
    expect(facts.dim).toBe(10);
    expect(facts.quantities.slice(0, 3)).toEqual(['mu', 'tau', 'z[1]']);
    expect(facts.quantities.at(-1)).toBe('theta[8]');
    expect(facts.plates).toEqual([8]);
    const theta = facts.sites.find(({ name }) => name === 'theta')!;
    expect(theta).toMatchObject({ kind: 'quantity', parents: ['mu', 'tau', 'z'], plate: 0, line: 5 });
    const y = facts.sites.find(({ name }) => name === 'y')!;
    expect(y).toMatchObject({
      kind: 'observe',
      law: 'normal',
      parents: ['theta'],
      plate: 0,
      likelihood: true,
    });
    expect([...y.observed!]).toEqual(data.y);
    expect(facts.sites[0]).not.toHaveProperty('plate');
    expect(facts.sites[1]).toMatchObject({ transform: 'lower', first: 1, size: 1 });

    const x = Float64Array.from({ length: 700 * 10 }, (_, i) => Math.sin(i));
    const byHand = { name: 'eight_schools_noncentred' } as const;
    const ours = await methods.targetDensity({ target: { model }, x, gradient: true }, context);
    const theirs = await methods.targetDensity({ target: byHand, x, gradient: true }, context);
    ours.value.forEach((value, i) => expect(value).toBeCloseTo(theirs.value[i]!, 11));
    ours.gradient!.forEach((value, i) => expect(value).toBeCloseTo(theirs.gradient![i]!, 10));
    const quantities = await methods.targetQuantities({ target: { model }, x }, context);
    expect(quantities.length).toBe(700 * 18);
    expect(quantities[1]).toBeCloseTo(Math.exp(x[1]!), 12);
    const free = await methods.modelLogJoint({ model, x }, context);
    expect(free).toEqual(ours.value);
    const joint = await methods.modelLogJoint({ model, x, jacobian: false }, context);
    joint.forEach((value, i) => expect(free[i]! - value).toBeCloseTo(x[i * 10 + 1]!, 10));
  });

  test('a sampler of a model draws from its posterior', async () => {
    const target = { model };
    const { sampler } = methods.samplerCreate({ target, kernel: 'nuts', seed: 3, warmup: 500 }, context);
    await methods.samplerRun({ sampler, count: 500, draws: false }, context);
    const run = await methods.samplerRun({ sampler, count: 4000, quantities: true }, context);
    methods.samplerDelete({ sampler }, context);
    // mu's mean is 4.40 and its standard deviation 3.32; some thousand draws are independent.
    expect(Math.abs(mean(run.quantities!.filter((_, i) => i % 18 === 0)) - 4.397)).toBeLessThan(0.5);
    const likelihood = await methods.modelLogLikelihood({ model, x: run.draws }, context);
    expect(likelihood).toMatchObject({ names: ['y'], widths: [8] });
    expect(likelihood.values.length).toBe(4000 * 8);
    const again = await methods.modelPredict({ model, x: run.draws, seed: 1 }, context);
    expect(again.y!.length).toBe(4000 * 8);
    // The first school: between the pull of all (6.3) and its own 28, with its own error of 15.
    expect(Math.abs(mean(again.y!.filter((_, i) => i % 8 === 0)) - 6.3)).toBeLessThan(1.5);
    const part = await methods.modelPredict(
      { model, x: run.draws.subarray(3000 * 10), seed: 1, begin: 3000 },
      context,
    );
    expect(part.y).toEqual(again.y!.slice(3000 * 8));
  });

  test('draws of the prior, in pieces or at once', async () => {
    const prior = await methods.modelPrior({ model, count: 1000, seed: 2 }, context);
    expect(prior.quantities.length).toBe(18_000);
    expect(prior.predictive.y!.length).toBe(8000);
    const rest = await methods.modelPrior({ model, count: 300, seed: 2, begin: 700 }, context);
    expect(rest.quantities).toEqual(prior.quantities.slice(700 * 18));
    expect(rest.predictive.y).toEqual(prior.predictive.y!.slice(700 * 8));
    const mu = prior.quantities.filter((_, i) => i % 18 === 0);
    expect(Math.abs(mean(mu))).toBeLessThan((5 / Math.sqrt(1000)) * 4.5);
    expect((await methods.modelPrior({ model, count: 0, seed: 2 }, context)).quantities.length).toBe(0);
  });

  test('values go back to unconstrained numbers by their names', async () => {
    const values = { mu: 1, tau: 2, z: new Float64Array(8) };
    const x = await methods.modelUnconstrain({ model, values }, context);
    expect([...x]).toEqual([1, expect.closeTo(Math.log(2), 14), 0, 0, 0, 0, 0, 0, 0, 0]);
    const bad = (values: Record<string, number | number[]>) =>
      fault(() => methods.modelUnconstrain({ model, values }, context));
    expect((await bad({ mu: 1, tau: 2 })).message).toBe('modelUnconstrain: z is missing; it must have 8');
    expect((await bad({ ...values, z: [1] })).message).toContain('z has 1 numbers; it must have 8');
    expect((await bad({ nu: 1 })).message).toContain('the model samples no nu; it samples mu, tau, z');
    expect((await bad({ ...values, tau: -1, z: Array<number>(8).fill(0) })).message).toContain(
      'tau[0] is -1; it must be greater than low, 0',
    );
  });

  test('what is wrong is said of the line', async () => {
    const said = async (body: string, given?: Record<string, unknown>) =>
      (await fault(() => methods.modelFacts({ model: traced(body, given) }, context))).message;
    expect(
      await said("const p = sample('p', beta(1, 1));\nobserve(data.y, bernoulli(p));", { y: [0, 1, 3] }),
    ).toBe('line 3: observe y: y[2] is 3; bernoulli has whole numbers from 0 to 1');
    const shares = "const a = sample('a', exponential(1), 2);\nobserve(data.y, dirichlet(a));";
    expect(await said(shares, { y: [0.4, 0.5] })).toBe(
      'line 3: observe y: y[0] ... y[1] sum to 0.9; dirichlet has numbers that sum to 1',
    );
  });

  test('no start: the sentence names the site and its line', async () => {
    const nowhere = traced("const a = sample('a', normal(0, 1));\nfactor('f', log(sub(0, exp(a))));");
    const said = await fault(() =>
      methods.samplerCreate({ target: { model: nowhere }, kernel: 'nuts', seed: 1 }, context),
    );
    expect(said.code).toBe('not_finite');
    expect(said.message).toMatch(/^line 3: .*found no start/);
    const outside = traced(
      "const a = sample('a', normal(0, 1));\nobserve(data.y, uniform(add(5, exp(a)), 100));",
      { y: [3] },
    );
    const names = await fault(() =>
      methods.samplerCreate({ target: { model: outside }, kernel: 'nuts', seed: 1 }, context),
    );
    expect(names.message).toMatch(/^line 3: observe y is not finite: .*found no start/);
  });

  test('what is no recipe of a model is refused', async () => {
    const none = await fault(() => methods.modelFacts({ model: {} as never }, context));
    expect(none.message).toBe('modelFacts: model is none; it must be what traceModel returns');
    const zoo = context.core.make_target('standard_normal', '', new Float64Array(0));
    expect(() => context.core.model_facts(zoo)).toThrow('the target is no model');
    zoo.delete();
    expect(context.objects.count).toBe(0);
  });
});
