// What the lesson's tests share: the core without a worker, and the sandbox's code run here.

import { createTracer } from '$web/trace/index.ts';
import { callsOf, codeFor, type Recipes } from '../../../lessons/00-gradients/figures/typed.ts';

export { coreClient } from '../lesson-03/core.ts';

/** What the sandbox gives for an expression. The code is ours: made by codeFor() from a tree. */
export function recipesOf(text: string, most?: number): Recipes {
  return new Function('t', `${codeFor(callsOf(text, most))}\nreturn recipes();`)(createTracer()) as Recipes;
}
