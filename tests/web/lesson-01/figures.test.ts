import { describe, expect, it } from 'vitest';
import { exercises } from '../../../lessons/01-bayes/exercises.ts';
import { bayesRule, tableOf } from '../../../lessons/01-bayes/figures/bayes-core.ts';
import {
  baseCurve,
  inARow,
  keep,
  limitOf,
  limits,
  meanSquare,
  pathsOf,
  throwCloud,
  truthOf,
} from '../../../lessons/01-bayes/figures/breaks.ts';
import { build, cells, meanRange } from '../../../lessons/01-bayes/figures/build.ts';
import { pileOrder, shareIll } from '../../../lessons/01-bayes/figures/crowd.ts';
import {
  drawLabels,
  expected,
  meanOf,
  places,
  surprise,
  weightsOf,
} from '../../../lessons/01-bayes/figures/loss.ts';
import {
  count,
  drawFates,
  gridFor,
  jointOf,
  many,
  medical,
  positives,
} from '../../../lessons/01-bayes/figures/people.ts';
import { hasCycle, judge, nodeNames, type Node } from '../../../lessons/01-bayes/figures/plates.ts';
import {
  byHand,
  ears,
  entropy,
  meanOfPairs,
  writeOut,
  type Answer,
} from '../../../lessons/01-bayes/figures/pair.ts';
import { percent } from '../../../lessons/01-bayes/figures/rates.ts';
import { lawAt, lawSum, slicesOf, tosses } from '../../../lessons/01-bayes/figures/slices.ts';
import { heightFor, layout, tableNames, tables, withCell } from '../../../lessons/01-bayes/figures/table.ts';
import { tasks } from '../../../lessons/01-bayes/figures/tasks.ts';
import { leavesOf } from '../../../lessons/01-bayes/figures/tree.ts';
import {
  areasOf,
  clip,
  countDarts,
  hexagon,
  questions,
  throwDarts,
  type Shapes,
} from '../../../lessons/01-bayes/figures/venn.ts';
import { bellAt, compare, drawBoth, near, reverse } from '../../../lessons/01-bayes/figures/ways.ts';
import { difference } from '../../../web/exercises/check.ts';
import type {
  CodeExercise,
  MakeExercise,
  NumberExercise,
  OrderExercise,
} from '../../../web/exercises/types.ts';
import { readPlan } from '../../../web/compiler/plan.ts';
import { coreClient } from '../lesson-03/core.ts';

const { client } = await coreClient();
const { signal } = new AbortController();
const sum = (numbers: ArrayLike<number>) => Array.from(numbers).reduce((a, b) => a + b, 0);
const known = 0.009 / (0.009 + 0.0891);

