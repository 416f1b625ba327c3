// Draws of a model under node: chains one after the other, as the playground runs them beside each other.

import { samplerStatistics } from '$core/catalogue.ts';
import { Job } from '../../../web/core-client/job.ts';
import type { Context } from '../../../web/core-client/methods.ts';
import { Objects } from '../../../web/core-client/objects.ts';
import type { Recipe } from '../../../web/trace/index.ts';
import { loadCore } from '../../support/core.ts';
import { methods } from '../../support/methods.ts';

export interface Sampled {
  names: string[];
  rhat: number[];
  mean: number[];
  sd: number[];
  mcse: number[];
  divergences: number;
}

export async function contextOfCore(): Promise<Context> {
  return {
    core: await loadCore('simd'),
    objects: new Objects(0),
    job: new Job('model', { progress: () => undefined, chunk: () => undefined }),
  };
}

/** NUTS, `chains` by `count` after as many of warm-up, with the usual settings. */
export async function sampled(
  model: Recipe,
  context: Context,
  { chains = 4, count = 1000, seed = 1 } = {},
): Promise<Sampled> {
  const target = { model };
  const { quantities: names } = await methods.targetFacts({ target }, context);
  const width = names.length;
  const all = new Float64Array(chains * count * width);
  const divergent = samplerStatistics.indexOf('divergent');
  let divergences = 0;
  for (let chain = 0; chain < chains; chain++) {
    const { sampler } = methods.samplerCreate(
      { target, kernel: 'nuts', seed, firstChain: chain, warmup: count },
      context,
    );
    await methods.samplerRun({ sampler, count, draws: false, statistics: false }, context);
    const run = await methods.samplerRun({ sampler, count, draws: false, quantities: true }, context);
    all.set(run.quantities!, chain * count * width);
    for (let i = divergent; i < run.statistics.length; i += samplerStatistics.length)
      divergences += run.statistics[i]!;
    methods.samplerDelete({ sampler }, context);
  }
  const table = await methods.chainSummaries({ draws: all, chains, dim: width }, context);
  const { rhat, mean, sd, mcseMean } = table;
  return { names, rhat: [...rhat], mean: [...mean], sd: [...sd], mcse: [...mcseMean], divergences };
}
