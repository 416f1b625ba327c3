// The exercises of lesson 6. Their numbers are checked against the core (tests/web/lesson-06).

import type { Exercise } from '$web/exercises/types.ts';

interface LengthsState {
  target?: string;
  /** Effective draws for 1 000 gradients. */
  worth?: number | null;
  acceptance?: number;
  /** Step size times number of steps. */
  slide?: number;
  /** How neighbouring draws correlate. */
  lag1?: number;
}

/** How many divergences were last seen of each. */
interface FunnelState {
  funnel_centred?: number;
  funnel_noncentred?: number;
}

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

export const goal = 75;
/** Along the ridge, whose variance there is 1 + 0.95. */
const halfRound = Math.PI * Math.sqrt(1.95);

export const exercises: Record<string, Exercise> = {
  'largest-step': {
    kind: 'number',
    prompt:
      'A posterior is a normal law with independent coordinates of widths 0.05, 1 and 20. Below which step size is leapfrog stable?',
    answer: 0.1,
    tolerance: 0.002,
    hints: [
      'One coordinate alone is stable while the step is below twice its width.',
      'All coordinates make the same step. Which of them explodes first?',
      '2 · 0.05.',
    ],
    wrong: (x: number) =>
      Math.abs(x - 40) < 0.5
        ? 'That is the limit of the widest direction. The others exploded long before.'
        : Math.abs(x - 2) < 0.05
          ? 'That is the limit for a width of 1. There is a narrower direction.'
          : Math.abs(x - 0.05) < 0.002
            ? 'That is the width itself; leapfrog bears more.'
            : '',
    because:
      'The narrowest direction decides. To cross the widest with such steps takes hundreds of them: this is why warm-up learns the widths, and rescales.',
  },
  'write-leapfrog': {
    kind: 'code',
    prompt:
      'Write `steps` leapfrog steps. `slope(q)` gives $\\nabla \\log \\tilde p$ at $q$; here it is that of a steep-walled valley. Give the list of place and momentum at the end. Hidden cases go there and back, and watch the energy.',
    starter: `const slope = (q) => -q - q ** 3;

function leapfrog(q, p, eps, steps) {
  for (let i = 0; i < steps; i++) {
    // kick, drift, kick
  }
  return [q, p];
}
`,
    tests: [
      {
        name: 'leapfrog',
        args: [1, 0, 0.1, 1],
        expected: [0.99, -0.1 - 0.05 * (0.99 + 0.99 ** 3)],
        tolerance: 1e-12,
        why: 'Half a kick from slope −2: p = −0.1. Then q = 1 − 0.01, and half a kick by the slope there.',
      },
      {
        name: 'leapfrog',
        args: [0.7, 1.3, 0.2, 0],
        expected: [0.7, 1.3],
        tolerance: 0,
        why: 'No step leaves all as it is.',
      },
      {
        name: 'leapfrog',
        args: [0.99, 0.1 + 0.05 * (0.99 + 0.99 ** 3), 0.1, 1],
        expected: [1, 0],
        tolerance: 1e-12,
        hidden: true,
        why: 'The first case, turned round: from its end with the momentum’s sign changed one must come back to the start. Does the second half kick use the slope at the new place?',
      },
      {
        name: 'leapfrog',
        args: [1, 0, 0.01, 1000],
        expected: (end: unknown) => {
          const [q, p] = end as [number, number];
          const energy = q ** 2 / 2 + q ** 4 / 4 + p ** 2 / 2;
          const off = Math.abs(energy - 0.75);
          return off < 2e-4
            ? true
            : `After 1 000 steps of 0.01 the energy is off by ${off.toPrecision(2)}; leapfrog is off by less than 0.0002.`;
        },
        hidden: true,
        why: 'The energy should stay within the square of the step size, or so.',
      },
    ],
    hints: [
      'Three lines in the loop: one for p, one for q, one for p.',
      '`p += eps / 2 * slope(q);` stands there twice. Between the two, q moves.',
      '`p += eps / 2 * slope(q); q += eps * p; p += eps / 2 * slope(q);`',
    ],
    because:
      'Each line changes one of the two by what depends on the other alone. That makes it reversible, and that in turn makes the acceptance so plain.',
  },
  'half-step': {
    kind: 'choice',
    prompt:
      'This HMC runs and accepts more than half of its proposals, and its histogram has the wrong width. Which line is at fault?',
    options: [
      'let p = normal(); const start = H(q, p)',
      'for (let i = 0; i < L; i++) { p += eps * slope(q); q += eps * p }',
      'const end = H(q, p)',
      'if (Math.log(uniform()) < start - end) accept(q)',
    ],
    right: 1,
    reason: true,
    hints: [
      'Turn the momentum round at the end and run the loop again. Do you come back?',
      'What kind of step should the first one be, and the last?',
    ],
    wrong: (option: number) =>
      option === 3
        ? 'That is right: the logarithm of the ratio of densities is the energy at the start less that at the end.'
        : 'That line does what it should.',
    because:
      'The half kicks at both ends are missing. Kick and drift keep volumes, but turned round it is drift and kick: another path. The proposal is not symmetric then, and the energy at the end is that of a momentum half a step too old.',
  },
  'good-slide': {
    kind: 'make',
    prompt: `In *How far to slide*, take the **narrow ridge** and choose $\\varepsilon$ and $L$ so that 1 000 gradients are worth more than **${goal} draws**. The table under the figure (*The numbers*) has the figure per 1 000.`,
    figure: 'lengths',
    check: (state: LengthsState | undefined) => {
      if (state?.acceptance === undefined) return 'Open *How far to slide* first.';
      if (state.target !== 'ridge') return 'The target should be the narrow ridge.';
      if (typeof state.worth !== 'number' || state.acceptance < 0.2)
        return 'Hardly a proposal is accepted: the ridge is 0.22 wide across, so steps beyond 0.44 explode.';
      if (state.worth > goal) return true;
      const advice =
        (state.slide ?? 0) > halfRound
          ? 'The slide is longer than half a round of the ridge: the puck is on its way back, and you pay for it.'
          : (state.lag1 ?? 0) < -0.1
            ? 'Neighbouring draws lie on opposite sides: the slide is near half a round, and half of that would do.'
            : state.acceptance > 0.95
              ? 'The steps may be longer.'
              : 'Slide longer, or make the steps a little shorter.';
      return `1 000 gradients are worth ${state.worth.toFixed(0)} draws, and ${(100 * state.acceptance).toFixed(0)} % are accepted. ${advice}`;
    },
    hints: [
      'The step is bounded by the narrow direction, the length is for the long one.',
      'A quarter of a round along the ridge is enough for a new place: a slide of a little more than 2.',
      'Try a step of 0.3 and eight of them.',
    ],
    because:
      'Some proposals are refused at the best setting: perfect acceptance means steps that are too small for what they cost.',
  },
  'nuts-order': {
    kind: 'order',
    prompt: 'Put a transition of NUTS in order. Two tiles are left over.',
    before: 'NUTS:',
    tiles: [
      'draw a momentum',
      'double while no part turns',
      'drop a new half that turned within',
      'choose a leaf by weight',
      'accept or reject the last leaf',
      'shorten the step',
    ],
    accepted: [
      [
        'draw a momentum',
        'double while no part turns',
        'drop a new half that turned within',
        'choose a leaf by weight',
      ],
    ],
    hints: [
      'It begins as HMC does.',
      'No leaf is accepted or rejected as such, and the step size is left alone after warm-up.',
    ],
    because:
      'In real code the leaf is chosen as the tree grows, so that only one candidate has to be kept; the law is the same.',
  },
  cure: {
    kind: 'make',
    prompt:
      'In *A funnel*, make divergences on Neal’s funnel with its own coordinates. Then cure it: have a run without any.',
    figure: 'funnel',
    check: (state: FunnelState | undefined) => {
      if (state?.funnel_centred === undefined)
        return 'Run Neal’s funnel with its coordinates as they are first.';
      if (state.funnel_centred === 0)
        return 'Your last run as they are had no divergence. Aim at a lower acceptance, so that the steps are longer.';
      if (state.funnel_noncentred === undefined) return 'The divergences are there. Now reparameterise.';
      return state.funnel_noncentred === 0
        ? true
        : 'The reparameterised run still has some. Aim at 0.8 or more.';
    },
    hints: [
      'Longer steps diverge more: aim at an acceptance of 0.6.',
      'The cure is the other button under *Coordinates*.',
    ],
    because:
      'Shorter steps only move the border of what is reached. Coordinates in which all widths are alike remove it.',
  },
  'step-rule': {
    kind: 'code',
    prompt:
      'Write the rule of dual averaging as Stan has it: from the acceptances $\\alpha_1, \\dots, \\alpha_t$ of the transitions so far, the target $\\delta$ and the first step size $\\varepsilon_1$, the step size for the next one. $\\mu = \\log(10\\, \\varepsilon_1)$ and $\\gamma = 0.05$. The average counts in ten transitions without error, so that the first real ones do not throw it about: it begins at $\\bar h = 0$, and the $s$-th acceptance makes it $\\bar h + (\\delta - \\alpha_s - \\bar h) / (s + 10)$.',
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
        why: 'Each of the two acceptances has the share 1 / 12 of the average, and √t is √2.',
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
  },
  'learn-metric': {
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
  },
  'kept-too-much': {
    kind: 'choice',
    prompt:
      'A program samples 2 000 draws with NUTS. On a simple bell its standard deviation comes out several standard errors wrong, for many seeds. Which line is at fault?',
    options: [
      'chain.warmUp(400)  // throws its draws away',
      'draws = []',
      'for (i = 0; i < 2000; i++) { draws.push(chain.next(step)); step = follow(step, chain.acceptance) }',
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
  },
  'paint-trap': {
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
      'Between the dabs the density is next to nothing, so $-\\log p$ is a high ridge. A push is worth half a unit for each coordinate. The walk may jump, if its steps have learnt to be long; add unseen coordinates, and it cannot any more.',
  },
  'rarely-rejected': {
    kind: 'explain',
    prompt:
      'Metropolis’ random walk must take small steps to be accepted. Why may HMC propose a place far away and still be accepted nearly always? One or two sentences.',
    model:
      'The slide follows the slope in such a way that height and motion together keep their sum, so the end is as probable, momentum included, as the start; only the small error of the steps is left to reject. A random direction in many dimensions nearly always leads uphill, out of the typical places; the slide stays among them.',
  },
};
