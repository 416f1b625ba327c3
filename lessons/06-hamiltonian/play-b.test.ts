// Two students play warm-up and the target of their own: one with the keyboard alone, one with a finger on a phone.

import { expect, test, type Page } from '@playwright/test';
import { badge, drag, figure, guess, openLesson, press, reach, summary } from '../../tests/e2e/student.ts';

test.use({ serviceWorkers: 'block' });

const open = (page: Page) => openLesson(page, 'hamiltonian', 'Hamiltonian dynamics and NUTS');
const warmupOf = (page: Page) => figure(page, 'Warm-up at work');
const ownOf = (page: Page) => figure(page, 'A target of your own');
const exercise = (page: Page, text: string) => page.locator('.exercise', { hasText: text });

test('a student with the keyboard alone tunes NUTS, paints a target and types one', async ({ page }) => {
  test.slow();
  const faults = await open(page);
  const warmup = await reach(page, warmupOf(page));
  await expect(summary(warmup)).toContainText('Transition 60 of 400 of warm-up');
  await expect(summary(warmup)).toContainText('still the identity');
  await guess(warmup, '30');
  await expect(warmup.getByTestId('predict-warmup')).toContainText('It is 67.4: 37 off.');
  await press(warmup.getByRole('button', { name: 'End of warm-up' }), 'Enter');
  await expect(summary(warmup)).toContainText('The metric of transition 350');
  await expect(badge(warmup, 'Variance of x₂ in the last metric')).toHaveClass(/agrees/);
  await expect(badge(warmup, 'Mean of x₂² in 1 000 draws')).toHaveClass(/agrees/);
  await press(warmup.getByRole('button', { name: 'One step', exact: true }), 'Enter');
  await expect(summary(warmup)).toContainText('Warm-up is over');
  await press(warmup.getByRole('button', { name: 'none', exact: true }), 'Enter');
  await expect(summary(warmup)).toContainText('stays the identity. A draw costs 67.4 gradients');
  await press(warmup.getByRole('button', { name: 'a tilted ridge' }), 'Enter');
  await press(warmup.getByRole('button', { name: 'the whole covariance' }), 'Enter');
  await expect(badge(warmup, 'Covariance in the last metric')).toHaveClass(/agrees/);
  const aim = warmup.getByRole('slider', { name: 'the acceptance to aim at' });
  await press(aim, 'PageDown');
  await expect(aim).toHaveAttribute('aria-valuetext', '0.70');

  const own = await reach(page, ownOf(page));
  await expect(summary(own)).toContainText('A target of 6 dabs. After');
  await expect(badge(own, 'Mean of x, random walk')).toHaveClass(/agrees/);
  await guess(own, '9');
  await expect(own.getByTestId('predict-draw')).toContainText('well seen', { timeout: 60_000 });
  await press(own.getByRole('button', { name: 'one dab' }), 'Enter');
  await expect(summary(own)).toContainText('A target of 1 dab. After');
  await press(own.getByRole('slider', { name: 'the brush' }), 'ArrowUp', 'Shift+ArrowRight');
  await expect(own.getByRole('slider', { name: 'the brush' })).toHaveAttribute(
    'aria-valuetext',
    '2.50, −2.75',
  );
  await press(own.getByRole('button', { name: 'Dab here' }), 'Enter');
  await expect(summary(own)).toContainText('A target of 2 dabs. After');
  // The mean of the two centres.
  await expect(badge(own, 'Mean of x, NUTS')).toContainText('1.25');
  await press(own.getByRole('button', { name: 'Take the last away' }), 'Enter');
  await press(own.getByRole('button', { name: 'two, far apart' }), 'Enter');
  await expect(own.getByRole('alert')).toContainText('chains tell different stories');
  await press(own.getByRole('button', { name: '250 more' }), 'Enter');
  await press(own.getByRole('button', { name: '250 more' }), 'Enter');
  await expect(summary(own)).toContainText('2 400 draws');
  await press(own.getByRole('button', { name: 'Start again' }), 'Enter');
  await expect(summary(own)).toContainText('Nothing is drawn yet.');
  await press(own.getByRole('button', { name: 'One step', exact: true }), 'Enter');
  await expect(summary(own)).not.toContainText('Nothing is drawn yet.');
  await press(own.getByRole('button', { name: '250 more' }), 'Enter');
  await expect(summary(own)).toContainText('1 004 draws');

  await press(own.getByRole('button', { name: 'typed' }), 'Enter');
  const field = own.getByLabel('log p(x, y) =');
  const type = async (text: string) => {
    await field.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  await type('-x^2 - z');
  await expect(own.getByRole('alert')).toContainText('“z” is unknown');
  await type('x + y');
  await expect(own.getByRole('alert')).toContainText('goes on beyond the paper');
  await type('-(x - 1)^2 - y^2');
  await expect(summary(own)).toContainText('The target’s logarithm is -(x - 1)^2 - y^2');
  await expect(own.getByRole('alert')).toHaveCount(0);
  for (const who of ['NUTS', 'random walk']) {
    await expect(badge(own, `Mean of x, ${who}`)).toContainText('1.0');
    await expect(badge(own, `Mean of x, ${who}`)).toHaveClass(/agrees/);
  }

  // What was done in the figures has solved two exercises.
  for (const text of ['take a tilted ridge', 'paint a trap']) {
    await reach(page, exercise(page, text));
    await expect(exercise(page, text).getByTestId('solved')).toBeVisible();
  }
  const code = exercise(page, 'rule of dual averaging').getByRole('textbox', { name: 'Your code' });
  await code.scrollIntoViewIfNeeded();
  await code.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(`function nextStep(alphas, delta, first) {
  let h = 0;
  alphas.forEach((a, i) => (h += (delta - a - h) / (i + 11)));
  return Math.exp(Math.log(10 * first) - (Math.sqrt(alphas.length) / 0.05) * h);
}`);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('must come to')).toBeVisible();
  expect(faults).toEqual([]);

  // The address has all but what was typed, which is kept with the student's work.
  await page.goto('about:blank');
  await open(page);
  const again = await reach(page, ownOf(page));
  await press(again.getByRole('button', { name: 'typed' }), 'Enter');
  await expect(summary(again)).toContainText('-(x - 1)^2 - y^2');
});

