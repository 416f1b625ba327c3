import { describe, expect, it, vi } from 'vitest';
import { exercises } from '../../../lessons/00-gradients/exercises.ts';
import { check, nearest, suspicious, written } from '../../../lessons/00-gradients/figures/check.ts';
import { dimensions, measure, recipeOf } from '../../../lessons/00-gradients/figures/cost.ts';
import {
  bottom,
  digitsOf,
  errorCurves,
  theory,
  unit,
  type Name as Known,
  type Precision,
} from '../../../lessons/00-gradients/figures/errors.ts';
import { fall, names } from '../../../lessons/00-gradients/figures/pitfalls.ts';
import { evaluate } from '../../../lessons/00-gradients/figures/programs.ts';
import { curve, slopeAt } from '../../../lessons/00-gradients/figures/slide.ts';
import type { CodeExercise } from '../../../web/exercises/types.ts';
import { graphMethods } from '../../../web/core-client/graph.ts';
import { difference } from '../../../web/exercises/check.ts';
import { coreClient } from './core.ts';

const { client, objects } = await coreClient();

describe('the secant', () => {
  it('becomes the tangent, which is the derivative by hand', async () => {
    const far = await slopeAt(client, 1, 1);
    const near = await slopeAt(client, 1, 1e-3);
    const exact = Math.exp(1) * (Math.sin(1) + Math.cos(1));
    expect(near.tangent).toBeCloseTo(exact, 13);
    expect(near.closed).toBeCloseTo(exact, 13);
    expect(Math.abs(near.secant - exact)).toBeLessThan(0.003);
    expect(Math.abs(far.secant - exact)).toBeGreaterThan(0.3);
    expect(far.far - far.y).toBeCloseTo(far.secant, 12);
    expect((await curve(client)).y).toHaveLength(281);
    expect(objects.count).toBe(0);
  });
});

describe('the U', () => {
  const cases = (['waves', 'arc'] as Known[]).flatMap((name) =>
    (['double', 'float'] as Precision[]).flatMap((precision) =>
      [0.4, 1, 1.7].map((x) => [name, precision, x] as const),
    ),
  );
  it.each(cases)('of %s in %s at %d has its bottom where theory says', async (name, precision, x) => {
    const found = await errorCurves(client, name, x, precision);
    const u = unit[precision];
    for (const kind of ['forward', 'central'] as const) {
      const typical = kind === 'forward' ? found.forwardTypical : found.centralTypical;
      const bound = theory(kind, found.x, found.at, u);
      // The third derivative of sin(x) exp(x) is 0 at pi / 4, where the bottom has no place: 0.4 to 1.7 keeps away.
      expect(Math.abs(Math.log10(bottom(found.h, typical) / bound.best))).toBeLessThan(0.5);
      // The bounds hold for the typical error, two powers of ten beside the bottom on both sides.
      found.h.forEach((h, i) => {
        if (h < bound.best / 100 && h > u * 100)
          expect(typical[i]!).toBeLessThan(1.5 * (bound.rounding(h) + bound.truncation(h)));
        if (h > bound.best * 10 && h < 0.02) {
          expect(typical[i]! / bound.truncation(h)).toBeGreaterThan(0.8);
          expect(typical[i]! / bound.truncation(h)).toBeLessThan(1.25);
        }
      });
    }
    expect(found.automatic).toBeLessThan(8 * u);
    expect(found.automatic).toBeLessThan(
      (precision === 'double' ? 0.01 : 0.1) * found.centralTypical.reduce((a, b) => Math.min(a, b)),
    );
    expect(objects.count).toBe(0);
  });

  it('is made of derivatives that are right', async () => {
    for (const [name, exact] of [
      [
        'waves',
        [
          Math.sin(1) * Math.E,
          Math.E * (Math.sin(1) + Math.cos(1)),
          2 * Math.E * Math.cos(1),
          2 * Math.E * (Math.cos(1) - Math.sin(1)),
        ],
      ],
      ['arc', [Math.PI / 4, 0.5, -0.5, 0.5]],
    ] as const) {
      const { at } = await errorCurves(client, name, 1, 'double');
      [at.f, at.first, at.second, at.third].forEach((value, i) => expect(value).toBeCloseTo(exact[i]!, 13));
    }
  });

  it('counts digits', () => {
    expect(digitsOf(0)).toBe(16);
    expect(digitsOf(1e-9)).toBeCloseTo(9, 12);
    expect(digitsOf(5)).toBe(0);
    expect(bottom(Float64Array.of(1, 10, 100, 1000), Float64Array.of(9, 1, 1.5, 9))).toBeCloseTo(
      Math.sqrt(1000),
      9,
    );
  });
});

