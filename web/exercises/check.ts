// Whether an answer is right and, if it is not, what is wrong with it. Nothing here knows of the page.

import type { ChoiceExercise, Feedback, NumberExercise, OrderExercise } from './types.ts';

const right = (text = ''): Feedback => ({ right: true, text: text || 'Right.' });
const wrong = (text: string): Feedback => ({ right: false, text });

/** A number as people write it: 0.84, 0,84, −1.2, 1e-3, 10 000, 3/4, 84 %. A sentence if it is none. */
export function parseNumber(text: string): number | string {
  const given = text
    .trim()
    .replace(/[−–]/g, '-')
    .replace(/[\s\u00a0\u202f]+/g, '');
  if (given === '') return 'Write a number first.';
  if (/^[-+]?\d{1,3}(,\d{3})+$/.test(given) && !/^[-+]?0,/.test(given)) {
    return `“${text.trim()}” can be read in two ways: write the decimals after a point, and no commas.`;
  }
  const match = /^([-+]?[\d.,]+(?:e[-+]?\d+)?)(?:\/([\d.,]+(?:e[-+]?\d+)?))?(%?)$/i.exec(given);
  const decimal = (digits: string) =>
    /^[^.,]*([.,][^.,]*)?$/.test(digits) ? Number(digits.replace(',', '.')) : NaN;
  const value = match
    ? (decimal(match[1]!) / (match[2] === undefined ? 1 : decimal(match[2]))) * (match[3] ? 0.01 : 1)
    : NaN;
  return Number.isFinite(value) ? value : `“${text.trim()}” is not a number.`;
}

export function checkNumber(exercise: NumberExercise, text: string): Feedback {
  const { answer, tolerance, because } = exercise;
  const x = parseNumber(text);
  if (typeof x === 'string') return wrong(x);
  // A relative slack of rounding, so that a tolerance of 0.01 takes 0.85 for 0.84.
  const slack = tolerance + 4 * Number.EPSILON * Math.max(Math.abs(x), Math.abs(answer));
  if (Math.abs(x - answer) <= slack) return right(because);
  const particular = exercise.wrong?.(x);
  if (particular) return wrong(particular);
  if (Math.abs(x + answer) <= slack) return wrong('The size is right; look at the sign.');
  return wrong(x > answer ? 'That is too large.' : 'That is too small.');
}

export function checkChoice(exercise: ChoiceExercise, option: number | null, reason: string): Feedback {
  if (option === null) return wrong('Choose one first.');
  if (reason.trim().length < 3) return wrong('Say in a few words why you think so: a guess teaches nothing.');
  if (option === exercise.right) return right(exercise.because);
  return wrong(
    exercise.wrong?.(option) ||
      'That one is sound. Look for what would come out differently if it were changed.',
  );
}

const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
const ordinal = (index: number) => ordinals[index] ?? `${index + 1}th`;

/** `placed`: the tiles, in the student's order. */
export function checkOrder({ accepted, because }: OrderExercise, placed: readonly string[]): Feedback {
  if (placed.length === 0) return wrong('Put the first tile in its place.');
  const prefix = (order: readonly string[]) => {
    const end = placed.findIndex((tile, i) => tile !== order[i]);
    return end < 0 ? placed.length : end;
  };
  // The nearest of the right orders is the one that the student is told about.
  const nearest = accepted.reduce((a, b) => (prefix(b) > prefix(a) ? b : a));
  const agree = prefix(nearest);
  if (agree === placed.length && agree === nearest.length) return right(because);
  if (agree === nearest.length) return wrong('All that is needed stands there, and then something too much.');
  if (agree === placed.length) {
    const missing = nearest.length - agree;
    return wrong(`Right so far; ${missing === 1 ? 'one tile is' : `${missing} tiles are`} missing.`);
  }
  const foreign = accepted.every((order) => !order.includes(placed[agree]!));
  return wrong(
    foreign
      ? `The ${ordinal(agree)} tile does not belong to this formula.`
      : `${agree > 0 ? `The first ${agree === 1 ? 'tile is' : `${agree} are`} in place; the` : 'The'} ${ordinal(agree)} is not.`,
  );
}

/** '' if `got` is `expected`, or else the path and the values where they differ first. */
export function difference(got: unknown, expected: unknown, tolerance = 1e-9, path = ''): string {
  const at = path ? ` at ${path}` : '';
  if (typeof expected === 'number' && typeof got === 'number') {
    if (Object.is(got, expected) || got === expected) return '';
    return Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected))
      ? ''
      : `gave ${show(got)}${at}, expected ${show(expected)}`;
  }
  const [a, b] = [listOf(got), listOf(expected)];
  if (b) {
    if (!a) return `gave ${show(got)}${at}, expected a list of ${b.length}`;
    if (a.length !== b.length) return `gave a list of ${a.length}${at}, expected ${b.length} numbers`;
    for (const [i, item] of b.entries()) {
      const found = difference(a[i], item, tolerance, `${path}[${i}]`);
      if (found) return found;
    }
    return '';
  }
  if (isObject(expected)) {
    if (!isObject(got) || a) return `gave ${show(got)}${at}, expected ${show(expected)}`;
    for (const [name, item] of Object.entries(expected)) {
      const found = difference(got[name], item, tolerance, path ? `${path}.${name}` : name);
      if (found) return found;
    }
    return '';
  }
  return got === expected ? '' : `gave ${show(got)}${at}, expected ${show(expected)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const listOf = (value: unknown): unknown[] | undefined =>
  Array.isArray(value)
    ? value
    : ArrayBuffer.isView(value) && !(value instanceof DataView)
      ? Array.from(value as Float64Array)
      : undefined;

/** A value in few characters. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(8))).replace('-', '−');
  if (value === undefined) return 'nothing (undefined)';
  const list = listOf(value);
  if (list) return `[${list.slice(0, 4).map(show).join(', ')}${list.length > 4 ? ', …' : ''}]`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
