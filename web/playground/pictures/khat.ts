// Pareto's k-hat of each observation: how far leaving it out moves the posterior, and whether the estimate holds. Vehtari,
// Simpson, Gelman, Yao, Gabry (2024); the core knows the limit for so many draws.

import { label, points, rule, type Axis, type Scales, type Surface } from '../../kit/index.ts';
import { divergentColour } from './colours.ts';

export function khatAxes(k: ArrayLike<number>, limit: number): { x: Axis; y: Axis } {
  const finite = Array.from(k).filter(Number.isFinite);
  const low = finite.reduce((least, x) => Math.min(least, x), 0);
  const high = finite.reduce((most, x) => Math.max(most, x), limit);
  return {
    x: { domain: [0, k.length + 1], label: 'observation' },
    y: { domain: [low - 0.05, high + 0.12], label: 'Pareto k-hat' },
  };
}

export function drawKhat(surface: Surface, scales: Scales, k: ArrayLike<number>, limit: number) {
  rule(surface, scales, { y: limit }, { colour: '--warn', width: 1.5, dash: [5, 4] });
  label(
    surface,
    scales,
    { x: 0, y: limit, text: `good below ${limit.toFixed(2)}` },
    { colour: '--warn', size: 12, dx: 6, dy: -9 },
  );
  const some = (isWrong: boolean) => {
    const at = Array.from(k, (value, i) => ({ x: i + 1, y: value })).filter(
      ({ y }) => !(y <= limit) === isWrong,
    );
    return { x: at.map(({ x }) => x), y: at.map(({ y }) => y) };
  };
  points(surface, scales, some(false), { colour: '--posterior', radius: 2.6, opacity: 0.8 });
  points(surface, scales, some(true), { colour: divergentColour, radius: 3.6, opacity: 1 });
}
