// A model as text, for a link: version, then code, data and settings as JSON, deflated, in base64url (web/sandbox/shared.ts
// has the same form for code alone). Arrays of numbers that are whole and near each other deflate well as decimal text.

import { pack, unpack } from '../sandbox/shared.ts';
import type { Data } from './data.ts';

const version = '1';
/** The longest code, and the longest JSON of all, in characters. */
export const longestModelCode = 100_000;
export const longestModel = 4_000_000;
/** The longest text that browsers and chat programs carry in an address without harm. */
export const longestLink = 2_000_000;

export interface SharedModel {
  code: string;
  data: Data;
  /** Whatever the playground keeps: plain JSON. */
  settings?: Readonly<Record<string, unknown>>;
}

/** Rejects with a sentence for the reader when the model is too long for a link, or holds what JSON cannot. */
export async function encodeModel({ code, data, settings = {} }: SharedModel): Promise<string> {
  if (code.length > longestModelCode) {
    throw new RangeError(
      `The code has ${code.length} characters; a link carries at most ${longestModelCode}.`,
    );
  }
  const text = JSON.stringify({ code, data: plain(data), settings });
  if (text.length > longestModel) {
    throw new RangeError('The data are too large for a link: share the code, and the data as a file.');
  }
  const packed = version + (await pack(new TextEncoder().encode(text)));
  if (packed.length > longestLink) {
    throw new RangeError('The data are too large for a link: share the code, and the data as a file.');
  }
  return packed;
}

/** Rejects with a sentence for the reader when the text is none of encodeModel's. */
export async function decodeModel(text: string): Promise<Required<SharedModel>> {
  if (!text.startsWith(version)) throw new TypeError('This link was made by another version of this page.');
  const damaged = 'The model in this link is damaged: the link may have been cut off.';
  if (!/^[\w-]+$/.test(text) || text.length > longestLink) throw new TypeError(damaged);
  const tooLong = new RangeError('The model in this link is too large.');
  const bytes = await unpack(text.slice(1), 3 * longestModel, tooLong, damaged);
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw new TypeError(damaged, { cause: error });
  }
  if (!isRecord(found)) throw new TypeError(damaged);
  const { code, data, settings } = found;
  if (typeof code !== 'string' || !isRecord(data) || !isRecord(settings)) throw new TypeError(damaged);
  if (code.length > longestModelCode) throw tooLong;
  return { code, data, settings };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Typed arrays as arrays; a number that JSON would make null is refused with its place. */
function plain(value: unknown, place = 'data'): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${place} is ${value}; a link carries finite numbers only.`);
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as Float64Array, (each, i) => plain(each, `${place}[${i}]`));
  }
  if (Array.isArray(value)) return value.map((each, i) => plain(each, `${place}[${i}]`));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, plain(each, `${place}.${name}`)]),
    );
  }
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw new TypeError(`${place} is a ${typeof value}; a link carries numbers, texts and arrays.`);
  }
  return value;
}
