// What the core may not use, so that the same seed gives the same bits everywhere (DESIGN, section 3), and a few rules of
// the house that no other tool checks.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { code, sources } from './sources.mjs';

const root = path.resolve(import.meta.dirname, '../..');

// All of <cmath> but what every library rounds alike: sqrt, abs, floor, trunc, isfinite, isnan, copysign. In the others C
// libraries differ by an ulp or two, and one differing acceptance decorrelates a chain.
const differing = [
  'acos|acosh|asin|asinh|assoc_\\w+|atan|atan2|atanh|beta|cbrt|ceil|comp_\\w+|cos|cosh|cyl_\\w+|ellint_\\w+|erf|erfc|exp',
  'exp2|expint|expm1|fdim|fma|fmax|fmin|fmod|frexp|hermite|hypot|ilogb|laguerre|ldexp|legendre|lerp|lgamma|llrint',
  'llround|log|log10|log1p|log2|logb|lrint|lround|modf|nearbyint|nexttoward|pow|remainder|remquo|riemann_zeta|rint|round',
  'scalbn|scalbln|sin|sinh|sph_\\w+|tan|tanh|tgamma',
].join('|');

const rules = [
  // Called, named or brought in by `using`; of std, of the global namespace, or the compiler's own.
  [
    new RegExp(`(\\bstd::|(?<![\\w>])::|\\b__builtin_)(${differing})[fl]?\\b(?!\\w)`),
    'differs between C libraries: use simd/special.hpp',
  ],
  [
    /\bxsimd::(fma|fms|fnma|fnms|exp|log|sin|cos|tanh|erf|erfc|lgamma|tgamma|pow|nearbyint|rint|round)\s*\(/,
    'fuses or differs on some back-ends',
  ],
  [/#\s*include\s*<(unordered_map|unordered_set)>|\bunordered_/, 'its order differs between libraries'],
  [
    /#\s*include\s*<random>|\bstd::(mt19937|normal_distribution|uniform_real_distribution)/,
    'use base/key.hpp and simd/random.hpp',
  ],
  [
    /#\s*include\s*<(format|iostream|fstream|cstdio|print)>|\bprintf\s*\(|\bstd::c(out|err)\b/,
    'the core neither prints nor reads files',
  ],
  [/\b(std::)?(strtod|atof|stod|stof|from_chars|sscanf)\s*\(/, 'numbers are parsed by data/number.hpp'],
  [/\babort\s*\(|\bexit\s*\(|\bassert\s*\(/, 'misuse is an Error, never an abort'],
  [/-ffast-math|#\s*pragma\s+STDC\s+FP_CONTRACT\s+ON/, 'changes results'],
  [/\blong\s+double\b|\b__float128\b/, 'differs between machines'],
  [
    /\bstd::(accumulate|reduce|transform_reduce|inner_product)\s*[(<]/,
    'sums have one fixed order: simd/reduce.hpp',
  ],
];

/** "line: what" for every line of C++ that breaks a rule. */
export function faults(text) {
  return code(text).flatMap((line, i) =>
    rules.filter(([pattern]) => pattern.test(line)).map(([, why]) => `${i + 1}: ${line.trim()}: ${why}`),
  );
}

test('the core keeps to functions whose bits are the same everywhere', () => {
  const found = sources('core', /\.(hpp|cpp)$/, { text: true }).flatMap(({ file, text }) =>
    faults(text).map((fault) => `${file}:${fault}`),
  );
  // Float products may fuse (DESIGN, section 3); the double ones beside them do not.
  const fused = 'core/tractable/simd/kernels/matmul_tile.hpp';
  assert.deepEqual(
    found.filter((fault) => !(fault.startsWith(`${fused}:`) && fault.includes('xsimd::fma('))),
    [],
  );
});

test('the lint finds what it should', () => {
  for (const line of [
    'double y = std::exp(x);',
    'auto y = std::lgamma(x);',
    'auto y = ::exp(x);',
    'using std::exp;',
    'map(x, &std::log1p);',
    'std::exp<double>(x)',
    'std::fmod(x, 2)',
    '__builtin_fma(a, b, c)',
    'std::lerp(a, b, t)',
    'auto y = xsimd::fma(a, b, c);',
    '#include <unordered_map>',
    '#include <random>',
    'std::printf("x");',
    'double x = std::strtod(p, &end);',
    'assert(x > 0);',
    'double s = std::accumulate(a, b, 0.0);',
    'long double x;',
  ]) {
    assert.equal(faults(line).length > 0, true, line);
  }
  for (const line of [
    '// std::exp(x)',
    'exp(x)',
    'std::sqrt(x)',
    '"std::exp(x)"',
    'xsimd::sqrt(x)',
    'log_sum_exp(x)',
    'std::abs(x)',
    'simd::exp(x)',
    'tractable::exp(x)',
    '__builtin_cpu_supports("avx2")',
  ]) {
    assert.deepEqual(faults(line), [], line);
  }
});

const tracked = () =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file && fs.existsSync(path.join(root, file)));

test('no file names a host of a package registry or a place on one machine', () => {
  const forbidden = [
    /https?:\/\/(registry|deb|ftp|mirror|security|snapshot)\.(?!example\b)/,
    /\bregistry\.npmjs\b/,
    /(?<![\w.])\/(root|home)\/[a-z]+\//,
  ];
  const found = [];
  for (const file of tracked()) {
    if (/\.(png|wasm|woff2)$/.test(file) || file === 'tests/tree/lint.test.mjs') continue;
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    for (const pattern of forbidden) if (pattern.test(text)) found.push(`${file}: ${text.match(pattern)[0]}`);
  }
  assert.deepEqual(found, []);
});

test('the top level holds the folders of the house and files that tools or people expect there', () => {
  const folders = new Set(
    tracked()
      .filter((file) => file.includes('/'))
      .map((file) => file.split('/')[0]),
  );
  const house = ['.ci', '.github', 'core', 'lessons', 'tests', 'wasm', 'web'];
  assert.deepEqual(
    [...folders].filter((folder) => !house.includes(folder)),
    [],
  );
});

test('package.json pins exact versions', () => {
  const { dependencies = {}, devDependencies } = JSON.parse(
    fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
  }
});
