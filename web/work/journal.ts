// What is not yet in the database, kept where writing is immediate: a page that is left at once takes its running
// transactions with it, and the last keystrokes would be lost. The next page finds them here and saves them.

import type { WorkRecord } from './record.ts';

/** The part of localStorage that is used here. */
export type Slots = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

const prefix = 'tractable-unsaved ';

export class Journal {
  #written = false;

  /** `tab`: one slot for each tab, so that none overwrites another's. */
  constructor(
    readonly slots: Slots,
    readonly tab: string,
  ) {}

  /** Replaces what this tab had noted. No space: the database alone has to do. */
  note(records: readonly WorkRecord[]) {
    const slot = prefix + this.tab;
    try {
      if (records.length > 0) this.slots.setItem(slot, JSON.stringify(records));
      else if (this.#written) this.slots.removeItem(slot);
      this.#written = records.length > 0;
    } catch {
      this.#forget(slot);
    }
  }

  /** What other pages left behind, as it is; `settle` clears it when it is saved, if nobody has written to it since. */
  left(): { records: unknown[]; settle: () => void } {
    const found = new Map<string, string>();
    const records: unknown[] = [];
    try {
      for (let i = 0; i < this.slots.length; i++) {
        const slot = this.slots.key(i);
        if (!slot?.startsWith(prefix) || slot === prefix + this.tab) continue;
        const text = this.slots.getItem(slot) ?? '';
        found.set(slot, text);
        records.push(...parse(text));
      }
    } catch {
      // Storage that fails while it is read has nothing to give.
    }
    const settle = () => {
      for (const [slot, text] of found) if (this.#read(slot) === text) this.#forget(slot);
    };
    return { records, settle };
  }

  #read(slot: string): string | null {
    try {
      return this.slots.getItem(slot);
    } catch {
      return null;
    }
  }

  #forget(slot: string) {
    try {
      this.slots.removeItem(slot);
    } catch {
      // It is read again next time, and found to be old.
    }
  }
}

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
