// Two students play the lesson through: one with the keyboard alone, one with a finger on a phone.

import { expect, test, type Locator, type Page } from '@playwright/test';
import {
  badge,
  drag,
  expectFormulasFit,
  figure,
  guess,
  openLesson,
  press,
  reach,
  summary,
} from '../../tests/e2e/student.ts';

test.use({ serviceWorkers: 'block' });

const open = (page: Page) => openLesson(page, 'hamiltonian', 'Hamiltonian dynamics and NUTS');

test('a student with the keyboard alone does the whole lesson', async ({ page }) => {
  test.slow();
  const faults = await open(page);

  // The hook moves by itself.
  const puck = await reach(page, figure(page, 'A puck in a valley'));
  await expect(summary(puck)).toContainText(/has slid for [1-9]/, { timeout: 40_000 });
  await guess(puck, '3');
  await expect(puck.getByTestId('predict-puck')).toContainText('It is 3.15: 0.15 off.');
  await expect(summary(puck)).toContainText('never crosses it');
  // A push to the right: it starts anew, with more energy.
  const push = puck.getByRole('slider', { name: 'the push' });
  await press(push, 'Shift+ArrowRight', 'Shift+ArrowRight');
  await expect(push).toHaveAttribute('aria-valuetext', /^3\.1, /);
  await expect(badge(puck, 'Height + motion')).toHaveClass(/agrees/);

  const leapfrog = await reach(page, figure(page, 'Kick, drift, kick'));
  await guess(leapfrog, '2');
  await expect(leapfrog.getByTestId('predict-leapfrog')).toContainText('It is 4.0');
  await press(leapfrog.getByRole('button', { name: 'Start again' }), 'Enter');
  const lit = leapfrog.locator('[aria-current=step]');
  for (const name of ['half a kick', 'drift', 'half a kick']) {
    await press(leapfrog.getByRole('button', { name: 'One step', exact: true }), 'Enter');
    await expect(lit).toContainText(name);
  }
  await expect(summary(leapfrog)).toContainText('After 1 step of 0.70');
  for (const name of ['Slope of the error', 'distance to the start'])
    await expect(badge(leapfrog, name)).toHaveClass(/agrees/);
  const size = leapfrog.getByRole('slider', { name: 'the step size ε' });
  await press(size, 'End');
  await expect(summary(leapfrog)).toContainText('it grows without end');
  await expect(badge(leapfrog, 'distance to the start')).toContainText('nothing comes back');
  await press(leapfrog.getByRole('button', { name: 'Euler' }), 'Enter');
  await press(size, 'Home');
  await expect(badge(leapfrog, 'Energy after 40 steps')).toHaveClass(/agrees/);

  const lengths = await reach(page, figure(page, 'How far to slide'));
  await guess(lengths, '0');
  await expect(lengths.getByTestId('predict-lengths')).toContainText('It is 1.0');
  await expect(badge(lengths, 'Correlation of neighbouring draws')).toHaveClass(/agrees/);
  const steps = lengths.getByRole('slider', { name: /Steps L/ });
  await steps.focus();
  for (let i = 7; i < 31; i++) await page.keyboard.press('ArrowRight');
  await expect(lengths.getByRole('alert')).toContainText('Resonance');
  await press(lengths.getByRole('checkbox'), 'Space');
  await expect(lengths.getByRole('alert')).toHaveCount(0);
  await expect(summary(lengths)).toContainText('jittered');
  // The exercise asks for it: steps of 0.3, eight of them, on the ridge.
  await press(lengths.getByRole('checkbox'), 'Space');
  await press(lengths.getByRole('button', { name: 'narrow ridge' }), 'Enter');
  await steps.focus();
  for (let i = 31; i > 8; i--) await page.keyboard.press('ArrowLeft');
  const eps = lengths.getByRole('slider', { name: /Step size/ });
  await eps.focus();
  for (let i = 0; i < 18; i++) await page.keyboard.press('ArrowRight');
  await expect(summary(lengths)).toContainText('8 steps of 0.30 on the narrow ridge');

  const turn = await reach(page, figure(page, 'No U-turn'));
  await guess(turn, '2');
  await expect(turn.getByTestId('predict-turn')).toContainText('well seen');
  await press(turn.getByRole('button', { name: 'One step', exact: true }), 'Enter');
  await expect(turn.locator('[aria-current=step]')).toContainText('turn back');
  await expect(summary(turn)).toContainText('Both are positive: it doubles again');
  await press(turn.getByRole('button', { name: 'One step', exact: true }), 'Enter');
  await expect(turn.locator('[aria-current=step]')).toContainText('toss a coin');
  await press(turn.getByRole('button', { name: 'Whole tree' }), 'Enter');
  await expect(turn.locator('[aria-current=step]')).toContainText('choose a leaf');
  await expect(summary(turn)).toContainText(/The draw is (the start itself|the leaf at place)/);
  await press(turn.getByRole('button', { name: 'Next transition' }), 'Enter');
  await expect(summary(turn)).toContainText('Transition 2: a push is drawn');
  for (const name of ['Mean of x₁ over', 'Mean of x₁ x₂'])
    await expect(badge(turn, name)).toHaveClass(/agrees/);

  const funnel = await reach(page, figure(page, 'A funnel'));
  await expect(funnel.getByRole('alert')).toContainText('transitions diverged');
  await expect(badge(funnel, 'Divergences')).toHaveClass(/differs/);
  await guess(funnel, '-10');
  await expect(funnel.getByTestId('predict-funnel')).toContainText('It is −2.1');
  await press(funnel.getByRole('button', { name: 'reparameterised' }), 'Enter');
  await expect(funnel.getByRole('alert')).toHaveCount(0);
  for (const name of ['Divergences', 'Mean of v', 'Standard deviation of v'])
    await expect(badge(funnel, name)).toHaveClass(/agrees/);
  await press(funnel.getByRole('button', { name: 'eight schools' }), 'Enter');
  await expect(badge(funnel, 'Mean of τ')).toHaveClass(/agrees/);

  await exercises(page);
  // What was done is on the course map.
  await page.goto('./');
  await expect(page.getByText('7 of 11 exercises solved')).toBeVisible();
  expect(faults).toEqual([]);
});

