// Vite's part of the letters: a page asks for the fonts of its first view in its head, so that they are there when it is laid
// out. Otherwise the text is laid out twice, and jumps.

import type { Plugin, Rolldown } from 'vite';

/** The faces that stand at the top of every page, and those of nearly every formula. */
const faces = /^(inter-latin-wght-normal|source-serif-4-latin-wght-normal)-/;
const mathsFaces = /^KaTeX_(Main-Regular|Math-Italic)-/;

export function preloadFonts(): Plugin {
  return {
    name: 'tractable-fonts',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, chunk, path }) {
        // In dev there is no bundle, and nothing to gain.
        if (!bundle || !chunk) return [];
        const styles = stylesOf(chunk, bundle).join('\n');
        const up = '../'.repeat(path.split('/').length - 2) || './';
        return Object.keys(bundle)
          .filter((file) => {
            const name = file.split('/').at(-1)!;
            const wanted = faces.test(name) || (mathsFaces.test(name) && html.includes('class="katex"'));
            return wanted && name.endsWith('.woff2') && styles.includes(name);
          })
          .sort()
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: up + file },
            injectTo: 'head' as const,
          }));
      },
    },
  };
}

/** The style sheets that the page links: its chunk's and those of the chunks that it imports. */
function stylesOf(
  chunk: Rolldown.OutputChunk,
  bundle: Rolldown.OutputBundle,
  seen = new Set<string>(),
): string[] {
  if (seen.has(chunk.fileName)) return [];
  seen.add(chunk.fileName);
  const own = [...(chunk.viteMetadata?.importedCss ?? [])].map((file) => {
    const asset = bundle[file];
    return asset?.type === 'asset' ? String(asset.source) : '';
  });
  const others = chunk.imports.flatMap((file) => {
    const other = bundle[file];
    return other?.type === 'chunk' ? stylesOf(other, bundle, seen) : [];
  });
  return [...own, ...others];
}
