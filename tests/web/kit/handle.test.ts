import { expect, test } from 'vitest';
import { toCsv } from '../../../web/kit/export.ts';
import { dragged, pressed } from '../../../web/kit/handle.ts';
import { scales } from '../../../web/kit/scale.ts';

const plane = scales({ width: 500, height: 400 }, { domain: [-5, 5] }, { domain: [1, 1e4], log: true });

test('arrows move a handle, Shift by ten, Home and End to its ends', () => {
  const reach = { axis: 'x', xRange: [-2, 3] } as const;
  const at = (key: string, shift = false, x = 0) => pressed(plane, { x, y: 10 }, key, shift, reach)?.x;
  expect([at('ArrowRight'), at('ArrowUp'), at('ArrowLeft')]).toEqual([0.05, 0.05, -0.05]);
  expect([at('ArrowRight', true), at('PageDown')]).toEqual([0.5, -0.5]);
  expect([at('Home'), at('End'), at('ArrowRight', true, 2.9)]).toEqual([-2, 3, 3]);
  expect(at('a')).toBeUndefined();
  expect(pressed(plane, { x: 0.1, y: 10 }, 'ArrowRight', false, { axis: 'x', step: 0.2 })?.x).toBe(0.3);
});

test('in the plane the arrows have their directions; a logarithmic axis multiplies', () => {
  const both = { axis: 'xy' } as const;
  expect(pressed(plane, { x: 0, y: 10 }, 'ArrowRight', false, both)).toEqual({ x: 0.1, y: 10 });
  const up = pressed(plane, { x: 0, y: 10 }, 'ArrowUp', true, both)!;
  expect(up.y / 10).toBeCloseTo(1e4 ** 0.1, 9);
});

test('a drag stays in reach and gives round numbers', () => {
  const reach = { axis: 'x', xRange: [-2, 3] } as const;
  const place = dragged(plane, { x: 0, y: 10 }, { x: plane.x.at(1.23456), y: 0 }, reach);
  expect(place).toEqual({ x: 1.23, y: 10 });
  expect(dragged(plane, place, { x: 1e5, y: 0 }, reach).x).toBe(3);
});

test('a table as CSV keeps the digits and quotes what must be quoted', () => {
  const table = { columns: ['x', 'a "name"'], rows: [[0.1 + 0.2, 'p, q']] };
  expect(toCsv(table)).toBe('x,"a ""name"""\r\n0.30000000000000004,"p, q"\r\n');
});
