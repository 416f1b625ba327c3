// The methods for messages: their words, vocabularies, bags of words. The rules are told in core/tractable/data/tokenizer.hpp.

import { TractableError } from './errors.ts';
import type { Context } from './methods.ts';
import { using } from './objects.ts';

/** Messages between two pauses: some milliseconds. */
const piece = 200;

/** Bags of words as rows of a sparse matrix: those of message i stand at starts[i] ... starts[i + 1] - 1. */
export interface Bags {
  /** One number more than there are messages. */
  starts: Uint32Array;
  /** Places in the vocabulary, ascending within a message. */
  ids: Uint32Array;
  counts: Uint32Array;
  /** Of each message, how many tokens are not in the vocabulary. */
  unknown: Uint32Array;
}

function requireTexts(texts: unknown, where: string): asserts texts is string[] {
  if (Array.isArray(texts)) return;
  throw new TractableError(
    'invalid_argument',
    where,
    `${where}: texts is ${String(texts)}; it must be a list of strings`,
  );
}

function concatenate(parts: readonly Uint32Array[]): Uint32Array {
  const whole = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const wordMethods = {
  /** The tokens of a message, and where each begins and ends in the string. */
  tokenize: (
    { text }: { text: string },
    { core }: Context,
  ): { words: string[]; begin: Uint32Array; end: Uint32Array } => core.tokenize(text),

  /** The words that stand in at least `minMessages` of the messages, the most frequent first, ties by their bytes. */
  vocabulary: async (
    { texts, minMessages, maxWords = 2 ** 24 }: { texts: string[]; minMessages: number; maxWords?: number },
    { core, job }: Context,
  ): Promise<string[]> =>
    using(core.make_vocabulary_builder(), async (builder) => {
      requireTexts(texts, 'vocabulary');
      for (let i = 0; i < texts.length; i++) {
        if (i % piece === 0) await job.pause(i, texts.length);
        builder.add(texts[i]!);
      }
      return builder.build(minMessages, maxWords);
    }),

  /** How often each word of the vocabulary stands in each message. */
  countWords: async (
    { texts, vocabulary }: { texts: string[]; vocabulary: string[] },
    { core, job }: Context,
  ): Promise<Bags> => {
    requireTexts(texts, 'count_words');
    requireTexts(vocabulary, 'count_words');
    return using(core.make_vocabulary(vocabulary.join('\n')), async (words) => {
      const starts = new Uint32Array(texts.length + 1);
      const unknown = new Uint32Array(texts.length);
      const [ids, counts]: [Uint32Array[], Uint32Array[]] = [[], []];
      for (let i = 0; i < texts.length; i++) {
        if (i % piece === 0) await job.pause(i, texts.length);
        const bag = words.count(texts[i]!);
        ids.push(bag.ids);
        counts.push(bag.counts);
        unknown[i] = bag.unknown;
        starts[i + 1] = starts[i]! + bag.ids.length;
      }
      return { starts, ids: concatenate(ids), counts: concatenate(counts), unknown };
    });
  },
};
