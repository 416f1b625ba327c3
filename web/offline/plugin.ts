// Vite's part of working offline: puts the starter and the search's script into every page, and writes the service worker
// with the list of what was built.

import fs from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'vite';
import { root } from '../compiler/problems.ts';
import type { SearchApi } from '../search/plugin.ts';
import { makeManifest } from './manifest.ts';

const worker = 'sw.js';

export function offline(): Plugin {
  let folder = '';
  let building = false;
  let search: SearchApi | undefined;
  return {
    name: 'tractable-offline',
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir);
      building = config.command === 'build';
      search = config.plugins.find(({ name }) => name === 'tractable-search')?.api as SearchApi | undefined;
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => ({
        html,
        tags: [{ tag: 'script', attrs: { type: 'module', src: '/offline/start.ts' }, injectTo: 'head' }],
      }),
    },
    closeBundle: {
      order: 'post',
      async handler() {
        if (!building || !fs.existsSync(path.join(folder, 'index.html'))) return;
        // The index of the search belongs to the build.
        await search?.done;
        await writeWorker(folder);
      },
    },
  };
}

/** Writes sw.js for a built site. */
export async function writeWorker(folder: string): Promise<void> {
  const manifest = makeManifest(folder, [worker]);
  await build({
    configFile: false,
    logLevel: 'warn',
    root: path.join(root, 'web/offline'),
    publicDir: false,
    define: { __MANIFEST__: JSON.stringify(manifest) },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: ['safari16.4', 'chrome111', 'firefox113'],
      // A classic script: not every browser runs modules as service workers.
      lib: { entry: 'worker.ts', formats: ['iife'], name: 'offline', fileName: () => worker },
    },
  });
}
