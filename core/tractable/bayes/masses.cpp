#include "tractable/bayes/masses.hpp"

#include <cmath>

#include "tractable/simd/special.hpp"

namespace tractable::detail {
namespace {
constexpr double kLog2Pi = 1.8378770664093454836;
}

double log_share(Odds odds) { return odds.p < odds.q ? log(odds.p / (odds.p + odds.q)) : -log1p(odds.q / odds.p); }

double poisson_deviance(double x, double m) {
  if (x == 0) return m;
  const double away = (x - m) / m;
  return std::abs(away) < 0.5 ? m * deviance(away) : x * (log(x) - log(m)) - (x - m);
}

double log_poisson_mass(double x, double m) {
  return x == 0 ? -m : -poisson_deviance(x, m) - stirling(x) - 0.5 * (kLog2Pi + log(x));
}

double log_binomial_mass(double x, double y, Odds odds) {
  if (x == 0) return y * log_share({odds.q, odds.p});
  if (y == 0) return x * log_share(odds);
  const double n = x + y;
  const double both = odds.p + odds.q;
  return stirling(n) - stirling(x) - stirling(y) - 0.5 * (kLog2Pi + log(x) + log(y / n)) -
         poisson_deviance(x, n * (odds.p / both)) - poisson_deviance(y, n * (odds.q / both));
}

double log_gamma_mass(double shape, double m) { return log(shape) + log_poisson_mass(shape, m); }

double log_beta_mass(double a, double b, Odds odds) {
  return log(a) + log(b / (a + b)) + log_binomial_mass(a, b, odds);
}

double log_gamma_ratio(double shape, double rate, double shape_after, double rate_after) {
  if (shape == shape_after && rate == rate_after) return 0;
  return stirling(shape_after) - stirling(shape) + 0.5 * log(shape / shape_after) -
         poisson_deviance(shape, rate / rate_after * shape_after);
}

double log_beta_ratio(double a, double b, double a_after, double b_after) {
  if (a == a_after && b == b_after) return 0;
  const double n = a + b;
  const double after = a_after + b_after;
  return (stirling(n) - stirling(a) - stirling(b)) - (stirling(after) - stirling(a_after) - stirling(b_after)) +
         0.5 * (log(a / a_after) + log(b / b_after) - log(n / after)) - poisson_deviance(a, n * (a_after / after)) -
         poisson_deviance(b, n * (b_after / after));
}

}  // namespace tractable::detail
