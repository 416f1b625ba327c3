// The hostile programs in Firefox, through WebDriver BiDi. Without a Firefox this file is skipped and says so:
// `apt-get install firefox-esr`, or TRACTABLE_FIREFOX=/path/to/firefox.

import { existsSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { honest, honestAnswer, policyProbe, programs, type Outcome } from './hostile.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const firefox = [process.env['TRACTABLE_FIREFOX'], '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
  (path) => path && existsSync(path),
);

if (firefox) describe('in Firefox', inFirefox);
else test.skip('in Firefox: firefox-esr is not installed');

function inFirefox() {
  let browser: Browser;
  let page: Page;
  let address: string;
  let watch: string;
  let seen: string[] = [];
  const closes: (() => unknown)[] = [];

  beforeAll(async () => {
    const folder = `${root}/build/sandbox-page/firefox`;
    await build({
      configFile: `${root}/tests/e2e/sandbox.vite.config.ts`,
      logLevel: 'warn',
      build: { outDir: folder },
    });
    const { serve } = (await import('../../../web/serve.mjs' as string)) as {
      serve: (options: object) => Promise<{ address: string; close: () => unknown }>;
    };
    const site = await serve({ folder, port: 4690, base: '/some/deep/path/' });
    const watcher = http.createServer((request, response) => {
      seen.push(request.url!);
      response
        .writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' })
        .end('1');
    });
    await new Promise<void>((resolve) => watcher.listen(0, '127.0.0.1', resolve));
    watch = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/`;
    browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox!, headless: true });
    closes.push(
      () => browser.close(),
      site.close,
      () => watcher.close(),
    );
    address = site.address;
  }, 120_000);
  // A page of its own for each: a tab that crashed must not hide what comes after it.
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction(() => 'sandbox' in globalThis);
  }, 30_000);
  afterEach(() => page.close(), 30_000);
  afterAll(async () => {
    for (const close of closes) await close();
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
    seen = [];
    const reached = await page.evaluate(
      async (source) => {
        const place = await sandbox.openPlace();
        const reached = await new Promise<unknown>((resolve) =>
          place.start(source, (news) => {
            if (news.kind === 'port') news.port!.onmessage = ({ data }) => resolve(data);
            else resolve(news);
          }),
        );
        place.close();
        return reached;
      },
      policyProbe(watch, address),
    );
    expect(reached).toEqual([]);
    expect(seen).toEqual([]);
  }, 30_000);

  test.each(programs.map((program) => [program.name, program] as const))(
    '%s',
    async (_, program) => {
      seen = [];
      const outcome = await run(program.code, [watch], program.limits);
      expect(program.contained(outcome), JSON.stringify(outcome).slice(0, 600)).toBe(true);
      expect(outcome.isolated).toBe(true);
      expect(await page.evaluate(() => document.querySelectorAll('iframe').length)).toBe(0);
      expect(await page.evaluate(() => ['polluted' in {}, Math.sqrt(16)])).toEqual([false, 4]);
      expect((await run(honest, [2, 3])).results).toEqual([{ value: honestAnswer }]);
      expect(seen).toEqual([]);
    },
    30_000,
  );
}
