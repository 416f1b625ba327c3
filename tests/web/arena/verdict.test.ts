// Who wins, and how honestly it is said.

import { expect, test } from 'vitest';
import { tableColumns, tableOf } from '../../../web/arena/columns.ts';
import type { Outcome } from '../../../web/arena/run.ts';
import type { Score } from '../../../web/arena/score.ts';
import { sorted, verdict, type Result } from '../../../web/arena/verdict.ts';

const result = (name: string, score: Partial<Score> | undefined, outcome: Partial<Outcome> = {}): Result => ({
  id: name.toLowerCase(),
  name,
  outcome: {
    spent: 40_000,
    transitions: 30_000,
    acceptance: 0.5,
    divergences: 0,
    warmup: { transitions: 10_000, spent: 10_000 },
    ...outcome,
  } as Outcome,
  score: score && {
    rHat: 1.002,
    ess: 400,
    perThousand: 10,
    perSecond: 1000,
    low: 9,
    high: 11,
    distance: NaN,
    worstZ: 1,
    worst: { ess: 'x1', distance: 'x2', z: 'x3' },
    table: {} as Score['table'],
    ...score,
  },
});

const fast = result('Fast', { perThousand: 40, low: 35, high: 50 });
const slow = result('Slow', {});

test('a clear lead is told with its factor, whatever the order of the list', () => {
  for (const all of [
    [fast, slow],
    [slow, fast],
  ]) {
    const words = verdict(all, 'Ring');
    expect(words).toContain('Ring: Fast has the most effective draws for its cost, 40.0 in 1000 evaluations');
    expect(words).toContain('(its chains alone: 35 to 50): 4.0 times as many as the next, Slow.');
  }
});

test('where the chains’ ranges overlap nobody has a lead', () => {
  const words = verdict([fast, result('Near', { perThousand: 38, high: 35 })], 'Ring');
  expect(words).toContain('Near is next with 38.0, and the chains’ own rates overlap');
  expect(words).not.toContain('times as many');
});

test('chains that disagree win nothing, however large their rate is', () => {
  const words = verdict([result('Stuck', { perThousand: 900, rHat: 1.011 }), slow], 'Ring');
  expect(words).toContain('Slow has the most');
  expect(words).toContain('it is the only one to be trusted');
  expect(words).toContain('Stuck does not count: its chains disagree');
});

test('nor do chains that agree on a mean that is known to be wrong', () => {
  const words = verdict([result('Blind', { perThousand: 900, worstZ: 4.1 }), slow], 'Ring');
  expect(words).toContain('Slow has the most');
  expect(words).toContain('Blind does not count: its chains agree with each other, but not with the truth');
});

test('if none is to be trusted nobody has won; an unknown R-hat is no good one', () => {
  const words = verdict([result('A', { rHat: NaN }), result('B', { rHat: 2 })], 'Ring');
  expect(words).toBe(
    'Ring: nobody has won. No method’s four chains agree with each other (R-hat at most 1.01) at this price.',
  );
});

test('divergences, the nearest to the truth and those without draws are told', () => {
  const words = verdict(
    [
      result('Near', { distance: 0.01, perThousand: 1 }),
      result('Far', { distance: 0.5 }, { divergences: 3 }),
      result('Late', undefined),
    ],
    'Funnel',
  );
  expect(words).toContain('Far had divergences');
  expect(words).toContain('Nearest to the truth is Near: 0.010 standard deviations away in x2');
  expect(words).toContain('Late got hardly past its warm-up');
  expect(verdict([result('Late', undefined)], 'Funnel')).toContain('no method came past its warm-up');
  expect(verdict([], 'Funnel')).toBe('');
});

test('sorting puts the best first, what has no number last, and leaves equals in order', () => {
  const rows = [
    result('A', { rHat: 1.5, distance: NaN }),
    result('B', { rHat: 1.1, distance: 0.2 }),
    result('C', undefined),
    result('D', { rHat: 1.5, distance: 0.1 }),
  ];
  const names = (by: 'rhat' | 'distance' | 'thousand' | 'none', reversed = false) =>
    sorted(rows, (row) => row, by, reversed)
      .map(({ name }) => name)
      .join('');
  expect(names('none')).toBe('ABCD');
  expect(names('rhat')).toBe('BADC');
  expect(names('rhat', true)).toBe('ADBC');
  expect(names('distance')).toBe('DBAC');
  expect(names('thousand')).toBe('ABDC');
});

test('cells say what is not known, and a file has all digits', () => {
  const cell = (by: string, of: Result) => tableColumns.find((column) => column.by === by)!.cell(of);
  expect(cell('distance', slow).text).toBe('not known');
  expect(cell('rhat', slow)).toEqual({ text: '1.002', note: 'they agree', mark: 'good' });
  expect(cell('rhat', result('X', { rHat: 1.2 })).mark).toBe('bad');
  expect(cell('thousand', fast)).toEqual({ text: '40.0', note: '35 to 50' });
  expect(cell('ess', result('Late', undefined)).text).toBe('–');
  const { columns, rows } = tableOf([result('A', { perThousand: 1 / 3 })]);
  expect(rows[0]).toHaveLength(columns.length);
  expect(rows[0]).toContain(1 / 3);
});
