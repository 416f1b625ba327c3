import { describe, expect, it } from 'vitest';
import { between, mostP, readHeight, writeHeight } from '../../../lessons/03-sampling/figures/ladder.ts';

describe('the height that is typed', () => {
  it('reads numbers, decimal commas and what is missing to 1', () => {
    expect(readHeight(' 0,975 ')).toBe(0.975);
    expect(readHeight('1e-12')).toBe(1e-12);
    expect(readHeight('1 - 1e-12')).toBe(mostP);
    expect(readHeight('1−1e-9')).toBe(1 - 1e-9);
  });

  it.each(['', 'abc', '1-', '0', '1', '1e-13', '-0.5', '1 - 1e-13', 'Infinity', '0x1'])(
    'refuses "%s"',
    (text) => {
      expect(readHeight(text)).toMatch(/^p is .*must/);
    },
  );

  it('writes what it reads', () => {
    for (const p of [1e-12, 0.025, 0.5, 0.975, 0.99999, 1 - 1e-9, mostP]) {
      const back = readHeight(writeHeight(p)) as number;
      expect(Math.abs(back - p)).toBeLessThan(1e-9 * Math.min(p, 1 - p) + 1e-16);
    }
  });

  it('turns from one drawing to the other', () => {
    const [from, to] = [
      { x: 0, y: 10 },
      { x: 10, y: 0 },
    ];
    expect(between(from, to, 0)).toEqual(from);
    expect(between(from, to, 0.5)).toEqual({ x: 5, y: 5 });
    expect(between(from, to, 1)).toEqual(to);
  });
});
