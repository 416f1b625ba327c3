// Many quantities under each other: the middle half thick, 5 to 95 % thin, the median as a dot. Runs side by side.

import { axes } from '../../kit/axes.ts';
import { scales as makeScales, type Surface } from '../../kit/index.ts';
import { rangeOf } from './colours.ts';

export interface Interval {
  low: number;
  middle: number;
  high: number;
}

export interface ForestRow {
  name: string;
  /** One for each run; undefined where it has no such quantity. */
  runs: readonly (Interval | undefined)[];
}

export const rowHeight = (runs: number) => 14 + 10 * runs;

export const forestHeight = (rows: number, runs: number) => 52 + rows * rowHeight(runs);

export function drawForest(surface: Surface, rows: readonly ForestRow[], colours: readonly string[]) {
  const runs = colours.length;
  const all = rows.flatMap(({ runs: each }) => each.flatMap((one) => (one ? [one.low, one.high] : [])));
  const widest = Math.min(
    0.35 * surface.width,
    Math.max(30, ...rows.map(({ name }) => surface.measure(name, { size: 12 }))) + 10,
  );
  const scales = makeScales(
    surface,
    {
      domain: rangeOf([all, [0].filter(() => all.some((x) => x < 0) && all.some((x) => x > 0))]),
      label: 'median, 5 to 95 %',
      grid: true,
    },
    { domain: [rows.length, 0], ticks: [] },
    { left: widest },
  );
  axes(surface, scales);
  rows.forEach(({ name, runs: each }, i) => {
    const middle = scales.y.at(i + 0.5);
    surface.text(name, scales.left - 8, middle, {
      colour: '--fg',
      size: 12,
      align: 'right',
      baseline: 'middle',
    });
    each.forEach((one, r) => {
      if (!one) return;
      const y = middle + 10 * (r - (runs - 1) / 2);
      surface.path([scales.x.at(one.low), y, scales.x.at(one.high), y], { colour: colours[r]!, width: 2.2 });
      surface.circle(scales.x.at(one.middle), y, 3.6, { fill: { colour: colours[r]! } });
    });
  });
}
