// The student's work: answers, predictions, states of figures. All of it is in memory from the first moment, so that
// reading is immediate; every change goes to the browser's database at once and to the other tabs. Where storage is dead
// (private mode, no space) the work lives as long as the page, can still be exported, and `status` says so.

import { MemoryBackend, type Backend } from './backend.ts';
import { readFile, writeFile } from './file.ts';
import { checkRecord, isNewer, keyOf, makeRecord, type Json, type WorkRecord } from './record.ts';

export { WorkFileError } from './file.ts';
export type { Json } from './record.ts';

/** What a solved exercise has in its saved value; Exercise.svelte writes it under "exercise:<id>". */
export const exerciseId = (id: string) => `exercise:${id}`;

export interface WorkStatus {
  /** Whether all that was set is in the browser's database. */
  saved: boolean;
  /** Why not, as a sentence for the student. */
  reason: string;
  /** Records that were found spoiled when the work was opened: what is wrong with each. */
  damaged: string[];
}

export interface Change {
  slug: string;
  id: string;
  value: Json;
  /** Whether another tab or an import made it. */
  foreign: boolean;
}

/** The part of BroadcastChannel that is used here. */
export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  close(): void;
}

export class Work {
  readonly #records = new Map<string, WorkRecord>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #statusListeners = new Set<(status: WorkStatus) => void>();
  readonly #unsaved = new Set<string>();
  readonly #damaged: string[] = [];
  readonly #tab = Math.random().toString(36).slice(2, 12);
  #latest = 0;
  #reason: string;
  #writing: Promise<void> | undefined;

  /** Use `openWork`. `reason`: why `backend` does not last, if it does not. */
  constructor(
    readonly backend: Backend,
    stored: readonly unknown[],
    readonly channel: Channel | undefined,
    reason = '',
  ) {
    this.#reason = reason;
    for (const given of stored) {
      const record = checkRecord(given);
      if (typeof record === 'string') this.#damaged.push(record);
      else this.#take(record);
    }
    if (channel) {
      channel.onmessage = ({ data }) => {
        const record = checkRecord(data);
        if (typeof record !== 'string' && this.#take(record)) this.#tell(record, true);
      };
    }
  }

  /** The saved value, or undefined. */
  get(slug: string, id: string): Json | undefined {
    const record = this.#records.get(keyOf(slug, id));
    return record && structuredClone(record.value);
  }

  /**
   * Sets a value: at once in memory and the other tabs. The promise ends when the database has it, or has refused it
   * (then `status` says so): it never rejects. Throws TypeError if the value is not JSON.
   */
  set(slug: string, id: string, value: unknown): Promise<void> {
    const record = makeRecord(slug, id, value, Math.max(Date.now(), this.#latest + 1), this.#tab);
    this.#take(record);
    this.channel?.postMessage(record);
    this.#tell(record, false);
    return this.#save([record]);
  }

  /** Calls `listener` after every change, of this tab and others. Returns how to stop that. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get status(): WorkStatus {
    return { saved: !this.#reason, reason: this.#reason, damaged: [...this.#damaged] };
  }

  onStatus(listener: (status: WorkStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => void this.#statusListeners.delete(listener);
  }

  /** Solved exercises of a lesson, and how many it has (`of`; or else how many were begun). */
  progress(slug: string, of = 0): { done: number; of: number } {
    let done = 0;
    let begun = 0;
    for (const { slug: lesson, id, value } of this.#records.values()) {
      if (lesson !== slug || !id.startsWith(exerciseId(''))) continue;
      begun++;
      if ((value as { solved?: Json } | null)?.solved === true) done++;
    }
    return { done, of: Math.max(of, begun) };
  }

  exportFile(): Blob {
    return writeFile([...this.#records.values()]);
  }

  /** Merges a file: for each piece of work the later one stays. Throws WorkFileError and changes nothing if it is unfit. */
  async importFile(file: Blob): Promise<{ taken: number; kept: number }> {
    const records = await readFile(file);
    const taken = records.filter((record) => this.#take(record));
    for (const record of taken) {
      this.channel?.postMessage(record);
      this.#tell(record, true);
    }
    await this.#save(taken);
    return { taken: taken.length, kept: records.length - taken.length };
  }

  close() {
    this.channel?.close();
  }

  #take(record: WorkRecord): boolean {
    const key = keyOf(record.slug, record.id);
    if (!isNewer(record, this.#records.get(key))) return false;
    this.#records.set(key, record);
    this.#latest = Math.max(this.#latest, record.time);
    return true;
  }

  #tell(record: WorkRecord, foreign: boolean) {
    const { slug, id } = record;
    for (const listener of this.#listeners)
      listener({ slug, id, value: structuredClone(record.value), foreign });
  }

  /** One write at a time; what is set while it runs goes with the next one, so that no keystroke waits behind a queue. */
  #save(records: readonly WorkRecord[]): Promise<void> {
    for (const { slug, id } of records) this.#unsaved.add(keyOf(slug, id));
    const previous = this.#writing;
    const mine = (previous ?? Promise.resolve()).then(() => this.#write());
    this.#writing = mine;
    return mine;
  }

  async #write() {
    const keys = [...this.#unsaved];
    if (keys.length === 0) return;
    this.#unsaved.clear();
    try {
      await this.backend.put(keys.map((key) => this.#records.get(key)!));
      if (this.backend.lasts) this.#setReason('');
    } catch (error) {
      // They go along with the next write: space may have been made by then.
      for (const key of keys) this.#unsaved.add(key);
      this.#setReason(whyNot(error));
    }
  }

  #setReason(reason: string) {
    if (reason === this.#reason) return;
    this.#reason = reason;
    for (const listener of this.#statusListeners) listener(this.status);
  }
}

const whyNot = (error: unknown) =>
  (error as Error).name === 'QuotaExceededError'
    ? 'The browser has no space left for this site: what you do now is lost when you leave. Export it to keep it.'
    : `The browser does not save (${(error as Error).message || (error as Error).name}): what you do now is lost when you leave. Export it to keep it.`;

/** How to get at the places; tests put their own here. */
export interface OpenOptions {
  openBackend?: () => Promise<Backend>;
  openChannel?: () => Channel | undefined;
}

const openDatabase = async () => (await import('./idb.ts')).openIdb();

const openBroadcast = () =>
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('tractable-work');

let shared: Promise<Work> | undefined;

/** The page's work, the same however many islands ask; with options, another one. Never rejects: without storage it is in memory. */
export const openWork = (options?: OpenOptions): Promise<Work> =>
  options ? open(options) : (shared ??= open({}));

async function open({ openBackend = openDatabase, openChannel = openBroadcast }: OpenOptions): Promise<Work> {
  const early: unknown[] = [];
  let channel: Channel | undefined;
  try {
    channel = openChannel();
    // What other tabs say while the database is read.
    if (channel) channel.onmessage = ({ data }) => early.push(data);
  } catch {
    // Without it other tabs see the work when they are loaded.
  }
  try {
    const backend = await withinSeconds(openBackend(), 5);
    const stored = await withinSeconds(backend.load(), 5);
    return new Work(backend, [...stored, ...early], channel);
  } catch (error) {
    return new Work(new MemoryBackend(), early, channel, whyNot(error));
  }
}

/** A database that another tab blocks would never answer, and the page must not wait for it. */
async function withinSeconds<T>(answer: Promise<T>, seconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${seconds} seconds`)), seconds * 1000);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
