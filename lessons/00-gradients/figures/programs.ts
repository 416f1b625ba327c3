// Programs of the engine as the figures use them: a few lines of tracing become numbers, and are forgotten again.

import type { Client } from '$web/core-client/client.ts';
import type { Evaluated, GraphInfo, InspectedNode } from '$web/core-client/graph.ts';
import { createTracer, type Recipe } from '$web/trace/index.ts';

export type Core = Pick<Client, 'call'>;

/** For expressions of the lesson itself. What a student types is traced in the sandbox (typed.ts). */
export const t = createTracer();

export interface Asked {
  signal?: AbortSignal;
  gradient?: boolean;
  precision?: 'double' | 'float';
  batch?: number;
}

/** Runs `use` with a program of the recipe, and deletes it whatever happens. */
export async function using<T>(
  core: Core,
  recipe: Recipe,
  { signal, ...options }: Asked,
  use: (info: GraphInfo) => Promise<T>,
): Promise<T> {
  const info = await core.call('graphCreate', { recipe, ...options });
  try {
    signal?.throwIfAborted();
    return await use(info);
  } finally {
    // Also when it was cancelled: nobody else knows the number.
    await core.call('graphDelete', { graph: info.graph });
  }
}

/** Values, and gradients if asked for, at rows of x. */
export const evaluate = (
  core: Core,
  recipe: Recipe,
  x: Float64Array,
  asked: Asked = {},
): Promise<Evaluated> =>
  using(core, recipe, { gradient: false, ...asked }, ({ graph }) =>
    core.call('graphEvaluate', { graph, x }, asked.signal ? { signal: asked.signal } : {}),
  );

/** Every node with its value, and its adjoint, at one x. */
export const inspect = (
  core: Core,
  recipe: Recipe,
  x: Float64Array,
  asked: Asked = {},
): Promise<InspectedNode[]> =>
  using(core, recipe, { gradient: true, ...asked }, ({ graph }) =>
    core.call('graphInspect', { graph, x }, asked.signal ? { signal: asked.signal } : {}),
  );

/** `count` equal steps from low to high, both included. */
export const grid = (low: number, high: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
