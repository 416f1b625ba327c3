// A lesson's page in Chromium, from the throw-away lesson of tests/fixtures: built beside the site, never into it.

import { expect, test, type Browser, type Page } from '@playwright/test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, loadConfigFromFile, type InlineConfig, type PluginOption } from 'vite';
import { lessonPages } from '../../web/compiler/plugin.ts';
import { complaints, scrollWidth } from './axe.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

// One worker plays them all, so that the fixture is built once.
test.describe.configure({ mode: 'default' });
const folder = here('../../build/lesson-fixture');
let address: string;
let close: () => Promise<unknown>;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const { config } = (await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    here('../../vite.config.ts'),
  ))!;
  const isOfLessons = (plugin: PluginOption) => (plugin as { name?: string }).name === 'tractable-lessons';
  const site: InlineConfig = {
    ...config,
    configFile: false,
    logLevel: 'warn',
    // The site's own plugins, with other lessons.
    plugins: config.plugins!.map((plugin) =>
      isOfLessons(plugin) ? lessonPages({ lessons: here('../fixtures/lessons') }) : plugin,
    ),
    build: { ...config.build, outDir: folder, emptyOutDir: true },
  };
  await build(site);
  const { serve } = (await import('../../web/serve.mjs' as string)) as {
    serve: (options: object) => Promise<{ address: string; close: () => Promise<unknown> }>;
  };
  ({ address, close } = await serve({ folder, port: 0, base: '/some/where/' }));
});
test.afterAll(() => close?.());

async function open(page: Page, hash = '') {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1|blob:|data:)/.test(request.url())) faults.push(`fetched ${request.url()}`);
  });
  await page.goto(`${address}sample/${hash}`);
  return faults;
}

const sized = async (browser: Browser, width: number, height: number, more: object = {}) =>
  (await browser.newContext({ viewport: { width, height }, ...more })).newPage();

test('figures come when they are near, and compute', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(path.basename(request.url())));
  const faults = await open(page);
  await expect(page.getByTestId('ladder')).toHaveText('sample/ladder: 1.959964');
  expect(loaded.some((name) => name.startsWith('Rain-'))).toBe(false);
  await page.locator('#rain').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('rain')).toHaveText('sample/rain: 1.959964');
  await page.locator('#phi-84').scrollIntoViewIfNeeded();
  await expect(page.locator('#phi-84 input').first()).toBeVisible();
  expect(faults).toEqual([]);
});

test('no lesson page loads KaTeX: the formulas of the exercises are there too', async ({ page }) => {
  const faults = await open(page);
  await page.locator('#phi-84').scrollIntoViewIfNeeded();
  const formula = page.locator('#phi-84 .prompt .katex');
  await expect(formula.locator('math')).toHaveCount(1);
  await expect(formula.locator('annotation')).toHaveText('\\Phi^{-1}(0.84)');
  expect(await formula.evaluate((element) => getComputedStyle(element).fontFamily)).toContain('KaTeX_Main');
  expect(faults).toEqual([]);
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.m?js$/.test(name),
  );
  expect(scripts.length).toBeGreaterThan(5);
  for (const name of scripts)
    expect(readFileSync(path.join(folder, name), 'utf8').includes('KaTeX parse error'), name).toBe(false);
});

test('a figure that cannot be loaded says so, and the others work', async ({ page }) => {
  await page.route(/Ladder-.*\.js/, (route) => route.abort());
  await open(page);
  await expect(page.locator('#ladder [role=alert]')).toHaveText(/^The figure ladder could not be shown: /);
  await page.locator('#rain').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('rain')).toHaveText('sample/rain: 1.959964');
});

test("a link to a figure's state goes to the figure", async ({ page }) => {
  await open(page, '#rain.seed=7');
  await expect(page.locator('#rain')).toBeInViewport();
});

test('maths needs no script, and its fonts are of one format', async ({ browser }) => {
  const page = await sized(browser, 1280, 900, { javaScriptEnabled: false });
  await page.goto(`${address}sample/`);
  const formula = page.locator('#cdf .katex-html').first();
  await expect(formula).toBeVisible();
  expect(await formula.evaluate((element) => getComputedStyle(element).fontFamily)).toContain('KaTeX_Main');
  const files = readdirSync(path.join(folder, 'assets'));
  expect(files.filter((name) => /^KaTeX.*\.woff2$/.test(name)).length).toBeGreaterThan(10);
  expect(files.filter((name) => /\.(woff|ttf)$/.test(name))).toEqual([]);
});

