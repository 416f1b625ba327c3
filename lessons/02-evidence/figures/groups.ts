// Twenty coins of one mint: the law of their shares is learned from all of them (type-II maximum likelihood).

import { axes, contour, Scale, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { drawBeta, keys, options, special, sum, uniforms, type Core } from './core.ts';

export const coins = 20;
export const tosses = 10;
/** The law that the mint has: shares of heads from Beta(8, 4). */
export const mint = [8, 4] as const;

export interface Groups {
  seed: number;
  theta: Float64Array;
  successes: Float64Array;
  trials: Float64Array;
}

export async function makeGroups(client: Core, seed: number, signal?: AbortSignal): Promise<Groups> {
  const [ofShares, ofTosses] = await keys(client, seed, 2, signal);
  const theta = await drawBeta(client, ofShares!, mint, coins, signal);
  const u = await uniforms(client, ofTosses!, coins * tosses, signal);
  const successes = Float64Array.from(theta, (share, g) => {
    const own = u.subarray(g * tosses, (g + 1) * tosses);
    return own.filter((each) => each < share).length;
  });
  return { seed, theta, successes, trials: new Float64Array(coins).fill(tosses) };
}

export type Beta = readonly [a: number, b: number];

/** A beta law by its mean and by how many tosses it weighs: a = mean * weight, b = (1 - mean) * weight. */
export const betaOf = (mean: number, weight: number): Beta => [mean * weight, (1 - mean) * weight];

export interface Under {
  /** The sum over the coins of log p(heads | a, b). */
  logEvidence: number;
  /** What is held of each coin: its posterior mean. */
  means: number[];
}

/** All coins under one prior, coin by coin with the conjugate formula. */
export async function under(
  client: Core,
  groups: Groups,
  [a, b]: Beta,
  signal?: AbortSignal,
): Promise<Under> {
  const answers = await Promise.all(
    Array.from(groups.successes, (successes, g) =>
      client.call(
        'conjugate',
        {
          model: 'beta_bernoulli',
          prior: { a, b },
          data: { successes, failures: groups.trials[g]! - successes },
        },
        options(signal),
      ),
    ),
  );
  return {
    logEvidence: sum(answers.map((each) => each.logEvidence + each.logOrders)),
    means: answers.map((each) => each.predictive.parameters[0]!),
  };
}

export interface Fitted {
  a: number;
  b: number;
  logEvidence: number;
  /** The larger of the two slopes at the top. */
  slope: number;
  converged: boolean;
}

export async function fit(client: Core, groups: Groups, signal?: AbortSignal): Promise<Fitted> {
  const { successes, trials } = groups;
  const found = await client.call('fitBetaBinomial', { successes, trials }, options(signal));
  const slope = Math.max(...Array.from(found.gradient, Math.abs));
  const { a, b, logEvidence, converged } = found;
  return { a, b, logEvidence, slope, converged };
}

export const meanRange = [0.3, 0.95] as const;
export const weightRange = [1, 300] as const;
const columns = 48;
const rows = 40;

export interface Surfaces {
  mean: Float64Array;
  weight: Float64Array;
  /** Row by row from the smallest weight. */
  logEvidence: Float64Array;
}

/** The log evidence over all (mean, weight): log B(a + k, b + n - k) - log B(a, b) for each coin, with the core's lgamma. */
export async function surfaceOf(client: Core, groups: Groups, signal?: AbortSignal): Promise<Surfaces> {
  const step = (i: number, of: number, [low, high]: readonly [number, number]) =>
    low + ((high - low) * i) / (of - 1);
  const mean = Float64Array.from({ length: columns }, (_, i) => step(i, columns, meanRange));
  const [low, high] = weightRange.map(Math.log10) as [number, number];
  const weight = Float64Array.from({ length: rows }, (_, i) => 10 ** step(i, rows, [low, high]));
  const cells = columns * rows;
  const a = Float64Array.from(
    { length: cells },
    (_, i) => mean[i % columns]! * weight[Math.floor(i / columns)]!,
  );
  const b = a.map((each, i) => weight[Math.floor(i / columns)]! - each);
  const lgamma = (x: Float64Array) => special(client, 'lgamma', x, signal);
  const logBeta = async (p: number, q: number) => {
    const [one, two, both] = await Promise.all([
      lgamma(a.map((each) => each + p)),
      lgamma(b.map((each) => each + q)),
      lgamma(a.map((each, i) => each + b[i]! + p + q)),
    ]);
    return one.map((each, i) => each + two[i]! - both[i]!);
  };
  const before = await logBeta(0, 0);
  const logEvidence = new Float64Array(cells);
  const often = new Map<string, { k: number; n: number; times: number }>();
  groups.successes.forEach((k, g) => {
    const n = groups.trials[g]!;
    const one = often.get(`${k}/${n}`) ?? { k, n, times: 0 };
    often.set(`${k}/${n}`, { ...one, times: one.times + 1 });
  });
  for (const { k, n, times } of often.values()) {
    const after = await logBeta(k, n - k);
    after.forEach((value, i) => (logEvidence[i]! += times * (value - before[i]!)));
  }
  return { mean, weight, logEvidence };
}

export const height = 580;

export function layout({ width, height: high }: Size): { map: Scales; coins: Scales } {
  const left = 54;
  const room = (top: number, bottom: number, x: Axis, y: Axis): Scales => ({
    ...{ left, right: width - 14, top, bottom },
    x: new Scale(x, left, width - 14),
    y: new Scale(y, bottom, top),
  });
  return {
    map: room(
      28,
      310,
      { domain: meanRange, label: 'the prior’s mean, a / (a + b)' },
      {
        domain: weightRange,
        log: true,
        label: 'its weight in tosses, a + b',
        ticks: [1, 3, 10, 30, 100, 300],
        format: String,
      },
    ),
    coins: room(
      378,
      high - 42,
      { domain: [0, 1.02], label: 'share of heads', ticks: [0, 0.25, 0.5, 0.75, 1] },
      { domain: [0, 1], ticks: [], label: '' },
    ),
  };
}

export interface GroupsPicture {
  groups: Groups | undefined;
  surface: Surfaces | undefined;
  here: Under | undefined;
  at: Beta;
  fitted: Fitted | undefined;
}

/** Lines of equal log evidence, so many nats below the highest. */
const below = [0.5, 1, 2, 4, 8, 16];

export function drawGroups(
  surface: Surface,
  { map, coins: rowsOf }: ReturnType<typeof layout>,
  { groups, surface: hill, here, fitted }: GroupsPicture,
) {
  axes(surface, map);
  if (hill) {
    const values = hill.logEvidence;
    const top = values.reduce((best, value) => Math.max(best, value), -Infinity);
    const [low, high] = weightRange.map(Math.log10) as [number, number];
    const grid = { values, columns, rows, x: meanRange, y: [low, high] as const };
    // The contours are found on the logarithm of the weight, which is level on this axis.
    const flat: Scales = {
      ...map,
      y: new Scale({ domain: [low, high] }, map.bottom, map.top),
    };
    below.forEach((nats, i) => {
      const stroke = { colour: '--posterior', width: i === 0 ? 2 : 1.25, opacity: 1 - 0.12 * i };
      contour(surface, flat, { grid, levels: [top - nats] }, { stroke });
    });
  }
  if (fitted?.converged) {
    const weight = fitted.a + fitted.b;
    const [x, y] = [map.x.at(fitted.a / weight), map.y.at(map.y.clamp(weight))];
    surface.path([x - 7, y, x + 7, y, NaN, NaN, x, y - 7, x, y + 7], { colour: '--posterior', width: 2.5 });
  }
  drawCoins(surface, rowsOf, groups, here);
}

function drawCoins(surface: Surface, scales: Scales, groups: Groups | undefined, here: Under | undefined) {
  axes(surface, scales);
  const [top, bottom] = [scales.top + 22, scales.bottom - 22];
  const text = { size: 12, weight: 600, halo: '--surface' } as const;
  surface.text('what each coin showed', scales.left + 4, top - 12, { ...text, colour: '--fg' });
  surface.text('what is held of it: the posterior mean', scales.left + 4, bottom + 16, {
    ...text,
    colour: '--posterior',
  });
  if (!groups || !here) return;
  groups.successes.forEach((k, g) => {
    const from = scales.x.at(k / groups.trials[g]!);
    const to = scales.x.at(here.means[g]!);
    // Coins that showed the same lie side by side.
    const twins = groups.successes.slice(0, g).filter((other) => other === k).length;
    const x = from + 3.5 * twins;
    surface.path([x, top, to, bottom], { colour: '--muted', width: 1, opacity: 0.6 });
    surface.circle(x, top, 3.5, { fill: { colour: '--fg' } });
    surface.circle(to, bottom, 3.5, { fill: { colour: '--posterior' } });
  });
}

export const said = ([a, b]: Beta) => `Beta(${significant(a, 3)}, ${significant(b, 3)})`;
