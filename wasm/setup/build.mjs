// Builds with CMake's presets, for `npm start`, the tests and the benchmarks.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readOr, writeIfChanged } from './folders.mjs';
import { buildFolder, root } from './places.mjs';
import { explain, fail, lastLines } from './speech.mjs';
import { run } from './steps.mjs';
import { toolchain } from './setup.mjs';

/**
 * Configures (when something that decides it has changed) and builds a preset, or only `targets` of
 * it. `log` names the file in build/logs; resolves to the result of the last program that ran.
 */
export async function buildPreset(preset, { log = `build-${preset}`, limit, targets = [] } = {}) {
  const { environment } = await toolchain();
  const options = { log, limit, env: environment };
  const folder = path.join(buildFolder, preset);
  const stamp = path.join(folder, 'configured.stamp');
  const hash = configurationHash();
  let append = false;
  if (readOr(stamp, '') !== hash) {
    fs.rmSync(stamp, { force: true });
    // Fresh: a build folder remembers absolute paths and variables that no preset sets any more.
    const configured = await run('cmake', ['--preset', preset, '--fresh'], options);
    if (configured.code !== 0) return configured;
    fs.writeFileSync(stamp, hash);
    append = true;
  }
  // The glue of programs for node is CommonJS, and our package is one of ES modules.
  if (preset.startsWith('wasm')) {
    writeIfChanged(path.join(folder, 'tests/package.json'), '{ "type": "commonjs" }\n');
  }
  return run('cmake', ['--build', '--preset', preset, ...targets.flatMap((target) => ['--target', target])], {
    ...options,
    append,
  });
}

/** As `buildPreset`, but stops with a sentence when the build fails. */
export async function mustBuild(preset, options) {
  const result = await buildPreset(preset, options);
  if (result.code === 0) return;
  process.stderr.write(lastLines(result.output, 40));
  fail(explain(result, `building ${preset}`));
}

// Ninja watches the CMake files itself; these decide about the whole folder.
function configurationHash() {
  const hash = createHash('sha256').update(root);
  for (const file of ['CMakePresets.json', 'build/toolchain/toolchain.cmake']) {
    hash.update(readOr(path.join(root, file), ''));
  }
  return hash.digest('hex');
}
