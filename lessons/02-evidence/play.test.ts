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

const open = (page: Page) => openLesson(page, 'evidence', 'Evidence and model choice');
/** Writes the numbers of a posterior, and asks for the verdict. */
async function claim(within: Locator, ...numbers: string[]): Promise<Locator> {
  const form = within.getByTestId('update-claim');
  const fields = form.getByRole('textbox');
  for (const [i, number] of numbers.entries()) {
    await fields.nth(i).focus();
    await within.page().keyboard.press('Control+a');
    await within.page().keyboard.type(number);
  }
  await within.page().keyboard.press('Enter');
  return form.getByRole('status');
}

test('a student with the keyboard alone does the whole lesson', async ({ page }) => {
  test.slow();
  const faults = await open(page);

  // The hook moves by itself.
  const fits = await reach(page, figure(page, 'Ten points, ten curves'));
  await expect(summary(fits)).toContainText('degree 9 misses the ten points by nothing');
  await expect(await guess(fits, '3')).toContainText('It is 3: well seen');
  await expect(summary(fits)).toContainText('200 new points by 0.49. Degree 3 misses the new ones least.');
  await press(fits.getByRole('slider', { name: /Degree/ }), 'ArrowLeft', 'ArrowLeft');
  await expect(summary(fits)).toContainText('The curve of degree 7');

  const update = await reach(page, figure(page, 'Prior in, data in, posterior out'));
  await expect(summary(update)).toContainText('waits for your prediction');
  await expect(await claim(update, '7', '3')).toContainText('Those are the data alone');
  await expect(await claim(update, '9', '4')).toContainText('b′ is not 4: b counts tails');
  await expect(await claim(update, '9', '5')).toContainText('Right: Beta(9, 5).');
  await expect(badge(update, 'Posterior mean')).toHaveClass(/agrees/);
  await expect(badge(update, 'Posterior mean').getByTestId('got')).toHaveText('0.642857');
  await expect(badge(update, 'log p(Y)').getByTestId('got')).toHaveText('−6.977748');
  await expect(badge(update, 'log p(Y)')).toHaveClass(/agrees/);
  await press(update.getByRole('button', { name: 'Heads' }), 'Enter');
  await expect(summary(update)).toContainText('8 heads of 11. The posterior is Beta(10, 5).');
  await press(update.getByRole('button', { name: 'counts' }), 'Enter');
  await expect(summary(update)).toContainText('Cars in each minute: 3, 1, 4');
  await expect(await claim(update, '10', '4')).toContainText('Right: Gamma with shape 10, rate 4.');
  await press(update.getByRole('button', { name: '7 cars' }), 'Enter');
  await expect(summary(update)).toContainText('shape 17, rate 5');
  await press(update.getByRole('button', { name: 'a measured value' }), 'Enter');
  await expect(await claim(update, '1', '1')).toContainText('Precisions (one over the variance) add');
  await expect(await claim(update, '1', '0.5')).toContainText('Right: normal with mean 1, sd 0.5.');
  await press(update.getByRole('slider', { name: 'the next measurement' }), 'ArrowRight');
  await press(update.getByRole('button', { name: 'Measure 1.1' }), 'Enter');
  await expect(summary(update)).toContainText('Measured: 1.2, 2.1, 0.7, 1.1.');
  await press(update.getByRole('button', { name: 'a die' }), 'Enter');
  await press(update.getByRole('button', { name: 'Show it' }), 'Enter');
  await expect(update.getByTestId('update-claim')).toContainText('It is Dirichlet(1, 2, 1, 1, 2, 3).');
  await expect(badge(update, 'log p(Y)')).toHaveClass(/agrees/);

  const program = await reach(page, figure(page, 'A program and its density'));
  await expect(await guess(program, '-0.9')).toContainText('It is −0.92 nats: well seen');
  const step = program.getByRole('button', { name: 'One step', exact: true });
  for (let i = 0; i < 4; i++) await press(step, 'Enter');
  await expect(summary(program)).toContainText('the logarithm of the joint density');
  await expect(badge(program, 'log p(Y, θ)')).toHaveClass(/agrees/);
  await press(program.getByRole('slider', { name: 'θ' }), 'PageDown');
  await expect(badge(program, 'log p(Y, θ)')).toHaveClass(/agrees/);
  await press(program.getByRole('button', { name: 'waiting times' }), 'Enter');
  for (let i = 0; i < 3; i++) await press(step, 'Enter');
  await expect(badge(program, 'log p(Y, λ)')).toHaveClass(/agrees/);

  const back = await reach(page, figure(page, 'The way back'));
  const program2 = back.getByRole('textbox');
  const tell = async (text: string, what: string | RegExp) => {
    await program2.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(text);
    await page.keyboard.press('Control+Enter');
    await expect(summary(back)).toContainText(what);
  };
  await tell('mu ~ normal(0, 2)', 'Nothing draws y₁ and y₂ yet.');
  await tell('y1 ~ normal(mu, 1)\nmu ~ normal(0, 2)', 'Line 1: mu is used before it is drawn.');
  await tell('mu ~ normal(0, 4)\ny1 ~ normal(mu, 1)\ny2 ~ normal(mu, 1)', 'moves with μ alone');
  await tell('μ ~ normal(0, 2)\ny₁ ~ normal(μ, 1)\ny₂ ~ normal(μ, 1)', 'Right: at all 40 points they agree.');
  await expect(badge(back, 'Largest difference')).toHaveClass(/agrees/);
  // The data first: the same joint law, by the product rule.
  await tell(
    'y1 ~ normal(0, sqrt(5))\ny2 ~ normal(4*y1/5, sqrt(9/5))\nmu ~ normal(4*(y1 + y2)/9, 2/3)',
    'You draw y₁ first',
  );
  await press(back.getByRole('button', { name: 'two waiting times' }), 'Enter');
  for (const line of ['λ ~ gamma(2, 1)', 't₁ ~ exponential(λ)', 't₂ ~ exponential(1 / λ)'])
    await press(back.getByRole('button', { name: line, exact: true }), 'Enter');
  await press(back.getByRole('button', { name: 'Compare at random points' }), 'Enter');
  await expect(summary(back)).toContainText('moves with λ and t₂');
  for (const line of ['t₂ ~ exponential(1 / λ)', 't₂ ~ exponential(λ)'])
    await press(back.getByRole('button', { name: line, exact: true }), 'Enter');
  await press(back.getByRole('button', { name: 'Compare at random points' }), 'Enter');
  await expect(summary(back)).toContainText('Right');

  const tilt = await reach(page, figure(page, 'One form, and what its slope knows'));
  await expect(await guess(tilt, '5')).toContainText('It is 4.0: 1.0 off.');
  for (const family of ['coin', 'bell, place', 'bell, width', 'waiting', 'counts']) {
    await press(tilt.getByRole('button', { name: family }), 'Enter');
    for (const name of ['A′(η) = E[T]', 'A″(η) = Var[T]'])
      await expect(badge(tilt, name)).toHaveClass(/agrees/);
  }
  const eta = tilt.getByRole('slider', { name: 'the natural parameter η' });
  await press(eta, 'Home');
  await expect(summary(tilt)).toContainText('At η = −1.50 the slope of A is 0.2231 and its bend 0.2231');
  await press(tilt.getByRole('button', { name: '100 000', exact: true }), 'Enter');
  await expect(summary(tilt)).toContainText(/100.000 draws/);
  await expect(badge(tilt, 'A″(η) = Var[T]')).toHaveClass(/agrees/);
  await press(tilt.getByRole('button', { name: 'its prior' }), 'Enter');
  const unseen = figure(page, 'A prior is data that nobody saw');
  await press(unseen.getByRole('button', { name: '0', exact: true }), 'Enter');
  await expect(summary(unseen)).toContainText('No data yet: the posterior’s mean is 5.000.');
  await press(unseen.getByRole('slider', { name: 'the prior’s mean' }), 'End');
  await press(unseen.getByRole('slider', { name: 'The prior counts as' }), 'End');
  await expect(summary(unseen)).toContainText('The prior counts as 50 data of mean 12.0.');
  await press(unseen.getByRole('button', { name: '100', exact: true }), 'Enter');
  await expect(badge(unseen, 'Posterior mean of A′(η)')).toHaveClass(/agrees/);

  const average = await reach(page, figure(page, 'An average over the prior'));
  await press(average.getByRole('button', { name: 'One step', exact: true }), 'Enter');
  await expect(summary(average)).toContainText('After 2 draws the mean is');
  await expect(await guess(average, '10000')).toContainText('well seen');
  await press(average.getByRole('button', { name: '100 draws', exact: true }), 'Enter');
  await expect(badge(average, 'log p(Y), averaged')).toHaveClass(/agrees/);
  await press(average.getByRole('button', { name: '100 000 draws' }), 'Enter');
  await expect(badge(average, 'log p(Y), averaged')).toHaveClass(/agrees/);
  await press(average.getByRole('button', { name: '60 runs' }), 'Enter');
  await expect(badge(average, 'Slope of the miss')).toHaveClass(/agrees/);
  await press(average.getByRole('button', { name: 'Beta(2, 8)' }), 'Enter');
  await expect(summary(average)).toContainText('the integral is 8.660·10⁻⁵');
  await expect(badge(average, 'log p(Y), averaged')).toHaveClass(/agrees/);

  const laplace = await reach(page, figure(page, 'Shortcuts to the evidence'));
  await expect(await guess(laplace, '0.4')).toContainText('It is 0.37 nats: well seen');
  for (const name of ['−½ BIC', 'Exact, 7 heads', 'Laplace on a Gaussian posterior'])
    await expect(badge(laplace, name)).toHaveClass(/agrees/);
  await press(laplace.getByRole('slider', { name: 'tosses n' }), 'End');
  await expect(summary(laplace)).toContainText('10 000 tosses');
  await press(laplace.getByRole('slider', { name: 'tosses n' }), 'ArrowLeft');
  await expect(summary(laplace)).toContainText(/\b5.000 tosses/);
  await press(laplace.getByRole('button', { name: 'logit θ' }), 'Enter');

  const occam = await reach(page, figure(page, 'Which degree do the data want?'));
  await press(occam.getByRole('slider', { name: 'degree' }), 'ArrowRight', 'ArrowRight');
  await expect(summary(occam)).toContainText('Degree 3 misses its 100 points');
  await expect(await guess(occam, '3')).toContainText('It is 3: well seen');
  for (const name of [
    'Degree that the evidence prefers',
    'Degree that BIC prefers',
    'log evidence of degree 0',
  ])
    await expect(badge(occam, name)).toHaveClass(/agrees/);
  await press(occam.getByRole('button', { name: 'Ask again with 100 other samples' }), 'Enter');
  await expect(
    occam
      .getByRole('row', { name: /^evidence/ })
      .getByRole('cell')
      .nth(3),
  ).toHaveText('100');
  await press(occam.getByRole('button', { name: 'ten points to drag' }), 'Enter');
  await expect(summary(occam)).toContainText('BIC degree 8');
  const before = await summary(occam).textContent();
  await press(occam.getByRole('slider', { name: 'point 5 of 10' }), 'End');
  await expect(summary(occam)).not.toHaveText(before!);
  await press(occam.getByRole('button', { name: 'Points as they were' }), 'Enter');
  await expect(summary(occam)).toHaveText(before!);
  await press(occam.getByRole('button', { name: 'the Earth’s temperature' }), 'Enter');
  await expect(summary(occam)).toContainText('the evidence degree 2, BIC degree 9');
  await press(occam.getByRole('slider', { name: /prior is 10 times/ }), 'Home');
  await expect(badge(occam, 'log evidence of degree 0')).toHaveClass(/agrees/);

  const groups = await reach(page, figure(page, 'Twenty coins of one mint'));
  await guess(groups, '0.8');
  await press(
    groups.getByRole('slider', { name: 'the prior: its mean and its weight' }),
    'ArrowRight',
    'ArrowUp',
  );
  await expect(summary(groups)).toContainText('Drag the prior uphill');
  await press(groups.getByRole('button', { name: 'Let the core climb' }), 'Enter');
  await expect(summary(groups)).toContainText('0.00 below the top at Beta(7.55, 4.63)');
  await expect(groups.getByTestId('predict-groups')).toContainText('It is 0.791: well seen');
  for (const name of ['Slope at the top', 'log evidence at the top'])
    await expect(badge(groups, name)).toHaveClass(/agrees/);

  const levels = await reach(page, figure(page, 'Three levels, drawn from either end'));
  await expect(summary(levels)).toContainText('Draw 1, from above: a town of');
  await expect(badge(levels, 'the double integral')).toHaveClass(/agrees/);
  await expect(await guess(levels, '2.8')).toContainText('It is 2.78: well seen');
  await expect(badge(levels, 'The best α')).toHaveClass(/agrees/);
  await press(levels.getByRole('button', { name: '20 000' }), 'Enter');
  for (const name of ['Both clouds', 'the mean of p(x | z)'])
    await expect(badge(levels, name)).toHaveClass(/agrees/);
  await press(levels.getByRole('slider', { name: 'α, how much towns differ' }), 'PageUp');
  await expect(badge(levels, 'Both clouds')).toHaveClass(/agrees/);
  await expect(badge(levels, 'the double integral')).toHaveClass(/agrees/);
  const reading = levels.getByRole('slider', { name: 'the reading x' });
  await press(reading, 'PageDown', 'PageDown', 'PageDown');
  await expect(summary(levels)).toContainText('highest at α = 0');

  const closed = await reach(page, figure(page, 'Where it breaks: A prior that rules out the truth'));
  await press(closed.getByRole('slider', { name: /Tosses/ }), 'End');
  await expect(summary(closed)).toContainText(/After 1.000 tosses/);
  await expect(badge(closed, 'Nats lost a toss')).toHaveClass(/agrees/);
  await press(closed.getByRole('button', { name: 'A prior that says nothing' }), 'Enter');
  const vague = figure(page, 'Where it breaks: A prior that says nothing');
  await expect(badge(vague, 'Slope for a vague prior')).toHaveClass(/agrees/);
  await expect(summary(vague)).toContainText('the data prefer a free mean');
  await press(vague.getByRole('slider', { name: 'sd of the prior' }), 'End');
  await expect(summary(vague)).toContainText('With a prior of sd 1000 the data prefer mean 0');
  await press(vague.getByRole('button', { name: 'An average that never hits' }), 'Enter');
  const wide = figure(page, 'Where it breaks: An average that never hits');
  await expect(summary(wide)).toContainText('do the weight of 1.0 draws');
  await press(wide.getByRole('button', { name: 'near the posterior, weighted' }), 'Enter');
  await expect(badge(wide, 'log p(Y), by weighted draws')).toHaveClass(/agrees/);

  await exercises(page);
  // What was done is on the course map.
  await page.goto('./');
  await expect(page.getByText('All 9 exercises solved')).toBeVisible();
  expect(faults).toEqual([]);
});

