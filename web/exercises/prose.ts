// The small Markdown of prompts, hints and feedback as a tree, which Prose.svelte shows without ever setting HTML.

export type Inline =
  | { kind: 'text' | 'em' | 'strong' | 'code'; text: string }
  | { kind: 'math'; text: string; display: boolean };

export type Block = { kind: 'p'; inlines: Inline[] } | { kind: 'pre'; text: string };

const pattern = /\$\$([^$]+)\$\$|\$([^$]+)\$|`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g;

export function parseInline(text: string): Inline[] {
  const inlines: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) inlines.push({ kind: 'text', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    const [, display, math, code, strong, em] = match;
    if (display !== undefined) inlines.push({ kind: 'math', text: display, display: true });
    else if (math !== undefined) inlines.push({ kind: 'math', text: math, display: false });
    else if (code !== undefined) inlines.push({ kind: 'code', text: code });
    else if (strong !== undefined) inlines.push({ kind: 'strong', text: strong });
    else inlines.push({ kind: 'em', text: em! });
  }
  if (end < text.length) inlines.push({ kind: 'text', text: text.slice(end) });
  return inlines;
}

export function parseProse(text: string): Block[] {
  // Every second part was between fences.
  return text.split(/^```.*\n([\s\S]*?)^```[ \t]*$/m).flatMap((part, i): Block[] =>
    i % 2
      ? [{ kind: 'pre', text: part.trimEnd() }]
      : part
          .split(/\n\s*\n/)
          .map((paragraph) => paragraph.trim())
          .filter(Boolean)
          .map((paragraph) => ({ kind: 'p', inlines: parseInline(paragraph) })),
  );
}
