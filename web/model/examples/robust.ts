import type { Example } from './example.ts';

export const robust: Example = {
  slug: 'robust',
  title: 'A line that outliers do not bend',
  text: 'Where people earn ten times as much they live about a decade longer. Some countries lie far below that line, and a normal law would bend it towards them. Student’s law has heavy tails: it lets a few countries lie far off. Its degrees of freedom nu are a parameter: the smaller, the more outliers. Put normal(mu, sigma) in its place and compare the scores.',
  source: 'Gapminder, by vega-datasets',
  code: `model(({ sample, observe, data }) => {
  const tens = data.income.map((income) => Math.log10(income) - 4); // 0 is 10 000 dollars

  const alpha = sample('alpha', normal(70, 10));
  const beta = sample('beta', normal(0, 10));
  const sigma = sample('sigma', halfNormal(5));
  const nu = sample('nu', gamma(2, 0.1));
  observe(data.life, studentT(nu, add(alpha, mul(beta, tens)), sigma));
});
`,
  data: async () => {
    const { income, lifeExpectancy } = await import('virtual:data/countries');
    return { income, life: lifeExpectancy };
  },
};
