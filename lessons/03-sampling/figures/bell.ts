// Bell: names that look alike, and what twenty clicks say about who clicked.

import type { Client } from '$web/core-client/client.ts';

export const wanted = 20;

export const names = ['cauchy', 'laplace', 'logistic', 'normal'] as const;
export type Name = (typeof names)[number];

export const said: Record<Name, { name: string; answer: string }> = {
  cauchy: {
    name: 'Cauchy',
    answer:
      'Not this one. A Cauchy curve comes down slowly, like 1/z²: with this top, it would still have a fifteenth of it at 3.',
  },
  laplace: {
    name: 'Laplace',
    answer: 'Not this one. A Laplace curve has a sharp point where its two halves meet; this top is round.',
  },
  logistic: {
    name: 'Logistic',
    answer:
      'Very near. A logistic curve with this top is almost three times as high at 3: look at the tails.',
  },
  normal: {
    name: 'Normal',
    answer:
      'Yes: the normal law. Its tails come down faster than any exponential: at 3 a ninetieth of the top is left.',
  },
};

export interface Finding {
  what: string;
  /** How often true draws would look so, or more so. */
  chance: number;
  /** How to say that, where the chance is not known well. */
  said?: string;
}

/** How many of the clicks lie within 1 of the middle; u are their heights on the distribution function, share is P(|Z| <= 1). */
export const innerCount = (u: ArrayLike<number>, share: number) =>
  Array.from(u).filter((height) => Math.abs(2 * height - 1) <= share).length;

/** How true draws of the same number would lie. */
export interface Tails {
  /** P(|Z| <= 1). */
  share: number;
  /** The chance of at least so many within 1 of the middle, and of at most so many. */
  atLeast: number;
  atMost: number;
  /** The chance that the farthest is no farther than this one, and that it is. */
  nearer: number;
  farther: number;
}

/** Asks the core; u are the draws' heights on the distribution function. */
export async function tailsOf(
  client: Pick<Client, 'call'>,
  u: ArrayLike<number>,
  signal: AbortSignal,
): Promise<Tails> {
  const of = async (call: Promise<ArrayLike<number>>) => (await call)[0]!;
  const [one, options] = [Float64Array.of(1), { signal }];
  const share = 2 * (await of(client.call('special', { name: 'normal_cdf', x: one }, options))) - 1;
  const n = u.length;
  const inner = innerCount(u, share);
  const tail = (name: 'binomial' | 'beta', parameters: number[], fn: 'cdf' | 'sf', x: number) =>
    of(client.call('distribution', { name, parameters, fn, x: Float64Array.of(x) }, options));
  // How far the farthest of n is out, as a share of the law, has a beta law.
  const far = Math.max(...Array.from(u, (height) => Math.abs(2 * height - 1)));
  const [atLeast, atMost, nearer, farther] = await Promise.all([
    tail('binomial', [n, share], 'sf', inner - 1),
    tail('binomial', [n, share], 'cdf', inner),
    tail('beta', [n, 1], 'cdf', far),
    tail('beta', [n, 1], 'sf', far),
  ]);
  return { share, atLeast, atMost, nearer, farther };
}

/** One in fifty. There are six looks at the same draws: of 10 000 true samples 9.3 % got some remark. */
const surprising = 0.02;

/**
 * What true draws would seldom show, the rarest first. `p` is the p-value of the distance from the law: near 0 the draws are
 * too far from it, near 1 they are closer than chance allows.
 */
export function findings({ atLeast, atMost, nearer, farther }: Tails, p: number): Finding[] {
  const all: Finding[] = [
    // For twenty draws the p-value near 1 is rough: of 40 000 true samples 2.7 % had one above 0.98.
    {
      what: 'too even: closer to the curve than chance allows',
      chance: 1 - p,
      said: 'less than once in 35 tries',
    },
    { what: 'too narrow: piled on the middle', chance: atLeast },
    { what: 'too wide: the middle is too empty', chance: atMost },
    { what: 'too few in the tails: nobody dares to go far out', chance: nearer },
    { what: 'too far out: the farthest lies where hardly any draw does', chance: farther },
    { what: 'in the wrong places', chance: p },
  ];
  return all.filter(({ chance }) => chance < surprising).sort((a, b) => a.chance - b.chance);
}

export function often(chance: number): string {
  if (!(chance > 1e-6)) return 'less than once in a million tries';
  return `once in ${Number((1 / chance).toPrecision(2))
    .toLocaleString('en')
    .replaceAll(',', ' ')} tries`;
}

export interface Sample {
  draws: readonly number[];
  u: ArrayLike<number>;
  distance: number;
  p: number;
  /** The distance that one true sample in twenty exceeds. */
  bound: number;
  tails: Tails;
}

/** What a person would say of the sample. */
export function verdict({ draws, u, p, tails }: Sample, whose: string): string {
  const { share } = tails;
  const count = `${innerCount(u, share)} of ${whose} ${draws.length} lie within 1 of the middle (about ${Math.round(share * draws.length)} are usual), the farthest at ${far(draws)}.`;
  const [first, ...others] = findings(tails, p);
  if (!first) return `${count} True draws often look so: twenty are few.`;
  const also = others.length > 0 ? ` Also ${others.map(({ what }) => what.split(':')[0]).join(', ')}.` : '';
  return `${count} They are ${first.what}; true draws look so ${first.said ?? often(first.chance)}.${also}`;
}

const far = (draws: readonly number[]) => {
  const farthest = draws.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  return farthest.toFixed(2).replace('-', '−');
};
