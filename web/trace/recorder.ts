// What one run of a traced function writes down: a recipe, record by record.

import { nameOfData } from './data-names.ts';
import { batchRows, kinds, magic, maxNumbers, maxRecords, type Recipe } from './recipe.ts';

/** A plain record of the core's: options of a catalogue's function are numbers or names. */
export type Options = Record<string, number | string>;

export class Recorder {
  readonly words: number[] = [];
  readonly numbers: number[] = [];
  readonly names: string[] = [];
  readonly lines: number[] = [];
  /** Where each record begins. */
  readonly wordsAt: number[] = [];
  readonly numbersAt: number[] = [];
  /** The record that uses each name first. */
  readonly namesAt: number[] = [];
  readonly #nameNumbers = new Map<string, number>();
  readonly #constants = new Map<number | string, number>();
  readonly #data = new Map<object, { record: number; rows: number; from: number }>();

  get size() {
    return this.lines.length;
  }

  input(name: string, rows: number | 'batch', cols: number, line: number): number {
    return this.#record(kinds.input, line, [this.name(name), rows === 'batch' ? batchRows : rows, cols]);
  }

  constant(value: number, line: number): number {
    if (!Number.isFinite(value)) {
      throw new RangeError(`A constant is ${value}: only finite numbers can stand in an expression.`);
    }
    const key = Object.is(value, -0) ? '-0' : value;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    this.#take([value], 'a constant');
    const record = this.#record(kinds.constant, line, [], 1);
    this.#constants.set(key, record);
    return record;
  }

  /** `source`: the array as the student wrote it; the same one with the same numbers is one record. */
  data(source: object, rows: number, values: ArrayLike<number>, line: number): number {
    const known = this.#data.get(source);
    if (known && known.rows === rows && this.#holds(known.from, values)) return known.record;
    const from = this.numbers.length;
    this.#take(values, nameOfData(source) ?? 'the data');
    const record = this.#record(kinds.data, line, [0, rows, values.length / rows], values.length);
    this.#data.set(source, { record, rows, from });
    return record;
  }

  call(
    name: string,
    operands: readonly number[],
    integers: readonly number[],
    line: number,
    options: Options = {},
  ): number {
    const words = [this.name(name), operands.length, ...operands, integers.length];
    for (const integer of integers) words.push(integer >>> 0);
    const last = this.#optionWords(options);
    return this.#record(kinds.call, line, [...words, ...last.words], last.numbers);
  }

  /** A record of a model (web/model): a law with its parameters, between the words that stand before and after them. */
  law(
    kind: number,
    line: number,
    before: readonly number[],
    law: { name: string; operands: readonly number[]; options: Options },
    after: readonly number[],
  ): number {
    const { words, numbers } = this.#optionWords(law.options);
    const all = [...before, this.name(law.name), law.operands.length, ...law.operands, ...words, ...after];
    return this.#record(kind, line, all, numbers);
  }

  /** The kinds of all records. */
  kinds(): number[] {
    return this.wordsAt.map((at) => this.words[at]! & 0xff);
  }

  /** A record of a model that has words only. */
  plain(kind: number, line: number, words: readonly number[]): number {
    return this.#record(kind, line, words);
  }

  #optionWords(options: Options): { words: number[]; numbers: number } {
    const entries = Object.entries(options);
    const words = [entries.length];
    let numbers = 0;
    for (const [option, value] of entries) {
      if (typeof value === 'number') {
        this.#take([value], `the option ${option}`);
        numbers++;
      }
      words.push(this.name(option), typeof value === 'number' ? 0 : this.name(value));
    }
    return { words, numbers };
  }

  /** Result `which` of a call that has several. */
  pick(of: number, which: number, line: number): number {
    return this.#record(kinds.pick, line, [of, which]);
  }

  /** The recipe with these outputs. */
  finish(outputs: readonly (readonly [name: string, record: number])[]): Recipe {
    const tail = outputs.flatMap(([name, record]) => [this.name(name), record]);
    const head = [magic, this.size, outputs.length];
    const words = new Uint32Array(head.length + this.words.length + tail.length);
    words.set(head);
    words.set(this.words, head.length);
    words.set(tail, head.length + this.words.length);
    return {
      words,
      numbers: Float64Array.from(this.numbers),
      names: this.names.slice(),
      lines: Uint32Array.from(this.lines),
    };
  }

  #record(kind: number, line: number, words: readonly number[], numbers = 0): number {
    if (this.size >= maxRecords) {
      throw new RangeError(
        `The function makes more than ${maxRecords} operations: does a loop not end? ` +
          'Arrays are calculated with as a whole, without a loop: mul(x, [1, 2, 3]).',
      );
    }
    this.wordsAt.push(this.words.length);
    this.numbersAt.push(this.numbers.length - numbers);
    this.words.push(((words.length << 8) | kind) >>> 0);
    for (const word of words) this.words.push(word);
    this.lines.push(line);
    return this.size - 1;
  }

  /** The number of a text; 0 is none. */
  name(text: string): number {
    if (text === '') return 0;
    if (text.includes('\n'))
      throw new RangeError(`The name ${JSON.stringify(text.slice(0, 40))} has a line break.`);
    let number = this.#nameNumbers.get(text);
    if (number === undefined) {
      number = this.names.push(text);
      this.namesAt.push(this.size);
      this.#nameNumbers.set(text, number);
    }
    return number;
  }

  /** Throws unless so many numbers more may be taken. */
  requireRoom(count: number) {
    if (this.numbers.length + count > maxNumbers) {
      throw new RangeError(`The expression holds more than ${maxNumbers} numbers.`);
    }
  }

  #take(values: ArrayLike<number>, what: string) {
    this.requireRoom(values.length);
    const { length } = this.numbers;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        this.numbers.length = length;
        const place = values.length > 1 ? ` at place ${i}` : '';
        throw new RangeError(`Only finite numbers can stand in an expression: ${what} has ${value}${place}.`);
      }
      this.numbers.push(value);
    }
  }

  #holds(from: number, values: ArrayLike<number>) {
    for (let i = 0; i < values.length; i++) if (!Object.is(this.numbers[from + i], values[i])) return false;
    return true;
  }
}

/** The number of the first record in which two runs differ, or undefined. */
export function firstDifference(a: Recorder, b: Recorder): number | undefined {
  const end = (starts: readonly number[], all: readonly number[], record: number) =>
    starts[record + 1] ?? all.length;
  const same = (x: Recorder, y: Recorder, record: number) => {
    const [from, to] = [x.wordsAt[record]!, end(x.wordsAt, x.words, record)];
    if (from !== y.wordsAt[record] || to !== end(y.wordsAt, y.words, record)) return false;
    for (let i = from; i < to; i++) if (x.words[i] !== y.words[i]) return false;
    const [first, last] = [x.numbersAt[record]!, end(x.numbersAt, x.numbers, record)];
    if (last !== end(y.numbersAt, y.numbers, record)) return false;
    for (let i = first; i < last; i++) if (!Object.is(x.numbers[i], y.numbers[i])) return false;
    return true;
  };
  const both = Math.min(a.size, b.size);
  let found = a.size === b.size ? Infinity : both;
  for (let record = both; record-- > 0;) if (!same(a, b, record)) found = record;
  const named = a.names.findIndex((name, i) => name !== b.names[i]);
  if (named >= 0) found = Math.min(found, a.namesAt[named]!);
  return found === Infinity ? undefined : found;
}
