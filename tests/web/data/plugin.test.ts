// The data sets that lessons use come from pinned packages, checked.

import { expect, test } from 'vitest';
import { count } from '../../../web/data/build/files.ts';
import { tableModule } from '../../../web/data/plugin.ts';

test('the penguins are the 342 measured ones, of three species', async () => {
  const text = tableModule('penguins');
  const data = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)) as {
    flipperLengths: number[];
    species: string[];
    speciesOf: number[];
    citation: string;
  };
  expect(data.flipperLengths).toHaveLength(342);
  expect(data.species).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
  // Gorman, Williams & Fraser (2014), table 1: mean flipper lengths of the species, 190, 196 and 217 mm.
  const mean = (which: number) => {
    const lengths = data.flipperLengths.filter((_, i) => data.speciesOf[i] === which);
    return lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  };
  expect([0, 1, 2].map((which) => Math.round(mean(which)))).toEqual([190, 196, 217]);
  expect(data.citation).toContain('CC0');
});

test('the temperatures are those of 144 years, the last the warmest, about a mean of nothing in 1951 to 1980', async () => {
  const text = tableModule('temperature');
  const data = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)) as {
    years: number[];
    anomalies: number[];
    citation: string;
  };
  expect(data.years).toEqual(Array.from({ length: 144 }, (_, i) => 1880 + i));
  expect(data.anomalies).toHaveLength(144);
  expect(data.anomalies.indexOf(Math.max(...data.anomalies))).toBe(143);
  const base = data.anomalies.slice(71, 101);
  expect(Math.abs(base.reduce((sum, each) => sum + each, 0) / 30)).toBeLessThan(0.005);
  expect(data.citation).toContain('public domain');
});

const load = async (name: string) =>
  (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(tableModule(name))}`
  )) as Record<string, number[]>;
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

test('the tables of the playground’s examples are whole, and in their units', async () => {
  const [cars, countries, weather, stocks] = await Promise.all(
    ['cars', 'countries', 'weather', 'stocks'].map(load),
  );
  // The set's own summary: 398 cars from 9 to 46.6 miles a gallon, 1613 to 5140 pounds.
  expect([Math.min(...cars!['milesPerGallon']!), Math.max(...cars!['milesPerGallon']!)]).toEqual([9, 46.6]);
  expect([Math.min(...cars!['weights']!), Math.max(...cars!['weights']!)]).toEqual([1613, 5140]);
  expect(countries!['names']).toContain('Congo, Dem. Rep.');
  expect(countries!['income']!.every((each) => each > 500 && each < 140_000)).toBe(true);
  expect(Math.round(mean(countries!['lifeExpectancy']!))).toBe(72);
  expect(weather!['highest']!.every((high, i) => high >= weather!['lowest']![i]!)).toBe(true);
  expect(weather!['precipitation']!.filter((amount) => amount > 0)).toHaveLength(144);
  expect([stocks!['months']!.at(0), stocks!['months']!.at(-1)]).toEqual(['Jan 1 2000', 'Mar 1 2010']);
});

test('another number of records than expected stops the build', () => {
  expect(() => count('penguins', 343, 344)).toThrow(
    'penguins: 343 records instead of 344; has the package changed?',
  );
  expect(() => tableModule('whales')).toThrow('there is no data set "whales": penguins, temperature');
});
