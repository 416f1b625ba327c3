import { describe, expect, it } from 'vitest';
import { findings, innerCount, often, tailsOf, verdict } from '../../../lessons/03-sampling/figures/bell.ts';
import { coreClient } from './core.ts';

const share = 0.6826894921370859;
const { signal } = new AbortController();
const { client } = await coreClient();
const tails = (u: readonly number[]) => tailsOf(client, u, signal);
const even = Array.from({ length: 20 }, (_, i) => (i + 0.5) / 20);

describe('what twenty clicks say', () => {
  it('asks the core how true draws would lie', async () => {
    const middle = await tails(Array.from({ length: 20 }, () => 0.5));
    expect(middle.share).toBeCloseTo(share, 14);
    // All twenty within 1, and the farthest is none out.
    expect(middle.atLeast / share ** 20).toBeCloseTo(1, 12);
    expect([middle.atMost, middle.nearer, middle.farther]).toEqual([1, 0, 1]);
    // Two of three within 1: by hand.
    const two = await tails([0.5, 0.4, 0.95]);
    expect(two.atLeast).toBeCloseTo(share ** 3 + 3 * share ** 2 * (1 - share), 13);
    expect(two.atMost).toBeCloseTo(1 - share ** 3, 13);
    expect(two.nearer).toBeCloseTo(0.9 ** 3, 13);
    expect(two.farther).toBeCloseTo(1 - 0.9 ** 3, 13);
  });

  it('counts who lies within 1 of the middle', () => {
    expect(innerCount([0.5, 0.1, 0.83, 0.85], share)).toBe(2);
  });

  it('finds clicks too even, too narrow, too far out', async () => {
    expect(findings(await tails(even), 0.9999)[0]!.what).toMatch(/^too even/);
    const narrow = even.map((u) => 0.35 + 0.3 * u);
    const found = findings(await tails(narrow), 0.05).map(({ what }) => what.split(':')[0]);
    expect(found).toContain('too few in the tails');
    expect(found).toContain('too narrow');
    expect(findings(await tails([...even.slice(1), 1 - 1e-9]), 0.5)[0]!.what).toMatch(/^too far out/);
    expect(findings(await tails(even), 0.5)).toEqual([]);
  });

  it('says how often without false digits', () => {
    expect(often(1 / 38.4)).toBe('once in 38 tries');
    expect(often(1 / 12_345)).toBe('once in 12 000 tries');
    expect(often(0)).toBe('less than once in a million tries');
  });

  it('says it as a person would', async () => {
    const draws = even.map((u) => 4 * u - 2);
    const sample = { draws, u: even, distance: 0.025, p: 0.9999, bound: 0.294, tails: await tails(even) };
    const text = verdict(sample, 'your');
    expect(text).toMatch(
      /of your 20 lie within 1 of the middle \(about 14 are usual\), the farthest at −1.90/,
    );
    expect(text).toContain('too even');
  });

  it('knows the tabled bound of twenty draws', async () => {
    expect(await client.call('ksBound', { level: 0.05, n: 20 })).toBeCloseTo(0.294, 3);
  });

  it('says rightly that a logistic curve with the same top is almost three times as high at 3', () => {
    const top = 1 / Math.sqrt(2 * Math.PI);
    const s = 1 / (4 * top);
    const logistic = Math.exp(-3 / s) / (s * (1 + Math.exp(-3 / s)) ** 2);
    const ratio = logistic / (top * Math.exp(-4.5));
    expect(ratio).toBeGreaterThan(2.8);
    expect(ratio).toBeLessThan(3);
  });
});
