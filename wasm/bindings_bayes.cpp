// What JavaScript sees of Bayes' theorem: joint tables, areas, conjugate pairs, evidence, model choice. Beside
// bindings.cpp, bindings_data.cpp and bindings_graph.cpp.

#include <emscripten/bind.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/bayes/evidence.hpp"
#include "tractable/bayes/gaussian_conditional.hpp"
#include "tractable/bayes/glm.hpp"
#include "tractable/bayes/joint_table.hpp"
#include "tractable/bayes/laplace.hpp"
#include "tractable/bayes/polynomial_regression.hpp"
#include "tractable/bayes/venn.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(TableAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(RuleAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(AreasAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(DartsAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(ConjugateAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(RegressionAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(CurvesAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(EvidenceAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(RunState)
EMSCRIPTEN_DECLARE_VAL_TYPE(GroupsAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(GlmAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(PolynomialAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(ImputeAnswer)

val numbers(std::span<const double> values) { return to_typed_array<double>(values); }

// --- tables ----------------------------------------------------------------------------------------------------------

/// Rows and columns with all that follows from their joint law; `cells` row by row, counts or probabilities.
TableAnswer joint_table(Number rows, Number columns, Doubles cells, Flag counts) {
  constexpr const char* kWhere = "joint_table";
  return guard(kWhere, [&] {
    const std::vector<std::size_t> shape{to_count(rows, kWhere, "rows"), to_count(columns, kWhere, "columns")};
    const auto values = to_vector<double>(cells, kWhere, "cells");
    const JointTable table =
        to_bool(counts, kWhere, "counts") ? JointTable::from_counts(shape, values) : JointTable(shape, values);
    constexpr std::size_t kRow[] = {0};
    constexpr std::size_t kColumn[] = {1};
    val answer = val::object();
    answer.set("cells", numbers(table.cells()));
    answer.set("rowMargin", numbers(table.margin(kRow).cells()));
    answer.set("columnMargin", numbers(table.margin(kColumn).cells()));
    answer.set("columnsGivenRow", numbers(table.conditional(kRow)));
    answer.set("rowsGivenColumn", numbers(table.conditional(kColumn)));
    answer.set("entropy", table.entropy());
    answer.set("mutualInformation", table.mutual_information(kRow, kColumn));
    answer.set("independenceGap", table.independence_gap());
    answer.set("independent", table.independent());
    return TableAnswer(answer);
  });
}

/// Joint cells from a prior (n) and the rows p(column | row), (n, m): the product rule.
Doubles joint_from_conditional(Doubles prior, Doubles conditional) {
  return guard("joint_table", [&] {
    const auto first = to_vector<double>(prior, "joint_table", "prior");
    const auto second = to_vector<double>(conditional, "joint_table", "conditional");
    return Doubles(numbers(JointTable::from_conditional(first, second).cells()));
  });
}

RuleAnswer bayes_rule(Doubles prior, Doubles likelihood) {
  return guard("bayes_rule", [&] {
    const BayesRule rule = tractable::bayes_rule(to_vector<double>(prior, "bayes_rule", "prior"),
                                                 to_vector<double>(likelihood, "bayes_rule", "likelihood"));
    val answer = val::object();
    answer.set("joint", numbers(rule.joint));
    answer.set("evidence", rule.evidence);
    answer.set("posterior", numbers(rule.posterior));
    return RuleAnswer(answer);
  });
}

// --- areas -----------------------------------------------------------------------------------------------------------

/// [x, y, radius] is a circle, [x0, y0, x1, y1, x2, y2, ...] a polygon.
VennShape to_shape(const val& value, const char* where, const char* name) {
  const auto found = to_vector<double>(value, where, name);
  if (found.size() == 3) return Circle{{found[0], found[1]}, found[2]};
  if (found.size() < 6 || found.size() % 2 != 0 || found.size() > 2000) {
    throw Error(
        ErrorCode::shape_mismatch, where,
        text(name, " has ", found.size(), " numbers; a circle has 3, a polygon 2 for each of 3 to 1000 corners"));
  }
  Polygon polygon;
  for (std::size_t i = 0; i < found.size(); i += 2) polygon.push_back({found[i], found[i + 1]});
  return polygon;
}

/// [low x, low y, high x, high y].
Rectangle to_box(const val& value, const char* where) {
  const auto found = to_vector<double>(value, where, "omega");
  if (found.size() != 4) {
    throw Error(ErrorCode::shape_mismatch, where, text("omega has ", found.size(), " numbers; it must have 4"));
  }
  return {{found[0], found[1]}, {found[2], found[3]}};
}

AreasAnswer venn_areas(Doubles a, Doubles b, Doubles omega) {
  constexpr const char* kWhere = "venn_areas";
  return guard(kWhere, [&] {
    const VennAreas found =
        tractable::venn_areas(to_shape(a, kWhere, "a"), to_shape(b, kWhere, "b"), to_box(omega, kWhere));
    val answer = val::object();
    answer.set("omega", found.omega);
    answer.set("a", found.a);
    answer.set("b", found.b);
    answer.set("both", found.both);
    answer.set("either", found.either);
    answer.set("aGivenB", found.a_given_b);
    answer.set("bGivenA", found.b_given_a);
    return AreasAnswer(answer);
  });
}

DartsAnswer venn_darts(Doubles a, Doubles b, Doubles omega, KeyPair key, Number count, Number begin) {
  constexpr const char* kWhere = "venn_darts";
  return guard(kWhere, [&] {
    const std::size_t size = to_count(count, kWhere, "count");
    const tractable::Darts darts =
        tractable::throw_darts(to_shape(a, kWhere, "a"), to_shape(b, kWhere, "b"), to_box(omega, kWhere),
                               to_key(key, kWhere), size, to_begin(begin, size, kWhere));
    val answer = val::object();
    answer.set("x", numbers(darts.x));
    answer.set("y", numbers(darts.y));
    answer.set("region", to_typed_array<std::uint32_t>(darts.region));
    return DartsAnswer(answer);
  });
}

// --- conjugate pairs -------------------------------------------------------------------------------------------------

using Values = std::vector<double>;

void require_size(const Values& values, std::size_t wanted, const char* where, const char* name) {
  if (values.size() == wanted) return;
  throw Error(ErrorCode::shape_mismatch, where, text(name, " has ", values.size(), " numbers; it must have ", wanted));
}

/// Infinite ones are numbers; NaN is none.
void require_numbers(const Values& values, const char* where, const char* name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) throw Error(ErrorCode::not_finite, where, text(name, "[", i, "] is nan"));
  }
}

val conjugate_answer(const Values& posterior, double log_evidence, double log_orders, const char* law,
                     const Values& next) {
  val predictive = val::object();
  predictive.set("law", std::string(law));
  predictive.set("parameters", numbers(next));
  val answer = val::object();
  answer.set("posterior", numbers(posterior));
  answer.set("logEvidence", log_evidence);
  answer.set("logOrders", log_orders);
  answer.set("predictive", predictive);
  return answer;
}

/// The models of one_parameter.hpp with their predictive law.
val of_one_parameter(const std::string& model, const Values& prior, const Values& data) {
  const OneParameter found(model, prior, data);
  const Values after(found.posterior().begin(), found.posterior().end());
  const double evidence = found.log_evidence();
  if (model == "beta_bernoulli") {
    const double orders = log_binomial(data[0] + data[1], data[0]);
    return conjugate_answer(after, evidence, orders, "bernoulli", {after[0] / (after[0] + after[1])});
  }
  if (model == "gamma_poisson") {
    return conjugate_answer(after, evidence, 0, "negative_binomial", {after[0], after[1] / (after[1] + 1)});
  }
  if (model == "gamma_exponential") return conjugate_answer(after, evidence, 0, "lomax", {after[0], after[1]});
  const NormalLaw next = predictive(NormalLaw{after[0], after[1]}, after[2]);
  return conjugate_answer(after, evidence, 0, "normal", {next.mean, next.sd});
}

/// `prior` and `data` as one_parameter.hpp lists them; normal_inverse_gamma: mean, kappa, a, b and y; dirichlet_
/// categorical: alpha and counts.
ConjugateAnswer conjugate(Text model, Doubles prior, Doubles data) {
  constexpr const char* kWhere = "conjugate";
  return guard(kWhere, [&] {
    const std::string name = to_text(model, kWhere, "model");
    const Values p = to_vector<double>(prior, kWhere, "prior");
    const Values y = to_vector<double>(data, kWhere, "data");
    if (name == "normal_inverse_gamma") {
      require_size(p, 4, kWhere, "prior");
      const auto found = update_normal(NormalInverseGammaLaw{p[0], p[1], p[2], p[3]}, y);
      const auto& after = found.posterior;
      const StudentLaw next = predictive(after);
      return ConjugateAnswer(conjugate_answer({after.mean, after.kappa, after.a, after.b}, found.log_evidence, 0,
                                              "student_t", {next.df, next.loc, next.scale}));
    }
    if (name == "dirichlet_categorical") {
      const auto found = update_categorical({p}, y);
      Values next = found.posterior.alpha;
      double total = 0;
      for (const double alpha : next) total += alpha;
      for (double& alpha : next) alpha /= total;
      return ConjugateAnswer(
          conjugate_answer(found.posterior.alpha, found.log_evidence, log_multinomial(y), "categorical", next));
    }
    return ConjugateAnswer(of_one_parameter(name, p, y));
  });
}

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
    answer.set("beta", numbers(found.posterior.beta));
    answer.set("v", numbers(found.posterior.v.values));
    answer.set("a", found.posterior.a);
    answer.set("b", found.posterior.b);
    answer.set("logEvidence", found.log_evidence);
    return RegressionAnswer(answer);
  });
}

