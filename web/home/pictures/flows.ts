// Normalizing flows: a grid that bends, a spline with knots, an ellipse that becomes a banana.

import { bell, normal, ring, swing, type Pen, type Picture, type Point } from './pen.ts';

/** A grid bends and never folds. */
export const flows: Picture = (pen, t) => {
  const strength = 0.09 * (0.35 + 0.65 * swing(t + 1.4, 5));
  const bend = (u: number, v: number): Point => [
    u + strength * Math.sin(5 * v + 0.6),
    v + strength * Math.sin(4.4 * u + 0.2),
  ];
  const steps = Array.from({ length: 41 }, (_, i) => i / 40);
  for (let i = 0; i <= 12; i++)
    pen.line(
      steps.map((s) => bend(0.2 + 0.1 * i, 0.14 + 0.72 * s)),
      '--posterior',
      0.009,
    );
  for (let i = 0; i <= 7; i++)
    pen.line(
      steps.map((s) => bend(0.2 + 1.2 * s, 0.14 + (0.72 * i) / 7)),
      '--approximation',
      0.009,
    );
};

/** A monotone curve through knots, one of which is moved. */
export const coupling: Picture = (pen, t) => {
  const moved = 0.34 + 0.36 * swing(t + 0.7, 5);
  const knots: Point[] = [
    [0.3, 0.1],
    [0.52, 0.2],
    [0.8, moved],
    [1.06, 0.76],
    [1.3, 0.9],
  ];
  const slopes = knots.map((_, i) => {
    const [a, b] = [knots[Math.max(0, i - 1)]!, knots[Math.min(knots.length - 1, i + 1)]!];
    return (b[1] - a[1]) / (b[0] - a[0]);
  });
  const points = knots.slice(0, -1).flatMap(([x0, y0], k) => {
    const [x1, y1] = knots[k + 1]!;
    const s = (y1 - y0) / (x1 - x0);
    // The rational-quadratic spline of Durkan et al. 2019, eq. 4.
    return Array.from({ length: 21 }, (_, i): Point => {
      const r = i / 20;
      const below = s + (slopes[k + 1]! + slopes[k]! - 2 * s) * r * (1 - r);
      return [x0 + r * (x1 - x0), y0 + ((y1 - y0) * (s * r * r + slopes[k]! * r * (1 - r))) / below];
    });
  });
  pen.line([knots[0]!, knots.at(-1)!], '--rule', 0.012, [0.03, 0.03]);
  pen.line(points, '--posterior', 0.022);
  for (const [x, y] of knots) pen.dot(x, y, '--fg', 0.026);
  pen.dot(0.8, moved, '--likelihood', 0.036);
};

const banana = (points: readonly Point[], x: number, y: number, bend: number): Point[] =>
  points.map(([u, v]) => [x + u, y + v + bend * (2 * u * u - 0.2)]);

/** The encoder's ellipse takes the shape of the posterior. */
export const flowPosteriors: Picture = (pen, t) => {
  const bend = swing(t + 1.2, 5);
  const target = banana(ring(0, 0, 0.5, 0.14), 0.8, 0.5, 1);
  pen.fill(target, '--posterior', 0.16);
  pen.line(target, '--posterior', 0.016);
  for (const r of [1, 0.55])
    pen.line(banana(ring(0, 0, 0.46 * r, 0.13 * r), 0.8, 0.5, bend), '--approximation', 0.018);
};

/** From noise to a moon in three layers. */
export const notebookFlows: Picture = (pen, t) => {
  const lit = Math.floor(t * 1.5 + 2) % 3;
  [0, 0.5, 1].forEach((bend, k) => cloud(pen, 0.3 + 0.5 * k, bend, k === lit));
};

function cloud(pen: Pen, x: number, bend: number, lit: boolean) {
  for (let i = 0; i < 60; i++) {
    const [u, v] = [0.075 * normal(i, 91), 0.075 * normal(i, 97)];
    const moon = 16 * u * u - 0.1;
    pen.dot(
      x + u * (1 + 0.25 * bend),
      0.5 + (1 - 0.6 * bend) * v + bend * moon,
      lit ? '--posterior' : '--control',
      0.014,
      lit ? 1 : 0.7,
    );
  }
}

/** Draws of a bell become a spiral, step by step. */
export const diffusion: Picture = (pen, t) => {
  const noise = swing(t + 0.75, 6);
  for (let i = 0; i < 150; i++) {
    const s = 0.9 + 10.4 * (i / 150);
    const [x, y] = [0.034 * s * Math.cos(s), 0.034 * s * Math.sin(s)];
    const keep = Math.sqrt(1 - noise * noise);
    pen.dot(
      0.8 + keep * 1.25 * x + noise * 0.24 * normal(i, 31),
      0.5 + keep * y + noise * 0.19 * normal(i, 37),
      '--posterior',
      0.014,
      0.8,
    );
  }
  pen.axis(0.04);
  pen.curve((x) => 0.04 + 0.1 * noise * bell(x, 0.8, 0.24), '--prior', { floor: 0.04, width: 0.01 });
};
