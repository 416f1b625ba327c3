// The service worker's caches when workers of several builds stand at once.

import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';

const scope = 'https://host/base/';
const prefix = `tractable ${scope} `;
const sha = (text: string) => createHash('sha256').update(text).digest('hex');

afterEach(() => vi.unstubAllGlobals());

/** A browser: its caches, and what the network answers. */
class Browser {
  readonly caches = new Map<string, Map<string, Response>>();
  readonly network = new Map<string, string>();
  registration: Record<string, unknown> = { scope };
  windows: string[] = [];
  skipped = 0;
  claimed = 0;

  /** Starts a worker; `tell` waits for what an event's handler waits for. */
  async start(build: string, files: Record<string, string>) {
    const listeners = new Map<string, (event: object) => void>();
    vi.stubGlobal('__MANIFEST__', {
      build,
      files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha(text)])),
      early: Object.keys(files),
    });
    vi.stubGlobal('self', {
      registration: this.registration,
      addEventListener: (kind: string, listener: (event: object) => void) => listeners.set(kind, listener),
      skipWaiting: () => Promise.resolve(this.skipped++),
      clients: {
        claim: () => Promise.resolve(this.claimed++),
        matchAll: () => Promise.resolve(this.windows.map((url) => ({ url }))),
      },
    });
    vi.stubGlobal('caches', {
      open: (name: string) => {
        if (!this.caches.has(name)) this.caches.set(name, new Map());
        const held = this.caches.get(name)!;
        return Promise.resolve({
          match: (url: string) => Promise.resolve(held.get(url)?.clone()),
          put: (url: string, response: Response) => Promise.resolve(void held.set(url, response)),
        });
      },
      has: (name: string) => Promise.resolve(this.caches.has(name)),
      keys: () => Promise.resolve([...this.caches.keys()]),
      delete: (name: string) => Promise.resolve(this.caches.delete(name)),
    });
    vi.stubGlobal('fetch', (url: string) => {
      const text = this.network.get(url.slice(scope.length));
      return text === undefined
        ? Promise.reject(new TypeError('no network'))
        : Promise.resolve(new Response(text));
    });
    vi.resetModules();
    await import('../../../web/offline/worker.ts');
    return (kind: string, data?: unknown) => {
      let wait: Promise<unknown> = Promise.resolve();
      listeners.get(kind)!({ data, waitUntil: (promise: Promise<unknown>) => (wait = promise) });
      return wait;
    };
  }

  publish(files: Record<string, string>) {
    for (const [name, text] of Object.entries(files)) this.network.set(name, text);
  }
}

const one = { 'index.html': 'one', 'a.js': 'first' };
const two = { 'index.html': 'two', 'b.js': 'second' };

test('installing keeps every file, and activating forgets the older builds', async () => {
  const browser = new Browser();
  browser.publish(one);
  await (
    await browser.start('1', one)
  )('install');
  browser.publish(two);
  const tell = await browser.start('2', two);
  await tell('install');
  expect([...browser.caches.keys()]).toEqual([`${prefix}1`, `${prefix}2`]);
  await tell('activate');
  expect([...browser.caches.keys()]).toEqual([`${prefix}2`]);
  expect([...browser.caches.get(`${prefix}2`)!.keys()]).toEqual([`${scope}index.html`, `${scope}b.js`]);
  expect(browser.claimed).toBe(0);
});

test('an installation that fails leaves nothing, but not nothing of the build that serves', async () => {
  const browser = new Browser();
  browser.publish({ 'index.html': 'one' });
  await expect((await browser.start('1', one))('install')).rejects.toThrow('no network');
  expect(browser.caches.size).toBe(0);
  browser.publish(one);
  await (
    await browser.start('1', one)
  )('install');
  // The same files under a new worker, and one of them lost from the cache.
  browser.caches.get(`${prefix}1`)!.delete(`${scope}a.js`);
  browser.network.clear();
  await expect((await browser.start('1', one))('install')).rejects.toThrow('no network');
  expect([...browser.caches.get(`${prefix}1`)!.keys()]).toEqual([`${scope}index.html`]);
});

test.each(['installing', 'waiting'])(
  'activating leaves the cache of a newer build that is %s',
  async (state) => {
    const browser = new Browser();
    browser.publish(one);
    const tell = await browser.start('1', one);
    await tell('install');
    browser.publish(two);
    await (
      await browser.start('2', two)
    )('install');
    browser.registration[state] = {};
    await tell('activate');
    expect([...browser.caches.keys()]).toEqual([`${prefix}1`, `${prefix}2`]);
  },
);

test('it takes over only where one page of the site is open', async () => {
  const browser = new Browser();
  const tell = await browser.start('1', one);
  browser.windows = [`${scope}a/`, `${scope}b/`, 'https://host/other/'];
  await tell('message', 'take over if alone');
  expect(browser.skipped).toBe(0);
  browser.windows.shift();
  await tell('message', 'take over');
  expect(browser.skipped).toBe(0);
  await tell('message', 'take over if alone');
  expect(browser.skipped).toBe(1);
});
