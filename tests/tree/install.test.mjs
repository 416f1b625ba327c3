// `cmake --install` and `find_package(tractable)` from another CMake project.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const work = path.join(root, 'build/install-test');
const cmake = (...args) => execFileSync('cmake', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });

test('an installed library is found, compiled against and linked by another project', () => {
  fs.rmSync(work, { recursive: true, force: true });
  cmake('--install', 'build/release', '--prefix', path.join(work, 'prefix'));
  // The whole installation moves: nothing in it may remember where it was made.
  fs.renameSync(path.join(work, 'prefix'), path.join(work, 'moved'));
  cmake(
    '-S',
    'tests/tree/consumer',
    '-B',
    path.join(work, 'consumer'),
    '-G',
    'Ninja',
    '-DCMAKE_BUILD_TYPE=Release',
    `-DCMAKE_PREFIX_PATH=${path.join(work, 'moved')}`,
  );
  cmake('--build', path.join(work, 'consumer'));
  const [z, p] = execFileSync(path.join(work, 'consumer/consumer'), { encoding: 'utf8' })
    .split(' ')
    .map(Number);
  assert.ok(Math.abs(z) < 9 && z !== 0);
  assert.ok(Math.abs(p - 0.25) < 1e-12);
});

test('nothing that is installed names this machine', () => {
  const installed = path.join(work, 'moved');
  const texts = fs
    .readdirSync(installed, { recursive: true })
    .map((name) => path.join(installed, name))
    .filter((file) => /\.(cmake|hpp)$/.test(file));
  assert.ok(texts.length > 10);
  for (const file of texts) assert.ok(!fs.readFileSync(file, 'utf8').includes(root), file);
});
