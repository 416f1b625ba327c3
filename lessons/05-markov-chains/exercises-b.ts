// The exercises of the second half of lesson 5.

import type { Exercise } from '$web/exercises/types.ts';

interface BrokenState {
  solved?: string[];
}

export const exercises: Record<string, Exercise> = {
  'lag-one': {
    kind: 'number',
    prompt:
      'Gibbs sampling on a normal law in the plane, both variances 1, correlation $\\rho = 0.9$. A round draws $x_1$, then $x_2$. What is the correlation of $x_1$ after a round with $x_1$ after the round before?',
    answer: 0.81,
    tolerance: 0.005,
    hints: [
      'The conditional law of $x_1$ given $x_2$ is $\\mathcal N(\\rho x_2, 1 - \\rho^2)$.',
      'On the way from $x_1$ to the next $x_1$ there are two draws: $x_2$ given $x_1$, then $x_1$ given $x_2$.',
      'Each of them multiplies by ρ.',
    ],
    wrong: (x: number) =>
      Math.abs(x - 0.9) < 0.005
        ? 'That is one draw. A round is two: from $x_1$ to $x_2$, and back.'
        : Math.abs(x - 0.19) < 0.005
          ? 'That is $1 - \\rho^2$, the variance that a conditional law has left.'
          : Math.abs(x - 0.6561) < 0.005
            ? 'That is the correlation over two rounds.'
            : '',
    because:
      'ρ² = 0.81. So (1 + 0.81) / (1 − 0.81), about 9.5 rounds, are worth one independent draw.',
  },
  'label-law': {
    kind: 'order',
    prompt:
      'A mixture of bells of variance $\\sigma^2$ with middles $\\mu_k$ and shares $\\pi_k$. All of them are known at this moment. With which probability does the point $x_i$ get the label $k$? Two tiles are left over.',
    before: '$p(z_i = k \\mid -) =$',
    tiles: [
      'πₖ',
      'N(xᵢ; μₖ, σ²)',
      '/',
      'Σ over j of πⱼ N(xᵢ; μⱼ, σ²)',
      'N(μₖ; 0, 1)',
      'Σ over i of πₖ N(xᵢ; μₖ, σ²)',
    ],
    accepted: [
      ['πₖ', 'N(xᵢ; μₖ, σ²)', '/', 'Σ over j of πⱼ N(xᵢ; μⱼ, σ²)'],
      ['N(xᵢ; μₖ, σ²)', 'πₖ', '/', 'Σ over j of πⱼ N(xᵢ; μⱼ, σ²)'],
    ],
    hints: [
      'It is Bayes’ rule with K hypotheses: prior times likelihood over the evidence.',
      'The evidence is a sum over the hypotheses, that is over the components, not over the points.',
      'The prior of $\\mu_k$ does not depend on $z_i$: it cancels.',
    ],
    because:
      'What does not depend on $z_i$ stands above and below the line and cancels: so a complete conditional needs only the factors in which its variable occurs.',
  },
  'five-chains': {
    kind: 'make',
    prompt: 'In *Five sets of chains*, find the fault and its sign in all five sets.',
    figure: 'broken',
    check: (state: BrokenState | undefined) => {
      const solved = state?.solved ?? [];
      if (solved.length === 0) return 'Choose a set in the figure, then a fault and a sign, and ask.';
      return solved.length >= 5
        ? true
        : `You have found ${solved.length} of 5: ${solved.join(', ')}. Go on with the next set.`;
    },
    hints: [
      'First the traces: does each chain move, do they agree, does the first half look like the second?',
      'Then the acceptance: near 0 and near 1 are two different faults.',
      'In one set all numbers are well. Look at the badge below it.',
    ],
    because:
      'Four of the faults show in R-hat or in the effective size. The fifth shows in neither: chains that agree may agree on the wrong law.',
  },
  'detailed-balance': {
    kind: 'explain',
    prompt:
      'Why does a Metropolis chain that has its target’s law once keep it for ever? Say it with two places $x$ and $x\'$, in one or two sentences.',
    model:
      'Of the walkers on the higher place some proposals are refused, in the ratio of the two densities; there are more walkers there in just the same ratio, so that as many go from x to x′ as from x′ to x. Since this holds for every pair of places, no place gains or loses on the whole.',
    hints: [
      'How many walkers stand on each place, and which part of them hops to the other?',
      'Say $p(x) = 2\\, p(x\')$. From where is every proposal accepted?',
    ],
  },
};
