// What the page asks of the language and of the core about a model: one place, so that no component knows how.

import type { Client } from '../core-client/client.ts';
import type { Loo } from '../core-client/diagnostics.ts';
import type { ModelFacts } from '../core-client/model.ts';
import type { TargetSpec } from '../core-client/target.ts';
import type { Recipe } from '../trace/recipe.ts';
import type { Data } from '../model/data.ts';
import { complaint } from '../kit/latest.ts';
import { traceModel } from '../model/trace.ts';
import type { Run } from './run.svelte.ts';

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

export type Facts = ModelFacts;

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

export const targetOf = (model: Recipe): TargetSpec => ({ model });

/** From the text to the core's facts; rejects with a ModelFault. */
export async function readModel(
  client: Pick<Client, 'call'>,
  code: string,
  data: Data,
  signal: AbortSignal,
): Promise<Traced> {
  const traced = await traceModel({ code, data, signal });
  signal.throwIfAborted();
  if (traced.error !== undefined) throw new ModelFault(traced.error, traced.line);
  const { recipe } = traced;
  try {
    const facts = await client.call('modelFacts', { model: recipe }, { signal });
    return { recipe, facts };
  } catch (error) {
    throw faultOf(error);
  }
}

/** What was observed, site by site. */
export const observedOf = ({ facts }: Traced): { name: string; values: Float64Array }[] =>
  facts.sites.flatMap(({ name, kind, observed }) =>
    kind === 'observe' && observed ? [{ name, values: observed }] : [],
  );

/** Leave-one-out of a run's draws; undefined for a model that observes nothing. */
export async function looOf({ client, draws, model }: Run, signal: AbortSignal): Promise<Loo | undefined> {
  const { x, rows } = draws.positions();
  const { values } = await client.call('modelLogLikelihood', { model: model.recipe, x }, { signal });
  if (values.length === 0) return undefined;
  const args = { logLikelihood: values, count: rows.length, chains: draws.chains.length };
  return client.call('loo', args, { signal });
}
