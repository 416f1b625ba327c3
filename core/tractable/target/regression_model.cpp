#include "tractable/target/regression_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kLogTwoPi = 1.83787706640934548356;
constexpr const char* kWhere = "regression_model";

void require_sizes(MatrixView x, std::span<const double> y, const RegressionModelPrior& prior) {
  const std::size_t k = prior.beta.size();
  if (k == 0 || x.cols != k || x.rows != y.size() || prior.v.rows != k || prior.v.cols != k) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "x is (", x.rows, ", ", x.cols, ") with ", y.size(),
                " values of y, ", k, " of beta and a v of (", prior.v.rows, ", ", prior.v.cols, ")");
  }
}

void require_position(std::span<const double> position, std::size_t dim) {
  if (position.size() != dim) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "position has ", position.size(), " numbers; the dimension is ",
                dim);
  }
}

}  // namespace

RegressionModel::RegressionModel(MatrixView x, std::span<const double> y, const RegressionModelPrior& prior) {
  require_matrix(x, kWhere, "x");
  require_finite(y, kWhere, "y");
  require_finite(prior.beta, kWhere, "beta");
  require_positive(prior.a, kWhere, "a");
  require_positive(prior.b, kWhere, "b");
  require_sizes(x, y, prior);
  require_symmetric(prior.v, kWhere, "v");
  const Cholesky before(prior.v, kWhere, "v");
  const Matrix prior_precision = before.inverse();
  Matrix precision = gram(x);
  for (std::size_t i = 0; i < precision.values.size(); ++i) precision.values[i] += prior_precision.values[i];
  Cholesky factor(precision, kWhere, "the posterior precision");
  std::vector<double> centre = multiply(prior_precision, prior.beta);
  const std::vector<double> of_data = multiply_transposed(x, y);
  for (std::size_t i = 0; i < centre.size(); ++i) centre[i] += of_data[i];
  factor.solve(centre);
  Matrix design(x.rows, x.cols);
  std::ranges::copy(x.values, design.values.begin());
  data_ = std::make_shared<const Data>(Data{std::move(design),
                                            {y.begin(), y.end()},
                                            prior.beta,
                                            std::move(centre),
                                            prior_precision,
                                            std::move(factor),
                                            prior.a,
                                            prior.b,
                                            before.log_det()});
}

double RegressionModel::residual_squares(const Data& data, std::span<const double> beta) {
  double squares = 0;
  for (std::size_t i = 0; i < data.y.size(); ++i) {
    const double residual = data.y[i] - dot(data.x.row(i), beta);
    squares += residual * residual;
  }
  return squares;
}

/// (beta - b0)' V0^-1 (beta - b0).
double RegressionModel::prior_form(const Data& data, std::span<const double> beta) {
  double form = 0;
  for (std::size_t i = 0; i < beta.size(); ++i) {
    for (std::size_t j = 0; j < beta.size(); ++j) {
      form += (beta[i] - data.prior[i]) * data.prior_precision(i, j) * (beta[j] - data.prior[j]);
    }
  }
  return form;
}

RegressionModel::VarianceLaw RegressionModel::variance_of(const Data& data, std::span<const double> position) {
  const std::span<const double> beta = position.first(data.centre.size());
  // The fault of forgetting that the prior of beta, too, tells of s2.
  const bool forgets = mutant("regression_model_forgets_prior");
  const auto count = static_cast<double>(data.y.size() + (forgets ? 0 : beta.size()));
  const double squares = residual_squares(data, beta) + (forgets ? 0 : prior_form(data, beta));
  return {data.a + 0.5 * count, data.b + 0.5 * squares};
}

RegressionModel::VarianceLaw RegressionModel::variance_given(std::span<const double> position) const {
  require_position(position, dim());
  return variance_of(*data_, position);
}

double RegressionModel::log_likelihood(std::span<const double> position) const {
  require_position(position, dim());
  const double s2 = position[dim() - 1];
  if (!(s2 > 0)) return std::isnan(s2) ? s2 : -std::numeric_limits<double>::infinity();
  const auto n = static_cast<double>(data_->y.size());
  return -0.5 * n * (kLogTwoPi + log(s2)) - 0.5 * residual_squares(*data_, position.first(dim() - 1)) / s2;
}

double RegressionModel::log_joint(std::span<const double> position) const {
  require_position(position, dim());
  const double s2 = position[dim() - 1], a = data_->a, b = data_->b;
  if (!(s2 > 0)) return std::isnan(s2) ? s2 : -std::numeric_limits<double>::infinity();
  const auto k = static_cast<double>(dim() - 1);
  return log_likelihood(position) - 0.5 * (k * (kLogTwoPi + log(s2)) + data_->log_det_prior) -
         0.5 * prior_form(*data_, position.first(dim() - 1)) / s2 + a * log(b) - lgamma(a) - (a + 1) * log(s2) - b / s2;
}

std::vector<ConditionalBlock> RegressionModel::blocks() const {
  const std::size_t k = dim() - 1;
  return {{"beta", 0, k,
           [data = data_](Key key, std::uint64_t t, std::span<double> position) {
             const std::span<double> beta = position.first(data->centre.size());
             fill_normal(key, beta, t * beta.size());
             data->factor.solve_lower_transposed(beta);
             const double sd = std::sqrt(position[beta.size()]);
             for (std::size_t i = 0; i < beta.size(); ++i) beta[i] = data->centre[i] + sd * beta[i];
           }},
          {"s2", k, 1, [data = data_](Key key, std::uint64_t t, std::span<double> position) {
             const VarianceLaw law = variance_of(*data, position);
             const std::span<double> s2 = position.last(1);
             detail::sample_standard_gamma(law.shape, key, s2, t);
             s2[0] = law.scale / s2[0];
           }}};
}

}  // namespace tractable
