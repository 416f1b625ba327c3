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
    title: '3 × 4',
    row: 'kind',
    column: 'word',
    rows: ['work', 'friend', 'spam'],
    columns: ['meet', 'hi', 'free', 'win'],
    weights: [0.2, 0.08, 0.06, 0.02, 0.08, 0.16, 0.04, 0.02, 0.02, 0.06, 0.14, 0.12],
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
const nameRoom = 54;
const headRoom = 44;

export const heightFor = (name: TableName, width: number) => {
  const { cell } = layout({ width, height: 0 }, name);
  return Math.ceil(headRoom + cell * (tables[name].rows.length + marginShare) + 26);
};
/** The margins' strips, as a share of a cell. */
const marginShare = 0.62;

export interface TableLayout {
  cell: number;
  left: number;
  top: number;
  /** The scales of a cell: x and y from 0 to 1, the square grows from the lower left corner. */
  of(row: number, column: number): Scales;
}

export function layout({ width }: Size, name: TableName): TableLayout {
  const columns = tables[name].columns.length;
  const cell = Math.min(150, (width - nameRoom - 16) / (columns + marginShare));
  const left = (width - (nameRoom + cell * (columns + marginShare))) / 2 + nameRoom;
  const top = headRoom + 4;
  const side = cell * 0.72;
  return {
    cell,
    left,
    top,
    of(row, column) {
      const x = left + column * cell + 8;
      const y = top + row * cell + cell - 22;
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
  surface.text(column, left, 12, { ...bold, colour: '--muted', weight: 400 });
  surface.text(row, left - nameRoom, top - 14, { ...bold, colour: '--muted', weight: 400 });
  columns.forEach((word, j) =>
    surface.text(word, left + j * cell + 8, top - 14, { ...bold, colour: '--fg' }),
  );
  rows.forEach((word, i) =>
    surface.text(word, left - nameRoom, top + (i + 0.5) * cell, { ...bold, colour: '--fg' }),
  );
  const [right, bottom] = [left + columns.length * cell, top + rows.length * cell];
  for (let i = 0; i <= rows.length; i++)
    surface.path([left, top + i * cell, right, top + i * cell], { colour: '--rule' });
  for (let j = 0; j <= columns.length; j++)
    surface.path([left + j * cell, top, left + j * cell, bottom], { colour: '--rule' });
  if (!table) return;
  const shown = shownOf(table, view);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) {
      const p = shown[i * columns.length + j]!;
      const scales = at.of(i, j);
      const side = Number.isNaN(p) ? 0 : (scales.right - scales.left) * sideOf(p);
      surface.rect(scales.left, scales.bottom - side, side, side, {
        fill: { colour: colourOf[view], opacity: view === 'joint' ? 0.55 : 0.75 },
      });
      surface.text(cellText(p), scales.left, scales.bottom + 11, {
        ...{ colour: '--fg', size: 12, baseline: 'middle' },
      });
    }
  }
  drawMargins(surface, at, name, view, table);
}

/** Bars beside the rows and below the columns: what the sum rule leaves. The one that is given is lit. */
function drawMargins(surface: Surface, at: TableLayout, name: TableName, view: View, table: Table) {
  const { rows, columns } = tables[name];
  const { cell, left, top } = at;
  const [right, bottom] = [left + columns.length * cell, top + rows.length * cell];
  const room = cell * marginShare - 14;
  const text = { size: 12, colour: '--fg', baseline: 'middle' } as const;
  const paint = (lit: boolean) => ({ fill: { colour: '--prior', opacity: lit ? 0.85 : 0.45 } });
  rows.forEach((_, i) => {
    const p = table.ofRow[i]!;
    surface.rect(right + 8, top + i * cell + 0.28 * cell, room * p, 0.3 * cell, paint(view === 'givenRow'));
    surface.text(p.toFixed(3), right + 8, top + (i + 1) * cell - 11, text);
  });
  columns.forEach((_, j) => {
    const p = table.ofColumn[j]!;
    const x = left + j * cell + 8;
    surface.rect(x, bottom + 6, 0.3 * cell, (room - 8) * p, paint(view === 'givenColumn'));
    surface.text(p.toFixed(3), x, bottom + room + 10, text);
  });
  surface.text('sums', right + 8, top - 14, { ...text, colour: '--muted' });
}

/** The weights when the cell's probability is dragged to p: the others keep their proportions, and all sum to 1. */
export function withCell(weights: readonly number[], at: number, p: number): number[] {
  const rest = weights.reduce((sum, weight, i) => (i === at ? sum : sum + weight), 0);
  const others = weights.length - 1;
  return weights.map((weight, i) => (i === at ? p : rest > 0 ? (weight * (1 - p)) / rest : (1 - p) / others));
}
