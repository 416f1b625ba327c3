// Lessons on paper: whoever prints a page that was never scrolled gets what those get who have read it to the end.

import fs from 'node:fs';
import { expect, test, type Browser, type Page } from '@playwright/test';

interface Sheet {
  id: string;
  /** Its drawings: SVG, or a canvas as data. */
  drawings: string[];
  /** Its title, badges and summary, and what is written in place of a drawing. */
  words: string;
  /** What is written in place of a drawing: formulas, and lines to put together. */
  written: string[];
}

interface Watched {
  printed: Sheet[][];
  frames: number;
}

const lessons = [
  { slug: 'sampling', title: 'How do we sample from it?' },
  { slug: 'gradients', title: 'Gradients, by machine' },
  { slug: 'bayes', title: 'Bayes’ theorem' },
  { slug: 'evidence', title: 'Evidence and model choice' },
  { slug: 'rejection-importance', title: 'Rejection and importance' },
  { slug: 'markov-chains', title: 'Markov chains' },
  { slug: 'hamiltonian', title: 'Hamiltonian dynamics and NUTS' },
];
/** Figures of words, by lesson: a density and the lines of its program are all that they have to show. */
const wordy: Record<string, readonly string[]> = { evidence: ['back'] };

/** How many figures the lesson's source has. */
function figuresOf(slug: string): number {
  const texts = fs.readdirSync('lessons').map((folder) => `lessons/${folder}/lesson.md`);
  const text = texts
    .filter((file) => fs.existsSync(file))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .find((text) => text.includes(`\nslug: ${slug}\n`));
  return text!.match(/^::figure\[/gm)!.length;
}

/** Each figure has its drawing; a figure of words has no drawing, and its words instead. */
function expectShown(slug: string, sheets: readonly Sheet[]) {
  for (const { id, drawings, written } of sheets)
    if (wordy[slug]?.includes(id)) {
      expect(drawings, id).toEqual([]);
      expect(written.length, id).toBeGreaterThan(1);
      for (const each of written) expect(each.trim(), id).not.toBe('');
    } else expect(drawings, id).not.toEqual([]);
  const ids = sheets.map(({ id }) => id);
  for (const id of wordy[slug] ?? []) expect(ids).toContain(id);
}

/** Opens a lesson that notes what every print takes. `saves`: the reader's browser wants nothing to be fetched early. */
async function open(browser: Browser, slug: string, saves = false): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme: 'dark',
    // A lesson's first figure moves when it comes; half-way it would differ from its end.
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.addInitScript((saves) => {
    const watched = globalThis as unknown as Watched;
    watched.printed = [];
    // The figures clear their paper when the event comes to them; this listener stands before theirs.
    addEventListener('afterprint', () => {
      const sheets = [...document.querySelectorAll<HTMLElement>('.numbered')].map((figure) => ({
        id: figure.id,
        drawings: Array.from(
          // One that has no canvas to be put on paper is a drawing as it stands.
          figure.querySelectorAll('.paper > *, .board > svg, .nodes svg'),
          (drawing) =>
            drawing instanceof HTMLCanvasElement
              ? drawing.toDataURL()
              : drawing.outerHTML.replaceAll(/clip-\w+/g, 'clip'), // a new name each time
        ),
        words: Array.from(
          figure.querySelectorAll('.title, .badge, [data-testid$="summary"], [data-testid$="density"]'),
          (words) => words.textContent!.replace(/\s+/g, ' '),
        ).join('\n'),
        written: Array.from(
          figure.querySelectorAll('[data-testid$="density"], .tiles button'),
          (words) => words.textContent!,
        ),
      }));
      watched.printed.push(sheets);
    });
    watched.frames = 0;
    const request = requestAnimationFrame;
    globalThis.requestAnimationFrame = (frame) => (watched.frames++, request(frame));
    // What the browser's dialog would do.
    globalThis.print = () => {
      dispatchEvent(new Event('beforeprint'));
      dispatchEvent(new Event('afterprint'));
    };
    if (saves) Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
  }, saves);
  await page.goto(`./${slug}/`);
  return page;
}

