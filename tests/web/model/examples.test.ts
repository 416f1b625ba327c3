// The playground's examples: each is a model, samples well with the usual settings, and gives the right answer where there
// is another way to it.

import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../../web/core-client/methods.ts';
import { examples } from '../../../web/model/examples/index.ts';
import { traceModelHere } from '../../../web/model/here.ts';
import { methods } from '../../support/methods.ts';
import { contextOfCore, sampled, type Sampled } from './draw.ts';

const long = Boolean(process.env['TRACTABLE_LONG']);
/** A minute on a busy machine: with TRACTABLE_LONG only. */
const slow = ['mixture', 'hidden-markov', 'gaussian-process'];

let context: Context;
beforeAll(async () => {
  context = await contextOfCore();
});

const named = (slug: string) => examples.find((example) => example.slug === slug)!;
const recipeOf = async (slug: string) => traceModelHere(named(slug).code, await named(slug).data());

test('each has an address of its own, and a paragraph', () => {
  const slugs = examples.map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(slugs.length);
  expect(slugs.every((slug) => /^[a-z-]+$/.test(slug))).toBe(true);
  for (const { text } of examples) expect(text.length).toBeGreaterThan(200);
});

describe('traced and decoded:', () => {
  for (const { slug } of examples) {
    test(slug, async () => {
      const model = await recipeOf(slug);
      const { dim, quantities } = await methods.targetFacts({ target: { model } }, context);
      expect(quantities.length).toBeGreaterThanOrEqual(dim);
      const x = new Float64Array(dim).fill(0.1);
      const { value, gradient } = await methods.targetDensity(
        { target: { model }, x, gradient: true },
        context,
      );
      expect([...value, ...gradient!].every(Number.isFinite)).toBe(true);
    });
  }
});

const drawn = new Map<string, Promise<Sampled>>();
const drawsOf = (slug: string) => {
  let found = drawn.get(slug);
  if (!found) drawn.set(slug, (found = recipeOf(slug).then((model) => sampled(model, context))));
  return found;
};

describe('4 x 1000 draws of', () => {
  for (const { slug } of examples) {
    test.skipIf(!long && slow.includes(slug))(
      slug,
      async () => {
        const { rhat, divergences } = await drawsOf(slug);
        if (slug === 'eight-schools-centred') return expect(divergences).toBeGreaterThan(4);
        expect(divergences).toBeLessThan(4);
        // A probability of the change point that never leaves 0 has no R-hat.
        expect(Math.max(...rhat.filter(Number.isFinite))).toBeLessThan(1.01);
      },
      600_000,
    );
  }
});

/** Holds a mean within 5 of its standard errors. */
function holds({ names, mean, mcse }: Sampled, name: string, exact: number) {
  const k = names.indexOf(name);
  expect(k, name).toBeGreaterThanOrEqual(0);
  expect(Math.abs(mean[k]! - exact) / mcse[k]!, `${name}: ${mean[k]} for ${exact}`).toBeLessThan(5);
}

test('the coin: a beta law', async () => {
  holds(await drawsOf('coin'), 'p', (5067 + 2) / (10_000 + 4));
});

test('the change point: gamma laws for the rates, summed over the years', async () => {
  const { accidents } = (await named('change-point').data()) as { accidents: number[] };
  const total = accidents.reduce((a, b) => a + b);
  expect([accidents.length, total]).toEqual([112, 191]); // Jarrett (1979)
  // The rates' priors are gamma(1, 1/2). After s years with k accidents: gamma(1 + k, 1/2 + s).
  const lgamma = (x: number) => context.core.special('lgamma', Float64Array.of(x))[0]!;
  const evidence = (k: number, s: number) => lgamma(1 + k) - (1 + k) * Math.log(0.5 + s);
  let before = 0;
  const terms = accidents.slice(0, -1).map((count, i) => {
    before += count;
    const [s, k] = [i + 1, before];
    return { s, k, log: evidence(k, s) + evidence(total - k, 112 - s) };
  });
  const most = Math.max(...terms.map(({ log }) => log));
  const sum = terms.reduce((all, { log }) => all + Math.exp(log - most), 0);
  const expected = (of: (s: number, k: number) => number) =>
    terms.reduce((all, { s, k, log }) => all + (Math.exp(log - most) / sum) * of(s, k), 0);
  const draws = await drawsOf('change-point');
  holds(
    draws,
    'year',
    expected((s) => 1851 + s),
  );
  holds(
    draws,
    'early',
    expected((s, k) => (1 + k) / (0.5 + s)),
  );
  holds(
    draws,
    'late',
    expected((s, k) => (1 + total - k) / (112.5 - s)),
  );
});

test('the hidden Markov model: the sum over all paths of a short series', async () => {
  const change = [1.5, -8, 0.3, 2, -12, 6, 0.9];
  const model = traceModelHere(named('hidden-markov').code, { change });
  const at = { sigma: [2, 6], mu: [0.8, -1.1], stay: [0.9, 0.7] };
  const other = { ...at, sigma: [1.5, 7], stay: [0.6, 0.8] };
  const normal = (x: number, mu: number, sigma: number) =>
    -0.5 * ((x - mu) / sigma) ** 2 - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI);
  const joint = ({ sigma, mu, stay }: typeof at) => {
    let likelihood = 0;
    for (let path = 0; path < 2 ** change.length; path++) {
      let log = Math.log(0.5);
      change.forEach((x, t) => {
        const [state, last] = [(path >> t) & 1, (path >> (t - 1)) & 1];
        log += normal(x, mu[state]!, sigma[state]!);
        if (t > 0) log += Math.log(state === last ? stay[state]! : 1 - stay[last]!);
      });
      likelihood += Math.exp(log);
    }
    const priors = [
      ...sigma.map((s) => normal(s, 0, 10)),
      ...mu.map((m) => normal(m, 0, 2)),
      ...stay.map((p) => 7 * Math.log(p) + Math.log(1 - p)),
    ];
    return Math.log(likelihood) + priors.reduce((a, b) => a + b);
  };
  const ours = async (values: typeof at) => {
    const x = await methods.modelUnconstrain({ model, values }, context);
    return methods.modelLogJoint({ model, x, jacobian: false }, context);
  };
  const [a, b] = [(await ours(at))[0]!, (await ours(other))[0]!];
  // Constants of the priors apart: the truth is in the difference.
  expect(a - b).toBeCloseTo(joint(at) - joint(other), 10);
});
