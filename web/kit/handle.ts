// What a key or a pointer does to a handle, in data coordinates.

import type { Scales } from './scale.ts';

export type HandleAxis = 'x' | 'y' | 'xy';

export interface Place {
  x: number;
  y: number;
}

export interface Reach {
  axis: HandleAxis;
  /** By default the axis' domain. */
  xRange?: readonly [number, number] | undefined;
  yRange?: readonly [number, number] | undefined;
  /** An arrow key's step; by default a hundredth of the range (of its logarithm on a logarithmic axis). */
  step?: number | undefined;
}

const rangeOf = (scales: Scales, axis: 'x' | 'y', { xRange, yRange }: Reach) =>
  (axis === 'x' ? xRange : yRange) ?? scales[axis].axis.domain;

const within = (value: number, [low, high]: readonly [number, number]) =>
  Math.min(Math.max(value, Math.min(low, high)), Math.max(low, high));

/** The place for a pointer at the pixel, kept in reach; an axis along which the handle does not move keeps its value. */
export function dragged(scales: Scales, place: Place, pixel: Place, reach: Reach): Place {
  const along = (axis: 'x' | 'y') =>
    reach.axis.includes(axis)
      ? within(scales[axis].round(scales[axis].invert(pixel[axis])), rangeOf(scales, axis, reach))
      : place[axis];
  return { x: along('x'), y: along('y') };
}

const directions: Record<string, { axis: 'x' | 'y'; sign: 1 | -1; big?: true }> = {
  ArrowRight: { axis: 'x', sign: 1 },
  ArrowLeft: { axis: 'x', sign: -1 },
  ArrowUp: { axis: 'y', sign: 1 },
  ArrowDown: { axis: 'y', sign: -1 },
  PageUp: { axis: 'y', sign: 1, big: true },
  PageDown: { axis: 'y', sign: -1, big: true },
};

/** The place after a key, or undefined if the key means nothing to a handle. */
export function pressed(
  scales: Scales,
  place: Place,
  key: string,
  shift: boolean,
  reach: Reach,
): Place | undefined {
  const only = reach.axis === 'xy' ? undefined : reach.axis;
  if (key === 'Home' || key === 'End') {
    const axis = only ?? 'x';
    const range = rangeOf(scales, axis, reach);
    return { ...place, [axis]: key === 'Home' ? Math.min(...range) : Math.max(...range) };
  }
  const direction = directions[key];
  if (!direction) return undefined;
  // On one axis every arrow moves: a reader's slider has no direction.
  const axis = only ?? direction.axis;
  const range = rangeOf(scales, axis, reach);
  const times = direction.sign * (shift || direction.big ? 10 : 1);
  const next = scales[axis].log
    ? place[axis] * (reach.step ?? (Math.max(...range) / Math.min(...range)) ** 0.01) ** times
    : place[axis] + (reach.step ?? Math.abs(range[1] - range[0]) / 100) * times;
  // Sums of decimal steps gather dust in the last bits.
  return { ...place, [axis]: within(Number(next.toPrecision(12)), range) };
}