async function exercises(page: Page) {
  await reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));
  const number = page.getByLabel('Your prediction');
  await number.focus();
  await page.keyboard.type('3');
  await page.keyboard.press('Enter');
  await expect(page.getByText('That is the mean of the counts alone.')).toBeVisible();
  await number.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2.75');
  await page.keyboard.press('Enter');
  for (const tile of ['∏ over i', 'Bernoulli(yᵢ; θ)', 'Beta(θ; a, b)'])
    await press(page.getByRole('button', { name: tile, exact: true }).first(), 'Enter');
  for (const tile of [
    'sum_i z_ik x_i',
    '/ (n_k + sigma^2)',
    'and variance',
    'sigma^2',
    '/ (n_k + sigma^2)',
  ]) {
    const tray = page.getByRole('list', { name: 'Tiles' }).nth(1);
    await press(tray.getByRole('button', { name: tile, exact: true }).first(), 'Enter');
  }
  await press(page.getByRole('radio', { name: /^D: The prior is not needed/ }), 'Space');
  await page.getByLabel('Because …').first().focus();
  await page.keyboard.type('The likelihood is no density in theta.');
  await press(page.getByRole('radio', { name: /^A: const score/ }), 'Space');
  await page.getByLabel('Because …').nth(1).focus();
  await page.keyboard.type('A parameter has to cost the logarithm of n.');
  const code = page.getByRole('textbox', { name: 'Your code' });
  await code.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(`function logEvidence(a, b, tosses) {
  let total = 0;
  for (const toss of tosses) {
    total += Math.log(toss ? a / (a + b) : b / (a + b));
    if (toss) a += 1; else b += 1;
  }
  return total;
}`);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('The evidence is a record of predictions')).toBeVisible();
  for (const button of await page.getByRole('button', { name: 'Check', exact: true }).all())
    await press(button, 'Enter');
  await expect(page.getByText('Both are right about different questions')).toBeVisible();
  await page.getByLabel('Your sentence').focus();
  await page.keyboard.type('Because it can draw too many curves.');
  await press(page.getByRole('button', { name: 'Compare with a model answer' }), 'Enter');
  await expect(page.getByText('A cubic spends its probability on fewer data sets')).toBeVisible();
  await press(page.getByRole('group', { name: 'How near is yours?' }).getByRole('button').first(), 'Enter');
}

