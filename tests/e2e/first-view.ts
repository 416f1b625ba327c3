// What the first view of a lesson costs on the line.

import { expect, type Browser, type Page, type Response } from '@playwright/test';
import { brotliCompressSync } from 'node:zlib';

/**
 * The bytes in Brotli of all that a page asks for until `ready` and the network are done, by address, without fonts. What the
 * service worker fetches when the page is idle is not the first view's.
 */
export async function firstView(
  browser: Browser,
  address: string,
  ready: (page: Page) => Promise<unknown>,
): Promise<Map<string, number>> {
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  // Nor is what the page itself does then: the browser never has time.
  await page.addInitScript(() => (globalThis.requestIdleCallback = () => 0));
  const responses: Response[] = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(address, { waitUntil: 'load' });
  await ready(page);
  await page.waitForLoadState('networkidle');
  const sizes = new Map<string, number>();
  for (const response of responses)
    if (!response.url().endsWith('.woff2'))
      sizes.set(response.url(), brotliCompressSync(await response.body()).length);
  await context.close();
  return sizes;
}

/** Each part is asked for once. */
export function expectOnce(sizes: Map<string, number>, parts: readonly RegExp[]) {
  for (const part of parts) expect([...sizes.keys()].filter((address) => part.test(address))).toHaveLength(1);
}

/** At most so many bytes in those whose address fits; else the list is shown. */
export function expectAtMost(sizes: Map<string, number>, bytes: number, fits: (address: string) => boolean) {
  const size = [...sizes].filter(([address]) => fits(address)).reduce((sum, [, one]) => sum + one, 0);
  expect(size, JSON.stringify([...sizes], undefined, 1)).toBeLessThanOrEqual(bytes);
}

export const isCore = (address: string) => address.endsWith('.wasm');
