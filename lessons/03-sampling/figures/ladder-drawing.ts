// The picture of Ladder, also while the sheet is being turned over its diagonal.

import { label, roleStroke, scales as makeScales, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Surface } from '$web/kit/index.ts';
import { between, writeHeight } from './ladder.ts';

export interface LadderPicture {
  positions: Float64Array;
  curve: Float64Array | undefined;
  walk: { p: number; z: number } | undefined;
  /** 0 the distribution function, 1 the quantile function. */
  turn: number;
  /** The floor goes from -reach to reach. */
  reach: number;
  floor: Axis;
  ladder: Axis;
}

export function drawLadder(surface: Surface, scales: Scales, picture: LadderPicture) {
  const { positions, curve, walk, turn, reach, floor, ladder } = picture;
  const upright = makeScales(surface, floor, ladder);
  const turned = makeScales(surface, ladder, floor);
  const pixels = (points: readonly (readonly [number, number])[]) =>
    points.flatMap(([z, p]) => {
      const spot = between(
        { x: upright.x.at(z), y: upright.y.at(p) },
        { x: turned.x.at(p), y: turned.y.at(z) },
        turn,
      );
      return [spot.x, spot.y];
    });
  const settled = turn === 0 || turn === 1;
  const sheet = [
    [-reach, 0],
    [reach, 0],
    [reach, 1],
    [-reach, 1],
    [-reach, 0],
  ] as const;
  if (!settled) surface.path(pixels(sheet), { colour: '--control' });
  if (curve) {
    const points = Array.from(positions, (z, i) => [z, curve[i]!] as const);
    surface.path(pixels(points.filter(([z]) => Math.abs(z) <= reach)), roleStroke('posterior'));
  }
  if (!walk) return;
  const { p, z } = walk;
  const path = pixels([
    [-reach, p],
    [z, p],
    [z, 0],
  ]);
  surface.path(path, { colour: '--accent', width: 2, dash: [6, 4] });
  surface.circle(path[2]!, path[3]!, 5, { fill: { colour: '--accent' } });
  surface.circle(path[4]!, path[5]!, 4, { fill: { colour: '--accent' } });
  if (turn === 0) nameUpright(surface, scales, p, z, reach);
  if (turn === 1) nameTurned(surface, scales, p, z, reach);
}

const accent = { colour: '--accent', size: 13 };
const heightText = (p: number) => `p = ${writeHeight(p)}`;
const valueText = (z: number) => `z = ${significant(z, 5)}`;

function nameUpright(surface: Surface, scales: Scales, p: number, z: number, reach: number) {
  const onRight = z < 1;
  label(
    surface,
    scales,
    { x: -reach, y: p, text: heightText(p) },
    { ...accent, dx: 18, dy: p > 0.12 ? 14 : -14 },
  );
  label(
    surface,
    scales,
    { x: z, y: 0, text: valueText(z) },
    { ...accent, dx: onRight ? 8 : -8, dy: p < 0.12 ? -36 : -14, align: onRight ? 'left' : 'right' },
  );
  label(surface, scales, { x: 0, y: 0.5, text: 'Φ(z)' }, { colour: '--posterior', dx: 14, dy: 6 });
}

function nameTurned(surface: Surface, scales: Scales, p: number, z: number, reach: number) {
  const onRight = p < 0.6;
  label(
    surface,
    scales,
    { x: p, y: -reach, text: heightText(p) },
    { ...accent, dx: onRight ? 14 : -14, dy: -16, align: onRight ? 'left' : 'right' },
  );
  label(surface, scales, { x: 0, y: z, text: valueText(z) }, { ...accent, dx: 8, dy: z > 0 ? -12 : 12 });
  label(surface, scales, { x: 0.5, y: 0, text: 'Φ⁻¹(p)' }, { colour: '--posterior', dx: 14, dy: 16 });
}
