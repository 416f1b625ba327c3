// Saved work: kept, shared between tabs, exported and imported, and never lost or mixed up by a fault.

import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../../../web/work/backend.ts';
import { checkRecord, makeRecord, type WorkRecord } from '../../../web/work/record.ts';
import { openWork } from '../../../web/work/store.ts';
import { FullBackend, Hub, MortalBackend, openOn, randomFrom, settled } from './support.ts';

describe('keeping', () => {
  test('what was set is there after a reload, and changing what was read does not change it', async () => {
    const disk = new MemoryBackend(true);
    const work = await openOn(disk);
    await work.set('sampling', 'exercise:a', { answer: 0.84, solved: true });
    (work.get('sampling', 'exercise:a') as { answer: number }).answer = 7;
    expect((await openOn(disk)).get('sampling', 'exercise:a')).toEqual({ answer: 0.84, solved: true });
    expect(work.get('sampling', 'exercise:b')).toBeUndefined();
    expect(work.status).toEqual({ saved: true, reason: '', damaged: [] });
  });

  test('every keystroke is kept although they come faster than the disk writes', async () => {
    const disk = new MemoryBackend(true);
    const work = await openOn(disk);
    const text = 'const accept = Math.min(1, p / q);';
    const writes = [...text].map((_, i) => work.set('s', 'code', text.slice(0, i + 1)));
    await Promise.all(writes);
    expect((await openOn(disk)).get('s', 'code')).toBe(text);
  });

  test('a listener that throws costs no work', async () => {
    const disk = new MemoryBackend(true);
    const work = await openOn(disk);
    work.subscribe(() => {
      throw new Error('of the listener');
    });
    expect(() => work.set('s', 'a', 1)).toThrow('of the listener');
    await settled();
    expect((await openOn(disk)).get('s', 'a')).toBe(1);
  });

  test('what JSON cannot hold is refused by its path, and the old value stays', async () => {
    const work = await openOn(new MemoryBackend(true));
    await work.set('s', 'x', 1);
    const cyclic: { self?: unknown } = {};
    cyclic.self = cyclic;
    expect(() => work.set('s', 'x', { draws: [1, NaN] })).toThrow(/s\/x\.draws\[1\] is NaN; only/);
    expect(() => work.set('s', 'x', { f: () => 1 })).toThrow(TypeError);
    expect(() => work.set('s', 'x', new Float64Array(2))).toThrow(/s\/x is a Float64Array/);
    expect(() => work.set('s', 'x', undefined)).toThrow(/s\/x is undefined/);
    expect(() => work.set('s', 'x', cyclic)).toThrow();
    expect(work.get('s', 'x')).toBe(1);
  });

  test('progress counts the solved exercises of a lesson only', async () => {
    const work = await openOn(new MemoryBackend(true));
    void work.set('sampling', 'exercise:a', { solved: true });
    void work.set('sampling', 'exercise:b', { solved: false });
    void work.set('sampling', 'predict:rain', { solved: true });
    void work.set('bayes', 'exercise:a', { solved: true });
    expect(work.progress('sampling', 4)).toEqual({ done: 1, of: 4 });
    expect(work.progress('sampling')).toEqual({ done: 1, of: 2 });
    expect(work.progress('flows', 3)).toEqual({ done: 0, of: 3 });
  });
});

