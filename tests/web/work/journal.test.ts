// What a page that is left at once had not saved: the next page has it.

import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../../../web/work/backend.ts';
import type { Slots } from '../../../web/work/journal.ts';
import { openWork } from '../../../web/work/store.ts';
import { FullBackend, Hub, MortalBackend, settled } from './support.ts';

/** localStorage, which outlives the pages; `full`: takes nothing. */
class Drawer implements Slots {
  readonly kept = new Map<string, string>();
  full = false;
  get length() {
    return this.kept.size;
  }
  key = (i: number) => [...this.kept.keys()][i] ?? null;
  getItem = (slot: string) => this.kept.get(slot) ?? null;
  removeItem = (slot: string) => void this.kept.delete(slot);
  setItem = (slot: string, text: string) => {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.kept.set(slot, text);
  };
}

const open = (disk: MemoryBackend | MortalBackend, slots: Slots) =>
  openWork({
    openBackend: () => Promise.resolve(disk),
    openChannel: () => undefined,
    openSlots: () => slots,
  });

describe('a page that is left while the database writes', () => {
  test('loses nothing: the next page has every keystroke and saves it', async () => {
    const disk = new MemoryBackend(true);
    const drawer = new Drawer();
    const work = await open(new MortalBackend(disk, 0), drawer);
    for (const text of ['r', 'ra', 'rat']) void work.set('s', 'exercise:why', text);
    await settled();
    expect(disk.records.size).toBe(0);

    const next = await open(disk, drawer);
    expect(next.get('s', 'exercise:why')).toBe('rat');
    await settled();
    expect([...disk.records.values()].map(({ value }) => value)).toEqual(['rat']);
    expect(drawer.kept.size).toBe(0);
  });

  test('loses nothing that the next page has only heard of', async () => {
    const disk = new MemoryBackend(true);
    const drawer = new Drawer();
    const hub = new Hub();
    const openIn = (backend: MemoryBackend | MortalBackend, load = () => backend.load()) =>
      openWork({
        openBackend: () => Promise.resolve({ lasts: true, load, put: backend.put.bind(backend) }),
        openChannel: () => hub.open(),
        openSlots: () => drawer,
      });
    const dying = await openIn(new MortalBackend(disk, 0));
    const next = await openIn(disk, async () => {
      // While it reads the database, the other page says its last word.
      const stored = await disk.load();
      void dying.set('s', 'a', 'heard');
      await settled();
      return stored;
    });
    expect(next.get('s', 'a')).toBe('heard');
    await settled();
    expect([...disk.records.values()].map(({ value }) => value)).toEqual(['heard']);
    expect(drawer.kept.size).toBe(0);
  });

  test('does not win over what was written later', async () => {
    const disk = new MemoryBackend(true);
    const drawer = new Drawer();
    void (await open(new MortalBackend(disk, 0), drawer)).set('s', 'a', 'old');
    const other = await open(disk, new Drawer());
    // Later by the records' clock, which may stand still within a millisecond.
    await other.set('s', 'a', 'first');
    await other.set('s', 'a', 'new');
    expect((await open(disk, drawer)).get('s', 'a')).toBe('new');
  });

  test('what another page writes meanwhile stays in its slot', async () => {
    const disk = new MemoryBackend(true);
    const drawer = new Drawer();
    const dead = await open(new MortalBackend(disk, 0), drawer);
    void dead.set('s', 'a', 1);
    await settled();
    const next = open(disk, drawer);
    const { journal } = await next;
    expect(journal).toBeDefined();
    void dead.set('s', 'b', 2);
    await settled();
    expect([...drawer.kept.values()].join()).toContain('"id":"b"');
  });
});

test('nothing is noted once all is saved', async () => {
  const drawer = new Drawer();
  const work = await open(new MemoryBackend(true), drawer);
  const saved = work.set('s', 'a', 1);
  expect(drawer.kept.size).toBe(1);
  await saved;
  expect(drawer.kept.size).toBe(0);
});

test('a drawer that is full, broken or holds rubbish does no harm', async () => {
  const drawer = new Drawer();
  drawer.kept.set('tractable-unsaved x', '{"not":"a list"}');
  drawer.kept.set('tractable-unsaved y', '[1, {"version": 1}]');
  drawer.kept.set('tractable-unsaved z', 'no JSON');
  drawer.kept.set('theme', 'dark');
  drawer.full = true;
  const work = await open(new MemoryBackend(true), drawer);
  await work.set('s', 'a', 1);
  expect(work.get('s', 'a')).toBe(1);
  expect(work.status).toEqual({ saved: true, reason: '', damaged: [] });
  expect([...drawer.kept.keys()]).toEqual(['theme']);

  const broken = await openWork({
    openBackend: () => Promise.resolve(new MemoryBackend(true)),
    openChannel: () => undefined,
    openSlots: () => {
      throw new DOMException('denied', 'SecurityError');
    },
  });
  await broken.set('s', 'a', 2);
  expect(broken.get('s', 'a')).toBe(2);
});

test('what a full database refuses is noted until it takes it', async () => {
  const disk = new FullBackend();
  const drawer = new Drawer();
  await (await open(disk, drawer)).set('s', 'a', 1);
  expect(drawer.kept.size).toBe(1);
  const next = await open(disk, drawer);
  await settled();
  expect(next.status.saved).toBe(false);
  expect(drawer.kept.size).toBeGreaterThan(0);
  disk.refusing = false;
  await next.set('s', 'b', 2);
  expect((await open(disk, drawer)).get('s', 'a')).toBe(1);
});
