// The exercises of lesson 3. Numbers with a known answer come from the core's own tables: see the tests of tests/core.

import type { Exercise } from '$web/exercises/types.ts';

export const exercises: Record<string, Exercise> = {
  'ppf-84': {
    kind: 'number',
    prompt:
      'Without a machine: a standard normal draw lies below which value with probability 0.84? (Think of the rule of 68 %.)',
    answer: 0.994457883209753,
    tolerance: 0.03,
    hints: [
      'Between −1 and 1 lies about 68 % of the law.',
      'So 32 % lie outside, half of them on the right: 16 % above 1.',
      'Then 84 % lie below about 1.',
    ],
    wrong: (x: number) =>
      x < 0 ? 'More than half lies below it, so it is above 0.' : 'Look at how much lies outside of −1 to 1.',
  },
  exponential: {
    kind: 'code',
    prompt:
      'Write inverse transform sampling for the exponential law: from a uniform number u and a rate, the draw. Use Math.log1p: it keeps its digits for small u.',
    starter: 'function exponential(u, rate) {\n  // u is uniform on (0, 1)\n  return 0;\n}\n',
    tests: [
      {
        name: 'exponential',
        args: [0.5, 1],
        expected: Math.LN2,
        tolerance: 1e-12,
        why: 'At u = 1/2 and rate 1 the draw is the median, ln 2.',
      },
      {
        name: 'exponential',
        args: [0.5, 2],
        expected: Math.LN2 / 2,
        tolerance: 1e-12,
        why: 'Twice the rate halves every waiting time.',
      },
      {
        name: 'exponential',
        args: [1e-18, 1],
        expected: 1e-18,
        tolerance: 1e-30,
        why: '1 − u rounds to 1 for tiny u: Math.log1p(−u) keeps the digits.',
      },
      {
        name: 'exponential',
        args: [0.999, 3],
        expected: Math.log(1000) / 3,
        tolerance: 1e-9,
        hidden: true,
        why: 'Try a height near 1 and another rate.',
      },
    ],
    hints: [
      'F(x) = 1 − exp(−rate x). Set it equal to u and solve for x.',
      'x = −ln(1 − u) / rate.',
      'ln(1 − u) is Math.log1p(−u).',
    ],
  },
  'pdf-instead': {
    kind: 'choice',
    prompt:
      'A friend draws normal numbers by x = pdf⁻¹(u): they look up where the density equals u · max. Their histogram shows two humps and a gap at 0. Which line is at fault?',
    options: [
      'u = uniform()',
      'y = u × 0.3989  (a height of the density)',
      'x = ± the place where the density is y',
      'sign chosen by a fair coin',
    ],
    right: 1,
    reason: true,
    hints: [
      'What does a height on the density mean? What does a height on the distribution function mean?',
      'Only heights of the distribution function are spread evenly by the law itself.',
    ],
  },
  'three-modes': {
    kind: 'make',
    prompt:
      'Make the estimate of the flipper lengths show exactly three humps. Then say whether you believe them.',
    figure: 'bumps',
    check: (state: unknown) => {
      const modes = (state as { modes?: number } | undefined)?.modes;
      if (modes === undefined) return 'Move the bandwidth in the figure first.';
      return modes === 3 ? true : `It shows ${modes} ${modes === 1 ? 'hump' : 'humps'} now.`;
    },
    hints: [
      'Three humps need a smaller bandwidth than Sheather and Jones choose.',
      'Go down slowly from there; three humps stand only on a short stretch.',
    ],
  },
  terms: {
    kind: 'order',
    prompt: 'Put the pieces of the kernel density estimate in place, from left to right.',
    tiles: ['1 / (N h)', 'Σ over the data', 'φ', '((x − dᵢ) / h)'],
    accepted: [
      ['1 / (N h)', 'Σ over the data', 'φ', '((x − dᵢ) / h)'],
      ['Σ over the data', '1 / (N h)', 'φ', '((x − dᵢ) / h)'],
    ],
    hints: [
      'The area under all bells together must be 1.',
      'φ is applied to a distance measured in bandwidths.',
    ],
  },
  mixture: {
    kind: 'explain',
    prompt: 'Why does "pick a datum, add noise" draw from the estimate exactly? One or two sentences.',
    model:
      'The estimate is a mixture of N bells with equal weights; picking a datum picks the bell, and the noise draws from it. So the probability of landing anywhere is the average of the bells there, which is the estimate.',
  },
};
