// What a browser says of a name that is not there, in words for a model.

import { nearTo, shown } from '../trace/names.ts';

const word = '[\\p{L}$_][\\p{L}\\p{N}$_]*';
const unknown = new RegExp(`(${word}) is not defined|Can't find variable: (${word})`, 'u');
const early = new RegExp(
  `Cannot access '(${word})' before initialization|can't access lexical declaration '(${word})' before initialization`,
  'u',
);

/** The sentence, with what may have been meant. `names`: all that stand in a model's scope. */
export function explainFault(message: string, names: readonly string[]): string {
  return message
    .replace(/^(?:Type|Range|Reference)Error: /, '')
    .replace(unknown, (_, ours: string | undefined, theirs: string) => {
      const name = ours ?? theirs;
      return `There is no ${shown(name)}${nearTo(name, names) || '; is it misspelled?'}`;
    })
    .replace(early, (_, ours: string | undefined, theirs: string) => {
      const name = shown(ours ?? theirs);
      return `${name} is used before it has a value: the line with const ${name} = ... must come first`;
    })
    .replace(
      'Cannot access uninitialized variable',
      'A value is used before it is there: the line with its const must come first',
    );
}
