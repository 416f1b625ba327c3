// GARCH(1, 1) with the recurrence written out.
model(({ sample, observe, data }) => {
  const mu = sample('mu', flat());
  const alpha0 = sample('alpha0', flat({ low: 0 }));
  const alpha1 = sample('alpha1', flat({ low: 0, high: 1 }));
  const beta1 = sample('beta1', flat({ low: 0, high: sub(1, alpha1) }));
  const sigma = [data.sigma1];
  for (let t = 1; t < data.T; t++) {
    const surprise = square(sub(data.y[t - 1], mu));
    sigma.push(sqrt(add(alpha0, add(mul(alpha1, surprise), mul(beta1, square(sigma[t - 1]))))));
  }
  observe(data.y, normal(mu, sigma));
});
