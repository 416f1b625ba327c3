// The sheet to draw on and the grid of digits in Chromium, on the kit's gallery: pointer, finger, keyboard, undo, the eraser,
// an empty sheet and a full one, and a hundred digits in every frame.

import { expect, test, type Page } from '@playwright/test';
import { serveGallery } from '../../web/kit/gallery/serve.mjs';
import { complaints, scrollWidth } from './axe.ts';

let gallery: Awaited<ReturnType<typeof serveGallery>>;
test.beforeAll(async () => {
  gallery = await serveGallery(4730);
});
test.afterAll(() => gallery.close());

async function open(page: Page) {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(gallery.address);
  await sheet(page).scrollIntoViewIfNeeded();
  return faults;
}

const drawing = (page: Page, id = 'free') => page.getByTestId(id);
const sheet = (page: Page, id = 'free') => drawing(page, id).getByRole('application');
const button = (page: Page, name: string, id = 'free') => drawing(page, id).getByRole('button', { name });
/** The sum over the digit's pixels, and what is said of it. */
const state = (page: Page) => page.getByTestId('free-state');
const ink = async (page: Page) => Number.parseInt((await state(page).textContent()) || '0');

/** A line with the mouse, in parts of the sheet. */
async function line(page: Page, from: [number, number], to: [number, number], id = 'free') {
  await sheet(page, id).scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await sheet(page, id).boundingBox())!;
  await page.mouse.move(x + from[0] * width, y + from[1] * height);
  await page.mouse.down();
  await page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 12 });
  await page.mouse.up();
}

test('a drawing becomes a digit with its ink in the middle, and is taken back stroke by stroke', async ({
  page,
}) => {
  const faults = await open(page);
  await expect(state(page)).toHaveText('0 empty true full false strokes 0');
  await expect(button(page, 'Undo')).toBeDisabled();
  await line(page, [0.2, 0.2], [0.2, 0.7]);
  await expect(state(page)).toHaveText(/ empty false full false strokes 1$/);
  const upright = await ink(page);
  // A line of 20 pixels, two or three and a half wide.
  expect(upright / 255).toBeGreaterThan(40);
  expect(upright / 255).toBeLessThan(100);
  await expect(page.getByTestId('free-preview-words')).toContainText(
    /ink covers [5-9]\s% of it, \d pixels wide and 20 high/,
  );
  await line(page, [0.2, 0.45], [0.6, 0.45]);
  await expect(state(page)).toHaveText(/strokes 2$/);
  expect(await ink(page)).not.toBe(upright);
  await button(page, 'Undo').click();
  await expect(state(page)).toHaveText(`${upright} empty false full false strokes 3`);
  await button(page, 'Clear').click();
  await expect(state(page)).toHaveText('0 empty true full false strokes 4');
  await expect(page.getByTestId('free-preview-words')).toHaveText('There is no ink on the sheet.');
  await button(page, 'Undo').click();
  await expect(state(page)).toHaveText(/ empty false full false strokes 5$/);
  expect(faults).toEqual([]);
});

test('broad pens leave more ink, and a sheet full of it is a square', async ({ page }) => {
  await open(page);
  await line(page, [0.3, 0.2], [0.3, 0.8]);
  await expect(state(page)).toHaveText(/strokes 1$/);
  const medium = await ink(page);
  await button(page, 'Clear').click();
  await drawing(page).getByLabel('Width').selectOption('broad');
  await line(page, [0.3, 0.2], [0.3, 0.8]);
  await expect(state(page)).toHaveText(/strokes 3$/);
  expect(await ink(page)).toBeGreaterThan(1.3 * medium);
  for (let row = 0.5; row < 15; row++) await line(page, [0.01, row / 15], [0.99, row / 15]);
  await expect(state(page)).toHaveText(`${400 * 255} empty false full true strokes 18`);
  await expect(page.getByTestId('free-preview-words')).toHaveText('The whole sheet is ink.');
});

test('the keyboard draws: arrows move, Space puts the pen down and up, and what happens is said', async ({
  page,
}) => {
  await open(page);
  await sheet(page).focus();
  const said = drawing(page).locator('[aria-live=polite]').last();
  await page.keyboard.press('ArrowUp');
  await expect(said).toHaveText('column 14 of 28, row 13');
  await expect(state(page)).toHaveText(/^0 empty true/);
  await page.keyboard.press('Space');
  await expect(said).toHaveText('The pen is down, column 14 of 28, row 13.');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Escape');
  await expect(said).toHaveText('The pen is up, column 14 of 28, row 25.');
  await expect(state(page)).toHaveText(/ empty false full false strokes 1$/);
  await page.keyboard.press('Control+z');
  await expect(state(page)).toHaveText(/^0 empty true/);
  await page.keyboard.press('Space');
  // Whoever leaves the sheet lifts the pen.
  await page.keyboard.press('Tab');
  await expect(said).toHaveText('The pen is up, column 14 of 28, row 25.');
  await sheet(page).focus();
  await page.keyboard.press('Delete');
  await expect(state(page)).toHaveText(/^0 empty true/);
});

