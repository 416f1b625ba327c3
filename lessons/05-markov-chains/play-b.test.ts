// A student plays the lesson's second half through with the keyboard alone; another one has a finger and a phone.

import { expect, test, type Locator, type Page } from '@playwright/test';
import { badge, drag, figure, guess, openLesson, press, reach, summary } from '../../tests/e2e/student.ts';

test.use({ serviceWorkers: 'block' });

const open = (page: Page) => openLesson(page, 'markov-chains', 'Markov chains');
const button = (within: Locator, name: string) => within.getByRole('button', { name, exact: true });

test('a student with the keyboard alone goes on in blocks, and judges chains', async ({ page }) => {
  test.slow();
  const faults = await open(page);

  const more = await reach(page, figure(page, 'The same step in more dimensions'));
  await expect(summary(more)).toContainText('In 2 dimensions, of 200 proposals');
  await guess(more, '82');
  await expect(more.getByTestId('predict-dimension')).toContainText('well seen', { timeout: 60_000 });
  await expect(badge(more, 'Crank–Nicolson, d = 1 000')).toHaveClass(/agrees/);
  await press(more.getByRole('slider', { name: 'the dimension d' }), 'End');
  await expect(summary(more)).toContainText('In 1000 dimensions, of 200 proposals the random walk took 0,');
  await press(button(more, 'no data'), 'Enter');
  await expect(summary(more)).toContainText('the Crank–Nicolson walk 200. There are no data');
  await expect(badge(more, 'Crank–Nicolson, d = 1 000')).toHaveClass(/agrees/, { timeout: 60_000 });
  await expect(badge(more, 'Random walk, d = 20')).toHaveClass(/agrees/);

  const gibbs = await reach(page, figure(page, 'Along one axis, then the other'));
  await expect(summary(gibbs)).toContainText('After 0 moves the chain stands at (−2.40, 2.40)');
  await press(button(gibbs, 'One step'), 'Enter');
  // One coordinate has moved, the other has not.
  await expect(summary(gibbs)).toContainText(/After 1 move the.*, 2\.40\)\. The next move goes along x₂/);
  await guess(gibbs, '20');
  await expect(gibbs.getByTestId('predict-gibbs')).toContainText('It is 19.5: well seen');
  await press(gibbs.getByRole('slider', { name: 'the correlation ρ' }), 'End');
  await expect(summary(gibbs)).toContainText('ρ = 0.98');
  await press(button(gibbs, '2 000 rounds'), 'Enter');
  await expect(badge(gibbs, 'Autocorrelation at lag 1')).toHaveClass(/agrees/);
  await expect(badge(gibbs, 'Mean of x₁')).toHaveClass(/agrees/);

  const mixture = await reach(page, figure(page, 'Who belongs to whom?'));
  await expect(summary(mixture)).toContainText('24 points, 2 components. After 0 sweeps.');
  await press(button(mixture, 'One step'), 'Enter', 'Enter');
  await expect(summary(mixture)).toContainText(
    'After 0 sweeps and the labels z and the means μ. Drawn next: the weights π',
  );
  await guess(mixture, '0');
  await expect(mixture.getByTestId('predict-mixture')).toContainText('well seen');
  await press(button(mixture, '1 000 sweeps'), 'Enter');
  await expect(summary(mixture)).toContainText('have changed places not once');
  await press(button(mixture, 'Swap the names 1 and 2'), 'Enter');
  await expect(summary(mixture)).toContainText('After 0 sweeps');
  await press(button(mixture, '1 000 sweeps'), 'Enter');
  await expect(summary(mixture)).toContainText('not once; where the dashed line stands they were swapped');
  for (const name of ['Log joint with the names swapped', 'Sum of p(z | −) of point 1'])
    await expect(badge(mixture, name)).toHaveClass(/agrees/);
  await press(button(mixture, 'two that overlap'), 'Enter');
  await press(button(mixture, '1 000 sweeps'), 'Enter');
  await expect(summary(mixture)).toContainText(/have changed places \d+ times/);
  await press(mixture.getByRole('slider', { name: 'where a new point goes' }), 'Shift+ArrowRight');
  await press(button(mixture, 'Add a point at the ring'), 'Enter');
  await expect(summary(mixture)).toContainText('25 points');

  const part = await reach(page, figure(page, 'A part of the data'));
  await expect(badge(part, 'Variance of the draws')).toHaveClass(/agrees/);
  await guess(part, '2.2');
  await expect(part.getByTestId('predict-subsample')).toContainText('well seen');
  await press(button(part, 'Metropolis, mini-batches'), 'Enter');
  await expect(badge(part, 'Variance of the draws')).toHaveClass(/agrees/);
  await expect(badge(part, 'Against the posterior’s variance')).toHaveClass(/differs/);
  await press(button(part, 'Langevin (SGLD)'), 'Enter');
  await press(button(part, '0.4'), 'Enter');
  await expect(summary(part)).toContainText('Langevin (SGLD): each step looks at 5 of 20 data');
  await expect(badge(part, 'Variance of the draws')).toHaveClass(/agrees/);
  await expect(badge(part, 'Against the posterior’s variance')).toHaveClass(/differs/);

  await patients(page);
  await exercises(page);
  expect(faults).toEqual([]);
});