test('points, priors and degrees follow the hand to the ends and no farther', async ({ page }) => {
  const faults = await open(page);
  const update = await reach(page, figure(page, 'Prior in, data in, posterior out'));
  const back = update.getByRole('button', { name: 'Take one back' });
  for (let i = 0; i < 10; i++) await back.click();
  // Without data the posterior is the prior.
  await expect(back).toBeDisabled();
  await expect(summary(update)).toContainText('Nothing has been seen yet.');
  await update.getByRole('button', { name: 'Show it' }).click();
  await expect(summary(update)).toContainText('The posterior is Beta(2, 2).');
  await expect(badge(update, 'log p(Y)').getByTestId('got')).toHaveText('0.000000');
  await update.getByRole('button', { name: 'a measured value' }).click();
  await drag(update.getByRole('slider', { name: 'the next measurement' }), -3000, 0);
  await update.getByRole('button', { name: 'Measure −4.0' }).click();
  await expect(summary(update)).toContainText('Measured: 1.2, 2.1, 0.7, −4.');

  const program = await reach(page, figure(page, 'A program and its density'));
  await drag(program.getByRole('slider', { name: 'θ' }), 3000, 0);
  await expect(summary(program)).toContainText('at θ = 0.99');

  const occam = await reach(page, figure(page, 'Which degree do the data want?'));
  await occam.getByTestId('predict-occam').getByRole('textbox').fill('3');
  await occam.getByRole('button', { name: 'Keep my guess' }).click();
  await occam.getByRole('button', { name: 'ten points to drag' }).click();
  for (const i of [1, 5, 10])
    await drag(occam.getByRole('slider', { name: `point ${i} of 10`, exact: true }), 0, i % 2 ? -3000 : 3000);
  await expect(badge(occam, 'log evidence of degree 0')).toHaveClass(/agrees/);
  await drag(occam.getByRole('slider', { name: 'degree' }), 3000, 0);
  await expect(summary(occam)).toContainText('Degree 9 misses its 10 points by nothing');

  const groups = await reach(page, figure(page, 'Twenty coins of one mint'));
  const prior = groups.getByRole('slider', { name: 'the prior: its mean and its weight' });
  await drag(prior, 3000, -3000);
  await expect(prior).toHaveAttribute('aria-valuetext', 'mean 0.95, weight 300 tosses');
  await drag(prior, -3000, 3000);
  await expect(prior).toHaveAttribute('aria-valuetext', 'mean 0.30, weight 1.00 tosses');
  await groups.getByRole('textbox', { name: 'Seed' }).fill('1');
  await groups.getByRole('textbox', { name: 'Seed' }).press('Enter');
  // Coins that differ no more than chance makes them.
  await expect(summary(groups)).toContainText('the best weight is infinite');
  await groups.getByRole('button', { name: 'Let the core climb' }).click();
  await expect(groups.getByRole('alert')).toHaveCount(0);
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
    const fits = await reach(page, figure(page, 'Ten points, ten curves'));
    await fits.getByTestId('predict-fits').getByRole('textbox').fill('9');
    await fits.getByRole('button', { name: 'Keep my guess' }).tap();
    await expect(fits.getByTestId('predict-fits')).toContainText('It is 3: 6.0 off.');

    const update = await reach(page, figure(page, 'Prior in, data in, posterior out'));
    await update.getByRole('button', { name: 'a die' }).tap();
    const fields = update.getByTestId('update-claim').getByRole('textbox');
    for (const [i, alpha] of ['1', '2', '1', '1', '2', '3'].entries()) await fields.nth(i).fill(alpha);
    await update.getByRole('button', { name: 'Check my posterior' }).tap();
    await expect(update.getByTestId('update-claim')).toContainText('Right: Dirichlet(1, 2, 1, 1, 2, 3).');
    await update.getByRole('button', { name: 'a 6', exact: true }).tap();
    await expect(summary(update)).toContainText('The next throw is a six with probability 0.364.');

    const program = await reach(page, figure(page, 'A program and its density'));
    await program.getByRole('button', { name: 'counts' }).tap();
    for (let i = 0; i < 3; i++) await program.getByRole('button', { name: 'One step', exact: true }).tap();
    await expect(badge(program, 'log p(Y, λ)')).toHaveClass(/agrees/);

    const back = await reach(page, figure(page, 'The way back'));
    await back.getByRole('button', { name: 'a coin' }).tap();
    for (const line of ['θ ~ beta(2, 2)', 'y₁ ~ bernoulli(θ)', 'y₂ ~ bernoulli(θ)'])
      await back.getByRole('button', { name: line, exact: true }).tap();
    await back.getByRole('button', { name: 'Compare at random points' }).tap();
    await expect(badge(back, 'Largest difference')).toHaveClass(/agrees/);

    const tilt = await reach(page, figure(page, 'One form, and what its slope knows'));
    await tilt.getByRole('button', { name: 'bell, width' }).tap();
    await expect(summary(tilt)).toContainText('At η = −0.50 the slope of A is 1.000 and its bend 2.000');
    await expect(badge(tilt, 'A″(η) = Var[T]')).toHaveClass(/agrees/);
    await tilt.getByRole('button', { name: 'its prior' }).tap();
    const unseen = figure(page, 'A prior is data that nobody saw');
    await drag(unseen.getByRole('slider', { name: 'the prior’s mean' }), -2000, 0);
    await expect(summary(unseen)).toContainText('The prior counts as 10 data of mean 0.100.');
    await expect(badge(unseen, 'Posterior mean of A′(η)')).toHaveClass(/agrees/);

    const average = await reach(page, figure(page, 'An average over the prior'));
    await average.getByRole('button', { name: '10 000 draws', exact: true }).tap();
    await expect(badge(average, 'log p(Y), averaged')).toHaveClass(/agrees/);

    const laplace = await reach(page, figure(page, 'Shortcuts to the evidence'));
    await laplace.getByTestId('predict-laplace').getByRole('textbox').fill('0.03');
    await laplace.getByRole('button', { name: 'Keep my guess' }).tap();
    await expect(laplace.getByTestId('predict-laplace')).toContainText('It is 0.37 nats: 0.34 nats off.');

    const occam = await reach(page, figure(page, 'Which degree do the data want?'));
    await occam.getByRole('button', { name: 'the Earth’s temperature' }).tap();
    await expect(summary(occam)).toContainText('Degree 1 misses its 108 points');

    const groups = await reach(page, figure(page, 'Twenty coins of one mint'));
    await groups.getByRole('button', { name: 'Let the core climb' }).tap();
    await expect(badge(groups, 'Slope at the top')).toHaveClass(/agrees/);

    const levels = await reach(page, figure(page, 'Three levels, drawn from either end'));
    await levels.getByRole('button', { name: '2 000', exact: true }).tap();
    await expect(badge(levels, 'Both clouds')).toHaveClass(/agrees/);
    await drag(levels.getByRole('slider', { name: 'the reading x' }), -40);
    await expect(badge(levels, 'the double integral')).toHaveClass(/agrees/);

    const breaks = await reach(page, figure(page, 'Where it breaks: A prior that rules out the truth'));
    await breaks.getByRole('button', { name: 'An average that never hits' }).tap();
    const wide = figure(page, 'Where it breaks: An average that never hits');
    await wide.getByRole('button', { name: 'near the posterior, weighted' }).tap();
    await expect(badge(wide, 'log p(Y), by weighted draws')).toHaveClass(/agrees/);

    await reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));
    await page.getByLabel('Your prediction').fill('2');
    await page.getByRole('button', { name: 'Check', exact: true }).first().tap();
    await expect(page.getByText('What have nine cars in three minutes added?')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(faults).toEqual([]);
  });
});
