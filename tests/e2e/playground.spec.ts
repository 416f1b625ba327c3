// The playground in Chromium: a model written, run, cancelled, shared and saved; by keyboard, on a phone, and with all that can
// go wrong.

import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { complaints, scrollWidth } from './axe.ts';

async function open(page: Page, hash = ''): Promise<string[]> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(`./playground/${hash}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The playground');
  return faults;
}

const status = (page: Page) => page.getByTestId('status');
const editor = (page: Page) => page.getByRole('textbox', { name: 'The model', exact: true });
const isRead = (page: Page) => expect(page.getByTestId('reads')).toContainText('parameter');
const finished = (page: Page) => expect(status(page)).toContainText('Done', { timeout: 60_000 });
const tab = (page: Page, name: string) => page.getByRole('tab', { name });

/** Puts the text into the editor, as pasting does. */
async function write(page: Page, code: string) {
  await expect(page.locator('.cm-content')).toBeVisible();
  await editor(page).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(code);
}

async function set(page: Page, values: Record<string, string | number>) {
  const settings = page.getByTestId('settings');
  if (!(await settings.evaluate((box) => (box as HTMLDetailsElement).open)))
    await settings.locator('summary').click();
  for (const [name, value] of Object.entries(values))
    await page.getByTestId(`set-${name}`).fill(String(value));
}

async function setData(page: Page, text: string) {
  const box = page.getByTestId('data');
  if (!(await box.evaluate((each) => (each as HTMLDetailsElement).open)))
    await box.locator('summary').click();
  await page.getByTestId('data-text').fill(text);
}

const short = { warmup: 200, draws: 200 };
const mean = async (page: Page, name: string) => {
  const row = page
    .getByTestId('summary-table')
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) });
  return Number((await row.locator('[data-column=mean]').textContent())!.replace('−', '-'));
};

const coin = `model(({ sample, observe, data }) => {
  const p = sample('p', beta(1, 1));
  observe(data.y, bernoulli(p));
});
`;

/** Tabs on until the element has the focus. */
async function tabTo(page: Page, selector: string) {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement!.matches(wanted), selector)) return;
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

test('by the keyboard alone: an example, its run, the panels, a sorted table', async ({ page }) => {
  const faults = await open(page);
  await isRead(page);
  await tabTo(page, '[data-testid=example]');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('about')).toContainText('Eight schools coached their pupils');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('about')).toContainText('The same model in other coordinates');
  await isRead(page);
  // In the editor Tab indents; Escape, then Tab leaves.
  await tabTo(page, '.cm-content');
  await page.keyboard.press('Escape');
  await tabTo(page, '[data-testid=run]');
  await page.keyboard.press('Enter');
  await finished(page);
  await tabTo(page, '[role=tab][aria-selected=true]');
  for (const name of ['Chains', 'Pairs', 'Predictions', 'Graph', 'Compare']) {
    await page.keyboard.press('ArrowRight');
    await expect(tab(page, name)).toBeFocused();
    await expect(tab(page, name)).toHaveAttribute('aria-selected', 'true');
  }
  await expect(page.getByTestId('loo-summary')).toContainText('expected log density');
  await page.keyboard.press('Home');
  await expect(page.getByTestId('trace-summary')).toContainText('4 chains of');
  await tabTo(page, 'thead th:last-child button');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'R-hat' })).toHaveAttribute('aria-sort', 'descending');
  // Conjugate answers do not exist here; the posterior's mean of mu is 4.4 (posteriordb), sd 3.3.
  expect(Math.abs((await mean(page, 'mu')) - 4.4)).toBeLessThan(0.6);
  expect(faults).toEqual([]);
});

test('from the editor: Ctrl-Enter runs, Escape and Tab leave it, completion knows the language and the data', async ({
  page,
}) => {
  await open(page);
  await isRead(page);
  await write(page, coin);
  await setData(page, '{ "y": [1, 1, 1, 0, 1, 1, 0, 1, 1, 1] }');
  await isRead(page);
  await editor(page).focus();
  await page.keyboard.press('Control+Enter');
  await finished(page);
  // Beta(9, 3): mean 0.75, sd 0.12; five standard errors of 4000 draws, at least 1000 of them effective.
  expect(Math.abs((await mean(page, 'p')) - 0.75)).toBeLessThan(0.02);
  await page.keyboard.press('Control+End');
  await page.keyboard.type('data.');
  await expect(page.locator('.cm-tooltip-autocomplete')).toContainText('y');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();
});

test('the first draws of eight schools are on the screen at once', async ({ page }) => {
  await open(page);
  await isRead(page);
  // The page is idle: its workers stand.
  await page.waitForTimeout(3000);
  const times: number[] = [];
  for (let i = 0; i < 4; i++) {
    await page.getByTestId('run').click();
    await finished(page);
    times.push(
      await page.evaluate(() => {
        const last = (name: string) => performance.getEntriesByName(`playground:${name}`).at(-1)!.startTime;
        return last('first-draws') - last('run');
      }),
    );
  }
  test.info().annotations.push({ type: 'first draws, ms', description: times.map(Math.round).join(', ') });
  // 150 ms is the promise on a quiet machine; a busy one is slower, but not a whole second every time.
  expect(Math.min(...times)).toBeGreaterThan(0);
  expect(Math.min(...times)).toBeLessThan(600);
});

test('Escape keeps what was drawn; the next run begins anew', async ({ page }) => {
  await open(page);
  await isRead(page);
  await set(page, { warmup: 300, draws: 50_000 });
  await page.getByTestId('run').click();
  await expect(page.getByTestId('trace-summary')).toContainText('chains of', { timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(status(page)).toContainText('Cancelled');
  await expect(page.getByTestId('verdict')).toContainText(
    /Cancelled: the [\d\s]+ draws made until then stay/,
  );
  await expect(page.getByTestId('summary-table').getByRole('row')).not.toHaveCount(1);
  await expect(page.getByTestId('save-csv')).toBeEnabled();
  await set(page, short);
  await expect(status(page)).toContainText('Changed since');
  await page.getByTestId('run').click();
  await finished(page);
  await expect(page.getByTestId('trace-summary')).toContainText('chains of 200 draws');
});

test('a worker that dies is told, and its chain goes on with the same draws', async ({ page }) => {
  await open(page);
  await isRead(page);
  await set(page, { warmup: 500, draws: 20_000 });
  await page.getByTestId('run').click();
  await finished(page);
  const before = await page.getByTestId('summary-table').textContent();
  await page.getByTestId('run').click();
  await expect(page.locator('.phase')).toContainText('drawing');
  // The first worker is the page's own, for everything but chains; the next one is a chain's.
  await page.workers()[1]!.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('fell over');
      }),
  );
  await finished(page);
  await expect(page.getByTestId('verdict')).toContainText(/A worker was lost: chain \d went on in a new one/);
  expect(await page.getByTestId('summary-table').textContent()).toBe(before);
});

test('what was typed outlives the page; an example asks before it replaces it, and it can be brought back', async ({
  page,
}) => {
  await open(page);
  await isRead(page);
  await write(page, `// mine\n${coin}`);
  await page.waitForTimeout(300);
  await page.reload();
  await expect(editor(page)).toContainText('// mine');
  await page.getByTestId('example').selectOption({ index: 1 });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Keep mine' }).click();
  await expect(editor(page)).toContainText('// mine');
  await page.getByTestId('example').selectOption({ index: 1 });
  await page.getByTestId('replace').click();
  await expect(editor(page)).not.toContainText('// mine');
  await page.getByTestId('back').click();
  await expect(editor(page)).toContainText('// mine');
});

