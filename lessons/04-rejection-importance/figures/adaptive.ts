// The envelope that learns: tangents to the log density above, what they make of the density below.

import {
  area,
  axes,
  equalEdges,
  histogram,
  inside,
  label,
  line,
  roleStroke,
  rug,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { moved } from './darts.ts';
import { density, pieces, type Core, type LineTarget } from './laws.ts';

export const adaptiveNames = ['normal', 'gamma', 'semicircle', 'two_bumps'] as const;
export type AdaptiveName = (typeof adaptiveNames)[number];

export interface Learner {
  text: string;
  range: readonly [number, number];
  mean: number;
  variance: number;
  /** Fourth central moment over the variance's square: for the error of a variance. */
  kurtosis: number;
}

export const learners: Record<AdaptiveName, Learner> = {
  normal: { text: 'a bell', range: [-4, 4], mean: 0, variance: 1, kurtosis: 3 },
  gamma: { text: 'skewed (gamma)', range: [0, 12], mean: 3, variance: 3, kurtosis: 5 },
  semicircle: { text: 'half a disc', range: [-1, 1], mean: 0, variance: 0.25, kurtosis: 2 },
  two_bumps: { text: 'two bumps', range: [-6, 4], mean: -1.2, variance: 3.41, kurtosis: NaN },
};

export interface Learned {
  name: AdaptiveName;
  draws: Float64Array;
  tangents: { x: number; value: number; slope: number }[];
  grid: Float64Array;
  logP: Float64Array;
  logEnvelope: Float64Array;
  proposals: number;
  accepted: number;
  evaluations: number;
  /** Where the log density is found to bend the wrong way. */
  broken: number | undefined;
}

/** Draws that have come before anything was found wrong. */
export const mostLearned = 10_000;

export async function learn(
  client: Core,
  name: AdaptiveName,
  count: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Learned> {
  const [low, high] = learners[name].range;
  // The very ends of a bounded support have density 0.
  const hair = (high - low) * 1e-4;
  const grid = equalEdges(low + hair, high - hair, pieces);
  const found = await client.call(
    'adaptiveDraws',
    { target: name as LineTarget, count, seed, x: grid },
    signal ? { signal } : {},
  );
  const tangents = [];
  for (let i = 0; i < found.tangents.length; i += 3)
    tangents.push({ x: found.tangents[i]!, value: found.tangents[i + 1]!, slope: found.tangents[i + 2]! });
  return {
    ...{ name, grid, tangents, logP: found.log_prob, logEnvelope: found.log_envelope },
    draws: found.x.filter((x) => !Number.isNaN(x)),
    proposals: found.proposals,
    accepted: found.accepted,
    evaluations: found.evaluations,
    broken: found.stop === 'not_concave' ? found.offending : undefined,
  };
}

export const adaptiveHeight = 460;
const depth = -6;

export function adaptiveLayout(size: Size, range: readonly [number, number]): { logs: Scales; flat: Scales } {
  const cut = Math.round(size.height * 0.54);
  const logs = scales(
    size,
    { domain: range },
    { domain: [depth, 1.2], label: 'log density' },
    { bottom: cut },
  );
  const flat = scales(
    size,
    { domain: range, label: 'x' },
    { domain: [0, 1.35], label: 'density, up to a constant' },
    { top: cut + 8 },
  );
  const left = Math.max(logs.left, flat.left);
  return { logs: moved(logs, left), flat: moved(flat, left) };
}

/** The target's name in its hill, the envelope's where it stands off most. */
function nameBoth(surface: Surface, at: Scales, x: Float64Array, p: Float64Array, envelope: Float64Array) {
  let [top, wide] = [0, 0];
  const shown = (value: number) => Math.min(value, at.y.axis.domain[1]);
  for (let i = 1; i < x.length; i++) {
    if (p[i]! > p[top]!) top = i;
    if (shown(envelope[i]!) - p[i]! > shown(envelope[wide]!) - p[wide]!) wide = i;
  }
  label(surface, at, { x: x[top]!, y: 0.35, text: 'target' }, { colour: '--posterior', align: 'center' });
  if (shown(envelope[wide]!) - p[wide]! < 0.08) return;
  const place = { x: x[wide]!, y: shown(envelope[wide]!), text: 'envelope' };
  const right = x[wide]! > x[top]!;
  const style = { colour: '--likelihood', dx: right ? 10 : -10, dy: -8 };
  label(surface, at, place, { ...style, align: right ? 'left' : 'right' });
}

export function drawLearned(
  surface: Surface,
  at: ReturnType<typeof adaptiveLayout>,
  found: Learned,
  z: number,
) {
  const { logs, flat } = at;
  const { grid, logP, logEnvelope, tangents, draws, broken } = found;
  const [low, high] = logs.x.axis.domain;
  axes(surface, logs);
  axes(surface, flat);
  for (const { x, value, slope } of tangents)
    line(
      surface,
      logs,
      { x: [low, high], y: [value + slope * (low - x), value + slope * (high - x)] },
      { colour: '--likelihood', width: 1, opacity: 0.4 },
    );
  line(surface, logs, { x: grid, y: logEnvelope }, roleStroke('likelihood'));
  line(surface, logs, { x: grid, y: logP }, roleStroke('posterior'));
  inside(surface, logs, () => {
    for (const { x, value } of tangents)
      surface.circle(logs.x.at(x), logs.y.at(value), tangents.length > 16 ? 3 : 4.5, {
        fill: { colour: '--surface' },
        stroke: { colour: '--likelihood', width: 2 },
      });
  });
  const [p, envelope] = [logP.map(Math.exp), logEnvelope.map(Math.exp)];
  area(surface, flat, { x: grid, y: envelope, base: p }, { colour: '--likelihood', opacity: 0.22 });
  if (draws.length >= 200) {
    const edges = equalEdges(low, high, 40);
    const heights = density(draws, edges).map((part) => part * z);
    histogram(surface, flat, { edges, heights }, { colour: '--posterior', opacity: 0.35 });
  }
  line(surface, flat, { x: grid, y: envelope }, roleStroke('likelihood'));
  line(surface, flat, { x: grid, y: p }, roleStroke('posterior'));
  nameBoth(surface, flat, grid, p, envelope);
  if (draws.length < 200) rug(surface, flat, draws, { colour: '--fg', width: 1.5 });
  if (broken === undefined) return;
  line(surface, logs, { x: [broken, broken], y: [depth, 1.2] }, { colour: '--bad', width: 2, dash: [5, 4] });
  label(
    surface,
    logs,
    { x: broken, y: depth + 0.6, text: 'bends the wrong way' },
    { colour: '--bad', align: 'center' },
  );
}
