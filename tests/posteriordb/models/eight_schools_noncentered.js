// Eight schools (Rubin 1981), with standardised effects.
model(({ sample, observe, quantity, data }) => {
  const mu = sample('mu', normal(0, 5));
  const tau = sample('tau', halfCauchy(5));
  const z = sample('theta_trans', normal(0, 1), data.J);
  const theta = quantity('theta', add(mu, mul(tau, z)));
  observe(data.y, normal(theta, data.sigma));
});
