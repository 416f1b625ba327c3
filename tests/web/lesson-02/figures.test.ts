import { describe, expect, it } from 'vitest';
import { anomalies, years } from 'virtual:data/temperature';
import { exercises } from '../../../lessons/02-evidence/exercises.ts';
import {
  layout as averageLayout,
  many,
  mostDraws,
  priors,
  run,
  running,
  slopeOf,
} from '../../../lessons/02-evidence/figures/average.ts';
import {
  closedAt,
  lossPerToss,
  pValue,
  priorSds,
  vagueAt,
  vagueCurve,
  vagueSlope,
  wideRun,
} from '../../../lessons/02-evidence/figures/breaks.ts';
import { drawBeta, keys, middles, most, sum } from '../../../lessons/02-evidence/figures/core.ts';
import { between } from '../../../lessons/02-evidence/figures/fits.ts';
import {
  betaOf,
  fit,
  makeGroups,
  mint,
  surfaceOf,
  under,
} from '../../../lessons/02-evidence/figures/groups.ts';
import {
  allRoads,
  bells,
  gaussian,
  missOf,
  roads,
  tens,
} from '../../../lessons/02-evidence/figures/laplace.ts';
import { constantEvidence, repeat, repeats } from '../../../lessons/02-evidence/figures/occam.ts';
import {
  begins,
  judge,
  pairs,
  priors as pairPriors,
  update,
} from '../../../lessons/02-evidence/figures/pairs.ts';
import {
  choice,
  cubicData,
  degrees,
  everyFourth,
  fitAll,
  miss,
  sigma,
  truth,
} from '../../../lessons/02-evidence/figures/poly.ts';
import {
  curvesOf,
  linesOf,
  programs,
  sources,
  termsOf,
} from '../../../lessons/02-evidence/figures/program.ts';
import {
  drawsOf,
  families,
  familyNames,
  lawAt,
  partitionOf,
  pulled,
  seen,
} from '../../../lessons/02-evidence/figures/tilt.ts';
import { difference } from '../../../web/exercises/check.ts';
import type {
  CodeExercise,
  MakeExercise,
  NumberExercise,
  OrderExercise,
} from '../../../web/exercises/types.ts';
import { coreClient } from '../lesson-03/core.ts';

const { client } = await coreClient();
/** log of B(9, 5) / B(2, 2), by quadrature elsewhere: six digits. */
const coin = -6.977748;

describe('conjugate pairs', () => {
  it('have the posterior that counting gives, exactly', async () => {
    const wanted = { coin: [9, 5], counts: [10, 4], normal: [1, 0.5], die: [1, 2, 1, 1, 2, 3] } as const;
    for (const pair of pairs) {
      const { posterior } = await update(client, pair, begins[pair]);
      posterior.forEach((each, i) => expect(Math.abs(each - wanted[pair][i]!)).toBeLessThan(1e-12));
    }
  });

  it.each(pairs)(
    'of %s: two roads lead to the same evidence and mean, with data or without',
    async (pair) => {
      for (const data of [begins[pair], [...begins[pair], ...begins[pair]], []]) {
        const made = await update(client, pair, data);
        expect(Math.abs(made.logEvidence - made.otherRoad)).toBeLessThan(1e-9);
        // The prior of a rate goes on beyond the picture: 1e-3 of it, where nothing has been counted yet.
        const room = pair === 'counts' && data.length === 0 ? 0.01 : 2e-4;
        expect(Math.abs(made.mean - made.curveMean)).toBeLessThan(room);
      }
      if (pair === 'coin') expect((await update(client, pair, begins.coin)).logEvidence).toBeCloseTo(coin, 6);
    },
  );

  it('are graded by what is wrong with them', () => {
    const [data, truthful] = [begins.coin, [9, 5]];
    const says = (given: number[]) => {
      const verdict = judge('coin', data, truthful, given);
      return verdict.right ? true : verdict.text;
    };
    expect(says([9, 5])).toBe(true);
    expect(says([7, 3])).toMatch(/data alone/);
    expect(says([2, 2])).toMatch(/That is the prior/);
    expect(says([5, 9])).toMatch(/other way round/);
    expect(says([9, 4])).toMatch(/b′ is not 4: b counts tails/);
    const normal = judge('normal', begins.normal, [1, 0.5], [1.333, 0.5]);
    expect(normal).toMatchObject({ right: false, text: expect.stringMatching(/data’s alone/) as string });
    expect(judge('normal', begins.normal, [1, 0.5], [1, 1])).toMatchObject({
      text: expect.stringMatching(/Precisions/) as string,
    });
    expect(judge('normal', begins.normal, [0.98, 0.4472], [0.98, 0.45])).toEqual({ right: true });
    expect(judge('die', begins.die, [1, 2, 1, 1, 2, 3], [1, 1, 1, 1, 1, 1])).toMatchObject({
      text: expect.stringMatching(/prior/) as string,
    });
    for (const pair of pairs) expect(pairPriors[pair].length).toBeGreaterThanOrEqual(2);
  });
});

