// The modelling language for TypeScript. A page takes traceModel from trace.ts, text.ts and completion.ts by themselves:
// what stands here for node (here.ts) has the whole language with it.

export type { Data } from './data.ts';
export { language, ModelError, traceModelHere } from './here.ts';
export type { Law } from './laws.ts';
export type { ModelFunction, ModelScope, Scope } from './language.ts';
export { decodeModel, encodeModel, type SharedModel } from './text.ts';
export { traceModel, type TracedModel } from './trace.ts';
