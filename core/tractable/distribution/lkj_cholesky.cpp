#include "tractable/distribution/lkj_cholesky.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "lkj_cholesky";
constexpr double kLogPi = 1.14472988584940017414;

/// log Gamma(c) - log Gamma(b) - h log pi for c = b + h, with X = double or Expr: Stirling's formula is put in for both
/// gamma functions, so that no large numbers are subtracted.
template <class X, class H>
X row_normaliser(X b, X c, H h) {
  return (stirling(c) - stirling(b)) + (b - 0.5) * log1p(h / b) + h * (log(c) - (1 + kLogPi));
}

/// A row k = 2 ... n of the matrix: what its density is made of.
struct Row {
  double b, c, h;  // h = (k - 1) / 2
  Row(std::size_t k, std::size_t n, double eta)
      : b(eta + 0.5 * static_cast<double>(n - k)),
        c(eta + 0.5 * static_cast<double>(n - 1)),
        h(0.5 * static_cast<double>(k - 1)) {}
  [[nodiscard]] double mean_log_diagonal() const { return 0.5 * (digamma(b) - digamma(c)); }
  [[nodiscard]] double mean_square() const { return b / c; }
  /// E L_kk = Gamma(b + 1/2) Gamma(c) / (Gamma(b) Gamma(c + 1/2)).
  [[nodiscard]] double mean_diagonal() const { return exp(half_step(b) - half_step(c)); }
  /// log Gamma(a + 1/2) - log Gamma(a).
  static double half_step(double a) {
    return (stirling(a + 0.5) - stirling(a)) + a * log1p(0.5 / a) + 0.5 * (log(a) - 1);
  }
};

void require_matrix_size(std::size_t n, double eta, std::size_t most) {
  if (n < 2 || n > most) {
    throw_error(ErrorCode::invalid_argument, kWhere, "n is ", n, "; it must be 2 ... ", most);
  }
  require_positive(eta, kWhere, "eta");
}

constexpr std::size_t kLargest = 32;

std::vector<double> mean_of(std::size_t n, double eta) {
  require_matrix_size(n, eta, kLargest);
  std::vector<double> mean(n * n);
  mean[0] = 1;
  for (std::size_t k = 2; k <= n; ++k) mean[(k - 1) * (n + 1)] = Row(k, n, eta).mean_diagonal();
  return mean;
}

Matrix covariance_of(std::size_t n, double eta) {
  Matrix covariance(n * n, n * n);
  for (std::size_t k = 2; k <= n; ++k) {
    const Row row(k, n, eta);
    const double square = row.mean_square(), mean = row.mean_diagonal();
    const std::size_t first = (k - 1) * n;
    for (std::size_t j = 0; j + 1 < k; ++j) covariance(first + j, first + j) = 0.5 / row.c;  // (1 - E L_kk^2) / (k - 1)
    covariance(first + k - 1, first + k - 1) = square - mean * mean;
  }
  return covariance;
}

Dim size_of(Expr x) {
  const Dim cols = x.shape().cols;
  Dim n = 2;
  while (std::int64_t{n} * n < cols) ++n;
  if (std::int64_t{n} * n == cols) return n;
  throw_error(ErrorCode::shape_mismatch, "lkj_cholesky.log_prob", "x has ", cols,
              " columns; a matrix of n rows has n n, n >= 2");
}

}  // namespace

Expr lkj_cholesky_log_prob(Expr x, Expr eta) {
  Graph& g = *x.graph;
  const Dim n = size_of(x);
  detail::require_columns(eta, 1, "lkj_cholesky.log_prob", "eta");
  std::vector<double> halves, steps, mask;
  std::vector<std::int32_t> diagonal;
  for (Dim k = 2; k <= n; ++k) {
    halves.push_back(0.5 * (n - k));
    steps.push_back(0.5 * (k - 1));
    diagonal.push_back((k - 1) * (n + 1));
  }
  for (Dim i = 0; i < n * n; ++i) mask.push_back(i % n <= i / n ? 1 : 0);
  const Expr zero = g.constant(0), one = g.constant(1);
  const Expr b = eta + g.data({1, n - 1}, halves), c = eta + 0.5 * (n - 1), h = g.data({1, n - 1}, steps);
  const Expr normaliser = sum_cols(row_normaliser(b, c, h));
  const Expr ends = gather(x, diagonal), positive = greater(ends, zero);
  const Expr logs = log(select(positive, ends, one));
  const Expr body = sum_cols((2 * b - (mutant("lkj_cholesky_power") ? 1 : 2)) * logs) + normaliser;
  const Expr off = sum_cols(square(select(g.data({1, n * n}, mask), x, zero)), n) - 1;
  const Expr far = sum_cols(1 - greater(g.constant(1e-9), abs(off))) + sum_cols(1 - positive);
  const Expr first = greater(slice(x, 0, 1), zero);
  return select(first * (1 - greater(far, zero)), body, detail::outside(sum_cols(off)));
}

