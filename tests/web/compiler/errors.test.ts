// Every mistake of an author is named with file and line, and there is no page.

import { expect, test } from 'vitest';
import { LessonError } from '../../../web/compiler/problems.ts';
import { compile, figure, make, problems, type Made } from './support.ts';

const rain = figure('Rain');
const exercises = { 'exercises.ts': 'export const exercises = {\n  one: {},\n};\n' };

// The body begins in line 11.
const inTheText: [name: string, made: Made | string, expected: string][] = [
  [
    'unknown figure',
    'Text.\n\n::figure{is=Snow #snow}\n',
    'lesson.md:13: unknown figure Snow: there is no figures/Snow.svelte (there are: none)',
  ],
  ['figure without a name', '::figure{#snow}\n', 'lesson.md:11: figure needs is=...'],
  [
    'figure without an id',
    { body: '::figure{is=Rain}\n', files: {} },
    'lesson.md:11: figure needs an id: {#name}',
  ],
  ['unknown attribute', ':::note{colour=red}\nx\n:::\n', 'lesson.md:11: note has no attribute colour'],
  [
    'unknown exercise',
    { body: '\n::exercise{#two}\n\n::exercise{#one}\n', files: exercises },
    'lesson.md:12: unknown exercise two: exercises.ts has none of that id (it has: one)',
  ],
  ['unknown reference', 'See\n:ref[nowhere].\n', 'lesson.md:12: unknown reference nowhere'],
  ['empty reference', ':ref[]\n', 'lesson.md:11: ref needs an id: :ref[rain]'],
  ['unknown link in the page', '[x](#nowhere)\n', 'lesson.md:11: unknown reference #nowhere'],
  [
    'unknown citation',
    'As\n\nin :cite[nobody1900].\n',
    'lesson.md:13: unknown citation nobody1900: it is not in lessons/references.yaml',
  ],
  ['unknown lesson', '[x](../cooking/)\n', 'lesson.md:11: the lesson cooking is not in lessons/plan.yaml'],
  [
    'unknown role',
    ':term[x]{role=judge}\n',
    'lesson.md:11: unknown role judge: the roles are prior, likelihood, posterior, approximation',
  ],
  ['unknown directive', ':::clue\nx\n:::\n', 'lesson.md:11: unknown directive :::clue'],
  [
    'colon before a letter',
    'a ratio a:b\n',
    'lesson.md:11: unknown directive :b; a colon before a letter is written \\:',
  ],
  ['wrong form', ':::figure{is=Rain #rain}\n:::\n', 'lesson.md:11: :::figure must be written ::figure'],
  [
    'malformed directive',
    'Text.\n\n::figure{is=Rain #rain\n',
    'lesson.md:13: malformed directive: ::figure{is=Rain #rain',
  ],
  ['malformed text directive', 'as :cite[book1986\nsays\n', 'lesson.md:11: cite needs a key: :cite[key]'],
  ['unclosed container', 'Text.\n\n:::note\nx\n', 'lesson.md:13: the container :::note is not closed'],
  [
    'unclosed inner one',
    ':::step{title=x}\n:::note\nx\n:::\n',
    'lesson.md:11: the container :::step is not closed',
  ],
  [
    'unclosed, by colons',
    '::::sticky\n:::note\nx\n::::\n',
    'lesson.md:12: the container :::note is not closed',
  ],
  [
    'step in a step',
    ':::step{title=x}\nx\n\n:::step{title=y}\ny\n:::\n',
    'lesson.md:14: :::step stands in :::step of line 11: is that one closed?',
  ],
  ['stray closing', 'Text.\n\n:::\n', 'lesson.md:13: ":::" closes no container'],
  ['duplicate id', '## Left\n\n:::step{title=x #left}\nx\n:::\n', 'lesson.md:13: the id left is there twice'],
  ['id of the page itself', '## Main\n', 'lesson.md:11: the id main is there twice'],
  [
    'bad id',
    ':::equation{#Cdf_1}\n\n$$\nx\n$$\n\n:::\n',
    'lesson.md:11: the id Cdf_1 must be small letters, digits and hyphens',
  ],
  [
    'bad LaTeX',
    'So $x$ and\n$\\frac{1}$.\n',
    'lesson.md:12: bad LaTeX: Unexpected end of input in a macro argument',
  ],
  ['bad LaTeX, display', '$$\na \\\\\nb^{\n$$\n', 'lesson.md:13: bad LaTeX: '],
  [
    'bad LaTeX in a caption',
    { body: '::figure[$\\nope$]{is=Rain #rain}\n', files: rain },
    'lesson.md:11: bad LaTeX: Undefined control sequence: \\nope',
  ],
  ['doubtful LaTeX', '$é$\n', 'lesson.md:11: bad LaTeX: LaTeX-incompatible input and strict mode is set to'],
  [
    'links in LaTeX',
    '$\\href{javascript:alert(1)}{x}$\n',
    'lesson.md:11: bad LaTeX: \\href is not allowed in a formula',
  ],
  [
    'classes in LaTeX',
    '$\\htmlClass{top}{x}$\n',
    'lesson.md:11: bad LaTeX: \\htmlClass is not allowed in a formula',
  ],
  [
    'raw HTML',
    'Text.\n\n<script>alert(1)</script>\n',
    'lesson.md:13: raw HTML is not allowed: <script>alert(1)</script>',
  ],
  ['raw HTML in a line', 'a\n<b>b</b>\n', 'lesson.md:12: raw HTML is not allowed: <b>'],
  [
    'raw HTML behind a comment',
    '<!-- x --><img src=x>\n',
    'lesson.md:11: raw HTML is not allowed: <!-- x --><img src=x>',
  ],
  [
    'script in a link',
    '[x](javascript:alert)\n',
    "lesson.md:11: the address javascript:alert is neither https, mailto, #id nor a lesson's (../slug/)",
  ],
  [
    'script in an automatic link',
    '<javascript:alert>\n',
    'lesson.md:11: the address javascript:alert is neither',
  ],
  ['image', '![x](x.png)\n', 'lesson.md:11: an image has no summary, table or state'],
  [
    'footnote',
    'x[^1]\n\n[^1]: y\n',
    'lesson.md:11: footnotes are not used: write a margin note with :::note',
  ],
  ['title in the text', '# Title\n', 'lesson.md:11: the title of the page is in the front matter'],
  ['sticky without a figure', ':::sticky\nText.\n:::\n', 'lesson.md:11: sticky holds exactly one ::figure'],
  [
    'equation without a formula',
    ':::equation{#x}\nText.\n:::\n',
    'lesson.md:11: equation holds exactly one formula',
  ],
  [
    'value with an unknown function',
    '\n:value[gamma(2)|3]\n',
    'lesson.md:12: value gamma(2)|3: the function gamma is unknown; there are sqrt, ',
  ],
  ['value without sense', ':value[1/0]\n', 'lesson.md:11: value 1/0: the result is Infinity'],
  ['value outside the domain', ':value[normal_ppf(2)]\n', 'lesson.md:11: value normal_ppf(2): '],
  ['empty value', ':value[]\n', 'lesson.md:11: value (empty): a number is expected at the end'],
  ['figure not used', { files: rain }, 'Rain.svelte:1: no ::figure of the lesson mounts it'],
  ['exercise not used', { files: exercises }, 'exercises.ts:2: no ::exercise of the lesson mounts one'],
  [
    'exercises that cannot be read',
    { files: { 'exercises.ts': 'export const exercises = [];\n' } },
    'exercises.ts:1: must export const exercises = { ... }',
  ],
  [
    'exercises with a mistake',
    { files: { 'exercises.ts': '\nexport const exercises = {;\n' } },
    'exercises.ts:2: ',
  ],
  [
    'exercises without ids',
    { files: { 'exercises.ts': 'const a = {};\nexport const exercises = {\n  ...a };\n' } },
    'exercises.ts:3: each exercise must stand',
  ],
];

test.each(inTheText)('%s', async (_, made, expected) => {
  const found = await problems(made);
  expect(
    found.some((line) => line.startsWith(expected)),
    `${found.join('\n')}\nshould have\n${expected}`,
  ).toBe(true);
});

test('all problems are named at once, in order, with the path as the author knows it', async () => {
  const error = await compile('See :ref[x].\n\n<b>b</b>\n\n:cite[y]\n').catch((error: unknown) => error);
  expect(error).toBeInstanceOf(LessonError);
  const { message, loc } = error as LessonError;
  expect(message.split('\n').map((line) => /lesson\.md:(\d+): /.exec(line)?.[1])).toEqual([
    '11',
    '13',
    '13',
    '15',
  ]);
  expect(message).toMatch(/03-sampling\/lesson\.md:11: unknown reference x\n/);
  expect(loc.line).toBe(11);
});

test('a right lesson has none', async () => {
  expect(await problems('Text with `<b>` in code, and <https://example.org>.\n')).toEqual([]);
  expect(make({})).toMatch(/03-sampling\/lesson\.md$/);
});
