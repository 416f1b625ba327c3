#include "tractable/bayes/laplace.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/bayes/glm.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using test::Json;

namespace {

const double kLog2Pi = std::log(2 * std::acos(-1.0));

/// log p(y, theta) of a conjugate model as an expression.
Expr to_expression(Expr theta, const LogForm& f) {
  return f.log_theta * log(theta) + f.log_rest * log1p(-theta) - f.linear * theta -
         f.square * square(theta - f.centre) + f.constant;
}

}  // namespace

TEST_CASE("laplace: exact for a Gaussian model, from a graph and from functions") {
  // y ~ N(X beta, s^2), beta ~ N(0, t^2): the evidence is known.
  std::vector<double> numbers(30 * 3 + 30);
  fill_normal(key_from_seed(21), std::span(numbers));
  const auto x = std::span<const double>(numbers).first(90);
  const auto y = std::span<const double>(numbers).subspan(90);
  constexpr double kSigma = 0.5;
  constexpr double kTau = 2;
  NormalRegressionLaw prior{{0, 0, 0}, Matrix(3, 3)};
  for (std::size_t i = 0; i < 3; ++i) prior.covariance(i, i) = kTau * kTau;
  const auto exact = update_regression(prior, {x, 30, 3}, y, kSigma);
  Graph graph;
  const Expr beta = graph.input({kBatch, 3}, "beta");
  const Expr residual = graph.data({1, 30}, y) - matmul(beta, graph.data({30, 3}, x), Transpose::b);
  const double constant = -15 * (kLog2Pi + 2 * std::log(kSigma)) - 1.5 * (kLog2Pi + 2 * std::log(kTau));
  const Expr log_joint = (-0.5 / (kSigma * kSigma)) * sum_cols(square(residual)) -
                         (0.5 / (kTau * kTau)) * sum_cols(square(beta)) + constant;
  const Laplace found = laplace(beta, log_joint, std::vector{3.0, -4.0, 5.0});
  CHECK(found.converged);
  CHECK(std::abs(found.log_evidence - exact.log_evidence) < 1e-10);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(std::abs(found.mode[i] - exact.posterior.mean[i]) < 1e-12);
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(std::abs(found.covariance(i, j) - exact.posterior.covariance(i, j)) < 1e-13);
    }
  }
  for (const LaplaceScale scale : {LaplaceScale::natural, LaplaceScale::free}) {
    const OneParameter model("normal_known_sd", std::vector{0.5, 2.0, 0.7}, y);
    const Laplace one = laplace(model, scale);
    CHECK(std::abs(one.log_evidence - model.log_evidence()) < 1e-10);
    CHECK(one.mode[0] == doctest::Approx(model.posterior()[0]).epsilon(1e-13));
  }
}

