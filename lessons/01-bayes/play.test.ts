// Two students play the lesson through: one with the keyboard alone, one with a finger on a phone.

import { expect, test, type Page } from '@playwright/test';
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

const open = (page: Page) => openLesson(page, 'bayes', 'Bayes’ theorem');

test('a student with the keyboard alone does the whole lesson', async ({ page }) => {
  test.slow();
  const faults = await open(page);

  // The hook moves by itself.
  const crowd = await reach(page, figure(page, 'A thousand people, one test'));
  await expect(summary(crowd)).toContainText('110 people of 1 000 tested positive');
  const worry = crowd.getByRole('slider', { name: /your guess/ });
  await press(worry, 'ArrowRight', 'PageUp');
  await expect(worry).toHaveAttribute('aria-valuetext', '61 of 100');
  await press(crowd.getByRole('button', { name: 'Keep my guess' }), 'Enter');
  await expect(summary(crowd)).toContainText('9 are ill: 8.2 in 100');
  await expect(crowd.getByTestId('predict-crowd')).toContainText('It is 8.2: 53 off.');

  const rates = await reach(page, figure(page, 'Three bars make the fourth'));
  await expect(badge(rates, 'P(ill | positive)')).toHaveClass(/agrees/);
  await expect(badge(rates, 'P(ill | positive)').getByTestId('got')).toHaveText('0.0917431');
  await expect(badge(rates, 'Counted among 110')).toHaveClass(/agrees/);
  await guess(rates, '55');
  await expect(rates.getByTestId('predict-rates')).toContainText('It is 52.6');
  await press(rates.getByRole('slider', { name: 'share who are ill' }), 'PageUp');
  await expect(summary(rates)).toContainText('2 % are ill');
  await press(rates.getByRole('button', { name: 'Spam filter' }), 'Enter');
  await expect(summary(rates)).toContainText('20 % are spam');
  await expect(badge(rates, 'P(spam | flagged)')).toHaveClass(/agrees/);
  // The same numbers as a tree.
  await press(rates.getByRole('button', { name: 'a tree' }), 'Enter');
  const leaves = figure(page, 'Two leaves make the answer');
  await expect(summary(leaves)).toContainText('Of 1 000 people 200 are spam, and 190 of them flagged');
  await press(leaves.getByRole('button', { name: 'Medical test' }), 'Enter');
  await expect(badge(leaves, 'P(ill | positive)').getByTestId('got')).toHaveText('0.0917431');
  await expect(badge(leaves, 'From two leaves')).toHaveClass(/agrees/);
  await press(leaves.getByRole('slider', { name: 'share of the well who are positive' }), 'ArrowLeft');
  await expect(summary(leaves)).toContainText('of the 9 900 well, 792 are');
  await expect(badge(leaves, 'From two leaves').getByTestId('got')).toHaveText('0.102041');

  const joint = await reach(page, figure(page, 'A joint table'));
  await guess(joint, '0.24');
  await expect(joint.getByTestId('predict-joint')).toContainText('well seen');
  const corner = joint.getByRole('slider', { name: 'p(rain, taken)' });
  await expect(corner).toHaveAttribute('aria-valuetext', '0.300');
  await press(corner, 'PageUp');
  await expect(corner).toHaveAttribute('aria-valuetext', '0.559');
  // The others shrink, and keep their proportions: 0.48 (1 - 0.5591) / 0.7.
  await expect(joint.getByRole('slider', { name: 'p(dry, left)' })).toHaveAttribute(
    'aria-valuetext',
    '0.302',
  );
  for (const name of ['All cells together', 'Sum rule', 'Product rule'])
    await expect(badge(joint, name)).toHaveClass(/agrees/);
  await press(joint.getByRole('button', { name: 'given the umbrella' }), 'Enter');
  await expect(summary(joint)).toContainText('Each column is divided by its sum');
  await press(joint.getByRole('button', { name: '4 × 3' }), 'Enter');
  await expect(badge(joint, 'Product rule')).toHaveClass(/agrees/);

  const venn = await reach(page, figure(page, 'Two events as areas'));
  await guess(venn, '50');
  await expect(venn.getByTestId('predict-venn')).toContainText('It is 41: 9.1 off.');
  await press(venn.getByRole('button', { name: 'P(A | B)' }), 'Enter');
  await press(venn.getByRole('button', { name: '10 000 darts' }), 'Enter');
  await expect(badge(venn, 'P(A | B), by darts')).toHaveClass(/agrees/);
  await expect(badge(venn, 'P(A) P(B | A)')).toHaveClass(/agrees/);
  // The exercise asks for it: outwards until A and B are independent.
  const disc = venn.getByRole('slider', { name: 'the disc B' });
  await disc.focus();
  for (let i = 0; i < 20; i++) {
    const said = /is (0\.\d+)/.exec((await summary(venn).textContent()) ?? '');
    if (said && Math.abs(Number(said[1]) - 0.2338) < 0.009) break;
    const before = await summary(venn).textContent();
    await page.keyboard.press(Number(said?.[1]) > 0.26 ? 'ArrowRight' : 'ArrowUp');
    await expect(summary(venn)).not.toHaveText(before!);
  }

  const build = await reach(page, figure(page, 'The theorem, term by term'));
  await guess(build, '0.64');
  const one = build.getByRole('button', { name: 'One step', exact: true });
  for (const words of ['The likelihood of 7 heads of 10', 'the evidence, is 0.000932', 'mean 0.643']) {
    await press(one, 'Enter');
    await expect(summary(build)).toContainText(words);
  }
  await expect(badge(build, 'Posterior mean')).toHaveClass(/agrees/);
  await expect(badge(build, 'log p(Y)').getByTestId('got')).toHaveText('−6.97775');
  await expect(build.getByTestId('predict-build')).toContainText('well seen');
  await press(build.getByRole('button', { name: 'toss 2: tails' }), 'Enter');
  await expect(summary(build)).toContainText('mean 0.714');
  await press(build.getByRole('slider', { name: 'the prior’s mean' }), 'Home');
  await expect(badge(build, 'Posterior mean')).toHaveClass(/agrees/);

  const slices = await reach(page, figure(page, 'One map, two ways to read it'));
  await guess(slices, '1');
  await expect(slices.getByTestId('predict-slices')).toContainText('It is 0.0909');
  await press(slices.getByRole('button', { name: 'the tosses in their order' }), 'Enter');
  await expect(badge(slices, 'Across: the area').getByTestId('got')).toHaveText('0.0007576');
  await expect(badge(slices, 'Across: the area')).toHaveClass(/agrees/);
  await press(slices.getByRole('slider', { name: 'the coin θ' }), 'PageUp', 'ArrowRight');
  await expect(summary(slices)).toContainText('Upwards at θ = 0.66');
  await press(slices.getByRole('slider', { name: 'heads k' }), 'ArrowDown');
  await expect(summary(slices)).toContainText('one order with 6 heads');
  await press(slices.getByRole('button', { name: 'Normalise over θ' }), 'Enter');
  await expect(badge(slices, 'Across, normalised')).toHaveClass(/agrees/);

  const loss = await reach(page, figure(page, 'The average loss of one answer'));
  await guess(loss, '0.8');
  await expect(loss.getByTestId('predict-loss')).toContainText('well seen');
  await expect(badge(loss, 'Lowest: the entropy')).toHaveClass(/agrees/);
  await press(loss.getByRole('button', { name: '1 000 000' }), 'Enter');
  await expect(badge(loss, 'Mean over labels')).toHaveClass(/agrees/);
  await press(loss.getByRole('button', { name: 'balanced' }), 'Enter');
  await expect(badge(loss, 'Lowest, balanced').getByTestId('got')).toHaveText('0.6931');

  const pair = await reach(page, figure(page, 'The expectation over a pair'));
  await guess(pair, '20');
  await expect(pair.getByTestId('predict-pair')).toContainText('It is 64: 44 off.');
  const three = ['Sum over y of the integrals', 'Mean over 10 000 pairs', 'At q = π: the entropy'];
  for (const name of three) await expect(badge(pair, name)).toHaveClass(/agrees/);
  await press(pair.getByRole('slider', { name: 'the answer q to every picture' }), 'PageUp', 'PageUp');
  await expect(summary(pair)).toContainText('Every picture gets q = 0.80.');
  await expect(summary(pair)).toContainText('Together 0.5004 nats');
  await press(pair.getByRole('button', { name: 'given the label' }), 'Enter');
  await press(pair.getByRole('button', { name: 'balanced' }), 'Enter');
  await expect(summary(pair)).toContainText('Cats: 0.500 × 0.223; dogs: 0.500 × 1.61.');
  for (const name of three) await expect(badge(pair, name)).toHaveClass(/agrees/);
  await press(pair.getByRole('button', { name: 'as they come' }), 'Enter');
  await press(pair.getByRole('button', { name: 'looks at x' }), 'Enter');
  await expect(summary(pair)).toContainText('The answer looks at the ears');
  await expect(badge(pair, 'Mean over 10 000 pairs')).toHaveClass(/agrees/);

  const ways = await reach(page, figure(page, 'One world, two ways to make it'));
  await press(ways.getByRole('button', { name: 'One step', exact: true }), 'Enter');
  await expect(summary(ways)).toContainText('1 draw in each order. Left: z = ');
  await press(ways.getByRole('button', { name: '10 000', exact: true }), 'Enter');
  for (const name of ['x alone', 'z alone', 'x plus z'])
    await expect(badge(ways, name)).toHaveClass(/agrees/);
  await press(ways.getByRole('button', { name: 'impute z' }), 'Enter');
  const missing = figure(page, 'A coordinate is missing');
  await guess(missing, '1.25');
  await expect(missing.getByTestId('predict-ways')).toContainText('It is 0.865: 0.38 off.');
  await expect(badge(missing, 'z imputed at x = 1.50')).toHaveClass(/agrees/);
  await press(missing.getByRole('slider', { name: 'the datum x' }), 'Home');
  await expect(badge(missing, 'z imputed at x = −3.00')).toHaveClass(/agrees/);

  const plates = await reach(page, figure(page, 'Draw the model'));
  const node = (name: string) => plates.getByRole('button', { name: new RegExp(`^${name}, `) });
  await press(node('x'), 'Enter');
  await press(node('z'), 'Enter');
  await expect(summary(plates)).toContainText('x → z points the wrong way');
  for (const arrow of ['xz', 'zx', 'μx', 'πz', 'λμ'])
    for (const end of arrow) await press(node(end), 'Enter');
  await expect(summary(plates)).toContainText('put it on the plate n');
  for (const [what, plate] of ['zn', 'xn', 'μK'])
    await press(plates.getByRole('button', { name: `${what} on the plate ${plate}` }), 'Enter');
  await expect(summary(plates)).toContainText('That is the mixture.');

  const graph = await reach(page, figure(page, 'A question to a graph'));
  const vertex = (name: string) => graph.getByRole('button', { name: new RegExp(`^${name}, `) });
  const claim = (word: string) => graph.getByRole('button', { name: word, exact: true });
  await expect(summary(graph)).toContainText('Are they independent?');
  await press(claim('yes'), 'Enter');
  await expect(summary(graph)).toContainText('Not so. Not independent: sprinkler and rain');
  await expect(summary(graph)).toContainText('Open: sprinkler ← season → rain.');
  await expect(badge(graph, 'By draws')).toHaveClass(/agrees/);
  await press(vertex('season'), 'Enter');
  await press(claim('yes'), 'Enter');
  await expect(summary(graph)).toContainText('Right. Independent: sprinkler and rain, season known.');
  for (const name of ['By draws', 'Exact partial correlation'])
    await expect(badge(graph, name)).toHaveClass(/agrees/);
  // A drawing of one's own: the arrow from the season to the rain is taken away, and a circle is refused.
  await press(claim('draw an arrow'), 'Enter');
  for (const name of ['slippery', 'season']) await press(vertex(name), 'Enter');
  await expect(summary(graph)).toContainText('they would run in a circle');
  for (const name of ['season', 'rain']) await press(vertex(name), 'Enter');
  await press(claim('know it'), 'Enter');
  await press(vertex('season'), 'Enter');
  await press(claim('answer each at once'), 'Enter');
  await expect(summary(graph)).toContainText('Independent: sprinkler and rain, nothing else known. No path');
  await press(claim('two data of a mixture'), 'Enter');
  await expect(summary(graph)).toContainText('Independent: z₁ and z₂, nothing else known.');
  for (const name of ['x₁', 'x₂']) await press(vertex(name), 'Enter');
  await expect(summary(graph)).toContainText('Open: z₁ → x₁ ← μ → x₂ ← z₂.');
  await expect(badge(graph, 'By draws')).toHaveClass(/agrees/);
  // The exercise asks for it: a trace of the wet grass.
  await press(claim('a sprinkler'), 'Enter');
  for (const name of ['season', 'slippery']) await press(vertex(name), 'Enter');
  await expect(summary(graph)).toContainText('Two arrows meet at wet');

  const tasks = await reach(page, figure(page, 'Six questions to one joint law'));
  await press(tasks.getByRole('button', { name: 'Density estimation' }), 'Enter');
  await expect(tasks.getByRole('link', { name: /Lesson 3/ })).toHaveAttribute('href', '../#sampling');

  const breaks = await reach(page, figure(page, 'Where it breaks: A prior of zero'));
  await press(breaks.getByRole('slider', { name: 'positive tests in a row' }), 'End');
  await expect(summary(breaks)).toContainText('After 10 positive tests in a row');
  await expect(summary(breaks)).toContainText('from 0 to 0.');
  await press(breaks.getByRole('button', { name: 'The base rate, forgotten' }), 'Enter');
  const base = figure(page, 'Where it breaks: The base rate, forgotten');
  await expect(badge(base, 'P(ill | +) at a base rate of 0.01')).toHaveClass(/agrees/);
  await press(base.getByRole('slider', { name: 'the base rate' }), 'Home');
  await expect(summary(base)).toContainText('At a base rate of 0.00010');
  await press(base.getByRole('button', { name: 'An event without probability' }), 'Enter');
  const none = figure(page, 'Where it breaks: An event without probability');
  await expect(badge(none, 'Mean of x² in the strip')).toHaveClass(/agrees/);
  await press(none.getByRole('button', { name: 'a wedge' }), 'Enter');
  await expect(badge(none, 'Mean of x² in the wedge')).toHaveClass(/agrees/);

  await exercises(page);
  // What was done is on the course map.
  await page.goto('./');
  await expect(page.getByText('All 7 exercises solved')).toBeVisible();
  expect(faults).toEqual([]);
});

