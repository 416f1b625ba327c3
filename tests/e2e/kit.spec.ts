// The figure kit in Chromium, on its gallery: drawing, handles, links, exports, and that nothing is done when nothing changes.

import { expect, test, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { serveGallery } from '../../web/kit/gallery/serve.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  // What web/kit/gallery/counts.ts counts, and what `open` counts.
  var galleryDraws: Record<string, number>;
  var framesAsked: number;
}

let gallery: Awaited<ReturnType<typeof serveGallery>>;
test.beforeAll(async () => {
  gallery = await serveGallery();
});
test.afterAll(() => gallery.close());

async function open(page: Page, hash = '') {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.addInitScript(() => {
    globalThis.framesAsked = 0;
    const request = requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = (frame) => {
      globalThis.framesAsked++;
      return request(frame);
    };
  });
  await page.goto('about:blank');
  await page.goto(gallery.address + hash);
  await expect.poll(() => draws(page, 'bell')).toBeGreaterThan(0);
  return faults;
}

const draws = (page: Page, id: string) => page.evaluate((name) => globalThis.galleryDraws?.[name] ?? 0, id);
const figure = (page: Page, title: string) => page.getByRole('group', { name: title });
const mean = (page: Page) => page.getByRole('slider', { name: 'The prior’s mean' });

async function centre(handle: Locator) {
  const { x, y, width, height } = (await handle.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

/** Whether the canvas has ink on it. */
const inked = (canvas: Locator) =>
  canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
    return data.some((value, i) => i % 4 === 3 && value > 0);
  });

test('a handle follows the pointer, one drawing a frame, and the address follows the handle', async ({
  page,
}) => {
  const faults = await open(page);
  const from = await centre(mean(page));
  const before = await draws(page, 'bell');
  const framesBefore = await page.evaluate(() => globalThis.framesAsked);
  await page.mouse.move(from.x + 2, from.y + 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 102, from.y + 40, { steps: 25 });
  await page.mouse.up();
  // It keeps its distance from the pointer.
  expect((await centre(mean(page))).x).toBeCloseTo(from.x + 100, -0.5);
  const drawn = (await draws(page, 'bell')) - before;
  expect(drawn).toBeGreaterThan(3);
  expect(drawn).toBeLessThanOrEqual((await page.evaluate(() => globalThis.framesAsked)) - framesBefore);
  await expect.poll(() => page.url()).toMatch(/#bell.seed=7&bell.mean=0\.\d{1,2}&/);
  await expect(page.getByTestId('bell-summary')).not.toContainText('mean −1.00');
  expect(faults).toEqual([]);
});

test('a finger drags the handle and scrolls the page beside it', async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await open(page);
  const touch = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).touchAction);
  expect(await touch(mean(page))).toBe('none');
  expect(await touch(figure(page, 'A prior meets twenty data').locator('canvas'))).toBe('auto');
  await mean(page).scrollIntoViewIfNeeded();
  const from = await centre(mean(page));
  const session = await context.newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', dx: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: from.x + dx, y: from.y }],
    });
  await send('touchStart', 0);
  for (let i = 1; i <= 10; i++) await send('touchMove', 5 * i);
  await send('touchEnd', 50);
  expect((await centre(mean(page))).x).toBeCloseTo(from.x + 50, -0.5);
  await context.close();
});

test('the keyboard moves a handle and hears its value', async ({ page }) => {
  await open(page);
  const handle = mean(page);
  await handle.focus();
  await page.keyboard.press('ArrowRight');
  await expect(handle).toHaveAttribute('aria-valuetext', '−0.920 mm');
  await expect(handle).toHaveAttribute('aria-valuenow', '-0.92');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(handle).toHaveAttribute('aria-valuetext', '−1.72 mm');
  await page.keyboard.press('End');
  await expect(handle).toHaveAttribute('aria-valuetext', '4.00 mm');
  await expect(page.getByTestId('bell-summary')).toContainText('prior of mean 4.00');
  const heap = page.getByRole('slider', { name: 'The first heap’s centre' });
  await heap.focus();
  await page.keyboard.press('ArrowUp');
  await expect(heap).toHaveAttribute('aria-valuetext', '1.20, 0.660');
});

