// The exercises of warm-up and of the student's own target. Their numbers are checked against the core (tests/web/lesson-06).

import type { ChoiceExercise, CodeExercise, MakeExercise } from '$web/exercises/types.ts';

interface WarmupState {
  ground?: string;
  metric?: string;
  target?: number;
  perThousand?: number;
}

interface Who {
  ess?: number;
  rhat?: number;
}

interface DrawState {
  way?: string;
  dabs?: number;
  unseen?: number;
  evaluations?: number;
  nuts?: Who;
  walk?: Who;
}

export const stepRule: CodeExercise = {
  kind: 'code',
  prompt:
    'Write the rule of dual averaging as Stan has it: from the acceptances $\\alpha_1, \\dots, \\alpha_t$ of the transitions so far, the target $\\delta$ and the first step size $\\varepsilon_1$, the step size for the next one. $\\mu = \\log(10\\, \\varepsilon_1)$ and $\\gamma = 0.05$. The average forgets its first terms: it begins at $\\bar h = 0$, and the $s$-th acceptance makes it $\\bar h + (\\delta - \\alpha_s - \\bar h) / (s + 10)$.',
  starter: `function nextStep(alphas, delta, first) {
  let h = 0;
  // for each acceptance: h becomes ...
  return first;
}
`,
  tests: [
    {
      name: 'nextStep',
      args: [[0.8], 0.8, 0.1],
      expected: 1,
      tolerance: 1e-12,
      why: 'The acceptance is as wished, so the average error is 0: the rule gives its guess, ten times the first step.',
    },
    {
      name: 'nextStep',
      args: [[0.3], 0.8, 0.1],
      expected: Math.exp(-(0.5 / 11) / 0.05),
      tolerance: 1e-12,
      why: 'One acceptance, 0.5 too low: the average is 0.5 / 11, and the logarithm falls by √1 / 0.05 times that.',
    },
    {
      name: 'nextStep',
      args: [[0.3, 1], 0.8, 0.1],
      expected: Math.exp((-Math.SQRT2 / 0.05) * (0.5 / 11 + (-0.2 - 0.5 / 11) / 12)),
      tolerance: 1e-12,
      why: 'The second acceptance has the share 1 / 12 of the average, and √t is √2.',
    },
    {
      name: 'nextStep',
      args: [[1, 1, 1], 0.6, 2],
      expected: 20 * Math.exp((Math.sqrt(3) / 0.05) * 0.4 * (1 - (10 / 11) * (11 / 12) * (12 / 13))),
      tolerance: 1e-9,
      hidden: true,
      why: 'All acceptances are 1: too careful. The step has to grow.',
    },
  ],
  hints: [
    'The error is delta - alpha: positive when the step is too long.',
    '`alphas.forEach((a, i) => (h += (delta - a - h) / (i + 11)));`',
    '`return Math.exp(Math.log(10 * first) - (Math.sqrt(alphas.length) / 0.05) * h);`',
  ],
  because:
    'With $\\sqrt t$ in front, an average error that does not go to 0 pushes harder and harder. So the mean acceptance must come to $\\delta$, whatever the target is. What is used after warm-up is an average of the $\\log \\varepsilon_t$, which jumps less.',
};

export const learnMetric: MakeExercise = {
  kind: 'make',
  prompt:
    'In *Warm-up at work*, take **a tilted ridge**. Choose the metric and the acceptance to aim at so that 1 000 gradients are worth more than 120 independent draws.',
  figure: 'warmup',
  check: (state: WarmupState | undefined) => {
    if (state?.perThousand === undefined) return 'Choose the target in the figure first.';
    if (state.ground !== 'tilted') return 'The target should be the tilted ridge.';
    if (state.perThousand > 120) return true;
    const worth = `1 000 gradients are worth ${state.perThousand.toFixed(0)} draws.`;
    return state.metric === 'dense'
      ? `${worth} The metric fits. Do you need such small steps?`
      : `${worth} Can this metric tilt an ellipse?`;
  },
  hints: [
    'Look at the ellipse on the right when warm-up is over. Does it lie on the target’s?',
    'A variance each makes an ellipse with level axes. This ridge is not level.',
    'The whole covariance, and an acceptance of about 0.7.',
  ],
  because:
    'With the covariance as metric the ridge is a round bell. What is left is the step size: a high acceptance buys nothing here, and costs gradients.',
};

export const keptTooMuch: ChoiceExercise = {
  kind: 'choice',
  prompt:
    'A program samples 2 000 draws with NUTS. On a simple bell its standard deviation comes out several standard errors wrong, for many seeds. Which line is at fault?',
  options: [
    'chain.warmUp(400)  // throws its draws away',
    'draws = []',
    'for (i = 0; i < 2000; i++) draws.push(chain.next(step)); step = follow(step, chain.acceptance)',
    'report(standardDeviation(draws))',
  ],
  right: 2,
  reason: true,
  hints: [
    'What must a chain not do once its draws count?',
    'Which line changes how the next draw is made, by what the last one was?',
  ],
  wrong: (option: number) =>
    option === 0
      ? 'That is what one does with the draws of warm-up. They need not have the law of the target.'
      : 'That line does what it should.',
  because:
    'The step size goes on following the acceptance. Where the chain has just been decides how it moves, so it is no Markov chain with the target as its law: it hurries through where steps are accepted. Adapt, then stop adapting, then draw.',
};

export const paintTrap: MakeExercise = {
  kind: 'make',
  prompt:
    'In *A target of your own*, paint a trap: at most four dabs on which the chains of NUTS disagree, R-hat above 1.2, after at least 5 000 evaluations. Then look at the walk: does it fall in, too?',
  figure: 'draw',
  check: (state: DrawState | undefined) => {
    if (state?.nuts?.rhat === undefined) return 'Let the chains run in the figure first.';
    if (state.way !== 'paint') return 'Paint it: a formula is another game.';
    if ((state.dabs ?? 99) > 4) return `There are ${state.dabs} dabs; at most four are allowed.`;
    if ((state.evaluations ?? 0) < 5000)
      return 'Give it more time: with few draws R-hat is large for any target.';
    return state.nuts.rhat > 1.2
      ? true
      : `R-hat of NUTS is ${state.nuts.rhat.toFixed(2)}: its chains find their way. What could keep a puck from the other side?`;
  },
  hints: [
    'A puck crosses no ridge that is higher than its push.',
    'Two fine dabs, far apart, are two deep valleys.',
    'Begin with “two, far apart”.',
  ],
  because:
    'Between the dabs the density is next to nothing, so $-\\log p$ is a high ridge. A push is worth half a unit for each coordinate. The walk jumps, when its steps have learnt to be long; add unseen coordinates, and it cannot any more.',
};
