// Builds the gallery into a folder of its own and serves it: for the tests of the kit and for `drag_frame_ms`. The gallery is
// no part of the site.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { serve } from '../../serve.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../../..');

/** Resolves to { address, close }. */
export async function serveGallery(port = 4710) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tractable-gallery-'));
  await build({
    configFile: false,
    root: here,
    base: './',
    publicDir: path.join(root, 'web/public'),
    logLevel: 'error',
    plugins: [svelte({ configFile: path.join(root, 'svelte.config.js') })],
    resolve: { alias: { $core: path.join(root, 'build/wasm/wasm'), $web: path.join(root, 'web') } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: ['safari16.4', 'chrome111', 'firefox113'],
      assetsInlineLimit: 0,
    },
  });
  const site = await serve({ folder, port });
  return {
    address: site.address,
    async close() {
      await site.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
