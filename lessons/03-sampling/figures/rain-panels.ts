// Where the panels of Rain lie: the curve above the pile on the same floor, the heights beside it, the strip below.

import { Scale, type Axis, type Scales, type Size } from '$web/kit/index.ts';
import { high, low, most } from './drops.ts';

export interface Panels {
  curve: Scales;
  pile: Scales;
  strip: Scales;
  /** The room for the pile of heights, left of their axis. */
  heights: { left: number; right: number };
}

const floor: Axis = { domain: [low, high], label: 'value x' };
const bare: Axis = { domain: [low, high], format: () => '' };
const plain: Axis = { domain: [0, 1], ticks: [] };
const ladder: Axis = { domain: [0, 1], label: 'height u', ticks: [0, 0.25, 0.5, 0.75, 1] };
const drops: Axis = { domain: [10, most], log: true, label: 'drops n' };
const distance: Axis = {
  domain: [2e-4, 1],
  log: true,
  label: 'largest distance from Φ',
  ticks: [0.001, 0.01, 0.1, 1],
};

export const height = 680;

/** `top` of the density axis; undefined while the drops are single dots, which have no density. */
export function panelsOf(size: Size, top: number | undefined): Panels {
  const [left, right] = [size.width < 480 ? 84 : 116, size.width - 14];
  const x = (axis: Axis) => new Scale(axis, left, right);
  const box = (from: number, to: number, axis: Axis, below: Axis): Scales => ({
    left,
    right,
    top: from,
    bottom: to,
    x: x(below),
    y: new Scale(axis, to, from),
  });
  return {
    curve: box(28, 226, ladder, bare),
    pile: box(
      262,
      412,
      top === undefined ? plain : { domain: [0, top], label: 'density', ticks: [0, 0.2, 0.4] },
      floor,
    ),
    strip: box(492, height - 40, distance, drops),
    heights: { left: 4, right: left - 40 },
  };
}
