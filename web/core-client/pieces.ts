// Long work of the core, cut into pieces between which a job pauses.

import { TractableError, type ErrorCode } from './errors.ts';
import type { Job } from './job.ts';
import type { Key, Numbers } from './methods.ts';

/** Elements that one call into the core makes or evaluates: a millisecond or less, so that a job can pause between. */
export const pieceSize = 65_536;

export interface FillArgs {
  key: Key;
  count: number;
  /** The index of the first element in the key's endless sequence. */
  begin?: number;
  precision?: 'f64' | 'f32';
}

/** kMaxElements of wasm/border.hpp: a larger count goes to the core as it is, for its own error. */
const maxElements = 2 ** 24;

/** A count that a method works with itself. Throws in the core's words. */
export function requireCount(count: unknown, where: string) {
  const fault = (code: ErrorCode, what: string) =>
    new TractableError(code, where, `${where}: count is ${String(count)}; it must be ${what}`);
  if (typeof count !== 'number') throw fault('invalid_argument', 'a number');
  if (!Number.isFinite(count)) throw fault('not_finite', 'a finite number');
  if (!Number.isInteger(count)) throw fault('invalid_argument', 'an integer');
  if (count < 0) throw fault('invalid_argument', 'at least 0');
  if (count > 2 ** 53) throw fault('too_large', 'at most 2^53');
}

/** Fills an array piece by piece. */
export async function fill<T extends Numbers>(
  make: (key: Key, count: number, begin: number) => T,
  empty: (count: number) => T,
  { key, count, begin = 0 }: FillArgs,
  job: Job,
  piece = pieceSize,
): Promise<T> {
  if (!(count > piece && count <= maxElements && Number.isInteger(count))) return make(key, count, begin);
  make(key, 0, begin + count); // the core's own words if a place lies beyond 2^53
  const result = empty(count);
  for (let done = 0; done < count; done += piece) {
    result.set(make(key, Math.min(piece, count - done), begin + done), done);
    await job.pause(done, count);
  }
  return result;
}

export const doubles = (count: number) => new Float64Array(count);
export const floats = (count: number) => new Float32Array(count);

/** Evaluates a function of many points piece by piece. */
export async function evaluate<T extends Numbers>(x: T, piece: number, f: (x: T) => T, job: Job): Promise<T> {
  if (!ArrayBuffer.isView(x) || x.length <= piece) return f(x);
  const result = new (x.constructor as new (length: number) => T)(x.length);
  for (let done = 0; done < x.length; done += piece) {
    result.set(part(x, done, piece, f), done);
    await job.pause(done, x.length);
  }
  return result;
}

/** f of one piece. Where the core refuses it, it is asked for all, so that its sentence names the right place. */
function part<T extends Numbers>(x: T, from: number, piece: number, f: (x: T) => T): T {
  try {
    return f(x.subarray(from, from + piece) as T);
  } catch (error) {
    f(x);
    throw error;
  }
}
