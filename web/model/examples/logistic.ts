import type { Example } from './example.ts';

export const logistic: Example = {
  slug: 'logistic',
  title: 'Yes or no: rain in Seattle',
  text: 'Does it rain today? Each day of 2015 is a yes or a no, and its probability is the sigmoid of a sum: of the wind, of the span between the day’s lowest and highest temperature (clouds keep the nights warm and the days cool), and of whether it rained the day before. All are scaled to be comparable: which says most?',
  source: 'NOAA, by vega-datasets',
  code: `model(({ sample, observe, quantity, data }) => {
  const beta = sample('beta', normal(0, 2), 4); // constant, span, wind, yesterday
  const logit = matVec(data.X, beta);
  observe(data.rain, bernoulli(sigmoid(logit)));
  quantity('oddsAfterRain', exp(beta[3]));
});
`,
  data: async () => {
    const { precipitation, highest, lowest, wind } = await import('virtual:data/weather');
    const rain = precipitation.map((amount) => (amount > 0 ? 1 : 0));
    const spans = standard(highest.map((high, i) => high - lowest[i]!));
    const winds = standard(wind);
    const X = rain.slice(1).map((_, i) => [1, spans[i + 1]!, winds[i + 1]!, rain[i]!]);
    return { rain: rain.slice(1), X };
  },
};

/** From the mean, in standard deviations, to three digits. */
function standard(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
  return values.map((x) => Math.round(((x - mean) / sd) * 1000) / 1000);
}
