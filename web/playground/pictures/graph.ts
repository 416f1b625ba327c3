// A model's graph: what is sampled as open circles, what is observed shaded, what is computed dashed, factors as squares; plates
// as boxes with the number of their members.

import type { ModelSite } from '../../core-client/model.ts';
import type { Stroke, Surface } from '../../kit/index.ts';
import { nodeHeight, type Layout } from '../layout.ts';

export type Site = Pick<ModelSite, 'name' | 'kind' | 'law' | 'rows' | 'cols' | 'parents' | 'plate'>;

/** About the width of a node with this name, in pixels. */
export const nodeWidth = (name: string) => Math.max(46, Math.round(7.6 * name.length) + 26);

/** "vector of 8", "3 by 3", "". */
export function sizeWords({ rows, cols }: Pick<Site, 'rows' | 'cols'>): string {
  if (rows === 1 && cols === 1) return '';
  return rows === 1 || cols === 1 ? `vector of ${rows * cols}` : `${rows} by ${cols}`;
}

const kindWords = { sample: 'latent', observe: 'observed', factor: 'a factor', quantity: 'computed' };

/** The graph in words, parents before children. */
export function graphWords(sites: readonly Site[]): string {
  const sentence = ({ name, kind, law, rows, cols, parents }: Site) => {
    const size = sizeWords({ rows, cols });
    const what = [
      kindWords[kind],
      kind === 'quantity' || kind === 'factor' ? '' : law.replaceAll('_', ' '),
      size,
    ]
      .filter(Boolean)
      .join(', ');
    return `${name} (${what})${parents.length > 0 ? ` depends on ${parents.join(', ')}` : ''}`;
  };
  return `${sites.map(sentence).join('; ')}.`;
}

const ellipse = (x: number, y: number, a: number, b: number) => {
  const points: number[] = [];
  for (let i = 0; i <= 48; i++) {
    const angle = (2 * Math.PI * i) / 48;
    points.push(x + a * Math.cos(angle), y + b * Math.sin(angle));
  }
  return points;
};

const rounded = (left: number, top: number, right: number, bottom: number, r: number) => {
  const points: number[] = [];
  const corner = (x: number, y: number, from: number) => {
    for (let i = 0; i <= 6; i++) {
      const angle = from + (Math.PI / 12) * i;
      points.push(x + r * Math.cos(angle), y + r * Math.sin(angle));
    }
  };
  corner(right - r, top + r, -Math.PI / 2);
  corner(right - r, bottom - r, 0);
  corner(left + r, bottom - r, Math.PI / 2);
  corner(left + r, top + r, Math.PI);
  points.push(points[0]!, points[1]!);
  return points;
};

/** `labels`: what stands in the corner of each plate. */
export function drawGraph(
  surface: Surface,
  sites: readonly Site[],
  layout: Layout,
  labels: ReadonlyMap<number, string>,
) {
  const shift = (surface.width - layout.width) / 2;
  for (const { plate, left, top, right, bottom } of layout.plates) {
    surface.path(rounded(left + shift, top, right + shift, bottom, 8), { colour: '--control', width: 1.2 });
    surface.text(labels.get(plate) ?? '', right + shift - 8, bottom - 6, {
      colour: '--muted',
      size: 12,
      align: 'right',
      baseline: 'bottom',
    });
  }
  for (const { name, parents } of sites)
    for (const parent of parents) if (parent !== name) arrow(surface, layout, shift, parent, name);
  for (const site of sites) node(surface, site, layout, shift);
}

function arrow(surface: Surface, { at }: Layout, shift: number, from: string, to: string) {
  const [a, b] = [at.get(from), at.get(to)];
  if (!a || !b) return;
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  // From rim to rim of the ellipses.
  const rim = (name: string) => {
    const [w, h] = [nodeWidth(name) / 2, nodeHeight / 2];
    return (w * h) / Math.hypot((h * dx) / length, (w * dy) / length);
  };
  const [start, end] = [rim(from), length - rim(to) - 2];
  const [ux, uy] = [dx / length, dy / length];
  const tip = { x: a.x + shift + ux * end, y: a.y + uy * end };
  surface.path([a.x + shift + ux * start, a.y + uy * start, tip.x - 5 * ux, tip.y - 5 * uy], {
    colour: '--muted',
    width: 1.3,
  });
  const head = [
    tip.x,
    tip.y,
    tip.x - 8 * ux + 3.6 * uy,
    tip.y - 8 * uy - 3.6 * ux,
    tip.x - 8 * ux - 3.6 * uy,
    tip.y - 8 * uy + 3.6 * ux,
  ];
  surface.fill(head, { colour: '--muted' });
}

function node(surface: Surface, { name, kind }: Site, { at }: Layout, shift: number) {
  const place = at.get(name);
  if (!place) return;
  const [x, y, a, b] = [place.x + shift, place.y, nodeWidth(name) / 2, nodeHeight / 2];
  const stroke: Stroke = {
    colour: kind === 'observe' ? '--fg' : kind === 'quantity' ? '--muted' : '--posterior',
    width: 1.8,
    ...(kind === 'quantity' && { dash: [4, 3] }),
  };
  const outline = kind === 'factor' ? rounded(x - a, y - b, x + a, y + b, 2) : ellipse(x, y, a, b);
  surface.fill(outline, { colour: '--surface' });
  if (kind === 'observe') surface.fill(outline, { colour: '--muted', opacity: 0.35 });
  surface.path(outline, stroke);
  surface.text(name, x, y + 0.5, {
    colour: '--fg',
    size: 13,
    weight: 600,
    align: 'center',
    baseline: 'middle',
  });
}
