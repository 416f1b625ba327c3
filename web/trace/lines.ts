// The line of the student's code that calls a function of the tracer.

export type Below = (...args: never[]) => unknown;

/** A browser's own (V8, and Firefox from 138 on): writes a stack that begins above `below`. */
type Capture = (holder: object, below: Below) => void;

/** How many frames are asked for at most: a call inside [..].map has the language's own frame above the student's. */
const deepest = 4;

/**
 * `before`: the lines of the script that stand before the student's. Gives 0 where the line is not known. Asking for a
 * stack is what a trace spends its time on (a microsecond or two in V8), so that one frame is asked for at first.
 */
export function lineReader(before: number): (below: Below) => number {
  const Host = Error as unknown as { captureStackTrace?: Capture; stackTraceLimit?: number };
  const stack = (below: Below, depth: number): string => {
    if (!Host.captureStackTrace) return String(new Error().stack);
    const holder: { stack?: string } = {};
    const limit = Host.stackTraceLimit;
    Host.stackTraceLimit = depth;
    Host.captureStackTrace(holder, below);
    const { stack } = holder;
    if (limit !== undefined) Host.stackTraceLimit = limit;
    return String(stack);
  };
  return (below) => lineOf(stack(below, 1), before) || lineOf(stack(below, deepest), before);
}

/** The first line after `before` in a stack as Chromium ("at f (blob:...:3:5)") or Firefox ("f@blob:...:3:5") has it. */
export function lineOf(stack: string, before: number): number {
  for (const [, line] of stack.matchAll(/:(\d+):\d+\)?$/gm)) {
    const own = Number(line) - before;
    if (own >= 1) return own;
  }
  return 0;
}
