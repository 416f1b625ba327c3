// GARCH(1, 1): the variance goes on from the last one and the last surprise.
model(({ sample, observe, data }) => {
  const mu = sample('mu', flat());
  const alpha0 = sample('alpha0', flat({ low: 0 }));
  const alpha1 = sample('alpha1', flat({ low: 0, high: 1 }));
  const beta1 = sample('beta1', flat({ low: 0, high: sub(1, alpha1) }));
  const surprise = square(sub(data.y.slice(0, -1), mu));
  const news = concat(data.sigma1 ** 2, add(alpha0, mul(alpha1, surprise)));
  observe(data.y, normal(mu, sqrt(linearRecurrence(news, beta1))));
});
