#include "tractable/target/log_density.hpp"

#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/rows.hpp"

namespace tractable {
namespace {

/// Throws unless log_prob is a function of x, row by row.
void require_density(Expr x, Expr log_prob) {
  if (!x.exists() || x.op() != Op::input || !x.shape().has_batch()) {
    throw_error(ErrorCode::shape_mismatch, "log_density", "x must be an input whose rows are the batch");
  }
  if (!log_prob.exists() || log_prob.graph != x.graph || log_prob.shape() != Shape{kBatch, 1}) {
    throw_error(ErrorCode::shape_mismatch, "log_density",
                log_prob.exists() ? text("log_prob must be (batch, 1), not ", to_string(log_prob.shape()), "; it is ",
                                         describe(log_prob))
                                  : std::string("log_prob is no expression of a graph"));
  }
  if (const auto mixing = row_mixing(log_prob, x)) {
    throw_error(ErrorCode::invalid_argument, "log_density", "each row must be a density of its own, but ",
                describe(*mixing), " joins the rows of the batch");
  }
}

Expr gradient_if(bool wanted, Expr x, Expr log_prob) {
  require_density(x, log_prob);
  return wanted ? gradient(log_prob, x) : Expr{};
}

std::vector<Expr> outputs(Expr log_prob, Expr gradient) {
  return gradient.exists() ? std::vector{log_prob, gradient} : std::vector{log_prob};
}

}  // namespace

LogDensity::LogDensity(Expr x, Expr log_prob) : LogDensity(x, log_prob, Options{}) {}

LogDensity::LogDensity(Expr x, Expr log_prob, Options options)
    : LogDensity(x, log_prob, options, gradient_if(options.gradient, x, log_prob)) {}

LogDensity::LogDensity(Expr x, Expr log_prob, Options options, Expr gradient)
    : program_(outputs(log_prob, gradient), {.batch = options.batch}),
      dim_(static_cast<std::size_t>(x.shape().cols)),
      position_(program_.input(x)),
      log_prob_(program_.value(log_prob)),
      gradient_(gradient.exists() ? program_.value(gradient) : std::span<const double>{}) {}

std::uint32_t LogDensity::first_not_finite() {
  const auto found = program_.first_not_finite();
  return found ? found->origin : 0;
}

}  // namespace tractable
