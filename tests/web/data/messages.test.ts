// The SMS Spam Collection: counts, the words of the core, and the bags that the page gets.

import { expect, test } from 'vitest';
import { packs } from 'virtual:data/messages';
import { minMessages, readMessages } from '../../../web/data/build/messages.ts';
import { denseBags, loadMessages } from '../../../web/data/messages.ts';
import { loadCore } from '../../support/core.ts';

test('there are 5 171 distinct messages, 653 of them spam, in an order without a trend', async () => {
  const data = await loadMessages({ texts: true });
  expect(data.count).toBe(5171);
  expect(new Set(data.texts).size).toBe(5171);
  expect(data.spam.reduce((sum, each) => sum + each, 0)).toBe(653);
  const published = new Map(readMessages().map(({ text, spam }) => [text, Number(spam)]));
  data.texts.forEach((text, i) => expect(data.spam[i]).toBe(published.get(text)));
  // The first half's spam: hypergeometric, standard error sqrt(n p q / 4) = 11.9; chance exceeds 4 of them once in 15 000
  // times. Sorted by label it would be 326 away.
  const half = data.spam.subarray(0, 2585).reduce((sum, each) => sum + each, 0);
  expect(Math.abs(half - 326.5)).toBeLessThan(4 * 11.9);
  expect(data.citation).toContain('Almeida, Gómez Hidalgo & Yamakami (2011)');
  expect(data.licence).toContain('CC BY 4.0');
});

test('the vocabulary holds the words of five messages or more, and the bags count them', async () => {
  const data = await loadMessages({ texts: true });
  const core = await loadCore('simd');
  expect(data.vocabulary).toHaveLength(1656);
  expect(data.vocabulary.slice(0, 5)).toEqual(['i', 'to', 'you', '<number>', 'a']);
  const place = new Map(data.vocabulary.map((word, i) => [word, i]));
  const having = new Array<number>(data.vocabulary.length).fill(0);
  for (let i = 0; i < data.count; i++) {
    const counts = new Map<number, number>();
    let unknown = 0;
    for (const word of core.tokenize(data.texts[i]!).words) {
      const id = place.get(word);
      if (id === undefined) unknown++;
      else counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const [from, to] = [data.starts[i]!, data.starts[i + 1]!];
    const got = Array.from(data.ids.subarray(from, to), (id, k) => [id, data.counts[from + k]]);
    expect(got).toEqual([...counts].sort((a, b) => a[0] - b[0]));
    expect(data.unknown[i]).toBe(unknown);
    for (const [id] of counts) having[id]!++;
  }
  expect(Math.min(...having)).toBe(minMessages);
  expect(having).toEqual([...having].sort((a, b) => b - a));
});

test('fewer words are the most frequent ones, and the others are unknown', async () => {
  const [all, few] = [await loadMessages(), await loadMessages({ words: 100 })];
  expect(few.vocabulary).toEqual(all.vocabulary.slice(0, 100));
  expect(few.texts).toEqual([]);
  const total = ({ counts, unknown }: typeof all) =>
    counts.reduce((sum, each) => sum + each, 0) + unknown.reduce((sum, each) => sum + each, 0);
  expect([total(all), total(few)]).toEqual([80_334, 80_334]);
  const [wide, narrow] = [denseBags(all, 10, 20), denseBags(few, 10, 20)];
  expect([wide.length, narrow.length]).toEqual([10 * 1656, 1000]);
  for (let i = 0; i < 10; i++)
    expect(narrow.slice(100 * i, 100 * (i + 1))).toEqual(wide.slice(1656 * i, 1656 * i + 100));
  expect(() => denseBags(few, 5000, 5172)).toThrow('messages 5000 to 5172 are asked for; there are 5171');
  await expect(loadMessages({ words: 0 })).rejects.toThrow('words is 0; it must be an integer of at least 1');
});

test('the bags are at most 300 KB, with the texts at most 500 KB', () => {
  const [bags, texts] = packs;
  expect(bags!.bytes).toBeLessThan(150_000);
  expect(bags!.bytes + texts!.bytes).toBeLessThan(400_000);
});
