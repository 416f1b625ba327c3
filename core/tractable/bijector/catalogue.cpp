#include "tractable/bijector/catalogue.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/bijector/correlation_cholesky.hpp"
#include "tractable/bijector/interval.hpp"
#include "tractable/bijector/lower.hpp"
#include "tractable/bijector/ordered.hpp"
#include "tractable/bijector/positive_ordered.hpp"
#include "tractable/bijector/real.hpp"
#include "tractable/bijector/simplex.hpp"
#include "tractable/bijector/upper.hpp"

namespace tractable {
namespace {

// One line for each bijector, in alphabetical order.
constexpr std::array kBijectors{
    &kCorrelationCholesky, &kInterval, &kLower, &kOrdered, &kPositiveOrdered, &kReal, &kSimplex, &kUpper,
};

constexpr std::array kSize{BuilderOption{.name = "size", .fallback = 0, .low = 0, .high = 1 << 22, .integer = true}};

Dim size_of(const BuilderCall& call) { return call.options.empty() ? 0 : call.integer(0); }

/// A row's function gets no more than its operands: so one for each place.
template <std::size_t Place>
std::vector<Expr> build_forward(const BuilderCall& call) {
  const Transformed out = forward(*kBijectors[Place], call.operands[0], size_of(call), call.operands.subspan(1));
  return {out.value, out.log_det};
}

template <std::size_t Place>
std::vector<Expr> build_inverse(const BuilderCall& call) {
  return {inverse(*kBijectors[Place], call.operands[0], size_of(call), call.operands.subspan(1))};
}

struct Texts {
  std::string name;
  std::vector<std::string_view> operands;
};

template <std::size_t Place>
void add_rows(std::deque<Texts>& texts, std::vector<BuilderRow>& rows) {
  const BijectorRow& of = *kBijectors[Place];
  const auto add = [&](std::string_view function, std::string_view operand, auto build) {
    Texts& made = texts.emplace_back(Texts{text(of.name, ".", function), {operand}});
    made.operands.insert(made.operands.end(), of.operands.begin(), of.operands.end());
    rows.push_back({made.name, made.operands, std::span(kSize).first(of.elementwise ? 0 : 1), build});
  };
  add("forward", "x", &build_forward<Place>);
  add("inverse", "y", &build_inverse<Place>);
}

}  // namespace

std::span<const BijectorRow* const> bijectors() { return kBijectors; }

const BijectorRow& bijector(std::string_view name) {
  const auto it = std::ranges::find(kBijectors, name, [](const BijectorRow* each) { return each->name; });
  if (it != kBijectors.end()) return **it;
  std::string names;
  for (const BijectorRow* each : kBijectors) names += text(names.empty() ? "" : ", ", each->name);
  throw_error(ErrorCode::unknown_name, "bijector", "there is no ", name, "; there are ", names);
}

std::span<const BuilderRow> bijector_catalogue() {
  static std::deque<Texts> texts;
  static const std::vector<BuilderRow> rows = [] {
    std::vector<BuilderRow> made;
    [&]<std::size_t... Places>(std::index_sequence<Places...>) {
      (add_rows<Places>(texts, made), ...);
    }(std::make_index_sequence<kBijectors.size()>());
    return made;
  }();
  return rows;
}

}  // namespace tractable
