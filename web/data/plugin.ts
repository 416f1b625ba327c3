// Data that lessons use, from pinned packages at build time: `import { ... } from 'virtual:data/penguins'`. A table is
// checked by its SHA-256 and its counts before a number of it is used, and only the columns that a lesson needs go into
// the site, with their citation and licence. Large sets are packs (pack.ts), files of their own that a page fetches: their
// modules hold a list of them.

import type { Plugin } from 'vite';
import { count, packModule, readChecked, type BuiltPack } from './build/files.ts';
import { messageCitation, messageLicence, messagePacks } from './build/messages.ts';
import { digitCitation, digitLicence, digitPacks } from './build/mnist.ts';

interface Table {
  /** The file below node_modules: packages of data rarely export theirs. */
  file: string;
  sha256: string;
  /** The module's text, from the file's text. Throws if a count is not what it should be. */
  module: (text: string) => string;
}

interface Penguin {
  Species: string;
  'Flipper Length (mm)': number | null;
}

const tables: Record<string, Table> = {
  penguins: {
    file: 'vega-datasets/data/penguins.json',
    sha256: '0facf769609f1205b82cbceb8238c36af3e6147a0ca0e163902cc6281ce3e917',
    module: (text) => {
      const birds = JSON.parse(text) as Penguin[];
      count('penguins', birds.length, 344);
      const measured = birds.filter((bird) => bird['Flipper Length (mm)'] !== null);
      count('penguins with a flipper length', measured.length, 342);
      const species = [...new Set(measured.map((bird) => bird.Species))];
      return `
        export const flipperLengths = ${JSON.stringify(measured.map((bird) => bird['Flipper Length (mm)']))};
        export const species = ${JSON.stringify(species)};
        export const speciesOf = ${JSON.stringify(measured.map((bird) => species.indexOf(bird.Species)))};
        export const citation = 'Flipper lengths of 342 penguins: Gorman, Williams & Fraser (2014), PLoS ONE 9(3) e90081 (CC0)';
      `;
    },
  },
  temperature: {
    file: 'vega-datasets/data/global-temp.csv',
    sha256: '5933dcb6d5e7fc5c0c241b956b802de2b02da12d0914d06031030579a0f1443b',
    module: (text) => {
      const rows = text.trim().split(/\r?\n/).slice(1);
      count('years of temperature', rows.length, 144);
      const [years, anomalies] = [0, 1].map((column) => rows.map((row) => Number(row.split(',')[column])));
      return `
        export const years = ${JSON.stringify(years)};
        export const anomalies = ${JSON.stringify(anomalies)};
        export const citation = 'Land and sea surface temperature of the Earth, 1880 to 2023, against the mean of 1951 to 1980: NASA Goddard Institute for Space Studies, GISTEMP (public domain)';
      `;
    },
  },
};

interface Packed {
  packs: () => Promise<BuiltPack[]>;
  citation: string;
  licence: string;
}

const digits = (kind: 'grey28' | 'binary28' | 'grey14'): Packed => ({
  packs: () => digitPacks(kind),
  citation: digitCitation,
  licence: digitLicence,
});

const packed: Record<string, Packed> = {
  'digits-grey28': digits('grey28'),
  'digits-binary28': digits('binary28'),
  'digits-grey14': digits('grey14'),
  messages: { packs: messagePacks, citation: messageCitation, licence: messageLicence },
};

const prefix = 'virtual:data/';

/** The text of a checked table's module. */
export function tableModule(name: string): string {
  const table = tables[name];
  if (!table)
    throw new Error(`there is no data set "${name}": ${Object.keys({ ...tables, ...packed }).join(', ')}`);
  return table.module(readChecked(table).toString('utf8'));
}

/** The text of a module of packs; `server`: for node instead of the page. */
async function packedModule({ packs, citation, licence }: Packed, server: boolean): Promise<string> {
  return `${packModule(await packs(), server)}
export const citation = ${JSON.stringify(citation)};
export const licence = ${JSON.stringify(licence)};
`;
}

export function data(): Plugin {
  return {
    name: 'data',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load(id, options) {
      if (!id.startsWith(`\0${prefix}`)) return undefined;
      const name = id.slice(prefix.length + 1);
      const set = packed[name];
      return set ? packedModule(set, options?.ssr === true) : tableModule(name);
    },
  };
}
