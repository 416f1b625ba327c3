#include <cstdio>
#include <tractable/tractable.hpp>
#include <vector>

int main() {
  std::vector<double> z(1000);
  tractable::fill_normal(tractable::key_from_seed(1), std::span(z));
  const tractable::GaussianKde kde(z, "sheather_jones");
  std::printf("%.17g %.17g\n", z[0], kde.cdf(kde.ppf(0.25)));
}
