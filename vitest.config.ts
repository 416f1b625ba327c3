import { mergeConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import { fileURLToPath } from 'node:url';
import site from './vite.config.ts';

export default mergeConfig(
  site,
  defineConfig({
    root: fileURLToPath(new URL('.', import.meta.url)),
    test: {
      include: ['tests/{wasm,web}/**/*.test.ts', 'lessons/**/*.test.ts'],
      exclude: ['**/play.test.ts'],
    },
  }),
);
