// Rank plots: if the chains agree, the ranks of each among all draws are spread evenly.

import { axes } from '../../kit/axes.ts';
import { panels, scales as makeScales, type Box, type Surface } from '../../kit/index.ts';
import { chainColour } from './colours.ts';

export interface RankData {
  /** (K, bins). */
  counts: ArrayLike<number>;
  chains: number;
  bins: number;
  /** Draws of each chain. */
  count: number;
}

/** Counts that a bin stays within in 99 of 100 cases, were the draws independent: five bins in a hundred are no alarm. */
export function evenBand({ count, bins }: RankData): [number, number] {
  const mean = count / bins;
  const half = 2.576 * Math.sqrt(mean * (1 - 1 / bins));
  return [Math.max(0, mean - half), mean + half];
}

/** How many bars leave the band. */
export function outside(data: RankData): number {
  const [low, high] = evenBand(data);
  return Array.from(data.counts).filter((n) => n < low || n > high).length;
}

export function drawRanks(surface: Surface, data: RankData) {
  const { counts, chains, bins, count } = data;
  const across = surface.width >= 560 ? Math.min(4, chains) : Math.min(2, chains);
  const lines = Math.ceil(chains / across);
  const rows = panels(surface, new Array<number>(lines).fill(1), 'rows', 10);
  const [low, high] = evenBand(data);
  const most = 1.1 * Math.max(high, ...Array.from(counts));
  for (let k = 0; k < chains; k++) {
    const row = rows[Math.floor(k / across)]!;
    const own = panels(surface, new Array<number>(across).fill(1), 'columns', 6)[k % across]!;
    const box: Box = { ...row, left: own.left, right: own.right };
    const scales = makeScales(
      surface,
      { domain: [0, 1], label: k >= chains - across ? 'rank among all' : '', ticks: [0, 0.5, 1] },
      { domain: [0, most], label: `chain ${k + 1}`, ...(k % across > 0 && { format: () => '' }) },
      box,
    );
    axes(surface, scales);
    surface.rect(
      scales.left,
      scales.y.at(high),
      scales.right - scales.left,
      scales.y.at(low) - scales.y.at(high),
      {
        fill: { colour: '--muted', opacity: 0.18 },
      },
    );
    const width = (scales.right - scales.left) / bins;
    for (let b = 0; b < bins; b++) {
      const top = scales.y.at(counts[k * bins + b]!);
      surface.rect(scales.left + b * width + 0.5, top, width - 1, scales.bottom - top, {
        fill: { colour: chainColour(k), opacity: 0.75 },
      });
    }
    const mean = scales.y.at(count / bins);
    surface.path([scales.left, mean, scales.right, mean], { colour: '--fg', width: 1, dash: [4, 3] });
  }
}
