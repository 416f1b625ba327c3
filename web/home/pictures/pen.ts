// A small drawing in unit coordinates: x from 0 to 1.6, y from 0 (below) to 1 (above). Colours are the page's tokens.

export const pictureWidth = 1.6;

export type Colour =
  | '--prior'
  | '--likelihood'
  | '--posterior'
  | '--approximation'
  | '--c5'
  | '--fg'
  | '--muted'
  | '--rule'
  | '--control'
  | '--accent'
  | '--surface';

export type Point = readonly [x: number, y: number];

export class Pen {
  constructor(
    readonly context: CanvasRenderingContext2D,
    readonly scale: number,
    readonly resolve: (colour: Colour) => string,
  ) {
    context.setTransform(scale, 0, 0, -scale, 0, scale);
    context.clearRect(0, 0, pictureWidth, 1);
    context.lineCap = 'round';
    context.lineJoin = 'round';
  }

  line(points: readonly Point[], colour: Colour, width = 0.016, dash: number[] = []) {
    this.#path(points);
    this.context.setLineDash(dash);
    this.context.strokeStyle = this.resolve(colour);
    this.context.lineWidth = width;
    this.context.stroke();
    this.context.setLineDash([]);
  }

  fill(points: readonly Point[], colour: Colour, opacity = 0.25) {
    this.#path(points);
    this.context.globalAlpha = opacity;
    this.context.fillStyle = this.resolve(colour);
    this.context.fill();
    this.context.globalAlpha = 1;
  }

  dot(x: number, y: number, colour: Colour, radius = 0.018, opacity = 1) {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.context.globalAlpha = opacity;
    this.context.fillStyle = this.resolve(colour);
    this.context.fill();
    this.context.globalAlpha = 1;
  }

  bar(x: number, width: number, y: number, height: number, colour: Colour, opacity = 1) {
    this.context.globalAlpha = opacity;
    this.context.fillStyle = this.resolve(colour);
    this.context.fillRect(x, y, width, height);
    this.context.globalAlpha = 1;
  }

  /** A function of x as a line; with `opacity` also the area below it down to y = `floor`. */
  curve(
    f: (x: number) => number,
    colour: Colour,
    { from = 0.08, to = 1.52, opacity = 0, floor = 0.1, width = 0.018 } = {},
  ) {
    const points = Array.from({ length: 81 }, (_, i): Point => {
      const x = from + ((to - from) * i) / 80;
      return [x, f(x)];
    });
    if (opacity > 0) this.fill([[from, floor], ...points, [to, floor]], colour, opacity);
    this.line(points, colour, width);
  }

  ellipse(
    x: number,
    y: number,
    a: number,
    b: number,
    angle: number,
    colour: Colour,
    { width = 0.014, opacity = 0 } = {},
  ) {
    const points = ring(x, y, a, b, angle);
    if (opacity > 0) this.fill(points, colour, opacity);
    if (width > 0) this.line(points, colour, width);
  }

  axis(y = 0.1) {
    this.line(
      [
        [0.06, y],
        [1.54, y],
      ],
      '--control',
      0.008,
    );
  }

  #path(points: readonly Point[]) {
    this.context.beginPath();
    for (const [x, y] of points) this.context.lineTo(x, y);
  }
}

export const ring = (x: number, y: number, a: number, b: number, angle = 0): Point[] =>
  Array.from({ length: 49 }, (_, i): Point => {
    const t = (2 * Math.PI * i) / 48;
    const [u, v] = [a * Math.cos(t), b * Math.sin(t)];
    return [x + u * Math.cos(angle) - v * Math.sin(angle), y + u * Math.sin(angle) + v * Math.cos(angle)];
  });

/** The bell with height 1. */
export const bell = (x: number, centre: number, width: number) =>
  Math.exp(-(((x - centre) / width) ** 2) / 2);

/** `t` in seconds; every picture is a function of it, so that it can start, stop and be still. */
export type Picture = (pen: Pen, t: number) => void;

/** Uniform numbers that are the same each time: the golden ratio's sequence, shuffled by its own digits. */
export const uniform = (i: number, salt = 0) => {
  const value = Math.sin((i + 1) * 127.1 + salt * 311.7) * 43758.5453;
  return value - Math.floor(value);
};

/** Standard normal by Box and Muller: a picture's, not the core's. */
export const normal = (i: number, salt = 0) =>
  Math.sqrt(-2 * Math.log(1 - uniform(i, salt))) * Math.cos(2 * Math.PI * uniform(i, salt + 1));

/** There and back between 0 and 1, smoothly, once in `period` seconds. */
export const swing = (t: number, period = 4) => (1 - Math.cos((2 * Math.PI * t) / period)) / 2;
