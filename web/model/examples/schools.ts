import type { Example } from './example.ts';

const data = () =>
  Promise.resolve({ y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] });
const source = 'D. B. Rubin (1981), Journal of Educational Statistics 6';

export const schoolsCentred: Example = {
  slug: 'eight-schools-centred',
  title: 'Eight schools, centred',
  text: 'Eight schools coached their pupils for a test; each measured what it brought, with its standard error. The schools are alike, but not the same: tau says how much they differ. Written as on paper, the model has a funnel. Where tau is small, all effects must lie close together, and the steps that suit the wide part are far too large there: the red points are divergent steps, and they gather at small tau.',
  source,
  code: `model(({ sample, observe, data }) => {
  const mu = sample('mu', normal(0, 5));
  const tau = sample('tau', halfCauchy(5));
  const theta = sample('theta', normal(mu, tau), data.y.length);
  observe(data.y, normal(theta, data.sigma));
});
`,
  data,
};

export const schools: Example = {
  slug: 'eight-schools',
  title: 'Eight schools, non-centred',
  text: 'The same model in other coordinates: theta = mu + tau z, where z is standard normal whatever tau is. The funnel is gone and with it the divergences, although not a number of the posterior has changed. Compare the mean of tau with the centred model: there it is too large, for the sampler does not come where tau is small.',
  source,
  code: `model(({ sample, observe, quantity, data }) => {
  const mu = sample('mu', normal(0, 5));
  const tau = sample('tau', halfCauchy(5));
  const z = sample('z', normal(0, 1), data.y.length);
  const theta = quantity('theta', add(mu, mul(tau, z)));
  observe(data.y, normal(theta, data.sigma));
});
`,
  data,
};
