// The table's order, and who won, in words: a method whose chains do not agree wins nothing, and a lead that the chains do not
// share is no lead.

import { significant } from '../kit/format.ts';
import type { Outcome } from './run.ts';
import type { Score } from './score.ts';

export interface Result {
  id: string;
  name: string;
  outcome: Outcome;
  score: Score | undefined;
}

/** Beyond it the chains have not forgotten where they began (Vehtari and others, 2021). */
export const trustedRHat = 1.01;

const agrees = ({ score }: Result) =>
  score !== undefined && score.rHat <= trustedRHat && score.perThousand > 0;

/** So many standard errors off is no chance: in 10 000 right means one, and the worst of a hundred is still nearer. */
const mostOff = 4;
const isWrong = ({ score }: Result) => score !== undefined && score.worstZ > mostOff;

/** Its chains agree with each other, and with the truth as far as that is known. */
export const isTrusted = (result: Result) => agrees(result) && !isWrong(result);

export const sortings = {
  none: { name: 'the list', best: 'first' },
  spent: { name: 'Evaluations', best: 'low' },
  acceptance: { name: 'Acceptance', best: 'high' },
  divergences: { name: 'Divergences', best: 'low' },
  rhat: { name: 'R-hat', best: 'low' },
  ess: { name: 'Bulk ESS', best: 'high' },
  thousand: { name: 'ESS per 1000 evaluations', best: 'high' },
  second: { name: 'ESS per second', best: 'high' },
  distance: { name: 'Distance to the truth', best: 'low' },
  z: { name: 'Worst mean', best: 'low' },
} as const;
export type Sorting = keyof typeof sortings;
export const sortingNames = Object.keys(sortings) as Sorting[];

export function keyOf({ outcome, score }: Result, by: Sorting): number {
  const numbers: Record<Sorting, number | undefined> = {
    none: 0,
    spent: outcome.spent,
    acceptance: outcome.acceptance,
    divergences: outcome.divergences,
    rhat: score?.rHat,
    ess: score?.ess,
    thousand: score?.perThousand,
    second: score?.perSecond,
    distance: score?.distance,
    z: score?.worstZ,
  };
  return numbers[by] ?? NaN;
}

/** The best first, or the worst if `reversed`; what has no number stands at the end, and equals keep the list's order. */
export function sorted<T>(
  rows: readonly T[],
  resultOf: (row: T) => Result | undefined,
  by: Sorting,
  reversed = false,
): T[] {
  const key = (row: T) => {
    const result = resultOf(row);
    return result ? keyOf(result, by) : NaN;
  };
  const sign = (sortings[by].best === 'high' ? -1 : 1) * (reversed ? -1 : 1);
  if (by === 'none') return reversed ? [...rows].reverse() : [...rows];
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return sign * (x - y);
  });
}

const list = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Who won and by how much, as far as the chains let one know. */
export function verdict(results: readonly Result[], target: string): string {
  const scored = results.filter(({ score }) => score !== undefined);
  if (results.length === 0) return '';
  if (scored.length === 0) return `${target}: no method came past its warm-up. Give them a larger budget.`;
  const trusted = scored.filter(isTrusted).sort((a, b) => b.score!.perThousand - a.score!.perThousand);
  const sentences = [
    `${target}: ${lead(trusted)}`,
    disagreement(
      scored.filter((result) => !agrees(result)),
      scored.length,
    ),
    falsehood(scored.filter((result) => agrees(result) && isWrong(result))),
    divergence(trusted.filter(({ outcome }) => outcome.divergences > 0)),
    nearest(scored),
    unfinished(results.filter(({ score }) => score === undefined)),
  ];
  return sentences.filter(Boolean).join(' ');
}

const namesOf = (results: readonly Result[]) => list(results.map(({ name }) => name));
const one = (results: readonly unknown[], singular: string, plural: string) =>
  results.length === 1 ? singular : plural;

function lead([first, second]: readonly Result[]): string {
  if (!first) return 'nobody has won.';
  const { perThousand, low, high } = first.score!;
  const alone = Number.isFinite(low)
    ? ` (its chains alone: ${significant(low, 2)} to ${significant(high, 2)})`
    : '';
  const rate = `${first.name} has the most effective draws for its cost, ${significant(perThousand, 3)} in 1000 evaluations${alone}`;
  if (!second) return `${rate}; it is the only one to be trusted.`;
  const other = second.score!;
  return low > other.high
    ? `${rate}: ${significant(perThousand / other.perThousand, 2)} times as many as the next, ${second.name}.`
    : `${rate}. ${second.name} is next with ${significant(other.perThousand, 3)}, and the chains’ own rates overlap: another seed may turn it round.`;
}

function disagreement(results: readonly Result[], of: number): string {
  if (results.length === 0) return '';
  if (results.length === of && of > 1)
    return `No method’s four chains agree with each other (R-hat at most ${trustedRHat}) at this price.`;
  return `${namesOf(results)} ${one(results, 'does', 'do')} not count: ${one(results, 'its', 'their')} chains disagree (R-hat above ${trustedRHat}).`;
}

const falsehood = (results: readonly Result[]) =>
  results.length === 0
    ? ''
    : `${namesOf(results)} ${one(results, 'does', 'do')} not count: ${one(results, 'its', 'their')} chains agree with each other, but not with the truth (a mean more than ${mostOff} standard errors off).`;

const divergence = (results: readonly Result[]) =>
  results.length === 0
    ? ''
    : `${namesOf(results)} had divergences: part of the target may be out of reach, whatever R-hat says.`;

function nearest(scored: readonly Result[]): string {
  const [first] = scored
    .filter(({ score }) => Number.isFinite(score!.distance))
    .sort((a, b) => a.score!.distance - b.score!.distance);
  if (!first) return '';
  const { distance, worst } = first.score!;
  return `Nearest to the truth is ${first.name}: ${significant(distance, 2)} standard deviations away in ${worst.distance}, its worst coordinate.`;
}

const unfinished = (results: readonly Result[]) =>
  results.length === 0
    ? ''
    : `${namesOf(results)} got hardly past ${one(results, 'its', 'their')} warm-up: the budget was too small, or the race was stopped.`;
