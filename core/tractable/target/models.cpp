#include "tractable/target/models.hpp"

#include <array>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/target/target_lists.hpp"

namespace tractable {
namespace {

constexpr std::array<double, 8> kEffects{28, 8, -3, 7, -1, 1, 18, 12}, kErrors{15, 10, 16, 11, 9, 11, 10, 18};
constexpr double kPriorSd = 5;  // of mu; the scale of tau

}  // namespace

std::span<const double> school_effects() { return kEffects; }
std::span<const double> school_errors() { return kErrors; }

TargetExprs hierarchical_normal(Graph& graph, std::span<const double> effects, std::span<const double> errors,
                                bool centred) {
  constexpr const char* kWhere = "hierarchical_normal";
  if (effects.empty() || effects.size() != errors.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "there are ", effects.size(), " effects and ", errors.size(),
                " errors");
  }
  require_finite(effects, kWhere, "effects");
  double constant = -static_cast<double>(effects.size() + 1) * 0.5 * detail::kLogTwoPi;
  std::vector<double> inverse;
  for (const double error : errors) {
    require_positive(error, kWhere, "errors");
    inverse.push_back(1 / error);
    constant -= log(error);
  }
  // The effects' law, mu's, tau's: half Cauchy 2 / (5 pi (1 + (tau / 5)^2)).
  constant += -static_cast<double>(effects.size()) * 0.5 * detail::kLogTwoPi - log(kPriorSd) +
              log(2 / (kPriorSd * 3.14159265358979323846));
  const auto groups = static_cast<Dim>(effects.size());
  const Expr x = graph.input({kBatch, groups + 2}, "x");
  const Expr mu = slice(x, 0, 1), log_tau = slice(x, 1, 1), given = slice(x, 2, groups), tau = exp(log_tau);
  const Expr theta = centred ? given : mu + tau * given;
  const Expr raw = centred ? (given - mu) / tau : given;
  const Expr z = (graph.data({1, groups}, effects) - theta) * graph.data({1, groups}, inverse);
  // Of theta itself the density has 1 / tau for each; log tau's Jacobian is tau.
  const double taus = 1 - (centred ? static_cast<double>(groups) : 0.0);
  const Expr prior = -0.5 * square(mu / kPriorSd) - log1p(square(tau / kPriorSd)) + taus * log_tau;
  return {x, prior - 0.5 * (sum_cols(square(raw)) + sum_cols(square(z))) + constant,
          concat(std::array{mu, tau, theta})};
}

TargetExprs logistic_regression(Graph& graph, MatrixView design, std::span<const double> y, double prior_sd) {
  constexpr const char* kWhere = "logistic_regression";
  require_matrix(design, kWhere, "design");
  require_positive(prior_sd, kWhere, "prior_sd");
  if (y.size() != design.rows || y.empty() || design.cols == 0) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "design is (", design.rows, ", ", design.cols, ") and y has ",
                y.size(), " values");
  }
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y[i] != 0 && y[i] != 1) {
      throw_error(ErrorCode::invalid_argument, kWhere, "y[", i, "] is ", y[i], "; it must be 0 or 1");
    }
  }
  const auto n = static_cast<Dim>(design.rows), slopes = static_cast<Dim>(design.cols);
  const Expr x = graph.input({kBatch, slopes + 1}, "x");
  const Expr logits =
      matmul(slice(x, 1, slopes), graph.data({n, slopes}, design.values), Transpose::b) + slice(x, 0, 1);
  const Expr likelihood = sum_cols(graph.data({1, n}, y) * logits - softplus(logits));
  const double constant = -static_cast<double>(slopes + 1) * (0.5 * detail::kLogTwoPi + log(prior_sd));
  return {x, likelihood - 0.5 / (prior_sd * prior_sd) * sum_cols(square(x)) + constant, x};
}

