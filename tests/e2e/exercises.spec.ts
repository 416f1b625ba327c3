// Exercises of every kind in Chromium: by keyboard, mouse and touch, kept in the browser's database, agreed between tabs.

import { expect, test as base, type Locator, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Work } from '../../web/work/store.ts';
import { complaints, scrollWidth } from './axe.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, 'build/exercises-page');
const site = 'https://exercises.test/';
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

declare global {
  // What the test's page puts there (exercises-page/main.ts).
  var work: Work;
}

// One build for all tests of this file.
base.describe.configure({ mode: 'default' });
base.beforeAll(() => {
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const config = path.join(root, 'tests/e2e/exercises.vite.config.ts');
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error', '--config', config], { cwd: root });
});

/** A browser context in which `site` is answered from the build. */
const test = base.extend({
  context: async ({ context }, use) => {
    await context.route(`${site}**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1) || 'index.html';
      const file = path.join(folder, name);
      if (!fs.existsSync(file)) return route.fulfill({ status: 404 });
      return route.fulfill({
        path: file,
        contentType: types[path.extname(file)] ?? 'application/octet-stream',
      });
    });
    await use(context);
  },
});

async function open(page: Page) {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(site);
  await expect(page.getByRole('button', { name: 'Run the cases' })).toBeVisible();
  return faults;
}

const exercise = (page: Page, id: string) => page.locator(`#exercise-${id}`);
const feedback = (part: Locator) => part.getByTestId('feedback');
const solved = (part: Locator) => part.getByTestId('solved');

/** Goes to an element by Tab alone. */
async function tabTo(page: Page, goal: Locator) {
  for (let i = 0; i < 60; i++) {
    if (await goal.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${goal}`);
}

test('by keyboard alone: one exercise of each kind, and all is there after a reload', async ({ page }) => {
  const faults = await open(page);
  const { keyboard } = page;

  const phi = exercise(page, 'phi');
  await tabTo(page, phi.getByRole('textbox'));
  await keyboard.type('0,7995');
  await keyboard.press('Enter');
  await expect(feedback(phi)).toContainText('the wrong way round');
  await keyboard.press('Tab');
  await tabTo(page, phi.getByRole('button', { name: 'Give me a hint' }));
  await keyboard.press('Enter');
  await expect(phi.getByRole('listitem')).toHaveCount(1);
  await keyboard.press('Enter');
  await expect(phi.getByRole('listitem')).toHaveCount(2);
  await phi.getByRole('textbox').focus();
  await keyboard.press('Control+A');
  await keyboard.type('0.9945');
  await keyboard.press('Enter');
  await expect(feedback(phi)).toContainText('Right');
  await expect(phi.locator('.katex').first()).toBeAttached();

  const fault = exercise(page, 'fault');
  await tabTo(page, fault.getByRole('radio').first());
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await expect(fault.getByRole('radio').nth(1)).toBeChecked();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(feedback(fault)).toContainText('a guess teaches nothing');
  await keyboard.press('Shift+Tab');
  await keyboard.type('that is the density');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(solved(fault)).toBeVisible();

  const elbo = exercise(page, 'elbo');
  const tray = elbo.getByRole('list', { name: 'Tiles' });
  const formula = elbo.getByRole('list', { name: 'The formula so far' });
  await tabTo(page, tray.getByRole('button').first());
  await keyboard.press('Enter');
  await expect(formula.getByRole('button')).toHaveCount(1);
  for (const n of [0, 0]) {
    await tabTo(page, tray.getByRole('button').nth(n));
    await keyboard.press('Enter');
  }
  await expect(formula.getByRole('button')).toHaveCount(3);
  await tabTo(page, elbo.getByRole('button', { name: 'Check' }));
  await keyboard.press('Enter');
  await expect(feedback(elbo)).toContainText('The first is not');
  await formula.getByRole('button').first().focus();
  await keyboard.press('ArrowRight');
  await tabTo(page, elbo.getByRole('button', { name: 'Check' }));
  await keyboard.press('Enter');
  await expect(solved(elbo)).toBeVisible();

  const slide = exercise(page, 'slide');
  await expect(slide.getByTestId('missing')).toContainText('not been touched');
  await page.locator('#figure').focus();
  await keyboard.press('ArrowRight');
  await expect(slide.getByTestId('missing')).toContainText('It stands at 1.');
  await keyboard.press('End');
  await expect(solved(slide)).toBeVisible();

  const accept = exercise(page, 'accept');
  await expect(accept.locator('.cm-content')).toBeVisible();
  await accept.getByRole('button', { name: 'Run the cases' }).focus();
  await keyboard.press('Enter');
  await expect(feedback(accept)).toContainText('1 of 2 cases pass');
  await expect(accept.getByTestId('case').first()).toContainText('gave 1, expected 0.4');
  await accept.locator('.cm-content').focus();
  await keyboard.press('Control+A');
  await keyboard.insertText('function accept(p, q) { return q / p; }');
  await accept.getByRole('button', { name: 'Run the cases' }).focus();
  await keyboard.press('Enter');
  await expect(feedback(accept)).toContainText('A ratio above one is certain.');
  await accept.locator('.cm-content').focus();
  await keyboard.press('Control+A');
  await keyboard.insertText('function accept(p, q) { return Math.min(1, q / p); }');
  await accept.getByRole('button', { name: 'Run the cases' }).focus();
  await keyboard.press('Enter');
  await expect(solved(accept)).toBeVisible();

  const why = exercise(page, 'why');
  await tabTo(page, why.getByRole('textbox'));
  await keyboard.type('It cancels in the ratio.');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(why.getByTestId('model')).toBeVisible();
  await tabTo(page, why.getByRole('button', { name: 'Mine says the same' }));
  await keyboard.press('Enter');
  await expect(solved(why)).toBeVisible();

  expect(await page.evaluate(() => work.progress('trial', 6))).toEqual({ done: 6, of: 6 });
  expect(await page.evaluate(() => work.status)).toEqual({ saved: true, reason: '', damaged: [] });
  await page.reload();
  await expect(page.getByTestId('solved')).toHaveCount(6);
  await expect(phi.getByRole('textbox')).toHaveValue('0.9945');
  await expect(phi.getByRole('listitem')).toHaveCount(2);
  await expect(fault.getByRole('radio').nth(1)).toBeChecked();
  await expect(formula.getByRole('button')).toHaveCount(3);
  await expect(accept.locator('.cm-content')).toContainText('Math.min(1, q / p)');
  await expect(why.getByTestId('model')).toBeVisible();
  expect(faults).toEqual([]);
});

test('the tiles are dragged into place, within the formula and out of it', async ({ page }) => {
  await open(page);
  const elbo = exercise(page, 'elbo');
  const tray = elbo.getByRole('list', { name: 'Tiles' });
  const formula = elbo.getByRole('list', { name: 'The formula so far' });
  await expect(elbo.locator('.katex')).toHaveCount(5);
  const drag = async (tile: Locator, goal: Locator, x: number) => {
    await tile.scrollIntoViewIfNeeded();
    const from = (await tile.boundingBox())!;
    const to = (await goal.boundingBox())!;
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + x, to.y + to.height / 2, { steps: 8 });
    await page.mouse.up();
  };
  await drag(tray.getByRole('button').nth(0), formula, 200);
  await expect(formula.getByRole('button')).toHaveCount(1);
  await drag(tray.getByRole('button').nth(0), formula.getByRole('button').first(), 3);
  await expect(formula.locator('[data-tile]')).toHaveCount(2);
  expect(await formula.locator('[data-tile]').first().getAttribute('data-tile')).toBe('1');
  await drag(formula.getByRole('button').first(), elbo.locator('h3'), 5);
  await expect(formula.getByRole('button')).toHaveCount(1);
});

test('two tabs agree', async ({ context }) => {
  const [one, two] = [await context.newPage(), await context.newPage()];
  await open(one);
  await open(two);
  await exercise(one, 'phi').getByRole('textbox').fill('0.99');
  await expect(exercise(two, 'phi').getByRole('textbox')).toHaveValue('0.99');
  await exercise(two, 'phi').getByRole('button', { name: 'Check' }).click();
  await expect(solved(exercise(one, 'phi'))).toBeVisible();
});

test('each keystroke is kept although the page is left at once', async ({ page }) => {
  await open(page);
  const text = 'The constant cancels, for only a ratio is used.';
  await exercise(page, 'why').getByRole('textbox').pressSequentially(text);
  await page.reload();
  await expect(exercise(page, 'why').getByRole('textbox')).toHaveValue(text);
});

test('without storage the exercises work, and the store says that nothing is kept', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
  });
  const faults = await open(page);
  await exercise(page, 'phi').getByRole('textbox').fill('0.995');
  await page.keyboard.press('Enter');
  await expect(solved(exercise(page, 'phi'))).toBeVisible();
  expect(await page.evaluate(() => work.status.reason)).toMatch(/does not save/);
  expect(faults).toEqual([]);
});

test('a record that was spoiled in the database is left out and reported', async ({ page }) => {
  await open(page);
  await exercise(page, 'phi').getByRole('textbox').fill('0.5');
  await page.evaluate(async () => {
    await work.set('trial', 'exercise:why', { answer: 'x' });
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('tractable');
      request.onsuccess = () => resolve(request.result);
    });
    const store = database.transaction('work', 'readwrite').objectStore('work');
    store.put({ version: 1, slug: 'trial', id: 'exercise:phi', value: {} }, 'trial/exercise:phi');
    await new Promise((resolve) => (store.transaction.oncomplete = resolve));
    database.close();
  });
  await page.reload();
  await expect(exercise(page, 'phi').getByRole('textbox')).toHaveValue('');
  expect(await page.evaluate(() => work.status.damaged)).toHaveLength(1);
  await exercise(page, 'phi').getByRole('textbox').fill('0.6');
  await page.reload();
  await expect(exercise(page, 'phi').getByRole('textbox')).toHaveValue('0.6');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to complain of in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page);
    for (const id of ['phi', 'fault', 'elbo', 'slide', 'accept']) {
      await exercise(page, id).getByRole('button', { name: 'Give me a hint' }).click();
    }
    for (const id of ['phi', 'fault', 'elbo']) {
      await exercise(page, id).getByRole('button', { name: 'Check' }).click();
    }
    await exercise(page, 'why').getByRole('textbox').fill('It cancels in the ratio.');
    await exercise(page, 'why').getByRole('button', { name: 'Compare' }).click();
    await exercise(page, 'accept').getByRole('button', { name: 'Run' }).click();
    await expect(feedback(exercise(page, 'accept'))).toBeVisible();
    expect(await complaints(page)).toEqual([]);
  });
}

for (const width of [320, 360, 1280, 1920]) {
  test(`nothing overflows at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    await open(page);
    await expect(exercise(page, 'elbo').locator('.katex')).toHaveCount(5);
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
  });
}

base.describe('with a finger', () => {
  base.use({ hasTouch: true, viewport: { width: 360, height: 740 } });
  test('tiles are tapped into the formula and moved by the buttons', async ({ page }) => {
    await open(page);
    const elbo = exercise(page, 'elbo');
    const tray = elbo.getByRole('list', { name: 'Tiles' });
    for (const n of [0, 0, 0]) await tray.getByRole('button').nth(n).tap();
    await elbo.getByRole('list', { name: 'The formula so far' }).getByRole('button').first().tap();
    await elbo.getByRole('button', { name: 'Later' }).tap();
    await elbo.getByRole('button', { name: 'Check' }).tap();
    await expect(solved(elbo)).toBeVisible();
  });
});
