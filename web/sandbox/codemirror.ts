// CodeMirror 6 with JavaScript and the page's tokens; a module of its own, so that it is loaded only where an editor
// stands.

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

const look = EditorView.theme({
  '&': { color: 'var(--fg)', backgroundColor: 'var(--bg)', fontSize: 'var(--size-small)' },
  '&.cm-focused': { outline: 'none' }, // Editor.svelte draws it around the frame
  '.cm-scroller': { font: 'inherit', fontFamily: 'var(--font-code)', lineHeight: '1.55', maxHeight: '32rem' },
  '.cm-content': {
    padding: 'var(--space-2) 0',
    caretColor: 'var(--fg)',
    fontVariantLigatures: 'none',
    minHeight: '5.5rem',
  },
  '.cm-line': { padding: '0 var(--space-3) 0 var(--space-2)' },
  '.cm-cursor': { borderLeftColor: 'var(--fg)' },
  '.cm-gutters': {
    backgroundColor: 'var(--surface)',
    color: 'var(--muted)',
    borderRight: '1px solid var(--rule)',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--fg) 5%, transparent)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 28%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': { background: 'none', outline: '1px solid var(--control)' },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'none', outline: '1px solid var(--bad)' },
  '.cm-fault': {
    backgroundColor: 'color-mix(in srgb, var(--bad) 14%, transparent)',
    boxShadow: 'inset 3px 0 var(--bad)',
  },
});

// Text colours of at least 4.5:1 on the paper, light and dark; comments also lean.
const colours = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self],
    color: 'var(--accent)',
    fontWeight: '600',
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--warn)' },
  { tag: [tags.comment], color: 'var(--muted)', fontStyle: 'italic' },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)],
    fontWeight: '600',
  },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

const setMark = StateEffect.define<number | undefined>();
/** The line of a fault stands marked until the text changes. */
const mark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marked, transaction) {
    if (transaction.docChanged) marked = Decoration.none;
    for (const effect of transaction.effects) {
      if (effect.is(setMark)) marked = markOf(transaction.state, effect.value);
    }
    return marked;
  },
  provide: (field) => EditorView.decorations.from(field),
});
function markOf({ doc }: EditorState, line: number | undefined): DecorationSet {
  if (line === undefined || line < 1 || line > doc.lines) return Decoration.none;
  return Decoration.set(Decoration.line({ class: 'cm-fault' }).range(doc.line(line).from));
}

export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  label: string;
  describedBy: string;
  readonly: boolean;
  more?: Extension;
  onChange: (text: string) => void;
  onRun: () => void;
}

export function makeEditor(options: EditorOptions) {
  const { parent, text, label, describedBy, readonly, more = [], onChange, onRun } = options;
  const run = () => {
    onRun();
    return true;
  };
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        readonly ? [] : [highlightActiveLine(), highlightActiveLineGutter()],
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        bracketMatching(),
        javascript(),
        syntaxHighlighting(colours),
        look,
        mark,
        more,
        // Before the default keymap, in which Mod-Enter opens a line. Escape, then Tab leaves: CodeMirror's own rule.
        keymap.of([{ key: 'Mod-Enter', run }, indentWithTab, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({
          tabindex: '0',
          'aria-label': label,
          ...(!readonly && { 'aria-describedby': describedBy }),
          'aria-readonly': String(readonly),
        }),
        EditorState.readOnly.of(readonly),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
}

export function setText(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

export function markLine(view: EditorView, line: number | undefined): void {
  view.dispatch({ effects: setMark.of(line) });
}
