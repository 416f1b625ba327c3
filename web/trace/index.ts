// Tracing for TypeScript: the same functions as in the sandbox, and recipes as text.

export { createTracer, type Dim, type Inputs, type Traceable, type Tracer } from './trace.ts';
export type { Recipe } from './recipe.ts';
export type { Operand, Traced } from './traced.ts';
export { decodeRecipe, encodeRecipe } from './text.ts';