LkjCholesky::LkjCholesky(std::size_t n, double eta)
    : Multivariate(mean_of(n, eta), covariance_of(n, eta)), n_(n), eta_(eta) {}

Expr LkjCholesky::log_density(Expr x) const { return lkj_cholesky_log_prob(x, x.graph->constant(eta_)); }

double LkjCholesky::entropy() const {
  double sum = 0;
  for (std::size_t k = 2; k <= n_; ++k) {
    const Row row(k, n_, eta_);
    sum -= row_normaliser(row.b, row.c, row.h) + 2 * (row.b - 1) * row.mean_log_diagonal();
  }
  return sum;
}

double LkjCholesky::kl_to(const Multivariate& law) const {
  const auto* q = dynamic_cast<const LkjCholesky*>(&law);
  if (q == nullptr || q->n_ != n_) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::size_t k = 2; k <= n_; ++k) {
    const Row mine(k, n_, eta_), other(k, n_, q->eta_);
    sum += row_normaliser(mine.b, mine.c, mine.h) - row_normaliser(other.b, other.c, other.h) +
           2 * (eta_ - q->eta_) * mine.mean_log_diagonal();
  }
  return sum;
}

void LkjCholesky::draw(Key key, std::span<double> rows, std::uint64_t begin) const {
  sample_lkj_cholesky(n_, eta_, key, rows, begin);
}

// Row k is (z, sqrt(2 g)) / sqrt(|z|^2 + 2 g), z k - 1 normal numbers and g of a gamma law of shape b_k: a normal
// direction, and |z|^2 / 2 is of a gamma law of shape (k - 1) / 2. Small shapes underflow: so g comes as its logarithm.
void sample_lkj_cholesky(std::size_t n, double eta, Key key, std::span<double> out, std::uint64_t begin) {
  require_matrix_size(n, eta, std::size_t{1} << 11);
  const std::size_t cells = n * n, below = n * (n - 1) / 2;
  if (out.size() % cells != 0) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "out has ", out.size(), " numbers; a row has ", cells);
  }
  std::vector<double> normal(below);
  std::array<double, detail::kBlock> logs;
  for (std::size_t from = 0; from < out.size(); from += detail::kBlock * cells) {
    const std::span part = out.subspan(from, std::min(detail::kBlock * cells, out.size() - from));
    const std::size_t count = part.size() / cells;
    std::ranges::fill(part, 0.0);
    for (std::size_t i = 0; i < count; ++i) {
      fill_normal(split_at(key, 0), normal, (begin + from / cells + i) * below);
      auto z = normal.begin();
      for (std::size_t k = 1; k < n; ++k) {
        std::copy_n(z, k, part.begin() + static_cast<std::ptrdiff_t>(i * cells + k * n));
        z += static_cast<std::ptrdiff_t>(k);
      }
      part[i * cells] = 1;
    }
    for (std::size_t k = 2; k <= n; ++k) {
      const double shape = mutant("lkj_cholesky_same_shape") ? eta : Row(k, n, eta).b;
      detail::sample_log_gamma(shape, split_at(key, k - 1), std::span(logs).first(count), begin + from / cells);
      for (std::size_t i = 0; i < count; ++i) {
        const std::span row = part.subspan(i * cells + (k - 1) * n, k);
        double squares = 0;
        for (const double each : row.first(k - 1)) squares += each * each;
        const double rest = 2 * exp(logs[i]), length = std::sqrt(squares + rest);
        for (double& each : row.first(k - 1)) each /= length;
        row[k - 1] = std::sqrt(2.0) * exp(0.5 * logs[i]) / length;
      }
    }
  }
}

}  // namespace tractable
