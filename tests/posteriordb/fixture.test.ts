// The recipe of eight schools as C++ arrays, for the benchmark that decodes it (tests/bench/rows_model.cpp): the file there is
// what the language writes now.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { traceModelHere, type Data } from '../../web/model/here.ts';
import { eightSchools } from './eight_schools.ts';

const list = (values: readonly string[]) => values.join(', ');

function arrays(source: string, data: Data): string {
  const { words, numbers, names } = traceModelHere(source, data);
  return [
    '// Written by tests/posteriordb/fixture.test.ts: the recipe of eight_schools_noncentered.js.',
    `constexpr std::uint32_t kWords[] = {${list(Array.from(words, String))}};`,
    `constexpr double kNumbers[] = {${list(Array.from(numbers, String))}};`,
    `constexpr const char* kNames[] = {${list(names.map((name) => JSON.stringify(name)))}};`,
    '',
  ].join('\n');
}

test('the recipe that the benchmark decodes is the one that the language writes', async () => {
  const source = readFileSync(
    fileURLToPath(new URL('models/eight_schools_noncentered.js', import.meta.url)),
    'utf8',
  );
  await expect(arrays(source, eightSchools)).toMatchFileSnapshot('../bench/eight_schools_recipe.inc');
});
