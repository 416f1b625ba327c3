// Reads the tree for the tests beside this file.

import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');

/** Files below the folders whose path matches, as paths from the root; with `text`, as {file, text}. */
export function sources(folders, pattern, { text = false } = {}) {
  const files = [folders].flat().flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true })
      .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
      .filter((name) => pattern.test(name) && fs.statSync(path.join(root, name)).isFile()),
  );
  return text ? files.map((file) => ({ file, text: read(file) })) : files;
}

export const includes = (file) =>
  [...read(file).matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)].map(([, name]) => name);

export const imports = (file) =>
  [...read(file).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, name]) => name);

/** C++ without its comments and string literals, line by line. */
export function code(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/\/\/[^\n]*/g, '')
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .split('\n');
}
