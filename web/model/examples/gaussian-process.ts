import type { Example } from './example.ts';

export const gaussianProcess: Example = {
  slug: 'gaussian-process',
  title: 'A smooth curve: Gaussian process',
  text: 'The temperature of the Earth in every third year, and no formula for its course: all that is said is that near years are alike. How alike is for the data to say: rho is the time in which the curve forgets, eta how far it swings, sigma how much single years scatter about it. Each step takes the Cholesky factor of a 48 by 48 covariance for each chain.',
  source: 'NASA GISTEMP, by vega-datasets',
  code: `model(({ sample, observe, data }) => {
  const n = data.year.length;
  const decades = data.year.map((year) => (year - data.year[0]) / 10);
  const squares = decades.flatMap((a) => decades.map((b) => (a - b) ** 2));
  const diagonal = squares.map((_, i) => (i % (n + 1) === 0 ? 1 : 0));

  const eta = sample('eta', halfNormal(1));
  const rho = sample('rho', inverseGamma(5, 10)); // decades
  const sigma = sample('sigma', halfNormal(0.3));

  const smooth = mul(square(eta), exp(div(mul(-0.5, squares), square(rho))));
  const L = choleskyEach(add(smooth, mul(square(sigma), diagonal)), n);
  observe(data.anomaly, multivariateNormal(Array(n).fill(0), L));
});
`,
  data: async () => {
    const { years, anomalies } = await import('virtual:data/temperature');
    const third = <T>(list: readonly T[]) => list.filter((_, i) => i % 3 === 0);
    return { year: third(years), anomaly: third(anomalies) };
  },
};
