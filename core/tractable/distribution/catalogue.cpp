#include "tractable/distribution/catalogue.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/distribution/binomial.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/distribution/normal.hpp"

namespace tractable {
namespace {

// One line for each family, in alphabetical order.
constexpr std::array kFamilies{
    &kBinomial,
    &kGamma,
    &kNormal,
};

/// A row's function gets no more than its operands: so one for each place.
template <std::size_t Place>
std::vector<Expr> build_log_prob(const BuilderCall& call) {
  return {kFamilies[Place]->log_prob(call.operands[0], call.operands.subspan(1))};
}

struct Texts {
  std::string name;
  std::vector<std::string_view> operands;
};

template <std::size_t... Places>
std::vector<BuilderRow> make_rows(std::vector<Texts>& texts, std::index_sequence<Places...>) {
  for (const Family* each : kFamilies) {
    texts.push_back({std::string(each->name) + ".log_prob", {"x"}});
    for (const ParameterRow& row : each->parameters) texts.back().operands.push_back(row.name);
  }
  return {BuilderRow{texts[Places].name, texts[Places].operands, {}, &build_log_prob<Places>}...};
}

}  // namespace

std::span<const Family* const> families() { return kFamilies; }

const Family& family(std::string_view name) {
  const auto it = std::ranges::find(kFamilies, name, [](const Family* each) { return each->name; });
  if (it != kFamilies.end()) return **it;
  std::string names;
  for (const Family* each : kFamilies) names += text(names.empty() ? "" : ", ", each->name);
  throw Error(ErrorCode::unknown_name, "distribution", text("there is no ", name, "; there are ", names));
}

Univariate make_univariate(std::string_view name, Parameters parameters) { return {family(name), parameters}; }

double kl(const Univariate& p, const Univariate& q) {
  if (&p.family() == &q.family() && p.family().kl != nullptr) return p.family().kl(p.parameters(), q.parameters());
  throw Error(ErrorCode::invalid_argument, "kl",
              text("there is no closed form for ", p.family().name, " and ", q.family().name));
}

std::span<const BuilderRow> distribution_catalogue() {
  static std::vector<Texts> texts;
  static const std::vector<BuilderRow> rows = make_rows(texts, std::make_index_sequence<kFamilies.size()>());
  return rows;
}

}  // namespace tractable
