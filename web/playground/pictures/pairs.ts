// Pairs of quantities against each other, with histograms on the diagonal and divergences over all else.

import { axes } from '../../kit/axes.ts';
import {
  equalEdges,
  histogram,
  panels,
  points,
  scales as makeScales,
  type Axis,
  type Surface,
} from '../../kit/index.ts';
import { countIn, quantile } from '../check.ts';
import { divergentColour, rangeOf } from './colours.ts';

export interface Side {
  name: string;
  /** Of all chains, one after the other. */
  values: Float64Array;
  /** Shown by its logarithm. */
  log: boolean;
}

export interface PairData {
  sides: readonly Side[];
  /** Flags in the same order as the values. */
  divergent: Float64Array;
}

/** What is shown of a side: the middle 99.8 %, so that one draw far out does not flatten the rest, but every divergence. */
export function domainOf({ values, log }: Side, divergent: Float64Array): [number, number] {
  const shown = log ? values.map((x) => Math.log(x)) : values;
  const sorted = shown.filter(Number.isFinite).sort();
  if (sorted.length < 4) return rangeOf([sorted]);
  const marked = shown.filter((_, i) => divergent[i]! > 0);
  return rangeOf([[quantile(sorted, 0.001), quantile(sorted, 0.999)], marked], 0.05);
}

export function drawPairs(surface: Surface, { sides, divergent }: PairData) {
  const n = sides.length;
  const shown = sides.map(({ values, log }) => (log ? values.map((x) => Math.log(x)) : values));
  const domains = sides.map((side) => domainOf(side, divergent));
  const names = sides.map(({ name, log }) => (log ? `log ${name}` : name));
  const marks = divergent.reduce<number[]>((all, flag, i) => (flag > 0 ? [...all, i] : all), []);
  const rows = panels(surface, new Array<number>(n).fill(1), 'rows', 4);
  const columns = panels(surface, new Array<number>(n).fill(1), 'columns', 2);
  const room = surface.width / n;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const box = { ...rows[i]!, left: columns[j]!.left, right: columns[j]!.right };
      const x: Axis = {
        domain: domains[j]!,
        label: i === n - 1 ? names[j]! : '',
        ...(room < 150 && { ticks: ends(domains[j]!) }),
      };
      if (i === j) {
        const edges = equalEdges(...domains[i]!, 30);
        const counts = countIn(edges, shown[i]!);
        const y: Axis = { domain: [0, 1.1 * Math.max(1, ...counts)], ticks: [], label: names[i]! };
        const scales = makeScales(surface, x, y, box);
        axes(surface, scales);
        histogram(surface, scales, { edges, heights: counts }, { colour: '--posterior', opacity: 0.6 });
        continue;
      }
      const y: Axis = {
        domain: domains[i]!,
        label: j === 0 ? names[i]! : '',
        ...(room < 150 && { ticks: ends(domains[i]!) }),
      };
      const scales = makeScales(surface, x, y, box);
      axes(surface, scales);
      points(
        surface,
        scales,
        { x: shown[j]!, y: shown[i]! },
        { colour: '--posterior', radius: 1.3, opacity: 0.35 },
      );
      points(
        surface,
        scales,
        { x: marks.map((at) => shown[j]![at]!), y: marks.map((at) => shown[i]![at]!) },
        { colour: divergentColour, radius: 2.6, opacity: 0.9 },
      );
    }
}

/** Two round numbers well inside the range, for panels without room. */
function ends([low, high]: readonly [number, number]): number[] {
  const unit = 10 ** Math.floor(Math.log10((high - low) / 2));
  const at = [low + 0.2 * (high - low), low + 0.8 * (high - low)].map((x) =>
    Number((Math.round(x / unit) * unit).toPrecision(12)),
  );
  return [...new Set(at)];
}

/** The correlation of two sides as they are shown. */
export function correlation(a: Side, b: Side): number {
  const x = a.log ? a.values.map((v) => Math.log(v)) : a.values;
  const y = b.log ? b.values.map((v) => Math.log(v)) : b.values;
  const n = x.length;
  const [mx, my] = [x, y].map((values) => values.reduce((sum, v) => sum + v, 0) / n) as [number, number];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [x[i]! - mx, y[i]! - my];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}
