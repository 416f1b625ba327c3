// What page and worker say to each other. A job is one call of a method; it ends with exactly one `result` or `error`.
//
//   page -> worker   { kind: 'start', variant, module, generation }   once, first
//                    { kind: 'call', id, method, args }
//                    { kind: 'cancel', id }                   the job ends at its next pause with code `cancelled`
//                    { kind: 'taken', id }                    the page has taken one chunk
//   worker -> page   { kind: 'ready', instructionSet } or { kind: 'unfit', reason }
//                    { kind: 'progress', id, done, of }       at most one for each slice of work
//                    { kind: 'chunk', id, chunk }             at most two that the page has not taken
//                    { kind: 'result', id, result }
//                    { kind: 'error', id, error }

import type { ErrorRecord } from './errors.ts';
import type { Chunks, MethodName, Methods } from './methods.ts';
import type { Variant } from './module.ts';

export type JobId = number;

export type ToWorker =
  | { kind: 'start'; variant: Variant; module: WebAssembly.Module; generation: number }
  | { kind: 'call'; id: JobId; method: MethodName; args: unknown }
  | { kind: 'cancel'; id: JobId }
  | { kind: 'taken'; id: JobId };

export type FromWorker =
  | { kind: 'ready'; instructionSet: string }
  | { kind: 'unfit'; reason: string }
  | { kind: 'progress'; id: JobId; done: number; of: number }
  | { kind: 'chunk'; id: JobId; chunk: unknown }
  | { kind: 'result'; id: JobId; result: unknown }
  | { kind: 'error'; id: JobId; error: ErrorRecord };

export type Args<M extends MethodName> = Parameters<Methods[M]>[0];
export type Result<M extends MethodName> = Awaited<ReturnType<Methods[M]>>;
export type Chunk<M extends MethodName> = M extends keyof Chunks ? Chunks[M] : never;

/** Work is cut into slices of about this many milliseconds; between two of them the worker reads its messages. */
export const sliceMilliseconds = 12;

/** How many chunks may be on their way to the page: a slow page slows the worker down instead of filling memory. */
export const maxChunksUntaken = 2;
