// Arguments of the functions, as they are written: anything that stands for a value becomes a record, and sizes, places
// and flags are looked at before the core sees them.

import { nameOfData } from './data-names.ts';
import { describe } from './describe.ts';
import { maxColumns } from './recipe.ts';
import type { Recorder } from './recorder.ts';
import type { TransposeFlag } from './signatures.ts';
import { camel } from './table.ts';
import { notAnOperand, requireOwn, Traced } from './traced.ts';

export type Columns = number | undefined;

export interface Operands {
  /** Any operand as a traced value. */
  value(where: string, operand: unknown, at: number): Traced;
  /** All columns side by side. */
  join(where: string, parts: readonly unknown[], at: number): Traced;
  /** A call of the core's function `name`. */
  write(name: string, operands: Traced[], integers: number[], columns: Columns, at: number): Traced;
}

/** `recorder`: the trace that is being written; throws when there is none. */
export function makeOperands(recorder: (where: string) => Recorder): Operands {
  /** Any operand as a traced value. */
  const value = (where: string, operand: unknown, at: number): Traced => {
    const trace = recorder(where);
    if (Traced.is(operand)) return requireOwn(operand, trace, where);
    if (typeof operand === 'number') return new Traced(trace, trace.constant(operand, at), 1);
    if (ArrayBuffer.isView(operand) && !(operand instanceof DataView) && !isBig(operand)) {
      const numbers = operand as Float64Array;
      if (numbers.length === 0) throw new RangeError(`${where}: the array is empty`);
      return new Traced(trace, trace.data(operand, 1, numbers, at), numbers.length);
    }
    if (Array.isArray(operand)) return array(where, operand as unknown[], at);
    throw notAnOperand(where, operand);
  };

  const array = (where: string, items: unknown[], at: number): Traced => {
    const trace = recorder(where);
    if (items.length === 0) throw new RangeError(`${where}: the array is empty`);
    if (items.every((item) => typeof item === 'number')) {
      return new Traced(trace, trace.data(items, 1, items, at), items.length);
    }
    const rows = items.map(rowOf);
    if (rows.every((row) => row !== undefined)) {
      const cols = rows[0]!.length;
      const odd = rows.findIndex((row) => row.length !== cols);
      if (odd > 0) {
        throw new RangeError(
          `${where}: row ${odd} of the matrix has ${rows[odd]!.length} numbers, row 0 has ${cols}`,
        );
      }
      if (cols === 0) throw new RangeError(`${where}: the rows of the matrix are empty`);
      trace.requireRoom(rows.length * cols);
      const numbers = rows.flatMap((row) => Array.from(row));
      return new Traced(trace, trace.data(items, rows.length, numbers, at), cols, rows.length);
    }
    const odd = items.findIndex((item) => typeof item !== 'number');
    if (nameOfData(items) !== undefined || isPlain(items)) throw new TypeError(notANumber(where, items, odd));
    return join(where, items, at);
  };

  const join = (where: string, parts: readonly unknown[], at: number): Traced => {
    const values = parts.map((part) => value(where, part, at));
    if (values.length === 1) return values[0]!;
    let columns: Columns = 0;
    for (const part of values) {
      columns = columns === undefined || part.columns === undefined ? undefined : columns + part.columns;
    }
    return write('concat', values, [], columns, at);
  };

  const write = (
    name: string,
    operands: Traced[],
    integers: number[],
    columns: Columns,
    at: number,
  ): Traced => {
    const trace = recorder(camel(name));
    const record = trace.call(
      name,
      operands.map((operand) => operand.record),
      integers,
      at,
    );
    return new Traced(trace, record, columns);
  };
  return { value, join, write };
}

export const integer = (where: string, name: string, found: unknown, least: number): number => {
  if (typeof found === 'number' && Number.isInteger(found) && found >= least && found < 2 ** 31) return found;
  const what = least === 0 ? 'an integer from 0 on' : `an integer of at least ${least}`;
  throw new TypeError(`${where}: ${name} is ${describe(found)}; it must be ${what}`);
};
export const rowsOf = (where: string, rows: unknown) =>
  rows === 'batch' ? -1 : integer(where, 'rows', rows, 1);
export const listOf = (where: string, index: unknown): number[] => {
  if (!Array.isArray(index) && !(ArrayBuffer.isView(index) && !(index instanceof DataView))) {
    throw new TypeError(`${where}: index is ${describe(index)}; it must be an array of integers`);
  }
  const { length } = index as ArrayLike<unknown>;
  if (length > maxColumns)
    throw new RangeError(`${where}: index has ${length} places; at most ${maxColumns} are columns`);
  return Array.from(index as ArrayLike<unknown>, (i, place) => integer(where, `index[${place}]`, i, 0));
};
export const flagOf = (where: string, transpose: unknown): number[] => {
  if (transpose === undefined || transpose === 'none') return [];
  if (typeof transpose === 'string' && Object.hasOwn(flags, transpose))
    return [flags[transpose as TransposeFlag]];
  throw new TypeError(`${where}: transpose is ${describe(transpose)}; it must be 'none', 'a', 'b' or 'both'`);
};

const flags: Record<TransposeFlag, number> = { none: 0, a: 1, b: 2, both: 3 };

const isBig = (view: ArrayBufferView) => view instanceof BigInt64Array || view instanceof BigUint64Array;

/** A row of plain numbers, or undefined. */
function rowOf(item: unknown): ArrayLike<number> | undefined {
  if (ArrayBuffer.isView(item) && !(item instanceof DataView) && !isBig(item)) return item as Float64Array;
  if (Array.isArray(item) && item.every((x) => typeof x === 'number')) return item as number[];
  return undefined;
}

/** An array of what can only be data: numbers with a text or a hole among them. */
const isPlain = (items: readonly unknown[]) =>
  items.some((item) => typeof item === 'number') &&
  items.every((item) => ['number', 'string', 'boolean'].includes(typeof item) || item === null);

function notANumber(where: string, items: readonly unknown[], place: number): string {
  const name = nameOfData(items);
  const what =
    name === undefined
      ? `the array has ${describe(items[place])} at place ${place}`
      : `${name}[${place}] is ${describe(items[place])}`;
  const hint = typeof items[place] === 'string' ? '. Numbers for texts: give each its place in a list' : '';
  return `${where}: ${what}; it must be a number${hint}`;
}
