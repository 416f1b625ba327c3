// A predictive check: what was observed, and what replications of it look like.

import { axes } from '../../kit/axes.ts';
import {
  area,
  equalEdges,
  histogram,
  label,
  panels,
  points,
  rule,
  scales as makeScales,
  steps,
  type Axis,
  type Box,
  type Scales,
  type Surface,
} from '../../kit/index.ts';
import { countIn, type Bands, type Tested } from '../check.ts';
import { rangeOf } from './colours.ts';

const replicatedColour = '--approximation';

/** Axes for counts in bins. */
export function bandAxes({ edges, observed, levels }: Bands, name: string): { x: Axis; y: Axis } {
  const most = Math.max(1, ...observed, ...levels[4]!);
  return {
    x: { domain: [edges[0]!, edges.at(-1)!], label: name },
    y: { domain: [0, 1.08 * most], label: 'observations' },
  };
}

/** Each bin's band as a block: 5 to 95 % pale, 25 to 75 % darker, the median as a line; the observed counts as a staircase. */
export function drawBands(surface: Surface, scales: Scales, { edges, observed, levels }: Bands) {
  const block = (low: Float64Array, high: Float64Array, opacity: number) => {
    for (let i = 0; i < low.length; i++) {
      const [left, right] = [scales.x.at(edges[i]!), scales.x.at(edges[i + 1]!)];
      const [top, bottom] = [scales.y.at(high[i]!), scales.y.at(low[i]!)];
      if (bottom > top)
        surface.rect(left + 0.5, top, right - left - 1, bottom - top, {
          fill: { colour: replicatedColour, opacity },
        });
    }
  };
  block(levels[0]!, levels[4]!, 0.22);
  block(levels[1]!, levels[3]!, 0.35);
  const medians: number[] = [];
  levels[2]!.forEach((median, i) => {
    const y = scales.y.at(median);
    medians.push(scales.x.at(edges[i]!) + 1, y, scales.x.at(edges[i + 1]!) - 1, y, NaN, NaN);
  });
  surface.path(medians, { colour: replicatedColour, width: 1.5 });
  const heights = Float64Array.from([...observed, observed.at(-1) ?? 0]);
  steps(surface, scales, { x: edges, y: heights }, { colour: '--fg', width: 2 });
}

export interface ByObservation {
  /** Where each stands: its number, or its value of some column of the data. */
  x: ArrayLike<number>;
  label: string;
  y: Float64Array;
  name: string;
  levels: readonly Float64Array[];
}

export const observationAxes = ({
  x,
  label: xLabel,
  y,
  name,
  levels,
}: ByObservation): { x: Axis; y: Axis } => ({
  x: { domain: rangeOf([x]), label: xLabel },
  y: { domain: rangeOf([y, levels[0]!, levels[4]!], 0.05), label: name },
});

/** An interval for each observation: as bars while there are few, as one band in the order of x when there are many. */
export function drawIntervals(surface: Surface, scales: Scales, { x, y, levels }: ByObservation) {
  const order = Array.from(x, (_, i) => i).sort((a, b) => x[a]! - x[b]!);
  const sorted = (values: ArrayLike<number>) => Float64Array.from(order, (i) => values[i]!);
  if (order.length > 80) {
    const at = sorted(x);
    for (const [low, high, opacity] of [
      [0, 4, 0.2],
      [1, 3, 0.3],
    ] as const)
      area(
        surface,
        scales,
        { x: at, y: sorted(levels[high]!), base: sorted(levels[low]!) },
        { colour: replicatedColour, opacity },
      );
  } else {
    const half = Math.min(5, (scales.right - scales.left) / (3 * Math.max(1, order.length)));
    for (const i of order) {
      const middle = scales.x.at(x[i]!);
      const bar = (low: number, high: number, opacity: number) =>
        surface.rect(middle - half, scales.y.at(high), 2 * half, scales.y.at(low) - scales.y.at(high), {
          fill: { colour: replicatedColour, opacity },
        });
      bar(levels[0]![i]!, levels[4]![i]!, 0.25);
      bar(levels[1]![i]!, levels[3]![i]!, 0.4);
      const median = scales.y.at(levels[2]![i]!);
      surface.path([middle - half, median, middle + half, median], { colour: replicatedColour, width: 2 });
    }
  }
  points(surface, scales, { x, y }, { colour: '--fg', radius: order.length > 200 ? 1.6 : 2.8, opacity: 0.9 });
}

/** Small histograms of numbers of the whole, each with the observed one as a line. */
export function drawTested(surface: Surface, all: readonly Tested[]) {
  const across = surface.width >= 560 ? all.length : Math.min(2, all.length);
  const rows = panels(surface, new Array<number>(Math.ceil(all.length / across)).fill(1), 'rows', 8);
  all.forEach(({ title, observed, replicated }, k) => {
    const column = panels(surface, new Array<number>(across).fill(1), 'columns', 8)[k % across]!;
    const box: Box = { ...rows[Math.floor(k / across)]!, left: column.left, right: column.right };
    const domain = rangeOf([replicated, [observed]], 0.06);
    const edges = equalEdges(...domain, 24);
    const heights = countIn(edges, replicated);
    const scales = makeScales(
      surface,
      { domain, label: title, ticks: three(domain) },
      { domain: [0, 1.15 * Math.max(1, ...heights)], ticks: [] },
      box,
    );
    axes(surface, scales);
    histogram(surface, scales, { edges, heights }, { colour: replicatedColour, opacity: 0.6 });
    rule(surface, scales, { x: observed }, { colour: '--fg', width: 2 });
    if (k === 0)
      label(
        surface,
        scales,
        { x: observed, y: 1.05 * Math.max(1, ...heights), text: 'observed' },
        { colour: '--fg', size: 12, dx: 5 },
      );
  });
}

/** About three round numbers of a range. */
function three([low, high]: readonly [number, number]): number[] {
  const unit = 10 ** Math.floor(Math.log10(high - low));
  const step = [0.2, 0.5, 1, 2, 5].map((m) => m * unit).find((each) => (high - low) / each <= 3.6)!;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high; at += step) ticks.push(Number(at.toPrecision(12)));
  return ticks;
}
