// A recipe as text, for a link or a file: version, then words, numbers and names, deflated, in base64url
// (web/sandbox/shared.ts has the same form for code). The lines of the code stay behind: they are of no use without it.

import { pack, unpack } from '../sandbox/shared.ts';
import type { Recipe } from './recipe.ts';

const version = '1';
/** The longest recipe in bytes that is read from a text. */
export const longestRecipe = 8_000_000;

/** Three lengths (words, numbers, bytes of names), then these, little-endian; the names are joined by line feeds. */
export function bytesOf({ words, numbers, names }: Recipe): Uint8Array<ArrayBuffer> {
  const joined = new TextEncoder().encode(names.join('\n'));
  const bytes = new Uint8Array(12 + 4 * words.length + 8 * numbers.length + joined.length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const word = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  [words.length, numbers.length, joined.length].forEach(word);
  words.forEach(word);
  numbers.forEach((value) => {
    view.setFloat64(at, value, true);
    at += 8;
  });
  bytes.set(joined, at);
  return bytes;
}

/** The recipe of such bytes; undefined if they are none. What it says is checked by the core. */
export function recipeOfBytes(bytes: Uint8Array<ArrayBuffer>): Recipe | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) return undefined;
  const [wordCount, numberCount, nameBytes] = [0, 4, 8].map((place) => view.getUint32(place, true)) as [
    number,
    number,
    number,
  ];
  if (bytes.length !== 12 + 4 * wordCount + 8 * numberCount + nameBytes) return undefined;
  const numbersAt = 12 + 4 * wordCount;
  const words = Uint32Array.from({ length: wordCount }, (_, i) => view.getUint32(12 + 4 * i, true));
  const numbers = Float64Array.from({ length: numberCount }, (_, i) =>
    view.getFloat64(numbersAt + 8 * i, true),
  );
  try {
    const joined = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(numbersAt + 8 * numberCount),
    );
    return { words, numbers, names: joined === '' ? [] : joined.split('\n'), lines: new Uint32Array(0) };
  } catch {
    return undefined;
  }
}

/** The recipe in the letters of base64url. */
export async function encodeRecipe(recipe: Recipe): Promise<string> {
  const bytes = bytesOf(recipe);
  if (bytes.length > longestRecipe) throw tooLong();
  return version + (await pack(bytes));
}

/** The recipe of such a text. Rejects with a sentence for the reader when it is none. */
export async function decodeRecipe(text: string): Promise<Recipe> {
  if (!text.startsWith(version))
    throw new TypeError('This expression was saved by another version of this page.');
  const damaged = 'The expression is damaged: it may have been cut off.';
  if (!/^[\w-]+$/.test(text) || text.length > 2 * longestRecipe) throw new TypeError(damaged);
  const recipe = recipeOfBytes(await unpack(text.slice(1), longestRecipe, tooLong(), damaged));
  if (!recipe) throw new TypeError(damaged);
  return recipe;
}

const tooLong = () => new RangeError(`The expression takes more than ${longestRecipe} bytes.`);
