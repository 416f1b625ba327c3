import { expect, test } from 'vitest';
import { contour, contourLines, massLevels } from '../../../web/kit/contour.ts';
import { countPoints, mostDots, points } from '../../../web/kit/points.ts';
import { scales } from '../../../web/kit/scale.ts';
import { recorder } from './recorder.ts';

const made = scales({ width: 400, height: 300 }, { domain: [0, 1] }, { domain: [0, 1] });

test('points are counted into the cells where they lie, and those outside into none', () => {
  const x = [0.1, 0.1, 0.9, 1.5, NaN];
  const y = [0.1, 0.2, 0.9, 0.5, 0.5];
  expect(Array.from(countPoints(made, { x, y }, 2, 2))).toEqual([2, 0, 0, 1]);
});

test('few points are dots, many an image of the same size whatever their number', () => {
  const cloud = (n: number) => {
    const x = Float64Array.from({ length: n }, (_, i) => (i * 0.618034) % 1);
    const y = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n);
    const surface = recorder();
    points(surface, made, { x, y }, { colour: '--approximation' });
    return surface;
  };
  expect((cloud(mostDots).all('dots')[0]![0] as number[]).length).toBe(2 * mostDots);
  const [few, many] = [cloud(mostDots + 1), cloud(100_000)];
  expect(few.all('dots')).toEqual([]);
  expect(few.all('image')[0]!.slice(1)).toEqual(many.all('image')[0]!.slice(1));
  const [pixels, columns, rows] = many.all('image')[0] as [number[], number, number];
  expect(pixels).toHaveLength(4 * columns * rows);
  // 100 000 even points reach every cell, or nearly.
  expect(pixels.filter((value, i) => i % 4 === 3 && value > 0).length).toBeGreaterThan(0.9 * columns * rows);
});

const nodes = 81;
const coordinate = (i: number) => -2 + (4 * i) / (nodes - 1);
const grid = (f: (x: number, y: number) => number) => ({
  values: Float64Array.from({ length: nodes * nodes }, (_, k) =>
    f(coordinate(k % nodes), coordinate(Math.floor(k / nodes))),
  ),
  columns: nodes,
  rows: nodes,
  x: [-2, 2] as const,
  y: [-2, 2] as const,
});

test('the contour of x² + y² at 1 is the unit circle', () => {
  const [circle] = contourLines(
    grid((x, y) => -(x * x) - y * y),
    [-1],
  );
  expect(circle!.rings.length).toBeGreaterThan(200);
  for (let i = 0; i < circle!.rings.length; i += 2) {
    const radius = Math.hypot(circle!.rings[i]!, circle!.rings[i + 1]!);
    if (!Number.isNaN(radius)) expect(Math.abs(radius - 1)).toBeLessThan(5e-4);
  }
});

test('a contour that leaves the grid is not drawn along its edge', () => {
  const surface = recorder();
  const plane = scales({ width: 400, height: 300 }, { domain: [-2, 2] }, { domain: [-2, 2] });
  const stroke = { colour: '--fg' };
  contour(surface, plane, { grid: grid((x) => x), levels: [0.5] }, { stroke });
  const [path] = surface.all('path') as [[number[]]];
  const drawn = path[0];
  let length = 0;
  for (let i = 2; i < drawn.length; i += 2) {
    const step = Math.hypot(drawn[i]! - drawn[i - 2]!, drawn[i + 1]! - drawn[i - 1]!);
    if (!Number.isNaN(step)) length += step;
  }
  // One upright line through the box, nothing along its four sides.
  expect(length).toBeCloseTo(plane.bottom - plane.top, 0);
});

test('the levels of a normal density enclose the mass that they should', () => {
  const { values } = grid((x, y) => Math.exp(-8 * (x * x + y * y)));
  const [half] = massLevels(values, [0.5]);
  // Half of a round normal law lies where its density is above half of the highest.
  expect(half).toBeGreaterThan(0.47);
  expect(half).toBeLessThan(0.53);
});
