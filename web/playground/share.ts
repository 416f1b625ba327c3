// A model as a link: its code, its data and its settings, in the hash. What comes with a link is shown, and runs only when
// the reader says so.

import { pack, unpack } from '../sandbox/shared.ts';
import { emptySheet, readSheet, type Sheet } from './keep.ts';

const version = '1';
/** Characters of a model that a link carries: more does not fit into every address bar. */
export const longestShared = 60_000;

export async function linkTo(address: string, { code, data, settings, example }: Sheet): Promise<string> {
  const text = JSON.stringify({ code, data, settings, example });
  if (text.length > longestShared)
    throw new RangeError(
      `The model and its data have ${text.length} characters; a link carries at most ${longestShared}. Save the data as a file and share the model without them.`,
    );
  const packed = version + (await pack(new TextEncoder().encode(text)));
  return `${address.split('#')[0]}#model=${packed}`;
}

/** What the hash carries, or undefined. Rejects with a sentence for what is damaged. */
export async function sheetOfHash(hash: string): Promise<Sheet | undefined> {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get('model');
  if (value === null) return undefined;
  const damaged = 'The model in this link is damaged: the link may have been cut off.';
  if (!value.startsWith(version)) throw new TypeError('This link was made by another version of this page.');
  if (!/^[\w-]+$/.test(value) || value.length > 4 * longestShared) throw new TypeError(damaged);
  const tooLong = new RangeError(`The model in this link is longer than ${longestShared} characters.`);
  const bytes = await unpack(value.slice(1), 3 * longestShared, tooLong, damaged);
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new TypeError(damaged, { cause: error });
  }
  const data = (given as { data?: unknown } | null)?.data;
  const sheet = readSheet(given, data);
  if (!sheet) throw new TypeError(damaged);
  return { ...emptySheet, ...sheet };
}