describe('a thousand people', () => {
  it('are as ill as the base rate says, and as often positive', async () => {
    let [caught, positive] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const counts = count(await drawFates(client, seed, signal), medical);
      expect(sum(Object.values(counts))).toBe(many);
      caught += counts.caught;
      positive += positives(counts);
    }
    // Four standard errors of 200 000 people.
    expect(Math.abs(positive / 200_000 - 0.0981)).toBeLessThan(4 * Math.sqrt((0.0981 * 0.9019) / 200_000));
    expect(Math.abs(caught / positive - known)).toBeLessThan(4 * Math.sqrt((known * (1 - known)) / positive));
  });

  it('are the same people when the rates change', async () => {
    const fates = await drawFates(client, 38, signal);
    const [one, two] = [count(fates, medical), count(fates, { ...medical, prior: 0.1 })];
    expect(one).toEqual({ caught: 9, missed: 1, alarmed: 101, cleared: 889 });
    expect(two.caught + two.missed).toBeGreaterThan(one.caught + one.missed);
    expect(pileOrder(fates)).toHaveLength(110);
    expect(shareIll(fates)).toBeCloseTo(900 / 110, 12);
  });

  it('end in the leaves of a tree, nobody cut in pieces, and two leaves make the posterior', async () => {
    const leaves = leavesOf(medical);
    expect(leaves).toEqual({ all: 10_000, ill: 100, missed: 10, caught: 90, alarmed: 891, cleared: 9009 });
    expect(leaves.caught / (leaves.caught + leaves.alarmed)).toBeCloseTo(0.0917431, 7);
    // Every setting that the handles reach: hundredths, and thousandths below 0.02.
    for (const prior of [0, 0.001, 0.013, 0.2, 0.57, 1])
      for (const sensitivity of [0, 0.007, 0.95, 1])
        for (const falsePositive of [0, 0.019, 0.33, 1]) {
          const { all, ill, missed, caught, alarmed, cleared } = leavesOf({
            prior,
            sensitivity,
            falsePositive,
          });
          for (const people of [all, missed, caught, alarmed, cleared])
            expect(Number.isInteger(people)).toBe(true);
          expect(missed + caught).toBe(ill);
          expect(ill + alarmed + cleared).toBe(all);
          const rule = await bayesRule(
            client,
            Float64Array.of(prior, 1 - prior),
            Float64Array.of(sensitivity, falsePositive),
          );
          if (caught + alarmed === 0) expect(rule.posterior[0]).toBeNaN();
          else expect(caught / (caught + alarmed)).toBeCloseTo(rule.posterior[0]!, 14);
        }
  });

  it('find room in every box', () => {
    for (const [width, height] of [
      [300, 320],
      [430, 330],
      [640, 150],
      [290, 160],
    ] as const) {
      const { rows, columns, cell } = gridFor(many, { left: 0, top: 0, right: width, bottom: height });
      expect(rows * columns).toBeGreaterThanOrEqual(many);
      expect(columns * cell).toBeLessThanOrEqual(width + 1e-9);
      expect(rows * cell).toBeLessThanOrEqual(height + 1e-9);
      expect(cell).toBeGreaterThan(5);
    }
  });

  it('speak of shares without false digits', () => {
    expect([0.01, 0.0917431, 0.9, 0.5263, 1, 0, 0.0005, 0.995].map(percent)).toEqual([
      '1 %',
      '9.2 %',
      '90 %',
      '53 %',
      '100 %',
      '0 %',
      '0.05 %',
      '99.5 %',
    ]);
  });
});

describe('Bayes’ rule and tables', () => {
  it('give the number that everybody quotes', async () => {
    const rule = await bayesRule(client, Float64Array.of(0.01, 0.99), Float64Array.of(0.9, 0.09));
    expect(rule.posterior[0]).toBeCloseTo(0.0917431, 7);
    const table = await tableOf(client, [2, 2], jointOf(medical));
    expect(table.givenColumn[0]).toBeCloseTo(known, 14);
    expect(table.givenRow[0]).toBeCloseTo(0.9, 14);
  });

  it.each(tableNames)('hold both rules in the table %s, also after a drag', async (name) => {
    const { rows, columns, weights } = tables[name];
    for (const cells of [[...weights], withCell(weights, 1, 0.9), withCell(weights, 0, 1)]) {
      expect(sum(cells)).toBeCloseTo(1, 12);
      const table = await tableOf(client, [rows.length, columns.length], Float64Array.from(cells));
      expect(sum(table.cells)).toBeCloseTo(1, 15);
      rows.forEach((_, i) => {
        const row = table.cells.subarray(i * columns.length, (i + 1) * columns.length);
        expect(Math.abs(sum(row) - table.ofRow[i]!)).toBeLessThan(1e-15);
        row.forEach((p, j) => {
          const k = i * columns.length + j;
          for (const product of [
            table.givenRow[k]! * table.ofRow[i]!,
            table.givenColumn[k]! * table.ofColumn[j]!,
          ])
            if (!Number.isNaN(product)) expect(Math.abs(product - p)).toBeLessThan(1e-15);
        });
      });
    }
  });

  it('keep the others’ proportions when a cell is dragged, and share evenly what one alone held', () => {
    expect(withCell([0.5, 0.2, 0.3], 0, 0)).toEqual([0, 0.4, 0.6]);
    expect(withCell([1, 0, 0], 0, 0.5)).toEqual([0.5, 0.25, 0.25]);
  });

  it('have squares of a finger’s size on a phone, inside the picture', () => {
    for (const name of tableNames)
      for (const width of [254, 294, 640]) {
        const at = layout({ width, height: heightFor(name, width) }, name);
        const last = at.of(tables[name].rows.length - 1, tables[name].columns.length - 1);
        expect(last.right).toBeLessThan(width);
        expect(last.bottom).toBeLessThan(heightFor(name, width));
        expect(last.right - last.left).toBeGreaterThan(35);
      }
  });
});

