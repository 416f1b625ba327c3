import type { Exercise } from '../../../web/exercises/types.ts';

export const exercises: Record<string, Exercise> = {
  phi: {
    kind: 'number',
    prompt: 'Which $z$ has $\\Phi(z) = 0.84$? Guess from the drawing *before* you compute.',
    answer: 0.994458,
    tolerance: 0.005,
    hints: [
      'About 68 % lie within one standard deviation of the mean.',
      'So $84 \\%$ lie below $z = 1$, nearly.',
    ],
    because: '$\\Phi(1) = 0.8413$, so the answer is a little less than one.',
    wrong: (x) =>
      Math.abs(x - 0.7995) < 0.001 ? 'That is $\\Phi(0.84)$: the curve was read the wrong way round.' : '',
  },
  fault: {
    kind: 'choice',
    prompt:
      'This should draw from the exponential law with rate 2. Which line is wrong?\n\n```js\nconst u = uniform();\nconst p = 2 * Math.exp(-2 * u);\nreturn p;\n```',
    options: ['`const u = uniform();`', '`const p = 2 * Math.exp(-2 * u);`', '`return p;`'],
    right: 1,
    reason: true,
    because: 'It evaluates the density at $u$; the inverse of the distribution function is needed.',
    wrong: (option) => (option === 0 ? 'A uniform number is the right beginning.' : ''),
    hints: ['Which function takes a probability and gives a value?'],
  },
  elbo: {
    kind: 'order',
    prompt: 'Put the terms of the bound in place.',
    before: '$\\mathcal{L} =$',
    tiles: ['$-$', '$\\mathrm{E}_q[\\log p(x, z)]$', '$\\mathrm{E}_q[\\log q(z)]$', '$\\log p(x)$'],
    accepted: [['$\\mathrm{E}_q[\\log p(x, z)]$', '$-$', '$\\mathrm{E}_q[\\log q(z)]$']],
    hints: ['The joint comes first.'],
  },
  slide: {
    kind: 'make',
    prompt: 'Move the slider to 3 or more.',
    figure: 'rain',
    check: ({ value }: { value: number }) => value >= 3 || `It stands at ${value}.`,
    because: 'There it is.',
    hints: ['To the right.'],
  },
  accept: {
    kind: 'code',
    prompt: 'Write the acceptance probability of a Metropolis step.',
    starter: 'function accept(p, q) {\n  return 1;\n}\n',
    tests: [
      { name: 'accept', args: [0.5, 0.2], expected: 0.4 },
      { name: 'accept', args: [0.2, 0.5], expected: 1, hidden: true, why: 'A ratio above one is certain.' },
    ],
    because: 'Uphill always, downhill sometimes.',
    hints: ['The ratio of the new density to the old.'],
  },
  why: {
    kind: 'explain',
    prompt: 'Why does the constant of the density not matter to Metropolis?',
    model: 'Only the ratio of two densities is used, and in it the constant cancels.',
  },
};
