// Children's test scores by the mother's high school and IQ, both less their means, with their product.
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 4);
  const sigma = sample('sigma', flat({ low: 0 }));
  const centred = (x) => x.map((each) => each - x.reduce((sum, next) => sum + next) / x.length);
  const [hs, iq] = [centred(data.mom_hs), centred(data.mom_iq)];
  const rows = hs.map((_, i) => [1, hs[i], iq[i], hs[i] * iq[i]]);
  observe(data.kid_score, normal(matmul(beta, rows, 'b'), sigma));
});
