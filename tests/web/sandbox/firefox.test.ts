// The hostile programs in Firefox, through WebDriver BiDi. Without a Firefox this file is skipped and says so:
// `apt-get install firefox-esr`, or TRACTABLE_FIREFOX=/path/to/firefox.

import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { policyProbe, programs, type Outcome } from './hostile.ts';
import { openScene, perform, runBare, unharmed, type Scene } from './scene.ts';

const firefox = [process.env['TRACTABLE_FIREFOX'], '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
  (path) => path && existsSync(path),
);

if (firefox) describe('in Firefox', inFirefox);
else test.skip('in Firefox: firefox-esr is not installed');

function inFirefox() {
  let browser: Browser;
  let page: Page;
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene('firefox', 4690);
    browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox!, headless: true });
  }, 120_000);
  // A page of its own for each: a tab that crashed must not hide what comes after it.
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(scene.address);
    await page.waitForFunction(() => 'sandbox' in globalThis);
  }, 30_000);
  afterEach(() => page.close(), 30_000);
  afterAll(async () => {
    await browser.close();
    await scene.close();
  }, 30_000);

  const run = async (code: string, args: unknown[], limits: object = {}) => {
    const text = await page.evaluate(async (order) => JSON.stringify(await sandbox.runInSandbox(order)), {
      code,
      call: [{ name: 'f', args }],
      limits,
    });
    return JSON.parse(text) as Outcome;
  };

  test('errors carry the line of the code', async () => {
    const outcome = await run('function f() {\n  const nothing = undefined;\n  return nothing.value;\n}', []);
    expect(outcome.results[0]).toMatchObject({ line: 3 });
    expect((await run('\nconst f = ;', [])).reason?.line).toBe(2);
    expect((await run('function f() {', [])).reason?.error).toMatch(/ends too early/);
  }, 30_000);

  test('without the prelude the policy alone keeps network, storage and eval away', async () => {
    scene.seen.length = 0;
    expect(await page.evaluate(runBare, policyProbe(scene.watch, scene.address))).toEqual([]);
    expect(scene.seen).toEqual([]);
  }, 30_000);

  test.each(programs.map((program) => [program.name, program] as const))(
    '%s',
    async (_, program) => {
      const stage = { run, evaluate: <T>(look: () => T) => page.evaluate(look) as Promise<T> };
      expect(await perform(program, stage, scene)).toEqual(unharmed);
    },
    30_000,
  );
}
