// The expected cross-entropy of an answer that is always the same: a classifier that looks at no picture.

import {
  guess as markGuess,
  label,
  line,
  roleStroke,
  significant,
  type Axis,
  type Scales,
  type Surface,
} from '$web/kit/index.ts';
import { curves, flat } from './laws.ts';
import type { Core } from './people.ts';

export interface Curve {
  q: Float64Array;
  /** Losses at q when the label is a cat, and when it is a dog: -log q and -log(1 - q). */
  cat: Float64Array;
  dog: Float64Array;
}

/** The loss is the negative log-likelihood of one toss of a coin that shows a cat with probability q. */
export async function surprise(client: Core, q: Float64Array, signal?: AbortSignal): Promise<Curve> {
  const loss = async (cats: number, dogs: number) =>
    (await curves(client, q, flat, cats, dogs, signal)).logLikelihood.map((y) => -y);
  return { q, cat: await loss(1, 0), dog: await loss(0, 1) };
}

export const places = Float64Array.from({ length: 399 }, (_, i) => (i + 1) / 400);

/** What each label weighs: as it comes, or so that both classes count the same. */
export const weightsOf = (share: number, balanced: boolean): [number, number] =>
  balanced ? [0.5 / share, 0.5 / (1 - share)] : [1, 1];

/** The sum over both labels of probability times weight times loss. */
export const expected = (share: number, [cat, dog]: readonly [number, number], cats: number, dogs: number) =>
  share * cat * cats + (1 - share) * dog * dogs;

export interface Drawn {
  n: number;
  cats: number;
  seed: number;
}

export const sizes = [100, 10_000, 1_000_000] as const;

/** How many of n labels are cats: labels are drawn, not computed. */
export async function drawLabels(
  client: Core,
  seed: number,
  n: number,
  share: number,
  signal: AbortSignal,
): Promise<Drawn> {
  const key = await client.call('keyFromSeed', { seed }, { signal });
  const u = await client.call('uniform', { key, count: n }, { signal });
  let cats = 0;
  for (const each of u) if (each < share) cats++;
  return { n, cats, seed };
}

/** The mean loss over the drawn labels, and its standard error: that of the share of cats, times how far the losses differ. */
export function meanOf(
  { n, cats }: Drawn,
  share: number,
  [a, b]: readonly [number, number],
  cat: number,
  dog: number,
) {
  const [one, two] = [a * cat, b * dog];
  const mean = (cats / n) * one + (1 - cats / n) * two;
  return { mean, error: Math.abs(one - two) * Math.sqrt((share * (1 - share)) / n) };
}

export const axes: { x: Axis; y: Axis } = {
  x: {
    domain: [0, 1],
    label: 'the answer q, “this is a cat with probability q”',
    ticks: [0, 0.25, 0.5, 0.75, 1],
  },
  y: { domain: [0, 2.5], label: 'loss', unit: 'nats' },
};

export interface LossPicture {
  curve: Curve | undefined;
  share: number;
  weights: readonly [number, number];
  q: number;
  /** Where the curve is lowest, once the student has guessed. */
  best: number | undefined;
  entropy: number | undefined;
  guess: number | undefined;
}

export function drawLoss(surface: Surface, scales: Scales, picture: LossPicture) {
  const { curve, share, weights, best, entropy, guess } = picture;
  if (!curve) return;
  const slim = surface.width < 480;
  const faint = { width: 1.5, colour: '--muted', dash: [3, 4] };
  line(surface, scales, { x: curve.q, y: curve.cat }, faint);
  line(surface, scales, { x: curve.q, y: curve.dog }, faint);
  label(
    surface,
    scales,
    { x: 0.16, y: 1.83, text: slim ? 'cat' : 'a cat: −ln q' },
    { colour: '--muted', size: 12, dx: 6, dy: -8 },
  );
  label(
    surface,
    scales,
    { x: 0.84, y: 1.83, text: slim ? 'dog' : 'a dog: −ln(1 − q)' },
    {
      ...{ colour: '--muted', size: 12, dx: -6, dy: -8, align: 'right' },
    },
  );
  const y = curve.q.map((_, i) => expected(share, weights, curve.cat[i]!, curve.dog[i]!));
  line(surface, scales, { x: curve.q, y }, roleStroke('posterior'));
  if (best === undefined || entropy === undefined) return;
  const [x, top] = [scales.x.at(best), scales.y.at(entropy)];
  surface.path([x, top, x, scales.bottom], { colour: '--posterior', width: 1.5, dash: [4, 4] });
  surface.circle(x, top, 5, { fill: { colour: '--posterior' } });
  label(
    surface,
    scales,
    { x: best, y: entropy, text: `lowest: ${significant(entropy, 3)}` },
    {
      ...{ colour: '--posterior', align: 'center', dy: -14 },
    },
  );
  if (guess === undefined) return;
  markGuess(surface, scales, { x: guess });
}