test('Tab reaches every handle, button and field of the page', async ({ page }) => {
  await open(page);
  const reached = new Set<string>();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() => {
        const e = document.activeElement as HTMLElement;
        return e.ariaLabel || e.dataset['testid'] || e.textContent.trim() || e.tagName;
      }),
    );
  }
  for (const name of [
    'The prior’s mean',
    'The first heap’s centre',
    'seed',
    'play',
    'One step',
    'The numbers',
  ])
    expect([...reached], name).toContain(name);
});

test('nothing is drawn, and no frame asked for, while nothing changes', async ({ page }) => {
  await open(page);
  await page.waitForTimeout(400);
  const count = () => page.evaluate(() => [globalThis.framesAsked, { ...globalThis.galleryDraws }]);
  const before = await count();
  await page.waitForTimeout(500);
  expect(await count()).toEqual(before);
});

test('a figure off screen does not draw until it is seen, and its player rests', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 600 });
  await open(page);
  const last = figure(page, 'The distribution function of a die');
  expect(await draws(page, 'law')).toBe(0);
  await last.scrollIntoViewIfNeeded();
  await expect.poll(() => draws(page, 'law')).toBeGreaterThan(0);
  await figure(page, 'The mean of many draws').scrollIntoViewIfNeeded();
  await page.getByTestId('play').click();
  await expect.poll(() => draws(page, 'walk')).toBeGreaterThan(2);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForTimeout(300);
  const before = await page.evaluate(() => [globalThis.framesAsked, { ...globalThis.galleryDraws }]);
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => [globalThis.framesAsked, { ...globalThis.galleryDraws }])).toEqual(before);
});

test('the player steps, goes back, plays to the end at full speed and starts again', async ({ page }) => {
  await open(page);
  const walk = figure(page, 'The mean of many draws');
  const summary = page.getByTestId('walk-summary');
  await walk.scrollIntoViewIfNeeded();
  await page.getByTestId('step').click();
  await page.getByTestId('step').click();
  await expect(summary).toContainText('After 2 draws');
  await walk.getByRole('button', { name: 'One step back' }).click();
  await expect(summary).toContainText('After 1 draws');
  await page.getByTestId('speed').selectOption('max');
  await page.getByTestId('play').click();
  await expect(summary).toContainText('After 100 000 draws');
  await expect(page.getByTestId('play')).toBeDisabled();
  await page.getByTestId('reset').click();
  await expect(summary).toContainText('No draws yet');
});

test('a copied link shows the same numbers', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  const bell = figure(page, 'A prior meets twenty data');
  await bell.getByRole('button', { name: 'Another seed' }).click();
  await mean(page).focus();
  await page.keyboard.press('ArrowLeft');
  await bell.locator('summary', { has: page.locator('svg') }).click();
  await bell.getByRole('button', { name: 'Copy link' }).click();
  await expect(bell.getByRole('status').first()).toHaveText('Link copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('bell.seed=8&bell.mean=-1.08');
  await expect(page.getByTestId('bell-summary')).toContainText('mean −1.08');
  const text = await page.getByTestId('bell-summary').textContent();
  await open(page, link.slice(link.indexOf('#')));
  await expect(page.getByTestId('bell-summary')).toHaveText(text!);
});

test('PNG, SVG and CSV are saved, and the SVG draws', async ({ page }) => {
  await open(page);
  const cloud = figure(page, 'Points, counted and enclosed');
  const save = async (name: string) => {
    await cloud.locator('summary', { has: page.locator('svg') }).click();
    const download = page.waitForEvent('download');
    await cloud.getByRole('button', { name }).click();
    const file = await download;
    return { name: file.suggestedFilename(), contents: readFileSync((await file.path())!) };
  };
  const png = await save('Save as PNG');
  expect(png.name).toBe('tractable-cloud.png');
  expect(png.contents.subarray(1, 4).toString()).toBe('PNG');
  const csv = (await save('Save numbers as CSV')).contents.toString();
  expect(csv.split('\r\n')).toHaveLength(2002);
  const svg = (await save('Save as SVG')).contents.toString();
  const seen = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const dots = parsed.querySelectorAll('g circle').length;
    return { fault: parsed.querySelector('parsererror')?.textContent, dots, token: text.includes('--') };
  }, svg);
  expect(seen).toEqual({ fault: undefined, dots: 2000, token: false });
});

