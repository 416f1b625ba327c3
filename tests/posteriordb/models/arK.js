// An autoregression: each value from the K before it.
model(({ sample, observe, data }) => {
  const alpha = sample('alpha', normal(0, 10));
  const beta = sample('beta', normal(0, 10), data.K);
  const sigma = sample('sigma', halfCauchy(2.5));
  const later = data.y.slice(data.K);
  const before = later.map((_, i) => data.y.slice(i, i + data.K).reverse());
  observe('y', later, normal(add(alpha, matmul(beta, before, 'b')), sigma));
});
