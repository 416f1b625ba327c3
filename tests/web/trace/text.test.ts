// A recipe as text for links and files.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTracer, decodeRecipe, encodeRecipe, type Recipe } from '../../../web/trace/index.ts';
import { bytesOf, recipeOfBytes } from '../../../web/trace/text.ts';

const t = createTracer();
const recipe = t.trace({ dim: { φ: 2 } }, ({ φ }) => t.sum(t.exp(φ).mul([0.1, -0])));
const contents = ({ words, numbers, names }: Recipe) => ({ words, numbers, names });

test('a recipe comes back, bit by bit, and is short', async () => {
  const text = await encodeRecipe(recipe);
  expect(text).toMatch(/^1[\w-]+$/);
  expect(text.length).toBeLessThan(200);
  const back = await decodeRecipe(text);
  expect(contents(back)).toEqual(contents(recipe));
  expect(Object.is(back.numbers[1], -0)).toBe(true);
  const long = t.trace({ dim: 2 }, (x) => {
    for (let i = 0; i < 500; i++) x = x.sin().add(x);
    return x;
  });
  expect((await encodeRecipe(long)).length).toBeLessThan(6000); // 12 KB of words
});

test('any arrays and names come back', () => {
  fc.assert(
    fc.property(
      fc.uint32Array(),
      fc.float64Array(),
      fc.array(fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !name.includes('\n'))),
      (words, numbers, names) => {
        const given = { words, numbers, names, lines: new Uint32Array(0) };
        expect(recipeOfBytes(bytesOf(given))).toEqual(given);
      },
    ),
    { numRuns: 300 },
  );
});

test('what was cut off or is none is refused with a sentence', async () => {
  const text = await encodeRecipe(recipe);
  for (let length = 1; length < text.length; length++) {
    await expect(decodeRecipe(text.slice(0, length))).rejects.toThrow(/damaged/);
  }
  await expect(decodeRecipe('')).rejects.toThrow(/another version/);
  await expect(decodeRecipe(`2${text.slice(1)}`)).rejects.toThrow(/another version/);
  await expect(decodeRecipe('1%%%')).rejects.toThrow(/damaged/);
  const bytes = bytesOf(recipe);
  for (const part of [bytes.subarray(0, 11), bytes.subarray(0, bytes.length - 1)])
    expect(recipeOfBytes(part)).toBeUndefined();
  const wrong = bytes.slice();
  wrong[bytes.length - 1] = 0xff; // no UTF-8
  expect(recipeOfBytes(wrong)).toBeUndefined();
  const lying = bytes.slice();
  lying.set([255, 255, 255, 255]);
  expect(recipeOfBytes(lying)).toBeUndefined();
});

test('a text that unpacks to very much is refused early', async () => {
  const stream = new Blob([new Uint8Array(1e8)]).stream().pipeThrough(new CompressionStream('deflate'));
  const packed = Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
  await expect(decodeRecipe(`1${packed}`)).rejects.toThrow(/more than 8000000 bytes/);
});