describe('two events as areas', () => {
  const shapes: Shapes = { a: { x: 0.38, y: 0.52, radius: 0.3 }, b: { x: 0.64, y: 0.46, radius: 0.26 } };

  it('are the core’s areas, and what the picture fills', async () => {
    const areas = await areasOf(client, shapes, signal);
    expect(areas.a).toBeCloseTo(1.5 * Math.sqrt(3) * 0.09, 12);
    expect(areas.b).toBeCloseTo(Math.PI * 0.26 ** 2, 12);
    expect(Math.abs(areas.a * areas.bGivenA - areas.both)).toBeLessThan(1e-12);
    expect(Math.abs(areas.b * areas.aGivenB - areas.both)).toBeLessThan(1e-12);
    expect(areas.either).toBeCloseTo(areas.a + areas.b - areas.both, 12);
    const disc = Array.from({ length: 2000 }, (_, k) => (2 * Math.PI * k) / 2000).flatMap((angle) => [
      shapes.b.x + shapes.b.radius * Math.cos(angle),
      shapes.b.y + shapes.b.radius * Math.sin(angle),
    ]);
    const corners = hexagon(shapes);
    for (const ring of [corners, corners.toReversed()]) {
      const lens = clip(disc, [...ring, ring[0]!].flat());
      const twice = sum(
        Array.from({ length: lens.length / 2 }, (_, i) => {
          const j = (2 * i + 2) % lens.length;
          return lens[2 * i]! * lens[j + 1]! - lens[j]! * lens[2 * i + 1]!;
        }),
      );
      expect(Math.abs(twice / 2)).toBeCloseTo(areas.both, 5);
    }
  });

  it.each(questions)('are what the darts count: %s', async (question) => {
    const areas = await areasOf(client, shapes, signal);
    const n = 100_000;
    const darts = await throwDarts(client, shapes, 4, n, signal);
    const { part, whole } = countDarts(darts.region, n, question);
    const p = areas[question];
    expect(Math.abs(part / whole - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / whole));
  });
});

describe('the theorem, term by term', () => {
  it('makes Beta(9, 5) of Beta(2, 2) and 7 heads of 10', async () => {
    const built = await build(client, { mean: 0.5, weight: 4 }, 7, 10, signal);
    expect(built.exactMean).toBeCloseTo(9 / 14, 14);
    expect(built.mean).toBeCloseTo(9 / 14, 5);
    expect(built.exactLogEvidence).toBeCloseTo(-6.977748, 6);
    expect(Math.abs(built.logEvidence + 6.977748)).toBeLessThan(1e-5);
    expect(sum(built.posterior) / cells).toBeCloseTo(1, 12);
    expect(sum(built.product) / cells).toBeCloseTo(built.evidence, 12);
    const one = 0.6 * cells;
    expect((built.prior[one]! * built.likelihood[one]!) / built.evidence).toBeCloseTo(
      built.posterior[one]!,
      4,
    );
  });

  it('stays within its badges for every prior and every toss that can be set', async () => {
    for (const weight of [2, 4, 37, 100])
      for (const mean of [...meanRange(weight), 0.5])
        for (const heads of [0, 3, 10]) {
          const built = await build(client, { mean, weight }, heads, 10, signal);
          expect(Math.abs(built.mean - built.exactMean)).toBeLessThan(2e-6);
          expect(Math.abs(built.logEvidence - built.exactLogEvidence)).toBeLessThan(1e-5);
        }
  });
});

describe('the map of coins and heads', () => {
  it('sums to 1 upwards, and not across', async () => {
    for (const kind of ['count', 'order'] as const) {
      const slices = await slicesOf(client, kind, signal);
      expect(slices.orders[7]).toBe(120);
      for (const theta of [0.01, 0.3, 0.55, 0.99]) {
        expect(Math.abs(lawSum(slices, theta) - 1)).toBeLessThan(1e-13);
        expect(lawAt(slices, theta)).toHaveLength(tosses + 1);
      }
      slices.areas.forEach((area, k) => {
        expect(Math.abs(area - slices.exact[k]!)).toBeLessThan(1e-7);
        expect(Math.abs(area / slices.exact[k]! - 1)).toBeLessThan(1e-6);
        if (kind === 'count') expect(slices.exact[k]!).toBeCloseTo(1 / 11, 12);
      });
      if (kind === 'order') expect(slices.exact[7]).toBeCloseTo(1 / 1320, 15);
    }
  });
});

