// What stands around a lesson's text: the block with its title, and the way to the lessons before and after it.

import type { PhrasingContent } from 'mdast';
import type { Context } from './context.ts';
import type { PlanEntry } from './plan.ts';
import { element, type Node } from './tree.ts';

const difficulties = { 1: 'gentle', 2: 'medium', 3: 'demanding' };

/** `promise`: the lines of the front matter, parsed. */
export function titleBlock({ meta, plan }: Context, promise: PhrasingContent[][]): Node {
  const { number, title, minutes, difficulty, needs } = meta;
  const lesson = typeof number === 'number' ? `Lesson ${number}` : `Notebook ${number}`;
  const dots = element('span', { 'aria-hidden': 'true', className: ['dots'] }, [
    '●'.repeat(difficulty) + '○'.repeat(3 - difficulty),
  ]);
  const facts = [
    element('li', {}, [lesson]),
    element('li', {}, [`${minutes} minutes`]),
    element('li', {}, [dots, ` ${difficulties[difficulty]}`]),
    element('li', { 'data-pagefind-ignore': '' }, [
      element('button', { id: 'print', type: 'button' }, ['Print']),
      element('span', { id: 'print-said', role: 'status' }, []),
    ]),
  ];
  const entries = needs.flatMap((slug) => plan.find((entry) => entry.slug === slug) ?? []);
  const needed = entries.flatMap((entry, i) => [i > 0 ? ', ' : 'It builds on ', lessonLink(entry)]);
  return element('header', { className: ['lesson-title'] }, [
    element('ul', { className: ['facts'] }, facts),
    element('h1', {}, [title]),
    element('div', { className: ['promise'] }, [
      element('p', {}, ['After this you can']),
      element(
        'ul',
        {},
        promise.map((line) => element('li', {}, line as Node[])),
      ),
      ...(needed.length > 0 ? [element('p', { className: ['needs'] }, [...needed, '.'])] : []),
    ]),
  ]);
}

/** The lessons beside this one in the plan; notebooks and playgrounds are no part of the row. */
export function neighbours({ meta, plan }: Context): {
  previous?: PlanEntry | undefined;
  next?: PlanEntry | undefined;
} {
  const row = plan.filter((entry) => entry.kind === 'lesson' || entry.slug === meta.slug);
  const at = row.findIndex((entry) => entry.slug === meta.slug);
  return { previous: row[at - 1], next: row[at + 1] };
}

export function lessonNav(context: Context): Node {
  const { previous, next } = neighbours(context);
  const side = (name: string, entry: PlanEntry, note: string[]) =>
    element('div', { className: [name.toLowerCase()] }, [
      element('span', { className: ['way'] }, [name]),
      lessonLink(entry),
      ...note.map((text) => element('span', { className: ['hands'] }, [text])),
    ]);
  return element('nav', { className: ['lesson-nav'], 'aria-label': 'Lessons' }, [
    ...(previous ? [side('Previous', previous, [])] : []),
    ...(next ? [side('Next', next, [`It gets from here: ${context.meta.hands}.`])] : []),
  ]);
}

/** A lesson that is not written yet has no page to go to. */
const lessonLink = ({ number, slug, title, written }: PlanEntry): Node =>
  written
    ? element('a', { href: `../${slug}/` }, [`${number} ${title}`])
    : element('span', { className: ['unwritten'] }, [`${number} ${title} (not written yet)`]);
