// What the page asks of the language and of the core about a model: one place, so that no component knows how.

import type { Client } from '../core-client/client.ts';
import type { TargetSpec } from '../core-client/target.ts';
import type { Recipe } from '../trace/recipe.ts';
import type { Data } from '../model/data.ts';
import { complaint } from '../kit/latest.ts';
import { traceModel } from '../model/trace.ts';
import type { Loo } from './loo.ts';
import type { Site } from './pictures/graph.ts';
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
    const facts = await ask(client)<Facts>('modelFacts', { model: recipe }, { signal }).catch(async () => {
      const found = await client.call('targetFacts', { target: targetOf(recipe) }, { signal });
      return { ...found, sites: [] };
    });
    return { recipe, facts };
  } catch (error) {
    throw faultOf(error);
  }
}

/** Rows of replications (n, N) of each observed site. */
export type Predicted = Record<string, Float64Array>;

/** What was observed, site by site. */
export const observedOf = ({ facts }: Traced): { name: string; values: Float64Array }[] =>
  facts.sites.flatMap(({ name, kind, observed }) =>
    kind === 'observe' && observed ? [{ name, values: observed }] : [],
  );

type Loose = <T>(method: string, args: unknown, options: { signal: AbortSignal }) => Promise<T>;
const ask = (client: Pick<Client, 'call'>) => client.call.bind(client) as unknown as Loose;

export const predict = (
  client: Pick<Client, 'call'>,
  model: Recipe,
  x: Float64Array,
  seed: number,
  signal: AbortSignal,
): Promise<Predicted> => ask(client)('modelPredict', { model, x, seed }, { signal });

export const prior = (
  client: Pick<Client, 'call'>,
  model: Recipe,
  count: number,
  seed: number,
  signal: AbortSignal,
): Promise<{ quantities: Float64Array; predictive: Predicted }> =>
  ask(client)('modelPrior', { model, count, seed }, { signal });

export interface LogLikelihood {
  names: string[];
  widths: number[];
  /** (n, N), sites side by side. */
  values: Float64Array;
}

export const logLikelihood = (
  client: Pick<Client, 'call'>,
  model: Recipe,
  x: Float64Array,
  signal: AbortSignal,
): Promise<LogLikelihood> => ask(client)('modelLogLikelihood', { model, x }, { signal });

/** Leave-one-out of a run's draws; undefined for a model that observes nothing. */
export async function looOf(run: Run, signal: AbortSignal): Promise<Loo | undefined> {
  const { x, rows } = run.draws.positions();
  const found = await logLikelihood(run.client, run.model.recipe, x, signal);
  if (found.values.length === 0) return undefined;
  return ask(run.client)(
    'loo',
    { logLikelihood: found.values, count: rows.length, chains: run.draws.chains.length },
    { signal },
  );
}
