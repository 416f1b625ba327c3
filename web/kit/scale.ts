// From data to pixels and back, linear or logarithmic; and the box that a pair of axes leaves for the data.

import { linearTicks, logTicks } from './ticks.ts';
import { logTickLabels, tickLabels } from './format.ts';
import type { Size } from './surface.ts';

export interface Axis {
  domain: readonly [number, number];
  /** What the axis measures; "" for none. */
  label?: string;
  /** Its unit, which is shown behind the label. */
  unit?: string;
  log?: boolean;
  /** The values of the ticks; by default about one in 80 pixels across, one in 50 upwards. [] for none. */
  ticks?: readonly number[];
  format?: (value: number) => string;
  /** Lines across the plot at the ticks; by default on the upright axis. */
  grid?: boolean;
  /** On x: both axes take the same pixels for one unit, so that a circle is a circle; the box shrinks for it. */
  equal?: boolean;
}

/** One axis' map, monotone: `at` gives pixels, `invert` data. */
export class Scale {
  readonly #slope: number;
  readonly #offset: number;
  readonly log: boolean;

  constructor(
    readonly axis: Axis,
    readonly low: number,
    readonly high: number,
  ) {
    const [from, to] = axis.domain;
    const name = axis.label || 'An axis';
    this.log = axis.log ?? false;
    if (!Number.isFinite(from) || !Number.isFinite(to) || from === to)
      throw new Error(`${name}: its domain is ${from} to ${to}; it must be two different finite numbers.`);
    if (this.log && !(from > 0 && to > 0))
      throw new Error(`${name}: its domain is ${from} to ${to}; a logarithmic axis needs positive numbers.`);
    const [a, b] = [this.#of(from), this.#of(to)];
    this.#slope = (high - low) / (b - a);
    this.#offset = low - a * this.#slope;
  }

  #of(value: number) {
    return this.log ? Math.log10(value) : value;
  }

  at(value: number): number {
    return this.#offset + this.#slope * this.#of(value);
  }

  invert(pixel: number): number {
    const value = (pixel - this.#offset) / this.#slope;
    return this.log ? 10 ** value : value;
  }

  /** The value, or the end of the domain that it lies beyond. */
  clamp(value: number): number {
    const [from, to] = this.axis.domain;
    return Math.min(Math.max(value, Math.min(from, to)), Math.max(from, to));
  }

  /** A round number within half a pixel of `value`: what a pointer can mean, without digits that nobody chose. */
  round(value: number): number {
    if (this.log) return Number(value.toPrecision(3));
    const pixel = Math.abs(1 / this.#slope);
    const unit = 10 ** Math.floor(Math.log10(pixel));
    return Number((Math.round(value / unit) * unit).toPrecision(12));
  }

  /** About `count` round values of the domain. */
  ticks(count: number): number[] {
    if (this.axis.ticks) return [...this.axis.ticks];
    return (this.log ? logTicks : linearTicks)(this.axis.domain, count);
  }

  labels(ticks: readonly number[]): string[] {
    if (this.axis.format) return ticks.map(this.axis.format);
    return this.log ? logTickLabels(ticks) : tickLabels(ticks);
  }
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A pair of axes and the box that is theirs. */
export interface Scales extends Box {
  x: Scale;
  y: Scale;
}

export const xTickCount = (width: number) => Math.max(3, Math.round(width / 80));
export const yTickCount = (height: number) => Math.max(2, Math.round(height / 50));

/** A text's width in digits. Nothing here can measure; superscripts and points take about half a digit. */
const breadth = (text: string) => {
  const narrow = text.match(/[⁻⁰¹²³⁴-⁹.,· ]/g)?.length ?? 0;
  return text.length - 0.45 * narrow;
};

/** Scales that fill `box` (by default the whole surface) but for the room of ticks and labels. */
export function scales(size: Size, x: Axis, y: Axis, box: Partial<Box> = {}): Scales {
  const { left = 0, top = 0, right = size.width, bottom = size.height } = box;
  const inner = {
    left,
    top: top + (y.label ? 28 : 10),
    right: right - 14,
    bottom: bottom - (x.label ? 40 : x.ticks?.length === 0 ? 8 : 24),
  };
  const upright = new Scale(y, inner.bottom, inner.top);
  const labels = upright.labels(upright.ticks(yTickCount(inner.bottom - inner.top)));
  const widest = Math.max(0, ...labels.map(breadth));
  inner.left += labels.some(Boolean) ? Math.ceil(widest * 7.2) + 12 : 12;
  if (x.equal) shrink(inner, x, y);
  return { ...inner, x: new Scale(x, inner.left, inner.right), y: new Scale(y, inner.bottom, inner.top) };
}

/** Makes the box, about its middle, as wide or as high as equal units need. */
function shrink(box: Box, x: Axis, y: Axis) {
  const across = (box.right - box.left) / Math.abs(x.domain[1] - x.domain[0]);
  const upward = (box.bottom - box.top) / Math.abs(y.domain[1] - y.domain[0]);
  const spare =
    across > upward
      ? (box.right - box.left) * (1 - upward / across)
      : (box.bottom - box.top) * (1 - across / upward);
  if (across > upward) Object.assign(box, { left: box.left + spare / 2, right: box.right - spare / 2 });
  else Object.assign(box, { top: box.top + spare / 2, bottom: box.bottom - spare / 2 });
}

/** Cuts the surface into panels beside each other (or above each other), `gap` pixels apart, with the given shares. */
export function panels(
  { width, height }: Size,
  shares: readonly number[],
  direction: 'columns' | 'rows',
  gap = 12,
): Box[] {
  const whole = direction === 'columns' ? width : height;
  const sum = shares.reduce((a, b) => a + b, 0);
  const room = whole - gap * (shares.length - 1);
  let from = 0;
  return shares.map((share) => {
    const to = from + (room * share) / sum;
    const box =
      direction === 'columns'
        ? { left: from, right: to, top: 0, bottom: height }
        : { left: 0, right: width, top: from, bottom: to };
    from = to + gap;
    return box;
  });
}
