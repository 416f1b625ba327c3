// The drawing of a graph: circles with an operation, the value to their left, the adjoint to their right; edges run upwards
// from operand to reader, and the lit ones carry what is passed.

import type { Size, Surface } from '$web/kit/index.ts';
import { short } from './writing.ts';
import { viewAt, type Layout, type Tape } from './tape.ts';

const radius = 17;
export const rowHeight = 74;
export const heightOf = (layout: Layout) => Math.max(260, layout.rows * rowHeight + 30);

interface Point {
  x: number;
  y: number;
}

export function pixelsOf(layout: Layout, { width, height }: Size): Point[] {
  const margin = 40;
  return layout.places.map(({ x, row }) => ({
    x: margin + x * (width - 2 * margin),
    y: height - 36 - (layout.rows > 1 ? (row * (height - 72)) / (layout.rows - 1) : (height - 72) / 2),
  }));
}

export function drawGraph(surface: Surface, tape: Tape, layout: Layout, step: number) {
  const at = pixelsOf(layout, surface);
  const view = viewAt(tape, step);
  const known = new Set(tape.back.slice(0, view.adjoints));
  const back = view.adjoints > 0;

  tape.nodes.forEach((node, reader) => {
    node.operands.forEach((operand, place) => {
      const twice = node.operands.length === 2 && node.operands[0] === node.operands[1];
      const bend = twice ? (place === 0 ? -14 : 14) : freeBend(at, operand, reader);
      const passes = back
        ? view.lit === operand && tape.nodes[operand]!.adjoint !== undefined
        : view.lit === reader;
      const stroke = {
        colour: passes ? (back ? '--likelihood' : '--posterior') : '--control',
        width: passes ? 3 : 1.3,
        opacity: passes ? 1 : 0.7,
      };
      edge(surface, at[operand]!, at[reader]!, bend, stroke, back && passes);
    });
  });

  tape.nodes.forEach((node, i) => {
    const { x, y } = at[i]!;
    const lit = view.lit === i;
    const colour = lit ? (back ? '--likelihood' : '--posterior') : '--fg';
    surface.circle(x, y, radius, {
      fill: { colour: '--bg' },
      stroke: { colour, width: lit ? 3.5 : 1.6 },
    });
    const size = node.label.length > 5 ? 9 : node.label.length > 3 ? 11 : 13;
    surface.text(node.label, x, y, {
      colour: '--fg',
      size,
      weight: 600,
      align: 'center',
      baseline: 'middle',
    });
    // Beside the circle where there is room, else below.
    const style = { size: 12, weight: 600, halo: '--surface' } as const;
    if (i < view.values && node.label !== short(node.value))
      surface.text(short(node.value), x - radius - 4, node.operands.length > 0 ? y - 9 : y + 9, {
        ...style,
        colour: '--posterior',
        align: 'right',
        baseline: 'middle',
      });
    if (known.has(i))
      surface.text(short(node.adjoint!), x + radius + 4, y + 9, {
        ...style,
        colour: '--likelihood',
        align: 'left',
        baseline: 'middle',
      });
  });
}

interface Line {
  colour: string;
  width: number;
  opacity: number;
}

/** The least bend with which the line from one node to another passes by all others. */
export function freeBend(at: readonly Point[], from: number, to: number): number {
  const free = (bend: number) => {
    const { points } = arc(at[from]!, at[to]!, bend);
    return at.every((node, i) => {
      if (i === from || i === to) return true;
      for (let k = 0; k < points.length; k += 2)
        if (Math.hypot(points[k]! - node.x, points[k + 1]! - node.y) < radius + 7) return false;
      return true;
    });
  };
  return [0, 34, -34, 60, -60, 90, -90].find(free) ?? 0;
}

/** A parabola from circle to circle whose middle lies `bend` pixels beside the straight line. */
function arc(from: Point, to: Point, bend: number) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const middle = {
    x: (from.x + to.x) / 2 - (bend * dy) / length,
    y: (from.y + to.y) / 2 + (bend * dx) / length,
  };
  const towards = (a: Point, b: Point, by: number) => {
    const d = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    return { x: a.x + ((b.x - a.x) * by) / d, y: a.y + ((b.y - a.y) * by) / d };
  };
  const start = towards(from, middle, radius + 2);
  const end = towards(to, middle, radius + 2);
  const control = { x: 2 * middle.x - (start.x + end.x) / 2, y: 2 * middle.y - (start.y + end.y) / 2 };
  const pieces = 16;
  const points: number[] = [];
  for (let i = 0; i <= pieces; i++) {
    const s = i / pieces;
    const [a, b, c] = [(1 - s) ** 2, 2 * s * (1 - s), s * s];
    points.push(a * start.x + b * control.x + c * end.x, a * start.y + b * control.y + c * end.y);
  }
  return { points, start, end };
}

/** From operand to reader; the head is where what is passed arrives. */
function edge(surface: Surface, from: Point, to: Point, bend: number, stroke: Line, backwards: boolean) {
  const { points, start, end } = arc(from, to, bend);
  surface.path(points, stroke);
  const [tip, before] = backwards ? [start, points.slice(2, 4)] : [end, points.slice(-4, -2)];
  const angle = Math.atan2(tip.y - before[1]!, tip.x - before[0]!);
  const wing = (turn: number) => [tip.x - 8 * Math.cos(angle + turn), tip.y - 8 * Math.sin(angle + turn)];
  surface.path([...wing(0.5), tip.x, tip.y, ...wing(-0.5)], stroke);
}
