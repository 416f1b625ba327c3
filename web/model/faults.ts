// What a browser says of a name that is not there, in words for a model.

import { nearTo, shown } from '../trace/names.ts';

/** The sentence, with what may have been meant. `names`: all that stand in a model's scope. */
export function explainFault(message: string, names: readonly string[]): string {
  const missing = /(?:^|: )(?:Can't find variable: )?([\p{L}$_][\p{L}\p{N}$_]*)(?: is not defined)/u.exec(
    message,
  );
  const safari = /Can't find variable: ([\p{L}$_][\p{L}\p{N}$_]*)/u.exec(message);
  const name = missing?.[1] ?? safari?.[1];
  if (name !== undefined) {
    const near = nearTo(name, names);
    return `There is no ${shown(name)}${near || '; is it misspelled, or defined elsewhere?'}`;
  }
  const early = /(?:Cannot access|can't access lexical declaration) '([^']+)' before initialization/.exec(
    message,
  );
  if (early) {
    return `${shown(early[1]!)} is used before it has a value: the line that samples it, const ${shown(early[1]!)} = sample(...), must come first`;
  }
  if (/Cannot access uninitialized variable/.test(message)) {
    return 'A value is used before it is there: the line that samples it must come first';
  }
  return message;
}