describe('faults', () => {
  test('no space: the page goes on in memory and says so; once there is space all is saved', async () => {
    const disk = new FullBackend();
    const work = await openOn(disk);
    const heard: boolean[] = [];
    work.onStatus(({ saved }) => heard.push(saved));
    await work.set('s', 'a', 1);
    await work.set('s', 'b', 2);
    expect(work.get('s', 'a')).toBe(1);
    expect(work.status).toMatchObject({
      saved: false,
      reason: expect.stringMatching(/no space left.*Export/),
    });
    disk.refusing = false;
    await work.set('s', 'c', 3);
    expect(work.status.saved).toBe(true);
    expect(heard).toEqual([false, true]);
    const again = await openOn(disk);
    expect([again.get('s', 'a'), again.get('s', 'b'), again.get('s', 'c')]).toEqual([1, 2, 3]);
  });

  test('forbidden storage: everything works in memory and the work can be exported', async () => {
    const work = await openWork({
      openBackend: () => Promise.reject(new DOMException('denied', 'SecurityError')),
      openChannel: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    await work.set('s', 'a', 1);
    expect(work.get('s', 'a')).toBe(1);
    expect(work.status.reason).toMatch(/does not save \(denied\)/);
    const other = await openOn(new MemoryBackend(true));
    await other.importFile(work.exportFile());
    expect(other.get('s', 'a')).toBe(1);
  });

  test('a spoiled record is reported and not shown; the others are, and it can be written anew', async () => {
    const disk = new MemoryBackend(true);
    const work = await openOn(disk);
    for (const id of ['a', 'b', 'c', 'd']) await work.set('s', id, { answer: id });
    (disk.records.get('s/a')!.value as { answer: string }).answer = 'z';
    disk.records.set('s/b', { ...disk.records.get('s/b')!, version: 9 });
    disk.records.set('s/c', null as never);
    const again = await openOn(disk);
    expect(again.get('s', 'a')).toBeUndefined();
    expect(again.get('s', 'd')).toEqual({ answer: 'd' });
    expect(again.status.damaged).toEqual([
      's/a: its checksum does not agree',
      's/b: it was written by a newer version of this site',
      'it is null, not a record',
    ]);
    await again.set('s', 'a', 1);
    expect((await openOn(disk)).get('s', 'a')).toBe(1);
  });

  test('any changed bit of a record is noticed', () => {
    const random = randomFrom(5);
    const record = makeRecord(
      'sampling',
      'exercise:a',
      { answer: '0.84', hints: 2, solved: true },
      1e12,
      'tab',
    );
    expect(checkRecord(structuredClone(record))).toEqual(record);
    const text = JSON.stringify(record);
    for (let i = 0; i < 2000; i++) {
      const at = random(text.length);
      const changed =
        text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random(7))) + text.slice(at + 1);
      let given: unknown;
      try {
        given = JSON.parse(changed);
      } catch {
        continue;
      }
      const checked = checkRecord(given);
      // A bit may fall where JSON does not look (the case of an exponent): then the record is the same.
      if (typeof checked !== 'string') expect(checked).toEqual(record);
    }
  });

  test('a tab that dies at any of 1 000 points leaves each piece whole: what was confirmed, or something later', async () => {
    for (let point = 0; point < 1000; point++) {
      const random = randomFrom(point);
      const disk = new MemoryBackend(true);
      const mortal = new MortalBackend(disk, random(40));
      const work = await openOn(mortal);
      const confirmed = new Map<string, number>();
      for (let step = 0; step < 30; step++) {
        const id = `e${random(4)}`;
        const written = work
          .set('s', id, { step, again: step })
          .then(() => confirmed.set(id, Math.max(step, confirmed.get(id) ?? 0)));
        if (random(2)) await Promise.race([written, settled()]);
        if (mortal.dead) break;
      }
      await settled();
      const again = await openOn(disk);
      expect(again.status.damaged).toEqual([]);
      for (const [id, step] of confirmed) {
        const value = again.get('s', id) as { step: number; again: number };
        expect(value.step, `point ${point}, ${id}`).toBeGreaterThanOrEqual(step);
        expect(value.again).toBe(value.step);
      }
    }
  });

  test('an import that dies is there as a whole or not at all', async () => {
    const source = await openOn(new MemoryBackend(true));
    for (let i = 0; i < 20; i++) void source.set('s', `e${i}`, i);
    const file = source.exportFile();
    for (const after of [0, 1, 19, 20]) {
      const disk = new MemoryBackend(true);
      const work = await openOn(new MortalBackend(disk, after));
      await Promise.race([work.importFile(file), new Promise((resolve) => setTimeout(resolve, 20))]);
      expect(disk.records.size).toBe(after === 20 ? 20 : 0);
    }
  });
});

describe('two tabs', () => {
  test('each sees what the other sets, and is told', async () => {
    const disk = new MemoryBackend(true);
    const hub = new Hub();
    const [one, two] = [await openOn(disk, hub), await openOn(disk, hub)];
    const heard: unknown[] = [];
    const stop = two.subscribe((change) => heard.push(change));
    await one.set('s', 'a', 5);
    await settled();
    expect(two.get('s', 'a')).toBe(5);
    expect(heard).toEqual([{ slug: 's', id: 'a', value: 5, foreign: true }]);
    stop();
    await one.set('s', 'a', 6);
    expect(heard).toHaveLength(1);
  });

  test('after any interleaving both tabs and the disk have the same', async () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = randomFrom(seed);
      const disk = new MemoryBackend(true);
      const hub = new Hub();
      const tabs = [await openOn(disk, hub), await openOn(disk, hub)];
      const writes: Promise<void>[] = [];
      for (let step = 0; step < 20; step++) {
        writes.push(tabs[random(2)]!.set('s', `e${random(3)}`, step));
        if (random(3) === 0) await settled();
      }
      await Promise.all(writes);
      await settled();
      const again = await openOn(disk);
      for (const id of ['e0', 'e1', 'e2']) {
        expect(tabs[0]!.get('s', id)).toEqual(tabs[1]!.get('s', id));
        expect(again.get('s', id)).toEqual(tabs[0]!.get('s', id));
      }
    }
  });

  test('what another tab says while the work is opened is not lost, and nonsense is ignored', async () => {
    const hub = new Hub();
    const stranger = hub.open();
    const disk = new MemoryBackend(true);
    const opening = openWork({
      openBackend: async () => {
        stranger.postMessage(makeRecord('s', 'a', 'early', 1e12, 'other'));
        stranger.postMessage({ hello: 1 });
        await settled();
        return disk;
      },
      openChannel: hub.open,
    });
    const work = await opening;
    stranger.postMessage('noise');
    stranger.postMessage({ ...makeRecord('s', 'a', 'late', 2e12, 'other'), checksum: 'no' });
    await settled();
    expect(work.get('s', 'a')).toBe('early');
  });
});

