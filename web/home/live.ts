// The pictures of the map: drawn once when they come into view, and moving only while the pointer or the focus is on them.

import { Pen, pictureWidth, type Colour, type Picture } from './pictures/pen.ts';

/** What the tokens are now: asked of one element, for a canvas does not know custom properties. */
const palette = new Map<Colour, string>();
const probe = document.createElement('span');
probe.hidden = true;

function resolve(colour: Colour): string {
  let value = palette.get(colour);
  if (value === undefined) {
    if (!probe.isConnected) document.body.append(probe);
    probe.style.color = `var(${colour})`;
    palette.set(colour, (value = getComputedStyle(probe).color));
  }
  return value;
}

const dark = matchMedia('(prefers-color-scheme: dark)');
addEventListener('themechange', () => palette.clear());
dark.addEventListener('change', () => palette.clear());

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** `card`: what is hovered or focused. */
export function startPicture(canvas: HTMLCanvasElement, picture: Picture, card: HTMLElement) {
  let time = 0;
  let frame = 0;
  let visible = false;

  const draw = () => {
    const pixels = Math.round(canvas.clientWidth * Math.min(devicePixelRatio, 3));
    if (pixels === 0) return;
    if (canvas.width !== pixels) {
      canvas.width = pixels;
      canvas.height = Math.round(pixels / pictureWidth);
    }
    picture(new Pen(canvas.getContext('2d')!, pixels / pictureWidth, resolve), time);
  };

  const play = () => {
    if (frame || still.matches) return;
    let last = performance.now();
    const next = (now: number) => {
      time += Math.min(0.05, (now - last) / 1000);
      last = now;
      draw();
      frame = visible ? requestAnimationFrame(next) : 0;
    };
    frame = requestAnimationFrame(next);
  };
  const pause = () => {
    cancelAnimationFrame(frame);
    frame = 0;
  };
  const settle = () => (card.matches(':hover, :focus-within') ? play() : pause());

  card.addEventListener('pointerenter', play);
  card.addEventListener('focusin', play);
  card.addEventListener('pointerleave', settle);
  card.addEventListener('focusout', () => setTimeout(settle));
  still.addEventListener('change', pause);

  const redraw = () => visible && draw();
  new IntersectionObserver(
    ([entry]) => {
      visible = entry!.isIntersecting;
      redraw();
      // The focus may come before the card is scrolled into view.
      if (visible) settle();
    },
    { rootMargin: '200px' },
  ).observe(canvas);
  new ResizeObserver(redraw).observe(canvas);
  addEventListener('themechange', redraw);
  dark.addEventListener('change', redraw);
}
