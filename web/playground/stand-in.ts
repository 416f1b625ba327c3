// Until the language is there: code that ends in `model = () => t.trace(...)`.
import { runInSandbox } from '../sandbox/run.ts';
import type { Recipe } from '../trace/recipe.ts';

export async function traceModel({
  code,
  data,
  signal,
}: {
  code: string;
  data: Record<string, unknown>;
  signal: AbortSignal;
}): Promise<{ recipe: Recipe } | { error: string; line?: number }> {
  const { results } = await runInSandbox({ code, call: [{ name: 'model', args: [data] }], signal });
  const result = results[0]!;
  if (result.error !== undefined)
    return { error: result.error, ...(result.line !== undefined && { line: result.line }) };
  return { recipe: result.value as unknown as Recipe };
}
