// Children's test scores: has the mother finished high school?
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 2);
  const sigma = sample('sigma', halfCauchy(2.5));
  const rows = data.mom_hs.map((hs) => [1, hs]);
  observe(data.kid_score, normal(matmul(beta, rows, 'b'), sigma));
});
