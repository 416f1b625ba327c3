// Neal's funnel and the eight schools, each in two coordinate systems: where NUTS diverges, and what that costs.

import type { TargetName } from '$core/catalogue.ts';
import { area, axes, equalEdges, histogram, line, panels, points, rule, scales } from '$web/kit/index.ts';
import type { Scales, Size, Surface } from '$web/kit/index.ts';
import {
  columnOf,
  drawLines,
  groundOf,
  options,
  statistic,
  type Core,
  type Ground,
  type Range,
} from './core.ts';

export const stories = ['funnel', 'eight_schools'] as const;
export type Story = (typeof stories)[number];
export const storyTexts: Record<Story, string> = { funnel: 'Neal’s funnel', eight_schools: 'eight schools' };

interface Told {
  /** Columns of the quantities: across and (of the schools: of the draws, log tau) upright. */
  across: number;
  names: [string, string];
  x: Range;
  y: Range;
  /** The quantities that are compared with the truth. */
  judged: { column: number; name: string }[];
}
export const told: Record<Story, Told> = {
  funnel: {
    across: 1,
    names: ['x₁', 'v, the logarithm of the others’ variance'],
    x: [-20, 20],
    y: [-10, 10],
    judged: [{ column: 0, name: 'v' }],
  },
  eight_schools: {
    across: 2,
    names: ['effect of school A', 'log τ, how much schools differ'],
    x: [-20, 40],
    y: [-5, 4],
    judged: [
      { column: 0, name: 'the mean effect μ' },
      { column: 1, name: 'τ' },
    ],
  },
};

export const chains = 4;
export const warmup = 500;
export const kept = 1000;

export interface Plan {
  story: Story;
  noncentred: boolean;
  targetAcceptance: number;
  seed: number;
}

/** Mean and sd of a quantity, with Monte Carlo errors, beside the exact ones. */
export interface Judged {
  name: string;
  mean: number;
  sd: number;
  mcseMean: number;
  mcseSd: number;
  rhat: number;
  ess: number;
  exactMean: number;
  exactSd: number;
}

export interface Ran {
  of: Plan;
  /** Of all chains, one after the other. */
  across: Float64Array;
  upright: Float64Array;
  divergent: Float64Array;
  divergences: number;
  judged: Judged[];
  /** The lowest energy fraction of the chains. */
  fraction: number;
  gradients: number;
  stepSize: number;
}

export async function run(
  client: Core,
  of: Plan,
  signal?: AbortSignal,
  onDone?: (chains: number) => void,
): Promise<Ran> {
  const name: TargetName = of.noncentred ? `${of.story}_noncentred` : of.story;
  const target = { name };
  const { across } = told[of.story];
  const [draws, quantities, statistics] = [[] as Float64Array[], [] as Float64Array[], [] as Float64Array[]];
  let stepSize = 0;
  for (let chain = 0; chain < chains; chain++) {
    const { sampler } = await client.call(
      'samplerCreate',
      {
        target,
        kernel: 'nuts',
        seed: of.seed,
        firstChain: chain,
        warmup,
        targetAcceptance: of.targetAcceptance,
      },
      options(signal),
    );
    try {
      await client.call(
        'samplerRun',
        { sampler, count: warmup, draws: false, statistics: false },
        options(signal),
      );
      const ran = await client.call(
        'samplerRun',
        { sampler, count: kept, quantities: true },
        options(signal),
      );
      draws.push(ran.draws);
      quantities.push(ran.quantities!);
      statistics.push(ran.statistics);
      stepSize += ran.stepSize / chains;
    } finally {
      await client.call('samplerDelete', { sampler });
    }
    onDone?.(chain + 1);
  }
  const all = (parts: Float64Array[]) => {
    const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
    parts.reduce((at, part) => (joined.set(part, at), at + part.length), 0);
    return joined;
  };
  const [x, q, s] = [all(draws), all(quantities), all(statistics)];
  const dim = x.length / (chains * kept);
  const width = q.length / (chains * kept);
  const moments = await client.call('targetMoments', { target }, options(signal));
  const judged = await Promise.all(
    told[of.story].judged.map(async ({ column, name }): Promise<Judged> => {
      const found = await client.call(
        'chainSummary',
        { draws: columnOf(q, width, column), chains },
        options(signal),
      );
      return {
        name,
        ...found,
        ess: found.essBulk,
        exactMean: moments.mean[column]!,
        exactSd: Math.sqrt(moments.variance[column]!),
      };
    }),
  );
  const fractions = await client.call(
    'energyFraction',
    { energies: statistic(s, 'energy'), chains },
    options(signal),
  );
  const divergent = statistic(s, 'divergent');
  return {
    of,
    across: columnOf(q, width, across),
    upright: of.story === 'funnel' ? columnOf(q, width, 0) : columnOf(x, dim, 1),
    divergent,
    divergences: divergent.reduce((total, each) => total + each, 0),
    judged,
    fraction: Math.min(...fractions),
    gradients: statistic(s, 'evaluations').reduce((total, each) => total + each, 0),
    stepSize,
  };
}

