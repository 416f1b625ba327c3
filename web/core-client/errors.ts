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

/** Any thrown value as a record. What is not the core's own error is a fault of ours: `internal_error`. */
export function toRecord(thrown: unknown, where: string): ErrorRecord {
  const fields = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Partial<ErrorRecord>;
  const message = thrown instanceof Error ? thrown.message : String(fields.message ?? thrown);
  return {
    code: isErrorCode(fields.code) ? fields.code : 'internal_error',
    where: typeof fields.where === 'string' ? fields.where : where,
    message,
  };
}

export const fromRecord = ({ code, where, message }: ErrorRecord) => new TractableError(code, where, message);
