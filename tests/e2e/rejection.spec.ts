// Lesson 4 in the built site: what its first view costs on the line, what axe says of every figure in its failing state too,
// and that nothing overflows.

import { expect, test } from '@playwright/test';
import { complaints } from './axe.ts';
import { expectAtMost, expectOnce, firstView, isCore } from './first-view.ts';
import { expectNoOverflow, show, showAndGuess } from './lesson-figures.ts';

test('the first view of lesson 4 has at most 90 KB in Brotli beside the core, and the core 450 KB', async ({
  browser,
}) => {
  const sizes = await firstView(browser, 'rejection-importance/', async (page) => {
    await expect(page.locator('#board .island')).toHaveAttribute('data-state', 'ready');
    await expect(page.getByTestId('board-summary')).toContainText('darts on the board', { timeout: 40_000 });
  });
  expectOnce(sizes, [/\/tractable_simd-.*\.wasm$/, /\/worker-.*\.js$/, /\/Board-.*\.js$/]);
  expectAtMost(sizes, 90_000, (address) => !isCore(address));
  expectAtMost(sizes, 450_000, isCore);
});

const figures = ['board', 'envelope', 'adaptive', 'ball', 'weights', 'bias', 'quieter', 'breaks'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the figures and exercises, whole and broken, ${colorScheme}`, async ({
    browser,
  }) => {
    test.slow();
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(
      'rejection-importance/#envelope.height=0.8&envelope.n=1000&adaptive.target=two_bumps&adaptive.n=50&weights.shape=uniform&weights.width=1&breaks.kind=gap',
    );
    await showAndGuess(page, figures, '2');
    for (const id of ['envelope', 'adaptive', 'weights', 'breaks'])
      await expect(page.locator(`#${id}`).getByRole('alert')).toBeVisible();
    for (const id of [
      'twice-as-high',
      'accept-step',
      'good-proposal',
      'which-line',
      'self-normalised',
      'no-hits',
    ])
      await show(page, id);
    expect(await complaints(page)).toEqual([]);
    await context.close();
  });
}

for (const width of [320, 360, 768, 1024, 1920]) {
  test(`no figure overflows at ${width} px`, async ({ browser }) => {
    await expectNoOverflow(browser, width, 'rejection-importance/', figures);
  });
}

test('a link to a broken envelope shows it broken', async ({ page }) => {
  await page.goto('rejection-importance/#envelope.height=0.5&envelope.n=5000');
  await page.locator('#envelope').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('envelope-summary')).toContainText(
    '0.50 high at its top, lower than the target',
  );
  await expect(page.locator('#envelope').getByRole('alert')).toContainText('worst at x = −2.');
});
