import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { lessonExercises } from './web/compiler/exercises.ts';
import { lessonPages } from './web/compiler/plugin.ts';
import { data } from './web/data/plugin.ts';
import { courseMap } from './web/home/plugin.ts';
import { offline } from './web/offline/plugin.ts';
import { contentSecurityPolicy } from './web/sandbox/policy.ts';
import { tracerText } from './web/sandbox/tracer.ts';
import { reference } from './web/reference/plugin.ts';
import { search } from './web/search/plugin.ts';
import { preloadFonts } from './web/styles/fonts.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The home page and one page a lesson; every address in the built site is relative, so that it works under any base path on
// any static host. Nothing is inlined: the content security policy allows no data: scripts, and modules are cached by name.
export default defineConfig({
  root: here('web'),
  base: './',
  // The order matters: a plugin that reads the built site comes after those that make its pages.
  plugins: [
    svelte(),
    data(),
    lessonPages(),
    lessonExercises(),
    courseMap(),
    reference(),
    search(),
    preloadFonts(),
    contentSecurityPolicy(),
    tracerText(),
    offline(),
  ],
  resolve: { alias: { $core: here('build/wasm/wasm'), $web: here('web') } },
  server: { fs: { allow: [here('.')] } },
  worker: { format: 'es' },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: ['safari16.4', 'chrome111', 'firefox113'],
    assetsInlineLimit: 0,
    // Pages beside the lessons; the lessons' own are added by their plugin.
    rolldownOptions: {
      input: {
        arena: here('web/arena/index.html'),
        playground: here('web/playground/index.html'),
        reference: here('web/reference/model/index.html'),
      },
    },
  },
});
