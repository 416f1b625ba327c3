// The table's columns: what each says of a method, as a person reads it, and as a file has it.

import { fixed, grouped, significant } from '../kit/format.ts';
import type { Table } from '../kit/export.ts';
import { keyOf, sortings, trustedRHat, type Result, type Sorting } from './verdict.ts';

export interface Cell {
  text: string;
  /** Smaller, below it. */
  note?: string;
  mark?: 'bad' | 'good';
}

export interface Column {
  by: Exclude<Sorting, 'none'>;
  /** What the head says; the sorting's name by default. */
  head?: string;
  cell: (result: Result) => Cell;
}

const unknown: Cell = { text: 'not known' };
const none: Cell = { text: '–' };
const known = (value: number | undefined, show: (value: number) => Cell, otherwise = none): Cell =>
  value === undefined || Number.isNaN(value) ? otherwise : show(value);
const whole = (value: number) =>
  value < 100 ? significant(value, 2) : grouped(Number(value.toPrecision(3)));

export const tableColumns: readonly Column[] = [
  {
    by: 'spent',
    cell: ({ outcome: { spent, warmup } }) => ({
      text: grouped(spent),
      note: `${grouped(warmup.spent)} on warm-up`,
    }),
  },
  { by: 'acceptance', cell: ({ outcome }) => known(outcome.acceptance, (a) => ({ text: fixed(a, 2) })) },
  {
    by: 'divergences',
    cell: ({ outcome: { divergences } }) => ({
      text: grouped(divergences),
      ...(divergences > 0 && { mark: 'bad' as const }),
    }),
  },
  {
    by: 'rhat',
    cell: ({ score }) =>
      known(score?.rHat, (rHat) =>
        rHat <= trustedRHat
          ? { text: fixed(rHat, 3), note: 'they agree', mark: 'good' }
          : { text: rHat < 10 ? fixed(rHat, 3) : significant(rHat, 2), note: 'they disagree', mark: 'bad' },
      ),
  },
  {
    by: 'ess',
    cell: ({ score, outcome }) =>
      known(score?.ess, (ess) => ({ text: whole(ess), note: `of ${grouped(outcome.transitions)} draws` })),
  },
  {
    by: 'thousand',
    head: 'ESS per 1000 evaluations',
    cell: ({ score }) =>
      known(score?.perThousand, (rate) => ({
        text: significant(rate, 3),
        ...(Number.isFinite(score!.low) && {
          note: `${significant(score!.low, 2)} to ${significant(score!.high, 2)}`,
        }),
      })),
  },
  { by: 'second', cell: ({ score }) => known(score?.perSecond, (rate) => ({ text: whole(rate) })) },
  {
    by: 'distance',
    head: 'Distance (sd)',
    cell: ({ score }) =>
      known(
        score?.distance,
        (far) => ({ text: significant(far, 2), note: `in ${score!.worst.distance}` }),
        unknown,
      ),
  },
  {
    by: 'z',
    head: 'Worst mean (z)',
    cell: ({ score }) =>
      known(
        score?.worstZ,
        (z) => ({ text: fixed(z, 1), note: `of ${score!.worst.z}`, ...(z > 4 && { mark: 'bad' as const }) }),
        unknown,
      ),
  },
];

/** All digits, for a file. */
export function tableOf(results: readonly Result[]): Table {
  return {
    columns: [
      'method',
      ...tableColumns.map(({ by }) => sortings[by].name),
      'lowest chain',
      'highest chain',
      'draws',
      'evaluations of warm-up',
    ],
    rows: results.map((result) => [
      result.name,
      ...tableColumns.map(({ by }) => {
        const value = keyOf(result, by);
        return Number.isNaN(value) ? 'not known' : value;
      }),
      result.score?.low ?? 'not known',
      result.score?.high ?? 'not known',
      result.outcome.transitions,
      result.outcome.warmup.spent,
    ]),
  };
}
