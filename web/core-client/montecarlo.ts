// The methods for Monte Carlo on the page: darts under an envelope, importance weights, the ball in the cube, teaching sets.
// Each takes a seed and where to begin in its endless sequence, so that a figure goes on where it stopped.

import type { LineProposal, LineTarget, PlaneSetName } from '$core/catalogue.ts';
import type { GraphProgram, PlaneSet } from '$core/tractable_simd.js';
import type { Context } from './methods.ts';
import { using } from './objects.ts';

/** A density on the line: one of the catalogue's, or the first output of a program of `graphCreate`, a log density. */
export type Target = LineTarget | { graph: number };

/** A law to draw from: normal, laplace, cauchy of location a and scale b, or uniform on [a, b]. */
export interface Law {
  kind: LineProposal;
  a: number;
  b: number;
}

interface Draws {
  count: number;
  seed: number;
  /** How many came before; those and these are one sequence. */
  begin?: number;
}

export interface DartsArgs extends Draws {
  target: Target;
  /** The law times m: m is the area under the envelope. A box of height h over [a, b] is uniform with m = h (b - a). */
  envelope: Law & { m: number };
  /** How many of the darts before `begin` hit. */
  hits?: number;
}

export interface PlaneSetArgs {
  name: PlaneSetName;
  /** Those that are not given are the usual ones of `dataset2dList`. */
  options?: Record<string, number>;
}

/** Places at which one call computes a density of the plane: a millisecond or two. */
const planePiece = 2048;

/** Points that one call draws. */
const drawPiece = 16_384;

/** The two arguments by which the core knows a target. */
function known({ objects }: Context, target: Target, where: string): [LineTarget, GraphProgram | null] {
  const graph = (target as { graph?: number } | undefined)?.graph;
  return graph === undefined
    ? [target as LineTarget, null]
    : ['' as LineTarget, objects.get('graph', graph, where)];
}

function planeSet<R>(
  { name, options = {} }: PlaneSetArgs,
  { core }: Context,
  use: (set: PlaneSet) => R | Promise<R>,
): Promise<R> {
  const values = Float64Array.from(Object.values(options));
  return using(core.make_plane_set(name, Object.keys(options).join('\n'), values), use);
}

