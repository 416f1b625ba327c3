// What this editor has beyond the others.

import type { Extension } from '@codemirror/state';

export const editorExtras = async (): Promise<Extension> => {
  const { autocompletion } = await import('@codemirror/autocomplete');
  return autocompletion();
};
