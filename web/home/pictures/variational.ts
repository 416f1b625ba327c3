// Variational inference: a bell that climbs, gradients that scatter, a classifier that doubts.

import { bell, normal, swing, uniform, type Picture, type Point } from './pen.ts';

/** One bell tries to be a target with two bumps. */
export const variational: Picture = (pen, t) => {
  const place = swing(t + 1.1, 6);
  const [mean, width] = [0.56 + 0.44 * place, 0.14 + 0.16 * 4 * place * (1 - place)];
  pen.axis();
  pen.curve((x) => 0.1 + 0.66 * bell(x, 0.52, 0.13) + 0.5 * bell(x, 1.04, 0.13), '--posterior');
  pen.curve((x) => 0.1 + (0.094 / width) * bell(x, mean, width), '--approximation', { opacity: 0.28 });
};

/** Two estimators of the same gradient: one scatters much more. */
export const expectationGradients: Picture = (pen, t) => {
  const shown = Math.floor(t * 6);
  const fan = (x: number, spread: number, colour: '--likelihood' | '--approximation') => {
    for (let i = 0; i < 14; i++) {
      const angle = 0.95 + spread * normal(i + shown, 61);
      const length = 0.62 * (1 + 0.25 * spread * normal(i + shown, 67));
      const end: Point = [x + length * Math.cos(angle), 0.16 + length * Math.sin(angle)];
      pen.line([[x, 0.16], end], colour, 0.009);
    }
    pen.line(
      [
        [x, 0.16],
        [x + 0.66 * Math.cos(0.95), 0.16 + 0.66 * Math.sin(0.95)],
      ],
      '--fg',
      0.024,
    );
    pen.dot(x, 0.16, '--fg', 0.028);
  };
  fan(0.28, 0.5, '--likelihood');
  fan(0.98, 0.08, '--approximation');
};

/** Many curves agree with the data and disagree where there are none. */
export const spam: Picture = (pen, t) => {
  for (let i = 0; i < 9; i++) {
    const steep = 9 + 3.4 * Math.sin(t * 0.9 + i * 1.3);
    const centre = 0.8 + 0.11 * Math.sin(t * 0.7 + i * 2.1);
    pen.curve((x) => 0.14 + 0.72 / (1 + Math.exp(-steep * (x - centre))), '--posterior', {
      width: i ? 0.008 : 0.02,
    });
  }
  for (let i = 0; i < 9; i++) {
    pen.dot(0.14 + 0.45 * uniform(i, 3), 0.14, '--approximation', 0.024);
    pen.dot(1.0 + 0.45 * uniform(i, 9), 0.86, '--likelihood', 0.024);
  }
};

/** Two clouds and the lines that could part them. */
export const notebookSpam: Picture = (pen, t) => {
  for (let i = 0; i < 30; i++) {
    pen.dot(0.52 + 0.15 * normal(i, 71), 0.62 + 0.12 * normal(i, 73), '--approximation', 0.018);
    pen.dot(1.1 + 0.15 * normal(i, 79), 0.38 + 0.12 * normal(i, 83), '--likelihood', 0.018);
  }
  for (let i = 0; i < 7; i++) {
    const angle = 1.1 + 0.22 * Math.sin(t * 0.8 + i);
    const shift = 0.04 * Math.cos(t * 0.6 + 2 * i);
    const [dx, dy] = [0.5 * Math.cos(angle), 0.5 * Math.sin(angle)];
    pen.line(
      [
        [0.81 + shift - dx, 0.5 - dy],
        [0.81 + shift + dx, 0.5 + dy],
      ],
      '--posterior',
      i ? 0.007 : 0.02,
    );
  }
};
