// The surface for export and print: the same drawing as SVG text.

import {
  fontFamily,
  textSize,
  type Colours,
  type Fill,
  type Paint,
  type Points,
  type Stroke,
  type Surface,
  type TextStyle,
} from './surface.ts';

/** Two decimals of a pixel are finer than any printer that matters here. */
const short = (value: number) => String(Math.round(value * 100) / 100);

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string) => text.replace(/[&<>"]/g, (character) => escapes[character]!);

const anchors = { left: 'start', center: 'middle', right: 'end' };
const baselines = {
  top: 'text-before-edge',
  middle: 'central',
  alphabetic: 'alphabetic',
  bottom: 'text-after-edge',
};

/** An image as the address of a PNG. */
export type EncodeImage = (rgba: Uint8ClampedArray, width: number, height: number) => string;

const encodeByCanvas: EncodeImage = (rgba, width, height) => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pixels = new ImageData(width, height);
  pixels.data.set(rgba);
  canvas.getContext('2d')!.putImageData(pixels, 0, 0);
  return canvas.toDataURL();
};

export class SvgSurface implements Surface {
  readonly #parts: string[] = [];
  readonly #clips: string[] = [];
  /** For each `save`, how many groups a clip has opened since. */
  readonly #open: number[] = [0];
  #images = 0;

  constructor(
    readonly width: number,
    readonly height: number,
    readonly colours: Colours,
    readonly encode: EncodeImage = encodeByCanvas,
  ) {}

  /** Whether the drawing holds images, which a page's policy may keep it from showing. */
  get hasImages() {
    return this.#images > 0;
  }

  /** The document. `title` and `description` are read to people who do not see it. */
  toString(title: string, description: string): string {
    const unclosed = this.#open.reduce((sum, count) => sum + count, 0);
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${short(this.width)}" height="${short(this.height)}" viewBox="0 0 ${short(this.width)} ${short(this.height)}" role="img" font-family="${escape(fontFamily)}">`,
      `<title>${escape(title)}</title>`,
      `<desc>${escape(description)}</desc>`,
      this.#clips.length > 0 ? `<defs>${this.#clips.join('')}</defs>` : '',
      ...this.#parts,
      '</g>'.repeat(unclosed),
      '</svg>',
    ]
      .filter(Boolean)
      .join('\n');
  }

  path(points: Points, stroke: Stroke) {
    this.#parts.push(`<path d="${trace(points, false)}" fill="none"${this.#stroke(stroke)}/>`);
  }

  fill(points: Points, fill: Fill) {
    this.#parts.push(`<path d="${trace(points, true)}" fill-rule="evenodd"${this.#fill(fill)}/>`);
  }

  rect(x: number, y: number, width: number, height: number, paint: Paint) {
    // Canvas takes rectangles that go up or to the left; SVG does not.
    const [left, top] = [Math.min(x, x + width), Math.min(y, y + height)];
    this.#parts.push(
      `<rect x="${short(left)}" y="${short(top)}" width="${short(Math.abs(width))}" height="${short(Math.abs(height))}"${this.#paint(paint)}/>`,
    );
  }

  circle(x: number, y: number, radius: number, paint: Paint) {
    this.#parts.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"${this.#paint(paint)}/>`);
  }

  dots(points: Points, radius: number, fill: Fill) {
    const discs: string[] = [];
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x, y] = [points[i]!, points[i + 1]!];
      if (x === x && y === y) discs.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"/>`);
    }
    this.#parts.push(`<g${this.#fill(fill)}>${discs.join('')}</g>`);
  }

  text(text: string, x: number, y: number, style: TextStyle) {
    const { size = textSize, weight = 400, align = 'left', baseline = 'alphabetic', halo } = style;
    const outline = halo
      ? ` stroke="${escape(this.colours.css(halo))}" stroke-width="${short(size / 3)}" stroke-linejoin="round" paint-order="stroke"`
      : '';
    this.#parts.push(
      `<text x="${short(x)}" y="${short(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchors[align]}"` +
        ` dominant-baseline="${baselines[baseline]}"${this.#fill({ colour: style.colour })}${outline}>${escape(text)}</text>`,
    );
  }

  /** Nothing measures text here; 0.56 of its size is the mean width of Inter's letters and digits. */
  measure(text: string, { size = textSize }: Pick<TextStyle, 'size' | 'weight'>) {
    return text.length * size * 0.56;
  }

  image(rgba: Uint8ClampedArray, width: number, height: number, x: number, y: number, W: number, H: number) {
    this.#images++;
    this.#parts.push(
      `<image x="${short(x)}" y="${short(y)}" width="${short(W)}" height="${short(H)}" preserveAspectRatio="none"` +
        ` style="image-rendering:pixelated" href="${this.encode(rgba, width, height)}"/>`,
    );
  }

  clip(x: number, y: number, width: number, height: number) {
    // Two figures may be printed on one page: the names must differ.
    const name = `clip-${Math.random().toString(36).slice(2, 9)}`;
    this.#clips.push(
      `<clipPath id="${name}"><rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"/></clipPath>`,
    );
    this.#parts.push(`<g clip-path="url(#${name})">`);
    this.#open[this.#open.length - 1]! += 1;
  }

  save() {
    this.#open.push(0);
  }

  restore() {
    if (this.#open.length > 1) this.#parts.push('</g>'.repeat(this.#open.pop()!));
  }

  rgb(colour: string) {
    return this.colours.rgb(colour);
  }

  #paint({ fill, stroke }: Paint) {
    return (fill ? this.#fill(fill) : ' fill="none"') + (stroke ? this.#stroke(stroke) : '');
  }

  #fill({ colour, opacity = 1 }: Fill) {
    return ` fill="${escape(this.colours.css(colour))}"${opacity < 1 ? ` fill-opacity="${short(opacity)}"` : ''}`;
  }

  #stroke({ colour, width = 1, dash, opacity = 1 }: Stroke) {
    return (
      ` stroke="${escape(this.colours.css(colour))}" stroke-width="${short(width)}" stroke-linejoin="round" stroke-linecap="round"` +
      (dash && dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '') +
      (opacity < 1 ? ` stroke-opacity="${short(opacity)}"` : '')
    );
  }
}

function trace(points: Points, close: boolean): string {
  let d = '';
  let down = false;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    if (x !== x || y !== y) {
      if (down && close) d += 'Z';
      down = false;
    } else {
      d += `${down ? 'L' : 'M'}${short(x)} ${short(y)}`;
      down = true;
    }
  }
  return down && close ? `${d}Z` : d;
}
