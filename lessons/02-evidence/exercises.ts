// The exercises of lesson 2. Their numbers are checked against the core (tests/web/lesson-02).

import type { Exercise } from '$web/exercises/types.ts';

interface VagueState {
  sd?: number;
  logFactor?: number;
}

interface BackState {
  solved?: string[];
}

export const exercises: Record<string, Exercise> = {
  'next-count': {
    kind: 'number',
    prompt:
      'Cars pass at an unknown rate $\\lambda$ a minute. Your prior is Gamma with shape 2 and rate 1. In three minutes you count 3, 5 and 1 cars. What is the posterior mean of $\\lambda$?',
    answer: 2.75,
    tolerance: 0.005,
    hints: [
      'The shape grows by every car, the rate by 1 for every minute.',
      'The posterior is Gamma with shape 2 + 9 and rate 1 + 3.',
      'The mean of a gamma law is its shape over its rate.',
    ],
    wrong: (x: number) =>
      Math.abs(x - 3) < 0.01
        ? 'That is the mean of the counts alone. The prior counts, too.'
        : Math.abs(x - 2) < 0.01
          ? 'That is the prior’s mean. What have nine cars in three minutes added?'
          : Math.abs(x - 11 / 3) < 0.01
            ? 'The shape is right. The rate grows as well: by 1 for each minute.'
            : '',
    because: '$(2 + 9) / (1 + 3) = 11/4$: between the prior’s 2 and the data’s 3, nearer to the data.',
  },
  'to-density': {
    kind: 'order',
    prompt:
      'A program says $\\theta \\sim \\text{Beta}(a, b)$ and $y_i \\sim \\text{Bernoulli}(\\theta)$ for $i = 1 \\dots n$. Write it as a density. Two tiles are left over.',
    before: '$p(y, \\theta) =$',
    tiles: ['Beta(θ; a, b)', '∏ over i', 'Bernoulli(yᵢ; θ)', '∑ over i', 'Bernoulli(θ; yᵢ)'],
    accepted: [
      ['Beta(θ; a, b)', '∏ over i', 'Bernoulli(yᵢ; θ)'],
      ['∏ over i', 'Bernoulli(yᵢ; θ)', 'Beta(θ; a, b)'],
    ],
    hints: [
      'Every line with a ~ becomes one factor.',
      'A line that is repeated for $i = 1 \\dots n$ becomes a product over $i$.',
    ],
    because: 'One factor a line. In logarithms: one summand a line, and that is how programs compute it.',
  },
  'from-density': {
    kind: 'make',
    prompt:
      'In *The way back*, find a program for **two** of the four densities, one of them the waiting times or the three levels.',
    figure: 'back',
    check: (state: BackState | undefined) => {
      const solved = state?.solved ?? [];
      if (solved.length === 0) return 'None is found yet. Compare a program with its density in the figure.';
      if (solved.length < 2) return 'One is found. One more, please.';
      return solved.includes('waiting') || solved.includes('levels')
        ? true
        : 'Two are found. Now one with a rate, or with three levels.';
    },
    hints: [
      'Which summands mention the unknown alone? Together they are the logarithm of its prior, up to a constant.',
      'An exponential law of rate $\\lambda$ has the log density $\\log \\lambda - \\lambda t$. Take away one such for each time; what is left?',
      '$\\log \\lambda - \\lambda$ is left: Gamma(2, 1), whose constant is 1.',
    ],
    because:
      'A density does not say in which order its variables were drawn. A program does, and several programs have one density.',
  },
  'mixture-mean': {
    kind: 'order',
    prompt:
      'A mixture of bells of variance $\\sigma^2$: datum $x_i$ comes from bell $k$ if $z_{ik} = 1$, and $n_k = \\sum_i z_{ik}$ data do. The prior of the middle is $\\mu_k \\sim \\mathcal N(0, 1)$. Give its complete conditional. Two tiles are left over.',
    before: '$\\mu_k$, given everything else, is normal with mean',
    tiles: [
      '$\\sum_i x_i$',
      '$\\sigma^2$',
      '$/ (n_k + \\sigma^2)$',
      'and variance',
      '$\\sum_i z_{ik} x_i$',
      '$/ (n_k + 1)$',
      '$/ (n_k + \\sigma^2)$',
    ],
    accepted: [
      [
        '$\\sum_i z_{ik} x_i$',
        '$/ (n_k + \\sigma^2)$',
        'and variance',
        '$\\sigma^2$',
        '$/ (n_k + \\sigma^2)$',
      ],
    ],
    hints: [
      'Only the data of bell $k$ know anything about its middle.',
      'Precisions add: 1 from the prior, $1 / \\sigma^2$ from each of $n_k$ data.',
      'The variance is $1 / (1 + n_k / \\sigma^2)$. Multiply above and below by $\\sigma^2$.',
    ],
    because:
      'The mean is a weighted one: $\\sum_i z_{ik} x_i / \\sigma^2$ from the data and 0 from the prior, divided by the precision $1 + n_k / \\sigma^2$. A bell without data falls back to its prior, $\\mathcal N(0, 1)$.',
  },
  'integrate-out': {
    kind: 'choice',
    prompt: 'Why can we integrate out $\\theta$? Somebody explains it in four sentences. Which one is wrong?',
    options: [
      'A: The prior makes $\\theta$ a random quantity, with a law like everything that is drawn.',
      'B: Likelihood times prior is the joint law $p(Y, \\theta)$, by the product rule.',
      'C: The integral of $p(Y, \\theta)$ over $\\theta$ is $p(Y)$, by the sum rule: some coin it was.',
      'D: The prior is not needed for that: the integral of $p(Y \\mid \\theta)$ alone is $p(Y)$, too.',
    ],
    right: 3,
    reason: true,
    hints: [
      'Which of these functions is a density in $\\theta$?',
      'What was the area of the likelihood in lesson 1?',
    ],
    wrong: (option: number) =>
      option === 0
        ? 'That is what a prior is. Without it there would be nothing to average over.'
        : 'That rule holds. To which function is it applied in the other sentences?',
    because:
      'The likelihood is no law of $\\theta$, so there is nothing to sum out. Its integral changes if one measures the coin on another scale, by its odds say; the prior changes with the scale, and $p(Y)$ stays.',
  },
  'bic-lines': {
    kind: 'choice',
    prompt:
      'Somebody chooses the degree of a polynomial by BIC. `fits` has, for every degree, the highest log-likelihood and the number k of parameters; n is the number of data. With 100 points from a cubic, the program picks degree 7. Which line is wrong?',
    options: [
      'A: const score = (fit) => 2 * fit.k - 2 * fit.logLikelihood;',
      'B: const scores = fits.map(score);',
      'C: const best = Math.min(...scores);',
      'D: return fits[scores.indexOf(best)].degree;',
    ],
    right: 0,
    reason: true,
    hints: ['What should one more parameter cost, with 100 data?', 'Where does n stand in the program?'],
    wrong: (option: number) =>
      option === 2
        ? 'BIC is small where a model is good: the smallest is wanted.'
        : 'That line does what it says. How much does one more parameter cost here?',
    because:
      'A parameter costs $\\ln n$, with 100 data 4.6, not 2. Line A is another criterion, AIC, which aims at prediction and keeps more terms.',
  },
  lindley: {
    kind: 'make',
    prompt:
      'In *A prior that says nothing* the data are 2.5 standard errors from 0. Choose a prior for the free mean under which the evidence is for mean 0, **three to one or more**: a log evidence of $-\\ln 3$ or below.',
    figure: 'breaks',
    check: (state: VagueState | undefined) => {
      if (state?.logFactor === undefined) return 'Open “A prior that says nothing” in the figure first.';
      if (state.logFactor > -Math.log(3))
        return `With sd ${Number(state.sd!.toPrecision(2))} it is ${state.logFactor.toFixed(2)} nats; −1.10 or less is wanted.`;
      return true;
    },
    hints: ['Say less: widen the prior.', 'Each factor of ten costs the free mean 2.3 nats.'],
    because:
      'A test rejects mean 0 at the level of 2 %, and the evidence speaks for it. Both are right about different questions; the second depends on what the prior says.',
  },
  chain: {
    kind: 'code',
    prompt:
      'Compute an evidence without an integral. The coin has the prior Beta(a, b); `tosses` is a list of 1 (heads) and 0 (tails). Before each toss, heads has probability a / (a + b); after it, the posterior is the next prior. Give the **logarithm** of the probability of all tosses in their order.',
    starter: `function logEvidence(a, b, tosses) {
  let total = 0;
  for (const toss of tosses) {
    // how probable was it, and what is the prior for the next one?
  }
  return total;
}
`,
    tests: [
      {
        name: 'logEvidence',
        args: [2, 2, [1]],
        expected: Math.log(0.5),
        tolerance: 1e-12,
        why: 'The first toss is heads with probability a / (a + b).',
      },
      {
        name: 'logEvidence',
        args: [1, 1, [1, 1]],
        expected: Math.log(1 / 3),
        tolerance: 1e-12,
        why: 'After one head the prior is Beta(2, 1): the second head has probability 2/3.',
      },
      {
        name: 'logEvidence',
        args: [2, 2, [1, 0, 1, 1, 1, 0, 1, 1, 0, 1]],
        expected: -6.977748,
        tolerance: 1e-6,
        why: 'This is the coin of the lesson. Tails has probability b / (a + b), and adds 1 to b.',
      },
      {
        name: 'logEvidence',
        args: [0.5, 3, []],
        expected: 0,
        tolerance: 0,
        hidden: true,
        why: 'No toss at all is certain: the logarithm of 1.',
      },
      {
        name: 'logEvidence',
        args: [1, 1, Array.from({ length: 2000 }, (_, i) => i % 2)],
        // log of 1000! 1000! / 2001!, with 30 digits elsewhere.
        expected: -1389.869395872,
        tolerance: 1e-9,
        hidden: true,
        why: 'Add logarithms. A product of thousands of probabilities ends at zero.',
      },
    ],
    hints: [
      '`total += Math.log(toss ? a / (a + b) : b / (a + b));`',
      'Then count it: `if (toss) a += 1; else b += 1;`',
    ],
    because:
      'The evidence is a record of predictions, each made before its toss. A model that is vague predicts badly at first, and pays for it.',
  },
  razor: {
    kind: 'explain',
    prompt:
      'Nobody wrote a penalty for parameters into the evidence. Why does a polynomial of degree 9 still lose against the cubic? One or two sentences.',
    model:
      'The evidence averages the likelihood over the whole prior: degree 9 can draw many curves, so that few of them pass near these data and the average is low. A cubic spends its probability on fewer data sets, among them this one.',
  },
};
