// Containers that hold others. Markdown's directives want more colons around than within; here a line of colons closes the
// innermost container that is open, so that an author writes three of them always. The colons are counted out before
// Markdown sees the text; lines keep their numbers. What is not closed, or closes nothing, is found here too.

import type { Problems } from './problems.ts';

interface Open {
  name: string;
  /** From 1. */
  line: number;
  colons: number;
}

const sections = new Set(['step', 'slide', 'can', 'breaks']);

export function nestContainers(source: string, problems: Problems): string {
  const lines = source.split('\n');
  const open: Open[] = [];
  const fences: { at: number; depth: number }[] = [];
  let verbatim: string | undefined;
  // Colons in a listing or a formula are what they are; containers get more than those.
  let least = 3;
  lines.forEach((text, at) => {
    const fence = /^\s*(`{3,}|~{3,}|\$\$)/.exec(text)?.[1];
    if (verbatim) {
      least = Math.max(least, 1 + (/^\s*(:{3,})/.exec(text)?.[1]?.length ?? 0));
      if (fence?.startsWith(verbatim) && text.trim() === fence) verbatim = undefined;
      return;
    }
    // A formula can begin and end in one line.
    if (fence && !(fence === '$$' && /\$\$.*\$\$/.test(text))) {
      verbatim = fence;
      return;
    }
    const [, colons, name] = /^\s{0,3}(:{3,})([a-z][\w-]*)?/i.exec(text) ?? [];
    if (!colons) return;
    if (name) {
      const within = sections.has(name) && open.find((outer) => sections.has(outer.name));
      if (within)
        problems.add(
          at + 1,
          `:::${name} stands in :::${within.name} of line ${within.line}: is that one closed?`,
        );
      open.push({ name, line: at + 1, colons: colons.length });
      fences.push({ at, depth: open.length });
    } else if (text.trim() === colons) {
      const last = open.at(-1);
      if (!last) return problems.add(at + 1, `"${colons}" closes no container`);
      if (last.colons !== colons.length && open.some((outer) => outer.colons === colons.length)) {
        // It was meant for one further out.
        while (open.at(-1)!.colons !== colons.length) notClosed(open.pop()!, problems);
      }
      fences.push({ at, depth: open.length });
      open.pop();
    }
  });
  for (const left of open) notClosed(left, problems);
  const deepest = Math.max(0, ...fences.map(({ depth }) => depth));
  for (const { at, depth } of fences)
    lines[at] = lines[at]!.replace(/:{3,}/, ':'.repeat(least + deepest - depth));
  return lines.join('\n');
}

const notClosed = ({ name, line }: Open, problems: Problems) =>
  problems.add(line, `the container :::${name} is not closed`);
