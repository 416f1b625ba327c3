// The tracer (web/trace) as text, for the worker's script: `import tracer from 'virtual:tracer'` gives an expression
// whose value is { createTracer }. The worker is a classic script made of text, so that the library cannot be imported
// there. Read by vite.config.ts and the configurations of tests, in node.

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rollup } from 'vite';

const name = 'virtual:tracer';
const folder = fileURLToPath(new URL('../trace/', import.meta.url));

export function tracerText(): Plugin {
  return {
    name: 'tractable:tracer',
    resolveId: (source) => (source === name ? `\0${name}` : undefined),
    async load(id) {
      if (id !== `\0${name}`) return undefined;
      if (this.meta.watchMode) for (const file of readdirSync(folder)) this.addWatchFile(folder + file);
      return `export default ${JSON.stringify(await bundle())};`;
    },
  };
}

let bundled: Promise<string> | undefined;

/** Once a process: a build asks for it, and so do its workers. */
function bundle(): Promise<string> {
  return (bundled ??= make());
}

async function make(): Promise<string> {
  const result = (await build({
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    build: {
      write: false,
      target: ['safari16.4', 'chrome111', 'firefox113'],
      lib: { entry: `${folder}sandbox.ts`, formats: ['iife'], name: 'tracer' },
    },
  })) as Rollup.RollupOutput[];
  const { code } = result[0]!.output[0];
  return `(() => {${code.trim()}\nreturn tracer;})()`;
}
