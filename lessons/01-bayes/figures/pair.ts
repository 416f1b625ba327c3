// An expectation over a pair Z = (X, Y), written out: a picture's feature x and its label y, the loss of an answer q(x), and
// the sum over y of the integral over x.

import {
  area,
  axes,
  label,
  line,
  Scale,
  significant,
  type Axis,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { exp } from './laws.ts';
import { weightsOf } from './loss.ts';
import type { Core } from './people.ts';

/** Ears are normal about 1 for cats and about -1 for dogs, with sd 1: then the log odds of a cat are 2 x more than without x. */
const centres = { cat: 1, dog: -1 } as const;
const half = 10;
const pieces = 800;
const step = (2 * half) / pieces;
export const ears = Float64Array.from({ length: pieces + 1 }, (_, i) => -half + i * step);
export const draws = 10_000;

/** What is answered, and how much each label weighs. */
export interface Answer {
  /** The share of cats. */
  share: number;
  /** The probability of a cat that every picture gets, if nobody looks at it. */
  q: number;
  looks: boolean;
  balanced: boolean;
}

export interface Losses {
  cat: Float64Array;
  dog: Float64Array;
}

const options = (signal?: AbortSignal) => (signal ? { signal } : {});
const logit = (p: number) => Math.log(p / (1 - p));

/** -log q(x) and -log(1 - q(x)): the losses if the label is a cat, and if it is a dog. */
async function losses(
  client: Core,
  x: Float64Array,
  { share, q, looks }: Answer,
  signal?: AbortSignal,
): Promise<Losses> {
  const odds = x.map((each) => (looks ? logit(share) + 2 * each : logit(q)));
  const minus = async (logits: Float64Array) =>
    ((await client.call('special', { name: 'log_sigmoid', x: logits }, options(signal))) as Float64Array).map(
      (y) => -y,
    );
  const [cat, dog] = await Promise.all([minus(odds), minus(odds.map((each) => -each))]);
  return { cat, dog };
}

/** By the trapezium rule: for what is smooth and dies out at both ends it is as good as exact. */
const integral = (f: (i: number) => number) => {
  let sum = 0;
  for (let i = 0; i <= pieces; i++) sum += (i === 0 || i === pieces ? 0.5 : 1) * f(i);
  return sum * step;
};

export interface Written {
  answer: Answer;
  /** p(x | y), and q(x). */
  given: Losses;
  q: Float64Array;
  losses: Losses;
  /** p(y) times the label's weight. */
  prior: { cat: number; dog: number };
  /** E[loss | y], the integrals. */
  inside: { cat: number; dog: number };
  /** Their sum with those weights: E over the pair. */
  total: number;
}

export async function writeOut(client: Core, answer: Answer, signal?: AbortSignal): Promise<Written> {
  const bell = async (mean: number) =>
    exp(
      client,
      await client.call(
        'distribution',
        { name: 'normal', parameters: [mean, 1], fn: 'log_prob', x: ears },
        options(signal),
      ),
      signal,
    );
  const [cat, dog, lost] = await Promise.all([
    bell(centres.cat),
    bell(centres.dog),
    losses(client, ears, answer, signal),
  ]);
  const q = await exp(
    client,
    lost.cat.map((y) => -y),
    signal,
  );
  const [a, b] = weightsOf(answer.share, answer.balanced);
  const prior = { cat: a * answer.share, dog: b * (1 - answer.share) };
  const inside = {
    cat: integral((i) => cat[i]! * lost.cat[i]!),
    dog: integral((i) => dog[i]! * lost.dog[i]!),
  };
  const total = prior.cat * inside.cat + prior.dog * inside.dog;
  return { answer, given: { cat, dog }, q, losses: lost, prior, inside, total };
}

/** For an answer that does not look: the integral over x is over a density, and 1. */
export const byHand = ({ share, q, balanced }: Answer) => {
  const [a, b] = weightsOf(share, balanced);
  return -a * share * Math.log(q) - b * (1 - share) * Math.log(1 - q);
};
export const entropy = (share: number) => -share * Math.log(share) - (1 - share) * Math.log(1 - share);

/** The mean loss of pairs that were drawn: the label first, then the ears. */
export async function meanOfPairs(client: Core, answer: Answer, seed: number, signal?: AbortSignal) {
  const root = await client.call('keyFromSeed', { seed }, options(signal));
  const [one, two] = await client.call('split', { key: root, count: 2 }, options(signal));
  const u = await client.call('uniform', { key: one!, count: draws }, options(signal));
  const z = await client.call('normal', { key: two!, count: draws }, options(signal));
  const isCat = Array.from(u, (each) => each < answer.share);
  const x = Float64Array.from(z, (each, i) => each + (isCat[i] ? centres.cat : centres.dog));
  const lost = await losses(client, x, answer, signal);
  const [a, b] = weightsOf(answer.share, answer.balanced);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < draws; i++) {
    const loss = isCat[i] ? a * lost.cat[i]! : b * lost.dog[i]!;
    sum += loss;
    squares += loss * loss;
  }
  const mean = sum / draws;
  return { answer, mean, error: Math.sqrt(Math.max(0, squares / draws - mean * mean) / draws) };
}

