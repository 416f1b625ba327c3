// A value of which only is known how it comes about: a record of the trace that is being written. Functions take it
// (functions.ts), and it has them as methods; JavaScript's own operators cannot work on it and say so.

import { describe } from './describe.ts';
import type { Methods } from './signatures.ts';
import { noProperty } from './names.ts';
import type { Recorder } from './recorder.ts';

/** What a function takes beside traced values. An array of numbers is a row, an array of rows a matrix; an array that
 * holds traced values is these side by side. */
export type Operand = Traced | number | NumberArray | readonly Operand[] | readonly (readonly number[])[];

export type NumberArray =
  | readonly number[]
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array;

// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- functions.ts puts the methods in
export class Traced {
  /** The trace to which it belongs. Not to be seen when the value is shown. */
  readonly #owner: Recorder;
  /** The number of its record. */
  declare readonly record: number;
  /** How many columns it has, where that is plain from the call. */
  declare readonly columns: number | undefined;
  /** How many rows it has, where they are not the batch and known: those of a matrix of data. */
  declare readonly rows: number | undefined;

  constructor(owner: Recorder, record: number, columns: number | undefined, rows?: number) {
    this.#owner = owner;
    // Not to be met by `for (const i in x)`, which would calculate with them.
    Object.defineProperty(this, 'record', { value: record });
    Object.defineProperty(this, 'columns', { value: columns });
    Object.defineProperty(this, 'rows', { value: rows });
    Object.freeze(this);
  }

  static ownerOf(value: Traced): Recorder {
    return value.#owner;
  }

  static is(value: unknown): value is Traced {
    return typeof value === 'object' && value !== null && #owner in value;
  }

  /** How many columns it has. Throws where the tracer does not know. */
  get length(): number {
    if (this.columns !== undefined) return this.columns;
    throw new TypeError(
      'How many columns this value has is known only to the core: take one of them as at(x, 0).',
    );
  }

  /** Its columns, one after the other: `const [a, b] = x`, `for (const column of x)`. */
  *[Symbol.iterator](): Generator<Traced> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  [Symbol.toPrimitive](hint: 'string' | 'number' | 'default'): never {
    throw new TypeError(sentences[hint]);
  }

  toJSON(): never {
    throw new TypeError('A traced value has no numbers yet, so it cannot be written as JSON.');
  }
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export interface Traced extends Methods {
  /** Column i, as at(x, i); x[[0, 0, 2]] are several, as gather(x, [0, 0, 2]). */
  readonly [column: number]: Traced;
}

const sentences = {
  number:
    'JavaScript cannot compare or calculate with a traced value, which has no number yet. ' +
    'Instead of x > 0, x - 1, x * 2, x / 3, x ** 2, -x or Math.exp(x) write ' +
    'greater(x, 0), sub(x, 1), mul(x, 2), div(x, 3), pow(x, 2), neg(x) or exp(x); ' +
    'instead of a ? b : c write select(a, b, c).',
  default:
    'JavaScript cannot add a traced value or compare it with ==. ' +
    'Instead of x + 1 write add(x, 1), instead of x += y write x = add(x, y).',
  string:
    'A traced value has no number yet, so it cannot become text or the name of a property. ' +
    'To see its values, evaluate the traced function.',
};

const methodNames = () => Object.getOwnPropertyNames(Traced.prototype);

// x[0] is at(x, 0), for any place: what is not found on the way up arrives here.
Object.setPrototypeOf(
  Traced.prototype,
  new Proxy(Object.prototype, {
    get(target, key, receiver: unknown) {
      if (typeof key === 'symbol' || key in target || !Traced.is(receiver))
        return Reflect.get(target, key, receiver) as unknown;
      if (/^\d+$/.test(key)) return receiver.at(Number(key));
      // x[[0, 0, 2]]: JavaScript makes the array to text before it asks.
      if (/^\d+(,\d+)+$/.test(key)) return receiver.gather(key.split(',').map(Number));
      if (key === 'then') return undefined; // asked for by await
      throw noProperty(key, methodNames());
    },
    set(target, key, value: unknown, receiver: unknown) {
      if (!Traced.is(receiver)) return Reflect.set(target, key, value, receiver);
      throw new TypeError(
        'A traced value cannot be changed: make another one. Columns side by side are an array: [x[0], mul(x[1], 2)].',
      );
    },
    ownKeys() {
      throw new TypeError(
        'for (... in x) cannot walk through a traced value: write for (const column of x), or count i from 0 to x.length - 1.',
      );
    },
  }),
);

/** Objects that are no operands, with what is said when one is used as one. */
const explained = new WeakMap<object, string>();
export function explain<T extends object>(object: T, sentence: string): T {
  explained.set(object, sentence);
  return object;
}

/** Throws unless the value belongs to `recorder`. */
export function requireOwn(value: Traced, recorder: Recorder, where: string): Traced {
  if (Traced.ownerOf(value) === recorder) return value;
  throw new TypeError(
    `${where}: this value belongs to another trace. ` +
      'What a traced function uses must come in as its argument, or be a number or an array.',
  );
}

/** The sentence for a value that no function takes. */
export function notAnOperand(where: string, value: unknown): TypeError {
  const hints: Record<string, string> = {
    undefined: '; is a name misspelled, or does a function not return?',
    function: '; are its parentheses missing?',
    boolean: '; write 1 or 0, and instead of a comparison greater(a, b) or less(a, b)',
    bigint: '; write it without the n',
  };
  const known = typeof value === 'object' && value !== null ? explained.get(value) : undefined;
  if (known !== undefined) return new TypeError(`${where}: the argument is ${known}`);
  return new TypeError(
    `${where}: the argument is ${describe(value)}, not a traced value, a number or an array${hints[typeof value] ?? ''}`,
  );
}
