// Two students play the lesson through: one with the keyboard alone, one with a finger on a phone.

import { expect, test, type Page } from '@playwright/test';
import {
  badge,
  expectFormulasFit,
  figure,
  guess,
  openLesson,
  press,
  reach,
  summary,
} from '../../tests/e2e/student.ts';

test.use({ serviceWorkers: 'block' });

const open = (page: Page) => openLesson(page, 'gradients', 'Gradients, by machine');

test('a student with the keyboard alone does the whole lesson', async ({ page }) => {
  test.slow();
  const faults = await open(page);

  const slide = await reach(page, figure(page, 'A secant that wants to be a tangent'));
  await expect(summary(slide)).toContainText('At x = 0.400 the secant');
  await press(slide.getByRole('slider', { name: 'the second point, x + h' }), 'ArrowLeft', 'Home');
  await expect(summary(slide)).toContainText('the point 0.00100 farther on has slope 1.9564');
  await guess(slide, '2');
  // e^0.4 (sin 0.4 + cos 0.4)
  await expect(summary(slide)).toContainText('the tangent has 1.9550');
  await expect(badge(slide, 'The machine’s tangent')).toHaveClass(/agrees/);

  const u = await reach(page, figure(page, 'The U of finite differences'));
  const step = u.getByRole('slider', { name: 'the step h' });
  await expect(summary(u)).toContainText('With h = 0.10');
  for (let i = 0; i < 4; i++) await press(step, 'PageDown');
  await expect(summary(u)).toContainText('With h = 1.0·10⁻⁵');
  await guess(u, '-5');
  await expect(badge(u, 'Best h of central differences')).toHaveClass(/agrees/);
  await expect(badge(u, 'Best h of forward differences')).toHaveClass(/agrees/);
  await expect(badge(u, 'Error of the automatic slope')).toHaveClass(/agrees/);

  const three = await reach(page, figure(page, 'One expression, three derivatives'));
  await expect(page.getByTestId('three-formula')).toHaveText('sin(x) · exp(x) + exp(x) · cos(x)');
  const field = three.getByRole('textbox', { name: 'f(x) =' });
  await press(field, 'Control+a');
  await page.keyboard.type('x * sin(');
  await page.keyboard.press('Enter');
  await expect(three.getByRole('alert')).toHaveText('Something is missing at the end.');
  await press(field, 'Control+a');
  await page.keyboard.type('x * sin(x)');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('three-formula')).toHaveText('sin(x) + x · cos(x)');
  await expect(three.getByRole('alert')).toHaveCount(0);
  // sin 1 + cos 1
  await expect(page.getByTestId('three-automatic')).toHaveText('1.381773290676036');
  await expect(badge(three, 'Formula and graph')).toHaveClass(/agrees/);

  const swell = await reach(page, figure(page, 'A formula that swells'));
  await guess(swell, '1000000');
  await press(swell.getByRole('slider', { name: 'how deep' }), 'ArrowRight');
  await expect(summary(swell)).toContainText('Nested 3 times');
  await expect(badge(swell, 'Nodes that one more nesting costs')).toHaveClass(/agrees/);

  // The graph is that of the expression that was typed.
  const graph = await reach(page, figure(page, 'Forwards, then backwards'));
  await expect(summary(graph)).toContainText('Step 0 of 6');
  const one = graph.getByRole('button', { name: 'One step', exact: true });
  for (let i = 1; i <= 5; i++) {
    await press(one, 'Enter');
    await expect(summary(graph)).toContainText(`Step ${i} of 6`);
  }
  await expect(page.getByTestId('graph-told')).toContainText('Backwards: sin');
  await expect(summary(graph)).toContainText('keep a guess');
  await guess(graph, '1.38');
  await press(one, 'Enter');
  await expect(summary(graph)).toContainText('The walk is done: f′(1.00) = 1.3818');
  await expect(page.getByTestId('graph-told')).toContainText('Read 2 times, so 2 terms.');
  await expect(badge(graph, 'Sum over readers')).toHaveClass(/agrees/);

  const cost = await reach(page, figure(page, 'The price of a gradient'));
  await guess(cost, '3');
  await press(cost.getByRole('button', { name: 'Measure on this machine' }), 'Enter');
  await expect(cost.getByRole('button', { name: 'Measure again' })).toBeEnabled({ timeout: 60_000 });
  await expect(summary(cost)).toContainText('For 1 000 inputs');
  await expect(badge(cost, 'Reverse mode, 1 000 inputs')).toHaveClass(/agrees/);

  const check = await reach(page, figure(page, 'Four rules on trial'));
  await expect(summary(check)).toContainText('all four rules');
  await press(check.getByRole('slider', { name: 'x' }), 'PageUp');
  await expect(summary(check)).toContainText('one rule stays where it is');

  const breaks = await reach(page, figure(page, 'Where it breaks: |x| at 0'));
  await guess(breaks, '1');
  await expect(page.getByTestId('pitfalls-by-the-graph')).toHaveText('0');
  await expect(breaks.getByTestId('predict-pitfalls')).toContainText('It is 0: 1.0 off.');
  await press(breaks.getByRole('button', { name: 'The branch not taken' }), 'Enter');
  const select = figure(page, 'Where it breaks: The branch not taken');
  await expect(page.getByTestId('pitfalls-by-the-graph')).toHaveText('NaN');
  await expect(summary(select)).toContainText('lost first: sqrt(x)');
  await press(select.getByRole('button', { name: 'mended' }), 'Enter');
  await expect(page.getByTestId('pitfalls-by-the-graph')).toHaveText('0');

  await exercises(page);
  // What was done is on the course map.
  await page.goto('./');
  await expect(page.getByText('All 6 exercises solved')).toBeVisible();
  expect(faults).toEqual([]);
});

