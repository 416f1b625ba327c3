// The built home page in Chromium: the core draws and its numbers are right, the map is whole, the student's work goes in
// and out, and nothing is fetched from elsewhere.

import { expect, test, type Page, type Response } from '@playwright/test';
import { brotliCompressSync } from 'node:zlib';
import { makeRecord } from '../../web/work/record.ts';
import { complaints, scrollWidth } from './axe.ts';

/** A solved exercise as the store writes it. */
const recordOf = (slug: string) => makeRecord(slug, 'exercise:a', { solved: true }, 1e12, 'elsewhere');

/** Opens a page and fails the test on any error that the page did not expect. */
async function open(page: Page, address = './') {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1|blob:|data:)/.test(request.url())) faults.push(`fetched ${request.url()}`);
  });
  await page.goto(address);
  await expect(page.getByTestId('instruction-set')).toHaveText(/wasm128|scalar/);
  return faults;
}

const got = async (page: Page, name: string) => {
  const badge = page.locator('.badge', { hasText: name });
  return Number((await badge.getByTestId('got').textContent())!.replace('−', '-'));
};

test('a million draws agree with the theory and are the same for the same seed', async ({ page }) => {
  const faults = await open(page, './#seed=7&n=1000000');
  await page.getByTestId('draw').click();
  await expect(page.getByTestId('summary')).toContainText('1 000 000 standard normal draws from seed 7');
  // Within 5 standard errors: a correct core fails once in two million seeds, and this seed is fixed.
  expect(Math.abs(await got(page, 'Mean'))).toBeLessThan(5 / Math.sqrt(1e6));
  expect(Math.abs((await got(page, 'Variance')) - 1)).toBeLessThan(5 * Math.sqrt(2 / 1e6));
  await expect(page.locator('.badge.agrees')).toHaveCount(2);
  const first = await page.getByTestId('summary').textContent();
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByTestId('draw').click();
  await expect(page.getByTestId('summary')).toHaveText(first!);
  expect(faults).toEqual([]);
});

test('the scalar module gives the same numbers', async ({ page, browser }) => {
  await open(page, './#seed=3&n=10000');
  await page.getByTestId('draw').click();
  await expect(page.getByTestId('summary')).toContainText('10 000 standard normal draws');
  const simd = await page.getByTestId('summary').textContent();
  const other = await (await browser.newContext()).newPage();
  // A browser without SIMD: the probe's module does not validate.
  await other.addInitScript(() => (WebAssembly.validate = () => false));
  await open(other, `${page.url().split('#')[0]}#seed=3&n=10000`);
  await expect(other.getByTestId('instruction-set')).toHaveText('scalar');
  await other.getByTestId('draw').click();
  await expect(other.getByTestId('summary')).toHaveText(simd!);
});

test('a long job shows how far it is, stops when told, and the next one works', async ({ page }) => {
  await open(page, './#seed=1&n=100000000');
  await page.getByTestId('draw').click();
  await expect(page.getByTestId('summary')).toContainText('standard normal draws from seed 1');
  await page.getByTestId('stop').click();
  await expect(page.getByTestId('stop')).toBeDisabled();
  await page.getByTestId('count').selectOption('100');
  await page.getByTestId('draw').click();
  await expect(page.getByTestId('summary')).toContainText('100 standard normal draws');
});

test('a seed that is none is an error in the figure, and what was drawn stays', async ({ page }) => {
  await open(page, './#seed=1&n=100');
  await page.getByTestId('draw').click();
  await expect(page.getByTestId('summary')).toContainText('100 standard normal draws');
  await page.getByTestId('seed').fill('-1');
  await page.getByTestId('draw').click();
  await expect(page.getByRole('alert')).toHaveText(/seed is -1; it must be at least 0/);
  await expect(page.getByTestId('summary')).toContainText('100 standard normal draws');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to complain of in the ${colorScheme} theme`, async ({ browser, baseURL }) => {
    const page = await (await browser.newContext({ colorScheme, baseURL: baseURL! })).newPage();
    await open(page, './#n=10000');
    await page.getByTestId('draw').click();
    await expect(page.getByTestId('summary')).toContainText('draws from seed');
    expect(await complaints(page)).toEqual([]);
  });
}

for (const width of [320, 360, 1280, 1920]) {
  test(`nothing overflows at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    await open(page);
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
    if (width > 360) return;
    const lede = await page.locator('main p').first().boundingBox();
    expect(lede!.width).toBeGreaterThanOrEqual(0.85 * width);
  });
}

