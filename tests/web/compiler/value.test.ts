import { describe, expect, test } from 'vitest';
import { computeValue, coreFunctions, evaluate, formatValue } from '../../../web/compiler/value.ts';

describe('the language of :value', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 - 3 - 4', -5],
    ['8 / 4 / 2', 1],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['2 ^ -1', 0.5],
    ['1.5e-3 * 2', 0.003],
    ['sqrt(2 + 2)', 2],
    ['- - 1', 1],
  ])('%s', async (text, expected) => expect(evaluate(text, await coreFunctions())).toBe(expected));

  test.each([
    ['1 +', 'a number is expected at the end'],
    ['1 2', 'an operator is expected where "2" is'],
    ['(1', '")" is expected at the end'],
    ['sqrt 4', '"(" is expected where "4" is'],
    ['* 4', 'a number is expected where "*" is'],
    ['1 # 2', '"# 2" is no number, function or operator'],
    ['constructor(1)', 'the function constructor is unknown'],
    ['sqrt(-1)', 'the result is NaN'],
  ])('%s is refused', async (text, message) => {
    const functions = await coreFunctions();
    expect(() => evaluate(text, functions)).toThrow(message);
  });

  test("all special functions of the core are there, and are the core's", async () => {
    const functions = await coreFunctions();
    expect(Object.keys(functions)).toEqual(
      expect.arrayContaining(['exp', 'erf', 'normal_cdf', 'normal_ppf']),
    );
    expect(functions['normal_cdf']!(1.959963984540054)).toBeCloseTo(0.975, 15);
  });

  test.each(['1|0', '1|18', '1|x', '1|2|3'])('the digits of %s are refused', (text) =>
    expect(computeValue(text)).rejects.toThrow(/\|/),
  );
});

test.each([
  [0, undefined, '0'],
  [1.5, undefined, '1.5'],
  [1 / 3, undefined, '0.333333'],
  [1 / 3, 2, '0.33'],
  [2, 3, '2.00'],
  [-0.5, 2, '−0.50'],
  [1234567, undefined, '1\u202f234\u202f570'],
  [1234, 6, '1\u202f234.00'],
  [99999.5, 2, '1.0·10^5'],
  [3e-17, 1, '3·10^−17'],
  [1.25e10, undefined, '1.25·10^10'],
])('%d with %s digits reads %s', (value, digits, expected) => {
  const { text, power } = formatValue(value, digits);
  expect(power ? `${text}^${power}` : text).toBe(expected);
});