test('a link is shown before anything of it runs, and carries code, data and settings', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await isRead(page);
  await write(page, coin);
  await setData(page, 'y\n1\n0\n1\n');
  await set(page, { draws: 321 });
  await page.getByTestId('share').click();
  await expect(page.getByTestId('share-told')).toHaveText('Link copied.');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await (await context.browser()!.newContext()).newPage();
  await other.goto(link);
  await expect(other.getByTestId('shared')).toContainText('It has not run');
  await expect(other.getByTestId('shared')).toContainText('bernoulli(p)');
  await expect(other.getByTestId('run')).toHaveCount(0);
  await other.keyboard.press('Control+Enter');
  await expect(other.getByTestId('summary-table')).toHaveCount(0);
  await other.getByTestId('accept').click();
  await isRead(other);
  await other.getByTestId('run').click();
  await finished(other);
  await expect(other.getByTestId('trace-summary')).toContainText('chains of 321 draws');
  await other.goto(link.slice(0, -30));
  await other.reload();
  await expect(other.getByTestId('page-fault')).toContainText('damaged');
  await other.context().close();
});

test('the files: CSV with every draw, JSON as ArviZ reads it', async ({ page }) => {
  await open(page);
  await isRead(page);
  await set(page, short);
  await page.getByTestId('run').click();
  await finished(page);
  const save = async (testid: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testid).click()]);
    return readFile((await download.path())!, 'utf8');
  };
  const csv = (await save('save-csv')).trimEnd().split('\r\n');
  expect(csv).toHaveLength(1 + 4 * 200);
  const mu = csv[0]!.split(',').indexOf('mu');
  const json = JSON.parse(await save('save-json')) as Record<string, Record<string, unknown[][]>>;
  expect(Object.keys(json).sort()).toEqual([
    'log_likelihood',
    'observed_data',
    'posterior',
    'posterior_predictive',
    'sample_stats',
  ]);
  expect(json['posterior']!['mu']).toHaveLength(4);
  expect(json['posterior']!['mu']![3]).toHaveLength(200);
  expect(json['posterior']!['mu']![1]![0]).toBe(Number(csv[1 + 200]!.split(',')[mu]));
  expect(json['posterior']!['theta']![0]![0]).toHaveLength(8);
  expect(json['posterior_predictive']!['y']![0]![0]).toHaveLength(8);
  expect(json['log_likelihood']!['y']![3]![199]).toHaveLength(8);
  expect(json['observed_data']!['y']).toEqual([28, 8, -3, 7, -1, 1, 18, 12]);
  expect(typeof json['sample_stats']!['diverging']![0]![0]).toBe('boolean');
});

