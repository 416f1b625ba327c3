// The method arena in Chromium: a race by the keyboard alone, its stop, its address, its look.

import { expect, test, type Page } from '@playwright/test';
import { complaints, scrollWidth } from './axe.ts';
import { expectAtMost, expectOnce, firstView, isCore } from './first-view.ts';

async function open(page: Page, hash = ''): Promise<string[]> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`./arena/${hash}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The method arena');
  await expect(page.getByTestId('target-summary')).toContainText('coordinate');
  return faults;
}

const small = '#budget=2000&methods=random-walk~mala~nuts';
const rows = (page: Page) => page.locator('[data-testid=standings] tbody [role=row]');
const row = (page: Page, id: string) => page.locator(`[data-method="${id}"]`);
const cell = (page: Page, id: string, by: string) =>
  row(page, id).locator(`[data-by="${by}"] .value span`).first();
const finished = (page: Page) => expect(page.getByTestId('status')).toHaveText('All have run.');

async function race(page: Page) {
  await page.getByTestId('run').click();
  await finished(page);
}

/** Tabs on until the element has the focus. */
async function tabTo(page: Page, what: (element: Element) => boolean) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const handle = await page.evaluateHandle(() => document.activeElement!);
    if (await handle.evaluate(what)) return;
  }
  throw new Error('the keyboard does not reach it');
}

test('a race by the keyboard alone: target, methods, run, sort, a closer look and back', async ({ page }) => {
  const faults = await open(page);
  await tabTo(page, (element) => element.matches('[data-testid=target]'));
  await page.keyboard.type('Correlated');
  await expect(page.getByTestId('target')).toHaveValue('ar1_normal');
  await expect(page.getByTestId('target-summary')).toContainText('Correlated normal');
  await tabTo(page, (element) => element.matches('[data-testid=option-rho]'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('0.5');
  await tabTo(page, (element) => element.matches('[data-testid=budget]'));
  await page.keyboard.press('Home');
  await expect(page.getByTestId('budget')).toHaveValue('2000');
  await tabTo(page, (element) => (element as HTMLInputElement).type === 'checkbox');
  await page.keyboard.press('Space');
  await tabTo(page, (element) => element.matches('[data-testid=run]'));
  await page.keyboard.press('Enter');
  await finished(page);
  await expect(rows(page)).toHaveCount(8);
  await expect(page.getByTestId('verdict')).toContainText(/^Correlated normal: /);
  await expect(page).toHaveURL(/target=ar1_normal&options=rho%3A0.5&budget=2000/);

  await tabTo(page, (element) => element.textContent!.trim().startsWith('R-hat'));
  await page.keyboard.press('Enter');
  const rHats = async () =>
    (await page.locator('[data-by=rhat] .value > span:first-child').allTextContents()).map(Number);
  const sorted = (await rHats()).every((value, i, all) => i === 0 || all[i - 1]! <= value);
  expect(sorted).toBe(true);
  await expect(page.getByRole('columnheader', { name: 'R-hat' })).toHaveAttribute('aria-sort', 'ascending');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'R-hat' })).toHaveAttribute('aria-sort', 'descending');

  await tabTo(page, (element) => element.matches('[data-look=nuts]'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'A closer look: NUTS' })).toBeFocused();
  await expect(page.getByTestId('look-summary')).toContainText('transitions of warm-up for');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-look=nuts]')).toBeFocused();
  expect(faults).toEqual([]);
});

test('nobody spends more than the budget, and the same seed gives the same numbers', async ({ page }) => {
  await open(page, small);
  await race(page);
  const numbers = async () => {
    const all: (string | null)[] = [];
    for (const id of ['random-walk', 'mala', 'nuts'])
      for (const by of ['spent', 'acceptance', 'rhat', 'ess', 'distance', 'z'])
        all.push(await cell(page, id, by).textContent());
    return all;
  };
  const first = await numbers();
  for (const id of ['random-walk', 'mala', 'nuts']) {
    const spent = Number((await cell(page, id, 'spent').textContent())!.replaceAll(/\D/g, ''));
    expect(spent).toBeLessThanOrEqual(8000);
    // The last transition that was too dear: a tree has at most 1023 leaves.
    expect(spent).toBeGreaterThan(8000 - 4 * 1023);
  }
  await page.getByTestId('run').click();
  await expect(page.getByTestId('stop')).toBeDisabled();
  await finished(page);
  expect(await numbers()).toEqual(first);
});

test('every method finds the standard normal’s means, and exact draws say how near it came', async ({
  page,
}) => {
  await open(page, '#target=standard_normal&budget=10000&seed=3');
  await race(page);
  await expect(rows(page)).toHaveCount(9);
  for (const each of await rows(page).all()) {
    const id = await each.getAttribute('data-method');
    // Five standard errors of the worse of two means: this seed is fixed.
    expect(Number(await cell(page, id!, 'z').textContent()), id!).toBeLessThan(5);
    expect(Number(await cell(page, id!, 'distance').textContent()), id!).toBeLessThan(0.25);
  }
});

test('stop answers at once, keeps what was drawn, and the next race runs', async ({ page }) => {
  await open(
    page,
    '#target=logistic_regression&options=rows:5000~covariates:40&budget=200000&methods=random-walk~nuts',
  );
  await page.getByTestId('run').click();
  await expect(page.locator('progress')).toBeVisible();
  await expect(row(page, 'random-walk').locator('.state')).toHaveText(/runs: [1-9]/);
  const milliseconds = await page.evaluate(async () => {
    const status = document.querySelector('[data-testid=status]')!;
    const start = performance.now();
    document.querySelector<HTMLElement>('[data-testid=stop]')!.click();
    while (!status.textContent!.startsWith('Stopped')) await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.now() - start;
  });
  expect(milliseconds).toBeLessThan(100);
  await expect(row(page, 'random-walk')).toHaveAttribute('data-state', 'stopped');
  await expect(row(page, 'nuts').locator('.state')).toHaveText('not run');
  await page.getByTestId('target').selectOption('standard_normal');
  await page.getByTestId('budget').selectOption('2000');
  await expect(page.getByText('The settings have changed since this race')).toBeVisible();
  await race(page);
  await expect(page.getByTestId('verdict')).toContainText('Standard normal');
  await expect(rows(page)).toHaveCount(2);
});

test('the address has the whole state', async ({ page }) => {
  await open(
    page,
    '#target=bimodal&options=dim:3~distance:8&budget=2000&warmup=50&methods=random-walk~slice&seed=9&sort=rhat&order=worst&look=slice',
  );
  await expect(page.getByTestId('target')).toHaveValue('bimodal');
  await expect(page.getByTestId('option-dim')).toHaveValue('3');
  await expect(page.getByTestId('option-distance')).toHaveValue('8');
  await expect(page.getByTestId('warmup')).toHaveValue('50');
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(2);
  await expect(page.getByTestId('seed')).toHaveValue('9');
  await race(page);
  await expect(page.getByTestId('sort')).toHaveValue('rhat');
  await expect(page.getByRole('button', { name: 'Worst first' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('heading', { name: 'A closer look: Slice' })).toBeVisible();
  await expect(page.getByText(/2\s000 evaluations for each of four chains, of which 50 %/)).toBeVisible();
});

test('an option that the target does not allow is told, and the last good one holds', async ({ page }) => {
  await open(page, '#target=ar1_normal');
  await page.getByTestId('option-rho').fill('2');
  await expect(page.getByRole('alert')).toContainText('correlation is 2; it must be a number from');
  await page.getByTestId('option-rho').fill('0.9');
  await expect(page.getByRole('alert')).toHaveCount(0);
  // What an address asks for goes to the core, which refuses it in its own words.
  await page.goto('./arena/#target=banana');
  await page.reload();
  await page.evaluate(() => (location.hash = '#target=ar1_normal&options=rho:2'));
  await expect(page.getByRole('alert').first()).toContainText('rho is 2');
});

test('on the line and in many coordinates there are pictures, too', async ({ page }) => {
  for (const hash of ['#target=gamma&budget=2000', '#target=eight_schools&budget=2000']) {
    const faults = await open(page, hash);
    await page.reload();
    await race(page);
    await expect(page.locator('[data-state=failed]')).toHaveCount(0);
    const widths = await page.locator('.cloud canvas').evaluateAll((all) => all.map((c) => c.clientWidth));
    expect(widths.length).toBeGreaterThan(5);
    expect(faults).toEqual([]);
  }
  await expect(cell(page, 'nuts', 'distance')).toHaveText('not known');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to complain of in the ${colorScheme} theme`, async ({ browser, baseURL }) => {
    const page = await (await browser.newContext({ colorScheme, baseURL: baseURL! })).newPage();
    await open(page, `${small}&look=nuts`);
    expect(await complaints(page)).toEqual([]);
    await race(page);
    await expect(page.getByRole('heading', { name: 'A closer look: NUTS' })).toBeVisible();
    expect(await complaints(page)).toEqual([]);
  });
}

for (const width of [320, 360, 1280]) {
  test(`nothing overflows at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    await open(page, `${small}&look=nuts`);
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
    await race(page);
    await expect(page.getByTestId('look-summary')).toBeVisible();
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
    // On a phone a method is a card, with the names of its numbers.
    await expect(row(page, 'nuts').getByText('Acceptance')).toBeVisible({ visible: width < 1000 });
  });
}

test('on paper there are the table and the pictures, not the controls', async ({ page }) => {
  await open(page, `${small}&look=nuts`);
  await race(page);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await expect(page.getByTestId('run')).toBeHidden();
  await expect(page.getByTestId('standings')).toBeVisible();
  await expect(page.locator('.closer .paper svg')).toBeVisible();
});

// The core's own size is held by the lessons' tests.
test('the first view has at most 90 KB in Brotli beside the core', async ({ browser }) => {
  const sizes = await firstView(browser, 'arena/', (page) =>
    expect(page.getByTestId('target-summary')).toContainText('Banana'),
  );
  expectOnce(sizes, [/\/tractable_simd-.*\.wasm$/, /\/worker-.*\.js$/, /\/Arena-.*\.js$/]);
  expectAtMost(sizes, 90_000, (address) => !isCore(address));
});
