// Data as people bring them: what the model sees, what is told, and what is refused in which words.

import { beforeAll, expect, test } from 'vitest';
import { places, readData, writeData, type CsvReader } from '../../../web/playground/data-text.ts';
import { loadCore, type Core } from '../../support/core.ts';
import { densityMethods } from '../../../web/core-client/density.ts';
import { Job } from '../../../web/core-client/job.ts';
import { Objects } from '../../../web/core-client/objects.ts';

let core: Core;
beforeAll(async () => {
  core = await loadCore('simd');
});
const readCsv: CsvReader = (text) =>
  densityMethods.readCsv({ text }, {
    core,
    objects: new Objects(0),
    job: new Job('readCsv', { progress: () => undefined, chunk: () => undefined }),
  } as never);
const read = (text: string, keep = false) => readData(text, readCsv, keep);

test('a table: columns by name, words as numbers of their levels, rows with something missing left out', async () => {
  const data = await read('y, city,size\n1,Rome,2\n2,Oslo,\n3,Rome,4.5\n');
  expect(data.values).toEqual({ y: [1, 3], city: [0, 0], size: [2, 4.5] });
  expect(data.leftOut).toEqual([2]);
  expect(data.rows).toBe(3);
  const [y, city, size] = data.parts;
  expect(y).toMatchObject({ kind: 'column', rows: 2, whole: true, low: 1, high: 3, missing: [] });
  expect(city).toMatchObject({ kind: 'words', levels: ['Rome'] });
  expect(size).toMatchObject({ whole: false, missing: [2] });
  expect(data.notes).toEqual(['city has words, so the model gets the number of each: Rome is 0.']);
});

test('kept missing values are NaN, and all rows are there', async () => {
  const data = await read('y\tx\n1\t2\n\t3\n', true);
  expect(data.values).toEqual({ y: [1, NaN], x: [2, 3] });
  expect(data.leftOut).toEqual([]);
});

test('the columns’ names can stand behind data.', async () => {
  const data = await read('sepal length,2nd,log(y)\n1,2,3\n');
  expect(Object.keys(data.values)).toEqual(['sepal_length', 'x2nd', 'log_y']);
  expect(data.notes[0]).toBe('The column "sepal length" is data.sepal_length in the model.');
});

test('an object: numbers, arrays, matrices', async () => {
  const data = await read('{ "n": 3, "y": [1, 2, null], "X": [[1, 2], [3, 4]], "flag": true }');
  expect(data.values).toEqual({
    n: 3,
    y: [1, 2, NaN],
    X: [
      [1, 2],
      [3, 4],
    ],
    flag: 1,
  });
  expect(data.parts.map(({ kind }) => kind)).toEqual(['number', 'column', 'matrix', 'number']);
  expect(data.parts[2]).toMatchObject({ rows: 2, cols: 2, high: 4 });
  expect(data.notes).toEqual(['y has no value at row 3: the model sees NaN there.']);
});

test('a list of records is a table', async () => {
  const data = await read('[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}, {"a": 3}]');
  expect(data.values).toEqual({ a: [1, 2], b: [0, 1] });
  expect(data.leftOut).toEqual([3]);
});

test('nothing is no fault', async () => {
  expect((await read('  \n')).parts).toEqual([]);
});

test.each([
  ['{ "y": [1, 2 ', /^The data are no JSON: the text ends where a comma or \] is wanted \(line 1\)\.$/],
  ['{"y":\n [1,\n oops]}', /^The data are no JSON: "oops" where a value is wanted \(line 3\)\.$/],
  ['{"y" 3}', /"3" where : is wanted \(line 1\)/],
  ['{"y": 3,}', /"}" where a name in quotes is wanted/],
  ['{"y": 3} 4', /"4" behind the end/],
  ['{"y": NaN}', /"NaN" where a value is wanted/],
  ['[1, 2, 3]', /a list, but not of records/],
  ['{ "y": {"a": 1} }', /^data\.y is an object; it must be a number, an array/],
  ['{ "y": "a" }', /^data\.y is the word "a"/],
  ['{ "X": [[1, 2], [3]] }', /^data\.X: row 2 has 1 numbers, row 1 has 2\./],
  ['{ "X": [[1, 2], 3] }', /^data\.X: row 2 is 3; a matrix is an array of arrays/],
  ['{ "X": [["a", 2]] }', /^data\.X is a matrix that has words/],
  ['a,b\n1\n', /row/i],
])('%s is refused in words', async (text, words) => {
  await expect(read(text)).rejects.toThrow(words);
});

test('what is too long is refused with both numbers', async () => {
  await expect(read(' '.repeat(8_000_001))).rejects.toThrow(
    /8.000.001 characters; the page takes at most 8.000.000/,
  );
});

test('data are written so that they are read back, arrays on lines that fit', async () => {
  const values = {
    n: 2,
    y: Array.from({ length: 60 }, (_, i) => i / 7),
    X: [
      [1, 2],
      [3, 4],
    ],
  };
  const text = writeData({ ...values, typed: Float64Array.of(1, 2) });
  expect((await read(text)).values).toEqual({ ...values, typed: [1, 2] });
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(84);
  expect(writeData({})).toBe('');
});

test('rows in words', () => {
  expect(places([3])).toBe('row 3');
  expect(places([1, 2, 3, 4, 5, 6, 7])).toBe('rows 1, 2, 3, 4, 5 and 2 more');
});
