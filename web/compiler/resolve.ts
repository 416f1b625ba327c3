// Second pass: directives that point at something (ref, cite), numbers computed by the core, and links to other lessons.

import type { Nodes } from 'mdast';
import type { Context } from './context.ts';
import { authorNames, citationLabel, referenceLink } from './sources.ts';
import { become, element, isDirective, labelSource, walk, type Directive, type Node } from './tree.ts';
import { computeValue } from './value.ts';

export async function resolve(tree: Nodes, context: Context) {
  const values: Directive[] = [];
  walk(tree, (node) => {
    if (node.type === 'link') link(node, context);
    if (!isDirective(node) || node.data?.hName || node.type !== 'textDirective') return;
    if (node.name === 'ref') ref(node, context);
    if (node.name === 'cite') cite(node, context);
    if (node.name === 'value') values.push(node);
  });
  for (const node of values) await value(node, context);
}

function ref(node: Directive, { targets, problems, source }: Context) {
  const id = labelSource(node, source);
  const target = targets.get(id);
  if (!target) {
    problems.add(node, id ? `unknown reference ${id}` : 'ref needs an id: :ref[rain]');
    return;
  }
  become(node, 'a', { href: `#${id}`, className: ['ref'] }, [{ type: 'text', value: target.label }]);
}

function cite(node: Directive, { references, cited, problems, source }: Context) {
  const key = labelSource(node, source);
  const reference = references.get(key);
  if (!reference) {
    problems.add(
      node,
      key ? `unknown citation ${key}: it is not in lessons/references.yaml` : 'cite needs a key: :cite[key]',
    );
    return;
  }
  if (!cited.includes(key)) cited.push(key);
  const label = element('a', { href: `#source-${key}`, className: ['cite'] }, [citationLabel(reference)]);
  become(
    node,
    'span',
    {},
    ['(', label, ')'].map((part) => (typeof part === 'string' ? { type: 'text', value: part } : part)),
  );
}

async function value(node: Directive, { problems, source }: Context) {
  const expression = labelSource(node, source);
  try {
    const { text, power } = await computeValue(expression);
    const children: Node[] = [{ type: 'text', value: text }];
    if (power) children.push(element('sup', {}, [power]));
    become(node, 'span', { className: ['value'] }, children);
  } catch (error) {
    problems.add(node, `value ${expression || '(empty)'}: ${(error as Error).message}`);
  }
}

/** A link into the page must meet its target; one to a lesson that is not written yet is its words alone. */
function link(node: Nodes & { type: 'link' }, { plan, targets, problems }: Context) {
  if (node.url.startsWith('#') && !targets.has(node.url.slice(1)))
    problems.add(node, `unknown reference ${node.url}`);
  const slug = /^\.\.\/([^/]+)\//.exec(node.url)?.[1];
  const entry = plan.find((candidate) => candidate.slug === slug);
  if (entry && !entry.written) {
    // The handler of links would set href; a span with the link's children has none.
    Object.assign(node, {
      type: 'paragraph',
      data: { hName: 'span', hProperties: { className: ['unwritten'] } },
    });
  }
}

/** The list at the end of the page. */
export function sourcesList({ cited, references }: Context): Node | undefined {
  if (cited.length === 0) return undefined;
  const items = cited.map((key) => {
    const reference = references.get(key)!;
    const found = referenceLink(reference);
    return element('li', { id: `source-${key}` }, [
      `${authorNames(reference)} (${reference.year}). `,
      element('cite', {}, [reference.title]),
      `. ${reference.where}.`,
      ...(found ? [' ', element('a', { href: found.href }, [found.text])] : []),
    ]);
  });
  return element('section', { className: ['sources'], id: 'sources' }, [
    element('h2', {}, ['Sources']),
    element('ol', {}, items),
  ]);
}
