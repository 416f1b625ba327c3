// The methods that ask of Markov chains whether they may be trusted, and of draws how far from the truth they are. Chains come
// as (K, n), row by row; what is not known (too few draws, all of them equal, one that is not finite) is NaN.

import type { Context } from './methods.ts';

/** Chains of one quantity: `draws` (K, n), `chains` K. */
export interface ChainsArgs {
  draws: Float64Array;
  chains: number;
}

/** What `chainSummaries` says of each of D parameters. */
export type ChainTable = ReturnType<Context['core']['chain_summaries']>;

/** Draws that one call summarises: some milliseconds. */
const summaryPiece = 32_768;

/** The parameters `from` to `to` of draws (rows, dim). */
function columns(draws: Float64Array, dim: number, from: number, to: number): Float64Array {
  const rows = draws.length / dim;
  const width = to - from;
  const part = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) part.set(draws.subarray(i * dim + from, i * dim + to), i * width);
  return part;
}

/** Draws of a log-likelihood that are smoothed in one call: some milliseconds. */
const looPiece = 16_384;

/** Numbers of a point: elpd, p_loo, mcse, k, r_eff, ess, elpd_waic, p_waic. */
const looFields = 8;

/** Leave-one-out of a model. */
export type Loo = ReturnType<Context['core']['loo_sums']> & {
  /** (N, 8). */
  points: Float64Array;
  /** Of each observation. */
  pointwise: Float64Array;
  k: Float64Array;
  rEff: Float64Array;
};

function summed(core: Context['core'], points: Float64Array, draws: number): Loo {
  const field = (at: number) =>
    Float64Array.from({ length: points.length / looFields }, (_, i) => points[i * looFields + at]!);
  return { ...core.loo_sums(points, draws), points, pointwise: field(0), k: field(3), rEff: field(4) };
}

export const diagnosticsMethods = {
  /** Place, spread, quantiles, Monte Carlo errors, R-hats and effective sample sizes of one quantity. */
  chainSummary: ({ draws, chains }: ChainsArgs, { core }: Context) => core.chain_summary(draws, chains),

  /** A row for each of `dim` parameters, as columns. draws (n, K, dim): the first draw of each chain, then the second. */
  chainSummaries: async (
    { draws, chains, dim }: ChainsArgs & { dim: number },
    { core, job }: Context,
  ): Promise<ChainTable> => {
    const fits = draws instanceof Float64Array && Number.isInteger(chains * dim) && chains > 0 && dim > 1;
    const rows = fits ? draws.length / dim : 0;
    if (rows * dim <= summaryPiece || !Number.isInteger(rows / chains))
      return core.chain_summaries(draws, chains, dim);
    const width = Math.max(1, Math.floor(summaryPiece / rows));
    let table: ChainTable | undefined;
    for (let from = 0; from < dim; from += width) {
      const to = Math.min(dim, from + width);
      const part = core.chain_summaries(columns(draws, dim, from, to), chains, to - from);
      table ??= Object.fromEntries(
        Object.keys(part).map((name) => [name, new Float64Array(dim)]),
      ) as ChainTable;
      for (const name of Object.keys(part) as (keyof ChainTable)[]) table[name].set(part[name], from);
      await job.pause(from, dim);
    }
    return table!;
  },

  /** The quantiles p, how many draws are effective for each, and their Monte Carlo errors. */
  chainQuantiles: ({ draws, chains, p }: ChainsArgs & { p: Float64Array }, { core }: Context) =>
    core.chain_quantiles(draws, chains, p),

  /** The autocorrelations of one chain at lags 0 ... lags - 1. */
  autocorrelation: ({ draws, lags }: { draws: Float64Array; lags: number }, { core }: Context) =>
    core.autocorrelation(draws, lags),

  /** The energy Bayesian fraction of missing information of each chain, from energies (K, n). */
  energyFraction: (
    { energies, chains }: { energies: Float64Array; chains: number },
    { core }: Context,
  ): Float64Array => core.e_bfmi(energies, chains),

  /** For a rank plot: (K, bins), how many of each chain's draws have a rank in each bin of all ranks. */
  rankHistogram: ({ draws, chains, bins }: ChainsArgs & { bins: number }, { core }: Context): Uint32Array =>
    core.rank_histogram(draws, chains, bins),

  /** (K, points): the part of each chain's draws whose rank is at most z of all, less z, at z = j / points. */
  rankEcdf: ({ draws, chains, points }: ChainsArgs & { points: number }, { core }: Context): Float64Array =>
    core.rank_ecdf_difference(draws, chains, points),

  /**
   * Where the counts of `ranks` uniform ranks on 0 ... most stay at all points at once but with probability alpha: bounds for the
   * number of ranks below `limit`, at z; and `alarm`, the exact probability.
   */
  ecdfBand: (
    { ranks, most, alpha, points = 0 }: { ranks: number; most: number; alpha: number; points?: number },
    { core }: Context,
  ) => core.ecdf_band(ranks, most, alpha, points),

  /** Ranks on 0 ... most of a simulation-based calibration: at how many points outside the band, and chi-square over bins. */
  rankTest: (
    {
      ranks,
      most,
      alpha,
      points = 0,
      bins = Math.min(20, most + 1),
    }: { ranks: Uint32Array; most: number; alpha: number; points?: number; bins?: number },
    { core }: Context,
  ) => core.rank_test(ranks, most, alpha, points, bins),

  /**
   * Leave-one-out of a model from one run: log_likelihood (S, N), chain after chain, S draws in all. `points` (N, 8) has all of each
   * observation, for looCompare.
   */
  loo: async (
    { logLikelihood, count, chains }: { logLikelihood: Float64Array; count: number; chains: number },
    { core, job }: Context,
  ): Promise<Loo> => {
    const width = logLikelihood.length / count;
    if (!(width > 1 && Number.isInteger(width))) {
      const all = core.loo_points(logLikelihood, width || 0, chains);
      return summed(core, all, count);
    }
    const points = new Float64Array(width * looFields);
    const step = Math.max(1, Math.floor(looPiece / count));
    for (let from = 0; from < width; from += step) {
      const to = Math.min(width, from + step);
      points.set(
        core.loo_points(columns(logLikelihood, width, from, to), to - from, chains),
        from * looFields,
      );
      await job.pause(from, width);
    }
    return summed(core, points, count);
  },

  /** elpd of b less that of a and its standard error, from their `points`: both of the same observations. */
  looCompare: ({ a, b }: { a: Float64Array; b: Float64Array }, { core }: Context) =>
    core.loo_difference(a, b),

  /** The 1-Wasserstein distance of two samples on the line. */
  wasserstein: ({ a, b }: { a: Float64Array; b: Float64Array }, { core }: Context) => core.wasserstein(a, b),

  /** That of n draws to a law with these quantiles at (i + 1/2) / n, ascending. */
  wassersteinToQuantiles: (
    { draws, quantiles }: { draws: Float64Array; quantiles: Float64Array },
    { core }: Context,
  ) => core.wasserstein_to_quantiles(draws, quantiles),

  /** The energy distance of draws (n, dim) to exact draws (m, dim), at most 4096 rows each: 0 only between equal laws. */
  energyDistance: (
    { draws, exact, dim }: { draws: Float64Array; exact: Float64Array; dim: number },
    { core }: Context,
  ) => core.energy_distance(draws, exact, dim),
};
