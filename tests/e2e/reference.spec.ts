// The reference of the modelling language in Chromium: every word, each with a model that runs.

import { expect, test, type Page } from '@playwright/test';
import { complaints, scrollWidth } from './axe.ts';
import { expectAtMost, firstView, isCore } from './first-view.ts';

async function open(page: Page, hash = ''): Promise<string[]> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`./reference/model/${hash}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The modelling language');
  await expect(page.getByRole('button', { name: 'Run the model with normal', exact: true })).toBeVisible();
  return faults;
}

const entry = (page: Page, word: string) => page.locator(`[data-word="${word}"]`);
const result = (page: Page, word: string) => entry(page, word).locator('.result');
const run = (page: Page, word: string) =>
  page.getByRole('button', { name: `Run the model with ${word}`, exact: true });

test('every example runs and shows draws', async ({ page }) => {
  test.setTimeout(300_000);
  const faults = await open(page);
  const words = await page.locator('.entry').evaluateAll((all) => all.map((each) => each.id));
  expect(words.length).toBeGreaterThan(100);
  for (const word of words) {
    await run(page, word).click();
    await expect(result(page, word).locator('table, .fault')).toBeVisible();
    expect(await result(page, word).locator('.fault').allTextContents(), word).toEqual([]);
    const numbers = await result(page, word).locator('tbody td').allTextContents();
    expect(numbers.length, word).toBeGreaterThan(4);
    expect(
      numbers.filter((each) => !Number.isFinite(Number(each.replaceAll('−', '-')))),
      word,
    ).toEqual([]);
  }
  expect(faults).toEqual([]);
});

test('the numbers are those of the law: an exponential one has mean and deviation 2', async ({ page }) => {
  await open(page, '#exponential');
  await run(page, 'exponential').focus();
  await page.keyboard.press('Enter');
  const row = (name: string) => result(page, 'exponential').getByRole('row', { name }).locator('td');
  await expect(row('mean')).toBeVisible();
  // 1000 draws, of which some hundreds are effective: 0.5 is far beyond five standard errors.
  for (const name of ['mean', 'sd']) expect(Number(await row(name).textContent())).toBeCloseTo(2, 0);
});

test('an example goes to the playground with its code and its data', async ({ page }) => {
  await open(page);
  const link = page.getByRole('link', { name: 'Open in the playground: matVec' });
  await link.focus();
  await expect(link).toHaveAttribute('href', /\/playground\/#model=1[\w-]{40,}$/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to complain of in the ${colorScheme} theme`, async ({ browser, baseURL }) => {
    const page = await (await browser.newContext({ colorScheme, baseURL: baseURL! })).newPage();
    await open(page);
    await run(page, 'matVec').click();
    await expect(result(page, 'matVec').locator('table')).toBeVisible();
    expect(await complaints(page)).toEqual([]);
  });
}

for (const width of [320, 360, 1280]) {
  test(`nothing overflows at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    await open(page);
    await run(page, 'sample').click();
    await expect(result(page, 'sample').locator('table')).toBeVisible();
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
  });
}

test('without a script the words can be read', async ({ browser, baseURL }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL! })).newPage();
  await page.goto('./reference/model/');
  await expect(page.getByRole('heading', { name: 'halfCauchy(scale)' })).toBeVisible();
  await expect(run(page, 'halfCauchy')).toBeHidden();
});

test('the first view has no core, and at most 60 KB in Brotli', async ({ browser }) => {
  const sizes = await firstView(browser, 'reference/model/', (page) =>
    expect(run(page, 'model')).toBeVisible(),
  );
  expect([...sizes.keys()].filter(isCore)).toEqual([]);
  expectAtMost(sizes, 60_000, () => true);
});
