// The modelling language for TypeScript: what the playground, the bench and the tests use.

export { language, ModelError, traceModelHere } from './here.ts';
export { createLanguage, type ModelFunction, type ModelScope, type Scope } from './language.ts';
export type { Data } from './data.ts';
export type { Law } from './laws.ts';
