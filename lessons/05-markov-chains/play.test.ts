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

const open = (page: Page) => openLesson(page, 'markov-chains', 'Markov chains');

test('a student with the keyboard alone walks, and tunes the walk', async ({ page }) => {
  test.slow();
  const faults = await open(page);

  // The hook moves by itself.
  const hill = await reach(page, figure(page, 'A walker in the fog'));
  await expect(summary(hill)).toContainText(/\d+ steps?; the walker is at/, { timeout: 40_000 });
  await guess(hill, '-1.9');
  await expect(hill.getByTestId('predict-hill')).toContainText('well seen');
  await press(hill.getByRole('button', { name: '50 000 steps' }), 'Enter');
  await expect(summary(hill)).toContainText(/It spent 3\d\s% of its time on the steep hill/);
  await expect(badge(hill, 'Mean place')).toHaveClass(/agrees/);

  const islands = await reach(page, figure(page, 'Five islands'));
  await guess(islands, '40');
  await expect(islands.getByTestId('predict-islands')).toContainText('It is 18');
  for (const name of ['Distance of πP from π', 'Detailed balance', 'Factor a step'])
    await expect(badge(islands, name)).toHaveClass(/agrees/);
  await press(islands.getByRole('button', { name: 'One step', exact: true }), 'Enter', 'Enter');
  await expect(summary(islands)).toContainText('After 2 steps');
  // More people on A: the chain settles elsewhere, and the badges follow.
  const people = islands.getByRole('slider', { name: 'the people of island A' });
  await press(people, 'PageUp', 'PageUp');
  await expect(people).toHaveAttribute('aria-valuetext', /2\d % of all/);
  await expect(badge(islands, 'Factor a step')).toHaveClass(/agrees/);
  await press(islands.getByRole('button', { name: 'edit the matrix' }), 'Enter');
  const cell = islands.getByLabel('from A to E');
  await cell.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0.5');
  await page.keyboard.press('Tab');
  await expect(badge(islands, 'Detailed balance')).toHaveClass(/differs/);
  await expect(islands.getByRole('alert')).toContainText('not reversible');
  await press(islands.getByRole('button', { name: 'a circle' }), 'Enter');
  await expect(summary(islands)).toContainText('the law that would stay');
  await press(islands.getByRole('button', { name: 'two groups' }), 'Enter');
  await expect(summary(islands)).toContainText('It never settles on one law');

  const hand = await reach(page, figure(page, 'Metropolis by hand'));
  const next = hand.getByRole('button', { name: 'Propose x′ (n)' });
  await expect(summary(hand)).toContainText('The walk stands at x = 0.00');
  await next.scrollIntoViewIfNeeded();
  await next.focus();
  for (let step = 1; step <= 10; step++) {
    for (const key of ['n', 'n', 'n']) await page.keyboard.press(key);
    await expect(summary(hand)).toContainText('Accept or reject?');
    // What the rule says, from the numbers that the figure tells.
    const text = (await summary(hand).textContent())!;
    const ratio = Number(/the ratio is (0\.\d+)/.exec(text)?.[1] ?? 1);
    const u = Number(/uniform number is (0\.\d+)/.exec(text)![1]);
    const right = u < ratio ? 'a' : 'r';
    if (step === 2) {
      await page.keyboard.press(right === 'a' ? 'r' : 'a');
      await expect(hand.getByText('Not so.')).toBeVisible();
    }
    await page.keyboard.press(right);
    await expect(
      hand.getByText(right === 'a' ? 'Right: x becomes' : 'and is counted once more.'),
    ).toBeVisible();
    await expect(summary(hand)).toContainText(step === 1 ? '1 step, ' : `${step} steps, `);
  }
  await press(hand.getByRole('button', { name: '20 000', exact: true }), 'Enter');
  await expect(badge(hand, 'Mean of what is counted')).toHaveClass(/agrees/);
  await expect(badge(hand, 'Decided as by hand')).toHaveClass(/agrees/);
  await press(hand.getByRole('button', { name: 'is left out' }), 'Enter');
  await expect(badge(hand, 'Mean of what is counted')).toHaveClass(/differs/);
  await expect(summary(hand)).toContainText('that is wrong');

  const scale = await reach(page, figure(page, 'How far to propose'));
  await guess(scale, '20000');
  await expect(scale.getByTestId('predict-scale')).toContainText(/It is \d\d/);
  await expect(summary(scale)).toContainText('Nearly every step is taken');
  const far = scale.getByRole('slider', { name: 'the scale of the proposals' });
  await press(far, 'End');
  await expect(summary(scale)).toContainText('Nearly every proposal is refused');
  await press(scale.getByRole('button', { name: 'a round hill in d dimensions' }), 'Enter');
  await press(scale.getByRole('button', { name: '1', exact: true }), 'Enter');
  await expect(badge(scale, 'Part accepted')).toHaveClass(/agrees/);
  await press(scale.getByRole('button', { name: '50', exact: true }), 'Enter');
  await expect(summary(scale)).toContainText('The curve is highest near scale 0.', { timeout: 30_000 });

  const there = await reach(page, figure(page, 'There and back'));
  await guess(there, '1');
  await expect(there.getByTestId('predict-there')).toContainText('well seen');
  await press(there.getByRole('button', { name: '40 000', exact: true }), 'Enter');
  await expect(badge(there, 'Way back over way there')).toHaveClass(/agrees/);
  const mean = there.locator('.badge').nth(1);
  await expect(mean).toHaveClass(/agrees/);
  await press(there.getByRole('slider', { name: 'what is proposed, x′' }), 'Home');
  await expect(summary(there)).toContainText('From 1.00 to 0.15');
  await expect(badge(there, 'Way back over way there')).toHaveClass(/agrees/);
  await press(there.getByRole('button', { name: 'without it' }), 'Enter');
  await expect(mean).toHaveClass(/differs/);
  await expect(badge(there, 'Mean of p(x) / x')).toHaveClass(/agrees/);

  await exercises(page);
  expect(faults).toEqual([]);
});

