// What JavaScript sees of regression: conjugate, generalised linear, polynomial; and of a Gaussian's hidden
// coordinates.

#include <emscripten/bind.h>

#include <vector>

#include "bayes_border.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/bayes/gaussian_conditional.hpp"
#include "tractable/bayes/glm.hpp"
#include "tractable/bayes/polynomial_regression.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(RegressionAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(GlmAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(PolynomialAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(ImputeAnswer)

/// x, v row by row.
RegressionAnswer conjugate_regression(Doubles beta, Doubles v, Number a, Number b, Doubles x, Doubles y) {
  constexpr const char* kWhere = "conjugate";
  return guard(kWhere, [&] {
    RegressionLaw prior{
        to_vector<double>(beta, kWhere, "beta"), {}, to_number(a, kWhere, "a"), to_number(b, kWhere, "b")};
    const std::size_t k = prior.beta.size();
    prior.v.rows = prior.v.cols = k;
    prior.v.values = to_vector<double>(v, kWhere, "v");
    const Values rows = to_vector<double>(x, kWhere, "x");
    const Values outcomes = to_vector<double>(y, kWhere, "y");
    const auto found = update_regression(prior, {rows, outcomes.size(), k}, outcomes);
    val answer = val::object();
    put(answer, "beta", numbers(found.posterior.beta));
    put(answer, "v", numbers(found.posterior.v.values));
    put(answer, "a", found.posterior.a);
    put(answer, "b", found.posterior.b);
    put(answer, "logEvidence", found.log_evidence);
    return RegressionAnswer(answer);
  });
}

/// A fit is one piece of the worker's time, about 50 ms of it at most: that is what so many rows of so many columns
/// take.
void require_work(std::size_t rows, std::size_t columns, const char* where, const std::string& what) {
  constexpr std::size_t kMost = std::size_t{1} << 20;
  constexpr std::size_t kRow = 32;  // what a row costs beside its products of columns: exponentials and logarithms
  const std::size_t most = columns < 1024 ? kMost / (kRow + columns * columns) : 0;
  if (rows <= most) return;
  throw_error(ErrorCode::too_large, where, "there are ", rows, " ", what, " of ", columns, " columns; at most ", most,
              " are fitted in the page");
}

/// x row by row.
GlmAnswer fit_glm(Text family, Doubles x, Doubles y) {
  constexpr const char* kWhere = "fit_glm";
  return guard(kWhere, [&] {
    const Values rows = to_vector<double>(x, kWhere, "x");
    const Values outcomes = to_vector<double>(y, kWhere, "y");
    const std::size_t n = outcomes.size();
    if (n > 0 && rows.size() >= n) require_work(n, rows.size() / n, kWhere, "rows");
    const GlmFit fit =
        tractable::fit_glm(to_text(family, kWhere, "family"), {rows, n, n > 0 ? rows.size() / n : 0}, outcomes);
    val answer = val::object();
    put(answer, "coefficients", numbers(fit.coefficients));
    put(answer, "logLikelihood", fit.log_likelihood);
    put(answer, "parameters", fit.parameters);
    put(answer, "aic", fit.aic);
    put(answer, "bic", fit.bic);
    put(answer, "converged", fit.converged);
    return GlmAnswer(answer);
  });
}

/// `options`: low, high, noise, prior_sd, a, b.
PolynomialAnswer fit_polynomial(Doubles x, Doubles y, Number degree, Doubles grid, Doubles x_test, Doubles y_test,
                                Doubles options) {
  constexpr const char* kWhere = "fit_polynomial";
  return guard(kWhere, [&] {
    const Values o = to_vector<double>(options, kWhere, "options");
    require_size(o, 6, kWhere, "options");
    const auto order = static_cast<int>(to_integer(degree, 0, 30, kWhere, "degree"));
    const Values places = to_vector<double>(x, kWhere, "x");
    const Values curve = to_vector<double>(grid, kWhere, "grid");
    const Values tested = to_vector<double>(x_test, kWhere, "xTest");
    require_work(places.size() + curve.size() + tested.size(), static_cast<std::size_t>(order) + 1, kWhere,
                 "points of data, grid and test");
    const PolynomialFit fit = tractable::fit_polynomial(
        places, to_vector<double>(y, kWhere, "y"), order, curve, tested, to_vector<double>(y_test, kWhere, "yTest"),
        {.low = o[0], .high = o[1], .noise = o[2], .prior_sd = o[3], .a = o[4], .b = o[5]});
    val answer = val::object();
    put(answer, "degree", fit.degree);
    put(answer, "logEvidence", fit.log_evidence);
    put(answer, "coefficients", numbers(fit.coefficients));
    put(answer, "mean", numbers(fit.mean));
    put(answer, "sd", numbers(fit.sd));
    put(answer, "posteriorTrainError", fit.posterior_train_error);
    put(answer, "posteriorTestError", fit.posterior_test_error);
    put(answer, "leastSquares", numbers(fit.least_squares));
    put(answer, "trainError", fit.train_error);
    put(answer, "testError", fit.test_error);
    put(answer, "logLikelihood", fit.log_likelihood);
    put(answer, "parameters", fit.parameters);
    put(answer, "bic", fit.bic);
    put(answer, "aic", fit.aic);
    return PolynomialAnswer(answer);
  });
}

ImputeAnswer condition_gaussian(Doubles mean, Doubles covariance, Words known, Doubles values) {
  constexpr const char* kWhere = "condition_gaussian";
  return guard(kWhere, [&] {
    const Values centre = to_vector<double>(mean, kWhere, "mean");
    const Values matrix = to_vector<double>(covariance, kWhere, "covariance");
    const auto words = to_vector<std::uint32_t>(known, kWhere, "known");
    const std::vector<std::size_t> places(words.begin(), words.end());
    const std::size_t d = centre.size();
    const auto found =
        tractable::condition_gaussian(centre, {matrix, d, d}, places, to_vector<double>(values, kWhere, "values"));
    const std::vector<std::uint32_t> hidden(found.hidden.begin(), found.hidden.end());
    val answer = val::object();
    put(answer, "hidden", to_typed_array<std::uint32_t>(hidden));
    put(answer, "mean", numbers(found.mean));
    put(answer, "covariance", numbers(found.covariance.values));
    return ImputeAnswer(answer);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_regression) {
  namespace b = tractable::border;
  emscripten::register_type<b::RegressionAnswer>(
      "{ beta: Float64Array; v: Float64Array; a: number; b: number; logEvidence: number }");
  emscripten::register_type<b::GlmAnswer>(
      "{ coefficients: Float64Array; logLikelihood: number; parameters: number; aic: number; bic: number; "
      "converged: boolean }");
  emscripten::register_type<b::PolynomialAnswer>(
      "{ degree: number; logEvidence: number; coefficients: Float64Array; mean: Float64Array; sd: Float64Array; "
      "posteriorTrainError: number; posteriorTestError: number; leastSquares: Float64Array; trainError: number; "
      "testError: number; logLikelihood: number; parameters: number; bic: number; aic: number }");
  emscripten::register_type<b::ImputeAnswer>("{ hidden: Uint32Array; mean: Float64Array; covariance: Float64Array }");
  emscripten::function("conjugate_regression", &b::conjugate_regression);
  emscripten::function("fit_glm", &b::fit_glm);
  emscripten::function("fit_polynomial", &b::fit_polynomial);
  emscripten::function("condition_gaussian", &b::condition_gaussian);
}
