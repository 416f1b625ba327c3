// The lesson pages in Vite's development server: compiled at each request, loaded anew when the lesson changes.

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { afterEach, expect, test, vi } from 'vitest';
import { lessonPages } from '../../../web/compiler/plugin.ts';
import { root } from '../../../web/compiler/problems.ts';
import { figure, make, type Made } from './support.ts';

let server: ViteDevServer | undefined;
afterEach(() => server?.close());

async function serve(made: Made) {
  const file = make(made);
  server = await createServer({
    configFile: false,
    root: path.join(root, 'web'),
    logLevel: 'silent',
    plugins: [svelte(), lessonPages({ lessons: path.dirname(path.dirname(file)) })],
    server: { host: '127.0.0.1', port: 0, fs: { allow: [root, path.dirname(file)] } },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  const address = server.resolvedUrls!.local[0]!;
  const get = async (name: string) => {
    const response = await fetch(address + name, { headers: { Accept: 'text/html' } });
    return { status: response.status, text: await response.text() };
  };
  return { file, get, server };
}

test('a page and its module are served', async () => {
  const { get } = await serve({ body: '::figure{is=Rain #rain}\n', files: figure('Rain') });
  const page = await get('sampling/');
  expect(page.status).toBe(200);
  expect(page.text).toContain('<title>Sampling · Tractable</title>');
  expect(page.text).toMatch(
    /http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self' /,
  );
  expect(page.text).toContain('src="/@lesson/sampling"');
  expect((await get('sampling/index.html')).text).toContain('<h1>Sampling</h1>');
  const module = await get('@lesson/sampling');
  expect(module.text).toMatch(/Rain: \(\) => import\(".*03-sampling\/figures\/Rain\.svelte/);
  expect(module.text).not.toContain('Exercise.svelte');
});

test('what is no lesson is left to Vite', async () => {
  const { get } = await serve({});
  expect((await get('cooking/')).text).not.toContain('<h1>Sampling</h1>');
});

test('a mistake is shown with file and line, and gone when it is mended', async () => {
  const { get, file, server } = await serve({ body: 'See :ref[later].\n' });
  const send = vi.spyOn(server.ws, 'send');
  const broken = await get('sampling/');
  expect(broken.status).toBe(500);
  expect(broken.text).toContain('lesson.md:11: unknown reference later');
  appendFileSync(file, '\n## Later\n');
  await vi.waitFor(() => expect(send).toHaveBeenCalledWith({ type: 'full-reload' }), 5000);
  expect((await get('sampling/')).status).toBe(200);
});
