// Messages across the border: the same tokens as natively (tests/core/data/tokenizer_test.cpp has the same hash), places in
// JavaScript's strings, and bad input.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultOf, loadCore, type Core } from '../support/core.ts';
import { methods } from '../support/methods.ts';

const collection = () => {
  const file = new URL('../../node_modules/spam-filter/dataSet.txt', import.meta.url);
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return [...new Set(lines.map((line) => line.slice(line.indexOf('\t') + 1)))];
};

describe.each(['simd', 'scalar'] as const)('the %s module', (variant) => {
  let core: Core;
  beforeAll(async () => {
    core = await loadCore(variant);
  });

  test('finds the tokens of the SMS Spam Collection that native code and tests/tools/tokens.py find', () => {
    // FNV-1a over each token and a line feed, and a NUL behind each message.
    let hash = 0xcbf29ce484222325n;
    let tokens = 0;
    const eat = (bytes: Uint8Array) => {
      for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    };
    const encoder = new TextEncoder();
    const messages = collection();
    for (const message of messages) {
      const { words } = core.tokenize(message);
      tokens += words.length;
      eat(encoder.encode(words.map((word) => `${word}\n`).join('') + '\0'));
    }
    expect(messages).toHaveLength(5171);
    expect(tokens).toBe(80_334);
    expect(hash.toString(16)).toBe('1eea5d55cc50f72');
  });

  test('tells where in the string a token stands, behind letters of any width', () => {
    const text = 'é 漢字 🎉 Ünder £5 𐐀x';
    const { words, begin, end } = core.tokenize(text);
    expect(words).toEqual(['é', '漢字', 'ünder', '<money>', 'x']);
    expect(Array.from(begin, (from, i) => text.slice(from, end[i]))).toEqual([
      'é',
      '漢字',
      'Ünder',
      '£5',
      'x',
    ]);
    // Half a surrogate pair is a replacement character in UTF-8.
    expect(core.tokenize('a\ud800b').words).toEqual(['a', 'b']);
  });

  test('counts words, and keeps its hands off what is no message', () => {
    const before = core.heap_used();
    const builder = core.make_vocabulary_builder();
    for (const message of ['win cash win', 'cash you', '']) builder.add(message);
    expect(builder.build(1, 9)).toEqual(['cash', 'win', 'you']);
    expect(builder.build(2, 9)).toEqual(['cash']);
    expect(faultOf(() => builder.build(0, 9)).message).toBe(
      'vocabulary: min_messages is 0; it must be at least 1',
    );
    expect(faultOf(() => builder.build(1.5, 9)).message).toMatch(
      /min_messages is 1.5; it must be an integer/,
    );
    expect(faultOf(() => builder.add(7 as never)).message).toBe('vocabulary: text is 7; it must be a string');
    const vocabulary = core.make_vocabulary('win\ncash');
    expect(vocabulary.count('cash WIN cash now')).toEqual({
      ids: Uint32Array.of(0, 1),
      counts: Uint32Array.of(1, 2),
      unknown: 1,
    });
    expect(faultOf(() => vocabulary.count(null as never)).code).toBe('invalid_argument');
    expect(faultOf(() => core.make_vocabulary('a\nb\na')).message).toBe(
      'Vocabulary: the word "a" stands there twice',
    );
    expect(faultOf(() => core.tokenize({} as never)).message).toBe(
      'tokenize: text is [object Object]; it must be a string',
    );
    expect(faultOf(() => core.tokenize('x'.repeat(60_000_000))).code).toBe('too_large');
    builder.delete();
    vocabulary.delete();
    expect(core.heap_used()).toBe(before);
  });

  test('the client’s methods go through all messages', async () => {
    const context = { core, job: { pause: () => Promise.resolve() } } as unknown as Parameters<
      typeof methods.vocabulary
    >[1];
    const texts = Array.from({ length: 450 }, (_, i) => `word${i % 3} all ${i}`);
    const vocabulary = await methods.vocabulary({ texts, minMessages: 2 }, context);
    expect(vocabulary).toEqual(['<number>', 'all', 'word0', 'word1', 'word2']);
    const bags = await methods.countWords({ texts, vocabulary: ['all', 'word1'] }, context);
    expect(bags.starts).toHaveLength(451);
    expect(bags.starts[450]).toBe(450 + 150);
    expect(bags.unknown[1]).toBe(1);
    expect([...bags.ids.subarray(1, 3)]).toEqual([0, 1]);
    await expect(methods.vocabulary({ texts: 'a' as never, minMessages: 1 }, context)).rejects.toThrow(
      'texts is a; it must be a list of strings',
    );
    expect(methods.tokenize({ text: 'Hi!' }, context).words).toEqual(['hi']);
  });
});
