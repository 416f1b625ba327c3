// Deep generative models: the bottleneck, the ellipse that decodes, the two needles.

import { swing, type Pen, type Picture, type Point } from './pen.ts';

const layers = [6, 4, 2, 4, 6];
const node = (layer: number, i: number): Point => [
  0.2 + 0.3 * layer,
  0.5 + 0.14 * (i - (layers[layer]! - 1) / 2),
];

/** A signal goes through the bottleneck. */
export const autoencoders: Picture = (pen, t) => {
  for (let layer = 0; layer < 4; layer++)
    for (let i = 0; i < layers[layer]!; i++)
      for (let j = 0; j < layers[layer + 1]!; j++)
        pen.line([node(layer, i), node(layer + 1, j)], '--control', 0.004);
  const front = (t * 1.4 + 2.2) % 5;
  layers.forEach((size, layer) => {
    const lit = Math.max(0, 1 - Math.abs(layer - front));
    for (let i = 0; i < size; i++) {
      const [x, y] = node(layer, i);
      pen.dot(x, y, layer === 2 ? '--posterior' : '--control', 0.034);
      if (lit > 0) pen.dot(x, y, '--likelihood', 0.034 * lit);
    }
  });
};

/** A closed shape with as many lobes as the code says. */
const glyph = (pen: Pen, x: number, y: number, a: number, b: number) => {
  const points = Array.from({ length: 73 }, (_, i): Point => {
    const s = (2 * Math.PI * i) / 72;
    const r = 0.2 * (1 + 0.4 * a * Math.cos(3 * s) + 0.35 * b * Math.sin(2 * s));
    return [x + r * Math.cos(s), y + r * Math.sin(s)];
  });
  pen.fill(points, '--likelihood', 0.3);
  pen.line(points, '--likelihood', 0.018);
};

/** A point moves in the plane of codes, and what it decodes to changes. */
export const vae: Picture = (pen, t) => {
  for (const r of [0.36, 0.24, 0.12]) pen.ellipse(0.48, 0.5, r, r, 0, '--prior', { width: 0.009 });
  const [a, b] = [Math.cos(t * 0.9 + 0.5), Math.sin(t * 1.3 + 0.9)];
  const [x, y] = [0.48 + 0.2 * a, 0.5 + 0.2 * b];
  pen.ellipse(x, y, 0.12, 0.075, 0.5, '--posterior', { opacity: 0.28 });
  pen.dot(x, y, '--posterior', 0.02);
  pen.line(
    [
      [0.92, 0.5],
      [1.0, 0.5],
    ],
    '--control',
    0.012,
  );
  glyph(pen, 1.28, 0.5, a, b);
};

/** Two needles: what reconstruction gains, the other pays. */
export const vaeFailures: Picture = (pen, t) => {
  const beta = swing(t + 0.9, 5);
  const gauge = (x: number, value: number, colour: '--likelihood' | '--prior') => {
    pen.line(arcTo(x, 1), '--rule', 0.05);
    pen.line(arcTo(x, value), colour, 0.05);
    const angle = Math.PI * (1 - value);
    pen.line(
      [
        [x, 0.28],
        [x + 0.27 * Math.cos(angle), 0.28 + 0.27 * Math.sin(angle)],
      ],
      '--fg',
      0.022,
    );
    pen.dot(x, 0.28, '--fg', 0.034);
  };
  gauge(0.42, 0.12 + 0.72 * beta, '--likelihood');
  gauge(1.18, 0.9 - 0.84 * beta, '--prior');
};

/** The arc of a gauge up to a value, from the left. */
const arcTo = (x: number, value: number): Point[] =>
  Array.from({ length: 25 }, (_, i): Point => {
    const angle = Math.PI * (1 - (value * i) / 24);
    return [x + 0.34 * Math.cos(angle), 0.28 + 0.34 * Math.sin(angle)];
  });
