// What JavaScript sees of laws of rows and of mixtures. A law of rows is a name and a list of arrays, one for each of
// its parameters, a matrix row by row; a mixture is its weights and, for each component, a family's name and
// parameters.

#include <emscripten/bind.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/mixture.hpp"
#include "tractable/distribution/multivariate_catalogue.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(MixtureFunctionName)
EMSCRIPTEN_DECLARE_VAL_TYPE(MixtureMoments)
EMSCRIPTEN_DECLARE_VAL_TYPE(MixtureNames)
EMSCRIPTEN_DECLARE_VAL_TYPE(MultivariateLists)
EMSCRIPTEN_DECLARE_VAL_TYPE(MultivariateMoments)
EMSCRIPTEN_DECLARE_VAL_TYPE(MultivariateName)
EMSCRIPTEN_DECLARE_VAL_TYPE(MultivariateRows)

constexpr double kMostParts = 1000;

/// The length of a JavaScript array. Throws Error{invalid_argument} for anything else.
std::size_t array_size(const val& array, const char* where, const char* name) {
  if (!array.isArray()) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", shown(array), "; it must be an array");
  }
  return static_cast<std::size_t>(
      to_integer(array["length"], 0, kMostParts, where, text(name, ".length"), ErrorCode::too_large));
}

std::vector<std::vector<double>> to_lists(const val& lists, const char* where, const char* name) {
  std::vector<std::vector<double>> result(array_size(lists, where, name));
  for (std::size_t k = 0; k < result.size(); ++k) {
    result[k] = to_vector<double>(lists[k], where, text(name, "[", k, "]"));
  }
  return result;
}

std::unique_ptr<Multivariate> to_law(const val& name, const val& parameters, const char* where) {
  return make_multivariate(to_text(name, where, "name"), to_lists(parameters, where, "parameters"));
}

/// Log densities of rows, which lie one after the other.
Doubles multivariate_log_prob(MultivariateName name, MultivariateLists parameters, Doubles x) {
  constexpr const char* kWhere = "multivariate_log_prob";
  return guard(kWhere, [&] {
    const auto law = to_law(name, parameters, kWhere);
    const auto rows = to_vector<double>(x, kWhere, "x");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::isnan(rows[i])) throw_error(ErrorCode::not_finite, kWhere, "x[", i, "] is nan");
    }
    std::vector<double> values(rows.size() / law->dimension());
    law->log_prob(rows, values);
    return Doubles(to_typed_array<double>(values));
  });
}

/// Rows begin ... begin + count - 1 of the endless sequence that the key names.
Doubles multivariate_sample(MultivariateName name, MultivariateLists parameters, KeyPair key, Number count,
                            Number begin) {
  constexpr const char* kWhere = "multivariate_sample";
  return guard(kWhere, [&] {
    const auto law = to_law(name, parameters, kWhere);
    const Key from = to_key(key, kWhere);
    const std::size_t rows = to_count(count, kWhere, "count"), dimension = law->dimension();
    if (rows > kMaxElements / dimension) {
      throw_error(ErrorCode::too_large, kWhere, "count is ", rows, " rows of ", dimension, " numbers; at most ",
                  kMaxElements, " fit in one call");
    }
    std::vector<double> draws(rows * dimension);
    law->sample(from, draws, to_begin(begin, draws.size(), kWhere));
    return Doubles(to_typed_array<double>(draws));
  });
}

MultivariateMoments multivariate_moments(MultivariateName name, MultivariateLists parameters) {
  constexpr const char* kWhere = "multivariate_moments";
  return guard(kWhere, [&] {
    const auto law = to_law(name, parameters, kWhere);
    val result = val::object();
    put(result, "mean", to_typed_array<double>(law->mean()));
    put(result, "covariance", to_typed_array<double>(std::span<const double>(law->covariance().values)));
    put(result, "entropy", law->entropy());
    return MultivariateMoments(result);
  });
}

/// KL(p, q) in nats, where there is a closed form.
double multivariate_kl(MultivariateName p, MultivariateLists p_parameters, MultivariateName q,
                       MultivariateLists q_parameters) {
  constexpr const char* kWhere = "multivariate_kl";
  return guard(kWhere, [&] { return kl(*to_law(p, p_parameters, kWhere), *to_law(q, q_parameters, kWhere)); });
}

MultivariateRows multivariates() {
  val rows = val::array();
  for (const MultivariateRow& each : multivariate_rows()) {
    val parameters = val::array();
    for (const auto name : each.parameters) parameters.call<void>("push", std::string(name));
    val row = val::object();
    put(row, "name", std::string(each.name));
    put(row, "parameters", parameters);
    rows.call<void>("push", row);
  }
  return MultivariateRows(rows);
}

