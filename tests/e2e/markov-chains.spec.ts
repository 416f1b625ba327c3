// Lesson 5 in the built site: what its first view costs on the line, what axe says of every figure in its failing state too,
// and that nothing overflows.

import { expect, test } from '@playwright/test';
import { complaints } from './axe.ts';
import { expectAtMost, expectOnce, firstView, isCore } from './first-view.ts';
import { expectNoOverflow, show, showAndGuess } from './lesson-figures.ts';

const isText = (address: string) => address.endsWith('/markov-chains/');

// The text is of a lesson with ten figures, and half as long again as that of the others; what runs is not.
test('the first view of lesson 5 has at most 82 KB in Brotli beside the core and the text, and the text 17 KB', async ({
  browser,
}) => {
  const sizes = await firstView(browser, 'markov-chains/', async (page) => {
    await expect(page.locator('#hill .island')).toHaveAttribute('data-state', 'ready');
    await expect(page.getByTestId('hill-summary')).toContainText('the walker is at', { timeout: 40_000 });
  });
  expectOnce(sizes, [/\/tractable_simd-.*\.wasm$/, /\/worker-.*\.js$/, /\/Hill-.*\.js$/]);
  expectAtMost(sizes, 82_000, (address) => !isCore(address) && !isText(address));
  expectAtMost(sizes, 17_000, isText);
});

const figures = [
  ...['hill', 'islands', 'by-hand', 'scale', 'there'],
  ...['dimension', 'gibbs', 'mixture', 'subsample', 'broken'],
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the figures and exercises, whole and broken, ${colorScheme}`, async ({
    browser,
  }) => {
    test.slow();
    const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await page.goto(
      'markov-chains/#islands.rule=own&islands.p=0~1~0~0~0~0~0~1~0~0~0~0~0~1~0~0~0~0~0~1~1~0~0~0~0&by-hand.n=3&by-hand.stage=drawn&there.hastings=no&there.n=40000&scale.scale=30&mixture.step=31&subsample.method=carried&broken.set=D',
    );
    await showAndGuess(page, figures, '2');
    await expect(page.locator('#islands').getByRole('alert')).toBeVisible();
    for (const id of [
      ...['without-hastings', 'metropolis-step', 'tune-it', 'which-line-walk'],
      ...['lag-one', 'label-law', 'five-chains', 'detailed-balance'],
    ])
      await show(page, id);
    expect(await complaints(page)).toEqual([]);
    await context.close();
  });
}

for (const width of [320, 360, 768, 1024, 1920]) {
  test(`no figure overflows at ${width} px`, async ({ browser }) => {
    await expectNoOverflow(browser, width, 'markov-chains/#islands.rule=own', figures);
  });
}

test('a link to a step by hand shows that step', async ({ page }) => {
  await page.goto('markov-chains/#by-hand.n=4&by-hand.stage=ratio');
  await page.locator('#by-hand').scrollIntoViewIfNeeded();
  await expect(page.getByTestId('by-hand-summary')).toContainText('Step 5: from x =');
  await expect(page.getByTestId('by-hand-summary')).toContainText('the ratio is');
});
