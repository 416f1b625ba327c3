// How a value of a figure's state is written in the address, and read back with care: what a link says may be anything.

export interface Field<T> {
  initial: T;
  /** undefined when the text is not a value of this field. */
  read(text: string): T | undefined;
  write(value: T): string;
}

export const largestSeed = 2 ** 32 - 1;

function readNumber(text: string, low: number, high: number): number | undefined {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) && value >= low && value <= high ? value : undefined;
}

/** A number in [low, high], written so that it is read back exactly. */
export const number = (initial: number, low = -Infinity, high = Infinity): Field<number> => ({
  initial,
  read: (text) => readNumber(text, low, high),
  write: String,
});

export const integer = (initial: number, low = -Infinity, high = Infinity): Field<number> => ({
  initial,
  read: (text) => {
    const value = readNumber(text, low, high);
    return Number.isInteger(value) ? value : undefined;
  },
  write: String,
});

export const seed = (initial = 1) => integer(initial, 0, largestSeed);

export const flag = (initial: boolean): Field<boolean> => ({
  initial,
  read: (text) => ({ yes: true, no: false })[text],
  write: (value) => (value ? 'yes' : 'no'),
});

export const word = <T extends string>(initial: T, words: readonly T[]): Field<T> => ({
  initial,
  read: (text) => words.find((candidate) => candidate === text),
  write: (value) => value,
});

/** A text of at most `most` characters. It is shown or parsed, never run. */
export const text = (initial: string, most = 200): Field<string> => ({
  initial,
  read: (given) => (given.length <= most ? given : undefined),
  write: (value) => value,
});

/** A list of numbers in [low, high] with a length from `fewest` to `most`: knots, weights, a student's points. */
export const numbers = (
  initial: readonly number[],
  { low = -Infinity, high = Infinity, fewest = 0, most = 1000 } = {},
): Field<number[]> => ({
  initial: [...initial],
  read: (given) => {
    const parts = given === '' ? [] : given.split('~').map((part) => readNumber(part, low, high));
    if (parts.length < fewest || parts.length > most || parts.includes(undefined)) return undefined;
    return parts as number[];
  },
  write: (value) => value.join('~'),
});