/** Stan's limit. */
export const lowFraction = 0.3;

/** The funnel of two coordinates has the law of (v, x1) of the funnel of ten. */
export const funnelGround = (client: Core, signal?: AbortSignal): Promise<Ground> =>
  groundOf(
    client,
    { name: 'funnel', options: { dim: 2 } },
    [told.funnel.x, told.funnel.y],
    [1, 2.5, 4.5, 7, 10],
    signal ? { swap: true, signal } : { swap: true },
  );

/** The exact density of v. */
export async function exactCurve(client: Core, signal?: AbortSignal) {
  const { mean, variance } = await client.call(
    'targetMoments',
    { target: { name: 'funnel' } },
    options(signal),
  );
  const x = Float64Array.from({ length: 201 }, (_, i) => -10 + i / 10);
  const parameters = [mean[0]!, Math.sqrt(variance[0]!)];
  const law = { name: 'normal', parameters, fn: 'log_prob', x } as const;
  const y = (await client.call('distribution', law, options(signal))).map(Math.exp);
  return { x, y };
}

export const funnelHeight = 600;

export function funnelLayout(size: Size, story: Story): { plane: Scales; pile: Scales } {
  const { names, x, y } = told[story];
  const [above, below] = panels(size, [380, 220], 'rows', 0);
  return {
    plane: scales(size, { domain: x, label: names[0] }, { domain: y, label: names[1] }, above),
    pile: scales(
      size,
      { domain: y, label: story === 'funnel' ? 'v' : 'log τ' },
      { domain: [0, story === 'funnel' ? 0.24 : 0.6], label: 'density' },
      below,
    ),
  };
}

export function drawFunnel(
  surface: Surface,
  at: ReturnType<typeof funnelLayout>,
  ground: Ground | undefined,
  exact: { x: Float64Array; y: Float64Array } | undefined,
  ran: Ran | undefined,
) {
  axes(surface, at.plane);
  if (ground) drawLines(surface, at.plane, ground.lines, { colour: '--posterior', width: 1.2, opacity: 0.6 });
  axes(surface, at.pile);
  if (exact) {
    area(surface, at.pile, exact, { colour: '--posterior', opacity: 0.12 });
    line(surface, at.pile, exact, { colour: '--posterior', width: 2.5 });
  }
  if (!ran) return;
  points(
    surface,
    at.plane,
    { x: ran.across, y: ran.upright },
    { colour: '--likelihood', radius: 1.6, opacity: 0.35 },
  );
  const bad = [...ran.divergent.keys()].filter((i) => ran.divergent[i]);
  points(
    surface,
    at.plane,
    { x: bad.map((i) => ran.across[i]!), y: bad.map((i) => ran.upright[i]!) },
    { colour: '--bad', radius: 4, opacity: 1 },
  );
  const [low, high] = at.pile.x.axis.domain;
  const edges = equalEdges(low, high, 40);
  const heights = new Float64Array(40);
  const each = 1 / (ran.upright.length * (edges[1]! - edges[0]!));
  for (const v of ran.upright) {
    const bin = Math.floor(((v - low) / (high - low)) * 40);
    if (bin >= 0 && bin < 40) heights[bin]! += each;
  }
  histogram(surface, at.pile, { edges, heights }, { colour: '--likelihood', opacity: 0.45 });
  let lowest = Infinity;
  for (const v of ran.upright) if (v < lowest) lowest = v;
  if (lowest > low) rule(surface, at.pile, { x: lowest }, { colour: '--muted', dash: [4, 4] });
}
