// The HTML page around a lesson.

import { pagePolicy } from '../sandbox/policy.ts';
import type { Lesson } from './compile.ts';

/** The address of the module that mounts a lesson's islands (made by the plugin). */
export const entryOf = (slug: string) => `/@lesson/${slug}`;

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function lessonPage({ meta, description, html, hasMaths, hasCode }: Lesson): string {
  const styles = [...(hasMaths ? ['maths'] : []), ...(hasCode ? ['code'] : [])];
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escape(meta.title)} · Tractable</title>
    <meta name="description" content="${escape(description)}" />
    <meta name="color-scheme" content="light dark" />
    <meta http-equiv="Content-Security-Policy" content="${pagePolicy()}" />
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <script src="/theme.js"></script>
    <script type="module" src="${entryOf(meta.slug)}"></script>
${styles.map((name) => `    <script type="module" src="/shell/lesson-${name}.ts"></script>\n`).join('')}  </head>
  <body class="lesson">
    <a class="skip" href="#main">Skip to the lesson</a>
    <header class="top">
      <a href="../">Tractable</a>
      <nav aria-label="Site"><a href="../#map">Course map</a></nav>
      <button id="theme" type="button">Dark</button>
    </header>
    <main id="main" data-pagefind-body>
${html}
    </main>
  </body>
</html>
`;
}
