#include "tractable/distribution/multinomial.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/binomial.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/probabilities.hpp"
#include "tractable/distribution/univariate.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "multinomial";

std::vector<double> checked(double n, std::span<const double> p) {
  if (!(n >= 0 && n <= 0x1p53 && std::trunc(n) == n)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "n is ", n, "; it must be a whole number, 0 ... 2^53");
  }
  detail::require_probabilities(p, kWhere, "p");
  if (p.size() < 2) throw_error(ErrorCode::too_few_values, kWhere, "p has 1 number; it needs two");
  return detail::normalized(p);
}

std::vector<double> mean_of(double n, std::span<const double> p) {
  std::vector<double> mean = detail::normalized(p);
  for (double& each : mean) each *= n;
  return mean;
}

Matrix covariance_of(double n, const std::vector<double>& p) {
  Matrix covariance(p.size(), p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t j = 0; j < p.size(); ++j) covariance(i, j) = n * p[i] * (i == j ? 1 - p[i] : -p[j]);
  }
  return covariance;
}

/// log k! - (k log(k / m) - k + m) + ..., what is left of k log m - log k!: of one category of mean m.
double left_of(double k, double m) {
  if (k == 0) return m;
  return m * deviance((k - m) / m) + stirling(k) + 0.5 * log(k) + detail::kHalfLog2Pi;
}

/// E left_of(k, n p) over the binomial law. Of a wide one every h-th term times h, h a 32nd of its standard deviation:
/// as the trapezoidal rule, to the last digit.
double expected_left(double n, double p) {
  if (p == 0 || n == 0) return 0;
  const Univariate law(kBinomial, {n, p});
  const double last = law.isf(1e-20), stride = std::max(1.0, std::floor(std::sqrt(law.variance()) / 32));
  double sum = 0;
  std::array<double, detail::kBlock> at{}, log_mass{};
  for (double k = law.ppf(1e-20); k <= last;) {
    std::size_t count = 0;
    for (; count < at.size() && k <= last; ++count, k += stride) at[count] = k;
    law.log_prob(std::span(at).first(count), std::span(log_mass).first(count));
    for (std::size_t i = 0; i < count; ++i) sum += exp(log_mass[i]) * left_of(at[i], n * p);
  }
  return sum * stride;
}

}  // namespace

// As the binomial mass (Loader 2000): Stirling's rests and the deviances from the means n p_i, whose linear parts sum
// to 0.
Expr multinomial_log_prob(Expr x, Expr n, Expr logits) {
  Graph& g = *x.graph;
  detail::require_columns(x, logits.shape().cols, "multinomial.log_prob", "x");
  detail::require_columns(n, 1, "multinomial.log_prob", "n");
  const Expr zero = g.constant(0), one = g.constant(1), log_p = log_softmax(logits), p = exp(log_p);
  const Expr seen = greater(x, zero), t = select(seen, x, one), mean = n * p;
  const Expr log_t = log(t), far = greater(t, 1e100 * mean), m = select(far, t, mean);
  const Expr near = m * deviance(((t - m) - product_error(n, p)) / m);
  const Expr off = select(far, t * (log_t - log(max(n, one)) - log_p) - t + mean, near);
  const Expr each = select(seen, off + stirling(t) + (0.5 * log_t + detail::kHalfLog2Pi), mean);
  const Expr trials = max(n, one);
  const Expr head = select(n, stirling(trials) + (0.5 * log(trials) + detail::kHalfLog2Pi), zero);
  const Expr missing = sum_cols(x) - n;
  const Expr wrong = sum_cols(greater(zero, x) + (1 - detail::is_whole(x))) + abs(missing);
  return select(wrong, detail::outside(missing), head - sum_cols(each));
}

Multinomial::Multinomial(double n, std::span<const double> p)
    : Multivariate(mean_of(n, checked(n, p)), covariance_of(n, detail::normalized(p))),
      n_(n),
      p_(detail::normalized(p)) {}

Expr Multinomial::log_density(Expr x) const {
  std::vector<double> logits(p_.size());
  log(p_, logits);
  return multinomial_log_prob(x, x.graph->constant(n_), x.graph->data({1, static_cast<Dim>(p_.size())}, logits));
}

double Multinomial::entropy() const {
  if (n_ == 0) return 0;
  double sum = -stirling(n_) - 0.5 * log(n_) - detail::kHalfLog2Pi;
  for (const double p : p_) sum += expected_left(n_, p);
  return sum;
}

double Multinomial::kl_to(const Multivariate& law) const {
  const auto* q = dynamic_cast<const Multinomial*>(&law);
  if (q == nullptr || q->n_ != n_) return std::numeric_limits<double>::quiet_NaN();
  return n_ == 0 ? 0 : n_ * detail::probabilities_kl(p_, q->p_);
}

// Category by category: of the trials that are left each falls into it with its part of the probability that is left.
void Multinomial::draw(Key key, std::span<double> rows, std::uint64_t begin) const {
  const std::size_t d = dimension();
  std::vector<double> left(d);
  double above = 0;
  for (std::size_t j = d; j-- > 0;) left[j] = above += p_[j];
  const std::vector<Key> keys = split(key, d);
  for (std::size_t i = 0; i * d < rows.size(); ++i) {
    double trials = n_;
    for (std::size_t j = 0; j < d; ++j) {
      double& x = rows[i * d + j];
      x = 0;
      if (trials == 0 || p_[j] == 0) continue;
      const std::array<double, 2> part{trials, mutant("multinomial_keeps_total") ? p_[j] : p_[j] / left[j]};
      if (part[1] < 1 && j + 1 < d) {
        kBinomial.sample(part, keys[j], {&x, 1}, begin + i);
      } else {
        x = trials;
      }
      trials -= x;
    }
  }
}

}  // namespace tractable
