import { expect, test } from 'vitest';
import {
  logTickLabels,
  powerOfTen,
  significant,
  tickLabels,
  unbroken,
  uncertain,
} from '../../../web/kit/format.ts';

test('a number has its significant digits, a true minus, and a power of ten where it is far from one', () => {
  expect(significant(0.123456)).toBe('0.1235');
  expect(significant(-1.5, 3)).toBe('−1.50');
  expect(significant(12_345.6, 3)).toBe('12 346');
  expect(significant(123_456)).toBe('123 456');
  expect(significant(0.99996)).toBe('1.000');
  expect(significant(1.234e-7, 3)).toBe('1.23·10⁻⁷');
  expect(significant(-9.9996e12, 4)).toBe('−1.000·10¹³');
  expect(significant(1e-9, 1)).toBe('1·10⁻⁹');
  expect([significant(0), significant(NaN), significant(Infinity), significant(-Infinity)]).toEqual([
    '0',
    '–',
    '∞',
    '−∞',
  ]);
});

test('a value has the digits that its standard error lets one know', () => {
  expect(uncertain(0.123456, 0.00123)).toBe('0.1235 ± 0.0012');
  expect(uncertain(-3.14159, 0.5)).toBe('−3.14 ± 0.50');
  expect(uncertain(12345.678, 99.6)).toBe('12 346 ± 100');
  expect(uncertain(2, 0)).toBe('2.000');
});

test('ticks of a linear axis share their decimals', () => {
  expect(tickLabels([0, 0.5, 1])).toEqual(['0.0', '0.5', '1.0']);
  expect(tickLabels([-2, 0, 2])).toEqual(['−2', '0', '2']);
  expect(tickLabels([0, 0.25, 0.5])).toEqual(['0.00', '0.25', '0.50']);
  expect(tickLabels([0, 20_000, 40_000])).toEqual(['0', '20 000', '40 000']);
  // Sums of tenths are not exact; their labels are.
  expect(tickLabels([0.1 + 0.2, 0.4])).toEqual(['0.3', '0.4']);
});

test('very large and very small ticks share a power of ten', () => {
  expect(tickLabels([0, 1e6, 2e6])).toEqual(['0', '1·10⁶', '2·10⁶']);
  expect(tickLabels([0, 0.00001, 0.000015])).toEqual(['0', '1.0·10⁻⁵', '1.5·10⁻⁵']);
});

test('a logarithmic axis labels its powers of ten', () => {
  expect(logTickLabels([1, 2, 5, 10, 20, 100])).toEqual(['1', '', '', '10', '', '100']);
  expect(logTickLabels([1e-4, 1e-3, 1e-2])).toEqual(['10⁻⁴', '10⁻³', '10⁻²']);
  expect(logTickLabels([2, 3, 4])).toEqual(['2.0', '3.0', '4.0']);
  const many = Array.from({ length: 15 }, (_, i) => 10 ** (i - 10));
  expect(logTickLabels(many).filter(Boolean)).toHaveLength(5);
  expect(powerOfTen(-12)).toBe('10⁻¹²');
});

test('what belongs together stays on one line', () => {
  expect(unbroken('the first 5 000 of 1 000 000 values')).toBe(
    'the first 5\u00a0000 of 1\u00a0000\u00a0000 values',
  );
  expect(unbroken('by 2 %, at 191 mm and 3 mmm')).toBe('by 2\u00a0%, at 191\u00a0mm and 3 mmm');
  expect(unbroken('(p = 0.5), λ = 2, map = 3')).toBe('(p\u00a0=\u00a00.5), λ\u00a0=\u00a02, map = 3');
  expect(unbroken('its p-value: p-value 0.5')).toBe('its p-\u2060value: p-\u2060value\u00a00.5');
});
