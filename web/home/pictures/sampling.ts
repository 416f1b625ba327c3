// Sampling: a bell that fills up, darts, a walk, a puck.

import { bell, normal, uniform, type Picture, type Point } from './pen.ts';

const cycle = (t: number, seconds: number, start: number) => (t / seconds + start) % 1;

/** Draws fall and pile up under the bell. */
export const sampling: Picture = (pen, t) => {
  const [bins, most] = [25, 420];
  const done = Math.ceil(most * cycle(t, 7, 0.62));
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < done; i++) {
    const bin = Math.floor((normal(i, 11) * 0.2 + 0.72) / (1.44 / bins));
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  const width = 1.44 / bins;
  counts.forEach((count, bin) =>
    pen.bar(0.08 + bin * width, width * 0.86, 0.1, (count / most) * 5.6, '--approximation', 0.85),
  );
  const drop = 0.95 - ((t * 1.7) % 1) * 0.5;
  pen.dot(0.8 + 0.2 * normal(done, 11), drop, '--approximation', 0.02);
  pen.axis();
  pen.curve((x) => 0.1 + 0.65 * bell(x, 0.8, 0.2), '--posterior');
};

const twoBumps = (x: number) => 0.62 * bell(x, 0.52, 0.13) + 0.42 * bell(x, 1.02, 0.15);

/** Darts under an envelope: those below the target stay. */
export const rejection: Picture = (pen, t) => {
  const envelope = (x: number) => 0.74 * bell(x, 0.74, 0.38);
  const darts = 30 + Math.floor(130 * cycle(t, 8, 0.55));
  pen.axis();
  for (let i = 0; i < darts; i++) {
    const x = 0.74 + 0.38 * normal(i, 5);
    if (x < 0.08 || x > 1.52) continue;
    const y = uniform(i, 23) * envelope(x);
    if (y < twoBumps(x)) pen.dot(x, 0.1 + y, '--posterior', 0.015);
    else pen.dot(x, 0.1 + y, '--control', 0.011, 0.55);
  }
  pen.curve((x) => 0.1 + envelope(x), '--likelihood', { width: 0.014 });
  pen.curve((x) => 0.1 + twoBumps(x), '--posterior');
};

/** A Metropolis walk over a hill. */
export const markovChains: Picture = (pen, t) => {
  for (const r of [1, 0.68, 0.36])
    pen.ellipse(0.8, 0.5, 0.62 * r, 0.34 * r, 0.35, '--rule', { width: 0.012 });
  const logDensity = ([x, y]: Point) => {
    const [u, v] = [x - 0.8, y - 0.5];
    const [a, b] = [(u * 0.94 + v * 0.34) / 0.3, (v * 0.94 - u * 0.34) / 0.16];
    return -(a * a + b * b) / 2;
  };
  const steps = 20 + Math.floor(90 * cycle(t, 10, 0.45));
  const path: Point[] = [[0.26, 0.2]];
  let here: Point = path[0]!;
  for (let i = 0; i < steps; i++) {
    const next: Point = [here[0] + 0.14 * normal(i, 41), here[1] + 0.14 * normal(i, 43)];
    if (Math.log(uniform(i, 47)) < logDensity(next) - logDensity(here)) path.push((here = next));
  }
  pen.line(path, '--posterior', 0.01);
  for (const [x, y] of path) pen.dot(x, y, '--posterior', 0.014, 0.55);
  pen.dot(here[0], here[1], '--likelihood', 0.034);
};

/** A puck slides in a bowl: leapfrog steps, and where it ends is the next draw. */
export const hamiltonian: Picture = (pen, t) => {
  for (const r of [1, 0.72, 0.44, 0.18])
    pen.ellipse(0.8, 0.5, 0.64 * r, 0.4 * r, 0, '--rule', { width: 0.012 });
  const steps = 4 + (Math.floor(t * 16) % 70);
  const eps = 0.13;
  let [x, y, u, v] = [-0.8, -0.45, 0.35, 0.95];
  const path: Point[] = [[0.8 + 0.64 * x, 0.5 + 0.4 * y]];
  for (let i = 0; i < (t === 0 ? 26 : steps); i++) {
    u -= (eps / 2) * x;
    v -= (eps / 2) * 1.7 * y;
    x += eps * u;
    y += eps * v;
    u -= (eps / 2) * x;
    v -= (eps / 2) * 1.7 * y;
    path.push([0.8 + 0.64 * x, 0.5 + 0.4 * y]);
  }
  pen.line(path, '--posterior', 0.014);
  for (const [px, py] of path) pen.dot(px, py, '--posterior', 0.014);
  const [ex, ey] = path.at(-1)!;
  pen.dot(path[0]![0], path[0]![1], '--control', 0.026);
  pen.dot(ex, ey, '--likelihood', 0.036);
};