test.describe('the course map', () => {
  const card = (page: Page, slug: string) => page.locator(`.card[data-slug="${slug}"]`);

  test('has all lessons in order; those that are not written are no links', async ({ page }) => {
    await open(page);
    const lessons = page.locator('.card.lesson h4');
    await expect(lessons).toHaveCount(20);
    await expect(page.locator('.card')).toHaveCount(25);
    for (const [i, title] of (await lessons.allTextContents()).entries()) {
      expect(title).toMatch(new RegExp(`^${i} `));
    }
    for (const each of await page.locator('.card').all()) {
      const written = (await each.locator('a').count()) === 1;
      if (written) await expect(each.locator('a')).toHaveAttribute('href', /^\.\/[a-z0-9-]+\/$/);
      else await expect(each.locator('.state')).toHaveText('Not written yet');
    }
    await expect(card(page, 'bayes').locator('.hands')).toContainText('Hands to lesson 2: a posterior');
  });

  test('every link leads to a page', async ({ page, request }) => {
    await open(page);
    for (const link of await page.locator('.card a').all()) {
      const response = await request.get(new URL((await link.getAttribute('href'))!, page.url()).href);
      expect(response.status(), await link.textContent().then(String)).toBe(200);
    }
  });

  test('stands there without a script', async ({ browser, baseURL }) => {
    const page = await browser.newPage({ javaScriptEnabled: false, baseURL: baseURL! });
    await page.goto('./');
    await expect(page.locator('.card.lesson h4')).toHaveCount(20);
    await page.close();
  });

  const pictureOf = (page: Page, slug: string) =>
    card(page, slug)
      .locator('canvas')
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

  test('its pictures are drawn, are still, and move under the pointer', async ({ page }) => {
    await open(page);
    const seen = new Set<string>();
    for (const each of await page.locator('.card').all()) {
      await each.scrollIntoViewIfNeeded();
      const slug = (await each.getAttribute('data-slug'))!;
      await expect
        .poll(() => each.locator('canvas').evaluate((c: HTMLCanvasElement) => c.width))
        .not.toBe(300);
      seen.add(await pictureOf(page, slug));
    }
    expect(seen.size).toBe(25);
    await page.mouse.move(0, 0);
    await card(page, 'vae-failures').scrollIntoViewIfNeeded();
    const before = await pictureOf(page, 'vae-failures');
    await page.waitForTimeout(200);
    expect(await pictureOf(page, 'vae-failures')).toBe(before);
    await card(page, 'vae-failures').hover();
    await expect.poll(() => pictureOf(page, 'vae-failures')).not.toBe(before);
  });

  test('they stay still for who wants less motion', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page);
    await card(page, 'sampling').hover();
    const before = await pictureOf(page, 'sampling');
    await page.waitForTimeout(300);
    expect(await pictureOf(page, 'sampling')).toBe(before);
  });

  test('the keyboard reaches every written lesson, and its picture moves then', async ({ page }) => {
    await open(page);
    const hrefs = await page
      .locator('.card a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')!));
    await page.getByRole('link', { name: 'The course map' }).focus();
    for (const href of hrefs) {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate(() => document.activeElement?.getAttribute('href'))) === href) break;
      }
      const link = page.locator(`.card a[href="${href}"]`);
      await expect(link).toBeFocused();
      const slug = href.slice(2, -1);
      const before = await pictureOf(page, slug);
      await expect.poll(() => pictureOf(page, slug)).not.toBe(before);
    }
    if (hrefs.length === 0) return;
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`${hrefs.at(-1)!.slice(2)}$`));
  });
});

test.describe('the student’s work', () => {
  const record = (page: Page, slug: string, id: string) =>
    page.evaluate(
      ([s, i]) =>
        new Promise((resolve) => {
          const request = indexedDB.open('tractable');
          request.onsuccess = () => {
            const get = request.result.transaction('work').objectStore('work').get(`${s}/${i}`);
            get.onsuccess = () => {
              request.result.close();
              resolve((get.result as { value?: unknown } | undefined)?.value);
            };
          };
        }),
      [slug, id] as const,
    );

  test('is imported, kept, shown on the map and exported; a wrong file is refused', async ({
    page,
    browser,
    baseURL,
  }) => {
    await open(page);
    const written = page.locator('.card.lesson:not(.unwritten)').first();
    const slug = (await written.count()) ? (await written.getAttribute('data-slug'))! : 'sampling';
    const contents = JSON.stringify({ format: 'tractable-work', version: 1, records: [recordOf(slug)] });
    const choose = (name: string, text: string) =>
      page
        .locator('[data-keep=file]')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    await choose('holiday.json', '{"a": 1}');
    await expect(page.locator('[data-keep=said]')).toHaveText(/holiday.json is not a file of saved work/);
    await choose('work.json', contents);
    await expect(page.locator('[data-keep=said]')).toHaveText('1 piece of work taken over.');
    if (await written.count()) {
      await expect(written.locator('.state')).toHaveText(/^1 of \d+ exercises solved|^All 1 /);
      await expect(page.locator('#go-on')).toHaveText(/^Go on with lesson \d+$/);
    }
    await page.reload();
    expect(await record(page, slug, 'exercise:a')).toEqual({ solved: true });

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export it as a file' }).click();
    const file = await (await download).path();
    const other = await browser.newPage({ baseURL: baseURL! });
    await other.goto('./');
    await other.locator('[data-keep=file]').setInputFiles(file);
    await expect(other.locator('[data-keep=said]')).toHaveText('1 piece of work taken over.');
    expect(await record(other, slug, 'exercise:a')).toEqual({ solved: true });
    await other.close();
  });
});

test('the page has at most 60 KB in Brotli, without fonts and what loads when it is near', async ({
  page,
}) => {
  // Before the figure comes: its place is out of sight.
  await page.addInitScript(() => {
    globalThis.IntersectionObserver = class {
      observe() {}
      unobserve() {}
      disconnect() {}
    } as never;
  });
  const responses: Response[] = [];
  page.on('response', (response) => responses.push(response));
  await page.goto('./', { waitUntil: 'load' });
  await expect(page.locator('[data-keep=status]')).toHaveText(/kept in this browser/);
  let size = 0;
  for (const response of responses) {
    if (!/\.woff2$/.test(response.url())) size += brotliCompressSync(await response.body()).length;
  }
  expect(size).toBeGreaterThan(5_000);
  expect(size).toBeLessThanOrEqual(60_000);
});

test('an address without a page says so and leads home, at any depth', async ({ page }) => {
  for (const address of ['./nowhere', './nowhere/', './no/where/at/all']) {
    const response = await page.goto(address);
    expect(response!.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'No such page' })).toBeVisible();
    const home = new URL('./', test.info().project.use.baseURL).href;
    await expect(page.locator('#home')).toHaveAttribute('href', home);
    expect(await complaints(page)).toEqual([]);
  }
});