async function exercises(page: Page) {
  // The banana, tuned with the keys.
  const scale = figure(page, 'How far to propose');
  await press(scale.getByRole('button', { name: 'a banana' }), 'Enter');
  await press(scale.getByRole('slider', { name: 'the scale of the proposals' }), 'Home');
  const slider = scale.getByRole('slider', { name: 'the scale of the proposals' });
  for (let i = 0; i < 60 && Number(await slider.getAttribute('aria-valuenow')) < 2.4; i++)
    await page.keyboard.press('ArrowRight');
  await expect(summary(scale)).toContainText(/Scale 2\.\d+: 2\d\s% accepted/);

  await reach(page, page.locator('#without-hastings .island'));
  const code = page.locator('#metropolis-step').getByRole('textbox', { name: 'Your code' });
  await code.scrollIntoViewIfNeeded();
  const write = async (program: string) => {
    await code.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(program);
    await page.keyboard.press('Control+Enter');
  };
  await write('function step(logP, logPNew, u) { return !(Math.log(u) >= logPNew - logP); }');
  await expect(page.locator('#metropolis-step')).toContainText('NaN is no place to go');
  await write('function step(logP, logPNew, u) { return Math.log(u) < logPNew - logP; }');
  await expect(page.locator('#metropolis-step')).toContainText('One comparison does it all');

  const fault = page.locator('#which-line-walk');
  await press(fault.getByRole('radio', { name: /kept\.push/ }), 'Space');
  await fault.getByLabel('Because …').focus();
  await page.keyboard.type('A refused step has to be counted again.');
  await press(fault.getByRole('button', { name: 'Check', exact: true }), 'Enter');
  await expect(fault).toContainText('belongs behind the brace');

  await expect(page.locator('#tune-it')).toContainText('Both ends waste');

  const number = page.locator('#without-hastings');
  await number.getByLabel('Your prediction').focus();
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect(number).toContainText('That is the target’s mean.');
  await number.getByLabel('Your prediction').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('1.5');
  await page.keyboard.press('Enter');
  await expect(number).toContainText('Who forgets it draws from');
}

test('people, scale and places follow the hand to the ends and no farther', async ({ page }) => {
  const faults = await open(page);
  const islands = await reach(page, figure(page, 'Five islands'));
  const people = islands.getByRole('slider', { name: 'the people of island D' });
  expect(await drag(people, 0, -3000)).toMatch(/^10.0 thousand, \d+ % of all$/);
  expect(await drag(people, 0, 3000)).toMatch(/^0\.1\d* thousand/);
  const scale = await reach(page, figure(page, 'How far to propose'));
  const far = scale.getByRole('slider', { name: 'the scale of the proposals' });
  expect(await drag(far, 3000)).toBe('30.0');
  expect(await drag(far, -3000)).toBe('0.0300');
  const there = await reach(page, figure(page, 'There and back'));
  const place = there.getByRole('slider', { name: 'what is proposed, x′' });
  expect(await drag(place, 3000)).toBe('4.80');
  expect(await drag(place, -3000)).toBe('0.15');
  expect(faults).toEqual([]);
});

test('every formula fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await expectFormulasFit(page, 5);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a finger does it too, and nothing is wider than the screen', async ({ page }) => {
    test.slow();
    const faults = await open(page);
    const tap = (within: Locator, name: string) =>
      within.getByRole('button', { name, exact: true }).first().tap();
    const hill = await reach(page, figure(page, 'A walker in the fog'));
    // A tap on the picture is a guess.
    const box = (await hill.locator('canvas').boundingBox())!;
    await page.touchscreen.tap(box.x + box.width * 0.32, box.y + box.height * 0.5);
    await tap(hill, 'Keep my guess');
    await expect(hill.getByTestId('predict-hill')).toContainText('You guessed −');
    await tap(hill, '1 000 steps');
    await expect(badge(hill, 'Mean place')).toHaveClass(/agrees/);

    const islands = await reach(page, figure(page, 'Five islands'));
    await tap(islands, 'any other');
    await expect(badge(islands, 'Factor a step')).toHaveClass(/agrees/);

    const hand = await reach(page, figure(page, 'Metropolis by hand'));
    for (const name of ['Propose x′ (n)', 'Compute r (n)', 'Draw u (n)', 'Accept (a)']) await tap(hand, name);
    await expect(hand.getByText('Right: x becomes')).toBeVisible();
    await tap(hand, 'Skip to step 10');
    await tap(hand, '1 000');
    await expect(badge(hand, 'Mean of what is counted')).toHaveClass(/agrees/);

    const scale = await reach(page, figure(page, 'How far to propose'));
    await tap(scale, 'two hills');
    await expect(summary(scale)).toContainText('draws in four chains are worth');

    const there = await reach(page, figure(page, 'There and back'));
    await tap(there, '40 000');
    await expect(there.locator('.badge').nth(1)).toHaveClass(/agrees/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(faults).toEqual([]);
  });
});
