// YAML whose mistakes have a line, in files and in a lesson's front matter.

import { LineCounter, parseDocument, type Document } from 'yaml';
import { Problems } from './problems.ts';

export interface YamlSource {
  document: Document;
  /** The line of a key's value, by its path; of the nearest key above it when it is missing. */
  lineOf: (...keys: (string | number)[]) => number;
}

/** `firstLine` is the line of the file where `text` begins. */
export function readYaml(text: string, problems: Problems, firstLine = 1): YamlSource {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const line = (offset: number) => firstLine + counter.linePos(offset).line - 1;
  for (const { message, pos } of [...document.errors, ...document.warnings])
    problems.add(line(pos[0]), message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''));
  const lineOf = (...keys: (string | number)[]): number => {
    const node = document.getIn(keys, true) as { range?: [number, number, number] | null } | undefined;
    if (node?.range) return line(node.range[0]);
    return keys.length > 0 ? lineOf(...keys.slice(0, -1)) : firstLine;
  };
  return { document, lineOf };
}
