#include "tractable/distribution/dirichlet.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

std::span<const double> checked(std::span<const double> alpha) {
  if (alpha.size() < 2) {
    throw_error(ErrorCode::too_few_values, "dirichlet", "alpha has ", alpha.size(), " numbers; it needs two");
  }
  for (std::size_t i = 0; i < alpha.size(); ++i) require_positive(alpha[i], "dirichlet", text("alpha[", i, "]"));
  return alpha;
}

double sum_of(std::span<const double> alpha) {
  double sum = 0;
  for (const double each : alpha) sum += each;
  return sum;
}

std::vector<double> mean_of(std::span<const double> alpha) {
  std::vector<double> mean(alpha.begin(), alpha.end());
  const double total = sum_of(alpha);
  for (double& each : mean) each /= total;
  return mean;
}

Matrix covariance_of(std::span<const double> alpha) {
  const std::vector<double> mean = mean_of(alpha);
  const double total = sum_of(alpha);
  Matrix covariance(alpha.size(), alpha.size());
  for (std::size_t i = 0; i < alpha.size(); ++i) {
    for (std::size_t j = 0; j < alpha.size(); ++j) {
      covariance(i, j) = mean[i] * (i == j ? (total - alpha[i]) / total : -mean[j]) / (total + 1);
    }
  }
  return covariance;
}

/// (a - 1) log x + ..., of one coordinate: what is left of it and of log Gamma(a) when Stirling's formula is put in for
/// all gamma functions.
Expr coordinate(Expr x, Expr a, Expr total) {
  Graph& g = *x.graph;
  const Expr zero = g.constant(0), one = g.constant(1);
  const Expr positive = greater(x, zero), large = greater(total * x, g.constant(1e-280));
  const Expr t = select(large, x, a / total), mean = total * t;
  const Expr body = -mean * deviance(((a - mean) - product_error(total, t)) / mean) - log(t);
  // Where x underflows, and at 0.
  const Expr rest = a - a * log(a / total);
  const Expr small = (a - 1) * log(select(positive, select(large, one, x), one)) + rest;
  const Expr edge = select(greater(one, a), g.constant(kInf), select(greater(a, one), g.constant(-kInf), rest));
  return select(large, body, select(positive, small, edge));
}

}  // namespace

// With m_i = A x_i: stirling(A) - sum stirling(a_i) + (sum log a_i - log A - (D - 1) log 2 pi) / 2 - sum log x_i
// - sum (deviance of a_i from m_i) + A (sum x_i - 1). No difference of large numbers (compare beta_log_prob).
Expr dirichlet_log_prob(Expr x, Expr alpha) {
  Graph& g = *x.graph;
  const Dim d = alpha.shape().cols;
  detail::require_columns(x, d, "dirichlet.log_prob", "x");
  const Expr total = sum_cols(alpha), off = sum_cols(x) - 1;
  const Expr head = stirling(total) - sum_cols(stirling(alpha)) + 0.5 * (sum_cols(log(alpha)) - log(total)) -
                    (d - 1) * detail::kHalfLog2Pi;
  const Expr body = head + sum_cols(coordinate(x, alpha, total)) + total * off;
  const Expr inside =
      greater(g.constant(1e-9), abs(off)) * (1 - greater(sum_cols(greater(g.constant(0), x)), g.constant(0)));
  return select(inside, body, detail::outside(off));
}

Dirichlet::Dirichlet(std::span<const double> alpha)
    : Multivariate(mean_of(checked(alpha)), covariance_of(alpha)), alpha_(alpha.begin(), alpha.end()) {}

Expr Dirichlet::log_density(Expr x) const {
  return dirichlet_log_prob(x, x.graph->data({1, static_cast<Dim>(alpha_.size())}, alpha_));
}

// log B(a) + (A - D) digamma(A) - sum (a_i - 1) digamma(a_i), by the entropies of gamma variables, in which what is
// large has cancelled.
double Dirichlet::entropy() const {
  const double total = sum_of(alpha_);
  double sum = -detail::standard_gamma_entropy(total) - static_cast<double>(dimension() - 1) * digamma(total);
  for (const double a : alpha_) sum += detail::standard_gamma_entropy(a);
  return sum;
}

double Dirichlet::kl_to(const Multivariate& law) const {
  const auto* q = dynamic_cast<const Dirichlet*>(&law);
  if (q == nullptr) return std::numeric_limits<double>::quiet_NaN();
  const double total = sum_of(alpha_), other = sum_of(q->alpha_), at_total = digamma(total);
  double sum = lgamma(total) - lgamma(other);
  for (std::size_t i = 0; i < dimension(); ++i) {
    const double a = alpha_[i], b = q->alpha_[i];
    sum += (lgamma(b) - lgamma(a)) + (a - b) * (digamma(a) - at_total);
  }
  return sum;
}

std::vector<double> Dirichlet::mean_log() const {
  std::vector<double> result(alpha_);
  const double at_total = digamma(sum_of(alpha_));
  for (double& each : result) each = digamma(each) - at_total;
  return result;
}

// Gamma variables by their sum, by way of their logarithms: small shapes underflow.
void Dirichlet::draw(Key key, std::span<double> rows, std::uint64_t begin) const {
  const std::size_t d = dimension();
  std::array<double, detail::kBlock> column;
  for (std::size_t from = 0; from < rows.size(); from += detail::kBlock * d) {
    const std::span part = rows.subspan(from, std::min(detail::kBlock * d, rows.size() - from));
    const std::span logs = std::span(column).first(part.size() / d);
    for (std::size_t j = 0; j < d; ++j) {
      const std::size_t stream = mutant("dirichlet_one_key") ? 0 : j;
      detail::sample_log_gamma(alpha_[j], split_at(key, stream), logs, begin + from / d);
      for (std::size_t i = 0; i < logs.size(); ++i) part[i * d + j] = logs[i];
    }
    for (std::size_t i = 0; i < logs.size(); ++i) {
      const std::span row = part.subspan(i * d, d);
      const double largest = std::ranges::max(row);
      for (double& x : row) x -= largest;
    }
    exp(part, part);
    for (std::size_t i = 0; i < logs.size(); ++i) {
      const std::span row = part.subspan(i * d, d);
      const double sum = sum_of(row);
      for (double& x : row) x /= sum;
    }
  }
}

}  // namespace tractable
