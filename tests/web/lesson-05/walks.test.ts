// What the first figures of lesson 5 compute themselves, and what they ask the core, against known answers.

import { describe, expect, it } from 'vitest';
import { evaluateExercise } from './exercise.ts';
import { exercises } from '../../../lessons/05-markov-chains/exercises.ts';
import {
  correction,
  counted,
  followedHand,
  handRange,
  handTarget,
  handWalk,
} from '../../../lessons/05-markov-chains/figures/by-hand.ts';
import { factorsOf, gammaRun, lawsOf } from '../../../lessons/05-markov-chains/figures/hastings.ts';
import { hillRange, hillWalk, twoHills } from '../../../lessons/05-markov-chains/figures/hill.ts';
import {
  edited,
  lateRate,
  lawAt,
  presets,
  proposals,
  routes,
  study,
} from '../../../lessons/05-markov-chains/figures/islands.ts';
import {
  best,
  draws,
  grid,
  groundOf,
  sweep,
  targetOf,
  walkAt,
} from '../../../lessons/05-markov-chains/figures/scale.ts';
import { densityOf, runOf, statistic, stepsOf } from '../../../lessons/05-markov-chains/figures/walks.ts';
import { coreClient } from '../lesson-03/core.ts';

const { client, objects } = await coreClient();

const meanOf = async (values: Float64Array) => {
  const { mean, mcseMean } = await client.call('chainSummary', { draws: values.slice(), chains: 1 });
  return { mean, error: mcseMean };
};

describe('walks', () => {
  it('steps are those of the run, and the uniform numbers are those that decided', async () => {
    const walk = handWalk(5);
    const [run, steps] = [await runOf(client, walk, 200), await stepsOf(client, walk, 200)];
    const accepted = statistic(run, 'accepted');
    steps.forEach(({ from, proposal, acceptance, accepted: taken, u }, i) => {
      expect(taken).toBe(accepted[i] === 1);
      expect(u < acceptance).toBe(taken);
      expect(run.draws[i]).toBe(taken ? proposal : from);
      expect(from).toBe(i === 0 ? 0 : run.draws[i - 1]);
    });
    // The ratio is that of the densities.
    const { value } = await client.call('targetDensity', {
      target: handTarget,
      x: Float64Array.from(steps.flatMap(({ from, proposal }) => [from, proposal])),
    });
    steps.forEach(({ acceptance }, i) =>
      expect(acceptance).toBeCloseTo(Math.min(1, Math.exp(value[2 * i + 1]! - value[2 * i]!)), 12),
    );
    expect(objects.count).toBe(0);
  });

  it.each([
    [twoHills, hillRange],
    [handTarget, handRange],
  ])('a drawn density has area 1 and its mean', async (target, range) => {
    const { x, p, mean } = await densityOf(client, target, range);
    const step = x[1]! - x[0]!;
    expect(p.reduce((sum, each) => sum + each * step, 0)).toBeCloseTo(1, 3);
    expect(p.reduce((sum, each, i) => sum + each * x[i]! * step, 0)).toBeCloseTo(mean, 2);
  });

  it('the walk of the hook settles on the ground', async () => {
    const { mean } = await densityOf(client, twoHills, hillRange);
    const found = await meanOf((await runOf(client, hillWalk(3), 50_000)).draws);
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * found.error);
  });
});

describe('Metropolis by hand', () => {
  it('with the repeats the mean is right, without them it is not', async () => {
    const { mean } = await densityOf(client, handTarget, handRange);
    const run = await runOf(client, handWalk(5), 20_000);
    const accepted = statistic(run, 'accepted');
    const right = await meanOf(counted(run.draws, accepted, 20_000, true));
    const wrong = await meanOf(counted(run.draws, accepted, 20_000, false));
    expect(Math.abs(right.mean - mean)).toBeLessThan(4 * right.error);
    expect(Math.abs(wrong.mean - mean)).toBeGreaterThan(4 * wrong.error);
  });

  it('says why a decision is wrong', async () => {
    const steps = await stepsOf(client, handWalk(5), followedHand);
    const sure = steps.find(({ acceptance }) => acceptance >= 1)!;
    expect(correction(sure, false)).toContain('always accepted');
    const refused = steps.find(({ accepted }) => !accepted)!;
    expect(correction(refused, true)).toContain('rejected');
  });
});