export const height = 540;
const shown = 4.5;
const colours = { cat: '--posterior', dog: '--likelihood' } as const;

/** How high the losses' panel has to be. */
export function topOf({ given, losses, prior }: Written, joint: boolean) {
  let top = 0.55;
  for (const what of ['cat', 'dog'] as const)
    for (let i = 0; i <= pieces; i++)
      top = Math.max(top, (joint ? prior[what] : 1) * given[what][i]! * losses[what][i]!);
  return 1.05 * top;
}

export function layout({ width, height: high }: Size, joint: boolean, top = 0.6) {
  const left = 46;
  const x: Axis = { domain: [-shown, shown], label: '' };
  const room = (top: number, bottom: number, y: Axis, across: Axis = x): Scales => ({
    ...{ left, right: width - 14, top, bottom },
    x: new Scale(across, left, width - 14),
    y: new Scale(y, bottom, top),
  });
  return {
    answer: room(28, 110, { domain: [0, 1], label: 'the answer q(x)', ticks: [0, 0.5, 1] }),
    law: room(170, 288, { domain: [0, 0.45], label: joint ? 'p(x, y)' : 'p(x | y)', ticks: [0, 0.2, 0.4] }),
    loss: room(
      348,
      high - 42,
      { domain: [0, top], label: joint ? 'p(x, y) × loss' : 'p(x | y) × loss', ticks: [0, 0.5, 1] },
      { ...x, label: 'x, how pointed the ears are' },
    ),
  };
}

export function drawPair(
  surface: Surface,
  at: ReturnType<typeof layout>,
  { given, q, losses, prior, inside }: Written,
  joint: boolean,
) {
  for (const scales of Object.values(at)) axes(surface, scales);
  line(surface, at.answer, { x: ears, y: q }, { colour: '--fg', width: 2.5 });
  for (const what of ['dog', 'cat'] as const) {
    const weight = joint ? prior[what] : 1;
    const colour = colours[what];
    const law = given[what].map((p) => weight * p);
    const lost = law.map((p, i) => p * losses[what][i]!);
    area(surface, at.law, { x: ears, y: law }, { colour, opacity: 0.15 });
    line(
      surface,
      at.law,
      { x: ears, y: law },
      { colour, width: 2, ...(what === 'dog' ? { dash: [2, 4] } : {}) },
    );
    area(surface, at.loss, { x: ears, y: lost }, { colour, opacity: 0.4 });
    line(
      surface,
      at.loss,
      { x: ears, y: lost },
      { colour, width: 2, ...(what === 'dog' ? { dash: [2, 4] } : {}) },
    );
    const side = what === 'cat' ? { x: shown, align: 'right' as const, dx: -4 } : { x: -shown, dx: 6 };
    const { x, ...style } = side;
    const name = what === 'cat' ? 'cats' : 'dogs';
    label(
      surface,
      at.law,
      { x, y: 0.45, text: `${name}: area ${significant(weight, 3)}` },
      { colour, ...style, dy: 10 },
    );
    label(
      surface,
      at.loss,
      { x, y: at.loss.y.axis.domain[1], text: `${name}: area ${significant(weight * inside[what], 3)}` },
      { colour, ...style, dy: 10 },
    );
  }
}
