import type { Example } from './example.ts';

export const changePoint: Example = {
  slug: 'change-point',
  title: 'A change point: coal mines',
  text: 'Accidents in British coal mines that killed ten people or more, by year. At some time they became rarer. When? The year is a whole number, over which no gradient leads, so it is summed out: for every year the log-likelihood of a change then, and logSumExp over all of them. Its posterior probabilities come out as a quantity.',
  source: 'R. G. Jarrett (1979), Biometrika 66',
  code: `model(({ sample, factor, quantity, data }) => {
  const n = data.accidents.length;
  const early = sample('early', exponential(0.5));
  const late = sample('late', exponential(0.5));

  // Sums of the first 1, 2, ... years at both rates, and those of the years after them.
  const before = cumsum(logProb(poisson(early), data.accidents));
  const after = cumsum(logProb(poisson(late), data.accidents));
  const change = add(before, sub(after[n - 1], after)).slice(0, n - 1);

  factor('accidents', sub(logSumExp(change), Math.log(n - 1)), { likelihood: true });
  const p = softmax(change);
  const years = Array.from({ length: n - 1 }, (_, i) => data.first + i + 1);
  quantity('year', dot(p, years));
  quantity('p', p);
});
`,
  data: () => Promise.resolve({ first: 1851, accidents }),
};

/** 1851 to 1962. */
const accidents = [
  4, 5, 4, 1, 0, 4, 3, 4, 0, 6, 3, 3, 4, 0, 2, 6, 3, 3, 5, 4, 5, 3, 1, 4, 4, 1, 5, 5, 3, 4, 2, 5, 2, 2, 3, 4,
  2, 1, 3, 2, 2, 1, 1, 1, 1, 3, 0, 0, 1, 0, 1, 1, 0, 0, 3, 1, 0, 3, 2, 2, 0, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 2,
  1, 0, 0, 0, 1, 1, 0, 2, 3, 3, 1, 1, 2, 1, 1, 1, 1, 2, 4, 2, 0, 0, 0, 1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0,
  0, 1, 0, 1,
];
