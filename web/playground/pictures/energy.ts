// The energy plot: how the energy is distributed, and how far one transition moves it. Where the second is much narrower than
// the first, momentum cannot carry the chain into the tails.

import { area, equalEdges, label, line, type Scales, type Surface } from '../../kit/index.ts';
import { countIn, quantile } from '../check.ts';

export interface EnergyData {
  /** Energies about their mean, and their changes, of all chains. */
  energies: Float64Array;
  changes: Float64Array;
}

export function energiesOf(chains: readonly Float64Array[]): EnergyData {
  const centred = chains.flatMap((values) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return [...values].map((x) => x - mean);
  });
  const changes = chains.flatMap((values) => [...values].slice(1).map((x, i) => x - values[i]!));
  return { energies: Float64Array.from(centred), changes: Float64Array.from(changes) };
}

const bins = 60;

/** Densities of both over the range that holds nearly all of both. */
export function curvesOf({ energies, changes }: EnergyData) {
  const ends = [energies, changes].map((values) => {
    const sorted = values.filter(Number.isFinite).sort();
    return sorted.length > 0 ? [quantile(sorted, 0.002), quantile(sorted, 0.998)] : [-1, 1];
  });
  let [low, high] = [Math.min(ends[0]![0]!, ends[1]![0]!), Math.max(ends[0]![1]!, ends[1]![1]!)];
  if (!(high > low)) [low, high] = [low - 1, high + 1];
  const edges = equalEdges(low, high, bins);
  const x = Float64Array.from({ length: bins }, (_, i) => (edges[i]! + edges[i + 1]!) / 2);
  const density = (values: Float64Array) =>
    countIn(edges, values).map((n) => (n * bins) / (Math.max(1, values.length) * (high - low)));
  return { x, energies: density(energies), changes: density(changes), domain: [low, high] as const };
}

export function drawEnergy(surface: Surface, scales: Scales, curves: ReturnType<typeof curvesOf>) {
  const { x, energies, changes } = curves;
  area(surface, scales, { x, y: energies }, { colour: '--c1', opacity: 0.25 });
  line(surface, scales, { x, y: energies }, { colour: '--c1', width: 2 });
  area(surface, scales, { x, y: changes }, { colour: '--c2', opacity: 0.2 });
  line(surface, scales, { x, y: changes }, { colour: '--c2', width: 2, dash: [6, 4] });
  const names = [
    { text: 'energy', colour: '--c1', curve: energies, from: 0.72 },
    { text: 'its change', colour: '--c2', curve: changes, from: 0.28 },
  ];
  for (const { text, colour, curve, from } of names) {
    const at = Math.floor(from * x.length);
    label(
      surface,
      scales,
      { x: x[at]!, y: curve[at]!, text },
      { colour, dy: -14, align: from > 0.5 ? 'left' : 'right' },
    );
  }
}