Mixture to_mixture(const val& weights, const val& names, const val& parameters, const char* where) {
  const auto lists = to_lists(parameters, where, "parameters");
  std::vector<Univariate> laws;
  if (array_size(names, where, "names") != lists.size()) {
    throw_error(ErrorCode::shape_mismatch, where, "there are ", array_size(names, where, "names"), " names and ",
                lists.size(), " parameters");
  }
  for (std::size_t k = 0; k < lists.size(); ++k) {
    laws.push_back(make_univariate(to_text(names[k], where, text("names[", k, "]")), lists[k]));
  }
  return {to_vector<double>(weights, where, "weights"), std::move(laws)};
}

/// A function of each number: points, or for ppf and isf probabilities.
Doubles mixture(Doubles weights, MixtureNames names, MultivariateLists parameters, MixtureFunctionName fn, Doubles x) {
  constexpr const char* kWhere = "mixture";
  return guard(kWhere, [&] {
    const Mixture law = to_mixture(weights, names, parameters, kWhere);
    const std::string wanted = to_text(fn, kWhere, "fn");
    const auto functions = univariate_functions();
    const auto it = std::ranges::find(functions, wanted);
    if (it == functions.end()) {
      std::string all;
      for (const auto each : functions) all += text(all.empty() ? "" : ", ", each);
      throw_error(ErrorCode::unknown_name, kWhere, "fn is ", shown(fn), "; it must be one of ", all);
    }
    const auto function = static_cast<UnivariateFunction>(it - functions.begin());
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

Doubles mixture_sample(Doubles weights, MixtureNames names, MultivariateLists parameters, KeyPair key, Number count,
                       Number begin) {
  constexpr const char* kWhere = "mixture_sample";
  return guard(kWhere, [&] {
    const Mixture law = to_mixture(weights, names, parameters, kWhere);
    const Key from = to_key(key, kWhere);
    std::vector<double> draws(to_count(count, kWhere, "count"));
    law.sample(from, draws, to_begin(begin, draws.size(), kWhere));
    return Doubles(to_typed_array<double>(draws));
  });
}

MixtureMoments mixture_moments(Doubles weights, MixtureNames names, MultivariateLists parameters) {
  constexpr const char* kWhere = "mixture_moments";
  return guard(kWhere, [&] {
    const Mixture law = to_mixture(weights, names, parameters, kWhere);
    const Moments moments = law.moments();
    val result = val::object();
    put(result, "mean", moments.mean);
    put(result, "variance", moments.variance);
    put(result, "low", law.support().low);
    put(result, "high", law.support().high);
    put(result, "discrete", law.discrete());
    return MixtureMoments(result);
  });
}

/// p(component | x), for each number of x as many as there are components.
Doubles mixture_responsibilities(Doubles weights, MixtureNames names, MultivariateLists parameters, Doubles x) {
  constexpr const char* kWhere = "mixture_responsibilities";
  return guard(kWhere, [&] {
    const Mixture law = to_mixture(weights, names, parameters, kWhere);
    const auto points = to_vector<double>(x, kWhere, "x");
    require_finite(points, kWhere, "x");
    if (points.size() > kMaxElements / law.weights().size()) {
      throw_error(ErrorCode::too_large, kWhere, "x has ", points.size(), " numbers for ", law.weights().size(),
                  " components; at most ", kMaxElements, " results fit in one call");
    }
    std::vector<double> result(points.size() * law.weights().size());
    law.responsibilities(points, result);
    return Doubles(to_typed_array<double>(result));
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_multivariate) {
  namespace b = tractable::border;
  emscripten::register_type<b::MultivariateName>("import('./catalogue.ts').Multivariate");
  emscripten::register_type<b::MultivariateLists>("Float64Array[]");
  emscripten::register_type<b::MultivariateMoments>(
      "{ mean: Float64Array; covariance: Float64Array; entropy: number }");
  emscripten::register_type<b::MultivariateRows>(
      "{ name: import('./catalogue.ts').Multivariate; parameters: string[] }[]");
  emscripten::register_type<b::MixtureNames>("import('./catalogue.ts').Distribution[]");
  emscripten::register_type<b::MixtureFunctionName>("import('./catalogue.ts').DistributionFunction");
  emscripten::register_type<b::MixtureMoments>(
      "{ mean: number; variance: number; low: number; high: number; discrete: boolean }");
  emscripten::function("multivariate_log_prob", &b::multivariate_log_prob);
  emscripten::function("multivariate_sample", &b::multivariate_sample);
  emscripten::function("multivariate_moments", &b::multivariate_moments);
  emscripten::function("multivariate_kl", &b::multivariate_kl);
  emscripten::function("multivariates", &b::multivariates);
  emscripten::function("mixture", &b::mixture);
  emscripten::function("mixture_sample", &b::mixture_sample);
  emscripten::function("mixture_moments", &b::mixture_moments);
  emscripten::function("mixture_responsibilities", &b::mixture_responsibilities);
}
