// A lesson made for one test, in a folder of its own.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { compileLesson } from '../../../web/compiler/compile.ts';
import { LessonError } from '../../../web/compiler/problems.ts';

export interface Made {
  /** The text after the front matter; its first line is line 11 of the file. */
  body?: string;
  front?: string;
  /** Files beside lesson.md, or, with ../ in front, in the folder of all lessons. */
  files?: Record<string, string>;
}

export const front = `---
number: 3
slug: sampling
title: Sampling
promise: [draw, say why, find where it breaks]
minutes: 40
difficulty: 2
needs: []
hands: draws
---
`;

const plan = `
- { number: 1, slug: bayes, title: Bayes, hands: a posterior }
- { number: A, slug: notebook, kind: notebook, title: Notebook, hands: practice }
- { number: 3, slug: sampling, title: Sampling, hands: draws }
- { number: 4, slug: rejection, title: Rejection, hands: weights }
`;
const references = `
book1986: { authors: ['Devroye, Luc'], year: 1986, title: A book, where: Springer, doi: 10.1007/978-1 }
pair1991: { authors: ['Sheather, Simon', 'Jones, Chris'], year: 1991, title: Two, where: JRSS, url: 'https://a.example/b' }
many2011: { authors: ['A, B', 'C, D', 'E, F'], year: 2011, title: 'Is 1 < 2?', where: SC }
`;

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** Writes the lesson and returns the path of its lesson.md. */
export function make({ body = '', front: head = front, files = {} }: Made): string {
  const lessons = mkdtempSync(path.join(tmpdir(), 'tractable-lessons-'));
  folders.push(lessons);
  const all = { '../plan.yaml': plan, '../references.yaml': references, 'lesson.md': head + body, ...files };
  for (const [name, text] of Object.entries(all)) {
    const file = path.join(lessons, '03-sampling', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return path.join(lessons, '03-sampling/lesson.md');
}

export const figure = (name: string) => ({ [`figures/${name}.svelte`]: '<p>figure</p>\n' });

export const compile = (made: Made | string) =>
  compileLesson(make(typeof made === 'string' ? { body: made } : made));

/** The content of the page between the title block and the way to other lessons. */
export async function html(made: Made | string): Promise<string> {
  const { html } = await compile(made);
  return html
    .replace(/^<header[\s\S]*?<\/header>/, '')
    .replace(/<nav[\s\S]*$/, '')
    .trim();
}

/** "lesson.md:12: message" for each problem. */
export async function problems(made: Made | string): Promise<string[]> {
  try {
    await compile(made);
  } catch (error) {
    if (!(error instanceof LessonError)) throw error;
    return error.problems.map(({ file, line, message }) => `${path.basename(file)}:${line}: ${message}`);
  }
  return [];
}
