import { describe, expect, it } from 'vitest';
import { exercises } from '../../../lessons/02-evidence/exercises.ts';
import {
  compare as compareProgram,
  lawsOf,
  plain,
  pretty,
  readProgram,
  sources,
  summands,
  targets,
  type TargetName,
} from '../../../lessons/02-evidence/figures/back.ts';
import {
  alphas,
  alphaStep,
  averageOf,
  cellsOf,
  compare,
  drawBoth,
  evidenceOf,
  heightFor,
  highest,
  layout,
  least,
  most,
} from '../../../lessons/02-evidence/figures/levels.ts';
import type { MakeExercise } from '../../../web/exercises/types.ts';
import { coreClient } from '../lesson-03/core.ts';

const { client } = await coreClient();
const laws = await lawsOf(client);
const tell = async (name: TargetName, text: string, seed = 1) =>
  compareProgram(client, sources[name], readProgram(text, sources[name], laws), seed);
const fault = (name: TargetName, text: string) => {
  try {
    readProgram(text, sources[name], laws);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('the way back', () => {
  const answers: Record<TargetName, string[]> = {
    measured: [
      'mu ~ normal(0, 2)\ny1 ~ normal(mu, 1)\ny2 ~ normal(mu, 1)',
      'y2 ~ Normal(0, sqrt(5))\ny1 ~ normal(0.8*y2, sqrt(1.8))\nmu ~ normal(4*(y1 + y2)/9, 2/3)',
    ],
    waiting: [
      'lambda ~ gamma(2, 1)\nt1 ~ exponential(lambda)\nt2 ~ exponential(lambda)',
      'λ ∼ gamma(2, 1)\nt₂ ~ gamma(1, λ)\n\nt₁ ~ exponential(λ)',
    ],
    coin: [
      'theta ~ beta(2, 2)\ny1 ~ bernoulli(theta)\ny2 ~ bernoulli(theta)',
      // A toss first: by chance a half; then Polya's urn, then the posterior.
      'y1 ~ bernoulli(1/2)\ny2 ~ bernoulli((2 + y1)/5)\ntheta ~ beta(2 + y1 + y2, 4 - y1 - y2)',
    ],
    levels: [
      'theta ~ normal(0, 3)\nz ~ normal(theta, 1)\nx ~ normal(z, 0.5)',
      'z ~ normal(0, sqrt(10))\ntheta ~ normal(0.9*z, sqrt(0.9))\nx ~ normal(z, 1/2)',
    ],
  };

  it.each(targets)('accepts every program that has the density: %s', async (name) => {
    for (const text of answers[name])
      for (const seed of [1, 2]) {
        const found = await tell(name, text, seed);
        expect(found.right, `${text}: ${found.difference}`).toBe(true);
        expect(found.difference).toBeLessThanOrEqual(1e-12);
      }
    expect((await tell(name, answers[name][0]!)).text).not.toContain('product rule');
  });

  it('says where a wrong one goes wrong', async () => {
    const other = await tell('measured', 'mu ~ normal(0, 4)\ny1 ~ normal(mu, 1)\ny2 ~ normal(mu, 1)');
    expect(other.right).toBe(false);
    expect(other.text).toContain('moves with μ alone');
    const scale = await tell('levels', 'theta ~ normal(0, 3)\nz ~ normal(theta, 1)\nx ~ normal(z, 2)');
    expect(scale.text).toContain('moves with z and x');
    // Of the same shape and another constant: 2 gamma(2, 1) cannot be written, a uniform law of width 1 can.
    const constant = await tell(
      'coin',
      'theta ~ beta(2, 2)\ny1 ~ bernoulli(theta)\ny2 ~ bernoulli(1 - theta)',
    );
    expect(constant.text).toContain('moves with θ and y₂');
    expect((await tell('measured', answers.measured[1]!)).text).toContain('You draw y₂ first');
    // A law that cannot make the point has no density there, and that is a difference.
    const none = await tell(
      'waiting',
      'lambda ~ gamma(2, 1)\nt1 ~ beta(1, lambda)\nt2 ~ exponential(lambda)',
    );
    expect(none.right).toBe(false);
  });

  it('says what is wrong with a line, in words', () => {
    expect(fault('measured', '')).toContain('a line for each variable');
    expect(fault('measured', 'mu = 3')).toContain('Line 1: “mu = 3” is not of the form');
    expect(fault('measured', 'nu ~ normal(0, 1)')).toContain('there is no “nu”');
    expect(fault('measured', 'mu ~ normal(0, 2)\nmu ~ normal(0, 2)')).toContain(
      'Line 2: mu is drawn a second time',
    );
    expect(fault('measured', 'mu ~ gauss(0, 2)')).toContain('the law “gauss” is unknown');
    expect(fault('measured', 'mu ~ normal(0)')).toMatch(/normal takes \w+ and \w+\./);
    expect(fault('measured', 'mu ~ normal(mu, 1)')).toContain('used to draw itself');
    expect(fault('measured', 'y1 ~ normal(mu, 1)')).toContain('mu is used before it is drawn');
    expect(fault('measured', 'mu ~ normal(0, 2 +)')).toContain('Line 1: ');
    expect(fault('measured', 'mu ~ normal(0, 2)\ny1 ~ normal(mu, 1)')).toBe('Nothing draws y₂ yet.');
    expect(fault('measured', 'mu ~ normal(constructor, 2)')).toContain('unknown');
  });

  it('has tiles that are enough, and a formula that reads as on paper', async () => {
    for (const name of targets) {
      const lines = answers[name][0]!.split('\n');
      for (const line of lines) expect(sources[name].tiles).toContain(line);
      for (const tile of sources[name].tiles) expect(plain(pretty(tile))).toBe(tile);
    }
    expect(summands(sources.waiting.formula)).toEqual(['3·log(λ)', '− λ·(1 + t₁ + t₂)']);
    expect(summands(sources.measured.formula)).toHaveLength(5);
    const { check } = exercises['from-density'] as MakeExercise;
    const solved = (...names: string[]) => check({ solved: names } as never);
    expect(check(undefined as never)).toContain('None');
    expect(solved('coin')).toContain('One more');
    expect(solved('coin', 'measured')).toContain('three levels');
    expect(solved('coin', 'levels')).toBe(true);
  });
});

describe('three levels', () => {
  it('are one law from both ends, with one evidence by every road', async () => {
    const drawn = await drawBoth(client, 1.5, 1);
    expect(drawn.down.x).toHaveLength(most);
    for (const n of [least, 2000, most]) {
      const { p, degrees } = await compare(drawn, n, client);
      expect(p).toBeGreaterThan(1e-3);
      expect(degrees).toBeGreaterThan(6);
    }
    // Two towns mixed up are found out.
    const wrong = { ...drawn, up: { ...drawn.up, theta: drawn.up.theta.toReversed() } };
    expect((await compare(wrong, most, client)).p).toBeLessThan(1e-9);
    expect(cellsOf(drawn.down, most, 1.5).reduce((a, b) => a + b)).toBe(most);
    const evidence = await evidenceOf(client, 1.5, 3);
    const density = Math.exp(-9 / 7) / Math.sqrt(2 * Math.PI * 3.5);
    expect(Math.exp(evidence.logEvidence)).toBeCloseTo(density, 13);
    expect(Math.abs(evidence.quadrature.value / density - 1)).toBeLessThan(1e-6);
    const { mean, error } = await averageOf(client, drawn, most, 3);
    expect(Math.abs(mean - density)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.03 * density);
  });

  it('have an alpha that makes the reading likeliest', async () => {
    const evidence = await evidenceOf(client, 1.5, 3);
    expect(evidence.bestAlpha).toBeCloseTo(Math.sqrt(7.75), 13);
    expect(Math.abs(highest(evidence) - evidence.bestAlpha)).toBeLessThan(alphaStep * evidence.bestAlpha);
    const near = await evidenceOf(client, 1.5, 1);
    expect(near.bestAlpha).toBe(0);
    expect(highest(near)).toBe(alphas[0]);
    expect(alphas.at(-1)).toBeCloseTo(10, 12);
  });

  it('have room for their labels at every width', () => {
    for (const width of [288, 328, 559, 560, 672]) {
      const { down, up, curve } = layout({ width, height: heightFor(width) });
      expect(curve.top).toBeGreaterThanOrEqual(Math.max(down.bottom, up.bottom) + 80);
      for (const { left, right, top, bottom } of [down, up, curve]) {
        expect(right - left).toBeGreaterThan(180);
        expect(bottom - top).toBeGreaterThan(120);
      }
    }
  });
});