const islands = (page: Page, state: string) => page.locator(`.island${state}`);
/** Whether a print would say that it lacks something. */
const isUnsettled = (page: Page) =>
  page.evaluate(() => {
    print();
    return document.body.classList.contains('unsettled');
  });
const prints = (page: Page) => page.evaluate(() => (globalThis as unknown as Watched).printed);
const count = async (page: Page) => (await prints(page)).length;

async function allReady(page: Page) {
  await expect(islands(page, ':not([data-state=ready])')).toHaveCount(0, { timeout: 60_000 });
  await expect.poll(() => isUnsettled(page), { timeout: 30_000 }).toBe(false);
}

/** What one who has read the whole lesson prints: the measure of the others. */
async function readAndPrint(page: Page): Promise<Sheet[]> {
  for (const island of await islands(page, '').all()) {
    await island.scrollIntoViewIfNeeded();
    await expect(island).toHaveAttribute('data-state', 'ready');
    await page.waitForTimeout(300);
  }
  await expect.poll(() => isUnsettled(page), { timeout: 30_000 }).toBe(false);
  await page.pdf();
  return (await prints(page)).at(-1)!;
}

/** The figures in which two prints differ: whole pages of SVG would tell nobody more. */
const differing = (a: readonly Sheet[], b: readonly Sheet[]) => {
  expect(a.map(({ id }) => id)).toEqual(b.map(({ id }) => id));
  for (const [i, { id, words }] of a.entries()) expect(words, id).toBe(b[i]!.words);
  return a.filter(({ drawings }, i) => `${drawings}` !== `${b[i]!.drawings}`).map(({ id }) => id);
};

for (const { slug, title } of lessons) {
  test(`${slug}: a page that was never scrolled prints all its figures`, async ({ browser }) => {
    test.slow();
    const page = await open(browser, slug);
    await allReady(page);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.pdf();
    const unread = (await prints(page)).at(-1)!;
    expect(unread.length).toBe(figuresOf(slug));
    expectShown(slug, unread);
    await expect(page.locator('body')).not.toHaveClass(/unsettled/);
    expect(differing(unread, await readAndPrint(page))).toEqual([]);
    await page.context().close();
  });

  test(`${slug}: who prints at once, with the keys or the button, waits for all of it`, async ({
    browser,
  }) => {
    test.slow();
    const page = await open(browser, slug, true);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.locator('#print-said')).toHaveText('');
    await expect(async () => {
      if (slug === 'sampling') await page.keyboard.press('Control+p');
      else await page.getByRole('button', { name: 'Print', exact: true }).click();
      await expect(page.locator('#print-said')).not.toHaveText('', { timeout: 500 });
    }).toPass();
    await expect.poll(() => count(page), { timeout: 60_000 }).toBeGreaterThan(0);
    await expect(page.locator('#print-said')).toHaveText('');
    const atOnce = (await prints(page))[0]!;
    expectShown(slug, atOnce);
    expect(differing(atOnce, await readAndPrint(page))).toEqual([]);
    await page.context().close();
  });
}

test('the browser’s menu does not wait: the print says what it lacks, and the next one has it', async ({
  browser,
}) => {
  const page = await open(browser, 'sampling', true);
  await expect(islands(page, '[data-state=ready]')).not.toHaveCount(0);
  await page.waitForTimeout(7000); // nothing is fetched early for who saves data
  await expect(islands(page, ':not([data-state])')).not.toHaveCount(0);
  await page.pdf();
  await page.emulateMedia({ media: 'print' });
  const before = (selector: string) =>
    page.$eval(selector, (element) => getComputedStyle(element, '::before').content);
  expect(await before('main')).toContain('wait for them');
  await page.emulateMedia({ media: 'screen' });
  await allReady(page);
  await page.pdf();
  await expect(page.locator('body')).not.toHaveClass(/unsettled/);
  expectShown('sampling', (await prints(page)).at(-1)!);
  await page.context().close();
});

