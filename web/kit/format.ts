// Numbers with the digits that they deserve, a true minus, and digits grouped in threes.

import { fixed, grouped } from '../lib/format.ts';

export { fixed, grouped, tiny } from '../lib/format.ts';

/** The text with what belongs together kept on one line: grouped digits, a number and its unit, "p = 0.5", "p-value". */
export const unbroken = (text: string) =>
  text
    .replace(/(\d) (?=\d{3}|%|mm\b)/g, '$1\u00a0')
    .replace(/(^|[\s(])(\p{L}) = /gu, '$1$2\u00a0=\u00a0')
    .replace(/\bp-value( (?=\d))?/g, (_, space) => `p-\u2060value${space ? '\u00a0' : ''}`);

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 10⁻³ for -3. */
export const powerOfTen = (exponent: number) =>
  `10${String(exponent)
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => superscripts[Number(digit)]!)}`;

const exponentOf = (value: number) => Math.floor(Math.log10(Math.abs(value)) + 1e-12);

/** Fixed decimals, thousands grouped from 10 000 on. */
function plain(value: number, decimals: number): string {
  if (Math.abs(value) < 1e4) return fixed(value, decimals);
  const [whole, rest] = Math.abs(value).toFixed(decimals).split('.') as [string, string?];
  return (value < 0 ? '−' : '') + grouped(Number(whole)) + (rest ? `.${rest}` : '');
}

/** `digits` significant digits: 0.1235, 12 350, 1.23·10⁻⁷. */
export function significant(value: number, digits = 4): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  // Rounding may carry: 0.99996 is 1.000 with four digits.
  const exponent = exponentOf(Number(value.toPrecision(digits)));
  if (exponent < -4 || exponent > 8)
    return `${fixed(value / 10 ** exponent, digits - 1)}·${powerOfTen(exponent)}`;
  return plain(value, Math.max(0, digits - 1 - exponent));
}

/** A value as far as its standard error lets one know it: two digits of the error, the value to the same decimal. */
export function uncertain(value: number, error: number): string {
  if (!(error > 0) || !Number.isFinite(error) || !Number.isFinite(value)) return significant(value);
  const exponent = exponentOf(Number(error.toPrecision(2)));
  if (exponent < -6) return `${significant(value, 8)} ± ${significant(error, 2)}`;
  const decimals = Math.max(0, 1 - exponent);
  return `${plain(value, decimals)} ± ${plain(error, decimals)}`;
}

/** The fewest decimals with which all values are exact to a thousandth of `step`. */
function decimalsFor(values: readonly number[], step: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    const scale = 10 ** decimals;
    if (values.every((value) => Math.abs(Math.round(value * scale) / scale - value) <= step * 1e-3))
      return decimals;
  }
  return 12;
}

/** Labels for the ticks of a linear axis: all with the same decimals, or the same power of ten. */
export function tickLabels(ticks: readonly number[]): string[] {
  const gaps = ticks.slice(1).map((tick, i) => Math.abs(tick - ticks[i]!));
  const largest = Math.max(...ticks.map(Math.abs));
  const step = gaps.length > 0 ? Math.min(...gaps) : largest || 1;
  const exponent = largest > 0 ? exponentOf(largest) : 0;
  const decimals = decimalsFor(ticks, step);
  if (exponent < 6 && decimals < 5) return ticks.map((tick) => plain(tick, decimals));
  const mantissas = ticks.map((tick) => tick / 10 ** exponent);
  const places = decimalsFor(mantissas, step / 10 ** exponent);
  return mantissas.map((mantissa) =>
    mantissa === 0 ? '0' : `${fixed(mantissa, places)}·${powerOfTen(exponent)}`,
  );
}

/** Labels for the ticks of a logarithmic axis: powers of ten have one, the others none (unless there are no powers). */
export function logTickLabels(ticks: readonly number[]): string[] {
  const isPower = (tick: number) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9;
  const powers = ticks.filter(isPower);
  if (powers.length < 2) return ticks.map((tick) => significant(tick, 2));
  const small = powers.every((tick) => tick >= 0.999e-2 && tick <= 1001);
  // With many powers every other one is enough.
  const every = Math.ceil(powers.length / 7);
  return ticks.map((tick) => {
    if (!isPower(tick) || powers.indexOf(tick) % every !== 0) return '';
    const exponent = Math.round(Math.log10(tick));
    return small ? plain(tick, Math.max(0, -exponent)) : powerOfTen(exponent);
  });
}
