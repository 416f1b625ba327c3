// Where records are kept. Two places: the browser's database (idb.ts) and memory, which serves where storage is
// forbidden, and in tests with faults of every kind.

import { isNewer, keyOf, type WorkRecord } from './record.ts';

export interface Backend {
  /** Whether what is put outlives the page. */
  readonly lasts: boolean;
  /** All that is stored, as it is: whoever reads it checks it. */
  load(): Promise<unknown[]>;
  /** Stores all or nothing. A record that is there and newer stays (two tabs may write at once). */
  put(records: readonly WorkRecord[]): Promise<void>;
}

export class MemoryBackend implements Backend {
  readonly records = new Map<string, WorkRecord>();

  constructor(readonly lasts = false) {}

  load(): Promise<unknown[]> {
    return Promise.resolve(structuredClone([...this.records.values()]));
  }

  put(records: readonly WorkRecord[]): Promise<void> {
    for (const record of structuredClone(records)) {
      const key = keyOf(record.slug, record.id);
      if (isNewer(record, this.records.get(key))) this.records.set(key, record);
    }
    return Promise.resolve();
  }
}
