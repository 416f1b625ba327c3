// MNIST in the page: `const { train, test } = await loadDigits({ kind: 'grey28', train: 6000, test: 1000 })`. The first
// 6 000 training and 1 000 test digits are one file each, with as many of each digit; the others come in files of the same
// size when they are asked for. A page loads them once and hands them on.

import { loadPacks, type LoadOptions, type ReadFile } from './load.ts';
import type { PackEntry } from './pack.ts';

/**
 * grey28: as published, 0 ... 255; binary28: 255 where grey28 is above 127, else 0; grey14: means of two by two pixels.
 */
export type DigitKind = 'grey28' | 'binary28' | 'grey14';

export interface DigitSet {
  count: number;
  /** count * pixels grey values, 0 (paper) to 255 (ink), an image a row, from its top left to its bottom right. */
  images: Uint8Array;
  /** 0 ... 9. */
  labels: Uint8Array;
}

export interface Digits {
  kind: DigitKind;
  /** Pixels along an edge: 28 or 14. */
  side: number;
  pixels: number;
  train: DigitSet;
  test: DigitSet;
  citation: string;
  licence: string;
}

export interface DigitOptions extends LoadOptions {
  kind: DigitKind;
  /** The first so many, of 60 000. By default 6 000, one file. */
  train?: number;
  /** The first so many, of 10 000. By default 1 000, one file. */
  test?: number;
}

interface PackModule {
  packs: PackEntry[];
  read: ReadFile;
  citation: string;
  licence: string;
}

const modules: Record<DigitKind, () => Promise<PackModule>> = {
  grey28: () => import('virtual:data/digits-grey28'),
  binary28: () => import('virtual:data/digits-binary28'),
  grey14: () => import('virtual:data/digits-grey14'),
};

const most = { train: 60_000, test: 10_000 };

/** Throws DataError (load.ts) for a file that is missing or damaged: call it again to try again. */
export async function loadDigits(options: DigitOptions): Promise<Digits> {
  const { kind, train = 6000, test = 1000 } = options;
  if (!Object.hasOwn(modules, kind))
    throw new RangeError(
      `kind is ${JSON.stringify(kind)}; it must be one of ${Object.keys(modules).join(', ')}`,
    );
  requireCount('train', train);
  requireCount('test', test);
  const { packs, read, citation, licence } = await modules[kind]();
  const wanted = { train: needed(packs, '-train-', train), test: needed(packs, '-test-', test) };
  const contents = await loadPacks([...wanted.train, ...wanted.test], read, options);
  const side = kind === 'grey14' ? 14 : 28;
  const split = wanted.train.length;
  return {
    kind,
    side,
    pixels: side * side,
    train: unpacked(kind, side * side, train, wanted.train, contents.slice(0, split)),
    test: unpacked(kind, side * side, test, wanted.test, contents.slice(split)),
    citation,
    licence,
  };
}

function requireCount(name: 'train' | 'test', count: number) {
  if (Number.isInteger(count) && count >= 0 && count <= most[name]) return;
  throw new RangeError(`${name} is ${String(count)}; it must be an integer from 0 to ${most[name]}`);
}

/** The packs that hold the first so many. */
function needed(packs: readonly PackEntry[], part: string, count: number): PackEntry[] {
  const own = packs.filter(({ name }) => name.includes(part));
  return own.slice(0, count === 0 ? 0 : Math.ceil(count / own[0]!.records));
}

function unpacked(
  kind: DigitKind,
  pixels: number,
  count: number,
  packs: readonly PackEntry[],
  contents: readonly Uint8Array[],
): DigitSet {
  const images = new Uint8Array(count * pixels);
  const labels = new Uint8Array(count);
  let at = 0;
  packs.forEach(({ records }, i) => {
    const take = Math.min(records, count - at);
    const pack = contents[i]!;
    labels.set(pack.subarray(0, take), at);
    const own = images.subarray(at * pixels, (at + take) * pixels);
    if (kind === 'binary28') spread(pack.subarray(records), own);
    else own.set(pack.subarray(records, records + take * pixels));
    at += take;
  });
  return { count, images, labels };
}

/** Bits, the highest of a byte first, as 0 and 255. */
function spread(bits: Uint8Array, values: Uint8Array) {
  for (let i = 0; i < values.length; i++) values[i] = bits[i >> 3]! & (128 >> (i & 7)) ? 255 : 0;
}
