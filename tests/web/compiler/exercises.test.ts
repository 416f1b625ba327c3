// The exercises of a lesson are read when the site is built: their fields, and their formulas, which are drawn.

import path from 'node:path';
import { expect, test } from 'vitest';
import { readExercises, lessonExercises } from '../../../web/compiler/exercises.ts';
import { LessonError, root } from '../../../web/compiler/problems.ts';

const file = path.join(root, 'lessons/99-trial/exercises.ts');
const keys = (text: string) => Object.keys(readExercises(text, file)).sort();
const module = (fields: string) =>
  `export const exercises = { a: { kind: 'explain', prompt: '', model: '', ${fields} } };\n`;

test('every text of an exercise is looked at: fields, lists, what functions give, sums and templates', () => {
  const text = module(String.raw`
    prompt: 'Which $z$ has $\\Phi(z) = p$? $$x^2$$',
    hints: ['About $68\\%$.', "And $z$ again."],
    wrong: (x: number) => (x < 0 ? 'Not $-1$.' : 'It is ' + x + ', not $\\given$.'),
    because: ${'`With ${1 + 1} and $q$: ${2 > 1 ? "also $r$" : "no"}.`'},
    tiles: ['$\\E_q[x]$', 'plain'],
  `);
  const wanted = [
    '$$x^2$$',
    '$-1$',
    '$68\\%$',
    '$\\E_q[x]$',
    '$\\Phi(z) = p$',
    '$\\given$',
    '$q$',
    '$r$',
    '$z$',
  ];
  expect(keys(text)).toEqual(wanted.sort());
});

test('in String.raw a backslash is one', () => {
  const text = module('prompt: String.raw`Which $\\Phi(z)$, ${1 + 1} or ${"$\\\\xi$"}?`,');
  expect(keys(text)).toEqual(['$\\Phi(z)$', '$\\xi$']);
});

test('a formula is drawn as in the text of a lesson: with its macros, and for those who listen', () => {
  const drawn = readExercises(module(String.raw`prompt: '$\\KL(q)$ and $$\\KL(q)$$'`), file);
  expect(drawn['$\\KL(q)$']).toMatch(/^<span class="katex"><span class="katex-mathml"><math/);
  expect(drawn['$\\KL(q)$']).toContain('class="mop"');
  expect(drawn['$$\\KL(q)$$']).toMatch(/^<span class="katex-display">/);
});

test('code is no prose', () => {
  const text = module(String.raw`
    prompt: 'Write ${'`${a} + ${b}`'}.'.replace('', ''),
    starter: 'const text = "$notLatex{$";',
    tests: [{ name: 'f$', args: ['$}$'], expected: 1, why: 'Because $1$.' }],
  `);
  expect(keys(text)).toEqual(['$1$']);
});

test('what KaTeX does not understand, and what is computed, is named with file and line', () => {
  const text = String.raw`export const exercises = {
  a: {
    kind: 'explain', model: '',
    prompt: 'An $\\unknowable$ one.',
    hints: [
      ${'`so $x = ${1 + 1}$`'},
      'so $x = ' + 2 + '$',
    ],
  },
};
`;
  expect(() => readExercises(text, file)).toThrow(LessonError);
  let message = '';
  try {
    readExercises(text, file);
  } catch (error) {
    message = (error as Error).message;
  }
  const computed =
    '$x = …$: a formula is drawn when the site is built, so no part of it can be computed: put the number outside of the $';
  expect(message.split('\n')).toEqual([
    expect.stringMatching(
      /^lessons\/99-trial\/exercises\.ts:4: \$\\unknowable\$: Undefined control sequence/,
    ),
    `lessons/99-trial/exercises.ts:6: ${computed}`,
    `lessons/99-trial/exercises.ts:7: ${computed}`,
  ]);
});

test('a module without formulas stays as it is', () => {
  const { handler } = lessonExercises().transform as unknown as {
    handler: (text: string, id: string) => { code: string } | undefined;
  };
  expect(handler(module("prompt: 'It costs $5.'"), file)).toBeUndefined();
  const { code } = handler(module("prompt: '$5$'"), file)!;
  expect(code.startsWith(module("prompt: '$5$'"))).toBe(true);
  expect(code).toContain('addFormulas({"$5$":');
});

test('an exercise that lacks a field, or whose kind does not exist, is named with file and line', () => {
  const text = `export const shared = { hints: [] };
export const exercises = {
  half: { kind: 'number', prompt: 'What is it?', answer: 0.5 },
  'the-other': { kind: 'essay', prompt: 'Why?' },
  nothing: {},
  spread: { kind: 'number', prompt: '', answer: 1, tolerance: 0, ...shared },
  whole: { kind: 'explain', prompt: '', model: '' } as const,
} satisfies Record<string, unknown>;
`;
  const kinds = 'kind must be one of number, choice, order, make, code, explain';
  expect(() => readExercises(text, file)).toThrow(
    new LessonError([
      {
        file,
        line: 3,
        message:
          'exercise half: a number exercise needs tolerance and hints too (web/exercises/types.ts says what they are)',
      },
      { file, line: 4, message: `exercise the-other: ${kinds}` },
      { file, line: 5, message: `exercise nothing: ${kinds}` },
    ]),
  );
});
