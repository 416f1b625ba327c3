// What the figures of random walks ask the core: a run, its first transitions with all that each says of itself, the uniform
// numbers that decide, and the density that the walk is made for.

import type { Client } from '$web/core-client/client.ts';
import type { SamplerArgs, SamplerRun } from '$web/core-client/mcmc.ts';
import type { TargetSpec } from '$web/core-client/target.ts';
import { samplerStatistics } from '$core/catalogue.ts';
import { equalEdges, Scale, type Scales, type Surface } from '$web/kit/index.ts';

export type Core = Pick<Client, 'call'>;

const asked = (signal?: AbortSignal) => (signal ? { signal } : {});

/** A sampler for as long as `use` takes. */
async function withSampler<T>(
  client: Core,
  args: SamplerArgs,
  use: (sampler: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { sampler } = await client.call('samplerCreate', args, asked(signal));
  try {
    return await use(sampler);
  } finally {
    // Not with the signal: what is aborted is given back, too.
    await client.call('samplerDelete', { sampler });
  }
}

/** The first `count` transitions of a sampler that nobody else needs. */
export const runOf = (
  client: Core,
  args: SamplerArgs,
  count: number,
  signal?: AbortSignal,
): Promise<SamplerRun> =>
  withSampler(
    client,
    args,
    (sampler) => client.call('samplerRun', { sampler, count }, asked(signal)),
    signal,
  );

/** One column of a run's statistics: (count, B). */
export function statistic(run: Pick<SamplerRun, 'statistics'>, name: (typeof samplerStatistics)[number]) {
  const width = samplerStatistics.length;
  const column = samplerStatistics.indexOf(name);
  return Float64Array.from(
    { length: run.statistics.length / width },
    (_, i) => run.statistics[i * width + column]!,
  );
}

/** A transition on the line: where from, where to, how likely that is, and whether it came about. */
export interface LineStep {
  from: number;
  proposal: number;
  acceptance: number;
  accepted: boolean;
  /** The uniform number that decided. */
  u: number;
}

/** The first transitions of chain 0 on the line, one by one. */
export async function stepsOf(
  client: Core,
  args: SamplerArgs & { seed: number },
  count: number,
  signal?: AbortSignal,
): Promise<LineStep[]> {
  const [steps, u] = await Promise.all([
    withSampler(
      client,
      args,
      (sampler) =>
        Promise.all(
          Array.from({ length: count }, () => client.call('samplerStep', { sampler }, asked(signal))),
        ),
      signal,
    ),
    deciders(client, args.seed, count, signal),
  ]);
  return steps.map((step, i) => ({
    from: step.start[0]!,
    proposal: step.proposal[0]!,
    acceptance: step.acceptance[0]!,
    accepted: step.accepted[0] === 1,
    u: u[i]!,
  }));
}

/** The uniform numbers of chain 0 of a seed, with which a proposal's ratio is compared (metropolis.hpp: stream 1). */
export async function deciders(client: Core, seed: number, count: number, signal?: AbortSignal) {
  const key = await client.call('keyFromSeed', { seed }, asked(signal));
  const [chain] = await client.call('split', { key, count: 1 }, asked(signal));
  const [, stream] = await client.call('split', { key: chain!, count: 2 }, asked(signal));
  return (await client.call('uniform', { key: stream!, count }, asked(signal))) as Float64Array;
}

export interface LineDensity {
  x: Float64Array;
  /** Normalised. */
  p: Float64Array;
  mean: number;
  variance: number;
}

export const densityPieces = 400;

/** The normalised density along the picture, and its moments. */
export async function densityOf(
  client: Core,
  target: TargetSpec,
  [low, high]: readonly [number, number],
  signal?: AbortSignal,
): Promise<LineDensity> {
  const x = equalEdges(low, high, densityPieces);
  const [facts, { value }, { mean, variance }] = await Promise.all([
    client.call('targetFacts', { target }, asked(signal)),
    client.call('targetDensity', { target, x }, asked(signal)),
    client.call('targetMoments', { target }, asked(signal)),
  ]);
  const p = value.map((log) => Math.exp(log - facts.logNormalizer));
  return { x, p, mean: mean[0]!, variance: variance[0]! };
}

/** Panels one above the other, with one left edge. */
export function aligned<T extends Record<string, Scales>>(panels: T): T {
  const left = Math.max(...Object.values(panels).map((each) => each.left));
  const moved = Object.entries(panels).map(([name, at]) => [
    name,
    { ...at, left, x: new Scale(at.x.axis, left, at.right) },
  ]);
  return Object.fromEntries(moved) as T;
}

/** A dot for each value, piled up in bins: a value that comes twice is seen twice. */
export function pile(
  surface: Surface,
  at: Scales,
  values: ArrayLike<number>,
  edges: ArrayLike<number>,
  colour: string,
) {
  const count = edges.length - 1;
  const [low, high] = [edges[0]!, edges[count]!];
  const heights = new Uint32Array(count);
  const radius = Math.min(4, (at.x.at(edges[1]!) - at.x.at(low)) / 2.2);
  const dots: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i]! - low) * count) / (high - low));
    if (bin < 0 || bin >= count) continue;
    const middle = low + ((bin + 0.5) * (high - low)) / count;
    dots.push(at.x.at(middle), at.bottom - radius - 1 - (2 * radius + 0.5) * heights[bin]!++);
  }
  surface.dots(dots, radius, { colour });
}

/** Parts of a whole in bins of equal width, as a density. */
export function density(values: ArrayLike<number>, edges: ArrayLike<number>, of = values.length) {
  const count = edges.length - 1;
  const [low, high] = [edges[0]!, edges[count]!];
  const heights = new Float64Array(count);
  const unit = of > 0 ? count / ((high - low) * of) : 0;
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i]! - low) * count) / (high - low));
    if (bin >= 0 && bin < count) heights[bin]! += unit;
  }
  return heights;
}
