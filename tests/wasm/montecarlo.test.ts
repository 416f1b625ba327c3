// The methods for Monte Carlo as the worker runs them: known answers, and results that do not depend on the pieces.

import { planeSetNames } from '$core/catalogue.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../web/core-client/methods.ts';
import { methods } from '../support/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import { createTracer } from '../../web/trace/index.ts';
import { loadCore } from '../support/core.ts';

const t = createTracer();

describe.each(['simd', 'scalar'] as const)('Monte Carlo in the %s module', (variant) => {
  let context: Context;
  let pauses = 0;
  beforeAll(async () => {
    const job = { pause: () => Promise.resolve(void pauses++) } as unknown as Context['job'];
    context = { core: await loadCore(variant), objects: new Objects(0), job };
  });

  const envelope = { kind: 'normal', a: -1, b: 2.5, m: 12 } as const;

  test('darts go on where they stopped, and hit as often as they should', () => {
    const all = methods.darts({ target: 'two_bumps', envelope, count: 100_000, seed: 5 }, context);
    const first = methods.darts({ target: 'two_bumps', envelope, count: 40_000, seed: 5 }, context);
    const rest = methods.darts(
      { target: 'two_bumps', envelope, count: 60_000, seed: 5, begin: 40_000, hits: first.hits },
      context,
    );
    expect(rest.x).toEqual(all.x.slice(40_000));
    expect(rest.y).toEqual(all.y.slice(40_000));
    expect(rest.accepted).toEqual(all.accepted.slice(40_000));
    expect(rest.acceptance).toEqual(all.acceptance.slice(40_000));
    expect([rest.darts, rest.hits]).toEqual([100_000, all.hits]);
    expect(all.expected).toBeCloseTo((1.25 * Math.sqrt(2 * Math.PI)) / 12, 14);
    expect(Math.abs(all.hits / 1e5 - all.expected)).toBeLessThan(3 * all.error);
    expect([all.violations, all.undefined, all.offending]).toEqual([0, 0, NaN]);
    // A dart hits if it lies under the target's curve.
    const { target } = methods.lineCurves({ target: 'two_bumps', law: envelope, x: all.x }, context);
    const wrong = all.y.filter((y, i) => y <= Math.exp(target[i]!) !== (all.accepted[i] === 1));
    expect(wrong).toHaveLength(0);
  });

  test('an envelope that is too low says where', () => {
    const box = { kind: 'uniform', a: -4, b: 4, m: 0.8 * 8 } as const;
    const found = methods.darts({ target: 'normal', envelope: box, count: 100_000, seed: 6 }, context);
    expect(found.violations).toBeGreaterThan(1000);
    expect(Math.abs(found.offending)).toBeLessThan(0.02);
    expect(found.excess).toBeCloseTo(Math.log(1.25), 3);
  });

  test('a traced function is a target like any other', () => {
    const recipe = t.trace({ dim: 1 }, (x) => t.mul(-0.5, t.square(x)));
    const { graph } = methods.graphCreate({ recipe, gradient: false }, context);
    const law = { kind: 'normal', a: 0, b: 2, m: 8 } as const;
    const traced = methods.darts({ target: { graph }, envelope: law, count: 500, seed: 7 }, context);
    const named = methods.darts({ target: 'normal', envelope: law, count: 500, seed: 7 }, context);
    expect(traced.accepted).toEqual(named.accepted);
    expect(traced.expected).toBeNaN();
    const weighted = methods.importance({ target: { graph }, law, count: 500, seed: 7 }, context);
    expect(weighted.log_evidence).toBeCloseTo(
      methods.importance({ target: 'normal', law, count: 500, seed: 7 }, context).log_evidence,
      12,
    );
    methods.graphDelete({ graph }, context);
    expect(() => methods.darts({ target: { graph }, envelope: law, count: 5, seed: 7 }, context)).toThrow(
      /graph \d+ is gone/,
    );
    const wide = methods.graphCreate(
      { recipe: t.trace({ dim: 2 }, (x) => t.sumCols(x)), gradient: false },
      context,
    );
    expect(() =>
      methods.darts({ target: { graph: wide.graph }, envelope: law, count: 5, seed: 7 }, context),
    ).toThrow(/takes 2 columns and gives 1; it must take one and give one/);
    methods.graphDelete({ graph: wide.graph }, context);
  });

  test('importance weights have the sample size of theory, and a gap in the support is seen', () => {
    for (const [s, expected] of [
      [1.5, 0.83148],
      [2, 0.66144],
      [3, 0.45812],
    ] as const) {
      const law = { kind: 'normal', a: 0, b: s } as const;
      const found = methods.importance({ target: 'normal', law, count: 100_000, seed: 8 }, context);
      expect(Math.abs(found.ess / 1e5 - expected)).toBeLessThan(0.01);
      expect(Math.abs(found.log_evidence - found.expected_log_evidence)).toBeLessThan(
        3 * found.log_evidence_error,
      );
      expect(Math.abs(found.mean)).toBeLessThan(3 * found.mean_error);
      expect(found.k).toBeLessThan(0);
      expect(found.missed).toBe(0);
    }
    const law = { kind: 'uniform', a: -1, b: 1 } as const;
    const narrow = methods.importance({ target: 'normal', law, count: 1000, seed: 8 }, context);
    expect(narrow.missed).toBeGreaterThan(250);
    expect(Math.abs(narrow.missed_at)).toBeCloseTo(1, 1);
    const smoothed = methods.psis({ logRatios: narrow.log_weights }, context);
    expect(smoothed.k).toBe(narrow.k);
    expect(smoothed.threshold).toBeCloseTo(2 / 3, 12);
  });

  test('the ball in the cube: no hit in dimension 20 says little, the ladder says more', () => {
    const none = methods.ballDarts({ dim: 20, count: 10_000, seed: 9 }, context);
    expect([none.hits, none.low]).toEqual([0, 0]);
    expect(none.high).toBeCloseTo(3.69e-4, 6);
    expect(Math.exp(none.log_expected)).toBeCloseTo(2.4611e-8, 12);
    const ladder = methods.ballLadder({ dim: 100, count: 10_000, seed: 9 }, context);
    const { log_expected } = methods.ballDarts({ dim: 100, count: 0, seed: 9 }, context);
    expect(Math.abs(ladder.value - log_expected)).toBeLessThan(3 * ladder.error);
  });

  test('teaching sets: the list is the catalogue, and pieces are the whole', async () => {
    const list = methods.dataset2dList(undefined, context);
    expect(list.map(({ name }) => name)).toEqual([...planeSetNames]);
    expect(list[0]!.options).toEqual([{ name: 'noise', usual: 0.1, low: 0.01, high: 1, integer: false }]);
    const args = { name: 'rings', options: { count: 2, noise: 0.1 }, seed: 10 } as const;
    pauses = 0;
    const whole = await methods.dataset2d({ ...args, count: 40_000 }, context);
    expect(pauses).toBe(3);
    const part = await methods.dataset2d({ ...args, count: 100, begin: 30_000 }, context);
    expect(part.x).toEqual(whole.x.slice(60_000, 60_200));
    expect(part.labels).toEqual(whole.labels.slice(30_000, 30_100));
    expect(Math.max(...whole.labels)).toBe(1);
    const logProb = await methods.dataset2dLogProb({ ...args, x: whole.x }, context);
    expect(logProb.slice(30_000, 30_100)).toEqual(
      await methods.dataset2dLogProb({ ...args, x: part.x }, context),
    );
    // -E log p is the entropy.
    const { entropy, components, box } = await methods.dataset2dFacts(args, context);
    const mean = logProb.reduce((sum, value) => sum - value / 40_000, 0);
    const spread = Math.sqrt(logProb.reduce((sum, value) => sum + (value + mean) ** 2, 0)) / 40_000;
    expect(Math.abs(mean - entropy)).toBeLessThan(3 * spread);
    expect([components, box.length]).toEqual([2, 4]);
  });
});