test('data: a table with a hole and words is told; what cannot be read is said', async ({ page }) => {
  await open(page);
  await isRead(page);
  await setData(page, 'y,city\n1,Rome\n,Oslo\n0,Oslo\n1,Rome\n');
  await expect(page.getByTestId('data-parts')).toContainText('1 missing, row 2');
  await expect(page.getByTestId('data')).toContainText('Oslo is 0, Rome is 1');
  await expect(page.getByText('Leave out rows in which something is missing: 1 of 4 (row 2)')).toBeVisible();
  await setData(page, '{ "y": [1, 2 ');
  await expect(page.getByTestId('data-fault')).toContainText(
    'the text ends where a comma or ] is wanted (line 1)',
  );
  await page
    .getByTestId('data-file')
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('y\n1\n0\n') });
  await expect(page.getByTestId('data-parts')).toContainText('column of 2');
});

const bad: { name: string; code: string; data?: string; says: RegExp; line?: number }[] = [
  {
    name: 'no parameters',
    code: `model(({ observe, data }) => {\n  observe(data.y, normal(0, 1));\n});`,
    says: /no parameter|nothing is sampled|without parameters/i,
  },
  {
    name: 'an observation outside its support',
    code: `model(({ sample, observe, data }) => {\n  const p = sample('p', beta(1, 1));\n  observe(data.y, bernoulli(p));\n});`,
    data: '{ "y": [0, 1, 2] }',
    says: /2/,
    line: 3,
  },
  {
    name: 'a name used twice',
    code: `model(({ sample }) => {\n  sample('a', normal(0, 1));\n  sample('a', normal(0, 1));\n});`,
    says: /a\b.*(twice|already|used)/i,
    line: 3,
  },
  {
    name: 'a value used before it is sampled',
    code: `model(({ sample }) => {\n  const a = sample('a', normal(b, 1));\n  const b = sample('b', normal(0, 1));\n});`,
    says: /b\b.*(before|initiali[sz])/i,
    line: 2,
  },
  {
    name: 'a shape mismatch',
    code: `model(({ sample, observe, data }) => {\n  const a = sample('a', normal(0, 1), 3);\n  observe(data.y, normal(a, 1));\n});`,
    data: '{ "y": [1, 2] }',
    says: /3.*2|2.*3/,
    line: 3,
  },
  {
    name: 'Math.random()',
    code: `model(({ sample }) => {\n  sample('a', normal(Math.random(), 1));\n});`,
    says: /random|same/i,
  },
  {
    name: 'if (theta > 0)',
    code: `model(({ sample }) => {\n  const theta = sample('theta', normal(0, 1));\n  if (theta > 0) sample('b', normal(0, 1));\n});`,
    says: /greater|select|compar/i,
    line: 3,
  },
  {
    name: 'an endless loop',
    code: `model(({ sample }) => {\n  sample('a', normal(0, 1));\n  for (;;);\n});`,
    says: /did not come to an end/,
  },
  {
    name: 'too many nodes',
    code: `model(({ sample }) => {\n  let a = sample('a', normal(0, 1));\n  for (let i = 0; i < 300000; i++) a = add(mul(a, 1.0000001), 0.1);\n  sample('b', normal(a, 1));\n});`,
    says: /200.?000/,
  },
  {
    name: 'a bracket left open',
    code: `model(({ sample }) => {\n  sample('a', normal(0, 1);\n});`,
    says: /SyntaxError/,
  },
];
for (const { name, code, data = '{ "y": [1, 2, 3] }', says, line } of bad)
  test(`bad input: ${name} is a sentence in the page, and the text stays`, async ({ page }) => {
    await open(page);
    await isRead(page);
    await setData(page, data);
    await write(page, code);
    await editor(page).focus();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('fault')).toHaveText(says, { timeout: 30_000 });
    await expect(page.getByTestId('fault')).toHaveRole('alert');
    if (line !== undefined) {
      await expect(page.locator('.cm-fault')).toHaveCount(1);
      await expect(page.locator('.cm-fault')).toHaveText(code.split('\n')[line - 1]!);
    }
    await expect(editor(page)).toContainText(code.split('\n')[1]!.trim());
    // Mended, it runs.
    await write(page, coin);
    await setData(page, '{ "y": [0, 1, 1] }');
    await isRead(page);
    await expect(page.getByTestId('fault')).toHaveCount(0);
  });

