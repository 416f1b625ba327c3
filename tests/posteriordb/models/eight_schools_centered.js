// Eight schools (Rubin 1981), each effect drawn about the common mean.
model(({ sample, observe, data }) => {
  const mu = sample('mu', normal(0, 5));
  const tau = sample('tau', halfCauchy(5));
  const theta = sample('theta', normal(mu, tau), data.J);
  observe(data.y, normal(theta, data.sigma));
});
