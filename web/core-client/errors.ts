// Errors as the core speaks them: the code is one of the closed list in core/tractable/base/error.hpp.

import { errorCodes, type ErrorCode } from '$core/catalogue.ts';

export type { ErrorCode };

export class TractableError extends Error {
  override readonly name = 'TractableError';

  /** `where`: the function that was called. `message`: one sentence that names the argument and its value. */
  constructor(
    readonly code: ErrorCode,
    readonly where: string,
    message: string,
  ) {
    super(message);
  }
}

/** What crosses between worker and page: structured clone would lose an Error's own fields. */
export interface ErrorRecord {
  code: ErrorCode;
  where: string;
  message: string;
}

const isErrorCode = (code: unknown): code is ErrorCode => (errorCodes as readonly unknown[]).includes(code);

/**
 * What of JavaScript's own there was too little of, if that is why it threw. No standard says how: engines throw a RangeError
 * (of memory also for a length that no array has), SpiderMonkey an InternalError.
 */
export function ranOut(thrown: unknown): 'stack' | 'memory' | undefined {
  if (!(thrown instanceof RangeError || (thrown instanceof Error && thrown.name === 'InternalError')))
    return undefined;
  if (/call stack|recursion/i.test(thrown.message)) return 'stack';
  return /memory|alloc|array.*(length|size|too large)/i.test(thrown.message) ? 'memory' : undefined;
}

/** Any thrown value as a record. What is not the core's own error is a fault of ours: `internal_error`. */
export function toRecord(thrown: unknown, where: string): ErrorRecord {
  const fields = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Partial<ErrorRecord>;
  const message = thrown instanceof Error ? thrown.message : String(fields.message ?? thrown);
  if (ranOut(thrown) === 'memory')
    return {
      code: 'out_of_memory',
      where,
      message: `${where}: there is not enough memory for this call (${message})`,
    };
  return {
    code: isErrorCode(fields.code) ? fields.code : 'internal_error',
    where: typeof fields.where === 'string' ? fields.where : where,
    message,
  };
}

export const fromRecord = ({ code, where, message }: ErrorRecord) => new TractableError(code, where, message);
