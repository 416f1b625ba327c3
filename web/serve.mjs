// A small static server for the built site: for `npm start`, Playwright and the benchmarks.
// `node web/serve.mjs [--port N] [--base /path/] [folder]`

import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import zlib from 'node:zlib';
import { root } from '../wasm/setup/places.mjs';
import { fail, say } from '../wasm/setup/speech.mjs';
import { main } from '../wasm/setup/steps.mjs';

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

/** Worth packing; the others are packed already. */
const packable = /\.(css|csv|html|ipynb|js|json|map|mjs|svg|ttf|txt|wasm|webmanifest|xml)$/;
const pack = {
  br: (bytes) =>
    promisify(zlib.brotliCompress)(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: promisify(zlib.gzip),
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
  const url = addressOf(request.url);
  if (!url) return end(response, 400);
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
  if (statsOf(file)?.isDirectory()) {
    if (!url.pathname.endsWith('/')) return redirect(response, `${url.pathname}/${url.search}`);
    return send(path.join(file, 'index.html'), folder, request, response);
  }
  return send(file, folder, request, response);
}

/** Of what a request names; undefined for "//" and others that are no address. */
function addressOf(name) {
  try {
    return new URL(name, 'http://host');
  } catch {
    return undefined;
  }
}

/** Undefined for what cannot be there: a file's name with a slash behind it, or one that is too long. */
function statsOf(file) {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function send(file, folder, request, response) {
  const stats = statsOf(file);
  if (!stats?.isFile()) {
    const page = path.join(folder, '404.html');
    const text = fs.existsSync(page) ? fs.readFileSync(page) : 'Not found\n';
    response.writeHead(404, { 'Content-Type': types[fs.existsSync(page) ? '.html' : '.txt'] });
    return response.end(text);
  }
  const encoding = packable.test(file) ? acceptedEncoding(request) : undefined;
  // One tag names the same bytes: packed ones have another.
  const version = `${stats.size.toString(36)}-${Math.floor(stats.mtimeMs).toString(36)}`;
  const tag = `"${version}${encoding ? `-${encoding}` : ''}"`;
  const headers = {
    'Content-Type': types[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Cache-Control': cachePolicy(path.relative(folder, file)),
    Vary: 'Accept-Encoding',
    ETag: tag,
  };
  if (namesTag(request.headers['if-none-match'], tag)) {
    response.writeHead(304, headers);
    return response.end();
  }
  if (!encoding) {
    response.writeHead(200, { ...headers, 'Content-Length': stats.size });
    if (request.method === 'HEAD') return response.end();
    // Also when the browser hangs up in the middle the file is closed.
    return pipeline(fs.createReadStream(file), response, () => undefined);
  }
  packed(file, tag, encoding).then(
    (bytes) => {
      response.writeHead(200, { ...headers, 'Content-Encoding': encoding, 'Content-Length': bytes.length });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    },
    () => response.destroy(),
  );
}

/** A browser may name several tags; a proxy that packs anew marks them as weak. */
const namesTag = (names = '', tag) =>
  names.split(/\s*,\s*/).some((name) => name === '*' || name.replace(/^W\//, '') === tag);

const acceptedEncoding = (request) => {
  const accepted = String(request.headers['accept-encoding'] ?? '').split(/\s*,\s*/);
  return Object.keys(pack).find((name) => accepted.includes(name));
};

/** A file whose name holds its hash never changes. Of the others a rebuilt one shows at once; unchanged ones cost a 304. */
const cachePolicy = (name) =>
  /^assets[/\\].+-[\w-]{8}\.\w+$/.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';

/** The files as they were sent last, by address and encoding. */
const memory = new Map();

/** Reads and packs a file, once while it does not change. */
function packed(file, tag, encoding) {
  const key = `${encoding} ${file}`;
  const known = memory.get(key);
  if (known?.tag === tag) return known.bytes;
  const bytes = fs.promises.readFile(file).then(pack[encoding]);
  memory.set(key, { tag, bytes });
  bytes.catch(() => memory.delete(key));
  return bytes;
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
