// What lies beside a lesson's text: its figures/*.svelte and the ids in its exercises.ts. Neither is run here.

import fs from 'node:fs';
import path from 'node:path';
import { parseSync, type ESTree } from 'vite';
import { Problems } from './problems.ts';

/** Names of the components in figures/, without those that another of them imports. */
export function figureNames(folder: string): { all: Set<string>; mountable: Set<string> } {
  const figures = path.join(folder, 'figures');
  const files = fs.existsSync(figures) ? fs.readdirSync(figures).sort() : [];
  const all = new Set(
    files.filter((file) => file.endsWith('.svelte')).map((file) => file.slice(0, -'.svelte'.length)),
  );
  const text = files
    .filter((file) => /\.(svelte|ts)$/.test(file))
    .map((file) => fs.readFileSync(path.join(figures, file), 'utf8'))
    .join('\n');
  const mountable = new Set([...all].filter((name) => !text.includes(`/${name}.svelte'`)));
  return { all, mountable };
}

/** The keys of `export const exercises = { ... }`, with their lines. Read from the syntax, so that nothing has to run. */
export function exerciseIds(folder: string): Map<string, number> {
  const file = path.join(folder, 'exercises.ts');
  const ids = new Map<string, number>();
  if (!fs.existsSync(file)) return ids;
  const problems = new Problems(file);
  const text = fs.readFileSync(file, 'utf8');
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const { program, errors } = parseSync(file, text);
  for (const { message, labels } of errors) problems.add(lineAt(labels[0]?.start ?? 0), message);
  problems.throwIfAny();
  const object = exportedObject(program, 'exercises');
  if (!object) problems.add(1, 'must export const exercises = { ... }, an object literal');
  for (const property of object?.properties ?? []) {
    const key = property.type === 'Property' && !property.computed ? property.key : undefined;
    if (key?.type === 'Identifier') ids.set(key.name, lineAt(key.start));
    else if (key?.type === 'Literal') ids.set(String(key.value), lineAt(key.start));
    else problems.add(lineAt(property.start), 'each exercise must stand in the object under its id');
  }
  problems.throwIfAny();
  return ids;
}

function exportedObject(program: ESTree.Program, name: string): ESTree.ObjectExpression | undefined {
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration')
      continue;
    for (const { id, init } of statement.declaration.declarations) {
      if (id.type !== 'Identifier' || id.name !== name) continue;
      let value = init;
      while (value && (value.type === 'TSSatisfiesExpression' || value.type === 'TSAsExpression'))
        value = value.expression;
      if (value?.type === 'ObjectExpression') return value;
    }
  }
  return undefined;
}
