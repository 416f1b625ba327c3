// The site's own server: what it packs, and what a browser may keep.

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import http, { type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'tractable-site-'));
const page = `<!doctype html><title>A page</title>${'<p>Said again.</p>'.repeat(400)}`;
let address: string;
let close: () => Promise<unknown>;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'assets'));
  for (const [name, text] of Object.entries({
    'index.html': page,
    'assets/part-Ab3_-9zQ.js': page,
    'assets/plain.js': page,
    'assets/letters-Ab3_-9zQ.woff2': page,
  }))
    writeFileSync(path.join(folder, name), text);
  const { serve } = (await import('../../web/serve.mjs' as string)) as {
    serve: (options: object) => Promise<{ address: string; close: () => Promise<unknown> }>;
  };
  ({ address, close } = await serve({ folder, port: 0 }));
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

/** As it comes over the line: fetch would unpack it. */
const get = (name: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    http
      .request(address + name, { headers, method }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
        );
      })
      .on('error', reject)
      .end();
  });

test('text is packed as the browser asks for it, and comes out as it was', async () => {
  const brotli = await get('', { 'Accept-Encoding': 'gzip, deflate, br, zstd' });
  expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
  expect(Number(brotli.headers['content-length'])).toBe(brotli.body.length);
  expect(brotli.body.length).toBeLessThan(page.length / 20);
  expect(brotliDecompressSync(brotli.body).toString()).toBe(page);

  const gzip = await get('', { 'Accept-Encoding': 'gzip, deflate' });
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(gzip.body).toString()).toBe(page);

  for (const headers of [{}, { 'Accept-Encoding': 'identity' }, { 'Accept-Encoding': 'br;q=0' }]) {
    const plain = await get('', headers as Record<string, string>);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(page);
  }
});

test('fonts are packed already, and HEAD says what GET would', async () => {
  const font = await get('assets/letters-Ab3_-9zQ.woff2', { 'Accept-Encoding': 'br' });
  expect(font.headers['content-encoding']).toBeUndefined();
  expect(font.body.toString()).toBe(page);
  const head = await get('', { 'Accept-Encoding': 'br' }, 'HEAD');
  const whole = await get('', { 'Accept-Encoding': 'br' });
  expect(head.body).toHaveLength(0);
  expect(head.headers['content-length']).toBe(whole.headers['content-length']);
});

test('what has its hash in its name is kept; the rest is asked for each time, and a changed file shows at once', async () => {
  const kept = 'public, max-age=31536000, immutable';
  expect((await get('assets/part-Ab3_-9zQ.js')).headers['cache-control']).toBe(kept);
  expect((await get('assets/plain.js')).headers['cache-control']).toBe('no-cache');
  const headers = { 'Accept-Encoding': 'br' };
  const first = await get('', headers);
  expect(first.headers['cache-control']).toBe('no-cache');
  expect((await get('', { ...headers, 'If-None-Match': first.headers.etag! })).status).toBe(304);

  // The same page, packed otherwise, is other bytes.
  const tags = new Set<string>();
  for (const encoding of ['br', 'gzip', 'identity']) {
    const { etag } = (await get('', { 'Accept-Encoding': encoding })).headers;
    tags.add(etag!);
    for (const names of [etag!, `W/${etag}`, `"other", ${etag}`, '*'])
      expect((await get('', { 'Accept-Encoding': encoding, 'If-None-Match': names })).status).toBe(304);
  }
  expect(tags.size).toBe(3);
  const plain = { 'Accept-Encoding': 'identity', 'If-None-Match': first.headers.etag! };
  expect((await get('', plain)).status).toBe(200);

  const changed = page.replaceAll('again', 'anew!');
  writeFileSync(path.join(folder, 'index.html'), changed);
  utimesSync(path.join(folder, 'index.html'), new Date(), new Date(Date.now() + 5000));
  const second = await get('', { ...headers, 'If-None-Match': first.headers.etag! });
  expect(second.status).toBe(200);
  expect(brotliDecompressSync(second.body).toString()).toBe(changed);
});

/** What a server gets from anybody: fetch would put the address right. */
const status = (target: string, method = 'GET') =>
  new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(address);
    http
      .request({ hostname, port, path: target, method }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
      .on('error', reject)
      .end();
  });

test('an address that is none, or names nothing, is answered and the server stays', async () => {
  for (const [target, expected] of [
    ['//', 400],
    ['http://[', 400],
    ['/%ff', 400],
    ['/index.html/', 404],
    ['/index.html/part', 404],
    [`/${'a'.repeat(3000)}`, 404],
    ['/%00', 404],
    ['/..%2f..%2fetc/hostname', 404],
    ['*', 404],
    ['/', 200],
  ] as const)
    expect([target, await status(target)]).toEqual([target, expected]);
  expect(await status('/', 'POST')).toBe(405);
  expect(await status('/nowhere', 'HEAD')).toBe(404);
});
