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

export const examples: Example[] = [
  {
    slug: 'eight-schools',
    title: 'Eight schools, non-centred',
    text: 'Eight schools coached their pupils for a test. How much did it help, and do the schools differ? Each school says a little about all the others.',
    code: `function model(data) {
  return t.trace({ mu: 1, logTau: 1, z: 8 }, ({ mu, logTau, z }) => {
    const tau = t.exp(logTau);
    const theta = t.add(mu, t.mul(tau, z));
    const r = t.div(t.sub(data.y, theta), data.sigma);
    const prior = t.mul(-0.5, t.add(t.square(t.div(mu, 5)), t.sumCols(t.square(z))));
    const scale = t.sub(logTau, t.log1p(t.square(t.div(tau, 5))));
    return { logProb: t.add(t.add(prior, scale), t.mul(-0.5, t.sumCols(t.square(r)))), q: t.concat([mu, tau, theta]) };
  });
}
`,
    data: () => Promise.resolve({ y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] }),
  },
];
