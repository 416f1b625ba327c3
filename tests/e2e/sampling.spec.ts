// Lesson 3 in the built site: what its first view costs on the line, and the parts that no other page has yet.

import { expect, test } from '@playwright/test';
import { expectAtMost, expectOnce, firstView, isCore } from './first-view.ts';

// When the module held what this lesson needs and no more, page and module together had 190 KB.
test('the first view of lesson 3 has at most 90 KB in Brotli beside the core, and the core 450 KB', async ({
  browser,
}) => {
  const sizes = await firstView(browser, 'sampling/', async (page) => {
    await expect(page.locator('#bell .island')).toHaveAttribute('data-state', 'ready');
    await page.evaluate(() =>
      (
        globalThis as unknown as { tractable: { client: { ready(): Promise<string> } } }
      ).tractable.client.ready(),
    );
  });
  expectOnce(sizes, [/\/tractable_simd-.*\.wasm$/, /\/worker-.*\.js$/, /\/Bell-.*\.js$/, /\/sampling\/$/]);
  expectAtMost(sizes, 90_000, (address) => !isCore(address));
  expectAtMost(sizes, 450_000, isCore);
});

test('what the first view needs of the core is asked for before the figure is mounted', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.split('/').at(-1)!));
  // The figure's own script never comes.
  await page.route(/\/Bell-.*\.js$/, () => undefined);
  await page.goto('sampling/', { waitUntil: 'commit' });
  await expect.poll(() => asked.some((name) => /^tractable_simd-.*\.wasm$/.test(name))).toBe(true);
  await expect.poll(() => asked.some((name) => /^worker-.*\.js$/.test(name))).toBe(true);
  await expect(page.locator('#bell .island')).not.toHaveAttribute('data-state', 'ready');
});

test('a guess of two numbers is typed or dragged, kept, compared, and found again', async ({ page }) => {
  await page.goto('sampling/');
  await page.locator('#rain').scrollIntoViewIfNeeded();
  const form = page.getByTestId('predict-rain');
  const keep = form.getByRole('button', { name: 'Keep my guess' });
  const [from, to] = [form.getByLabel('from'), form.getByLabel('to', { exact: true })];
  await expect(from).toHaveValue('−2');
  await to.fill('0,75');
  await to.press('Tab');
  await page.getByRole('slider', { name: 'The middle half begins' }).press('ArrowRight');
  await expect(from).toHaveValue('−1.95');
  // What is no number is not taken, what is out of range goes to its end, and an empty interval cannot be kept.
  await to.fill('much');
  await to.press('Tab');
  await expect(to).toHaveValue('0.75');
  await from.fill('7');
  await from.press('Tab');
  await expect(from).toHaveValue('4');
  await expect(keep).toBeDisabled();
  await from.fill('-0.7');
  await from.press('Tab');
  await keep.click();
  // The quartiles of the standard normal law are ∓0.674490; Φ(0.75) − Φ(−0.7) = 0.531409.
  const status = form.getByRole('status');
  await expect(status).toHaveText(
    'You guessed −0.700 to 0.750. It is −0.674 to 0.674; between yours lie 53 % of the law.',
  );
  await expect(status).toHaveClass(/near/);
  await page.reload();
  await page.locator('#rain').scrollIntoViewIfNeeded();
  await expect(status).toContainText('You guessed −0.700 to 0.750.');
  await form.getByRole('button', { name: 'Guess again' }).click();
  await expect(to).toHaveValue('0.75');
});
