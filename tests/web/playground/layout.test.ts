// The graph's layout: parents above children, plates together, nothing over anything else, and all of it within the room.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOut, nodeHeight, type GraphNode } from '../../../web/playground/layout.ts';

const node = (name: string, parents: string[] = [], plate?: number): GraphNode => ({
  name,
  parents,
  plate,
  width: 60,
});

test('eight schools: mu and tau above the plate, its members below each other in one box', () => {
  const nodes = [
    node('mu'),
    node('tau'),
    node('z', [], 0),
    node('theta', ['mu', 'tau', 'z'], 0),
    node('y', ['theta'], 0),
  ];
  const { at, plates } = layOut(nodes, 500);
  expect(plates).toHaveLength(1);
  const [box] = plates;
  for (const name of ['mu', 'tau']) expect(at.get(name)!.y + nodeHeight / 2).toBeLessThan(box!.top);
  const heights = ['z', 'theta', 'y'].map((name) => at.get(name)!.y);
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
  expect(at.get('mu')!.y).toBe(at.get('tau')!.y);
});

test('what comes back into a plate gets a second box; a circle of plates has none', () => {
  const back = layOut([node('a', [], 0), node('sum', ['a']), node('share', ['a', 'sum'], 0)], 400);
  expect(back.plates.map(({ plate }) => plate)).toEqual([0, 0]);
  const circle = layOut(
    [node('a1', [], 0), node('b1', ['a1'], 1), node('b2', [], 1), node('a2', ['b2'], 0)],
    400,
  );
  expect(circle.plates).toEqual([]);
  expect(circle.at.size).toBe(4);
});

const graphs = fc
  .array(
    fc.record({
      parents: fc.array(fc.nat(100), { maxLength: 4 }),
      plate: fc.option(fc.nat(2), { nil: undefined }),
      width: fc.integer({ min: 46, max: 140 }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((list) =>
    list.map(({ parents, plate, width }, i): GraphNode => ({
      name: `n${i}`,
      parents: i === 0 ? [] : [...new Set(parents.map((p) => `n${p % i}`))],
      plate,
      width,
    })),
  );

test('any graph: each node once, parents above, no overlaps, nothing foreign in a plate, within the room', () => {
  fc.assert(
    fc.property(graphs, fc.integer({ min: 260, max: 1200 }), (nodes, room) => {
      const { at, plates, height } = layOut(nodes, room);
      expect(at.size).toBe(nodes.length);
      for (const { name, parents, width } of nodes) {
        const { x, y } = at.get(name)!;
        for (const parent of parents) expect(at.get(parent)!.y).toBeLessThan(y);
        expect(x - width / 2).toBeGreaterThanOrEqual(-1e-9);
        expect(x + width / 2).toBeLessThanOrEqual(room + 1e-9);
        expect(y + nodeHeight / 2).toBeLessThanOrEqual(height);
        for (const other of nodes) {
          if (other.name <= name) continue;
          const there = at.get(other.name)!;
          const clear =
            Math.abs(there.y - y) >= nodeHeight || Math.abs(there.x - x) >= (width + other.width) / 2;
          expect(clear, `${name} over ${other.name}`).toBe(true);
        }
        for (const box of plates) {
          const within = x > box.left && x < box.right && y > box.top && y < box.bottom;
          if (within) expect(nodes.find((each) => each.name === name)!.plate).toBe(box.plate);
        }
      }
    }),
    { numRuns: 300 },
  );
});