/// log p(next datum = x_i) under a law with these numbers, -inf outside its support.
Doubles conjugate_predictive(Text model, Doubles law, Doubles x) {
  constexpr const char* kWhere = "conjugate";
  return guard(kWhere, [&] {
    const std::string name = to_text(model, kWhere, "model");
    const Values p = to_vector<double>(law, kWhere, "law");
    Values result = to_vector<double>(x, kWhere, "x");
    // An update without data checks the law and the name.
    const bool nig = name == "normal_inverse_gamma";
    if (nig)
      require_size(p, 4, kWhere, "law");
    else
      (void)OneParameter(name, p, name == "beta_bernoulli" ? Values{0, 0} : Values{});
    require_numbers(result, kWhere, "x");
    for (double& each : result) {
      if (nig)
        each = log_density(predictive(NormalInverseGammaLaw{p[0], p[1], p[2], p[3]}), each);
      else if (name == "beta_bernoulli")
        each = log_predictive_binomial({p[0], p[1]}, 1, each);
      else if (name == "gamma_poisson")
        each = log_predictive_poisson({p[0], p[1]}, each);
      else if (name == "gamma_exponential")
        each = log_predictive_exponential({p[0], p[1]}, each);
      else
        each = log_density(predictive(NormalLaw{p[0], p[1]}, p[2]), each);
    }
    return Doubles(numbers(result));
  });
}

