// Vite's part of the lessons: one page a lesson in the build, the same pages compiled anew at each request in dev.
//
// A page has no file of its own: web/<slug>/index.html is answered from the lesson, so that the built page stands at
// dist/<slug>/index.html. Its module is virtual too and names the lesson's own figures and exercises only.

import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { compileLesson, type Lesson } from './compile.ts';
import { entryOf, lessonPage } from './page.ts';
import { lessonFolders } from './plan.ts';
import { root } from './problems.ts';

export interface LessonPagesOptions {
  /** The folder of all lessons; tests have their own. */
  lessons?: string;
}

export function lessonPages({ lessons = path.join(root, 'lessons') }: LessonPagesOptions = {}): Plugin {
  const web = path.join(root, 'web');
  const fileOf = (folder: string) => path.join(folder, 'lesson.md');
  const pageOf = (slug: string) => path.join(web, slug, 'index.html');
  const slugOfPage = (id: string) => {
    const [, slug] = /^([^/]+)\/index\.html$/.exec(path.relative(web, id).split(path.sep).join('/')) ?? [];
    return slug !== undefined && lessonFolders(lessons).has(slug) ? slug : undefined;
  };

  // The page and its module need the same lesson: in a build it is compiled once.
  const compiled = new Map<string, Promise<Lesson>>();
  const compile = (slug: string): Promise<Lesson> => {
    const known = compiled.get(slug);
    if (known) return known;
    const lesson = compileLesson(fileOf(lessonFolders(lessons).get(slug)!));
    compiled.set(slug, lesson);
    lesson.catch(() => compiled.delete(slug));
    return lesson;
  };

  return {
    name: 'tractable-lessons',
    config() {
      const input: Record<string, string> = { index: path.join(web, 'index.html') };
      const gallery = path.join(web, 'kit/gallery/index.html');
      if (process.env['TRACTABLE_GALLERY'] === '1' && fs.existsSync(gallery)) input['gallery'] = gallery;
      for (const slug of lessonFolders(lessons).keys()) input[slug] = pageOf(slug);
      return { build: { rolldownOptions: { input } } };
    },
    resolveId: {
      order: 'pre',
      handler(id) {
        if (id.startsWith(entryOf(''))) return `\0${id}`;
        return slugOfPage(id) === undefined ? undefined : id;
      },
    },
    async load(id) {
      if (id.startsWith(`\0${entryOf('')}`)) {
        const slug = id.slice(entryOf('').length + 1);
        return entryModule(slug, lessonFolders(lessons).get(slug)!, await compile(slug));
      }
      const slug = slugOfPage(id);
      if (slug === undefined) return undefined;
      const folder = lessonFolders(lessons).get(slug)!;
      for (const file of [
        fileOf(folder),
        path.join(lessons, 'plan.yaml'),
        path.join(lessons, 'references.yaml'),
      ])
        this.addWatchFile(file);
      return lessonPage(await compile(slug));
    },
    transform: {
      // KaTeX's style names each font in three formats; every browser that we serve reads the first.
      filter: { id: /katex(\.min)?\.css$/ },
      order: 'pre',
      handler: (css) => css.replace(/,\s*url\([^)]*\)\s*format\("(woff|truetype)"\)/g, ''),
    },
    configureServer(server) {
      server.watcher.add(lessons);
      const changed = (file: string) => {
        // Svelte mends its own components in the open page; a new or lost one changes what the lesson may name.
        if (!file.startsWith(lessons) || (file.endsWith('.svelte') && fs.existsSync(file))) return;
        compiled.clear();
        server.moduleGraph.invalidateAll();
        server.ws.send({ type: 'full-reload' });
      };
      server.watcher.on('change', changed).on('add', changed).on('unlink', changed);
      server.middlewares.use((request, response, next) => {
        const slug = /^\/([^/?#]+)\/(?:index\.html)?(?:[?#]|$)/.exec(request.url ?? '')?.[1];
        if (slug === undefined || !lessonFolders(lessons).has(slug)) return next();
        compiled.clear();
        compile(slug)
          .then((lesson) => server.transformIndexHtml(`/${slug}/index.html`, lessonPage(lesson)))
          .then((html) => response.setHeader('Content-Type', 'text/html; charset=utf-8').end(html), next);
      });
    },
  };
}

/** The page's module: its own figures, each loaded when it comes near, and its exercises. */
function entryModule(slug: string, folder: string, { figures, exercises }: Lesson): string {
  const from = (...names: string[]) =>
    JSON.stringify(
      path
        .join(folder, ...names)
        .split(path.sep)
        .join('/'),
    );
  const rows = figures.map((name) => `    ${name}: () => import(${from('figures', `${name}.svelte`)}),`);
  return `import { startLesson } from '/shell/lesson.ts';

startLesson({
  slug: ${JSON.stringify(slug)},
  figures: {
${rows.join('\n')}
  },${
    exercises.length > 0
      ? `
  exercises: async () => {
    const [component, { exercises }] = await Promise.all([
      import('/exercises/Exercise.svelte'),
      import(${from('exercises.ts')}),
    ]);
    return { component, exercises };
  },`
      : ''
  }
});
`;
}
