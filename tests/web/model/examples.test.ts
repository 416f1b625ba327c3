// The playground's examples are models.

import { describe, expect, test } from 'vitest';
import { examples } from '../../../web/model/examples/index.ts';
import { traceModelHere } from '../../../web/model/here.ts';

test('each has an address of its own, and a paragraph', () => {
  const slugs = examples.map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(slugs.length);
  expect(slugs.every((slug) => /^[a-z-]+$/.test(slug))).toBe(true);
  for (const { text } of examples) expect(text.length).toBeGreaterThan(200);
});

describe('traced:', () => {
  for (const { slug, code, data } of examples) {
    test(slug, async () => {
      const recipe = traceModelHere(code, await data());
      expect(recipe.lines.length).toBeGreaterThan(4);
    });
  }
});
