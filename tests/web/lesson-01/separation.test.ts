import { describe, expect, it } from 'vitest';
import { exercises } from '../../../lessons/01-bayes/exercises.ts';
import {
  drawn,
  draws,
  ends,
  graphs,
  hasCircle,
  heightFor,
  layout,
  middle,
  readArrows,
  readNodes,
  reason,
  separate,
  size,
  target,
  test as ask,
  toggleArrow,
  weightOf,
  widthOf,
} from '../../../lessons/01-bayes/figures/separation.ts';
import type { MakeExercise } from '../../../web/exercises/types.ts';
import { coreClient } from '../lesson-03/core.ts';

const { client } = await coreClient();
const arrowsOf = (graph: (typeof graphs)[number]) => readArrows(drawn[graph].arrows);

describe('a question to a graph', () => {
  it.each(graphs)('is answered alike by the arrows, the covariance and the draws: %s', async (graph) => {
    const arrows = arrowsOf(graph);
    let apart = 0;
    for (let a = 0; a < size; a++)
      for (let b = a + 1; b < size; b++)
        for (let set = 0; set < 2 ** size; set++) {
          if ((set >> a) & 1 || (set >> b) & 1) continue;
          const given = [0, 1, 2, 3, 4].filter((node) => (set >> node) & 1);
          const question = { arrows, a, b, given };
          const found = await separate(client, question);
          const { exact, z, expected, standardError } = await ask(client, question, 1);
          expect(Math.abs(exact) < 1e-12).toBe(found.separated);
          // These weights hide nothing: what is open is seen in ten thousand draws.
          if (!found.separated) expect(Math.abs(exact)).toBeGreaterThan(4 * standardError);
          // 80 questions, 4.5 standard errors: one false alarm in 1800 seeds.
          expect(Math.abs(z - expected)).toBeLessThan(4.5 * standardError);
          apart += Number(found.separated);
        }
    // Counted in the moral graphs of the ancestors, elsewhere.
    expect(apart).toBe({ sprinkler: 16, mixture: 31 }[graph]);
  });

  it('is told in words', async () => {
    const arrows = arrowsOf('sprinkler');
    const tell = async (given: number[]) => {
      const question = { arrows, a: 1, b: 2, given };
      return reason(await separate(client, question), question, 'sprinkler');
    };
    expect(await tell([])).toBe('Open: sprinkler ← season → rain.');
    expect(await tell([0])).toBe('Every path between them is closed once season is known.');
    expect(await tell([0, 3])).toContain('Two arrows meet at wet');
    const question = { arrows: arrowsOf('mixture'), a: 0, b: 4, given: [] };
    expect(reason(await separate(client, question), question, 'mixture')).toContain('No path between them');
  });

  it('has arrows that one may draw, turn and take away, but in no circle', () => {
    expect(toggleArrow(['01', '12'], 2, 0)).toBeUndefined();
    expect(toggleArrow(['01', '12'], 1, 0)).toEqual(['12', '10']);
    expect(toggleArrow(['01', '12'], 0, 1)).toEqual(['12']);
    expect(toggleArrow(['01', '12'], 0, 2)).toEqual(['01', '12', '02']);
    expect(hasCircle(['01', '12', '20'])).toBe(true);
    expect(readArrows('01.00.9x.01.345.34')).toEqual(['01', '34']);
    expect(readNodes('1a19')).toEqual([1]);
    expect(new Set(arrowsOf('sprinkler').map(weightOf)).size).toBe(5);
    expect(draws).toBe(10_000);
  });

  it('has nodes that a finger hits one by one, and arrows between their rims, at every width', () => {
    for (const width of [288, 328, 559, 560, 672])
      for (const graph of graphs) {
        const at = layout({ width, height: heightFor(width) });
        const boxes = drawn[graph].nodes.map((node) => {
          const [x, y] = middle(at, node);
          const half = widthOf(node.name) / 2;
          expect(x - half).toBeGreaterThanOrEqual(0);
          expect(x + half).toBeLessThanOrEqual(width);
          return { x, y, half };
        });
        boxes.forEach((one, i) =>
          boxes.slice(i + 1).forEach((other) => {
            const apart =
              Math.abs(one.x - other.x) >= one.half + other.half || Math.abs(one.y - other.y) >= target;
            expect(apart, `${graph} at ${width}`).toBe(true);
          }),
        );
        for (const arrow of arrowsOf(graph)) {
          const { x1, y1, x2, y2 } = ends(at, graph, arrow);
          expect(Math.hypot(x2 - x1, y2 - y1), `${arrow} of ${graph} at ${width}`).toBeGreaterThan(12);
        }
      }
  });

  it('is an exercise that says what is missing', () => {
    const { check } = exercises['explain-away'] as MakeExercise;
    const state = (pair: number[], given: number[], own = false) => check({ own, pair, given } as never);
    expect(check(undefined as never)).toContain('Ask the graph something');
    expect(state([1, 2], [0, 4])).toBe(true);
    expect(state([1, 2], [0])).toContain('comes after');
    expect(state([1, 2], [0, 3])).toContain('Leave “wet” alone');
    expect(state([1, 2], [4])).toContain('season');
    expect(state([0, 2], [4])).toContain('sprinkler and rain');
    expect(state([1, 2], [0, 4], true)).toContain('as it is drawn at first');
  });
});
