// First principles: gradients, Bayes, evidence, and the first notebook.

import { bell, normal, ring, swing, type Picture } from './pen.ts';

/** A tangent slides along a parabola. */
export const gradients: Picture = (pen, t) => {
  const f = (x: number) => 0.14 + 1.5 * (x - 0.8) ** 2;
  const x = 0.28 + 1.04 * swing(t + 0.6, 5);
  const slope = 3 * (x - 0.8);
  pen.axis();
  pen.curve(f, '--fg', { from: 0.1, to: 1.5 });
  const reach = 0.34 / Math.hypot(1, slope);
  pen.line(
    [
      [x - reach, f(x) - reach * slope],
      [x + reach, f(x) + reach * slope],
    ],
    '--posterior',
    0.026,
  );
  pen.dot(x, f(x), '--posterior', 0.034);
};

/** Prior and likelihood multiply into the posterior. */
export const bayes: Picture = (pen, t) => {
  const [m0, s0, s1] = [0.5, 0.2, 0.15];
  const m1 = 0.82 + 0.36 * swing(t + 1.6, 5);
  const precision = s0 ** -2 + s1 ** -2;
  const mean = (m0 / s0 ** 2 + m1 / s1 ** 2) / precision;
  pen.axis();
  pen.curve((x) => 0.1 + 0.5 * bell(x, m0, s0), '--prior');
  pen.curve((x) => 0.1 + 0.55 * bell(x, m1, s1), '--likelihood');
  pen.curve((x) => 0.1 + 0.78 * bell(x, mean, precision ** -0.5), '--posterior', { opacity: 0.22 });
};

/** Three models spread their probability over the data sets that they can explain. */
export const evidence: Picture = (pen, t) => {
  const models = [
    { width: 0.11, height: 0.8, colour: '--likelihood' },
    { width: 0.25, height: 0.42, colour: '--posterior' },
    { width: 0.6, height: 0.19, colour: '--approximation' },
  ] as const;
  const seen = 0.62 + 0.72 * swing(t + 1.3, 6);
  const at = (model: (typeof models)[number]) => 0.1 + model.height * bell(seen, 0.5, model.width);
  const best = models.reduce((a, b) => (at(b) > at(a) ? b : a));
  pen.axis();
  for (const model of models) {
    pen.curve((x) => 0.1 + model.height * bell(x, 0.5, model.width), model.colour, {
      opacity: model === best ? 0.25 : 0,
      width: model === best ? 0.026 : 0.014,
    });
  }
  pen.line(
    [
      [seen, 0.1],
      [seen, 0.92],
    ],
    '--fg',
    0.012,
    [0.03, 0.03],
  );
  pen.dot(seen, at(best), '--fg', 0.03);
};

/** Two events overlap; the part of one within the other is the conditional. */
export const notebookBayes: Picture = (pen, t) => {
  const x = 0.83 + 0.24 * swing(t + 0.8, 5);
  pen.ellipse(0.6, 0.5, 0.33, 0.33, 0, '--prior', { opacity: 0.18 });
  pen.ellipse(x, 0.5, 0.33, 0.33, 0, '--likelihood', { opacity: 0.18 });
  const half = (x - 0.6) / 2;
  const lens = ring(0.6, 0.5, 0.33, 0.33).filter(([px, py]) => Math.hypot(px - x, py - 0.5) <= 0.33);
  const mirrored = lens.map(([px, py]) => [2 * (0.6 + half) - px, py] as const);
  const all = [...lens, ...mirrored].sort(
    (a, b) => Math.atan2(a[1] - 0.5, a[0] - 0.6 - half) - Math.atan2(b[1] - 0.5, b[0] - 0.6 - half),
  );
  pen.fill(all, '--posterior', 0.75);
  for (let i = 0; i < 40; i++)
    pen.dot(0.8 + 0.3 * normal(i, 3), 0.5 + 0.17 * normal(i, 7), '--fg', 0.011, 0.6);
};
