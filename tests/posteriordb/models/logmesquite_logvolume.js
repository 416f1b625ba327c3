// The logarithm of the weight of mesquite bushes by that of their volume.
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 2);
  const sigma = sample('sigma', flat({ low: 0 }));
  const { diam1, diam2, canopy_height } = data;
  const rows = diam1.map((_, i) => [1, Math.log(diam1[i] * diam2[i] * canopy_height[i])]);
  observe('log_weight', data.weight.map(Math.log), normal(matmul(beta, rows, 'b'), sigma));
});
