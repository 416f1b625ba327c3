#include "tractable/distribution/multivariate_normal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "multivariate_normal";
constexpr const char* kDiagonal = "multivariate_normal_diagonal";

void require_mean(std::span<const double> mean, std::size_t rows, std::size_t cols, const char* name) {
  if (mean.empty()) throw_error(ErrorCode::too_few_values, kWhere, "mean is empty");
  require_finite(mean, kWhere, "mean");
  if (rows != mean.size() || cols != mean.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, name, " is ", rows, " x ", cols, " and mean has ", mean.size(),
                " numbers");
  }
}

Matrix factor_of(std::span<const double> mean, MatrixView covariance) {
  require_mean(mean, covariance.rows, covariance.cols, "covariance");
  require_matrix(covariance, kWhere, "covariance");
  require_symmetric(covariance, kWhere, "covariance");
  return Cholesky(covariance, kWhere, "covariance").lower();
}

Matrix copy_of(MatrixView a) {
  Matrix copy(a.rows, a.cols);
  std::ranges::copy(a.values, copy.values.begin());
  return copy;
}

Matrix product_of(const Matrix& factor) {
  Matrix product(factor.rows, factor.rows);
  for (std::size_t i = 0; i < factor.rows; ++i) {
    for (std::size_t j = 0; j < factor.rows; ++j) product(i, j) = dot(factor.row(i), factor.row(j));
  }
  return product;
}

Expr row_of(Graph& graph, std::span<const double> values) {
  return graph.data({1, static_cast<Dim>(values.size())}, values);
}

void require_factor(Expr scale_tril, Dim n, const char* where) {
  detail::require_columns(scale_tril, std::int64_t{n} * n, where, "scale_tril");
}

std::vector<double> diagonal_of(const Matrix& a) {
  std::vector<double> diagonal(a.rows);
  for (std::size_t i = 0; i < a.rows; ++i) diagonal[i] = a(i, i);
  return diagonal;
}

}  // namespace

