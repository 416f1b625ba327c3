#include "tractable/bayes/laplace.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kLog2Pi = 1.8378770664093454836;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The Cholesky factor of -hessian + ridge I.
std::optional<Cholesky> factor(const Matrix& hessian, double ridge) {
  Matrix minus = hessian;
  for (double& value : minus.values) value = -value;
  for (std::size_t i = 0; i < minus.rows; ++i) minus(i, i) += ridge;
  return Cholesky::attempt(minus);
}

/// A direction that climbs; nothing where the derivatives are not finite.
std::optional<std::vector<double>> newton_step(const LocalShape& at) {
  double scale = 0;
  for (const double value : at.hessian.values) scale = std::max(scale, std::abs(value));
  auto chol = factor(at.hessian, 0);
  for (double ridge = 1e-3 * (scale > 0 ? scale : 1); !chol && ridge < 1e6 * (1 + scale); ridge *= 10) {
    chol = factor(at.hessian, ridge);
  }
  if (!chol) return std::nullopt;
  std::vector<double> step = at.gradient;
  chol->solve(step);
  return step;
}

std::vector<double> moved(std::span<const double> from, double scale, std::span<const double> step) {
  std::vector<double> to(from.begin(), from.end());
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += scale * step[i];
  return to;
}

Laplace from_maximum(NewtonMaximum top) {
  const std::size_t d = top.point.size();
  Laplace result{std::move(top.point), Matrix(d, d), top.shape.value, kNan, top.iterations, top.converged};
  const auto chol = factor(top.shape.hessian, 0);
  if (!chol || !top.converged) {
    std::fill(result.covariance.values.begin(), result.covariance.values.end(), kNan);
    result.converged = false;
    return result;
  }
  result.covariance = chol->inverse();
  result.log_evidence = result.log_joint + 0.5 * (static_cast<double>(d) * kLog2Pi - chol->log_det());
  return result;
}

}  // namespace

NewtonMaximum newton_maximum(const SmoothFunction& f, std::span<const double> start, NewtonOptions options) {
  NewtonMaximum top{{start.begin(), start.end()}, f(start)};
  if (!std::isfinite(top.shape.value)) {
    throw_error(ErrorCode::invalid_argument, "newton_maximum", "the value at the start is ", top.shape.value,
                "; it must be finite");
  }
  for (; top.iterations < options.max_iterations && !top.converged; ++top.iterations) {
    const auto step = newton_step(top.shape);
    if (!step) break;
    // What a quadratic surface would still climb, twice. Near the top Newton's step is as exact as doubles are: it is
    // taken once more, as it is.
    const double climb = dot(*step, top.shape.gradient);
    if (!std::isfinite(climb)) break;
    const bool last = climb <= 1e-13 * (1 + std::abs(top.shape.value));
    double scale = 1;
    auto point = moved(top.point, scale, *step);
    auto shape = f(point);
    while (!last && scale > 1e-12 && !(shape.value >= top.shape.value)) {
      scale /= 2;
      point = moved(top.point, scale, *step);
      shape = f(point);
    }
    if (!std::isfinite(shape.value)) break;
    top.point = std::move(point);
    top.shape = std::move(shape);
    top.converged = last;
  }
  return top;
}

Laplace laplace(const SmoothFunction& log_joint, std::span<const double> start, NewtonOptions options) {
  return from_maximum(newton_maximum(log_joint, start, options));
}

Laplace laplace(Expr theta, Expr log_joint, std::span<const double> start, NewtonOptions options) {
  constexpr const char* kWhere = "laplace";
  if (!theta.exists() || theta.op() != Op::input || !(theta.shape().has_batch() || theta.shape().rows == 1)) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "theta must be an input of one row, or whose rows are the batch");
  }
  if (!log_joint.exists() || log_joint.graph != theta.graph || log_joint.shape() != Shape{theta.shape().rows, 1}) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "log_joint must be one number for each row of theta");
  }
  const auto d = static_cast<std::size_t>(theta.shape().cols);
  if (start.size() != d) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "start has ", start.size(), " values; theta has ", d);
  }
  const Expr slope = gradient(log_joint, theta);
  std::vector<Expr> outputs{log_joint, slope};
  for (Dim j = 0; j < theta.shape().cols; ++j) outputs.push_back(gradient(slice(slope, j, 1), theta));
  Program<double> program(outputs);
  const auto position = program.input(theta);
  const auto at = [&](std::span<const double> point) {
    std::copy(point.begin(), point.end(), position.begin());
    program.run();
    const auto first = program.value(slope);
    LocalShape shape{program.value(log_joint)[0], {first.begin(), first.end()}, Matrix(d, d)};
    for (std::size_t j = 0; j < d; ++j) {
      const auto row = program.value(outputs[2 + j]);
      std::copy(row.begin(), row.end(), shape.hessian.values.begin() + static_cast<std::ptrdiff_t>(j * d));
    }
    return shape;
  };
  return laplace(at, start, options);
}

Laplace laplace(const OneParameter& model, LaplaceScale scale) {
  const LogForm& prior = model.log_prior();
  const LogForm& likelihood = model.log_likelihood();
  const bool free = scale == LaplaceScale::free;
  // On a free scale the density has the factor d theta / d eta: theta (1 - theta), or theta.
  const double a = prior.log_theta + likelihood.log_theta + (free ? 1 : 0);
  const double b = prior.log_rest + likelihood.log_rest + (free ? 1 : 0);
  const double c = prior.linear + likelihood.linear;
  double theta = 0, curvature = 0;
  if (model.family() == OneParameter::Family::beta) {
    theta = a / (a + b);
    curvature = free ? (a + b) * theta * (1 - theta) : a / (theta * theta) + b / ((1 - theta) * (1 - theta));
  } else if (model.family() == OneParameter::Family::gamma) {
    theta = a / c;
    curvature = free ? a : a / (theta * theta);
  } else {
    const double weight = prior.square + likelihood.square;
    theta = (prior.square * prior.centre + likelihood.square * likelihood.centre) / weight;
    curvature = 2 * weight;
  }
  const bool normal = model.family() == OneParameter::Family::normal;
  const bool has_mode = normal || (a > 0 && (b > 0 || model.family() == OneParameter::Family::gamma));
  Laplace result{{kNan}, Matrix(1, 1), kNan, kNan, 0, has_mode};
  result.covariance(0, 0) = kNan;
  if (!has_mode) return result;
  result.mode[0] = !free || normal                                ? theta
                   : model.family() == OneParameter::Family::beta ? log(theta) - log1p(-theta)
                                                                  : log(theta);
  result.covariance(0, 0) = 1 / curvature;
  result.log_joint = free || normal ? model.log_top() : prior(theta) + likelihood(theta);
  result.log_evidence = result.log_joint + 0.5 * (kLog2Pi - log(curvature));
  return result;
}

double bic(double log_likelihood, double k, double n) {
  require_positive(n, "bic", "n");
  return k * (mutant("bic_without_log") ? 1 : log(n)) - 2 * log_likelihood;
}

double aic(double log_likelihood, double k) { return 2 * k - 2 * log_likelihood; }

}  // namespace tractable