async function exercises(page: Page) {
  await reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));
  const number = page.getByLabel('Your prediction');
  await number.focus();
  await page.keyboard.type('0.0917');
  await page.keyboard.press('Enter');
  await expect(page.getByText('It is the prior of the second.')).toBeVisible();
  await number.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0.5');
  await page.keyboard.press('Enter');
  await press(page.getByRole('radio', { name: /withFree.length/ }), 'Space');
  await page.getByLabel('Because …').focus();
  await page.keyboard.type('It is the share of spam that has the word, not the other way round.');
  for (const tile of ['p(Y | θ)', 'p(θ)', '/', '∫', 'p(Y | t) p(t) dt'])
    await press(page.getByRole('button', { name: tile, exact: true }).first(), 'Enter');
  const code = page.getByRole('textbox', { name: 'Your code' });
  await code.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(`function posterior(prior, likelihood) {
  const product = prior.map((p, i) => p * likelihood[i]);
  const evidence = product.reduce((a, b) => a + b, 0);
  return product.map((p) => p / evidence);
}`);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Three lines, and the middle one is the evidence.')).toBeVisible();
  for (const button of await page.getByRole('button', { name: 'Check', exact: true }).all())
    await press(button, 'Enter');
  await page.getByLabel('Your sentence').focus();
  await page.keyboard.type('It is a probability of the data, not of the coin.');
  await press(page.getByRole('button', { name: 'Compare with a model answer' }), 'Enter');
  await expect(page.getByText('must divide by the evidence.')).toBeVisible();
  await press(page.getByRole('group', { name: 'How near is yours?' }).getByRole('button').first(), 'Enter');
}

