// A small static server for the built site: for `npm start`, Playwright and the benchmarks.
// `node web/serve.mjs [--port N] [--base /path/] [folder]`

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { fail, main, root, say } from '../wasm/setup/steps.mjs';

const types = {
  '.bin': 'application/octet-stream',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.ipynb': 'application/json',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

export const firstPort = 4600;

/**
 * Serves `folder` below the path `base`. Without `strict` a port that is taken is passed over for
 * the next free one. Resolves to { address, port, close }.
 */
export async function serve({
  folder = path.join(root, 'dist'),
  port = firstPort,
  host = '127.0.0.1',
  base = '/',
  strict = false,
} = {}) {
  const server = http.createServer((request, response) => answer(folder, base, request, response));
  const taken = await listen(server, port, host, strict ? 0 : 50);
  return {
    address: `http://${host}:${taken}${base}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function listen(server, port, host, more) {
  for (let candidate = port; ; candidate++) {
    const error = await new Promise((resolve) => {
      server.once('error', resolve);
      server.listen(candidate, host, () => {
        server.off('error', resolve);
        resolve(null);
      });
    });
    if (!error) return server.address().port;
    if (error.code !== 'EADDRINUSE' || candidate >= port + more) {
      fail(`The site cannot be served on port ${candidate} (${error.code}): choose another one with --port.`);
    }
  }
}

function answer(folder, base, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
  const url = new URL(request.url, 'http://host');
  if (url.pathname === base.slice(0, -1)) return redirect(response, base + url.search);
  if (!url.pathname.startsWith(base)) return end(response, 404);
  let name;
  try {
    name = decodeURIComponent(url.pathname.slice(base.length));
  } catch {
    return end(response, 400);
  }
  const file = path.join(folder, name);
  const inside = file === path.normalize(folder) || file.startsWith(path.join(folder, path.sep));
  if (!inside || name.includes('\0')) return end(response, 404);
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    if (!url.pathname.endsWith('/')) return redirect(response, `${url.pathname}/${url.search}`);
    return send(path.join(file, 'index.html'), folder, request, response);
  }
  return send(file, folder, request, response);
}

function send(file, folder, request, response) {
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    const page = path.join(folder, '404.html');
    const text = fs.existsSync(page) ? fs.readFileSync(page) : 'Not found\n';
    response.writeHead(404, { 'Content-Type': types[fs.existsSync(page) ? '.html' : '.txt'] });
    return response.end(text);
  }
  const tag = `"${stats.size.toString(36)}-${Math.floor(stats.mtimeMs).toString(36)}"`;
  const headers = {
    'Content-Type': types[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
    // A rebuilt page shows at once; unchanged files cost a 304.
    'Cache-Control': 'no-cache',
    ETag: tag,
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers);
    return response.end();
  }
  response.writeHead(200, { ...headers, 'Content-Length': stats.size });
  if (request.method === 'HEAD') return response.end();
  fs.createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}

function redirect(response, location) {
  // A path that begins with two slashes would name another host.
  response.writeHead(302, { Location: location.replace(/^\/+/, '/') });
  response.end();
}

function end(response, code) {
  response.writeHead(code, { 'Content-Type': types['.txt'] });
  response.end(`${http.STATUS_CODES[code]}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { port: { type: 'string' }, base: { type: 'string' } },
    });
    const { address } = await serve({
      folder: path.resolve(positionals[0] ?? path.join(root, 'dist')),
      port: Number(values.port ?? firstPort),
      base: values.base ?? '/',
      strict: values.port !== undefined,
    });
    say(address);
  });
}
