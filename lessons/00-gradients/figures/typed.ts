// The student's expression as recipes. It runs in the sandbox, and only there: what comes out is data.

import type { Run } from '$web/sandbox/run.ts';
import type { Recipe } from '$web/trace/index.ts';
import { callNames, dependsOn, parse, toCalls } from './formula.ts';

export interface Recipes {
  /** The function itself, of x. */
  f: Recipe;
  /** Its difference quotients, of x and h: programs like any other. */
  forward: Recipe;
  central: Recipe;
}

/** What the sandbox runs for an expression. */
export function codeFor(calls: string): string {
  const used = callNames.filter((name) => new RegExp(`\\b${name}\\(`).test(calls));
  const needed = [...new Set([...used, 'add', 'sub', 'mul', 'div'])].join(', ');
  return `const { ${needed} } = t;
const f = (x) => ${calls};
function recipes() {
  return {
    f: t.trace({ dim: { x: 1 } }, ({ x }) => f(x)),
    forward: t.trace({ dim: { x: 1, h: 1 } }, ({ x, h }) => div(sub(f(add(x, h)), f(x)), h)),
    central: t.trace({ dim: { x: 1, h: 1 } }, ({ x, h }) => div(sub(f(add(x, h)), f(sub(x, h))), mul(2, h))),
  };
}`;
}

/** The calls of what was typed. Throws a sentence for the student. */
export function callsOf(text: string, most?: number): string {
  const tree = parse(text, ['x'], most);
  if (!dependsOn(tree, 'x'))
    throw new Error('The expression does not use x, so its derivative is 0 everywhere.');
  return toCalls(tree);
}

type RunInSandbox = (order: {
  code: string;
  call: { name: string; args: [] }[];
  signal?: AbortSignal;
}) => Promise<Run>;

const fromSandbox: RunInSandbox = async (order) => (await import('$web/sandbox/run.ts')).runInSandbox(order);

/** Traces what was typed. `run`: tests put their own sandbox here. */
export async function trace(
  text: string,
  { signal, run = fromSandbox, most }: { signal?: AbortSignal; run?: RunInSandbox; most?: number } = {},
): Promise<Recipes> {
  const code = codeFor(callsOf(text, most));
  const { results, reason } = await run({
    code,
    call: [{ name: 'recipes', args: [] }],
    ...(signal && { signal }),
  });
  const result = results[0];
  if (!result || result.error !== undefined)
    throw new Error(result?.error ?? reason?.error ?? 'The sandbox gave no answer.');
  return result.value as unknown as Recipes;
}
