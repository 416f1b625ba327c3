// Lesson 0 in the built site: what its first view costs on the line, what axe says of every figure in every state, and
// that it is found and works offline.

import { expect, test } from '@playwright/test';
import { complaints } from './axe.ts';
import { expectAtMost, expectOnce, firstView, isCore } from './first-view.ts';
import { expectNoOverflow, show, showAndGuess } from './lesson-figures.ts';

test('the first view of lesson 0 has at most 92 KB in Brotli, without the WebAssembly module and fonts', async ({
  browser,
}) => {
  const sizes = await firstView(browser, 'gradients/', async (page) => {
    await expect(page.locator('#slide .island')).toHaveAttribute('data-state', 'ready');
    await expect(page.getByTestId('slide-summary')).toContainText('the secant to the point');
  });
  expectOnce(sizes, [/\/worker-.*\.js$/, /\/Slide-.*\.js$/, /\/gradients\/$/]);
  // Two more than the other lessons: its first figure traces what the student types, in the sandbox.
  expectAtMost(sizes, 92_000, (address) => !isCore(address));
});

const figures = ['slide', 'u', 'three', 'swell', 'graph', 'cost', 'check', 'pitfalls'];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the figures and exercises, ${colorScheme}`, async ({ browser }) => {
    test.slow();
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto('gradients/');
    await showAndGuess(page, figures, '2');
    await page.locator('#pitfalls').getByRole('button', { name: 'The branch not taken' }).click();
    await expect(page.getByTestId('pitfalls-by-the-graph')).toHaveText('NaN');
    const three = page.locator('#three');
    await three.getByRole('textbox').fill('sin(');
    await three.getByRole('button', { name: 'Use it' }).click();
    await expect(three.getByRole('alert')).toBeVisible();
    for (const id of ['inner-adjoint', 'nine-digits', 'wrong-rule', 'sum-over-readers', 'backward', 'memory'])
      await show(page, id);
    expect(await complaints(page)).toEqual([]);
    await context.close();
  });
}

for (const width of [320, 360, 768, 1024, 1920]) {
  test(`no figure overflows at ${width} px`, async ({ browser }) => {
    await expectNoOverflow(browser, width, 'gradients/', figures);
  });
}

test('the course map leads to lesson 0, and search finds it', async ({ page }) => {
  await page.goto('./');
  await page
    .getByRole('link', { name: /Gradients, by machine/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/gradients\/$/);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('adjoint');
  await expect(page.getByRole('dialog').getByText('Gradients, by machine').first()).toBeVisible();
});

test('a link to a walk half-way shows it half-way', async ({ page }) => {
  await page.goto('gradients/#graph.x=2&graph.step=5');
  await expect(page.getByTestId('graph-summary')).toContainText('Step 5 of 8');
  await expect(page.getByTestId('graph-summary')).toContainText('Backwards: ×');
});
