// The surface that one sees: a 2D canvas at the screen's resolution.

import {
  fontOf,
  textSize,
  type Colours,
  type Fill,
  type Paint,
  type Points,
  type Stroke,
  type Surface,
  type TextStyle,
} from './surface.ts';

export class CanvasSurface implements Surface {
  readonly #context: CanvasRenderingContext2D;
  #sheet: HTMLCanvasElement | undefined;

  /** Sizes the canvas to `ratio` device pixels a CSS pixel and clears it. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly width: number,
    readonly height: number,
    readonly colours: Colours,
    readonly ratio: number,
  ) {
    this.#context = canvas.getContext('2d')!;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    // Setting a canvas's size, even to what it is, gives its memory back: only when it changes.
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, w, h);
    this.#context.scale(ratio, ratio);
    this.#context.lineJoin = 'round';
    this.#context.lineCap = 'round';
  }

  path(points: Points, stroke: Stroke) {
    this.#trace(points, false);
    this.#stroke(stroke);
  }

  fill(points: Points, fill: Fill) {
    this.#trace(points, true);
    this.#fill(fill);
  }

  rect(x: number, y: number, width: number, height: number, { fill, stroke }: Paint) {
    this.#context.beginPath();
    this.#context.rect(x, y, width, height);
    if (fill) this.#fill(fill);
    if (stroke) this.#stroke(stroke);
  }

  circle(x: number, y: number, radius: number, { fill, stroke }: Paint) {
    this.#context.beginPath();
    this.#context.arc(x, y, radius, 0, 2 * Math.PI);
    if (fill) this.#fill(fill);
    if (stroke) this.#stroke(stroke);
  }

  dots(points: Points, radius: number, { colour, opacity = 1 }: Fill) {
    // One disc is painted and stamped: several times faster than as many arcs.
    const c = this.#context;
    const half = Math.ceil(radius * this.ratio + 1);
    const stamp = document.createElement('canvas');
    stamp.width = stamp.height = 2 * half;
    const brush = stamp.getContext('2d')!;
    brush.fillStyle = this.colours.css(colour);
    brush.arc(half, half, radius * this.ratio, 0, 2 * Math.PI);
    brush.fill();
    c.globalAlpha = opacity;
    // At whole device pixels a stamp is copied, not resampled.
    c.save();
    c.setTransform(1, 0, 0, 1, 0, 0);
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x, y] = [points[i]! * this.ratio, points[i + 1]! * this.ratio];
      if (x === x && y === y) c.drawImage(stamp, Math.round(x) - half, Math.round(y) - half);
    }
    c.restore();
    c.globalAlpha = 1;
  }

  text(text: string, x: number, y: number, style: TextStyle) {
    const c = this.#context;
    c.font = fontOf(style);
    c.textAlign = style.align ?? 'left';
    c.textBaseline = style.baseline ?? 'alphabetic';
    if (style.halo) {
      c.setLineDash([]);
      c.lineWidth = (style.size ?? textSize) / 3;
      c.strokeStyle = this.colours.css(style.halo);
      c.strokeText(text, x, y);
    }
    c.fillStyle = this.colours.css(style.colour);
    c.fillText(text, x, y);
  }

  measure(text: string, style: Pick<TextStyle, 'size' | 'weight'>) {
    this.#context.font = fontOf(style);
    return this.#context.measureText(text).width;
  }

  image(rgba: Uint8ClampedArray, width: number, height: number, x: number, y: number, W: number, H: number) {
    // putImageData ignores the transform and the clip, so the image goes over a sheet of its own.
    const sheet = (this.#sheet ??= document.createElement('canvas'));
    Object.assign(sheet, { width, height });
    const pixels = new ImageData(width, height);
    pixels.data.set(rgba);
    sheet.getContext('2d')!.putImageData(pixels, 0, 0);
    this.#context.imageSmoothingEnabled = false;
    this.#context.drawImage(sheet, x, y, W, H);
  }

  clip(x: number, y: number, width: number, height: number) {
    this.#context.beginPath();
    this.#context.rect(x, y, width, height);
    this.#context.clip();
  }

  save() {
    this.#context.save();
  }

  restore() {
    this.#context.restore();
  }

  rgb(colour: string) {
    return this.colours.rgb(colour);
  }

  #trace(points: Points, close: boolean) {
    const c = this.#context;
    c.beginPath();
    let down = false;
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x, y] = [points[i]!, points[i + 1]!];
      if (x !== x || y !== y) {
        if (down && close) c.closePath();
        down = false;
      } else if (down) c.lineTo(x, y);
      else {
        c.moveTo(x, y);
        down = true;
      }
    }
    if (down && close) c.closePath();
  }

  #stroke({ colour, width = 1, dash = [], opacity = 1 }: Stroke) {
    const c = this.#context;
    c.strokeStyle = this.colours.css(colour);
    c.lineWidth = width;
    c.setLineDash(dash as number[]);
    c.globalAlpha = opacity;
    c.stroke();
    c.globalAlpha = 1;
  }

  #fill({ colour, opacity = 1 }: Fill) {
    const c = this.#context;
    c.fillStyle = this.colours.css(colour);
    c.globalAlpha = opacity;
    c.fill('evenodd');
    c.globalAlpha = 1;
  }
}
