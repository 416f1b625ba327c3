#include "tractable/bayes/glm.hpp"

#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/bayes/laplace.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/linalg/least_squares.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kLog2Pi = 1.8378770664093454836;
constexpr const char* kWhere = "fit_glm";

void require_outcomes(std::span<const double> y, bool logistic) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    const bool fits = logistic ? y[i] == 0 || y[i] == 1 : y[i] >= 0 && y[i] <= 0x1p53 && y[i] == std::trunc(y[i]);
    if (fits) continue;
    throw_error(ErrorCode::invalid_argument, kWhere, "y[", i, "] is ", y[i],
                logistic ? "; it must be 0 or 1" : "; it must be a count");
  }
}

/// The log likelihood as a function of the coefficients.
LocalShape log_likelihood(MatrixView x, std::span<const double> y, bool logistic, std::span<const double> beta) {
  const std::vector<double> eta = multiply(x, beta);
  std::vector<double> residual(y.size());
  std::vector<double> weight(y.size());
  LocalShape shape;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double mean = logistic ? sigmoid(eta[i]) : exp(eta[i]);
    shape.value += y[i] * eta[i] - (logistic ? softplus(eta[i]) : mean + lgamma(y[i] + 1));
    residual[i] = y[i] - mean;
    weight[i] = logistic ? mean * sigmoid(-eta[i]) : mean;
  }
  shape.gradient = multiply_transposed(x, residual);
  shape.hessian = gram(x, weight);
  for (double& value : shape.hessian.values) value = -value;
  return shape;
}

/// Whether Newton's method stands still there. Where the classes are separated the likelihood is flat, but each step
/// still moves eta by about 1.
bool stands_still(MatrixView x, const LocalShape& top) {
  Matrix information = top.hessian;
  for (double& value : information.values) value = -value;
  const auto chol = Cholesky::attempt(information);
  if (!chol) return false;
  std::vector<double> step = top.gradient;
  chol->solve(step);
  for (const double change : multiply(x, step)) {
    if (!(std::abs(change) < 1e-3)) return false;
  }
  return true;
}

}  // namespace

GlmFit fit_glm(std::string_view family, MatrixView x, std::span<const double> y) {
  if (family != "normal" && family != "logistic" && family != "poisson") {
    throw_error(ErrorCode::unknown_name, kWhere, "family is \"", family,
                "\"; it must be one of normal, logistic, poisson");
  }
  const bool logistic = family == "logistic";
  if (family != "normal") require_outcomes(y, logistic);
  const auto n = static_cast<double>(y.size());
  const LeastSquares line = least_squares(x, y);  // with its checks
  GlmFit fit{.coefficients = line.coefficients, .parameters = static_cast<double>(x.cols)};
  if (family == "normal") {
    fit.parameters += 1;
    fit.log_likelihood = -0.5 * n * (kLog2Pi + log(line.residual_squares / n) + 1);
  } else {
    const std::vector<double> start(x.cols);
    const auto at = [&](std::span<const double> beta) { return log_likelihood(x, y, logistic, beta); };
    const NewtonMaximum top = newton_maximum(at, start);
    fit.coefficients = top.point;
    fit.log_likelihood = top.shape.value;
    fit.iterations = top.iterations;
    fit.converged = top.converged && stands_still(x, top.shape);
  }
  fit.aic = aic(fit.log_likelihood, fit.parameters);
  fit.bic = bic(fit.log_likelihood, fit.parameters, n);
  return fit;
}

}  // namespace tractable
