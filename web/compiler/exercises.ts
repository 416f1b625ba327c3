// Vite's part of the exercises. Every formula in the texts of an exercises.ts is drawn here, and the module takes them along.
// An exercise that lacks a field, and a formula that KaTeX does not understand, is a problem of its line, as in the lesson's
// text.

import path from 'node:path';
import katex from 'katex';
import { parseSync, type Plugin } from 'vite';
import type { Exercise } from '../exercises/types.ts';
import { formulaKey } from '../exercises/formulas.ts';
import { parseProse, type Inline } from '../exercises/prose.ts';
import { faultOf, freshMacros, katexOptions } from './maths.ts';
import { Problems, root } from './problems.ts';

/** What holds code and not prose. */
const code = new Set(['starter', 'args', 'name']);
/** Stands for the computed parts of a text. */
const computed = '\u{e000}';

/** What an exercise of each kind cannot do without. */
const needed: { [Kind in Exercise['kind']]: (keyof Extract<Exercise, { kind: Kind }>)[] } = {
  number: ['prompt', 'answer', 'tolerance', 'hints'],
  choice: ['prompt', 'options', 'right', 'reason', 'hints'],
  order: ['prompt', 'tiles', 'accepted', 'hints'],
  make: ['prompt', 'figure', 'check', 'hints'],
  code: ['prompt', 'starter', 'tests', 'hints'],
  explain: ['prompt', 'model'],
};

interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}

export function lessonExercises(): Plugin {
  return {
    name: 'tractable-exercises',
    transform: {
      filter: { id: /[/\\]exercises\.ts$/, code: /export const exercises\b/ },
      order: 'pre',
      handler(text, id) {
        const formulas = readExercises(text, id);
        if (Object.keys(formulas).length === 0) return undefined;
        const from = (name: string) => JSON.stringify(path.join(root, 'web', name).split(path.sep).join('/'));
        return {
          code: `${text}
import ${from('shell/lesson-maths.ts')};
import { addFormulas } from ${from('exercises/formulas.ts')};
addFormulas(${JSON.stringify(formulas)});
`,
          // What stands before it keeps its place.
          map: null,
        };
      },
    },
  };
}

/** The HTML of every formula in the module's texts, by `formulaKey`. Throws a LessonError that names all problems. */
export function readExercises(text: string, file: string): Record<string, string> {
  const problems = new Problems(file);
  const program = parseSync(file, text).program as unknown as Node;
  const at = ({ start }: { start: number }) => text.slice(0, start).split('\n').length;
  for (const property of exercisesOf(program)) {
    const missing = missingIn(property);
    if (missing) problems.add(at(property), missing);
  }
  const formulas: Record<string, string> = {};
  for (const prose of proses(program))
    for (const { text: latex, display } of formulasIn(prose.text)) {
      const key = formulaKey(latex, display);
      const fault = latex.includes(computed)
        ? 'a formula is drawn when the site is built, so no part of it can be computed: put the number outside of the $'
        : faultOf(latex, display)?.message;
      if (fault) problems.add(at(prose), `${key.replaceAll(computed, '…')}: ${fault}`);
      else formulas[key] ??= draw(latex, display);
    }
  problems.throwIfAny();
  return formulas;
}

const draw = (latex: string, displayMode: boolean) =>
  katex.renderToString(latex, { ...katexOptions, macros: freshMacros(), displayMode });

/** The entries of `export const exercises` that are written out there. */
function exercisesOf(program: Node): Node[] {
  const declared = (program['body'] as Node[])
    .filter(({ type }) => type === 'ExportNamedDeclaration')
    .flatMap((statement) => ((statement['declaration'] as Node | null)?.['declarations'] ?? []) as Node[]);
  const exercises = declared.find(({ id }) => nameOf(id as Node) === 'exercises');
  const properties = (plain(exercises?.['init'] as Node | undefined)?.['properties'] ?? []) as Node[];
  return properties.filter(({ type, value }) => type === 'Property' && plain(value as Node));
}

/** The object itself in `{ ... } as const` and `{ ... } satisfies T`; undefined for what is no object. */
function plain(node: Node | undefined): Node | undefined {
  if (node?.type === 'TSAsExpression' || node?.type === 'TSSatisfiesExpression')
    return plain(node['expression'] as Node);
  return node?.type === 'ObjectExpression' ? node : undefined;
}

function missingIn(property: Node): string | undefined {
  const id = nameOf(property['key'] as Node);
  const fields = plain(property['value'] as Node)!['properties'] as Node[];
  // What is spread into it is not known here.
  if (fields.some(({ type }) => type !== 'Property')) return undefined;
  const known = new Map(fields.map((field) => [nameOf(field['key'] as Node), field['value'] as Node]));
  const kind = known.get('kind')?.['value'];
  if (typeof kind !== 'string' || !Object.hasOwn(needed, kind))
    return `exercise ${id}: kind must be one of ${Object.keys(needed).join(', ')}`;
  const missing = needed[kind as Exercise['kind']].filter((name) => !known.has(name));
  return missing.length > 0
    ? `exercise ${id}: a ${kind} exercise needs ${missing.join(' and ')} too (web/exercises/types.ts says what they are)`
    : undefined;
}

const formulasIn = (prose: string): Extract<Inline, { kind: 'math' }>[] =>
  parseProse(prose)
    .flatMap((block) => (block.kind === 'p' ? block.inlines : []))
    .filter((inline) => inline.kind === 'math');

/** Every text of the module, also those that a function gives: literals, templates, and sums of them. */
function* proses(node: Node): Generator<{ text: string; start: number }> {
  const text = proseOf(node);
  if (text?.includes('$')) yield { text, start: node.start };
  if (text !== undefined) return yield* computedParts(node);
  if (node.type === 'Property' && code.has(nameOf(node['key'] as Node))) return;
  for (const child of children(node)) yield* proses(child);
}

const nameOf = (key: Node) => String(key['name'] ?? key['value']);

/** A text with `computed` for what is not written in it; undefined for what is no text. */
function proseOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type === 'TemplateLiteral')
    return (node['quasis'] as { value: { cooked: string } }[])
      .map(({ value }) => value.cooked)
      .join(computed);
  if (isRaw(node))
    return ((node['quasi'] as Node)['quasis'] as { value: { raw: string } }[])
      .map(({ value }) => value.raw)
      .join(computed);
  if (node.type === 'BinaryExpression' && node['operator'] === '+') {
    const [left, right] = [proseOf(node['left'] as Node), proseOf(node['right'] as Node)];
    if (left !== undefined || right !== undefined) return (left ?? computed) + (right ?? computed);
  }
  return undefined;
}

/** String.raw`...`: backslashes stay as they are written. */
function isRaw({ type, tag }: Node): boolean {
  const { object, property } = (tag ?? {}) as { object?: Node; property?: Node };
  const named = (node: Node | undefined, name: string) => node?.['name'] === name;
  return type === 'TaggedTemplateExpression' && named(object, 'String') && named(property, 'raw');
}

/** In a text's computed parts there can be other texts: `${x > 0 ? 'above $0$' : 'below'}`. */
function* computedParts(node: Node): Generator<{ text: string; start: number }> {
  for (const child of children(isRaw(node) ? (node['quasi'] as Node) : node))
    if (node.type === 'BinaryExpression' && proseOf(child) !== undefined) yield* computedParts(child);
    else yield* proses(child);
}

const children = (node: Node): Node[] =>
  Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null)?.type === 'string');
