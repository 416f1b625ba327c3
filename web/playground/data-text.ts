// Data as a person types, pastes or drops them: CSV, or JSON (an object of numbers, arrays and arrays of arrays, or a list of
// records). What comes out is what the model sees as `data`, and what there is to tell of each part.

import type { CsvContents } from '../core-client/density.ts';
import { grouped } from '../kit/format.ts';
import { jsonFault } from './json-fault.ts';

export type Value = number | number[] | number[][];

export interface Part {
  name: string;
  kind: 'number' | 'column' | 'matrix' | 'words';
  rows: number;
  /** 1 for all but matrices. */
  cols: number;
  /** Whole numbers only. */
  whole: boolean;
  low: number;
  high: number;
  /** Rows without a value, counted from 1. */
  missing: number[];
  /** Of words: the levels, of which the model gets the number, counted from 0. */
  levels: string[];
  /** As shown, row by row. */
  cells: (string | number)[];
}

export interface DataSet {
  values: Record<string, Value>;
  parts: Part[];
  /** Rows that were left out because something was missing in them, counted from 1. */
  leftOut: number[];
  /** Of the table, before any was left out; 0 if it is none. */
  rows: number;
  notes: string[];
}

export const noData: DataSet = { values: {}, parts: [], leftOut: [], rows: 0, notes: [] };

/** Characters of data that the page takes. */
export const longestData = 8_000_000;

export type CsvReader = (text: string) => Promise<CsvContents>;

/** Reads the text; rejects with a sentence for its author. `keepMissing`: leave NaN where nothing stands. */
export async function readData(text: string, readCsv: CsvReader, keepMissing = false): Promise<DataSet> {
  if (text.length > longestData)
    throw new RangeError(
      `The data have ${grouped(text.length)} characters; the page takes at most ${grouped(longestData)}.`,
    );
  const trimmed = text.trim();
  if (trimmed === '') return noData;
  if (/^[[{]/.test(trimmed)) return fromJson(trimmed, keepMissing);
  const { columns } = await readCsv(text);
  return fromColumns(
    columns.map((column) => [column.name, 'numbers' in column ? [...column.numbers] : column.texts]),
    keepMissing,
  );
}

type Cell = number | string | null;

function fromJson(text: string, keepMissing: boolean): DataSet {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`The data are no JSON: ${jsonFault(text)}.`, { cause: error });
  }
  if (Array.isArray(given)) return fromRecords(given, keepMissing);
  const parts: Part[] = [];
  const values: Record<string, Value> = {};
  const notes: string[] = [];
  for (const [name, value] of Object.entries(given as object)) {
    const part = partOf(name, value);
    if (part.missing.length > 0)
      notes.push(`${name} has no value at ${places(part.missing)}: the model sees NaN there.`);
    notes.push(...wordsNote(part));
    parts.push(part);
    values[name] = valueOf(part, value);
  }
  return { values, parts, leftOut: [], rows: 0, notes };
}

function fromRecords(list: unknown[], keepMissing: boolean): DataSet {
  const isRecord = (row: unknown): row is Record<string, Cell> =>
    typeof row === 'object' && row !== null && !Array.isArray(row);
  if (!list.every(isRecord))
    throw new TypeError(
      'The data are a list, but not of records: give them a name, as in { "y": [1, 2, 3] }.',
    );
  const names = [...new Set(list.flatMap((row) => Object.keys(row)))];
  return fromColumns(
    names.map((name) => [name, list.map((row) => row[name] ?? null)]),
    keepMissing,
  );
}

/** A table: rows in which something is missing are left out, or stay with NaN. */
function fromColumns(columns: [string, Cell[]][], keepMissing: boolean): DataSet {
  const rows = columns[0]?.[1].length ?? 0;
  const isMissing = (cell: Cell) =>
    cell === null || cell === '' || (typeof cell === 'number' && Number.isNaN(cell));
  const leftOut: number[] = [];
  for (let i = 0; i < rows; i++) if (columns.some(([, cells]) => isMissing(cells[i]!))) leftOut.push(i + 1);
  const out = new Set(keepMissing ? [] : leftOut);
  const parts: Part[] = [];
  const values: Record<string, Value> = {};
  const notes: string[] = [];
  for (const [given, cells] of columns) {
    const name = identifier(given);
    if (name !== given.trim()) notes.push(`The column "${given}" is data.${name} in the model.`);
    const missing = cells.flatMap((cell, i) => (isMissing(cell) ? [i + 1] : []));
    const kept = cells.filter((_, i) => !out.has(i + 1));
    const part = { ...partOf(name, kept), missing };
    notes.push(...wordsNote(part));
    parts.push(part);
    values[name] = valueOf(part, kept);
  }
  return { values, parts, leftOut: keepMissing ? [] : leftOut, rows, notes };
}

