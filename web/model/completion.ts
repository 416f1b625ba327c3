// What the editor offers while a model is typed: CodeMirror's completion source over the language's words (words.ts), the
// names of the data, and the values that the code has sampled.

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { words, type Word } from './words.ts';

const types: Record<Word['kind'], string> = {
  statement: 'keyword',
  law: 'class',
  wrapper: 'class',
  function: 'function',
};

const boosts: Record<Word['kind'], number> = { statement: 3, law: 2, wrapper: 1, function: 0 };

export const modelCompletions: readonly Completion[] = words.map((word) => ({
  label: word.name,
  type: types[word.kind],
  detail: word.signature.slice(word.name.length),
  info: word.support ? `${word.text} Its values: ${word.support}.` : word.text,
  boost: boosts[word.kind],
}));

/** For `autocompletion({ override: [modelCompletionSource(() => names of the data)] })`. */
export function modelCompletionSource(dataNames: () => readonly string[]) {
  return (context: CompletionContext): CompletionResult | null => {
    const inData = context.matchBefore(/\bdata\.[\p{L}\p{N}_$]*$/u);
    if (inData) {
      const options = dataNames().map((label) => ({ label, type: 'property', detail: 'data' }));
      return { from: inData.from + 'data.'.length, options, validFor: /^[\p{L}\p{N}_$]*$/u };
    }
    const word = context.matchBefore(/[\p{L}_$][\p{L}\p{N}_$]*$/u);
    if (!word && !context.explicit) return null;
    const from = word?.from ?? context.pos;
    const before = context.state.sliceDoc(Math.max(0, from - 1), from);
    if (before === "'" || before === '"' || before === '.') return null;
    const code = context.state.doc.toString();
    const own = [...code.matchAll(/\b(?:const|let)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu)].map(([, name]) => name!);
    const options = [
      ...modelCompletions,
      ...[...new Set(own)].map((label) => ({ label, type: 'variable', boost: 4 })),
    ];
    return { from, options, validFor: /^[\p{L}\p{N}_$]*$/u };
  };
}

/** The word at a place of the code: for an explanation where the pointer rests. */
export const explain = (name: string): Word | undefined => words.find((word) => word.name === name);
