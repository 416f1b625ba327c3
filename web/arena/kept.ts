// What is kept of a chain. A long one is thinned so that a phone can hold it: whenever there are too many rows every other
// one goes. Which transitions stay depends on their number alone, never on how the chain came in pieces.

export class Kept {
  /** Every so many transitions one is kept: a power of two. */
  every = 1;
  /** Transitions that were offered. */
  seen = 0;
  /** Rows that are kept. */
  count = 0;
  #rows: Float64Array;

  /** Rows of `width` numbers, at most `most` (even) of them. */
  constructor(
    readonly width: number,
    readonly most: number,
  ) {
    this.#rows = new Float64Array(width * Math.min(most, 256));
  }

  /** One row; what is read of it is copied. */
  add(row: ArrayLike<number>) {
    const wanted = this.seen % this.every === 0;
    this.seen++;
    if (!wanted) return;
    if (this.count === this.most) {
      this.thin(2 * this.every);
      // The row that comes is the first of the transitions that the thinner rhythm may leave out.
      if ((this.seen - 1) % this.every !== 0) return;
    }
    const at = this.count * this.width;
    if (at === this.#rows.length) {
      const more = new Float64Array(Math.min(2 * this.#rows.length, this.width * this.most));
      more.set(this.#rows);
      this.#rows = more;
    }
    for (let j = 0; j < this.width; j++) this.#rows[at + j] = row[j]!;
    this.count++;
  }

  /** Keeps every `every`-th transition only, a multiple of what it is. */
  thin(every: number) {
    const step = every / this.every;
    const { width } = this;
    const count = Math.ceil(this.count / step);
    for (let i = 0; i < count; i++)
      this.#rows.copyWithin(i * width, i * step * width, (i * step + 1) * width);
    this.count = count;
    this.every = every;
  }

  /** (count, width); a view that the next row may change. */
  get rows(): Float64Array {
    return this.#rows.subarray(0, this.count * this.width);
  }
}

/** Chains of one law, side by side: equally thinned and equally long. */
export interface Side {
  /** Draws of each chain, and of how many transitions one was kept. */
  count: number;
  every: number;
  /** (count, K, width): the first draw of each chain, then the second. */
  rows: Float64Array;
}

export function sideBySide(chains: readonly Kept[]): Side {
  const every = Math.max(...chains.map((chain) => chain.every));
  for (const chain of chains) if (chain.every < every) chain.thin(every);
  const count = Math.min(...chains.map((chain) => chain.count));
  const [width, all] = [chains[0]!.width, chains.map((chain) => chain.rows)];
  const rows = new Float64Array(count * chains.length * width);
  for (let i = 0; i < count; i++)
    for (const [k, own] of all.entries())
      rows.set(own.subarray(i * width, (i + 1) * width), (i * all.length + k) * width);
  return { count, every, rows };
}

/** The columns `from` to `to` of rows of `width` numbers. */
export function columns(rows: Float64Array, width: number, from: number, to = from + 1): Float64Array {
  const count = rows.length / width;
  const part = new Float64Array(count * (to - from));
  for (let i = 0; i < count; i++) part.set(rows.subarray(i * width + from, i * width + to), i * (to - from));
  return part;
}
