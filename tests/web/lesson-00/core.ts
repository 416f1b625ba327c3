// The core as a figure asks it, without a worker: the worker's own methods on the module under node.

export { coreClient } from '../lesson-03/core.ts';
