import type { Example } from './example.ts';

export const regression: Example = {
  slug: 'regression',
  title: 'A line: cars and fuel',
  text: 'Heavy cars need more fuel. For 398 cars of the seventies the line says how much more, in gallons for 100 miles and 1000 pounds. The weight is measured from its mean, so that intercept and slope do not pull at each other: take that out, and see in the pair plot what it was good for.',
  source: 'StatLib, by vega-datasets',
  code: `model(({ sample, observe, quantity, data }) => {
  const middle = data.weight.reduce((a, b) => a + b) / data.weight.length;
  const weight = data.weight.map((w) => (w - middle) / 1000); // thousands of pounds

  const alpha = sample('alpha', normal(5, 5));
  const beta = sample('beta', normal(0, 5));
  const sigma = sample('sigma', halfNormal(2));
  const mu = add(alpha, mul(beta, weight));
  observe(data.gallons, normal(mu, sigma));
  quantity('light', add(alpha, mul(beta, (2000 - middle) / 1000))); // a car of 2000 pounds
});
`,
  data: async () => {
    const { weights, milesPerGallon } = await import('virtual:data/cars');
    return { weight: weights, gallons: milesPerGallon.map((miles) => Math.round(1e6 / miles) / 1e4) };
  },
};
