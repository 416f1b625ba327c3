// What warm-up and the student's own target compute and ask the core, against known answers.

import { beforeAll, describe, expect, it } from 'vitest';
import type { ChoiceExercise, CodeExercise, MakeExercise } from '$web/exercises/types.ts';
import { exercises } from '../../../lessons/06-hamiltonian/exercises.ts';
import * as own from '../../../lessons/06-hamiltonian/figures/draw.ts';
import * as tuned from '../../../lessons/06-hamiltonian/figures/warmup.ts';
import { coreClient } from '../lesson-03/core.ts';

const stepRule = exercises['step-rule'] as CodeExercise;
const learnMetric = exercises['learn-metric'] as MakeExercise;
const keptTooMuch = exercises['kept-too-much'] as ChoiceExercise;
const paintTrap = exercises['paint-trap'] as MakeExercise;

type Held = Awaited<ReturnType<typeof coreClient>>;
let client: Held['client'];
let objects: Held['objects'];
beforeAll(async () => {
  ({ client, objects } = await coreClient());
});

/** The program that the exercise asks for. */
function nextStep(alphas: number[], delta: number, first: number) {
  let h = 0;
  alphas.forEach((alpha, i) => (h += (delta - alpha - h) / (i + 11)));
  return Math.exp(Math.log(10 * first) - (Math.sqrt(alphas.length) / 0.05) * h);
}

describe('warm-up', () => {
  const run = (change: Partial<tuned.Setting> = {}) =>
    tuned.runWarmup(client, { ground: 'scales', metric: 'diagonal', target: 0.8, seed: 3, ...change });

  it('has Stan’s windows and ends on the target’s scales', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const found = await run({ seed });
      expect(found.metrics.map(({ from }) => from)).toEqual([0, 100, 150, 350]);
      expect(found.metrics[0]!.spread).toEqual([1, 1, 0]);
      expect(found.truth).toEqual([1, 10_000, 0]);
      const { value, error } = found.window.square;
      // The metric is the window's variance, shrunk by 200 / 205.
      expect(found.metrics[3]!.spread[1]).toBeGreaterThan(0.9 * value);
      expect(found.metrics[3]!.spread[1]).toBeLessThan(1.02 * value);
      expect(Math.abs(value - 10_000)).toBeLessThan(4 * error);
      expect(Math.abs(found.square.value - 10_000)).toBeLessThan(4 * found.square.error);
    }
  });

  it('shows the metric that held, and none before it came', async () => {
    const found = await run();
    expect(tuned.metricAt(found, 0).from).toBe(0);
    expect(tuned.metricAt(found, 99).from).toBe(0);
    expect(tuned.metricAt(found, 100).from).toBe(100);
    expect(tuned.metricAt(found, 500).from).toBe(350);
  });

  it('makes a gradient worth many times as much, and only the whole covariance tilts', async () => {
    const [none, each] = [await run({ metric: 'none' }), await run()];
    expect(none.metrics).toHaveLength(1);
    expect(none.after.cost).toBeGreaterThan(10 * each.after.cost);
    expect(each.after.perThousand).toBeGreaterThan(20 * none.after.perThousand);
    const tilted = { ground: 'tilted', target: 0.7 } as const;
    const [level, whole] = [await run(tilted), await run({ ...tilted, metric: 'dense' })];
    expect(level.metrics.at(-1)!.spread[2]).toBe(0);
    const { value, error } = whole.window.product;
    expect(Math.abs(value - 0.98)).toBeLessThan(4 * error);
    // So the exercise can be solved, and by the metric alone.
    const state = (of: tuned.Warmup) =>
      ({ ground: of.of.ground, metric: of.of.metric, ...of.after }) as never;
    expect(learnMetric.check(state(whole))).toBe(true);
    expect(learnMetric.check(state(level))).toContain('Can this metric tilt');
    expect(learnMetric.check(state(each))).toContain('should be the tilted ridge');
  });

  it('follows the rule of the exercise', async () => {
    const { stepSize, acceptance } = await run({ metric: 'none', seed: 7 });
    // A transition's record has the step that it was made with; the first is not restarted before the first update.
    for (const t of [1, 2, 10, 99, 399])
      expect(nextStep([...acceptance.subarray(0, t)], 0.8, stepSize[0]!) / stepSize[t]!).toBeCloseTo(1, 9);
    // Without the square root, or with an average that forgets nothing, some case fails.
    const fails = (program: typeof nextStep) =>
      stepRule.tests.some(
        ({ args, expected, tolerance }) =>
          Math.abs(program(...(args as Parameters<typeof nextStep>)) - (expected as number)) > tolerance!,
      );
    expect(fails(nextStep)).toBe(false);
    expect(fails((a, d, e) => 10 * e * (nextStep(a, d, e) / (10 * e)) ** (1 / Math.sqrt(a.length)))).toBe(
      true,
    );
    expect(
      fails(
        (a, d, e) =>
          10 * e * Math.exp(-20 * Math.sqrt(a.length) * (d - a.reduce((x, y) => x + y) / a.length)),
      ),
    ).toBe(true);
  });

  it('leaves nothing in the worker, cancelled or not', async () => {
    const before = objects.count;
    await run();
    const cancelled = new AbortController();
    cancelled.abort();
    await expect(
      tuned.runWarmup(client, { ground: 'scales', metric: 'none', target: 0.8, seed: 1 }, cancelled.signal),
    ).rejects.toThrow();
    expect(objects.count).toBe(before);
  });
});