describe('islands', () => {
  it.each(routes)(
    '%s: the law settles on the populations, at the rate of the second eigenvalue',
    async (route) => {
      for (const populations of [
        [1, 2, 4, 6, 3],
        [1, 1, 1, 1, 1],
        [10, 0.1, 5, 0.5, 10],
        [3, 7, 2, 9, 1],
      ]) {
        const found = await study(client, { populations, route }, 0);
        const sum = populations.reduce((a, b) => a + b, 0);
        populations.forEach((each, i) => expect(found.stationary[i]).toBeCloseTo(each / sum, 13));
        expect(found.moved).toBeLessThan(1e-14);
        expect(found.defect).toBeLessThan(1e-12);
        // A chain that is nearly cut in two is slower than the figure's longest run.
        if (found.second < 0.97) expect(Math.abs(found.rate - found.second)).toBeLessThan(2e-3);
        if (found.settled === undefined) expect(found.second).toBeGreaterThan(0.99);
        else expect(found.distances[found.settled]).toBeLessThan(0.01);
        expect(lawAt(found, 0)[0]).toBe(1);
      }
    },
  );

  it('the circle never comes nearer, two groups have no one law', async () => {
    const clock = await study(client, presets.clock, 0);
    expect(clock.distances[57]).toBeCloseTo(clock.distances[2]!, 12);
    expect(clock.distances[57]).toBeGreaterThan(0.5);
    const split = await study(client, presets.split, 0);
    expect(split.stationary).toHaveLength(0);
    expect(split.reason).not.toBe('');
  });

  it('an edited row still adds up to 1', () => {
    let p: Float64Array = presets.split.slice();
    for (const [i, j, value] of [
      [0, 3, 0.25],
      [0, 0, 1],
      [0, 1, 0.5],
      [4, 0, 0],
    ] as const) {
      p = edited(p, i, j, value);
      expect(p[5 * i + j]).toBe(value);
      expect(p.subarray(5 * i, 5 * i + 5).reduce((a, b) => a + b)).toBeCloseTo(1, 14);
      p.forEach((each) => expect(each).toBeGreaterThanOrEqual(0));
    }
  });

  it('a rate is not read where there is none', () => {
    expect(lateRate([])).toBeNaN();
    const halves = Float64Array.from({ length: 100 }, (_, t) => 0.5 ** t);
    expect(lateRate(halves)).toBeCloseTo(0.5, 10);
    for (const route of routes)
      for (let i = 0; i < 5; i++)
        expect(
          proposals(route)
            .subarray(5 * i, 5 * i + 5)
            .reduce((a, b) => a + b),
        ).toBeCloseTo(1, 14);
  });
});

describe('the scale', () => {
  it.each([0.5, 2.4, 8])('on the line a bell accepts 2/π arctan(2 / %d)', async (scale) => {
    const { acceptance, acceptanceError, mean, meanError } = await walkAt(
      client,
      targetOf('round', 1),
      scale,
      8,
    );
    expect(Math.abs(acceptance - (2 / Math.PI) * Math.atan(2 / scale))).toBeLessThan(4 * acceptanceError);
    expect(Math.abs(mean)).toBeLessThan(4 * meanError);
  });

  it.each([2, 10, 50])('in %d dimensions a round hill accepts what an integral says', async (d) => {
    const scale = 2.38 / Math.sqrt(d);
    const { acceptance, acceptanceError } = await walkAt(client, targetOf('round', d), scale, 8);
    // Given the length r of the noise the acceptance is 2 Φ(-scale r / 2); r has the chi law with d degrees of freedom.
    const r = Float64Array.from({ length: 4000 }, (_, i) => (i + 0.5) / 200);
    const weight = r.map((each) =>
      Math.exp((d - 1) * Math.log(each) - each ** 2 / 2 - (d - 1) * Math.log(Math.sqrt(d)) + d / 2),
    );
    const below = (await client.call('special', {
      name: 'normal_cdf',
      x: r.map((each) => (-scale * each) / 2),
    })) as Float64Array;
    const whole = weight.reduce((a, b) => a + b);
    const expected = weight.reduce((sum, each, i) => sum + (2 * each * below[i]!) / whole, 0);
    expect(Math.abs(acceptance - expected)).toBeLessThan(4 * acceptanceError);
    expect(acceptanceError).toBeLessThan(0.01);
  });

  it('the best scale shrinks as the dimension grows, and so does what a draw is worth', async () => {
    const top = await Promise.all(
      [1, 10, 50].map(async (d) => {
        const told: number[] = [];
        const { signal } = new AbortController();
        const curve = await sweep(client, targetOf('round', d), 8, signal, (all) => told.push(all.length));
        expect(told).toEqual(grid.map((_, i) => i + 1));
        return best(curve)!;
      }),
    );
    for (const [i, d] of [1, 10, 50].entries()) {
      const [low, high] = [(2.38 / Math.sqrt(d)) * 0.6, (2.38 / Math.sqrt(d)) * 1.7];
      expect(top[i]!.scale).toBeGreaterThan(low);
      expect(top[i]!.scale).toBeLessThan(high);
    }
    expect(top[0]!.ess / top[2]!.ess).toBeGreaterThan(15);
  });

  it('the ground is what the walk is on', async () => {
    const ground = await groundOf(client, 'banana', 2);
    expect(ground.dim).toBe(2);
    expect(ground.levels[0]!).toBeGreaterThan(ground.levels[2]!);
    expect((await groundOf(client, 'round', 50)).dim).toBe(2);
    expect((await groundOf(client, 'round', 1)).line).toBeDefined();
    const far = await walkAt(client, targetOf('ridge', 2), 30, 8);
    expect(far.ess).toBeLessThan(draws / 100);
  });
});

