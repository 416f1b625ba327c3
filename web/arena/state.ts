// The arena's state as the address has it.

import { targetNames, type TargetName } from '$core/catalogue.ts';
import type { Result } from '../core-client/protocol.ts';
import * as field from '../kit/fields.ts';
import { methodIds } from './methods.ts';
import { sortingNames, type Sorting } from './verdict.ts';

/** The zoo's entries, as the core lists them. */
export type TargetEntry = Result<'targets'>[number];

export const budgets = [2000, 10_000, 50_000, 200_000];
export const shares = [10, 25, 50];

/** More would not fit into a phone's memory, nor into a student's patience. */
export const mostDim = 100;

export const targetTitles: Record<TargetName, string> = {
  standard_normal: 'Standard normal',
  ar1_normal: 'Correlated normal',
  equicorrelated_normal: 'Equicorrelated normal',
  scaled_normal: 'Scaled normal',
  banana: 'Banana',
  twisted_normal: 'Twisted normal',
  funnel: 'Funnel',
  funnel_noncentred: 'Funnel, non-centred',
  ring: 'Ring',
  donut: 'Donut',
  two_normals: 'Two bells on the line',
  bimodal: 'Two bells',
  gamma: 'Gamma',
  log_gamma: 'Log of a gamma',
  student_t: 'Student’s t',
  eight_schools: 'Eight schools',
  eight_schools_noncentred: 'Eight schools, non-centred',
  logistic_regression: 'Logistic regression',
};

/** `dim:2~rho:0.5`: those options that are not as usual. The core has the last word on them. */
export const options: field.Field<Record<string, number>> = {
  initial: {},
  read: (text) => {
    const found: Record<string, number> = {};
    for (const part of text === '' ? [] : text.split('~')) {
      const [, name, value] = /^([a-z][a-z0-9_]{0,30}):([-+.\de]{1,25})$/i.exec(part) ?? [];
      if (name === undefined || !Number.isFinite(Number(value))) return undefined;
      found[name] = Number(value);
    }
    return found;
  },
  write: (values) =>
    Object.entries(values)
      .map(([name, value]) => `${name}:${value}`)
      .join('~'),
};

/** Ids in the list's order; "all" for all of them. */
export const chosen: field.Field<string[]> = {
  initial: [...methodIds],
  read: (text) => {
    if (text === 'all') return [...methodIds];
    const named = text === '' ? [] : text.split('~');
    return named.every((id) => methodIds.includes(id))
      ? methodIds.filter((id) => named.includes(id))
      : undefined;
  },
  write: (ids) => (methodIds.every((id) => ids.includes(id)) ? 'all' : ids.join('~')),
};

export const fields = {
  target: field.word<TargetName>('banana', targetNames),
  options,
  budget: field.integer(10_000, 200, 1_000_000),
  warmup: field.integer(25, 1, 90),
  methods: chosen,
  seed: field.seed(1),
  sort: field.word<Sorting>('thousand', sortingNames),
  order: field.word<'best' | 'worst'>('best', ['best', 'worst']),
  look: field.word('', ['', ...methodIds]),
};
