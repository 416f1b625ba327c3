// Earnings by height.
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 2);
  const sigma = sample('sigma', flat({ low: 0 }));
  const rows = data.height.map((height) => [1, height]);
  observe(data.earn, normal(matmul(beta, rows, 'b'), sigma));
});
