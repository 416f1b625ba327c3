// The service worker and the search in Chromium: after the first visit everything works without the network, an update
// never mixes two builds, and searching works before and after.

import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { complaints } from './axe.ts';

// The service worker fetches with the page's context and needs a server that a test can change: each test has its own
// copy of the site, below a base path of its own.
interface Site {
  folder: string;
  address: string;
  /** Paths that were asked for. */
  asked: string[];
}

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

const built = () => process.env['TRACTABLE_SITE'] ?? path.resolve(import.meta.dirname, '../../dist');

const test = base.extend<{ site: Site }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern here
  site: async ({}, use) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tractable-site-'));
    fs.cpSync(built(), folder, { recursive: true });
    const asked: string[] = [];
    const prefix = '/any/base/';
    const server = http.createServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://host');
      const name = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : '\0';
      asked.push(name);
      const file = path.join(folder, name === '' || name.endsWith('/') ? `${name}index.html` : name);
      const found = !name.includes('\0') && fs.existsSync(file) && fs.statSync(file).isFile();
      const shown = found ? file : path.join(folder, '404.html');
      response.writeHead(found ? 200 : 404, {
        'Content-Type': types[path.extname(shown)] ?? 'application/octet-stream',
        'Cache-Control': 'no-cache',
      });
      response.end(fs.readFileSync(shown));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use({
      folder,
      address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
      asked,
    });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    fs.rmSync(folder, { recursive: true, force: true });
  },
});

/** Until the service worker stands and serves. */
const installed = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
  });

async function visit(page: Page, { address }: Site) {
  await page.goto(address);
  await installed(page);
}

async function draws(page: Page) {
  await expect(page.getByTestId('instruction-set')).toHaveText(/wasm128|scalar/);
  await page.getByTestId('draw').click();
  await expect(page.getByTestId('summary')).toContainText('standard normal draws from seed');
}

test('after the first visit the page, the core and every lesson work without the network', async ({
  page,
  context,
  site,
}) => {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await visit(page, site);
  await context.setOffline(true);
  site.asked.length = 0;
  await page.reload();
  await draws(page);
  const lessons = await page
    .locator('.card a')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  for (const lesson of lessons) {
    await page.goto(lesson);
    await expect(page.locator('h1')).toBeVisible();
    // Also without its last slash, as a person types it.
    await page.goto(lesson.replace(/\/$/, ''));
    await expect(page).toHaveURL(lesson);
  }
  // The browser may look whether there is a newer service worker.
  expect(site.asked.filter((name) => name !== 'sw.js')).toEqual([]);
  expect(faults).toEqual([]);
  const response = await page.goto(`${site.address}nowhere/`);
  expect(response!.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'No such page' })).toBeVisible();
});

test('the page is served from the cache also when there is a network', async ({ page, site }) => {
  await visit(page, site);
  site.asked.length = 0;
  await page.reload();
  await draws(page);
  expect(site.asked.filter((name) => name !== 'sw.js')).toEqual([]);
});

/** Makes another build of the site, told apart by a word in its home page and its script. */
async function rebuild({ folder }: Site, word: string) {
  const { writeWorker } = await import('../../web/offline/plugin.ts');
  const page = path.join(folder, 'index.html');
  fs.writeFileSync(
    page,
    fs.readFileSync(page, 'utf8').replace(/<html lang="en"[^>]*>/, `<html lang="en" data-build="${word}">`),
  );
  fs.writeFileSync(path.join(folder, 'build.txt'), word);
  fs.rmSync(path.join(folder, 'sw.js'));
  await writeWorker(folder);
}

const buildOf = (page: Page) =>
  page.evaluate(async () => [
    document.documentElement.dataset['build'] ?? 'first',
    await fetch('./build.txt').then((response) => response.text()),
  ]);

const update = (page: Page) =>
  page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration())!;
    await registration.update();
    while (registration.installing) await new Promise((resolve) => setTimeout(resolve, 50));
    return registration.waiting !== null;
  });

test('an update waits for the old pages, takes over whole, and leaves one cache', async ({
  page,
  context,
  site,
}) => {
  await rebuild(site, 'one');
  await visit(page, site);
  const second = await context.newPage();
  await second.goto(site.address);
  await rebuild(site, 'two');
  expect(await update(page)).toBe(true);
  // Two pages of the old build are open: both stay on it, after a reload too.
  await page.reload();
  expect(await buildOf(page)).toEqual(['one', 'one']);
  expect(await buildOf(second)).toEqual(['one', 'one']);
  await second.close();
  // The fresh page asks the newer build to take over, and is loaded again. A page that came too early for that (the old
  // one is not quite gone, or the old worker is busy) is served as before, and one of the next gets it.
  await expect(async () => {
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-build', 'two', { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  expect(await buildOf(page)).toEqual(['two', 'two']);
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(1);
  await context.setOffline(true);
  await page.reload();
  expect(await buildOf(page)).toEqual(['two', 'two']);
});

test('an update that is published in halves is not taken', async ({ page, site }) => {
  await rebuild(site, 'one');
  await visit(page, site);
  await rebuild(site, 'two');
  // The new list, but one file still old: as when a host copies.
  fs.writeFileSync(path.join(site.folder, 'build.txt'), 'one');
  expect(await update(page)).toBe(false);
  await page.reload();
  expect(await buildOf(page)).toEqual(['one', 'one']);
  expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(1);
});

test('what another site keeps below the same host is left alone', async ({ page, site }) => {
  await page.goto(site.address);
  await page.evaluate(() => caches.open('tractable http://127.0.0.1/other/ 1'));
  await installed(page);
  expect(await page.evaluate(() => caches.has('tractable http://127.0.0.1/other/ 1'))).toBe(true);
});

const search = async (page: Page, words: string) => {
  await page.getByRole('searchbox').fill(words);
  return page.getByRole('dialog').getByRole('listitem');
};

async function searches(page: Page, context: BrowserContext) {
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  const results = await search(page, 'inference');
  await expect(results.first()).toContainText(/inference/i);
  const address = await results.first().getByRole('link').getAttribute('href');
  expect(new URL(address!, page.url()).href).toContain('/any/base/');
  await search(page, 'жжжжжж');
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('Nothing found for “жжжжжж”.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(context.pages()).toContain(page);
  expect(faults).toEqual([]);
}

test('the search opens by button and by /, finds, and works without the network', async ({
  page,
  context,
  site,
}) => {
  await visit(page, site);
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('dialog', { name: 'Search' })).toBeVisible();
  await page.keyboard.press('Escape');
  await searches(page, context);
  await context.setOffline(true);
  await page.reload();
  await searches(page, context);
});

test('the keyboard walks the results, Enter opens one, and / in a field is a slash', async ({
  page,
  site,
}) => {
  await page.goto(site.address);
  await expect(page.getByTestId('seed')).toBeVisible();
  await page.getByTestId('seed').focus();
  await page.keyboard.press('/');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Search' }).focus();
  await page.keyboard.press('Enter');
  const results = await search(page, 'inference');
  await expect(results.first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(results.first().getByRole('link')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('h1')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the open search in the ${colorScheme} theme`, async ({ page, site }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(site.address);
    await page.getByRole('button', { name: 'Search' }).click();
    await expect((await search(page, 'inference')).first()).toBeVisible();
    expect(await complaints(page)).toEqual([]);
  });
}
