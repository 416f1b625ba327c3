// Drawing a digit: the ink on a square sheet, and the digit as MNIST's makers have put theirs on 28 by 28 pixels.

/** Cells along an edge of the sheet: six a pixel of a large digit, twelve a pixel of a small one. */
export const sheetSide = 168;
/** Pixels of a large digit, and of the box that MNIST fits its ink into. */
const [large, box] = [28, 20];

export class Ink {
  /** 0 (paper) ... 255 (ink), row by row from the top left. */
  readonly cells = new Uint8Array(sheetSide * sheetSide);

  get empty() {
    return this.cells.every((cell) => cell === 0);
  }

  get full() {
    return this.cells.every((cell) => cell === 255);
  }

  clear() {
    this.cells.fill(0);
  }

  /** A copy of what is drawn, for `restore`. */
  save = () => this.cells.slice();

  restore(cells: Uint8Array) {
    this.cells.set(cells);
  }

  /** Lays a digit of `side` pixels (a divisor of the sheet's) on the sheet. */
  lay(image: ArrayLike<number>, side: number) {
    const each = sheetSide / side;
    if (!Number.isInteger(each) || image.length !== side * side)
      throw new Error(
        `An image of ${image.length} numbers cannot be laid on the sheet as ${side} by ${side}.`,
      );
    for (let i = 0; i < this.cells.length; i++) {
      const row = Math.floor(i / sheetSide / each);
      this.cells[i] = image[row * side + Math.floor((i % sheetSide) / each)]!;
    }
  }

  /**
   * A round pen goes from one place to another, in cells; at its edge a cell has as much ink as the pen covers of it. An
   * eraser takes as much away.
   */
  stroke(x0: number, y0: number, x1: number, y1: number, radius: number, erase = false) {
    const reach = radius + 1;
    const [left, right] = span(x0, x1, reach);
    const [top, bottom] = span(y0, y1, reach);
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = dx * dx + dy * dy;
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const [px, py] = [column + 0.5 - x0, row + 0.5 - y0];
        const along = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
        const distance = Math.hypot(px - along * dx, py - along * dy);
        const cover = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - distance)));
        const at = row * sheetSide + column;
        this.cells[at] = erase ? Math.min(this.cells[at]!, 255 - cover) : Math.max(this.cells[at]!, cover);
      }
    }
  }
}

function span(a: number, b: number, reach: number): [number, number] {
  const low = Math.floor(Math.min(a, b) - reach);
  const high = Math.ceil(Math.max(a, b) + reach);
  return [Math.max(0, low), Math.min(sheetSide - 1, high)];
}

/** Means over the sheet's cells, `side` by `side`: the drawing as it lies, without MNIST's box. */
export function sampled(ink: Ink, side: number): Uint8Array {
  const each = sheetSide / side;
  return boxed(ink, { left: 0, top: 0, wide: side, high: side, step: each });
}

interface Window {
  left: number;
  top: number;
  /** Pixels that are made. */
  wide: number;
  high: number;
  /** Cells along the edge of a pixel. */
  step: number;
}

/** Each pixel is the mean of the cells below it, those at its edge in part; beyond the sheet is paper. */
function boxed({ cells }: Ink, { left, top, wide, high, step }: Window): Uint8Array {
  const image = new Uint8Array(wide * high);
  for (let row = 0; row < high; row++) {
    const [y0, y1] = [top + row * step, top + (row + 1) * step];
    for (let column = 0; column < wide; column++) {
      const [x0, x1] = [left + column * step, left + (column + 1) * step];
      let sum = 0;
      for (let y = Math.floor(y0); y < Math.min(sheetSide, y1); y++) {
        const part = Math.min(y + 1, y1) - Math.max(y, y0);
        for (let x = Math.floor(x0); x < Math.min(sheetSide, x1); x++)
          sum += part * (Math.min(x + 1, x1) - Math.max(x, x0)) * cells[y * sheetSide + x]!;
      }
      image[row * wide + column] = Math.round(sum / (step * step));
    }
  }
  return image;
}

/** The smallest rectangle with all the ink; undefined without any. */
function bounds({ cells }: Ink) {
  let [left, right, top, bottom] = [sheetSide, -1, sheetSide, -1];
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] === 0) continue;
    const [row, column] = [Math.floor(i / sheetSide), i % sheetSide];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = row;
  }
  return right < 0 ? undefined : { left, top, wide: right + 1 - left, high: bottom + 1 - top };
}

/**
 * MNIST's normalisation (LeCun, Bottou, Bengio & Haffner 1998, section III.A): the ink is scaled into a box of 20 by 20
 * pixels with its proportions kept, which makes grey edges; the box is then moved by whole pixels so that the centre of mass
 * lies at the centre of the 28 by 28. The darkest pixel of all MNIST's digits is 254 or 255: a thinner pen's is made 255. A
 * digit of MNIST that is laid on the sheet comes back as it was. Without ink all pixels are 0. With `side` 14, means of two by two of these pixels.
 */
export function normalised(ink: Ink, side: 28 | 14 = 28): Uint8Array {
  const image = new Uint8Array(large * large);
  const found = bounds(ink);
  if (found) place(image, ink, found);
  return side === large ? image : halved(image);
}

function place(image: Uint8Array, ink: Ink, found: NonNullable<ReturnType<typeof bounds>>) {
  const step = Math.max(found.wide, found.high) / box;
  const size = { wide: Math.ceil(found.wide / step - 1e-9), high: Math.ceil(found.high / step - 1e-9) };
  const small = boxed(ink, { ...found, ...size, step });
  let [mass, moment, rise, darkest] = [0, 0, 0, 1];
  small.forEach((value, i) => {
    mass += value;
    moment += value * (i % size.wide);
    rise += value * Math.floor(i / size.wide);
    darkest = Math.max(darkest, value);
  });
  // So faint that all of it rounds to nothing: in the middle.
  const [x, y] = mass > 0 ? [moment / mass, rise / mass] : [(size.wide - 1) / 2, (size.high - 1) / 2];
  const corner = (centre: number, length: number) =>
    Math.min(large - length, Math.max(0, Math.ceil(large / 2 - 0.5 - centre)));
  const [left, top] = [corner(x, size.wide), corner(y, size.high)];
  small.forEach((value, i) => {
    const at = (top + Math.floor(i / size.wide)) * large + left + (i % size.wide);
    image[at] = darkest < 254 ? Math.round((255 * value) / darkest) : value;
  });
}

function halved(image: Uint8Array): Uint8Array {
  const half = large / 2;
  return Uint8Array.from({ length: half * half }, (_, i) => {
    const at = 2 * large * Math.floor(i / half) + 2 * (i % half);
    return (image[at]! + image[at + 1]! + image[at + large]! + image[at + large + 1]! + 2) >> 2;
  });
}
