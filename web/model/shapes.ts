// How large a site is: from the size that was written, or from its law's parameters. What the tracer does not know it
// leaves to the core.

import { describe } from '../trace/describe.ts';
import { maxColumns } from '../trace/recipe.ts';
import type { Traced } from '../trace/traced.ts';
import { calledAs, rowOf, type Law } from './laws.ts';

/** n, or [rows, columns]. */
export type Size = number | readonly [rows: number, columns: number];
export type Shape = readonly [rows: number, columns: number];

/** Of a law: its parameters as values, those of the laws within it too. */
export interface Parameters {
  law: Law;
  values: readonly Traced[];
  of: readonly Parameters[];
}

/** The size as it was written: [1, n] for n. Throws when it is none. */
export function sizeOf(where: string, size: unknown): Shape | undefined {
  if (size === undefined) return undefined;
  const list = typeof size === 'number' ? [1, size] : size;
  const isCount = (n: unknown) => typeof n === 'number' && Number.isInteger(n) && n >= 1;
  if (!Array.isArray(list) || list.length !== 2 || !list.every(isCount)) {
    const found = Array.isArray(size) ? `[${size.map(String).join(', ')}]` : describe(size);
    throw new TypeError(
      `${where}: the size is ${found}; it must be a whole number from 1 on, or [rows, columns]`,
    );
  }
  const [rows, columns] = list as [number, number];
  if (rows * columns > maxColumns) {
    throw new RangeError(
      `${where}: ${rows * columns} numbers are too many; at most ${maxColumns} are one value`,
    );
  }
  return [rows, columns];
}

/** How many columns one event has; undefined where the tracer does not know, 1 for a law of single numbers. */
export function widthOf({ law, values, of }: Parameters): number | undefined {
  const row = rowOf(law);
  if (!row) return of[0] ? widthOf(of[0]) : 1;
  if (row.event === 'number') return 1;
  const shapes: readonly { shape: string }[] = row.parameters;
  let width: number | undefined;
  for (const [place, { shape }] of shapes.entries()) {
    const columns = values[place]?.columns;
    if (shape === 'row' && columns !== undefined) width = Math.max(width ?? 1, columns);
  }
  return width;
}

/** The columns of the parameters of a law of single numbers: the largest that is known. */
function breadth({ law, values, of }: Parameters): number {
  const row = rowOf(law);
  const shapes: readonly { shape: string }[] = row?.parameters ?? values.map(() => ({ shape: 'number' }));
  const own = values.map(({ columns }, place) =>
    columns !== undefined && shapes[place]!.shape === 'number' && law.law !== 'mixture' ? columns : 1,
  );
  return Math.max(1, ...own, ...of.map(breadth));
}

/** Rows and columns of a sampled site. */
export function shapeOfSample(where: string, parameters: Parameters, size: unknown): Shape {
  const { law } = parameters;
  const name = calledAs(law);
  const written = sizeOf(where, size);
  const event: string = rowOf(law)?.event ?? 'number';
  if (event === 'matrix') {
    const [rows, columns] = written ?? [0, 0];
    if (written && (rows === 1 || rows === columns)) return [columns, columns];
    throw new TypeError(
      written
        ? `${where}: ${name} gives square matrices, and the size is ${rows} by ${columns}`
        : `${where}: how large is the matrix? The third argument says it: sample('L', ${name}(2), 3) is 3 by 3`,
    );
  }
  if (event === 'row') return shapeOfRows(where, name, widthOf(parameters), size, written);
  const shape = written ?? [1, breadth(parameters)];
  if (law.transform !== undefined && shape[1] < (law.transform === 'simplex' ? 2 : 1)) {
    throw new TypeError(
      `${where}: how many numbers? The third argument says it: sample('p', simplex(flat()), 3)`,
    );
  }
  if (law.transform === 'simplex' && written === undefined) return shape;
  requireFit(where, parameters, shape[0] * shape[1]);
  return shape;
}

function shapeOfRows(
  where: string,
  name: string,
  width: number | undefined,
  size: unknown,
  written: Shape | undefined,
): Shape {
  if (width === 1) {
    throw new TypeError(
      `${where}: the parameters of ${name} are single numbers; it needs a row of them, as [1, 1, 1]`,
    );
  }
  if (!written) {
    if (width !== undefined) return [1, width];
    throw new TypeError(`${where}: how many columns? The third argument says it: [1, 3] for one row of 3`);
  }
  // n: so many rows, each an event.
  const [rows, columns] = typeof size === 'number' ? [size, width] : written;
  if (columns === undefined) throw new TypeError(`${where}: write the size as [rows, columns]`);
  if (width !== undefined && columns !== width && rows * columns !== width) {
    throw new RangeError(
      `${where}: the size has ${columns} columns, and the parameters of ${name} have ${width}`,
    );
  }
  return [rows, columns];
}

/** Throws when a parameter of a law of single numbers has neither one column nor `count`. */
export function requireFit(where: string, parameters: Parameters, count: number) {
  const { law, values, of } = parameters;
  for (const inner of of) requireFit(where, inner, count);
  const row = rowOf(law);
  if (!row || row.event !== 'number') return;
  const shapes: readonly { name: string; shape: string }[] = row.parameters;
  for (const [place, { columns }] of values.entries()) {
    const { name, shape } = shapes[place]!;
    if (columns === undefined || columns === 1 || columns === count || shape !== 'number') continue;
    throw new RangeError(
      `${where}: ${name} of ${calledAs(law)} has ${columns} numbers, and the value has ${count}; they must be as many, or one`,
    );
  }
}
