// Leave-one-out as the worker runs it: the reference's numbers, the same in pieces, and refusals that name the argument.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../web/core-client/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import { faultOf, loadCore } from '../support/core.ts';
import { methods } from '../support/methods.ts';

interface Point {
  elpd: number;
  k: number;
  r_eff: number;
}
const file = new URL('../reference/loo.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as {
  chains: number;
  log_likelihood: number[][];
  points: Point[];
  elpd: [number, number];
  p_loo: [number, number];
};

const close = (got: number, expected: number) =>
  expect(Math.abs(got - expected), `${got} for ${expected}`).toBeLessThanOrEqual(1e-9 * Math.abs(expected));

describe.each(['simd', 'scalar'] as const)('leave-one-out in the %s module', (variant) => {
  let context: Context;
  let pauses = 0;
  beforeAll(async () => {
    const job = { pause: () => Promise.resolve(void pauses++) } as unknown as Context['job'];
    context = { core: await loadCore(variant), objects: new Objects(0), job };
  });
  const normals = (seed: number, count: number) =>
    context.core.normal_f64(context.core.key_from_seed(seed), count, 0);

  test('the reference’s points and sums', async () => {
    const { chains, log_likelihood: rows, points, elpd, p_loo } = reference;
    const logLikelihood = Float64Array.from(rows.flat());
    const got = await methods.loo({ logLikelihood, count: rows.length, chains }, context);
    close(got.elpd, elpd[0]);
    close(got.se, elpd[1]);
    close(got.pLoo, p_loo[0]);
    points.forEach((point, i) => {
      close(got.pointwise[i]!, point.elpd);
      close(got.k[i]!, point.k);
      close(got.rEff[i]!, point.r_eff);
    });
    expect(got.kAbove).toBe(points.filter(({ k }) => !(k <= got.kThreshold)).length);
  });

  test('pieces change no bit, and a long one pauses', async () => {
    const [count, width] = [2000, 40];
    const logLikelihood = normals(1, count * width);
    const whole = context.core.loo_points(logLikelihood, width, 4);
    pauses = 0;
    const { points } = await methods.loo({ logLikelihood, count, chains: 4 }, context);
    expect(points).toEqual(whole);
    expect(pauses).toBeGreaterThan(3);
  });

  test('a model against another: the sum of paired differences and its error', async () => {
    const loo = (seed: number) =>
      methods.loo({ logLikelihood: normals(seed, 600).map((x) => x / 10), count: 100, chains: 2 }, context);
    const [a, b] = [await loo(1), await loo(2)];
    const each = b.pointwise.map((x, i) => x - a.pointwise[i]!);
    const mean = each.reduce((sum, x) => sum + x, 0) / 6;
    const variance = each.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5;
    const { elpd, se } = methods.looCompare({ a: a.points, b: b.points }, context);
    close(elpd, 6 * mean);
    close(se, Math.sqrt(6 * variance));
    close(elpd, b.elpd - a.elpd);
  });

  test('bad inputs are refused with the argument named', async () => {
    const { core } = context;
    const x = new Float64Array(24);
    for (const [code, message, action] of [
      [
        'shape_mismatch',
        /log_likelihood has 24 numbers; 5 points and 1 chains/,
        () => core.loo_points(x, 5, 1),
      ],
      ['invalid_argument', /chains is 0/, () => core.loo_points(x, 2, 0)],
      ['too_few_values', /there are no points/, () => core.loo_points(x, 0, 1)],
      ['shape_mismatch', /points has 7 numbers; a point has 8/, () => core.loo_sums(x.slice(0, 7), 10)],
      ['shape_mismatch', /a has 1 points and b 2/, () => core.loo_difference(x.slice(0, 8), x.slice(0, 16))],
    ] as const) {
      const fault = faultOf(action);
      expect(fault.message).toMatch(message);
      expect(fault.code).toBe(code);
    }
    const odd = methods.loo({ logLikelihood: x, count: 7, chains: 1 }, context);
    await expect(odd).rejects.toThrow(/points is/);
  });
});
