// Leapfrog and Euler on the line: a bell of width 1, its place q and its momentum p.

import type { TargetSpec } from '$web/core-client/target.ts';
import {
  axes,
  inside,
  label,
  line,
  panels,
  scales,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { arrow, options, type Core, type Range } from './core.ts';

export const bell: TargetSpec = { name: 'standard_normal', options: { dim: 1 } };
export const start = { q: 1.5, p: 0 };
export const integrators = ['leapfrog', 'euler'] as const;
export type Integrator = (typeof integrators)[number];
export const integratorNames: Record<Integrator, string> = { leapfrog: 'leapfrog', euler: 'Euler' };

/** Steps that can be followed. */
export const most = 40;
export const partsOf: Record<Integrator, number> = { leapfrog: 3, euler: 2 };

export interface Walk {
  of: Integrator;
  eps: number;
  q: Float64Array;
  p: Float64Array;
  energy: Float64Array;
}

const one = (value: number) => Float64Array.of(value);

/** Euler's rule is nobody's sampler: its slopes and energies are the core's, and the two additions stand here. */
async function eulerWalk(client: Core, eps: number, steps: number, signal?: AbortSignal): Promise<Walk> {
  const [q, p, energy] = [[start.q], [start.p], [] as number[]];
  for (let k = 0; k <= steps; k++) {
    const at = { target: bell, x: one(q[k]!), gradient: true };
    const { value, gradient } = await client.call('targetDensity', at, options(signal));
    energy.push(-value[0]! + (p[k]! * p[k]!) / 2);
    if (k === steps) break;
    q.push(q[k]! + eps * p[k]!);
    p.push(p[k]! + eps * gradient![0]!);
  }
  return {
    of: 'euler',
    eps,
    q: Float64Array.from(q),
    p: Float64Array.from(p),
    energy: Float64Array.from(energy),
  };
}

export async function walk(
  client: Core,
  of: Integrator,
  eps: number,
  steps: number,
  signal?: AbortSignal,
): Promise<Walk> {
  if (of === 'euler') return eulerWalk(client, eps, steps, signal);
  const path = await client.call(
    'leapfrogPath',
    { target: bell, q: one(start.q), p: one(start.p), stepSize: eps, steps },
    options(signal),
  );
  return { of, eps, q: path.positions, p: path.momenta, energy: path.energy };
}

/** How far from the start one ends after `steps` forward, the momentum turned round, and `steps` again. */
export async function thereAndBack(client: Core, eps: number, steps: number, signal?: AbortSignal) {
  const there = await walk(client, 'leapfrog', eps, steps, signal);
  const back = await client.call(
    'leapfrogPath',
    { target: bell, q: one(there.q[steps]!), p: one(-there.p[steps]!), stepSize: eps, steps },
    options(signal),
  );
  return Math.max(Math.abs(back.positions[steps]! - start.q), Math.abs(-back.momenta[steps]! - start.p));
}

export function largestError(energy: ArrayLike<number>, to = energy.length - 1): number {
  let most = 0;
  for (let i = 0; i <= to; i++) most = Math.max(most, Math.abs(energy[i]! - energy[0]!));
  return most;
}

export const epsRange: Range = [0.02, 2.4];
/** The same stretch of time at each step size, more than once round. */
const duration = 8;
export const sizes = Float64Array.from({ length: 25 }, (_, i) => 0.02 * 120 ** (i / 24));

export interface Errors {
  of: Integrator;
  eps: Float64Array;
  error: Float64Array;
  slope: number;
}

/** The largest energy error over the same time, for each step size; the slope on logarithmic axes up to 0.5. */
export async function errors(client: Core, of: Integrator, signal?: AbortSignal): Promise<Errors> {
  const error = new Float64Array(sizes.length);
  for (let i = 0; i < sizes.length; i++) {
    const steps = Math.max(1, Math.round(duration / sizes[i]!));
    error[i] = largestError((await walk(client, of, sizes[i]!, steps, signal)).energy);
  }
  return { of, eps: sizes, error, slope: slopeOf(sizes, error, of === 'euler' ? 0.1 : 0.5) };
}

/** Least squares of log y on log x. */
export function slopeOf(x: ArrayLike<number>, y: ArrayLike<number>, upTo: number): number {
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (!(x[i]! <= upTo)) continue;
    const [a, b] = [Math.log(x[i]!), Math.log(y[i]!)];
    [n, sx, sy, sxx, sxy] = [n + 1, sx + a, sy + b, sxx + a * a, sxy + a * b];
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

/** The ground above the line, for orbits: p = +- sqrt(2 (H - height)). */
export interface Orbit {
  q: Float64Array;
  height: Float64Array;
}

export async function orbitOf(client: Core, signal?: AbortSignal): Promise<Orbit> {
  const q = Float64Array.from({ length: 601 }, (_, i) => -3 + i / 100);
  const { value } = await client.call('targetDensity', { target: bell, x: q }, options(signal));
  return { q, height: value.map((each) => -each) };
}

export const leapfrogHeight = 560;
export const planeReach = 2.6;

export function leapfrogLayout(size: Size): { plane: Scales; curve: Scales } {
  const [above, below] = panels(size, [330, 230], 'rows', 0);
  const domain: Range = [-planeReach, planeReach];
  return {
    plane: scales(size, { domain, label: 'place q', equal: true }, { domain, label: 'momentum p' }, above),
    curve: scales(
      size,
      {
        domain: [0.018, 2.6],
        label: 'step size ε',
        log: true,
        ticks: [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2],
        format: String,
      },
      { domain: [1e-5, 1e3], label: 'largest energy error', log: true },
      below,
    ),
  };
}

/** A place in the plane after n parts of steps: whole steps from the core, within a step one part after the other. */
export function placeAt(found: Walk, n: number): { q: number; p: number; half: number } {
  const parts = partsOf[found.of];
  const k = Math.min(Math.floor(n / parts), found.q.length - 1);
  const part = n - k * parts;
  const [q, p] = [found.q[k]!, found.p[k]!];
  if (part === 0 || k + 1 >= found.q.length) return { q, p, half: NaN };
  if (found.of === 'euler') return { q: found.q[k + 1]!, p, half: NaN };
  // The momentum half-way is the distance over the time.
  const half = (found.q[k + 1]! - q) / found.eps;
  return part === 1 ? { q, p: half, half } : { q: found.q[k + 1]!, p: half, half };
}

export function drawLeapfrog(
  surface: Surface,
  { plane, curve }: { plane: Scales; curve: Scales },
  orbit: Orbit | undefined,
  found: Walk | undefined,
  law: Errors | undefined,
  n: number,
) {
  axes(surface, plane);
  if (orbit && found) drawOrbit(surface, plane, orbit, found.energy[0]!);
  if (found) drawSteps(surface, plane, found, n);
  axes(surface, curve);
  if (!law) return;
  line(surface, curve, { x: law.eps, y: law.error }, { colour: '--likelihood', width: 2.5 });
  const guide = law.of === 'euler' ? 1 : 2;
  const [a, b] = [0.03, 0.3];
  const level = law.error[Math.floor(law.eps.length * 0.3)]! * 3;
  const at = law.eps[Math.floor(law.eps.length * 0.3)]!;
  line(
    surface,
    curve,
    { x: [a, b], y: [level * (a / at) ** guide, level * (b / at) ** guide] },
    { colour: '--muted', width: 1.5, dash: [5, 4] },
  );
  label(
    surface,
    curve,
    { x: 0.06, y: level * (0.06 / at) ** guide, text: `slope ${guide}` },
    { colour: '--muted', dy: -14, align: 'right' },
  );
  // Where leapfrog on this bell becomes unstable; Euler always is.
  if (law.of === 'euler') return;
  surface.path([curve.x.at(2), curve.top, curve.x.at(2), curve.bottom], {
    colour: '--bad',
    width: 1.5,
    dash: [4, 4],
  });
}

function drawOrbit(surface: Surface, plane: Scales, { q, height }: Orbit, energy: number) {
  const up = height.map((each) => (each <= energy ? Math.sqrt(2 * (energy - each)) : NaN));
  for (const p of [up, up.map((each) => -each)])
    line(surface, plane, { x: q, y: p }, { colour: '--posterior', width: 2, opacity: 0.7 });
  label(
    surface,
    plane,
    { x: 0, y: -Math.sqrt(2 * (energy - Math.min(...height))), text: 'the exact orbit' },
    { colour: '--posterior', dy: 14, align: 'center' },
  );
}

function drawSteps(surface: Surface, plane: Scales, found: Walk, n: number) {
  const parts = partsOf[found.of];
  const k = Math.min(Math.floor(n / parts), found.q.length - 1);
  const at = (q: number, p: number) =>
    [plane.x.at(Math.max(-9, Math.min(9, q))), plane.y.at(Math.max(-9, Math.min(9, p)))] as const;
  inside(surface, plane, () => {
    const path: number[] = [];
    for (let i = 0; i <= k; i++) path.push(...at(found.q[i]!, found.p[i]!));
    surface.path(path, { colour: '--likelihood', width: 1, opacity: 0.5 });
    surface.dots(path, 3.5, { colour: '--likelihood' });
    // The parts of the step that is being made, or of the last one.
    const [from, shown] = n % parts === 0 && n > 0 ? [n - parts, parts] : [k * parts, n % parts];
    let last = placeAt(found, from);
    for (let part = 1; part <= shown; part++) {
      const next = placeAt(found, from + part);
      const kick = found.of === 'leapfrog' ? part !== 2 : part === 2;
      arrow(surface, at(last.q, last.p), at(next.q, next.p), kick ? '--approximation' : '--fg');
      last = next;
    }
    const here = placeAt(found, n);
    surface.circle(...at(here.q, here.p), 6, {
      fill: { colour: '--likelihood' },
      stroke: { colour: '--surface', width: 2 },
    });
  });
}
