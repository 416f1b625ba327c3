// Margin notes stand beside what they follow. A note, the block before it and the block after it become one group, which the
// page lays out in two columns where there is room: the note may be as tall as both before it pushes the text apart. Read
// aloud, or on a small screen, the note comes where its author wrote it.

import type { Root } from 'mdast';
import { element, isDirective, type Node } from './tree.ts';

const isNote = (node: Node | undefined) => !!node && isDirective(node) && node.name === 'note';

/** What has a place of its own: a note neither stands beside it nor runs past it. */
const isApart = (node: Node | undefined) =>
  !node ||
  node.type === 'heading' ||
  node.type === 'yaml' ||
  /^(h2|section)$/.test(node.data?.hName ?? '') ||
  (isDirective(node) && node.name === 'sticky');

/** Groups the notes of the page and of its steps; notes elsewhere stay in their text. */
export function groupNotes(tree: Root) {
  tree.children = grouped(tree.children);
  for (const node of tree.children)
    if (node.type === 'containerDirective' && node.name === 'step')
      node.children = grouped(node.children) as never;
}

function grouped(nodes: Node[]): Node[] {
  const result: Node[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const before = nodes[i];
    if (isNote(before) || isApart(before) || !isNote(nodes[i + 1])) {
      result.push(before!);
      continue;
    }
    const notes: Node[] = [];
    while (isNote(nodes[i + 1])) notes.push(nodes[++i]!);
    const group = [before!, element('div', { className: ['notes'] }, notes)];
    // The block after it goes along, unless it has notes of its own or stands apart.
    if (!isApart(nodes[i + 1]) && !isNote(nodes[i + 2])) group.push(nodes[++i]!);
    result.push(element('div', { className: ['noted'] }, group));
  }
  return result;
}
