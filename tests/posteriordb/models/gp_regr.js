// A Gaussian process with a squared exponential kernel and noise of variance sigma.
model(({ sample, observe, data }) => {
  const rho = sample('rho', gamma(25, 4));
  const alpha = sample('alpha', halfNormal(2));
  const sigma = sample('sigma', halfNormal(1));
  const n = data.x.length;
  const pairs = data.x.flatMap((a) => data.x.map((b) => [a, b]));
  const distance = pairs.map(([a, b]) => (a - b) ** 2);
  const noise = pairs.map((_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const kernel = mul(square(alpha), exp(div(mul(-0.5, distance), square(rho))));
  const scale = choleskyEach(add(kernel, mul(sigma, noise)), n);
  observe(data.y, multivariateNormal(Array(n).fill(0), scale));
});
