// What the page asks of the language and of the core about a model: one place, so that no component knows how.

import type { Client } from '../core-client/client.ts';
import type { TargetSpec } from '../core-client/target.ts';
import type { Recipe } from '../trace/recipe.ts';
import { complaint } from '../kit/latest.ts';
import { traceModel } from './stand-in.ts';
import type { Site } from './pictures/graph.ts';

/** What is wrong with a model, and on which line of it. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';

  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
  }
}

export interface Facts {
  dim: number;
  sites: Site[];
  quantities: string[];
}

export interface Traced {
  recipe: Recipe;
  facts: Facts;
}

/** The sentence of an error, and the line that it names: "... line 3: ..." or "... (line 3)". */
export function faultOf(error: unknown): ModelFault {
  if (error instanceof ModelFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  const line = /\(line (\d+)\)|\bline (\d+):/.exec(message)?.slice(1).find(Boolean);
  return new ModelFault(complaint(message), line === undefined ? undefined : Number(line));
}

export const targetOf = (recipe: Recipe): TargetSpec => ({ recipe });

/** From the text to the core's facts; rejects with a ModelFault. */
export async function readModel(
  client: Pick<Client, 'call'>,
  code: string,
  data: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Traced> {
  const traced = await traceModel({ code, data, signal });
  signal.throwIfAborted();
  if ('error' in traced) throw new ModelFault(traced.error, traced.line);
  const { recipe } = traced;
  try {
    const facts = await client.call('targetFacts', { target: targetOf(recipe) }, { signal });
    return { recipe, facts: { dim: facts.dim, sites: [], quantities: facts.quantities } };
  } catch (error) {
    throw faultOf(error);
  }
}
