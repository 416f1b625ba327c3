// What a gradient costs, as a multiple of its function: measured in the worker, on programs of the engine.

import type { Recipe, Traced } from '$web/trace/index.ts';
import { t, using, type Core } from './programs.ts';

export const dimensions = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
/** Rows of one run: as in a small ensemble of points, all of which want their gradient. */
const batch = 16;

const { add, exp, mul, sin, square, sum, log, tanh, concat, slice } = t;

/** Every input meets its neighbour: sum of sin(x_i) exp(x_j / 4), and the logarithm of one plus the sum of squares. */
export function smooth(x: Traced, dim: number): Traced {
  const turned = dim === 1 ? x : concat(slice(x, 1, dim - 1), slice(x, 0, 1));
  const waves = sum(mul(sin(x), exp(mul(0.25, turned))));
  return add(tanh(mul(0.1, waves)), log(add(1, sum(square(x)))));
}

export const recipeOf = (dim: number): Recipe => t.trace({ dim: { x: dim } }, ({ x }) => smooth(x, dim));

export interface Cost {
  dim: number;
  /** Seconds of one run of f, over all rows. */
  run: number;
  /** Times f: D + 1 runs one after the other, and one run of value and gradient. */
  differences: number;
  reverse: number;
  /** Kernel calls of f and of f with its gradient. */
  steps: [number, number];
}

const inputs = (dim: number) =>
  Float64Array.from({ length: batch * dim }, (_, i) => ((i * 37) % 101) / 50 - 1);

export async function measure(core: Core, dim: number, signal: AbortSignal): Promise<Cost> {
  const recipe = recipeOf(dim);
  const x = inputs(dim);
  return using(core, recipe, { signal, batch, gradient: false }, (value) =>
    using(core, recipe, { signal, batch, gradient: true }, async (both) => {
      const time = (graph: number, runs: number, milliseconds: number) =>
        core.call('graphTime', { graph, x, runs, milliseconds }, { signal });
      // In turns, and the least of each: what else the machine does only makes it slower.
      const least = { one: Infinity, gradient: Infinity, many: Infinity };
      for (let round = 0; round < 4; round++) {
        least.one = Math.min(least.one, await time(value.graph, 1, 12));
        least.gradient = Math.min(least.gradient, await time(both.graph, 1, 12));
        least.many = Math.min(least.many, await time(value.graph, dim + 1, 12));
      }
      return {
        dim,
        run: least.one,
        differences: least.many / least.one,
        reverse: least.gradient / least.one,
        steps: [value.steps, both.steps] as [number, number],
      };
    }),
  );
}
