// A thousand people, a rare state and an imperfect test: who is ill, who tests positive, and where each dot stands.

import type { Client } from '$web/core-client/client.ts';

export type Core = Pick<Client, 'call'>;

/** How many in all are ill, how many of the ill test positive, and how many of the well. */
export interface Rates {
  prior: number;
  sensitivity: number;
  falsePositive: number;
}

export const many = 1000;
export const medical: Rates = { prior: 0.01, sensitivity: 0.9, falsePositive: 0.09 };

/** Ill and positive, ill and negative, well and positive, well and negative. */
export const groups = ['caught', 'missed', 'alarmed', 'cleared'] as const;
export type Group = (typeof groups)[number];
export type Counts = Record<Group, number>;

/** One uniform number decides a person's state, another the test: other rates, the same people. */
export interface Fates {
  seed: number;
  state: Float64Array;
  test: Float64Array;
}

export async function drawFates(client: Core, seed: number, signal: AbortSignal): Promise<Fates> {
  const root = await client.call('keyFromSeed', { seed }, { signal });
  const [a, b] = await client.call('split', { key: root, count: 2 }, { signal });
  const uniform = async (key: typeof root) =>
    (await client.call('uniform', { key, count: many }, { signal })) as Float64Array;
  return { seed, state: await uniform(a!), test: await uniform(b!) };
}

export function groupOf(fates: Fates, i: number, rates: Rates): Group {
  const ill = fates.state[i]! < rates.prior;
  const positive = fates.test[i]! < (ill ? rates.sensitivity : rates.falsePositive);
  return ill ? (positive ? 'caught' : 'missed') : positive ? 'alarmed' : 'cleared';
}

export function count(fates: Fates, rates: Rates): Counts {
  const counts: Counts = { caught: 0, missed: 0, alarmed: 0, cleared: 0 };
  for (let i = 0; i < fates.state.length; i++) counts[groupOf(fates, i, rates)]++;
  return counts;
}

export const positives = ({ caught, alarmed }: Counts) => caught + alarmed;

/** The joint table of state (rows: ill, well) and test (columns: positive, negative), row by row. */
export const jointOf = ({ prior, sensitivity, falsePositive }: Rates) =>
  Float64Array.of(
    prior * sensitivity,
    prior * (1 - sensitivity),
    (1 - prior) * falsePositive,
    (1 - prior) * (1 - falsePositive),
  );

/** "1 person", "97 people". */
export const people = (n: number) => `${n} ${n === 1 ? 'person' : 'people'}`;

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Rows and columns for `count` dots in a box, as near to square cells as they come, and the side of a cell. */
export function gridFor(count: number, box: Box): { columns: number; rows: number; cell: number } {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  let best = { columns: 1, rows: count, cell: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = Math.min(width / columns, height / rows);
    if (cell > best.cell) best = { columns, rows, cell };
  }
  return best;
}

/** The middle of the place k of a grid that is filled column by column from the left. */
export function placeInColumns(k: number, box: Box, grid: ReturnType<typeof gridFor>): [number, number] {
  const { rows, cell } = grid;
  return [box.left + (Math.floor(k / rows) + 0.5) * cell, box.top + ((k % rows) + 0.5) * cell];
}