test('a finger draws on the sheet, and a second one does not', async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page);
  expect(await sheet(page).evaluate((element) => getComputedStyle(element).touchAction)).toBe('none');
  const { x, y } = (await sheet(page).boundingBox())!;
  const session = await context.newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await send('touchStart', { x: x + 100, y: y + 50 });
  for (let i = 1; i <= 8; i++) await send('touchMove', { x: x + 100, y: y + 50 + 20 * i });
  const second = { x: x + 250, y: y + 30 };
  await send('touchStart', { x: x + 100, y: y + 210 }, second);
  await send('touchEnd');
  await expect(state(page)).toHaveText(/ empty false full false strokes 1$/);
  await expect(page.getByTestId('free-preview-words')).toContainText(/, [234] pixels wide and 20 high/);
  await context.close();
});

test('a digit to begin from is damaged as it lies, mended, and comes back as it was', async ({ page }) => {
  await open(page);
  const damaged = page.getByTestId('damaged-state');
  await expect(damaged).toHaveText('as it was');
  await button(page, 'Eraser', 'damaged').click();
  await expect(button(page, 'Eraser', 'damaged')).toHaveAttribute('aria-pressed', 'true');
  await line(page, [0.2, 0.5], [0.9, 0.5], 'damaged');
  await expect(damaged).toHaveText('damaged');
  await button(page, 'Undo', 'damaged').click();
  await expect(damaged).toHaveText('as it was');
  await button(page, 'Pen', 'damaged').click();
  await line(page, [0.2, 0.5], [0.9, 0.5], 'damaged');
  await expect(damaged).toHaveText('damaged');
  await button(page, 'As it was', 'damaged').click();
  await expect(damaged).toHaveText('as it was');
});

test('a hundred digits are drawn in every frame in which they change, and in no other', async ({ page }) => {
  await open(page);
  const hands = page.getByRole('img', { name: 'A hundred hands' });
  await hands.scrollIntoViewIfNeeded();
  await expect(page.getByTestId('hands-words')).toContainText('100 images of 28 by 28 pixels in rows of 10');
  const draws = () => page.evaluate(() => globalThis.galleryDraws['hands'] ?? 0);
  await expect.poll(draws).toBeGreaterThan(0);
  const still = await draws();
  await page.waitForTimeout(300);
  expect(await draws()).toBe(still);
  await page.getByRole('button', { name: 'Turn the hands' }).click();
  const { frames, drawn } = await page.evaluate(async () => {
    const before = globalThis.galleryDraws['hands']!;
    for (let i = 0; i < 60; i++) await new Promise(requestAnimationFrame);
    return { frames: 60, drawn: globalThis.galleryDraws['hands']! - before };
  });
  expect(drawn).toBeGreaterThanOrEqual(frames - 2);
  expect(drawn).toBeLessThanOrEqual(frames + 2);
  // What it costs to put a hundred digits on the canvas: far below the 16 ms of a frame.
  const cost = await hands.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const context = canvas.getContext('2d')!;
    const image = context.getImageData(0, 0, canvas.width, canvas.height);
    const start = performance.now();
    for (let i = 0; i < 20; i++) context.putImageData(image, 0, 0);
    return (performance.now() - start) / 20;
  });
  expect(cost).toBeLessThan(8);
});

test('the picture follows the theme, also on paper', async ({ page }) => {
  await open(page);
  const canvas = page.getByRole('img', { name: 'A hundred hands' }).locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  // The page grows while its figures come up, and what is out of sight waits with its drawing.
  const lightness = async () => {
    await canvas.scrollIntoViewIfNeeded();
    return canvas.evaluate((element: HTMLCanvasElement) => {
      const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
      const at = data.findIndex((value, i) => i % 4 === 3 && value > 200);
      return data[at - 1]!;
    });
  };
  await expect.poll(lightness).toBeLessThan(100);
  await page.locator('#theme').click();
  await expect.poll(lightness).toBeGreaterThan(150);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  expect(await lightness()).toBeLessThan(100);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect.poll(lightness).toBeGreaterThan(150);
});

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 360],
] as const)
  test(`at ${width} px in the ${colorScheme} theme nothing overflows, and axe has nothing to complain of`, async ({
    browser,
  }) => {
    const page = await (
      await browser.newContext({ colorScheme, viewport: { width, height: 740 } })
    ).newPage();
    const faults = await open(page);
    await line(page, [0.3, 0.2], [0.3, 0.8]);
    await sheet(page).focus();
    await page.keyboard.press('ArrowUp');
    expect(await complaints(page)).toEqual([]);
    expect(await scrollWidth(page)).toBeLessThanOrEqual(width);
    expect(faults).toEqual([]);
  });
