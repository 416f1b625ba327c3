// The text of a worker: the prelude, then the student's code as the body of an async function that returns the
// functions asked for. The code is part of the script and is never given to eval, which the content security policy
// forbids. Code that closes the function early runs at the top level of the worker: it finds nothing there that it
// does not have anyway. What the code finds around itself is its setting.

import memory from './memory.js?raw';
import prelude from './prelude.js?raw';
import tracer from 'virtual:tracer';

/** What stands around the student's code: an expression, whose value is the function that the prelude calls for the
 * functions asked for. */
export interface Setting {
  /** Ends where the code begins, with a line break. `before`: how many lines of the worker's text stand before it. */
  open: (before: number) => string;
  /** `entries`: of the object that the function returns. */
  close: (entries: string) => string;
}

/** Around the code `t` is the tracer (web/trace); code with a `t` of its own sees that one. */
export const plainSetting: Setting = {
  open: (before) =>
    `((t = ${tracer}.createTracer({ before: ${before} })) => async function () {'use strict';\n`,
  close: (entries) => `\n;return { __proto__: null, ${entries} };\n})()`,
};

const expression = (text: string) => text.trim().replace(/;$/, '');
const head = (setting: Setting, before: number) => `(${expression(memory)})();
(${expression(prelude)})(${setting.open(before)}`;

const counted = new WeakMap<Setting, number>();
function linesBefore(setting: Setting): number {
  let lines = counted.get(setting);
  if (lines === undefined) counted.set(setting, (lines = head(setting, 0).split('\n').length - 1));
  return lines;
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export function workerSource(code: string, names: Iterable<string>, setting: Setting = plainSetting): string {
  const entries = [...new Set(names)].map((name) => {
    if (!identifier.test(name)) throw new TypeError(`"${name}" is not the name of a function.`);
    return `${name}: typeof ${name} === 'undefined' ? undefined : ${name}`;
  });
  return `${head(setting, linesBefore(setting))}${code}${setting.close(entries.join(', '))});\n`;
}

/** The line of the student's code for a line of the worker's text, or undefined when it is not of the student. */
export function studentLine(line: number, code: string, setting = plainSetting): number | undefined {
  const own = line - linesBefore(setting);
  return own >= 1 && own <= code.split(/\r\n|[\n\r\u2028\u2029]/).length ? own : undefined;
}

/** The student's line of the innermost call in a stack as Chromium, Firefox or Safari writes it. */
export function lineOfStack(stack: string, code: string, setting = plainSetting): number | undefined {
  for (const [, line] of stack.matchAll(/blob:[^\s)]*:(\d+):\d+/g)) {
    const own = studentLine(Number(line), code, setting);
    if (own !== undefined) return own;
  }
  return undefined;
}
