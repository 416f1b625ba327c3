// What this editor has beyond the others: completion of the language, with what each word does.

import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

const look = EditorView.theme({
  '.cm-tooltip': {
    maxWidth: 'min(26rem, 90vw)',
    backgroundColor: 'var(--bg)',
    color: 'var(--fg)',
    border: '1px solid var(--control)',
    borderRadius: '0.375rem',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-code)', maxHeight: '13rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.15rem 0.5rem' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { marginLeft: '0.4em', fontStyle: 'normal', opacity: '0.8' },
  '.cm-tooltip.cm-completionInfo': {
    padding: '0.4rem 0.7rem',
    font: 'var(--size-small) / 1.45 var(--font-ui)',
  },
});

/** `names`: of the data there are. */
export async function completion(names: () => string[]): Promise<Extension> {
  const [{ autocompletion }, { modelCompletionSource }] = await Promise.all([
    import('@codemirror/autocomplete'),
    import('../model/completion.ts'),
  ]);
  return [autocompletion({ override: [modelCompletionSource(names)], icons: false }), look];
}
