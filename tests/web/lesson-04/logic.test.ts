// What the figures of lesson 4 compute themselves, and what they ask the core, against known answers.

import { describe, expect, it } from 'vitest';
import { evaluateExercise } from './exercise.ts';
import { exercises } from '../../../lessons/04-rejection-importance/exercises.ts';
import { adaptiveNames, learn, learners } from '../../../lessons/04-rejection-importance/figures/adaptive.ts';
import { exactParts, power, throwAt } from '../../../lessons/04-rejection-importance/figures/ball.ts';
import { biasAt, limit, sizes } from '../../../lessons/04-rejection-importance/figures/bias.ts';
import {
  checkpoints,
  largestJump,
  products,
  runAll,
} from '../../../lessons/04-rejection-importance/figures/breaks.ts';
import {
  hitsOf,
  Quiver,
  sorted,
  throwDarts,
} from '../../../lessons/04-rejection-importance/figures/darts.ts';
import {
  curvesOf,
  density,
  gaps,
  lawOf,
  meanOf,
  shapes,
  targetNames,
  targets,
  type Core,
} from '../../../lessons/04-rejection-importance/figures/laws.ts';
import {
  estimates,
  functions,
  jobs,
  repeats,
  varianceOf,
} from '../../../lessons/04-rejection-importance/figures/quieter.ts';
import {
  essShare,
  essSpread,
  stemTop,
  weigh,
} from '../../../lessons/04-rejection-importance/figures/weights.ts';
import { coreClient } from '../lesson-03/core.ts';

const { client } = await coreClient();

/** The trapezium rule over a wide interval: exact to many digits for what is smooth and falls off. */
function integral(f: (x: number) => number, low = -40, high = 40, pieces = 80_000) {
  const step = (high - low) / pieces;
  let sum = 0;
  for (let i = 0; i <= pieces; i++) sum += (i === 0 || i === pieces ? 0.5 : 1) * f(low + i * step);
  return sum * step;
}
const bell = (x: number, m: number, s: number) =>
  Math.exp(-((x - m) ** 2) / (2 * s * s)) / (s * Math.sqrt(2 * Math.PI));

describe('darts', () => {
  it.each(targetNames)('the moments that the badges expect of %s are those of the density', async (name) => {
    const grid = Float64Array.from({ length: 120_001 }, (_, i) => -40 + i / 1000);
    const { target } = await client.call('lineCurves', {
      target: name,
      law: { kind: 'cauchy', a: 0, b: 1 },
      x: grid,
    });
    const moment = (power: number) =>
      grid.reduce((sum, x, i) => sum + x ** power * Math.exp(target[i]!), 0) / 1000;
    const [mass, first, second] = [moment(0), moment(1), moment(2)];
    expect(first / mass).toBeCloseTo(targets[name].mean, 6);
    expect(second / mass - (first / mass) ** 2).toBeCloseTo(targets[name].variance, 5);
  });

  it('an envelope as high as the cover says is safe, a lower one is not', async () => {
    for (const shape of shapes) {
      const law = lawOf(shape, -1, shape === 'uniform' ? 5 : 2.5);
      const { cover, peak } = await curvesOf(client, 'two_bumps', law, targets.two_bumps.range);
      const at = (height: number) => throwDarts(client, 'two_bumps', law, height / peak, 50_000, 1);
      expect((await at(cover * 1.001)).violations).toBe(0);
      expect((await at(cover * 0.9)).violations).toBeGreaterThan(10);
    }
    const narrow = await curvesOf(client, 'two_bumps', lawOf('uniform', 0, 1), targets.two_bumps.range);
    expect(narrow.cover).toBe(Infinity);
  });

  it('finds where the target sticks out', () => {
    expect(gaps([0, 1, 2, 3, 4], [1, 3, 3, 1, 2], [2, 2, 2, 2, 1])).toEqual([
      [1, 2],
      [4, 4],
    ]);
    expect(gaps([0, 1], [1, 1], [1, 1])).toEqual([]);
  });

  it('sorts hits from misses, and heaps them up to area 1', async () => {
    const law = lawOf('uniform', -1, 5);
    const thrown = await throwDarts(client, 'two_bumps', law, 10.2, 20_000, 3);
    const hits = hitsOf(thrown);
    const { hit, miss } = sorted(thrown, 500);
    expect(hits).toHaveLength(thrown.hits);
    expect(hit.x.length + miss.x.length).toBe(500);
    expect(hit.x).toEqual([...hitsOf(thrown, 500)]);
    const heights = density(
      hits,
      Float64Array.from({ length: 41 }, (_, i) => -6 + i / 4),
    );
    expect(meanOf(heights) * 10).toBeCloseTo(1, 2);
    // 1.25 sqrt(2 pi) / 10.2; four standard errors of 20 000 darts.
    expect(Math.abs(hits.length / 20_000 - 0.30718)).toBeLessThan(4 * Math.sqrt((0.307 * 0.693) / 20_000));
  });
});

