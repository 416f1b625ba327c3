// What the figures of lesson 6 ask the core and make of its answers, against known ones.

import { describe, expect, it } from 'vitest';
import { exercises, goal } from '../../../lessons/06-hamiltonian/exercises.ts';
import { funnelGround, run } from '../../../lessons/06-hamiltonian/figures/funnel.ts';
import { groundOf } from '../../../lessons/06-hamiltonian/figures/core.ts';
import {
  errors,
  most,
  placeAt,
  slopeOf,
  thereAndBack,
  walk,
} from '../../../lessons/06-hamiltonian/figures/leapfrog.ts';
import { perThousand, race, trajectories, turned } from '../../../lessons/06-hamiltonian/figures/lengths.ts';
import { moments, slide, valley } from '../../../lessons/06-hamiltonian/figures/puck.ts';
import { many, ridge, transition } from '../../../lessons/06-hamiltonian/figures/turn.ts';
import { coreClient } from '../lesson-03/core.ts';

const { client, objects } = await coreClient();

describe('the puck', () => {
  it('keeps its energy, and its height is that of a correlated bell', async () => {
    const { top } = await groundOf(
      client,
      valley,
      [
        [-3.6, 3.6],
        [-3.6, 3.6],
      ],
      [1],
    );
    const [q, p] = [[-1.5, -0.4] as const, [-0.2, 1.9] as const];
    const found = await slide(client, top, q, p);
    // x' S^-1 x / 2 with correlation 0.6, by hand.
    const height = (q[0] ** 2 - 1.2 * q[0] * q[1] + q[1] ** 2) / (2 * 0.64);
    expect(found.height[0]).toBeCloseTo(height, 12);
    expect(found.moving[0]).toBeCloseTo((p[0] ** 2 + p[1] ** 2) / 2, 12);
    for (let i = 0; i <= moments; i++)
      expect(Math.abs(found.height[i]! + found.moving[i]! - height - found.moving[0]!)).toBeLessThan(1e-3);
    expect(Math.max(...found.height)).toBeGreaterThan(2);
  });

  it('stands on level lines of that bell', async () => {
    const ground = await groundOf(
      client,
      valley,
      [
        [-3.6, 3.6],
        [-3.6, 3.6],
      ],
      [2],
    );
    const { pieces: rings } = ground.lines[0]!;
    let seen = 0;
    for (let i = 0; i < rings.length; i += 2) {
      const [x, y] = [rings[i]!, rings[i + 1]!];
      if (Number.isNaN(x)) continue;
      expect((x * x - 1.2 * x * y + y * y) / 1.28).toBeCloseTo(2, 2);
      seen++;
    }
    expect(seen).toBeGreaterThan(100);
  });
});

describe('leapfrog', () => {
  it('has errors of second order, and comes back', async () => {
    const found = await errors(client, 'leapfrog');
    expect(Math.abs(found.slope - 2)).toBeLessThan(0.02);
    for (const eps of [0.05, 0.5, 1.9]) expect(await thereAndBack(client, eps, most)).toBeLessThan(1e-12);
    expect(await thereAndBack(client, 2.2, most)).toBeGreaterThan(1);
  });

  it('is kick, drift, kick, part by part', async () => {
    const eps = 0.5;
    const found = await walk(client, 'leapfrog', eps, 2);
    expect(placeAt(found, 0)).toMatchObject({ q: 1.5, p: 0 });
    const kicked = placeAt(found, 1);
    expect(kicked.q).toBe(1.5);
    expect(kicked.p).toBeCloseTo((-eps / 2) * 1.5, 14);
    const drifted = placeAt(found, 2);
    expect(drifted.q).toBeCloseTo(1.5 + eps * kicked.p, 14);
    expect(drifted.p).toBe(kicked.p);
    expect(placeAt(found, 3).p).toBeCloseTo(kicked.p - (eps / 2) * drifted.q, 14);
  });

  it('beats Euler, whose energy grows by 1 + eps^2 a step', async () => {
    const found = await walk(client, 'euler', 0.3, 10);
    const constant = 0.5 * Math.log(2 * Math.PI);
    expect((found.energy[10]! - constant) / (found.energy[0]! - constant)).toBeCloseTo(1.09 ** 10, 10);
  });

  it('has a slope by least squares', () => {
    const x = [0.1, 0.2, 0.4, 5];
    expect(
      slopeOf(
        x,
        x.map((each) => 3 * each ** 1.5),
        1,
      ),
    ).toBeCloseTo(1.5, 12);
  });
});

