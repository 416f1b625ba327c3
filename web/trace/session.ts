// The trace that is being written. Tracing is synchronous, so there is one, and every function of every tracer writes to
// it. A function is run twice: what is not the same the second time is no expression.

import { lineReader, type Below } from './lines.ts';
import { firstDifference, Recorder } from './recorder.ts';

let current: Recorder | undefined;
// The second run is only compared with the first: its lines are not asked for.
let again = false;

export const isTracing = (): boolean => current !== undefined;

export interface Session {
  /** The trace, for the function `where`. Throws when none is being written. */
  recorder(where: string): Recorder;
  /** The student's line that calls the function `below`; 0 where it is not known. */
  line(below: Below): number;
}

/** `before`: lines of the script before the student's; `outside`: what is said of a function that is called without a trace. */
export function openSession(before: number, outside: (where: string) => string): Session {
  const read = lineReader(before);
  return {
    recorder(where) {
      if (current) return current;
      throw new TypeError(outside(where));
    },
    line: (below) => (again ? 0 : read(below)),
  };
}

/** Runs `run` twice, and gives the first trace with its result. Throws an Error when the second, or its result as JSON,
 * is another one. */
export function traceTwice<Result>(
  what: string,
  run: (trace: Recorder) => Result,
): { trace: Recorder; result: Result } {
  const first = written(run);
  const second = silently(() => written(run));
  const record = firstDifference(first.trace, second.trace);
  if (record === undefined && JSON.stringify(first.result) === JSON.stringify(second.result)) return first;
  const place = first.trace.lines[record ?? -1] ?? first.trace.lines.at(-1) ?? 0;
  throw new Error(
    `${what} is not the same when it is traced again${place > 0 ? ` (first on line ${place})` : ''}: ` +
      'Math.random(), Date.now() and what it changes outside are not part of an expression. ' +
      'Randomness comes in as an input.',
  );
}

/** The second run: what it says to the console was said before. */
function silently<Result>(run: () => Result): Result {
  const holder = globalThis as { console?: unknown };
  const { console } = holder;
  again = true;
  holder.console = new Proxy({}, { get: () => () => undefined });
  try {
    return run();
  } finally {
    again = false;
    holder.console = console;
  }
}

function written<Result>(run: (trace: Recorder) => Result): { trace: Recorder; result: Result } {
  const trace = new Recorder();
  current = trace;
  try {
    return { trace, result: run(trace) };
  } finally {
    current = undefined;
  }
}