async function exercises(page: Page) {
  await reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));
  const number = page.getByLabel('Your prediction');
  await number.focus();
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await press(page.getByRole('radio', { name: /B: tanh/ }), 'Space');
  await page.getByLabel('Because …').focus();
  await page.keyboard.type('Its error does not fall with h, except at 0.');
  for (const tile of [
    'Σ over its readers',
    'adjoint of the reader',
    '×',
    'slope of the reader towards the node',
  ])
    await press(page.getByRole('button', { name: tile, exact: true }).first(), 'Enter');
  const code = page.getByRole('textbox', { name: 'Your code' });
  await code.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(`function backward(tape) {
  const a = tape.map(() => 0);
  a[tape.length - 1] = 1;
  for (let i = tape.length - 1; i >= 0; i--) {
    const { op, of, value } = tape[i];
    if (op === 'add') { a[of[0]] += a[i]; a[of[1]] += a[i]; }
    if (op === 'mul') { a[of[0]] += a[i] * tape[of[1]].value; a[of[1]] += a[i] * tape[of[0]].value; }
    if (op === 'sin') a[of[0]] += a[i] * Math.cos(tape[of[0]].value);
    if (op === 'exp') a[of[0]] += a[i] * value;
  }
  return a;
}`);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('That is all of it.')).toBeVisible();
  for (const button of await page.getByRole('button', { name: 'Check', exact: true }).all())
    await press(button, 'Enter');
  await page.getByLabel('Your sentence').focus();
  await page.keyboard.type('With memory: it keeps the values.');
  await press(page.getByRole('button', { name: 'Compare with a model answer' }), 'Enter');
  await expect(page.getByText('Differences keep nothing.')).toBeVisible();
  await press(page.getByRole('group', { name: 'How near is yours?' }).getByRole('button').first(), 'Enter');
}

test('every formula fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await expectFormulasFit(page, 5);
});

test('what is typed is there again after a reload, and runs in the sandbox only', async ({ page }) => {
  await open(page);
  const three = await reach(page, figure(page, 'One expression, three derivatives'));
  const field = three.getByRole('textbox', { name: 'f(x) =' });
  await field.fill('cos(x)^2');
  await three.getByRole('button', { name: 'Use it' }).click();
  await expect(page.getByTestId('three-automatic')).toContainText('−0.90929742682568'); // −sin 2
  await page.reload();
  await reach(page, figure(page, 'One expression, three derivatives'));
  await expect(field).toHaveValue('cos(x)^2');
  await expect(page.getByTestId('three-automatic')).toContainText('−0.90929742682568');
  // Nothing that could be code stands in the address.
  expect(page.url()).not.toContain('cos');
  await field.fill('fetch(x)');
  await three.getByRole('button', { name: 'Use it' }).click();
  await expect(three.getByRole('alert')).toContainText('“fetch” is unknown.');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a finger does it too, and nothing is wider than the screen', async ({ page }) => {
    test.slow();
    const faults = await open(page);
    const slide = await reach(page, figure(page, 'A secant that wants to be a tangent'));
    await slide.getByRole('button', { name: 'Slide it together' }).tap();
    await expect(summary(slide)).toContainText('0.00100 farther on');
    await slide.getByTestId('predict-slide').getByRole('textbox').fill('2');
    await slide.getByRole('button', { name: 'Keep my guess' }).tap();
    await expect(badge(slide, 'The machine’s tangent')).toHaveClass(/agrees/);

    const u = await reach(page, figure(page, 'The U of finite differences'));
    await u.getByTestId('predict-u').getByRole('textbox').fill('-4');
    await u.getByRole('button', { name: 'Keep my guess' }).tap();
    await u.getByRole('button', { name: '7 digits' }).tap();
    await expect(summary(u)).toContainText('Central differences are best near h = 0.00');
    await expect(badge(u, 'Error of the automatic slope')).toHaveClass(/agrees/);

    const three = await reach(page, figure(page, 'One expression, three derivatives'));
    await three.getByRole('button', { name: '1 / (1 + x^2)' }).tap();
    await expect(page.getByTestId('three-automatic')).toHaveText('−0.5000000000000000');

    const graph = await reach(page, figure(page, 'Forwards, then backwards'));
    await graph.getByRole('button', { name: 'Play' }).tap();
    await expect(summary(graph)).toContainText('keep a guess', { timeout: 30_000 });
    await graph.getByTestId('predict-graph').getByRole('textbox').fill('-0.5');
    await graph.getByRole('button', { name: 'Keep my guess' }).tap();
    await graph.getByRole('button', { name: 'One step', exact: true }).tap();
    await expect(summary(graph)).toContainText('f′(1.00) = −0.50000');

    await reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));
    await page.getByLabel('Your prediction').fill('12');
    await page.getByRole('button', { name: 'Check', exact: true }).first().tap();
    await expect(page.getByText('12 is the adjoint of')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(faults).toEqual([]);
  });
});
