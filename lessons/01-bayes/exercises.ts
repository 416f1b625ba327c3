// The exercises of lesson 1. Their numbers are checked against the core (tests/web/lesson-01).

import type { Exercise } from '$web/exercises/types.ts';

interface VennState {
  a?: number;
  b?: number;
  both?: number;
}

interface GraphState {
  own?: boolean;
  pair?: number[];
  given?: number[];
}

export const exercises: Record<string, Exercise> = {
  'twice-positive': {
    kind: 'number',
    prompt:
      'One in 100 is ill; a test is positive for 90 of 100 who are ill and for 9 of 100 who are well. Somebody is tested twice; among the ill, and among the well, the second result does not depend on the first. Both are *positive*. With which probability is this person ill?',
    answer: 0.0081 / (0.0081 + 0.99 * 0.0081),
    tolerance: 0.005,
    hints: [
      'Think of 10 000 people. How many are ill, and how many of those are positive twice?',
      'Of 100 who are ill, 81 are positive twice. Of 9 900 who are well, 9 % of 9 % are.',
      '81 against about 80: nearly one half.',
    ],
    wrong: (x: number) =>
      Math.abs(x - 0.0917) < 0.003
        ? 'That is after one positive test. It is the prior of the second.'
        : Math.abs(x - 0.81) < 0.005
          ? 'That is how often the ill are positive twice. How many are well and positive twice?'
          : Math.abs(x - 0.1834) < 0.004
            ? 'Probabilities of this kind do not add: use the first posterior as the second prior.'
            : '',
    because:
      'The posterior of the first test is the prior of the second. Each positive test multiplies the odds by $0.9 / 0.09 = 10$: from 1 : 99 to 10 : 99 to 100 : 99.',
  },
  independent: {
    kind: 'make',
    prompt:
      'In *Two events as areas*, move or resize the disc so that $A$ and $B$ overlap and are **independent**: $\\mathrm P(A \\mid B)$ and $\\mathrm P(A)$ differ by at most 0.01.',
    figure: 'venn',
    check: (state: VennState | undefined) => {
      const { a, b, both } = state ?? {};
      if (a === undefined || b === undefined || both === undefined)
        return 'Move the disc in the figure first.';
      if (both < 1e-12)
        return 'They do not meet: then B says for certain that A does not happen. That is not independence.';
      const given = both / b;
      return Math.abs(given - a) <= 0.01
        ? true
        : `P(A | B) is ${given.toFixed(3)} and P(A) is ${a.toFixed(3)}: B makes A ${given > a ? 'more' : 'less'} probable.`;
    },
    hints: [
      'Ask for P(A), then for P(A | B), and compare.',
      'If P(A | B) is too large, less of the disc may lie in the hexagon: move it outwards.',
    ],
    because: 'Independent means: knowing that $B$ happened changes nothing. It is not the same as disjoint.',
  },
  leaflet: {
    kind: 'choice',
    prompt:
      'A program reads a thousand mails that people have marked as spam or ham. It shall say how probable it is that a new mail with the word “free” is spam. In which line does it go wrong?',
    options: [
      'spam = mails.filter(isSpam)',
      'withFree = spam.filter(hasFree)',
      'answer = withFree.length / spam.length',
      'print(answer)',
    ],
    right: 2,
    reason: true,
    hints: ['Say in words what each line counts.', 'Of whom is the answer a share? Of whom should it be?'],
    wrong: () => 'That line does what it says. What is the answer a share of?',
    because:
      'It divides by all spam, which gives P(free | spam). It should divide by all mails with the word, spam or ham: P(spam | free).',
  },
  theorem: {
    kind: 'order',
    prompt: 'Put Bayes’ theorem together, with the evidence written out. Two tiles are left over.',
    before: '$p(\\theta \\mid Y) =$',
    tiles: ['p(Y | θ)', '∫', 'p(θ)', '/', 'p(Y | t) p(t) dt', 'p(Y ∪ θ)', 'p(θ | Y)'],
    accepted: [
      ['p(Y | θ)', 'p(θ)', '/', '∫', 'p(Y | t) p(t) dt'],
      ['p(θ)', 'p(Y | θ)', '/', '∫', 'p(Y | t) p(t) dt'],
    ],
    hints: [
      'Above the line stands likelihood times prior.',
      'Below it stands the sum of all such products: an integral over every parameter, here called t.',
    ],
    because: 'The t below is summed out: the evidence does not depend on the θ above.',
  },
  'posterior-code': {
    kind: 'code',
    prompt:
      'Write Bayes’ rule for any number of hypotheses. `prior[i]` is the probability of hypothesis i before the data, `likelihood[i]` the probability of the data under it. Give the list of posterior probabilities.',
    starter: `function posterior(prior, likelihood) {
  // product, sum, quotient
  return prior;
}
`,
    tests: [
      {
        name: 'posterior',
        args: [
          [0.01, 0.99],
          [0.9, 0.09],
        ],
        expected: [0.009 / 0.0981, 0.0891 / 0.0981],
        tolerance: 1e-12,
        why: 'Multiply each prior by its likelihood, then divide by the sum of these products.',
      },
      {
        name: 'posterior',
        args: [
          [0.25, 0.25, 0.5],
          [0.2, 0.4, 0.1],
        ],
        expected: [0.25, 0.5, 0.25],
        tolerance: 1e-12,
        why: 'There are three hypotheses here: work with the whole list.',
      },
      {
        name: 'posterior',
        args: [
          [0, 1],
          [0.9, 0.001],
        ],
        expected: [0, 1],
        tolerance: 1e-12,
        hidden: true,
        why: 'A prior of 0 stays 0, whatever the likelihood.',
      },
      {
        name: 'posterior',
        args: [
          [0.5, 0.5],
          [3, 9],
        ],
        expected: [0.25, 0.75],
        tolerance: 1e-12,
        hidden: true,
        why: 'A likelihood need not sum to 1, and a density may be greater than 1: divide by the sum of the products.',
      },
    ],
    hints: [
      '`const product = prior.map((p, i) => p * likelihood[i]);`',
      'The evidence is the sum: `const evidence = product.reduce((a, b) => a + b, 0);`',
      '`return product.map((p) => p / evidence);`',
    ],
    because:
      'Three lines, and the middle one is the evidence. With a list of a thousand coins they draw the figure of the four terms.',
  },
  'explain-away': {
    kind: 'make',
    prompt:
      'In *A question to a graph*, take the sprinkler as it is drawn. Ask about *sprinkler* and *rain*, with *season* known: they are independent. Make them dependent again by knowing **one thing more**, but not whether the grass is wet.',
    figure: 'separation',
    check: (state: GraphState | undefined) => {
      const { own, pair, given } = state ?? {};
      if (own === undefined || !pair || !given) return 'Ask the graph something first.';
      if (own) return 'Take the sprinkler’s graph as it is drawn at first.';
      if (pair.join() !== '1,2') return 'Ask about sprinkler and rain: choose “ask about it” and press both.';
      if (!given.includes(0)) return 'The season shall be known.';
      if (given.includes(3)) return 'Leave “wet” alone: something else opens the same gate.';
      if (!given.includes(4))
        return 'With the season alone they are independent. Which node comes after the one where two arrows meet?';
      return true;
    },
    hints: [
      'Two arrows meet at *wet*. That gate opens when one knows wet, or something after it.',
      'What does one notice without looking at the grass?',
    ],
    because:
      'That it is slippery says that the grass is probably wet, and the two causes must share the credit: knowing of rain excuses the sprinkler. A trace of an effect is enough.',
  },
  'not-a-density': {
    kind: 'explain',
    prompt:
      'A friend tosses a coin ten times, sees heads seven times and says: “the likelihood of θ = 0.7 is 0.27, so the coin is 0.7 with probability 27 %.” What do you answer? One or two sentences.',
    model:
      'The likelihood is the probability of the data if the coin is 0.7, not the probability of the coin given the data; over all θ it does not add up to 1. To speak of the coin’s probability one needs a prior, and must divide by the evidence.',
  },
};
