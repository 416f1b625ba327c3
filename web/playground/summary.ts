// The summary's rows, their order, and the words beside them.

import type { ChainTable } from '../core-client/diagnostics.ts';
import type { Table } from '../kit/export.ts';

export const columns = [
  { id: 'mean', title: 'Mean', of: 'mean' },
  { id: 'mcse', title: 'MCSE', of: 'mcseMean' },
  { id: 'sd', title: 'SD', of: 'sd' },
  { id: 'q5', title: '5 %', of: 'q5' },
  { id: 'median', title: 'Median', of: 'median' },
  { id: 'q95', title: '95 %', of: 'q95' },
  { id: 'bulk', title: 'Bulk ESS', of: 'essBulk' },
  { id: 'tail', title: 'Tail ESS', of: 'essTail' },
  { id: 'rhat', title: 'R-hat', of: 'rhat' },
] as const;
export type ColumnId = (typeof columns)[number]['id'];

export interface Summary {
  names: readonly string[];
  /** Which of all quantities each row is. */
  places: readonly number[];
  chains: number;
  /** Draws of each chain. */
  count: number;
  table: ChainTable;
}

export interface Sorting {
  by: ColumnId | 'name';
  descending: boolean;
}

/** Rows of the table in the order asked for; what is not known comes last. */
export function sortedRows({ table, places }: Summary, { by, descending }: Sorting): number[] {
  const rows = places.map((_, i) => i);
  if (by === 'name') return descending ? rows.reverse() : rows;
  const values = table[columns.find(({ id }) => id === by)!.of];
  const sign = descending ? -1 : 1;
  return rows.sort((a, b) => {
    const [x, y] = [values[a]!, values[b]!];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return sign * (x - y) || a - b;
  });
}

/** Vehtari, Gelman, Simpson, Carpenter, Buerkner (2021): what is above or below is not to be trusted. */
export const limits = { rhat: 1.01, ess: 400, bfmi: 0.3 };

/** Whether a number of the summary is one that a reader must see. */
export function isBad(id: ColumnId, value: number): boolean {
  if (id === 'rhat') return value > limits.rhat;
  if (id === 'bulk' || id === 'tail') return value < limits.ess;
  return false;
}

export const asTable = ({ names, places, table }: Summary): Table => ({
  columns: ['quantity', ...columns.map(({ title }) => title)],
  rows: places.map((place, i) => [names[place]!, ...columns.map(({ of }) => table[of][i]!)]),
});
