// A surface that writes down what is drawn on it.

import type { Colours, Surface } from '../../../web/kit/surface.ts';

export interface Drawn {
  what: string;
  args: unknown[];
}

/** Colours as they are named: the tests look at tokens. */
export const namedColours: Colours = { css: (colour) => colour, rgb: () => [1, 2, 3] };

export function recorder(
  width = 400,
  height = 300,
): Surface & { drawn: Drawn[]; all(what: string): unknown[][] } {
  const drawn: Drawn[] = [];
  const record =
    (what: string) =>
    (...args: unknown[]) =>
      void drawn.push({
        what,
        args: args.map((arg) => (ArrayBuffer.isView(arg) ? Array.from(arg as Float64Array) : arg)),
      });
  return {
    width,
    height,
    drawn,
    all: (what) => drawn.filter((one) => one.what === what).map(({ args }) => args),
    path: record('path'),
    fill: record('fill'),
    rect: record('rect'),
    circle: record('circle'),
    dots: record('dots'),
    text: record('text'),
    image: record('image'),
    clip: record('clip'),
    save: record('save'),
    restore: record('restore'),
    measure: (text, { size = 12 }) => text.length * size * 0.56,
    rgb: () => [1, 2, 3],
  };
}
