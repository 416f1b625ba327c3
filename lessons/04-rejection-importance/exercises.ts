// The exercises of lesson 4. Their numbers are checked against the core (tests/web/lesson-04).

import type { Exercise } from '$web/exercises/types.ts';

interface WeightsState {
  target?: string;
  share?: number;
  k?: number | null;
  threshold?: number;
  missed?: number;
  n?: number;
}

export const exercises: Record<string, Exercise> = {
  'twice-as-high': {
    kind: 'number',
    prompt:
      'The curve $e^{-x^2/2}$ has area $\\sqrt{2\\pi} \\approx 2.5066$. You throw darts at the box $-4 \\le x \\le 4$, $0 \\le y \\le 1$. Of 1 000 darts, how many do you expect to hit? (What lies beyond 4 may be neglected.)',
    answer: (1000 * Math.sqrt(2 * Math.PI)) / 8,
    tolerance: 5,
    hints: [
      'The share of hits is an area over an area.',
      'The box is 8 wide and 1 high: its area is $M = 8$.',
      '1 000 · 2.5066 / 8.',
    ],
    wrong: (x: number) =>
      Math.abs(x - 125) < 5
        ? 'That takes the area under the curve as 1. The curve is not normalised: its area is 2.5066.'
        : Math.abs(x - 399) < 5
          ? 'That is the height of the normalised bell. What are the two areas?'
          : x > 0 && x < 1
            ? 'That is the share of one dart. Of how many darts is asked?'
            : '',
    because: 'Area under the curve over area under the envelope: $Z / M = 2.5066 / 8$, about 313 in 1 000.',
  },
  'accept-step': {
    kind: 'code',
    prompt:
      'Write the acceptance step with logarithms, as real programs do (densities in many dimensions underflow). Given $\\ln \\tilde p(x)$, $\\ln q(x)$, $\\ln M$ and a uniform $u$, give `true` to keep the draw. If the envelope is lower than the target at $x$, throw an `Error` (this is not tested here, and every real program needs it).',
    starter: `function accept(logP, logQ, logM, u) {
  // keep x if u * M * q(x) <= p(x)
  return true;
}
`,
    tests: [
      {
        name: 'accept',
        args: [Math.log(0.3), Math.log(0.5), Math.log(2), 0.2],
        expected: true,
        why: 'p = 0.3 and M q = 1: a dart at height 0.2 is under the curve.',
      },
      {
        name: 'accept',
        args: [Math.log(0.3), Math.log(0.5), Math.log(2), 0.4],
        expected: false,
        why: 'p = 0.3 and M q = 1: a dart at height 0.4 is above the curve.',
      },
      {
        name: 'accept',
        args: [-2000, -1999, 0, 0.3],
        expected: true,
        why: 'p / (M q) is e⁻¹ = 0.37 here, but e⁻²⁰⁰⁰ alone is 0 for a computer: compare logarithms, Math.log(u).',
      },
      {
        name: 'accept',
        args: [-2000, -1999, 0, 0.4],
        expected: false,
        hidden: true,
        why: 'p / (M q) is e⁻¹ = 0.37 here; u = 0.4 is above it.',
      },
      {
        name: 'accept',
        args: [-Infinity, -1, 0, 0.5],
        expected: false,
        hidden: true,
        why: 'Where the target is 0 (its logarithm −∞) nothing is kept.',
      },
    ],
    hints: [
      'The dart’s height is u · M · q(x). Its logarithm is a sum of three logarithms.',
      'The envelope is broken if logP > logQ + logM.',
      '`if (logP > logM + logQ) throw new Error("envelope"); return Math.log(u) + logM + logQ <= logP;`',
    ],
    because:
      'The third case is why: both densities are 0 as numbers, and their ratio is 0.37 all the same. The error costs one comparison, and without it a wrong sample looks like a right one.',
  },
  'good-proposal': {
    kind: 'make',
    prompt:
      'In *What a draw weighs*, choose the **two bumps** as target, and drag the proposal until the effective sample size is more than half of the draws, with 100 000 draws, k-hat below its limit and nothing of the target missed.',
    figure: 'weights',
    check: (state: WeightsState | undefined) => {
      if (state?.share === undefined) return 'Choose the target in the figure first.';
      if (state.target !== 'two_bumps') return 'The target should be the two bumps.';
      if ((state.n ?? 0) < 100_000) return 'Take 100 000 draws: few draws cannot vouch for themselves.';
      if ((state.missed ?? 0) > 0)
        return 'The ESS looks well, but part of the target is out of reach of this proposal.';
      if (state.k === null || (state.k ?? 1) > (state.threshold ?? 0.7))
        return `The ESS is ${(100 * state.share).toFixed(0)} % of the draws, but k-hat is too high: the tails of the proposal are too thin.`;
      return state.share > 0.5
        ? true
        : `The draws are worth ${(100 * state.share).toFixed(0)} % of their number. Where are the highest stems?`;
    },
    hints: [
      'High stems stand where the proposal is too low. Move it there, or widen it.',
      'One bell has to cover both bumps: its middle between them, nearer to the large one.',
      'Try a normal proposal about −1.2 with a width of about 2.',
    ],
    because:
      'A proposal a little wider than the target wastes draws in proportion; one that is too narrow wastes all trust.',
  },
  'which-line': {
    kind: 'choice',
    prompt:
      'A program estimates the mean of $x$ under a posterior that is known up to its constant, with draws of a wide proposal. Its answer is 240 where 2 would be right. Which line is at fault?',
    options: [
      'x = draws(q, 100000)',
      'logW = x.map((x) => logPosteriorUnnormalised(x) - logQ(x))',
      'w = logW.map(Math.exp)',
      'answer = sum(w[i] * x[i]) / x.length',
    ],
    right: 3,
    reason: true,
    hints: [
      'By which factor are the weights wrong if the constant is missing?',
      'What should the sum be divided by, so that this factor cancels?',
    ],
    wrong: (option: number) =>
      option === 1
        ? 'That is all one can do without the constant: weights that are Z times too large. Who should deal with that?'
        : 'That line does what it should.',
    because:
      'The weights are $Z$ times too large, and here $Z$ is about 120. Dividing by the number of draws is right for a normalised target only. Divide by the sum of the weights.',
  },
  'self-normalised': {
    kind: 'code',
    prompt:
      'Write it right. From the logarithms of the weights (known up to a constant) and the values $f(x_n)$, give the self-normalised mean and the effective sample size, as a list of two numbers. The logarithms may be as low as −1000.',
    starter: `function weighted(logW, f) {
  // [mean, ess]
  return [0, 0];
}
`,
    tests: [
      {
        name: 'weighted',
        args: [
          [0, 0, 0, 0],
          [1, 2, 3, 6],
        ],
        expected: [3, 4],
        tolerance: 1e-12,
        why: 'Equal weights: the mean of the values, and every draw counts.',
      },
      {
        name: 'weighted',
        args: [
          [Math.log(3), Math.log(1)],
          [10, 20],
        ],
        expected: [12.5, 1.6],
        tolerance: 1e-12,
        why: 'Weights 3 and 1: the mean is (30 + 20) / 4, and the ESS 4² / (9 + 1).',
      },
      {
        name: 'weighted',
        args: [
          [-1000, -1000 - Math.log(3)],
          [10, 20],
        ],
        expected: [12.5, 1.6],
        tolerance: 1e-9,
        why: 'The same weights but for a constant, which must not matter: Math.exp(-1000) is 0. Subtract the largest logarithm first.',
      },
      {
        name: 'weighted',
        args: [
          [700, 0, -Infinity],
          [5, 1, 9],
        ],
        expected: [5, 1],
        tolerance: 1e-9,
        hidden: true,
        why: 'One weight has everything; a logarithm of −∞ is a weight of 0.',
      },
    ],
    hints: [
      '`const top = Math.max(...logW); const w = logW.map((l) => Math.exp(l - top));`',
      'The mean is the sum of w · f over the sum of w.',
      'The ESS is the square of the sum of w over the sum of w · w.',
    ],
    because:
      'Subtracting the largest logarithm changes every weight by one factor, and that factor cancels in both results.',
  },
  'no-hits': {
    kind: 'explain',
    prompt:
      'A friend throws 10 000 darts at a cube of 20 dimensions, hits its ball with none of them, and reports the volume 0 with standard error 0. What do you tell them? One or two sentences.',
    model:
      'No hit in 10 000 says only that the share is below about 3.7 in 10 000 (the upper end of a 95 % interval); the formula for the standard error breaks down when no dart hits, and 0 is no estimate. The true share is 2.5 in a hundred million, so about forty million darts are needed for the first hit.',
  },
};
