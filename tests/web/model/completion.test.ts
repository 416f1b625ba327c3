// What the editor offers while a model is typed.

import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { explain, modelCompletionSource } from '../../../web/model/completion.ts';

const source = modelCompletionSource(() => ['y', 'sigma']);
/** The names that are offered at the bar. */
const offered = (text: string, explicit = false) => {
  const pos = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', '') });
  const found = source(new CompletionContext(state, pos, explicit));
  return found && { from: found.from, names: found.options.map(({ label }) => label), all: found.options };
};

test('words of the language, with what they take and a sentence', () => {
  const found = offered("const mu = sample('mu', norm|")!;
  expect(found.from).toBe(24);
  const normal = found.all.find(({ label }) => label === 'normal')!;
  expect(normal.detail).toBe('(mu, sigma)');
  expect(normal.info).toContain('standard deviation sigma');
  expect(found.names).toContain('mu');
});

test('the names of the data behind data.', () => {
  expect(offered('observe(data.|')).toMatchObject({ from: 13, names: ['y', 'sigma'] });
  expect(offered('observe(data.si|')).toMatchObject({ from: 13, names: ['y', 'sigma'] });
});

test('nothing in texts and behind points, and nothing unasked where no word begins', () => {
  expect(offered("sample('m|")).toBeNull();
  expect(offered('x.ex|')).toBeNull();
  expect(offered('add(|')).toBeNull();
  expect(offered('add(|', true)!.names).toContain('exp');
});

test('a word is explained by its name', () => {
  expect(explain('halfCauchy')).toMatchObject({ signature: 'halfCauchy(scale)', support: 'from 0 on' });
  expect(explain('nothing')).toBeUndefined();
});
