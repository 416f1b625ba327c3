// The student's work: answers, predictions, states of figures. All of it is in memory from the first moment, so that
// reading is immediate; every change goes to the browser's database at once and to the other tabs. Where storage is dead
// (private mode, no space) the work lives as long as the page, can still be exported, and `status` says so.

import { MemoryBackend, type Backend } from './backend.ts';
import { readFile, writeFile } from './file.ts';
import { Journal, type Slots } from './journal.ts';
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
  #latest = 0;
  #reason: string;
  #underWay: string[] = [];
  #writing: Promise<void> | undefined;

  /** Use `openWork`. `reason`: why `backend` does not last, if it does not. */
  constructor(
    readonly backend: Backend,
    stored: readonly unknown[],
    readonly channel: Channel | undefined,
    readonly journal: Journal | undefined,
    readonly tab: string,
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
    const record = makeRecord(slug, id, value, Math.max(Date.now(), this.#latest + 1), this.tab);
    this.#take(record);
    // First of all: what a listener throws must not cost the work.
    const saved = this.#save([record]);
    this.channel?.postMessage(record);
    this.#tell(record, false);
    return saved;
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
    const saved = this.#save(taken);
    for (const record of taken) {
      this.channel?.postMessage(record);
      this.#tell(record, true);
    }
    await saved;
    return { taken: taken.length, kept: records.length - taken.length };
  }

  /** Saves what earlier pages were left without saving. Records that are spoiled are dropped: nobody saw them. */
  async recover() {
    const left = this.journal?.left();
    if (!left) return;
    const records = left.records.map(checkRecord).filter((record) => typeof record !== 'string');
    for (const record of records) this.#take(record);
    // All of them: one that is known already may have come from its tab's own word, and be nowhere else.
    await this.#save(records);
    if (this.backend.lasts && !this.#reason) left.settle();
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
    this.#note();
    const previous = this.#writing;
    const mine = (previous ?? Promise.resolve()).then(() => this.#write());
    this.#writing = mine;
    return mine;
  }

  async #write() {
    const keys = [...this.#unsaved];
    if (keys.length === 0) return;
    this.#unsaved.clear();
    this.#underWay = keys;
    try {
      await this.backend.put(keys.map((key) => this.#records.get(key)!));
      if (this.backend.lasts) this.#setReason('');
    } catch (error) {
      // They go along with the next write: space may have been made by then.
      for (const key of keys) this.#unsaved.add(key);
      this.#setReason(whyNot(error));
    }
    this.#underWay = [];
    this.#note();
  }

  /** The journal holds exactly what the database does not. */
  #note() {
    const keys = new Set([...this.#underWay, ...this.#unsaved]);
    this.journal?.note([...keys].map((key) => this.#records.get(key)!));
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
  openSlots?: () => Slots | undefined;
}

const openDatabase = async () => (await import('./idb.ts')).openIdb();

const openBroadcast = () =>
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('tractable-work');

const openLocalStorage = () => (typeof localStorage === 'undefined' ? undefined : localStorage);

let shared: Promise<Work> | undefined;

/** The page's work, the same however many islands ask; with options, another one. Never rejects: without storage it is in memory. */
export const openWork = (options?: OpenOptions): Promise<Work> =>
  options ? open(options) : (shared ??= open({}));

async function open({
  openBackend = openDatabase,
  openChannel = openBroadcast,
  openSlots = openLocalStorage,
}: OpenOptions): Promise<Work> {
  const early: unknown[] = [];
  const tab = Math.random().toString(36).slice(2, 12);
  const channel = orNothing(openChannel);
  // What other tabs say while the database is read.
  if (channel) channel.onmessage = ({ data }) => early.push(data);
  const slots = orNothing(openSlots);
  const journal = slots && new Journal(slots, tab);
  let work: Work;
  try {
    const backend = await withinSeconds(openBackend(), 5);
    const stored = await withinSeconds(backend.load(), 5);
    work = new Work(backend, [...stored, ...early], channel, journal, tab);
  } catch (error) {
    work = new Work(new MemoryBackend(), early, channel, journal, tab, whyNot(error));
  }
  void work.recover();
  return work;
}

/** The work does without what the browser forbids: other tabs see it when they are loaded, the last keystroke may be lost. */
function orNothing<T>(make: () => T | undefined): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
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
