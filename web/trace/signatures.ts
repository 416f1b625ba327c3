// What the functions of traced values take and give, for those who write them in TypeScript.

import type { Options } from './recorder.ts';
import type { binary, Camel, grouped, groupwise, toOne, unary } from './table.ts';
import type { NumberArray, Operand, Traced } from './traced.ts';

type OneOf<List extends readonly string[]> = Camel<List[number]>;
type Row = readonly number[] | NumberArray;

/** `expand`, `reshape`: rows may be the batch. */
export type Rows = number | 'batch';
/** Which operand of a product is transposed. */
export type TransposeFlag = 'none' | 'a' | 'b' | 'both';

interface Own {
  /** How many rows the batch has, as a value. */
  batchSize(): Traced;
  /** In each row the lower factor L of A = L L', n by n. */
  choleskyEach(a: Operand, n: number): Traced;
  /** x held within [low, high]. */
  clamp(x: Operand, low: number, high: number): Traced;
  /** All columns side by side. */
  concat(parts: readonly Operand[]): Traced;
  concat(...parts: Operand[]): Traced;
  /** The sum of a b over what belongs to one replica. */
  dot(a: Operand, b: Operand): Traced;
  /** x copied to this shape. */
  expand(x: Operand, rows: Rows, cols: number): Traced;
  /** Column j of the result is column index[j] of x. */
  gather(x: Operand, index: Row): Traced;
  /** Column i. */
  at(x: Operand, i: number): Traced;
  /** 1 where a < b, else 0. */
  less(a: Operand, b: Operand): Traced;
  /** In each row y_t = x_t + sum_j a_j y_(t-j). */
  linearRecurrence(x: Operand, a: Operand): Traced;
  /** The matrix product. */
  matmul(a: Operand, b: Operand, transpose?: TransposeFlag): Traced;
  /** In each row the product of an (r, k) and a (k, c) matrix, stored row by row. */
  matmulEach(a: Operand, b: Operand, r: number, k: number, c: number, transpose?: TransposeFlag): Traced;
  /** The n-th derivative of digamma, n = 0 ... 4. */
  polygamma(n: number, x: Operand): Traced;
  /** (R, C) as (rows, cols), row by row. */
  reshape(x: Operand, rows: number, cols: number): Traced;
  /** Column index[j] of the result gets column j of x; it has `cols`. */
  scatterAdd(x: Operand, index: Row, cols: number): Traced;
  /** b where the condition is not 0, else c. */
  select(condition: Operand, b: Operand, c: Operand): Traced;
  /** `count` columns from `first` on. */
  slice(x: Operand, first: number, count: number): Traced;
  /** In each row L^-1 B (transposed: L'^-1 B) for lower L, n by n, and B, (n, c). */
  solveLowerEach(l: Operand, b: Operand, n: number, c: number, transposed?: boolean): Traced;
  /** In each row the transpose of an (r, c) matrix. */
  transposeEach(x: Operand, r: number, c: number): Traced;
  /** A function of the core's catalogue, by its name there: call('dense', [x, weight, bias], { activation: 'tanh' }). */
  call(name: string, operands: readonly Operand[], options?: Options): Traced;
  /** The same for one that has several results. */
  callMany(name: string, results: number, operands: readonly Operand[], options?: Options): Traced[];
  /** Numbers as a value: a number, a row, or a matrix as an array of rows. */
  data(values: Operand): Traced;
}

export type Functions = Own & {
  [Name in OneOf<typeof unary> | OneOf<typeof toOne>]: (x: Operand) => Traced;
} & { [Name in OneOf<typeof binary>]: (a: Operand, b: Operand) => Traced } & {
  [Name in OneOf<typeof grouped> | OneOf<typeof groupwise>]: (x: Operand, group?: number) => Traced;
};

type NoMethod = 'batchSize' | 'call' | 'callMany' | 'data';

/** x.f(...) is f(x, ...); polygamma's x comes first here, too. */
type AsMethod<F> = F extends (x: Operand, ...rest: infer Rest) => Traced ? (...rest: Rest) => Traced : never;
export type Methods = {
  [Name in Exclude<keyof Functions, NoMethod | 'polygamma' | 'concat'>]: AsMethod<Functions[Name]>;
} & { polygamma(n: number): Traced; concat(...parts: Operand[]): Traced };