Expr multivariate_normal_log_prob(Expr x, Expr mu, Expr scale_tril) {
  const Expr off = x - mu;
  const Dim n = off.shape().cols;
  require_factor(scale_tril, n, "multivariate_normal.log_prob");
  std::vector<std::int32_t> places(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<std::int32_t>(i) * (n + 1);
  const Expr white = solve_lower_each(scale_tril, off, n, 1);
  return -0.5 * sum_cols(square(white)) - (sum_cols(log(gather(scale_tril, places))) + n * detail::kHalfLog2Pi);
}

Expr multivariate_normal_sample(Expr z, Expr mu, Expr scale_tril) {
  const Dim n = z.shape().cols;
  require_factor(scale_tril, n, "multivariate_normal.sample");
  std::vector<double> lower;
  for (Dim i = 0; i < n; ++i) {
    for (Dim j = 0; j < n; ++j) lower.push_back(j <= i ? 1 : 0);
  }
  const Expr factor = select(z.graph->data({1, n * n}, lower), scale_tril, z.graph->constant(0));
  const bool wrong = mutant("multivariate_normal_upper_factor");
  return mu + matmul_each(factor, z, n, n, 1, wrong ? Transpose::a : Transpose::none);
}

Expr multivariate_normal_diagonal_log_prob(Expr x, Expr mu, Expr sigma) {
  const Expr off = (x - mu) / sigma;
  const Expr logs = log(expand(sigma, {sigma.shape().rows, off.shape().cols}));
  return -0.5 * sum_cols(square(off)) - (sum_cols(logs) + off.shape().cols * detail::kHalfLog2Pi);
}

Expr multivariate_normal_diagonal_sample(Expr z, Expr mu, Expr sigma) { return mu + sigma * z; }

MultivariateNormal::MultivariateNormal(std::span<const double> mean, Matrix factor, Matrix covariance, bool diagonal)
    : Multivariate({mean.begin(), mean.end()}, std::move(covariance)),
      factor_(std::move(factor)),
      diagonal_(diagonal) {}

MultivariateNormal::MultivariateNormal(std::span<const double> mean, MatrixView covariance)
    : MultivariateNormal(mean, factor_of(mean, covariance), copy_of(covariance), false) {}

MultivariateNormal MultivariateNormal::from_factor(std::span<const double> mean, MatrixView scale_tril) {
  require_mean(mean, scale_tril.rows, scale_tril.cols, "scale_tril");
  require_matrix(scale_tril, kWhere, "scale_tril");
  for (std::size_t i = 0; i < mean.size(); ++i) {
    require_positive(scale_tril(i, i), kWhere, text("scale_tril(", i, ", ", i, ")"));
    for (std::size_t j = i + 1; j < mean.size(); ++j) {
      if (scale_tril(i, j) == 0) continue;
      throw_error(ErrorCode::invalid_argument, kWhere, "scale_tril(", i, ", ", j, ") is ", scale_tril(i, j),
                  "; above the diagonal it must be 0");
    }
  }
  Matrix factor = copy_of(scale_tril), covariance = product_of(factor);
  return {mean, std::move(factor), std::move(covariance), false};
}

MultivariateNormal MultivariateNormal::diagonal(std::span<const double> mean, std::span<const double> sigma) {
  if (mean.empty()) throw_error(ErrorCode::too_few_values, kDiagonal, "mean is empty");
  require_finite(mean, kDiagonal, "mean");
  if (mean.size() != sigma.size()) {
    throw_error(ErrorCode::shape_mismatch, kDiagonal, "mean has ", mean.size(), " numbers and sigma ", sigma.size());
  }
  Matrix factor(sigma.size(), sigma.size()), covariance(sigma.size(), sigma.size());
  for (std::size_t i = 0; i < sigma.size(); ++i) {
    require_positive(sigma[i], kDiagonal, text("sigma[", i, "]"));
    factor(i, i) = sigma[i];
    covariance(i, i) = sigma[i] * sigma[i];
  }
  return {mean, std::move(factor), std::move(covariance), true};
}

std::string_view MultivariateNormal::name() const { return diagonal_ ? kDiagonal : kWhere; }

Expr MultivariateNormal::log_density(Expr x) const {
  Graph& g = *x.graph;
  if (diagonal_) return multivariate_normal_diagonal_log_prob(x, row_of(g, mean()), row_of(g, diagonal_of(factor_)));
  return multivariate_normal_log_prob(x, row_of(g, mean()), row_of(g, factor_.values));
}

Expr MultivariateNormal::draw_expression(Expr z) const {
  Graph& g = *z.graph;
  if (diagonal_) return multivariate_normal_diagonal_sample(z, row_of(g, mean()), row_of(g, diagonal_of(factor_)));
  return multivariate_normal_sample(z, row_of(g, mean()), row_of(g, factor_.values));
}

void MultivariateNormal::draw(Key key, std::span<double> rows, std::uint64_t begin) const {
  const std::size_t d = dimension();
  if (path_ == nullptr) {
    path_ = detail::rows_program(d, [this](Expr z) { return draw_expression(z); });
  }
  const std::size_t block = path_->batch() * d;
  for (std::size_t from = 0; from < rows.size(); from += block) {
    const std::size_t n = std::min(block, rows.size() - from);
    fill_normal(key, path_->parameters().first(n), begin * d + from);
    path_->run();
    std::ranges::copy(path_->gradients().first(n), rows.begin() + static_cast<std::ptrdiff_t>(from));
  }
}

double MultivariateNormal::log_det() const {
  double sum = 0;
  for (const double each : diagonal_of(factor_)) sum += log(each);
  return 2 * sum;
}

double MultivariateNormal::entropy() const {
  return static_cast<double>(dimension()) * (0.5 + detail::kHalfLog2Pi) + 0.5 * log_det();
}

// With M = Lq^-1 Lp and w = Lq^-1 (mu_p - mu_q): (|M|^2 - D - 2 sum log M_ii + |w|^2) / 2; r - 1 - log r for r = M_ii^2
// does not cancel as deviance.
double MultivariateNormal::kl_to(const Multivariate& law) const {
  const auto* q = dynamic_cast<const MultivariateNormal*>(&law);
  if (q == nullptr) return std::numeric_limits<double>::quiet_NaN();
  const std::size_t d = dimension();
  const Matrix& l = q->factor_;
  const auto solved = [&](std::vector<double> b) {
    for (std::size_t i = 0; i < d; ++i) b[i] = (b[i] - dot(l.row(i).first(i), std::span(b).first(i))) / l(i, i);
    return b;
  };
  double sum = 0;
  std::vector<double> off(d);
  for (std::size_t i = 0; i < d; ++i) off[i] = mean()[i] - q->mean()[i];
  for (const double w : solved(off)) sum += w * w;
  for (std::size_t j = 0; j < d; ++j) {
    std::vector<double> column(d);
    for (std::size_t i = j; i < d; ++i) column[i] = factor_(i, j);
    const std::vector<double> m = solved(std::move(column));
    for (std::size_t i = j + 1; i < d; ++i) sum += m[i] * m[i];
    const double mine = factor_(j, j), other = l(j, j), ratio = mine / other;
    sum += ratio * ratio * deviance((other - mine) * (other + mine) / (mine * mine));
  }
  return 0.5 * sum;
}

}  // namespace tractable
