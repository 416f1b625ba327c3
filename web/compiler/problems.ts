// What is wrong with a lesson. All problems of a lesson are collected, so that one run names them all, each as
// `lessons/03-sampling/lesson.md:41: message`.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A path as the author knows it: from the root of the checkout, with slashes. */
export const fromRoot = (file: string) => path.relative(root, file).split(path.sep).join('/');

export interface Problem {
  /** Absolute. */
  file: string;
  line: number;
  message: string;
}

export class LessonError extends Error {
  readonly problems: Problem[];
  /** Where the first one is, as Vite's error overlay wants it. */
  readonly loc: { file: string; line: number; column: number };

  constructor(problems: Problem[]) {
    const sorted = [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
    super(sorted.map(({ file, line, message }) => `${fromRoot(file)}:${line}: ${message}`).join('\n'));
    this.name = 'LessonError';
    // The mistake is the author's: where the compiler was when it found it would only push the message out of sight.
    this.stack = `${this.name}: ${this.message}`;
    this.problems = sorted;
    const first = sorted[0]!;
    this.loc = { file: first.file, line: first.line, column: 0 };
  }
}

/** Collects the problems of one file. */
export class Problems {
  readonly file: string;
  readonly all: Problem[] = [];

  constructor(file: string) {
    this.file = file;
  }

  /** `where` is a line or a node of the tree. */
  add(where: number | { position?: { start: { line: number } } | undefined }, message: string) {
    const line = typeof where === 'number' ? where : (where.position?.start.line ?? 1);
    // One mistake can be met twice, as when a formula stands in a caption.
    if (this.all.some((known) => known.line === line && known.message === message)) return;
    this.all.push({ file: this.file, line, message });
  }

  throwIfAny() {
    if (this.all.length > 0) throw new LessonError(this.all);
  }
}