async function exercises(page: Page) {
  await reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));
  const number = page.getByLabel('Your prediction');
  await number.scrollIntoViewIfNeeded();
  await number.focus();
  await page.keyboard.type('40');
  await page.keyboard.press('Enter');
  await expect(page.getByText('That is the limit of the widest direction.')).toBeVisible();
  await number.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0.1');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The narrowest direction decides.')).toBeVisible();

  const code = page.getByRole('textbox', { name: 'Your code' }).first();
  await code.scrollIntoViewIfNeeded();
  await code.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(`const slope = (q) => -q - q ** 3;

function leapfrog(q, p, eps, steps) {
  for (let i = 0; i < steps; i++) {
    p += eps / 2 * slope(q);
    q += eps * p;
    p += eps / 2 * slope(q);
  }
  return [q, p];
}`);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('That makes it reversible')).toBeVisible();

  await press(page.getByRole('radio', { name: /for \(let i = 0/ }), 'Space');
  await page.getByLabel('Because …').first().focus();
  await page.keyboard.type('Turned round it takes another path: the half kicks are missing.');
  for (const tile of [
    'draw a momentum',
    'double while no part turns',
    'drop a new half that turned within',
    'choose a leaf by weight',
  ])
    await press(page.locator('#nuts-order').getByRole('button', { name: tile }), 'Enter');
  for (const button of await page.getByRole('button', { name: 'Check', exact: true }).all())
    await press(button, 'Enter');
  await page.getByLabel('Your sentence').focus();
  await page.keyboard.type('Energy is kept, so the end is as probable as the start.');
  await press(page.getByRole('button', { name: 'Compare with a model answer' }), 'Enter');
  await expect(page.getByText('only the small error of the steps is left to reject')).toBeVisible();
  await press(page.getByRole('group', { name: 'How near is yours?' }).getByRole('button').first(), 'Enter');
}

test('puck, push and step size follow the hand to the ends and no farther', async ({ page }) => {
  const faults = await open(page);
  const puck = await reach(page, figure(page, 'A puck in a valley'));
  const start = puck.getByRole('slider', { name: 'where the puck starts' });
  expect(await drag(start, 3000, -3000)).toBe('3.6, 3.6');
  const push = puck.getByRole('slider', { name: 'the push' });
  expect(await drag(push, -3000, 3000)).toBe('−12.0, −12.0');
  await expect(badge(puck, 'Height + motion')).toHaveClass(/agrees/);
  const leapfrog = await reach(page, figure(page, 'Kick, drift, kick'));
  const size = leapfrog.getByRole('slider', { name: 'the step size ε' });
  expect(await drag(size, 3000)).toBe('2.4');
  expect(await drag(size, -3000)).toBe('0.020');
  expect(faults).toEqual([]);
});

test('every formula fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await expectFormulasFit(page, 7);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a finger does it too, and nothing is wider than the screen', async ({ page }) => {
    test.slow();
    const faults = await open(page);
    const tap = (within: Locator, name: string) =>
      within.getByRole('button', { name, exact: true }).first().tap();
    const puck = await reach(page, figure(page, 'A puck in a valley'));
    await puck.getByTestId('predict-puck').getByRole('textbox').fill('3.15');
    await tap(puck, 'Keep my guess');
    await expect(puck.getByTestId('predict-puck')).toContainText('well seen');
    await tap(puck, 'Pause');
    await tap(puck, 'Start again');
    await expect(summary(puck)).toContainText('has slid for 0.00');

    const leapfrog = await reach(page, figure(page, 'Kick, drift, kick'));
    await tap(leapfrog, 'One step');
    await expect(summary(leapfrog)).toContainText('After 1 step and a part');
    await tap(leapfrog, 'Euler');
    await expect(badge(leapfrog, 'Energy after 40 steps')).toHaveClass(/agrees/);

    const lengths = await reach(page, figure(page, 'How far to slide'));
    await tap(lengths, 'narrow ridge');
    await expect(summary(lengths)).toContainText('on the narrow ridge');
    await lengths.getByRole('checkbox').tap();
    await expect(summary(lengths)).toContainText('jittered');

    const turn = await reach(page, figure(page, 'No U-turn'));
    await tap(turn, 'Whole tree');
    await expect(summary(turn)).toContainText('The draw is');

    const funnel = await reach(page, figure(page, 'A funnel'));
    await tap(funnel, 'reparameterised');
    await expect(badge(funnel, 'Divergences')).toHaveClass(/agrees/);
    await tap(funnel, 'eight schools');
    await tap(funnel, 'as they are');
    await expect(funnel.getByRole('alert')).toContainText('diverged');

    await reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));
    await page.getByLabel('Your prediction').fill('0.1');
    await page.getByRole('button', { name: 'Check', exact: true }).first().tap();
    await expect(page.getByText('The narrowest direction decides.')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(faults).toEqual([]);
  });
});
