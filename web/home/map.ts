// The course map as HTML, from lessons/plan.yaml: made when the site is built, so that the page shows it without a script.

import type { PlanEntry } from '../compiler/plan.ts';

export interface MapEntry extends PlanEntry {
  part: string;
  /** How many exercises the lesson has; 0 for what is no lesson. */
  exercises: number;
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function mapHtml(entries: readonly MapEntry[]): string {
  const parts = [...new Set(entries.map(({ part }) => part))];
  return parts
    .map((part, i) =>
      partHtml(
        part,
        i,
        entries.filter((entry) => entry.part === part),
        entries,
      ),
    )
    .join('\n');
}

/** Where a new student begins; the script turns it into where this one goes on (progress.ts). */
export function beginLink(entries: readonly MapEntry[]): string {
  const first = entries.find(({ kind, written }) => kind === 'lesson' && written);
  return first
    ? `<a id="go-on" class="button primary" href="./${first.slug}/">Begin with lesson ${first.number}</a>`
    : '<a id="go-on" class="button primary" href="#map" hidden>Begin</a>';
}

function partHtml(part: string, i: number, own: readonly MapEntry[], all: readonly MapEntry[]): string {
  return `<section class="part" aria-labelledby="part-${i}">
  <h3 id="part-${i}">${escape(part)}</h3>
  <ol class="cards">
${own.map((entry) => card(entry, nextOf(entry, all))).join('\n')}
  </ol>
</section>`;
}

/** The lesson that gets what this one hands on. */
const nextOf = (entry: MapEntry, all: readonly MapEntry[]) =>
  entry.kind === 'lesson'
    ? all.slice(all.indexOf(entry) + 1).find(({ kind }) => kind === 'lesson')
    : undefined;

function card(entry: MapEntry, next: MapEntry | undefined): string {
  const { slug, title, hands, kind, written, exercises, number } = entry;
  const mark = kind === 'lesson' ? String(number) : kind === 'notebook' ? `Notebook ${number}` : '';
  const name = `${mark ? `<span class="number">${mark}</span> ` : ''}${escape(title)}`;
  const to = next ? `<span class="visually-hidden">Hands to lesson ${next.number}: </span>` : '';
  return `    <li class="card ${kind}${written ? '' : ' unwritten'}" id="${slug}" data-slug="${slug}" data-exercises="${exercises}">
      <canvas aria-hidden="true"></canvas>
      <h4>${written ? `<a href="./${slug}/">${name}</a>` : name}</h4>
      <p class="hands">${to}${escape(hands)}</p>
      <p class="state">${written ? '' : 'Not written yet'}</p>
    </li>`;
}
