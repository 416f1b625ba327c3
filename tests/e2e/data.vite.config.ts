// Builds the page on which data are loaded: `npx vite build --config tests/e2e/data.vite.config.ts`.

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { data } from '../../web/data/plugin.ts';
import { writeWorker } from '../../web/offline/plugin.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = here('../../build/data-page');

export default defineConfig({
  root: here('data-page'),
  base: './',
  publicDir: false,
  plugins: [
    svelte(),
    data(),
    { name: 'worker', closeBundle: { order: 'post', handler: () => writeWorker(folder) } },
  ],
  build: {
    outDir: folder,
    emptyOutDir: true,
    target: ['safari16.4', 'chrome111', 'firefox113'],
    assetsInlineLimit: 0,
  },
});
