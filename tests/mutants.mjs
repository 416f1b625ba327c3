// Switches on one seeded fault after the other (core/tractable/base/mutant.hpp) and runs the native tests: every fault
// must make them fail. Part of `npm run test:long`.

import fs from 'node:fs';
import path from 'node:path';
import { mustBuild } from '../wasm/setup/build.mjs';
import { buildFolder, root } from '../wasm/setup/places.mjs';
import { say } from '../wasm/setup/speech.mjs';
import { main, run } from '../wasm/setup/steps.mjs';

/** The names in core/, each seeded in one place or more. */
function seeded() {
  const names = fs
    .readdirSync(path.join(root, 'core'), { recursive: true })
    .filter((file) => /\.(hpp|cpp)$/.test(file) && !/base.mutant\./.test(file))
    .flatMap((file) => [
      ...fs.readFileSync(path.join(root, 'core', file), 'utf8').matchAll(/\bmutant\("(\w+)"\)/g),
    ])
    .map(([, name]) => name);
  return [...new Set(names)].sort();
}

const tests = path.join(buildFolder, 'mutants/tests/core_tests');

/** Whether the tests fail with this fault. */
async function isKilled(name) {
  const env = { ...process.env, TRACTABLE_MUTANT: name };
  const { code } = await run(tests, ['--abort-after=1'], { env, log: `mutant-${name}` });
  return code !== 0;
}

await main(async () => {
  await mustBuild('mutants', { targets: ['core_tests'] });
  let failed = 0;
  const report = (passed, what) => {
    say(`${passed ? 'passed' : 'failed'} ${what}`);
    failed += passed ? 0 : 1;
  };
  report(!(await isKilled('none')), 'without a fault the tests pass');
  for (const name of seeded()) report(await isKilled(name), `${name}: killed`);
  process.exitCode = failed > 0 ? 1 : 0;
});
