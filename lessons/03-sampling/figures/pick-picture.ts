// The two halves of the figure: above, one draw in its parts; below, the pile of all.

import {
  area,
  axes,
  equalEdges,
  fixed,
  histogram,
  inside,
  label,
  line,
  panels,
  roleStroke,
  rug,
  scales,
  type Box,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { pile, type Closeup, type Piles } from './pick.ts';

const arrow = (surface: Surface, from: number, to: number, y: number, colour: string) => {
  surface.path([from, y, to, y], { colour, width: 2.5 });
  const back = Math.sign(from - to) * Math.min(8, Math.abs(to - from));
  surface.fill([to, y, to + back, y - 5, to + back, y + 5], { colour });
};

/** Left: from the height u across to the curve, point by point of the search, and down. */
function drawSearch(surface: Surface, at: Scales, piles: Piles, closeup: Closeup | undefined) {
  axes(surface, at);
  line(surface, at, { x: piles.x, y: piles.cdf }, roleStroke('approximation'));
  if (!closeup) return;
  const { draw, x, cdf } = closeup;
  const [u, end] = [piles.u[draw]!, piles.inverse[draw]!];
  const colour = '--accent';
  line(surface, at, { x: [piles.low, end, end], y: [u, u, 0] }, { colour, width: 1.5, dash: [5, 4] });
  const [px, py] = [at.x.at(end), at.y.at(0)];
  surface.fill([px, py, px - 5, py - 9, px + 5, py - 9], { colour });
  inside(surface, at, () => {
    x.forEach((tried, i) =>
      surface.circle(at.x.at(tried), at.y.at(cdf[i]!), i === x.length - 1 ? 4 : 5, {
        stroke: { colour, width: 1.5 },
        ...(i === x.length - 1 ? { fill: { colour } } : {}),
      }),
    );
  });
  const text = `${x.length} ${x.length === 1 ? 'try' : 'tries'}`;
  label(surface, at, { x: piles.low, y: u, text }, { colour, dx: 8, dy: u > 0.5 ? 12 : -10 });
}

/** Right: the data, the one that was picked with its bell, and the nudge. */
function drawNudge(surface: Surface, at: Scales, piles: Piles, closeup: Closeup | undefined) {
  axes(surface, at);
  rug(surface, at, piles.data, { colour: '--fg', opacity: 0.5 }, { length: 12 });
  if (!closeup) return;
  const { draw, bell } = closeup;
  const [from, to] = [piles.picked[draw]!, piles.nudged[draw]!];
  const style = { colour: '--approximation' };
  area(surface, at, { x: piles.x, y: bell }, style);
  line(surface, at, { x: piles.x, y: bell }, { ...style, width: 1.5 });
  line(surface, at, { x: [from, from], y: [0, 1] }, { colour: '--fg', width: 2.5 });
  label(surface, at, { x: from, y: 1, text: 'picked' }, { colour: '--fg', dy: -10, align: 'center' });
  const y = at.y.at(0.55);
  arrow(surface, at.x.at(from), at.x.at(to), y, '--accent');
  const right = to > from;
  label(
    surface,
    at,
    { x: to, y: 0.55, text: 'nudged' },
    { colour: '--accent', dx: right ? 6 : -6, align: right ? 'left' : 'right' },
  );
}

function drawPile(surface: Surface, at: Scales, piles: Piles, values: Float64Array, n: number) {
  axes(surface, at);
  if (n > 0) {
    const edges = equalEdges(piles.low, piles.high, n <= 200 ? 24 : 48);
    histogram(surface, at, { edges, heights: pile(values, n, edges) }, { colour: '--fg', opacity: 0.35 });
  }
  line(surface, at, { x: piles.x, y: piles.density }, roleStroke('approximation'));
  if (n === 0 || n > 100) return;
  const last = at.x.at(values[n - 1]!);
  surface.circle(last, at.bottom - 4, 4, { fill: { colour: '--accent' } });
}

/** Side by side, or above each other where there is no room. */
function boxes(size: Size): Box[] {
  if (size.width < 520) return panels(size, [0.8, 1, 0.8, 1], 'rows', 4);
  const [left, right] = panels(size, [1, 1], 'columns', 16);
  const rows = panels(size, [0.9, 1], 'rows', 4);
  return [left!, right!].flatMap((column) =>
    rows.map((row) => ({ ...column, top: row.top, bottom: row.bottom })),
  );
}

export function drawPicture(surface: Surface, piles: Piles, closeup: Closeup | undefined, n: number) {
  const [search, inverse, nudge, nudged] = boxes(surface);
  const domain = [piles.low, piles.high] as const;
  const plain = { domain };
  // Two decimals everywhere: so the four panels stand in line.
  const halves = { ticks: [0, 0.5, 1], format: (value: number) => fixed(value, 2) };
  const named = { domain, label: 'flipper length', unit: 'mm' };
  const top = 1.35 * piles.density.reduce((a, b) => Math.max(a, b));
  const density = { domain: [0, top] as const };
  const one = n > 0 ? closeup : undefined;
  drawSearch(
    surface,
    scales(surface, plain, { domain: [0, 1.04], label: 'By the inverse: height u', ...halves }, search),
    piles,
    one,
  );
  drawPile(
    surface,
    scales(surface, named, { ...density, label: 'density of the pile' }, inverse),
    piles,
    piles.inverse,
    n,
  );
  drawNudge(
    surface,
    scales(
      surface,
      plain,
      { domain: [0, 1.3], label: 'Pick and nudge: bell, its top at 1', ...halves },
      nudge,
    ),
    piles,
    one,
  );
  drawPile(
    surface,
    scales(surface, named, { ...density, label: 'density of the pile' }, nudged),
    piles,
    piles.nudged,
    n,
  );
}
