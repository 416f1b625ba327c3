// The border between C++ and JavaScript: copies, errors, and that nothing is lost after an error.

import {
  bandwidthRules,
  distributions,
  errorCodes,
  exponentialNames,
  multivariates,
  lineProposals,
  lineTargets,
  planeSetNames,
  specialFunctions,
} from '$core/catalogue.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultOf, loadCore, type Core } from '../support/core.ts';

describe.each(['simd', 'scalar'] as const)('the %s module', (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await loadCore(variant);
  });

  /** The core still works: a call with a known answer. */
  const works = () => {
    const [p] = core.special('normal_cdf', new Float64Array([0]));
    expect(p).toBe(0.5);
  };

  test('names its instruction set and passes its self-test', () => {
    expect(core.instruction_set()).toBe(variant === 'simd' ? 'wasm128' : 'scalar');
    expect(core.self_test()).toBe('');
  });

  test('its catalogue is the one that the types were made from', () => {
    const catalogue = core.catalogue();
    expect(catalogue['ErrorCode']).toEqual([...errorCodes]);
    expect(catalogue['BandwidthRule']).toEqual([...bandwidthRules]);
    expect(catalogue['SpecialFunction']).toEqual([...specialFunctions]);
    expect(catalogue['Distribution']).toEqual([...distributions]);
    expect(catalogue['Multivariate']).toEqual([...multivariates]);
    expect(catalogue['ExponentialName']).toEqual([...exponentialNames]);
    expect(catalogue['LineTarget']).toEqual([...lineTargets]);
    expect(catalogue['LineProposal']).toEqual([...lineProposals]);
    expect(catalogue['PlaneSetName']).toEqual([...planeSetNames]);
  });

  test('evaluates special functions of doubles and floats into arrays of their own', () => {
    const x = new Float64Array([0, 1.959963984540054, -1]);
    const p = core.special('normal_cdf', x);
    expect(p).toBeInstanceOf(Float64Array);
    expect(p.buffer).not.toBe(x.buffer);
    expect([...p]).toEqual([0.5, expect.closeTo(0.975, 15), expect.closeTo(0.15865525393145705, 16)]);
    const q = core.special('normal_cdf', new Float32Array([0]));
    expect(q).toBeInstanceOf(Float32Array);
    expect([...x]).toEqual([0, 1.959963984540054, -1]);
    expect(core.special('erf', new Float64Array(0))).toEqual(new Float64Array(0));
  });

  test('results survive the growth of memory', () => {
    const before = core.normal_f64(core.key_from_seed(1), 1000, 0);
    const copy = [...before];
    core.normal_f64(core.key_from_seed(2), 2 ** 23, 0); // 64 MB: more than the module begins with
    expect([...before]).toEqual(copy);
    works();
  });

  test('fills continue where they are told to', () => {
    const key = core.key_from_seed(5);
    for (const make of [
      core.normal_f64,
      core.uniform_f64,
      core.normal_f32,
      core.uniform_f32,
      core.random_bits,
    ]) {
      const whole = make(key, 300, 0);
      expect(make(key, 200, 100)).toEqual(whole.slice(100));
    }
    expect(core.split(key, 3)).toHaveLength(3);
    expect(core.fold_in(key, 1)).not.toEqual(core.fold_in(key, 2));
  });

  test.each([
    [
      'a negative count',
      'invalid_argument',
      /count is -1; it must be at least 0/,
      () => core.normal_f64([1, 0], -1, 0),
    ],
    [
      'a count that is no integer',
      'invalid_argument',
      /count is 2.5; it must be an integer/,
      () => core.normal_f64([1, 0], 2.5, 0),
    ],
    ['a count that is NaN', 'not_finite', /count is nan/, () => core.normal_f64([1, 0], NaN, 0)],
    [
      'a count that is text',
      'invalid_argument',
      /count is "7"; it must be a number/,
      () => core.normal_f64([1, 0], '7' as never, 0),
    ],
    [
      'a count that is missing',
      'invalid_argument',
      /count is undefined/,
      () => core.normal_f64([1, 0], undefined as never, 0),
    ],
    [
      '10^9 samples',
      'too_large',
      /count is 1e\+09; it must be at most/,
      () => core.normal_f64([1, 0], 1e9, 0),
    ],
    [
      'a key that is none',
      'invalid_argument',
      /key is 7; it must be a pair/,
      () => core.normal_f64(7 as never, 1, 0),
    ],
    ['a key word out of range', 'invalid_argument', /key\[1\] is -1/, () => core.normal_f64([1, -1], 1, 0)],
    ['a seed beyond 32 bits', 'invalid_argument', /seed is 4294967296/, () => core.key_from_seed(2 ** 32)],
    [
      'a probability of 1.5',
      'invalid_argument',
      /x\[1\] is 1.5; it must lie between 0 and 1/,
      () => core.special('normal_ppf', new Float64Array([0.5, 1.5])),
    ],
    [
      'NaN in the data',
      'not_finite',
      /x\[2\] is nan/,
      () => core.special('erf', new Float64Array([0, 1, NaN])),
    ],
    [
      'an unknown name',
      'unknown_name',
      /name is "sinc"; it must be one of exp, log/,
      () => core.special('sinc' as never, new Float64Array(1)),
    ],
    [
      'a plain array',
      'invalid_argument',
      /x is 1,2; it must be a Float64Array/,
      () => core.special('erf', [1, 2] as never),
    ],
    [
      'null',
      'invalid_argument',
      /x is null; it must be a Float64Array/,
      () => core.special('erf', null as never),
    ],
  ])('%s is an Error with a code and a sentence, and the next call works', (_, code, message, action) => {
    const fault = faultOf(action);
    expect(fault.name).toBe('TractableError');
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
    expect(fault.where).not.toBe('');
    works();
  });

  const dart = (
    changed: Partial<Record<'target' | 'kind' | 'a' | 'b' | 'm' | 'n' | 'begin' | 'hits', unknown>>,
  ) => {
    const given = {
      target: 'normal',
      kind: 'normal',
      a: 0,
      b: 1,
      m: 3,
      n: 10,
      begin: 0,
      hits: 0,
      ...changed,
    };
    return core.darts(
      given.target as 'normal',
      null,
      given.kind as 'normal',
      given.a as number,
      given.b as number,
      given.m as number,
      [1, 0],
      given.n as number,
      given.begin as number,
      given.hits as number,
    );
  };
  const weigh = (n: number, b: number) => core.importance('normal', null, 'normal', 0, b, [1, 0], n, 0);
  const set = (name: string, options: string, ...values: number[]) =>
    core.make_plane_set(name as 'moons', options, Float64Array.from(values));

  test.each([
    [
      'a target that there is not',
      'unknown_name',
      /target is "bell"; it must be one of normal, two_bumps/,
      () => dart({ target: 'bell' }),
    ],
    [
      'a law that there is not',
      'unknown_name',
      /kind is "box"; it must be one of normal, laplace, cauchy, uniform/,
      () => dart({ kind: 'box' }),
    ],
    ['a sigma of 0', 'invalid_argument', /scale is 0; it must be greater than 0/, () => dart({ b: 0 })],
    ['a location that is NaN', 'not_finite', /location is nan/, () => dart({ a: NaN })],
    ['an empty range', 'invalid_argument', /high - low is -1/, () => dart({ kind: 'uniform', a: 1, b: 0 })],
    [
      'an envelope without area',
      'invalid_argument',
      /m is 0; it must be greater than 0/,
      () => dart({ m: 0 }),
    ],
    ['an infinite envelope', 'not_finite', /m is inf/, () => dart({ m: Infinity })],
    ['10^6 darts at once', 'too_large', /count is 1e\+06; it must be at most 131072/, () => dart({ n: 1e6 })],
    ['half a dart', 'invalid_argument', /count is 0.5; it must be an integer/, () => dart({ n: 0.5 })],
    [
      'more hits than darts',
      'invalid_argument',
      /hits is 5; it must be at most 4/,
      () => dart({ begin: 4, hits: 5 }),
    ],
    ['text for a number', 'invalid_argument', /a is "0"; it must be a number/, () => dart({ a: '0' })],
    ['no draws', 'too_few_values', /count is 0/, () => weigh(0, 1)],
    ['a negative sd', 'invalid_argument', /scale is -1/, () => weigh(10, -1)],
    ['no log ratios', 'too_few_values', /log_ratios has 0 values/, () => core.psis(new Float64Array(0), 1)],
    ['a relative efficiency of 0', 'invalid_argument', /r_eff is 0/, () => core.psis(new Float64Array(9), 0)],
    [
      'a million log ratios',
      'too_large',
      /log_ratios has 1000000 values/,
      () => core.psis(new Float64Array(1e6), 1),
    ],
    [
      'an adaptive target that there is not',
      'unknown_name',
      /target is "bell"/,
      () => core.adaptive_draws('bell', [1, 0], 5, new Float64Array(0)),
    ],
    [
      'tangents at NaN',
      'not_finite',
      /x\[1\] is nan/,
      () => core.adaptive_draws('normal', [1, 0], 5, Float64Array.of(0, NaN)),
    ],
    [
      'numbers of draws that fall',
      'invalid_argument',
      /at has 5 after 9; the numbers of draws must rise/,
      () => core.running_weights('normal', 'normal', 0, 1, [1, 0], Float64Array.of(9, 5)),
    ],
    [
      'no draw to look at',
      'invalid_argument',
      /at has 0 after 0/,
      () => core.running_weights('normal', 'normal', 0, 1, [1, 0], Float64Array.of(0)),
    ],
    [
      'too many repetitions',
      'invalid_argument',
      /repeats is 2; it must be at most 1/,
      () => core.repeated_means('normal', 'normal', 0, 1, [1, 0], 131_072, 2, 0),
    ],
    [
      'a function without a mean',
      'unknown_name',
      /f is "sine"; it must be exp, bowl or line/,
      () => core.quieter('sine', [1, 0], 4, 1),
    ],
    [
      'one pair',
      'invalid_argument',
      /pairs is 1; it must be at least 2/,
      () => core.quieter('exp', [1, 0], 1, 1),
    ],
    ['a ball without dimension', 'invalid_argument', /d is 0/, () => core.ball_darts(0, [1, 0], 10, 0, 0)],
    [
      'a ladder of one dart',
      'invalid_argument',
      /count is 1; it must be at least 2/,
      () => core.ball_ladder(9, [1, 0], 1),
    ],
    [
      'a set that there is not',
      'unknown_name',
      /name is "moon"; it must be one of moons, rings/,
      () => set('moon', ''),
    ],
    [
      'an option that there is not',
      'unknown_name',
      /option is "sd"; it must be one of noise/,
      () => set('moons', 'sd', 1),
    ],
    [
      'an option out of range',
      'invalid_argument',
      /noise is -1; it must lie between 0.01 and 1/,
      () => set('moons', 'noise', -1),
    ],
    ['an option that is NaN', 'not_finite', /noise is nan/, () => set('moons', 'noise', NaN)],
    [
      'options without values',
      'shape_mismatch',
      /values has 0 numbers for 1 options/,
      () => set('moons', 'noise'),
    ],
    [
      'values without options',
      'shape_mismatch',
      /values has 2 numbers for 1 options/,
      () => set('moons', 'noise', 1, 2),
    ],
  ])('Monte Carlo: %s is an Error, and the next call works', (_, code, message, action) => {
    const fault = faultOf(action);
    expect([fault.code, fault.message]).toEqual([code, expect.stringMatching(message)]);
    works();
  });

  test('a teaching set refuses what are no points, and is freed', () => {
    const round = () => {
      const moons = set('moons', '');
      try {
        expect(faultOf(() => moons.log_prob(new Float64Array(3))).code).toBe('shape_mismatch');
        expect(faultOf(() => moons.log_prob(Float64Array.of(0, NaN))).message).toMatch(/x\[1\] is nan/);
        expect(faultOf(() => moons.sample([1, 0], 2 ** 20, 0)).code).toBe('too_large');
      } finally {
        moons.delete();
      }
    };
    for (let i = 0; i < 20; i++) round();
    const before = core.heap_used();
    for (let i = 0; i < 50; i++) round();
    expect(core.heap_used() - before).toBe(0);
    works();
  });

  test('estimates a density, and its quantiles lead back', () => {
    const data = core.normal_f64(core.key_from_seed(8), 200, 0);
    const kde = core.make_kde(data, 'sheather_jones');
    try {
      expect(kde.size).toBe(200);
      expect(kde.bandwidth).toBe(core.bandwidth('sheather_jones', data));
      const p = Float64Array.of(0.01, 0.5, 0.99);
      const back = kde.cdf(kde.ppf(p));
      back.forEach((value, i) => expect(Math.abs(value - p[i]!)).toBeLessThan(1e-12));
      expect(kde.sample([3, 4], 500, 100)).toEqual(kde.sample([3, 4], 600, 0).slice(100));
      expect(faultOf(() => kde.ppf(Float64Array.of(1.5))).code).toBe('invalid_argument');
      expect(faultOf(() => kde.density(Float64Array.of(0, NaN))).message).toMatch(/x\[1\] is nan/);
      expect(kde.density(Float64Array.of(0))[0]).toBeGreaterThan(0.2);
    } finally {
      kde.delete();
    }
  });

  test('counts draws that it does not keep', () => {
    const summary = core.make_draw_summary(-4, 4, 8);
    try {
      summary.add_normal([1, 0], 60_000, 0);
      summary.add_normal([1, 0], 40_000, 60_000);
      const state = summary.state();
      const inside = state.counts.reduce((sum, n) => sum + n, 0);
      expect(inside + state.below + state.above).toBe(100_000);
      expect(state.count).toBe(100_000);
      expect(Math.abs(state.mean)).toBeLessThan(5 / Math.sqrt(1e5));
      expect(faultOf(() => summary.add_normal([1, 0], -5, 0)).message).toMatch(/count is -5/);
      expect(summary.state()).toEqual(state);
    } finally {
      summary.delete();
    }
  });

  test('reads a table, and names line and column of what is wrong', () => {
    const table = core.make_csv_table('species,"flipper, mm"\nAdelie,181\nGentoo,NA\n', undefined);
    try {
      expect([table.rows, table.columns, table.separator]).toEqual([2, 2, ',']);
      expect([table.name(0), table.name(1)]).toEqual(['species', 'flipper, mm']);
      expect(table.numbers(1)).toEqual(Float64Array.of(181, NaN));
      expect(table.texts(0)).toEqual(['Adelie', 'Gentoo']);
      const fault = faultOf(() => table.numbers(0));
      expect([fault.code, fault.message]).toEqual(['parse_error', expect.stringMatching(/line 2.*Adelie/)]);
      expect(faultOf(() => table.numbers(2)).message).toMatch(/column is 2; it must be at most 1/);
    } finally {
      table.delete();
    }
    const ragged = faultOf(() => core.make_csv_table('a,b\n1,2\n3\n', ','));
    expect([ragged.code, ragged.message]).toEqual(['parse_error', expect.stringMatching(/line 3/)]);
    expect(faultOf(() => core.make_csv_table('a', ':::' as never)).message).toMatch(/separator is ":::"/);
    works();
  });

  test('the moments of a sample keep their digits far from 0, and say what is not there', () => {
    const x = Float64Array.of(1, 2, 4).map((value) => value + 2 ** 30);
    expect(core.sample_moments(x)).toEqual({
      mean: 2 ** 30 + 7 / 3,
      variance: expect.closeTo(7 / 3, 12),
    });
    expect(core.sample_moments(new Float64Array(0))).toEqual({ mean: NaN, variance: NaN });
    expect(core.sample_moments(Float64Array.of(3))).toEqual({ mean: 3, variance: NaN });
    expect(core.sample_moments(Float64Array.of(0, NaN)).mean).toBeNaN();
    expect(faultOf(() => core.sample_moments([1, 2] as never)).code).toBe('invalid_argument');
  });

  test('measures distances between laws and follows the search for a quantile', () => {
    const u = core.uniform_f64([5, 0], 2000, 0);
    const right = core.ks_from_uniform(u);
    expect(right.distance).toBeLessThan(0.06);
    expect(right.p).toBeGreaterThan(1e-6);
    expect(core.ks_from_uniform(u.map((x) => x * x)).p).toBeLessThan(1e-12);
    expect(core.ks_two_samples(u, u).distance).toBe(0);
    expect(faultOf(() => core.ks_two_samples(u, new Float64Array(0))).code).toBe('too_few_values');
    expect(faultOf(() => core.ks_from_uniform(Float64Array.of(NaN))).code).toBe('not_finite');
    expect(core.ks_bound(0.05, 20)).toBeCloseTo(0.2941687827222433, 14);
    expect(faultOf(() => core.ks_bound(0, 20)).message).toMatch(/level is 0; it must be at least 1e-300/);
    expect(faultOf(() => core.ks_bound(0.05, 0)).message).toMatch(/n is 0/);
    const kde = core.make_kde(Float64Array.of(1, 2, 4), 1);
    const steps = kde.quantile_steps(0.3, 'bisection');
    expect(steps.miss.at(-1)).toBeLessThan(1e-13);
    expect(steps.x.at(-1)).toBeCloseTo(kde.ppf(Float64Array.of(0.3))[0]!, 12);
    expect(faultOf(() => kde.quantile_steps(0, 'brent')).message).toMatch(
      /p is 0; that quantile is infinite/,
    );
    expect(faultOf(() => kde.quantile_steps(0.5, 'guess' as never)).code).toBe('unknown_name');
    kde.delete();
  });

  test('a thousand objects made, used and deleted leave no memory behind', () => {
    const round = () => {
      const kde = core.make_kde(Float64Array.of(1, 2, 4), 1);
      kde.density(Float64Array.of(1, 2));
      kde.delete();
      const summary = core.make_draw_summary(0, 1, 10);
      summary.add_normal([1, 0], 100, 0);
      summary.delete();
      faultOf(() => core.make_kde(Float64Array.of(1, 2), -1));
    };
    for (let i = 0; i < 100; i++) round();
    const before = core.heap_used();
    for (let i = 0; i < 1000; i++) round();
    expect(core.heap_used() - before).toBe(0);
  });

  test('a detached buffer is named', () => {
    const x = new Float64Array(4);
    structuredClone(x.buffer, { transfer: [x.buffer] });
    const fault = faultOf(() => core.special('erf', x));
    expect(fault.code).toBe('detached_buffer');
    expect(fault.message).toMatch(/x has a detached buffer/);
    works();
  });

  test.each([
    ['a Proxy', () => new Proxy(new Float64Array(2), {})],
    ['an object with a typed array as prototype', () => Object.create(Float64Array.prototype)],
    ['an object without a prototype', () => Object.create(null)],
    ['a symbol', () => Symbol('x')],
    ['a BigInt', () => 5n],
    [
      'an object whose toString throws',
      () => ({
        toString: () => {
          throw new Error('no');
        },
      }),
    ],
    ['a shared buffer of bytes', () => new Uint8Array(new SharedArrayBuffer(8))],
  ])('%s is no array, and is said so with a code', (_, make) => {
    const fault = faultOf(() => core.special('erf', make() as never));
    expect(fault.code).toBe('invalid_argument');
    works();
    expect(faultOf(() => core.normal_f64([1, 0], make() as never, 0)).code).toBe('invalid_argument');
    works();
  });

  test('an array that lies about its length is taken at its true one', () => {
    class Liar extends Float64Array {
      override get length() {
        return 100;
      }
    }
    expect(core.special('erf', new Liar([0, 0]))).toHaveLength(2);
    works();
  });

  test('a text too long for memory is refused, and the module lives', () => {
    expect(faultOf(() => core.make_csv_table('x'.repeat(60_000_000), undefined)).code).toBe('too_large');
    works();
    // Summaries keep their buffer: 64 MB each.
    const held: { delete(): void }[] = [];
    try {
      for (;;) {
        const summary = core.make_draw_summary(0, 1, 1);
        held.push(summary);
        summary.add_normal([1, 0], 2 ** 23, 0);
      }
    } catch (error) {
      expect((error as { code: string }).code).toBe('out_of_memory');
    }
    // 40 MB, more than is left, or just enough: what matters is that nothing is written over.
    try {
      core.make_csv_table('é'.repeat(20_000_000), undefined).delete();
    } catch (error) {
      expect((error as { code: string }).code).toBe('out_of_memory');
    }
    held.forEach((summary) => summary.delete());
    works();
    expect(core.self_test()).toBe('');
  }, 60_000);

  test('a place beyond 2^53 is refused, also for the last element', () => {
    expect(core.normal_f64([1, 0], 10, 2 ** 53 - 10)).toHaveLength(10);
    expect(faultOf(() => core.normal_f64([1, 0], 11, 2 ** 53 - 10)).message).toMatch(/begin is/);
    expect(faultOf(() => core.split([1, 0], 2 ** 24)).code).toBe('too_large');
  });

  test('a thousand errors cost no memory', () => {
    const fail = () => faultOf(() => core.special('normal_ppf', new Float64Array(1000).fill(2)));
    for (let i = 0; i < 100; i++) fail();
    const before = core.heap_used();
    for (let i = 0; i < 1000; i++) fail();
    expect(core.heap_used() - before).toBe(0);
  });
});

test('both modules give the same bits', async () => {
  const [simd, scalar] = await Promise.all([loadCore('simd'), loadCore('scalar')]);
  const key = simd.key_from_seed(42);
  for (const fill of ['normal_f64', 'uniform_f64', 'normal_f32', 'uniform_f32', 'random_bits'] as const) {
    expect(simd[fill](key, 10_001, 77)).toEqual(scalar[fill](key, 10_001, 77));
  }
  const p = simd.uniform_f64(key, 5000, 0);
  for (const name of specialFunctions) expect(simd.special(name, p)).toEqual(scalar.special(name, p));
});
