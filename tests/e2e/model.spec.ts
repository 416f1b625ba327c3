// Models that a person typed, in the real sandbox: the recipe, or a sentence with the line. Node has the other sentences
// (tests/web/model/errors.test.ts); here stand those that are the browser's or the sandbox's own.

import { expect, test, type Page } from '@playwright/test';
import { openScene, type Scene } from '../web/sandbox/scene.ts';

let scene: Scene;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  scene = await openScene(`model-${test.info().parallelIndex}`, 4680);
});
test.afterAll(() => scene.close());

interface Told {
  error?: string;
  line?: number;
  output: string[];
  isolated: boolean;
  names?: string[];
  lines?: number[];
}

const data = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };

async function trace(page: Page, code: string, order: { milliseconds?: number; data?: object } = {}) {
  await page.goto(scene.address);
  await page.waitForFunction(() => 'sandbox' in globalThis);
  return page.evaluate(
    async ({ code, data, milliseconds }): Promise<Told> => {
      const { recipe, ...told } = await sandbox.traceModel({ code, data, limits: { milliseconds } });
      return { ...told, ...(recipe && { names: recipe.names, lines: [...recipe.lines] }) };
    },
    { code, data: { ...data, ...order.data }, milliseconds: order.milliseconds ?? 5000 },
  );
}

const model = (...lines: string[]) =>
  ['model(({ sample, observe, quantity, factor, data }) => {', ...lines, '});'].join('\n');

test('eight schools becomes a recipe, with the lines of the code', async ({ page }) => {
  const told = await trace(
    page,
    model(
      "const mu = sample('mu', normal(0, 5));",
      "const tau = sample('tau', halfCauchy(5));",
      "const z = sample('z', normal(0, 1), data.y.length);",
      'console.log(data.y.length);',
      "observe(data.y, normal(quantity('theta', add(mu, mul(tau, z))), data.sigma));",
    ),
  );
  expect(told.error).toBeUndefined();
  expect(told.names).toEqual(['mu', 'normal', 'tau', 'half_cauchy', 'z', 'mul', 'add', 'theta', 'y']);
  expect([...new Set(told.lines)]).toEqual([2, 3, 4, 6]);
  // A model is run twice; what it writes is told once.
  expect(told.output).toEqual(['8']);
  expect(told.isolated).toBe(true);
});

test.describe('a sentence with the line', () => {
  const faults: [string, string, number | undefined, RegExp][] = [
    [
      'a name misspelled',
      model("sample('x', nromal(0, 1));"),
      2,
      /^There is no nromal; did you mean normal\?/,
    ],
    ['model misspelled', 'modle(() => {});', 1, /^There is no modle; did you mean model\?/],
    [
      'too early',
      model("sample('x', normal(mu, 1));", "const mu = sample('mu', normal(0, 1));"),
      2,
      /^mu is used before/,
    ],
    [
      'a comparison',
      model("const x = sample('x', normal(0, 1));", 'if (x > 0) x;'),
      3,
      /^JavaScript cannot compare/,
    ],
    ['a syntax error', model('const = 3;'), 2, /^SyntaxError/],
    ['a bracket left open', 'model(({ sample }) => {', undefined, /the code ends too early/],
    ['chance', model("sample('x', normal(Math.random(), 1));"), 2, /not the same when it is traced again/],
    ['no model', 'const a = 1;', undefined, /^The code makes no model/],
    ['data that are not there', model('data.yy;'), 2, /^There are no data yy/],
  ];
  for (const [name, code, line, sentence] of faults) {
    test(name, async ({ page }) => {
      const told = await trace(page, code);
      expect(told.error).toMatch(sentence);
      expect(told.line).toBe(line);
    });
  }
});

test('an endless loop is stopped, and the next model runs', async ({ page }) => {
  const told = await trace(page, model('for (;;) {}'), { milliseconds: 500 });
  expect(told.error).toBe('Stopped after 0.5 s: the code did not come to an end.');
  expect((await trace(page, model("sample('x', normal(0, 1));"))).names).toEqual(['x', 'normal']);
});

test('more than 200 000 records are refused', async ({ page }) => {
  const told = await trace(page, model("let x = sample('x', normal(0, 1));", 'for (;;) x = exp(x);'), {
    milliseconds: 60_000,
  });
  expect(told.error).toContain('makes more than 200000 operations: does a loop not end?');
  expect(told.line).toBe(3);
});

test('it can be cancelled', async ({ page }) => {
  await page.goto(scene.address);
  await page.waitForFunction(() => 'sandbox' in globalThis);
  const error = await page.evaluate(async (code) => {
    const control = new AbortController();
    setTimeout(() => control.abort(), 300);
    return (await sandbox.traceModel({ code, data: {}, signal: control.signal })).error;
  }, model('for (;;) {}'));
  expect(error).toBe('Stopped.');
});

test('the code reaches neither the page nor the network, and cannot hand over what is no recipe', async ({
  page,
}) => {
  scene.seen.length = 0;
  const told = await trace(
    page,
    `console.log(typeof fetch, typeof XMLHttpRequest, typeof importScripts, typeof document);\n${model("sample('x', normal(0, 1));")}`,
  );
  expect(told.output).toEqual(['undefined undefined undefined undefined']);
  expect(scene.seen).toEqual([]);
  const odd = await trace(page, "language.trace = () => ({ words: 'none' });");
  expect(odd.error).toBe('The answer is not readable.');
  const broken = await trace(page, 'language.trace = () => ({ words: () => 1 });');
  expect(broken.error).toContain('traceModel returned what cannot be used');
});

test('many numbers go in and come out', async ({ page }) => {
  const y = Array.from({ length: 200_000 }, (_, i) => Math.sin(i));
  const told = await trace(page, model("observe(data.y, normal(sample('mu', normal(0, 1)), 1));"), {
    data: { y },
  });
  expect(told.error).toBeUndefined();
});
