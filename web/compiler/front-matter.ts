// The block of YAML at the head of a lesson.

import path from 'node:path';
import type { Problems } from './problems.ts';
import { readYaml, type YamlSource } from './yaml.ts';

export interface LessonMeta {
  number: number | string;
  slug: string;
  title: string;
  /** What the student can do afterwards, three lines of inline Markdown. */
  promise: string[];
  minutes: number;
  difficulty: 1 | 2 | 3;
  /** Slugs of the lessons that this one builds on. */
  needs: string[];
  /** What the next lesson gets from this one. */
  hands: string;
}

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
export const isSlug = (value: unknown): value is string =>
  typeof value === 'string' && slugPattern.test(value);

/** What each field must be. */
const fields: Record<keyof LessonMeta, [expected: string, test: (value: unknown) => boolean]> = {
  number: ['a whole number or a letter', (value) => /^(\d+|[A-Z])$/.test(String(value))],
  slug: ['small letters, digits and hyphens', isSlug],
  title: ['a text', isText],
  promise: ['a list of three lines', (value) => isTexts(value) && value.length === 3],
  minutes: ['a number of minutes above 0', (value) => typeof value === 'number' && value > 0],
  difficulty: ['1, 2 or 3', (value) => value === 1 || value === 2 || value === 3],
  needs: ['a list of slugs', (value) => Array.isArray(value) && value.every(isSlug)],
  hands: ['a text', isText],
};

export interface FrontMatter {
  meta: LessonMeta;
  lineOf: YamlSource['lineOf'];
}

/** Reads the fields and checks them; throws when one is wrong, for nothing can be made without them. */
export function readFrontMatter(text: string, problems: Problems): FrontMatter {
  const block = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(\r?\n|$)/.exec(text);
  if (!block)
    problems.add(1, 'front matter is missing: the file begins with a block of YAML between two lines ---');
  problems.throwIfAny();
  const { document, lineOf } = readYaml(block![1]!, problems, 2);
  const meta = (document.errors.length > 0 ? {} : (document.toJS() ?? {})) as Record<string, unknown>;
  problems.throwIfAny();
  for (const [name, [expected, test]] of Object.entries(fields)) {
    if (!(name in meta)) problems.add(1, `front matter: ${name} is missing; it must be ${expected}`);
    else if (!test(meta[name]))
      problems.add(
        lineOf(name),
        `front matter: ${name} is ${JSON.stringify(meta[name])}; it must be ${expected}`,
      );
  }
  for (const name of Object.keys(meta))
    if (!(name in fields))
      problems.add(
        lineOf(name),
        `front matter: ${name} is unknown; the fields are ${Object.keys(fields).join(', ')}`,
      );
  problems.throwIfAny();
  const checked = meta as unknown as LessonMeta;
  const folder = path.basename(path.dirname(problems.file));
  const expected = `${String(checked.number).padStart(2, '0')}-${checked.slug}`;
  if (folder !== expected)
    problems.add(
      lineOf('slug'),
      `front matter: number and slug ask for the folder ${expected}, but it is ${folder}`,
    );
  return { meta: checked, lineOf };
}
