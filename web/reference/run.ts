// Runs an example of the reference: traced in the sandbox, then a short run of NUTS, told as a table of a few draws with
// their means and standard deviations.

import type { Client } from '../core-client/client.ts';
import { traceModel } from '../model/trace.ts';
import type { Recipe } from '../trace/recipe.ts';

export type Shown =
  /** `more`: columns that are not shown. */
  | { names: string[]; draws: number[][]; mean: number[]; sd: number[]; more: number; error?: never }
  | { error: string; line?: number; names?: never };

export const transitions = { warmup: 500, draws: 1000, seed: 1 };
/** So many columns and draws are shown. */
export const most = { columns: 8, draws: 3 };

/** Rejects with nothing: what goes wrong is told. */
export async function runExample(
  client: Pick<Client, 'call'>,
  code: string,
  data: Record<string, unknown>,
): Promise<Shown> {
  const traced = await traceModel({ code, data });
  if (traced.error !== undefined) {
    return { error: traced.error, ...(traced.line !== undefined && { line: traced.line }) };
  }
  try {
    return await drawn(client, traced.recipe);
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** The draws of a model as they are shown. */
export async function drawn(client: Pick<Client, 'call'>, model: Recipe): Promise<Shown> {
  const { warmup, draws: count, seed } = transitions;
  const target = { model };
  const { quantities: names } = await client.call('targetFacts', { target });
  const { sampler } = await client.call('samplerCreate', { target, kernel: 'nuts', seed, warmup });
  try {
    await client.call('samplerRun', { sampler, count: warmup, draws: false, statistics: false });
    const { quantities } = await client.call('samplerRun', {
      sampler,
      count,
      draws: false,
      quantities: true,
    });
    const width = names.length;
    const shown = Math.min(width, most.columns);
    const column = (k: number) => Array.from({ length: count }, (_, i) => quantities![i * width + k]!);
    const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / count;
    const columns = Array.from({ length: shown }, (_, k) => column(k));
    const means = columns.map(mean);
    const sd = columns.map((values, k) =>
      Math.sqrt(values.reduce((sum, x) => sum + (x - means[k]!) ** 2, 0) / (count - 1)),
    );
    // Far apart, so that neighbours do not resemble each other.
    const draws = Array.from({ length: most.draws }, (_, i) =>
      columns.map((values) => values[Math.floor((i + 0.5) * (count / most.draws))]!),
    );
    return { names: names.slice(0, shown), draws, mean: means, sd, more: width - shown };
  } finally {
    await client.call('samplerDelete', { sampler });
  }
}
