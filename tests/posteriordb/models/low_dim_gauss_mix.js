// Two normal laws, each point from one or the other: which one is summed out.
model(({ sample, observe, data }) => {
  const mu = sample('mu', ordered(normal(0, 2)), 2);
  const sigma = sample('sigma', halfNormal(2), 2);
  const theta = sample('theta', beta(5, 5));
  const laws = [normal(mu[0], sigma[0]), normal(mu[1], sigma[1])];
  observe(data.y, mixture([theta, sub(1, theta)], laws));
});