describe('the average loss', () => {
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p);

  it('is lowest at the share of cats, where it is the entropy; balanced, at one half', async () => {
    for (const share of [0.02, 0.3, 0.8, 0.98]) {
      const curve = await surprise(client, places);
      for (const balanced of [false, true]) {
        const losses = [...curve.q].map((_, i) =>
          expected(share, weightsOf(share, balanced), curve.cat[i]!, curve.dog[i]!),
        );
        const least = Math.min(...losses);
        const at = curve.q[losses.indexOf(least)]!;
        expect(Math.abs(at - (balanced ? 0.5 : share))).toBeLessThan(0.003);
        expect(Math.abs(least - (balanced ? Math.LN2 : entropy(share)))).toBeLessThan(1e-4);
      }
    }
  });

  it('is what the labels’ mean comes near, within its standard error', async () => {
    const { cat, dog } = await surprise(client, Float64Array.of(0.3));
    const far = [];
    for (let seed = 0; seed < 40; seed++) {
      const drawn = await drawLabels(client, seed, 10_000, 0.8, signal);
      const { mean, error } = meanOf(drawn, 0.8, [1, 1], cat[0]!, dog[0]!);
      far.push((mean - expected(0.8, [1, 1], cat[0]!, dog[0]!)) / error);
    }
    // Standard normal numbers: their mean square is 1, give or take 4 sqrt(2 / 40).
    expect(Math.abs(sum(far.map((x) => x * x)) / 40 - 1)).toBeLessThan(4 * Math.sqrt(2 / 40));
  });
});

describe('the expectation over a pair', () => {
  const lazy: Answer = { share: 0.8, q: 0.6, looks: false, balanced: false };

  it('is a sum of integrals: for an answer that does not look, what one gets by hand', async () => {
    for (const share of [0.02, 0.5, 0.8, 0.98])
      for (const q of [0.02, 0.3, share])
        for (const balanced of [false, true]) {
          const written = await writeOut(client, { share, q, looks: false, balanced });
          expect(written.total).toBeCloseTo(byHand({ share, q, looks: false, balanced }), 12);
        }
    const least = await writeOut(client, { ...lazy, q: 0.8 });
    expect(least.total).toBeCloseTo(0.500402, 6);
    expect(least.total).toBeCloseTo(entropy(0.8), 12);
    // Nothing else costs as little.
    for (const q of [0.7, 0.79, 0.81, 0.9])
      expect((await writeOut(client, { ...lazy, q })).total).toBeGreaterThan(least.total);
    // Balanced: a fair coin.
    const fair = await writeOut(client, { ...lazy, q: 0.5, balanced: true });
    expect(fair.total).toBeCloseTo(Math.LN2, 12);
  });

  it('of an answer that looks is the entropy of the label given the picture, and less', async () => {
    const written = await writeOut(client, { ...lazy, looks: true });
    // Bayes' rule at a place: 0.8 N(x; 1, 1) against 0.2 N(x; -1, 1).
    const i = 480;
    const [cat, dog] = [0.8 * written.given.cat[i]!, 0.2 * written.given.dog[i]!];
    expect(ears[i]).toBeCloseTo(2, 12);
    expect(written.q[i]).toBeCloseTo(cat / (cat + dog), 13);
    expect(written.total).toBeLessThan(entropy(0.8));
    const step = ears[1]! - ears[0]!;
    const conditional = sum(
      ears.map((_, k) => {
        const p = 0.8 * written.given.cat[k]! + 0.2 * written.given.dog[k]!;
        const q = written.q[k]!;
        return step * p * (q > 0 && q < 1 ? entropy(q) : 0);
      }),
    );
    expect(written.total).toBeCloseTo(conditional, 9);
  });

  it('is what pairs cost that are drawn', async () => {
    for (const answer of [lazy, { ...lazy, looks: true }, { ...lazy, q: 0.9, balanced: true }])
      for (const seed of [1, 2, 3]) {
        const [written, drawn] = [await writeOut(client, answer), await meanOfPairs(client, answer, seed)];
        expect(Math.abs(drawn.mean - written.total)).toBeLessThan(4 * drawn.error);
      }
  });
});

