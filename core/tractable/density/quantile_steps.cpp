#include "tractable/density/quantile_steps.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/root.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kContent = 1e-13;
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr std::array<std::string_view, 4> kMethods{"bisection", "newton", "bracketed_newton", "brent"};

template <class Search>
std::vector<QuantileStep> record(Search search, std::vector<QuantileStep> steps, int max_steps) {
  const auto content = [&steps] { return !steps.empty() && steps.back().miss <= kContent; };
  for (int i = 0; i < max_steps && !content() && search.step(); ++i) {
    steps.push_back({search.result().root, std::abs(search.result().value)});
  }
  return steps;
}

}  // namespace

std::span<const std::string_view> root_methods() noexcept { return kMethods; }

std::vector<QuantileStep> quantile_steps(const GaussianKde& kde, double p, std::string_view method, int max_steps) {
  constexpr const char* kWhere = "quantile_steps";
  require_probability(p, kWhere, "p");
  if (p == 0 || p == 1) {
    throw_error(ErrorCode::invalid_argument, kWhere, "p is ", p, "; that quantile is infinite");
  }
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
    std::string names;
    for (const std::string_view known : kMethods) names += text(names.empty() ? "" : ", ", known);
    throw_error(ErrorCode::unknown_name, kWhere, "method is \"", method, "\"; it must be one of ", names);
  }
  const double reach = kde.bandwidth() * normal_ppf(p);
  const auto finite = [](double x) { return std::clamp(x, -kLargest, kLargest); };
  const Bracket bracket{finite(kde.data().front() + reach), finite(kde.data().back() + reach)};
  const double start = 0.5 * bracket.lo + 0.5 * bracket.hi;
  const auto miss = [&kde, p](double x) { return kde.cdf(x) - p; };
  const auto miss_and_slope = [&kde, p](double x) { return ValueAndSlope{kde.cdf(x) - p, kde.density(x)}; };
  std::vector<QuantileStep> first{{start, std::abs(miss(start))}};
  if (bracket.lo == bracket.hi) return first;  // one datum: the bracket is the quantile itself
  if (method == "bisection") return record(Bisection(miss, bracket), {}, max_steps);
  if (method == "newton") return record(Newton(miss_and_slope, start), first, max_steps);
  if (method == "brent") return record(Brent(miss, bracket), {}, max_steps);
  return record(BracketedNewton(miss_and_slope, bracket, start, true), first, max_steps);
}

}  // namespace tractable
