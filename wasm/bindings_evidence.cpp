// What JavaScript sees of evidence: the roads to it, draws from the prior, priors learned from groups.

#include <emscripten/bind.h>

#include <cmath>
#include <limits>
#include <memory>

#include "bayes_border.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/bayes/evidence.hpp"
#include "tractable/bayes/laplace.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(EvidenceAnswer)
EMSCRIPTEN_DECLARE_VAL_TYPE(RunState)
EMSCRIPTEN_DECLARE_VAL_TYPE(GroupsAnswer)

val to_js(const Laplace& found) {
  val answer = val::object();
  put(answer, "mode", found.mode[0]);
  put(answer, "sd", std::sqrt(found.covariance(0, 0)));
  put(answer, "logEvidence", found.log_evidence);
  return answer;
}

/// The log evidence by every road but drawing.
EvidenceAnswer evidence(Text model, Doubles prior, Doubles data) {
  constexpr const char* kWhere = "evidence";
  return guard(kWhere, [&] {
    const OneParameter found = to_model(model, prior, data, kWhere);
    const LogIntegral integral = evidence_by_quadrature(found);
    val quadrature = val::object();
    put(quadrature, "logEvidence", integral.log_value);
    put(quadrature, "error", integral.error);
    put(quadrature, "evaluations", integral.evaluations);
    put(quadrature, "converged", integral.converged);
    const double best = found.maximum_likelihood();
    const double n = found.data_count();
    const double top = n > 0 ? found.log_likelihood()(best) : 0;
    val answer = val::object();
    put(answer, "exact", found.log_evidence());
    put(answer, "quadrature", quadrature);
    put(answer, "laplace", to_js(laplace(found, LaplaceScale::natural)));
    put(answer, "laplaceFree", to_js(laplace(found, LaplaceScale::free)));
    put(answer, "maximumLikelihood", best);
    put(answer, "logLikelihood", top);
    put(answer, "bic", n > 0 ? bic(top, 1, n) : std::numeric_limits<double>::quiet_NaN());
    put(answer, "aic", aic(top, 1));
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
    put(state, "count", static_cast<double>(run.mean().count()));
    put(state, "logMean", run.mean().value());
    put(state, "standardError", run.mean().standard_error());
    put(state, "effectiveSize", run.mean().effective_size());
    put(state, "exact", run.model().log_evidence());
    return RunState(state);
  });
}

GroupsAnswer fit_beta_binomial(Doubles successes, Doubles trials) {
  constexpr const char* kWhere = "fit_beta_binomial";
  return guard(kWhere, [&] {
    const auto fit = tractable::fit_beta_binomial(to_vector<double>(successes, kWhere, "successes"),
                                                  to_vector<double>(trials, kWhere, "trials"));
    val answer = val::object();
    put(answer, "a", fit.prior.a);
    put(answer, "b", fit.prior.b);
    put(answer, "logEvidence", fit.log_evidence);
    put(answer, "gradient", numbers(fit.gradient));
    put(answer, "converged", fit.converged);
    return GroupsAnswer(answer);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_evidence) {
  namespace b = tractable::border;
  emscripten::register_type<b::EvidenceAnswer>(
      "{ exact: number; quadrature: { logEvidence: number; error: number; evaluations: number; converged: boolean }; "
      "laplace: { mode: number; sd: number; logEvidence: number }; "
      "laplaceFree: { mode: number; sd: number; logEvidence: number }; "
      "maximumLikelihood: number; logLikelihood: number; bic: number; aic: number }");
  emscripten::register_type<b::RunState>(
      "{ count: number; logMean: number; standardError: number; effectiveSize: number; exact: number }");
  emscripten::register_type<b::GroupsAnswer>(
      "{ a: number; b: number; logEvidence: number; gradient: Float64Array; converged: boolean }");
  emscripten::function("evidence", &b::evidence);
  emscripten::function("make_evidence_run", &b::make_evidence_run);
  emscripten::function("fit_beta_binomial", &b::fit_beta_binomial);
  emscripten::class_<tractable::EvidenceRun>("EvidenceRun")
      .function("advance", &b::advance_run)
      .function("state", &b::run_state);
}