test('every address in the page is relative and leads somewhere', async ({ page }) => {
  await open(page);
  const html = readFileSync(path.join(folder, 'sample/index.html'), 'utf8');
  const addresses = [...html.matchAll(/(?:src|href)="([^"#]+)[^"]*"/g)].map(([, found]) => found!);
  expect(addresses.length).toBeGreaterThan(5);
  for (const found of addresses.filter((one) => !one.startsWith('https://'))) {
    expect(found).toMatch(/^\.\.\//);
    expect(existsSync(path.join(folder, 'sample', found)), found).toBe(true);
  }
  const broken = await page.$$eval('main a[href^="#"]', (links) =>
    links.map((link) => link.getAttribute('href')!).filter((href) => !document.querySelector(href)),
  );
  expect(broken).toEqual([]);
});

test('notes stand in the margin where there is room, and figures stay in view', async ({ browser }) => {
  const page = await sized(browser, 1280, 800);
  await open(page);
  const note = (await page.locator('.note').first().boundingBox())!;
  const text = (await page.locator('.noted > p').first().boundingBox())!;
  expect(note.x).toBeGreaterThan(text.x + text.width);
  expect(Math.abs(note.y - text.y)).toBeLessThan(16);
  await page
    .locator('.sticky-text p')
    .last()
    .evaluate((p) => p.scrollIntoView());
  await expect(page.locator('#rain .plot')).toBeInViewport();
  const beside = (await page.locator('.sticky-text').boundingBox())!;
  expect((await page.locator('#rain').boundingBox())!.x).toBeGreaterThan(beside.x + beside.width);
});

// 320 px is also a window of 1280 px at 400 %.
for (const width of [320, 360, 768, 1024, 1280, 1920]) {
  test(`nothing overflows at ${width} px`, async ({ browser }) => {
    const page = await sized(browser, width, 740);
    await open(page);
    for (const id of ['ladder', 'rain', 'phi-84']) {
      await page.locator(`#${id}`).scrollIntoViewIfNeeded();
      await expect(page.locator(`#${id} .island`)).toHaveAttribute('data-state', 'ready');
    }
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
    const widths = await page.$$eval('main p', (all) =>
      all.filter((p) => !p.closest('.island')).map((p) => p.getBoundingClientRect().width),
    );
    if (width <= 360) expect(Math.min(...widths)).toBeGreaterThanOrEqual(0.85 * width);
    else expect(Math.max(...widths)).toBeLessThanOrEqual(42 * 16);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing in the ${colorScheme} theme at ${width} px`, async ({ browser }) => {
      const page = await sized(browser, width, 800, { colorScheme });
      await open(page);
      for (const id of ['ladder', 'rain', 'phi-84']) {
        await page.locator(`#${id}`).scrollIntoViewIfNeeded();
        await expect(page.locator(`#${id} .island`)).toHaveAttribute('data-state', 'ready');
      }
      expect(await complaints(page)).toEqual([]);
    });
  }
}

test('the keyboard reaches a formula that is wider than the page', async ({ browser }) => {
  const page = await sized(browser, 320, 740);
  await open(page);
  const formula = page.locator('#cdf .katex-display');
  await expect(formula).toHaveAttribute('tabindex', '0');
  await formula.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => formula.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
});

test('the theme button changes the page and is remembered', async ({ page }) => {
  await open(page);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await paper();
  await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
  expect(await paper()).not.toBe(before);
  const after = await paper();
  await page.reload();
  expect(await paper()).toBe(after);
});

test('on paper there are no controls, all figures are there, and links can be read', async ({ page }) => {
  await open(page);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  for (const id of ['ladder', 'rain']) {
    await expect(page.locator(`#${id} .island`)).toHaveAttribute('data-state', 'ready');
  }
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.locator('.top')).toBeHidden();
  await expect(page.locator('.lesson-nav')).toBeHidden();
  expect(await page.locator('main').getByRole('button').count()).toBe(0);
  const after = (selector: string) =>
    page.$eval(selector, (element) => getComputedStyle(element, '::after').content);
  expect(await after('.breaks a')).toContain('https://example.org/');
  expect(await after('.sources a')).toBe('none');
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('light');
});
