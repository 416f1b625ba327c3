// What Kolmogorov's law says of the distance between n true draws and their law: for the bounds of badges and the lines in
// figures. Distances and p-values come from the core.

/** The distance that n true draws exceed with probability `level` (Stephens' correction for few draws). */
export function distanceBound(n: number, level: number): number {
  const root = Math.sqrt(n);
  return Math.sqrt(Math.log(2 / level) / 2) / (root + 0.12 + 0.11 / root);
}

/** As rare as four standard errors of a normal number, which is what the other badges allow. */
export const rare = 1 / 16_000;