OneParameter to_model(const val& model, const val& prior, const val& data, const char* where) {
  return {to_text(model, where, "model"), to_vector<double>(prior, where, "prior"),
          to_vector<double>(data, where, "data")};
}

/// Logarithms of prior, likelihood and posterior density at each theta.
CurvesAnswer conjugate_curves(Text model, Doubles prior, Doubles data, Doubles theta) {
  constexpr const char* kWhere = "conjugate";
  return guard(kWhere, [&] {
    const OneParameter found = to_model(model, prior, data, kWhere);
    const Values at = to_vector<double>(theta, kWhere, "theta");
    require_numbers(at, kWhere, "theta");
    Values out(at.size());
    val answer = val::object();
    found.log_prior()(at, out);
    answer.set("logPrior", numbers(out));
    found.log_likelihood()(at, out);
    answer.set("logLikelihood", numbers(out));
    found.log_law(found.posterior())(at, out);
    answer.set("logPosterior", numbers(out));
    return CurvesAnswer(answer);
  });
}

// --- evidence --------------------------------------------------------------------------------------------------------

val to_js(const Laplace& found) {
  val answer = val::object();
  answer.set("mode", found.mode[0]);
  answer.set("sd", std::sqrt(found.covariance(0, 0)));
  answer.set("logEvidence", found.log_evidence);
  return answer;
}

