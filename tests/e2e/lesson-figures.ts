// What the specs of single lessons do with their figures.

import { expect, type Browser, type Page } from '@playwright/test';
import { scrollWidth } from './axe.ts';

/** Scrolls to a figure or an exercise and waits until it is mounted. */
export async function show(page: Page, id: string) {
  await page.locator(`#${id}`).scrollIntoViewIfNeeded();
  await expect(page.locator(`#${id} .island`)).toHaveAttribute('data-state', 'ready');
}

/** Shows each figure, and keeps a guess where it asks for one. */
export async function showAndGuess(page: Page, figures: readonly string[], guess: string) {
  for (const id of figures) {
    await show(page, id);
    const field = page.getByTestId(`predict-${id}`).getByRole('textbox');
    if ((await field.count()) === 0) continue;
    await field.fill(guess);
    await page.locator(`#${id}`).getByRole('button', { name: 'Keep my guess' }).click();
  }
}

/** No figure makes the page wider than a window of that width. */
export async function expectNoOverflow(
  browser: Browser,
  width: number,
  address: string,
  figures: readonly string[],
) {
  const page = await browser.newPage({ viewport: { width, height: 740 } });
  await page.goto(address);
  for (const id of figures) await show(page, id);
  expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
  await page.close();
}
