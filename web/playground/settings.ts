// How the sampler is set: what may be set, what is usual, and what is wrong with what somebody typed.

import { grouped } from '../kit/format.ts';

export const metrics = ['diagonal', 'dense', 'none'] as const;
export type Metric = (typeof metrics)[number];

export interface Settings {
  chains: number;
  warmup: number;
  draws: number;
  seed: number;
  targetAcceptance: number;
  metric: Metric;
  maxDepth: number;
}

export const usual: Settings = {
  chains: 4,
  warmup: 1000,
  draws: 1000,
  seed: 1,
  targetAcceptance: 0.8,
  metric: 'diagonal',
  maxDepth: 10,
};

export interface Range {
  name: Exclude<keyof Settings, 'metric' | 'seed'>;
  title: string;
  /** What it is, in a line. */
  hint: string;
  low: number;
  high: number;
  step: number | 'any';
}

export const ranges: readonly Range[] = [
  { name: 'chains', title: 'Chains', hint: 'each in a worker of its own', low: 1, high: 8, step: 1 },
  {
    name: 'warmup',
    title: 'Warm-up',
    hint: 'transitions that tune, thrown away',
    low: 0,
    high: 20_000,
    step: 1,
  },
  { name: 'draws', title: 'Draws', hint: 'of each chain, after warm-up', low: 10, high: 50_000, step: 1 },
  {
    name: 'targetAcceptance',
    title: 'Target acceptance',
    hint: 'nearer to 1: smaller steps, fewer divergences',
    low: 0.5,
    high: 0.999,
    step: 'any',
  },
  {
    name: 'maxDepth',
    title: 'Largest depth',
    hint: 'at most 2 to this many steps',
    low: 1,
    high: 15,
    step: 1,
  },
];

export const metricTitles: Record<Metric, string> = {
  diagonal: 'diagonal: a scale for each parameter',
  dense: 'dense: correlations, too',
  none: 'none: as it is',
};

const isWhole = ({ step }: Range) => step === 1;

/** Why `text` cannot be this setting, as a sentence; or its value. */
export function readSetting(range: Range, text: string): number | string {
  const { low, high, title } = range;
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= low && value <= high && (!isWhole(range) || Number.isInteger(value))) return value;
  const kind = isWhole(range) ? 'an integer' : 'a number';
  return `${title} is ${text.trim() || 'empty'}; it must be ${kind} from ${grouped(low)} to ${high < 1 ? high : grouped(high)}.`;
}

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === 'object' && given !== null;

/** Settings from anywhere (a link, an earlier visit): what is not one is as usual. */
export function readSettings(given: unknown): Settings {
  const found: Settings = { ...usual };
  if (!isObject(given)) return found;
  for (const range of ranges) {
    const value = given[range.name];
    const read = typeof value === 'number' ? readSetting(range, String(value)) : undefined;
    if (typeof read === 'number') found[range.name] = read;
  }
  const { seed, metric } = given;
  if (typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) found.seed = seed;
  if (metrics.includes(metric as Metric)) found.metric = metric as Metric;
  return found;
}

/** Numbers that the page keeps of a run, in doubles: more would not fit into a phone. */
export const mostNumbers = 2.5e7;

/** Why a run of this size is not begun, or undefined. */
export function whyTooLarge({ chains, warmup, draws }: Settings, dim: number, quantities: number) {
  const numbers = chains * ((warmup + draws) * quantities + draws * (dim + 10));
  if (numbers <= mostNumbers) return undefined;
  return `This run would keep ${grouped(Math.round(numbers / 1e6))} million numbers; the page keeps at most ${mostNumbers / 1e6} million. Ask for fewer draws, fewer chains, or report fewer quantities.`;
}
