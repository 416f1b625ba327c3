// Switches on one seeded fault after the other (core/tractable/base/mutant.hpp) and runs the native tests: every fault
// must make them fail. Part of `npm run test:long`.

import fs from 'node:fs';
import path from 'node:path';
import { mustBuild } from '../wasm/setup/build.mjs';
import { buildFolder, root } from '../wasm/setup/places.mjs';
import { say } from '../wasm/setup/speech.mjs';
import { main, run } from '../wasm/setup/steps.mjs';

const header = fs.readFileSync(path.join(root, 'core/tractable/base/mutant.hpp'), 'utf8');
const names = [...header.match(/enum class Mutant \{([\s\S]*?)\};/)[1].matchAll(/^\s*(\w+),/gm)].map(
  ([, name]) => name,
);

const tests = path.join(buildFolder, 'mutants/tests/core_tests');

/** Whether the tests fail with this fault; 0 is none. */
async function isKilled(number) {
  const env = { ...process.env, TRACTABLE_MUTANT: String(number) };
  const { code } = await run(tests, ['--abort-after=1'], { env, log: `mutant-${names[number]}` });
  return code !== 0;
}

await main(async () => {
  await mustBuild('mutants', { targets: ['core_tests'] });
  let failed = 0;
  const report = (passed, what) => {
    say(`${passed ? 'passed' : 'failed'} ${what}`);
    failed += passed ? 0 : 1;
  };
  report(!(await isKilled(0)), 'without a fault the tests pass');
  for (let number = 1; number < names.length; number++) {
    const used = sourcesName(names[number]);
    report(
      used && (await isKilled(number)),
      `${names[number]}: ${used ? 'killed' : 'stands nowhere in core/'}`,
    );
  }
  process.exitCode = failed > 0 ? 1 : 0;
});

/** Whether the fault is seeded at all: a name without a place would "survive" for ever. */
function sourcesName(name) {
  return fs
    .readdirSync(path.join(root, 'core'), { recursive: true })
    .filter((file) => /\.(hpp|cpp)$/.test(file) && !file.endsWith('mutant.hpp'))
    .some((file) => fs.readFileSync(path.join(root, 'core', file), 'utf8').includes(`Mutant::${name}`));
}
