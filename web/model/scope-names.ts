// The names that stand in a model's code: what the sandbox hands over (setting.ts), and what a misspelled name is compared
// with. Without the functions themselves, so that a page need not load them; a test compares the two.

import { binary, camel, grouped, groupwise, others, toOne, unary } from '../trace/table.ts';
import { lawNames, wrapperNames } from './law-names.ts';

/** Functions of t that contract the batch, or have another meaning here. */
export const notHere = ['batchSize', 'meanRows', 'sumRows', 'data'] as const;

export const statementNames = ['model', 'sample', 'observe', 'quantity', 'factor', 'data'] as const;

export const functionNames: readonly string[] = [
  ...[...unary, ...binary, ...grouped, ...groupwise, ...toOne, ...others].map(camel),
  ...['at', 'call', 'callMany', 'less', 'logProb', 'matVec'],
].filter((name) => !(notHere as readonly string[]).includes(name));

export const scopeNames: readonly string[] = [
  ...statementNames,
  ...lawNames,
  ...wrapperNames,
  ...functionNames,
];
