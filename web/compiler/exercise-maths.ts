// Vite's part of the exercises: every formula in the texts of an exercises.ts is drawn here, and the module takes them along.
// A formula that KaTeX does not understand is a problem of its line, as in the lesson's text.

import path from 'node:path';
import katex from 'katex';
import { parseSync, type Plugin } from 'vite';
import { formulaKey } from '../exercises/formulas.ts';
import { parseProse, type Inline } from '../exercises/prose.ts';
import { faultOf, freshMacros, katexOptions } from './maths.ts';
import { Problems, root } from './problems.ts';

/** What holds code and not prose. */
const code = new Set(['starter', 'args', 'name']);
/** Stands for the computed parts of a text. */
const computed = '\u{e000}';

interface Node {
  type: string;
  start: number;
  [field: string]: unknown;
}

export function exerciseMaths(): Plugin {
  return {
    name: 'tractable-exercise-maths',
    transform: {
      filter: { id: /[/\\]exercises\.ts$/, code: /export const exercises\b/ },
      order: 'pre',
      handler(text, id) {
        const formulas = drawFormulas(text, id);
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
export function drawFormulas(text: string, file: string): Record<string, string> {
  const problems = new Problems(file);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const formulas: Record<string, string> = {};
  const { program } = parseSync(file, text);
  for (const { prose, start } of proses(program as unknown as Node))
    for (const formula of formulasOf(prose)) {
      const key = formulaKey(formula.text, formula.display);
      const fault = formula.text.includes(computed)
        ? 'a formula is drawn when the site is built, so no part of it can be computed: put the number outside of the $'
        : faultOf(formula.text, formula.display)?.message;
      if (fault) problems.add(lineAt(start), `${key.replaceAll(computed, '…')}: ${fault}`);
      else
        formulas[key] ??= katex.renderToString(formula.text, {
          ...katexOptions,
          macros: freshMacros(),
          displayMode: formula.display,
        });
    }
  problems.throwIfAny();
  return formulas;
}

const formulasOf = (prose: string): Extract<Inline, { kind: 'math' }>[] =>
  parseProse(prose)
    .flatMap((block) => (block.kind === 'p' ? block.inlines : []))
    .filter((inline) => inline.kind === 'math');

/** Every text of the module, also those that a function gives: literals, templates, and sums of them. */
function* proses(node: Node): Generator<{ prose: string; start: number }> {
  const prose = proseOf(node);
  if (prose?.includes('$')) yield { prose, start: node.start };
  if (prose !== undefined) return yield* computedParts(node);
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
  if (node.type === 'BinaryExpression' && node['operator'] === '+') {
    const [left, right] = [proseOf(node['left'] as Node), proseOf(node['right'] as Node)];
    if (left !== undefined || right !== undefined) return (left ?? computed) + (right ?? computed);
  }
  return undefined;
}

/** In a text's computed parts there can be other texts: `${x > 0 ? 'above $0$' : 'below'}`. */
function* computedParts(node: Node): Generator<{ prose: string; start: number }> {
  for (const child of children(node))
    if (node.type === 'BinaryExpression' && proseOf(child) !== undefined) yield* computedParts(child);
    else yield* proses(child);
}

const children = (node: Node): Node[] =>
  Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null)?.type === 'string');