test('what is mounted off screen is not drawn and asks for no frame', async ({ browser }) => {
  const page = await open(browser, 'sampling');
  await allReady(page);
  const frames = () => page.evaluate(() => (globalThis as unknown as Watched).frames);
  await page.waitForTimeout(1000);
  const before = await frames();
  await page.waitForTimeout(1000);
  expect(await frames()).toBe(before);
  // A canvas that was never drawn on has its first size.
  const drawn = await page.$$eval('.stage canvas', (all) =>
    all.map((canvas) => (canvas as HTMLCanvasElement).width !== 300),
  );
  expect(drawn[0]).toBe(true);
  expect(drawn.filter(Boolean).length).toBeLessThanOrEqual(2);
  await page.context().close();
});

test('on paper the graphical model of lesson 1 has its nodes, and nothing to press', async ({ browser }) => {
  const page = await open(browser, 'bayes');
  await allReady(page);
  const plates = page.locator('#plates');
  for (const node of ['z,', 'x,'])
    await plates
      .locator('.board')
      .getByRole('button', { name: new RegExp(`^${node}`) })
      .click();
  await page.emulateMedia({ media: 'print' });
  await expect(plates.locator('line')).toHaveCount(1);
  for (const node of await plates.locator('.board button').all()) {
    await expect(node).toBeVisible();
    const { width, height } = (await node.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThan(20);
  }
  await expect(plates.getByRole('button', { name: 'Start again' })).toBeHidden();
  await page.context().close();
});

test('on paper the way back of lesson 2 has its density and its lines, and nothing to press', async ({
  browser,
}) => {
  const page = await open(browser, 'evidence');
  await allReady(page);
  await page.emulateMedia({ media: 'print' });
  const back = page.locator('#back');
  await expect(back.getByTestId('back-density')).toBeVisible();
  await expect(back.getByTestId('back-density')).toContainText('log p(');
  const tiles = await back.locator('.tiles button').all();
  expect(tiles.length).toBeGreaterThan(2);
  for (const tile of tiles) {
    await expect(tile).toBeVisible();
    await expect(tile).toContainText('~');
  }
  await expect(back.getByTestId('back-summary')).toBeVisible();
  for (const name of ['Compare at random points', 'Start again'])
    await expect(back.getByRole('button', { name })).toBeHidden();
  await page.context().close();
});

test('on paper every figure of lesson 3 has colour, on white, in the dark theme too', async ({ browser }) => {
  const page = await open(browser, 'sampling');
  await allReady(page);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const reader = await browser.newPage();
  for (const figure of await page.locator('.numbered').all()) {
    const papers = await figure.locator('.paper').all();
    expect(papers.length).toBeGreaterThan(0);
    for (const paper of papers) {
      const { white, coloured } = await pixels(reader, await paper.screenshot());
      expect(white, (await figure.getAttribute('id'))!).toBeGreaterThan(0.4);
      expect(coloured, (await figure.getAttribute('id'))!).toBeGreaterThan(0.002);
    }
    const { width } = (await figure.locator('.paper').first().boundingBox())!;
    const drawing = (await figure.locator('.paper > *').first().boundingBox())!;
    expect(drawing.width).toBeGreaterThan(250);
    expect(drawing.width).toBeLessThanOrEqual(width + 0.5);
  }
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  await reader.close();
  await page.context().close();
});

/** The shares of a picture that are white, and that have a colour. */
const pixels = (reader: Page, png: Buffer) =>
  reader.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    let [white, coloured] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      const [low, high] = [
        Math.min(data[i]!, data[i + 1]!, data[i + 2]!),
        Math.max(data[i]!, data[i + 1]!, data[i + 2]!),
      ];
      if (low > 250) white++;
      else if (high - low > 60) coloured++;
    }
    const all = data.length / 4;
    return { white: white / all, coloured: coloured / all };
  }, png.toString('base64'));
