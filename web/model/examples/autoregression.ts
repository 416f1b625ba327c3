import type { Example } from './example.ts';

export const autoregression: Example = {
  slug: 'autoregression',
  title: 'A series that remembers: AR(k)',
  text: 'Today is as warm as yesterday, more or less. An autoregression explains each day’s temperature by those of the k days before; k comes with the data. How far back does the weather remember? Change k, and see which of the coefficients keep away from 0, and whether the leave-one-out score gets better.',
  source: 'NOAA, by vega-datasets',
  code: `model(({ sample, observe, data }) => {
  const { highest, k } = data;
  const n = highest.length;
  const alpha = sample('alpha', normal(0, 10));
  const phi = sample('phi', normal(0, 0.5), k);
  const sigma = sample('sigma', halfNormal(5));

  let mu = alpha;
  for (let j = 0; j < k; j++) {
    mu = add(mu, mul(phi[j], highest.slice(k - 1 - j, n - 1 - j))); // j + 1 days before
  }
  observe('highest', highest.slice(k), normal(mu, sigma));
});
`,
  data: async () => {
    const { highest } = await import('virtual:data/weather');
    return { highest, k: 3 };
  },
};
