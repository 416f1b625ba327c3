import type { Example } from './example.ts';

export const mixture: Example = {
  slug: 'mixture',
  title: 'A mixture: penguins’ flippers',
  text: 'The flippers of 342 penguins make two humps, for there is more than one species among them. Which bird belongs to which hump is not known and is summed out: the density of a bird is the sum over both. The means are ordered, lest the humps change their names half-way.',
  source: 'Gorman, Williams & Fraser (2014), by vega-datasets',
  code: `model(({ sample, observe, data }) => {
  const weights = sample('weights', dirichlet([2, 2]));
  const mu = sample('mu', ordered(normal(200, 20)), 2);
  const sigma = sample('sigma', halfNormal(10), 2);
  observe(data.flipper, mixture(weights, [normal(mu[0], sigma[0]), normal(mu[1], sigma[1])]));
});
`,
  data: async () => {
    const { flipperLengths } = await import('virtual:data/penguins');
    return { flipper: flipperLengths };
  },
};
