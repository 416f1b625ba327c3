import type { Example } from './example.ts';

export const coin: Example = {
  slug: 'coin',
  title: 'A coin',
  text: 'John Kerrich, interned in Denmark during the war, tossed a coin 10 000 times and wrote down every toss. Heads came up 5067 times. Is the coin fair? The prior says that it should be nearly so; the posterior says how much room the tosses leave. Try 5 heads in 10 tosses instead.',
  source: 'J. E. Kerrich (1946), An Experimental Introduction to the Theory of Probability',
  code: `model(({ sample, observe, quantity, data }) => {
  const p = sample('p', beta(2, 2));
  observe('heads', data.heads, binomial(data.tosses, p));
  quantity('advantage', sub(p, 0.5));
});
`,
  data: () => Promise.resolve({ heads: 5067, tosses: 10000 }),
};
