// What JavaScript sees of distributions: a law is a family's name and its parameters, in the family's order.

#include <emscripten/bind.h>

#include <algorithm>
#include <string>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/distribution/catalogue.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(DistributionFunctionName)
EMSCRIPTEN_DECLARE_VAL_TYPE(DistributionMoments)
EMSCRIPTEN_DECLARE_VAL_TYPE(DistributionName)
EMSCRIPTEN_DECLARE_VAL_TYPE(DistributionRows)

Univariate to_law(const val& name, const val& parameters, const char* where) {
  return make_univariate(to_text(name, where, "name"), to_vector<double>(parameters, where, "parameters"));
}

UnivariateFunction to_function(const val& function, const char* where) {
  const std::string wanted = to_text(function, where, "fn");
  const auto names = univariate_functions();
  const auto it = std::ranges::find(names, wanted);
  if (it != names.end()) return static_cast<UnivariateFunction>(it - names.begin());
  std::string all;
  for (const auto each : names) all += text(all.empty() ? "" : ", ", each);
  throw_error(ErrorCode::unknown_name, where, "fn is ", shown(function), "; it must be one of ", all);
}

/// A function of each number: points, or for ppf and isf probabilities.
Doubles distribution(DistributionName name, Doubles parameters, DistributionFunctionName fn, Doubles x) {
  constexpr const char* kWhere = "distribution";
  return guard(kWhere, [&] {
    const Univariate law = to_law(name, parameters, kWhere);
    const UnivariateFunction function = to_function(fn, kWhere);
    const bool inverse = function == UnivariateFunction::ppf || function == UnivariateFunction::isf;
    auto values = to_vector<double>(x, kWhere, "x");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) throw_error(ErrorCode::not_finite, kWhere, "x[", i, "] is nan");
      if (inverse && !(values[i] >= 0 && values[i] <= 1)) require_probability(values[i], kWhere, text("x[", i, "]"));
    }
    law.evaluate(function, values, values);
    return Doubles(to_typed_array<double>(values));
  });
}

/// Draws begin ... begin + count - 1 of the endless sequence that the key names.
Doubles distribution_sample(DistributionName name, Doubles parameters, KeyPair key, Number count, Number begin) {
  constexpr const char* kWhere = "distribution_sample";
  return guard(kWhere, [&] {
    const Univariate law = to_law(name, parameters, kWhere);
    const Key from = to_key(key, kWhere);
    std::vector<double> draws(to_count(count, kWhere, "count"));
    law.sample(from, draws, to_begin(begin, draws.size(), kWhere));
    return Doubles(to_typed_array<double>(draws));
  });
}

DistributionMoments distribution_moments(DistributionName name, Doubles parameters) {
  constexpr const char* kWhere = "distribution_moments";
  return guard(kWhere, [&] {
    const Univariate law = to_law(name, parameters, kWhere);
    const Moments moments = law.moments();
    const Support support = law.support();
    val result = val::object();
    put(result, "mean", moments.mean);
    put(result, "variance", moments.variance);
    put(result, "entropy", law.entropy());
    put(result, "low", support.low);
    put(result, "high", support.high);
    put(result, "discrete", law.family().discrete);
    return DistributionMoments(result);
  });
}

/// KL(p, q) in nats, where there is a closed form.
double distribution_kl(DistributionName p, Doubles p_parameters, DistributionName q, Doubles q_parameters) {
  constexpr const char* kWhere = "distribution_kl";
  return guard(kWhere, [&] { return kl(to_law(p, p_parameters, kWhere), to_law(q, q_parameters, kWhere)); });
}

const char* domain_name(Domain domain) {
  switch (domain) {
    case Domain::real:
      return "real";
    case Domain::positive:
      return "positive";
    case Domain::probability:
      return "probability";
    case Domain::count:
      return "count";
  }
  return "real";
}

DistributionRows distributions() {
  val rows = val::array();
  for (const Family* family : families()) {
    val parameters = val::array();
    for (const ParameterRow& each : family->parameters) {
      val parameter = val::object();
      put(parameter, "name", std::string(each.name));
      put(parameter, "domain", std::string(domain_name(each.domain)));
      put(parameter, "fallback", each.fallback);
      parameters.call<void>("push", parameter);
    }
    val row = val::object();
    put(row, "name", std::string(family->name));
    put(row, "discrete", family->discrete);
    put(row, "variadic", family->variadic);
    put(row, "parameters", parameters);
    rows.call<void>("push", row);
  }
  return DistributionRows(rows);
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_distribution) {
  namespace b = tractable::border;
  emscripten::register_type<b::DistributionName>("import('./catalogue.ts').Distribution");
  emscripten::register_type<b::DistributionFunctionName>("import('./catalogue.ts').DistributionFunction");
  emscripten::register_type<b::DistributionMoments>(
      "{ mean: number; variance: number; entropy: number; low: number; high: number; discrete: boolean }");
  emscripten::register_type<b::DistributionRows>(
      "{ name: import('./catalogue.ts').Distribution; discrete: boolean; variadic: boolean; "
      "parameters: { name: string; domain: 'real' | 'positive' | 'probability' | 'count'; fallback: number }[] }[]");
  emscripten::function("distribution", &b::distribution);
  emscripten::function("distribution_sample", &b::distribution_sample);
  emscripten::function("distribution_moments", &b::distribution_moments);
  emscripten::function("distribution_kl", &b::distribution_kl);
  emscripten::function("distributions", &b::distributions);
}