describe('the cost', () => {
  it('of reverse mode is a small multiple of the kernel calls, the same for every dimension', async () => {
    // Calls, not seconds: those are of the machine, and are looked at in the page (play.test.ts).
    const calls: [number, number][] = [];
    for (const dim of [10, 300]) {
      const { differences, reverse, run, steps } = await measure(client, dim, new AbortController().signal);
      for (const value of [differences, reverse, run]) expect(value).toBeGreaterThan(0);
      calls.push(steps);
    }
    expect(calls[1]).toEqual(calls[0]);
    expect(calls[0]![1] / calls[0]![0]).toBeLessThan(3);
    expect(calls[0]![1]).toBeGreaterThan(calls[0]![0]);
    expect(objects.count).toBe(0);
  });

  it('is timed for so many runs as are asked for, and the median piece counts', async () => {
    // A clock of our own: a run takes 0.3 ms, and one in 97 is held up for a second.
    let [now, runs] = [0, 0];
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const program = { set_input: () => undefined, run: () => void ((now += 0.3), runs++) };
    const context = {
      objects: { get: () => program },
      job: { pause: () => Promise.resolve() },
    };
    const held = { ...program, run: () => (program.run(), runs % 97 === 96 && void (now += 1000)) };
    const time = (of: typeof program, count: number, milliseconds: number) => {
      context.objects.get = () => of;
      return graphMethods.graphTime(
        { graph: 0, x: new Float64Array(1), runs: count, milliseconds },
        context as never,
      );
    };
    expect(await time(program, 1000, 10)).toBeCloseTo(0.3, 9);
    expect(runs).toBeGreaterThanOrEqual(1001);
    runs = 0;
    expect(await time(program, 1, 50)).toBeCloseTo(0.0003, 9);
    expect(runs).toBeGreaterThanOrEqual(Math.floor(50 / 0.3));
    expect(await time(held as never, 1000, 10)).toBeCloseTo(0.3, 9);
    vi.restoreAllMocks();
  });

  it('is that of a function whose gradient is right', async () => {
    const dim = 5;
    const x = Float64Array.from({ length: dim }, (_, i) => Math.sin(i + 1));
    const { gradient } = await evaluate(client, recipeOf(dim), x, { gradient: true });
    for (let i = 0; i < dim; i++) {
      const moved = [1e-5, -1e-5].map((h) => Float64Array.from(x, (value, j) => value + (i === j ? h : 0)));
      const [up, down] = await Promise.all(moved.map((each) => evaluate(client, recipeOf(dim), each)));
      expect((up!.value[0]! - down!.value[0]!) / 2e-5).toBeCloseTo(gradient![i]!, 8);
    }
    expect(dimensions[0]).toBe(1);
    expect(dimensions.at(-1)).toBe(1000);
  });

  it('refuses a count of runs that is none', async () => {
    const { graph } = await client.call('graphCreate', { recipe: recipeOf(2), batch: 4 });
    const x = new Float64Array(8);
    for (const bad of [0, NaN, 1.5, 1e9, '3' as never])
      await expect(client.call('graphTime', { graph, x, runs: bad })).rejects.toThrow('graphTime: runs is');
    await expect(client.call('graphTime', { graph, x: new Float64Array(7) })).rejects.toThrow('set_input');
    expect(await client.call('graphTime', { graph, x, runs: 3, milliseconds: 1 })).toBeGreaterThan(0);
    await client.call('graphDelete', { graph });
  });
});

describe('the four rules', () => {
  const odd = async (x: number) =>
    (await check(client, x)).flatMap((errors, i) => (nearest(errors) > suspicious ? [written[i]!.name] : []));
  it('all pass at 0, and one does not elsewhere', async () => {
    expect(await odd(0)).toEqual([]);
    for (const x of [-2.5, -0.3, 0.1, 0.7, 3]) expect(await odd(x)).toEqual(['tanh']);
  });
  it('has that one as the answer of its exercise', () => {
    const exercise = exercises['wrong-rule'] as { options: string[]; right: number };
    expect(exercise.options[exercise.right]).toContain('tanh');
    exercise.options.forEach((option, i) => expect(option).toContain(written[i]!.rule));
  });
});

describe('the pitfalls', () => {
  it('lose a slope as written, and none when mended', async () => {
    const starts = { abs: 0, relu: 0, select: -1, overflow: 800 };
    for (const name of names) {
      const asWritten = await fall(client, name, false, starts[name]);
      const mended = await fall(client, name, true, starts[name]);
      expect([...mended.curve.f, ...mended.curve.slope].every(Number.isFinite)).toBe(true);
      expect(mended.lost).toBeUndefined();
      expect(mended.at.left).toBeCloseTo(mended.at.slope, 4);
      expect(mended.at.right).toBeCloseTo(mended.at.slope, 4);
      if (name === 'abs') expect(asWritten.at).toMatchObject({ slope: 0, left: -1, right: 1 });
      if (name === 'relu') expect(asWritten.at).toMatchObject({ slope: 0, left: 0, right: 1 });
      if (name === 'select') expect(asWritten.at).toMatchObject({ f: 0, slope: NaN, left: 0, right: 0 });
      if (name === 'overflow') expect(asWritten.at).toMatchObject({ f: Infinity, slope: NaN });
      expect(asWritten.lost).toBe(
        { abs: undefined, relu: undefined, select: 'sqrt(x)', overflow: 'exp(x)' }[name],
      );
    }
    expect(objects.count).toBe(0);
  });
});

describe('the tape to write', () => {
  const { tests, starter } = exercises['backward'] as CodeExercise;
  const run = (code: string) => {
    const backward = new Function(`${code}; return backward`)() as (tape: unknown) => unknown;
    return tests.map(({ args, expected, tolerance }) => difference(backward(args[0]), expected, tolerance));
  };
  const solution = starter.replace(
    /if \(op === 'add'\)[\s\S]*\/\/ mul, sin, exp/,
    `if (op === 'add') for (const k of of) adjoint[k] += g;
    if (op === 'mul') { adjoint[of[0]] += g * tape[of[1]].value; adjoint[of[1]] += g * tape[of[0]].value; }
    if (op === 'sin') adjoint[of[0]] += g * Math.cos(tape[of[0]].value);
    if (op === 'exp') adjoint[of[0]] += g * value;`,
  );
  it('is right when it is written as the hints say', () =>
    expect(run(solution)).toEqual(['', '', '', '', '']));
  it('tells one that overwrites from one that adds', () => {
    const faults = run(solution.replaceAll('+=', '='));
    expect(faults.slice(0, 2)).toEqual(['', '']);
    expect(faults.slice(2).every(Boolean)).toBe(true);
  });
  it('tells the starter from an answer', () => expect(run(starter).filter(Boolean)).toHaveLength(5));
});