describe('one world, made twice', () => {
  const model = { slope: 1.2, noise: 0.8 };
  const turned = () => reverse(client, model);

  it('is the same world both ways', async () => {
    const { forth, back } = await drawBoth(client, model, await turned(), 1, 20_000, signal);
    const same = await compare(client, forth, back, 20_000, signal);
    for (const { p } of [same.x, same.z, same.both]) expect(p).toBeGreaterThan(0.01);
  });

  it('is another one when the way back is guessed to be 1 / slope', async () => {
    const { forth, back } = await drawBoth(client, model, await turned(), 1, 20_000, signal);
    const { back: right } = await turned();
    const wrong = { x: back.x, z: back.z.map((z, i) => z + (1 / model.slope - right) * back.x[i]!) };
    expect((await compare(client, forth, wrong, 20_000, signal)).both.p).toBeLessThan(1e-6);
  });

  it('fills in what the draws near this x say', async () => {
    for (const [datum, seed] of [
      [1.5, 1],
      [-2, 2],
      [0, 3],
    ] as const) {
      const { forth } = await drawBoth(client, model, await turned(), seed, 100_000, signal);
      const { back, left } = await turned();
      const found = near(forth, 100_000, datum);
      expect(Math.abs(found.mean - back * datum)).toBeLessThan((4 * left) / Math.sqrt(found.count));
    }
    // mu_1 + S_12 / S_22 (x_2 - mu_2), with S_12 = slope, S_22 = slope² + noise².
    const way = await turned();
    expect(way.back * 1.5).toBeCloseTo((1.2 / (1.44 + 0.64)) * 1.5, 14);
    expect(way.left ** 2).toBeCloseTo(1 - 1.44 / 2.08, 14);
    expect(way.deviation ** 2).toBeCloseTo(2.08, 14);
    const bell = await bellAt(client, way, 1.5, signal);
    expect(sum(bell.density) * 0.05).toBeCloseTo(1, 6);
  });
});

describe('where it breaks', () => {
  it('a prior of zero never moves, one in a million does', async () => {
    const [some, few, none] = (await pathsOf(client, signal)) as [number[], number[], number[]];
    expect(some[1]).toBeCloseTo(known, 14);
    expect(few[10]).toBeGreaterThan(0.999);
    expect(none.every((p) => p === 0)).toBe(true);
  });

  it('the base rate alone moves the answer from nothing to certain', async () => {
    const { prior, posterior } = await baseCurve(client, signal);
    prior.forEach((p, i) => expect(posterior[i]).toBeCloseTo((0.9 * p) / (0.9 * p + 0.09 * (1 - p)), 13));
    expect(posterior[0]).toBeLessThan(0.001);
    expect(posterior.at(-1)).toBeGreaterThan(0.98);
  });

  it('a strip and a wedge about one line give two laws', async () => {
    const cloud = await throwCloud(client, 1, signal);
    for (const limit of limits) {
      const { mean, error } = meanSquare(keep(cloud, limit, 0.06));
      expect(Math.abs(mean - limitOf[limit])).toBeLessThan(4 * error);
      const { density, x } = await truthOf(client, limit, signal);
      expect(sum(density) * 0.02).toBeCloseTo(1, 3);
      expect(sum(density.map((p, i) => p * x[i]! ** 2)) * 0.02).toBeCloseTo(limitOf[limit], 3);
    }
  });
});