TEST_CASE("laplace: the closed forms of one number are what Newton finds on the graph, on both scales") {
  struct Row {
    const char* model;
    std::vector<double> prior, data;
    double start;
  };
  for (const Row& row : {Row{"beta_bernoulli", {2, 2}, {7, 3}, 0.2}, Row{"gamma_poisson", {3, 1.5}, {2, 0, 4}, 0.3},
                         Row{"gamma_exponential", {3, 1.5}, {0.2, 0.7, 1.9, 0.1}, 5.0}}) {
    const OneParameter model(row.model, row.prior, row.data);
    const bool beta = model.family() == OneParameter::Family::beta;
    CAPTURE(row.model);
    Graph graph;
    const Expr theta = graph.input({1, 1}, "theta");
    const auto log_joint = [&](Expr at) {
      return to_expression(at, model.log_prior()) + to_expression(at, model.log_likelihood());
    };
    const Laplace natural = laplace(theta, log_joint(theta), std::vector{row.start});
    const Laplace closed = laplace(model, LaplaceScale::natural);
    CHECK(natural.converged);
    CHECK(natural.log_evidence == doctest::Approx(closed.log_evidence).epsilon(1e-12));
    CHECK(natural.mode[0] == doctest::Approx(closed.mode[0]).epsilon(1e-12));
    CHECK(natural.covariance(0, 0) == doctest::Approx(closed.covariance(0, 0)).epsilon(1e-11));
    Graph free_graph;
    const Expr eta = free_graph.input({1, 1}, "eta");
    const Expr at = beta ? sigmoid(eta) : exp(eta);
    const Expr log_slope = beta ? log_sigmoid(eta) + log_sigmoid(-eta) : eta;
    const auto& f = model.log_prior();
    const auto& g = model.log_likelihood();
    // log theta and log(1 - theta) without going through theta
    const Expr log_theta = beta ? log_sigmoid(eta) : eta;
    Expr whole =
        (f.log_theta + g.log_theta) * log_theta - (f.linear + g.linear) * at + (f.constant + g.constant) + log_slope;
    if (beta) whole = whole + (f.log_rest + g.log_rest) * log_sigmoid(-eta);
    const Laplace free = laplace(eta, whole, std::vector{-1.5});
    const Laplace closed_free = laplace(model, LaplaceScale::free);
    CHECK(free.converged);
    CHECK(free.log_evidence == doctest::Approx(closed_free.log_evidence).epsilon(1e-12));
    CHECK(free.mode[0] == doctest::Approx(closed_free.mode[0]).epsilon(1e-12));
    // Near the truth, and not it.
    CHECK(std::abs(free.log_evidence - model.log_evidence()) < 0.1);
    CHECK(std::abs(free.log_evidence - model.log_evidence()) > 1e-6);
  }
  // Only successes under the flat prior: on theta's scale the top is an end, on logit's there is one.
  const OneParameter all("beta_bernoulli", std::vector{1.0, 1.0}, std::vector{4.0, 0.0});
  CHECK_FALSE(laplace(all, LaplaceScale::natural).converged);
  CHECK(std::isnan(laplace(all, LaplaceScale::natural).log_evidence));
  CHECK(laplace(all, LaplaceScale::free).converged);
}

TEST_CASE("laplace: -BIC / 2 of the lecture's coin, with k log n") {
  const double log_likelihood = 7 * std::log(0.7) + 3 * std::log(0.3);
  CHECK(std::abs(-0.5 * bic(log_likelihood, 1, 10) + 7.25994) < 1e-5);
  CHECK(-0.5 * bic(log_likelihood, 1, 10) == doctest::Approx(log_likelihood - 0.5 * std::log(10.0)).epsilon(1e-15));
  CHECK(aic(log_likelihood, 1) == doctest::Approx(2 - 2 * log_likelihood).epsilon(1e-15));
  const OneParameter coin("beta_bernoulli", std::vector{2.0, 2.0}, std::vector{7.0, 3.0});
  CHECK(coin.maximum_likelihood() == doctest::Approx(0.7).epsilon(1e-15));
  CHECK(coin.log_likelihood()(0.7) == doctest::Approx(log_likelihood).epsilon(1e-14));
  CHECK_THROWS_AS((void)bic(-1, 1, 0), Error);
}

