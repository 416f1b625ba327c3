// Lesson 1 in the built site: what its first view costs on the line, what axe says of every figure in every state, and
// that it is found.

import { expect, test } from '@playwright/test';
import { complaints } from './axe.ts';
import { expectAtMost, expectOnce, firstView, isCore } from './first-view.ts';
import { expectNoOverflow, show, showAndGuess } from './lesson-figures.ts';

test('the first view of lesson 1 has at most 90 KB in Brotli, without the WebAssembly module and fonts', async ({
  browser,
}) => {
  const sizes = await firstView(browser, 'bayes/', async (page) => {
    await expect(page.locator('#crowd .island')).toHaveAttribute('data-state', 'ready');
    await expect(page.getByTestId('crowd-summary')).toContainText('tested positive');
  });
  expectOnce(sizes, [/\/worker-.*\.js$/, /\/Crowd-.*\.js$/, /\/bayes\/$/]);
  expectAtMost(sizes, 90_000, (address) => !isCore(address));
});

const figures = [
  'crowd',
  'rates',
  'joint',
  'venn',
  'build',
  'slices',
  'loss',
  'pair',
  'ways',
  'plates',
  'separation',
  'tasks',
  'breaks',
];
const exercises = [
  'twice-positive',
  'independent',
  'leaflet',
  'theorem',
  'posterior-code',
  'explain-away',
  'not-a-density',
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the figures and exercises, ${colorScheme}`, async ({ browser }) => {
    test.slow();
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto('bayes/#build.step=3&joint.table=large&venn.n=100&ways.n=100');
    await showAndGuess(page, figures, '0.5');
    for (const id of exercises) await show(page, id);
    expect(await complaints(page)).toEqual([]);
    for (const [from, to] of ['πz', 'zx', 'λμ', 'μx'].map((arrow) => [...arrow]))
      for (const node of [from!, to!])
        await page
          .locator('#plates .board')
          .getByRole('button', { name: new RegExp(`^${node},`) })
          .click();
    const graph = page.locator('#separation');
    await graph.getByRole('button', { name: 'answer each at once' }).click();
    await expect(page.getByTestId('separation-summary')).toContainText('Not independent');
    await graph.getByRole('button', { name: /^season,/ }).click();
    await expect(page.getByTestId('separation-summary')).toContainText('Independent: sprinkler and rain');
    await page.locator('#rates').getByRole('button', { name: 'a tree' }).click();
    await page.locator('#pair').getByRole('button', { name: 'looks at x' }).click();
    await page.locator('#ways').getByRole('button', { name: 'impute z' }).click();
    await page.locator('#breaks').getByRole('button', { name: 'An event without probability' }).click();
    await expect(page.getByTestId('breaks-summary')).toContainText('points lie in the strip');
    expect(await complaints(page)).toEqual([]);
    await context.close();
  });
}

for (const width of [320, 360, 768, 1024, 1920]) {
  test(`no figure overflows at ${width} px`, async ({ browser }) => {
    await expectNoOverflow(browser, width, 'bayes/#joint.table=large', figures);
  });
}

test('the course map leads to lesson 1, and search finds it', async ({ page }) => {
  await page.goto('./');
  await page
    .getByRole('link', { name: /Bayes’ theorem/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/bayes\/$/);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('searchbox').fill('evidence');
  await expect(page.getByRole('dialog').getByText('Bayes’ theorem').first()).toBeVisible();
});

test('a link to a posterior shows that posterior', async ({ page }) => {
  await page.goto('bayes/#build.step=3&build.mean=0.5&build.weight=2&build.tosses=1~1~1');
  // A flat prior and three heads of three: Laplace's rule of succession, 4/5.
  await expect(page.getByTestId('build-summary')).toContainText('mean 0.800');
});

test('the task map’s links lead to the course map’s entries', async ({ page }) => {
  await page.goto('bayes/');
  await show(page, 'tasks');
  await page.locator('#tasks').getByRole('button', { name: 'Markov chain Monte Carlo' }).click();
  await page.locator('#tasks').getByRole('link').click();
  await expect(page).toHaveURL(/#markov-chains$/);
  await expect(page.locator('#markov-chains')).toBeInViewport();
});
