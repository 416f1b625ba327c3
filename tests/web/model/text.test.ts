// Models as text for links: what goes in comes out; what was damaged is refused with a sentence.

import { assert, asyncProperty, dictionary, array, double, string } from 'fast-check';
import { expect, test } from 'vitest';
import { pack } from '../../../web/sandbox/shared.ts';
import { decodeModel, encodeModel, longestModelCode } from '../../../web/model/text.ts';

const schools = {
  code: "model(({ sample }) => { sample('µ', normal(0, 1)); });\n",
  data: {
    y: [28, 8, -3],
    X: [
      [1, 2.5],
      [3, -4e-7],
    ],
    n: 3,
  },
  settings: { draws: 1000 },
};

test('a model comes back, letter by letter and bit by bit', async () => {
  const text = await encodeModel(schools);
  expect(text).toMatch(/^1[\w-]+$/);
  expect(await decodeModel(text)).toEqual(schools);
});

test('any code and numbers come back; typed arrays as arrays', async () => {
  const finite = double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x));
  const names = string().filter((name) => name !== '__proto__');
  await assert(
    asyncProperty(string({ unit: 'grapheme' }), dictionary(names, array(finite)), async (code, data) => {
      expect(await decodeModel(await encodeModel({ code, data }))).toEqual({
        code,
        data: { ...data },
        settings: {},
      });
    }),
    { numRuns: 60 },
  );
  const text = await encodeModel({ code: '', data: { y: Float64Array.of(1, 2) } });
  expect((await decodeModel(text)).data).toEqual({ y: [1, 2] });
});

test('what a link cannot carry is refused with its place', async () => {
  await expect(encodeModel({ code: '', data: { y: [1, [2, Number.NaN]] } })).rejects.toThrow(
    'data.y[1][1] is NaN; a link carries finite numbers only.',
  );
  await expect(encodeModel({ code: '', data: { f: () => 1 } })).rejects.toThrow('data.f is a function;');
  await expect(encodeModel({ code: 'x'.repeat(longestModelCode + 1), data: {} })).rejects.toThrow(
    'a link carries at most 100000',
  );
  const many = Array.from({ length: 400_000 }, (_, i) => Math.sin(i));
  await expect(encodeModel({ code: '', data: { many } })).rejects.toThrow(
    'The data are too large for a link',
  );
});

test('what was cut off, changed, or is none is refused with a sentence', async () => {
  const text = await encodeModel(schools);
  for (let end = 1; end < text.length; end += 7) {
    await expect(decodeModel(text.slice(0, end))).rejects.toThrow('The model in this link is damaged');
  }
  await expect(decodeModel(`2${text.slice(1)}`)).rejects.toThrow('another version of this page');
  await expect(decodeModel('')).rejects.toThrow('another version of this page');
  await expect(decodeModel('1<script>')).rejects.toThrow('damaged');
  const packed = async (value: unknown) => `1${await pack(new TextEncoder().encode(JSON.stringify(value)))}`;
  for (const odd of [
    null,
    [],
    3,
    {},
    { code: 1, data: {}, settings: {} },
    { code: '', data: [], settings: {} },
    { code: '', data: {} },
  ]) {
    await expect(decodeModel(await packed(odd))).rejects.toThrow('damaged');
  }
  const bomb = `1${await pack(new Uint8Array(20_000_000))}`;
  await expect(decodeModel(bomb)).rejects.toThrow('The model in this link is too large.');
});
