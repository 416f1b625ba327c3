// Tokens as the browser resolves them in a figure. Reading a style makes the browser compute styles, so that each colour is
// read once and kept until the theme changes.

import type { Colours } from './surface.ts';

type Rgb = readonly [number, number, number];

export class Palette implements Colours {
  readonly #css = new Map<string, string>();
  readonly #rgb = new Map<string, Rgb>();

  constructor(readonly element: HTMLElement) {}

  /** Forget the colours: the theme has changed. */
  clear() {
    this.#css.clear();
    this.#rgb.clear();
  }

  css(colour: string): string {
    if (!colour.startsWith('--')) return colour;
    let found = this.#css.get(colour);
    if (found === undefined) {
      const probe = document.createElement('span');
      probe.style.color = `var(${colour})`;
      // An unknown token would give the text's colour and go unnoticed.
      if (getComputedStyle(this.element).getPropertyValue(colour) === '')
        throw new Error(`There is no colour token ${colour}.`);
      this.element.append(probe);
      found = getComputedStyle(probe).color;
      probe.remove();
      this.#css.set(colour, found);
    }
    return found;
  }

  rgb(colour: string): Rgb {
    let found = this.#rgb.get(colour);
    if (!found) {
      const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
      context.fillStyle = this.css(colour);
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
      found = [red!, green!, blue!];
      this.#rgb.set(colour, found);
    }
    return found;
  }
}

/** Calls `changed` whenever the theme changes, by the page's button or the system's setting. Returns how to stop that. */
export function onThemeChange(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  addEventListener('themechange', changed);
  system.addEventListener('change', changed);
  return () => {
    removeEventListener('themechange', changed);
    system.removeEventListener('change', changed);
  };
}