test('shapes, squares and bars follow the hand to the ends and no farther', async ({ page }) => {
  const faults = await open(page);
  const rates = await reach(page, figure(page, 'Three bars make the fourth'));
  const well = rates.getByRole('slider', { name: 'share of the well who are positive' });
  await drag(well, 0, 3000);
  await expect(summary(rates)).toContainText('Of the positive, 100 % are ill');
  await drag(rates.getByRole('slider', { name: 'share of the ill who are positive' }), 0, 3000);
  // Nobody is positive: there is nothing to divide by, and the figure says so.
  await expect(summary(rates)).toContainText('Nobody can be positive');
  await drag(rates.getByRole('slider', { name: 'share who are ill' }), 0, -3000);
  await expect(summary(rates)).toContainText('100 % are ill');
  // The branches of the tree as well.
  await rates.getByRole('button', { name: 'a tree' }).click();
  const leaves = figure(page, 'Two leaves make the answer');
  await drag(leaves.getByRole('slider', { name: 'share who are ill' }), -3000, 0);
  await drag(leaves.getByRole('slider', { name: 'share of the well who are positive' }), 3000, 0);
  await expect(summary(leaves)).toContainText(
    'Of 100 people 0 are ill, and 0 of them positive; of the 100 well, 100',
  );
  await expect(badge(leaves, 'From two leaves')).toHaveClass(/agrees/);
  await drag(leaves.getByRole('slider', { name: 'share of the well who are positive' }), -3000, 0);
  await expect(summary(leaves)).toContainText('Nobody can be positive');

  const joint = await reach(page, figure(page, 'A joint table'));
  await drag(joint.getByRole('slider', { name: 'p(dry, left)' }), 3000, 0);
  await expect(summary(joint)).toContainText('the largest is “dry and left” with 1.000');
  await joint.getByRole('button', { name: 'given the weather' }).click();
  // A row that cannot happen has no conditional.
  await expect(joint.locator('.badge.differs')).toHaveCount(0);
  await joint.getByRole('button', { name: 'As it was' }).click();
  await expect(badge(joint, 'All cells together')).toHaveClass(/agrees/);

  const venn = await reach(page, figure(page, 'Two events as areas'));
  await drag(venn.getByRole('slider', { name: 'the disc B' }), 3000, -3000);
  await drag(venn.getByRole('slider', { name: 'the hexagon A' }), -3000, 3000);
  await expect(venn.getByRole('slider', { name: 'the disc B' })).toHaveAttribute(
    'aria-valuetext',
    '0.740, 0.740',
  );
  await expect(venn.getByRole('alert')).toHaveCount(0);
  await drag(venn.getByRole('slider', { name: 'the disc’s radius' }), -3000, 0);
  await expect(summary(venn)).toContainText('never happen together');
  await venn.getByRole('button', { name: '100 darts' }).click();
  await expect(badge(venn, 'P(A) P(B | A)')).toHaveClass(/agrees/);
  expect(faults).toEqual([]);
});

