// The logarithm of earnings by height and sex, with their product.
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 4);
  const sigma = sample('sigma', flat({ low: 0 }));
  const rows = data.height.map((height, i) => [1, height, data.male[i], height * data.male[i]]);
  observe('log_earn', data.earn.map(Math.log), normal(matmul(beta, rows, 'b'), sigma));
});
