// The methods for models that students write: what is known of one, and what is asked of its draws beside their density. A model
// is also a target (target.ts): samplerCreate, runChains, targetDensity, targetQuantities take { model }.

import type { Target } from '$core/tractable_simd.js';
import type { Recipe } from '../trace/recipe.ts';
import { TractableError } from './errors.ts';
import { inPiece, located } from './graph.ts';
import type { Core } from './instance.ts';
import type { Context } from './methods.ts';
import { using } from './objects.ts';
import { requireCount } from './pieces.ts';
import { maxElements, targetOf } from './target.ts';

/** One line of a model that names something. */
export interface ModelSite {
  name: string;
  kind: 'sample' | 'observe' | 'factor' | 'quantity';
  /** Of sample and observe: 'normal', 'flat', 'mixture' ... */
  law: string;
  /** Of the value, or of the data; a vector has 1 row. */
  rows: number;
  cols: number;
  /** Of sample: what takes its free numbers to its values, 'real', 'lower', 'simplex' ... */
  transform: string;
  /** Of sample: its free numbers are x[first] ... x[first + size - 1]. */
  first: number;
  size: number;
  /** Of observe and factor: how many terms of the log likelihood it has; else how many numbers. */
  width: number;
  /** Whether it is part of the likelihood. */
  likelihood: boolean;
  /** The line of the code, 0 where it is not known. */
  line: number;
  /** Names of the sampled values and quantities that it is made of. */
  parents: string[];
  /** Sites of one plate belong together value by value. */
  plate?: number;
  /** Of observe: the data, row by row. */
  observed?: Float64Array;
}

export interface ModelFacts {
  /** How many free numbers there are. */
  dim: number;
  sites: ModelSite[];
  /** The size of each plate. */
  plates: number[];
  /** Names of x's coordinates, and of the quantities: mu, theta[1], L[2,1]. */
  coordinates: string[];
  quantities: string[];
}

/** Numbers of each site, (n, width) row by row. */
export type BySite = Record<string, Float64Array>;

interface Rows {
  model: Recipe;
  /** (n, D): draws. */
  x: Float64Array;
}

type Site = ReturnType<Core['model_facts']>['sites'][number];

/** Rows of a model in one call: some milliseconds of the dearest. */
const pieceRows = 256;

/** Programs of a model stand between calls of one method only: the worker keeps none. */
const withModel = <T>(
  context: Context,
  model: Recipe,
  where: string,
  f: (target: Target) => T | Promise<T>,
): Promise<T> => using(targetOf(context, { model }, where), async (target) => f(target));

/** f of all rows, piece by piece: (n, width). Where the core refuses them it is asked for all, in its own words. */
async function byRows(
  { job }: Context,
  x: Float64Array,
  dim: number,
  width: number,
  f: (x: Float64Array, first: number) => Float64Array,
): Promise<Float64Array> {
  const rows = x instanceof Float64Array ? x.length / dim : 0;
  if (!Number.isInteger(rows) || rows <= pieceRows || rows * width > maxElements) return f(x, 0);
  const value = new Float64Array(rows * width);
  for (let done = 0; done < rows; done += pieceRows) {
    const part = inPiece(x, done * dim, pieceRows * dim, (piece) => f(piece, done));
    value.set(part, done * width);
    await job.pause(done, rows);
  }
  return value;
}

/** Columns of each site, out of rows that have all side by side. */
function bySite(sites: readonly { name: string; columns: number }[], all: Float64Array): BySite {
  const width = sites.reduce((sum, { columns }) => sum + columns, 0);
  const rows = width === 0 ? 0 : all.length / width;
  let first = 0;
  const parts = sites.map(({ name, columns }) => {
    const own = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      const from = row * width + first;
      own.set(all.subarray(from, from + columns), row * columns);
    }
    first += columns;
    return [name, own] as const;
  });
  return Object.fromEntries(parts);
}

const sampled = (sites: readonly Site[]) => sites.filter(({ kind }) => kind === 'sample');
const observed = (sites: readonly Site[]) =>
  sites.filter(({ kind }) => kind === 'observe').map((site) => ({ ...site, columns: site.rows * site.cols }));

/** The values of all sampled sites, one after the other, by their names. */
function valuesOf(sites: readonly Site[], values: Record<string, number | ArrayLike<number>>): Float64Array {
  const where = 'modelUnconstrain';
  const known = sampled(sites);
  const odd = Object.keys(values ?? {}).find((name) => !known.some((site) => site.name === name));
  if (odd !== undefined) {
    const names = known.map(({ name }) => name).join(', ');
    const what = `the model samples no ${odd}; it samples ${names}`;
    throw new TractableError('unknown_name', where, `${where}: ${what}`);
  }
  const all = new Float64Array(known.reduce((sum, { width }) => sum + width, 0));
  let at = 0;
  for (const { name, width } of known) {
    const given = values?.[name];
    const own = typeof given === 'number' ? [given] : given;
    if (own?.length !== width) {
      const what = own === undefined ? 'is missing' : `has ${own.length} numbers`;
      const message = `${where}: ${name} ${what}; it must have ${width}`;
      throw new TractableError('shape_mismatch', where, message);
    }
    all.set(own, at);
    at += width;
  }
  return all;
}

