// Settings, names, warnings, comparisons: what is read, what is sorted, what is said.

import { expect, test } from 'vitest';
import { differenceWords, looWords } from '../../../web/playground/loo.ts';
import { found, groupsOf, partOf, telling } from '../../../web/playground/names.ts';
import { ranges, readSetting, readSettings, usual, whyTooLarge } from '../../../web/playground/settings.ts';
import { isBad, sortedRows, type Summary } from '../../../web/playground/summary.ts';
import { allWell, warningsOf, type Findings } from '../../../web/playground/warnings.ts';

test('settings: what fits is taken, what does not is told with its value and its range', () => {
  const [chains, , , acceptance] = ranges;
  expect(readSetting(chains!, '3')).toBe(3);
  expect(readSetting(chains!, '2.5')).toBe('Chains is 2.5; it must be an integer from 1 to 8.');
  expect(readSetting(chains!, ' ')).toBe('Chains is empty; it must be an integer from 1 to 8.');
  expect(readSetting(acceptance!, '0.95')).toBe(0.95);
  expect(readSetting(acceptance!, '1')).toMatch(
    /^Target acceptance is 1; it must be a number from 0.5 to 0.999/,
  );
});

test('settings from anywhere are as usual where they are none', () => {
  expect(readSettings(null)).toEqual(usual);
  expect(readSettings({ chains: 99, draws: 200, seed: -1, metric: 'dense', maxDepth: '4' })).toEqual({
    ...usual,
    draws: 200,
    metric: 'dense',
  });
});

test('a run that no phone can hold is refused with its size', () => {
  expect(whyTooLarge(usual, 50, 50)).toBeUndefined();
  expect(whyTooLarge({ ...usual, draws: 50_000 }, 500, 500)).toMatch(/would keep 204 million numbers/);
});

test('names and their sites', () => {
  expect(partOf('L[2,1]')).toEqual({ base: 'L', index: [2, 1] });
  expect(partOf('mu')).toEqual({ base: 'mu', index: [] });
  const names = ['mu', 'theta[1]', 'theta[2]', 'L[1,1]', 'L[1,2]', 'L[2,1]', 'L[2,2]', 'tau'];
  expect(groupsOf(names).map(({ base, shape, members }) => [base, shape, members.length])).toEqual([
    ['mu', [], 1],
    ['theta', [2], 2],
    ['L', [2, 2], 4],
    ['tau', [], 1],
  ]);
  expect(found(names, 'THETA 2')).toEqual([2]);
  expect(found(names, '', 3)).toEqual([0, 1, 2]);
  expect(telling(names, 4)).toEqual([0, 7, 1, 3]);
});

const f = (...x: number[]) => Float64Array.from(x);
const summary: Summary = {
  names: ['a', 'b', 'c'],
  places: [0, 1, 2],
  chains: 4,
  count: 1000,
  table: {
    mean: f(3, 1, 2),
    sd: f(1, 1, 1),
    median: f(3, 1, 2),
    q5: f(0, 0, 0),
    q95: f(5, 5, 5),
    mcseMean: f(0.1, 0.1, 0.1),
    mcseSd: f(0.1, 0.1, 0.1),
    rhat: f(1.001, NaN, 1.2),
    essBulk: f(2000, NaN, 80),
    essTail: f(1500, NaN, 390),
  },
};

