// What JavaScript sees of leave-one-out: points of 8 numbers each, in the order of LooPoint, so that a page can ask for
// some of them at a time; their sums; and the difference of two models.

#include <emscripten/bind.h>

#include <array>
#include <utility>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/diagnostics/loo.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(LooSums)
EMSCRIPTEN_DECLARE_VAL_TYPE(LooDifference)

constexpr std::size_t kFields = 8;

std::array<double, kFields> fields(const LooPoint& p) {
  return {p.elpd, p.p_loo, p.mcse, p.k, p.r_eff, p.ess, p.elpd_waic, p.p_waic};
}

std::vector<LooPoint> to_points(const val& numbers, const char* where, const char* name) {
  const auto all = to_vector<double>(numbers, where, name);
  if (all.size() % kFields != 0) {
    throw_error(ErrorCode::shape_mismatch, where, name, " has ", all.size(), " numbers; a point has ", kFields);
  }
  std::vector<LooPoint> points;
  for (std::size_t i = 0; i < all.size(); i += kFields) {
    points.push_back({.elpd = all[i],
                      .p_loo = all[i + 1],
                      .mcse = all[i + 2],
                      .k = all[i + 3],
                      .r_eff = all[i + 4],
                      .ess = all[i + 5],
                      .elpd_waic = all[i + 6],
                      .p_waic = all[i + 7]});
  }
  return points;
}

/// log_likelihood (S, N), chain after chain: (N, 8).
Doubles loo_points(Doubles log_likelihood, Number points, Number chains) {
  constexpr const char* kWhere = "loo";
  return guard(kWhere, [&] {
    const auto values = to_vector<double>(log_likelihood, kWhere, "logLikelihood");
    const Loo all = loo(values, to_count(points, kWhere, "points"), to_count(chains, kWhere, "chains"));
    std::vector<double> numbers;
    for (const LooPoint& point : all.points) {
      const auto row = fields(point);
      numbers.insert(numbers.end(), row.begin(), row.end());
    }
    return Doubles(to_typed_array<double>(numbers));
  });
}

LooSums loo_sums(Doubles points, Number draws) {
  constexpr const char* kWhere = "loo";
  return guard(kWhere, [&] {
    const Loo all = loo_of(to_points(points, kWhere, "points"), to_count(draws, kWhere, "draws"));
    val result = val::object();
    put(result, "elpd", all.elpd.value);
    put(result, "se", all.elpd.se);
    put(result, "pLoo", all.p_loo.value);
    put(result, "looic", all.looic.value);
    put(result, "elpdWaic", all.elpd_waic.value);
    put(result, "mcse", all.mcse);
    put(result, "kThreshold", all.k_threshold);
    put(result, "kAbove", static_cast<double>(all.k_above));
    return LooSums(result);
  });
}

/// elpd of b - elpd of a, of their points.
LooDifference loo_difference(Doubles a, Doubles b) {
  constexpr const char* kWhere = "loo_compare";
  return guard(kWhere, [&] {
    const SumOfPoints found = loo_compare(to_points(a, kWhere, "a"), to_points(b, kWhere, "b"));
    val result = val::object();
    put(result, "elpd", found.value);
    put(result, "se", found.se);
    return LooDifference(result);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_loo) {
  namespace b = tractable::border;
  emscripten::register_type<b::LooSums>(
      "{ elpd: number; se: number; pLoo: number; looic: number; elpdWaic: number; mcse: number; kThreshold: number; "
      "kAbove: number }");
  emscripten::register_type<b::LooDifference>("{ elpd: number; se: number }");
  emscripten::function("loo_points", &b::loo_points);
  emscripten::function("loo_sums", &b::loo_sums);
  emscripten::function("loo_difference", &b::loo_difference);
}
