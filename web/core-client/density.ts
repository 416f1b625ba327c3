// The methods for data on the line: draws counted into bins, kernel density estimates, moments and distances of samples,
// tables in text.

import type { BandwidthRule, RootMethod } from '$core/catalogue.ts';
import type { CsvTable } from '$core/tractable_simd.js';
import { toRecord } from './errors.ts';
import type { Context, Key } from './methods.ts';
import { using } from './objects.ts';
import { doubles, evaluate, fill, pieceSize, requireCount, type FillArgs } from './pieces.ts';

export interface DrawSummary {
  /** How many draws lie in each bin, below the first and above the last. */
  counts: Float64Array;
  below: number;
  above: number;
  count: number;
  mean: number;
  variance: number;
}

/** A long job shows what it has so far this often. */
const chunkMilliseconds = 50;

/** Positions of a density estimate in one call: a few milliseconds for 10 000 data. */
const kdePiece = 64;

interface KdeArgs {
  kde: number;
  x: Float64Array;
}

const kdeOf = ({ objects }: Context, id: number, where: string) => objects.get('kde', id, where);

/** A column of a table: numbers (a missing cell is NaN), or texts and the reason why they are not numbers. */
export type CsvColumn = { name: string } & ({ numbers: Float64Array } | { texts: string[]; reason: string });

export interface CsvContents {
  rows: number;
  separator: string;
  columns: CsvColumn[];
}

function csvColumn(table: CsvTable, column: number): CsvColumn {
  const name = table.name(column);
  try {
    return { name, numbers: table.numbers(column) };
  } catch (error) {
    const { code, message } = toRecord(error, 'readCsv');
    if (code !== 'parse_error') throw error;
    return { name, texts: table.texts(column), reason: message };
  }
}

export const densityMethods = {
  /** Draws standard normal numbers, counts them into equal bins and forgets them. Sends what it has so far as chunks. */
  drawSummary: async (
    { key, count, low, high, bins }: { key: Key; count: number; low: number; high: number; bins: number },
    { core, job }: Context,
  ): Promise<DrawSummary> =>
    using(core.make_draw_summary(low, high, bins), async (summary) => {
      requireCount(count, 'drawSummary');
      let sent = performance.now();
      // The first piece also checks key and count.
      for (let done = 0; done < count || done === 0; done += pieceSize) {
        summary.add_normal(key, Math.min(pieceSize, count - done), done);
        await job.pause(done, count);
        if (performance.now() - sent > chunkMilliseconds) {
          await job.send(summary.state());
          sent = performance.now();
        }
      }
      return summary.state();
    }),

  /** The bandwidth that a rule reads from the data. */
  bandwidth: ({ rule, data }: { rule: BandwidthRule; data: Float64Array }, { core }: Context): number =>
    core.bandwidth(rule, data),

  /** A kernel density estimate, held by the worker until `kdeDelete`. `bandwidth`: a number or a rule's name. */
  kdeCreate: (
    { data, bandwidth }: { data: Float64Array; bandwidth: BandwidthRule | number },
    context: Context,
  ) => {
    const kde = context.objects.hold('kde', context.core.make_kde(data, bandwidth));
    return { kde, bandwidth: kdeOf(context, kde, 'kdeCreate').bandwidth };
  },
  kdeDensity: ({ kde, x }: KdeArgs, context: Context) =>
    evaluate(x, kdePiece, (part) => kdeOf(context, kde, 'kdeDensity').density(part), context.job),
  kdeLogDensity: ({ kde, x }: KdeArgs, context: Context) =>
    evaluate(x, kdePiece, (part) => kdeOf(context, kde, 'kdeLogDensity').log_density(part), context.job),
  kdeCdf: ({ kde, x }: KdeArgs, context: Context) =>
    evaluate(x, kdePiece, (part) => kdeOf(context, kde, 'kdeCdf').cdf(part), context.job),
  kdeSf: ({ kde, x }: KdeArgs, context: Context) =>
    evaluate(x, kdePiece, (part) => kdeOf(context, kde, 'kdeSf').sf(part), context.job),
  kdePpf: ({ kde, x }: KdeArgs, context: Context) =>
    evaluate(x, kdePiece, (part) => kdeOf(context, kde, 'kdePpf').ppf(part), context.job),
  kdeSample: ({ kde, ...args }: FillArgs & { kde: number }, context: Context): Promise<Float64Array> =>
    fill(
      (key, count, begin) => kdeOf(context, kde, 'kdeSample').sample(key, count, begin),
      doubles,
      args,
      context.job,
    ),
  /** The points that a root-finding method tries for a quantile, and |cdf(x) - p| at each. */
  kdeQuantileSteps: (
    { kde, p, method }: { kde: number; p: number; method: RootMethod },
    context: Context,
  ): { x: Float64Array; miss: Float64Array } =>
    kdeOf(context, kde, 'kdeQuantileSteps').quantile_steps(p, method),
  kdeLeaveOneOut: ({ kde }: { kde: number }, context: Context): number =>
    kdeOf(context, kde, 'kdeLeaveOneOut').leave_one_out_log_likelihood(),
  /** The mean and the unbiased variance of numbers; NaN where there are too few. */
  moments: ({ x }: { x: Float64Array }, { core }: Context) => core.sample_moments(x),
  /** Kolmogorov's distance of numbers from the uniform law, and its p-value. */
  ksFromUniform: ({ u }: { u: Float64Array }, { core }: Context) => core.ks_from_uniform(u),
  /** The distance that n true draws exceed with probability `level`. */
  ksBound: ({ level, n }: { level: number; n: number }, { core }: Context): number => core.ks_bound(level, n),
  /** Kolmogorov's distance between two samples, and its p-value. */
  ksTwoSamples: ({ a, b }: { a: Float64Array; b: Float64Array }, { core }: Context) =>
    core.ks_two_samples(a, b),

  /** A table in text (RFC 4180). Without `separator` it is found in the first line. */
  readCsv: async (
    { text, separator }: { text: string; separator?: ',' | ';' | '\t' },
    { core, job }: Context,
  ): Promise<CsvContents> =>
    using(core.make_csv_table(text, separator), async (table) => {
      const columns: CsvColumn[] = [];
      for (let i = 0; i < table.columns; i++) {
        columns.push(csvColumn(table, i));
        await job.pause(i, table.columns);
      }
      return { rows: table.rows, separator: table.separator, columns };
    }),

  kdeDelete: ({ kde }: { kde: number }, { objects }: Context) => objects.delete('kde', kde, 'kdeDelete'),
};
