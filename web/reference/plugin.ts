// Vite's part of the reference page: its entries are put in when the page is built or served, with the laws that the module
// itself lists.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';
import { root } from '../compiler/problems.ts';
import { wordsOf, type LawFacts } from '../model/word-texts.ts';
import { referenceHtml } from './html.ts';

const marker = '<!-- the words of the language -->';

export function reference(): Plugin {
  return {
    name: 'tractable-reference',
    transformIndexHtml: {
      order: 'pre',
      async handler(html) {
        if (!html.includes(marker)) return html;
        const text = referenceHtml(wordsOf(await lawsOfCore()));
        return html.replace(marker, () => text);
      },
    },
  };
}

export async function lawsOfCore(): Promise<LawFacts[]> {
  const file = path.join(root, 'build/wasm/wasm/tractable_scalar.js');
  const { default: create } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    default: () => Promise<{ model_laws(): LawFacts[] }>;
  };
  return (await create()).model_laws();
}
