// The methods for Markov chains as the worker runs them, without a worker: what they say, that runs which are cut anywhere have
// the same bits, and what is said of arguments that are none.

import { kernelNames, metricAdaptations, samplerStatistics, targetNames } from '$core/catalogue.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { TractableError } from '../../web/core-client/errors.ts';
import type { SamplerArgs, SamplerDraws } from '../../web/core-client/mcmc.ts';
import type { Context } from '../../web/core-client/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import { createTracer } from '../../web/trace/index.ts';
import { faultOf, loadCore } from '../support/core.ts';
import { methods } from '../support/methods.ts';

const t = createTracer();

/** A standard normal law of two coordinates, traced. */
const recipe = t.trace({ dim: 2 }, (x) => t.mul(-0.5, t.sum(t.square(x))));

const column = (statistics: Float64Array, name: (typeof samplerStatistics)[number]) =>
  statistics.filter((_, i) => i % samplerStatistics.length === samplerStatistics.indexOf(name));

/** The hash of support/ulp.hpp. */
const hash = (x: Float64Array) => {
  const bits = new BigUint64Array(x.slice().buffer);
  const step = (value: bigint, each: bigint) => BigInt.asUintN(64, (value ^ each) * 0x100000001b3n);
  return bits.reduce((value, each) => {
    const next = step(value, each);
    return next ^ (next >> 29n);
  }, 0xcbf29ce484222325n);
};

const mean = (x: Float64Array) => x.reduce((sum, each) => sum + each, 0) / x.length;

