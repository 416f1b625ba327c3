// Vite's part of the home page: the course map is put in when the page is built or served.

import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { lessonFolders, readPlan } from '../compiler/plan.ts';
import { root } from '../compiler/problems.ts';
import { beginLink, mapHtml, type MapEntry } from './map.ts';

const marker = '<!-- the course map -->';
const begin = '<!-- where to begin -->';

export function courseMap({ lessons = path.join(root, 'lessons') } = {}): Plugin {
  return {
    name: 'tractable-course-map',
    transformIndexHtml: {
      order: 'pre',
      handler(html) {
        if (!html.includes(marker)) return html;
        const map = readMap(lessons);
        return html.replace(marker, () => mapHtml(map)).replace(begin, () => beginLink(map));
      },
    },
    configureServer(server) {
      server.watcher.add(path.join(lessons, 'plan.yaml'));
      server.watcher.on('change', (file) => {
        if (file === path.join(lessons, 'plan.yaml')) server.ws.send({ type: 'full-reload' });
      });
    },
  };
}

export function readMap(lessons: string): MapEntry[] {
  const folders = lessonFolders(lessons);
  return readPlan(lessons).map((entry) => {
    const folder = folders.get(entry.slug);
    // A notebook or a playground is a page of its own.
    const page = path.join(root, 'web', entry.slug, 'index.html');
    return {
      ...entry,
      part: (entry as Partial<MapEntry>).part ?? 'The course',
      written: entry.written || fs.existsSync(page),
      exercises: folder ? countExercises(path.join(folder, 'lesson.md')) : 0,
    };
  });
}

const countExercises = (file: string) => fs.readFileSync(file, 'utf8').match(/^::exercise\{/gm)?.length ?? 0;
