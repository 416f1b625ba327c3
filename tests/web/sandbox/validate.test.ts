import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whyNotData } from '../../../web/sandbox/validate.ts';

const why = (value: unknown, bytes = 10_000, depth = 5) => whyNotData(value, bytes, depth);

test('what JSON can say is data', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(whyNotData(value, 1e6, 20)).toBeUndefined();
    }),
  );
  for (const value of [
    undefined,
    NaN,
    -Infinity,
    new Array(3),
    Float64Array.of(1),
    Object.create(null),
    { a: [{}] },
  ]) {
    expect(why(value)).toBeUndefined();
  }
});

test('other kinds are named', () => {
  expect(why([1n])).toBe('holds a bigint');
  expect(why({ f: why })).toBe('holds a function');
  for (const value of [new Map(), new Date(), new Error('x'), new ArrayBuffer(8), /x/]) {
    expect(why(value)).toBe('holds an object that is not plain');
  }
  expect(why(new DataView(new ArrayBuffer(8)))).toBe('holds a DataView');
});

test('size, depth and cycles have limits', () => {
  expect(why('x'.repeat(5000))).toBe('is larger than 10000 bytes');
  expect(why(new Array(1e8))).toBe('is larger than 10000 bytes');
  expect(why(new Float64Array(1250))).toBe('is larger than 10000 bytes');
  expect(why(Array.from({ length: 400 }, () => [1, 2]))).toBe('is larger than 10000 bytes');
  expect(why({ ['k'.repeat(6000)]: 1 })).toBe('is larger than 10000 bytes');
  expect(why([[[[[1]]]]])).toBeUndefined();
  expect(why([[[[[[1]]]]]])).toBe('is nested more than 5 deep');
  const list: unknown[] = [];
  list.push({ list });
  expect(why(list)).toBe('contains itself');
  const twice = [1];
  expect(why([twice, twice])).toBeUndefined();
});
