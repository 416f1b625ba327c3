// Files: CSV and JSON are read back with the very same numbers, shapes as ArviZ has them.

import { samplerStatistics } from '$core/catalogue.ts';
import { expect, test } from 'vitest';
import { noData, writeData } from '../../../web/playground/data-text.ts';
import { Draws } from '../../../web/playground/draws.ts';
import { arvizJson, drawsAsCsv } from '../../../web/playground/files.ts';
import { linkTo, sheetOfHash } from '../../../web/playground/share.ts';
import { readSheet, Keeper } from '../../../web/playground/keep.ts';
import { usual } from '../../../web/playground/settings.ts';

const names = ['mu', 'theta[1]', 'theta[2]', 'L[1,1]', 'L[1,2]', 'L[2,1]', 'L[2,2]'];
const [warmup, count] = [2, 3];

function draws() {
  const all = new Draws({ chains: 2, warmup, draws: count, dim: 1, names });
  for (let k = 0; k < 2; k++)
    for (const [first, length] of [
      [0, warmup],
      [warmup, count],
    ] as const)
      all.add(k, {
        first,
        count: length,
        draws: new Float64Array(length),
        quantities: Float64Array.from(
          { length: length * names.length },
          (_, i) => (k + 1) * (first * 100 + i) + 1 / 3,
        ),
        statistics: Float64Array.from({ length: length * samplerStatistics.length }, (_, i) => i / 7),
      });
  return all;
}

interface Archive {
  posterior: Record<string, unknown[][]>;
  sample_stats: Record<string, unknown[][]>;
  log_likelihood: Record<string, number[][][]>;
  observed_data: Record<string, number[]>;
}

test('JSON: {name: [chain][draw]...}, vectors and matrices nested, warm-up not in it', () => {
  const all = draws();
  const values = Float64Array.from({ length: 2 * count * 2 }, (_, i) =>
    i === 0 ? -Infinity : i === 1 ? NaN : i,
  );
  const text = [
    ...arvizJson({
      draws: all,
      logLikelihood: [{ name: 'y', shape: [2], values }],
      observed: [{ name: 'y', shape: [2], values: [28, 8] }],
    }),
  ].join('');
  const archive = JSON.parse(text) as Archive;
  expect(Object.keys(archive)).toEqual(['posterior', 'log_likelihood', 'sample_stats', 'observed_data']);
  expect(Object.keys(archive.posterior)).toEqual(['mu', 'theta', 'L']);
  expect(archive.posterior['mu']).toHaveLength(2);
  expect(archive.posterior['mu']![1]).toHaveLength(count);
  expect(archive.posterior['mu']![1]![0]).toBe(2 * 200 + 1 / 3);
  expect(archive.posterior['theta']![0]![2]).toEqual([200 + 15 + 1 / 3, 200 + 16 + 1 / 3]);
  expect(archive.posterior['L']![0]![0]).toEqual([
    [203 + 1 / 3, 204 + 1 / 3],
    [205 + 1 / 3, 206 + 1 / 3],
  ]);
  expect(typeof archive.sample_stats['diverging']![0]![0]).toBe('boolean');
  expect(archive.sample_stats['energy']![0]![1]).toBe(
    (samplerStatistics.length + samplerStatistics.indexOf('energy')) / 7,
  );
  expect(archive.log_likelihood['y']![0]![0]).toEqual([-Infinity, null]);
  expect(archive.log_likelihood['y']![1]![2]).toEqual([10, 11]);
  expect(archive.observed_data).toEqual({ y: [28, 8] });
});

test('CSV: a row for each draw, with all digits', () => {
  const rows = [...drawsAsCsv(draws())].join('').trimEnd().split('\r\n');
  expect(rows).toHaveLength(1 + 2 * count);
  expect(rows[0]).toBe('chain,draw,mu,theta[1],theta[2],"L[1,1]","L[1,2]","L[2,1]","L[2,2]",lp,diverging');
  expect(rows[4]!.split(',').slice(0, 3)).toEqual(['2', '1', String(400 + 1 / 3)]);
});

const sheet = {
  code: 'model(() => {});\n',
  data: '{ "y": [1] }',
  settings: { ...usual, draws: 50 },
  example: 'coin',
};

test('a link carries the model, its data and its settings; what is damaged is told', async () => {
  const data = { ...noData, values: { y: [1, 2.5], X: [[1, 2]] } };
  const link = await linkTo('https://example.org/playground/#tab=1', sheet, data);
  expect(link).toMatch(/^https:\/\/example\.org\/playground\/#model=1[\w-]+$/);
  const back = await sheetOfHash(new URL(link).hash);
  expect(back).toEqual({ ...sheet, data: writeData(data.values) });
  expect(await sheetOfHash('#example=coin')).toBeUndefined();
  await expect(sheetOfHash('#model=1abc')).rejects.toThrow(/damaged/);
  await expect(sheetOfHash('#model=9abc')).rejects.toThrow(/another version/);
  const missing = { ...noData, values: { y: [NaN] } };
  await expect(linkTo('https://example.org/', sheet, missing)).rejects.toThrow(/data\.y\[0\] is NaN/);
});

test('what was typed is kept, and read back with care', () => {
  const kept = new Map<string, unknown>();
  const work = {
    get: (slug: string, id: string) => kept.get(`${slug}/${id}`) as never,
    set: (slug: string, id: string, value: unknown) => (kept.set(`${slug}/${id}`, value), Promise.resolve()),
  };
  const keeper = new Keeper(work);
  expect(keeper.read()).toBeUndefined();
  keeper.write(sheet);
  expect(new Keeper(work).read()).toEqual(sheet);
  kept.delete('playground/model:data');
  keeper.write({ ...sheet, code: 'other' });
  // Long data are not written again with every keystroke.
  expect(kept.has('playground/model:data')).toBe(false);
  expect(readSheet({ code: 3 }, '')).toBeUndefined();
  expect(readSheet({ code: '' }, 7)).toMatchObject({ code: '', data: '', settings: usual });
});
