#include "tractable/target/model/laws.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/multivariate_catalogue.hpp"
#include "tractable/target/model/law.hpp"

namespace tractable {
namespace {

std::string_view name_of(Domain domain) {
  constexpr std::string_view kNames[] = {"real", "positive", "probability", "count"};
  return kNames[static_cast<std::size_t>(domain)];
}
std::string_view name_of(detail::Form form) {
  constexpr std::string_view kNames[] = {"number", "row", "matrix"};
  return kNames[static_cast<std::size_t>(form)];
}

std::string_view transform_of(const Family& family) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  std::vector<double> usual;
  for (const ParameterRow& row : family.parameters) usual.push_back(row.fallback);
  const Support support = family.support(usual);
  if (family.discrete || support.low == -kInf) return "real";
  return support.high == kInf ? "lower" : "interval";
}

LawFacts facts_of(const Family& family) {
  LawFacts facts{std::string(family.name), {}, family.discrete, "number", transform_of(family)};
  for (const ParameterRow& row : family.parameters)
    facts.parameters.push_back({row.name, name_of(row.domain), "number"});
  return facts;
}

LawFacts facts_of(const detail::RowLaw& law, const BuilderRow& row) {
  const bool discrete = law.transform.empty();
  LawFacts facts{std::string(law.name), {}, discrete, name_of(law.value), discrete ? "real" : law.transform};
  for (std::size_t k = 0; k < law.parameters.size(); ++k) {
    const detail::RowParameter& each = law.parameters[k];
    facts.parameters.push_back({row.operands[k + 1], name_of(each.domain), name_of(each.form)});
  }
  return facts;
}

}  // namespace

std::vector<LawFacts> laws() {
  std::vector<LawFacts> all;
  for (const Family* each : families()) {
    if (!each->variadic) all.push_back(facts_of(*each));
  }
  for (const detail::RowLaw& law : detail::row_laws()) {
    for (const BuilderRow& row : distribution_catalogue()) {
      if (row.name == std::string(law.name) + ".log_prob") all.push_back(facts_of(law, row));
    }
  }
  std::ranges::sort(all, {}, &LawFacts::name);
  return all;
}

}  // namespace tractable
