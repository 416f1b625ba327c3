// Two students play the lesson through: one with the keyboard alone, one with a finger on a phone.

import { expect, test, type Page } from '@playwright/test';
import { badge, drag, expectFormulasFit, figure, openLesson, press, reach } from '../../tests/e2e/student.ts';

test.use({ serviceWorkers: 'block' });

const open = (page: Page) => openLesson(page, 'sampling', 'How do we sample from it?');

const toExercises = (page: Page) =>
  reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));

test('a student with the keyboard alone does the whole lesson', async ({ page }) => {
  test.slow();
  const faults = await open(page);

  const bell = await reach(page, figure(page, 'A curve without a name'));
  await press(bell.getByRole('button', { name: 'Normal' }), 'Enter');

  const ladder = await reach(page, figure(page, 'A ladder of probability'));
  await press(ladder.getByRole('slider', { name: 'Height p' }), 'ArrowUp', 'ArrowUp');
  await press(ladder.getByRole('button', { name: '0.975', exact: true }), 'Enter');
  await expect(ladder.getByTestId(/-summary$/)).toContainText('1.96');
  await expect(ladder.locator('.badge.agrees').first()).toBeVisible();

  const rain = await reach(page, figure(page, 'Rain through the curve'));
  await press(rain.getByRole('slider', { name: 'The middle half begins' }), 'ArrowRight', 'ArrowRight');
  await press(rain.getByRole('button', { name: 'Keep my guess' }), 'Enter');
  await press(rain.getByRole('button', { name: 'One step', exact: true }), 'Enter');
  await press(rain.getByRole('button', { name: '10 000' }), 'Enter');
  await expect(badge(rain, 'Mean')).toHaveClass(/agrees/);
  await expect(badge(rain, 'Variance')).toHaveClass(/agrees/);

  const shapes = await reach(page, figure(page, 'The same rain, another curve'));
  await press(shapes.getByRole('button', { name: '10 000 drops' }), 'Enter');
  await expect(shapes.locator('.badge.agrees')).toHaveCount(3);
  // The gamma law: its shape is dragged, and every drop comes back to its height.
  await shapes.getByLabel('Law').focus();
  await page.keyboard.type('Gamma');
  const shape = shapes.getByRole('slider', { name: 'the shape a' });
  await press(shape, 'ArrowRight', 'ArrowRight');
  await expect(shape).toHaveAttribute('aria-valuetext', 'shape 2.10');
  await expect(shapes.getByTestId(/-summary$/)).toContainText('A gamma law of shape 2.10');
  await expect(badge(shapes, 'Quantile and back')).toHaveClass(/agrees/);
  await expect(shapes.locator('.badge.agrees')).toHaveCount(4);

  const bumps = await reach(page, figure(page, 'A bell on every datum'));
  await press(bumps.getByRole('button', { name: 'All bells' }), 'Enter');
  const bandwidth = bumps.getByRole('slider', { name: 'bandwidth h' });
  const summary = bumps.getByTestId(/-summary$/);
  await expect(summary).toContainText(/hump/);
  // Down from Sheather and Jones's notch until a third hump stands.
  await bandwidth.focus();
  for (let i = 0; i < 20 && !/ 3 humps/.test((await summary.textContent()) ?? ''); i++) {
    await page.keyboard.press('ArrowLeft');
    // The estimate of this bandwidth, not of an earlier one.
    await expect(summary).toContainText(`bandwidth ${await bandwidth.getAttribute('aria-valuetext')}`);
  }
  await expect(summary).toContainText(' 3 humps');

  const race = await reach(page, figure(page, 'Four searches for one quantile'));
  await press(race.getByRole('button', { name: 'One step', exact: true }), 'Enter', 'Enter', 'Enter');
  await expect(badge(race, 'Quantile and back')).toHaveClass(/agrees/);

  const breaks = await reach(page, figure(page, 'What to break'));
  await press(breaks.getByRole('button', { name: 'One point' }), 'Enter');
  await expect(page.getByText(/data has 1 value;/).first()).toBeVisible();

  await toExercises(page);
  const number = page.getByLabel('Your prediction');
  await number.scrollIntoViewIfNeeded();
  await number.focus();
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  const code = page.getByRole('textbox', { name: 'Your code' });
  await code.scrollIntoViewIfNeeded();
  await code.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('function exponential(u, rate) { return -Math.log1p(-u) / rate; }');
  await page.keyboard.press('Control+Enter');
  await press(page.getByRole('radio', { name: /a height of the density/ }), 'Space');
  const because = page.getByLabel('Because …');
  await because.focus();
  await page.keyboard.type('Heights of the density are not spread evenly by the law.');
  for (const tile of ['1 / (N h)', 'Σ over the data', 'φ', '((x − dᵢ) / h)'])
    await press(page.getByRole('button', { name: tile, exact: true }).first(), 'Enter');
  for (const check of await page.getByRole('button', { name: 'Check', exact: true }).all())
    await press(check, 'Enter');
  await page.getByLabel('Your sentence').focus();
  await page.keyboard.type('A mixture of equal bells: pick one, draw from it.');
  await press(page.getByRole('button', { name: 'Compare with a model answer' }), 'Enter');
  await expect(page.getByText('The estimate is a mixture of N bells')).toBeVisible();

  // What was done is on the course map.
  await page.goto('./');
  await expect(page.getByText(/[4-6] of 6 exercises solved/)).toBeVisible();
  expect(faults).toEqual([]);
});

