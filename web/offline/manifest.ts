// What the service worker keeps: every file of the built site with its hash, and which of them it fetches beforehand.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export interface Manifest {
  /** Over all files: the name of the build. */
  build: string;
  /** SHA-256 in hex of each file, by its path below the site's root. */
  files: Record<string, string>;
  /** Those that are fetched when the page is idle; the others when they are first used. */
  early: string[];
}

/** Data, and the alphabets that no page is written in. */
const late =
  /\.(bin|csv|tsv|parquet|map)$|-(cyrillic|cyrillic-ext|greek-ext|vietnamese|latin-ext)-|\.(ttf|woff)$/;

export function makeManifest(folder: string, omit: readonly string[]): Manifest {
  const files: Record<string, string> = {};
  const names = fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !omit.includes(name))
    .sort();
  for (const name of names) {
    files[name] = createHash('sha256')
      .update(fs.readFileSync(path.join(folder, name)))
      .digest('hex');
  }
  const build = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  return { build, files, early: names.filter((name) => !late.test(name)) };
}
