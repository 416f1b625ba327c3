// Libraries as text, for the worker's script: `import tracer from 'virtual:tracer'` gives an expression whose value is
// { createTracer } (web/trace), 'virtual:language' one with { createLanguage } (web/model). The worker is a classic
// script made of text, so that a library cannot be imported there. Read by vite.config.ts and the configurations of
// tests, in node.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rollup } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Each library's folders, the one with its sandbox.ts last. */
const libraries: Record<string, string[]> = {
  'virtual:tracer': [here('../trace/')],
  'virtual:language': [here('../trace/'), here('../model/')],
};

export function tracerText(): Plugin {
  return {
    name: 'tractable:tracer',
    resolveId: (source) => (Object.hasOwn(libraries, source) ? `\0${source}` : undefined),
    async load(id) {
      const folders = id.startsWith('\0') ? libraries[id.slice(1)] : undefined;
      if (!folders) return undefined;
      if (this.meta.watchMode) {
        for (const folder of folders)
          for (const file of readdirSync(folder)) if (file.endsWith('.ts')) this.addWatchFile(folder + file);
      }
      return `export default ${JSON.stringify(await bundle(`${folders.at(-1)}sandbox.ts`))};`;
    },
  };
}

const bundled = new Map<string, Promise<string>>();

/** Once a process: a build asks for it, and so do its workers. */
function bundle(entry: string): Promise<string> {
  let text = bundled.get(entry);
  if (!text) bundled.set(entry, (text = make(entry)));
  return text;
}

async function make(entry: string): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    resolve: { alias: { $core: here('../../build/wasm/wasm') } },
    build: {
      write: false,
      target: ['safari16.4', 'chrome111', 'firefox113'],
      lib: { entry, formats: ['iife'], name: 'library' },
    },
  })) as Rollup.RollupOutput[];
  const { code } = result[0]!.output[0];
  return `(() => {${code.trim()}\nreturn library;})()`;
}
