// A canvas with one pair of linear axes: scales, ticks, and drawing in data coordinates at the screen's resolution.

export interface Range {
  low: number;
  high: number;
}

export interface FrameOptions {
  x: Range;
  y: Range;
  xLabel: string;
  yLabel: string;
}

const margin = { left: 48, right: 12, top: 14, bottom: 40 };

/** About `count` round numbers in the range: steps of 1, 2 or 5 times a power of ten. */
export function ticks({ low, high }: Range, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

export class Frame {
  readonly #context: CanvasRenderingContext2D;
  readonly #style: CSSStyleDeclaration;
  readonly width: number;
  readonly height: number;

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly options: FrameOptions,
  ) {
    const ratio = devicePixelRatio || 1;
    this.width = canvas.clientWidth;
    this.height = canvas.clientHeight;
    canvas.width = Math.round(this.width * ratio);
    canvas.height = Math.round(this.height * ratio);
    this.#context = canvas.getContext('2d')!;
    this.#context.scale(ratio, ratio);
    this.#style = getComputedStyle(canvas);
  }

  x(value: number): number {
    const { low, high } = this.options.x;
    return margin.left + ((value - low) / (high - low)) * (this.width - margin.left - margin.right);
  }

  y(value: number): number {
    const { low, high } = this.options.y;
    return (
      this.height -
      margin.bottom -
      ((value - low) / (high - low)) * (this.height - margin.top - margin.bottom)
    );
  }

  /** The value of a token such as "--posterior", as the browser resolved it for this canvas. */
  colour(token: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${token})`;
    this.canvas.parentElement!.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  }

  axes() {
    const c = this.#context;
    const muted = this.colour('--muted');
    c.font = `12px ${this.#style.fontFamily}`;
    c.strokeStyle = this.colour('--rule');
    c.fillStyle = muted;
    c.lineWidth = 1;
    const bottom = this.height - margin.bottom;
    c.textAlign = 'center';
    c.textBaseline = 'top';
    for (const tick of ticks(this.options.x, this.width < 500 ? 5 : 9)) {
      this.#line(this.x(tick), bottom, this.x(tick), bottom + 5);
      c.fillText(minus(tick), this.x(tick), bottom + 8);
    }
    c.fillText(this.options.xLabel, (margin.left + this.width - margin.right) / 2, bottom + 24);
    c.textAlign = 'right';
    c.textBaseline = 'middle';
    for (const tick of ticks(this.options.y, 4)) {
      this.#line(margin.left, this.y(tick), this.width - margin.right, this.y(tick));
      c.fillText(minus(tick), margin.left - 8, this.y(tick));
    }
    c.save();
    c.translate(11, (margin.top + bottom) / 2);
    c.rotate(-Math.PI / 2);
    c.textAlign = 'center';
    c.fillText(this.options.yLabel, 0, 0);
    c.restore();
  }

  /** Bars of equal width over the range of x. */
  bars(heights: ArrayLike<number>, colour: string) {
    const c = this.#context;
    const { low, high } = this.options.x;
    const step = (high - low) / heights.length;
    c.fillStyle = colour;
    for (let i = 0; i < heights.length; i++) {
      const left = this.x(low + i * step);
      const right = this.x(low + (i + 1) * step);
      const top = this.y(heights[i]!);
      c.fillRect(left, top, Math.max(right - left - 0.5, 0.5), this.y(0) - top);
    }
  }

  line(xs: ArrayLike<number>, ys: ArrayLike<number>, colour: string, width = 2.5) {
    const c = this.#context;
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.lineJoin = 'round';
    c.beginPath();
    for (let i = 0; i < xs.length; i++) c.lineTo(this.x(xs[i]!), this.y(ys[i]!));
    c.stroke();
  }

  /** A short mark on the x axis for every datum. */
  rug(xs: ArrayLike<number>, colour: string) {
    const c = this.#context;
    c.strokeStyle = colour;
    c.lineWidth = 1;
    for (let i = 0; i < xs.length; i++) this.#line(this.x(xs[i]!), this.y(0), this.x(xs[i]!), this.y(0) - 8);
  }

  /** Words beside what they name. */
  label(text: string, x: number, y: number, colour: string, align: CanvasTextAlign = 'left') {
    const c = this.#context;
    c.font = `600 13px ${this.#style.fontFamily}`;
    c.fillStyle = colour;
    c.textAlign = align;
    c.textBaseline = 'alphabetic';
    c.fillText(text, this.x(x), this.y(y));
  }

  #line(x1: number, y1: number, x2: number, y2: number) {
    const c = this.#context;
    c.beginPath();
    c.moveTo(x1, y1);
    c.lineTo(x2, y2);
    c.stroke();
  }
}

const minus = (value: number) => String(value).replace('-', '−');

/** Draws now, and again whenever the canvas changes its size or the theme changes. Returns how to stop that. */
export function redrawOnChange(canvas: HTMLCanvasElement, draw: () => void): () => void {
  const observer = new ResizeObserver(draw);
  observer.observe(canvas);
  addEventListener('themechange', draw);
  return () => {
    observer.disconnect();
    removeEventListener('themechange', draw);
  };
}
