// What the figures of this lesson's second half ask the core: a sampler for as long as it is needed, and its numbers chain by chain.

import { samplerStatistics } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import type { SamplerDraws } from '$web/core-client/mcmc.ts';

export type Core = Pick<Client, 'call'>;

export const asked = (signal?: AbortSignal) => (signal ? { signal } : {});

/** The sampler is given back whatever happens. */
export async function held<T>(
  client: Core,
  made: Promise<{ sampler: number }>,
  use: (sampler: number) => Promise<T>,
): Promise<T> {
  const { sampler } = await made;
  try {
    return await use(sampler);
  } finally {
    // Without the signal: what was aborted is given back, too.
    await client.call('samplerDelete', { sampler });
  }
}

/** Column `j` of rows (count, chains, width), chain by chain: (chains, count), as the diagnostics take it. */
export function chainwise(values: Float64Array, chains: number, width: number, j = 0): Float64Array {
  const count = values.length / (chains * width);
  const result = new Float64Array(chains * count);
  for (let i = 0; i < count; i++)
    for (let b = 0; b < chains; b++) result[b * count + i] = values[(i * chains + b) * width + j]!;
  return result;
}

/** A statistic of a run, (chains, count). */
export const statistic = (
  run: Pick<SamplerDraws, 'statistics'>,
  name: (typeof samplerStatistics)[number],
  chains: number,
) => chainwise(run.statistics, chains, samplerStatistics.length, samplerStatistics.indexOf(name));
