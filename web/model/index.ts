// The modelling language for TypeScript: what the playground, the bench and the tests use. traceModel, for code that a
// person typed, is in trace.ts (it holds the sandbox), traceModelHere for node in here.ts.

export type { Data } from './data.ts';
export type { Law } from './laws.ts';
export type { ModelFunction, ModelScope, Scope } from './language.ts';
export { decodeModel, encodeModel, type SharedModel } from './text.ts';
export { traceModel, type TracedModel } from './trace.ts';
