// The exercises of lesson 5. Their numbers are checked against the core (tests/web/lesson-05).

import type { Exercise } from '$web/exercises/types.ts';

interface ScaleState {
  shape?: string;
  scale?: number;
  acceptance?: number;
  ess?: number;
}

interface BrokenState {
  solved?: string[];
}

export const exercises: Record<string, Exercise> = {
  'without-hastings': {
    kind: 'number',
    prompt:
      "A walk by factors, $x' = x\\, e^{0.5 z}$ with $z$ normal, is made for Gamma(4, rate 2): $p(x) \\propto x^3 e^{-2x}$, with mean 2. Its author accepts with $p(x') / p(x)$ alone. Which mean do the draws have in the long run? (The answer counts within 0.01.)",
    answer: 1.5,
    tolerance: 0.01,
    hints: [
      'Without its second factor the walk is right for another density. Which?',
      "For the right ratio $p(x')\\,x' / (p(x)\\,x)$ the law is $p$. So for $p(x') / p(x)$ it is $p(x) / x$.",
      '$x^3 e^{-2x} / x = x^2 e^{-2x}$ is Gamma(3, rate 2), and the mean is shape over rate.',
    ],
    wrong: (x: number) =>
      Math.abs(x - 2) < 0.01
        ? 'That is the target’s mean. A missing factor changes the law, not only its noise.'
        : Math.abs(x - 2.5) < 0.01
          ? 'That is the mean of $p(x)\\, x$: divide by $x$, do not multiply.'
          : Math.abs(x - 1) < 0.01
            ? 'One power of x is lost, not two.'
            : '',
    because:
      'The walk is symmetric in $\\ln x$, whose density has a factor $x$ more. Who forgets it draws from $p(x)/x$: Gamma(3, rate 2), with mean $3/2$.',
  },
  'metropolis-step': {
    kind: 'code',
    prompt:
      "Write the acceptance step of a symmetric walk, with logarithms. Given $\\ln p(x)$, $\\ln p(x')$ and a uniform $u$, give `true` to go to $x'$. The walk stands where $p(x) > 0$; the proposal may be impossible, $\\ln p(x') = -\\infty$, or its computation may have failed: `NaN`. Neither is a place to go.",
    starter: `function step(logP, logPNew, u) {
  // u < p(x') / p(x) ?
  return true;
}
`,
    tests: [
      {
        name: 'step',
        args: [-2, -1, 0.99],
        expected: true,
        why: 'The new place is higher: it is accepted whatever u is.',
      },
      {
        name: 'step',
        args: [-1, -2, 0.3],
        expected: true,
        why: 'The ratio is e⁻¹ = 0.37, and u = 0.3 is below it.',
      },
      {
        name: 'step',
        args: [-1, -2, 0.4],
        expected: false,
        why: 'The ratio is e⁻¹ = 0.37, and u = 0.4 is above it.',
      },
      {
        name: 'step',
        args: [-2000, -2001, 0.3],
        expected: true,
        why: 'Both densities are 0 as numbers; their ratio is 0.37 all the same. Compare Math.log(u) with a difference.',
      },
      {
        name: 'step',
        args: [-3, -3, 0.999],
        expected: true,
        hidden: true,
        why: 'Equal heights: the ratio is 1, and u is below 1.',
      },
      {
        name: 'step',
        args: [-3, -Infinity, 1e-300],
        expected: false,
        hidden: true,
        why: 'Where the density is 0 the walk never goes, however small u is.',
      },
      {
        name: 'step',
        args: [-3, NaN, 0.5],
        expected: false,
        hidden: true,
        why: 'NaN is no place to go. Every comparison with NaN is false: ask for what must be true, not for what must not.',
      },
      {
        name: 'step',
        args: [800, 799, 0.3],
        expected: true,
        hidden: true,
        why: 'Both densities are infinite as numbers; their ratio is 0.37 all the same.',
      },
    ],
    hints: [
      'u < p(x′) / p(x) means ln u < ln p(x′) − ln p(x).',
      'What does `NaN` give in `Math.log(u) < NaN`? And in `!(Math.log(u) >= NaN)`?',
      '`return Math.log(u) < logPNew - logP;`',
    ],
    because:
      'One comparison does it all. $-\\infty$ is below every $\\ln u$, and a comparison with NaN is false: a proposal that went wrong is refused, as it should be.',
  },
  'tune-it': {
    kind: 'make',
    prompt:
      'In *How far to propose*, take the **banana** and find a scale at which between 20 and 30 % of the proposals are accepted and the 40 000 draws are worth more than 500.',
    figure: 'scale',
    check: (state: ScaleState | undefined) => {
      if (state?.acceptance === undefined) return 'Drag the scale in the figure first.';
      if (state.shape !== 'banana') return 'The target should be the banana.';
      const part = (100 * state.acceptance).toFixed(1);
      if (state.acceptance > 0.3) return `${part} % are accepted: the steps are too short for what is asked.`;
      if (state.acceptance < 0.2) return `${part} % are accepted: the steps are too long for what is asked.`;
      return (state.ess ?? 0) > 500
        ? true
        : `${part} % are accepted, and the draws are worth ${(state.ess ?? 0).toFixed(0)}. Move a little, or take another seed: ESS is an estimate, too.`;
    },
    hints: [
      'Proposals that go farther are accepted less often.',
      'The dot on the upper curve should stand between 0.2 and 0.3.',
      'Try a scale of about 2.5.',
    ],
    because:
      'Both ends waste: too small a step goes nowhere, too large a step is refused. Between them the curve has a broad top, and “about a quarter” is near enough.',
  },
  'which-line-walk': {
    kind: 'choice',
    prompt:
      'The histogram of this walk is too low where the target is high, and too high in its tails. Which line is at fault?',
    options: [
      'y = x + 2 * normal()',
      'r = Math.exp(logP(y) - logP(x))',
      'if (uniform() < r) { x = y; kept.push(x) }',
      'draw(histogram(kept))',
    ],
    right: 2,
    reason: true,
    hints: [
      'How often does the walk refuse to leave a peak, and how often a tail?',
      'What should be counted in a step that is refused?',
    ],
    wrong: (option: number) =>
      option === 1
        ? 'The ratio is right, and a ratio above 1 does no harm: u is below 1.'
        : option === 0
          ? 'A symmetric proposal of any width is right in the long run: width changes the speed, not the law.'
          : 'It draws what it is given. Which line decides what is kept?',
    because:
      'A refused step stays, and the place counts **once more**: `kept.push(x)` belongs behind the brace. From a peak most proposals are refused; without the repeats the peak loses the visits that make it high.',
  },
  'lag-one': {
    kind: 'number',
    prompt:
      'Gibbs sampling on a normal law in the plane, both variances 1, correlation $\\rho = 0.9$. A round draws $x_1$, then $x_2$. What is the correlation of $x_1$ after a round with $x_1$ after the round before?',
    answer: 0.81,
    tolerance: 0.005,
    hints: [
      'The conditional law of $x_1$ given $x_2$ is $\\mathcal N(\\rho x_2, 1 - \\rho^2)$.',
      'On the way from $x_1$ to the next $x_1$ there are two draws: $x_2$ given $x_1$, then $x_1$ given $x_2$.',
      'Each of them multiplies the correlation by ρ.',
    ],
    wrong: (x: number) =>
      Math.abs(x - 0.9) < 0.005
        ? 'That is one draw. A round is two: from $x_1$ to $x_2$, and back.'
        : Math.abs(x - 0.19) < 0.005
          ? 'That is $1 - \\rho^2$, the variance that a conditional law has left.'
          : Math.abs(x - 0.6561) < 0.005
            ? 'That is the correlation over two rounds.'
            : '',
    because: 'ρ² = 0.81. So (1 + 0.81) / (1 − 0.81), about 9.5 rounds, are worth one independent draw.',
  },
  'label-law': {
    kind: 'order',
    prompt:
      'A mixture of bells of variance $\\sigma^2$ with means $\\mu_k$ and weights $\\pi_k$. All of them are known at this moment. With which probability does the point $x_i$ get the label $k$? Two tiles are left over.',
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
      'In one set R-hat and both effective sizes are well. Compare the mean with the badge.',
    ],
    because:
      'Four of the faults show in R-hat or in the effective size. The fifth, set B, shows in neither: chains that agree may agree on the wrong law.',
  },
  'detailed-balance': {
    kind: 'explain',
    prompt:
      "Why does a Metropolis chain that has its target’s law once keep it for ever? Say it with two places $x$ and $x'$, in one or two sentences.",
    model:
      'Of the proposals from the higher place to the lower only the part p(lower) / p(higher) is accepted, of those back all. But the walkers on the higher place are p(higher) / p(lower) times as many, so that as many go from x to x′ as from x′ to x. Since this holds for every pair of places, no place gains or loses on the whole.',
    hints: [
      'How many walkers stand on each place, and which part of them hops to the other?',
      "Say $p(x) = 2\\, p(x')$. From where is every proposal accepted?",
    ],
  },
};
