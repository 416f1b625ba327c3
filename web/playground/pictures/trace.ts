// The trace of one quantity, chain over chain, with its distribution at the side: warm-up grey, divergences at the foot.

import { axes } from '../../kit/axes.ts';
import { inside, scales as makeScales, type Box, type Scales, type Surface } from '../../kit/index.ts';
import { countIn } from '../check.ts';
import { chainColour, divergentColour, rangeOf } from './colours.ts';

export interface TraceData {
  name: string;
  /** Of each chain, in warm-up and after it. */
  warming: readonly Float64Array[];
  draws: readonly Float64Array[];
  divergent: readonly Float64Array[];
  plan: { warmup: number; draws: number };
}

/**
 * A path of about two points for each of `buckets`: the least and the largest of each, in the order in which they came, so that
 * no spike is lost and a chain of any length costs the same.
 */
export function thinLine(
  values: ArrayLike<number>,
  first: number,
  buckets: number,
): { x: number[]; y: number[] } {
  const [x, y]: [number[], number[]] = [[], []];
  const count = values.length;
  const add = (i: number) => {
    x.push(first + i);
    y.push(values[i]!);
  };
  const size = count / Math.max(1, buckets);
  if (size <= 2) {
    for (let i = 0; i < count; i++) add(i);
    return { x, y };
  }
  for (let b = 0; b < buckets; b++) {
    const [from, to] = [Math.floor(b * size), Math.min(count, Math.floor((b + 1) * size))];
    let [least, most] = [from, from];
    for (let i = from + 1; i < to; i++) {
      if (values[i]! < values[least]!) least = i;
      if (values[i]! > values[most]!) most = i;
    }
    for (const i of least < most ? [least, most] : [most, least]) add(i);
  }
  return { x, y };
}

/** Where the trace is looked at: after warm-up, or all of it while nothing else is there. */
export function viewOf({ warming, draws, plan }: TraceData, withWarmup: boolean) {
  const begun = draws.some(({ length }) => length > 0);
  const from = withWarmup || !begun ? 0 : plan.warmup;
  const furthest = Math.max(
    ...warming.map(({ length }, k) => (begun ? plan.warmup + draws[k]!.length : length)),
    from + 10,
  );
  return { from, to: furthest, begun };
}

export function drawTrace(surface: Surface, data: TraceData, withWarmup: boolean) {
  const { name, warming, draws, divergent, plan } = data;
  const { from, to, begun } = viewOf(data, withWarmup);
  const share = surface.width > 520 ? 0.22 : 0;
  const split = surface.width * (1 - share);
  const shown = from < plan.warmup ? [...warming, ...draws] : draws;
  const range = begun
    ? rangeOf(from < plan.warmup ? [...draws, ...late(warming)] : draws)
    : rangeOf(late(shown));
  const box: Box = { left: 0, top: 0, right: split, bottom: surface.height };
  const scales = makeScales(
    surface,
    { domain: [from, to], label: 'transition' },
    { domain: range, label: name },
    box,
  );
  axes(surface, scales);
  const buckets = Math.max(50, Math.round(scales.right - scales.left));
  inside(surface, scales, () => {
    for (let k = 0; k < draws.length; k++) {
      const stroke = { colour: chainColour(k), width: 1, opacity: 0.75 };
      if (from < plan.warmup)
        path(surface, scales, thinLine(warming[k]!, 0, buckets), { ...stroke, opacity: begun ? 0.3 : 0.75 });
      path(surface, scales, thinLine(draws[k]!, plan.warmup, buckets), stroke);
    }
    if (from < plan.warmup && begun) {
      const at = scales.x.at(plan.warmup);
      surface.path([at, scales.top, at, scales.bottom], { colour: '--control', width: 1.5, dash: [4, 4] });
    }
  });
  const ticks: number[] = [];
  divergent.forEach((flags) =>
    flags.forEach((flag, i) => {
      if (flag > 0)
        ticks.push(
          scales.x.at(plan.warmup + i),
          scales.bottom,
          scales.x.at(plan.warmup + i),
          scales.bottom - 8,
          NaN,
          NaN,
        );
    }),
  );
  if (ticks.length > 0) surface.path(ticks, { colour: divergentColour, width: 1.5 });
  if (share > 0 && begun) beside(surface, scales, draws, { ...box, left: split, right: surface.width });
}

/** Warm-up without its first steps, which come from far away and would flatten all the rest. */
const late = (chains: readonly Float64Array[]) =>
  chains.map((values) => values.subarray(values.length > 60 ? Math.floor(0.1 * values.length) + 10 : 0));

const path = (
  surface: Surface,
  { x, y }: Scales,
  line: { x: number[]; y: number[] },
  stroke: Parameters<Surface['path']>[1],
) => {
  const points = new Float64Array(2 * line.x.length);
  for (let i = 0; i < line.x.length; i++) {
    points[2 * i] = x.at(line.x[i]!);
    points[2 * i + 1] = Math.max(-1e4, Math.min(1e4, y.at(line.y[i]!)));
  }
  surface.path(points, stroke);
};

/** The distribution of each chain, turned to stand beside its trace. */
function beside(
  surface: Surface,
  { y, top, bottom }: Scales,
  draws: readonly Float64Array[],
  { left, right }: Box,
) {
  const bins = 48;
  const [low, high] = y.axis.domain;
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  const counts = draws.map((values) =>
    smoothed(countIn(edges, values).map((n) => n / Math.max(1, values.length))),
  );
  const most = Math.max(1e-9, ...counts.flatMap((each) => [...each]));
  surface.path([left, top, left, bottom], { colour: '--rule' });
  counts.forEach((each, k) => {
    const points: number[] = [];
    each.forEach((n, i) =>
      points.push(left + ((right - left - 6) * n) / most, y.at((edges[i]! + edges[i + 1]!) / 2)),
    );
    surface.path(points, { colour: chainColour(k), width: 2 });
  });
}

/** Each bin with half of its neighbours. */
const smoothed = (values: Float64Array) =>
  values.map((x, i) => (2 * x + (values[i - 1] ?? 0) + (values[i + 1] ?? 0)) / 4);
