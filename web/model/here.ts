// Models in node, without a sandbox: for tests, benchmarks and the examples. Code of strangers is traced by traceModel
// (trace.ts) only.

import { lineOf } from '../trace/lines.ts';
import type { Recipe } from '../trace/recipe.ts';
import type { Data } from './data.ts';
import { explainFault } from './faults.ts';
import { createLanguage, type ModelFunction, type Scope } from './language.ts';

export type { Data } from './data.ts';
export type { ModelFunction, ModelScope } from './language.ts';

const own = createLanguage();

/** The language by name, for models that are written in TypeScript. */
export const language: Scope = own.scope;

/** An Error of a model: a sentence, and the line of the code where it arose, from 1. */
export class ModelError extends Error {
  readonly line: number | undefined;
  constructor(message: string, line: number | undefined, cause: unknown) {
    super(message, { cause });
    this.name = 'ModelError';
    this.line = line;
  }
}

/** The recipe of a model: of code that calls model(f), or of f itself. Throws a ModelError. */
export function traceModelHere(source: string | ModelFunction, data: Data = {}): Recipe {
  if (typeof source === 'function') return own.traceFunction(source, data);
  // Two lines of a function made from text stand before its body.
  const { scope, trace } = createLanguage({ before: 3 });
  const names = Object.keys(scope);
  try {
    // The inner function, so that a name of the code may be one of the language's.
    const make = new Function(...names, `"use strict"; return () => {\n${source}\n};`) as (
      ...values: unknown[]
    ) => () => unknown;
    make(...Object.values(scope))();
    return trace(data);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error ? String(error.stack) : '';
    const frames = stack.split('\n').filter((frame) => frame.includes('<anonymous>:'));
    throw new ModelError(explainFault(message, names), lineOf(frames.join('\n'), 3) || undefined, error);
  }
}
