// The plan of all lessons, lessons/plan.yaml: their order, and which of them are written.

import fs from 'node:fs';
import path from 'node:path';
import { isSlug } from './front-matter.ts';
import { Problems } from './problems.ts';
import { readYaml } from './yaml.ts';

export interface PlanEntry {
  number: number | string;
  slug: string;
  title: string;
  hands: string;
  /** Lessons are read in a row; notebooks and playgrounds stand beside them. */
  kind: string;
  /** Whether it has a lesson.md. */
  written: boolean;
}

/** The folders of written lessons, by slug. */
export function lessonFolders(lessons: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!fs.existsSync(lessons)) return found;
  for (const name of fs.readdirSync(lessons).sort()) {
    const slug = /^[0-9A-Z]+-(.+)$/.exec(name)?.[1];
    if (slug && fs.existsSync(path.join(lessons, name, 'lesson.md')))
      found.set(slug, path.join(lessons, name));
  }
  return found;
}

export function readPlan(lessons: string): PlanEntry[] {
  const problems = new Problems(path.join(lessons, 'plan.yaml'));
  if (!fs.existsSync(problems.file)) problems.add(1, 'is missing; it lists all lessons in their order');
  problems.throwIfAny();
  const { document, lineOf } = readYaml(fs.readFileSync(problems.file, 'utf8'), problems);
  problems.throwIfAny();
  const entries = document.toJS() as Omit<PlanEntry, 'written'>[];
  if (!Array.isArray(entries)) problems.add(1, 'must be a list of lessons');
  problems.throwIfAny();
  const seen = new Set<string>();
  entries.forEach((entry, i) => {
    if (!isSlug(entry?.slug))
      problems.add(lineOf(i), `slug is ${JSON.stringify(entry?.slug)}; it must be a slug`);
    else if (seen.has(entry.slug)) problems.add(lineOf(i), `the slug ${entry.slug} is there twice`);
    if (typeof entry?.title !== 'string') problems.add(lineOf(i), 'title is missing');
    seen.add(entry?.slug);
  });
  problems.throwIfAny();
  const folders = lessonFolders(lessons);
  return entries.map((entry) => ({
    ...entry,
    kind: entry.kind ?? 'lesson',
    written: folders.has(entry.slug),
  }));
}
