// The checks of form: formatting, lint, types. Alone with `npm run check [-- NAME ...]`. Each prints
// its output when it fails, and then one line: passed or failed. `npm run format` (--fix) mends what
// can be mended.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setUp, toolchain } from '../wasm/setup/setup.mjs';
import { root } from '../wasm/setup/places.mjs';
import { fail, say } from '../wasm/setup/speech.mjs';
import { main, run } from '../wasm/setup/steps.mjs';

const cpp = ['core', 'wasm', 'tests'].flatMap((folder) => sources(folder, /\.(cpp|hpp)$/));

// With `fix` true a check mends, without it only looks.
const checks = {
  prettier: (fix) => ['prettier', [fix ? '--write' : '--check', '--log-level=warn', '.']],
  eslint: (fix) => ['eslint', ['--max-warnings=0', ...(fix ? ['--fix'] : []), '.']],
  'svelte-check': () => ['svelte-check', ['--tsconfig', 'tsconfig.json', '--fail-on-warnings']],
  'clang-format': (fix, { clangFormat }) => [
    clangFormat,
    [...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...cpp],
  ],
};

function sources(folder, pattern) {
  const start = path.join(root, folder);
  if (!fs.existsSync(start)) return [];
  return fs
    .readdirSync(start, { recursive: true })
    .filter((name) => pattern.test(name))
    .map((name) => path.join(folder, name));
}

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { fix: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !(name in checks));
  if (unknown) fail(`There is no check '${unknown}': choose from ${Object.keys(checks).join(', ')}.`);
  await setUp(['npm', 'format']);
  const tools = await toolchain();
  for (const [name, command] of Object.entries(checks)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const [program, args] = command(values.fix, tools);
    const result = await run(program, args, { env: { ...tools.environment, NO_COLOR: '1' } });
    if (result.code !== 0) {
      say(result.missing ? `the program ${result.missing} is not there` : result.output.trimEnd());
      process.exitCode = 1;
    }
    say(`${result.code === 0 ? 'passed' : 'failed'} ${name}`);
  }
});