describe('a quiver', () => {
  const law = lawOf('normal', -1, 2.5);
  // Too low in places: violations, too, are gathered.
  const game = { target: 'two_bumps', law, m: 1.2, seed: 4 } as const;

  it('throws only what is new, and has what one throw would have', async () => {
    const asked: [number, number][] = [];
    const watching: Core = {
      call: ((method: 'darts', args: { begin: number; count: number }) => {
        asked.push([args.begin, args.count]);
        return client.call(method, args as never);
      }) as Core['call'],
    };
    const quiver = new Quiver();
    for (const count of [1, 2, 9, 1000, 1000, 5000]) {
      const found = await quiver.upTo(watching, game, count);
      const { target, m, seed } = game;
      expect(await throwDarts(client, target, law, m, count, seed)).toMatchObject(found);
    }
    expect(asked).toEqual([
      [0, 1],
      [1, 1],
      [2, 7],
      [9, 991],
      [1000, 0],
      [1000, 4000],
    ]);
    // Back, and another envelope: from the beginning.
    asked.length = 0;
    await quiver.upTo(watching, game, 10);
    await quiver.upTo(watching, { ...game, m: 2 }, 20);
    await quiver.upTo(watching, { ...game, m: 2, law: { ...law, a: 0 } }, 30);
    expect(asked).toEqual([
      [0, 10],
      [0, 20],
      [0, 30],
    ]);
  });
});

