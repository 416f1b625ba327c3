// Nodes of the Markdown tree that become an HTML element of our choice.

import type { Properties } from 'hast';
import type { Nodes, Parents, PhrasingContent, Root, RootContent } from 'mdast';
import type { ContainerDirective, LeafDirective, TextDirective } from 'mdast-util-directive';
import type {} from 'mdast-util-math';
import type {} from 'mdast-util-to-hast';

export type Directive = ContainerDirective | LeafDirective | TextDirective;
export type Node = RootContent;

export const isDirective = (node: Nodes): node is Directive =>
  node.type === 'containerDirective' || node.type === 'leafDirective' || node.type === 'textDirective';

/** Makes `node` the element `tag`, with other children if they are given. */
export function become(node: Directive, tag: string, properties: Properties, children?: Node[]) {
  node.data = { ...node.data, hName: tag, hProperties: properties };
  if (children) (node as Parents).children = children;
}

/** A new element. mdast has no node for one; a paragraph with another name is the customary way. */
export const element = (tag: string, properties: Properties, children: (Node | string)[] = []): Node => ({
  type: 'paragraph',
  data: { hName: tag, hProperties: properties },
  children: children.map((child) =>
    typeof child === 'string' ? { type: 'text', value: child } : child,
  ) as PhrasingContent[],
});

/** The text of a node, without its marks. */
export const textOf = (node: Nodes | undefined): string => {
  if (!node) return '';
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
};

/** What stands between the first [ ] of a directive in the source: no mark of Markdown is read in it. */
export function labelSource(node: Directive, source: string): string {
  const text = sourceOf(node, source);
  const open = text.indexOf('[');
  if (open < 0) return '';
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '[') depth++;
    if (text[i] === ']' && --depth === 0) return text.slice(open + 1, i).trim();
  }
  return '';
}

export const sourceOf = ({ position }: Nodes, source: string) =>
  source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0);

/** A heading's address: "A ladder of probability" -> "a-ladder-of-probability". */
export const slugOf = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f’']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'section';

/** Visits every node, the parents first; `visitor` may change the node's children. */
export function walk(
  node: Nodes,
  visitor: (node: Nodes, parent: Parents | Root | undefined) => void,
  parent?: Parents,
) {
  visitor(node, parent);
  if ('children' in node) for (const child of [...node.children]) walk(child, visitor, node);
}
