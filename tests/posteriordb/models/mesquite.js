// The weight of mesquite bushes by their sizes.
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 7);
  const sigma = sample('sigma', flat({ low: 0 }));
  const { diam1, diam2, canopy_height, total_height, density, group } = data;
  const columns = [diam1, diam2, canopy_height, total_height, density, group];
  const rows = data.weight.map((_, i) => [1, ...columns.map((column) => column[i])]);
  observe(data.weight, normal(matmul(beta, rows, 'b'), sigma));
});
