// Linear regression on five columns.
model(({ sample, observe, data }) => {
  const beta = sample('beta', normal(0, 10), data.D);
  const sigma = sample('sigma', halfNormal(10));
  observe(data.y, normal(matmul(beta, data.X, 'b'), sigma));
});