/** A name that can stand behind `data.`. */
function identifier(name: string): string {
  const plain = name
    .trim()
    .replace(/[^\p{ID_Continue}$]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return /^[\p{ID_Start}_$]/u.test(plain) ? plain : `x${plain}`;
}

const isRow = (value: unknown): value is unknown[] => Array.isArray(value);

function partOf(name: string, value: unknown): Part {
  if (!isRow(value)) {
    if (typeof value === 'boolean' || typeof value === 'number')
      return measured({ name, kind: 'number', rows: 1, cols: 1 }, [Number(value)]);
    throw new TypeError(
      `data.${name} is ${describe(value)}; it must be a number, an array of numbers, or an array of arrays.`,
    );
  }
  if (value.some(isRow)) {
    const cols = isRow(value[0]) ? value[0].length : 0;
    value.forEach((row, i) => {
      if (!isRow(row))
        throw new TypeError(
          `data.${name}: row ${i + 1} is ${describe(row)}; a matrix is an array of arrays.`,
        );
      if (row.length !== cols)
        throw new RangeError(`data.${name}: row ${i + 1} has ${row.length} numbers, row 1 has ${cols}.`);
    });
    const cells = (value as unknown[][]).flat().map((cell, i) => cellOf(name, cell, i));
    if (cells.some((cell) => typeof cell === 'string'))
      throw new TypeError(`data.${name} is a matrix that has words in it.`);
    return measured({ name, kind: 'matrix', rows: value.length, cols }, cells);
  }
  const cells = value.map((cell, i) => cellOf(name, cell, i));
  const hasWords = cells.some((cell) => typeof cell === 'string' && cell !== '');
  return measured({ name, kind: hasWords ? 'words' : 'column', rows: value.length, cols: 1 }, cells);
}

function cellOf(name: string, cell: unknown, i: number): number | string {
  if (typeof cell === 'number' || typeof cell === 'string') return cell;
  if (cell === null) return NaN;
  if (typeof cell === 'boolean') return Number(cell);
  throw new TypeError(`data.${name}: value ${i + 1} is ${describe(cell)}; it must be a number.`);
}

function measured(about: Pick<Part, 'name' | 'kind' | 'rows' | 'cols'>, cells: (number | string)[]): Part {
  const numbers = cells.map((cell) => (typeof cell === 'number' ? cell : NaN));
  const finite = numbers.filter((x) => !Number.isNaN(x));
  const levels =
    about.kind === 'words'
      ? [...new Set(cells.map(String).filter((cell) => cell !== '' && cell !== 'NaN'))].sort()
      : [];
  return {
    ...about,
    cells,
    levels,
    whole: finite.length > 0 && finite.every(Number.isInteger),
    low: finite.reduce((least, x) => Math.min(least, x), Infinity),
    high: finite.reduce((most, x) => Math.max(most, x), -Infinity),
    missing:
      about.kind === 'words'
        ? []
        : numbers.flatMap((x, i) => (Number.isNaN(x) ? [Math.floor(i / about.cols) + 1] : [])),
  };
}

function valueOf({ kind, cols, levels, cells }: Part, given: unknown): Value {
  if (kind === 'number') return cells[0] as number;
  if (kind === 'words') return cells.map((cell) => (cell === '' ? NaN : levels.indexOf(String(cell))));
  if (kind === 'column') return cells.map((cell) => (typeof cell === 'number' ? cell : NaN));
  return (given as unknown[][]).map((_, i) => (cells as number[]).slice(i * cols, (i + 1) * cols));
}

const wordsNote = ({ name, kind, levels }: Part): string[] =>
  kind === 'words'
    ? [
        `${name} has words, so the model gets the number of each: ${levels
          .slice(0, 6)
          .map((level, i) => `${level} is ${i}`)
          .join(', ')}${levels.length > 6 ? ` … ${levels.at(-1)} is ${levels.length - 1}` : ''}.`,
      ]
    : [];

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `the word "${value.length > 20 ? `${value.slice(0, 20)}…` : value}"`;
  return typeof value === 'object' ? 'an object' : String(value);
}

/** "row 3" or "rows 3, 7 and 12 more". */
export function places(rows: readonly number[], most = 5): string {
  const shown = rows.slice(0, most).join(', ');
  const rest = rows.length - most;
  return `row${rows.length === 1 ? '' : 's'} ${shown}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}

/** An object as text that a person can read and change: an array on one line, unless it is long. */
export function writeData(values: Record<string, unknown>): string {
  const text = (value: unknown): string => {
    if (ArrayBuffer.isView(value)) return text(Array.from(value as Float64Array));
    if (isRow(value) && value.some((row) => isRow(row) || ArrayBuffer.isView(row)))
      return `[\n${value.map((row) => `    ${text(row)}`).join(',\n')}\n  ]`;
    if (!isRow(value)) return JSON.stringify(value) ?? 'null';
    const lines: string[] = [];
    for (const cell of value) {
      const next = JSON.stringify(cell) ?? 'null';
      const last = lines.at(-1);
      if (last !== undefined && last.length + next.length < 76) lines[lines.length - 1] = `${last}, ${next}`;
      else lines.push(next);
    }
    return lines.length <= 1 ? `[${lines.join('')}]` : `[\n    ${lines.join(',\n    ')}\n  ]`;
  };
  const entries = Object.entries(values).map(([name, value]) => `  ${JSON.stringify(name)}: ${text(value)}`);
  return entries.length === 0 ? '' : `{\n${entries.join(',\n')}\n}\n`;
}
