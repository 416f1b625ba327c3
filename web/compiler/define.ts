// First pass: directives that make something. They become elements, get their numbers and enter the table of targets.

import type { Nodes, Parents } from 'mdast';
import type { ContainerDirective, LeafDirective } from 'mdast-util-directive';
import type { Context, Target } from './context.ts';
import { roles } from './maths.ts';
import {
  become,
  element,
  isDirective,
  slugOf,
  sourceOf,
  textOf,
  walk,
  type Directive,
  type Node,
} from './tree.ts';

type Kind = Directive['type'];
const forms: Record<Kind, string> = { containerDirective: ':::', leafDirective: '::', textDirective: ':' };

interface Definition {
  form: Kind;
  /** The attributes it may have; those with ! must be there. */
  attributes: string[];
  define?: (node: never, context: Context, attributes: Record<string, string>) => void;
}

const fixedSections = {
  slide: 'From the slide to here',
  can: 'What you can now do',
  breaks: 'Where it breaks',
};

const definitions: Record<string, Definition> = {
  figure: { form: 'leafDirective', attributes: ['is!', 'id!'], define: figure },
  exercise: { form: 'leafDirective', attributes: ['id!'], define: exercise },
  sticky: { form: 'containerDirective', attributes: [], define: sticky },
  equation: { form: 'containerDirective', attributes: ['id!'], define: equation },
  note: {
    form: 'containerDirective',
    attributes: [],
    define: (node: ContainerDirective) => become(node, 'div', { className: ['note'], role: 'note' }),
  },
  step: { form: 'containerDirective', attributes: ['title!', 'id'], define: step },
  slide: { form: 'containerDirective', attributes: [], define: fixedSection },
  can: { form: 'containerDirective', attributes: [], define: fixedSection },
  breaks: { form: 'containerDirective', attributes: [], define: fixedSection },
  term: { form: 'textDirective', attributes: ['role!'], define: term },
  // Resolved when all targets are known: resolve.ts.
  ref: { form: 'textDirective', attributes: [] },
  cite: { form: 'textDirective', attributes: [] },
  value: { form: 'textDirective', attributes: [] },
};

export function define(tree: Nodes, context: Context) {
  walk(tree, (node, parent) => {
    if (node.type === 'table') scrollable(node, parent!);
    if (node.type === 'heading' && !node.data?.hProperties?.['id']) heading(node, context);
    if (!isDirective(node) || node.data?.hName) return;
    const definition = Object.hasOwn(definitions, node.name) ? definitions[node.name] : undefined;
    const written = forms[node.type] + node.name;
    if (node.type === 'textDirective' && /^:\d+$/.test(sourceOf(node, context.source))) {
      // The time 10:30 is text.
      const siblings = parent!.children as Nodes[];
      siblings[siblings.indexOf(node)] = { type: 'text', value: `:${node.name}` };
    } else if (!definition) {
      const hint = node.type === 'textDirective' ? '; a colon before a letter is written \\:' : '';
      context.problems.add(node, `unknown directive ${written}${hint}`);
    } else if (definition.form !== node.type) {
      context.problems.add(node, `${written} must be written ${forms[definition.form]}${node.name}`);
    } else if (attributesAreRight(node, definition, context)) {
      definition.define?.(node as never, context, (node.attributes ?? {}) as Record<string, string>);
    }
  });
}

function attributesAreRight(node: Directive, { attributes }: Definition, { problems }: Context): boolean {
  const given = Object.keys(node.attributes ?? {});
  const names = attributes.map((name) => name.replace('!', ''));
  const missing = attributes.filter((name) => name.endsWith('!') && !given.includes(name.slice(0, -1)));
  const unknown = given.filter((name) => !names.includes(name));
  for (const name of missing)
    problems.add(
      node,
      `${node.name} needs ${name === 'id!' ? 'an id: {#name}' : `${name.slice(0, -1)}=...`}`,
    );
  for (const name of unknown) problems.add(node, `${node.name} has no attribute ${name}`);
  return missing.length === 0 && unknown.length === 0;
}

/** Enters an id into the table; its label may count the targets of its kind. */
function enter(
  node: Nodes,
  id: string,
  kind: Target['kind'],
  { targets, problems }: Context,
  label: (n: number) => string,
) {
  const number = 1 + [...targets.values()].filter((target) => target.kind === kind).length;
  if (!/^[a-z][a-z0-9-]*$/.test(id))
    problems.add(node, `the id ${id} must be small letters, digits and hyphens`);
  if (targets.has(id) || ['main', 'theme', 'sources'].includes(id))
    problems.add(node, `the id ${id} is there twice`);
  targets.set(id, { kind, label: label(number) });
  return number;
}

