// What the figures of lesson 5's second half ask the core, against known answers.

import { describe, expect, it } from 'vitest';
import { exercises } from '../../../lessons/05-markov-chains/exercises.ts';
import { cases, letters, look } from '../../../lessons/05-markov-chains/figures/broken.ts';
import { exactWalk, measure, pathOf } from '../../../lessons/05-markov-chains/figures/dimension.ts';
import {
  chainOf,
  factsOf,
  gripOf,
  mostRounds,
  placeAfter,
  rhoAt,
  sliceOf,
} from '../../../lessons/05-markov-chains/figures/gibbs.ts';
import * as mixture from '../../../lessons/05-markov-chains/figures/mixture.ts';
import { runOf } from '../../../lessons/05-markov-chains/figures/subsample.ts';
import { coreClient } from '../lesson-03/core.ts';

const { client, objects } = await coreClient();

describe('more dimensions', () => {
  it('the Crank-Nicolson walk is accepted as often in 10 dimensions as in 1000, within 0.02', async () => {
    const [ten, thousand] = [
      await measure(client, 'pcn', 10, 0.4, true, 11),
      await measure(client, 'pcn', 1000, 0.4, true, 11),
    ];
    expect(Math.abs(ten.acceptance - thousand.acceptance)).toBeLessThan(0.02);
    expect((await measure(client, 'random_walk', 1000, 0.4, true, 11)).acceptance).toBeLessThan(1e-3);
  });

  it('without data nothing is refused; the random walk is accepted as Student’s law says', async () => {
    expect((await measure(client, 'pcn', 200, 0.8, false, 11)).acceptance).toBe(1);
    const [two, twenty] = await exactWalk(client, [2, 20], 0.4);
    // In the plane by hand: P(T > t) = (1 - t / sqrt(2 + t^2)) / 2.
    const t = 0.2 * Math.SQRT2;
    expect(two).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
    for (const seed of [11, 12, 13]) {
      const found = await measure(client, 'random_walk', 20, 0.4, false, seed);
      expect(Math.abs(found.acceptance - twenty!)).toBeLessThan(4 * found.error);
    }
    const path = await pathOf(client, 'pcn', 50, 0.4, false, 11);
    expect(path).toHaveLength(201);
    expect(path.every((x, i) => i === 0 || x !== path[i - 1])).toBe(true);
    expect(objects.count).toBe(0);
  });
});

describe('Gibbs', () => {
  it('moves along one axis at a time, from the conditional that is drawn', async () => {
    const chain = await chainOf(client, 0.8, 4);
    for (let move = 0; move < 40; move++) {
      const [from, to] = [placeAfter(chain, move), placeAfter(chain, move + 1)];
      expect(from[1 - (move % 2)]).toBe(to[1 - (move % 2)]);
      expect(from[move % 2]).not.toBe(to[move % 2]);
    }
    const { along, height, axis, at } = await sliceOf(client, chain, 7);
    expect(axis).toBe(1);
    // N(rho x, 1 - rho^2), as a part of its highest on the grid.
    const top = along.reduce((best, x) => Math.max(best, -((x - 0.8 * at) ** 2) / 0.72), -Infinity);
    along.forEach((x, i) => expect(height[i]).toBeCloseTo(Math.exp(-((x - 0.8 * at) ** 2) / 0.72 - top), 10));
  });

  it('has lag-one autocorrelation rho squared', async () => {
    for (const rho of [0, 0.5, 0.9]) {
      const facts = await factsOf(client, await chainOf(client, rho, 4), mostRounds);
      expect(Math.abs(facts.correlations[1]! - rho ** 2)).toBeLessThan(
        4 * Math.sqrt((1 - rho ** 4) / mostRounds),
      );
      expect(Math.abs(facts.mean)).toBeLessThan(4 * facts.mcse);
    }
    const asked = exercises['lag-one']!;
    expect(asked.kind === 'number' && asked.answer).toBeCloseTo(0.9 ** 2, 12);
  });

  it('takes hold of the ellipse where its line is', () => {
    for (const rho of [0, 0.3, 0.98]) {
      const { x, y } = gripOf(rho);
      expect(rhoAt(x)).toBeCloseTo(rho, 12);
      // On the ellipse of radius 2.
      expect((x * x - 2 * rho * x * y + y * y) / (1 - rho * rho)).toBeCloseTo(4, 10);
    }
  });
});

