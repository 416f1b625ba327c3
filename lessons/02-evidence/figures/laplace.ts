// Laplace's approximation and BIC beside the exact evidence of a coin, and how far each is off as data come in.

import { area, axes, grouped, label, line, roleStroke, Scale, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { middles, most, options, special, type Core, type Model } from './core.ts';

export const scaleNames = ['natural', 'free'] as const;
export type ScaleName = (typeof scaleNames)[number];

/** Tens of tosses; seven of ten are heads. */
export const tens = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000] as const;
export const prior = { a: 2, b: 2 };

export const coin = (n: number) =>
  ({
    model: 'beta_bernoulli',
    prior,
    data: { successes: Math.round(0.7 * n), failures: n - Math.round(0.7 * n) },
  }) satisfies Model;

export interface Roads {
  n: number;
  exact: number;
  quadrature: number;
  /** By Laplace on the scale of theta, and on that of its logit. */
  natural: number;
  free: number;
  /** -BIC / 2. */
  bic: number;
  modes: Record<ScaleName, { mode: number; sd: number }>;
}

export async function roads(client: Core, model: Model, n: number, signal?: AbortSignal): Promise<Roads> {
  const found = await client.call('evidence', model, options(signal));
  return {
    n,
    exact: found.exact,
    quadrature: found.quadrature.logEvidence,
    natural: found.laplace.logEvidence,
    free: found.laplaceFree.logEvidence,
    bic: -found.bic / 2,
    modes: { natural: found.laplace, free: found.laplaceFree },
  };
}

export const allRoads = (client: Core, signal?: AbortSignal): Promise<Roads[]> =>
  Promise.all(tens.map((ten) => roads(client, coin(10 * ten), 10 * ten, signal)));

/** A model whose posterior is a normal law: what Laplace assumes is true there. */
export const gaussian = {
  model: 'normal_known_sd',
  prior: { mean: 0, sd: 1, sigma: 1 },
  data: { y: Float64Array.of(1.2, 2.1, 0.7) },
} satisfies Model;

export interface Bells {
  n: number;
  theta: Float64Array;
  posterior: Float64Array;
  natural: Float64Array;
  free: Float64Array;
}

const cells = 800;

/** The posterior and both Gaussians as densities of theta. */
export async function bells(client: Core, at: Roads, signal?: AbortSignal): Promise<Bells> {
  const theta = middles(0, 1, cells);
  const [logs, below, above] = await Promise.all([
    client.call('conjugateCurves', { ...coin(at.n), theta }, options(signal)),
    special(client, 'log', theta, signal),
    special(
      client,
      'log',
      theta.map((t) => 1 - t),
      signal,
    ),
  ]);
  const bell = async ({ mode, sd }: { mode: number; sd: number }, x: Float64Array) =>
    special(
      client,
      'normal_pdf',
      x.map((each) => (each - mode) / sd),
      signal,
    );
  const logit = below.map((each, i) => each - above[i]!);
  const [posterior, natural, free] = await Promise.all([
    special(client, 'exp', logs.logPosterior, signal),
    bell(at.modes.natural, theta),
    bell(at.modes.free, logit),
  ]);
  return {
    ...{ n: at.n, theta, posterior },
    natural: natural.map((p) => p / at.modes.natural.sd),
    // A density of the logit becomes one of theta by the slope of the logit, 1 / (theta (1 - theta)).
    free: free.map((p, i) => p / (at.modes.free.sd * theta[i]! * (1 - theta[i]!))),
  };
}

export const height = 560;

export function layout({ width, height: high }: Size, drawn: Bells | undefined) {
  const left = 58;
  const room = (top: number, bottom: number, x: Axis, y: Axis): Scales => ({
    ...{ left, right: width - 14, top, bottom },
    x: new Scale(x, left, width - 14),
    y: new Scale(y, bottom, top),
  });
  return {
    bells: room(
      28,
      232,
      { domain: [0, 1], label: 'θ, the share of heads', ticks: [0, 0.25, 0.5, 0.75, 1] },
      { domain: [0, 1.15 * (drawn ? most(drawn.posterior) : 3)], label: 'density' },
    ),
    misses: room(
      318,
      high - 42,
      { domain: [8, 12_500], log: true, label: 'tosses n', ticks: [10, 100, 1000, 10_000] },
      {
        domain: [2e-6, 2],
        log: true,
        label: 'how far off log p(Y) is',
        unit: 'nats',
        ticks: [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1],
      },
    ),
  };
}

export interface LaplacePicture {
  drawn: Bells | undefined;
  all: readonly Roads[] | undefined;
  at: Roads | undefined;
  scale: ScaleName;
  /** The misses beyond the first, once the student has guessed. */
  revealed: boolean;
}

const lines = [
  { name: 'bic', text: '−½ BIC', colour: '--likelihood' },
  { name: 'natural', text: 'Laplace in θ', colour: '--approximation' },
  { name: 'free', text: 'Laplace in logit θ', colour: '--prior' },
] as const;

export const missOf = (road: Roads, name: 'bic' | ScaleName) => Math.abs(road[name] - road.exact);

export function drawLaplace(
  surface: Surface,
  at: ReturnType<typeof layout>,
  { drawn, all, at: here, scale, revealed }: LaplacePicture,
) {
  axes(surface, at.bells);
  axes(surface, at.misses);
  if (drawn) {
    const { theta, posterior } = drawn;
    area(surface, at.bells, { x: theta, y: posterior }, { colour: '--posterior', opacity: 0.25 });
    line(surface, at.bells, { x: theta, y: posterior }, roleStroke('posterior'));
    line(surface, at.bells, { x: theta, y: drawn[scale] }, roleStroke('approximation'));
    const tall = at.bells.y.axis.domain[1];
    label(surface, at.bells, { x: 0, y: tall, text: 'posterior' }, { colour: '--posterior', dx: 8, dy: 12 });
    label(
      surface,
      at.bells,
      { x: 0, y: tall, text: scale === 'natural' ? 'Laplace: a bell in θ' : 'Laplace: a bell in logit θ' },
      { colour: '--approximation', dx: 8, dy: 32 },
    );
  }
  if (!all) return;
  const shown = revealed ? all : all.slice(0, 1);
  for (const { name, text, colour } of lines) {
    const [x, y] = [shown.map(({ n }) => n), shown.map((road) => missOf(road, name))];
    line(surface, at.misses, { x, y }, { colour, width: 2 });
    surface.dots(
      x.flatMap((n, i) => [at.misses.x.at(n), at.misses.y.at(at.misses.y.clamp(y[i]!))]),
      3.5,
      { colour },
    );
    const last = shown.length - 1;
    const place = revealed ? Math.min(last, 4) : 0;
    const style = name === 'free' ? { dx: -14, dy: 18, align: 'right' as const } : { dx: 0, dy: -12 };
    label(
      surface,
      at.misses,
      { x: x[place]!, y: y[place]!, text },
      { colour, ...(revealed ? style : { dx: 10, dy: 0 }) },
    );
  }
  if (here && revealed) {
    const x = at.misses.x.at(here.n);
    surface.path([x, at.misses.top, x, at.misses.bottom], { colour: '--fg', width: 1, dash: [3, 3] });
  }
}

/** "n = 10: exact -6.978, Laplace -7.051, -BIC/2 -7.260". */
export const told = ({ n, exact, natural, free, bic }: Roads) =>
  `${grouped(n)} tosses: log p(Y) is ${significant(exact, 7)}; Laplace in θ says ${significant(natural, 7)}, in logit θ ${significant(free, 7)}, −½ BIC ${significant(bic, 7)}.`;