namespace detail {
namespace {

// --- eight schools
// -----------------------------------------------------------------------------------------------------
std::size_t ten(TargetOptions /*o*/) { return 10; }
template <bool kCentred>
TargetExprs schools(Graph& graph, TargetOptions /*o*/) {
  return hierarchical_normal(graph, kEffects, kErrors, kCentred);
}
// Given tau all is normal: integrals over tau by mpmath, 30 digits (held by the test's own quadrature).
TargetMoments schools_moments(TargetOptions /*o*/) {
  return {{4.39682071383300316, 3.59770548409766381, 6.21188420405629119, 4.94017841951087197, 3.92700440252717333,
           4.7570982912808147, 3.61547701540007799, 4.04261263583015121, 6.29672412756812677, 4.85425331988153158},
          {11.0071629047361824, 10.3681321921575502, 31.2830606368945208, 21.8487856564405569, 27.6951177486079703,
           22.8512426284228799, 21.6918645893869071, 23.2986314390949826, 25.7845479919933411, 27.9925759046936105}};
}
double schools_evidence(TargetOptions /*o*/) { return -31.3113473522927842; }
TargetBox schools_box(TargetOptions /*o*/) { return {-10, 20, -3, 4}; }
std::string schools_name(TargetOptions /*o*/, std::size_t i) {
  return i == 0 ? "mu" : i == 1 ? "log_tau" : text("theta", i - 1);
}
std::string schools_raw_name(TargetOptions o, std::size_t i) {
  return i < 2 ? schools_name(o, i) : text("theta", i - 1, "_raw");
}
std::string schools_quantity(TargetOptions o, std::size_t i) { return i == 1 ? "tau" : schools_name(o, i); }

// --- logistic regression on data that are drawn once, from a law that is in the prior's middle
// ----------------------------
constexpr TargetOption kLogistic[] = {
    {"rows", 100, 1, 10000, true}, {"covariates", 4, 1, 100, true}, {"seed", 1, 0, 4294967295, true}};

std::size_t coefficients(TargetOptions o) { return static_cast<std::size_t>(o[1]) + 1; }
TargetExprs logistic(Graph& graph, TargetOptions o) {
  const Key key = key_from_seed(static_cast<std::uint32_t>(o[2]));
  Matrix design(static_cast<std::size_t>(o[0]), static_cast<std::size_t>(o[1]));
  std::vector<double> truth(design.cols + 1), y(design.rows);
  fill_normal(split_at(key, 0), std::span(design.values));
  fill_normal(split_at(key, 1), std::span(truth));
  fill_uniform(split_at(key, 2), std::span(y));
  for (std::size_t i = 0; i < y.size(); ++i) {
    double logit = truth[0];
    for (std::size_t k = 0; k < design.cols; ++k) logit += truth[k + 1] * design(i, k);
    y[i] = y[i] < sigmoid(logit) ? 1 : 0;
  }
  return logistic_regression(graph, design, y);
}
TargetBox logistic_box(TargetOptions /*o*/) { return {-3, 3, -3, 3}; }
std::string coefficient(TargetOptions /*o*/, std::size_t i) { return text("b", i); }

constexpr std::array<TargetRow, 3> kRows{{
    {.name = "eight_schools",
     .summary = "effects of coaching in eight schools: a funnel when tau is small",
     .options = {},
     .dim = ten,
     .build = schools<true>,
     .box = schools_box,
     .moments = schools_moments,
     .log_normalizer = schools_evidence,
     .coordinate = schools_name,
     .quantity = schools_quantity,
     .note = "the quantities are mu, tau and the schools' effects"},
    {.name = "eight_schools_noncentred",
     .summary = "the eight schools with standardised effects",
     .options = {},
     .dim = ten,
     .build = schools<false>,
     .box = schools_box,
     .moments = schools_moments,
     .log_normalizer = schools_evidence,
     .coordinate = schools_raw_name,
     .quantity = schools_quantity,
     .note = "the quantities are mu, tau and the schools' effects"},
    {.name = "logistic_regression",
     .summary = "which of two classes, by covariates that are drawn once",
     .options = kLogistic,
     .dim = coefficients,
     .build = logistic,
     .box = logistic_box,
     .coordinate = coefficient,
     .note = "a posterior without a closed form"},
}};

}  // namespace

std::span<const TargetRow> model_targets() { return kRows; }

}  // namespace detail
}  // namespace tractable
