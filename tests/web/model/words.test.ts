// The words of the language: one list of them everywhere, and every example a model.

import { describe, expect, test } from 'vitest';
import { createLanguage } from '../../../web/model/language.ts';
import { traceModelHere } from '../../../web/model/here.ts';
import { scopeNames } from '../../../web/model/scope-names.ts';
import { codeOf, words } from '../../../web/model/words.ts';

const sorted = (names: readonly string[]) => [...names].sort();

test('the sandbox hands over what the language has', () => {
  expect(sorted(scopeNames)).toEqual(sorted(Object.keys(createLanguage().scope)));
});

test('every name is explained once', () => {
  expect(sorted(words.map(({ name }) => name))).toEqual(sorted(scopeNames));
});

describe('the example of', () => {
  for (const word of words) {
    test(word.name, () => {
      expect(word.text).toMatch(/[.]$/);
      const recipe = traceModelHere(codeOf(word), word.data ?? {});
      expect(word.name === 'data' ? 'data.y' : codeOf(word)).toContain(word.name);
      expect(recipe.lines.length).toBeGreaterThan(0);
    });
  }
});
