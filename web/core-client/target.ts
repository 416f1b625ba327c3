// The methods for target densities: the zoo of test targets, and recipes that are log densities. A target is named anew in
// each call; the worker keeps none.

import type { TargetName } from '$core/catalogue.ts';
import type { Target } from '$core/tractable_simd.js';
import type { Recipe } from '../trace/recipe.ts';
import { camel } from './camel.ts';
import { checked, inPiece, located } from './graph.ts';
import type { Context } from './methods.ts';
import { using } from './objects.ts';

/**
 * A log density on R^D: one of `targets` with those of its options that are not as usual; or a traced function of x (B, D), whose
 * first output is log_prob (B, 1) and whose second, if there is one, the quantities that people ask about; or a traced model.
 */
export type TargetSpec =
  | { name: TargetName; options?: Record<string, number> }
  | { recipe: Recipe; name?: undefined }
  | { model: Recipe; name?: undefined };

export interface TargetFacts {
  dim: number;
  /** Names of x's coordinates, and of the quantities that people ask about: mu, tau, theta where x is mu, log tau ... */
  coordinates: string[];
  quantities: string[];
  /** Whether there are exact draws. */
  draws: boolean;
  /** The log of the integral of exp(log_prob); NaN where it is not known. */
  logNormalizer: number;
  /** What a picture of the first two coordinates should show: low x, high x, low y, high y; the last two 0 on the line. */
  box: Float64Array;
}

export interface TargetMoments {
  /** Exact, of the Q quantities; empty where they are not known, infinite or NaN where there are none. */
  mean: Float64Array;
  variance: Float64Array;
  /** (Q, Q); empty where it is not known. */
  covariance: Float64Array;
}

/** Rows of a target in one call: at most a few milliseconds of the dearest. */
const pieceRows = 256;

/** Numbers of exact draws in one call. */
const drawPiece = 16_384;

/** kMaxElements of wasm/border.hpp: for more the core is asked as a whole, and refuses it in its own words. */
export const maxElements = 2 ** 24;

/** The target as the core's object: the caller deletes it. An Error of a recipe names the line at fault. */
export function targetOf({ core }: Context, spec: TargetSpec, where: string): Target {
  if (spec && 'recipe' in spec) {
    const { words, numbers, names } = checked(spec.recipe, where);
    return located(spec.recipe, () => core.make_recipe_target(words, numbers, names.join('\n')));
  }
  if (spec && 'model' in spec) {
    const { words, numbers, names } = checked(spec.model, where, 'model');
    return located(spec.model, () => core.make_model(words, numbers, names.join('\n')));
  }
  const { name, options = {} } = spec ?? {};
  const values = Float64Array.from(Object.values(options));
  return core.make_target(name as TargetName, Object.keys(options).join('\n'), values);
}

const isRows = (x: unknown, dim: number): x is Float64Array =>
  x instanceof Float64Array && x.length > pieceRows * dim && x.length % dim === 0;

export const targetMethods = {
  /** The zoo of targets and their options. */
  targets: (_: undefined, { core }: Context) => core.targets(),

  /** What there is to know about a target before it is drawn. */
  targetFacts: ({ target }: { target: TargetSpec }, context: Context): Promise<TargetFacts> =>
    using(targetOf(context, target, 'targetFacts'), (law) => camel(law.facts())),

  targetMoments: ({ target }: { target: TargetSpec }, context: Context): Promise<TargetMoments> =>
    using(targetOf(context, target, 'targetMoments'), (law) => law.moments()),

  /** log_prob, unnormalised, of each row of x, (n, D), and its gradient (n, D) if it is asked for. -Infinity and NaN are values. */
  targetDensity: (
    { target, x, gradient = false }: { target: TargetSpec; x: Float64Array; gradient?: boolean },
    context: Context,
  ): Promise<{ value: Float64Array; gradient?: Float64Array }> =>
    using(targetOf(context, target, 'targetDensity'), async (law) => {
      const { dim } = law;
      if (!isRows(x, dim)) return law.log_prob(x, gradient);
      const value = new Float64Array(x.length / dim);
      const slope = gradient === true ? new Float64Array(x.length) : undefined;
      const piece = pieceRows * dim;
      for (let done = 0; done < x.length; done += piece) {
        const part = inPiece(x, done, piece, (rows) => law.log_prob(rows, gradient));
        value.set(part.value, done / dim);
        slope?.set(part.gradient!, done);
        await context.job.pause(done, x.length);
      }
      return slope ? { value, gradient: slope } : { value };
    }),

  /** The quantities (n, Q) of rows x (n, D), draws for example. */
  targetQuantities: (
    { target, x }: { target: TargetSpec; x: Float64Array },
    context: Context,
  ): Promise<Float64Array> =>
    using(targetOf(context, target, 'targetQuantities'), async (law) => {
      const { dim } = law;
      const width = law.quantity_count;
      if (!isRows(x, dim) || (x.length / dim) * width > maxElements) return law.quantities(x);
      const value = new Float64Array((x.length / dim) * width);
      const piece = pieceRows * dim;
      for (let done = 0; done < x.length; done += piece) {
        value.set(
          inPiece(x, done, piece, (rows) => law.quantities(rows)),
          (done / dim) * width,
        );
        await context.job.pause(done, x.length);
      }
      return value;
    }),

  /** Exact draws (count, D), from row `begin` on in the seed's endless sequence. */
  targetSample: (
    { target, count, seed, begin = 0 }: { target: TargetSpec; count: number; seed: number; begin?: number },
    context: Context,
  ): Promise<Float64Array> =>
    using(targetOf(context, target, 'targetSample'), async (law) => {
      const key = context.core.key_from_seed(seed);
      const { dim } = law;
      const piece = Math.max(1, Math.floor(drawPiece / dim));
      if (!(count > piece && count * dim <= maxElements && Number.isInteger(count)))
        return law.sample(key, count, begin);
      law.sample(key, 0, begin + count); // the core's own words for a place beyond 2^53
      const x = new Float64Array(count * dim);
      for (let done = 0; done < count; done += piece) {
        x.set(law.sample(key, Math.min(piece, count - done), begin + done), done * dim);
        await context.job.pause(done, count);
      }
      return x;
    }),
};