test('every formula fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await expectFormulasFit(page, 8);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a finger does it too, and nothing is wider than the screen', async ({ page }) => {
    test.slow();
    const faults = await open(page);
    const crowd = await reach(page, figure(page, 'A thousand people, one test'));
    await expect(summary(crowd)).toContainText('tested positive');
    await crowd.getByTestId('predict-crowd').getByRole('textbox').fill('9');
    await crowd.getByRole('button', { name: 'Keep my guess' }).tap();
    await expect(crowd.getByTestId('predict-crowd')).toContainText('well seen');

    const rates = await reach(page, figure(page, 'Three bars make the fourth'));
    await rates.getByRole('button', { name: 'A rarer illness' }).tap();
    await expect(summary(rates)).toContainText('0.1 % are ill');
    await expect(badge(rates, 'P(ill | positive)')).toHaveClass(/agrees/);
    await rates.getByRole('button', { name: 'a tree' }).tap();
    const leaves = figure(page, 'Two leaves make the answer');
    await expect(summary(leaves)).toContainText('Of 100 000 people 100 are ill, and 90 of them positive');
    await expect(badge(leaves, 'From two leaves')).toHaveClass(/agrees/);

    const joint = await reach(page, figure(page, 'A joint table'));
    await joint.getByRole('button', { name: '4 × 3' }).tap();
    await joint.getByRole('button', { name: 'given the mail' }).tap();
    await expect(summary(joint)).toContainText('Each row is divided by its sum');

    const venn = await reach(page, figure(page, 'Two events as areas'));
    await venn.getByRole('button', { name: 'P(A or B)' }).tap();
    await venn.getByRole('button', { name: '10 000 darts' }).tap();
    await expect(badge(venn, 'P(A or B), by darts')).toHaveClass(/agrees/);

    const build = await reach(page, figure(page, 'The theorem, term by term'));
    await build.getByRole('button', { name: 'toss 2: tails' }).tap();
    for (let i = 0; i < 3; i++) await build.getByRole('button', { name: 'One step', exact: true }).tap();
    await expect(badge(build, 'Posterior mean')).toHaveClass(/agrees/);

    const slices = await reach(page, figure(page, 'One map, two ways to read it'));
    await slices.getByRole('button', { name: 'Normalise over θ' }).tap();
    await expect(badge(slices, 'Across, normalised')).toHaveClass(/agrees/);

    const pair = await reach(page, figure(page, 'The expectation over a pair'));
    await drag(pair.getByRole('slider', { name: 'the answer q to every picture' }), 0, -2000);
    await expect(summary(pair)).toContainText('Every picture gets q = 0.98.');
    await pair.getByRole('button', { name: 'looks at x' }).tap();
    await expect(badge(pair, 'Mean over 10 000 pairs')).toHaveClass(/agrees/);

    const ways = await reach(page, figure(page, 'One world, two ways to make it'));
    await ways.getByRole('button', { name: '100', exact: true }).tap();
    await expect(badge(ways, 'x plus z')).toHaveClass(/agrees/);
    await ways.getByRole('button', { name: 'impute z' }).tap();
    await expect(figure(page, 'A coordinate is missing')).toBeVisible();

    const graph = await reach(page, figure(page, 'A question to a graph'));
    await graph.getByRole('button', { name: /^season, / }).tap();
    await graph.getByRole('button', { name: 'yes', exact: true }).tap();
    await expect(summary(graph)).toContainText('Right. Independent: sprinkler and rain, season known.');
    await expect(badge(graph, 'By draws')).toHaveClass(/agrees/);

    const breaks = await reach(page, figure(page, 'Where it breaks: A prior of zero'));
    await breaks.getByRole('button', { name: 'An event without probability' }).tap();
    const none = figure(page, 'Where it breaks: An event without probability');
    await none.getByRole('button', { name: 'a wedge' }).tap();
    await expect(badge(none, 'Mean of x² in the wedge')).toHaveClass(/agrees/);

    await reach(page, page.getByRole('button', { name: 'Compare with a model answer' }));
    await page.getByLabel('Your prediction').fill('0.81');
    await page.getByRole('button', { name: 'Check', exact: true }).first().tap();
    await expect(page.getByText('how often the ill are positive twice')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(faults).toEqual([]);
  });
});
