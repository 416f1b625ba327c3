// Answers: what is right, and what is said to what is not.

import { describe, expect, test } from 'vitest';
import { runCases, type RunInSandbox } from '../../../web/exercises/cases.ts';
import {
  checkChoice,
  checkNumber,
  checkOrder,
  difference,
  parseNumber,
} from '../../../web/exercises/check.ts';
import { parseInline, parseProse } from '../../../web/exercises/prose.ts';
import type { ChoiceExercise, NumberExercise, OrderExercise } from '../../../web/exercises/types.ts';

describe('numbers', () => {
  test.each<[string, number]>([
    ['0.84', 0.84],
    ['0,84', 0.84],
    ['.5', 0.5],
    [' −1.2 ', -1.2],
    ['1e-3', 1e-3],
    ['2.5E+2', 250],
    ['10 000', 1e4],
    ['3/4', 0.75],
    ['-1/8', -0.125],
    ['84 %', 0.84],
    ['0,123', 0.123],
    ['1234,5', 1234.5],
  ])('%s is read', (text, value) => expect(parseNumber(text)).toBeCloseTo(value, 14));

  test.each([
    '',
    '  ',
    'abc',
    '1.2.3',
    '1,2,3',
    '1/0',
    '0x10',
    '--1',
    'NaN',
    'Infinity',
    '1e999',
    '1/2/3',
    '.',
    '1,000',
  ])('"%s" is not, and a sentence says so', (text) => expect(parseNumber(text)).toBeTypeOf('string'));

  const quantile: NumberExercise = {
    kind: 'number',
    prompt: '',
    answer: 0.994458,
    tolerance: 0.005,
    hints: [],
    because: 'The curve is steep there.',
    wrong: (x) => (Math.abs(x - 0.8) < 0.001 ? 'That is Φ, not its inverse.' : ''),
  };
  test.each<[string, boolean, RegExp]>([
    ['0.9945', true, /steep/],
    ['0.99', true, /steep/],
    ['0.8', false, /not its inverse/],
    ['-0.9945', false, /sign/],
    ['2', false, /too large/],
    ['0', false, /too small/],
    ['one', false, /“one” is not a number/],
  ])('%s: %s', (text, right, said) => {
    const feedback = checkNumber(quantile, text);
    expect(feedback.right).toBe(right);
    expect(feedback.text).toMatch(said);
  });

  test('the bound itself is right, whatever rounding does', () => {
    const exercise: NumberExercise = { kind: 'number', prompt: '', answer: 0.84, tolerance: 0.01, hints: [] };
    expect(checkNumber(exercise, '0.85').right).toBe(true);
    expect(checkNumber(exercise, '0.83').right).toBe(true);
    expect(checkNumber(exercise, '0.8501').right).toBe(false);
  });
});

test('a choice needs its reason, and a wrong one is answered', () => {
  const exercise: ChoiceExercise = {
    kind: 'choice',
    prompt: '',
    options: ['a', 'b', 'c'],
    right: 1,
    reason: true,
    hints: [],
    wrong: (option) => (option === 0 ? 'The first line only draws.' : ''),
  };
  expect(checkChoice(exercise, null, 'so').text).toMatch(/Choose one/);
  expect(checkChoice(exercise, 1, ' ').text).toMatch(/why/);
  expect(checkChoice(exercise, 0, 'it does').text).toBe('The first line only draws.');
  expect(checkChoice(exercise, 2, 'it does').text).toMatch(/sound/);
  expect(checkChoice(exercise, 1, 'it is the density').right).toBe(true);
});

describe('orders', () => {
  const elbo: OrderExercise = {
    kind: 'order',
    prompt: '',
    tiles: ['E log p', '-', 'KL', '+', 'H'],
    accepted: [
      ['E log p', '-', 'KL'],
      ['E log p', '+', 'H'],
    ],
    hints: [],
  };
  test.each<[string[], boolean, RegExp]>([
    [['E log p', '-', 'KL'], true, /Right/],
    [['E log p', '+', 'H'], true, /Right/],
    [[], false, /first tile/],
    [['E log p', '+'], false, /Right so far; one tile is missing/],
    [['E log p'], false, /2 tiles are missing/],
    [['KL', '-'], false, /^The first is not/],
    [['E log p', '-', 'H'], false, /The first 2 are in place; the third is not/],
    [['E log p', 'x'], false, /The second tile does not belong/],
    [['E log p', '-', 'KL', '+'], false, /something too much/],
  ])('%j', (placed, right, said) => {
    const feedback = checkOrder(elbo, placed);
    expect(feedback.right).toBe(right);
    expect(feedback.text).toMatch(said);
  });
});

