// Axes: named, with units; ticks at round numbers. The upright axis has its name above it, where it is read without turning
// the head and takes no width from a phone.

import { xTickCount, yTickCount, type Axis, type Scales } from './scale.ts';
import type { Surface, TextStyle } from './surface.ts';

const named = ({ label, unit }: Axis) => (unit ? `${label} (${unit})` : (label ?? ''));

const tickText: TextStyle = { colour: '--muted', size: 12, halo: '--surface' };
const nameText: TextStyle = { colour: '--muted', size: 12, weight: 600, halo: '--surface' };
/** Lines of one pixel are sharp at the middle of a pixel. */
const sharp = (pixel: number) => Math.round(pixel) + 0.5;

export function axes(surface: Surface, scales: Scales) {
  upright(surface, scales);
  level(surface, scales);
}

function level(surface: Surface, { x, left, right, top, bottom }: Scales) {
  const ticks = x.ticks(xTickCount(right - left));
  const labels = x.labels(ticks);
  ticks.forEach((tick, i) => {
    const at = sharp(x.at(tick));
    if (x.axis.grid) surface.path([at, top, at, bottom], { colour: '--rule' });
    surface.path([at, bottom, at, bottom + (labels[i] ? 5 : 3)], { colour: '--control' });
    if (!labels[i]) return;
    // The first and last label stay on the surface.
    const half = surface.measure(labels[i], tickText) / 2;
    const middle = Math.min(Math.max(at, half + 1), surface.width - half - 1);
    surface.text(labels[i], middle, bottom + 8, { ...tickText, align: 'center', baseline: 'top' });
  });
  surface.path([left, sharp(bottom), right, sharp(bottom)], { colour: '--control' });
  const name = named(x.axis);
  if (name) surface.text(name, right, bottom + 38, { ...nameText, align: 'right', baseline: 'bottom' });
}

function upright(surface: Surface, { y, left, right, top, bottom }: Scales) {
  const ticks = y.ticks(yTickCount(bottom - top));
  const labels = y.labels(ticks);
  ticks.forEach((tick, i) => {
    const at = sharp(y.at(tick));
    if (y.axis.grid !== false && (labels[i] || !y.log))
      surface.path([left, at, right, at], { colour: '--rule' });
    if (labels[i]) surface.text(labels[i], left - 8, at, { ...tickText, align: 'right', baseline: 'middle' });
  });
  const name = named(y.axis);
  // The name begins where the tick labels do.
  const widest = Math.max(0, ...labels.map((label) => surface.measure(label, tickText)));
  if (name) surface.text(name, Math.max(left - 8 - widest, 0), top - 25, { ...nameText, baseline: 'top' });
}
