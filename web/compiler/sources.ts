// Citations: lessons/references.yaml, the link in the text and the list at the end of the page.

import fs from 'node:fs';
import path from 'node:path';
import { Problems } from './problems.ts';
import { readYaml } from './yaml.ts';

export interface Reference {
  /** "Family, Given" each; a body's name has no comma. */
  authors: string[];
  year: number;
  title: string;
  /** Journal with volume and pages, proceedings or publisher. */
  where: string;
  doi?: string;
  url?: string;
}

const isText = (value: unknown) => typeof value === 'string' && value.trim() !== '';

export function readReferences(lessons: string): Map<string, Reference> {
  const problems = new Problems(path.join(lessons, 'references.yaml'));
  if (!fs.existsSync(problems.file)) return new Map();
  const { document, lineOf } = readYaml(fs.readFileSync(problems.file, 'utf8'), problems);
  problems.throwIfAny();
  const all = Object.entries((document.toJS() ?? {}) as Record<string, Partial<Reference>>);
  for (const [key, { authors, year, title, where, doi, url }] of all) {
    const fault = (name: string, expected: string) =>
      problems.add(lineOf(key, name), `${key}: ${name} must be ${expected}`);
    if (!Array.isArray(authors) || authors.length === 0 || !authors.every(isText))
      fault('authors', 'a list of names');
    if (!Number.isInteger(year)) fault('year', 'a year');
    if (!isText(title)) fault('title', 'a text');
    if (!isText(where)) fault('where', 'a text');
    if (doi !== undefined && !/^10\.\d{4,}\/\S+$/.test(doi)) fault('doi', 'like 10.1145/2063384.2063405');
    if (url !== undefined && !/^https:\/\/\S+$/.test(url)) fault('url', 'an https address');
  }
  problems.throwIfAny();
  return new Map(all as [string, Reference][]);
}

const family = (author: string) => author.split(',')[0]!;

/** "Salmon et al. 2011" */
export function citationLabel({ authors, year }: Reference): string {
  const [first, second] = authors.map(family) as [string, string?];
  if (authors.length > 2) return `${first} et al. ${year}`;
  return second ? `${first} and ${second} ${year}` : `${first} ${year}`;
}

/** "John K. Salmon, Mark A. Moraes" */
export const authorNames = ({ authors }: Reference): string =>
  authors
    .map((author) => {
      const [last, first] = author.split(',').map((part) => part.trim()) as [string, string?];
      return first ? `${first} ${last}` : last;
    })
    .join(', ');

/** Where a reader finds it. */
export const referenceLink = ({ doi, url }: Reference): { href: string; text: string } | undefined =>
  doi
    ? { href: `https://doi.org/${doi}`, text: `doi:${doi}` }
    : url
      ? { href: url, text: new URL(url).hostname }
      : undefined;
