// What JavaScript sees of conjugate pairs: posterior, predictive law, curves.

#include <emscripten/bind.h>

#include <string>

#include "bayes_border.hpp"
#include "tractable/bayes/conjugate.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(ConjugateAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(CurvesAnswer)

val conjugate_answer(const Values& posterior, double log_evidence, double log_orders, const char* law,
                     const Values& next) {
  val predictive = val::object();
  put(predictive, "law", std::string(law));
  put(predictive, "parameters", numbers(next));
  val answer = val::object();
  put(answer, "posterior", numbers(posterior));
  put(answer, "logEvidence", log_evidence);
  put(answer, "logOrders", log_orders);
  put(answer, "predictive", predictive);
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
    put(answer, "logPrior", numbers(out));
    found.log_likelihood()(at, out);
    put(answer, "logLikelihood", numbers(out));
    found.log_law(found.posterior())(at, out);
    put(answer, "logPosterior", numbers(out));
    return CurvesAnswer(answer);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_conjugate) {
  namespace b = tractable::border;
  emscripten::register_type<b::ConjugateAnswer>(
      "{ posterior: Float64Array; logEvidence: number; logOrders: number; "
      "predictive: { law: string; parameters: Float64Array } }");
  emscripten::register_type<b::CurvesAnswer>(
      "{ logPrior: Float64Array; logLikelihood: Float64Array; logPosterior: Float64Array }");
  emscripten::function("conjugate", &b::conjugate);
  emscripten::function("conjugate_predictive", &b::conjugate_predictive);
  emscripten::function("conjugate_curves", &b::conjugate_curves);
}