/// The log evidence by every road but drawing.
EvidenceAnswer evidence(Text model, Doubles prior, Doubles data) {
  constexpr const char* kWhere = "evidence";
  return guard(kWhere, [&] {
    const OneParameter found = to_model(model, prior, data, kWhere);
    const LogIntegral integral = evidence_by_quadrature(found);
    val quadrature = val::object();
    quadrature.set("logEvidence", integral.log_value);
    quadrature.set("error", integral.error);
    quadrature.set("evaluations", integral.evaluations);
    quadrature.set("converged", integral.converged);
    const double best = found.maximum_likelihood();
    const double n = found.data_count();
    const double top = n > 0 ? found.log_likelihood()(best) : 0;
    val answer = val::object();
    answer.set("exact", found.log_evidence());
    answer.set("quadrature", quadrature);
    answer.set("laplace", to_js(laplace(found, LaplaceScale::natural)));
    answer.set("laplaceFree", to_js(laplace(found, LaplaceScale::free)));
    answer.set("maximumLikelihood", best);
    answer.set("logLikelihood", top);
    answer.set("bic", n > 0 ? bic(top, 1, n) : std::numeric_limits<double>::quiet_NaN());
    answer.set("aic", aic(top, 1));
    return EvidenceAnswer(answer);
  });
}

/// `proposal`: a law to draw from; empty: the prior. The caller deletes the object.
std::unique_ptr<EvidenceRun> make_evidence_run(Text model, Doubles prior, Doubles data, KeyPair key, Doubles proposal) {
  constexpr const char* kWhere = "evidence_monte_carlo";
  return guard(kWhere, [&] {
    return std::make_unique<EvidenceRun>(to_model(model, prior, data, kWhere), to_key(key, kWhere),
                                         to_vector<double>(proposal, kWhere, "proposal"));
  });
}

void advance_run(EvidenceRun& run, Number samples) {
  guard("evidence_monte_carlo", [&] { run.advance(to_count(samples, "evidence_monte_carlo", "samples")); });
}

RunState run_state(const EvidenceRun& run) {
  return guard("evidence_monte_carlo", [&] {
    val state = val::object();
    state.set("count", static_cast<double>(run.mean().count()));
    state.set("logMean", run.mean().value());
    state.set("standardError", run.mean().standard_error());
    state.set("effectiveSize", run.mean().effective_size());
    state.set("exact", run.model().log_evidence());
    return RunState(state);
  });
}

GroupsAnswer fit_beta_binomial(Doubles successes, Doubles trials) {
  constexpr const char* kWhere = "fit_beta_binomial";
  return guard(kWhere, [&] {
    const auto fit = tractable::fit_beta_binomial(to_vector<double>(successes, kWhere, "successes"),
                                                  to_vector<double>(trials, kWhere, "trials"));
    val answer = val::object();
    answer.set("a", fit.prior.a);
    answer.set("b", fit.prior.b);
    answer.set("logEvidence", fit.log_evidence);
    answer.set("gradient", numbers(fit.gradient));
    answer.set("converged", fit.converged);
    return GroupsAnswer(answer);
  });
}

// --- models ----------------------------------------------------------------------------------------------------------

