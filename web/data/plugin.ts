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

interface Car {
  Miles_per_Gallon: number | null;
  Weight_in_lbs: number;
}

/** The rows of a CSV file as texts by the names of the first line; quotes hold commas, and no quotes. */
function rowsOf(text: string): Record<string, string>[] {
  const cells = (line: string) =>
    [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,"]*))/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const [head, ...lines] = text.trim().split(/\r?\n/);
  const names = cells(head!);
  return lines.map((line) => Object.fromEntries(cells(line).map((each, i) => [names[i]!, each])));
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
  cars: {
    file: 'vega-datasets/data/cars.json',
    sha256: 'f686a53678b21f4231e2f6a5ba7ce5761d9d39204fccdea1caa29fb8c460e319',
    module: (text) => {
      const cars = JSON.parse(text) as Car[];
      count('cars', cars.length, 406);
      const driven = cars.filter((car) => car.Miles_per_Gallon !== null);
      count('cars with a consumption', driven.length, 398);
      return `
        export const weights = ${JSON.stringify(driven.map((car) => car.Weight_in_lbs))};
        export const milesPerGallon = ${JSON.stringify(driven.map((car) => car.Miles_per_Gallon))};
        export const citation = 'Consumption of 398 cars, 1970 to 1982: StatLib, Carnegie Mellon University (public domain)';
      `;
    },
  },
  countries: {
    file: 'vega-datasets/data/gapminder-health-income.csv',
    sha256: '27366350362387628fa50ad9db85358e60bb31c3b7a3523e4e11e9561ca64eda',
    module: (text) => {
      const rows = rowsOf(text);
      count('countries', rows.length, 187);
      return `
        export const names = ${JSON.stringify(rows.map((row) => row['country']))};
        export const income = ${JSON.stringify(rows.map((row) => Number(row['income'])))};
        export const lifeExpectancy = ${JSON.stringify(rows.map((row) => Number(row['health'])))};
        export const citation = 'Income a head and life expectancy of 187 countries: Gapminder (CC BY 4.0)';
      `;
    },
  },
  weather: {
    file: 'vega-datasets/data/seattle-weather.csv',
    sha256: '0845078a290b48e3149ab8639966824110a251db4e06fc144c06ebb534af23be',
    module: (text) => {
      const rows = rowsOf(text);
      count('days in Seattle', rows.length, 1461);
      const year = rows.filter((row) => row['date']!.startsWith('2015'));
      count('days of 2015', year.length, 365);
      const column = (name: string) => JSON.stringify(year.map((row) => Number(row[name])));
      return `
        export const precipitation = ${column('precipitation')};
        export const highest = ${column('temp_max')};
        export const lowest = ${column('temp_min')};
        export const wind = ${column('wind')};
        export const citation = 'Weather of Seattle in 2015, by day: NOAA National Centers for Environmental Information (public domain)';
      `;
    },
  },
  stocks: {
    file: 'vega-datasets/data/sp500.csv',
    sha256: '8d1a3310b741565fd2aaf7b9d34030c92b1fbedbc9ba839f4a50dab8b2dd5c3d',
    module: (text) => {
      const rows = rowsOf(text);
      count('months of the index', rows.length, 123);
      return `
        export const months = ${JSON.stringify(rows.map((row) => row['date']))};
        export const prices = ${JSON.stringify(rows.map((row) => Number(row['price'])))};
        export const citation = 'The S&P 500 index by month, January 2000 to March 2010 (public figures)';
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
