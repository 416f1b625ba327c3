// The recipe of a model that a person typed: its code runs in the sandbox (web/sandbox), with the data, and what leaves it
// is a recipe, as plain numbers and names. Whether that is a model is the core's to say.

import { runInSandbox, type Limits } from '../sandbox/run.ts';
import type { Recipe } from '../trace/recipe.ts';
import type { Data } from './data.ts';
import { explainFault } from './faults.ts';
import { scopeNames } from './scope-names.ts';
import { modelSetting } from './setting.ts';

export interface Order {
  code: string;
  data: Data;
  signal?: AbortSignal | undefined;
  limits?: Partial<Limits>;
}

interface Told {
  /** What the code wrote with console.log. */
  output: string[];
  /** False: the browser cannot isolate; tell the reader with `notIsolated` (web/sandbox/run.ts). */
  isolated: boolean;
}

/** `error` is a sentence for the reader, `line` the line of the code where it arose, from 1. */
export type TracedModel =
  (Told & { recipe: Recipe; error?: never }) | (Told & { recipe?: never; error: string; line?: number });

const modelLimits: Partial<Limits> = { milliseconds: 5000, bytes: 128_000_000 };

/** Never rejects for what the code or the data are. */
export async function traceModel({ code, data, signal, limits }: Order): Promise<TracedModel> {
  try {
    const run = await runInSandbox({
      code,
      call: [{ name: 'traceModel', args: [data] }],
      limits: { ...modelLimits, ...limits },
      setting: modelSetting,
      ...(signal && { signal }),
    });
    const { output, isolated } = run;
    const result = run.results[0]!;
    if (result.error !== undefined) return { ...faultOf(result.error, result.line), output, isolated };
    const recipe = recipeOf(result.value);
    return recipe ? { recipe, output, isolated } : { error: 'The answer is not readable.', output, isolated };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: message, output: [], isolated: true };
  }
}

/** The line stands in the sentence where the stack does not know it. */
function faultOf(sentence: string, line: number | undefined): { error: string; line?: number } {
  const error = explainFault(sentence, scopeNames);
  const found = line ?? Number(/\bline (\d+)/.exec(sentence)?.[1] ?? 0);
  return found > 0 ? { error, line: found } : { error };
}

function recipeOf(value: unknown): Recipe | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { words, numbers, names, lines } = value as Partial<Record<keyof Recipe, unknown>>;
  if (
    !(words instanceof Uint32Array) ||
    !(numbers instanceof Float64Array) ||
    !(lines instanceof Uint32Array)
  )
    return undefined;
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) return undefined;
  return { words, numbers, names, lines };
}