TEST_CASE("laplace: Newton finds hard maxima and says where there is none") {
  // Rosenbrock's valley, upside down.
  const auto valley = [](std::span<const double> p) {
    LocalShape s{-(1 - p[0]) * (1 - p[0]) - 100 * std::pow(p[1] - p[0] * p[0], 2), {0, 0}, Matrix(2, 2)};
    s.gradient = {2 * (1 - p[0]) + 400 * p[0] * (p[1] - p[0] * p[0]), -200 * (p[1] - p[0] * p[0])};
    s.hessian.values = {-2 + 400 * p[1] - 1200 * p[0] * p[0], 400 * p[0], 400 * p[0], -200};
    return s;
  };
  const auto top = newton_maximum(valley, std::vector{-1.2, 1.0});
  CHECK(top.converged);
  CHECK(top.point[0] == doctest::Approx(1).epsilon(1e-12));
  CHECK(top.point[1] == doctest::Approx(1).epsilon(1e-12));
  const auto ramp = [](std::span<const double> p) { return LocalShape{p[0], {1}, Matrix(1, 1)}; };
  CHECK_FALSE(newton_maximum(ramp, std::vector{0.0}).converged);
  CHECK(std::isnan(laplace(ramp, std::vector{0.0}).log_evidence));
  const auto nowhere = [](std::span<const double>) {
    return LocalShape{-std::numeric_limits<double>::infinity(), {0}, Matrix(1, 1)};
  };
  CHECK_THROWS_WITH_AS((void)newton_maximum(nowhere, std::vector{0.0}), doctest::Contains("start is -inf"), Error);
  Graph graph;
  const Expr theta = graph.input({kBatch, 2});
  CHECK_THROWS_AS((void)laplace(theta, square(theta), std::vector{0.0, 0.0}), Error);
  CHECK_THROWS_AS((void)laplace(square(theta), sum_cols(theta), std::vector{0.0, 0.0}), Error);
  CHECK_THROWS_AS((void)laplace(theta, -sum_cols(square(theta)), std::vector{0.0}), Error);
}

TEST_CASE("glm: fits, log likelihoods, AIC and BIC against statsmodels") {
  const Json reference = Json::reference("kl_conjugate_bic.json");
  for (const Json& row : reference["bic"].array()) {
    const std::string& family = row["family"].string();
    CAPTURE(family);
    const auto y = row["y"].numbers();
    const auto x = row["X"].numbers();
    const MatrixView matrix{x, y.size(), x.size() / y.size()};
    const GlmFit fit = fit_glm(family == "ols" ? "normal" : family == "logit" ? "logistic" : "poisson", matrix, y);
    CHECK(fit.converged);
    const auto mle = row["mle"].numbers();
    for (std::size_t j = 0; j < mle.size(); ++j) CHECK(std::abs(fit.coefficients[j] - mle[j]) < 1e-12);
    const double log_likelihood = row["loglik"].number();
    CHECK(std::abs(fit.log_likelihood - log_likelihood) < 1e-12 * std::abs(log_likelihood));
    // statsmodels leaves the variance out of k; we count it, as the reference's bic_with_sigma does.
    const double expected = row["bic_with_sigma"].is_null() ? row["bic"].number() : row["bic_with_sigma"].number();
    CHECK(std::abs(fit.bic - expected) < 1e-12 * expected);
    const double variance = family == "ols" ? 2 : 0;
    CHECK(std::abs(fit.aic - variance - row["statsmodels_aic"].number()) < 1e-12 * expected);
  }
}

TEST_CASE("glm: separation is said, misuse names its place") {
  const std::vector<double> x{1, -2, 1, -1, 1, 1, 1, 2};
  const auto apart = fit_glm("logistic", {x, 4, 2}, std::vector{0.0, 0.0, 1.0, 1.0});
  CHECK_FALSE(apart.converged);
  CHECK(apart.log_likelihood > -1e-4);
  CHECK_THROWS_WITH_AS((void)fit_glm("probit", {x, 4, 2}, std::vector<double>(4)), doctest::Contains("one of normal"),
                       Error);
  CHECK_THROWS_WITH_AS((void)fit_glm("logistic", {x, 4, 2}, std::vector{0.0, 0.5, 1.0, 1.0}),
                       doctest::Contains("y[1] is 0.5"), Error);
  CHECK_THROWS_WITH_AS((void)fit_glm("poisson", {x, 4, 2}, std::vector{0.0, 1.0, 1.0, -1.0}),
                       doctest::Contains("y[3] is -1"), Error);
  CHECK_THROWS_AS((void)fit_glm("normal", {x, 4, 2}, std::vector<double>(3)), Error);
}
