// How the rain of `Shapes` is drawn: heights walk across to the curve and drop to the floor, where they pile up.

import {
  axes,
  histogram,
  inside,
  label,
  line,
  roleStroke,
  rug,
  steps,
  type Scales,
  type Size,
  type Surface,
  type XY,
} from '$web/kit/index.ts';
import type { Rain } from './shapes-rain.ts';
import { stacked } from '$web/kit/stacked.ts';

/** The curve's panel and the pile's, the same floor under both. */
export const boxesOf = (size: Size, { floor, up }: Rain) =>
  stacked(
    size,
    {
      x: { ...floor, label: '' },
      y: { domain: [0, 1.04], label: 'height u', ticks: [0, 0.25, 0.5, 0.75, 1] },
    },
    { x: floor, y: up },
  );

/** So many of the latest drops show their way. */
export const ways = 8;

export function drawRain(surface: Surface, rain: Rain) {
  const [above, below] = boxesOf(surface, rain);
  const { law, heights, n, edges, pile, expected, name, expectedName } = rain;
  const newest = () => n > 0 && way(surface, above, below, rain, n - 1);
  // Below the names of the axes.
  for (let i = Math.max(0, n - ways); i < n - 1; i++) way(surface, above, below, rain, i);
  newest();
  axes(surface, above);
  axes(surface, below);
  histogram(surface, below, { edges, heights: pile }, { colour: '--approximation' });
  if (law.stair) stairTops(surface, below, expected);
  else line(surface, below, expected, roleStroke('posterior', 2));
  const role = { colour: '--posterior' };

  const seen = heights.subarray(Math.max(0, n - 400), n);
  rug(surface, above, seen, { colour: '--fg', opacity: seen.length > 60 ? 0.3 : 0.6 }, { side: 'left' });
  (law.stair ? steps : line)(surface, above, law.cdf, roleStroke('posterior'));
  // Once more in the panels, over the columns.
  for (const panel of [above, below]) inside(surface, panel, newest);
  if (n > 0) ends(surface, above, below, rain);
  label(surface, above, name, { ...role, ...(name.align ? { align: name.align } : {}) });
  const side = expectedName.align ? { align: expectedName.align } : {};
  label(surface, below, expectedName, { ...role, size: 12, ...side });
}

/** The share that a face should have, as a line across its column. */
function stairTops(surface: Surface, scales: Scales, { x, y }: XY) {
  for (let i = 0; i < x.length; i++) {
    const [from, to] = [x[i]! - 0.42, x[i]! + 0.42];
    line(surface, scales, { x: [from, to], y: [y[i]!, y[i]!] }, roleStroke('posterior', 2));
  }
}

function way(surface: Surface, above: Scales, below: Scales, { law, heights, n }: Rain, i: number) {
  const value = law.draws[i]!;
  if (Number.isNaN(value)) return;
  const height = above.y.at(heights[i]!);
  const newest = i === n - 1;
  const outside = value > above.x.axis.domain[1];
  const at = outside ? above.right : above.x.at(value);
  const stroke = {
    colour: '--fg',
    width: newest ? 2 : 1,
    opacity: newest ? 1 : 0.1 + (0.35 * (i - n + ways)) / ways,
  };
  surface.path(
    outside ? [above.left, height, at, height] : [above.left, height, at, height, at, below.bottom],
    stroke,
  );
}

/** The newest drop's height, and where it has landed. */
function ends(surface: Surface, above: Scales, below: Scales, { law, heights, n }: Rain) {
  const fill = { fill: { colour: '--fg' } };
  surface.circle(above.left, above.y.at(heights[n - 1]!), 4, fill);
  const value = law.draws[n - 1]!;
  if (value <= above.x.axis.domain[1]) surface.circle(above.x.at(value), below.bottom - 4, 4, fill);
}
