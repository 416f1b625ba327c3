// Where the sandbox is tested, in whatever browser: its page, a server that watches for leaks, and what is asked after each
// hostile program.

import { execFileSync } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { runInSandbox } from '../../../web/sandbox/run.ts';
import { honest, honestAnswer, type Outcome, type Program } from './hostile.ts';

declare global {
  // What web/sandbox/testing/main.ts puts into the tests' reach.
  var sandbox: {
    runInSandbox: typeof runInSandbox;
    openPlace: typeof import('../../../web/sandbox/place.ts').openPlace;
    traceModel: typeof import('../../../web/model/trace.ts').traceModel;
  };
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Scene {
  /** The page with the sandbox, below a deep path. */
  address: string;
  /** The watching server: whatever reaches it has leaked. */
  watch: string;
  /** The paths that it was asked for. */
  seen: string[];
  close: () => Promise<void>;
}

/** Builds the page into build/sandbox-page/`name` and serves it at `port` or the next free one. */
export async function openScene(name: string, port: number): Promise<Scene> {
  const folder = `${root}/build/sandbox-page/${name}`;
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'tests/e2e/sandbox.vite.config.ts'];
  execFileSync(process.execPath, [...vite, '--outDir', folder, '--logLevel', 'warn'], { cwd: root });
  const { serve } = (await import('../../../web/serve.mjs' as string)) as {
    serve: (options: object) => Promise<{ address: string; close: () => unknown }>;
  };
  const site = await serve({ folder, port, base: '/some/deep/path/' });
  const seen: string[] = [];
  const watcher = http.createServer((request, response) => {
    seen.push(request.url!);
    response
      .writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' })
      .end('1');
  });
  await new Promise<void>((resolve) => watcher.listen(0, '127.0.0.1', resolve));
  const watch = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/`;
  const close = async () => {
    await site.close();
    watcher.close();
  };
  return { address: site.address, watch, seen, close };
}

/** What both browsers' drivers can do with the open page. */
export interface Stage {
  run: (code: string, args: unknown[], limits?: object) => Promise<Outcome>;
  evaluate: <T>(look: () => T) => Promise<T>;
}

/** Runs the program, looks at what it left in the page, and runs an honest one after it: to be compared with `unharmed`. */
export async function perform(program: Program, stage: Stage, { watch, seen }: Scene) {
  seen.length = 0;
  const outcome = await stage.run(program.code, [watch], program.limits);
  return {
    contained: program.contained(outcome) || JSON.stringify(outcome).slice(0, 600),
    isolated: outcome.isolated,
    frames: await stage.evaluate(() => document.querySelectorAll('iframe').length),
    polluted: await stage.evaluate(() => 'polluted' in {}),
    root: await stage.evaluate(() => Math.sqrt(16)),
    next: (await stage.run(honest, [2, 3])).results,
    seen: [...seen],
  };
}

export const unharmed = {
  contained: true,
  isolated: true,
  frames: 0,
  polluted: false,
  root: 4,
  next: [{ value: honestAnswer }],
  seen: [],
};

/** In the page: runs a worker's text in a place of the sandbox, without the prelude, and gives what it sends back. */
export async function runBare(source: string): Promise<unknown> {
  const place = await sandbox.openPlace();
  const sent = await new Promise<unknown>((resolve) =>
    place.start(source, (news) => {
      if (news.kind === 'port') news.port!.onmessage = ({ data }) => resolve(data);
      else resolve(news);
    }),
  );
  place.close();
  return sent;
}