function figure(node: LeafDirective, context: Context, { is, id }: Record<string, string>) {
  const { known, problems, figures } = context;
  if (!known.figures.has(is!))
    problems.add(
      node,
      `unknown figure ${is}: there is no figures/${is}.svelte (there are: ${list(known.figures)})`,
    );
  const number = enter(node, id!, 'figure', context, (n) => `Figure ${n}`);
  if (!figures.includes(is!)) figures.push(is!);
  const caption = element('span', { className: ['caption-number'] }, [`Figure ${number}.`]);
  become(node, 'figure', { className: ['numbered'], id }, [
    island('figure', { 'data-figure': is, 'data-id': id }),
    element('figcaption', {}, node.children.length > 0 ? [caption, ' ', ...node.children] : [caption]),
  ]);
}

function exercise(node: LeafDirective, context: Context, { id }: Record<string, string>) {
  const { known, problems, exercises } = context;
  if (!known.exercises.has(id!))
    problems.add(
      node,
      `unknown exercise ${id}: exercises.ts has none of that id (it has: ${list(known.exercises)})`,
    );
  const number = enter(node, id!, 'exercise', context, (n) => `exercise ${n}`);
  exercises.push(id!);
  become(node, 'div', { className: ['numbered-exercise'], id }, [
    element('p', { className: ['exercise-number'] }, [`Exercise ${number}`]),
    island('exercise', { 'data-exercise': id }),
  ]);
}

/** Where the page's script mounts a component; without the script it says so. */
const island = (what: string, properties: Record<string, string | undefined>) =>
  element('div', { className: ['island', `island-${what}`], 'data-pagefind-ignore': '', ...properties }, [
    element('noscript', {}, [`This ${what} needs JavaScript.`]),
  ]);

function sticky(node: ContainerDirective, { problems }: Context) {
  const at = node.children.findIndex((child) => child.type === 'leafDirective' && child.name === 'figure');
  const others = node.children.filter((_, i) => i !== at);
  if (at < 0 || others.some((child) => child.type === 'leafDirective' && child.name === 'figure'))
    problems.add(node, 'sticky holds exactly one ::figure, and the text beside it');
  if (at < 0) return;
  const text = element('div', { className: ['sticky-text'] }, others);
  const stays = element('div', { className: ['sticky-figure'] }, [node.children[at]!]);
  // The order in which they are read, with a screen reader too, is the author's: the figure first or the text.
  become(node, 'div', { className: ['sticky'] }, at === 0 ? [stays, text] : [text, stays]);
}

function equation(node: ContainerDirective, context: Context, { id }: Record<string, string>) {
  const formulas = node.children.filter((child) => child.type === 'math');
  if (formulas.length !== 1 || node.children.length !== 1)
    context.problems.add(node, 'equation holds exactly one formula between two lines $$');
  const number = enter(node, id!, 'equation', context, (n) => `(${n})`);
  become(node, 'div', { className: ['equation'], id }, [
    ...node.children,
    element('span', { className: ['equation-number'] }, [`(${number})`]),
  ]);
}

function step(node: ContainerDirective, context: Context, attributes: Record<string, string>) {
  // A step and its figure often have one name: the step's address says that it is the step.
  const { title, id = `step-${slugOf(title!)}` } = attributes;
  const number = enter(node, id, 'step', context, (n) => `step ${n}`);
  context.headings.push({ id, depth: 2, text: `${number} ${title}` });
  const mark = element('span', { className: ['step-number'] }, [`${number}`]);
  become(node, 'section', { className: ['step'], id }, [
    element('h2', {}, [mark, ` ${title}`]),
    ...node.children,
  ]);
}

function fixedSection(node: ContainerDirective, context: Context) {
  const text = fixedSections[node.name as keyof typeof fixedSections];
  const id = slugOf(text);
  enter(node, id, 'heading', context, () => text);
  context.headings.push({ id, depth: 2, text });
  become(node, 'section', { className: [node.name], id }, [element('h2', {}, [text]), ...node.children]);
}

function heading(node: Nodes & { type: 'heading' }, context: Context) {
  const text = textOf(node);
  const id = slugOf(text);
  enter(node, id, 'heading', context, () => text);
  context.headings.push({ id, depth: node.depth, text });
  node.data = { ...node.data, hProperties: { id } };
}

/** A table wider than the column scrolls in a box of its own. */
function scrollable(node: Nodes & { type: 'table' }, parent: Parents) {
  const at = (parent.children as Nodes[]).indexOf(node);
  if (at >= 0) parent.children[at] = element('div', { className: ['scroll'] }, [node]) as never;
}

function term(node: Directive, { problems }: Context, { role }: Record<string, string>) {
  if (!(roles as readonly string[]).includes(role!))
    problems.add(node, `unknown role ${role}: the roles are ${roles.join(', ')}`);
  if (node.children.length === 0) problems.add(node, 'term needs a word: :term[posterior]{role=posterior}');
  become(node, 'span', { className: ['term', `term-${role}`] }, node.children as Node[]);
}

const list = (names: Set<string>) => [...names].join(', ') || 'none';
