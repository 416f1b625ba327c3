// Stand-in until the language's examples are there.
import type { Settings } from './settings.ts';

export interface Example {
  slug: string;
  title: string;
  text: string;
  code: string;
  data: () => Promise<Record<string, unknown>>;
  settings?: Partial<Settings>;
}

const schools = () =>
  Promise.resolve({ y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] });
export const examples: Example[] = [
  {
    slug: 'eight-schools',
    title: 'Eight schools, non-centred',
    text: 'Eight schools coached their pupils for a test. How much did it help, and do the schools differ? Each school says a little about all the others.',
    code: `model(({ sample, observe, quantity, data }) => {
  const mu = sample('mu', normal(0, 5));
  const tau = sample('tau', halfCauchy(5));
  const z = sample('z', normal(0, 1), data.y.length);
  const theta = quantity('theta', add(mu, mul(tau, z)));
  observe(data.y, normal(theta, data.sigma));
});
`,
    data: schools,
  },
  {
    slug: 'eight-schools-centred',
    title: 'Eight schools, centred',
    text: 'The same model, written straight: theta is drawn around mu with spread tau. Where tau is small the posterior is a narrow funnel, and the sampler diverges.',
    code: `model(({ sample, observe, data }) => {
  const mu = sample('mu', normal(0, 5));
  const tau = sample('tau', halfCauchy(5));
  const theta = sample('theta', normal(mu, tau), data.y.length);
  observe(data.y, normal(theta, data.sigma));
});
`,
    data: schools,
  },
];
