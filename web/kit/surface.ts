// What a figure draws on. Coordinates are CSS pixels from the top left; colours are tokens ("--posterior") or CSS colours. The
// canvas shows the figure, the SVG (svg.ts) is its copy for export and print: whatever is drawn looks the same on both.

export interface Stroke {
  colour: string;
  width?: number;
  dash?: readonly number[];
  opacity?: number;
}

export interface Fill {
  colour: string;
  opacity?: number;
}

export interface Paint {
  fill?: Fill;
  stroke?: Stroke;
}

export interface TextStyle {
  colour: string;
  size?: number;
  weight?: number;
  align?: 'left' | 'center' | 'right';
  baseline?: 'top' | 'middle' | 'alphabetic' | 'bottom';
  /** Colour of an outline that keeps the letters readable over lines. */
  halo?: string;
}

export interface Size {
  width: number;
  height: number;
}

/** x0, y0, x1, y1, ... in pixels. A NaN lifts the pen: what follows is another piece, or another ring of a filled area. */
export type Points = ArrayLike<number>;

export interface Surface extends Size {
  /** A line through the points. */
  path(points: Points, stroke: Stroke): void;
  /** The area inside the rings, by the even-odd rule: a ring inside a ring is a hole. */
  fill(points: Points, fill: Fill): void;
  rect(x: number, y: number, width: number, height: number, paint: Paint): void;
  circle(x: number, y: number, radius: number, paint: Paint): void;
  /** Equal discs at the points: for up to some thousands of them. */
  dots(points: Points, radius: number, fill: Fill): void;
  text(text: string, x: number, y: number, style: TextStyle): void;
  /** The width of the text in pixels. */
  measure(text: string, style: Pick<TextStyle, 'size' | 'weight'>): number;
  /** `rgba` (height * width * 4, top row first), stretched over W by H pixels with its top left corner at x, y. */
  image(
    rgba: Uint8ClampedArray,
    width: number,
    height: number,
    x: number,
    y: number,
    W: number,
    H: number,
  ): void;
  /** Nothing is drawn outside the rectangle until `restore`. */
  clip(x: number, y: number, width: number, height: number): void;
  save(): void;
  restore(): void;
  /** The red, green and blue (0 ... 255) of a token or a CSS colour: for images. */
  rgb(colour: string): readonly [number, number, number];
}

/** Turns tokens into colours; see palette.ts. */
export interface Colours {
  css(colour: string): string;
  rgb(colour: string): readonly [number, number, number];
}

export const textSize = 12;
export const fontFamily = "'Inter Variable', system-ui, sans-serif";
export const fontOf = ({ size = textSize, weight = 400 }: Pick<TextStyle, 'size' | 'weight'>) =>
  `${weight} ${size}px ${fontFamily}`;