describe('lengths', () => {
  it.each([
    [0.2, 1],
    [0.2, 7],
    [0.2, 16],
    [0.25, 12],
  ])('on a round bell neighbours correlate as the turn says: eps %d, %d steps', async (eps, steps) => {
    const of = { target: 'round', eps, steps, jitter: false, seed: 4 } as const;
    const { hmc } = await race(client, of);
    const expected = turned(of, hmc.acceptance)!;
    expect(Math.abs(hmc.lag1 - expected)).toBeLessThan(4 * Math.sqrt((1 - expected ** 2) / hmc.draws));
  });

  it('resonate after one round, and jitter cures it', async () => {
    const of = { target: 'round', eps: 0.2, steps: 31, seed: 4 } as const;
    const whole = (await race(client, { ...of, jitter: false })).hmc;
    expect(whole.lag1).toBeGreaterThan(0.98);
    expect(whole.acceptance).toBeGreaterThan(0.99);
    const varied = (await race(client, { ...of, jitter: true })).hmc;
    expect(varied.lag1).toBeLessThan(0.7);
    expect(varied.ess).toBeGreaterThan(10 * whole.ess);
  });

  it('beat the walk on the ridge; the exercise can be done, not by any setting', async () => {
    for (const seed of [1, 4, 9]) {
      const at = (eps: number, steps: number) =>
        race(client, { target: 'ridge', eps, steps, jitter: false, seed });
      const good = await at(0.3, 8);
      expect(perThousand(good.hmc)).toBeGreaterThan(goal);
      expect(perThousand(good.hmc)).toBeGreaterThan(3 * perThousand(good.walk));
      for (const [eps, steps] of [
        [0.2, 7],
        [0.1, 20],
        [0.3, 3],
        // Half a round: mirrors.
        [0.3, 14],
        [0.38, 11],
      ] as const)
        expect(perThousand((await at(eps, steps)).hmc)).toBeLessThan(goal);
    }
  });

  it('single slides are accepted by their energy, and go on from the draw', async () => {
    const of = { target: 'ridge', eps: 0.42, steps: 8, jitter: true, seed: 3 } as const;
    const found = await trajectories(client, of, 24);
    expect(found.some(({ accepted }) => !accepted)).toBe(true);
    for (let i = 1; i < found.length; i++) {
      const { positions, accepted } = found[i - 1]!;
      const from = accepted ? positions.slice(-2) : positions.slice(0, 2);
      expect([...found[i]!.positions.slice(0, 2)]).toEqual([...from]);
    }
  });
});

describe('the funnel', () => {
  it('makes NUTS diverge and stop high; reparameterised it has its exact moments', async () => {
    const plan = { story: 'funnel', targetAcceptance: 0.8, seed: 4 } as const;
    const centred = await run(client, { ...plan, noncentred: false });
    expect(centred.divergences).toBeGreaterThan(0);
    expect(centred.fraction).toBeLessThan(0.3);
    expect(Math.min(...centred.upright)).toBeGreaterThan(-7);
    const cured = await run(client, { ...plan, noncentred: true });
    expect(cured.divergences).toBe(0);
    expect(cured.fraction).toBeGreaterThan(0.7);
    const v = cured.judged[0]!;
    expect(v.exactSd).toBe(3);
    expect(Math.abs(v.mean)).toBeLessThan(4 * v.mcseMean);
    expect(Math.abs(v.sd - 3)).toBeLessThan(4 * v.mcseSd);
  });

  it('is in the eight schools, too: their means within four errors', async () => {
    const plan = { story: 'eight_schools', targetAcceptance: 0.9, seed: 4 } as const;
    expect((await run(client, { ...plan, noncentred: false })).divergences).toBeGreaterThan(10);
    const cured = await run(client, { ...plan, noncentred: true });
    for (const { mean, exactMean, mcseMean } of cured.judged)
      expect(Math.abs(mean - exactMean)).toBeLessThan(4 * mcseMean);
  });

  it('has the neck below, in the picture as in the law', async () => {
    const { lines } = await funnelGround(client);
    const { pieces: rings } = lines.at(-1)!;
    let [low, high] = [0, 0];
    for (let i = 0; i < rings.length; i += 2) {
      const [x, v] = [rings[i]!, rings[i + 1]!];
      if (v < -2) low = Math.max(low, Math.abs(x));
      if (v > 1) high = Math.max(high, Math.abs(x));
    }
    expect(high).toBeGreaterThan(3 * low);
  });
});