test('what is broken by hand follows the hand to the ends and no farther', async ({ page }) => {
  const faults = await open(page);
  const breaks = await reach(page, figure(page, 'What to break'));
  await breaks.getByRole('button', { name: 'Heavy tails' }).click();
  const bird = page.getByRole('slider', { name: 'the farthest bird' });
  const summary = page.getByTestId('breaks-summary');
  await expect(summary).toContainText('One bird at 260 mm');
  expect(Number.parseInt((await drag(bird, 120))!, 10)).toBeGreaterThan(300);
  expect(await drag(bird, 3000)).toBe('440 mm');
  await expect(summary).toContainText('One bird at 440 mm');
  expect(await drag(bird, -3000)).toBe('232 mm');
  await breaks.getByRole('button', { name: 'Ties' }).click();
  const width = page.getByRole('slider', { name: 'the bandwidth h' });
  await expect(summary).toContainText('has learned the ruler');
  expect(Number.parseFloat((await drag(width, -150))!)).toBeLessThan(1);
  expect(await drag(width, -3000)).toBe('0.0200 mm');
  expect(await drag(width, 3000)).toBe('10.0 mm');
  await page.getByRole('button', { name: '5', exact: true }).click();
  await expect(summary).toContainText('Only one bird without a twin holds it back');
  await breaks.getByRole('button', { name: 'One point' }).click();
  // Each rule says why, once, in words.
  await expect(page.getByText('data has 1 value; a bandwidth needs at least 2')).toHaveCount(3);
  await expect(page.getByText(/_bandwidth:/)).toHaveCount(0);
  expect(faults).toEqual([]);
});

test('every law of the list rains, its handle is held at the ends, and a link shows it again', async ({
  page,
}) => {
  test.slow();
  const faults = await open(page);
  const shapes = await reach(page, figure(page, 'The same rain, another curve'));
  const summary = shapes.getByTestId(/-summary$/);
  await shapes.getByRole('button', { name: '10 000 drops' }).click();
  for (const [law, handle, ends] of [
    ['Exponential', 'the rate λ', ['rate 4.00, mean 0.250', 'rate 0.250, mean 4.00']],
    ['Gamma', 'the shape a', ['shape 0.250', 'shape 4.00']],
    ['Binomial', 'the probability p of a success', ['p 0.0200, mean 0.200', 'p 0.980, mean 9.80']],
    ['Poisson', 'the mean number λ', ['mean 0.250', 'mean 8.00']],
    ['Geometric', 'the probability p of a success', ['p 0.952, mean 1.05', 'p 0.200, mean 5.00']],
  ] as const) {
    await shapes.getByLabel('Law').selectOption(law);
    const held = shapes.getByRole('slider', { name: handle });
    await expect(summary).toContainText('10 000 drops have fallen; their mean is');
    for (const [i, end] of ends.entries()) {
      expect(await drag(held, i === 0 ? -3000 : 3000)).toBe(end);
      await expect(shapes.locator('.badge.agrees')).toHaveCount(law === 'Gamma' ? 4 : 3);
      await expect(shapes.locator('.badge.differs')).toHaveCount(0);
    }
  }
  // The address says what is shown; what it says of one drop is told in words.
  await page.goto('./sampling/#shapes.law=geometric&shapes.chance=0.25&shapes.n=1');
  await page.reload();
  await reach(page, figure(page, 'The same rain, another curve'));
  await expect(summary).toContainText(
    'Tries up to and including the first success, each of probability 0.250. 1 drop has fallen',
  );
  await expect(summary).toContainText('is the smallest number whose step reaches the height');
  expect(faults).toEqual([]);
});

