import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// One page for each index.html; every address in the built site is relative, so that it works under any base path on any
// static host. Nothing is inlined: the content security policy allows no data: scripts, and modules are cached by name.
export default defineConfig({
  root: here('web'),
  base: './',
  plugins: [svelte()],
  resolve: { alias: { $core: here('build/wasm/wasm'), $web: here('web') } },
  server: { fs: { allow: [here('.')] } },
  worker: { format: 'es' },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: ['safari16.4', 'chrome111', 'firefox113'],
    assetsInlineLimit: 0,
  },
});
