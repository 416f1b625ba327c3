// Three levels under a hyperparameter: alpha, theta, z, x. The joint law is drawn from its upper and from its lower end.

import { axes, inside, label, line, roleStroke, Scale, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import type { LevelDraws, LevelsEvidence } from '$web/core-client/networks.ts';
import { keys, options, special, type Core } from './core.ts';

/** How far a day is from its town's climate, and a thermometer from the day, in degrees. */
export const sdZ = 1;
export const sdX = 0.5;
export const alphaRange = [0.1, 10] as const;
export const alphaBegins = 1.5;
export const datumBegins = 3;
export const datumRange = [-6, 6] as const;
/** What is drawn at once; the figure shows as many of them as are wanted. */
export const most = 20_000;
export const jumps = [60, 2000, most] as const;
/** Fewer fill no cells. */
export const least = 500;

export interface Drawn {
  alpha: number;
  down: LevelDraws;
  up: LevelDraws;
}

export async function drawBoth(
  client: Core,
  alpha: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Drawn> {
  const [first, second] = await keys(client, seed, 2, signal);
  const law = { alpha, sdZ, sdX, count: most };
  const [down, up] = await Promise.all([
    client.call('gaussianLevels', { ...law, key: first! }, options(signal)),
    client.call('gaussianLevels', { ...law, key: second!, fromData: true }, options(signal)),
  ]);
  return { alpha, down, up };
}

/** Draws in each of 4 x 4 x 4 cells of (theta, z, x); their borders are 0 and about the quartiles. */
export function cellsOf({ theta, z, x }: LevelDraws, n: number, alpha: number): Float64Array {
  const quartile = 0.6745;
  const border = [alpha, Math.hypot(alpha, sdZ), Math.hypot(alpha, sdZ, sdX)].map((sd) => quartile * sd);
  const place = (value: number, width: number) =>
    value < -width ? 0 : value < 0 ? 1 : value < width ? 2 : 3;
  const counts = new Float64Array(64);
  for (let i = 0; i < n; i++)
    counts[16 * place(theta[i]!, border[0]!) + 4 * place(z[i]!, border[1]!) + place(x[i]!, border[2]!)]!++;
  return counts;
}

export const compare = ({ alpha, down, up }: Drawn, n: number, client: Core, signal?: AbortSignal) =>
  client.call(
    'chiSquareTwoSamples',
    { a: cellsOf(down, n, alpha), b: cellsOf(up, n, alpha) },
    options(signal),
  );

/** p(x) as the mean of p(x | z) over the first n draws from above, and its standard error. */
export async function averageOf(
  client: Core,
  { down }: Drawn,
  n: number,
  datum: number,
  signal?: AbortSignal,
) {
  const away = down.z.slice(0, n).map((z) => (datum - z) / sdX);
  const density = (await special(client, 'normal_pdf', away, signal)).map((p) => p / sdX);
  const mean = density.reduce((sum, p) => sum + p, 0) / n;
  const squares = density.reduce((sum, p) => sum + (p - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (n - 1) / n) };
}

const steps = 400;
/** Evenly spaced as logarithms. */
export const alphas = Float64Array.from(
  { length: steps + 1 },
  (_, i) => alphaRange[0] * (alphaRange[1] / alphaRange[0]) ** (i / steps),
);
/** From one of them to the next, as a share. */
export const alphaStep = (alphaRange[1] / alphaRange[0]) ** (1 / steps) - 1;

export const evidenceOf = (client: Core, alpha: number, x: number, signal?: AbortSignal) =>
  client.call('gaussianLevelsEvidence', { alpha, sdZ, sdX, x, alphas }, options(signal));

/** The highest of the curve's points. */
export const highest = ({ curve }: LevelsEvidence) =>
  alphas[curve.reduce((best, value, i) => (value > curve[best]! ? i : best), 0)]!;

const narrow = 560;
export const heightFor = (width: number) => (width >= narrow ? 560 : 830);

export interface Layout {
  down: Scales;
  up: Scales;
  curve: Scales;
}

/** Degrees; the three levels stand at 2 (theta), 1 (z) and 0 (x). */
const reach = 8;
const levels: Axis = { domain: [-0.12, 2.62], ticks: [], grid: false };

export function layout({ width, height }: Size): Layout {
  const degrees: Axis = { domain: [-reach, reach], label: 'degrees above the country’s mean' };
  const box = (left: number, right: number, top: number, bottom: number, x: Axis, y: Axis): Scales => ({
    ...{ left, right, top, bottom },
    x: new Scale(x, left, right),
    y: new Scale(y, bottom, top),
  });
  const wide = width >= narrow;
  const half = width / 2;
  const below = wide ? 358 : 628;
  return {
    down: wide ? box(34, half - 8, 34, 268, degrees, levels) : box(34, width - 14, 34, 248, degrees, levels),
    up: wide
      ? box(half + 26, width - 14, 34, 268, degrees, levels)
      : box(34, width - 14, 322, 536, degrees, levels),
    curve: box(
      54,
      width - 14,
      below,
      height - 42,
      { domain: alphaRange, log: true, label: 'α, how much towns differ', ticks: [0.1, 0.3, 1, 3, 10] },
      { domain: [-9, -1], label: 'log p(x | α)', unit: 'nats' },
    ),
  };
}

export interface Picture {
  drawn: Drawn | undefined;
  n: number;
  datum: number;
  alpha: number;
  evidence: LevelsEvidence | undefined;
  /** Whether the best alpha may be seen. */
  showBest: boolean;
}

const names = ['x', 'z', 'θ'] as const;
const colours = ['--fg', '--likelihood', '--prior'] as const;
const fewLines = 60;
const bins = 48;

export function drawLevels(surface: Surface, at: Layout, picture: Picture) {
  for (const [scales, way] of [
    [at.down, 'down'],
    [at.up, 'up'],
  ] as const)
    drawWay(surface, scales, way, picture);
  drawCurve(surface, at.curve, picture);
}

function drawWay(surface: Surface, scales: Scales, way: 'down' | 'up', { drawn, n, datum }: Picture) {
  axes(surface, scales);
  surface.text(
    way === 'down' ? 'from above: α → θ → z → x' : 'from below: x, then z, then θ',
    scales.left,
    scales.top - 12,
    { colour: '--fg', size: 13, weight: 650 },
  );
  const draws = drawn?.[way];
  if (draws) {
    inside(surface, scales, () => drawLines(surface, scales, draws, n));
    names.forEach((name, level) => {
      const values = draws[name === 'θ' ? 'theta' : name];
      drawBars(surface, scales, values.subarray(0, n), level);
    });
  }
  names.forEach((name, level) => {
    const y = scales.y.at(level);
    surface.path([scales.left, y, scales.right, y], { colour: colours[level]!, width: 1.5 });
    surface.text(name, scales.left - 16, y, {
      colour: colours[level]!,
      size: 15,
      weight: 650,
      baseline: 'middle',
    });
  });
  const x = scales.x.at(datum);
  const y = scales.y.at(0);
  if (way === 'up') surface.circle(x, y, 4, { fill: { colour: '--accent' } });
}

/** The newest draws, each a line through its three levels. */
function drawLines(surface: Surface, scales: Scales, { theta, z, x }: LevelDraws, n: number) {
  const from = Math.max(0, n - fewLines);
  for (let i = from; i < n; i++) {
    const newest = i === n - 1 && n <= fewLines;
    surface.path(
      [theta[i]!, z[i]!, x[i]!].flatMap((value, k) => [scales.x.at(value), scales.y.at(2 - k)]),
      { colour: newest ? '--accent' : '--posterior', width: newest ? 2.5 : 1, opacity: newest ? 1 : 0.35 },
    );
  }
}

/** How often the level had each value: bars that stand on it, the highest as high as there is room. */
function drawBars(surface: Surface, scales: Scales, values: Float64Array, level: number) {
  if (values.length < 100) return;
  const counts = new Float64Array(bins);
  for (const value of values) {
    const bin = Math.floor(((value + reach) / (2 * reach)) * bins);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  const top = Math.max(...counts);
  const floor = scales.y.at(level);
  const room = 0.56 * (scales.y.at(0) - scales.y.at(1));
  const step = (scales.right - scales.left) / bins;
  counts.forEach((count, i) => {
    if (count > 0)
      surface.rect(scales.left + i * step, floor - (room * count) / top, step - 0.5, (room * count) / top, {
        fill: { colour: colours[level]!, opacity: 0.55 },
      });
  });
}

function drawCurve(surface: Surface, scales: Scales, { evidence, alpha, showBest }: Picture) {
  axes(surface, scales);
  if (!evidence) return;
  line(surface, scales, { x: alphas, y: evidence.curve }, roleStroke('posterior'));
  const here = { x: alpha, y: scales.y.clamp(evidence.logEvidence) };
  label(
    surface,
    scales,
    { ...here, text: significant(evidence.logEvidence, 4) },
    { colour: '--fg', dx: 12, dy: 18 },
  );
  if (!showBest) return;
  const best = evidence.bestAlpha;
  const at = Math.max(alphaRange[0], best);
  const height = Math.max(...evidence.curve);
  const x = scales.x.at(at);
  surface.path([x, scales.bottom, x, scales.y.at(scales.y.clamp(height))], {
    colour: '--posterior',
    width: 1.5,
    dash: [5, 4],
  });
  label(
    surface,
    scales,
    { x: at, y: height, text: best > 0 ? `highest at ${significant(best, 3)}` : 'highest at α = 0' },
    { colour: '--posterior', align: best > 1 ? 'right' : 'left', dx: best > 1 ? -6 : 6, dy: -12 },
  );
}
