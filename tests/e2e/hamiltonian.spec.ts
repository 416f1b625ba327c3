// Lesson 6 in the built site: what its first view costs on the line, what axe says of every figure in its failing state too,
// and that nothing overflows.

import { expect, test } from '@playwright/test';
import { complaints } from './axe.ts';
import { expectAtMost, expectOnce, firstView, isCore } from './first-view.ts';
import { expectNoOverflow, show, showAndGuess } from './lesson-figures.ts';

test('the first view of lesson 6 has at most 90 KB in Brotli beside the core', async ({ browser }) => {
  const sizes = await firstView(browser, 'hamiltonian/', async (page) => {
    await expect(page.locator('#puck .island')).toHaveAttribute('data-state', 'ready');
    await expect(page.getByTestId('puck-summary')).toContainText('has slid', { timeout: 40_000 });
  });
  expectOnce(sizes, [/\/tractable_simd-.*\.wasm$/, /\/worker-.*\.js$/, /\/Puck-.*\.js$/]);
  expectAtMost(sizes, 90_000, (address) => !isCore(address));
});

const figures = ['puck', 'leapfrog', 'lengths', 'turn', 'warmup', 'funnel', 'draw'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the figures and exercises, whole and broken, ${colorScheme}`, async ({
    browser,
  }) => {
    test.slow();
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(
      'hamiltonian/#leapfrog.of=euler&lengths.target=round&lengths.steps=31&turn.n=7&funnel.accept=0.6',
    );
    await showAndGuess(page, figures, '2');
    for (const id of ['lengths', 'funnel'])
      await expect(page.locator(`#${id}`).getByRole('alert')).toBeVisible();
    for (const id of [
      'largest-step',
      'write-leapfrog',
      'half-step',
      'good-slide',
      'nuts-order',
      'cure',
      'step-rule',
      'learn-metric',
      'kept-too-much',
      'paint-trap',
      'rarely-rejected',
    ])
      await show(page, id);
    expect(await complaints(page)).toEqual([]);
    await context.close();
  });
}

for (const width of [320, 360, 768, 1024, 1920]) {
  test(`no figure overflows at ${width} px`, async ({ browser }) => {
    await expectNoOverflow(browser, width, 'hamiltonian/', figures);
  });
}

test('a link to a tree shows the same tree', async ({ page }) => {
  await page.goto('hamiltonian/#turn.t=1&turn.n=3&turn.seed=1&turn.eps=0.25');
  await page.locator('#turn').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('turn-summary')).toContainText(
    'Transition 2, 3 leaves: momentum along the whole is 12.97',
  );
});

test('who asked for less motion sees the puck move in few pictures', async ({ browser }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto('hamiltonian/');
  await show(page, 'puck');
  await expect(page.getByTestId('puck-summary')).toContainText('has slid for 0.00', { timeout: 40_000 });
  await page.waitForTimeout(1500);
  await expect(page.getByTestId('puck-summary')).toContainText('has slid for 0.00');
  await context.close();
});
