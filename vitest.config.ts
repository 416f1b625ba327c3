import { mergeConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';
import site from './vite.config.ts';

export default mergeConfig(
  site,
  defineConfig({
    root: fileURLToPath(new URL('.', import.meta.url)),
    test: {
      include: ['tests/{wasm,web,posteriordb}/**/*.test.ts', 'lessons/**/*.test.ts'],
      exclude: ['**/play*.test.ts'],
      // A machine that builds and drives a browser meanwhile is slow: only what hangs should fail by time.
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  }),
);
