// Lesson 2 in the built site: what its first view costs on the line, what axe says of every figure in every state, and
// that it is found.

import { expect, test } from '@playwright/test';
import { complaints } from './axe.ts';
import { expectAtMost, expectOnce, firstView, isCore } from './first-view.ts';
import { expectNoOverflow, show, showAndGuess } from './lesson-figures.ts';

test('the first view of lesson 2 has at most 90 KB in Brotli, without the WebAssembly module and fonts', async ({
  browser,
}) => {
  const sizes = await firstView(browser, 'evidence/', async (page) => {
    await expect(page.locator('#fits .island')).toHaveAttribute('data-state', 'ready');
    await expect(page.getByTestId('fits-summary')).toContainText('misses the ten points by');
  });
  expectOnce(sizes, [/\/worker-.*\.js$/, /\/Fits-.*\.js$/, /\/evidence\/$/]);
  expectAtMost(sizes, 90_000, (address) => !isCore(address));
});

const figures = [
  'fits',
  'update',
  'program',
  'back',
  'tilt',
  'average',
  'laplace',
  'occam',
  'groups',
  'levels',
  'breaks',
];
const exercises = [
  'next-count',
  'to-density',
  'from-density',
  'bic-lines',
  'lindley',
  'chain',
  'razor',
  'mixture-mean',
  'integrate-out',
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the figures and exercises of lesson 2, ${colorScheme}`, async ({ browser }) => {
    test.slow();
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto('evidence/#program.step=5&average.n=100&average.many=yes&occam.degree=3');
    await showAndGuess(page, figures, '0.5');
    const update = page.locator('#update');
    for (const wrong of ['9', '4'])
      await update
        .getByRole('textbox')
        .nth(wrong === '9' ? 0 : 1)
        .fill(wrong);
    await update.getByRole('button', { name: 'Check my posterior' }).click();
    await expect(update.getByTestId('update-claim')).toContainText('Not yet.');
    await page.locator('#occam').getByRole('button', { name: 'Ask again' }).click();
    await expect(page.locator('#occam').getByRole('table', { name: /How often/ })).toBeVisible();
    for (const id of exercises) await show(page, id);
    const back = page.locator('#back');
    await back.getByRole('button', { name: 'Compare at random points' }).click();
    await expect(page.getByTestId('back-summary')).toContainText('Write a line for each variable');
    expect(await complaints(page)).toEqual([]);
    for (const line of ['μ ~ normal(0, 2)', 'y₁ ~ normal(μ, 1)', 'y₂ ~ normal(μ, 1)'])
      await back.getByRole('button', { name: line, exact: true }).click();
    await back.getByRole('button', { name: 'Compare at random points' }).click();
    await expect(page.getByTestId('back-summary')).toContainText('Right: at all 40 points');
    await update.getByRole('button', { name: 'a die' }).click();
    await update.getByRole('button', { name: 'Show it' }).click();
    await page.locator('#occam').getByRole('button', { name: 'ten points to drag' }).click();
    await page.locator('#groups').getByRole('button', { name: 'Let the core climb' }).click();
    await page.locator('#tilt').getByRole('button', { name: 'its prior' }).click();
    await page.locator('#breaks').getByRole('button', { name: 'A prior that says nothing' }).click();
    await expect(page.getByTestId('breaks-summary')).toContainText('the data prefer');
    expect(await complaints(page)).toEqual([]);
    await page.locator('#breaks').getByRole('button', { name: 'An average that never hits' }).click();
    await expect(page.getByTestId('breaks-summary')).toContainText('the integral is');
    expect(await complaints(page)).toEqual([]);
    await context.close();
  });
}

for (const width of [320, 360, 768, 1024, 1920]) {
  test(`no figure of lesson 2 overflows at ${width} px`, async ({ browser }) => {
    await expectNoOverflow(
      browser,
      width,
      'evidence/#update.pair=die&average.many=yes&occam.set=ten',
      figures,
    );
  });
}

test('the course map leads to lesson 2, and search finds it', async ({ page }) => {
  await page.goto('./');
  await page
    .getByRole('link', { name: /Evidence and model choice/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/evidence\/$/);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('Occam');
  await expect(page.getByRole('dialog').getByText('Evidence and model choice').first()).toBeVisible();
});

test('what the student has found out is kept, and a link shows one’s own data', async ({ page }) => {
  await page.goto('evidence/#update.coin=1~1~1');
  await show(page, 'update');
  await expect(page.getByTestId('update-summary')).toContainText('3 heads of 3.');
  const guess = page.getByTestId('predict-fits');
  await show(page, 'fits');
  await guess.getByRole('textbox').fill('4');
  await guess.getByRole('button', { name: 'Keep my guess' }).click();
  await page.reload();
  await show(page, 'fits');
  await expect(guess.getByRole('status')).toContainText('You guessed 4.');
  const claim = page.getByTestId('update-claim');
  await show(page, 'update');
  for (const [i, number] of ['5', '2'].entries()) await claim.getByRole('textbox').nth(i).fill(number);
  await claim.getByRole('button', { name: 'Check my posterior' }).click();
  await expect(claim.getByRole('status')).toHaveText('Right: Beta(5, 2).');
  await page.reload();
  await show(page, 'update');
  await expect(claim.getByRole('status')).toHaveText('Right: Beta(5, 2).');
  await claim.getByRole('button', { name: 'Predict again' }).click();
  await expect(claim.getByRole('textbox')).toHaveCount(2);
});

test('a guess that begins with a minus can be typed, key by key', async ({ page }) => {
  await page.goto('evidence/');
  await show(page, 'program');
  const form = page.getByTestId('predict-program');
  await form.getByRole('textbox').focus();
  await page.keyboard.type('-0');
  await expect(form.getByRole('textbox')).toHaveValue('-0');
  await page.keyboard.type('.90');
  await expect(form.getByRole('textbox')).toHaveValue('-0.90');
  await page.keyboard.press('Enter');
  await expect(form.getByRole('status')).toContainText('You guessed −0.90 nats.');
});
