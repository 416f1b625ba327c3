// What a run must not be believed for, in words, and what to do about it.

import { grouped, significant } from '../kit/format.ts';
import type { Settings } from './settings.ts';
import { limits, type Summary } from './summary.ts';

export interface Warning {
  id: 'stopped' | 'lost' | 'resumed' | 'rhat' | 'ess' | 'divergences' | 'depth' | 'bfmi' | 'single';
  text: string;
  /** Settings that may cure it, and what the button says. */
  cure?: { settings: Partial<Settings>; label: string };
}

export interface Findings {
  settings: Settings;
  summary: Summary | undefined;
  /** Draws after warm-up of all chains. */
  total: number;
  divergences: number;
  /** Transitions whose tree was as deep as it may be. */
  deepest: number;
  /** Of each chain; NaN where it is not known. */
  bfmi: ArrayLike<number>;
  stopped: 'done' | 'cancelled' | 'lost';
  /** Chains that went on in a new worker, counted from 1. */
  resumed: readonly number[];
  /** Chains that were given up, and why. */
  lost: readonly { chain: number; message: string }[];
}

const list = (names: readonly string[], most = 4) =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${grouped(names.length - most)} more`;

/** The names of the rows for which a column is bad, worst first. */
function worst(
  { names, places, table }: Summary,
  of: 'rhat' | 'essBulk' | 'essTail',
  isWrong: (x: number) => boolean,
  sign: number,
) {
  return places
    .map((place, i) => ({ name: names[place]!, value: table[of][i]! }))
    .filter(({ value }) => isWrong(value))
    .sort((a, b) => sign * (a.value - b.value));
}

const more = ({ warmup, draws }: Settings): Warning['cure'] => {
  const settings = {
    warmup: Math.min(20_000, 2 * Math.max(warmup, 500)),
    draws: Math.min(50_000, 2 * draws),
  };
  return { settings, label: `Set ${grouped(settings.warmup)} + ${grouped(settings.draws)} draws` };
};

/** The next target acceptance to try: half way to 1. */
const nearer = (acceptance: number) => [0.9, 0.95, 0.99, 0.999].find((step) => step > acceptance + 1e-9);

export function warningsOf(found: Findings): Warning[] {
  const { settings, summary, total, divergences, deepest, bfmi, stopped, resumed, lost } = found;
  const warnings: Warning[] = [];
  for (const { chain, message } of lost)
    warnings.push({ id: 'lost', text: `Chain ${chain} was given up: ${message}. What it had drawn stays.` });
  if (resumed.length > 0) {
    const who = resumed.length === 1 ? `chain ${resumed[0]}` : `chains ${resumed.join(', ')}`;
    warnings.push({
      id: 'resumed',
      text: `A worker was lost: ${who} went on in a new one, with the very same draws.`,
    });
  }
  if (stopped === 'cancelled')
    warnings.push({ id: 'stopped', text: `Cancelled: the ${grouped(total)} draws made until then stay.` });
  if (!summary) return warnings;
  if (summary.chains < 2)
    warnings.push({
      id: 'single',
      text: 'One chain cannot be compared with another: R-hat sees only its two halves.',
    });

  const apart = worst(summary, 'rhat', (x) => x > limits.rhat, -1);
  if (apart.length > 0) {
    const names = list(apart.map(({ name, value }) => `${name} (${significant(value, 3)})`));
    const cure = more(settings);
    warnings.push({
      id: 'rhat',
      text: `R-hat is above ${limits.rhat} for ${names}: the chains have not forgotten where they began, so trust no number of these. Draw longer; if that does not help, the posterior may have several modes or an awkward shape.`,
      ...(cure && { cure }),
    });
  }
  const few = new Set([
    ...worst(summary, 'essBulk', (x) => x < limits.ess, 1).map(({ name }) => name),
    ...worst(summary, 'essTail', (x) => x < limits.ess, 1).map(({ name }) => name),
  ]);
  if (few.size > 0) {
    const cure = more(settings);
    warnings.push({
      id: 'ess',
      text: `Fewer than ${limits.ess} effective draws for ${list([...few])}: means and quantiles are rough, and so are R-hat and MCSE themselves.`,
      ...(cure && { cure }),
    });
  }
  if (divergences > 0) {
    const next = nearer(settings.targetAcceptance);
    const share = significant((100 * divergences) / Math.max(1, total), 2);
    warnings.push({
      id: 'divergences',
      text: `${grouped(divergences)} of ${grouped(total)} transitions diverged (${share} %): the chain met a place too curved for its steps and missed what lies behind, so the draws may be biased. Look where they gather under Pairs. Take smaller steps by a higher target acceptance; if they stay, write the model in other parameters (non-centred: a standard normal z, then mu + tau z).`,
      ...(next && { cure: { settings: { targetAcceptance: next }, label: `Set acceptance ${next}` } }),
    });
  }
  if (deepest > 0) {
    const deeper = settings.maxDepth + 2;
    warnings.push({
      id: 'depth',
      text: `${grouped(deepest)} trajectories were cut off at the largest depth, ${settings.maxDepth}: they are valid, but each explores little. Allow more depth, or put the parameters on one scale.`,
      ...(deeper <= 15 && { cure: { settings: { maxDepth: deeper }, label: `Set depth ${deeper}` } }),
    });
  }
  const stiff = Array.from(bfmi, (value, k) => ({ value, k })).filter(({ value }) => value < limits.bfmi);
  if (stiff.length > 0)
    warnings.push({
      id: 'bfmi',
      text: `E-BFMI is ${stiff.map(({ value, k }) => `${significant(value, 2)} in chain ${k + 1}`).join(', ')}, below ${limits.bfmi}: the energy moves slowly, as with heavy tails or a funnel, and the tails are hardly visited. Write the model in other parameters.`,
    });
  return warnings;
}

/** One sentence when there is nothing to warn of. */
export function allWell({ names, places, table, chains, count }: Summary): string {
  const rows = places.map((_, i) => i).filter((i) => Number.isFinite(table.essBulk[i]!));
  const rhat = rows.reduce((most, i) => Math.max(most, table.rhat[i]!), 1);
  const least = rows.reduce((a, b) => (table.essBulk[b]! < table.essBulk[a]! ? b : a), rows[0] ?? 0);
  const who = names[places[least]!];
  return `No warnings: ${chains} chains of ${grouped(count)} draws agree (R-hat at most ${significant(rhat, 4)}), and the least effective quantity, ${who}, has ${grouped(Math.round(table.essBulk[least]!))} effective draws.`;
}