describe('the mixture', () => {
  it('draws labels, means and weights in turn; renamed it is as likely', async () => {
    const data = await mixture.madeData(client, 'apart');
    const chain = await mixture.chainOf(client, data, 3, 5);
    const before = mixture.placeAfter(chain, 30);
    const [z, mu, pi] = [31, 32, 33].map((step) => mixture.placeAfter(chain, step));
    const part = (place: Float64Array, from: number, to: number) => [...place.subarray(from, to)];
    expect(part(z!, 0, 9)).toEqual(part(before, 0, 9));
    expect(part(mu!, 9, 33)).toEqual(part(z!, 9, 33));
    expect(part(mu!, 0, 6)).not.toEqual(part(z!, 0, 6));
    expect(part(mu!, 6, 9)).toEqual(part(z!, 6, 9));
    expect(part(pi!, 0, 6)).toEqual(part(mu!, 0, 6));
    const other = mixture.renamed(pi!, 3);
    expect(mixture.renamed(other, 3)).toEqual(pi);
    const [here, there] = [
      await mixture.conditionals(client, chain.model, pi!),
      await mixture.conditionals(client, chain.model, other),
    ];
    expect(there.logJoint).toBeCloseTo(here.logJoint, 9);
    for (let i = 0; i < chain.n; i++)
      expect(there.responsibilities[3 * i]).toBeCloseTo(here.responsibilities[3 * i + 1]!, 12);
  });

  it('never changes names where the groups are apart, and does where they overlap', async () => {
    const count = async (name: 'apart' | 'close', seed: number) => {
      const chain = await mixture.chainOf(client, await mixture.madeData(client, name), 2, seed);
      const [first, second] = mixture.traces(chain, mixture.sweeps);
      return mixture.switches(first!, second!);
    };
    for (const seed of [5, 6, 7]) {
      expect(await count('apart', seed)).toBe(0);
      expect(await count('close', seed)).toBeGreaterThan(0);
    }
    expect(mixture.switches([1, 1, 1, -1, 1], [0, 0, 0, 0, 0], 0)).toBe(2);
  });
});

describe('a part of the data', () => {
  it.each(['full', 'carried', 'sgld'] as const)('%s draws from the law that is drawn', async (method) => {
    const run = await runOf(client, method, 5, '0.1', 6);
    expect(Math.abs(run.variance - run.laws.drawn)).toBeLessThan(4 * run.varianceError);
    expect(run.varianceError).toBeLessThan(0.06 * run.laws.drawn);
    const { grid, law } = run.laws;
    const step = grid[1]! - grid[0]!;
    expect(law.reduce((sum, each) => sum + each * step, 0)).toBeCloseTo(1, 3);
    expect(law.reduce((sum, each, i) => sum + each * grid[i]! ** 2 * step, 0)).toBeCloseTo(run.laws.drawn, 2);
    if (method !== 'full') expect(run.variance).toBeGreaterThan(1.2 * run.laws.exact);
  });
});

describe('five sets of chains', () => {
  it.each(letters)('set %s is ill and can be cured, with other seeds too', async (letter) => {
    for (const seed of [3, 4, 5]) {
      const [ill, cured] = [await look(client, letter, false, seed), await look(client, letter, true, seed)];
      expect(cured.summary.rhat).toBeLessThan(1.03);
      expect(Math.abs(cured.summary.mean - cured.truth)).toBeLessThan(4 * cured.summary.mcseMean);
      if (cases[letter].fault === 'law') {
        expect(ill.summary.rhat).toBeLessThan(1.03);
        expect(Math.abs(ill.summary.mean - ill.truth)).toBeGreaterThan(6 * ill.summary.mcseMean);
        // Gamma(2, rate 2) instead of Gamma(3, rate 2).
        expect(Math.abs(ill.summary.mean - 1)).toBeLessThan(4 * ill.summary.mcseMean);
      } else expect(ill.summary.rhat).toBeGreaterThan(1.03);
      if (letter === 'A') expect(ill.accepted).toBeLessThan(0.05);
      if (letter === 'C') expect(ill.accepted).toBeGreaterThan(0.95);
    }
    expect(objects.count).toBe(0);
  });

  it('each fault and each sign stands once', () => {
    expect(new Set(letters.map((letter) => cases[letter].fault)).size).toBe(5);
    expect(new Set(letters.map((letter) => cases[letter].sign)).size).toBe(5);
  });
});
