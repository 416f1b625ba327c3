// The SMS Spam Collection in the page: `const data = await loadMessages({ words: 1000 })`, then `denseBags(data, 0, 100)`. Its
// words are those of the core's tokenizer (client.call('tokenize', ...) gives the same), in the order of the number of messages
// that have them: the most frequent thousand are the first thousand.

import { loadPacks, type LoadOptions, type ReadFile } from './load.ts';
import type { PackEntry } from './pack.ts';

export interface Messages {
  /** Shuffled, so that any beginning is a fair sample: 5 171. */
  count: number;
  vocabulary: string[];
  /** 1 for spam, 0 for ham. */
  spam: Uint8Array;
  /** The words of message i stand at starts[i] ... starts[i + 1] - 1. */
  starts: Uint32Array;
  /** Places in the vocabulary, ascending within a message. */
  ids: Uint16Array;
  counts: Uint16Array;
  /** Of each message, how many tokens are not in the vocabulary. */
  unknown: Uint16Array;
  /** The messages as they were written; empty unless they were asked for. */
  texts: string[];
  citation: string;
  licence: string;
}

export interface MessageOptions extends LoadOptions {
  /** The most frequent so many. By default all that stand in five messages or more: 1 656. */
  words?: number;
  /** Also the texts: another file. */
  texts?: boolean;
}

interface PackModule {
  packs: PackEntry[];
  read: ReadFile;
  citation: string;
  licence: string;
}

/** Throws DataError (load.ts) for a file that is missing or damaged: call it again to try again. */
export async function loadMessages(options: MessageOptions = {}): Promise<Messages> {
  const { words = Infinity, texts = false } = options;
  if (!(words >= 1 && (Number.isInteger(words) || words === Infinity)))
    throw new RangeError(`words is ${String(words)}; it must be an integer of at least 1`);
  const { packs, read, citation, licence } = (await import('virtual:data/messages')) as PackModule;
  const [bags, lines] = await loadPacks(texts ? packs : packs.slice(0, 1), read, options);
  return {
    ...decodeBags(bags!, words),
    texts: lines ? new TextDecoder().decode(lines).split('\n') : [],
    citation,
    licence,
  };
}

/** See web/data/build/messages.ts for the format. */
function decodeBags(pack: Uint8Array, limit: number): Omit<Messages, 'texts' | 'citation' | 'licence'> {
  const decoder = new TextDecoder();
  const lineEnd = pack.indexOf(10);
  const head = JSON.parse(decoder.decode(pack.subarray(0, lineEnd))) as {
    messages: number;
    words: number;
    bytes: number;
  };
  let at = lineEnd + 1;
  const vocabulary = decoder
    .decode(pack.subarray(at, (at += head.bytes)))
    .split('\n')
    .slice(0, limit);
  const spam = pack.slice(at, (at += head.messages));
  const take = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = pack[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const starts = new Uint32Array(head.messages + 1);
  const unknown = new Uint16Array(head.messages);
  const [ids, counts]: [number[], number[]] = [[], []];
  for (let i = 0; i < head.messages; i++) {
    unknown[i] = take();
    const steps = Array.from({ length: take() }, take);
    let id = 0;
    for (const step of steps) {
      id += step;
      const times = take();
      if (id < vocabulary.length) {
        ids.push(id);
        counts.push(times);
      } else unknown[i]! += times;
    }
    starts[i + 1] = ids.length;
  }
  return {
    count: head.messages,
    vocabulary,
    spam,
    starts,
    ids: Uint16Array.from(ids),
    counts: Uint16Array.from(counts),
    unknown,
  };
}

/** Messages from ... to - 1 as rows of counts, (to - from, words). */
export function denseBags(
  { count, vocabulary, starts, ids, counts }: Messages,
  from = 0,
  to = count,
): Float32Array {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= count))
    throw new RangeError(`messages ${from} to ${to} are asked for; there are ${count}`);
  const rows = new Float32Array((to - from) * vocabulary.length);
  for (let i = from; i < to; i++)
    for (let k = starts[i]!; k < starts[i + 1]!; k++)
      rows[(i - from) * vocabulary.length + ids[k]!] = counts[k]!;
  return rows;
}
