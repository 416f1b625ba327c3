// A figure drawn once more: for files and for print.

import { CanvasSurface } from './canvas.ts';
import type { HandlePicture } from './context.ts';
import type { Colours, Size, Surface } from './surface.ts';
import { SvgSurface } from './svg.ts';

export interface Sitter {
  title: string;
  summary: string;
  size: Size;
  colours: Colours;
  render(surface: Surface): void;
  handles: readonly (() => HandlePicture)[];
}

/** The drawing with its paper and its handles. */
function renderWhole({ size, render, handles }: Sitter, surface: Surface) {
  surface.rect(0, 0, size.width, size.height, { fill: { colour: '--surface' } });
  render(surface);
  for (const handle of handles) {
    const { x, y, radius, paint } = handle();
    surface.circle(x, y, radius, paint);
  }
}

function drawSvg(sitter: Sitter) {
  const surface = new SvgSurface(sitter.size.width, sitter.size.height, sitter.colours);
  renderWhole(sitter, surface);
  return surface;
}

export const toSvg = (sitter: Sitter) => drawSvg(sitter).toString(sitter.title, sitter.summary);

export function toCanvas(sitter: Sitter, ratio = 3): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  renderWhole(
    sitter,
    new CanvasSurface(canvas, sitter.size.width, sitter.size.height, sitter.colours, ratio),
  );
  return canvas;
}

/** Puts the sharpest picture that the page may show on the paper: SVG holds its images in data: addresses, which it may not. */
export function putOnPaper(paper: HTMLElement, sitter: Sitter) {
  const surface = drawSvg(sitter);
  if (surface.hasImages) paper.replaceChildren(toCanvas(sitter));
  else paper.innerHTML = surface.toString(sitter.title, sitter.summary);
  paper.style.setProperty('--width', String(sitter.size.width));
  paper.style.setProperty('--height', String(sitter.size.height));
}

export const clearPaper = (paper: HTMLElement) => paper.replaceChildren();
