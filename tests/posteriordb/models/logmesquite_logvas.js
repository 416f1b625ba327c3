// The logarithm of the weight of mesquite bushes by those of volume, area, shape and height.
model(({ sample, observe, data }) => {
  const beta = sample('beta', flat(), 7);
  const sigma = sample('sigma', flat({ low: 0 }));
  const { diam1, diam2, canopy_height, total_height, density, group } = data;
  const rows = data.weight.map((_, i) => {
    const area = diam1[i] * diam2[i];
    const sizes = [area * canopy_height[i], area, diam1[i] / diam2[i], total_height[i], density[i]];
    return [1, ...sizes.map(Math.log), group[i]];
  });
  observe('log_weight', data.weight.map(Math.log), normal(matmul(beta, rows, 'b'), sigma));
});