test('rows are sorted either way, what is not known last', () => {
  expect(sortedRows(summary, { by: 'mean', descending: false })).toEqual([1, 2, 0]);
  expect(sortedRows(summary, { by: 'rhat', descending: true })).toEqual([2, 0, 1]);
  expect(sortedRows(summary, { by: 'rhat', descending: false })).toEqual([0, 2, 1]);
  expect(sortedRows(summary, { by: 'name', descending: true })).toEqual([2, 1, 0]);
  expect([isBad('rhat', 1.011), isBad('rhat', 1.01), isBad('bulk', 399), isBad('mean', NaN)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

const first = Object.fromEntries(
  Object.entries(summary.table).map(([name, values]) => [name, values.slice(0, 1)]),
) as Summary['table'];
/** Digits are grouped by narrow spaces. */
const plain = (text: string) => text.replaceAll(/(\d)\s(?=\d{3})/g, '$1');
const clean: Findings = {
  settings: usual,
  summary: { ...summary, names: ['a'], places: [0], table: first },
  total: 4000,
  divergences: 0,
  deepest: 0,
  bfmi: [0.9, 1, 1.1, 0.8],
  stopped: 'done',
  resumed: [],
  lost: [],
};

test('a run without fault has no warnings, and one sentence of praise', () => {
  expect(warningsOf(clean)).toEqual([]);
  expect(plain(allWell(clean.summary!))).toMatch(
    /^No warnings: 4 chains of 1000 draws agree \(R-hat at most 1.001\), and the least effective quantity, a, has 2000/,
  );
});

test('each fault in words, with its cure', () => {
  const all = warningsOf({
    ...clean,
    summary,
    divergences: 37,
    deepest: 12,
    bfmi: [0.2, 1, 1, 1],
    resumed: [2],
  });
  expect(all.map(({ id }) => id)).toEqual(['resumed', 'rhat', 'ess', 'divergences', 'depth', 'bfmi']);
  const [resumed, rhat, ess, divergences, depth, bfmi] = all;
  expect(resumed!.text).toBe('A worker was lost: chain 2 went on in a new one, with the very same draws.');
  expect(rhat!.text).toMatch(/^R-hat is above 1.01 for c \(1.20\): /);
  expect(rhat!.cure!.settings).toEqual({ warmup: 2000, draws: 2000 });
  expect(ess!.text).toMatch(/^Fewer than 400 effective draws for c: /);
  expect(plain(divergences!.text)).toMatch(/^37 of 4000 transitions diverged \(0.93 %\)/);
  expect(divergences!.cure!.settings).toEqual({ targetAcceptance: 0.9 });
  expect(depth!.cure!.settings).toEqual({ maxDepth: 12 });
  expect(bfmi!.text).toMatch(/^E-BFMI is 0.20 in chain 1, below 0.3/);
});

test('the highest acceptance and the largest depth have no further cure', () => {
  const settings = { ...usual, targetAcceptance: 0.999, maxDepth: 14 };
  const all = warningsOf({ ...clean, settings, divergences: 1, deepest: 1 });
  expect(all.every(({ cure }) => cure === undefined)).toBe(true);
});

test('what was cancelled and what was lost is said', () => {
  expect(
    plain(warningsOf({ ...clean, stopped: 'cancelled', total: 1234, summary: undefined })[0]!.text),
  ).toBe('Cancelled: the 1234 draws made until then stay.');
  const [lost] = warningsOf({ ...clean, stopped: 'lost', lost: [{ chain: 3, message: 'it crashed' }] });
  expect(lost!.text).toBe('Chain 3 was given up: it crashed. What it had drawn stays.');
});

test('two models on the same observations, in words', () => {
  expect(differenceWords('A', 'B', { elpd: 9, se: 2 })).toMatch(/^A predicts better than B: by 9/);
  expect(differenceWords('A', 'B', { elpd: 9, se: 6 })).toMatch(/about equally well/);
  expect(differenceWords('A', 'B', { elpd: 3, se: 0.1 })).toMatch(/about equally well/);
});

test('k-hats above their limit take the trust away', () => {
  const loo = { elpd: -30.8, se: 1.4, pLoo: 1.2, looic: 61.6, elpdWaic: -30.7, mcse: 0.1, kThreshold: 0.7 };
  const pointwise = f(-15, -15.8);
  expect(looWords({ ...loo, pointwise, k: f(0.1, 0.2), kAbove: 0 })).toMatch(
    /No k-hat of the 2 is above 0.70/,
  );
  expect(looWords({ ...loo, pointwise, k: f(0.1, 0.9), kAbove: 1 })).toMatch(
    /1 of 2 observations have a k-hat above 0.70/,
  );
});
