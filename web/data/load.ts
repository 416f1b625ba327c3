// Fetches packs (pack.ts) and opens them. What comes damaged is fetched once more, past all caches; then it is an error that
// names the file and what is wrong with it.

import { headBytes, crc32, hex, packKinds, readHead, type PackEntry } from './pack.ts';

export interface LoadOptions {
  signal?: AbortSignal | undefined;
  /** Bytes that have arrived, of those that will. */
  onProgress?: ((loaded: number, total: number) => void) | undefined;
}

/** How a pack's file is had: by fetch in the page, from the disk under node. */
export type ReadFile = (url: string, init: RequestInit) => Promise<Response>;

export type DataFault = 'missing' | 'truncated' | 'corrupt';

export class DataError extends Error {
  /** The file's name, as the build has given it. */
  readonly file: string;

  constructor(
    readonly fault: DataFault,
    { name, checksum }: PackEntry,
    what: string,
  ) {
    super(`${name} (checksum ${hex(checksum)}): ${what}`);
    this.name = 'DataError';
    this.file = name;
  }
}

/** At once: a browser opens few connections to a host. */
const parallel = 3;

/** The contents of packs, in their order. Throws DataError, or the signal's reason. */
export async function loadPacks(
  entries: readonly PackEntry[],
  read: ReadFile,
  { signal, onProgress }: LoadOptions = {},
): Promise<Uint8Array[]> {
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const loaded = entries.map(() => 0);
  const contents = new Array<Uint8Array>(entries.length);
  // When one fails the others are for nothing.
  const stop = new AbortController();
  const both = signal ? anyOf(signal, stop) : stop.signal;
  const unserved = !served();
  let next = 0;
  const worker = async () => {
    while (next < entries.length) {
      const i = next++;
      contents[i] = await loadPack(entries[i]!, read, both, (bytes) => {
        loaded[i] = bytes;
        onProgress?.(
          loaded.reduce((sum, each) => sum + each, 0),
          total,
        );
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, worker));
  } catch (error) {
    stop.abort(error);
    signal?.throwIfAborted();
    throw error;
  }
  if (unserved && entries.length > 0) void keepOffline(entries.map(({ url }) => url));
  return contents;
}

/** AbortSignal.any is newer than the browsers that we support. */
function anyOf(signal: AbortSignal, stop: AbortController): AbortSignal {
  signal.throwIfAborted();
  signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true, signal: stop.signal });
  return stop.signal;
}

async function loadPack(
  entry: PackEntry,
  read: ReadFile,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<Uint8Array> {
  try {
    return await open(entry, await download(entry, read, { signal }, progress));
  } catch (error) {
    if (!(error instanceof DataError) || signal.aborted) throw error;
    // A cache between here and there may hold what is damaged.
    return open(entry, await download(entry, read, { signal, cache: 'reload' }, progress));
  }
}

async function download(
  entry: PackEntry,
  read: ReadFile,
  init: RequestInit,
  progress: (bytes: number) => void,
): Promise<Uint8Array> {
  const { url, bytes } = entry;
  progress(0);
  const file = new Uint8Array(bytes);
  let at = 0;
  let more = false;
  try {
    const response = await read(url, init);
    if (!response.ok) throw new DataError('missing', entry, `the server answered with ${response.status}`);
    const reader = response.body!.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      more = at + part.value.length > bytes;
      if (more) {
        await reader.cancel();
        break;
      }
      file.set(part.value, at);
      at += part.value.length;
      progress(at);
    }
  } catch (error) {
    init.signal?.throwIfAborted();
    if (error instanceof DataError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    if (at === 0) throw new DataError('missing', entry, `the file could not be fetched (${why})`);
    throw new DataError('truncated', entry, `the connection broke after ${at} of ${bytes} bytes (${why})`);
  }
  if (more) throw new DataError('corrupt', entry, `the file has more than its ${bytes} bytes`);
  if (at < bytes) throw new DataError('truncated', entry, `the file has ${at} bytes instead of ${bytes}`);
  return file;
}

/** The contents of a pack's file, when all is as the build has noted it. */
export async function open(entry: PackEntry, file: Uint8Array): Promise<Uint8Array> {
  const corrupt = (what: string) => new DataError('corrupt', entry, what);
  const { kind, records, checksum } = entry;
  const head = readHead(file);
  if (!head) throw corrupt('the file does not begin as a pack does');
  if (head.kind !== packKinds[kind])
    throw corrupt(`the pack is of kind ${head.kind} instead of ${packKinds[kind]}`);
  if (head.records !== records) throw corrupt(`the pack has ${head.records} records instead of ${records}`);
  if (head.checksum !== checksum) throw corrupt(`the pack says that its checksum is ${hex(head.checksum)}`);
  const contents = await inflate(file.subarray(headBytes), head.length);
  if (!contents) throw corrupt('the pack is damaged and cannot be unpacked');
  const got = crc32(contents);
  if (got !== checksum) throw corrupt(`the pack is damaged: its checksum is ${hex(got)}`);
  return contents;
}

/** Undefined if the stream is damaged, or not of that length. */
async function inflate(packed: Uint8Array, length: number): Promise<Uint8Array | undefined> {
  const contents = new Uint8Array(length);
  let at = 0;
  try {
    const stream = new Blob([packed as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream('deflate'));
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (at + part.value.length > length) return undefined;
      contents.set(part.value, at);
      at += part.value.length;
    }
  } catch {
    return undefined;
  }
  return at === length ? contents : undefined;
}

const served = () => Boolean(globalThis.navigator?.serviceWorker?.controller);

/**
 * On the first visit the service worker serves only after the data have been fetched: it is asked for them again then, so that
 * they are there without a network. The browser's own cache answers, as a rule.
 */
async function keepOffline(urls: readonly string[]) {
  if (typeof document === 'undefined' || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  if (!served())
    await new Promise((resolve) =>
      serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
  for (const url of urls) {
    try {
      await (await fetch(url)).arrayBuffer();
    } catch {
      // Without a network there is nothing to keep.
    }
  }
}
