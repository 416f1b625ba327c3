// Files compiled for AVX2 or AVX-512 hold kernels only. An inline function of the standard library compiled there could be
// the copy that the linker keeps for the whole program, and the program would then crash on an older processor.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const folder = path.resolve(import.meta.dirname, '../../build/release/core/CMakeFiles');

// The architectures whose names mark a template as this object's own. `fma` holds the float product only.
const own = {
  sse42: /xsimd::sse4_2\b/,
  avx2: /xsimd::avx2\b/,
  fma: /xsimd::fma3<xsimd::avx2>/,
  avx512: /xsimd::avx512bw\b/,
};

for (const [set, marks] of Object.entries(own)) {
  const source = set === 'fma' ? 'matmul_fma_target' : 'kernels_target';
  const object = path.join(folder, `tractable_kernels_${set}.dir/tractable/simd/kernels/${source}.cpp.o`);
  test(
    `the ${set} kernels share no symbol with code for other processors`,
    { skip: !fs.existsSync(object) && 'not built here' },
    () => {
      const symbols = execFileSync('nm', ['--demangle', '--defined-only', object], {
        encoding: 'utf8',
      }).split('\n');
      // Weak functions; tables of constants (V, u) are the same bytes everywhere.
      const weak = symbols.filter((line) => /^[0-9a-f]* W /.test(line)).map((line) => line.slice(19));
      // A template over the architecture has it in its name; nothing else may be merged across objects.
      const shared = weak.filter((name) => !marks.test(name));
      assert.deepEqual(shared, []);
    },
  );
}
