// The text of a worker: the prelude, then the student's code as the body of an async function that returns the
// functions asked for. The code is part of the script and is never given to eval, which the content security policy
// forbids. Code that closes the function early runs at the top level of the worker: it finds nothing there that it
// does not have anyway. Around the function `t` is the tracer (web/trace); code with a `t` of its own sees that one.

import memory from './memory.js?raw';
import prelude from './prelude.js?raw';
import tracer from 'virtual:tracer';

const expression = (text: string) => text.trim().replace(/;$/, '');
const head = (before: number) => `(${expression(memory)})();
(${expression(prelude)})(((t = ${tracer}.createTracer({ before: ${before} })) => async function () {'use strict';
`;
const linesBefore = head(0).split('\n').length - 1;

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export function workerSource(code: string, names: Iterable<string>): string {
  const entries = [...new Set(names)].map((name) => {
    if (!identifier.test(name)) throw new TypeError(`"${name}" is not the name of a function.`);
    return `${name}: typeof ${name} === 'undefined' ? undefined : ${name}`;
  });
  return `${head(linesBefore)}${code}\n;return { __proto__: null, ${entries.join(', ')} };\n})());\n`;
}

/** The line of the student's code for a line of the worker's text, or undefined when it is not of the student. */
export function studentLine(line: number, code: string): number | undefined {
  const own = line - linesBefore;
  return own >= 1 && own <= code.split(/\r\n|[\n\r\u2028\u2029]/).length ? own : undefined;
}

/** The student's line of the innermost call in a stack as Chromium, Firefox or Safari writes it. */
export function lineOfStack(stack: string, code: string): number | undefined {
  for (const [, line] of stack.matchAll(/blob:[^\s)]*:(\d+):\d+/g)) {
    const own = studentLine(Number(line), code);
    if (own !== undefined) return own;
  }
  return undefined;
}
