// The posteriors of posteriordb: which model each is, how its reference names the parameters, and its data, which stay in the
// folder of the references.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Values by name: mu, beta[1], beta[2] ... */
export type Point = Record<string, number>;
/** Values of the model's parameters. */
export type Values = Record<string, number | number[]>;

export interface ReferenceSummary {
  mean: number;
  sd: number;
  mean_square: number;
  mcse_mean: number;
  ess_bulk: number;
  ess_tail: number;
}

/** What the tests read of a file of the references. */
export interface Reference {
  data: Record<string, unknown>;
  summary: Record<string, ReferenceSummary>;
  log_joint_points: { at: Point; log_joint: number }[];
}

export interface Posterior {
  /** Of posteriordb: the data set and the model. */
  name: string;
  /** The file in models/. */
  model: string;
  /** Whether each run of the tests samples it; the long run samples all. */
  always?: boolean;
  targetAcceptance?: number;
  /** The model's parameters at a point of the reference, where it is not just the names' numbers put together. */
  values?: (at: Point) => Values;
  /** log |d parameters / d names| there: what turns the model's density into the reference's. */
  volume?: (at: Point) => number;
}

/** beta[1], beta[2] ... as one array. */
export function grouped(at: Point): Values {
  const values: Values = {};
  for (const [name, value] of Object.entries(at)) {
    const stem = name.replace(/\[\d+\]$/, '');
    if (stem === name) values[name] = value;
    else ((values[stem] ??= []) as number[]).push(value);
  }
  return values;
}

const schools = [1, 2, 3, 4, 5, 6, 7, 8].map((school) => `theta[${school}]`);

/** The reference has the density of the effects themselves. */
const standardised = {
  values: (at: Point) => ({
    mu: at['mu']!,
    tau: at['tau']!,
    theta_trans: schools.map((school) => (at[school]! - at['mu']!) / at['tau']!),
  }),
  volume: (at: Point) => -schools.length * Math.log(at['tau']!),
};

export const posteriors: readonly Posterior[] = [
  {
    name: 'eight_schools-eight_schools_noncentered',
    model: 'eight_schools_noncentered',
    always: true,
    targetAcceptance: 0.95,
    ...standardised,
  },
  { name: 'arK-arK', model: 'arK', always: true },
  { name: 'garch-garch11', model: 'garch11', always: true },
  { name: 'gp_pois_regr-gp_regr', model: 'gp_regr', always: true },
  { name: 'low_dim_gauss_mix-low_dim_gauss_mix', model: 'low_dim_gauss_mix', always: true },
  { name: 'earnings-earn_height', model: 'earn_height' },
  { name: 'earnings-logearn_height', model: 'logearn_height' },
  { name: 'earnings-logearn_interaction', model: 'logearn_interaction' },
  { name: 'kidiq-kidscore_momhs', model: 'kidscore_momhs' },
  { name: 'kidiq-kidscore_momhsiq', model: 'kidscore_momhsiq' },
  { name: 'kidiq-kidscore_interaction', model: 'kidscore_interaction' },
  { name: 'kidiq_with_mom_work-kidscore_interaction_c', model: 'kidscore_interaction_c' },
  { name: 'mesquite-mesquite', model: 'mesquite' },
  { name: 'mesquite-logmesquite_logvolume', model: 'logmesquite_logvolume' },
  { name: 'mesquite-logmesquite_logvas', model: 'logmesquite_logvas' },
  { name: 'nes1972-nes', model: 'nes' },
  { name: 'nes1984-nes', model: 'nes' },
  { name: 'nes1992-nes', model: 'nes' },
  { name: 'nes2000-nes', model: 'nes' },
  { name: 'sblri-blr', model: 'blr' },
];

/** The same posteriors in other words: only their densities are compared. */
export const variants: readonly Posterior[] = [
  { name: 'eight_schools-eight_schools_noncentered', model: 'eight_schools_centered' },
  { name: 'garch-garch11', model: 'garch11_loop' },
];

const references = process.env['TRACTABLE_REFERENCE'];

export const referenceFolder = references
  ? `${references}/posteriordb`
  : fileURLToPath(new URL('../../../shared/reference/posteriordb', import.meta.url));

export const isPresent = existsSync(`${referenceFolder}/index.json`);

export const referenceOf = ({ name }: Posterior): Reference =>
  JSON.parse(readFileSync(`${referenceFolder}/${name}.json`, 'utf8')) as Reference;

export const codeOf = ({ model }: Posterior): string =>
  readFileSync(fileURLToPath(new URL(`models/${model}.js`, import.meta.url)), 'utf8');
