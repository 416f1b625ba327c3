import type { Example } from './example.ts';

export const hiddenMarkov: Example = {
  slug: 'hidden-markov',
  title: 'Hidden states: calm and wild months',
  text: 'The stock market has calm months and wild ones, and the one kind likes to follow itself. Which month was which is hidden. The forward algorithm sums over all 2^122 sequences of states: it carries along, for each state, the logarithm of the probability of all that was seen so far and of being there now.',
  source: 'S&P 500 by month, by vega-datasets',
  code: `model(({ sample, factor, quantity, data }) => {
  const sigma = sample('sigma', positiveOrdered(halfNormal(10)), 2); // calm, wild: per cent a month
  const mu = sample('mu', normal(0, 2), 2);
  const stay = sample('stay', beta(8, 2), 2);

  // What each month says of both states: calm, wild, calm, wild ...
  const n = data.change.length;
  const months = Array.from({ length: n }, (_, t) => [t, n + t]).flat();
  const calm = logProb(normal(mu[0], sigma[0]), data.change);
  const wild = logProb(normal(mu[1], sigma[1]), data.change);
  const seen = concat(calm, wild)[months];
  // From calm and wild to calm, then from calm and wild to wild.
  const move = log(sub(1, stay));
  const step = [log(stay[0]), move[1], move[0], log(stay[1])];

  let forward = add(Math.log(0.5), seen.slice(0, 2));
  const states = [forward];
  for (let t = 1; t < n; t++) {
    const next = logSumExp(add(forward[[0, 1, 0, 1]], step), 2); // sums over where it comes from
    forward = add(next, seen.slice(2 * t, 2));
    states.push(forward);
  }
  // Each month's share: what it adds to the log-likelihood of all before.
  const all = logSumExp(concat(states), 2);
  factor('change', [all[0], sub(all.slice(1, n - 1), all.slice(0, n - 1))], { likelihood: true });
  quantity('wildNow', softmax(forward)[1]);
});
`,
  data: async () => {
    const { prices } = await import('virtual:data/stocks');
    const change = prices.slice(1).map((price, i) => Math.round((price / prices[i]! - 1) * 1e4) / 100);
    return { change };
  },
};
