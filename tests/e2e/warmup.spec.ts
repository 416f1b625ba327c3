// Warm-up and the student's own target in the built site: what axe says of both, whole and failing, that nothing overflows,
// and what a link shows.

import { expect, test } from '@playwright/test';
import { complaints } from './axe.ts';
import { expectNoOverflow, show, showAndGuess } from './lesson-figures.ts';

const figures = ['warmup', 'draw'];
const far = 'draw.dabs=-3.6~0~0.7~3.6~0~0.7';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in warm-up and in a trap, ${colorScheme}`, async ({ browser }) => {
    test.slow();
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(`hamiltonian/#warmup.metric=dense&warmup.t=500&${far}`);
    await showAndGuess(page, figures, '2');
    await expect(page.locator('#draw').getByRole('alert')).toContainText('tell different stories');
    expect(await complaints(page)).toEqual([]);
    await page.locator('#draw').getByRole('button', { name: 'typed' }).click();
    await page.locator('#draw').getByRole('textbox', { name: 'log p(x, y) =' }).fill('-x^2 -');
    await page.locator('#draw').getByRole('button', { name: 'Use it' }).click();
    await expect(page.locator('#draw').getByRole('alert')).toContainText('Something is missing');
    expect(await complaints(page)).toEqual([]);
    await context.close();
  });
}

for (const width of [320, 360, 768, 1024, 1920]) {
  test(`warm-up and the own target do not overflow at ${width} px`, async ({ browser }) => {
    await expectNoOverflow(browser, width, 'hamiltonian/', figures);
  });
}

test('a link shows the same warm-up and the same paint, and what it says wrongly is made good', async ({
  page,
}) => {
  await page.goto(
    `hamiltonian/#warmup.ground=tilted&warmup.metric=none&warmup.target=0.6&warmup.t=450&warmup.seed=8&${far}&draw.n=60&draw.unseen=10`,
  );
  await show(page, 'warmup');
  const summary = page.getByTestId('warmup-summary');
  await expect(summary).toContainText('Warm-up is over');
  await expect(summary).toContainText('The metric stays the identity.');
  await show(page, 'draw');
  await expect(page.getByTestId('draw-summary')).toContainText('NUTS’s 240 draws');
  await page.goto('about:blank');
  // Half a dab, and one far too narrow.
  await page.goto('hamiltonian/#draw.dabs=1~1~0.000001~4~4&warmup.metric=nonsense&warmup.t=-3');
  await show(page, 'draw');
  await expect(page.getByTestId('draw-summary')).toContainText('A target of 1 dab. After');
  await show(page, 'warmup');
  await expect(page.getByTestId('warmup-summary')).toContainText('Transition 60 of 400');
});

test('on paper both stand with their numbers', async ({ page }) => {
  await page.goto('hamiltonian/');
  for (const id of figures) {
    await show(page, id);
    await expect(page.locator(`#${id} .badge`).first()).toHaveClass(/agrees/);
  }
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  for (const id of figures) await expect(page.locator(`#${id} .paper > *`)).not.toHaveCount(0);
});
