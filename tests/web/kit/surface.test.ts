// What the marks draw, on a surface that writes it down, and the same as SVG.

import { expect, test } from 'vitest';
import { axes } from '../../../web/kit/axes.ts';
import { fadeTable, image, toPixels } from '../../../web/kit/image.ts';
import { area, equalEdges, guess, histogram, label, line, rug, steps } from '../../../web/kit/marks.ts';
import { roleStroke } from '../../../web/kit/roles.ts';
import { scales } from '../../../web/kit/scale.ts';
import { SvgSurface } from '../../../web/kit/svg.ts';
import { namedColours, recorder } from './recorder.ts';

const size = { width: 400, height: 300 };
const made = scales(
  size,
  { domain: [0, 10], label: 'time', unit: 's' },
  { domain: [0, 1], label: 'density' },
);

test('axes are named with their units and have true minus signs', () => {
  const surface = recorder();
  axes(
    surface,
    scales(size, { domain: [-2, 2], label: 'time', unit: 's' }, { domain: [0, 1], label: 'density' }),
  );
  const texts = surface.all('text').map(([text]) => text);
  expect(texts).toContain('time (s)');
  expect(texts).toContain('density');
  expect(texts).toContain('−2');
  expect(texts.filter((text) => String(text).includes('-'))).toEqual([]);
  for (const [text, x] of surface.all('text') as [string, number][]) {
    expect(x, text).toBeGreaterThanOrEqual(0);
    expect(x, text).toBeLessThanOrEqual(400);
  }
});

test('a line goes through its points, inside the box, and a NaN lifts the pen', () => {
  const surface = recorder();
  line(surface, made, { x: [0, 5, 10], y: [0, NaN, 1] }, roleStroke('prior'));
  expect(surface.drawn.map(({ what }) => what)).toEqual(['save', 'clip', 'path', 'restore']);
  const [[points, stroke]] = surface.all('path') as [[number[], object]];
  expect(points.slice(0, 2)).toEqual([made.left, made.bottom]);
  expect(points[3]).toBeNaN();
  expect(points.slice(4)).toEqual([made.right, made.top]);
  expect(stroke).toEqual({ colour: '--prior', width: 2.5, dash: [8, 5] });
});

test('what is infinite or far away stays within reach of a canvas', () => {
  const surface = recorder();
  line(surface, made, { x: [0, 1], y: [1e300, -Infinity] }, { colour: '--fg' });
  const [[points]] = surface.all('path') as [[number[]]];
  expect(Math.abs(points[1]!)).toBeLessThanOrEqual(1e4);
  expect(Math.abs(points[3]!)).toBeLessThanOrEqual(1e4);
});

test('an area is a ring back along its base', () => {
  const surface = recorder();
  area(surface, made, { x: [0, 10], y: [1, 1], base: [0, 0.5] }, { colour: '--posterior' });
  const [[ring]] = surface.all('fill') as [[number[]]];
  const middle = (made.top + made.bottom) / 2;
  expect(ring).toEqual([
    made.left,
    made.top,
    made.right,
    made.top,
    made.right,
    middle,
    made.left,
    made.bottom,
  ]);
});

test('a histogram has a bar for each height, and says when edges are missing', () => {
  const surface = recorder();
  histogram(surface, made, { edges: equalEdges(0, 10, 4), heights: [0.1, 0.2, 0, 1] }, { colour: '--fg' });
  const [[rings]] = surface.all('fill') as [[number[]]];
  expect(rings).toHaveLength(40);
  expect(rings[33]).toBe(made.top);
  expect(rings[23]).toBe(made.bottom);
  expect(() => histogram(surface, made, { edges: [0, 1], heights: [1, 2] }, { colour: '--fg' })).toThrow(
    /2 edges for 2 heights/,
  );
});

test('a staircase holds each value until the next', () => {
  const surface = recorder();
  steps(surface, made, { x: [0, 5, 10], y: [0, 0.5, 1] }, { colour: '--fg' });
  const [[points]] = surface.all('path') as [[number[]]];
  const middle = (made.top + made.bottom) / 2;
  const centre = (made.left + made.right) / 2;
  expect(points).toEqual([
    ...[made.left, made.bottom, centre, made.bottom],
    ...[centre, middle, made.right, middle],
    ...[made.right, made.top],
  ]);
  steps(surface, made, { x: [], y: [] }, { colour: '--fg' });
});

test('a rug has a tick for every datum, and labels stay in the box', () => {
  const surface = recorder();
  rug(surface, made, [1, 2, 3], { colour: '--fg' });
  expect((surface.all('path') as [number[]][])[0]![0]).toHaveLength(18);
  label(surface, made, { x: 10, y: 5, text: 'a long name' }, { colour: '--fg', dx: 8 });
  const [[, x, y]] = surface.all('text') as [[string, number, number]];
  expect(x).toBeLessThan(made.right - 50);
  expect(y).toBeGreaterThanOrEqual(made.top);
  guess(surface, made, { x: 4 });
  expect(surface.all('text')[1]![0]).toBe('your guess');
});

test('an image has its lowest row at the bottom, its range over the table, and NaN clear', () => {
  const surface = recorder();
  const table = fadeTable(surface, '--posterior');
  const grid = { values: [0, 1, NaN, 2], columns: 2, rows: 2, x: [0, 10], y: [0, 1] } as const;
  const pixels = toPixels(grid, table, 0, 2);
  expect(Array.from(pixels.slice(8, 12))).toEqual([1, 2, 3, 0]);
  expect(pixels[15]).toBe(128);
  expect(pixels[3]).toBe(0);
  expect(pixels[7]).toBe(255);
  image(surface, made, grid, { table });
  expect((surface.all('image')[0] as unknown[]).slice(1)).toEqual([
    ...[2, 2, made.left, made.top, made.right - made.left, made.bottom - made.top],
  ]);
  expect(() => toPixels({ ...grid, rows: 3 }, table, 0, 1)).toThrow(/4 values for 2 columns and 3 rows/);
});

test('the SVG has the same marks, in order, with its words escaped and its groups closed', () => {
  const surface = new SvgSurface(400, 300, namedColours, () => 'data:image/png;base64,');
  axes(surface, made);
  line(surface, made, { x: [0, 5, 10], y: [0, NaN, 1] }, roleStroke('prior'));
  area(surface, made, { x: [0, 10], y: [1, 1] }, { colour: '--posterior' });
  label(surface, made, { x: 1, y: 0.5, text: 'a < b & "c"' }, { colour: '--fg' });
  surface.save();
  surface.clip(0, 0, 1, 1);
  expect(surface.hasImages).toBe(false);
  surface.image(new Uint8ClampedArray(4), 1, 1, 0, 0, 10, 10);
  expect(surface.hasImages).toBe(true);
  const text = surface.toString('Title <1>', 'What is "seen"');
  expect(text).toContain('<title>Title &lt;1&gt;</title>');
  expect(text).toContain('>a &lt; b &amp; &quot;c&quot;</text>');
  expect(text).toContain('stroke-dasharray="8 5"');
  expect(text).toMatch(/<path d="M[\d.]+ [\d.]+M[\d.]+ [\d.]+" fill="none" stroke="--prior"/);
  expect(text).toMatch(/fill-rule="evenodd" fill="--posterior" fill-opacity="0.2"/);
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  expect(count(/<g[ >]/g)).toBe(count(/<\/g>/g));
  expect(count(/<clipPath/g)).toBe(3);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});
