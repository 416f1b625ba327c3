#include "tractable/target/gaussian_conditionals.hpp"

#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/random.hpp"

namespace tractable {

GaussianConditionals::GaussianConditionals(std::span<const double> mean, MatrixView covariance) {
  constexpr const char* kWhere = "gaussian_conditionals";
  require_finite(mean, kWhere, "mean");
  require_matrix(covariance, kWhere, "covariance");
  if (mean.empty() || covariance.rows != mean.size() || covariance.cols != mean.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "covariance is (", covariance.rows, ", ", covariance.cols,
                "); mean has ", mean.size(), " values");
  }
  require_symmetric(covariance, kWhere, "covariance");
  const Cholesky factor(covariance, kWhere, "covariance");
  constexpr double kLogTwoPi = 1.83787706640934548356;
  law_ = std::make_shared<const Law>(Law{{mean.begin(), mean.end()},
                                         factor.inverse(),
                                         -0.5 * (static_cast<double>(mean.size()) * kLogTwoPi + factor.log_det())});
}

GaussianConditionals::Conditional GaussianConditionals::conditional_of(const Law& law, std::size_t i,
                                                                       std::span<const double> position) {
  const std::span<const double> row = law.precision.row(i);
  double pull = 0;
  for (std::size_t j = 0; j < row.size(); ++j) {
    if (j != i) pull += row[j] * (position[j] - law.mean[j]);
  }
  return {law.mean[i] - pull / row[i], 1 / std::sqrt(row[i])};
}

GaussianConditionals::Conditional GaussianConditionals::conditional(std::size_t i,
                                                                    std::span<const double> position) const {
  if (i >= dim() || position.size() != dim()) {
    throw_error(ErrorCode::shape_mismatch, "gaussian_conditionals", "coordinate ", i, " of ", position.size(),
                " was asked for; the dimension is ", dim());
  }
  return conditional_of(*law_, i, position);
}

double GaussianConditionals::log_prob(std::span<const double> position) const {
  if (position.size() != dim()) {
    throw_error(ErrorCode::shape_mismatch, "gaussian_conditionals", "position has ", position.size(),
                " numbers; the dimension is ", dim());
  }
  double form = 0;
  for (std::size_t i = 0; i < dim(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < dim(); ++j) sum += law_->precision(i, j) * (position[j] - law_->mean[j]);
    form += (position[i] - law_->mean[i]) * sum;
  }
  return law_->constant - 0.5 * form;
}

std::vector<ConditionalBlock> GaussianConditionals::blocks() const {
  std::vector<ConditionalBlock> all;
  for (std::size_t i = 0; i < dim(); ++i) {
    all.push_back({text("x", i + 1), i, 1, [law = law_, i](Key key, std::uint64_t t, std::span<double> position) {
                     const Conditional given = conditional_of(*law, i, position);
                     double z = 0;
                     fill_normal(key, std::span{&z, 1}, t);
                     // The fault of taking the marginal's spread for the conditional's, here too wide by a half.
                     const double sd = mutant("gaussian_conditional_wide") ? 1.5 * given.sd : given.sd;
                     position[i] = given.mean + sd * z;
                   }});
  }
  return all;
}

}  // namespace tractable
