// The SMS Spam Collection from spam-filter's dataSet.txt as packs: bags of words, by the core's own tokenizer, and the texts.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { count, packs, readChecked, sha256, shuffled, type BuiltPack, type Contents } from './files.ts';

const source = {
  file: 'spam-filter/dataSet.txt',
  sha256: '14f83c9d89385e0375b487a68bba485d38878bbfe28b7030e69b706339faa401',
};

export const messageCitation =
  'SMS Spam Collection v.1: Almeida, Gómez Hidalgo & Yamakami (2011), Contributions to the study of SMS spam filtering: new collection and results, Proc. ACM Symposium on Document Engineering (DocEng ’11)';
export const messageLicence =
  'CC BY 4.0 (UCI Machine Learning Repository, data set 228); here without its duplicates, in another order and as bags of words. Taken from the npm package spam-filter 1.1.1 (MIT)';

/** A word is in the vocabulary if it stands in so many messages. */
export const minMessages = 5;

export interface Message {
  text: string;
  spam: boolean;
}

/**
 * The messages as they are published, each once. Two are the same if their texts are, byte for byte; none of the repeated
 * ones has two labels. Compared without regard to case there would be one less, without regard to spaces eleven.
 */
export function readMessages(): Message[] {
  const lines = readChecked(source).toString('utf8').split('\n').filter(Boolean);
  count('messages', lines.length, 5574);
  const labels = new Map<string, string>();
  const totals = { good: 0, bad: 0 };
  for (const line of lines) {
    const [label, text, ...more] = line.split('\t');
    if ((label !== 'good' && label !== 'bad') || text === undefined || more.length > 0)
      throw new Error(`${source.file}: "${line.slice(0, 40)}" is no label and a text; has the package changed?`);
    totals[label]++;
    if ((labels.get(text) ?? label) !== label)
      throw new Error(`${source.file}: "${text.slice(0, 40)}" has two labels; has the package changed?`);
    labels.set(text, label);
  }
  count('ham messages', totals.good, 4827);
  count('spam messages', totals.bad, 747);
  count('distinct messages', labels.size, 5171);
  return [...labels].map(([text, label]) => ({ text, spam: label === 'bad' }));
}

interface Core {
  make_vocabulary_builder(): {
    add(text: string): void;
    build(least: number, most: number): string[];
    delete(): void;
  };
  make_vocabulary(words: string): {
    count(text: string): { ids: Uint32Array; counts: Uint32Array; unknown: number };
    delete(): void;
  };
}

const module = fileURLToPath(new URL('../../../build/wasm/wasm/tractable_scalar.js', import.meta.url));

async function loadCore(): Promise<Core> {
  if (!fs.existsSync(module)) throw new Error('the core is not built: run `npm run build` first');
  const { default: create } = (await import(/* @vite-ignore */ pathToFileURL(module).href)) as {
    default: () => Promise<Core>;
  };
  return create();
}

/** Seven bits a byte, the lowest first, the highest bit on all but the last byte. */
function putNumber(bytes: number[], value: number) {
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  bytes.push(value);
}

const lines = (texts: readonly string[]) => Buffer.from(texts.join('\n'), 'utf8');

/**
 * The contents: one line of JSON ({ messages, words, bytes }), the words with line feeds between them (`bytes` of them), a
 * byte a label, then for each message in numbers of seven bits a byte: unknown tokens, words, and for each word how far it
 * is from the word before it and its count.
 */
export function encodeBags(core: Core, messages: readonly Message[], vocabulary: string[]): Uint8Array {
  const words = core.make_vocabulary(vocabulary.join('\n'));
  const bytes: number[] = [];
  for (const { text } of messages) {
    const { ids, counts, unknown } = words.count(text);
    putNumber(bytes, unknown);
    putNumber(bytes, ids.length);
    ids.forEach((id, i) => putNumber(bytes, id - (i === 0 ? 0 : ids[i - 1]!)));
    counts.forEach((each) => putNumber(bytes, each));
  }
  words.delete();
  const text = lines(vocabulary);
  const head = { messages: messages.length, words: vocabulary.length, bytes: text.length };
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(head)}\n`),
    text,
    Uint8Array.from(messages, ({ spam }) => Number(spam)),
    Uint8Array.from(bytes),
  ]);
}

async function makePacks(): Promise<Contents[]> {
  const found = readMessages();
  const messages = shuffled(found.length, 'sms spam').map((i) => found[i]!);
  const core = await loadCore();
  const builder = core.make_vocabulary_builder();
  for (const { text } of messages) builder.add(text);
  const vocabulary = builder.build(minMessages, 2 ** 16);
  builder.delete();
  const records = messages.length;
  return [
    { name: 'messages-bags.bin', kind: 'messages', records, contents: encodeBags(core, messages, vocabulary) },
    { name: 'messages-texts.bin', kind: 'texts', records, contents: lines(messages.map(({ text }) => text)) },
  ];
}

/** The pack of bags, then that of texts. */
export function messagePacks(): Promise<BuiltPack[]> {
  readChecked(source);
  // Another module may find other words.
  const wasm = module.replace(/\.js$/, '.wasm');
  const core = fs.existsSync(wasm) ? sha256(fs.readFileSync(wasm)) : `no ${path.basename(wasm)}`;
  return packs('messages', [source.sha256, core], ['./messages.ts'], makePacks);
}
