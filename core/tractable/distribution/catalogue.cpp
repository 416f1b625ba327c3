#include "tractable/distribution/catalogue.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/distribution/bernoulli.hpp"
#include "tractable/distribution/bernoulli_logit.hpp"
#include "tractable/distribution/beta.hpp"
#include "tractable/distribution/binomial.hpp"
#include "tractable/distribution/binomial_logit.hpp"
#include "tractable/distribution/categorical.hpp"
#include "tractable/distribution/cauchy.hpp"
#include "tractable/distribution/exponential.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/distribution/geometric.hpp"
#include "tractable/distribution/half_cauchy.hpp"
#include "tractable/distribution/half_normal.hpp"
#include "tractable/distribution/inverse_gamma.hpp"
#include "tractable/distribution/laplace.hpp"
#include "tractable/distribution/logistic.hpp"
#include "tractable/distribution/lognormal.hpp"
#include "tractable/distribution/multivariate_catalogue.hpp"
#include "tractable/distribution/neg_binomial.hpp"
#include "tractable/distribution/normal.hpp"
#include "tractable/distribution/poisson.hpp"
#include "tractable/distribution/poisson_log.hpp"
#include "tractable/distribution/student_t.hpp"
#include "tractable/distribution/uniform.hpp"

namespace tractable {
namespace {

// One line for each family, in alphabetical order.
constexpr std::array kFamilies{
    &kBernoulli,    &kBernoulliLogit, &kBeta,     &kBinomial,  &kBinomialLogit, &kCategorical,
    &kCauchy,       &kExponential,    &kGamma,    &kGeometric, &kHalfCauchy,    &kHalfNormal,
    &kInverseGamma, &kLaplace,        &kLogistic, &kLogNormal, &kNegBinomial,   &kNormal,
    &kPoisson,      &kPoissonLog,     &kStudentT, &kUniform,
};

/// A row's function gets no more than its operands: so one for each place.
template <std::size_t Place>
std::vector<Expr> build_log_prob(const BuilderCall& call) {
  return {kFamilies[Place]->log_prob(call.operands[0], call.operands.subspan(1))};
}

template <std::size_t Place, bool Upper>
std::vector<Expr> build_log_tail(const BuilderCall& call) {
  return {kFamilies[Place]->log_tail(call.operands[0], call.operands.subspan(1), Upper)};
}

template <std::size_t Place>
std::vector<Expr> build_sample(const BuilderCall& call) {
  return {kFamilies[Place]->pathwise(call.operands[0], call.operands.subspan(1))};
}

struct Texts {
  std::string name;
  std::vector<std::string_view> operands;
};

Texts texts_of(const Family& family, std::string_view function, std::string_view operand) {
  Texts texts{text(family.name, ".", function), {operand}};
  for (const ParameterRow& row : family.parameters) texts.operands.push_back(row.name);
  return texts;
}

template <std::size_t Place>
void add_rows(std::deque<Texts>& texts, std::vector<BuilderRow>& rows) {
  const auto add = [&](std::string_view function, std::string_view operand, auto build) {
    const Texts& of = texts.emplace_back(texts_of(*kFamilies[Place], function, operand));
    rows.push_back({of.name, of.operands, {}, build});
  };
  if (kFamilies[Place]->variadic) return;  // its row takes a list: categorical.log_prob
  add("log_prob", "x", &build_log_prob<Place>);
  if (kFamilies[Place]->log_tail != nullptr) {
    add("log_cdf", "x", &build_log_tail<Place, false>);
    add("log_sf", "x", &build_log_tail<Place, true>);
  }
  if (kFamilies[Place]->noise == Noise::normal) add("sample", "z", &build_sample<Place>);
  if (kFamilies[Place]->noise == Noise::uniform) add("sample", "u", &build_sample<Place>);
}

}  // namespace

std::span<const Family* const> families() { return kFamilies; }

const Family& family(std::string_view name) {
  const auto it = std::ranges::find(kFamilies, name, [](const Family* each) { return each->name; });
  if (it != kFamilies.end()) return **it;
  std::string names;
  for (const Family* each : kFamilies) names += text(names.empty() ? "" : ", ", each->name);
  throw_error(ErrorCode::unknown_name, "distribution", "there is no ", name, "; there are ", names);
}

Univariate make_univariate(std::string_view name, ParameterValues parameters) { return {family(name), parameters}; }

double kl(const Univariate& p, const Univariate& q) {
  if (&p.family() == &q.family() && p.family().kl != nullptr) {
    const double value = p.family().kl(p.parameters(), q.parameters());
    if (!std::isnan(value)) return value;
  }
  throw_error(ErrorCode::invalid_argument, "kl", "there is no closed form for ", p.family().name, " and ",
              q.family().name);
}

std::span<const BuilderRow> distribution_catalogue() {
  static std::deque<Texts> texts;
  static const std::vector<BuilderRow> rows = [] {
    std::vector<BuilderRow> made;
    [&]<std::size_t... Places>(std::index_sequence<Places...>) {
      (add_rows<Places>(texts, made), ...);
    }(std::make_index_sequence<kFamilies.size()>());
    const auto of_rows = multivariate_builders();
    made.insert(made.end(), of_rows.begin(), of_rows.end());
    return made;
  }();
  return rows;
}

}  // namespace tractable
