// Vite's part of the search: the button in every page's header, and Pagefind's index over the built pages. Of what
// Pagefind writes only the index and its reader are kept: the dialog is ours.

import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

export interface SearchApi {
  /** When the index stands in the output folder. */
  done: Promise<void>;
}

const unneeded = /^pagefind-(ui|modular-ui|component-ui|highlight)/;

const button =
  '<button id="search" type="button" aria-haspopup="dialog" aria-keyshortcuts="/">Search</button>\n      ';

export function search(): Plugin<SearchApi> {
  let finish: (error?: unknown) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    finish = (error) => (error ? reject(error as Error) : resolve());
  });
  // Who waits for it gets the error; without anybody waiting, `closeBundle` throws it.
  done.catch(() => undefined);
  let folder = '';
  let building = false;
  return {
    name: 'tractable-search',
    api: { done },
    configResolved(config) {
      folder = path.resolve(config.root, config.build.outDir);
      building = config.command === 'build';
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        html.includes('id="search"')
          ? html
          : html.replace('<button id="theme"', () => `${button}<button id="theme"`),
    },
    closeBundle: {
      order: 'post',
      async handler() {
        // The hook also runs when a server ends (vite's own, vitest's), and a build that failed has no pages.
        if (!building || !fs.existsSync(path.join(folder, 'index.html'))) return finish();
        try {
          await writeIndex(folder);
          finish();
        } catch (error) {
          finish(error);
          throw error;
        }
      },
    },
  };
}

/** The index of all pages below a folder, written to its `pagefind/`. */
export async function writeIndex(folder: string): Promise<void> {
  const { createIndex, close } = await import('pagefind');
  try {
    const { index, errors } = await createIndex({
      forceLanguage: 'en',
      // KaTeX says everything three times, and the way to the neighbours is no content.
      excludeSelectors: ['.katex-html', 'annotation', '.lesson-nav', '.island'],
    });
    if (!index) throw new Error(`the search index could not be begun: ${errors.join('; ')}`);
    const added = await index.addDirectory({ path: folder });
    const found = await index.getFiles();
    const faults = [...added.errors, ...found.errors];
    if (faults.length > 0) throw new Error(`the search index could not be made: ${faults.join('; ')}`);
    const target = path.join(folder, 'pagefind');
    fs.rmSync(target, { recursive: true, force: true });
    for (const { path: name, content } of found.files) {
      if (unneeded.test(name)) continue;
      const file = path.join(target, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
  } finally {
    await close();
  }
}
