// What a method's draws are worth: every number is the core's, asked of its diagnostics.

import type { Client } from '../core-client/client.ts';
import type { ChainTable } from '../core-client/diagnostics.ts';
import type { TargetFacts, TargetMoments, TargetSpec } from '../core-client/target.ts';
import { columns } from './kept.ts';
import { chains, placesOf, type Outcome } from './run.ts';

type Asks = Pick<Client, 'call'>;

/** What is known of a target besides its density. */
export interface Truth {
  facts: TargetFacts;
  moments: TargetMoments;
  /** Draws that are right by construction, if there are any: quantities by row, and their first two coordinates. */
  exact?: { count: number; values: Float64Array; places: Float64Array; sd: Float64Array };
  /** How far as many other exact draws are from them: nearer nobody can be told apart. */
  floor: number;
}

export interface Score {
  /** The worst over the quantities. */
  rHat: number;
  ess: number;
  perThousand: number;
  perSecond: number;
  /** Of each chain alone, lowest and highest: how sure `perThousand` is. */
  low: number;
  high: number;
  /** Wasserstein distance to exact draws, in standard deviations of the quantity, the worst; NaN where it is not known. */
  distance: number;
  /** The worst mean: so many Monte Carlo standard errors off. */
  worstZ: number;
  /** Names of the quantities in which it is worst. */
  worst: { ess: string; distance: string; z: string };
  /** A row for each quantity. */
  table: ChainTable;
}

export const exactCount = 10_000;

export async function truthOf(client: Asks, target: TargetSpec, signal: AbortSignal): Promise<Truth> {
  const [facts, moments] = await Promise.all([
    client.call('targetFacts', { target }, { signal }),
    client.call('targetMoments', { target }, { signal }),
  ]);
  if (!facts.draws) return { facts, moments, floor: NaN };
  const width = facts.quantities.length;
  // Seeds of its own: the methods start from the visitor's.
  const [one, other] = await Promise.all(
    [4_000_000_001, 4_000_000_002].map((seed) =>
      client.call('targetSample', { target, count: exactCount, seed }, { signal }),
    ),
  );
  const [values, others] = await Promise.all(
    [one!, other!].map((x) => client.call('targetQuantities', { target, x }, { signal })),
  );
  const { sd } = await client.call('chainSummaries', { draws: values!, chains: 1, dim: width }, { signal });
  const exact = {
    count: exactCount,
    values: values!,
    places: columns(one!, facts.dim, 0, placesOf(facts)),
    sd,
  };
  const floor = await distance(
    client,
    others!,
    width,
    0,
    width,
    { facts, moments, exact, floor: NaN },
    signal,
  );
  return { facts, moments, exact, floor: floor.worst };
}

/** The largest finite number of a list and where it stands. */
export function largest(values: ArrayLike<number>): { value: number; at: number } {
  let [value, at] = [NaN, -1];
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i]!) && !(values[i]! <= value)) [value, at] = [values[i]!, i];
  return { value, at };
}

export function smallest(values: ArrayLike<number>): { value: number; at: number } {
  const { value, at } = largest(Array.from(values, (each) => -each));
  return { value: at < 0 ? NaN : 0 - value, at };
}

/** The worst coordinate's distance to the exact draws; rows of `width` numbers, the quantities from column `from` on. */
async function distance(
  client: Asks,
  rows: Float64Array,
  width: number,
  from: number,
  quantities: number,
  { facts, exact }: Truth,
  signal: AbortSignal,
): Promise<{ worst: number; name: string }> {
  if (!exact || rows.length === 0) return { worst: NaN, name: '' };
  const all = new Float64Array(quantities);
  for (let j = 0; j < quantities; j++) {
    const a = columns(rows, width, from + j);
    const b = columns(exact.values, quantities, j);
    all[j] = (await client.call('wasserstein', { a, b }, { signal })) / exact.sd[j]!;
  }
  const { value, at } = largest(all);
  return { worst: value, name: facts.quantities[at] ?? '' };
}

export async function scoreOf(
  client: Asks,
  { side, places, spent, seconds }: Outcome,
  truth: Truth,
  signal: AbortSignal,
): Promise<Score | undefined> {
  const { facts, moments } = truth;
  const dim = facts.quantities.length;
  const width = places + dim;
  if (side.count < 4) return undefined;
  const draws = columns(side.rows, width, places, width);
  const table = await client.call('chainSummaries', { draws, chains, dim }, { signal });
  const ess = smallest(table.essBulk);
  const alone: number[] = [];
  for (let k = 0; k < chains; k++) {
    const own = columns(draws, chains * dim, k * dim, (k + 1) * dim);
    const { essBulk } = await client.call('chainSummaries', { draws: own, chains: 1, dim }, { signal });
    alone.push(smallest(essBulk).value / (spent / chains / 1000));
  }
  const off = Array.from(moments.mean, (mean, j) => {
    const z = Math.abs(table.mean[j]! - mean) / table.mcseMean[j]!;
    return Number.isFinite(mean) && Number.isFinite(z) ? z : NaN;
  });
  const z = largest(off);
  const far = await distance(client, side.rows, width, places, dim, truth, signal);
  const name = (at: number) => facts.quantities[at] ?? '';
  return {
    rHat: largest(table.rhat).value,
    ess: ess.value,
    perThousand: ess.value / (spent / 1000),
    perSecond: ess.value / seconds,
    low: Math.min(...alone),
    high: Math.max(...alone),
    distance: far.worst,
    worstZ: z.value,
    worst: { ess: name(ess.at), distance: far.name, z: name(z.at) },
    table,
  };
}
