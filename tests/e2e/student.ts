// What the students who play a lesson through do in each of them.

import { expect, type Locator, type Page } from '@playwright/test';

export const figure = (page: Page, name: string) => page.getByRole('group', { name, exact: true });
export const badge = (within: Locator, name: string) => within.locator('.badge', { hasText: name });

export const summary = (within: Locator) => within.getByTestId(/-summary$/);

export async function press(target: Locator, ...keys: string[]) {
  await target.scrollIntoViewIfNeeded();
  await target.focus();
  for (const key of keys) await target.page().keyboard.press(key);
}

/** Types a guess and keeps it, with the keyboard alone. The form then says how near it was. */
export async function guess(within: Locator, value: string): Promise<Locator> {
  const form = within.getByTestId(/^predict-/);
  const field = form.getByRole('textbox');
  await field.scrollIntoViewIfNeeded();
  await field.focus();
  await within.page().keyboard.type(value);
  await within.page().keyboard.press('Enter');
  await expect(form.getByRole('status')).toContainText('You guessed');
  return form;
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

/** Drags with the mouse from the middle of the handle; what it says of its value then. */
export async function drag(handle: Locator, dx: number, dy = 0): Promise<string | null> {
  await handle.scrollIntoViewIfNeeded();
  const [x, y] = await restingPlace(handle);
  const { mouse } = handle.page();
  await mouse.move(x, y);
  await mouse.down();
  await mouse.move(x + dx, y + dy, { steps: 8 });
  await mouse.up();
  return handle.getAttribute('aria-valuetext');
}

/** The middle of what no longer moves: a figure above may still take its room when this one comes into view. */
async function restingPlace(handle: Locator): Promise<[x: number, y: number]> {
  const middle = async () => {
    const box = (await handle.boundingBox())!;
    return [box.x + box.width / 2, box.y + box.height / 2] as [number, number];
  };
  for (let before = await middle(); ;) {
    await handle.page().waitForTimeout(100);
    const now = await middle();
    if (now[0] === before[0] && now[1] === before[1]) return now;
    before = now;
  }
}

/** No formula of the open page is wider than its room; there are at least `count`. */
export async function expectFormulasFit(page: Page, count: number) {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const rooms = await page
    .locator('.katex-display')
    .evaluateAll((all) => all.map((one) => [one.scrollWidth, one.clientWidth] as const));
  expect(rooms.length).toBeGreaterThanOrEqual(count);
  for (const [wanted, room] of rooms) expect(wanted).toBeLessThanOrEqual(room);
}
