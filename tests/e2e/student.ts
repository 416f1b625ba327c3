// What the students who play a lesson through do in each of them.

import { expect, type Locator, type Page } from '@playwright/test';

export const figure = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
export const badge = (within: Locator, name: string) => within.locator('.badge', { hasText: name });

export async function press(target: Locator, ...keys: string[]) {
  await target.scrollIntoViewIfNeeded();
  await target.focus();
  for (const key of keys) await target.page().keyboard.press(key);
}

/** Islands mount when they come near: walks down to what is looked for. */
export async function reach(page: Page, it: Locator): Promise<Locator> {
  if ((await it.count()) === 0) await page.evaluate(() => scrollTo(0, 0));
  for (let i = 0; i < 80 && (await it.count()) === 0; i++) {
    await page.evaluate(() => scrollBy(0, 500));
    await page.waitForTimeout(60);
  }
  await it.first().scrollIntoViewIfNeeded();
  return it.first();
}

/** Opens the lesson; what the page complains of gathers in the list. */
export async function openLesson(page: Page, slug: string, title: string): Promise<string[]> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`./${slug}/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  return faults;
}
