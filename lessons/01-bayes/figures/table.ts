// The picture of a joint table: a square for every cell, its area the probability; the margins beside and above.

import { Scale, type Axis, type Scales, type Size, type Surface } from '$web/kit/index.ts';
import type { Table } from './bayes-core.ts';

export const tables = {
  small: {
    title: '2 × 2',
    row: 'weather',
    column: 'umbrella',
    rows: ['dry', 'rain'],
    columns: ['left', 'taken'],
    weights: [0.48, 0.16, 0.06, 0.3],
  },
  large: {
    title: '4 × 3',
    row: 'mail',
    column: 'word',
    rows: ['work', 'friend', 'shop', 'spam'],
    columns: ['meet', 'hi', 'free'],
    weights: [0.22, 0.06, 0.02, 0.08, 0.16, 0.02, 0.01, 0.06, 0.09, 0.01, 0.09, 0.18],
  },
} as const;
export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];

/** What the squares show: p(row, column), or the conditionals. */
export const views = ['joint', 'givenRow', 'givenColumn'] as const;
export type View = (typeof views)[number];

export interface TablePicture {
  name: TableName;
  view: View;
  table: Table | undefined;
}

const unit: Axis = { domain: [0, 1], ticks: [] };
const nameRoom = 50;
const headRoom = 48;
/** The room of the margins, beside the rows and below the columns. */
const marginRoom = ({ width }: { width: number }) => (width < 480 ? 52 : 92);
/** The number below a square. */
const textRoom = 26;

export const heightFor = (name: TableName, width: number) => {
  const { cell } = layout({ width, height: 0 }, name);
  return Math.ceil(headRoom + cell.height * tables[name].rows.length + 46);
};

export interface TableLayout {
  cell: { width: number; height: number };
  margin: number;
  left: number;
  top: number;
  /** The scales of a cell: x and y from 0 to 1, the square grows from the lower left corner. */
  of(row: number, column: number): Scales;
}

export function layout(size: Size, name: TableName): TableLayout {
  const columns = tables[name].columns.length;
  const margin = marginRoom(size);
  const width = Math.min(140, (size.width - nameRoom - margin) / columns);
  const side = Math.min(width - 14, 110);
  const cell = { width, height: side + textRoom };
  const left = (size.width - (nameRoom + width * columns + margin)) / 2 + nameRoom;
  const top = headRoom;
  return {
    ...{ cell, margin, left, top },
    of(row, column) {
      const x = left + column * width + 6;
      const y = top + (row + 1) * cell.height - textRoom + 4;
      return {
        ...{ left: x, right: x + side, top: y - side, bottom: y },
        x: new Scale(unit, x, x + side),
        y: new Scale(unit, y, y - side),
      };
    },
  };
}

/** The probabilities that the squares of a view show. */
export const shownOf = (table: Table, view: View) =>
  view === 'joint' ? table.cells : view === 'givenRow' ? table.givenRow : table.givenColumn;

/** The side of a square in its cell: its area is the probability, and 1 fills the cell. */
export const sideOf = (p: number) => Math.sqrt(Math.max(0, p));

export const cellText = (p: number) => (Number.isNaN(p) ? 'none' : p.toFixed(3));

const colourOf: Record<View, string> = {
  joint: '--fg',
  givenRow: '--likelihood',
  givenColumn: '--posterior',
};

export function drawTable(surface: Surface, at: TableLayout, { name, view, table }: TablePicture) {
  const { rows, columns, row, column } = tables[name];
  const { cell, left, top } = at;
  const bold = { size: 13, weight: 600, baseline: 'middle' } as const;
  const plain = { size: 12, colour: '--muted', baseline: 'middle' } as const;
  const [right, bottom] = [left + columns.length * cell.width, top + rows.length * cell.height];
  surface.text(column, left + 6, 12, plain);
  surface.text(row, left - nameRoom + 4, top - 14, plain);
  surface.text('sum', right + 8, top - 14, plain);
  columns.forEach((word, j) =>
    surface.text(word, left + j * cell.width + 6, top - 14, { ...bold, colour: '--fg' }),
  );
  rows.forEach((word, i) =>
    surface.text(word, left - nameRoom + 4, top + (i + 0.5) * cell.height, { ...bold, colour: '--fg' }),
  );
  for (let i = 0; i <= rows.length; i++)
    surface.path([left, top + i * cell.height, right, top + i * cell.height], { colour: '--rule' });
  for (let j = 0; j <= columns.length; j++)
    surface.path([left + j * cell.width, top, left + j * cell.width, bottom], { colour: '--rule' });
  if (!table) return;
  const shown = shownOf(table, view);
  rows.forEach((_, i) => {
    columns.forEach((_, j) => {
      const p = shown[i * columns.length + j]!;
      const scales = at.of(i, j);
      const side = Number.isNaN(p) ? 0 : (scales.right - scales.left) * sideOf(p);
      surface.rect(scales.left, scales.bottom - side, side, side, {
        fill: { colour: colourOf[view], opacity: view === 'joint' ? 0.55 : 0.75 },
      });
      surface.text(cellText(p), scales.left, scales.bottom + 11, { ...plain, colour: '--fg' });
    });
  });
  drawMargins(surface, at, name, view, table);
}

/** Bars beside the rows and below the columns: what the sum rule leaves. Those that are given are lit. */
function drawMargins(surface: Surface, at: TableLayout, name: TableName, view: View, table: Table) {
  const { rows, columns } = tables[name];
  const { cell, left, top, margin } = at;
  const [right, bottom] = [left + columns.length * cell.width, top + rows.length * cell.height];
  const text = { size: 12, colour: '--fg', baseline: 'middle' } as const;
  const paint = (lit: boolean) => ({ fill: { colour: '--prior', opacity: lit ? 0.9 : 0.4 } });
  const long = margin - 14;
  rows.forEach((_, i) => {
    const p = table.ofRow[i]!;
    const middle = top + (i + 0.5) * cell.height;
    surface.rect(right + 8, middle - 12, long * p, 9, paint(view === 'givenRow'));
    surface.text(p.toFixed(3), right + 8, middle + 8, text);
  });
  columns.forEach((_, j) => {
    const p = table.ofColumn[j]!;
    const x = left + j * cell.width + 6;
    surface.rect(x, bottom + 8, Math.min(long, cell.width - 12) * p, 9, paint(view === 'givenColumn'));
    surface.text(p.toFixed(3), x, bottom + 28, text);
  });
  surface.text('sum', left - nameRoom + 4, bottom + 28, { ...text, colour: '--muted' });
}

/** The weights when the cell's probability is dragged to p: the others keep their proportions, and all sum to 1. */
export function withCell(weights: readonly number[], at: number, p: number): number[] {
  const rest = weights.reduce((sum, weight, i) => (i === at ? sum : sum + weight), 0);
  const others = weights.length - 1;
  return weights.map((weight, i) => (i === at ? p : rest > 0 ? (weight * (1 - p)) / rest : (1 - p) / others));
}