describe('the graphical model of a mixture', () => {
  const plates = { n: ['z', 'x'], K: ['m'] } as const;
  const right = ['wz', 'sm', 'zx', 'mx'];

  it('is right in every order of its arrows, and nothing else is', () => {
    expect(judge({ arrows: right, plates }).right).toBe(true);
    expect(judge({ arrows: right.toReversed(), plates }).right).toBe(true);
    const all = nodeNames.flatMap((a) => nodeNames.filter((b) => b !== a).map((b) => `${a}${b}`));
    for (const arrow of all) {
      const changed = right.includes(arrow) ? right.filter((each) => each !== arrow) : [...right, arrow];
      expect(judge({ arrows: changed, plates }).right).toBe(false);
    }
    for (const node of nodeNames)
      for (const plate of ['n', 'K'] as const) {
        const has: readonly Node[] = plates[plate];
        const changed = has.includes(node) ? has.filter((each) => each !== node) : [...has, node];
        expect(judge({ arrows: right, plates: { ...plates, [plate]: changed } }).right).toBe(false);
      }
  });

  it('says what is wrong', () => {
    const text = (arrows: string[], on: Parameters<typeof judge>[0]['plates'] = plates) =>
      judge({ arrows, plates: on }).text;
    expect(text([])).toMatch(/No arrows yet/);
    expect(text(['xz'])).toMatch(/wrong way/);
    expect(text(['zx', 'xm', 'mz'])).toMatch(/circle/);
    expect(text(['wx'])).toMatch(/does not mention π/);
    expect(text(['wz', 'sm', 'zx'])).toMatch(/where does that come from/);
    expect(text(right, { n: ['z'], K: ['m'] })).toMatch(/one x for each datum/);
    expect(hasCycle(['wz', 'zx', 'mx', 'sm'])).toBe(false);
    expect(hasCycle(['wz', 'zw'])).toBe(true);
  });
});

describe('the task map', () => {
  it('leads to pages of the plan', () => {
    const slugs = readPlan('lessons').map(({ slug }) => slug);
    const places = Object.values(tasks).map(({ href }) => href);
    expect(places).toHaveLength(6);
    for (const href of places.filter((each) => each.startsWith('../#')))
      expect(slugs).toContain(href.slice(4));
    expect(places.filter((each) => !each.startsWith('../#'))).toEqual(['#ways']);
  });
});

describe('the exercises', () => {
  it('ask for the posterior after two positive tests', async () => {
    const { answer, wrong } = exercises['twice-positive'] as NumberExercise;
    expect((await inARow(client, 0.01, 2))[2]).toBeCloseTo(answer, 13);
    for (const x of [0.0917, 0.81, 0.1834]) expect(wrong!(x)).not.toBe('');
  });

  it('know independence when it is seen', () => {
    const check = (exercises['independent'] as MakeExercise).check as (state: unknown) => true | string;
    expect(check(undefined)).toMatch(/Move the disc/);
    expect(check({ a: 0.2, b: 0.1, both: 0 })).toMatch(/do not meet/);
    expect(check({ a: 0.2, b: 0.1, both: 0.05 })).toMatch(/more probable/);
    expect(check({ a: 0.2, b: 0.1, both: 0.01 })).toMatch(/less probable/);
    expect(check({ a: 0.2, b: 0.1, both: 0.0205 })).toBe(true);
  });

  it('have tiles for every order that is accepted', () => {
    const { tiles, accepted } = exercises['theorem'] as OrderExercise;
    for (const order of accepted) for (const tile of order) expect(tiles).toContain(tile);
  });

  const { tests, starter } = exercises['posterior-code'] as CodeExercise;
  const run = (code: string) => {
    const f = new Function(`${code}; return posterior`)() as (...args: unknown[]) => unknown;
    return tests.map(({ args, expected, tolerance }) => difference(f(...args), expected, tolerance));
  };
  it('accept the rule as the hints have it', () =>
    expect(
      run(`function posterior(prior, likelihood) {
        const product = prior.map((p, i) => p * likelihood[i]);
        const evidence = product.reduce((a, b) => a + b, 0);
        return product.map((p) => p / evidence);
      }`),
    ).toEqual(['', '', '', '']));
  it('tell the starter, the product and the normalised likelihood from it', () => {
    expect(run(starter).filter(Boolean).length).toBeGreaterThanOrEqual(3);
    expect(run('const posterior = (p, l) => p.map((x, i) => x * l[i])').every(Boolean)).toBe(true);
    expect(
      run('const posterior = (p, l) => l.map((x) => x / l.reduce((a, b) => a + b, 0))').filter(Boolean)
        .length,
    ).toBeGreaterThanOrEqual(3);
  });
});
