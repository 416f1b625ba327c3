// Every word of the language with its arguments, a sentence, and lines that show it at work: what the editor completes and
// explains, and what the reference page is made of. A test holds that no word of the language is missing.

import { modelLaws } from '$core/catalogue.ts';
import { wordsOf, type Word } from './word-texts.ts';

export { codeOf, type Word, type WordKind } from './word-texts.ts';

export const words: readonly Word[] = wordsOf(modelLaws);
