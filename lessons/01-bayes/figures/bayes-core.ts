// What the figures ask the core of tables and areas.

import type { Core } from './people.ts';

export interface Asked {
  signal?: AbortSignal;
}

/** A joint table of two variables with its margins and both conditionals, row by row. */
export interface Table {
  rows: number;
  columns: number;
  cells: Float64Array;
  ofRow: Float64Array;
  ofColumn: Float64Array;
  /** p(column | row) and p(row | column), cell by cell. */
  givenRow: Float64Array;
  givenColumn: Float64Array;
}

export async function tableOf(
  client: Core,
  shape: readonly [number, number],
  weights: Float64Array,
  asked: Asked = {},
): Promise<Table> {
  const [rows, columns] = shape;
  const made = await client.call('jointTable', { rows, columns, cells: weights }, asked);
  return {
    ...{ rows, columns, cells: made.cells, ofRow: made.rowMargin, ofColumn: made.columnMargin },
    givenRow: made.columnsGivenRow,
    givenColumn: made.rowsGivenColumn,
  };
}

export interface Rule {
  joint: Float64Array;
  evidence: number;
  posterior: Float64Array;
}

export const bayesRule = (
  client: Core,
  prior: Float64Array,
  likelihood: Float64Array,
  asked: Asked = {},
): Promise<Rule> => client.call('bayesRule', { prior, likelihood }, asked);
