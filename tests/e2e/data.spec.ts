// MNIST and the messages in Chromium, built and served below a base path of its own: what is downloaded, damaged and missing
// files with another attempt, and that data are there without a network when they were used once.

import { expect, test as base, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { complaints } from './axe.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, 'build/data-page');
const prefix = '/some/where/';
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

// One build for all tests of this file.
base.describe.configure({ mode: 'default' });
base.beforeAll(() => {
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const config = path.join(root, 'tests/e2e/data.vite.config.ts');
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error', '--config', config], { cwd: root });
});

interface Host {
  address: string;
  /** Files that were sent, with their sizes. */
  sent: { name: string; bytes: number }[];
  /** Another file instead of the one of that name; undefined for none at all. */
  instead: Map<RegExp, (file: Uint8Array) => Uint8Array | undefined>;
  close(): Promise<void>;
}

async function serve(): Promise<Host> {
  const sent: Host['sent'] = [];
  const instead: Host['instead'] = new Map();
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://host');
    const name = pathname.startsWith(prefix) ? pathname.slice(prefix.length) || 'index.html' : '\0';
    const file = path.join(folder, name);
    // What every browser asks for of itself.
    if (name === '\0' && pathname === '/favicon.ico') return response.writeHead(204).end();
    let bytes: Uint8Array | undefined =
      name.includes('\0') || !fs.existsSync(file) ? undefined : fs.readFileSync(file);
    for (const [pattern, change] of instead) if (bytes && pattern.test(name)) bytes = change(bytes);
    sent.push({ name, bytes: bytes?.length ?? 0 });
    // A host that knows nothing: no cache, no compression.
    response.writeHead(bytes ? 200 : 404, {
      'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
      'Cache-Control': 'no-store',
    });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    sent,
    instead,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const test = base.extend<{ host: Host }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern here
  host: async ({}, use) => {
    const host = await serve();
    await use(host);
    await host.close();
  },
});

const counts = (page: Page) => page.getByTestId('counts');
const fault = (page: Page) => page.getByRole('alert');
const there = '6000 1000 5171 1656';

async function watch(page: Page) {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  // A file that a test takes away is complained of in the console too.
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  return faults;
}

test('the first digits and the messages come in 1.5 MB, and are drawn', async ({ page, host }) => {
  const faults = await watch(page);
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'));
  await page.goto(host.address);
  await expect(counts(page)).toHaveText(there);
  const data = host.sent.filter(({ name }) => name.endsWith('.bin'));
  expect(data.map(({ name }) => name.replace(/-[\w-]{8}\.bin$/, '')).sort()).toEqual([
    'assets/grey28-test-00',
    'assets/grey28-train-00',
    'assets/messages-bags',
  ]);
  expect(data.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(1.5e6);
  const canvas = page.getByRole('img', { name: 'Digits' }).locator('canvas');
  const alpha = () =>
    canvas.evaluate((element: HTMLCanvasElement) => {
      const { data: pixels } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
      return pixels.reduce((sum, value, i) => sum + (i % 4 === 3 ? value : 0), 0) / (255 * 100 * 784);
    });
  // MNIST's mean grey value is 0.1307 of 255; of a hundred digits it differs by 0.004 (standard error).
  await expect.poll(alpha).toBeGreaterThan(0.11);
  expect(await alpha()).toBeLessThan(0.15);
  await expect(page.getByText('Almeida, Gómez Hidalgo & Yamakami (2011)')).toBeVisible();
  await expect(page.getByText('CC BY-SA 3.0')).toBeVisible();
  expect(await complaints(page)).toEqual([]);
  expect(faults.filter((each) => !each.includes('serviceWorker') && !each.includes('register'))).toEqual([]);
});

test('a damaged file is asked for once more, named with its checksum, and another attempt is offered', async ({
  page,
  host,
}) => {
  host.instead.set(/grey28-test-00/, (file) => {
    const damaged = Buffer.from(file);
    damaged[5000]! ^= 64;
    return damaged;
  });
  await page.goto(host.address);
  await expect(fault(page)).toHaveText(
    /^The digits could not be loaded\. grey28-test-00\.bin \(checksum [0-9a-f]{8}\): the pack is damaged.*\.$/,
  );
  expect(host.sent.filter(({ name }) => name.includes('grey28-test-00'))).toHaveLength(2);
  expect(await complaints(page)).toEqual([]);
  host.instead.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(counts(page)).toHaveText(there);
});

test('a truncated file and one that is not there are told apart', async ({ page, host }) => {
  host.instead.set(/binary28-train-00/, (file) => file.subarray(0, 1000));
  await page.goto(`${host.address}?kind=binary28`);
  await expect(fault(page)).toHaveText(
    /binary28-train-00\.bin \(checksum [0-9a-f]{8}\): the file has 1000 bytes instead of \d+\.$/,
  );
  host.instead.clear();
  host.instead.set(/binary28-train-00/, () => undefined);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(fault(page)).toHaveText(
    /binary28-train-00\.bin \(checksum [0-9a-f]{8}\): the server answered with 404\.$/,
  );
  host.instead.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(counts(page)).toHaveText(there);
});

test('data that were used once are there without a network, those that were not are missed in words', async ({
  page,
  context,
  host,
}) => {
  await page.goto(host.address);
  await expect(counts(page)).toHaveText(there);
  // On the first visit the worker comes after the data: it is asked for them again, and keeps them.
  const kept = () =>
    page.evaluate(async () => {
      const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)));
      const requests = await Promise.all(caches.map((cache) => cache.keys()));
      return requests.flat().filter(({ url }) => url.endsWith('.bin')).length;
    });
  await expect.poll(kept).toBe(3);
  await host.close();
  await context.setOffline(true);
  await page.reload();
  await expect(counts(page)).toHaveText(there);
  await page.goto(`${host.address}?kind=binary28`);
  await expect(fault(page)).toHaveText(
    /binary28-train-00\.bin \(checksum [0-9a-f]{8}\): the file could not be fetched/,
  );
});
