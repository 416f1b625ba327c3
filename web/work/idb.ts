// The browser's database as a place for records.

import { openDB, type DBSchema } from 'idb';
import type { Backend } from './backend.ts';
import { checkRecord, isNewer, keyOf, type WorkRecord } from './record.ts';

interface Schema extends DBSchema {
  work: { key: string; value: WorkRecord };
}

/** Rejects where the browser forbids storage. */
export async function openIdb(name = 'tractable'): Promise<Backend> {
  // A page of a newer version may wait for this one to let go of the database.
  const database = await openDB<Schema>(name, 1, {
    upgrade: (opened) => void opened.createObjectStore('work'),
    blocking: (_current, _next, event) => (event.target as IDBDatabase).close(),
  });
  return {
    lasts: true,
    load: () => database.getAll('work'),
    async put(records) {
      const transaction = database.transaction('work', 'readwrite', { durability: 'strict' });
      const work = async () => {
        for (const record of records) {
          const key = keyOf(record.slug, record.id);
          const old = checkRecord(await transaction.store.get(key));
          // A spoiled record is older than anything.
          if (typeof old === 'string' || isNewer(record, old)) await transaction.store.put(record, key);
        }
      };
      // Both: the transaction's own failure (quota) comes after the requests succeeded.
      await Promise.all([work(), transaction.done]);
    },
  };
}