/// A fit is one piece of the worker's time, about 50 ms of it at most: that is what so many rows of so many columns
/// take.
void require_work(std::size_t rows, std::size_t columns, const char* where, const std::string& what) {
  constexpr std::size_t kMost = std::size_t{1} << 20;
  constexpr std::size_t kRow = 32;  // what a row costs beside its products of columns: exponentials and logarithms
  const std::size_t most = columns < 1024 ? kMost / (kRow + columns * columns) : 0;
  if (rows <= most) return;
  throw Error(
      ErrorCode::too_large, where,
      text("there are ", rows, " ", what, " of ", columns, " columns; at most ", most, " are fitted in the page"));
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
    answer.set("coefficients", numbers(fit.coefficients));
    answer.set("logLikelihood", fit.log_likelihood);
    answer.set("parameters", fit.parameters);
    answer.set("aic", fit.aic);
    answer.set("bic", fit.bic);
    answer.set("converged", fit.converged);
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
    answer.set("degree", fit.degree);
    answer.set("logEvidence", fit.log_evidence);
    answer.set("coefficients", numbers(fit.coefficients));
    answer.set("mean", numbers(fit.mean));
    answer.set("sd", numbers(fit.sd));
    answer.set("posteriorTrainError", fit.posterior_train_error);
    answer.set("posteriorTestError", fit.posterior_test_error);
    answer.set("leastSquares", numbers(fit.least_squares));
    answer.set("trainError", fit.train_error);
    answer.set("testError", fit.test_error);
    answer.set("logLikelihood", fit.log_likelihood);
    answer.set("parameters", fit.parameters);
    answer.set("bic", fit.bic);
    answer.set("aic", fit.aic);
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
    answer.set("hidden", to_typed_array<std::uint32_t>(hidden));
    answer.set("mean", numbers(found.mean));
    answer.set("covariance", numbers(found.covariance.values));
    return ImputeAnswer(answer);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_bayes) {
  namespace b = tractable::border;
  emscripten::register_type<b::TableAnswer>(
      "{ cells: Float64Array; rowMargin: Float64Array; columnMargin: Float64Array; columnsGivenRow: Float64Array; "
      "rowsGivenColumn: Float64Array; entropy: number; mutualInformation: number; independenceGap: number; "
      "independent: boolean }");
  emscripten::register_type<b::RuleAnswer>("{ joint: Float64Array; evidence: number; posterior: Float64Array }");
  emscripten::register_type<b::AreasAnswer>(
      "{ omega: number; a: number; b: number; both: number; either: number; aGivenB: number; bGivenA: number }");
  emscripten::register_type<b::DartsAnswer>("{ x: Float64Array; y: Float64Array; region: Uint32Array }");
  emscripten::register_type<b::ConjugateAnswer>(
      "{ posterior: Float64Array; logEvidence: number; logOrders: number; "
      "predictive: { law: string; parameters: Float64Array } }");
  emscripten::register_type<b::RegressionAnswer>(
      "{ beta: Float64Array; v: Float64Array; a: number; b: number; logEvidence: number }");
  emscripten::register_type<b::CurvesAnswer>(
      "{ logPrior: Float64Array; logLikelihood: Float64Array; logPosterior: Float64Array }");
  emscripten::register_type<b::EvidenceAnswer>(
      "{ exact: number; quadrature: { logEvidence: number; error: number; evaluations: number; converged: boolean }; "
      "laplace: { mode: number; sd: number; logEvidence: number }; "
      "laplaceFree: { mode: number; sd: number; logEvidence: number }; "
      "maximumLikelihood: number; logLikelihood: number; bic: number; aic: number }");
  emscripten::register_type<b::RunState>(
      "{ count: number; logMean: number; standardError: number; effectiveSize: number; exact: number }");
  emscripten::register_type<b::GroupsAnswer>(
      "{ a: number; b: number; logEvidence: number; gradient: Float64Array; converged: boolean }");
  emscripten::register_type<b::GlmAnswer>(
      "{ coefficients: Float64Array; logLikelihood: number; parameters: number; aic: number; bic: number; "
      "converged: boolean }");
  emscripten::register_type<b::PolynomialAnswer>(
      "{ degree: number; logEvidence: number; coefficients: Float64Array; mean: Float64Array; sd: Float64Array; "
      "posteriorTrainError: number; posteriorTestError: number; leastSquares: Float64Array; trainError: number; "
      "testError: number; logLikelihood: number; parameters: number; bic: number; aic: number }");
  emscripten::register_type<b::ImputeAnswer>("{ hidden: Uint32Array; mean: Float64Array; covariance: Float64Array }");
  emscripten::function("conjugate", &b::conjugate);
  emscripten::function("conjugate_regression", &b::conjugate_regression);
  emscripten::function("conjugate_predictive", &b::conjugate_predictive);
  emscripten::function("conjugate_curves", &b::conjugate_curves);
  emscripten::function("evidence", &b::evidence);
  emscripten::function("make_evidence_run", &b::make_evidence_run);
  emscripten::class_<tractable::EvidenceRun>("EvidenceRun")
      .function("advance", &b::advance_run)
      .function("state", &b::run_state);
  emscripten::function("fit_beta_binomial", &b::fit_beta_binomial);
  emscripten::function("fit_glm", &b::fit_glm);
  emscripten::function("fit_polynomial", &b::fit_polynomial);
  emscripten::function("condition_gaussian", &b::condition_gaussian);
  emscripten::function("joint_table", &b::joint_table);
  emscripten::function("joint_from_conditional", &b::joint_from_conditional);
  emscripten::function("bayes_rule", &b::bayes_rule);
  emscripten::function("venn_areas", &b::venn_areas);
  emscripten::function("venn_darts", &b::venn_darts);
}
