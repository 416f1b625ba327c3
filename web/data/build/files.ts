// Files of packages, checked before a byte of them is used, and the packs that are made of them: kept in build/data/ by a
// hash over all that decides them, so that they are made once.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { crc32, packHead, type PackEntry, type PackKind } from '../pack.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface SourceFile {
  /** Below node_modules. */
  file: string;
  sha256: string;
}

export const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** Throws a sentence if the package does not hold the file, or another one. */
export function readChecked({ file, sha256: expected }: SourceFile): Buffer {
  const place = path.join(root, 'node_modules', file);
  if (!fs.existsSync(place)) throw new Error(`node_modules/${file} is missing: run \`npm ci\``);
  const bytes = fs.readFileSync(place);
  const got = sha256(bytes);
  if (got !== expected) throw new Error(`${file} has SHA-256 ${got} instead of ${expected}`);
  return bytes;
}

export function count(what: string, got: number, expected: number) {
  if (got !== expected)
    throw new Error(`${what}: ${got} records instead of ${expected}; has the package changed?`);
}

/**
 * 0 ... count - 1 in an order that looks random and is the same everywhere: by the SHA-256 of "seed i". So a beginning of
 * it is a fair sample.
 */
export function shuffled(count: number, seed: string): number[] {
  const keys = Array.from({ length: count }, (_, i) => sha256(`${seed} ${i}`));
  return keys.map((_, i) => i).sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
}

export interface Contents {
  name: string;
  kind: PackKind;
  records: number;
  contents: Uint8Array;
}

type Kept = Omit<PackEntry, 'url'> & { sha256: string };
/** With the file's place on the disk. */
export type BuiltPack = Omit<PackEntry, 'url'> & { file: string };

const deflate = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.deflate);

/**
 * The packs of a group, made if they are not there as they should be. `decides` is all that they are made from, beside the
 * code of `sources`.
 */
export async function packs(
  group: string,
  decides: readonly string[],
  sources: readonly string[],
  make: () => Promise<Contents[]>,
): Promise<BuiltPack[]> {
  const code = ['./files.ts', '../pack.ts', ...sources].map((name) =>
    fs.readFileSync(new URL(name, import.meta.url)),
  );
  const key = sha256([...decides, ...code.map(sha256)].join(' ')).slice(0, 16);
  const folder = path.join(root, 'build/data', `${group}-${key}`);
  const list = path.join(folder, 'packs.json');
  const known = readList(list);
  const made = known ?? (await write(folder, list, await make()));
  if (!known) forgetOthers(group, folder);
  return made.map(({ name, kind, records, bytes, checksum }) => {
    return { name, kind, records, bytes, checksum, file: path.join(folder, name) };
  });
}

/** Packs that another state of the code or of a package has made. */
function forgetOthers(group: string, folder: string) {
  const parent = path.dirname(folder);
  for (const name of fs.readdirSync(parent))
    if (name !== path.basename(folder) && name.replace(/-[0-9a-f]{16}$/, '') === group)
      fs.rmSync(path.join(parent, name), { recursive: true, force: true });
}

/** Undefined if a file is missing or another one. */
function readList(list: string): Kept[] | undefined {
  try {
    const kept = JSON.parse(fs.readFileSync(list, 'utf8')) as Kept[];
    const whole = kept.every(
      ({ name, sha256: expected }) =>
        sha256(fs.readFileSync(path.join(path.dirname(list), name))) === expected,
    );
    return whole ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Written beside and moved: two builds may do this at once. */
async function write(folder: string, list: string, all: readonly Contents[]): Promise<Kept[]> {
  fs.mkdirSync(folder, { recursive: true });
  const put = (file: string, bytes: Uint8Array | string) => {
    const beside = `${file}.${process.pid}`;
    fs.writeFileSync(beside, bytes);
    fs.renameSync(beside, file);
  };
  const kept = await Promise.all(
    all.map(async ({ name, kind, records, contents }): Promise<Kept> => {
      // Level 9 takes fifteen times as long for half a per cent.
      const packed = await deflate(contents, { level: 7, memLevel: 9 });
      const file = Buffer.concat([packHead(kind, records, contents), packed]);
      put(path.join(folder, name), file);
      return { name, kind, records, bytes: file.length, checksum: crc32(contents), sha256: sha256(file) };
    }),
  );
  put(list, JSON.stringify(kept, undefined, 1));
  return kept;
}

/**
 * A module with the list of packs. In the page a pack is an asset, whose name holds its hash; under node it is read from
 * where it was made.
 */
export function packModule(built: readonly BuiltPack[], server: boolean): string {
  const entries = built.map(({ file, ...entry }, i) => {
    const url = server ? JSON.stringify(pathToFileURL(file).href) : `url${i}`;
    return `{ ...${JSON.stringify(entry)}, url: ${url} }`;
  });
  const imports = server
    ? [
        `import { readFile } from 'node:fs/promises';`,
        `export const read = async (url) => new Response(await readFile(new URL(url)));`,
      ]
    : [
        ...built.map(({ file }, i) => `import url${i} from ${JSON.stringify(`${file}?url`)};`),
        `export const read = (url, init) => fetch(url, init);`,
      ];
  return `${imports.join('\n')}\nexport const packs = [${entries.join(',\n')}];\n`;
}