async function patients(page: Page) {
  const broken = await reach(page, figure(page, 'Five sets of chains'));
  const ask = button(broken, 'Is that it?');
  const choose = async (fault: string, sign: string) => {
    await broken.getByLabel('The fault').selectOption({ label: fault });
    await broken.getByLabel('The sign').selectOption({ label: sign });
    await press(ask, 'Enter');
  };
  await expect(ask).toBeDisabled();
  await choose('steps too short', 'flat stretches, hardly anything accepted');
  await expect(broken).toContainText('The sign is well seen. Which fault');
  const right = [
    ['A', 'steps too long', 'flat stretches, hardly anything accepted'],
    ['B', 'the acceptance is wrong', 'no alarm at all, and a wrong mean'],
    ['C', 'steps too short', 'slow snakes, nearly all accepted'],
    ['D', 'stuck in one mode each', 'each chain calm, but at two levels'],
    ['E', 'the beginning is still in it', 'the first part runs downhill'],
  ] as const;
  for (const [i, [letter, fault, sign]] of right.entries()) {
    await press(button(broken, letter), 'Enter');
    await expect(summary(broken)).toContainText(`Set ${letter}:`);
    const rhat = Number(/R-hat (\d+\.\d+)/.exec((await summary(broken).textContent())!)![1]);
    // What the numbers say of each, B's among them: nothing.
    if (letter === 'B') expect(rhat).toBeLessThan(1.015);
    else expect(rhat).toBeGreaterThan(1.03);
    if (letter === 'B') await expect(badge(broken, 'Mean of x')).toHaveClass(/differs/);
    await choose(fault, sign);
    await expect(summary(broken)).toContainText(`${i + 1} of 5 found`);
    await press(broken.getByRole('button', { name: /^Cure it/ }), 'Enter');
    await expect(summary(broken)).toContainText(`Set ${letter}, cured`);
    await expect(summary(broken)).toContainText(/R-hat 1\.0[01],/);
    await expect(badge(broken, 'Mean of x')).toHaveClass(/agrees/);
  }
}

async function exercises(page: Page) {
  const number = page.locator('#lag-one');
  await reach(page, page.locator('#lag-one .island'));
  for (const [typed, said] of [
    ['0.9', 'That is one draw. A round is two'],
    ['0.81', 'are worth one independent draw'],
  ] as const) {
    await number.getByLabel('Your prediction').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await expect(number).toContainText(said);
  }
  await page.locator('#five-chains').scrollIntoViewIfNeeded();
  await expect(page.locator('#five-chains')).toContainText('Four of the faults show in R-hat');
}

test('the ellipse and the dimension follow the hand to the ends and no farther', async ({ page }) => {
  const faults = await open(page);
  const more = await reach(page, figure(page, 'The same step in more dimensions'));
  const dimension = more.getByRole('slider', { name: 'the dimension d' });
  expect(await drag(dimension, 3000)).toBe('1000 dimensions');
  expect(await drag(dimension, -3000)).toBe('2 dimensions');
  const gibbs = await reach(page, figure(page, 'Along one axis, then the other'));
  const rho = gibbs.getByRole('slider', { name: 'the correlation ρ' });
  expect(await drag(rho, 3000)).toBe('ρ = 0.98');
  expect(await drag(rho, -3000)).toBe('ρ = 0.00');
  expect(faults).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a finger adds a point, and finds a fault', async ({ page }) => {
    test.slow();
    const faults = await open(page);
    const mixture = await reach(page, figure(page, 'Who belongs to whom?'));
    await expect(summary(mixture)).toContainText('24 points');
    const canvas = mixture.locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    await page.touchscreen.tap(box.x + box.width * 0.5, box.y + box.height * 0.45);
    await expect(summary(mixture)).toContainText('25 points, 2 components. After 0 sweeps');
    const broken = await reach(page, figure(page, 'Five sets of chains'));
    await button(broken, 'E').tap();
    await broken.getByLabel('The fault').selectOption({ label: 'the beginning is still in it' });
    await broken.getByLabel('The sign').selectOption({ label: 'the first part runs downhill' });
    await button(broken, 'Is that it?').tap();
    await expect(broken).toContainText('That walk is no draw of anything');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(faults).toEqual([]);
  });
});
