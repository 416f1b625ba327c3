// Mistakes in a lesson's front matter, in the plan and in the list of references, each with file and line.

import { describe, expect, test } from 'vitest';
import { front, problems } from './support.ts';

const inFront: [name: string, front: string, expected: string][] = [
  ['no front matter', 'Text\n', 'lesson.md:1: front matter is missing'],
  ['not YAML', front.replace('title: Sampling', 'title: [Sampling'), 'lesson.md:'],
  [
    'missing field',
    front.replace(/minutes.*\n/, ''),
    'lesson.md:1: front matter: minutes is missing; it must be a number of minutes above 0',
  ],
  [
    'wrong field',
    front.replace('difficulty: 2', 'difficulty: 9'),
    'lesson.md:7: front matter: difficulty is 9; it must be 1, 2 or 3',
  ],
  [
    'two promises',
    front.replace(', find where it breaks', ''),
    'lesson.md:5: front matter: promise is ["draw","say why"]; it must be a list of three lines',
  ],
  [
    'unknown field',
    front.replace('needs', 'author: me\nneeds'),
    'lesson.md:8: front matter: author is unknown',
  ],
  [
    'unknown need',
    front.replace('needs: []', 'needs: [bayes, cooking]'),
    'lesson.md:8: front matter: needs names cooking, which is not in lessons/plan.yaml',
  ],
  [
    'another title than the plan',
    front.replace('title: Sampling', 'title: Drawing'),
    'lesson.md:4: front matter: title is Drawing, but lessons/plan.yaml has Sampling',
  ],
  [
    'another slug than the folder',
    front.replace('slug: sampling', 'slug: rejection'),
    'lesson.md:3: front matter: number and slug ask for the folder 03-rejection, but it is 03-sampling',
  ],
  ['bad LaTeX in the promise', front.replace('[draw,', '["$\\\\nope$",'), 'lesson.md:5: bad LaTeX'],
  [
    'HTML in the promise',
    front.replace('[draw,', '["<b>draw</b>",'),
    'lesson.md:5: raw HTML is not allowed: <b>',
  ],
  [
    'directive in the promise',
    front.replace('[draw,', '["draw :ref[x]",'),
    'lesson.md:5: a directive cannot stand in the promise: ref',
  ],
];

test.each(inFront)('front matter: %s', async (_, head, expected) => {
  const found = await problems({ front: head });
  expect(
    found.some((line) => line.startsWith(expected)),
    `${found.join('\n')}\nshould have\n${expected}`,
  ).toBe(true);
});

describe('the files of all lessons', () => {
  test.each([
    ['../plan.yaml', '- { slug: No, title: x }\n', 'plan.yaml:1: slug is "No"; it must be a slug'],
    [
      '../plan.yaml',
      '- { slug: a, title: x }\n- { slug: a, title: y }\n',
      'plan.yaml:2: the slug a is there twice',
    ],
    ['../plan.yaml', 'a: 1\n', 'plan.yaml:1: must be a list of lessons'],
    [
      '../references.yaml',
      'a:\n  authors: []\n  year: x\n  title: t\n  where: w\n',
      'references.yaml:2: a: authors must be a list of names',
    ],
    [
      '../references.yaml',
      'a: { authors: [A], year: 1, title: t, where: w, doi: x }\n',
      'references.yaml:1: a: doi must be like',
    ],
    ['../references.yaml', 'a: 1\na: 2\n', 'references.yaml:2: Map keys must be unique'],
  ])('%s %s', async (name, text, expected) => {
    const found = await problems({ files: { [name]: text } });
    expect(
      found.some((line) => line.startsWith(expected)),
      found.join('\n'),
    ).toBe(true);
  });
});