test('the bell reaches the first bird and the last', async ({ page }) => {
  await open(page);
  const bumps = await reach(page, figure(page, 'A bell on every datum'));
  const bell = bumps.getByRole('slider', { name: 'the bell' });
  expect(await drag(bell, -3000)).toBe('on 172 mm');
  await press(bell, 'ArrowRight');
  await expect(bell).toHaveAttribute('aria-valuetext', 'on 174 mm');
  await press(bell, 'Home');
  await expect(bell).toHaveAttribute('aria-valuetext', 'on 172 mm');
  await press(bell, 'End');
  await expect(bell).toHaveAttribute('aria-valuetext', 'on 231 mm');
});

test('seven thousand pasted lines are read at once, and the field stays quick', async ({ page }) => {
  await open(page);
  const bumps = await reach(page, figure(page, 'A bell on every datum'));
  await bumps.getByText('Your own data').first().click();
  const field = bumps.getByRole('textbox', { name: /Paste a table/ });
  const lines = Array.from({ length: 7000 }, (_, i) => `${(i * i) % 997},${i}`);
  const start = Date.now();
  await field.fill(`square,number\n${lines.join('\n')}`);
  await expect(bumps.getByText('7 000 rows')).toBeVisible();
  // It took half a minute before the field let it pass by.
  expect(Date.now() - start).toBeLessThan(10_000);
  await expect(field).toHaveValue('');
  await bumps.getByRole('button', { name: 'All bells' }).click();
  await expect(bumps.getByTestId(/-summary$/)).toContainText('from the first 5 000 values');
  // What is short stays in the field, to be mended.
  await field.fill('a\nfoo');
  await bumps.getByRole('button', { name: 'Read it' }).click();
  await expect(bumps.getByRole('alert')).toHaveText(
    /^\s*No column holds numbers: line 2, .* not a number\.\s*$/,
  );
  await expect(field).toHaveValue('a\nfoo');
});

test('every formula fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await expectFormulasFit(page, 4);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a finger does it too, and nothing is wider than the screen', async ({ page }) => {
    test.slow();
    const faults = await open(page);
    const ladder = await reach(page, figure(page, 'A ladder of probability'));
    await ladder.getByRole('button', { name: '0.975', exact: true }).tap();
    await expect(ladder.getByTestId(/-summary$/)).toContainText('1.96');
    const rain = await reach(page, figure(page, 'Rain through the curve'));
    await rain.getByRole('button', { name: 'Keep my guess' }).tap();
    await rain.getByRole('button', { name: '10 000' }).tap();
    await expect(badge(rain, 'Mean')).toHaveClass(/agrees/);
    const shapes = await reach(page, figure(page, 'The same rain, another curve'));
    await shapes.getByLabel('Law').selectOption('Poisson');
    await shapes.getByRole('button', { name: '100 drops' }).tap();
    await expect(badge(shapes, 'Mean of the drops')).toHaveClass(/agrees/);
    const bumps = await reach(page, figure(page, 'A bell on every datum'));
    await bumps.getByRole('button', { name: 'All bells' }).tap();
    await bumps.getByRole('button', { name: 'Silverman' }).tap();
    await expect(bumps.getByTestId(/-summary$/)).toContainText(/hump/);
    const race = await reach(page, figure(page, 'Four searches for one quantile'));
    await race.getByRole('button', { name: 'One step', exact: true }).tap();
    await toExercises(page);
    await page.getByLabel('Your prediction').fill('1');
    await page.getByRole('button', { name: 'Check', exact: true }).first().tap();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    const width = await page
      .locator('main p')
      .first()
      .evaluate((p) => p.getBoundingClientRect().width);
    expect(width).toBeGreaterThanOrEqual(0.85 * 360);
    expect(faults).toEqual([]);
  });
});
