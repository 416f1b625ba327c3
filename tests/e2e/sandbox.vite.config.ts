// Builds the page on which the sandbox is tested: `npx vite build --config tests/e2e/sandbox.vite.config.ts`.

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { contentSecurityPolicy } from '../../web/sandbox/policy.ts';
import { tracerText } from '../../web/sandbox/tracer.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('../../web/sandbox/testing'),
  base: './',
  publicDir: false,
  plugins: [svelte(), contentSecurityPolicy(), tracerText()],
  resolve: { alias: { $web: here('../../web'), $core: here('../../build/wasm/wasm') } },
  worker: { format: 'es' },
  build: {
    outDir: here('../../build/sandbox-page'),
    emptyOutDir: true,
    target: ['safari16.4', 'chrome111', 'firefox113'],
    assetsInlineLimit: 0,
  },
});
