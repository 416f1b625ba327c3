// The probability of k heads in n tosses of a coin θ, as a map: across it is a likelihood, upwards a law.

import { fadeTable, image, line, Scale, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { closedForm, curves, flat, middles, sum } from './laws.ts';
import type { Core } from './people.ts';

export const tosses = 10;
export const cells = 4000;
/** Every so many of them are a point of the curve. */
const thin = 8;
/** Columns of the map that is drawn. */
const columns = 200;

/** What is seen: how many heads, or the tosses in their order. */
export const kinds = ['count', 'order'] as const;
export type Kind = (typeof kinds)[number];

export interface Slices {
  kind: Kind;
  theta: Float64Array;
  /** The likelihood of each number of heads at each theta, and what it takes to have area 1. */
  rows: Float64Array[];
  /** Its integral by the midpoint rule, and by the closed form. */
  areas: number[];
  exact: number[];
  /** In how many orders each number of heads comes. */
  orders: number[];
}

export async function slicesOf(client: Core, kind: Kind, signal: AbortSignal): Promise<Slices> {
  const theta = middles(cells);
  const made: Slices = { kind, theta, rows: [], areas: [], exact: [], orders: [] };
  for (let k = 0; k <= tosses; k++) {
    const { likelihood } = await curves(client, theta, flat, k, tosses - k, signal);
    // With a flat prior the area below the likelihood is the evidence.
    const { evidence, orders } = await closedForm(client, flat, k, tosses - k, signal);
    const times = kind === 'count' ? orders : 1;
    const row = likelihood.map((p) => p * times);
    made.orders.push(orders);
    made.rows.push(row);
    made.areas.push(sum(row) / cells);
    made.exact.push(evidence * times);
  }
  return made;
}

export const cellOf = (theta: number) => Math.min(cells - 1, Math.max(0, Math.floor(theta * cells)));

/** The law of what is seen at one theta: it sums to 1 over all that can be seen. */
export const lawAt = ({ rows, orders, kind }: Slices, theta: number) =>
  // Of orders, each number of heads stands for as many as there are.
  rows.map((row, k) => row[cellOf(theta)]! * (kind === 'count' ? 1 : orders[k]!));
export const lawSum = (slices: Slices, theta: number) => sum(lawAt(slices, theta));

export interface SlicesPicture {
  slices: Slices | undefined;
  kind: Kind;
  theta: number;
  k: number;
  normalised: boolean;
}

export const height = 500;
const shareAxis: Axis = { domain: [0, 1], label: 'θ, the share of heads', ticks: [0, 0.25, 0.5, 0.75, 1] };

export function layout({ width }: Size, { slices, k, normalised, theta }: Omit<SlicesPicture, 'kind'>) {
  const slim = width < 520;
  const side = slim ? 78 : 150;
  const [left, right] = [slim ? 34 : 40, width - side - 22];
  const [above, top, bottom] = [150, 196, height - 40];
  const row = slices?.rows[k];
  const scale = row && normalised ? 1 / slices!.areas[k]! : 1;
  const most = (row ? row.reduce((m, p) => Math.max(m, p), 0) : 1) * scale;
  const law = slices ? Math.max(...lawAt(slices, theta)) : 1;
  const kAxis: Axis = {
    domain: [-0.5, tosses + 0.5],
    label: 'heads k',
    ticks: [0, 2, 4, 6, 8, 10],
    grid: false,
  };
  const map: Scales = {
    ...{ left, right, top, bottom },
    x: new Scale(shareAxis, left, right),
    y: new Scale(kAxis, bottom, top),
  };
  const across: Scales = {
    ...{ left, right, top: 30, bottom: above },
    x: map.x,
    y: new Scale({ domain: [0, most * 1.12], ticks: [] }, above, 30),
  };
  const upwards: Scales = {
    ...{ left: right + 16, right: width - 8, top, bottom },
    x: new Scale({ domain: [0, law * 1.1], ticks: [] }, right + 16, width - 8),
    y: map.y,
  };
  return { map, across, upwards, scale };
}

export function drawSlices(surface: Surface, at: ReturnType<typeof layout>, picture: SlicesPicture) {
  const { slices, theta, k, normalised, kind } = picture;
  const { map, across, upwards, scale } = at;
  if (!slices) return;
  const values = new Float32Array(columns * (tosses + 1));
  for (let row = 0; row <= tosses; row++) {
    // In orders the rows differ by a hundred: each is shown against its own top.
    const most = kind === 'count' ? 0.55 : slices.rows[row]!.reduce((m, p) => Math.max(m, p), 0);
    for (let column = 0; column < columns; column++) {
      const p = slices.rows[row]![Math.floor(((column + 0.5) * cells) / columns)]!;
      values[row * columns + column] = Math.sqrt(Math.min(1, p / most));
    }
  }
  const grid = { values, columns, rows: tosses + 1, x: [0, 1], y: [-0.5, tosses + 0.5] } as const;
  image(surface, map, grid, { table: fadeTable(surface, '--muted'), range: [0, 1.25] });
  const [y0, y1] = [map.y.at(k - 0.5), map.y.at(k + 0.5)];
  surface.rect(map.left, y1, map.right - map.left, y0 - y1, {
    stroke: { colour: '--likelihood', width: 2.5 },
  });
  const x = map.x.at(theta);
  surface.path([x, map.top, x, map.bottom], { colour: '--fg', width: 2.5 });
  drawAcross(surface, across, slices, k, normalised, scale);
  drawUpwards(surface, upwards, slices, theta);
}

const head = { size: 12, weight: 600, baseline: 'bottom' } as const;

function drawAcross(
  surface: Surface,
  scales: Scales,
  slices: Slices,
  k: number,
  normalised: boolean,
  scale: number,
) {
  const y = slices.rows[k]!.map((p) => p * scale);
  const colour = '--likelihood';
  const ring = [scales.left, scales.bottom];
  y.forEach((p, i) => {
    if (i % thin === thin / 2) ring.push(scales.x.at(slices.theta[i]!), scales.y.at(p));
  });
  ring.push(scales.right, scales.bottom);
  surface.fill(ring, { colour, opacity: 0.2 });
  const some = (_: number, i: number) => i % thin === thin / 2;
  line(
    surface,
    scales,
    { x: slices.theta.filter(some), y: y.filter(some) },
    { colour, dash: normalised ? [] : [2, 4] },
  );
  surface.path([scales.left, scales.bottom, scales.right, scales.bottom], { colour: '--control' });
  const area = normalised ? '1' : significant(slices.areas[k]!, 4);
  const words = normalised ? 'across, divided by its area: area ' : `across, k = ${k}: area `;
  surface.text(words + area, scales.left, scales.top - 8, { ...head, colour });
}

function drawUpwards(surface: Surface, scales: Scales, slices: Slices, theta: number) {
  const law = lawAt(slices, theta);
  const thick = Math.abs(scales.y.at(1) - scales.y.at(0)) - 3;
  law.forEach((p, k) => {
    const length = scales.x.at(p) - scales.left;
    surface.rect(scales.left, scales.y.at(k) - thick / 2, length, thick, {
      fill: { colour: '--fg', opacity: 0.6 },
    });
  });
  surface.path([scales.left, scales.top, scales.left, scales.bottom], { colour: '--control' });
  surface.text(slices.kind === 'count' ? 'upwards:' : 'all orders:', scales.left, scales.top - 22, {
    ...head,
    colour: '--fg',
  });
  surface.text('sum 1', scales.left, scales.top - 6, { ...head, colour: '--fg' });
}
