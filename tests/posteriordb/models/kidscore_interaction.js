// Children's test scores by the mother's high school and IQ, with their product.
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 4);
  const sigma = sample('sigma', halfCauchy(2.5));
  const rows = data.mom_iq.map((iq, i) => [1, data.mom_hs[i], iq, data.mom_hs[i] * iq]);
  observe(data.kid_score, normal(matmul(beta, rows, 'b'), sigma));
});
