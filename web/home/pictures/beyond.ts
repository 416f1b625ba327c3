// Bounds, structure, gaps; and the two places beside the lessons.

import { bell, swing, uniform, type Picture, type Point } from './pen.ts';

/** Bounds with more draws climb towards the evidence. */
export const boundsPriors: Picture = (pen, t) => {
  pen.line(
    [
      [0.08, 0.86],
      [1.52, 0.86],
    ],
    '--posterior',
    0.014,
    [0.04, 0.03],
  );
  const lit = Math.floor(t * 3 + 3) % 7;
  for (let k = 0; k < 7; k++) {
    const height = 0.76 - 0.52 / (1 + 0.75 * k);
    pen.bar(
      0.14 + 0.195 * k,
      0.14,
      0.1,
      height,
      k === lit ? '--likelihood' : '--approximation',
      k === lit ? 1 : 0.75,
    );
  }
  pen.axis();
};

/** The factorised q is too narrow for what is correlated. */
export const structuredPosteriors: Picture = (pen, t) => {
  const angle = 0.2 + 0.75 * swing(t + 1.6, 6);
  const [a, b] = [0.4, 0.11];
  // The mean-field optimum has the conditional variances: 1 / diagonal of the precision.
  const [c, s] = [Math.cos(angle) ** 2, Math.sin(angle) ** 2];
  const width = (c / a ** 2 + s / b ** 2) ** -0.5;
  const height = (s / a ** 2 + c / b ** 2) ** -0.5;
  pen.ellipse(0.8, 0.5, a, b, angle, '--posterior', { opacity: 0.22, width: 0.02 });
  pen.ellipse(0.8, 0.5, width, height, 0, '--approximation', { opacity: 0.3, width: 0.02 });
};

/** Evidence, the best q, the encoder's q: three levels and two gaps. */
export const amortizationGap: Picture = (pen, t) => {
  const gap = 0.08 + 0.2 * swing(t + 1.2, 5);
  const levels = [0.86, 0.7, 0.7 - gap];
  const colours = ['--posterior', '--approximation', '--likelihood'] as const;
  levels.forEach((level, k) => {
    const x = 0.22 + 0.42 * k;
    pen.bar(x, 0.32, 0.1, level - 0.1, colours[k]!, 0.8);
    if (k > 0) {
      const above = levels[k - 1]!;
      pen.line(
        [
          [x - 0.1, above],
          [x + 0.32, above],
        ],
        '--control',
        0.01,
        [0.025, 0.025],
      );
      pen.line(
        [
          [x + 0.16, level + 0.02],
          [x + 0.16, above - 0.02],
        ],
        '--fg',
        0.014,
      );
    }
  });
  pen.axis();
};

/** Three methods race towards the truth. */
export const arena: Picture = (pen, t) => {
  const reach = 0.25 + 0.75 * (((t / 6 + 0.6) % 1) as number);
  const methods = [
    { rate: 0.28, colour: '--likelihood' },
    { rate: 0.5, colour: '--approximation' },
    { rate: 0.78, colour: '--posterior' },
  ] as const;
  pen.axis();
  for (const [k, { rate, colour }] of methods.entries()) {
    const points: Point[] = [];
    for (let i = 0; i <= 44 * reach; i++) {
      const jitter = 0.05 * (uniform(i, 100 + k) - 0.5);
      points.push([0.1 + (1.38 * i) / 44, 0.86 - rate * (i / 44) + jitter]);
    }
    pen.line(points, colour, 0.018);
    const [x, y] = points.at(-1)!;
    pen.dot(x, y, colour, 0.032);
  }
};

/** Lines of a program, and the law that they describe. */
export const playground: Picture = (pen, t) => {
  const typed = 0.4 + 0.6 * swing(t + 2, 5);
  const lines = [0.34, 0.5, 0.42];
  lines.forEach((length, k) => {
    const end = 0.14 + length * (k === 2 ? typed : 1);
    pen.line(
      [
        [0.14, 0.74 - 0.22 * k],
        [end, 0.74 - 0.22 * k],
      ],
      k === 1 ? '--likelihood' : k === 2 ? '--posterior' : '--control',
      0.05,
    );
    if (k === 2)
      pen.line(
        [
          [end + 0.06, 0.24],
          [end + 0.06, 0.36],
        ],
        '--fg',
        0.016,
      );
  });
  pen.curve((x) => 0.1 + 0.74 * typed * bell(x, 1.14, 0.21 - 0.09 * typed), '--posterior', {
    from: 0.78,
    to: 1.5,
    opacity: 0.25,
  });
};