test('an error stands in the figure, and the last good picture stays', async ({ page }) => {
  await open(page);
  const law = figure(page, 'The distribution function of a die');
  await law.scrollIntoViewIfNeeded();
  await expect.poll(() => inked(law.locator('canvas'))).toBe(true);
  await law.getByLabel('Faces').fill('0');
  await expect(law.getByRole('alert')).toHaveText('faces is 0; it must be at least 1.');
  expect(await inked(law.locator('canvas'))).toBe(true);
  await law.getByLabel('Faces').fill('4');
  await expect(law.getByRole('alert')).toHaveCount(0);
  const bell = figure(page, 'A prior meets twenty data');
  const text = await page.getByTestId('bell-summary').textContent();
  await bell.getByLabel('Seed', { exact: true }).fill('1.5');
  await expect(bell.getByRole('alert')).toHaveText(/seed is 1.5; it must be an integer from 0 to 4294967295/);
  await expect(page.getByTestId('bell-summary')).toHaveText(text!);
});

test('a guess is made in the figure, kept, compared, and found again', async ({ page }) => {
  await open(page);
  const bell = figure(page, 'A prior meets twenty data');
  const { x, y, width } = (await bell.locator('canvas').boundingBox())!;
  await page.mouse.click(x + 0.7 * width, y + 60);
  const line = page.getByRole('slider', { name: 'Your guess' });
  await line.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(bell.getByLabel('Where will')).toHaveValue('4');
  await bell.getByRole('button', { name: 'Keep my guess' }).click();
  await expect(page.getByTestId('predict-mean')).toContainText(
    'You guessed 4.00 mm. It is 0.839 mm: 3.2 mm off.',
  );
  await page.reload();
  await expect(page.getByTestId('predict-mean')).toContainText('You guessed 4.00 mm.');
});

test('the numbers are made when they are looked at', async ({ page }) => {
  await open(page);
  const bell = figure(page, 'A prior meets twenty data');
  await expect(bell.locator('table')).toHaveCount(0);
  await bell.getByText('The numbers').click();
  await expect(bell.locator('tbody tr')).toHaveCount(20);
});

test('while it is printed, each figure is a drawing with all its marks', async ({ page }) => {
  await open(page);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  const bell = figure(page, 'A prior meets twenty data');
  await expect(bell.locator('canvas')).toBeHidden();
  const { width, height } = (await bell.locator('.paper svg').boundingBox())!;
  expect(width).toBeGreaterThan(300);
  expect(height).toBeGreaterThan(150);
  // A style that reaches the clips empties them, and with them the figure.
  const clips = await bell
    .locator('clipPath rect')
    .evaluateAll((rects) => rects.map((rect) => parseFloat(getComputedStyle(rect).height)));
  expect(clips.length).toBeGreaterThan(4);
  for (const clip of clips) expect(clip).toBeGreaterThan(100);
});

test('the theme changes the picture; on paper it is light, and drawn in lines', async ({ page }) => {
  await open(page);
  const canvas = figure(page, 'A prior meets twenty data').locator('canvas');
  const picture = () => canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
  const light = await picture();
  await page.locator('#theme').click();
  await expect.poll(picture).not.toBe(light);
  const seen = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'));
    const paper = document.querySelector('.paper svg');
    const during = [document.documentElement.dataset['theme'], paper?.querySelectorAll('path').length ?? 0];
    dispatchEvent(new Event('afterprint'));
    return {
      during,
      after: document.documentElement.dataset['theme'],
      left: document.querySelector('.paper *'),
    };
  });
  expect(seen.during[0]).toBe('light');
  expect(seen.during[1]).toBeGreaterThan(10);
  expect([seen.after, seen.left]).toEqual(['dark', null]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing to complain of in the ${colorScheme} theme`, async ({ browser }) => {
    const page = await (await browser.newContext({ colorScheme })).newPage();
    await open(page, '#law.faces=0');
    await figure(page, 'A prior meets twenty data').getByText('The numbers').click();
    await page.locator('.menu summary').nth(1).click();
    await page.evaluate(axeSource);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
    });
    expect(violations).toEqual([]);
  });
}

for (const width of [320, 360, 1280])
  test(`nothing overflows at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    const faults = await open(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(faults).toEqual([]);
  });
