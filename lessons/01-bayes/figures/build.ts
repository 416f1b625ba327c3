// Prior, likelihood, evidence and posterior of a coin, one after the other: what is computed and how it is drawn.

import {
  area,
  axes,
  guess as markGuess,
  label,
  line,
  roleStroke,
  Scale,
  significant,
} from '$web/kit/index.ts';
import type { Axis, Scales, Size, Stroke, Surface } from '$web/kit/index.ts';
import { bayesRule } from './bayes-core.ts';
import { closedForm, curves, middles, sum } from './laws.ts';
import type { Core } from './people.ts';

export const cells = 4000;
/** Every so many of them are a point of a curve. */
const thin = 8;
/** Each step names its term of the theorem. */
export const stages = ['prior', 'likelihood', 'evidence', 'posterior'] as const;
export type Stage = (typeof stages)[number];

/** The prior as a mean and as many tosses as it weighs: Beta(mean * weight, (1 - mean) * weight). */
export interface Prior {
  mean: number;
  weight: number;
}

/** Where the mean can be: a density that is infinite at an end would be hard to draw, and to believe. */
export const meanRange = (weight: number): [number, number] => {
  const least = Math.max(0.05, 1 / weight);
  return [least, 1 - least];
};

export const betaOf = ({ mean, weight }: Prior) => [mean * weight, (1 - mean) * weight] as const;

export interface Built {
  theta: Float64Array;
  prior: Float64Array;
  likelihood: Float64Array;
  /** Likelihood times prior. */
  product: Float64Array;
  posterior: Float64Array;
  /** The area below the product, and its logarithm by the closed form. */
  evidence: number;
  logEvidence: number;
  /** The posterior's mean: of the curve, and by the closed form. */
  mean: number;
  exactMean: number;
  exactLogEvidence: number;
  heads: number;
  tosses: number;
  given: Prior;
}

export async function build(
  client: Core,
  given: Prior,
  heads: number,
  tosses: number,
  signal: AbortSignal,
): Promise<Built> {
  const theta = middles(cells);
  const [a, b] = betaOf(given);
  const tails = tosses - heads;
  const { prior, likelihood } = await curves(client, theta, { a, b }, heads, tails, signal);
  // The rule of the table with two rows, on four thousand rows: each cell of the prior's area, and what it says of the data.
  const total = sum(prior);
  const share = prior.map((p) => p / total);
  const rule = await bayesRule(client, share, likelihood, { signal });
  const exact = await closedForm(client, { a, b }, heads, tails, signal);
  const log = { name: 'log', x: Float64Array.of(rule.evidence) } as const;
  const [logEvidence] = (await client.call('special', log, { signal })) as Float64Array;
  return {
    ...{ theta, prior, likelihood, heads, tosses, given },
    product: rule.joint.map((p) => p * cells),
    posterior: rule.posterior.map((p) => p * cells),
    evidence: rule.evidence,
    logEvidence: logEvidence!,
    mean: sum(rule.posterior.map((p, i) => p * theta[i]!)),
    exactMean: exact.posterior.a / (exact.posterior.a + exact.posterior.b),
    exactLogEvidence: exact.logEvidence,
  };
}

export const height = 560;
const left = 62;

const floor = (label: string): Axis => ({
  domain: [0, 1],
  label,
  ticks: [0, 0.25, 0.5, 0.75, 1],
  format: (x) => (label ? String(x) : ''),
});

/** Three rooms above each other on the same floor. */
export function layout(
  { width }: Size,
  built: Built | undefined,
  shown: Stage,
): Record<'prior' | 'likelihood' | 'last', Scales> {
  const right = width - 14;
  const room = (top: number, bottom: number, y: Axis, x: Axis): Scales => ({
    ...{ left, right, top, bottom },
    x: new Scale(x, left, right),
    y: new Scale(y, bottom, top),
  });
  const top = (values: Float64Array | undefined, least: number) => {
    const most = values ? values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, v) : m), 0) : 0;
    return Math.max(least, Math.min(most, 40)) * 1.12 || 1;
  };
  const grown = shown === 'posterior';
  const axis = (label: string, high: number): Axis => ({
    domain: [0, high],
    label,
    ticks: [0, high / 1.12 / 2, high / 1.12],
    format: (v) => (v === 0 ? '0' : significant(v, 2)),
  });
  const peak = top(built?.likelihood, 0);
  return {
    prior: room(30, 150, axis('prior p(θ), density', top(built?.prior, 1)), floor('')),
    likelihood: room(198, 318, axis('likelihood p(Y | θ)', peak), floor('')),
    last: room(
      366,
      height - 40,
      grown
        ? axis('posterior p(θ | Y), density', top(built?.posterior, 1))
        : axis('likelihood × prior', top(built?.product, 0)),
      floor('θ, the share of heads'),
    ),
  };
}