describe('values', () => {
  test.each<[unknown, unknown, string]>([
    [1, 1 + 1e-12, ''],
    [1, 2, 'gave 1, expected 2'],
    [NaN, NaN, ''],
    [NaN, 1, 'gave NaN, expected 1'],
    [Infinity, Infinity, ''],
    [-0, 0, ''],
    [undefined, 1, 'gave nothing (undefined), expected 1'],
    ['1', 1, 'gave "1", expected 1'],
    [[1, 2], [1, 2], ''],
    [Float64Array.of(1, 2), [1, 2], ''],
    [[1, 2.5], [1, 2], 'gave 2.5 at [1], expected 2'],
    [[1], [1, 2], 'gave a list of 1, expected 2 numbers'],
    [3, [1], 'gave 3, expected a list of 1'],
    [{ mean: 1, more: 2 }, { mean: 1 }, ''],
    [{ mean: 1 }, { mean: 2 }, 'gave 1 at mean, expected 2'],
    [null, { mean: 2 }, 'gave null, expected {"mean":2}'],
    [true, true, ''],
  ])('%j against %j', (got, expected, found) => expect(difference(got, expected)).toBe(found));
});

describe('cases', () => {
  const tests = [
    { name: 'accept', args: [0.5, 0.2], expected: 0.4 },
    { name: 'accept', args: [0, 1], expected: 1, hidden: true, why: 'A ratio above one is certain.' },
    { name: 'accept', args: [1, 1], expected: (value: unknown) => value === 1 || 'must be 1' },
  ];
  const giving =
    (...results: Awaited<ReturnType<RunInSandbox>>['results']): RunInSandbox =>
    () =>
      Promise.resolve({ results, output: ['hello'], isolated: true });

  test('all pass', async () => {
    const verdict = await runCases(
      giving({ value: 0.4 }, { value: 1 }, { value: 1 }),
      '',
      tests,
      'Well done.',
    );
    expect(verdict.feedback).toEqual({ right: true, text: 'Well done.' });
    expect(verdict.cases.map(({ label }) => label)).toEqual([
      'accept(0.5, 0.2)',
      'hidden case 1',
      'accept(1, 1)',
    ]);
  });

  test('a hidden case does not tell its numbers, and the first that fails says why', async () => {
    const verdict = await runCases(giving({ value: 0.4 }, { value: 99 }, { value: 2 }), '', tests);
    expect(verdict.feedback.text).toBe('1 of 3 cases pass. A ratio above one is certain.');
    expect(verdict.cases[1]!.detail).toBe('A ratio above one is certain.');
    expect(verdict.cases[2]!.detail).toBe('must be 1');
    expect(JSON.stringify(verdict)).not.toContain('99');
  });

  test('errors carry their line, and a stop its reason', async () => {
    const verdict = await runCases(giving({ error: 'x is not defined', line: 3 }), '', tests);
    expect(verdict.cases[0]!.detail).toBe('x is not defined (line 3)');
    expect(verdict.cases[2]!.detail).toBe('was not reached');
    const stopped = await runCases(
      () =>
        Promise.resolve({
          results: [],
          output: [],
          stopped: 'time',
          reason: { error: 'Stopped: the code ran longer than 2 s.' },
          isolated: true,
        }),
      '',
      tests,
    );
    expect(stopped.feedback).toEqual({ right: false, text: 'Stopped: the code ran longer than 2 s.' });
  });
});

test('prose: paragraphs, emphasis, code and mathematics, and nothing else', () => {
  expect(parseProse('One *two* `three`.\n\n```js\nx < 1\n```\n\nLast $x^2$ and $$y$$.')).toEqual([
    {
      kind: 'p',
      inlines: [
        { kind: 'text', text: 'One ' },
        { kind: 'em', text: 'two' },
        { kind: 'text', text: ' ' },
        { kind: 'code', text: 'three' },
        { kind: 'text', text: '.' },
      ],
    },
    { kind: 'pre', text: 'x < 1' },
    {
      kind: 'p',
      inlines: [
        { kind: 'text', text: 'Last ' },
        { kind: 'math', text: 'x^2', display: false },
        { kind: 'text', text: ' and ' },
        { kind: 'math', text: 'y', display: true },
        { kind: 'text', text: '.' },
      ],
    },
  ]);
  expect(parseInline('<b>2 * 3 * 4</b>')).toEqual([{ kind: 'text', text: '<b>2 * 3 * 4</b>' }]);
});