describe('a transition of NUTS', () => {
  it('explains itself: the same points, the draw among them, a turn at its end', async () => {
    let [thrown, turns] = [0, 0];
    for (let before = 0; before < 40; before++) {
      const stepSize = 0.25;
      const { of } = await transition(client, { stepSize, seed: 1, before });
      const { path, momenta, start, doublings } = of;
      const n = path.place.length;
      // From the start, the core's leapfrog with these momenta meets every point of the tree.
      for (let i = 0; i < n; i++) {
        const steps = Math.abs(path.place[i]!);
        const call = { target: ridge, q: start, p: momenta.slice(2 * n), steps };
        const walked = await client.call('leapfrogPath', {
          ...call,
          stepSize: Math.sign(path.place[i]!) * stepSize,
        });
        for (const d of [0, 1])
          expect(walked.positions[2 * steps + d]).toBeCloseTo(path.positions[2 * i + d]!, 10);
        expect(walked.energy[steps]! - walked.energy[0]!).toBeCloseTo(path.energyError[i]!, 10);
      }
      const known = [...of.chosen].every(
        (q, d) => q === (of.leaf < 0 ? start[d] : path.positions[2 * of.leaf + d]),
      );
      expect(known).toBe(true);
      if (of.leaf >= 0) expect(path.depth[of.leaf]).toBeLessThan(of.depth);
      expect(doublings.at(-1)!.leaves).toBe(n);
      for (const { turns, leaves } of doublings.slice(0, -1)) {
        expect(Math.min(...turns)).toBeGreaterThan(0);
        expect(Math.log2(leaves + 1) % 1).toBe(0);
      }
      if (path.ended === 'turned_within') expect(doublings.at(-1)!.counts, String(thrown++)).toBe(false);
      else if (Math.min(...doublings.at(-1)!.turns) <= 0) turns++;
    }
    expect(thrown).toBeGreaterThan(3);
    expect(turns).toBeGreaterThan(10);
  });

  it('many of them have the moments of the ridge, and half the step costs nearly twice the steps', async () => {
    const [fine, coarse] = [await many(client, 0.1, 1), await many(client, 0.2, 1)];
    for (const { mean, mcse, product, productError } of [fine, coarse]) {
      expect(Math.abs(mean)).toBeLessThan(4 * mcse);
      expect(Math.abs(product - 0.85)).toBeLessThan(4 * productError);
    }
    expect(Math.abs(fine.evaluations / coarse.evaluations - 2)).toBeLessThan(0.3);
  });
});

it('no sampler is left in the worker', () => expect(objects.count).toBe(0));

