// Words in the figures: beside what they name, on the surface, and not on each other.

import { expect, test } from 'vitest';
import type { Source } from '../../../lessons/03-sampling/figures/bandwidth.ts';
import { boxesOf, drawBumps, type BumpsPicture } from '../../../lessons/03-sampling/figures/bumps-picture.ts';
import { complaint } from '../../../web/kit/latest.ts';
import { askCurve, families, familyNames, land } from '../../../lessons/03-sampling/figures/families.ts';
import { boxesOf as boxesOfRain, drawRain } from '../../../lessons/03-sampling/figures/rain-picture.ts';
import { coreRain } from '../../../lessons/03-sampling/figures/shapes-rain.ts';
import { recorder } from '../kit/recorder.ts';
import { coreClient } from './core.ts';

interface Words {
  text: string;
  left: number;
  right: number;
  y: number;
}

/** Where the words stand: the recorder's letters are 0.56 of their size wide. */
function wordsOf(surface: ReturnType<typeof recorder>): Words[] {
  return surface.all('text').map((args) => {
    const [text, x, y, { size = 12, align = 'left' }] = args as [
      string,
      number,
      number,
      { size?: number; align?: string },
    ];
    const width = text.length * size * 0.56;
    const left = align === 'right' ? x - width : align === 'center' ? x - width / 2 : x;
    return { text, left, right: left + width, y };
  });
}

const meet = (a: Words, b: Words) => a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < 12;

function bumps(h: number, score: number): BumpsPicture {
  const source: Source = {
    ...{ name: 'flipper length', unit: 'mm', given: 342, data: Float64Array.of(172, 200, 231) },
    distinct: [172, 200, 231].map((value) => ({ value, count: 1 })),
    rules: { silverman: 3.95, scott: 4.66, sheather_jones: 2.66 },
    scale: [0.2, 21],
  };
  const x = Float64Array.of(160, 200, 245);
  const estimate = { h, x, y: Float64Array.of(0, 0.03, 0), humps: 1, peak: 1, area: 1, score };
  return {
    ...{ source, centre: undefined, h, estimate, best: 1.5 },
    bell: { z: Float64Array.of(-1, 0, 1), density: Float64Array.of(0.24, 0.4, 0.24) },
    scores: { h: [0.2, 1.5, 21], score: [-3.8, -3.93, -4.3] },
  };
}

for (const width of [297, 640])
  for (const [h, score, arrow] of [
    [0.2, -3.8, ' ↑'],
    [1.5, -3.93, ''],
    [2.66, -3.941, ''],
    [21, -4.287, ' ↓'],
  ] as const)
    test(`the bandwidth's words at h = ${h}, ${width} pixels wide`, () => {
      const surface = recorder(width, 520);
      const picture = bumps(h, score);
      drawBumps(surface, picture);
      const words = wordsOf(surface);
      const head = words.find(({ text }) => text.startsWith('h = '))!;
      const reading = words.find(({ text }) => text === score.toFixed(3).replace('-', '−') + arrow)!;
      const names = words.filter(({ text }) => ['Silverman', 'Scott', 'Sheather–Jones'].includes(text));
      expect(names).toHaveLength(3);
      for (const other of names) expect([meet(head, other), meet(reading, other)]).toEqual([false, false]);
      expect(meet(head, reading)).toBe(false);
      // Neither lies on the handle's line.
      const line = boxesOf(surface, picture)[1].x.at(h);
      for (const one of [head, reading]) expect(one.left < line && line < one.right).toBe(false);
    });

const { signal } = new AbortController();
const { client } = await coreClient();

test.each(
  familyNames.flatMap((family) => {
    const { reach, value } = families[family];
    return [reach[0], (reach[0] + reach[1]) / 2, reach[1]].map((mean) => [family, value(mean)] as const);
  }),
)('the name of the curve stands clear of it: %s, %d', async (family, value) => {
  const heights = Float64Array.of(0.3, 0.6);
  const curve = await askCurve(client, family, value, signal);
  const newest = await land(client, curve, heights, signal);
  const rain = coreRain({ curve, heights, n: 2, newest });
  const surface = recorder(297, 480);
  drawRain(surface, rain);
  const name = wordsOf(surface).find(({ text }) => text.startsWith('F('))!;
  expect(name.left).toBeGreaterThan(0);
  expect(name.right).toBeLessThanOrEqual(surface.width);
  // Where the curve passes over or under the words.
  const [above] = boxesOfRain(surface, rain);
  const low = above.x.invert(name.left);
  const high = above.x.invert(name.right);
  let over = 0;
  const places = Array.from({ length: 60 }, (_, i) => low + ((high - low) * i) / 59);
  const { x, y } = { x: Array.from(rain.law.cdf.x), y: Array.from(rain.law.cdf.y) };
  for (const place of places) {
    const at = x.findLastIndex((each) => each <= place);
    if (at < 0) continue;
    over++;
    expect(Math.abs(above.y.at(y[at]!) - name.y)).toBeGreaterThan(8);
  }
  expect(over).toBeGreaterThan(10);
});

test('a complaint is the core’s sentence without the name of its function', () => {
  expect(complaint('silverman_bandwidth: data has 1 value; a bandwidth needs at least 2')).toBe(
    'data has 1 value; a bandwidth needs at least 2',
  );
  expect(complaint('CsvTable::numeric_column: line 2, column 1 ("a"): "x" is not a number')).toBe(
    'line 2, column 1 ("a"): "x" is not a number',
  );
  expect(complaint('The worker did not start: try again')).toBe('The worker did not start: try again');
});