describe('files', () => {
  const fileOf = (contents: unknown) =>
    new File([typeof contents === 'string' ? contents : JSON.stringify(contents)], 'my-work.json');
  const good = (): WorkRecord[] => [makeRecord('s', 'a', 1, 1e12, 't'), makeRecord('s', 'b', 2, 1e12, 't')];

  test('export and import on another machine give the same work; the later piece stays', async () => {
    const one = await openOn(new MemoryBackend(true));
    await one.set('s', 'a', 'old');
    await one.set('s', 'b', 'only here');
    const file = one.exportFile();
    const two = await openOn(new MemoryBackend(true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await two.set('s', 'a', 'new');
    expect(await two.importFile(file)).toEqual({ taken: 1, kept: 1 });
    expect([two.get('s', 'a'), two.get('s', 'b')]).toEqual(['new', 'only here']);
    expect(await two.importFile(file)).toEqual({ taken: 0, kept: 2 });
  });

  test.each<[string, unknown, RegExp]>([
    ['no JSON', 'PK\u0003', /my-work.json is not a file of saved work: it is not JSON/],
    ['another JSON', { name: 'x' }, /is not a file of saved work/],
    ['null', 'null', /is not a file of saved work/],
    [
      'newer',
      { format: 'tractable-work', version: 2, records: [] },
      /newer version of this site \(2; this one reads 1\)/,
    ],
    ['no list', { format: 'tractable-work', version: 1 }, /holds no list of records/],
    [
      'a changed answer',
      { format: 'tractable-work', version: 1, records: [good()[0], { ...good()[1], value: 3 }] },
      /is damaged at record 2: s\/b: its checksum does not agree/,
    ],
    [
      'a newer record',
      { format: 'tractable-work', version: 1, records: [{ ...good()[0], version: 2 }] },
      /record 1: s\/a: it was written by a newer version/,
    ],
    [
      'a record of the year 300 000',
      { format: 'tractable-work', version: 1, records: [makeRecord('s', 'a', 1, 9e15, 't')] },
      /does not say when/,
    ],
  ])('%s is refused with a reason, and nothing is changed', async (_, contents, message) => {
    const disk = new MemoryBackend(true);
    const work = await openOn(disk);
    await work.set('s', 'a', 'mine');
    const before = structuredClone(disk.records);
    await expect(work.importFile(fileOf(contents))).rejects.toThrow(message);
    expect(disk.records).toEqual(before);
    expect(work.get('s', 'b')).toBeUndefined();
  });

  test('a file cut off anywhere is refused', async () => {
    const work = await openOn(new MemoryBackend(true));
    const text = JSON.stringify({ format: 'tractable-work', version: 1, records: good() });
    for (let length = 0; length < text.length; length++) {
      await expect(work.importFile(fileOf(text.slice(0, length)))).rejects.toThrow('cut off');
    }
    expect((await work.importFile(fileOf(text))).taken).toBe(2);
  });

  test('a file that is too large is not read', async () => {
    const work = await openOn(new MemoryBackend(true));
    const huge = { size: 2 ** 26, name: 'film.mp4', text: () => expect.unreachable() } as unknown as File;
    await expect(work.importFile(huge)).rejects.toThrow(/film.mp4 has 64 MB/);
  });

  test('a record named __proto__ is a record', async () => {
    const work = await openOn(new MemoryBackend(true));
    await work.set('s', '__proto__', JSON.parse('{"__proto__": {"solved": true}}'));
    expect(JSON.stringify(work.get('s', '__proto__'))).toBe('{"__proto__":{"solved":true}}');
    expect(({} as { solved?: boolean }).solved).toBeUndefined();
  });
});
