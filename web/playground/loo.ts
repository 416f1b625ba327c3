// Leaving one observation out, in words: how well a run predicts, whether the estimate holds, and which of two is better.

import type { Loo } from '../core-client/diagnostics.ts';
import { grouped, significant } from '../kit/format.ts';

/** elpd of one run less that of another, of the same observations. */
export interface Difference {
  elpd: number;
  se: number;
}

export function looWords({ elpd, se, pLoo, k, kThreshold, kAbove }: Omit<Loo, 'points' | 'rEff'>): string {
  const head = `The expected log density of a new observation set like this one is ${significant(elpd, 4)} (standard error ${significant(se, 2)}), with ${significant(pLoo, 3)} effective parameters.`;
  const limit = significant(kThreshold, 2);
  const tail =
    kAbove === 0
      ? `No k-hat of the ${grouped(k.length)} is above ${limit}: the estimate holds.`
      : `${grouped(kAbove)} of ${grouped(k.length)} observations have a k-hat above ${limit}: leaving one of them out changes the posterior too much for these draws to tell, so do not trust the estimate. They may be outliers, or the model may be too flexible.`;
  return `${head} ${tail}`;
}

/** `better` has the larger elpd. */
export function differenceWords(better: string, other: string, { elpd, se }: Difference): string {
  if (elpd < 4 || !(elpd > 2 * se))
    return `${better} and ${other} predict about equally well: their difference in elpd is ${significant(elpd, 2)} with a standard error of ${significant(se, 2)}.`;
  return `${better} predicts better than ${other}: by ${significant(elpd, 3)} in elpd, with a standard error of ${significant(se, 2)}.`;
}
