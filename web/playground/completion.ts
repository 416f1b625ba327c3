// What this editor has beyond the others: completion of the language, with what each word does.

import type { Extension } from '@codemirror/state';

/** `names`: of the data there are. */
export async function completion(names: () => string[]): Promise<Extension> {
  const [{ autocompletion }, { modelCompletionSource }] = await Promise.all([
    import('@codemirror/autocomplete'),
    import('../model/completion.ts'),
  ]);
  return autocompletion({ override: [modelCompletionSource(names)], icons: false });
}