export const monteCarloMethods = {
  /** The targets on the line: where to draw them, and their integrals. */
  lineTargets: (_: undefined, { core }: Context) => core.line_targets(),

  /** Log densities of a target and a law at x. */
  lineCurves: ({ target, law, x }: { target: Target; law: Law; x: Float64Array }, context: Context) =>
    context.core.line_curves(...known(context, target, 'lineCurves'), law.kind, law.a, law.b, x),

  /**
   * Darts under an envelope, at most 131 072: places (x, y), which of them hit, the part that hit so far after each, what
   * part should (NaN where it is not known), and at how many the envelope is too low.
   */
  darts: ({ target, envelope, count, seed, begin = 0, hits = 0 }: DartsArgs, context: Context) => {
    const { core } = context;
    const [name, program] = known(context, target, 'darts');
    const { kind, a, b, m } = envelope;
    return core.darts(name, program, kind, a, b, m, core.key_from_seed(seed), count, begin, hits);
  },

  /** Darts at the cube [-1, 1]^dim: how many hit the unit ball, with an exact 95 % interval. */
  ballDarts: (
    { dim, count, seed, begin = 0, hits = 0 }: Draws & { dim: number; hits?: number },
    { core }: Context,
  ) => core.ball_darts(dim, core.key_from_seed(seed), count, begin, hits),

  /** The logarithm of the ball's part of the cube, estimated dimension by dimension, and its standard error. */
  ballLadder: ({ dim, count, seed }: { dim: number; count: number; seed: number }, { core }: Context) =>
    core.ball_ladder(dim, core.key_from_seed(seed), count),

  /** Draws of a law, weighted for a target: at most 131 072. `missed`: of 401 places, where the law cannot come. */
  importance: (
    { target, law, count, seed, begin = 0 }: Draws & { target: Target; law: Law },
    context: Context,
  ) => {
    const { core } = context;
    const [name, program] = known(context, target, 'importance');
    return core.importance(name, program, law.kind, law.a, law.b, core.key_from_seed(seed), count, begin);
  },

  /** Pareto-smoothed log weights and their k-hat. */
  psis: ({ logRatios, rEff = 1 }: { logRatios: Float64Array; rEff?: number }, { core }: Context) =>
    core.psis(logRatios, rEff),

  /**
   * Draws by an envelope of tangents, at most 131 072: the points of contact (x, value, slope of log p, three by three), what it
   * cost, and log p and the log envelope at x. A target that is not log-concave stops it: `stop`, `offending`.
   */
  adaptiveDraws: (
    { target, count, seed, x }: Draws & { target: LineTarget; x: Float64Array },
    { core }: Context,
  ) => core.adaptive_draws(target, core.key_from_seed(seed), count, x),

  /** After so many draws each (`at`, ascending): the estimate of the integral over its true value, the mean of x, Kish's size. */
  runningWeights: (
    { target, law, seed, at }: { target: LineTarget; law: Law; seed: number; at: Float64Array },
    { core }: Context,
  ) => core.running_weights(target, law.kind, law.a, law.b, core.key_from_seed(seed), at),

  /**
   * The mean of x from `count` weighted draws, `repeats` times: the average of what self-normalised weights and weights of the
   * normalised target give, and its standard error.
   */
  repeatedMeans: async (
    {
      target,
      law,
      count,
      repeats,
      seed,
    }: { target: LineTarget; law: Law; count: number; repeats: number; seed: number },
    { core, job }: Context,
  ) => {
    const key = core.key_from_seed(seed);
    const piece = Math.max(1, Math.floor(drawPiece / count));
    const sums = { ratio: 0, ratio_squares: 0, plain: 0, plain_squares: 0 };
    for (let done = 0; done < repeats; done += piece) {
      const some = Math.min(piece, repeats - done);
      const part = core.repeated_means(target, law.kind, law.a, law.b, key, count, some, done * count);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += part[name];
      await job.pause(done, repeats);
    }
    const of = (sum: number, squares: number) => {
      const mean = sum / repeats;
      return { mean, error: Math.sqrt((squares / repeats - mean * mean) / (repeats - 1)) };
    };
    return { ratio: of(sums.ratio, sums.ratio_squares), plain: of(sums.plain, sums.plain_squares) };
  },

  /**
   * The mean over [0, 1] of e^u (`exp`), 4 (u - 1/2)^2 (`bowl`) or 2u + 1 (`line`), `repeats` times from 2 `pairs` values each:
   * plain, with u as a control variate, with antithetic pairs; and the variances' ratios to plain, from all values.
   */
  quieter: (
    { f, pairs, repeats, seed }: { f: 'exp' | 'bowl' | 'line'; pairs: number; repeats: number; seed: number },
    { core }: Context,
  ) => core.quieter(f, core.key_from_seed(seed), pairs, repeats),

  /** The teaching sets in the plane and their options. */
  dataset2dList: (_: undefined, { core }: Context) => core.plane_sets(),

  /** Points of a teaching set, (count, 2), and the part that each comes from. */
  dataset2d: async (
    { count, seed, begin = 0, ...set }: Draws & PlaneSetArgs,
    context: Context,
  ): Promise<{ x: Float64Array; labels: Uint32Array }> =>
    planeSet(set, context, async (points) => {
      const key = context.core.key_from_seed(seed);
      if (!(count > drawPiece && count <= 2 ** 23 && Number.isInteger(count)))
        return points.sample(key, count, begin);
      points.sample(key, 0, begin + count); // the core's own words for a place beyond 2^53
      const x = new Float64Array(2 * count);
      const labels = new Uint32Array(count);
      for (let done = 0; done < count; done += drawPiece) {
        const part = points.sample(key, Math.min(drawPiece, count - done), begin + done);
        x.set(part.x, 2 * done);
        labels.set(part.labels, done);
        await context.job.pause(done, count);
      }
      return { x, labels };
    }),

  /** The log density of a teaching set at x, (n, 2). */
  dataset2dLogProb: async (
    { x, ...set }: PlaneSetArgs & { x: Float64Array },
    context: Context,
  ): Promise<Float64Array> =>
    planeSet(set, context, async (law) => {
      if (!(x instanceof Float64Array) || x.length <= 2 * planePiece || x.length % 2 !== 0)
        return law.log_prob(x);
      const value = new Float64Array(x.length / 2);
      for (let done = 0; done < value.length; done += planePiece) {
        value.set(law.log_prob(x.subarray(2 * done, 2 * (done + planePiece))), done);
        await context.job.pause(done, value.length);
      }
      return value;
    }),

  /** The entropy of a teaching set in nats: no model's test loss is below it. And a box for its picture. */
  dataset2dFacts: async (
    set: PlaneSetArgs,
    context: Context,
  ): Promise<{ entropy: number; components: number; box: Float64Array }> =>
    planeSet(set, context, (law) => ({
      entropy: law.entropy(),
      components: law.components,
      box: law.box(),
    })),
};