test('a second fault on the same line is marked as the first one was', async ({ page }) => {
  await open(page);
  await isRead(page);
  for (const [line, says] of [
    ["  sample('a', normal(0, nothing));", /nothing/],
    ["  sample('a', normal(0, data.nobody));", /nobody/],
  ] as const) {
    await write(page, `model(({ sample, data }) => {\n${line}\n});`);
    await expect(page.getByTestId('fault')).toHaveText(says);
    await expect(page.locator('.cm-fault')).toHaveText(line);
  }
});

test('-inf at every start is said', async ({ page }) => {
  await open(page);
  await isRead(page);
  await write(
    page,
    `model(({ sample, factor }) => {\n  const a = sample('a', normal(0, 1));\n  factor('never', log(sub(-1, square(a))));\n});`,
  );
  await isRead(page);
  await page.getByTestId('run').click();
  await expect(page.getByTestId('fault')).toContainText(/start|finite/i, { timeout: 30_000 });
});

test('pinned runs are compared', async ({ page }) => {
  await open(page);
  await isRead(page);
  await write(page, coin);
  await setData(page, '{ "y": [1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1] }');
  await set(page, short);
  await isRead(page);
  await page.getByTestId('run').click();
  await finished(page);
  await tab(page, 'Compare').click();
  await page.getByTestId('pin').click();
  await write(page, coin.replace('beta(1, 1)', 'beta(500, 500)'));
  await isRead(page);
  await page.getByTestId('run').click();
  await finished(page);
  await expect(page.getByTestId('compare').getByRole('row')).toHaveCount(3);
  await expect(page.getByTestId('compare').getByRole('rowheader').first()).toHaveText('Run 1');
});

test.describe('every example runs', () => {
  test('and none leaves the page at a loss', async ({ page }) => {
    test.setTimeout(600_000);
    const faults = await open(page);
    await isRead(page);
    const slugs = await page
      .getByTestId('example')
      .locator('option')
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value).filter(Boolean));
    expect(slugs.length).toBeGreaterThanOrEqual(11);
    for (const slug of slugs) {
      await page.getByTestId('example').selectOption(slug);
      await isRead(page);
      await set(page, { warmup: 150, draws: 60 });
      await page.getByTestId('run').click();
      await expect(status(page), slug).toContainText('Done', { timeout: 120_000 });
      await expect(page.getByTestId('trace-summary'), slug).toContainText('chains of 60 draws');
      await tab(page, 'Predictions').click();
      // A likelihood that is a factor can be evaluated only.
      await expect(page.getByRole('tabpanel'), slug).toContainText(
        /replications from the posterior|has no observe/,
      );
      await tab(page, 'Graph').click();
      await expect(page.getByTestId('graph-summary'), slug).toContainText(/observed|factor/);
      await tab(page, 'Summary').click();
    }
    expect(faults).toEqual([]);
  });
});

test('on a phone: run by touch, read the panels, no scrolling sideways', async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await open(page);
  await isRead(page);
  expect(await scrollWidth(page)).toBeLessThanOrEqual(320);
  await page.getByTestId('run').tap();
  await finished(page);
  await expect(tab(page, 'Summary')).toBeInViewport();
  for (const name of ['Chains', 'Pairs', 'Predictions', 'Graph', 'Compare', 'Summary']) {
    await tab(page, name).tap();
    await page.waitForTimeout(300);
    expect(await scrollWidth(page), name).toBeLessThanOrEqual(320);
  }
  await context.close();
});

for (const scheme of ['light', 'dark'] as const)
  test(`axe has no complaints, ${scheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme: scheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await open(page);
    await isRead(page);
    expect(await complaints(page)).toEqual([]);
    await set(page, short);
    await page.getByTestId('data').locator('summary').click();
    await page.getByTestId('run').click();
    await finished(page);
    for (const name of ['Summary', 'Chains', 'Pairs', 'Predictions', 'Graph', 'Compare']) {
      await tab(page, name).click();
      await page.waitForTimeout(400);
      expect(await complaints(page), name).toEqual([]);
    }
    await context.close();
  });
