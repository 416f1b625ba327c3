// What JavaScript sees of exponential families: the law that tilts its base by exp(eta T(x)), and the conjugate prior
// of eta.

#include <emscripten/bind.h>

#include <string>
#include <vector>

#include "bayes_border.hpp"
#include "tractable/bayes/exponential_family.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(ExponentialName)
EMSCRIPTEN_DECLARE_VAL_TYPE(ExponentialFacts)
EMSCRIPTEN_DECLARE_VAL_TYPE(ExponentialCurves)
EMSCRIPTEN_DECLARE_VAL_TYPE(ExponentialDraws)
EMSCRIPTEN_DECLARE_VAL_TYPE(ExponentialPrior)

constexpr const char* kWhere = "exponential_family";

ExponentialFamily to_family(const val& name, const val& known) {
  return ExponentialFamily(to_text(name, kWhere, "name"), to_number(known, kWhere, "known"));
}

/// A, A' and A'' at each eta.
ExponentialFacts exponential_family(ExponentialName name, Number known, Doubles eta) {
  return guard(kWhere, [&] {
    const ExponentialFamily family = to_family(name, known);
    const Values at = to_vector<double>(eta, kWhere, "eta");
    Values partition, mean, variance;
    for (const double each : at) {
      partition.push_back(family.log_partition(each));
      mean.push_back(family.mean(each));
      variance.push_back(family.variance(each));
    }
    val answer = val::object();
    put(answer, "low", family.natural().low);
    put(answer, "high", family.natural().high);
    put(answer, "logPartition", numbers(partition));
    put(answer, "mean", numbers(mean));
    put(answer, "variance", numbers(variance));
    return ExponentialFacts(answer);
  });
}

/// The eta of each mean of T.
Doubles exponential_natural(ExponentialName name, Number known, Doubles mean) {
  return guard(kWhere, [&] {
    const ExponentialFamily family = to_family(name, known);
    Values at = to_vector<double>(mean, kWhere, "mean");
    for (double& each : at) each = family.natural_of(each);
    return Doubles(numbers(at));
  });
}

/// log h, T and log p at each x.
ExponentialCurves exponential_curves(ExponentialName name, Number known, Number eta, Doubles x) {
  return guard(kWhere, [&] {
    const ExponentialFamily family = to_family(name, known);
    const double natural = to_number(eta, kWhere, "eta");
    const Values at = to_vector<double>(x, kWhere, "x");
    require_numbers(at, kWhere, "x");
    Values base, statistic, density;
    for (const double each : at) {
      base.push_back(family.log_base(each));
      statistic.push_back(family.statistic(each));
      density.push_back(family.log_prob(natural, each));
    }
    val answer = val::object();
    put(answer, "logBase", numbers(base));
    put(answer, "statistic", numbers(statistic));
    put(answer, "logProb", numbers(density));
    return ExponentialCurves(answer);
  });
}

/// Draws begin ... begin + count - 1 of the endless sequence that the key names, and T of each.
ExponentialDraws exponential_draws(ExponentialName name, Number known, Number eta, KeyPair key, Number count,
                                   Number begin) {
  return guard(kWhere, [&] {
    const ExponentialFamily family = to_family(name, known);
    Values x(to_draws(count, kWhere));
    family.law(to_number(eta, kWhere, "eta")).sample(to_key(key, kWhere), x, to_begin(begin, x.size(), kWhere));
    Values statistic;
    for (const double each : x) statistic.push_back(family.statistic(each));
    val answer = val::object();
    put(answer, "x", numbers(x));
    put(answer, "statistic", numbers(statistic));
    return ExponentialDraws(answer);
  });
}

/// log p(eta | chi, nu) at each eta, the mean of A' by quadrature, and log p(data).
ExponentialPrior exponential_prior(ExponentialName name, Number known, Number chi, Number nu, Doubles eta,
                                   Doubles data) {
  return guard(kWhere, [&] {
    const ExponentialFamily family = to_family(name, known);
    const double sum = to_number(chi, kWhere, "chi"), count = to_number(nu, kWhere, "nu");
    Values at = to_vector<double>(eta, kWhere, "eta");
    for (double& each : at) each = family.log_prior(sum, count, each);
    const Values seen = to_vector<double>(data, kWhere, "data");
    require_numbers(seen, kWhere, "data");
    const Integral mean = family.prior_mean(sum, count);
    val answer = val::object();
    put(answer, "logDensity", numbers(at));
    put(answer, "mean", mean.value);
    put(answer, "error", mean.error);
    put(answer, "logEvidence", family.log_evidence(sum, count, seen));
    return ExponentialPrior(answer);
  });
}

}  // namespace

void add_exponential_names(val& lists) {
  val names = val::array();
  for (const auto name : exponential_families()) names.call<void>("push", std::string(name));
  put(lists, "ExponentialName", names);
}

}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_exponential) {
  namespace b = tractable::border;
  emscripten::register_type<b::ExponentialName>("import('./catalogue.ts').ExponentialName");
  emscripten::register_type<b::ExponentialFacts>(
      "{ low: number; high: number; logPartition: Float64Array; mean: Float64Array; variance: Float64Array }");
  emscripten::register_type<b::ExponentialCurves>(
      "{ logBase: Float64Array; statistic: Float64Array; logProb: Float64Array }");
  emscripten::register_type<b::ExponentialDraws>("{ x: Float64Array; statistic: Float64Array }");
  emscripten::register_type<b::ExponentialPrior>(
      "{ logDensity: Float64Array; mean: number; error: number; logEvidence: number }");
  emscripten::function("exponential_family", &b::exponential_family);
  emscripten::function("exponential_natural", &b::exponential_natural);
  emscripten::function("exponential_curves", &b::exponential_curves);
  emscripten::function("exponential_draws", &b::exponential_draws);
  emscripten::function("exponential_prior", &b::exponential_prior);
}
