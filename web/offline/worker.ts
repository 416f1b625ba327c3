// The service worker. Each build has a cache of its own, filled when it is installed and checked file by file against the
// build's hashes; an update waits until one page is open, which is then loaded again, so that no page mixes two builds.

import { contentType, fileOf } from './route.ts';
import type { Manifest } from './manifest.ts';

declare const __MANIFEST__: Manifest;
declare const self: ServiceWorkerGlobalScope;

const { build, files, early } = __MANIFEST__;
const prefix = `tractable ${self.registration.scope} `;
const cacheName = prefix + build;

self.addEventListener('install', (event) => event.waitUntil(install()));

self.addEventListener('activate', (event) => event.waitUntil(activate()));

self.addEventListener('message', (event) => {
  if (event.data === 'take over if alone') event.waitUntil(takeOver());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(self.registration.scope)) return;
  event.respondWith(answer(request, url));
});

async function install() {
  // The same files may be those of the build that serves now: a release may change this script alone.
  const known = await caches.has(cacheName);
  const cache = await caches.open(cacheName);
  try {
    const queue = [...early];
    const next = async (): Promise<void> => {
      const name = queue.shift();
      if (name === undefined) return;
      if (!(await cache.match(addressOf(name)))) await fetchInto(cache, name, 'no-cache');
      return next();
    };
    // Few at a time: the student's own clicks go first.
    await Promise.all([next(), next(), next()]);
  } catch (error) {
    if (!known) await caches.delete(cacheName);
    throw error;
  }
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
  // One of them may be that of a still newer build, which does not fill it again: it will tidy up itself.
  const { installing, waiting } = self.registration;
  if (!installing && !waiting) await Promise.all(old.map((name) => caches.delete(name)));
  // The page of the first visit is of this build; after an update there may be others.
  if (old.length === 0) await self.clients.claim();
}

/** A page that has just been opened asks for it (start.ts), and is loaded again when this worker serves. */
async function takeOver() {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (windows.filter(({ url }) => url.startsWith(self.registration.scope)).length <= 1)
    await self.skipWaiting();
}

const addressOf = (name: string) => new URL(name, self.registration.scope).href;

/** Fetches a file and keeps it, if it is the one of this build. */
async function fetchInto(cache: Cache, name: string, mode: RequestCache): Promise<Response> {
  const response = await fetch(addressOf(name), { cache: mode, credentials: 'same-origin' });
  if (!response.ok) throw new Error(`${name} was answered with ${response.status}`);
  const body = await response.arrayBuffer();
  const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', body))];
  if (hash.map((byte) => byte.toString(16).padStart(2, '0')).join('') !== files[name]) {
    throw new Error(`${name} is of another build`);
  }
  // Without the redirects that a host makes of index.html: a page may not be answered with them.
  const type = response.headers.get('Content-Type') ?? contentType(name);
  const kept = new Response(body, { headers: { 'Content-Type': type } });
  await cache.put(addressOf(name), kept.clone());
  return kept;
}

async function answer(request: Request, url: URL): Promise<Response> {
  const found = fileOf(url, self.registration.scope, files);
  if (found?.redirect) return Response.redirect(found.redirect, 302);
  if (!found) return elsewhere(request);
  const cache = await caches.open(cacheName);
  const kept = await cache.match(addressOf(found.name));
  if (kept) return kept;
  try {
    return await fetchInto(cache, found.name, 'no-cache');
  } catch {
    return fetch(request);
  }
}

/** What this build does not have: the network knows, or the page that says so. */
async function elsewhere(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await (await caches.open(cacheName)).match(addressOf('404.html'));
    if (request.mode !== 'navigate' || !page) throw error;
    return new Response(page.body, { status: 404, headers: page.headers });
  }
}
