// Leaving one observation out: what the core estimates, in words, and two models compared on the same observations.

import { grouped, significant } from '../kit/format.ts';

export interface Loo {
  elpd: number;
  se: number;
  pLoo: number;
  /** Of each observation. */
  pointwise: Float64Array;
  k: Float64Array;
}

export interface Difference {
  elpd: number;
  se: number;
}

/** b less a, on the same observations; the error is that of a sum of paired differences. */
export function difference(a: Loo, b: Loo): Difference | undefined {
  const n = a.pointwise.length;
  if (n === 0 || n !== b.pointwise.length) return undefined;
  const each = a.pointwise.map((x, i) => b.pointwise[i]! - x);
  const mean = each.reduce((sum, x) => sum + x, 0) / n;
  const variance = n > 1 ? each.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) : NaN;
  return { elpd: mean * n, se: Math.sqrt(n * variance) };
}

export const badCount = ({ k }: Loo, limit: number) => k.filter((x) => !(x < limit)).length;

export function looWords(loo: Loo, limit: number): string {
  const { elpd, se, pLoo, k } = loo;
  const bad = badCount(loo, limit);
  const head = `The expected log density of a new observation set like this one is ${significant(elpd, 4)} (standard error ${significant(se, 2)}), with ${significant(pLoo, 3)} effective parameters.`;
  const tail =
    bad === 0
      ? `All ${grouped(k.length)} k-hats are below ${significant(limit, 2)}: the estimate holds.`
      : `${grouped(bad)} of ${grouped(k.length)} observations have a k-hat of ${significant(limit, 2)} or more: leaving one of them out changes the posterior too much for these draws to tell, so do not trust the estimate. They may be outliers, or the model may be too flexible.`;
  return `${head} ${tail}`;
}

export function differenceWords(name: string, other: string, { elpd, se }: Difference): string {
  const better = elpd > 0 ? other : name;
  const size = Math.abs(elpd);
  if (size < 4 || !(size > 2 * se))
    return `${name} and ${other} predict about equally well: their difference in elpd is ${significant(size, 2)} with a standard error of ${significant(se, 2)}.`;
  return `${better} predicts better: by ${significant(size, 3)} in elpd, with a standard error of ${significant(se, 2)}.`;
}