describe('a program', () => {
  it.each(programs)('of %s: its lines add up to posterior plus evidence', async (name) => {
    const [low, high] = sources[name].range;
    for (const share of [0.1, 0.37, 0.8]) {
      const { terms, backwards } = await termsOf(client, name, low + share * (high - low));
      expect(terms).toHaveLength(linesOf(name));
      expect(Math.abs(sum(terms) - backwards)).toBeLessThan(1e-12);
    }
    const { sums, theta } = await curvesOf(client, name);
    expect(sums).toHaveLength(linesOf(name));
    const { terms } = await termsOf(client, name, theta[120]!);
    expect(Math.abs(sums.at(-1)![120]! - sum(terms))).toBeLessThan(1e-12);
  });
});

describe('the average over the prior', () => {
  it('draws beta laws with whole numbers', async () => {
    for (const [a, b] of Object.values(priors)) {
      const [key] = await keys(client, 11, 1);
      const n = 40_000;
      const draws = await drawBeta(client, key!, [a, b], n);
      const [mean, variance] = [a / (a + b), (a * b) / ((a + b) ** 2 * (a + b + 1))];
      const got = sum(draws) / n;
      expect(Math.abs(got - mean)).toBeLessThan(4 * Math.sqrt(variance / n));
      const squares = sum(draws.map((x) => (x - mean) ** 2)) / n;
      // The fourth moment of a beta law is at most 3 variance squared for these: the error of a variance at most sqrt(2 / n).
      expect(Math.abs(squares / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    }
  });

  it('finds the evidence within its own standard errors', async () => {
    for (const seed of [1, 2, 3]) {
      const made = await run(client, 'usual', seed);
      expect(made.logEvidence).toBeCloseTo(coin, 6);
      for (const n of [100, 10_000, mostDraws]) {
        const [mean, error] = [made.mean[n - 1]!, made.error[n - 1]!];
        expect(Math.abs(mean - made.evidence)).toBeLessThan(4 * error);
      }
      // A hundred times the draws, a tenth of the error.
      expect(made.error[9_999]! / made.error[99]!).toBeGreaterThan(0.08);
      expect(made.error[9_999]! / made.error[99]!).toBeLessThan(0.125);
    }
  });

  it('has the running mean and error of any numbers', () => {
    const { mean, error } = running(Float64Array.of(1, 3, 8));
    expect([...mean]).toEqual([1, 2, 4]);
    expect(error[0]).toBeNaN();
    expect(error[1]).toBeCloseTo(1, 12);
    expect(error[2]).toBeCloseTo(Math.sqrt(13 / 3), 12);
    expect(slopeOf(Float64Array.of(0, 1, 2), Float64Array.of(5, 4, 3))).toBe(-1);
  });

  it('misses with slope one half', async () => {
    for (const prior of ['usual', 'tails'] as const) {
      const { slope, misses, samples } = await many(client, prior, 1);
      expect(Math.abs(slope + 0.5)).toBeLessThan(0.05);
      expect(misses[0]).toHaveLength(samples.length);
    }
    const made = await run(client, 'usual', 1);
    expect(averageLayout({ width: 296, height: 720 }, made, true).miss).toBeDefined();
  });
});

describe('shortcuts', () => {
  it('are as far off as theory says', async () => {
    const all = await allRoads(client);
    expect(all.map(({ n }) => n)).toEqual(tens.map((ten) => 10 * ten));
    const [first, last] = [all[0]!, all.at(-1)!];
    expect(first.bic).toBeCloseTo(7 * Math.log(0.7) + 3 * Math.log(0.3) - 0.5 * Math.log(10), 12);
    expect(first.bic).toBeCloseTo(-7.25994, 5);
    expect(first.quadrature).toBeCloseTo(coin, 6);
    // BIC has dropped log p(0.7) + log(2 pi) / 2 - log(1 / 0.21) / 2.
    const dropped = Math.log(6 * 0.21) + 0.5 * Math.log(2 * Math.PI) + 0.5 * Math.log(0.21);
    expect(missOf(last, 'bic')).toBeCloseTo(dropped, 3);
    for (const scale of ['natural', 'free'] as const)
      // A tenth of the miss with ten times the data.
      expect(missOf(all[8]!, scale) / missOf(all[12]!, scale)).toBeCloseTo(10, 0);
  });

  it('are exact where the posterior is a bell', async () => {
    const bell = await roads(client, gaussian, 3);
    expect(Math.abs(bell.natural - bell.exact)).toBeLessThan(1e-10);
    expect(Math.abs(bell.free - bell.exact)).toBeLessThan(1e-10);
  });

  it('draw bells of area 1', async () => {
    const [first] = await allRoads(client);
    const drawn = await bells(client, first!);
    for (const curve of [drawn.posterior, drawn.free]) expect(sum(curve) / 800).toBeCloseTo(1, 5);
    // What of the bell lies beyond 1 is not there.
    expect(sum(drawn.natural) / 800).toBeGreaterThan(0.98);
  });
});

describe('polynomials', () => {
  it('of a hundred points: evidence and BIC find the cubic, the fit never does', async () => {
    const data = await cubicData(client, 2, 100);
    const fits = await fitAll(client, data);
    expect(choice(fits, 'evidence')).toBe(3);
    expect(choice(fits, 'bic')).toBe(3);
    fits.slice(1).forEach((each, i) => {
      expect(each.trainError).toBeLessThanOrEqual(fits[i]!.trainError + 1e-12);
      expect(each.logLikelihood).toBeGreaterThanOrEqual(fits[i]!.logLikelihood - 1e-9);
    });
    expect(
      choice(
        fits.map((f) => ({ ...f, logEvidence: f.logLikelihood })),
        'evidence',
      ),
    ).toBe(9);
    expect(Math.abs((await constantEvidence(client, data)) - fits[0]!.logEvidence)).toBeLessThan(1e-9);
    // The noise that made them, within four standard errors of a standard deviation from 96 degrees of freedom.
    const noise = fits[3]!.trainError * Math.sqrt(100 / 96);
    expect(Math.abs(noise / sigma - 1)).toBeLessThan(4 / Math.sqrt(2 * 96));
    expect(truth(0)).toBe(0.25);
  });

  it('of ten points: degree 9 goes through all of them, and the hook’s bet is won by the cubic', async () => {
    const data = await cubicData(client, 23, 10, { even: true });
    const fits = await fitAll(client, data);
    expect(miss(fits[9]!.trainError)).toBe('nothing');
    expect(choice(fits, 'test')).toBe(3);
    expect(fits[9]!.testError).toBeGreaterThan(3 * fits[3]!.testError);
    expect(between(fits, 2.5)[7]).toBeCloseTo(
      (fits[2]!.leastSquares[7]! + fits[3]!.leastSquares[7]!) / 2,
      12,
    );
    expect([...between(fits, 9)]).toEqual([...fits[9]!.leastSquares]);
  });

  it('of other samples: evidence finds the cubic more often than AIC does', async () => {
    const counts = await repeat(client, 2);
    for (const each of Object.values(counts)) expect(sum(each)).toBe(repeats);
    // AIC takes one term too many with probability P(chi-square with 1 > 2) = 0.157 or more; BIC with P(> log 100) = 0.032.
    expect(counts.evidence[3]!).toBeGreaterThanOrEqual(95);
    expect(counts.bic[3]!).toBeGreaterThan(85);
    expect(counts.aic[3]!).toBeLessThan(85);
    expect(counts.aic[3]!).toBeLessThan(counts.bic[3]!);
    expect(sum(counts.bic.slice(0, 3))).toBe(0);
  });

  it('of the Earth’s temperature: 108 years fitted, 36 kept back; the evidence wants a parabola', async () => {
    const data = everyFourth(years, anomalies);
    expect([data.x.length, data.xTest.length]).toEqual([108, 36]);
    expect([...data.x, ...data.xTest].sort((a, b) => a - b)).toEqual(years);
    const fits = await fitAll(client, data);
    expect(fits).toHaveLength(degrees.length);
    expect(choice(fits, 'evidence')).toBe(2);
    expect(choice(fits, 'bic')).toBe(9);
    expect(Math.abs((await constantEvidence(client, data)) - fits[0]!.logEvidence)).toBeLessThan(1e-8);
  });

  it('say when the data do not determine a degree', () => {
    const fits = [1, NaN, 3].map((logEvidence) => ({ logEvidence }) as never);
    expect(choice(fits, 'evidence')).toBe(2);
    expect(miss(NaN)).toBe('what nobody knows');
  });
});

describe('twenty coins', () => {
  it('have a top where the slope is nothing, as high as coin by coin', async () => {
    const groups = await makeGroups(client, 8);
    const top = await fit(client, groups);
    expect(top.converged).toBe(true);
    expect(top.slope).toBeLessThan(1e-9);
    const there = await under(client, groups, [top.a, top.b]);
    expect(Math.abs(there.logEvidence - top.logEvidence)).toBeLessThan(1e-9);
    for (const [da, db] of [
      [0.1, 0],
      [-0.1, 0],
      [0, 0.1],
      [0.1, 0.1],
    ] as const)
      expect((await under(client, groups, [top.a + da, top.b + db])).logEvidence).toBeLessThan(
        top.logEvidence,
      );
    // Every coin is drawn towards the mean, and keeps its side of it.
    const middle = top.a / (top.a + top.b);
    there.means.forEach((mean, g) => {
      const raw = groups.successes[g]! / groups.trials[g]!;
      expect(Math.abs(mean - middle)).toBeLessThanOrEqual(Math.abs(raw - middle));
      expect((mean - middle) * (raw - middle)).toBeGreaterThanOrEqual(0);
    });
  });

  it('are drawn on a map that agrees with the coins', async () => {
    const groups = await makeGroups(client, 8);
    const hill = await surfaceOf(client, groups);
    const orders = sum(
      await Promise.all(
        Array.from(groups.successes, async (successes, g) => {
          const data = { successes, failures: groups.trials[g]! - successes };
          const one = await client.call('conjugate', {
            model: 'beta_bernoulli',
            prior: { a: 1, b: 1 },
            data,
          });
          return one.logOrders;
        }),
      ),
    );
    for (const [i, j] of [
      [0, 0],
      [20, 12],
      [47, 39],
    ] as const) {
      const { logEvidence } = await under(client, groups, betaOf(hill.mean[i]!, hill.weight[j]!));
      expect(Math.abs(hill.logEvidence[j * hill.mean.length + i]! + orders - logEvidence)).toBeLessThan(1e-8);
    }
  });

  it('come from the mint', async () => {
    let total = 0;
    const seeds = 60;
    for (let seed = 0; seed < seeds; seed++) total += sum((await makeGroups(client, seed)).successes);
    const [a, b] = mint;
    const mean = a / (a + b);
    // Of a share of ten tosses: a tenth of the tosses' variance and the rest of the mint's.
    const variance = (mean * (1 - mean) * (1 / (a + b + 1) + (1 - 1 / (a + b + 1)) / 10)) / (seeds * 20);
    expect(Math.abs(total / (seeds * 200) - mean)).toBeLessThan(4 * Math.sqrt(variance));
  });

  it('that differ no more than chance makes them have no top', async () => {
    expect((await fit(client, await makeGroups(client, 1))).converged).toBe(false);
  });
});

describe('where it breaks', () => {
  it('a closed prior ends at its edge, and pays with every toss', async () => {
    const loss = await lossPerToss(client);
    expect(loss).toBeCloseTo(0.7 * Math.log(1.4) + 0.3 * Math.log(0.6), 14);
    const late = await closedAt(client, 1000);
    expect(late.closed[4]).toBeGreaterThan(0.999);
    expect(late.open[6]).toBeGreaterThan(0.99);
    expect(Math.abs(late.logRatio / 1000 - loss)).toBeLessThan(0.001);
    const none = await closedAt(client, 0);
    expect(none.logRatio).toBeCloseTo(0, 12);
    expect(sum(none.open)).toBeCloseTo(1, 12);
  });

  it('a vague prior loses one nat for each factor of e, and keeps its posterior', async () => {
    expect(await vagueSlope(client)).toBeCloseTo(-1, 4);
    const curve = await vagueCurve(client);
    expect(most(curve.map(({ logFactor }) => logFactor))).toBeGreaterThan(1);
    expect(curve.at(-1)!.logFactor).toBeLessThan(-5);
    const [one, two] = [await vagueAt(client, 10), await vagueAt(client, 1000)];
    expect(Math.abs(one.posterior.mean - two.posterior.mean)).toBeLessThan(1e-4);
    // By hand: half of z^2 v / (v + 1 / n) - log(1 + n v), with v the prior's variance.
    const v = 0.09;
    const wanted = 0.5 * ((6.25 * v) / (v + 0.01) - Math.log(1 + 100 * v));
    expect((await vagueAt(client, 0.3)).logFactor).toBeCloseTo(wanted, 10);
    expect(await pValue(client)).toBeCloseTo(0.0124193, 7);
  });

  it('a wide prior leaves one draw to do the work; weighted draws near the posterior agree', async () => {
    const [sane, , mad] = await Promise.all(priorSds.map((sd) => wideRun(client, sd, false, 1)));
    expect(sane!.effectiveSize).toBeGreaterThan(500);
    expect(mad!.effectiveSize).toBeLessThan(3);
    for (const sd of priorSds) {
      const near = await wideRun(client, sd, true, 1);
      expect(near.effectiveSize).toBeGreaterThan(2000);
      expect(Math.abs(near.logMean.at(-1)! - near.exact)).toBeLessThan(4 * near.error.at(-1)!);
    }
  });
});

describe('the exercises', () => {
  it('have answers that the core gives', async () => {
    const next = exercises['next-count'] as NumberExercise;
    const made = await update(client, 'counts', [3, 5, 1]);
    expect(made.mean).toBeCloseTo(next.answer, 12);
    for (const [given, words] of [
      [3, 'counts alone'],
      [2, 'prior’s mean'],
      [11 / 3, 'rate grows'],
      [7, ''],
    ] as const)
      expect(next.wrong!(given)).toContain(words);
    const order = exercises['to-density'] as OrderExercise;
    for (const tiles of order.accepted) for (const tile of tiles) expect(order.tiles).toContain(tile);
  });

  it('have the complete conditional that the core gives for the data of one bell', async () => {
    const { tiles, accepted } = exercises['mixture-mean'] as OrderExercise;
    for (const order of accepted)
      for (const tile of order)
        expect(order.filter((other) => other === tile).length).toBeLessThanOrEqual(
          tiles.filter((other) => other === tile).length,
        );
    const x = [1.3, -0.4, 2.2, 0.9, -1.7];
    const z = [1, 0, 1, 1, 0];
    const sd = 0.6;
    const { posterior } = await client.call('conjugate', {
      model: 'normal_known_sd',
      prior: { mean: 0, sd: 1, sigma: sd },
      data: { y: Float64Array.from(x.filter((_, i) => z[i] === 1)) },
    });
    // What the tiles say, each with its value.
    const n = sum(z);
    const values: Record<string, number> = {
      '$\\sum_i z_{ik} x_i$': sum(x.map((one, i) => one * z[i]!)),
      '$\\sum_i x_i$': sum(x),
      '$\\sigma^2$': sd ** 2,
      '$/ (n_k + \\sigma^2)$': n + sd ** 2,
      '$/ (n_k + 1)$': n + 1,
    };
    for (const order of accepted) {
      expect(order[2]).toBe('and variance');
      expect(values[order[0]!]! / values[order[1]!]!).toBeCloseTo(posterior['mean'] as number, 12);
      expect(values[order[3]!]! / values[order[4]!]!).toBeCloseTo((posterior['sd'] as number) ** 2, 12);
    }
  });

  it('ask for Lindley’s prior, and know it when they see it', async () => {
    const { check } = exercises['lindley'] as MakeExercise;
    const at = async (sd: number) => check((await vagueAt(client, sd)) as never);
    expect(check(undefined as never)).toMatch(/Open/);
    expect(await at(0.3)).toMatch(/With sd 0.3 it is 1\.\d\d nats/);
    expect(await at(30)).toBe(true);
  });

  it('take the chain of predictions, and not its faults', async () => {
    const { tests } = exercises['chain'] as CodeExercise;
    const right = (a: number, b: number, tosses: number[]) => {
      let total = 0;
      for (const toss of tosses) {
        total += Math.log(toss ? a / (a + b) : b / (a + b));
        if (toss) a += 1;
        else b += 1;
      }
      return total;
    };
    const still = (a: number, b: number, tosses: number[]) =>
      sum(tosses.map((toss) => Math.log(toss ? a / (a + b) : b / (a + b))));
    const product = (a: number, b: number, tosses: number[]) => {
      let total = 1;
      for (const toss of tosses) {
        total *= toss ? a / (a + b) : b / (a + b);
        if (toss) a += 1;
        else b += 1;
      }
      return Math.log(total);
    };
    const passes = (f: typeof right) =>
      tests.map(
        ({ args, expected, tolerance }) =>
          difference(f(...(args as [number, number, number[]])), expected, tolerance ?? 0) === '',
      );
    expect(passes(right).every(Boolean)).toBe(true);
    expect(passes(still).every(Boolean)).toBe(false);
    for (const { args, expected, tolerance } of tests) {
      const [a, b, tosses] = args as [number, number, number[]];
      const successes = sum(tosses);
      const { logEvidence } = await client.call('conjugate', {
        model: 'beta_bernoulli',
        prior: { a, b },
        data: { successes, failures: tosses.length - successes },
      });
      expect(Math.abs(logEvidence - (expected as number))).toBeLessThanOrEqual(
        Math.max(tolerance ?? 0, 1e-12),
      );
    }
    expect(passes(product)).toEqual([true, true, true, true, false]);
  });
});

it('cells have middles', () => {
  expect(middles(0, 1, 2)).toEqual(Float64Array.of(0.25, 0.75));
});

describe('exponential families', () => {
  it.each(familyNames)('%s: the law has area 1, A bends as its slope says, and draws agree', async (name) => {
    const family = families[name];
    const [low, high] = family.eta;
    const fine = Float64Array.from({ length: 4801 }, (_, i) => low + ((high - low) * i) / 4800);
    const table = await partitionOf(client, name, fine);
    const step = table.eta[1]! - table.eta[0]!;
    // Simpson's rule over the slope gives A back, over the bend the slope.
    const integral = (f: Float64Array) =>
      (step / 3) *
      f.reduce((all, y, i) => all + y * (i === 0 || i === f.length - 1 ? 1 : i % 2 === 1 ? 4 : 2), 0);
    const last = table.eta.length - 1;
    expect(integral(table.mean)).toBeCloseTo(table.a[last]! - table.a[0]!, 8);
    expect(integral(table.variance)).toBeCloseTo(table.mean[last]! - table.mean[0]!, 5);
    for (const eta of [family.eta[0], family.start, family.eta[1]]) {
      const law = await lawAt(client, name, eta);
      const width = family.discrete ? 1 : (family.x[1] - family.x[0]) / 360;
      const ends = family.discrete ? 0 : 0.5 * (law.density[0]! + law.density.at(-1)!);
      // The picture holds all but a little of the law.
      const inside = width * (sum(law.density) - ends);
      expect(inside).toBeGreaterThan(0.9);
      expect(inside).toBeLessThan(1.001);
      for (const seed of [1, 2, 3]) {
        const draws = await drawsOf(client, name, eta, 10_000, seed);
        expect(Math.abs(draws.mean - law.at.mean)).toBeLessThan(4.5 * draws.meanError);
        expect(Math.abs(draws.variance - law.at.variance)).toBeLessThan(4.5 * draws.varianceError);
      }
    }
  });

  it.each(familyNames)('%s: a prior is data that nobody saw', async (name) => {
    const { start, before, mean } = families[name];
    const draws = await drawsOf(client, name, start, seen[3], 1);
    for (const [at, nu, n] of [
      [before, 10, 20],
      [mean[0], 1, 5],
      [mean[1], 50, 100],
    ] as const) {
      const found = await pulled(client, draws, [at, nu, n]);
      expect(found.integral).toBeCloseTo(found.after, 7);
      expect(found.after).toBeCloseTo((nu * at + n * found.data) / (nu + n), 12);
    }
    const none = await pulled(client, draws, [before, 10, 0]);
    expect([...none.posterior]).toEqual([...none.prior]);
    expect(none.data).toBeNaN();
  });
});
