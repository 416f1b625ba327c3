// The draws of a run as they arrive: for each chain its quantities (warm-up included), and after warm-up where it stands on
// the unconstrained scale and what the sampler says of each transition. Rows grow by doubling; nothing is copied to be shown.

import { samplerStatistics, type SamplerStatistic } from '$core/catalogue.ts';
import type { SamplerDraws } from '../core-client/mcmc.ts';

/** Rows of `width` numbers, of which there may come more. */
export class Rows {
  count = 0;
  #numbers = new Float64Array(0);

  constructor(readonly width: number) {}

  add(numbers: Float64Array) {
    const length = this.count * this.width;
    const needed = length + numbers.length;
    if (needed > this.#numbers.length) {
      const more = new Float64Array(Math.max(needed, 2 * this.#numbers.length, 64 * this.width));
      more.set(this.#numbers.subarray(0, length));
      this.#numbers = more;
    }
    this.#numbers.set(numbers, length);
    this.count += this.width > 0 ? numbers.length / this.width : 0;
  }

  at(row: number, column: number): number {
    return this.#numbers[row * this.width + column]!;
  }

  /** The rows from `from` to `to`; a view. */
  part(from: number, to: number): Float64Array {
    return this.#numbers.subarray(from * this.width, to * this.width);
  }

  column(column: number, from = 0, to = this.count): Float64Array {
    const values = new Float64Array(Math.max(0, to - from));
    for (let i = 0; i < values.length; i++) values[i] = this.at(from + i, column);
    return values;
  }
}

interface Chain {
  quantities: Rows;
  positions: Rows;
  statistics: Rows;
}

export interface Plan {
  chains: number;
  warmup: number;
  draws: number;
  dim: number;
  /** Of the quantities. */
  names: readonly string[];
}

export class Draws {
  readonly chains: readonly Chain[];

  constructor(readonly plan: Plan) {
    this.chains = Array.from({ length: plan.chains }, () => ({
      quantities: new Rows(plan.names.length),
      positions: new Rows(plan.dim),
      statistics: new Rows(samplerStatistics.length),
    }));
  }

  /** A chunk that begins where the chain's last one ended. */
  add(chain: number, { first, count, draws, statistics, quantities }: SamplerDraws) {
    const own = this.chains[chain]!;
    if (quantities) own.quantities.add(quantities);
    // A chunk has transitions of warm-up or later ones, never both: the client runs to the end of warm-up first.
    if (first < this.plan.warmup || count === 0) return;
    own.positions.add(draws);
    own.statistics.add(statistics);
  }

  /** Transitions of a chain so far, those of warm-up included. */
  reached(chain: number): number {
    return this.chains[chain]!.quantities.count;
  }

  /** Draws after warm-up that every chain has. */
  get length(): number {
    return Math.min(...this.chains.map(({ positions }) => positions.count));
  }

  /** Draws after warm-up of all chains. */
  get total(): number {
    return this.chains.reduce((sum, { positions }) => sum + positions.count, 0);
  }

  /** A quantity, chain by chain, after warm-up. */
  quantity(index: number): Float64Array[] {
    return this.chains.map(({ quantities }) => quantities.column(index, this.plan.warmup));
  }

  /** The same, in warm-up. */
  warming(index: number): Float64Array[] {
    return this.chains.map(({ quantities }) =>
      quantities.column(index, 0, Math.min(this.plan.warmup, quantities.count)),
    );
  }

  statistic(name: SamplerStatistic): Float64Array[] {
    const column = samplerStatistics.indexOf(name);
    return this.chains.map(({ statistics }) => statistics.column(column));
  }

  /** How many transitions have at least this much of something: trees of a depth, for example. */
  atLeast(name: SamplerStatistic, least: number): number {
    const column = samplerStatistics.indexOf(name);
    let count = 0;
    for (const { statistics } of this.chains)
      for (let i = 0; i < statistics.count; i++) if (statistics.at(i, column) >= least) count++;
    return count;
  }

  /** How often a flag (divergent, accepted ...) stands. */
  flagged(name: SamplerStatistic): number {
    return this.atLeast(name, 1);
  }

  /** One quantity as the diagnostics take it: (K, n), the draws that every chain has. */
  side(index: number): Float64Array {
    const { length } = this;
    const all = new Float64Array(this.chains.length * length);
    this.chains.forEach(({ quantities }, k) =>
      all.set(quantities.column(index, this.plan.warmup, this.plan.warmup + length), k * length),
    );
    return all;
  }

  /** Some quantities as summaries take them: (n, K, width). */
  table(columns: readonly number[]): Float64Array {
    const { length } = this;
    const all = new Float64Array(length * this.chains.length * columns.length);
    let at = 0;
    for (let i = 0; i < length; i++)
      for (const { quantities } of this.chains)
        for (const column of columns) all[at++] = quantities.at(this.plan.warmup + i, column);
    return all;
  }

  /** Where the chains stood, chain after chain: `most` rows at most, evenly spread over the draws. (n, D) */
  positions(most = Infinity): { x: Float64Array; rows: { chain: number; draw: number }[] } {
    const { length } = this;
    const each = Math.max(1, Math.min(length, Math.floor(most / this.chains.length)));
    const rows: { chain: number; draw: number }[] = [];
    if (length > 0)
      for (let chain = 0; chain < this.chains.length; chain++)
        for (let i = 0; i < each; i++) rows.push({ chain, draw: Math.floor((i * length) / each) });
    const x = new Float64Array(rows.length * this.plan.dim);
    rows.forEach(({ chain, draw }, i) =>
      x.set(this.chains[chain]!.positions.part(draw, draw + 1), i * this.plan.dim),
    );
    return { x, rows };
  }
}