describe.each(['simd', 'scalar'] as const)('Markov chains in the %s module', (variant) => {
  let context: Context;
  let chunks: SamplerDraws[];
  let onPause: () => void = () => undefined;
  beforeAll(async () => {
    const job = {
      pause: async () => onPause(),
      room: async () => undefined,
      send: async (chunk: SamplerDraws) => void chunks.push(structuredClone(chunk)),
    } as unknown as Context['job'];
    context = { core: await loadCore(variant), objects: new Objects(0), job };
  });
  const reset = () => {
    chunks = [];
    onPause = () => undefined;
  };
  const create = (args: Partial<SamplerArgs> = {}) => {
    reset();
    const usual: SamplerArgs = { target: { name: 'eight_schools_noncentred' }, kernel: 'nuts', seed: 3 };
    return methods.samplerCreate({ ...usual, ...args }, context);
  };
  const run = (sampler: number, count: number, more = {}) =>
    methods.samplerRun({ sampler, count, ...more }, context);
  const remove = (sampler: number) => methods.samplerDelete({ sampler }, context);

  test('the lists are the catalogue, with ranges in which the usual values lie', () => {
    const catalogue = context.core.catalogue();
    expect(catalogue['KernelName']).toEqual([...kernelNames]);
    expect(catalogue['TargetName']).toEqual([...targetNames]);
    expect(catalogue['MetricAdaptation']).toEqual([...metricAdaptations]);
    expect(catalogue['SamplerStatistic']).toEqual([...samplerStatistics]);
    const kernels = methods.kernels(undefined, context);
    expect(kernels.map(({ name }) => name)).toEqual([...kernelNames]);
    const targets = methods.targets(undefined, context);
    expect(targets.map(({ name }) => name)).toEqual([...targetNames]);
    for (const { summary, options } of [...kernels, ...targets]) {
      expect(summary).not.toBe('');
      for (const { usual, low, high, integer } of options) {
        expect(usual).toBeGreaterThanOrEqual(low);
        expect(usual).toBeLessThanOrEqual(high);
        if (integer) expect(Number.isInteger(usual)).toBe(true);
      }
    }
    expect(kernels.find(({ name }) => name === 'nuts')!.gradient).toBe(true);
  });

  test('targets: densities, gradients, draws, moments and quantities', async () => {
    for (const name of targetNames) {
      const target = { name };
      const facts = await methods.targetFacts({ target }, context);
      expect(facts.coordinates).toHaveLength(facts.dim);
      const x = facts.draws
        ? await methods.targetSample({ target, count: 3, seed: 1 }, context)
        : new Float64Array(3 * facts.dim).fill(0.3);
      const { value, gradient } = await methods.targetDensity({ target, x, gradient: true }, context);
      expect([value.length, gradient!.length]).toEqual([3, 3 * facts.dim]);
      expect(value.every(Number.isFinite), name).toBe(true);
      // A difference in the first coordinate of the second row.
      const h = 1e-6 * (1 + Math.abs(x[facts.dim]!));
      const at = (step: number) => x.map((each, i) => (i === facts.dim ? each + step : each));
      const [up, down] = [
        await methods.targetDensity({ target, x: at(h) }, context),
        await methods.targetDensity({ target, x: at(-h) }, context),
      ];
      const slope = (up.value[1]! - down.value[1]!) / (2 * h);
      expect(Math.abs(slope - gradient![facts.dim]!), name).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
      const quantities = await methods.targetQuantities({ target, x }, context);
      expect(quantities).toHaveLength(3 * facts.quantities.length);
      const moments = await methods.targetMoments({ target }, context);
      expect([0, facts.quantities.length]).toContain(moments.mean.length);
    }
  });

  test('densities in pieces are the whole, and a recipe is a target like any other', async () => {
    const x = context.core.normal_f64([1, 0], 2 * 1000, 0);
    const whole = await methods.targetDensity({ target: { recipe }, x, gradient: true }, context);
    for (const i of [0, 255, 256, 999])
      expect(whole.value[i]).toBeCloseTo(-0.5 * (x[2 * i]! ** 2 + x[2 * i + 1]! ** 2), 12);
    expect(whole.gradient).toEqual(x.map((each) => -each));
    const part = await methods.targetDensity({ target: { recipe }, x: x.slice(700, 740) }, context);
    expect(part.value).toEqual(whole.value.slice(350, 370));
    const banana = { name: 'banana' as const };
    const draws = await methods.targetSample({ target: banana, count: 20_000, seed: 2 }, context);
    const some = await methods.targetSample({ target: banana, count: 10, seed: 2, begin: 9000 }, context);
    expect(some).toEqual(draws.slice(18_000, 18_020));
  });

  test('runs that are cut, streamed, saved and restored have the same bits', async () => {
    const whole = create({ warmup: 300 });
    const all = await run(whole.sampler, 600, { quantities: true });
    expect([all.first, all.count, all.stopped, all.warmingUp]).toEqual([0, 600, 'done', false]);
    expect(all.draws).toHaveLength(600 * whole.dim);
    expect(all.statistics).toHaveLength(600 * samplerStatistics.length);
    expect(all.quantities).toEqual(
      await methods.targetQuantities({ target: { name: 'eight_schools_noncentred' }, x: all.draws }, context),
    );
    remove(whole.sampler);

    const pieces = create({ warmup: 300 });
    const first = await run(pieces.sampler, 217);
    const saved = methods.samplerSave({ sampler: pieces.sampler }, context);
    const transition = methods.samplerStep({ sampler: pieces.sampler }, context);
    expect(transition.position).toEqual(all.draws.slice(217 * whole.dim, 218 * whole.dim));
    expect([transition.iteration, transition.warmingUp]).toEqual([218, true]);
    expect(transition.acceptance).toEqual(column(all.statistics, 'acceptance').slice(217, 218));
    remove(pieces.sampler);

    const again = create({ warmup: 300 });
    const { iteration } = methods.samplerRestore({ sampler: again.sampler, saved }, context);
    expect(iteration).toBe(217);
    const rest = await run(again.sampler, 383, { stream: true, saveEvery: 0 });
    const parts = [first, ...chunks, rest];
    expect(parts.flatMap(({ draws }) => [...draws])).toEqual([...all.draws]);
    expect(parts.flatMap(({ statistics }) => [...statistics])).toEqual([...all.statistics]);
    expect(rest.saved).toEqual(methods.samplerSave({ sampler: again.sampler }, context));
    remove(again.sampler);
    expect(context.objects.count).toBe(0);
  });

  test('chain k is the same alone and in lock step', async () => {
    const args = { target: { recipe }, kernel: 'hmc', seed: 8, options: { stepSize: 0.4 } } as const;
    const three = create({ ...args, chains: 3 });
    const { draws } = await run(three.sampler, 50);
    const one = create({ ...args, firstChain: 2 });
    expect(one.position).toEqual(three.position.slice(4));
    const alone = await run(one.sampler, 50);
    for (let i = 0; i < 50; i++)
      expect(alone.draws.slice(2 * i, 2 * i + 2)).toEqual(draws.slice(6 * i + 4, 6 * i + 6));
    remove(three.sampler);
    remove(one.sampler);
  });

  test('a cancelled run tells what it drew, and goes on afterwards as if it had not been', async () => {
    const whole = create();
    const all = await run(whole.sampler, 400);
    remove(whole.sampler);
    const { sampler } = create();
    let pauses = 0;
    onPause = () => {
      if (++pauses === 7)
        throw new TractableError('cancelled', 'samplerRun', 'samplerRun: the job was cancelled');
    };
    const some = await run(sampler, 400);
    expect([some.stopped, some.iteration]).toEqual(['cancelled', some.count]);
    expect(some.count).toBeGreaterThan(0);
    expect(some.count).toBeLessThan(400);
    reset();
    const rest = await run(sampler, 400 - some.count);
    expect([...some.draws, ...rest.draws]).toEqual([...all.draws]);
    remove(sampler);
  });

  test('none, and a thousand million draws', async () => {
    const { sampler } = create();
    const none = await run(sampler, 0);
    expect([none.count, none.draws.length, none.stopped]).toEqual([0, 0, 'done']);
    await expect(run(sampler, 1e9)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringMatching(
        /count is 1000000000; it must be at most 1677721, or the draws be streamed/,
      ),
    });
    onPause = () => {
      throw new TractableError('cancelled', 'samplerRun', 'samplerRun: the job was cancelled');
    };
    expect((await run(sampler, 1e9, { stream: true })).stopped).toBe('cancelled');
    for (const [count, message] of [
      [-1, /count is -1; it must be at least 0/],
      [1.5, /count is 1.5; it must be an integer/],
      [NaN, /count is NaN/],
    ] as const)
      await expect(run(sampler, count)).rejects.toThrow(message);
    remove(sampler);
  });

  test('a chain finds its law', async () => {
    const { sampler } = create({ target: { recipe }, kernel: 'nuts', warmup: 200 });
    await run(sampler, 200, { draws: false, statistics: false });
    const { draws, statistics } = await run(sampler, 4000);
    // About 4000 effective draws: four standard errors.
    expect(Math.abs(mean(draws))).toBeLessThan(4 / Math.sqrt(8000));
    expect(Math.abs(mean(draws.map((x) => x * x)) - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000));
    expect(Math.abs(mean(column(statistics, 'acceptance')) - 0.8)).toBeLessThan(0.15);
    remove(sampler);
  });

  test('the step size by hand', () => {
    const { sampler } = create({ target: { recipe } });
    const tuned = methods.samplerTune({ sampler, stepSize: 0.25, metric: Float64Array.of(2, 3) }, context);
    expect([tuned.stepSize, ...tuned.metric]).toEqual([0.25, 2, 3]);
    expect(methods.samplerTune({ sampler, stepSize: 0.5 }, context).metric).toEqual(tuned.metric);
    for (const stepSize of [0, -1, NaN, Infinity])
      expect(() => methods.samplerTune({ sampler, stepSize }, context)).toThrow(/step_size is/);
    remove(sampler);
  });

  test('a step size by hand is where warm-up goes on', async () => {
    const { sampler } = create({ target: { recipe }, adaptation: 'none', warmup: 100 });
    await run(sampler, 40, { draws: false, statistics: false });
    methods.samplerTune({ sampler, stepSize: 1e-3 }, context);
    const { stepSize } = await run(sampler, 1);
    // Dual averaging begins at ten times as much; one transition takes it down by exp(0.8 / 0.55), or up by exp(0.2 / 0.55).
    expect(stepSize).toBeGreaterThan(0.999e-2 * Math.exp(-0.8 / 0.55));
    expect(stepSize).toBeLessThan(1.001e-2 * Math.exp(0.2 / 0.55));
    remove(sampler);
  });

  test('the box of a recipe on the line has no second side', async () => {
    const line = t.trace({ dim: 1 }, (x) => t.mul(-0.5, t.sum(t.square(x))));
    const boxes = [line, recipe].map((each) => methods.targetFacts({ target: { recipe: each } }, context));
    expect((await Promise.all(boxes)).map(({ box }) => [...box])).toEqual([
      [-4, 4, 0, 0],
      [-4, 4, -4, 4],
    ]);
  });

  test('the path of the puck keeps its energy and runs backwards', async () => {
    const q = Float64Array.of(1, -0.5);
    const p = Float64Array.of(0.3, 0.8);
    const path = await methods.leapfrogPath({ target: { recipe }, q, p, stepSize: 0.1, steps: 25 }, context);
    expect([path.positions.length, path.energy.length]).toEqual([52, 26]);
    expect(path.energy[0]).toBeCloseTo(0.5 * (1.25 + 0.73), 14);
    for (const energy of path.energy) expect(Math.abs(energy - path.energy[0]!)).toBeLessThan(0.003);
    const back = await methods.leapfrogPath(
      {
        target: { recipe },
        q: path.positions.slice(50),
        p: path.momenta.slice(50).map((each) => -each),
        stepSize: 0.1,
        steps: 25,
      },
      context,
    );
    expect(back.positions[50]).toBeCloseTo(1, 13);
    expect(back.momenta[51]).toBeCloseTo(-0.8, 13);
  });

  const nan = t.trace({ dim: 1 }, (x) => t.log(t.sub(-100, t.square(x))));
  test.each<[string, Partial<SamplerArgs>, string, RegExp]>([
    [
      'no kernel of that name',
      { kernel: 'best' as never },
      'unknown_name',
      /"best"; it must be one of .*nuts/,
    ],
    ['no target of that name', { target: { name: 'best' as never } }, 'unknown_name', /name is "best"/],
    ['no target', { target: undefined as never }, 'invalid_argument', /name is undefined/],
    ['no recipe', { target: { recipe: {} as never } }, 'parse_error', /recipe is none/],
    [
      'no option of that name',
      { options: { speed: 1 } },
      'unknown_name',
      /"speed"; it must be one of step_size/,
    ],
    ['a step size of 0', { options: { stepSize: 0 } }, 'invalid_argument', /step_size is 0/],
    ['a step size of NaN', { options: { stepSize: NaN } }, 'not_finite', /step_size is nan/],
    ['a start that is NaN', { target: { recipe }, start: Float64Array.of(NaN, 0) }, 'not_finite', /nan/],
    ['a start of another size', { target: { recipe }, start: new Float64Array(3) }, 'shape_mismatch', /3/],
    ['no start to be found', { target: { recipe: nan } }, 'not_finite', /chain 0 found no start/],
    ['half a warm-up', { warmup: 0.5 }, 'invalid_argument', /warmup is 0.5; it must be an integer/],
    ['an acceptance of 2', { targetAcceptance: 2 }, 'invalid_argument', /target_acceptance is 2/],
    ['another adaptation', { adaptation: 'all' as never }, 'unknown_name', /adaptation is "all"/],
    ['no seed', { seed: undefined as never }, 'invalid_argument', /seed is undefined/],
    ['0 chains', { kernel: 'hmc', chains: 0 }, 'invalid_argument', /chains is 0/],
    [
      'a million chains',
      { kernel: 'hmc', chains: 1e6 },
      'too_large',
      /chains is 1e\+06; it must be at most 4096/,
    ],
    [
      'a covariance that is not positive definite',
      { target: { recipe }, metric: Float64Array.of(1, 2, 2, 1) },
      'invalid_argument',
      /pivot/,
    ],
    ['a variance of -1', { target: { recipe }, metric: Float64Array.of(1, -1) }, 'invalid_argument', /-1/],
    [
      'a metric of another size',
      { target: { recipe }, metric: new Float64Array(3) },
      'shape_mismatch',
      /metric has 3/,
    ],
  ])('%s', (_, args, code, message) => {
    const fault = faultOf(() => create(args));
    const before = context.core.heap_used(); // after what is made once
    faultOf(() => create(args));
    expect([fault.code, fault.message]).toEqual([code, expect.stringMatching(message)]);
    expect(context.objects.count).toBe(0);
    expect(context.core.heap_used()).toBe(before);
  });

  test('a step size of a million is a value: nothing moves, and it is told', async () => {
    const { sampler } = create({ target: { recipe }, kernel: 'hmc', options: { stepSize: 1e6 } });
    const { draws, statistics } = await run(sampler, 20);
    expect(new Set(draws).size).toBe(2);
    expect([...column(statistics, 'divergent')]).toEqual(new Array(20).fill(1));
    remove(sampler);
    // Warm-up finds another.
    const adapted = create({ target: { recipe }, kernel: 'hmc', options: { stepSize: 1e6 }, warmup: 100 });
    expect((await run(adapted.sampler, 120)).stepSize).toBeLessThan(3);
    remove(adapted.sampler);
  });

  test('what was not saved is not restored, and the sampler goes on', async () => {
    const { sampler } = create({ target: { recipe } });
    const saved = methods.samplerSave({ sampler }, context);
    for (const wrong of [
      new Float64Array(0),
      saved.slice(1),
      saved.fill(NaN, 3),
      new Float64Array(saved.length),
    ]) {
      const fault = faultOf(() => methods.samplerRestore({ sampler, saved: wrong }, context));
      expect(['invalid_argument', 'shape_mismatch', 'not_finite']).toContain(fault.code);
    }
    expect((await run(sampler, 5)).count).toBe(5);
    remove(sampler);
    expect(() => methods.samplerStep({ sampler }, context)).toThrow(/sampler \d+ is gone/);
  });

  test.each([
    ['eight_schools_noncentred', 'nuts', 'diagonal', 15614454568195591230n],
    ['banana', 'hmc', 'dense', 2330486476378494627n],
    ['funnel', 'random_walk', 'none', 15157199705480440954n],
  ] as const)(
    'draws from %s by %s have the bits that native code has',
    async (name, kernel, adaptation, bits) => {
      // tests/core/mcmc/start_test.cpp draws the same.
      const { sampler } = create({
        target: { name },
        kernel,
        adaptation,
        warmup: 300,
        seed: 12,
        firstChain: 2,
      });
      const { draws } = await run(sampler, 1000, { statistics: false });
      remove(sampler);
      expect(hash(draws)).toBe(bits);
    },
  );

  test('every kernel runs, and nuts shows a trajectory that the transition came from', async () => {
    for (const { name: kernel } of methods.kernels(undefined, context)) {
      const target = { name: kernel === 'log_normal_walk' ? 'gamma' : 'standard_normal' } as const;
      const start = kernel === 'log_normal_walk' ? Float64Array.of(1) : undefined;
      const { sampler, dim } = create({ target, kernel, ...(start && { start }) });
      const { draws } = await run(sampler, 200);
      expect(new Set(draws).size, kernel).toBeGreaterThan(10);
      const step = methods.samplerStep({ sampler }, context);
      expect(step.start).toEqual(draws.slice(-dim));
      if (kernel !== 'nuts') expect(step.path).toBeUndefined();
      remove(sampler);
    }
    const { sampler } = create({ target: { recipe }, options: { stepSize: 0.2 } });
    const ends = new Set<string>();
    for (let i = 0; i < 50; i++) {
      const { path, depth, evaluations, position } = methods.samplerStep({ sampler }, context);
      expect([path!.place.length, path!.positions.length]).toEqual([evaluations[0], 2 * evaluations[0]!]);
      // The draw is one of the points that were not thrown away.
      const at = [...path!.place].findIndex((_, j) => path!.positions[2 * j] === position[0]);
      if (at >= 0) expect(path!.depth[at]).toBeLessThan(depth[0]!);
      ends.add(path!.ended);
    }
    expect(ends).toContain('turned');
    remove(sampler);
    const shallow = create({ target: { recipe }, options: { stepSize: 1e-3, maxDepth: 3 } });
    const { path } = methods.samplerStep({ sampler: shallow.sampler }, context);
    expect([path!.ended, path!.place.length]).toEqual(['max_depth', 7]);
    remove(shallow.sampler);
    const wild = create({ target: { name: 'scaled_normal' }, options: { stepSize: 50 } });
    expect(methods.samplerStep({ sampler: wild.sampler }, context).path!.ended).toBe('diverged');
    remove(wild.sampler);
  });

  test("whatever stands in an argument's place, the answer is a sentence, and nothing is left", () => {
    const { core } = context;
    const detached = new Float64Array(2);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const hostile = [
      undefined,
      null,
      NaN,
      -1,
      0.5,
      1e300,
      '',
      'nuts\n',
      [],
      {},
      Symbol('x'),
      5n,
      () => 1,
      new Proxy(new Float64Array(2), {}),
      Object.create(null),
      new Float64Array(3).fill(NaN),
      new Float64Array(1e5).fill(1),
      new Uint32Array(2),
      detached,
    ];
    const none = new Float64Array(0);
    const two = new Float64Array(2);
    const all = () => {
      const target = core.make_target('banana', '', new Float64Array(0));
      const sampler = core.make_sampler(target, 'nuts', '', none, 'none', '', none, none, [1, 0], 1, two);
      const calls: [(...args: never[]) => unknown, unknown[]][] = [
        [core.make_target, ['banana', 'sd', Float64Array.of(2)]],
        [core.make_recipe_target, [recipe.words, recipe.numbers, recipe.names.join('\n')]],
        [
          (...args) =>
            core.make_sampler(
              target,
              ...(args as never as [never, never, never, never, never, never, never, never, never, never]),
            ),
          ['hmc', 'steps', Float64Array.of(3), 'none', 'warmup', Float64Array.of(5), none, [1, 0], 1, two],
        ],
        [
          (...args) => core.leapfrog_path(target, ...(args as never as [never, never, never, never, never])),
          [two, two, 0.1, 3, none],
        ],
        [(...args) => target.log_prob(...(args as never as [never, never])), [two, true]],
        [(...args) => target.sample(...(args as never as [never, never, never])), [[1, 0], 3, 0]],
        [(...args) => target.quantities(...(args as never as [never])), [two]],
        [(...args) => sampler.run(...(args as never as [never, never, never])), [3, true, true]],
        [(...args) => sampler.tune(...(args as never as [never, never])), [0.1, none]],
        [(...args) => sampler.restore(...(args as never as [never])), [sampler.save()]],
        [core.make_gaussian_gibbs, [two, Float64Array.of(1, 0, 0, 1), 'random', [1, 0], 0, two]],
        [core.make_mixture_gibbs, [two, 1, 2, 1, 1, 'random', [1, 0], 0, none]],
        [core.make_regression_gibbs, [two, two, 1, 'random', [1, 0], 0, none]],
        [core.make_subsampled, [two, 1, 'carried', 1, [1, 0], 0, none]],
        [core.finite_laws, [Float64Array.of(1, 0, 0, 1), 2, Float64Array.of(1, 0), 1, none]],
        [core.metropolis_matrix, [two.fill(1), Float64Array.of(1, 0, 0, 1), true]],
      ];
      for (const [call, args] of calls) {
        for (let i = 0; i < args.length; i++) {
          for (const value of hostile) {
            try {
              const made = call(...(args.with(i, value) as never[])) as { delete?: () => void } | undefined;
              made?.delete?.();
            } catch (error) {
              const { code, name, message } = error as { code: string; name: string; message: string };
              expect([name, message]).toEqual(['TractableError', expect.stringMatching(/^\w[^]*: \S/)]);
              expect(code).not.toBe('internal_error');
            }
          }
        }
        const made = call(...(args as never[])) as { delete?: () => void } | undefined;
        made?.delete?.();
      }
      sampler.delete();
      target.delete();
    };
    all();
    const before = core.heap_used();
    all();
    expect(core.heap_used()).toBe(before);
  });
});
