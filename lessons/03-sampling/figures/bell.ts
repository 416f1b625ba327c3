// Bell: names that look alike, and what twenty clicks say about who clicked.

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

/** P(K >= k) for K successes in n tries. */
export function atLeast(k: number, n: number, p: number): number {
  let [term, sum] = [(1 - p) ** n, 0];
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return Math.min(1, sum);
}

/** How many of the clicks lie within 1 of the middle; u are their heights on the distribution function, share is P(|Z| <= 1). */
export const innerCount = (u: ArrayLike<number>, share: number) =>
  Array.from(u).filter((height) => Math.abs(2 * height - 1) <= share).length;

/** One in fifty. There are six looks at the same draws: of 10 000 true samples 9.3 % got some remark. */
const surprising = 0.02;

/**
 * What true draws would seldom show, the rarest first. `p` is the p-value of the distance from the law: near 0 the draws are
 * too far from it, near 1 they are closer than chance allows.
 */
export function findings(u: ArrayLike<number>, share: number, p: number): Finding[] {
  const n = u.length;
  const inner = innerCount(u, share);
  const farthest = Math.max(...Array.from(u, (height) => Math.abs(2 * height - 1)));
  const all: Finding[] = [
    // For twenty draws the p-value near 1 is rough: of 40 000 true samples 2.7 % had one above 0.98.
    {
      what: 'too even: closer to the curve than chance allows',
      chance: 1 - p,
      said: 'less than once in 35 tries',
    },
    { what: 'too narrow: piled on the middle', chance: atLeast(inner, n, share) },
    { what: 'too wide: the middle is too empty', chance: 1 - atLeast(inner + 1, n, share) },
    { what: 'too few in the tails: nobody dares to go far out', chance: farthest ** n },
    { what: 'too far out: the farthest lies where hardly any draw does', chance: 1 - farthest ** n },
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
}

/** What a person would say of the sample. */
export function verdict({ draws, u, p }: Sample, share: number, whose: string): string {
  const count = `${innerCount(u, share)} of ${whose} ${draws.length} lie within 1 of the middle (about ${Math.round(share * draws.length)} are usual), the farthest at ${far(draws)}.`;
  const [first, ...others] = findings(u, share, p);
  if (!first) return `${count} True draws often look so: twenty are few.`;
  const also = others.length > 0 ? ` Also ${others.map(({ what }) => what.split(':')[0]).join(', ')}.` : '';
  return `${count} They are ${first.what}; true draws look so ${first.said ?? often(first.chance)}.${also}`;
}

const far = (draws: readonly number[]) => {
  const farthest = draws.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  return farthest.toFixed(2).replace('-', '−');
};
