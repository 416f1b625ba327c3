import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import {
  codeOfHash,
  decodeCode,
  encodeCode,
  linkWithCode,
  longestCode,
} from '../../../web/sandbox/shared.ts';

vi.setConfig({ testTimeout: 30_000 }); // streams are slow on a busy machine

test('every text comes back, and a long one is short in the link', async () => {
  const texts = fc.string({ unit: 'binary', maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(texts, async (code) => {
      const value = await encodeCode(code);
      expect(value).toMatch(/^[\w-]+$/);
      // A lone surrogate is no text; it becomes the replacement character.
      expect(await decodeCode(value)).toBe(Buffer.from(code).toString());
    }),
    { numRuns: 100 },
  );
  expect((await encodeCode('const x = 1;\n'.repeat(1000))).length).toBeLessThan(200);
});

test('the link keeps the rest of the hash', async () => {
  const link = await linkWithCode('https://host/base/sampling/#rain.seed=7', 'let φ = "#&=";');
  expect(link).toMatch(/^https:\/\/host\/base\/sampling\/#rain\.seed=7&code=1[\w-]+$/);
  expect(await codeOfHash(new URL(link).hash)).toBe('let φ = "#&=";');
  expect(await codeOfHash('#rain.seed=7')).toBeUndefined();
});

test.each([
  ['', /another version/],
  ['2abc', /another version/],
  ['1', /damaged/],
  ['1%%%', /damaged/],
  ['1<script>', /damaged/],
  ['1AAAA', /damaged/],
  [`1${'A'.repeat(500_000)}`, /damaged/],
])('%j is refused with a sentence', async (value, message) => {
  await expect(decodeCode(value)).rejects.toThrow(message);
});

test('a link that was cut off, or changed, is refused', async () => {
  const value = await encodeCode('function accept(u, ratio) {\n  return u < ratio;\n}\n');
  for (let length = 1; length < value.length; length++) {
    await expect(decodeCode(value.slice(0, length))).rejects.toThrow(/damaged/);
  }
  const middle = value.length >> 1;
  const changed = value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1);
  await expect(decodeCode(changed)).rejects.toThrow(/damaged/);
});

test('bytes that are no text are refused', async () => {
  const stream = new Blob([Uint8Array.of(0xff, 0xfe, 0x80)])
    .stream()
    .pipeThrough(new CompressionStream('deflate'));
  const packed = Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
  await expect(decodeCode(`1${packed}`)).rejects.toThrow(/damaged/);
});

test('a link that unpacks to very much is refused early', async () => {
  const stream = new Blob([new Uint8Array(3e8)]).stream().pipeThrough(new CompressionStream('deflate'));
  const packed = Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url');
  expect(packed.length).toBeLessThan(4 * longestCode);
  await expect(decodeCode(`1${packed}`)).rejects.toThrow(/longer than/);
  await expect(encodeCode('x'.repeat(longestCode + 1))).rejects.toThrow(/at most 100000/);
  expect(await decodeCode(await encodeCode('x'.repeat(longestCode)))).toHaveLength(longestCode);
});