describe('the envelope that learns', () => {
  it.each(['normal', 'gamma', 'semicircle'] as const)('draws %s with few looks at it', async (name) => {
    const n = 10_000;
    const found = await learn(client, name, n, 4);
    const { mean, variance, kurtosis } = learners[name];
    expect(found.draws).toHaveLength(n);
    expect(found.broken).toBeUndefined();
    expect(found.evaluations).toBeLessThan(200);
    expect(Math.abs(meanOf(found.draws) - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
    const spread = meanOf(found.draws.map((x) => (x - mean) ** 2));
    expect(Math.abs(spread - variance)).toBeLessThan(4 * variance * Math.sqrt((kurtosis - 1) / n));
    // An envelope is nowhere below.
    found.logP.forEach((log, i) => expect(found.logEnvelope[i]!).toBeGreaterThanOrEqual(log - 1e-9));
  });

  it('touches with the slope of the density', async () => {
    for (const name of adaptiveNames) {
      const { tangents } = await learn(client, name, 5, 1);
      const h = 1e-5;
      // At the end of a half disc the slope is infinite: no difference reaches it.
      for (const { x, value, slope } of tangents.filter(({ slope }) => Math.abs(slope) < 50)) {
        const { target } = await client.call('lineCurves', {
          target: name,
          law: { kind: 'cauchy', a: 0, b: 1 },
          x: Float64Array.of(x - h, x, x + h),
        });
        expect(target[1]).toBeCloseTo(value, 10);
        expect((target[2]! - target[0]!) / (2 * h)).toBeCloseTo(slope, 4);
      }
    }
  });

  it('refuses the two bumps', async () => {
    const found = await learn(client, 'two_bumps', 1000, 2);
    expect(found.broken).toBeDefined();
    expect(found.draws.length).toBeLessThan(1000);
  });
});

describe('the ball in the cube', () => {
  it('has the tabled parts', async () => {
    const logs = await exactParts(client);
    for (const [d, part] of [
      [2, 0.7854],
      [3, 0.5236],
      [5, 0.16449],
      [10, 2.4904e-3],
      [20, 2.4611e-8],
    ] as const)
      expect(Math.exp(logs[d - 1]!) / part).toBeCloseTo(1, 4);
    expect(power(logs[99]!)).toBeCloseTo(-69.7, 1);
  });

  it('counts the same in pieces, and is honest where nothing hit', async () => {
    const whole = await client.call('ballDarts', { dim: 5, count: 30_000, seed: 2 });
    const pieces = await throwAt(client, 5, 30_000, 2);
    expect([pieces.darts, pieces.hits]).toEqual([30_000, whole.hits]);
    const none = await throwAt(client, 20, 10_000, 2);
    expect([none.hits, none.low]).toEqual([0, 0]);
    expect(none.high * 10_000).toBeCloseTo(3.69, 2);
    expect(none.high).toBeGreaterThan(Math.exp(none.log));
  });
});

describe('weights', () => {
  it('the effective part of two bells is that of the integral', () => {
    for (const [m, s, tabled] of [
      [0, 0.75, 0.62854],
      [0, 1.5, 0.83148],
      [0, 2, 0.66144],
      [0, 3, 0.45812],
      [1, 1.5, undefined],
    ] as const) {
      const w = (x: number) => bell(x, 0, 1) / bell(x, m, s);
      const moment = (r: number) => integral((x) => w(x) ** r * bell(x, m, s), -25, 25);
      const [second, third, fourth] = [moment(2), moment(3), moment(4)];
      expect(essShare(m, s)).toBeCloseTo(1 / second, 8);
      if (tabled) expect(essShare(m, s)).toBeCloseTo(tabled, 5);
      if (s < 1) continue;
      const variance =
        4 * (second - 1) - (4 * (third - second)) / second + (fourth - second ** 2) / second ** 2;
      expect(essSpread(m, s)).toBeCloseTo(Math.sqrt(variance) / second, 6);
    }
    expect(essShare(0, Math.SQRT1_2 - 1e-9)).toBe(0);
    expect(essSpread(0, 0.8)).not.toBeLessThan(1e9);
  });

  it('what the core weighs has that part, weight 1 on average, and the standard error that is told', async () => {
    const off: number[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      const found = await weigh(client, 'normal', lawOf('normal', 0.5, 1.5), 2000, seed);
      off.push((found.ess / 2000 - essShare(0.5, 1.5)) / (essSpread(0.5, 1.5) / Math.sqrt(2000)));
      expect(found.missed).toBe(0);
      expect(Math.abs(meanOf(found.w) - found.ratio)).toBeLessThan(1e-9);
    }
    // Standardised: mean 0 and variance 1, at four standard errors of 40.
    expect(Math.abs(meanOf(off))).toBeLessThan(4 / Math.sqrt(40));
    expect(meanOf(off.map((x) => x * x))).toBeGreaterThan(1 - 4 * Math.sqrt(2 / 40));
    expect(meanOf(off.map((x) => x * x))).toBeLessThan(1 + 4 * Math.sqrt(2 / 40));
    expect((await weigh(client, 'normal', lawOf('uniform', 0, 1), 1000, 1)).missed).toBeGreaterThan(0);
    expect(stemTop([0.5, 4])).toBe(5);
  });
});

describe('the bias of self-normalised weights', () => {
  it('falls like 1 / N, and the unbiased form has none', async () => {
    const w = (x: number) => bell(x, 0, 1) / bell(x, 1, 1.5);
    expect(limit).toBeCloseTo(
      integral((x) => -x * w(x) ** 2 * bell(x, 1, 1.5), -25, 25),
      8,
    );
    for (const n of sizes.filter((n) => n >= 16 && n <= 64)) {
      const point = await biasAt(client, n, 2 ** 20, 9);
      // What the limit leaves out is of order 1 / N^2: at most 5 / N of it here.
      expect(Math.abs(point.bias - limit / n)).toBeLessThan(4 * point.biasError + (5 * limit) / n ** 2);
      expect(point.bias).toBeGreaterThan(4 * point.biasError);
      expect(Math.abs(point.plain)).toBeLessThan(4 * point.plainError);
    }
  });
});

describe('less noise', () => {
  it('the ratios by hand are those of the integrals', () => {
    const f = Math.exp;
    const mean = integral(f, 0, 1, 20_000);
    const variance = integral((u) => (f(u) - mean) ** 2, 0, 1, 20_000);
    const mirrored = integral((u) => (f(u) - mean) * (f(1 - u) - mean), 0, 1, 20_000);
    const slope = integral((u) => (f(u) - mean) * (u - 0.5), 0, 1, 20_000);
    expect(jobs.exp.mean).toBeCloseTo(mean, 8);
    expect(jobs.exp.pairs).toBeCloseTo(1 + mirrored / variance, 7);
    expect(jobs.exp.control).toBeCloseTo(1 - (12 * slope ** 2) / variance, 7);
  });

  it.each(functions)('the heaps of %s have them', async (f) => {
    const heaps = await estimates(client, f, 6);
    for (const [{ value, error }, expected] of [
      [heaps.left.pairs, jobs[f].pairs],
      [heaps.left.control, jobs[f].control],
    ] as const)
      expect(Math.abs(value - expected)).toBeLessThan(4 * error + 1e-12);
    // The heaps themselves, from 64 values each: as wide, but for the slope that they have to estimate (some per cent).
    const plain = varianceOf(heaps.plain);
    const noise = (4 * 2) / Math.sqrt(repeats) + 0.06;
    expect(Math.abs(varianceOf(heaps.paired) / plain - jobs[f].pairs)).toBeLessThan(
      noise * jobs[f].pairs + 1e-12,
    );
    expect(Math.abs(varianceOf(heaps.controlled) / plain - jobs[f].control)).toBeLessThan(
      noise * jobs[f].control + 1e-12,
    );
    expect(Math.abs(heaps.mean - jobs[f].mean)).toBeLessThan(4 * heaps.meanError + 1e-12);
  });
});

describe('where it breaks', () => {
  it('runs end where their checkpoints say, and jump where the tails are thin', async () => {
    expect([checkpoints[0], checkpoints.at(-1)]).toEqual([10, 100_000]);
    const wide = await runAll(client, lawOf('normal', 0, 1.5), 1);
    for (const { ratio, error } of wide) expect(Math.abs(ratio.at(-1)! - 1)).toBeLessThan(4 * error.at(-1)!);
    // The picture that the lesson opens with: calm, too low, one jump.
    const [first] = await runAll(client, lawOf('normal', 0, 0.5), 17);
    expect(largestJump(first!.ratio).by).toBeGreaterThan(0.2);
    expect(largestJump(wide[0]!.ratio).by).toBeLessThan(0.1);
    const [gap] = await runAll(client, lawOf('uniform', 0, 1), 1);
    expect(Math.abs(gap!.ratio.at(-1)! - 0.6826895)).toBeLessThan(4 * gap!.error.at(-1)!);
  });

  it('weights multiply: the part in d dimensions is a power, until one draw is left', async () => {
    const found = await products(client, 1.5, 17);
    for (const { dim, share } of found.filter(({ dim }) => dim <= 5))
      expect(Math.abs(share - essShare(0, 1.5) ** dim)).toBeLessThan((4 * essSpread(0, 1.5, dim)) / 100);
    const last = found.at(-1)!;
    expect(last.share).toBeGreaterThanOrEqual(1e-4);
    expect(last.share).toBeGreaterThan(essShare(0, 1.5) ** last.dim);
  });
});

describe('exercises', () => {
  it('the right answers are accepted, the wrong ones told apart', () => {
    const number = exercises['twice-as-high']!;
    if (number.kind !== 'number') throw new Error('kind');
    expect(number.answer).toBeCloseTo(313.33, 1);
    for (const wrong of [125, 399, 0.313]) expect(number.wrong!(wrong)).not.toBe('');
    const make = exercises['good-proposal']!;
    if (make.kind !== 'make') throw new Error('kind');
    const check = make.check as (state: unknown) => true | string;
    const good = { target: 'two_bumps', share: 0.66, k: -1.8, threshold: 0.7, missed: 0, n: 100_000 };
    expect(check(good)).toBe(true);
    expect(check(undefined)).toMatch(/first/);
    expect(check({ ...good, share: 0.4 })).toMatch(/40 %/);
    expect(check({ ...good, k: 0.9 })).toMatch(/too thin/);
    expect(check({ ...good, k: null })).toMatch(/too thin/);
    expect(check({ ...good, missed: 3 })).toMatch(/out of reach/);
    expect(check({ ...good, target: 'normal' })).toMatch(/two bumps/);
    expect(check({ ...good, n: 1000 })).toMatch(/100 000/);
  });

  it('the hint’s proposal solves the exercise', async () => {
    const found = await weigh(client, 'two_bumps', lawOf('normal', -1.2, 2), 100_000, 3);
    expect(found.ess / 100_000).toBeGreaterThan(0.5);
    expect(found.k).toBeLessThan(found.threshold);
    expect(found.missed).toBe(0);
  });

  it('the model programs pass their tests, the starters do not', () => {
    const accept = (logP: number, logQ: number, logM: number, u: number) => {
      if (logP > logM + logQ) throw new Error('envelope');
      return Math.log(u) + logM + logQ <= logP;
    };
    const weighted = (logW: number[], f: number[]) => {
      const top = Math.max(...logW);
      const w = logW.map((log) => Math.exp(log - top));
      const sum = w.reduce((a, b) => a + b, 0);
      return [
        w.reduce((all, each, i) => all + each * f[i]!, 0) / sum,
        sum ** 2 / w.reduce((all, each) => all + each * each, 0),
      ];
    };
    evaluateExercise(exercises['accept-step']!, accept);
    evaluateExercise(exercises['self-normalised']!, weighted);
    expect(() => evaluateExercise(exercises['accept-step']!, () => true)).toThrow();
    expect(() => evaluateExercise(exercises['self-normalised']!, () => [0, 0])).toThrow();
  });
});