export interface BuildPicture {
  built: Built | undefined;
  stage: Stage;
  /** The coin whose numbers are written out. */
  theta: number;
  guess: number | undefined;
}

export function drawBuild(surface: Surface, at: ReturnType<typeof layout>, picture: BuildPicture) {
  const { built, stage, theta, guess } = picture;
  const reached = (wanted: Stage) => stages.indexOf(stage) >= stages.indexOf(wanted);
  axes(surface, at.prior);
  if (reached('likelihood')) axes(surface, at.likelihood);
  if (reached('evidence')) axes(surface, at.last);
  else waiting(surface, at, stage);
  if (!built) return;
  const one = Math.min(cells - 1, Math.max(0, Math.round(theta * cells - 0.5)));
  const curve = (scales: Scales, y: Float64Array, stroke: Stroke, filled: boolean, text: string) => {
    const points = thinned(built.theta, y);
    if (filled) area(surface, scales, points, { colour: stroke.colour, opacity: 0.25 });
    line(surface, scales, points, stroke);
    const [x, top] = [scales.x.at(theta), scales.y.at(scales.y.clamp(y[one]!))];
    surface.path([x, scales.bottom, x, top], { colour: '--fg', width: 1, dash: [3, 3] });
    surface.circle(x, top, 4, { fill: { colour: '--fg' } });
    const onRight = theta < 0.7;
    label(
      surface,
      scales,
      { x: theta, y: scales.y.clamp(y[one]!), text },
      { colour: '--fg', dx: onRight ? 9 : -9, dy: -9, align: onRight ? 'left' : 'right' },
    );
  };
  curve(at.prior, built.prior, roleStroke('prior'), stage === 'prior', significant(built.prior[one]!, 3));
  if (reached('likelihood'))
    curve(
      at.likelihood,
      built.likelihood,
      roleStroke('likelihood'),
      false,
      `× ${significant(built.likelihood[one]!, 3)}`,
    );
  if (stage === 'evidence') {
    curve(
      at.last,
      built.product,
      { colour: '--c5', width: 2.5 },
      true,
      `= ${significant(built.product[one]!, 3)}`,
    );
    tell(surface, at.last, built, `area = evidence p(Y) = ${significant(built.evidence, 4)}`, '--c5');
  }
  if (stage === 'posterior') {
    const text = significant(built.posterior[one]!, 3);
    curve(at.last, built.posterior, roleStroke('posterior'), true, text);
    tell(surface, at.last, built, 'area 1', '--posterior');
    const mean = at.last.x.at(built.mean);
    surface.path([mean, at.last.bottom, mean, at.last.bottom - 12], { colour: '--posterior', width: 3 });
    if (guess !== undefined) markGuess(surface, at.last, { x: guess });
  }
}

const thinned = (x: Float64Array, y: Float64Array) => {
  const some = (_: number, i: number) => i % thin === thin / 2 || i === 0 || i === cells - 1;
  return { x: x.filter(some), y: y.filter(some) };
};

/** Words in the emptier half of the room. */
function tell(surface: Surface, scales: Scales, built: Built, text: string, colour: string) {
  const onLeft = built.mean > 0.5;
  label(
    surface,
    scales,
    { x: onLeft ? 0 : 1, y: scales.y.axis.domain[1], text },
    { colour, dx: onLeft ? 8 : -8, dy: 12, align: onLeft ? 'left' : 'right' },
  );
}

function waiting(surface: Surface, at: ReturnType<typeof layout>, stage: Stage) {
  const text = { colour: '--muted', size: 13, align: 'center', baseline: 'middle' } as const;
  const say = (scales: Scales, words: string) =>
    surface.text(words, (scales.left + scales.right) / 2, (scales.top + scales.bottom) / 2, text);
  if (stage === 'prior') say(at.likelihood, 'then: what the data say');
  say(at.last, 'then: the product, and its area');
  surface.path([at.last.left, at.last.bottom, at.last.right, at.last.bottom], { colour: '--control' });
}