describe('a target of one’s own', () => {
  it('is a sum of bells of equal mass', async () => {
    const recipe = own.dabsRecipe([1, 2, 0.5, -3, 0, 1.2]);
    const places = Float64Array.from([1, 2, -3, 0, 0.3, -1]);
    const { value } = await client.call('targetDensity', { target: { recipe }, x: places });
    const bell = (x: number, y: number, a: number, b: number, s: number) =>
      Math.exp(-((x - a) ** 2 + (y - b) ** 2) / (2 * s * s)) / (s * s);
    for (let i = 0; i < 3; i++) {
      const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
      expect(value[i]).toBeCloseTo(Math.log(bell(x, y, 1, 2, 0.5) + bell(x, y, -3, 0, 1.2)), 12);
    }
    expect(own.middle([1, 2, 0.5, -3, 0, 1.2])).toBe(-1);
    // Within the paper the sum over the grid says the same.
    const { mean, edge } = await own.truthOf(client, own.dabsRecipe([1, 2, 0.5, -3, 0, 0.6]));
    expect(mean).toBeCloseTo(-1, 4);
    expect(edge).toBeLessThan(1e-4);
  });

  it('is what was typed, with unseen coordinates of their own', async () => {
    for (const text of own.formulas) {
      const [plane, more] = [own.typedRecipe(text), own.typedRecipe(text, 3)];
      const [a, b] = [Float64Array.of(0.7, -1.2), Float64Array.of(0.7, -1.2, 1, 2, -3)];
      const at = async (recipe: typeof plane, x: Float64Array) =>
        (await client.call('targetDensity', { target: { recipe }, x })).value[0]!;
      const [x, y] = a as unknown as [number, number];
      const exact = [
        -(x * x + y * y) / 2,
        -(x * x) / 4 - 2 * (y - (x * x) / 5 + 1) ** 2,
        -4 * (Math.hypot(x, y) - 3) ** 2,
        -2 * (Math.abs(x) + Math.abs(y)),
      ][own.formulas.indexOf(text)]!;
      expect(await at(plane, a)).toBeCloseTo(exact, 12);
      expect(await at(more, b)).toBeCloseTo(exact - 7, 12);
      expect((await own.truthOf(client, plane)).edge).toBeLessThan(1e-4);
    }
    expect(() => own.typedRecipe('x^2')).toThrow('does not use y');
    expect(() => own.typedRecipe('-x^2 - z*y')).toThrow('“z” is unknown');
    expect(() => own.typedRecipe('x + y')).not.toThrow();
    expect((await own.truthOf(client, own.typedRecipe('x + y'))).edge).toBeGreaterThan(1e-2);
    await expect(own.truthOf(client, own.typedRecipe('log(-1 - x^2 - y^2)'))).rejects.toThrow('everywhere');
  });

  it('is sampled right by both, at the same price, cut anywhere', async () => {
    const before = objects.count;
    for (const [name, unseen] of [
      ['crescent', 0],
      ['bell', 10],
      ['near', 0],
    ] as const) {
      const recipe = own.dabsRecipe(own.pictures[name], unseen);
      const order = { recipe, dim: 2 + unseen, seed: 5, spread: true };
      const pair = await own.Pair.make(client, order);
      await pair.advance(1000);
      const [nuts, walk] = [await pair.report(pair.nuts), await pair.report(pair.walk)];
      expect(nuts!.draws).toBe(4000);
      expect(Math.abs(nuts!.evaluations - walk!.evaluations)).toBeLessThan(own.chains);
      expect(walk!.draws).toBe(walk!.evaluations);
      for (const each of [nuts!, walk!]) {
        expect(each.rhat).toBeLessThan(1.05);
        expect(Math.abs(each.mean)).toBeLessThan(4 * each.error);
      }
      const parts = await own.Pair.make(client, order);
      for (const n of [1, 99, 400, 500]) await parts.advance(n);
      expect((await parts.report(parts.nuts))!.x).toEqual(nuts!.x);
      pair.dispose();
      parts.dispose();
      await new Promise((done) => setTimeout(done));
    }
    expect(objects.count).toBe(before);
  });

  it('shows what the text says: the walk wins in the plane, NUTS among fifty coordinates, neither leaves a far hill', async () => {
    const reportsOf = async (name: own.Picture, unseen: number) => {
      const pair = await own.Pair.make(client, {
        recipe: own.dabsRecipe(own.pictures[name], unseen),
        dim: 2 + unseen,
        seed: 2,
        spread: true,
      });
      await pair.advance(500);
      const found = { nuts: (await pair.report(pair.nuts))!, walk: (await pair.report(pair.walk))! };
      pair.dispose();
      return found;
    };
    const plane = await reportsOf('crescent', 0);
    expect(plane.walk.ess).toBeGreaterThan(2 * plane.nuts.ess);
    const times = await own.guessed(client);
    expect(times).toBeGreaterThan(4);
    const far = await reportsOf('far', 0);
    expect(own.disagree(far.nuts)).toBe(true);
    const lost = await reportsOf('far', 50);
    expect(own.disagree(lost.nuts) && own.disagree(lost.walk)).toBe(true);
    // So the exercise can be solved.
    const state = { way: 'paint', dabs: 2, evaluations: far.nuts.evaluations, nuts: far.nuts };
    expect(paintTrap.check(state as never)).toBe(true);
    expect(paintTrap.check({ ...state, nuts: plane.nuts } as never)).toContain('find their way');
    expect(paintTrap.check({ ...state, dabs: 6 } as never)).toContain('at most four');
    expect(keptTooMuch.options).toHaveLength(4);
  });
});