test('the aim and the brush follow the hand, to the ends and no farther', async ({ page }) => {
  const faults = await open(page);
  const warmup = await reach(page, warmupOf(page));
  const aim = warmup.getByRole('slider', { name: 'the acceptance to aim at' });
  expect(await drag(aim, 0, 3000)).toBe('0.50');
  expect(await drag(aim, 0, -3000)).toBe('0.99');

  const own = await reach(page, ownOf(page));
  await press(own.getByRole('button', { name: 'one dab' }), 'Enter');
  await press(own.getByRole('button', { name: 'fine' }), 'Enter');
  const brush = own.getByRole('slider', { name: 'the brush' });
  expect(await drag(brush, 3000, -3000)).toBe('6.00, 6.00');
  // A stroke of the mouse on the second picture paints, and no more than there is paint.
  const canvas = (await own.locator('.stage').boundingBox())!;
  await page.mouse.move(canvas.x + canvas.width - 60, canvas.y + canvas.height / 2);
  await page.mouse.down();
  for (let i = 0; i < 12; i++)
    await page.mouse.move(
      canvas.x + canvas.width - (i % 2 ? 60 : 240),
      canvas.y + canvas.height / 2 + 5 * i,
      {
        steps: 12,
      },
    );
  await page.mouse.up();
  await expect(summary(own)).toContainText('A target of 24 dabs. After');
  await expect(own.getByRole('button', { name: 'Dab here' })).toBeDisabled();
  expect(faults).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a finger taps dabs, and nothing is wider than the screen', async ({ page }) => {
    test.slow();
    const faults = await open(page);
    const warmup = await reach(page, warmupOf(page));
    await warmup.getByRole('button', { name: 'a tilted ridge' }).tap();
    await warmup.getByRole('button', { name: 'End of warm-up' }).tap();
    await expect(summary(warmup)).toContainText('The metric of transition 350');

    const own = await reach(page, ownOf(page));
    await own.getByRole('button', { name: 'one dab' }).tap();
    await expect(summary(own)).toContainText('A target of 1 dab. After');
    await own.locator('.stage').scrollIntoViewIfNeeded();
    await own.locator('.stage').tap({ position: { x: 200, y: 120 } });
    await expect(summary(own)).toContainText('A target of 2 dabs. After');
    await own.getByRole('button', { name: '50', exact: true }).tap();
    await own.getByRole('button', { name: '250 more' }).tap();
    await expect(summary(own)).toContainText('1 400 draws');
    await expect(badge(own, 'Mean of x, NUTS')).toHaveClass(/agrees/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(faults).toEqual([]);
  });
});
