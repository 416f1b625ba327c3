// The diagnostics of Markov chains as the worker runs them: R's numbers, and results that do not depend on the pieces.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../web/core-client/methods.ts';
import { Objects } from '../../web/core-client/objects.ts';
import { faultOf, loadCore } from '../support/core.ts';
import { methods } from '../support/methods.ts';

interface Example {
  variable: string;
  draws: number[][];
  rhat: number;
  ess_bulk: number;
  ess_tail: number;
}
const file = new URL('../reference/diagnostics.json', import.meta.url);
const { example_draws: examples, sets } = JSON.parse(readFileSync(file, 'utf8')) as {
  example_draws: Example[];
  sets: Record<string, Record<string, number> & { draws: number[][]; acf_lags0_20_chain1: number[] }>;
};

const close = (got: number, expected: number) =>
  expect(Math.abs(got / expected - 1), `${got} for ${expected}`).toBeLessThan(1e-9);

describe.each(['simd', 'scalar'] as const)('diagnostics in the %s module', (variant) => {
  let context: Context;
  let pauses = 0;
  beforeAll(async () => {
    const job = { pause: () => Promise.resolve(void pauses++) } as unknown as Context['job'];
    context = { core: await loadCore(variant), objects: new Objects(0), job };
  });
  const normals = (seed: number, count: number) =>
    context.core.normal_f64(context.core.key_from_seed(seed), count, 0);

  test("the vignette's draws have R's sample sizes, one by one and as a table", async () => {
    const chains = examples[0]!.draws.length;
    const n = examples[0]!.draws[0]!.length;
    const dim = examples.length;
    const draws = new Float64Array(n * chains * dim);
    examples.forEach((example, d) => {
      example.draws.forEach((chain, k) => chain.forEach((x, i) => (draws[(i * chains + k) * dim + d] = x)));
    });
    const table = await methods.chainSummaries({ draws, chains, dim }, context);
    examples.forEach((example, d) => {
      const one = methods.chainSummary({ draws: Float64Array.from(example.draws.flat()), chains }, context);
      close(one.essBulk, example.ess_bulk);
      close(one.essTail, example.ess_tail);
      expect(one.rhat).toBeCloseTo(example.rhat, 3); // its last digits hang on digits that the file leaves out
      for (const name of Object.keys(table) as (keyof typeof table)[]) expect(table[name][d]).toBe(one[name]);
    });
  });

  test("a set's quantiles, errors and autocorrelations are R's", () => {
    const set = sets['ar09_4x500']!;
    const draws = Float64Array.from(set.draws.flat());
    const found = methods.chainSummary({ draws, chains: 4 }, context);
    for (const [name, key] of [
      ['rhat', 'rhat'],
      ['rhatBasic', 'rhat_basic'],
      ['rhatUnsplit', 'rhat_basic_nosplit'],
      ['essMean', 'ess_mean'],
      ['essSd', 'ess_sd'],
      ['mcseMean', 'mcse_mean'],
      ['mcseSd', 'mcse_sd'],
    ] as const)
      close(found[name], set[key]!);
    const p = new Float64Array([0.05, 0.5]);
    const quantiles = methods.chainQuantiles({ draws, chains: 4, p }, context);
    close(quantiles.mcse[0]!, set['mcse_q05']!);
    close(quantiles.mcse[1]!, set['mcse_median']!);
    close(quantiles.ess[1]!, set['ess_median']!);
    expect([...quantiles.value]).toEqual([found.q5, found.median]);
    const acf = methods.autocorrelation({ draws: draws.subarray(0, 500), lags: 21 }, context);
    expect(acf).toHaveLength(21);
    set.acf_lags0_20_chain1.forEach((r, t) => expect(acf[t]).toBeCloseTo(r, 9));
  });

  test('a table does not depend on how its parameters are grouped, and long ones pause', async () => {
    const draws = normals(1, 1500 * 4 * 12);
    pauses = 0;
    const table = await methods.chainSummaries({ draws, chains: 4, dim: 12 }, context);
    expect(pauses).toBe(3); // five parameters of 6000 draws at a time
    expect(table).toEqual(context.core.chain_summaries(draws, 4, 12));
    expect(Math.max(...table.rhat)).toBeLessThan(1.01);
  });

  test('a chain that stands still has no sample size, and one that diverged spoils its row only', async () => {
    const draws = normals(2, 300);
    for (let i = 0; i < 100; i++) draws[3 * i + 1] = 7;
    draws[5] = Infinity;
    const table = await methods.chainSummaries({ draws, chains: 2, dim: 3 }, context);
    expect(table.essBulk[0]).toBeGreaterThan(20);
    expect([table.mean[1], table.sd[1], table.rhat[1], table.essTail[1]]).toEqual([7, 0, NaN, NaN]);
    expect(table.mean[2]).toBeNaN();
  });

  test('rank plots hold every draw once; energies that creep are seen', () => {
    const draws = normals(3, 4000);
    const counts = methods.rankHistogram({ draws, chains: 4, bins: 20 }, context);
    for (let b = 0; b < 20; b++) {
      expect(counts[b]! + counts[20 + b]! + counts[40 + b]! + counts[60 + b]!).toBe(200);
    }
    const ecdf = methods.rankEcdf({ draws, chains: 4, points: 20 }, context);
    let below = 0;
    for (let j = 0; j < 20; j++) {
      below += counts[j]!;
      expect(ecdf[j]).toBeCloseTo(below / 1000 - (j + 1) / 20, 14);
    }
    const energies = draws.map((x, i) => (i < 2000 ? x : i + x));
    const [good, creeping] = methods.energyFraction({ energies, chains: 2 }, context);
    expect(good).toBeGreaterThan(1.8);
    expect(creeping).toBeLessThan(0.001);
  });

  test('uniform ranks pass their test and others do not', () => {
    const u = context.core.uniform_f64(context.core.key_from_seed(4), 500, 0);
    const ranks = Uint32Array.from(u, (x) => Math.floor(100 * x));
    const good = methods.rankTest({ ranks, most: 99, alpha: 0.001 }, context);
    expect(good.outside).toBe(0);
    expect(good.p).toBeGreaterThan(0.001);
    expect(good.histogram).toHaveLength(20);
    const band = methods.ecdfBand({ ranks: 500, most: 99, alpha: 0.001 }, context);
    expect(band.alarm).toBeLessThanOrEqual(0.001);
    good.counts.forEach((count, j) => {
      expect(count).toBe(ranks.filter((rank) => rank < band.limit[j]!).length);
      expect(count).toBeGreaterThanOrEqual(band.lower[j]!);
      expect(count).toBeLessThanOrEqual(band.upper[j]!);
    });
    const tilted = methods.rankTest(
      { ranks: ranks.map((r) => (r * r) / 100), most: 99, alpha: 0.001 },
      context,
    );
    expect(tilted.outside).toBeGreaterThan(50);
    expect(tilted.p).toBeLessThan(1e-9);
  });

  test('distances are those of small cases', () => {
    const a = new Float64Array([0, 1]);
    const b = new Float64Array([0, 3, 0]);
    expect(methods.wasserstein({ a, b }, context)).toBeCloseTo(5 / 6, 15);
    const quantiles = new Float64Array([0.5, 2]);
    expect(methods.wassersteinToQuantiles({ draws: a, quantiles }, context)).toBe(0.75);
    const draws = new Float64Array([0, 0, 3, 4]);
    expect(methods.energyDistance({ draws, exact: new Float64Array(2), dim: 2 }, context)).toBe(2.5);
  });

  test.each([
    [
      'no chains',
      /chains is 0/,
      'invalid_argument',
      () => ({ draws: new Float64Array(4), chains: 0, dim: 1 }),
    ],
    [
      'half a chain',
      /chains is 1.5; it must be an integer/,
      'invalid_argument',
      () => ({ draws: new Float64Array(4), chains: 1.5, dim: 1 }),
    ],
    [
      'an array',
      /draws is .*; it must be a Float64Array/,
      'invalid_argument',
      () => ({ draws: [1, 2] as unknown as Float64Array, chains: 1, dim: 2 }),
    ],
    [
      'a long misfit',
      /draws has 80000 values; 3 chains of 2 parameters cannot hold them/,
      'shape_mismatch',
      () => ({ draws: new Float64Array(80_000), chains: 3, dim: 2 }),
    ],
  ] as const)('a table of %s is refused in the words of the core', async (_, message, code, args) => {
    const fault = await methods.chainSummaries(args(), context).then(
      () => expect.unreachable(),
      (error: unknown) => error as { message: string; code: string },
    );
    expect(fault.message).toMatch(message);
    expect(fault.code).toBe(code);
  });

  test('other bad inputs are refused with the argument named', () => {
    const x = new Float64Array([1, 2, 3, 4]);
    const { core } = context;
    for (const [code, message, action] of [
      ['shape_mismatch', /draws has 4 values; 3 chains/, () => core.chain_summary(x, 3)],
      [
        'invalid_argument',
        /p is 2; a probability/,
        () => core.chain_quantiles(x, 1, new Float64Array([0.5, 2])),
      ],
      ['not_finite', /p is nan/, () => core.chain_quantiles(x, 1, new Float64Array([NaN]))],
      ['invalid_argument', /lags is 5; of 4 draws/, () => core.autocorrelation(x, 5)],
      ['too_large', /lags is 1e\+09/, () => core.autocorrelation(x, 1e9)],
      ['too_few_values', /draws has 0 values/, () => core.e_bfmi(new Float64Array(0), 1)],
      ['invalid_argument', /bins is 5; it must be between 1 and/, () => core.rank_histogram(x, 2, 5)],
      [
        'not_finite',
        /draws\[1\] is inf/,
        () => core.rank_ecdf_difference(new Float64Array([1, Infinity]), 1, 2),
      ],
      ['invalid_argument', /ranks is 100000; it must be between/, () => core.ecdf_band(1e5, 99, 0.01, 0)],
      ['invalid_argument', /alpha is 0.9/, () => core.ecdf_band(100, 99, 0.9, 0)],
      ['invalid_argument', /most is -1/, () => core.ecdf_band(100, -1, 0.1, 0)],
      [
        'invalid_argument',
        /ranks\[0\] is 7; it must be at most 4/,
        () => core.rank_test(new Uint32Array([7]), 4, 0.1, 0, 2),
      ],
      ['too_few_values', /ranks has 0 values/, () => core.rank_test(new Uint32Array(0), 4, 0.1, 0, 2)],
      ['too_few_values', /b has 0 values/, () => core.wasserstein(x, new Float64Array(0))],
      [
        'shape_mismatch',
        /quantiles has 4 values; there are 2/,
        () => core.wasserstein_to_quantiles(x.slice(2), x),
      ],
      ['invalid_argument', /dim is 0/, () => core.energy_distance(x, x, 0)],
      [
        'too_large',
        /there are 5000 rows; at most 4096/,
        () => core.energy_distance(x, new Float64Array(5000), 1),
      ],
    ] as const) {
      const fault = faultOf(action);
      expect(fault.message).toMatch(message);
      expect(fault.code).toBe(code);
    }
    expect(core.chain_summary(x, 1).mean).toBe(2.5);
  });
});