export const modelMethods = {
  /** The model's sites, what they depend on, and the names of its numbers. An Error names the line at fault. */
  modelFacts: ({ model }: { model: Recipe }, context: Context): Promise<ModelFacts> =>
    withModel(context, model, 'modelFacts', (target) => {
      const { sites, ...facts } = context.core.model_facts(target);
      return {
        ...facts,
        sites: sites.map(({ record, plate, observed, ...site }) => ({
          ...site,
          line: model.lines?.[record] ?? 0,
          ...(plate >= 0 && { plate }),
          ...(site.kind === 'observe' && { observed }),
        })),
      };
    }),

  /** x (D) of values of all sampled sites, each by its name, row by row. */
  modelUnconstrain: (
    { model, values }: { model: Recipe; values: Record<string, number | ArrayLike<number>> },
    context: Context,
  ): Promise<Float64Array> =>
    withModel(context, model, 'modelUnconstrain', (target) =>
      context.core.model_unconstrain(target, valuesOf(context.core.model_facts(target).sites, values)),
    ),

  /** The log density (n) of rows x (n, D): of x, or, without `jacobian`, of the values. Nothing is left out of it. */
  modelLogJoint: (
    { model, x, jacobian = true }: Rows & { jacobian?: boolean },
    context: Context,
  ): Promise<Float64Array> =>
    withModel(context, model, 'modelLogJoint', (target) =>
      byRows(context, x, target.dim, 1, (rows) =>
        jacobian ? target.log_prob(rows, false).value : context.core.model_log_joint(target, rows),
      ),
    ),

  /** The log density of each observation at rows x (n, D): (n, N), sites side by side, and how many terms each has. */
  modelLogLikelihood: (
    { model, x }: Rows,
    context: Context,
  ): Promise<{ names: string[]; widths: number[]; values: Float64Array }> =>
    withModel(context, model, 'modelLogLikelihood', async (target) => {
      const sites = context.core.model_facts(target).sites.filter(({ likelihood }) => likelihood);
      const widths = sites.map(({ width }) => width);
      const all = widths.reduce((sum, width) => sum + width, 0);
      const values = await byRows(context, x, target.dim, all, (rows) =>
        context.core.model_log_likelihood(target, rows),
      );
      return { names: sites.map(({ name }) => name), widths, values };
    }),

  /** New data of each observed site for rows x (n, D), which are draws begin, begin + 1, ...: (n, N) each. */
  modelPredict: (
    { model, x, seed, begin = 0 }: Rows & { seed: number; begin?: number },
    context: Context,
  ): Promise<BySite> =>
    withModel(context, model, 'modelPredict', async (target) => {
      const { core } = context;
      const key = core.key_from_seed(seed);
      const sites = observed(core.model_facts(target).sites);
      const width = sites.reduce((sum, { columns }) => sum + columns, 0);
      const all = await byRows(context, x, target.dim, width, (rows, first) =>
        core.model_predict(target, rows, key, begin + first),
      );
      return bySite(sites, all);
    }),

  /** Draws begin, begin + 1, ... of the prior: (count, Q) quantities, and data for each observed site. */
  modelPrior: async (
    { model, count, seed, begin = 0 }: { model: Recipe; count: number; seed: number; begin?: number },
    context: Context,
  ): Promise<{ quantities: Float64Array; predictive: BySite }> =>
    withModel(context, model, 'modelPrior', async (target) => {
      const { core, job } = context;
      requireCount(count, 'modelPrior');
      const key = core.key_from_seed(seed);
      const sites = observed(core.model_facts(target).sites);
      const width = sites.reduce((sum, { columns }) => sum + columns, 0);
      const columns = target.quantity_count;
      if (count * Math.max(width, columns) > maxElements) core.model_prior(target, key, count, begin); // throws
      core.model_prior(target, key, 0, begin + count); // the core's own words for a place beyond 2^53
      const quantities = new Float64Array(count * columns);
      const data = new Float64Array(count * width);
      for (let done = 0; done < count; done += pieceRows) {
        const n = Math.min(pieceRows, count - done);
        const part = located(model, () => core.model_prior(target, key, n, begin + done));
        quantities.set(part.quantities, done * columns);
        data.set(part.data, done * width);
        await job.pause(done, count);
      }
      return { quantities, predictive: bySite(sites, data) };
    }),
};