describe('there and back', () => {
  it('the densities of both ways have the ratio x′ / x', async () => {
    const laws = await lawsOf(client);
    expect(laws.mean).toBeCloseTo(1.5, 14);
    expect(laws.wrongMean).toBeCloseTo(1, 14);
    for (const [x, to] of [
      [1, 2],
      [4.8, 0.15],
      [0.3, 0.31],
    ] as const) {
      const { home, there, target } = await factorsOf(client, laws, x, to);
      expect(home / there / (to / x)).toBeCloseTo(1, 12);
      expect(target).toBeCloseTo((to / x) ** 2 * Math.exp(-2 * (to - x)), 10);
    }
  });

  it.each([
    [true, 1.5],
    [false, 1],
  ])('with the factor %s the mean is %d', async (hastings, mean) => {
    const found = await meanOf((await gammaRun(client, 6, hastings)).draws);
    expect(Math.abs(found.mean - mean)).toBeLessThan(4 * found.error);
    expect(found.error).toBeLessThan(0.03);
  });
});

describe('exercises', () => {
  it('the acceptance step takes what is right and refuses what is not', () => {
    const exercise = exercises['metropolis-step']!;
    evaluateExercise(exercise, (logP: number, next: number, u: number) => Math.log(u) < next - logP);
    const wrong: ((logP: number, next: number, u: number) => boolean)[] = [
      () => true,
      (logP, next, u) => u < Math.exp(next) / Math.exp(logP),
      (logP, next, u) => !(Math.log(u) >= next - logP),
      (logP, next) => next > logP,
    ];
    for (const program of wrong) expect(() => evaluateExercise(exercise, program)).toThrow();
  });

  it('without Hastings’ factor Gamma(4, rate 2) is drawn as Gamma(3, rate 2)', async () => {
    const exercise = exercises['without-hastings']!;
    const { draws: x } = await runOf(
      client,
      {
        target: { name: 'gamma', options: { shape: 4, rate: 2 } },
        kernel: 'log_normal_walk',
        seed: 2,
        options: { stepSize: 0.5, hastings: 0 },
        start: Float64Array.of(2),
      },
      100_000,
    );
    const { mean, error } = await meanOf(x);
    expect(exercise.kind === 'number' && Math.abs(exercise.answer - mean)).toBeLessThan(4 * error);
  });

  it('the banana can be tuned as asked, as the last hint says', async () => {
    const { check, hints } = exercises['tune-it'] as unknown as {
      check: (state: unknown) => true | string;
      hints: string[];
    };
    const scale = Number(/about ([\d.]+)\.$/.exec(hints.at(-1)!)![1]);
    const { acceptance, ess } = await walkAt(client, targetOf('banana', 2), scale, 8);
    expect(check({ shape: 'banana', acceptance, ess })).toBe(true);
    for (const state of [
      undefined,
      { shape: 'ridge', acceptance, ess },
      { shape: 'banana', acceptance: 0.6, ess },
    ])
      expect(check(state)).toBeTypeOf('string');
  });
});
