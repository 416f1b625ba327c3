// The page's part of an update: it is loaded again once, and never for ever.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

vi.mock('../../../web/search/start.ts', () => ({}));

interface Setting {
  controlled?: boolean;
  waiting?: boolean;
  storage?: 'none' | 'full';
  forbidden?: boolean;
}

/** A tab: what it keeps outlives its pages. */
let kept: Map<string, string>;
let now: number;
let faults: unknown[];
const noteFault = (reason: unknown) => faults.push(reason);
beforeEach(() => {
  kept = new Map();
  now = 1_800_000_000_000;
  faults = [];
  vi.stubEnv('PROD', true);
  vi.useFakeTimers();
  process.on('unhandledRejection', noteFault);
});
afterEach(() => {
  process.off('unhandledRejection', noteFault);
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Loads a page: what it asked of the waiting worker, how often it was loaded again, and how a new worker takes over. */
async function load({ controlled = true, waiting = true, storage, forbidden = false }: Setting = {}) {
  vi.setSystemTime(now);
  const asked: unknown[] = [];
  const page = { asked, reloads: 0, registered: 0, changeController: () => undefined as unknown };
  const registration = waiting ? { waiting: { postMessage: (word: unknown) => asked.push(word) } } : {};
  const serviceWorker = {
    controller: controlled ? {} : null,
    getRegistration: () => Promise.resolve(registration),
    addEventListener: (_: string, listener: () => void) => (page.changeController = listener),
    register: () => (page.registered++, Promise.reject(new Error('private mode'))),
  };
  const access = {
    getItem: (name: string) => {
      if (storage === 'none') throw new DOMException('denied', 'SecurityError');
      return kept.get(name) ?? null;
    },
    setItem: (name: string, text: string) => {
      if (storage === 'full') throw new DOMException('full', 'QuotaExceededError');
      kept.set(name, text);
    },
  };
  vi.stubGlobal('navigator', {
    get serviceWorker() {
      if (forbidden) throw new DOMException('sandboxed', 'SecurityError');
      return serviceWorker;
    },
  });
  vi.stubGlobal('sessionStorage', access);
  vi.stubGlobal('location', { reload: () => page.reloads++ });
  vi.stubGlobal('document', { readyState: 'complete' });
  vi.resetModules();
  await import('../../../web/offline/start.ts');
  await vi.advanceTimersByTimeAsync(3000);
  return page;
}

test('a build that waits is asked, and the page is loaded again when it has taken over', async () => {
  const page = await load();
  expect(page.asked).toEqual(['take over if alone']);
  expect(page.reloads).toBe(0);
  page.changeController();
  expect(page.reloads).toBe(1);
});

test('a new worker at every load does not load the page for ever; a minute later it may', async () => {
  let reloads = 0;
  for (let i = 0; i < 8; i++) {
    now += 1000;
    const page = await load();
    page.changeController();
    reloads += page.reloads;
    expect(page.asked).toHaveLength(i < 3 ? 1 : 0);
  }
  expect(reloads).toBe(3);
  now += 60_000;
  const later = await load();
  later.changeController();
  expect(later.reloads).toBe(1);
});

test('a refusal is not noted: the next load asks again', async () => {
  expect((await load()).asked).toHaveLength(1);
  expect((await load()).asked).toHaveLength(1);
});

test('the first visit, and a tab that can note nothing, are not loaded again', async () => {
  for (const setting of [{ controlled: false }, { storage: 'none' }] as const) {
    const page = await load(setting);
    page.changeController();
    expect([page.asked, page.reloads]).toEqual([[], 0]);
  }
});

test('what is forbidden is forbidden quietly', async () => {
  expect((await load()).registered).toBe(1);
  await load({ forbidden: true });
  vi.useRealTimers();
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(faults).toEqual([]);
});