describe('exercises', () => {
  it('the largest step is where the core explodes', async () => {
    const exercise = exercises['largest-step']!;
    if (exercise.kind !== 'number') throw new Error('a number is asked for');
    const target = { name: 'scaled_normal', options: { dim: 2, low: 0.05, high: 20 } } as const;
    const grown = async (stepSize: number) => {
      const at = { q: Float64Array.of(0.05, 20), p: Float64Array.of(0, 0), steps: 4000 };
      const { energy } = await client.call('leapfrogPath', { target, ...at, stepSize });
      return Math.max(...energy.map((each) => Math.abs(each - energy[0]!)));
    };
    expect(await grown(exercise.answer * 0.99)).toBeLessThan(100);
    // So far that the numbers end.
    expect(await grown(exercise.answer * 1.01)).not.toBeLessThan(1e6);
  });

  it('whole kicks give the wrong width, and more than half is accepted; with half kicks it is right', async () => {
    const count = 100_000;
    const key = (seed: number) => client.call('keyFromSeed', { seed });
    const momenta = await client.call('normal', { key: await key(1), count });
    const uniforms = await client.call('uniform', { key: await key(2), count });
    const chain = (half: boolean) => {
      const eps = 1;
      let [q, accepted, squares] = [0, 0, 0];
      for (let i = 0; i < count; i++) {
        let [x, p] = [q, momenta[i]!];
        const start = (x * x + p * p) / 2;
        for (let k = 0; k < 4; k++) {
          p -= (half ? eps / 2 : eps) * x;
          x += eps * p;
          if (half) p -= (eps / 2) * x;
        }
        if (Math.log(uniforms[i]!) < start - (x * x + p * p) / 2) [q, accepted] = [x, accepted + 1];
        squares += q * q;
      }
      return { rate: accepted / count, variance: squares / count };
    };
    const [faulty, right] = [chain(false), chain(true)];
    expect(faulty.rate).toBeGreaterThan(0.5);
    expect(Math.abs(faulty.variance - 1)).toBeGreaterThan(0.2);
    // The draws of the right one correlate by about a half: an error of sqrt(2 * 3 / n) or less, four times.
    expect(Math.abs(right.variance - 1)).toBeLessThan(4 * Math.sqrt(6 / count));
  });

  type Program = (q: number, p: number, eps: number, steps: number) => [number, number];
  const slope = (q: number) => -q - q ** 3;
  const solves = (program: Program) => {
    const exercise = exercises['write-leapfrog']!;
    if (exercise.kind !== 'code') throw new Error('a program is asked for');
    return exercise.tests.every(({ args, expected, tolerance = 0 }) => {
      const got = program(...(args as Parameters<Program>));
      if (typeof expected === 'function') return expected(got) === true;
      return (expected as number[]).every((each, i) => Math.abs(each - got[i]!) <= tolerance);
    });
  };
  const loop =
    (step: (q: number, p: number, eps: number) => [number, number]): Program =>
    (q, p, eps, steps) => {
      for (let i = 0; i < steps; i++) [q, p] = step(q, p, eps);
      return [q, p];
    };

  it('leapfrog passes its hidden cases; Euler and half a leapfrog do not', () => {
    const right = loop((q, p, eps) => {
      p += (eps / 2) * slope(q);
      q += eps * p;
      return [q, p + (eps / 2) * slope(q)];
    });
    expect(solves(right)).toBe(true);
    expect(solves(loop((q, p, eps) => [q + eps * p, p + eps * slope(q)]))).toBe(false);
    expect(
      solves(
        loop((q, p, eps) => {
          p += eps * slope(q);
          return [q + eps * p, p];
        }),
      ),
    ).toBe(false);
    expect(solves((q, p) => [q, p])).toBe(false);
  });

  it('say what is missing until it is done', () => {
    const [slideIt, cure] = [exercises['good-slide']!, exercises['cure']!];
    if (slideIt.kind !== 'make' || cure.kind !== 'make') throw new Error('something is to be made');
    const check = (state: unknown) => slideIt.check(state as never);
    expect(check(undefined)).toContain('Open');
    expect(check({ target: 'round', worth: 500, acceptance: 1 })).toContain('ridge');
    expect(check({ target: 'ridge', worth: null, acceptance: 0 })).toContain('explode');
    expect(check({ target: 'ridge', worth: goal - 1, acceptance: 0.99 })).toContain('may be longer');
    expect(check({ target: 'ridge', worth: 40, acceptance: 0.8, slide: 1 })).toContain('Slide longer');
    expect(check({ target: 'ridge', worth: 40, acceptance: 0.8, slide: 24 })).toContain('half a round');
    expect(check({ target: 'ridge', worth: 2, acceptance: 0.8, slide: 4.2, lag1: -0.6 })).toContain(
      'opposite',
    );
    expect(check({ target: 'ridge', worth: goal + 1, acceptance: 0.84 })).toBe(true);
    const cured = (state: unknown) => cure.check(state as never);
    expect(cured(undefined)).toContain('first');
    expect(cured({ funnel_centred: 0, funnel_noncentred: 0 })).toContain('no divergence');
    expect(cured({ funnel_centred: 9 })).toContain('reparameterise');
    expect(cured({ funnel_centred: 9, funnel_noncentred: 1 })).toContain('still');
    expect(cured({ funnel_centred: 9, funnel_noncentred: 0 })).toBe(true);
  });
});
